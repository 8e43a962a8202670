//! Instants, precision and working time, walked interval by interval.

use std::collections::BTreeMap;

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike,
};
use chrono_tz::Tz;

/// How exact a value is, from fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Second,
    Minute,
    Day,
}

/// A value of a date column: its first instant, where it stands on the local clock, how exact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: i64,
    pub local: NaiveDateTime,
    pub precision: Precision,
}

impl Stamp {
    pub fn day(&self) -> NaiveDate {
        self.local.date()
    }

    fn is_day(&self) -> bool {
        self.precision == Precision::Day
    }

    /// Its place on the coarser scale of the two: two values on the same step are equal.
    fn step(&self, precision: Precision) -> i64 {
        match precision {
            Precision::Second => self.at,
            Precision::Minute => self.at.div_euclid(60),
            Precision::Day => i64::from(self.day().num_days_from_ce()),
        }
    }

    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let coarser = self.precision.max(other.precision);
        self.step(coarser).cmp(&other.step(coarser))
    }

    pub fn before(&self, other: &Self) -> bool {
        self.compare(other).is_lt()
    }

    pub fn at_or_after(&self, other: &Self) -> bool {
        !self.before(other)
    }
}

/// `n` minutes (`m`), hours (`h`) or days (`d`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance(pub i64, pub char);

/// When an allowance ends: one instant, or for a start without time of day the first and the last it may be.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub earliest: i64,
    pub latest: i64,
    by_days: bool,
    fine: Precision,
}

impl Due {
    /// Of what is owed no later than it happens.
    pub fn at_once(at: i64) -> Self {
        Self { earliest: at, latest: at, by_days: true, fine: Precision::Second }
    }
}

/// The agreement's zone and opening hours.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub zone: Tz,
    /// From Monday; seconds after midnight.
    pub weekdays: [Vec<(i64, i64)>; 7],
    /// Holidays and special days.
    pub days: BTreeMap<NaiveDate, Vec<(i64, i64)>>,
}

pub fn instant(zone: Tz, local: NaiveDateTime) -> i64 {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.timestamp(),
        LocalResult::None => instant(zone, local.with_second(0).unwrap() + TimeDelta::minutes(1)),
    }
}

pub fn local(zone: Tz, at: i64) -> NaiveDateTime {
    DateTime::from_timestamp(at, 0).unwrap().with_timezone(&zone).naive_local()
}

impl Calendar {
    pub fn midnight(&self, day: NaiveDate) -> i64 {
        instant(self.zone, day.and_hms_opt(0, 0, 0).unwrap())
    }

    /// The last second of a local day.
    pub fn last_second(&self, day: NaiveDate) -> i64 {
        self.midnight(day + Days::new(1)) - 1
    }

    pub fn day_of(&self, at: i64) -> NaiveDate {
        local(self.zone, at).date()
    }

    pub fn stamp(&self, at: i64) -> Stamp {
        Stamp { at, local: local(self.zone, at), precision: Precision::Second }
    }

    fn hours(&self, day: NaiveDate) -> &[(i64, i64)] {
        let weekday = day.weekday().num_days_from_monday() as usize;
        self.days.get(&day).unwrap_or(&self.weekdays[weekday])
    }

    pub fn works_on(&self, day: NaiveDate) -> bool {
        !self.hours(day).is_empty()
    }

    /// The open intervals of a day as instants.
    pub fn open(&self, day: NaiveDate) -> Vec<(i64, i64)> {
        let clock = |seconds: i64| {
            instant(self.zone, day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::seconds(seconds))
        };
        self.hours(day).iter().map(|(from, to)| (clock(*from), clock(*to))).collect()
    }

    pub fn closing(&self, day: NaiveDate) -> Option<i64> {
        self.open(day).last().map(|(_, close)| *close)
    }

    /// Working seconds between two instants.
    pub fn worked(&self, from: i64, to: i64) -> i64 {
        let mut sum = 0;
        let mut day = self.day_of(from);
        while from < to && day <= self.day_of(to) {
            sum += self
                .open(day)
                .iter()
                .map(|(open, close)| (to.min(*close) - from.max(*open)).max(0))
                .sum::<i64>();
            day = day + Days::new(1);
        }
        sum
    }

    /// The earliest instant by which so many working seconds have gone by.
    pub fn after_working(&self, from: i64, seconds: i64) -> i64 {
        let mut left = seconds;
        let mut day = self.day_of(from);
        loop {
            for (open, close) in self.open(day) {
                let begin = from.max(open);
                if close - begin >= left && close > begin {
                    return begin + left;
                }
                left -= (close - begin).max(0);
            }
            day = day + Days::new(1);
        }
    }

    /// A day as a part of the usual one of its weekday: a short day asks for less.
    pub fn part_of_usual(&self, day: NaiveDate) -> f64 {
        let sum =
            |hours: &[(i64, i64)]| hours.iter().map(|(from, to)| to - from).sum::<i64>() as f64;
        let usual = sum(&self.weekdays[day.weekday().num_days_from_monday() as usize]);
        match self.days.get(&day) {
            Some(own) if usual > 0.0 => sum(own) / usual,
            _ => 1.0,
        }
    }

    pub fn next_working(&self, mut day: NaiveDate) -> NaiveDate {
        while !self.works_on(day) {
            day = day + Days::new(1);
        }
        day
    }

    /// Closing of the n-th working day after the day the clock starts.
    fn after_days(&self, start: &Stamp, n: i64) -> i64 {
        let is_inside =
            self.closing(start.day()).is_some_and(|close| start.is_day() || start.at < close);
        let mut day =
            if is_inside { start.day() } else { self.next_working(start.day() + Days::new(1)) };
        for _ in 0..n {
            day = self.next_working(day + Days::new(1));
        }
        self.closing(day).unwrap()
    }

    pub fn due(&self, start: &Stamp, Allowance(n, unit): Allowance, elapsed: bool) -> Due {
        let fine = if start.is_day() { Precision::Second } else { start.precision };
        let last = if start.is_day() { self.last_second(start.day()) } else { start.at };
        let (earliest, latest) = match (unit, elapsed) {
            ('d', false) => (self.after_days(start, n), self.after_days(start, n)),
            ('d', true) if start.is_day() => {
                let end = self.last_second(start.day() + Days::new(n.unsigned_abs()));
                (end, end)
            }
            ('d', true) => (start.at + n * 86_400, start.at + n * 86_400),
            (_, true) => (start.at + n * seconds(unit), last + n * seconds(unit)),
            (_, false) => (
                self.after_working(start.at, n * seconds(unit)),
                self.after_working(last, n * seconds(unit)),
            ),
        };
        Due { earliest, latest, by_days: unit == 'd', fine }
    }

    /// The same of a contact, which counts only from the start on: of two on one day, one of them without a time, either may have come first.
    pub fn contacted(&self, start: &Stamp, at: &Stamp, due: &Due) -> Option<bool> {
        let is_unclear = !due.by_days && (start.is_day() || at.is_day()) && start.day() == at.day();
        self.complies(at, due).filter(|in_time| !(*in_time && is_unclear))
    }

    /// Whether an answer is in time; nothing when that cannot be known.
    pub fn complies(&self, answer: &Stamp, due: &Due) -> Option<bool> {
        if !answer.is_day() {
            let unit = if answer.precision.max(due.fine) == Precision::Minute { 60 } else { 1 };
            let floor = |at: i64| at.div_euclid(unit);
            return match (
                floor(answer.at) <= floor(due.earliest),
                floor(answer.at) > floor(due.latest),
            ) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            };
        }
        if due.by_days {
            return Some(answer.day() <= self.day_of(due.latest));
        }
        match (self.last_second(answer.day()) <= due.earliest, answer.at > due.latest) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

fn seconds(unit: char) -> i64 {
    if unit == 'h' { 3600 } else { 60 }
}
