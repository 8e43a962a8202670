//! `qualified`.
//!
//! *What it says*: the share of hand-offs that meet what both teams call a qualified lead, as far as a machine can check it.
//! *Formula*: delivered leads whose first row meets every requirement of `[definitions.mql] require` ÷ delivered leads that carry all the fields it names.
//! *Absent when* nothing gives the delivery, or no delivered lead carries the fields.

use crate::model::agreement::Commitment;
use crate::model::words::Milestone;

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `qualified`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&world.delivery_tables());
    if !world.maps(Milestone::Delivered) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(Milestone::Delivered, cut_off).filter_map(|(lead, at)| {
        let version = version_at(&scopes, lead, world.zone().day(at))?;
        let is_qualified = world.data.leads.qualified.get(lead).copied().flatten();
        Some(Entry {
            lead: u32::try_from(lead).ok()?,
            version,
            adds: f64::from(u8::from(is_qualified == Some(true))),
            counts: u32::from(is_qualified.is_some()),
            ..Entry::default()
        })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}
