//! The agreement's clock in words: hours of the week, holidays and special days of the period, its working time.

use crate::model::agreement::{Hours, WorkingTime};
use crate::model::zone::Day;
use crate::report::desk::{Desk, capitalised};
use crate::texts::format;

/// The lines of the clock.
pub fn lines(desk: &Desk) -> Vec<(String, String)> {
    let mut lines = hours(desk);
    lines.push((capitalised(&desk.story.period()), period(desk)));
    lines
}

/// Those of them that no day changes within a period.
pub fn hours(desk: &Desk) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    if let Some(version) = version(desk) {
        lines.push((
            desk.word("label-hours"),
            format!("{} · {}", week(desk, version), desk.story.calendar.zone().name()),
        ));
        let special = special(desk, version);
        if !special.is_empty() {
            lines.push((desk.word("label-special"), special.join(" · ")));
        }
    }
    lines.push((desk.word("label-holidays"), holidays(desk)));
    lines
}

/// The working time in force at the cut-off, else the last one.
fn version<'a>(desk: &Desk<'a>) -> Option<&'a WorkingTime> {
    let versions = &desk.story.agreement.working_time;
    let today = desk.story.calendar.zone().day_of(desk.card().cut_off.at());
    versions.iter().find(|version| version.in_force.contains(today)).or_else(|| versions.last())
}

/// `segunda a quinta 09:00–12:00 e 13:00–18:00, sexta 09:00–12:00 e 13:00–17:00`.
fn week(desk: &Desk, version: &WorkingTime) -> String {
    let mut runs: Vec<(u8, u8, &Hours)> = Vec::new();
    for (day, hours) in (0_u8..).zip(&version.week).filter(|(_, hours)| !hours.is_empty()) {
        match runs.last_mut() {
            Some((_, last, same)) if *last + 1 == day && *same == hours => *last = day,
            _ => runs.push((day, day, hours)),
        }
    }
    let named: Vec<String> = runs
        .iter()
        .map(|(first, last, hours)| format!("{} {}", days(desk, *first, *last), spans(desk, hours)))
        .collect();
    named.join(", ")
}

fn days(desk: &Desk, first: u8, last: u8) -> String {
    if first == last {
        desk.weekday(first)
    } else {
        desk.phrase("days-span", &[("first", &desk.weekday(first)), ("last", &desk.weekday(last))])
    }
}

fn spans(desk: &Desk, hours: &Hours) -> String {
    if hours.is_empty() {
        return desk.word("closed");
    }
    let clock = |seconds: u32| format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
    let spans: Vec<String> =
        hours.iter().map(|(open, close)| format!("{}–{}", clock(*open), clock(*close))).collect();
    desk.story.list(&spans)
}

fn special(desk: &Desk, version: &WorkingTime) -> Vec<String> {
    let period = &desk.card().period;
    let in_period = version.special.range(period.first..=period.last);
    in_period
        .map(|(day, hours)| {
            format!(
                "{} {}",
                format::short_date(desk.story.texts.language, *day),
                spans(desk, hours)
            )
        })
        .collect()
}

/// `02/11 Finados · 15/11 Proclamação da República (domingo)`.
fn holidays(desk: &Desk) -> String {
    let period = &desk.card().period;
    let days = (period.first.0..=period.last.0).map(Day);
    let named: Vec<String> = days
        .filter_map(|day| {
            let name = desk.story.calendar.holiday(day).filter(|name| !name.is_empty())?;
            Some(format!("{} {name}", format::short_date(desk.story.texts.language, day)))
        })
        .collect();
    if named.is_empty() { desk.word("no-holidays") } else { named.join(" · ") }
}

/// Working days and hours of the period and how many are gone.
fn period(desk: &Desk) -> String {
    let card = desk.card();
    let hours = desk.story.calendar.working_seconds(&card.period) as f64 / 3_600.0;
    let share = card.progress.share.map_or_else(|| "–".to_owned(), |share| desk.share(share, 0));
    let values = [
        ("days", desk.short(card.progress.total)),
        ("hours", desk.short(hours)),
        ("gone", desk.short(card.progress.gone)),
        ("share", share),
    ];
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk.phrase("clock-period", &values)
}
