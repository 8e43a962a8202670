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
use super::verdicts::{self, Case, Finding, Ground};
use super::world::{Answer, Scope, World};

/// `attempts`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    let scopes = Scope::of(world, versions);
    let find = |case: &Case| {
        let is_uncovered = case.start.at() < world.activities_from();
        if is_uncovered { Finding::not_assessable(Ground::Uncovered) } else { finding(world, case) }
    };
    let mut measurement = verdicts::of_deliveries(world, &scopes, cut_off, find);
    measurement.carried_over =
        Some(verdicts::carried_over(world, &scopes, cut_off, |case| finding(world, case).verdict == Verdict::Breached));
    measurement
}

/// The verdict on the tries owed to one lead.
pub fn finding(world: World, case: &Case) -> Finding {
    let stands = |(at, ground): (Moment, Ground)| (world.answer(case.start, case.due, at), ground);
    let best = fulfilling(world, case).map(stands).min_by_key(|(answer, _)| answer.rank());
    let quits = world.closes(case.lead, case.cut_off).filter(|(.., category)| !ends_obligation(*category));
    let has_quit = quits.map(|(at, ..)| world.answer(case.start, case.due, at)).any(|answer| answer != Answer::Late);
    let (verdict, ground) = match best {
        Some((Answer::InTime, ground)) => (Verdict::Met, Some(ground)),
        Some((Answer::Unclear, ground)) => (Verdict::Indeterminate, Some(ground)),
        _ if has_quit => (Verdict::Breached, Some(Ground::EarlyQuit)),
        _ if case.cut_off > case.due.latest => (Verdict::Breached, None),
        _ => (Verdict::Pending, None),
    };
    Finding { verdict, answer: None, ground }
}

/// A rejection or close that leaves nothing owed.
fn ends_obligation(category: Option<Category>) -> bool {
    matches!(category, Some(Category::Marketing | Category::Neutral))
}

/// The moments at which the obligation was fulfilled, each in its own way.
fn fulfilling<'a>(world: World<'a>, case: &'a Case<'a>) -> impl Iterator<Item = (Moment, Ground)> {
    let (lead, cut_off, commitment) = (case.lead, case.cut_off, case.scope.commitment);
    let promised = commitment.attempts.unwrap_or(1).max(1) as usize;
    let last_try = world.tries(lead, &commitment.channels, cut_off).nth(promised - 1).map(|at| (at, Ground::Tries));
    let connection = world.first_connection(lead, &commitment.channels, cut_off).map(|at| (at, Ground::Connection));
    let reached = move |stage: Milestone| world.date(lead, stage, cut_off).map(|at| (at, Ground::Reached(stage)));
    let stages = [Milestone::Sql, Milestone::Won].into_iter().filter_map(reached);
    let closes = world.closes(lead, cut_off).filter(|(.., category)| ends_obligation(*category));
    last_try.into_iter().chain(connection).chain(stages).chain(closes.map(|(at, exit, _)| (at, Ground::Reached(exit))))
}
