//! How far leads get and how long it takes: the ladder of the mature cohort, months side by side, losses by reason.
//!
//! The cohort is that of `conversion` over the objective's `conversion-within` (N) days: leads delivered in the period's days shifted back by N.
//! A step counts when it was reached by the N-th local day after the delivery, or passed without a date. Younger leads are shown, never in a rate.

use std::collections::BTreeMap;

use crate::metrics::measure::percentile;
use crate::metrics::world::World;
use crate::model::moment::Moment;
use crate::model::words::{Category, Milestone, Table};
use crate::model::zone::Day;

use super::card::{Conversion, LadderStep, Loss, MonthCohort};

/// Days followed where the agreement has no objective.
const DAYS: u32 = 60;
/// Months compared.
const MONTHS: usize = 7;
/// After how many days months are compared.
pub const AFTER: [i32; 4] = [15, 30, 60, 90];

/// A lead of the cohort.
struct Handed {
    lead: usize,
    day: Day,
    is_mature: bool,
}

/// Everything about conversion; nothing where no source gives the delivery.
pub fn conversion(world: World) -> Option<Conversion> {
    if !world.maps(Milestone::Delivered) {
        return None;
    }
    let days = world.agreement.objective(world.period.last).map_or(DAYS, |objective| objective.conversion_within);
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals, Table::Activities]);
    let (first, last) = (world.period.first.plus(-days), world.period.last.plus(-days));
    let handed: Vec<Handed> = deliveries(world, cut_off)
        .filter(|(_, day)| first <= *day && *day <= last)
        .map(|(lead, day)| Handed { lead, day, is_mature: is_over(world, day.plus(days), cut_off) })
        .collect();
    Some(Conversion {
        first,
        last,
        days,
        leads: handed.iter().filter(|lead| lead.is_mature).count() as u64,
        maturing: handed.iter().filter(|lead| !lead.is_mature).count() as u64,
        steps: steps(world, &handed, days, cut_off),
        months: months(world, cut_off),
        losses: losses(world, cut_off),
    })
}

fn deliveries(world: World<'_>, cut_off: i64) -> impl Iterator<Item = (usize, Day)> {
    let dates = world.data.leads.dates(Milestone::Delivered).iter().enumerate();
    dates.filter_map(move |(lead, at)| Some((lead, world.zone().day(at.filter(|at| at.at() <= cut_off)?))))
}

fn is_over(world: World, day: Day, cut_off: i64) -> bool {
    world.zone().start_of(day.plus(1)) - 1 <= cut_off
}

/// When a step was reached; `Err` when it was passed without a date.
type Reached = Result<Option<Moment>, ()>;

fn steps(world: World, handed: &[Handed], days: i32, cut_off: i64) -> Vec<LadderStep> {
    let milestone = |lead: usize, milestone: Milestone| match world.date(lead, milestone, cut_off) {
        None if world.has_inferred(lead, milestone, cut_off) => Err(()),
        date => Ok(date),
    };
    let mut found = Vec::new();
    if world.has_activities() {
        found.push(step(world, handed, days, "attempted", |lead| Ok(world.first_attempt(lead, &[], cut_off))));
        found.push(step(world, handed, days, "connected", |lead| Ok(world.first_connection(lead, &[], cut_off))));
    }
    for rung in [Milestone::Accepted, Milestone::Sql, Milestone::Opportunity, Milestone::Won] {
        if world.maps(rung) && !world.data.stand_ins.contains(&rung) {
            found.push(step(world, handed, days, rung.word(), |lead| milestone(lead, rung)));
        }
    }
    found
}

fn step(world: World, handed: &[Handed], days: i32, step: &'static str, reached: impl Fn(usize) -> Reached) -> LadderStep {
    let mut found = LadderStep { step, leads: 0, maturing: 0, median_days: None };
    let mut waited: Vec<i64> = Vec::new();
    for Handed { lead, day, is_mature } in handed {
        let at = reached(*lead);
        let after = at.ok().flatten().map(|at| world.zone().day(at).0 - day.0);
        let counts = after.map_or(at.is_err(), |after| after <= days);
        found.leads += u64::from(*is_mature && counts);
        found.maturing += u64::from(!is_mature && counts);
        waited.extend(after.filter(|after| *is_mature && counts && *after >= 0).map(i64::from));
    }
    waited.sort_unstable();
    found.median_days = percentile(&waited, 50);
    found
}

/// Leads by the month of their delivery, and how many were won within so many days, once the whole month had them.
fn months(world: World, cut_off: i64) -> Vec<MonthCohort> {
    if !world.maps(Milestone::Won) {
        return Vec::new();
    }
    let mut by_month: BTreeMap<Day, Vec<(usize, Day)>> = BTreeMap::new();
    for (lead, day) in deliveries(world, cut_off) {
        by_month.entry(month_of(day)).or_default().push((lead, day));
    }
    let newest = by_month.into_iter().rev().take(MONTHS).collect::<Vec<_>>();
    newest.into_iter().rev().map(|(month, leads)| month_cohort(world, month, &leads, cut_off)).collect()
}

fn month_cohort(world: World, month: Day, leads: &[(usize, Day)], cut_off: i64) -> MonthCohort {
    let last = month_of(month.plus(31)).plus(-1);
    let won = |days: i32| {
        let is_won = |(lead, day): &&(usize, Day)| {
            let at = world.date(*lead, Milestone::Won, cut_off);
            at.is_some_and(|at| world.zone().day(at).0 - day.0 <= days)
        };
        is_over(world, last.plus(days), cut_off).then(|| leads.iter().filter(is_won).count() as u64)
    };
    MonthCohort { month, leads: leads.len() as u64, won: AFTER.map(won) }
}

fn month_of(day: Day) -> Day {
    use chrono::Datelike;
    let date = day.date();
    Day::ymd(date.year(), date.month(), 1).unwrap_or(day)
}

/// Leads lost in the period by reason, the commonest first.
fn losses(world: World, cut_off: i64) -> Vec<Loss> {
    let mut counts: BTreeMap<(Option<String>, Option<&'static str>), u64> = BTreeMap::new();
    for (lead, _) in world.in_period(Milestone::Lost, cut_off) {
        let reason = world.data.leads.word("lost-reason", lead).map(str::to_owned);
        let category = world.data.leads.loss.get(lead).copied().flatten().map(Category::word);
        *counts.entry((reason, category)).or_default() += 1;
    }
    let mut losses: Vec<Loss> = counts.into_iter().map(|((reason, category), leads)| Loss { reason, category, leads }).collect();
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.leads));
    losses
}
