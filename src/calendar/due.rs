//! When an allowance ends: the due instant of a start (`DEFINITIONS.md` §1, *Working time* and *Date-only values*).

use super::{Calendar, END};
use crate::model::agreement::{Allowance, Clock, DurationUnit};
use crate::model::moment::{Instant, Moment};
use crate::model::zone::Day;

/// The due of an allowance that outlasts the table: later than any answer.
pub const NEVER: Instant = Instant::of(i64::MAX / 8);

/// When an answer is due; an answer exactly then complies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The due instant of the start's earliest reading.
    pub earliest: Instant,
    /// That of its latest reading; the same when the start has a time of day.
    pub latest: Instant,
    /// The allowance is in days: always decided, a date-only answer by its day.
    pub by_day: bool,
}

impl Calendar {
    /// When each allowance ends that begins at the start beside it; without one it ends as it begins.
    pub fn dues(&self, starts: &[Moment], allowances: &[Option<(Allowance, Clock)>]) -> Vec<Due> {
        let at_once =
            |start: Moment| Due { earliest: start.at(), latest: start.at(), by_day: true };
        let pairs = starts.iter().zip(allowances);
        pairs
            .map(|(start, within)| {
                within.map_or_else(
                    || at_once(*start),
                    |(within, clock)| self.due(*start, within, clock),
                )
            })
            .collect()
    }

    /// When an allowance that starts at `start` ends; [`NEVER`] when the table ends before it.
    ///
    /// By the working clock hours and minutes run in working time, and `n d` ends at the closing of the n-th working day after the one the
    /// clock starts on. By the elapsed clock all of it is wall-clock time, and a day has 24 hours; of a start without a time of day, days
    /// end with the local day `n` days on. `0m` and `0h` are due at the start itself, `0d` at that day's closing by the working clock.
    /// A start without a time of day has a due for its earliest and one for its latest reading.
    pub fn due(&self, start: Moment, within: Allowance, clock: Clock) -> Due {
        let by_day = within.unit == DurationUnit::Days;
        let seconds = within.elapsed_seconds();
        let (earliest, latest) = match (clock, by_day) {
            (Clock::Working, true) => twice(self.closing_after(start, within.count)),
            (Clock::Working, false) => self.readings(start, |at| self.after(at, seconds)),
            (Clock::Elapsed, true) if start.is_date_only() => self.day_after(start, within.count),
            (Clock::Elapsed, _) => self.readings(start, |at| at.checked_add(seconds)),
        };
        Due { earliest, latest, by_day }
    }

    /// The due instants of the first and the last instant that `start` can mean.
    fn readings(
        &self,
        start: Moment,
        due: impl Fn(Instant) -> Option<Instant>,
    ) -> (Instant, Instant) {
        let earliest = due(start.at()).unwrap_or(NEVER);
        if !start.is_date_only() {
            return (earliest, earliest);
        }
        (earliest, due(self.zone.latest(start)).unwrap_or(NEVER))
    }

    /// The closing of the `count`-th working day after the one the clock starts on.
    fn closing_after(&self, start: Moment, count: u32) -> Option<Instant> {
        let day = self.nth_working_day(self.clock_day(start)?, count)?;
        self.closing(day)
    }

    /// The working day the clock starts on: a date-only start counts as inside its day.
    fn clock_day(&self, start: Moment) -> Option<Day> {
        let day = self.zone.day(start);
        match self.closing(day) {
            Some(closing) if start.is_date_only() || start.at() < closing => Some(day),
            _ => self.next_working_day(day),
        }
    }

    /// The first and last second of the local day `count` days after a date-only start.
    fn day_after(&self, start: Moment, count: u32) -> (Instant, Instant) {
        let day = self.zone.day(start).plus(i32::try_from(count).unwrap_or(i32::MAX));
        if day >= END {
            return (NEVER, NEVER);
        }
        (self.zone.start_of(day), self.zone.start_of(day.plus(1)) - 1)
    }
}

fn twice(at: Option<Instant>) -> (Instant, Instant) {
    let at = at.unwrap_or(NEVER);
    (at, at)
}
