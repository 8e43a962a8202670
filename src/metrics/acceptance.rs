//! `acceptance`.
//!
//! *What it says*: how many of the leads sales decided on it found good.
//! *Formula*: cohort by delivery: accepted ÷ (accepted + rejected for a marketing reason; with `reasons = "all"` for any). Of accepted and rejected the later counts; a lead that went further without a date of its acceptance was accepted (inferred). Undecided leads and other rejections stand beside.
//! *Absent when* nothing gives the delivery, or neither accepted nor rejected.

use crate::model::agreement::Commitment;
use crate::model::words::{Category, Milestone, Table};

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `acceptance`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    if !world.has_decisions() {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(Milestone::Delivered, cut_off).filter_map(|(lead, at)| {
        let version = version_at(&scopes, lead, world.zone().day(at))?;
        let all_reasons = scopes.get(usize::from(version))?.commitment.all_reasons;
        let rejection = world.rejection(lead, cut_off);
        let is_accepted = world.is_accepted(lead, cut_off);
        let counts_against = rejection.is_some_and(|(_, category)| all_reasons || category == Some(Category::Marketing));
        Some(Entry {
            lead: u32::try_from(lead).ok()?,
            version,
            adds: f64::from(u8::from(is_accepted)),
            counts: u32::from(is_accepted || counts_against),
            is_undecided: !is_accepted && rejection.is_none(),
            is_inferred: is_accepted && world.has_inferred(lead, Milestone::Accepted, cut_off),
            ..Entry::default()
        })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}
