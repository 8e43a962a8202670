//! `decision`.
//!
//! *What it says*: how many delivered leads sales accepted or rejected within the allowance.
//! *Formula*: met: the first of accepted and rejected ≤ due(delivered, within); breached: later, or none and the due has passed; pending: none yet. Leads never reached count as late.
//! Where one of the two has no time of day either may have been the first: one surely in time is enough.
//! A lead that went further without a date of its acceptance is not assessable.
//! *Absent when* nothing gives the delivery, or neither accepted nor rejected.

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Table};

use super::measure::Measurement;
use super::verdicts::{self, Case, Finding, Ground};
use super::world::{Answer, Scope, World};

/// `decision`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    if !world.has_decisions() {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let decided = |case: &Case| decisive(world, case);
    let find = |case: &Case| {
        if is_hidden(world, case) {
            return Finding::not_assessable(Ground::Undated);
        }
        let (answer, verdict) = (decided(case), verdicts::by_answer(world, case, decided(case)));
        Finding { verdict, answer, ground: answer.map(|at| Ground::Reached(decision(world, case.lead, at))) }
    };
    let mut measurement = verdicts::of_deliveries(world, &scopes, cut_off, find);
    measurement.carried_over =
        Some(verdicts::carried_over(world, &scopes, cut_off, |case| decided(case).is_none() && !is_hidden(world, case)));
    measurement
}

/// The date that decides, of accepted and rejected the first whose answer is the best.
fn decisive(world: World, case: &Case) -> Option<Moment> {
    let both = [Milestone::Accepted, Milestone::Rejected].into_iter().filter_map(|stage| world.date(case.lead, stage, case.cut_off));
    both.min_by_key(|at| (Answer::rank(world.answer(case.start, case.due, *at)), at.at(), at.precision()))
}

/// Which of the two the decision was.
fn decision(world: World, lead: usize, at: Moment) -> Milestone {
    if world.data.leads.date(lead, Milestone::Accepted) == Some(at) { Milestone::Accepted } else { Milestone::Rejected }
}

/// Accepted on a day that nothing tells, since the lead went further.
fn is_hidden(world: World, case: &Case) -> bool {
    let decision = world.data.leads.decision.get(case.lead).copied().flatten().filter(|at| at.at() <= case.cut_off);
    decision.is_none() && world.has_inferred(case.lead, Milestone::Accepted, case.cut_off)
}
