//! The same world with fields taken away: what the exports then no longer show is not judged, and nothing else changes.

use std::collections::BTreeMap;

use super::dicing::newest_row;
use super::world::{Export, Row, World, cell};
use crate::support::dice::Dice;

/// Fields of leads that say something of a lead besides who it is.
const OF_LEADS: [&str; 9] = [
    "accepted",
    "sql",
    "opportunity",
    "won",
    "rejected",
    "recycled",
    "company",
    "name",
    "first-contact",
];
const OF_DEALS: [&str; 2] = ["value", "first-contact"];
const OF_ACTIVITIES: [&str; 4] = ["outcome", "direction", "duration", "done"];

/// Takes some fields away, and from some worlds a whole table or the keys by which it meets its leads.
pub fn away(seed: u64, world: World) -> World {
    let dice = &mut Dice::new(seed.wrapping_mul(0x51_7C_C1).wrapping_add(5));
    let mut world = world;
    let named: Vec<&str> = world
        .terms
        .promises
        .iter()
        .flat_map(|promise| promise.place.iter().map(|(field, _)| field.as_str()))
        .collect();
    let of_leads: Vec<&str> = OF_LEADS.into_iter().filter(|field| !named.contains(field)).collect();
    take(dice, &mut world.leads, &of_leads);
    // A reason alone is a rejection on an unknown day, which these worlds do not have.
    let has_rejections = world.leads.columns.iter().any(|own| own == "rejected");
    world.leads.columns.retain(|own| own != "rejection-reason" || has_rejections);
    if let Some(deals) = &mut world.deals {
        take(dice, deals, &OF_DEALS);
        lose(dice, deals);
    }
    if let Some(activities) = &mut world.activities {
        take(dice, activities, &OF_ACTIVITIES);
        lose(dice, activities);
    }
    world.activities = world.activities.filter(|_| dice.chance(900));
    forget(dice, &mut world);
    let newest = ["leads", "deals", "activities"].map(|name| newest_row(&world, name));
    let exports = [Some(&mut world.leads), world.deals.as_mut(), world.activities.as_mut()];
    for (export, newest) in exports.into_iter().zip(newest) {
        // A date that was taken away is the newest no more.
        if let Some(export) = export.filter(|export| export.cut_off_rule == "newest-row") {
            export.cut_off = newest;
        }
    }
    // With other cut-offs the run would perhaps judge another period by itself.
    world.names_period |= world.terms.period_kind != "custom";
    world
}

fn take(dice: &mut Dice, export: &mut Export, fields: &[&str]) {
    let gone: Vec<&str> = fields.iter().copied().filter(|_| dice.chance(250)).collect();
    export.columns.retain(|column| !gone.contains(&column.as_str()));
    export.rows.iter_mut().for_each(|row| row.retain(|field, _| !gone.contains(&field.as_str())));
}

/// In some worlds nobody fills the column of first contacts, and deals have lost the day on which they were opened, all or a few.
fn forget(dice: &mut Dice, world: &mut World) {
    if dice.chance(150) {
        let exports = [Some(&mut world.leads), world.deals.as_mut()];
        let rows = exports.into_iter().flatten().flat_map(|export| &mut export.rows);
        rows.for_each(|row| drop(row.remove("first-contact")));
    }
    let makes_leads = world.terms.creates_leads;
    let Some(deals) = world.deals.as_mut().filter(|_| !makes_leads && dice.chance(300)) else {
        return;
    };
    let part = if dice.chance(500) { 1000 } else { 200 };
    // Two rows of a deal that name different people are one deal by its day alone: of two such ids without it they would be numbers of the rows.
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    deals.rows.iter().for_each(|row| *ids.entry(cell(row, "id").to_owned()).or_default() += 1);
    let is_single = |row: &Row| ids[cell(row, "id")] == 1;
    for row in deals.rows.iter_mut().filter(|row| dice.chance(part) && is_single(row)) {
        row.insert("created".to_owned(), String::new());
    }
}

/// In one world of six no key of most rows is anybody's.
fn lose(dice: &mut Dice, export: &mut Export) {
    if !dice.chance(160) {
        return;
    }
    for row in export.rows.iter_mut().filter(|_| dice.chance(800)) {
        row.retain(|field, _| {
            !["lead", "deal", "person", "email", "phone"].contains(&field.as_str())
        });
        row.insert("email".to_owned(), "ninguem@z.com".to_owned());
    }
}
