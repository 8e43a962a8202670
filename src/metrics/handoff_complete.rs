//! `handoff-complete`.
//!
//! *What it says*: the share of hand-offs that carry everything sales needs.
//! *Formula*: delivered leads with every required field present and well-formed in the episode's first row ÷ delivered leads.
//! *Absent when* nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::words::Milestone;

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `handoff-complete`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&world.delivery_tables());
    if !world.maps(Milestone::Delivered) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(Milestone::Delivered, cut_off).filter_map(|(lead, at)| {
        let is_complete = world.data.leads.incomplete.get(lead) == Some(&0);
        Some(Entry {
            lead: u32::try_from(lead).ok()?,
            version: version_at(&scopes, lead, world.zone().day(at))?,
            adds: f64::from(u8::from(is_complete)),
            counts: 1,
            ..Entry::default()
        })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}
