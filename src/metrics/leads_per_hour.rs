//! `leads-per-hour`.
//!
//! *What it says*: how fast sales takes up new leads.
//! *Formula*: leads whose first attempt lies in the period ÷ working hours gone; by person: ÷ owners of activities with at least 5 % of the period's attempts,
//! as is the plan's target, which is the team's.
//! No more can be asked than there was to do: ready ÷ hours gone, ready = delivered in the period + earlier leads unattempted at its start,
//! without those that nothing shows to have been tried or not.
//! *The period* is the part of it that the files of leads and of activities both cover: leads over hours of other days would be no rate.
//! *Left open*: where more than 5 % of the activities found no lead, their attempts may have been first ones.
//! *Absent when* no activities source is in use, or no working hour is gone.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::moment::Moment;
use crate::model::words::{Channel, Metric, Milestone, Table};

use super::cohort::Cohort;
use super::column::{Column, Keys, Mask};
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement, Rule};
use super::scope::conditions;
use super::spec::{Measure, Need, Spec, TargetKind, Unit};
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
    let leeway = leeway(world, &cohort, (&is_own, &is_new, &is_ready), versions);
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
        leeway,
        rule: Rule::Over(divisor),
        ..Measurement::of_period(world, cut_off, entries)
    }
}

/// What the files leave open. Attempts of nobody known, where they are more than a few, may each have been the first of a lead: one of the period
/// of a lead that seems untried in it, an earlier one of a lead handed over before the period that is counted in it. A lead handed over on an unknown
/// day and tried in the period was perhaps tried then for the first time.
fn leeway(
    world: World,
    cohort: &Cohort,
    (is_own, is_new, is_ready): (&Mask, &Mask, &Mask),
    versions: &[&Commitment],
) -> Leeway {
    let leaks = world.data.sight.join(Table::Activities).leaks();
    let is_through = |channel: &Channel| {
        versions.iter().any(|own| own.channels.is_empty() || own.channels.contains(channel))
    };
    let strays = &world.data.activities.strays;
    let strays = || strays.iter().filter(|(channel, _)| leaks && is_through(channel));
    let inside = strays().filter(|(_, at)| world.is_in_period(*at, cohort.cut_off)).count();
    let earlier = strays().filter(|(_, at)| at.at() < world.period.start).count();
    let untried = is_ready.and(&is_own.not()).count();
    let carried = is_own.and(&is_new.not()).count();
    let undated = tried_someday(world, cohort, versions, is_through);
    Leeway::less(earlier.min(carried)).and(Leeway::more(inside.min(untried) + undated))
}

/// Leads handed over on a day that nothing tells that have an attempt in the period.
fn tried_someday(
    world: World,
    cohort: &Cohort,
    versions: &[&Commitment],
    is_through: impl Fn(&Channel) -> bool,
) -> usize {
    let (leads, own) = (&world.data.leads, &world.data.activities);
    let is_try = |row: usize| {
        let is_in = |at: &Moment| world.is_in_period(*at, cohort.cut_off);
        own.contact.get(row).is_some_and(|contact| contact.is_attempt())
            && own.channel.get(row).is_some_and(&is_through)
            && own.at.get(row).copied().flatten().as_ref().is_some_and(is_in)
    };
    let undated = Column::of(&leads.undated_deliveries);
    let undated = world.in_scope(conditions(versions), &undated);
    undated.map(|lead| leads.activities(lead as usize).any(is_try)).count()
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
