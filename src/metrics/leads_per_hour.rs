//! `leads-per-hour`.
//!
//! *What it says*: how fast sales takes up new leads.
//! *Formula*: leads whose first attempt lies in the period ÷ working hours gone; by person: ÷ owners of activities with at least 5 % of the period's attempts,
//! as is the plan's target, which is the team's.
//! No more can be asked than there was to do: ready ÷ hours gone, ready = delivered in the period + earlier leads unattempted at its start,
//! without those that nothing shows to have been tried or not.
//! *The period* is the part of it that the files of leads and of activities both cover: leads over hours of other days would be no rate.
//! *Absent when* no activities source is in use, or no working hour is gone.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::column::{Column, Keys};
use super::entries::Entries;
use super::evidence::Need;
use super::measure::{Kind, Measurement, Rule};
use super::spec::{Measure, Spec, TargetKind, Unit};
use super::world::{Reads, World};

/// An owner with a smaller share of the attempts is no full member of the team.
const LEAST_SHARE: f64 = 0.05;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::FirstTry],
    target: TargetKind::NumberOrPlan,
    takes: &["per", "channels"],
    reads: Reads::Cadence,
    compared: Some(Measure::PerHour),
    ..Spec::of(Metric::LeadsPerHour, Kind::Level, Unit::PerHour, measure)
};

/// The leads first attempted in the period, divided by the working hours gone (and by the people at
/// work, where it is promised a person).
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let period = &world.covered(SPEC.reads);
    let world = World { period, ..world };
    let end = cut_off.at().clamp(period.start, period.end);
    let hours = world.calendar.elapsed(period.start, end) as f64 / 3_600.0;
    let divisor = hours * versions.last().map_or(1.0, |version| people(world, version));
    let cohort = Cohort::reached(world, Milestone::Delivered, cut_off, |at| at.at() < period.end)
        .under(versions);
    let first = cohort.first(Contact::is_attempt);
    let is_new = cohort.at.map(|at| at.at() >= period.start);
    let is_ready =
        is_new.or(&first.map(|first| first.is_none_or(|first| first.at() >= period.start)));
    let is_ready = is_ready.and(&first.is_some().or(&cohort.unseen().not()));
    let is_own = world.in_period(&first, cut_off);
    let started = cohort.filter(&is_own);
    let (rows, day) = (started.lead.len(), started.day(&first.filter(&is_own).values()));
    let entries = Entries {
        adds: Column::repeat(1.0, rows),
        counts: Column::repeat(1, rows),
        day,
        ..Entries::of(&started)
    };
    let ready = (divisor > 0.0).then(|| is_ready.count() as f64 / divisor);
    Measurement {
        ready,
        rule: Rule::Over(divisor),
        ..Measurement::of_period(world, cut_off, entries)
    }
}

/// By how many people the number is divided, and with it whatever is asked of a whole team: 1, and where it is promised a person the owners of
/// activities with at least 5 % of the period's attempts through the channels that count.
pub fn people(world: World, version: &Commitment) -> f64 {
    if !version.per_person {
        return 1.0;
    }
    let period = &world.covered(SPEC.reads);
    let world = World { period, ..world };
    let activities = &world.data.activities;
    let own = world.attempts_of_period(&version.channels, world.cut_off(SPEC.reads));
    let owners =
        Keys { of: Column::of(&activities.owner.codes), groups: activities.owner.words.len() };
    let attempts = owners.count(&own);
    let least = LEAST_SHARE * own.count() as f64;
    attempts.iter().skip(1).filter(|own| **own > 0 && **own as f64 >= least).count() as f64
}
