//! `conversion`.
//!
//! *What it says*: of the leads that entered one stage, how many reached another within N days.
//! *Formula*: leads whose `from` day lies in the window (the period's days shifted back by N) and whose N-th day after it is over; of those, the share with date(to) ≤ date(from) + N in local calendar days.
//! Each version has its own days and so its own window; the one shown spans them all.
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
    let steps: Option<Vec<Step>> = versions.iter().map(|version| Step::of(version)).collect();
    match steps {
        Some(steps) => of_steps(world, versions, &steps, cut_off),
        None => Measurement::absent(cut_off, "no-milestone"),
    }
}

/// The cohort of each version's step: its window is the period's days shifted back by the days it may take.
pub fn of_steps(world: World, versions: &[&Commitment], steps: &[Step], cut_off: i64) -> Measurement {
    if steps.iter().any(|step| !world.maps(step.from) || !world.maps(step.to)) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let scopes = Scope::of(world, versions);
    let entries = (0_u16..).zip(steps).flat_map(|(version, step)| step.cohort(world, &scopes, version, cut_off)).collect();
    let windows = || steps.iter().map(|step| step.window(world));
    let window = windows().map(|(first, _)| first).min().zip(windows().map(|(_, last)| last).max());
    Measurement { entries, window, cut_off, ..Measurement::default() }
}

/// From where to where, and in how many days.
#[derive(Clone)]
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

    fn window(&self, world: World) -> (Day, Day) {
        (world.period.first.plus(-self.days), world.period.last.plus(-self.days))
    }

    /// The leads that start in the window while the version is in force.
    fn cohort<'a>(&'a self, world: World<'a>, scopes: &'a [Scope], version: u16, cut_off: i64) -> impl Iterator<Item = Entry> + 'a {
        let (first, last) = self.window(world);
        world.data.leads.dates(self.from).iter().enumerate().filter_map(move |(lead, from)| {
            let from = (*from).filter(|at| at.at() <= cut_off)?;
            let day = world.zone().day(from);
            let is_mine = first <= day && day <= last && version_at(scopes, lead, day) == Some(version);
            is_mine.then_some(Entry { lead: u32::try_from(lead).ok()?, version, ..self.entry(world, lead, from, day, cut_off) })
        })
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
