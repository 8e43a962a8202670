//! `value-delivered`.
//!
//! *What it says*: what the leads marketing handed over in the period are worth by the agreement's table.
//! *Formula*: Σ agreed value (`[lead-values]`) of the type of each lead delivered in the period up to the cut-off; nothing is taken off for rejections.
//! A type without value, and a lead without type, add nothing and are listed. *Absent when* nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::money::Money;
use crate::model::words::Milestone;

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `value-delivered`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&world.delivery_tables());
    if !world.maps(Milestone::Delivered) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let values = values(world);
    let types = world.data.leads.words.get("type");
    let value = |lead: usize| {
        let code = types.and_then(|types| types.codes.get(lead)).copied().unwrap_or(0);
        values.get(code as usize).copied().flatten().map_or(0.0, Money::units)
    };
    let entries = world.in_period(Milestone::Delivered, cut_off).filter_map(|(lead, at)| {
        let version = version_at(&scopes, lead, world.zone().day(at))?;
        Some(Entry { lead: u32::try_from(lead).ok()?, version, adds: value(lead), ..Entry::default() })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}

/// The agreed value of each type of lead, by the code of the word; leads without type have the first code.
pub fn values(world: World) -> Vec<Option<Money>> {
    let types = world.data.leads.words.get("type");
    types.map_or_else(|| vec![None], |types| types.words.iter().map(|kind| world.agreement.lead_value(kind)).collect())
}
