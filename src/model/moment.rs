//! Points in time as an export states them: an instant and how exactly it is known.

use std::num::NonZeroI64;
use std::ops::{Add, Sub};

/// A point in time: UTC seconds since 1970. A distance between two of them is a plain number of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Instant(i64);

impl Instant {
    /// Before everything: where nothing says when something begins.
    pub const EARLIEST: Self = Self(i64::MIN);
    /// After everything: where nothing says when something ends.
    pub const LATEST: Self = Self(i64::MAX);

    /// The instant so many seconds after the beginning of 1970 in UTC, as files and other programs count.
    pub const fn of(unix: i64) -> Self {
        Self(unix)
    }

    /// Seconds since the beginning of 1970 in UTC.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// So many seconds later; nothing where no number can say when that is.
    pub fn checked_add(self, seconds: i64) -> Option<Self> {
        self.0.checked_add(seconds).map(Self)
    }
}

impl Add<i64> for Instant {
    type Output = Self;

    fn add(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}

impl Sub<i64> for Instant {
    type Output = Self;

    fn sub(self, seconds: i64) -> Self {
        Self(self.0 - seconds)
    }
}

impl Sub for Instant {
    type Output = i64;

    fn sub(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

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

/// An instant with its precision, in eight bytes; `Option<Moment>` takes eight as well.
///
/// A date-only moment holds the first instant of its local day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment(NonZeroI64);

impl Moment {
    /// A moment at `at`, known to `precision`.
    pub fn new(at: Instant, precision: Precision) -> Self {
        let packed = at.0.clamp(-(1 << 60), 1 << 60) * 4 + precision as i64;
        Self(NonZeroI64::new(packed).unwrap_or(NonZeroI64::MIN))
    }

    /// The instant; of a date-only value the beginning of its day.
    pub fn at(self) -> Instant {
        Instant(self.0.get() >> 2)
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

/// Up to when something is known: nothing later is read, told or judged.
///
/// A run has one, and so has each promise: the earliest of the sources it is read from. A type of its own, so that neither is taken for
/// another instant, such as the run's time or a due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Horizon(Instant);

impl Horizon {
    /// The horizon at an instant.
    pub fn new(at: Instant) -> Self {
        Self(at)
    }

    /// The last instant known.
    pub fn at(self) -> Instant {
        self.0
    }

    /// True when a moment is known: it is not later.
    pub fn includes(self, moment: Moment) -> bool {
        self.reaches(moment.at())
    }

    /// True when an instant is not later: what ends there is over.
    pub fn reaches(self, at: Instant) -> bool {
        at <= self.0
    }

    /// True when an instant is earlier: an allowance that ends there is over, for an answer in its last second is in time.
    pub fn is_past(self, due: Instant) -> bool {
        due < self.0
    }
}

impl std::fmt::Debug for Moment {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}@{:?}", self.at().unix(), self.precision())
    }
}
