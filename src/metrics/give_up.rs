//! `give-up`.
//!
//! *What it says*: how many of the leads that sales let go unreached had got the tries promised first.
//! *Formula*: cohort: delivered leads lost or recycled (the first of the two) in the period without a connection by then, unless for a marketing reason.
//! Met: by then at least `attempts` tries on at least `days` distinct local days, and at most `max-attempts` where given; breached otherwise.
//! The version is that of the delivery. *Absent when* no activities source is in use, or nothing gives the delivery, or neither lost nor recycled.

use std::collections::BTreeSet;

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::{Category, Milestone, Verdict};

use super::first_contact::{cadence_cut_off, why_not};
use super::measure::Measurement;
use super::verdicts::{self, Case, Finding, Ground, Start};
use super::world::{Scope, World};

/// `give-up`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    if !world.maps(Milestone::Lost) && !world.maps(Milestone::Recycled) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let starts = (0..world.data.leads.len()).filter_map(|lead| {
        let delivered = world.date(lead, Milestone::Delivered, cut_off)?;
        let end = given_up(world, lead, cut_off).filter(|end| world.is_in_period(*end, cut_off))?;
        Some(Start { lead, cohort: end, clock: end, version: delivered })
    });
    verdicts::of_starts(world, &scopes, cut_off, starts.filter(|start| is_unreached(world, &scopes, start, cut_off)), |case| {
        find(world, case)
    })
}

/// When a lead was first lost or recycled, unless for a marketing reason.
fn given_up(world: World, lead: usize, cut_off: i64) -> Option<Moment> {
    let ends = [Milestone::Lost, Milestone::Recycled].into_iter().filter_map(|end| world.date(lead, end, cut_off));
    let is_marketing = world.data.leads.loss.get(lead) == Some(&Some(Category::Marketing));
    ends.min_by_key(|at| (at.at(), at.precision())).filter(|_| !is_marketing)
}

fn is_unreached(world: World, scopes: &[Scope], start: &Start, cut_off: i64) -> bool {
    let channels = super::world::version_at(scopes, start.lead, world.zone().day(start.version))
        .and_then(|version| scopes.get(usize::from(version)))
        .map_or(&[][..], |scope| &scope.commitment.channels);
    let connection = world.first_connection(start.lead, channels, cut_off);
    connection.is_none_or(|connection| world.zone().before(start.cohort, connection))
}

fn find(world: World, case: &Case) -> Finding {
    let commitment = case.scope.commitment;
    let delivered = world.date(case.lead, Milestone::Delivered, case.cut_off);
    if delivered.is_none_or(|delivered| delivered.at() < world.activities_from()) {
        return Finding::not_assessable(Ground::Uncovered);
    }
    let tries = || world.tries(case.lead, &commitment.channels, case.cut_off).filter(|at| !world.zone().before(case.start, *at));
    let made = u32::try_from(tries().count()).unwrap_or(u32::MAX);
    let days: BTreeSet<_> = tries().map(|at| world.zone().day(at)).collect();
    let is_enough = made >= commitment.attempts.unwrap_or(1) && days.len() >= commitment.days.unwrap_or(1) as usize;
    let (verdict, ground) = match (is_enough, commitment.max_attempts.is_none_or(|most| made <= most)) {
        (true, true) => (Verdict::Met, Ground::Tries),
        (true, false) => (Verdict::Breached, Ground::ManyTries),
        (false, _) => (Verdict::Breached, Ground::FewTries),
    };
    Finding { verdict, answer: None, ground: Some(ground) }
}
