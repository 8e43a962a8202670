//! `conversion`.
//!
//! *What it says*: of the leads that entered one stage, how many reached another within N days.
//! *Formula*: leads whose `from` day lies in the window (the period's days shifted back by N) and whose N-th day after it is over; of those, the share with date(to) ≤ date(from) + N in local calendar days.
//! A `to` before its `from` counts as reached and is listed; a `to` passed without a date counts as reached (inferred). Younger leads are maturing and never in the rate.
//! *Absent when* one of the two milestones is given by no source.

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Table};
use crate::model::zone::Day;

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `conversion`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    match versions.last().and_then(|version| Step::of(version)) {
        Some(step) => of_step(world, versions, &step, cut_off),
        None => Measurement::absent(cut_off, "no-milestone"),
    }
}

/// The cohort of a step: its window is the period's days shifted back by the days it may take.
pub fn of_step(world: World, versions: &[&Commitment], step: &Step, cut_off: i64) -> Measurement {
    if !world.maps(step.from) || !world.maps(step.to) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let (first, last) = (world.period.first.plus(-step.days), world.period.last.plus(-step.days));
    let dates = world.data.leads.dates(step.from).iter().enumerate();
    let entries = dates.filter_map(|(lead, from)| {
        let from = (*from).filter(|at| at.at() <= cut_off)?;
        let day = world.zone().day(from);
        let version = version_at(&scopes, lead, day).filter(|_| first <= day && day <= last)?;
        Some(Entry { lead: u32::try_from(lead).ok()?, version, ..step.entry(world, lead, from, day, cut_off) })
    });
    Measurement { entries: entries.collect(), window: Some((first, last)), cut_off, ..Measurement::default() }
}

/// From where to where, and in how many days.
pub struct Step {
    /// Where the cohort starts.
    pub from: Milestone,
    /// Where it should get.
    pub to: Milestone,
    /// Calendar days it may take.
    pub days: i32,
}

impl Step {
    fn of(commitment: &Commitment) -> Option<Self> {
        let days = i32::try_from(commitment.within?.count).ok()?;
        Some(Self { from: commitment.from_stage?, to: commitment.to_stage?, days })
    }

    /// One lead of the cohort: what it adds to those that got there, or that it is too young to tell.
    pub(super) fn entry(&self, world: World, lead: usize, from: Moment, day: Day, cut_off: i64) -> Entry {
        let is_mature = world.zone().start_of(day.plus(self.days + 1)) - 1 <= cut_off;
        let to = world.date(lead, self.to, cut_off);
        let is_inferred = world.has_inferred(lead, self.to, cut_off);
        let is_reached = to.map_or(is_inferred, |to| world.zone().day(to) <= day.plus(self.days));
        Entry {
            adds: f64::from(u8::from(is_mature && is_reached)),
            counts: u32::from(is_mature),
            is_maturing: !is_mature,
            is_disordered: to.is_some_and(|to| world.zone().before(to, from)),
            is_inferred: is_mature && is_inferred,
            ..Entry::default()
        }
    }
}
