//! How long leads take from one step to the next, by the clock: those that took the later step in the period.
//!
//! Pairs without both dates, and those out of order, are left out, as in `stage-time`; percentiles are nearest rank.

use crate::casebook::Facts;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::Moments;
use crate::metrics::measure::percentile;
use crate::metrics::spec::Need;
use crate::metrics::world::World;
use crate::model::moment::{Horizon, Moment};
use crate::model::words::{Milestone, Rung};

/// How long leads took from one step to the next: those that took the second in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageTime {
    /// The earlier step.
    pub from: Rung,
    /// The later step.
    pub to: Rung,
    /// Leads with both dates in this order.
    pub leads: u64,
    /// Median, seconds by the clock.
    pub median: i64,
    /// Seconds within which nine of ten leads took the step (nearest rank).
    pub p90: i64,
}

/// Each step some source dates, with the one before.
pub fn stage_times(world: World, facts: &Facts, cut_off: Horizon) -> Vec<StageTime> {
    let all = Cohort::everyone(world, cut_off);
    let steps = steps(facts, &all);
    steps
        .iter()
        .zip(steps.iter().skip(1))
        .filter_map(|(from, to)| between(&all, from, to))
        .collect()
}

/// A step and when each lead took it.
type Taken = (Rung, Moments);

fn steps(facts: &Facts, all: &Cohort) -> Vec<Taken> {
    let world = all.world;
    let mut steps = vec![(Rung::Delivered, all.date(Milestone::Delivered))];
    if world.sees(Need::Conversations) {
        steps.push((Rung::Connected, all.known(&facts.connection)));
    }
    let is_dated = |milestone: &Milestone| {
        world.sees(Need::Dates(*milestone)) && !world.data.stand_ins.contains(milestone)
    };
    let rungs = Rung::DATED.into_iter().filter(|(_, milestone)| is_dated(milestone));
    steps.extend(rungs.map(|(step, milestone)| (step, all.date(milestone))));
    steps
}

fn between(all: &Cohort, (from, starts): &Taken, (to, ends): &Taken) -> Option<StageTime> {
    let (zone, in_period) = (all.world.zone(), all.world.in_period(ends, all.cut_off));
    let took = |(begin, end): (Option<Moment>, Option<Moment>)| {
        let (begin, end) = begin.zip(end)?;
        let days = i64::from(zone.day(end).0 - zone.day(begin).0) * 86_400;
        let is_exact = !begin.is_date_only() && !end.is_date_only();
        Some(if is_exact { end.at() - begin.at() } else { days }).filter(|seconds| *seconds >= 0)
    };
    let pairs = starts.with(&ends.only(&in_period), |begin, end| (begin, end));
    let mut seconds: Vec<i64> = pairs.map(took).values().into_iter().collect();
    seconds.sort_unstable();
    let (median, p90) = (percentile(&seconds, 50)?, percentile(&seconds, 90)?);
    Some(StageTime { from: *from, to: *to, leads: seconds.len() as u64, median, p90 })
}
