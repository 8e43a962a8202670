//! The equal windows before and after a decision.

use crate::calendar::periods::{self, Period};
use crate::metrics;
use crate::metrics::spec::{Begins, Settles};
use crate::metrics::world::World;
use crate::model::agreement::{Allowance, Clock, Commitment, Counting, DurationUnit, PeriodKind};
use crate::model::moment::{Horizon, Instant, Moment, Precision};
use crate::model::zone::Day;

use super::{Decision, Incomparable};

/// Working days of a window at most.
const MOST_DAYS: usize = 20;
/// Longest run of days without work that is looked across.
const LONGEST_BREAK: i32 = 60;

/// What both windows are measured by.
pub struct Ruler {
    /// The commitment's version, without its own dates.
    pub version: Commitment,
    /// Position in `Scorecard::commitments`.
    pub commitment: usize,
    /// Where its metric is judged.
    pub cut_off: Horizon,
}

/// Working days before and after, as many on each side.
pub struct Windows {
    /// Those before, in order.
    pub before: Vec<Day>,
    /// Working days after the decision, in order.
    pub after: Vec<Day>,
    /// First local day that belongs to the window before.
    pub first: Day,
    /// The instant from which they no longer grow.
    pub full_at: Option<Instant>,
}

/// The windows of a decision; `Err` says why there are none.
pub fn windows(
    world: World,
    ruler: &Ruler,
    all: &[Decision],
    day: Day,
) -> Result<Windows, Incomparable> {
    let others =
        || all.iter().filter(|other| other.is_about(ruler.commitment)).map(|other| other.day);
    let previous = others().filter(|other| *other < day).max();
    let next = others().filter(|other| *other > day).min();
    let known = first_known(world, &ruler.version).ok_or(Incomparable::NoData)?;
    let earliest = previous.map_or(known, |previous| known.max(previous.plus(1)));
    let before = world.calendar.days_between(earliest, day.plus(-1));
    if before.is_empty() {
        return Err(Incomparable::NoBefore);
    }
    let is_settled = |day: &Day| ruler.cut_off.reaches(ruler.settled(world, *day));
    let end = next.unwrap_or_else(|| world.zone().day_of(ruler.cut_off.at()).plus(1)).plus(-1);
    let open = world.calendar.days_between(day.plus(1), end);
    let after: Vec<Day> = open.iter().copied().take_while(is_settled).take(MOST_DAYS).collect();
    let length = before.len().min(after.len());
    let last =
        length.checked_sub(1).and_then(|last| after.get(last)).ok_or(Incomparable::TooEarly)?;
    let is_longest = length == MOST_DAYS || length == before.len();
    // The next decision ends the window, at the earliest when it is taken.
    let ended = next.filter(|_| length == open.len()).map(|next| world.zone().start_of(next));
    let settled = ruler.settled(world, *last);
    let full_at = if is_longest { Some(settled) } else { ended.map(|ended| ended.max(settled)) };
    let before: Vec<Day> = before.iter().copied().skip(before.len() - length).collect();
    let first =
        before.first().map_or(earliest, |first| after_previous(world, *first).max(earliest));
    Ok(Windows { before, after: after.into_iter().take(length).collect(), first, full_at })
}

/// The day after the last working day before `day`: what happened since then, weekends and holidays
/// included, belongs to `day`.
fn after_previous(world: World, day: Day) -> Day {
    let earlier = world.calendar.days_between(day.plus(-LONGEST_BREAK), day.plus(-1));
    earlier.last().map_or(day, |earlier| earlier.plus(1))
}

/// The first local day that the sources know of for a metric.
fn first_known(world: World, version: &Commitment) -> Option<Day> {
    let milestone = match metrics::spec(version.metric)?.begins {
        Begins::Milestone(milestone) => milestone,
        Begins::Stage => version.from_stage?,
    };
    let first = world.data.leads.dates(milestone).iter().flatten().map(|at| at.at()).min()?;
    let covered = world.data.cut_offs.iter().filter_map(|source| source.covers_from).max();
    Some(world.zone().day_of(covered.map_or(first, |covered| covered.max(first))))
}

impl Ruler {
    /// The instant from which no lead of a day can change its verdict any more: every allowance is
    /// over.
    fn settled(&self, world: World, day: Day) -> Instant {
        let end = world.zone().start_of(day.plus(1)) - 1;
        let due = |within: Allowance, clock: Clock| {
            world.calendar.due(Moment::new(end, Precision::Second), within, clock).latest + 1
        };
        let closing = || world.calendar.closing(day).unwrap_or(end);
        let version = &self.version;
        let window = || due(world.agreement.rejection_window, Clock::Working);
        match metrics::spec(version.metric).map(|spec| spec.settles) {
            Some(Settles::Followed) => {
                world.zone().start_of(day.plus(self.days_followed(world) + 1)) - 1
            }
            Some(Settles::Window) => window(),
            Some(Settles::Net) if version.counting == Counting::Net => window(),
            Some(Settles::Due) => {
                version.within.map_or_else(closing, |within| due(within, version.clock))
            }
            _ => closing(),
        }
    }

    /// Local days a lead of a cohort is followed; none for metrics without cohort.
    pub fn days_followed(&self, world: World) -> i32 {
        let own = self
            .version
            .within
            .filter(|within| within.unit == DurationUnit::Days)
            .map(|within| within.count);
        let agreed = || {
            world
                .agreement
                .objective(world.period.last)
                .map_or(60, |objective| objective.conversion_within)
        };
        let is_followed = metrics::spec(self.version.metric)
            .is_some_and(|spec| spec.settles == Settles::Followed);
        let days = if is_followed { own.unwrap_or_else(agreed) } else { 0 };
        i32::try_from(days).unwrap_or(i32::MAX / 2)
    }

    /// The period that has the leads of these local days for its cohort.
    pub fn period(&self, world: World, first: Day, last: Day) -> Period {
        let shift = self.days_followed(world);
        let (first, last) = (first.plus(shift), last.plus(shift));
        periods::containing(
            world.zone(),
            PeriodKind::Fixed(first, last),
            world.zone().start_of(first),
        )
    }
}
