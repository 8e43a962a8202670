//! `period-ratio`.
//!
//! *What it says*: how many leads reached one stage in the period for each that reached another. Not a cohort: it may exceed 1.
//! *Formula*: events of `to-stage` in the period ÷ events of `from-stage` in the period, both over the part of it that all files read cover:
//! sales of a month over the leads of its last week would be no ratio. Events of an unknown day may be of the period, so it has two ends.
//! *Absent when* one of the two milestones is given by no source, or nothing reached `from-stage`.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::column::Column;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::scope::conditions;
use super::spec::{Need, Spec, TargetKind, Unit};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Stages],
    target: TargetKind::Ratio,
    requires: &["from-stage", "to-stage"],
    compared: None,
    ..Spec::of(Metric::PeriodRatio, Kind::Level, Unit::Ratio, measure)
};

/// The events of one stage in the period, divided by those of another; not the same leads.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let period = &world.covered(SPEC.reads);
    let world = World { period, ..world };
    let stages = versions.last().and_then(|version| version.from_stage.zip(version.to_stage));
    let Some((from, to)) = stages else {
        return Measurement { cut_off, ..Measurement::default() };
    };
    let events = |milestone: Milestone, adds: f64, counts: u32| {
        let cohort = Cohort::of_period(world, milestone, cut_off).under(versions);
        let rows = cohort.lead.len();
        Entries {
            adds: Column::repeat(adds, rows),
            counts: Column::repeat(counts, rows),
            ..Entries::of(&cohort)
        }
    };
    let mut entries = events(from, 0.0, 1);
    entries.append(events(to, 1.0, 0));
    let more = |step| world.perhaps_more(step, conditions(versions), cut_off) as f64;
    let leeway = Leeway { low: (0.0, more(from)), high: (more(to), 0.0) };
    Measurement { leeway, ..Measurement::of_period(world, cut_off, entries) }
}
