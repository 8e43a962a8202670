//! The instant and the period that a command line asks for, what no data can answer of them, and how names of files say them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::app::clock;
use crate::app::failure::{Exit, Failure};
use crate::app::open::Opened;
use crate::calendar::periods::{self, Period, containing};
use crate::model::agreement::{Agreement, PeriodKind};
use crate::model::dataset::Dataset;
use crate::model::moment::{Horizon, Instant};
use crate::model::zone::{Day, Zone};
use crate::scorecard::plan;
use crate::scorecard::sealing::first_event;
use crate::texts::format;

/// The instant of `--as-of`: a date alone is the last second of that day.
pub fn instant(opened: &Opened, text: &str) -> Result<Instant, Failure> {
    parse(&opened.agreement.zone, text).ok_or_else(|| {
        let values = [
            ("option", "--as-of"),
            ("found", text),
            ("allowed", "2026-11-23 · 2026-11-23T08:00 · 2026-11-23T08:00:00"),
        ];
        Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
    })
}

fn parse(zone: &Zone, text: &str) -> Option<Instant> {
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Some(zone.start_of(Day::of(date).plus(1)) - 1);
    }
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
    let local =
        formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    let seconds = local.time().signed_duration_since(NaiveTime::MIN).num_seconds();
    Some(zone.instant(Day::of(local.date()), u32::try_from(seconds).ok()?))
}

/// The period asked for, else the one that contains the instant.
pub fn period(opened: &Opened, asked: Option<&str>, at: Instant) -> Result<Period, Failure> {
    let zone = &opened.agreement.zone;
    let kind = kind(&opened.agreement, zone.day_of(at));
    match asked {
        None => Ok(periods::containing(zone, kind, at)),
        Some(text) => periods::parse(zone, kind, text, at).ok_or_else(|| {
            let values = [
                ("option", "--period"),
                ("found", text),
                ("allowed", "last-month · 2026-10 · 2026-Q3 · 2026-10-01..2026-10-31"),
            ];
            Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
        }),
    }
}

/// The period asked for, else the one that contains the instant the data speak of (`DEFINITIONS.md` §1).
pub fn period_judged(
    opened: &Opened,
    asked: Option<&str>,
    at: Instant,
    cut_off: Horizon,
) -> Result<Period, Failure> {
    period(opened, asked, if asked.is_some() { at } else { cut_off.at() })
}

/// The first day the files tell of, where a period ends before it.
pub fn before_data(opened: &Opened, data: &Dataset, period: &Period) -> Option<Day> {
    let first = opened.agreement.zone.day_of(first_event(data)?);
    (period.last < first).then_some(first)
}

/// A period asked for of which no file tells has no numbers: zero would be a verdict.
pub fn refuse_uncovered(
    opened: &Opened,
    data: &Dataset,
    period: &Period,
    at: Instant,
    asked: Option<&str>,
) -> Result<(), Failure> {
    if asked.is_some() {
        clock::refuse_to_come(opened, period, at)?;
    }
    let first = asked.and_then(|_| before_data(opened, data, period));
    first.map_or(Ok(()), |first| {
        let values = [
            ("period", &*opened.texts.period_name(period)),
            ("from", &format::date(opened.texts.language, first)),
        ];
        Err(Failure::new(Exit::Usage, opened.texts.phrase("app.before-data", &values)))
    })
}

/// The period before a judged one, by the agreement's kind; a fixed one has none.
pub fn period_before(opened: &Opened, period: &Period) -> Option<Period> {
    periods::previous(&opened.agreement.zone, kind(&opened.agreement, period.first), period)
}

fn kind(agreement: &Agreement, day: Day) -> PeriodKind {
    let today = periods::containing(
        &agreement.zone,
        PeriodKind::Fixed(day, day),
        agreement.zone.start_of(day),
    );
    plan::objective(agreement, &today).map_or(PeriodKind::Month, |objective| objective.period)
}

/// `_2026-10` for a period asked for that is not the one running at an instant.
pub fn period_word(opened: &Opened, asked: Option<&str>, period: &Period, at: Instant) -> String {
    let days = |period: &Period| (period.first, period.last);
    let running = self::period(opened, None, at).ok();
    if asked.is_none() || running.is_some_and(|running| days(&running) == days(period)) {
        return String::new();
    }
    format!("_{}", code(opened, period))
}

/// A period as names of files have it: `2026-10` for a whole month, else first and last day,
/// `2026-10-01_2026-12-31`.
pub fn code(opened: &Opened, period: &Period) -> String {
    let month = containing(&opened.agreement.zone, PeriodKind::Month, period.start);
    let (first, last) = (format::iso_date(period.first), format::iso_date(period.last));
    if (month.first, month.last) == (period.first, period.last) {
        first.chars().take(7).collect()
    } else {
        format!("{first}_{last}")
    }
}
