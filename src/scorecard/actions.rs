//! Who must do what now: overdue, due today, or with four fifths of the allowance gone.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::casebook::Casebook;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::{Column, Mask};
use crate::metrics::world::{Reads, World};
use crate::metrics::{attempts, decision, routing};
use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::moment::{Horizon, Instant};
use crate::model::words::{Metric, Milestone, Team};
use crate::model::zone::Day;

use super::card::{Action, ActionKind};
use super::judge::Case;
use super::judged::Judged;

/// Share of the allowance gone from which a lead is worth a reminder.
const REMIND_AT: f64 = 0.8;

/// Every action, by team, owner and due.
pub fn actions(
    world: World,
    book: Casebook,
    commitments: &[Judged],
    cases: &[Case],
) -> Vec<Action> {
    let mut found: BTreeMap<(ActionKind, usize), Action> = BTreeMap::new();
    let of_each: Vec<Vec<Action>> =
        commitments.par_iter().map(|judged| of_commitment(world, judged, cases)).collect();
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
    actions.extend(without_owner(world, book));
    actions.sort_by(|a, b| order(world, a).cmp(&order(world, b)));
    actions
}

fn of_commitment(world: World, judged: &Judged, cases: &[Case]) -> Vec<Action> {
    let own = cases
        .iter()
        .find(|case| case.versions.first().is_some_and(|version| version.id == judged.id));
    let Some(case) = own.filter(|case| case.evidence.unseen.is_none()) else { return Vec::new() };
    // What is only measured asks nothing of anybody.
    let versions: Vec<&Commitment> =
        case.versions.iter().copied().filter(|version| version.is_asked()).collect();
    let terms = Terms { versions: &versions, cut_off: case.measurement.cut_off };
    match asked_by(judged.metric) {
        Some(ActionKind::Handoff) => incomplete(world, terms),
        Some(ActionKind::Routing) => to_route(world, judged, terms),
        Some(kind) => owed(world, judged, terms, kind),
        None => Vec::new(),
    }
}

/// What a commitment asks of leads.
#[derive(Clone, Copy)]
struct Terms<'a> {
    /// Its versions with a target.
    versions: &'a [&'a Commitment],
    /// The instant up to which its tables reach.
    cut_off: Horizon,
}

/// What a promise asks to be done for each lead that still lacks it; nothing where it speaks of no single lead.
pub fn asked_by(metric: Metric) -> Option<ActionKind> {
    Some(match metric {
        Metric::FirstAttempt => ActionKind::FirstAttempt,
        Metric::FirstConnection => ActionKind::FirstConnection,
        Metric::Attempts => ActionKind::Cadence,
        Metric::Decision => ActionKind::Decision,
        Metric::HandoffComplete => ActionKind::Handoff,
        Metric::Routing => ActionKind::Routing,
        _ => return None,
    })
}

type Order<'a> = (
    std::cmp::Reverse<Team>,
    &'a Option<String>,
    std::cmp::Reverse<bool>,
    Instant,
    ActionKind,
    Option<&'a str>,
    usize,
);

/// By team, owner, overdue first, due, kind and id. The id comes before the lead's place in the
/// file: in what order an export lists its rows must not show.
fn order<'a>(world: World<'a>, action: &'a Action) -> Order<'a> {
    let (due, id) = (action.due.unwrap_or(Instant::LATEST), world.data.leads.id.get(action.lead));
    (
        std::cmp::Reverse(action.team),
        &action.owner,
        std::cmp::Reverse(action.is_overdue),
        due,
        action.kind,
        id,
        action.lead,
    )
}

fn new(
    world: World,
    team: Team,
    kind: ActionKind,
    lead: usize,
    due: Option<Instant>,
    known: Horizon,
) -> Action {
    let now = known.at();
    let over = due.filter(|due| *due < now);
    let late = over.map(|due| world.calendar.late(due, now));
    let delivered = world.data.leads.date(lead, Milestone::Delivered);
    Action {
        team,
        kind,
        lead,
        owner: world.data.leads.word("owner", lead).map(str::to_owned),
        is_earlier: delivered.is_some_and(|at| at.at() < world.period.start),
        due,
        overdue_seconds: over.map_or(0, |due| world.calendar.elapsed(due, now)),
        is_overdue: late.is_some(),
        is_due_today: late.is_none()
            && due.is_some_and(|due| world.zone().day_of(due) <= today(world)),
        is_near: false,
        late,
        tries: None,
        missing: Vec::new(),
        is_new: None,
        commitment: None,
    }
}

/// Leads that still lack what a promise about tries or decisions asks for, those of earlier periods
/// too, where it is time to act.
fn owed(world: World, judged: &Judged, terms: Terms, kind: ActionKind) -> Vec<Action> {
    let cut_off = terms.cut_off;
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, |at| {
        at.at() >= world.activities_from()
    })
    .under(terms.versions);
    let open = delivered.filter(&delivered.closed().not()).allowed();
    let pressing = open.filter(&is_pressing(&open).and(&open.exempt().not()));
    // Whoever may have been tried already is on no list of tries.
    let pressing = match kind {
        ActionKind::Decision => pressing,
        _ => pressing.filter(&pressing.unseen().not()),
    };
    let pressing = pressing.filter(&pressing.is_over().and(&may_be_kept(kind, &pressing)).not());
    let found = pressing.filter(&lacking(kind, &pressing));
    let tries = if kind == ActionKind::Cadence {
        tries(&found)
    } else {
        Column::repeat(None, found.lead.len())
    };
    let due = found.due.with(&tries, |due, tries| (due.latest, tries));
    let due = due.with(&is_near(&found), |(due, tries), is_near| (due, tries, is_near));
    let action = |(lead, is_worked): (u32, bool), (due, tries, is_near)| {
        let is_made = is_worked && kind == ActionKind::FirstAttempt;
        let kind = if is_made { ActionKind::LogContact } else { kind };
        Action {
            is_near,
            tries,
            ..new(world, judged.team, kind, lead as usize, Some(due), cut_off)
        }
    };
    let leads = found.lead.with(&found.worked_on(), |lead, is_worked| (lead, is_worked));
    leads.with(&due, action).into_iter().collect()
}

/// Leads of which the contacts before a hand-off whose date is in doubt, or attempts of which nobody wrote what came of them, may have been what is
/// asked for.
fn may_be_kept(kind: ActionKind, cohort: &Cohort) -> Mask {
    let has = |counts: fn(Contact) -> bool| cohort.before_handoff(counts).map(|made| made > 0);
    match kind {
        ActionKind::FirstAttempt => has(Contact::may_be_answer),
        ActionKind::FirstConnection => has(Contact::may_be_connection),
        ActionKind::Cadence => attempts::worked_before(cohort).or(&attempts::untold(cohort)),
        _ => Mask::repeat(false, cohort.lead.len()),
    }
}

/// The leads that still lack what is asked for.
fn lacking(kind: ActionKind, cohort: &Cohort) -> Mask {
    let is_tried = || cohort.first(Contact::is_attempt).is_some();
    match kind {
        ActionKind::FirstAttempt => cohort.first(Contact::may_be_answer).is(None),
        ActionKind::FirstConnection => {
            let is_unreached = cohort.first(Contact::is_connection).is(None);
            is_tried().and(&is_unreached).and(&cohort.is_over().not())
        }
        ActionKind::Decision => decision::undecided(cohort),
        _ => {
            let is_owed = attempts::outstanding(cohort).and(&attempts::went_further(cohort).not());
            is_tried().and(&is_owed)
        }
    }
}

/// For each lead the tries it got and the tries its version promises.
fn tries(cohort: &Cohort) -> Column<Option<(u32, u32)>> {
    let promised = cohort.agreed(|version| version.attempts.unwrap_or(1));
    cohort.tries().with(&promised, |made, promised| Some((made, promised)))
}

/// Leads that said no, or not now, and were not sent on yet, whatever closed them; also those of earlier periods.
fn to_route(world: World, judged: &Judged, terms: Terms) -> Vec<Action> {
    let delivered =
        Cohort::reached(world, Milestone::Delivered, terms.cut_off, |_| true).under(terms.versions);
    let turned_away = delivered.begun(&routing::turned_away(&delivered)).allowed();
    let sent_on =
        routing::ENDS.map(|end| turned_away.date(end).is_some().or(&turned_away.inferred(end)));
    let left = sent_on
        .iter()
        .fold(is_pressing(&turned_away).and(&turned_away.exempt().not()), |left, sent| {
            left.and(&sent.not())
        });
    let found = turned_away.filter(&left);
    let action = |lead: u32, (due, is_near): (Instant, bool)| {
        let kind = ActionKind::Routing;
        Action { is_near, ..new(world, judged.team, kind, lead as usize, Some(due), found.cut_off) }
    };
    let due = found.due.with(&is_near(&found), |due, is_near| (due.latest, is_near));
    found.lead.with(&due, action).into_iter().collect()
}

/// The day on which the actions are read. Exports of the evening before serve the morning's report: what falls
/// due that day counts, although the files end a day earlier.
pub fn today(world: World) -> Day {
    world.zone().day_of(world.data.asked.max(world.now))
}

/// Overdue, due before the end of today, or most of the allowance gone.
fn is_pressing(cohort: &Cohort) -> Mask {
    let world = cohort.world;
    let end_of_today = world.zone().start_of(today(world).plus(1));
    cohort.due.map(|due| due.latest < end_of_today).or(&is_near(cohort))
}

/// Four fifths of the allowance gone when the actions are read, and not all of it.
fn is_near(cohort: &Cohort) -> Mask {
    let world = cohort.world;
    let read = world.data.asked.max(world.now);
    cohort.start.with(&cohort.due, |start, due| {
        let all = world.calendar.elapsed(start.at(), due.latest);
        let gone = world.calendar.elapsed(start.at(), read.max(start.at()));
        due.latest >= read && all > 0 && gone as f64 >= REMIND_AT * all as f64
    })
}

/// Hand-offs of the period that lack something sales needs.
fn incomplete(world: World, terms: Terms) -> Vec<Action> {
    let cut_off = terms.cut_off;
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(terms.versions);
    let is_owed = cohort.closed().or(&cohort.exempt()).not();
    let lacking =
        cohort.filter(&is_owed.and(&cohort.read(&world.data.leads.incomplete).is(0_u32).not()));
    let bits = lacking.read(&world.data.leads.incomplete);
    let action = |lead: u32, bits: u32| {
        let fields = world.agreement.required.iter().enumerate().take(32);
        let missing = fields
            .filter(|(bit, _)| bits >> bit & 1 == 1)
            .map(|(_, field)| field.clone())
            .collect();
        Action {
            missing,
            ..new(world, Team::Marketing, ActionKind::Handoff, lead as usize, None, cut_off)
        }
    };
    lacking.lead.with(&bits, action).into_iter().collect()
}

/// Leads whose last contact is a call that nobody answered or returned.
fn missed_calls(world: World) -> Vec<Action> {
    let cut_off = world.cut_off(Reads::Cadence);
    let everyone = Cohort::everyone(world, cut_off);
    let last = everyone.contacts(&everyone.lead, |_, own| {
        own.map(|touch| touch.contact).filter(|contact| *contact != Contact::Neither).last()
    });
    let missed = everyone.filter(&last.is(Contact::MissedCall));
    let open = missed.lead.filter(&missed.closed().not());
    open.map(|lead| new(world, Team::Sales, ActionKind::MissedCall, lead as usize, None, cut_off))
        .into_iter()
        .collect()
}

/// Open leads of the period without an owner, where leads have owners at all.
fn without_owner(world: World, book: Casebook) -> Vec<Action> {
    let Some(owners) = book.words("owner") else { return Vec::new() };
    let is_without = |lead: &usize| {
        let is_nobodys = owners.word(*lead).is_none();
        is_nobodys && book.is_in_period(*lead) && book.is_open(*lead)
    };
    let has_owners = owners.codes.iter().any(|code| *code > 0);
    let all = (0..book.len()).filter(|lead| has_owners && is_without(lead));
    let known = book.horizons().deliveries;
    all.map(|lead| new(world, Team::Sales, ActionKind::NoOwner, lead, None, known)).collect()
}
