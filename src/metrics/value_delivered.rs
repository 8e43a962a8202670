//! `value-delivered`.
//!
//! *What it says*: what the leads marketing handed over in the period are worth by the agreement's table.
//! *Formula*: Σ agreed value (`[lead-values]`) of the type of each lead delivered in the period up to the cut-off; nothing is taken off for rejections.
//! A type without value, and a lead without type, add nothing and are listed. *Absent when* nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::money::Money;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::scope::conditions;
use super::spec::{Need, Spec, TargetKind, Unit};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Types],
    target: TargetKind::Number,
    reads: Reads::Delivery,
    ..Spec::of(Metric::ValueDelivered, Kind::Amount, Unit::Money, measure)
};

/// The agreed value of each lead delivered in the period, by its type; zero where the table names
/// none.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions);
    let values = values(world);
    let value = |code: u32| values.get(code as usize).copied().flatten().map_or(0.0, Money::units);
    let (adds, day) = (cohort.codes("type").map(value), cohort.day(&cohort.at));
    // A delivery on a day that nobody can read would perhaps be one of the period's.
    let unread = Cohort::of_leads(world, cut_off, world.perhaps_delivered(conditions(versions)));
    let leeway = Leeway::amounts(unread.codes("type").map(value));
    let entries = Entries { adds, day, ..Entries::of(&cohort) };
    Measurement { leeway, ..Measurement::of_period(world, cut_off, entries) }
}

/// The agreed value of each type of lead, by the code of the word; leads without type have the first code.
pub fn values(world: World) -> Vec<Option<Money>> {
    let types = world.data.leads.words.get("type");
    types.map_or_else(
        || vec![None],
        |types| types.words.iter().map(|kind| world.agreement.lead_value(kind)).collect(),
    )
}
