//! `leads-per-sale`.
//!
//! *What it says*: how many delivered leads it takes to make a sale, the "six leads a sale" as observed: lower is better.
//! *Formula*: 1 ÷ cohort conversion delivered → won within the objective's `conversion-within`, over the same window and by the same rules as `conversion`;
//! shown as mature leads ÷ their sales. Its interval is that of the conversion, inverted.
//! *Absent when* no source gives delivered or won, or no mature lead was won in time.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone};

use super::conversion::{self, Step};
use super::measure::{Kind, Measurement, Rule};
use super::spec::{Measure, Need, Settles, Spec, TargetKind, Unit};
use super::world::World;

/// Days from delivery to sale where the agreement has no objective.
const DAYS: u32 = 60;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Dates(Milestone::Won)],
    target: TargetKind::LeadsPerSale,
    lower_is_better: true,
    compared: Some(Measure::Share),
    settles: Settles::Followed,
    ..Spec::of(Metric::LeadsPerSale, Kind::Level, Unit::LeadsPerSale, measure)
};

/// The conversion from delivered to won, turned round: leads for each sale.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let days = world
        .agreement
        .objective(world.period.last)
        .map_or(DAYS, |objective| objective.conversion_within);
    let step = Step {
        from: Milestone::Delivered,
        to: Milestone::Won,
        days: i32::try_from(days).unwrap_or(i32::MAX),
    };
    let steps = vec![step; versions.len()];
    Measurement { rule: Rule::Inverse, ..conversion::of_steps(world, versions, &steps, cut_off) }
}
