//! `qualified`.
//!
//! *What it says*: the share of hand-offs that meet what both teams call a qualified lead, as far as a machine can check it.
//! *Formula*: delivered leads whose first row meets every requirement of `[definitions.mql] require` ÷ delivered leads that carry all the fields it names.
//! *Absent when* nothing gives the delivery, or no delivered lead carries the fields.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::scope::conditions;
use super::spec::{Need, Spec, Unit};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Requirements],
    reads: Reads::Delivery,
    ..Spec::of(Metric::Qualified, Kind::Share, Unit::Share, measure)
};

/// For each lead delivered in the period whether it meets the agreed requirements; leads that lack
/// the fields these name do not count.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions);
    let qualified = cohort.read(&world.data.leads.qualified);
    let (adds, counts) = (qualified.is(true).map(f64::from), qualified.is_some().map(u32::from));
    let perhaps = Cohort::of_leads(world, cut_off, world.perhaps_delivered(conditions(versions)));
    let leeway = Leeway::of_cases(&perhaps.read(&world.data.leads.qualified));
    let entries = Entries { adds, counts, ..Entries::of(&cohort) };
    Measurement { leeway, ..Measurement::of_period(world, cut_off, entries) }
}
