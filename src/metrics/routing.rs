//! `routing`.
//!
//! *What it says*: how many leads that are not interested, or not now, were sent on (back to nurturing, or forward) in time.
//! *Formula*: the clock starts at the earliest of a contact with such an outcome, a loss or a rejection of such a category; cohort: that instant in the period.
//! Met: recycled, sql or won ≤ due(that instant, within), also before it; breached: later, or none and the due has passed; pending: none yet.
//! A lead that was recycled or qualified on a day that nothing tells is not assessable, unless another of the three was in time. The version is that of the delivery. *Absent when* nothing gives the delivery, or `recycled`.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::moment::Moment;
use crate::model::words::{Category, Milestone, Outcome, Table, Verdict};

use super::measure::Measurement;
use super::verdicts::{self, Case, Finding, Ground, Start};
use super::world::{Answer, Scope, World};

/// Where a lead that is not interested may go.
const ENDS: [Milestone; 3] = [Milestone::Recycled, Milestone::Sql, Milestone::Won];

/// `routing`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let mut tables = world.delivery_tables();
    tables.extend([Table::Deals, Table::Activities]);
    let cut_off = world.cut_off(&tables);
    if !world.maps(Milestone::Delivered) || !world.maps(Milestone::Recycled) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let starts = (0..world.data.leads.len()).filter_map(|lead| {
        let delivered = world.date(lead, Milestone::Delivered, cut_off)?;
        let start = turned_away(world, lead, cut_off).filter(|at| world.is_in_period(*at, cut_off))?;
        Some(Start { lead, cohort: start, clock: start, version: delivered })
    });
    verdicts::of_starts(world, &scopes, cut_off, starts, |case| find(world, case))
}

/// When a lead first said no, or not now.
fn turned_away(world: World, lead: usize, cut_off: i64) -> Option<Moment> {
    let is_no = |category: Option<Category>| matches!(category, Some(Category::NotInterested | Category::NotNow));
    let leads = &world.data.leads;
    let ended = |milestone: Milestone, categories: &[Option<Category>]| {
        world.date(lead, milestone, cut_off).filter(|_| is_no(categories.get(lead).copied().flatten()))
    };
    let ends = [ended(Milestone::Lost, &leads.loss), ended(Milestone::Rejected, &leads.rejection)];
    refusals(world, lead, cut_off).chain(ends.into_iter().flatten()).min_by_key(|at| (at.at(), at.precision()))
}

/// Contacts after the delivery at which the lead said so.
fn refusals(world: World, lead: usize, cut_off: i64) -> impl Iterator<Item = Moment> {
    let activities = &world.data.activities;
    world.data.leads.activities(lead).filter_map(move |row| {
        let is_no = matches!(activities.outcome.get(row), Some(Some(Outcome::NotInterested | Outcome::NotNow)));
        let counts = is_no && activities.contact.get(row).copied().is_some_and(Contact::is_connection);
        let is_after = activities.before_delivery.get(row) == Some(&false);
        activities.at.get(row).copied().flatten().filter(|at| counts && is_after && at.at() <= cut_off)
    })
}

fn find(world: World, case: &Case) -> Finding {
    let dates = ENDS.into_iter().filter_map(|end| world.date(case.lead, end, case.cut_off).map(|at| (at, end)));
    let is_undated = ENDS.into_iter().any(|end| world.has_inferred(case.lead, end, case.cut_off));
    let best = dates.min_by_key(|(at, _)| Answer::rank(world.answer(case.start, case.due, *at)));
    let verdict = verdicts::by_answer(world, case, best.map(|(at, _)| at));
    if is_undated && verdict != Verdict::Met {
        return Finding::not_assessable(Ground::Undated);
    }
    Finding { verdict, answer: None, ground: best.map(|(_, end)| Ground::Reached(end)) }
}
