//! Points in time as an export states them: an instant and how exactly it is known.

use std::num::NonZeroI64;

/// How much of a time stamp the file gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Hours, minutes and seconds were given.
    Second = 1,
    /// Hours and minutes were given.
    Minute = 2,
    /// Only the day was given (`DEFINITIONS.md` §1, *Date-only values*).
    Day = 3,
}

/// An instant (UTC seconds since 1970) with its precision, in eight bytes; `Option<Moment>` takes eight as well.
///
/// A date-only moment holds the first instant of its local day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment(NonZeroI64);

impl Moment {
    /// A moment at `at` (UTC seconds), known to `precision`.
    pub fn new(at: i64, precision: Precision) -> Self {
        let packed = at.clamp(-(1 << 60), 1 << 60) * 4 + precision as i64;
        Self(NonZeroI64::new(packed).unwrap_or(NonZeroI64::MIN))
    }

    /// The instant, in UTC seconds; of a date-only value the beginning of its day.
    pub fn at(self) -> i64 {
        self.0.get() >> 2
    }

    /// How exactly the instant is known.
    pub fn precision(self) -> Precision {
        match self.0.get() & 3 {
            1 => Precision::Second,
            2 => Precision::Minute,
            _ => Precision::Day,
        }
    }

    /// True when the file gave no time of day.
    pub fn is_date_only(self) -> bool {
        self.precision() == Precision::Day
    }
}

/// Up to when something is known (UTC seconds): nothing later is read, told or judged.
///
/// A run has one, and so has each promise: the earliest of the sources it is read from. A type of its own, so that neither is taken for
/// another instant, such as the run's time or a due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Horizon(i64);

impl Horizon {
    /// The horizon at an instant (UTC seconds).
    pub fn new(at: i64) -> Self {
        Self(at)
    }

    /// The last instant known, in UTC seconds.
    pub fn at(self) -> i64 {
        self.0
    }

    /// True when a moment is known: it is not later.
    pub fn includes(self, moment: Moment) -> bool {
        self.reaches(moment.at())
    }

    /// True when an instant is not later: what ends there is over.
    pub fn reaches(self, at: i64) -> bool {
        at <= self.0
    }

    /// True when an instant is earlier: an allowance that ends there is over, for an answer in its last second is in time.
    pub fn is_past(self, due: i64) -> bool {
        due < self.0
    }
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}@{:?}", self.at(), self.precision())
    }
}
