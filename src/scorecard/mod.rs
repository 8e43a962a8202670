//! Measurements against targets: status, pace, plan, forecast, actions.

mod actions;
mod cadence;
pub mod card;
pub mod conversion;
mod delivery;
pub mod diagnosis;
mod doubts;
mod ended;
mod forecast;
pub mod history;
pub mod judge;
pub mod order;
pub mod outcome;
pub mod plan;
pub mod sealing;
mod spans;
mod tables;

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::metrics;
use crate::metrics::first_contact::cadence_cut_off;
use crate::metrics::measure::Totals;
use crate::metrics::world::{Promised, World};
use crate::model::agreement::{Agreement, Commitment};
use crate::model::column::Coded;
use crate::model::dataset::Dataset;
use crate::model::words::{Metric, Milestone};

use rayon::prelude::*;

pub use ended::ended;

use card::{FunnelStep, Group, Judged, LeadVerdict, Plan, SaleRatio, Scorecard, VerdictColumn};
use judge::Case;

/// The words a metric is grouped by.
pub const GROUPS: [&str; 4] = ["source", "campaign", "owner", "team"];

/// Judges the whole agreement over a period; `now` is the run's time, `frozen` the observed ratio that an earlier report of the period used.
pub fn judge_all(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    period: &Period,
    now: i64,
    frozen: Option<&SaleRatio>,
) -> Scorecard {
    let world = World { agreement, calendar, data, period, now, promised: &[] };
    let plan = plan::plan(world, frozen);
    let promised = promised(world, plan.as_ref());
    let world = World { promised: &promised, ..world };
    let cases: Vec<Case> = by_id_measured(world);
    let judged: Vec<(Judged, &Case)> =
        cases.par_iter().filter_map(|case| judge::judge(world, plan.as_ref(), case).map(|judged| (judged, case))).collect();
    let commitments: Vec<Judged> = judged.iter().map(|(judged, _)| judged.clone()).collect();
    let own_cases: Vec<&Case> = judged.iter().map(|(_, case)| *case).collect();
    let ((delivery, cadence), (actions, diagnosis)) = rayon::join(
        || rayon::join(|| delivery::delivery(world, &commitments), || cadence::cadence(world, &commitments, &cases)),
        || {
            rayon::join(
                || actions::actions(world, &commitments, &cases),
                || diagnosis::diagnosis(world, plan.as_ref(), &commitments, &own_cases),
            )
        },
    );
    let complete = calendar.complete_days(period, data.cut_off);
    let days_total = calendar.working_days(period.first, period.last);
    Scorecard {
        share: calendar.share(period, data.cut_off),
        is_over: calendar.is_over(period, data.cut_off),
        days_gone: complete.iter().map(|day| calendar.day_share(*day)).sum(),
        days_total,
        days_left: judge::days_left(world, data.cut_off),
        cut_off: data.cut_off,
        exempted: world.freed(cases.iter().filter_map(|case| Some((case.versions.first()?.id.as_str(), &case.measurement)))),
        groups: judged.par_iter().enumerate().flat_map_iter(|(number, (_, case))| groups(world, number, case)).collect(),
        verdicts: judged.par_iter().enumerate().filter_map(|(number, (_, case))| verdicts(data, number, case)).collect(),
        delivery,
        cadence,
        funnel: funnel(world),
        conversion: conversion::conversion(world),
        diagnosis,
        actions,
        issues: doubts::doubts(world, &cases),
        ended: None,
        history: history::History::default(),
        period: *period,
        plan,
        commitments,
    }
}

/// What each `leads-delivered` promises for the period: other promises are measured against it.
fn promised(world: World, plan: Option<&Plan>) -> Vec<Promised> {
    let deliveries = by_id(world).into_iter().filter(|(metric, _)| *metric == Metric::LeadsDelivered);
    let promise = |(_, versions): (Metric, Vec<&Commitment>)| {
        let leads = judge::paced_target(world, plan, &versions)?;
        Some(Promised { conditions: versions.last()?.conditions.clone(), leads })
    };
    deliveries.filter_map(promise).collect()
}

/// The versions of every commitment, in the order of the file.
fn by_id<'a>(world: World<'a>) -> Vec<(Metric, Vec<&'a Commitment>)> {
    let mut by_id: Vec<(Metric, Vec<&'a Commitment>)> = Vec::new();
    for commitment in &world.agreement.commitments {
        match by_id.iter_mut().find(|(_, versions)| versions.first().is_some_and(|first| first.id == commitment.id)) {
            Some((_, versions)) => versions.push(commitment),
            None => by_id.push((commitment.metric, vec![commitment])),
        }
    }
    by_id
}

/// Every commitment with its versions, measured.
fn by_id_measured<'a>(world: World<'a>) -> Vec<Case<'a>> {
    let measured = |(metric, versions): (Metric, Vec<&'a Commitment>)| {
        let definition = metrics::definition(metric)?;
        Some(Case { definition, measurement: (definition.measure)(world, &versions), versions })
    };
    by_id(world).into_par_iter().filter_map(measured).collect()
}

/// A commitment's numbers by every word that leads are grouped by; leads without the word are the group *none*.
fn groups(world: World, number: usize, case: &Case) -> Vec<Group> {
    let words = GROUPS.iter().filter_map(|by| Some((*by, world.data.leads.words.get(*by).filter(|words| words.words.len() > 1)?)));
    let mut sums: Vec<(&'static str, &Coded, Vec<Totals>)> =
        words.map(|(by, words)| (by, words, words.words.iter().map(|_| Totals::default()).collect())).collect();
    for entry in case.measurement.entries.iter() {
        for (_, words, totals) in &mut sums {
            let code = words.codes.get(entry.lead as usize).copied().unwrap_or(0);
            totals.get_mut(code as usize).into_iter().for_each(|own| own.add(&entry));
        }
    }
    let rows = sums.into_iter().flat_map(|(by, words, totals)| (0..).zip(totals).map(move |(code, totals)| (by, words.name(code), totals)));
    let group = |(by, value, totals): (&'static str, Option<&str>, Totals)| Group {
        commitment: number,
        by,
        value: value.map(str::to_owned),
        size: totals.leads,
        numbers: totals.numbers(case.definition.kind, case.measurement.rule),
    };
    rows.filter(|(.., totals)| totals.leads > 0).map(group).collect()
}

fn verdicts(data: &Dataset, number: usize, case: &Case) -> Option<VerdictColumn> {
    case.measurement.entries.iter().any(|entry| entry.verdict.is_some()).then(|| {
        let mut leads = vec![None; data.leads.len()];
        for entry in case.measurement.entries.iter() {
            if let (Some(slot), Some(verdict)) = (leads.get_mut(entry.lead as usize), entry.verdict) {
                *slot = Some(LeadVerdict { verdict, due: entry.due, is_freed: entry.freed_on.is_some(), ground: entry.ground });
            }
        }
        VerdictColumn { commitment: number, leads }
    })
}

/// How far the period's deliveries got, over the steps that some source shows.
fn funnel(world: World) -> Vec<FunnelStep> {
    let data = world.data;
    let cut_off = cadence_cut_off(world).min(world.cut_off(&world.delivery_tables()));
    let leads: Vec<usize> = world.in_period(Milestone::Delivered, cut_off).map(|(lead, _)| lead).collect();
    let count = |is: &dyn Fn(usize) -> bool| leads.iter().filter(|lead| is(**lead)).count() as u64;
    let mut steps = vec![FunnelStep { step: "delivered", leads: leads.len() as u64 }];
    if world.has_activities() {
        steps.push(FunnelStep { step: "attempted", leads: count(&|lead| world.first_attempt(lead, &[], cut_off).is_some()) });
        steps.push(FunnelStep { step: "connected", leads: count(&|lead| world.first_connection(lead, &[], cut_off).is_some()) });
    }
    for milestone in [Milestone::Accepted, Milestone::Sql, Milestone::Opportunity, Milestone::Won] {
        if world.maps(milestone) && !data.stand_ins.contains(&milestone) {
            let passed = |lead: usize| world.data.leads.has_passed(lead, milestone) || world.date(lead, milestone, cut_off).is_some();
            steps.push(FunnelStep { step: milestone.word(), leads: count(&passed) });
        }
    }
    steps
}
