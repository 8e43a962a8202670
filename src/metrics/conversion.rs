//! `conversion`.
//!
//! *What it says*: of the leads that entered one stage, how many reached another within N days.
//! *Formula*: leads whose `from` day lies in the window (the period's days shifted back by N) and whose N-th day after it is over; of those, the share with date(to) ≤ date(from) + N in local calendar days.
//! Each version has its own days and so its own window; the one shown spans them all.
//! A `to` before its `from` counts as reached and is listed; a `to` passed without a date counts as reached (inferred). Younger leads are maturing and never in the rate.
//! *Absent when* one of the two milestones is given by no source.

use std::collections::BTreeSet;

use crate::model::agreement::Commitment;
use crate::model::dataset::Perhaps;
use crate::model::moment::{Horizon, Moment};
use crate::model::words::{Metric, Milestone};
use crate::model::zone::Day;

use super::cohort::Cohort;
use super::column::Mask;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement};
use super::scope;
use super::spec::{Begins, Need, Settles, Spec, Unit};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Stages],
    requires: &["from-stage", "to-stage", "within"],
    min_sample: 20,
    settles: Settles::Followed,
    begins: Begins::Stage,
    ..Spec::of(Metric::Conversion, Kind::Conversion, Unit::Share, measure)
};

/// For each lead that entered the first stage in the window whether it reached the second within
/// the days of its version.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let steps: Option<Vec<Step>> = versions.iter().map(|version| Step::of(version)).collect();
    of_steps(world, versions, &steps.unwrap_or_default(), cut_off)
}

/// The cohort of each version's step: its window is the period's days shifted back by the days it may take.
pub fn of_steps(
    world: World,
    versions: &[&Commitment],
    steps: &[Step],
    cut_off: Horizon,
) -> Measurement {
    let (mut entries, mut leeway) = (Entries::default(), Leeway::default());
    let (mut more, mut open) = (0, 0);
    let mut strays: BTreeSet<*const Perhaps> = BTreeSet::new();
    for (version, step) in (0_u16..).zip(steps) {
        let cohort = step.cohort(world, step.window(world), cut_off).under(versions);
        let own = cohort.filter(&cohort.version.is(version));
        leeway = leeway.and(Leeway::less(step.perhaps_late(&own).count()));
        let [perhaps, others] = step.perhaps_reached(&own);
        (more, open) = (more + perhaps, open + others);
        strays.extend(step.strays(&own).map(std::ptr::from_ref));
        leeway = leeway.and(step.perhaps_begun(&own));
        entries.append(step.entries(&own));
    }
    // A deal of nobody is one lead's at most, whatever the versions are.
    let leeway = leeway.and(Leeway::more((more + strays.len()).min(open)));
    let windows = || steps.iter().map(|step| step.window(world));
    let window = windows().map(|(first, _)| first).min().zip(windows().map(|(_, last)| last).max());
    Measurement { entries, window, cut_off, leeway, ..Measurement::default() }
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

    /// First and last day on which a lead must have entered: the period's days, earlier by the days
    /// it may take.
    pub fn window(&self, world: World) -> (Day, Day) {
        (world.period.first.plus(-self.days), world.period.last.plus(-self.days))
    }

    /// The leads that start on the days of a window.
    pub fn cohort<'a>(
        &self,
        world: World<'a>,
        (first, last): (Day, Day),
        cut_off: Horizon,
    ) -> Cohort<'a> {
        Cohort::reached(world, self.from, cut_off, |at| {
            (first..=last).contains(&world.zone().day(at))
        })
    }

    /// Leads that have had all their days at the cut-off; the others are maturing and in no rate.
    pub fn mature(&self, cohort: &Cohort) -> Mask {
        let zone = cohort.world.zone();
        cohort
            .day(&cohort.at)
            .map(|day| zone.start_of(day.plus(self.days).plus(1)) - 1 <= cohort.cut_off.at())
    }

    /// Leads that got there in time, or passed it without a date.
    pub fn reached(&self, cohort: &Cohort) -> Mask {
        let (to, from) = (cohort.date(self.to), cohort.day(&cohort.at));
        let is_in_time = to.with(&from, |to, from| {
            to.is_some_and(|to| cohort.world.zone().day(to) <= from.plus(self.days))
        });
        is_in_time.or(&to.is(None).and(&cohort.inferred(self.to)))
    }

    /// Mature leads that count as having got there, on a day that nothing tells: perhaps after their days. A later step with a date in time proves it.
    pub fn perhaps_late(&self, cohort: &Cohort) -> Mask {
        let from = cohort.day(&cohort.at);
        let in_time = |step: Milestone| {
            cohort.date(step).with(&from, |at, from| {
                at.is_some_and(|at| cohort.world.zone().day(at) <= from.plus(self.days))
            })
        };
        let later = Milestone::LADDER.into_iter().skip_while(|step| *step != self.to).skip(1);
        let undated = cohort.date(self.to).is(None).and(&cohort.inferred(self.to));
        let open = self.mature(cohort).and(&undated);
        later.fold(open, |open, step| open.and(&in_time(step).not()))
    }

    /// Leads handed over on an unknown day, where the step begins with that: perhaps within the window, and those that got there in time or not.
    fn perhaps_begun(&self, cohort: &Cohort) -> Leeway {
        let (world, scope) = (cohort.world, scope::conditions(cohort.versions));
        if self.from != Milestone::Delivered {
            return Leeway::default();
        }
        let leads = world.perhaps_delivered_in(scope, self.window(world));
        let all = leads.len() as f64;
        let reached = Cohort::of_leads(world, cohort.cut_off, leads).passed(self.to).count() as f64;
        Leeway { low: (0.0, all), high: (reached, reached) }
    }

    /// Mature leads that perhaps got there in time, by deals of their own of which nothing tells how they ended, and all that did not for sure.
    fn perhaps_reached(&self, cohort: &Cohort) -> [usize; 2] {
        let open = self.mature(cohort).and(&self.reached(cohort).not());
        let (leads, from) = (cohort.lead.filter(&open), cohort.day(&cohort.at).filter(&open));
        let may_be = |(own, at): (&Perhaps, Option<Moment>)| {
            let lead = own.lead?;
            let day = *from.get(leads.binary_search(&lead).ok()?)?;
            self.is_near(cohort, (day, day), at).then_some(lead)
        };
        let all = cohort.world.perhaps_of_leads(self.to);
        [all.filter_map(may_be).collect::<BTreeSet<u32>>().len(), open.count()]
    }

    /// Deals of nobody by which some lead that entered in the window perhaps got there in time.
    fn strays<'a>(&self, cohort: &Cohort<'a>) -> impl Iterator<Item = &'a Perhaps> {
        let window = self.window(cohort.world);
        let all = cohort.world.perhaps_of_leads(self.to);
        let own =
            all.filter(move |(own, at)| own.lead.is_none() && self.is_near(cohort, window, *at));
        own.map(|(own, _)| own)
    }

    /// A time within the days of those who entered between two days; what has no day may be of any.
    fn is_near(&self, cohort: &Cohort, (first, last): (Day, Day), at: Option<Moment>) -> bool {
        let is_in_time = |at: Moment| {
            let day = cohort.world.zone().day(at);
            cohort.cut_off.includes(at) && (first..=last.plus(self.days)).contains(&day)
        };
        at.is_none_or(is_in_time)
    }

    fn entries(&self, cohort: &Cohort) -> Entries {
        let mature = self.mature(cohort);
        Entries {
            adds: mature.and(&self.reached(cohort)).map(f64::from),
            counts: mature.map(u32::from),
            is_maturing: mature.not(),
            is_disordered: cohort
                .date(self.to)
                .before(&cohort.date(self.from), cohort.world.zone()),
            is_inferred: mature.and(&cohort.inferred(self.to)),
            ..Entries::of(cohort)
        }
    }
}
