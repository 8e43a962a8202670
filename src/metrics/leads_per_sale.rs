//! `leads-per-sale`.
//!
//! *What it says*: how many delivered leads it takes to make a sale, the "six leads a sale" as observed: lower is better.
//! *Formula*: 1 ÷ cohort conversion delivered → won within the objective's `conversion-within`, over the same window and by the same rules as `conversion`;
//! shown as mature leads ÷ their sales. Its interval is that of the conversion, inverted.
//! *Absent when* no source gives delivered or won, or no mature lead was won in time.

use crate::model::agreement::Commitment;
use crate::model::words::{Milestone, Table};

use super::conversion::{self, Step};
use super::evidence::Need;
use super::measure::{Measurement, Rule};
use super::world::World;

/// Days from delivery to sale where the agreement has no objective.
const DAYS: u32 = 60;

/// What must be seen.
pub const NEEDS: &[Need] = &[Need::Dates(Milestone::Delivered), Need::Dates(Milestone::Won)];

/// `leads-per-sale`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
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
