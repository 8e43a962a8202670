//! `sales-won`.
//!
//! *What it says*: how many leads became sales in the period, also those never handed over.
//! *Formula*: leads with `won` in the period up to the cut-off.
//! *Absent when* no source gives `won`.

use crate::model::agreement::Commitment;
use crate::model::words::{Milestone, Table};

use super::cohort::Cohort;
use super::column::Column;
use super::entries::Entries;
use super::evidence::Need;
use super::measure::Measurement;
use super::world::World;

/// What must be seen.
pub const NEEDS: &[Need] = &[Need::Dates(Milestone::Won)];

/// `sales-won`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    let cohort = Cohort::of_period(world, Milestone::Won, cut_off).under(versions);
    let (adds, day) = (Column::repeat(1.0, cohort.lead.len()), cohort.day(&cohort.at));
    Measurement::of_period(world, cut_off, Entries { adds, day, ..Entries::of(&cohort) })
}
