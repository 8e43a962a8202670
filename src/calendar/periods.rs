//! Periods: the week, month, quarter, half-year, year or fixed span that paced promises run over, and how much of it is gone.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Calendar, weekday};
use crate::model::agreement::PeriodKind;
use crate::model::moment::{Horizon, Instant};
use crate::model::zone::{Day, Zone};

/// A span of whole local days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// How long it is.
    pub kind: PeriodKind,
    /// First local day.
    pub first: Day,
    /// Last local day, which belongs to the period.
    pub last: Day,
    /// First instant.
    pub start: Instant,
    /// First instant no longer in it.
    pub end: Instant,
}

impl Period {
    /// An instant of the period.
    pub fn contains(&self, at: Instant) -> bool {
        (self.start..self.end).contains(&at)
    }
}

/// The period of a kind that contains an instant; a fixed one is itself, wherever the instant lies.
pub fn containing(zone: &Zone, kind: PeriodKind, at: Instant) -> Period {
    of_day(zone, kind, zone.day_of(at))
}

/// The period of a kind just before another; a fixed one has none.
pub fn previous(zone: &Zone, kind: PeriodKind, period: &Period) -> Option<Period> {
    match kind {
        PeriodKind::Fixed(..) => None,
        _ => Some(of_day(zone, kind, period.first.plus(-1))),
    }
}

/// The period a reader names: `last-month` (week, quarter, half-year, year), `last` (of the agreement's kind), `2026-10`, `2026-Q3`,
/// `2026-W47`, `2026-H1` or `2026-S1`, `2026`, `2026-11-01..2026-11-30`, or a day, for the agreement's period that contains it.
pub fn parse(zone: &Zone, kind: PeriodKind, text: &str, now: Instant) -> Option<Period> {
    let text = text.trim().to_ascii_uppercase();
    if let Some(unit) = text.strip_prefix("LAST") {
        let kind = last_kind(unit, kind)?;
        return previous(zone, kind, &containing(zone, kind, now));
    }
    if let Some((first, last)) = text.split_once("..") {
        let (first, last) = (date(first)?, date(last)?);
        return (first <= last).then(|| of_day(zone, PeriodKind::Fixed(first, last), first));
    }
    if let Some(day) = date(&text) {
        return Some(of_day(zone, kind, day));
    }
    let (year, part) =
        text.split_once('-').map_or((text.as_str(), None), |(year, part)| (year, Some(part)));
    let (kind, day) = part_of_year(digits(year, 4..=4)?, part)?;
    Some(of_day(zone, kind, day))
}

fn last_kind(unit: &str, agreed: PeriodKind) -> Option<PeriodKind> {
    match unit {
        "" => Some(agreed),
        "-WEEK" => Some(PeriodKind::Week),
        "-MONTH" => Some(PeriodKind::Month),
        "-QUARTER" => Some(PeriodKind::Quarter),
        "-HALF-YEAR" => Some(PeriodKind::HalfYear),
        "-YEAR" => Some(PeriodKind::Year),
        _ => None,
    }
}

/// Kind and first day of a period from what follows the year: nothing (the year), `Q1`, `H1` or
/// `S1`, `W07` (ISO week), `10` (month).
fn part_of_year(year: u32, part: Option<&str>) -> Option<(PeriodKind, Day)> {
    let year = i32::try_from(year).ok()?;
    let Some(part) = part else { return Some((PeriodKind::Year, Day::ymd(year, 1, 1)?)) };
    if let Some(week) = part.strip_prefix('W') {
        let monday = NaiveDate::from_isoywd_opt(year, digits(week, 1..=2)?, Weekday::Mon)?;
        return Some((PeriodKind::Week, Day::of(monday)));
    }
    let (kind, months, number) = if let Some(quarter) = part.strip_prefix('Q') {
        (PeriodKind::Quarter, 3, digits(quarter, 1..=1)?)
    } else if let Some(half) = part.strip_prefix(['H', 'S']) {
        (PeriodKind::HalfYear, 6, digits(half, 1..=1)?)
    } else {
        (PeriodKind::Month, 1, digits(part, 2..=2)?)
    };
    Some((kind, Day::ymd(year, number.checked_sub(1)? * months + 1, 1)?))
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let plain = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

fn date(text: &str) -> Option<Day> {
    let mut parts = text.trim().splitn(3, '-');
    let year = i32::try_from(digits(parts.next()?, 4..=4)?).ok()?;
    Day::ymd(year, digits(parts.next()?, 2..=2)?, digits(parts.next()?, 2..=2)?)
}

fn of_day(zone: &Zone, kind: PeriodKind, day: Day) -> Period {
    let (first, last) = match kind {
        PeriodKind::Week => {
            let monday = day.plus(-i32::try_from(weekday(day)).unwrap_or(0));
            (monday, monday.plus(6))
        }
        PeriodKind::Month => months(day, 1),
        PeriodKind::Quarter => months(day, 3),
        PeriodKind::HalfYear => months(day, 6),
        PeriodKind::Year => months(day, 12),
        PeriodKind::Fixed(first, last) => (first, last),
    };
    Period { kind, first, last, start: zone.start_of(first), end: zone.start_of(last.plus(1)) }
}

/// First and last day of the `length` months of the year that contain a day.
fn months(day: Day, length: u32) -> (Day, Day) {
    let date = day.date();
    let from = date.month0() / length * length;
    let next = if from + length < 12 {
        Day::ymd(date.year(), from + length + 1, 1)
    } else {
        Day::ymd(date.year() + 1, 1, 1)
    };
    let first = Day::ymd(date.year(), from + 1, 1).unwrap_or(day);
    (first, next.map_or(day, |next| next.plus(-1)))
}

impl Calendar {
    /// Working seconds of a whole period.
    pub fn working_seconds(&self, period: &Period) -> i64 {
        self.elapsed(period.start, period.end)
    }

    /// `share(T)`: the part of the period's working time gone at `at`, 0 before it, 1 from its last closing on; `None` without working time.
    pub fn share(&self, period: &Period, at: Instant) -> Option<f64> {
        let whole = self.working_seconds(period);
        let gone = self.elapsed(period.start, at).clamp(0, whole.max(0));
        (whole > 0).then(|| gone as f64 / whole as f64)
    }

    /// True from the period's last closing on; without working time, from its end on.
    pub fn is_over(&self, period: &Period, known: Horizon) -> bool {
        let whole = self.working_seconds(period);
        if whole > 0 {
            self.elapsed(period.start, known.at()) >= whole
        } else {
            known.reaches(period.end)
        }
    }

    /// The period's working days.
    pub fn days(&self, period: &Period) -> Vec<Day> {
        self.days_between(period.first, period.last).to_vec()
    }

    /// The period's working days whose last closing is known.
    pub fn complete_days(&self, period: &Period, known: Horizon) -> Vec<Day> {
        let complete = |day: &Day| self.closing(*day).is_some_and(|closing| known.reaches(closing));
        self.days_between(period.first, period.last).iter().copied().filter(complete).collect()
    }
}
