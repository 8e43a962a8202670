//! `revenue-won`.
//!
//! *What it says*: how much was sold in the period.
//! *Formula*: Σ value of the deals won in the period up to the cut-off, each on its own date; without deals, the value of the leads won. A sale without value adds nothing and is counted.
//! *Absent when* no source gives `won`.

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::money::Money;
use crate::model::words::{Milestone, Table};

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `revenue-won`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    if !world.maps(Milestone::Won) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entry = |(lead, at, value): (usize, Moment, Option<Money>)| {
        let version = version_at(&scopes, lead, world.zone().day(at)).filter(|_| world.is_in_period(at, cut_off))?;
        Some(Entry { lead: u32::try_from(lead).ok()?, version, adds: value.map_or(0.0, Money::units), ..Entry::default() })
    };
    Measurement::of_period(world, cut_off, sales(world).filter_map(entry).collect())
}

/// Lead, day and value of every sale: each deal won, or without deals each lead won.
pub fn sales(world: World) -> Box<dyn Iterator<Item = (usize, Moment, Option<Money>)> + '_> {
    if world.data.tables.contains(&Table::Deals) { Box::new(of_deals(world)) } else { Box::new(of_leads(world)) }
}

fn of_deals(world: World) -> impl Iterator<Item = (usize, Moment, Option<Money>)> {
    let deals = &world.data.deals;
    let rows = deals.lead.iter().zip(&deals.won).zip(&deals.value);
    rows.filter_map(|((lead, won), value)| won.map(|won| (*lead as usize, won, *value)))
}

fn of_leads(world: World) -> impl Iterator<Item = (usize, Moment, Option<Money>)> {
    let rows = world.data.leads.dates(Milestone::Won).iter().zip(&world.data.leads.value).enumerate();
    rows.filter_map(|(lead, (won, value))| won.map(|won| (lead, won, *value)))
}
