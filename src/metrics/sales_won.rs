//! `sales-won`.
//!
//! *What it says*: how many leads became sales in the period, also those never handed over.
//! *Formula*: leads with `won` in the period up to the cut-off.
//! *Absent when* no source gives `won`.

use crate::model::agreement::Commitment;
use crate::model::words::{Milestone, Table};

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `sales-won`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    if !world.maps(Milestone::Won) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(Milestone::Won, cut_off).filter_map(|(lead, at)| {
        let version = version_at(&scopes, lead, world.zone().day(at))?;
        Some(Entry { lead: u32::try_from(lead).ok()?, version, adds: 1.0, ..Entry::default() })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}
