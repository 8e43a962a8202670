//! Who must do what now: overdue, due today, or with four fifths of the allowance gone.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::metrics::verdicts::Case as LeadCase;
use crate::metrics::world::{Scope, World, version_at};
use crate::metrics::{attempts, first_contact};
use crate::model::dataset::Contact;
use crate::model::moment::Moment;
use crate::model::words::{Metric, Milestone, Team, Verdict};

use super::card::{Action, ActionKind, Judged};
use super::judge::Case;

/// Share of the allowance gone from which a lead is worth a reminder.
const REMIND_AT: f64 = 0.8;

/// Every action, by team, owner and due.
pub fn actions(world: World, commitments: &[Judged], cases: &[Case]) -> Vec<Action> {
    let mut found: BTreeMap<(ActionKind, usize), Action> = BTreeMap::new();
    let of_each: Vec<Vec<Action>> = commitments.par_iter().map(|judged| of_commitment(world, judged, cases)).collect();
    for (number, own) in of_each.into_iter().enumerate() {
        for mut action in own {
            action.commitment = Some(number);
            let slot = found.entry((action.kind, action.lead)).or_insert_with(|| action.clone());
            if action.due < slot.due {
                *slot = action;
            }
        }
    }
    let mut actions: Vec<Action> = found.into_values().collect();
    actions.extend(missed_calls(world));
    actions.extend(without_owner(world));
    actions.sort_by(|a, b| order(world, a).cmp(&order(world, b)));
    actions
}

fn of_commitment(world: World, judged: &Judged, cases: &[Case]) -> Vec<Action> {
    let own = cases.iter().find(|case| case.versions.first().is_some_and(|version| version.id == judged.id));
    match (own, judged.metric) {
        (Some(case), Metric::FirstAttempt | Metric::FirstConnection | Metric::Attempts | Metric::Decision) => owed(world, judged, case),
        (Some(case), Metric::HandoffComplete) => incomplete(world, judged, case),
        _ => Vec::new(),
    }
}

type Order<'a> = (std::cmp::Reverse<Team>, &'a Option<String>, std::cmp::Reverse<bool>, i64, ActionKind, Option<&'a str>, usize);

/// The id before the lead's place: the order of an export's rows must not show.
fn order<'a>(world: World<'a>, action: &'a Action) -> Order<'a> {
    let (due, id) = (action.due.unwrap_or(i64::MAX), world.data.leads.id.get(action.lead));
    (std::cmp::Reverse(action.team), &action.owner, std::cmp::Reverse(action.is_overdue), due, action.kind, id, action.lead)
}

fn new(world: World, team: Team, kind: ActionKind, lead: usize, due: Option<i64>, now: i64) -> Action {
    Action {
        team,
        kind,
        lead,
        owner: world.data.leads.word("owner", lead).map(str::to_owned),
        due,
        overdue_seconds: due.filter(|due| *due < now).map_or(0, |due| world.calendar.elapsed(due, now)),
        is_overdue: due.is_some_and(|due| due < now),
        tries: None,
        missing: Vec::new(),
        is_new: None,
        commitment: None,
    }
}

/// What sales owes on a cadence commitment, also for leads of earlier periods.
fn owed(world: World, judged: &Judged, case: &Case) -> Vec<Action> {
    let cut_off = case.measurement.cut_off;
    if case.measurement.why_not.is_some() {
        return Vec::new();
    }
    let scopes = Scope::of(world, &case.versions);
    let delivered = world.data.leads.dates(Milestone::Delivered).iter().enumerate();
    let candidates =
        delivered.filter_map(|(lead, at)| at.filter(|at| at.at() <= cut_off && at.at() >= world.activities_from()).map(|at| (lead, at)));
    candidates.filter_map(|(lead, start)| owed_on(world, judged, &scopes, lead, start, cut_off)).collect()
}

fn owed_on(world: World, judged: &Judged, scopes: &[Scope], lead: usize, start: Moment, cut_off: i64) -> Option<Action> {
    if world.is_closed(lead, cut_off) {
        return None;
    }
    let day = world.zone().day(start);
    let version = version_at(scopes, lead, day)?;
    let scope = scopes.get(usize::from(version))?;
    if world.is_exempt(lead, day, &judged.id) {
        return None;
    }
    let due = world.calendar.due(start, scope.commitment.within?, scope.commitment.clock);
    if !is_pressing(world, start, due.latest, cut_off) {
        return None;
    }
    let channels = &scope.commitment.channels;
    let kind = match judged.metric {
        Metric::FirstAttempt => world.first_answer(lead, channels, cut_off).is_none().then_some(ActionKind::FirstAttempt),
        Metric::FirstConnection => {
            let is_only_tried =
                world.first_attempt(lead, channels, cut_off).is_some() && world.first_connection(lead, channels, cut_off).is_none();
            (is_only_tried && due.latest >= cut_off).then_some(ActionKind::FirstConnection)
        }
        Metric::Decision => {
            let is_undecided = world.data.leads.decision.get(lead).copied().flatten().is_none_or(|at| at.at() > cut_off);
            (is_undecided && !world.has_inferred(lead, Milestone::Accepted, cut_off)).then_some(ActionKind::Decision)
        }
        _ => {
            let verdict = attempts::finding(world, &LeadCase { lead, start, due, scope, cut_off }).verdict;
            let is_tried = world.first_attempt(lead, channels, cut_off).is_some();
            (is_tried && matches!(verdict, Verdict::Breached | Verdict::Pending)).then_some(ActionKind::Cadence)
        }
    }?;
    let mut action = new(world, judged.team, kind, lead, Some(due.latest), cut_off);
    if kind == ActionKind::Cadence {
        let made = u32::try_from(world.tries(lead, channels, cut_off).count()).unwrap_or(u32::MAX);
        action.tries = Some((made, scope.commitment.attempts.unwrap_or(1)));
    }
    Some(action)
}

/// Overdue, due before the end of the local day, or most of the allowance gone.
fn is_pressing(world: World, start: Moment, due: i64, cut_off: i64) -> bool {
    let end_of_today = world.zone().start_of(world.zone().day_of(cut_off).plus(1));
    let all = world.calendar.elapsed(start.at(), due);
    let gone = world.calendar.elapsed(start.at(), cut_off.max(start.at()));
    due < end_of_today || (all > 0 && gone as f64 >= REMIND_AT * all as f64)
}

/// Hand-offs of the period that lack something sales needs.
fn incomplete(world: World, judged: &Judged, case: &Case) -> Vec<Action> {
    let cut_off = case.measurement.cut_off;
    let delivered = |lead: usize| world.date(lead, Milestone::Delivered, cut_off);
    let is_freed = |lead: usize| delivered(lead).is_some_and(|start| world.is_exempt(lead, world.zone().day(start), &judged.id));
    let is_open = |lead: &usize| !world.is_closed(*lead, cut_off) && !is_freed(*lead);
    let wrong = case.measurement.entries.iter().filter(|entry| entry.adds <= 0.0).map(|entry| entry.lead as usize).filter(is_open);
    wrong
        .map(|lead| {
            let bits = world.data.leads.incomplete.get(lead).copied().unwrap_or(0);
            let fields = world.agreement.required.iter().enumerate().take(32);
            let missing = fields.filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, field)| field.clone()).collect();
            Action { missing, ..new(world, Team::Marketing, ActionKind::Handoff, lead, None, cut_off) }
        })
        .collect()
}

/// Leads whose last contact is a call that nobody answered or returned.
fn missed_calls(world: World) -> Vec<Action> {
    let cut_off = first_contact::cadence_cut_off(world);
    let is_missed = |lead: &usize| {
        let last = world.contacts(*lead, &[], cut_off).filter(|(_, contact, _)| *contact != Contact::Neither).last();
        matches!(last, Some((_, Contact::MissedCall, _))) && !world.is_closed(*lead, cut_off)
    };
    (0..world.data.leads.len()).filter(is_missed).map(|lead| new(world, Team::Sales, ActionKind::MissedCall, lead, None, cut_off)).collect()
}

/// Open leads of the period without an owner, where leads have owners at all.
fn without_owner(world: World) -> Vec<Action> {
    let cut_off = world.cut_off(&world.delivery_tables());
    let has_owners = world.data.leads.words.get("owner").is_some_and(|owners| owners.codes.iter().any(|code| *code > 0));
    let is_ownerless = |lead: &usize| has_owners && world.data.leads.word("owner", *lead).is_none() && !world.is_closed(*lead, cut_off);
    let own = world.in_period(Milestone::Delivered, cut_off).map(|(lead, _)| lead).filter(is_ownerless);
    own.map(|lead| new(world, Team::Sales, ActionKind::NoOwner, lead, None, cut_off)).collect()
}
