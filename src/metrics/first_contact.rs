//! `first-attempt` and `first-connection`.
//!
//! *What it says*: how many delivered leads were tried (reached) for the first time within the allowance.
//! *Formula*: met: the first attempt or connection (connection) at or after delivery ≤ due(delivered, within); breached: later, or none and the due has passed;
//! pending: none yet. A lead rejected, or lost for a marketing reason, by the due and before any attempt (connection) is exempt;
//! where the dates are too coarse to tell whether it was by the due, what would be a breach is indeterminate. Rate = met ÷ (met + breached) of those whose due has passed.
//! *Absent when* no activities source is in use, or nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::moment::Moment;
use crate::model::words::{Category, Milestone, Table, Verdict};

use super::measure::Measurement;
use super::verdicts::{self, Case, Finding, Ground};
use super::world::{Answer, Scope, World};

/// `first-attempt`.
pub fn attempt(world: World, versions: &[&Commitment]) -> Measurement {
    measure(world, versions, Contact::is_answer)
}

/// `first-connection`.
pub fn connection(world: World, versions: &[&Commitment]) -> Measurement {
    measure(world, versions, Contact::is_connection)
}

fn measure(world: World, versions: &[&Commitment], counts: fn(Contact) -> bool) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    let scopes = Scope::of(world, versions);
    let find = |case: &Case| {
        let found = answers(world, case, counts).next();
        let (end, exit) = early_end(world, case, found).unzip();
        let exit = exit.map(Ground::Reached);
        if end == Some(Answer::InTime) {
            return Finding { verdict: Verdict::Exempt, answer: found, ground: exit };
        }
        if case.start.at() < world.activities_from() {
            return Finding { answer: found, ..Finding::not_assessable(Ground::Uncovered) };
        }
        match verdicts::by_answer(world, case, decisive(world, case, counts)) {
            Verdict::Breached if end == Some(Answer::Unclear) => Finding { verdict: Verdict::Indeterminate, answer: found, ground: exit },
            verdict => Finding { verdict, answer: found, ground: found.map(|_| Ground::Contact) },
        }
    };
    let mut measurement = verdicts::of_deliveries(world, &scopes, cut_off, find);
    measurement.carried_over = Some(verdicts::carried_over(world, &scopes, cut_off, |case| answers(world, case, counts).next().is_none()));
    measurement
}

fn answers<'a>(world: World<'a>, case: &Case<'a>, counts: fn(Contact) -> bool) -> impl Iterator<Item = Moment> {
    let contacts = world.contacts(case.lead, &case.scope.commitment.channels, case.cut_off);
    contacts.filter(move |(_, contact, _)| counts(*contact)).map(|(at, ..)| at)
}

/// The answer that decides: of a date-only one and a timed one of the same day either may have been the first.
fn decisive<'a>(world: World<'a>, case: &Case<'a>, counts: fn(Contact) -> bool) -> Option<Moment> {
    answers(world, case, counts).min_by_key(|at| Answer::rank(world.answer(case.start, case.due, *at)))
}

/// Where cadence is judged: leads and activities.
pub fn cadence_cut_off(world: World) -> i64 {
    let mut tables = world.delivery_tables();
    tables.push(Table::Activities);
    world.cut_off(&tables)
}

/// Why cadence cannot be judged at all.
pub fn why_not(world: World) -> Option<&'static str> {
    match (world.maps(Milestone::Delivered), world.has_activities()) {
        (false, _) => Some("no-milestone"),
        (_, false) => Some("no-activities"),
        _ => None,
    }
}

/// How a rejection, or a loss for a marketing reason, before the first attempt (connection) stands to the due; the best of them.
fn early_end(world: World, case: &Case, answer: Option<Moment>) -> Option<(Answer, Milestone)> {
    let date = |exit: Milestone| world.date(case.lead, exit, case.cut_off).map(|at| (at, exit));
    let rejected = date(Milestone::Rejected);
    let is_marketing = world.data.leads.loss.get(case.lead) == Some(&Some(Category::Marketing));
    let lost = date(Milestone::Lost).filter(|_| is_marketing);
    let is_before = |(end, _): &(Moment, Milestone)| answer.is_none_or(|answer| world.zone().before(*end, answer));
    let ends = rejected.into_iter().chain(lost).filter(is_before);
    ends.map(|(end, exit)| (world.answer(case.start, case.due, end), exit)).min_by_key(|(stands, _)| stands.rank())
}
