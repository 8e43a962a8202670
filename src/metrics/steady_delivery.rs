//! `steady-delivery`.
//!
//! *What it says*: how much of the period's leads came on one single day: lower is better, a flood cannot be worked.
//! *Formula*: deliveries of the fullest calendar day ÷ max(deliveries so far, the period's target of `leads-delivered`), all gross.
//! The target is that of the `leads-delivered` commitment of the same scope, else of the one without scope; groups are measured against the same target.
//! *Absent when* nothing gives the delivery, or there is neither a delivery nor a target.

use crate::model::agreement::Commitment;
use crate::model::words::Milestone;

use super::measure::{Entry, Measurement, Rule};
use super::world::{Scope, World, version_at};

/// `steady-delivery`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&world.delivery_tables());
    if !world.maps(Milestone::Delivered) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(Milestone::Delivered, cut_off).filter_map(|(lead, at)| {
        let day = world.zone().day(at);
        let version = version_at(&scopes, lead, day)?;
        Some(Entry { lead: u32::try_from(lead).ok()?, version, adds: 1.0, counts: 1, day: Some(day), ..Entry::default() })
    });
    let target = versions.last().and_then(|version| world.promised(&version.conditions)).unwrap_or(0.0);
    Measurement { rule: Rule::Peak(target), ..Measurement::of_period(world, cut_off, entries.collect()) }
}
