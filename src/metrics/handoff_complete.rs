//! `handoff-complete`.
//!
//! *What it says*: the share of hand-offs that carry everything sales needs.
//! *Formula*: delivered leads with every required field present and well-formed in the episode's first row (where the deal is the hand-off, also in a deal of the lead) ÷ delivered leads.
//! *Absent when* nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::column::Column;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::scope::conditions;
use super::spec::{Need, Spec, Unit};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Required],
    reads: Reads::Delivery,
    ..Spec::of(Metric::HandoffComplete, Kind::Share, Unit::Share, measure)
};

/// For each lead delivered in the period whether its hand-off carried every required field.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions);
    let complete = |of: &Cohort| of.read(&world.data.leads.incomplete).is(0_u32);
    let (adds, counts) = (complete(&cohort).map(f64::from), Column::repeat(1, cohort.lead.len()));
    let perhaps = Cohort::of_leads(world, cut_off, world.perhaps_delivered(conditions(versions)));
    let leeway = Leeway::of_cases(&complete(&perhaps).map(Some));
    let entries = Entries { adds, counts, ..Entries::of(&cohort) };
    Measurement { leeway, ..Measurement::of_period(world, cut_off, entries) }
}
