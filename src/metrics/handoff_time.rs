//! `handoff-time`.
//!
//! *What it says*: how many leads marketing handed over within the allowance after they qualified.
//! *Formula*: cohort by delivery; met: delivered ≤ due(mql, within), breached otherwise. The version is that of the day of `mql`, when the clock starts.
//! A lead without a date of `mql`, or with an inferred one, is not assessable; an `mql` after its delivery is met and listed as out of order.
//! *Absent when* nothing gives the delivery, or `mql`.

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::Milestone;

use super::measure::Measurement;
use super::verdicts::{self, Case, Finding, Ground, Start};
use super::world::{Scope, World};

/// `handoff-time`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&world.delivery_tables());
    if !world.maps(Milestone::Delivered) || !world.maps(Milestone::Mql) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let starts = world.in_period(Milestone::Delivered, cut_off).map(|(lead, delivered)| {
        let mql = world.date(lead, Milestone::Mql, cut_off);
        Start { lead, cohort: delivered, clock: mql.unwrap_or(delivered), version: mql.unwrap_or(delivered) }
    });
    let find = |case: &Case| find(world, case);
    verdicts::of_starts(world, &scopes, cut_off, starts, find)
}

fn find(world: World, case: &Case) -> Finding {
    let delivered = world.date(case.lead, Milestone::Delivered, case.cut_off);
    if world.date(case.lead, Milestone::Mql, case.cut_off).is_none() {
        return Finding::not_assessable(Ground::Undated);
    }
    let in_order = delivered.filter(|delivered: &Moment| !world.zone().before(*delivered, case.start));
    Finding { verdict: verdicts::by_answer(world, case, delivered), answer: in_order, ground: Some(Ground::Reached(Milestone::Delivered)) }
}
