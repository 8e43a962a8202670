//! How far a period has come at one instant, in working time (`DEFINITIONS.md` §1 *Periods*, §7).

use crate::model::moment::{Horizon, Instant};

use super::Calendar;
use super::periods::Period;
use super::working::of_days;

/// How far a period has come at the instant up to which its data reach.
///
/// Days are working days, short ones by their share of that weekday's normal hours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Part of the working time gone, from 0 to 1; nothing in a period without working time.
    pub share: Option<f64>,
    /// Complete working days gone.
    pub gone: f64,
    /// Working days of the whole period.
    pub total: f64,
    /// Working days still to come, the running day by the share of it that is left.
    pub left: f64,
    /// The last closing of the period has passed: what was promised for it is due.
    pub is_over: bool,
}

impl Progress {
    /// Working days passed, the running day by the share of it that is gone: with those left they are all.
    pub fn passed(&self) -> f64 {
        self.total - self.left
    }
}

impl Calendar {
    /// How far `period` has come at a horizon.
    pub fn progress(&self, period: &Period, known: Horizon) -> Progress {
        let complete = self.complete_days(period, known);
        Progress {
            share: self.share(period, known.at()),
            gone: of_days(complete.iter().map(|day| self.day_share(*day))),
            total: self.working_days(period.first, period.last),
            left: self.days_left(period, known.at()),
            is_over: self.is_over(period, known),
        }
    }

    /// Working days of the period after an instant, its own day by the share of it that is left.
    fn days_left(&self, period: &Period, at: Instant) -> f64 {
        let today = self.zone.day_of(at);
        let days = self.days_between(period.first, period.last).iter();
        of_days(days.filter(|day| **day >= today).map(|day| {
            let whole: i64 = self.hours(*day).iter().map(|(open, close)| *close - *open).sum();
            let end = self.zone.start_of(day.plus(1));
            let left = self.elapsed(at.min(end), end).min(whole) as f64 / whole.max(1) as f64;
            self.day_share(*day) * if *day == today { left } else { 1.0 }
        }))
    }
}
