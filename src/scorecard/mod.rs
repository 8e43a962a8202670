//! Measurements against targets: status, pace, plan, forecast, actions.

mod actions;
pub mod amendments;
mod apart;
pub mod blind;
mod cadence;
pub mod card;
pub mod conversion;
pub mod decisions;
mod delivery;
pub mod diagnosis;
mod difference;
mod doubts;
mod ended;
mod forecast;
mod groups;
pub mod history;
pub mod judge;
mod judged;
pub mod judging;
pub mod order;
mod outcome;
pub mod plan;
mod proposal;
pub mod register;
pub mod sealing;
mod spans;
mod speed;
mod stage_times;
mod tables;
mod traffic;

use rayon::prelude::*;

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::casebook::{Casebook, Facts, Findings};
use crate::metrics::spec::{Need, Spec};
use crate::metrics::world::{Promised, World};
use crate::metrics::{self, evidence};
use crate::model::agreement::{Agreement, Commitment, InForce};
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::model::stopwatch::{self, Stage};
use crate::model::words::{Metric, Milestone, Rung};
pub use actions::asked_by;
use card::{FunnelStep, Judged, Plan, SaleRatio, Scorecard};
pub use ended::ended;
pub use groups::GROUPS;
use judge::Case;

/// Judges the whole agreement over a period; `now` is the run's time, `frozen` the observed ratio that an earlier report of the period used.
pub fn judge_all(
    agreement: &Agreement,
    calendar: &Calendar,
    data: &Dataset,
    period: &Period,
    now: Instant,
    frozen: Option<&SaleRatio>,
) -> Scorecard {
    let world = World { agreement, calendar, data, period, now, promised: &[] };
    let facts = Facts::of(world);
    let book = Casebook::new(data, &facts);
    let plan = plan::plan(world, frozen);
    let promised = promised(world, plan.as_ref());
    let world = World { promised: &promised, ..world };
    let cases: Vec<Case> = by_id_measured(world);
    let judged: Vec<(Judged, &Case)> = cases
        .par_iter()
        .filter_map(|case| judge::told(world, plan.as_ref(), case).map(|judged| (judged, case)))
        .collect();
    let commitments: Vec<Judged> = judged.iter().map(|(judged, _)| judged.clone()).collect();
    stopwatch::lap(Stage::Measure);
    let own_cases: Vec<&Case> = judged.iter().map(|(_, case)| *case).collect();
    let ((delivery, cadence), (actions, diagnosis)) = rayon::join(
        || {
            rayon::join(
                || delivery::delivery(world, book, &commitments),
                || cadence::cadence(world, &facts, &commitments, &cases),
            )
        },
        || {
            rayon::join(
                || actions::actions(world, book, &commitments, &cases),
                || diagnosis::diagnosis(world, &facts, plan.as_ref(), &commitments, &own_cases),
            )
        },
    );
    let visits = traffic::traffic(world);
    let (groups, other_groups, crowds) = groups::groups(world, &own_cases);
    let issues = doubts::doubts(world, &cases)
        .into_iter()
        .chain(crowds)
        .chain(visits.as_ref().and_then(traffic::issue))
        .collect();
    Scorecard {
        progress: calendar.progress(period, data.cut_off),
        outcome: outcome::outcome(world),
        cut_off: data.cut_off,
        today: actions::today(world),
        exempted: world.freed(
            cases
                .iter()
                .filter_map(|case| Some((case.versions.first()?.id.as_str(), &case.measurement))),
        ),
        groups,
        other_groups,
        findings: judged
            .par_iter()
            .map(|(_, case)| Findings::of(&case.measurement.entries, data.leads.len()))
            .collect(),
        delivery,
        cadence,
        speed: speed::speed(world, &facts, &commitments),
        blind: blind::Blind::of(world),
        traffic: visits,
        funnel: funnel(world, book),
        conversion: conversion::conversion(world, &facts),
        diagnosis,
        decisions: decisions::decisions(world, &commitments),
        actions,
        issues,
        ended: None,
        previous: None,
        stale: Vec::new(),
        amended: None,
        history: history::History::default(),
        period: *period,
        plan,
        commitments,
        facts,
    }
}

/// What each `leads-delivered` promises for the period: other promises are measured against it.
fn promised(world: World, plan: Option<&Plan>) -> Vec<Promised> {
    let deliveries =
        by_id(world).into_iter().filter(|(metric, _)| *metric == Metric::LeadsDelivered);
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
        match by_id
            .iter_mut()
            .find(|(_, versions)| versions.first().is_some_and(|first| first.id == commitment.id))
        {
            Some((_, versions)) => versions.push(commitment),
            None => by_id.push((commitment.metric, vec![commitment])),
        }
    }
    by_id
}

/// Measures every commitment, its versions together, as far as the files can show it.
fn by_id_measured<'a>(world: World<'a>) -> Vec<Case<'a>> {
    let measured = |(metric, versions): (Metric, Vec<&'a Commitment>)| {
        let spec = metrics::spec(metric)?;
        let versions = judged_by(world, spec, versions);
        let (evidence, measurement) = evidence::measure(spec, world, &versions);
        Some(Case { spec, versions, evidence, measurement })
    };
    by_id(world).into_par_iter().filter_map(measured).collect()
}

/// The versions that a period is judged by: once one with a target is in force in it, those without one count for nothing, since what is
/// only measured is in no number that is judged (`DEFINITIONS.md` §7).
fn judged_by<'a>(
    world: World,
    spec: &Spec,
    mut versions: Vec<&'a Commitment>,
) -> Vec<&'a Commitment> {
    let today = world.zone().day_of(world.cut_off(spec.reads).at()).min(world.period.last);
    let begun = InForce { from: Some(world.period.first), until: Some(today.plus(1)) };
    let is_begun = |version: &&Commitment| version.is_asked() && version.in_force.overlaps(begun);
    if versions.iter().any(is_begun) {
        versions.retain(|version| version.is_asked());
    }
    versions
}

/// How far the period's deliveries got, over the steps that some source shows.
fn funnel(world: World, book: Casebook) -> Vec<FunnelStep> {
    if !world.sees(Need::Dates(Milestone::Delivered)) {
        return Vec::new();
    }
    let known = |lead: &usize| book.date_by(*lead, Milestone::Delivered, book.horizons().contacts);
    let own: Vec<usize> =
        (0..book.len()).filter(|lead| book.is_in_period(*lead) && known(lead).is_some()).collect();
    let step = |step, has: &dyn Fn(usize) -> bool| FunnelStep {
        step,
        leads: own.iter().filter(|lead| has(**lead)).count() as u64,
    };
    let mut steps = vec![step(Rung::Delivered, &|_| true)];
    if world.sees(Need::FirstTry) {
        steps.push(step(Rung::Attempted, &|lead| book.first_attempt(lead).is_some()));
    }
    if world.sees(Need::Conversations) {
        steps.push(step(Rung::Connected, &|lead| book.first_connection(lead).is_some()));
    }
    for (rung, milestone) in Rung::DATED {
        if world.sees(Need::Milestone(milestone)) && !book.is_stand_in(milestone) {
            steps.push(step(rung, &|lead| book.origin(lead, milestone).is_some()));
        }
    }
    steps
}
