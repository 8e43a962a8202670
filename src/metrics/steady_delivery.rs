//! `steady-delivery`.
//!
//! *What it says*: how much of the period's leads came on one single day: lower is better, a flood cannot be worked.
//! *Formula*: deliveries of the fullest calendar day ÷ max(deliveries so far, the period's target of `leads-delivered`), all gross.
//! The target is that of the `leads-delivered` commitment of the same scope, else of the one without scope; groups are measured against the same target.
//! *Absent when* nothing gives the delivery, or there is neither a delivery nor a target.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone};

use super::cohort::Cohort;
use super::column::Column;
use super::entries::Entries;
use super::measure::{Kind, Measurement, Rule};
use super::spec::{Need, Spec, Unit};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered)],
    reads: Reads::Delivery,
    lower_is_better: true,
    compared: None,
    ..Spec::of(Metric::SteadyDelivery, Kind::Share, Unit::Share, measure)
};

/// The deliveries of the period with their days, and the target that the fullest day is held
/// against.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions);
    let (rows, day) = (cohort.lead.len(), cohort.day(&cohort.at));
    let entries = Entries {
        adds: Column::repeat(1.0, rows),
        counts: Column::repeat(1, rows),
        day,
        ..Entries::of(&cohort)
    };
    let target =
        versions.last().and_then(|version| world.promised(&version.conditions)).unwrap_or(0.0);
    Measurement { rule: Rule::Peak(target), ..Measurement::of_period(world, cut_off, entries) }
}
