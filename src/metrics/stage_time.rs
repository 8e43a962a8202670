//! `stage-time`.
//!
//! *What it says*: how long leads take from one stage to another: lower is better.
//! *Formula*: the nearest-rank percentile of the working (or wall-clock) time between the two, over leads that reached `to-stage` in the period and have both dates, in order.
//! Two days without time of day are counted from the beginning of the one to that of the other; a day and a time of day tell no duration and are left out.
//! Arrivals on an unknown day took no time at one end and any at the other. *Absent when* these are so many that the percentile may be theirs, one of the
//! two milestones is given by no source, or no lead tells a duration.

use crate::model::agreement::{Clock, Commitment};
use crate::model::evidence::Join;
use crate::model::moment::Moment;
use crate::model::words::Metric;

use super::cohort::Cohort;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement, Rule};
use super::scope::conditions;
use super::spec::{Need, Spec, TargetKind, Unit};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Stages, Need::Times],
    target: TargetKind::Time,
    requires: &["from-stage", "to-stage"],
    takes: &["percentile", "clock"],
    lower_is_better: true,
    compared: None,
    ..Spec::of(Metric::StageTime, Kind::Level, Unit::Seconds, measure)
};

/// For each lead that reached the second stage in the period how many seconds it took from the
/// first, on the version's clock.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let nothing = || Measurement { cut_off, ..Measurement::default() };
    let Some(last) = versions.last() else { return nothing() };
    let Some((from, to)) = last.from_stage.zip(last.to_stage) else { return nothing() };
    let reached = Cohort::of_period(world, to, cut_off);
    let cohort = reached.begun(&reached.date(from)).under(versions);
    let (start, end) = (cohort.date(from), cohort.date(to));
    let is_disordered = end.before(&start, world.zone());
    let is_elapsed = cohort.agreed(|version| version.clock == Clock::Elapsed);
    let pairs = cohort
        .start
        .with(&end, |start, end| end.map(|end| (start, end)))
        .only(&is_disordered.not());
    let seconds = pairs.with(&is_elapsed, |pair, is_elapsed| {
        pair.and_then(|(start, end)| between(world, is_elapsed, start, end))
    });
    let entries = Entries {
        counts: seconds.is_some().map(u32::from),
        seconds,
        is_disordered,
        ..Entries::of(&cohort)
    };
    let leeway = Leeway::more(world.perhaps_more(to, conditions(versions), cut_off));
    Measurement {
        leeway,
        rule: Rule::Percentile(last.percentile),
        ..Measurement::of_period(world, cut_off, entries)
    }
}

/// The arrivals, and those of them of an unknown day, where these are so many that the percentile may lie anywhere: nothing tells how long they took.
pub fn unbounded(world: World, versions: &[&Commitment]) -> Option<Join> {
    let own = measure(world, versions);
    let known = own.entries.seconds.is_some().count();
    let more = own.leeway.further().count();
    let percent = versions.last().map_or(0, |version| usize::from(version.percentile));
    let is_anywhere = more > 0 && ((known + more) * percent).div_ceil(100) > known;
    is_anywhere.then_some(Join { rows: (known + more) as u64, lost: more as u64 })
}

fn between(world: World, is_elapsed: bool, start: Moment, end: Moment) -> Option<i64> {
    let end_at = end.at().max(start.at());
    let seconds = || {
        if is_elapsed { end_at - start.at() } else { world.calendar.elapsed(start.at(), end_at) }
    };
    (start.is_date_only() == end.is_date_only()).then(seconds)
}
