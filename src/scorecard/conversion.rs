//! How far leads get and how long it takes: the ladder of the mature cohort, months side by side, losses by reason.
//!
//! The cohort is that of `conversion` over the objective's `conversion-within` (N) days: leads delivered in the period's days shifted back by N.
//! A step counts when it was reached by the N-th local day after the delivery, or passed without a date before another reached by then; one passed on
//! a day that nothing tells stands apart. Younger leads are shown, never in a rate.

use std::collections::BTreeSet;

use chrono::Datelike;

use crate::casebook::Facts;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::{Mask, Moments};
use crate::metrics::conversion::Step;
use crate::metrics::measure::percentile;
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::model::moment::Horizon;
use crate::model::words::{Category, Milestone, Rung};
use crate::model::zone::Day;

use super::card::{Conversion, LadderStep, Loss, MonthCohort};
use super::stage_times;

/// Days followed where the agreement has no objective.
const DAYS: u32 = 60;
/// Months compared.
const MONTHS: usize = 7;
/// After how many days months are compared.
pub const AFTER: [i32; 4] = [15, 30, 60, 90];

/// Everything about conversion; nothing where no source gives the delivery.
pub fn conversion(world: World, facts: &Facts) -> Option<Conversion> {
    if !world.sees(Need::Dates(Milestone::Delivered)) {
        return None;
    }
    let days = followed(world);
    let cut_off = world.cut_off(Reads::Everything);
    let step = Step { from: Milestone::Delivered, to: Milestone::Won, days };
    let (first, last) = step.window(world);
    let cohort = step.cohort(world, (first, last), cut_off);
    let mature = step.mature(&cohort);
    Some(Conversion {
        first,
        last,
        days,
        leads: mature.count() as u64,
        maturing: mature.not().count() as u64,
        steps: steps(facts, &cohort, &mature, days),
        months: months(world, cut_off),
        has_undated_wins: world.data.sight.undated(Milestone::Won) > 0,
        losses: losses(world, cut_off),
        times: stage_times::stage_times(world, facts, cut_off),
    })
}

impl Conversion {
    /// The ladder from the delivery on: the leads followed to the end, then the steps after it.
    pub fn ladder(&self) -> Vec<LadderStep> {
        let delivered = LadderStep {
            step: Rung::Delivered,
            leads: self.leads,
            undated: 0,
            maturing: self.maturing,
            median_days: None,
            p90_days: None,
        };
        std::iter::once(delivered).chain(self.steps.iter().copied()).collect()
    }

    /// Leads delivered in the window, those not followed to the end among them.
    pub fn delivered(&self) -> u64 {
        self.leads + self.maturing
    }

    /// Sales that the leads followed to the end became in time, and those of an unknown day; nothing where no source shows sales.
    pub fn sales(&self) -> Option<(u64, u64)> {
        let own = self.steps.iter().find(|step| step.step == Rung::Won);
        own.map(|step| (step.leads, step.undated))
    }

    /// Leads it took to make a sale; nothing without a sale, or where nobody knows how many there were.
    pub fn leads_per_sale(&self) -> Option<f64> {
        let (sales, _) = self.sales().filter(|(sales, undated)| *sales > 0 && *undated == 0)?;
        Some(self.leads as f64 / sales as f64)
    }
}

/// For how many local days after its delivery a lead is followed: the objective's
/// `conversion-within`, else [`DAYS`].
pub fn followed(world: World) -> i32 {
    let days = world
        .agreement
        .objective(world.period.last)
        .map_or(DAYS, |objective| objective.conversion_within);
    i32::try_from(days).unwrap_or(i32::MAX)
}

fn steps(facts: &Facts, cohort: &Cohort, mature: &Mask, days: i32) -> Vec<LadderStep> {
    let world = cohort.world;
    let mut found = Vec::new();
    let never = Mask::repeat(false, cohort.lead.len());
    if world.sees(Need::FirstTry) {
        let first = cohort.known(&facts.attempt);
        found.push(step(cohort, mature, days, Rung::Attempted, &first, (&never, &never)));
    }
    if world.sees(Need::Conversations) {
        let first = cohort.known(&facts.connection);
        found.push(step(cohort, mature, days, Rung::Connected, &first, (&never, &never)));
    }
    for (rung, milestone) in Rung::DATED {
        if world.sees(Need::Milestone(milestone)) && !world.data.stand_ins.contains(&milestone) {
            let reached = cohort.date(milestone);
            let own = Step { from: Milestone::Delivered, to: milestone, days };
            let undated = reached.is(None).and(&cohort.inferred(milestone));
            let undated = (&undated, &own.perhaps_late(cohort));
            found.push(step(cohort, mature, days, rung, &reached, undated));
        }
    }
    found
}

/// One step of the ladder: how many mature leads reached it within the days, with a date or passed
/// without one; of the latter, which perhaps did so later.
fn step(
    cohort: &Cohort,
    mature: &Mask,
    days: i32,
    step: Rung,
    reached: &Moments,
    (undated, perhaps_late): (&Mask, &Mask),
) -> LadderStep {
    let zone = cohort.world.zone();
    let after =
        reached.with(&cohort.day(&cohort.at), |at, day| at.map(|at| zone.day(at).0 - day.0));
    let in_time = after.map(|after| after.is_some_and(|after| after <= days));
    let counts = in_time.or(undated);
    let all = mature.and(&counts);
    let perhaps = mature.and(perhaps_late);
    let waited = after.only(&mature.and(&in_time)).values();
    let mut waited: Vec<i64> =
        waited.into_iter().filter(|after| *after >= 0).map(i64::from).collect();
    waited.sort_unstable();
    LadderStep {
        step,
        leads: all.and(&perhaps.not()).count() as u64,
        undated: all.and(&perhaps).count() as u64,
        maturing: mature.not().and(&counts).count() as u64,
        median_days: percentile(&waited, 50),
        p90_days: percentile(&waited, 90),
    }
}

/// Leads by the month of their delivery, and how many were won within so many days, as dates tell, once all of them had those days.
fn months(world: World, cut_off: Horizon) -> Vec<MonthCohort> {
    if !world.sees(Need::Dates(Milestone::Won)) {
        return Vec::new();
    }
    let cohort = Cohort::reached(world, Milestone::Delivered, cut_off, |_| true);
    let month = cohort.day(&cohort.at).map(month_of);
    let all: BTreeSet<Day> = month.iter().copied().collect();
    let newest: Vec<Day> = all.into_iter().rev().take(MONTHS).collect();
    newest.into_iter().rev().map(|own| month_cohort(&cohort.filter(&month.is(own)), own)).collect()
}

fn month_cohort(cohort: &Cohort, month: Day) -> MonthCohort {
    let won = AFTER.map(|days| {
        let step = Step { from: Milestone::Delivered, to: Milestone::Won, days };
        let is_young = step.mature(cohort).not().count() > 0;
        let dated = || step.reached(cohort).and(&step.perhaps_late(cohort).not()).count() as u64;
        (!is_young).then(dated)
    });
    MonthCohort { month, leads: cohort.lead.len() as u64, won }
}

fn month_of(day: Day) -> Day {
    let date = day.date();
    Day::ymd(date.year(), date.month(), 1).unwrap_or(day)
}

/// Leads lost in the period by reason, the commonest first.
fn losses(world: World, cut_off: Horizon) -> Vec<Loss> {
    let lost = Cohort::of_period(world, Milestone::Lost, cut_off);
    let category = lost.read(&world.data.leads.loss).map(|category| category.map(Category::word));
    let counts =
        lost.words("lost-reason").with(&category, |reason, category| (reason, category)).counts();
    let row = |((reason, category), leads): ((Option<&str>, _), _)| Loss {
        reason: reason.map(str::to_owned),
        category,
        leads,
    };
    let mut losses: Vec<Loss> = counts.into_iter().map(row).collect();
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.leads));
    losses
}
