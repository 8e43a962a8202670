//! `attempts`.
//!
//! *What it says*: how many delivered leads got all the tries promised, or an end that needed no more.
//! *Formula*: met: `attempts` tries, a connection, `sql`, `won`, or a rejection or close of category marketing or neutral, by due(delivered, within);
//! breached: closed otherwise by then with fewer tries, or the due has passed with none of these; pending otherwise. Acceptance ends nothing.
//! An early quit is no last word before its due: a lead taken up again and carried through in time is met, and the rate takes neither sooner.
//! *Absent when* no activities source is in use, or nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::{Category, Milestone, Verdict};

use super::first_contact::{cadence_cut_off, why_not};
use super::measure::Measurement;
use super::verdicts::{self, Case, Finding};
use super::world::{Answer, Scope, World};

/// `attempts`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    let scopes = Scope::of(world, versions);
    let find = |case: &Case| {
        let verdict = if case.start.at() < world.activities_from() { Verdict::NotAssessable } else { verdict(world, case) };
        Finding { verdict, answer: None }
    };
    let mut measurement = verdicts::of_deliveries(world, &scopes, cut_off, find);
    measurement.carried_over = Some(verdicts::carried_over(world, &scopes, cut_off, |case| verdict(world, case) == Verdict::Breached));
    measurement
}

/// The verdict on the tries owed to one lead.
pub fn verdict(world: World, case: &Case) -> Verdict {
    let answers: Vec<Answer> = fulfilling(world, case).map(|at| world.answer(case.start, case.due, at)).collect();
    let quits = world.closes(case.lead, case.cut_off).filter(|(_, category)| !ends_obligation(*category));
    let has_quit = quits.map(|(at, _)| world.answer(case.start, case.due, at)).any(|answer| answer != Answer::Late);
    if answers.contains(&Answer::InTime) {
        Verdict::Met
    } else if answers.contains(&Answer::Unclear) {
        Verdict::Indeterminate
    } else if has_quit || case.cut_off > case.due.latest {
        Verdict::Breached
    } else {
        Verdict::Pending
    }
}

/// A rejection or close that leaves nothing owed.
fn ends_obligation(category: Option<Category>) -> bool {
    matches!(category, Some(Category::Marketing | Category::Neutral))
}

/// The moments at which the obligation was fulfilled, each in its own way.
fn fulfilling<'a>(world: World<'a>, case: &'a Case<'a>) -> impl Iterator<Item = Moment> {
    let (lead, cut_off, commitment) = (case.lead, case.cut_off, case.scope.commitment);
    let promised = commitment.attempts.unwrap_or(1).max(1) as usize;
    let last_try = world.tries(lead, &commitment.channels, cut_off).nth(promised - 1);
    let connection = world.first_connection(lead, &commitment.channels, cut_off);
    let stages = [Milestone::Sql, Milestone::Won].into_iter().filter_map(move |stage| world.date(lead, stage, cut_off));
    let closes = world.closes(lead, cut_off).filter(|(_, category)| ends_obligation(*category)).map(|(at, _)| at);
    last_try.into_iter().chain(connection).chain(stages).chain(closes)
}
