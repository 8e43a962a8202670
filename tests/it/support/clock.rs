//! The generator's own working time, written apart from the program's so that neither repeats the other's mistake.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

/// Opening hours on Monday to Friday, closed on the holidays.
pub struct WorkClock {
    /// Minutes after midnight, ascending.
    pub hours: &'static [(i64, i64)],
    /// Closed days, (month, day) of the sample's year.
    pub holidays: &'static [(u32, u32)],
}

impl WorkClock {
    /// True when the day has opening hours.
    pub fn works_on(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !weekend && !self.holidays.contains(&(day.month(), day.day()))
    }

    /// The instant at which `minutes` of working time have gone by since `start`.
    pub fn after(&self, start: NaiveDateTime, minutes: i64) -> NaiveDateTime {
        let mut left = minutes * 60;
        let mut from = start;
        loop {
            for &(open, close) in self.hours.iter().filter(|_| self.works_on(from.date())) {
                let midnight = from.date().and_hms_opt(0, 0, 0).unwrap();
                let begin = from.max(midnight + TimeDelta::minutes(open));
                let room = (midnight + TimeDelta::minutes(close) - begin).num_seconds();
                if room >= left && room > 0 {
                    return begin + TimeDelta::seconds(left);
                }
                left -= room.max(0);
            }
            from = (from.date() + Days::new(1)).and_hms_opt(0, 0, 0).unwrap();
        }
    }
}

/// A local time of the sample's year.
pub fn at(month: u32, day: u32, hour: u32, minute: u32, second: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, minute, second).unwrap()
}
