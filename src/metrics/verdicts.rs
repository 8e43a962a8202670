//! From an allowance and what happened to one of the six verdicts, in the order of `metrics.md` §4.

use crate::calendar::due::Due;
use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Verdict};

use super::measure::{Entry, Measurement};
use super::world::{Answer, Scope, World, version_at};

/// One lead of a cohort with its allowance running from `start`.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// Row of the lead.
    pub lead: usize,
    /// When its clock started.
    pub start: Moment,
    /// The end of its allowance.
    pub due: Due,
    /// The version it belongs to.
    pub scope: &'a Scope<'a>,
    /// Where it is judged.
    pub cut_off: i64,
}

/// One lead's verdict on one commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadVerdict {
    /// The verdict.
    pub verdict: Verdict,
    /// When the allowance ends (UTC seconds), where there is one.
    pub due: Option<i64>,
    /// Exempt by the register.
    pub is_freed: bool,
    /// What decided it; nothing where only the clock did.
    pub ground: Option<Ground>,
}

/// What decides a verdict besides the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A first contact of the kind promised.
    Contact,
    /// A two-way contact.
    Connection,
    /// The tries promised were made.
    Tries,
    /// Given up after too few tries, or on too few days.
    FewTries,
    /// More tries than agreed.
    ManyTries,
    /// Closed before the tries promised were made.
    EarlyQuit,
    /// A milestone reached.
    Reached(Milestone),
    /// Nothing in use covers the time of its start.
    Uncovered,
    /// The date asked for is only inferred.
    Undated,
}

/// What a metric says of one case: the verdict, and the answer whose time is measured.
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// The answer.
    pub answer: Option<Moment>,
    /// What decided it besides the clock.
    pub ground: Option<Ground>,
}

impl Finding {
    /// Nothing in use can show the answer.
    pub fn not_assessable(ground: Ground) -> Self {
        Self { verdict: Verdict::NotAssessable, answer: None, ground: Some(ground) }
    }
}

/// One lead of a cohort before its allowance is known.
#[derive(Clone, Copy)]
pub struct Start {
    /// Row of the lead.
    pub lead: usize,
    /// What puts it into the cohort; its day is the one an exemption must contain.
    pub cohort: Moment,
    /// When its clock starts.
    pub clock: Moment,
    /// What decides the version it belongs to.
    pub version: Moment,
}

/// Judges every lead delivered in the period by `find`.
pub fn of_deliveries(world: World, scopes: &[Scope], cut_off: i64, find: impl Fn(&Case) -> Finding) -> Measurement {
    let deliveries = world.in_period(Milestone::Delivered, cut_off);
    of_starts(world, scopes, cut_off, deliveries.map(|(lead, at)| Start { lead, cohort: at, clock: at, version: at }), find)
}

/// Judges every lead of a cohort by `find`.
pub fn of_starts(
    world: World,
    scopes: &[Scope],
    cut_off: i64,
    starts: impl Iterator<Item = Start>,
    find: impl Fn(&Case) -> Finding,
) -> Measurement {
    Measurement::of_period(world, cut_off, starts.filter_map(|start| entry(world, scopes, cut_off, start, &find)).collect())
}

fn entry(world: World, scopes: &[Scope], cut_off: i64, start: Start, find: &impl Fn(&Case) -> Finding) -> Option<Entry> {
    let lead = start.lead;
    let version = version_at(scopes, lead, world.zone().day(start.version))?;
    let scope = scopes.get(usize::from(version))?;
    let case = Case { lead, start: start.clock, due: due(world, scope.commitment, start.clock), scope, cut_off };
    let freed_on = Some(world.zone().day(start.cohort)).filter(|day| world.is_exempt(lead, *day, &scope.commitment.id));
    let finding = if freed_on.is_some() { Finding { verdict: Verdict::Exempt, answer: None, ground: None } } else { find(&case) };
    Some(Entry {
        lead: u32::try_from(lead).ok()?,
        version,
        verdict: Some(finding.verdict),
        due: Some(case.due.latest),
        is_over: case.due.latest <= cut_off,
        freed_on,
        ground: finding.ground,
        seconds: finding.answer.and_then(|answer| world.elapsed(case.start, answer)),
        is_disordered: world.data.leads.out_of_order.get(lead).copied().unwrap_or(false),
        ..Entry::default()
    })
}

/// The end of a commitment's allowance; without one it ends as it begins.
fn due(world: World, commitment: &Commitment, start: Moment) -> Due {
    let at = Due { earliest: start.at(), latest: start.at(), by_day: true };
    commitment.within.map_or(at, |within| world.calendar.due(start, within, commitment.clock))
}

/// The verdict of an obligation that one answer fulfils.
pub fn by_answer(world: World, case: &Case, answer: Option<Moment>) -> Verdict {
    match answer.map(|answer| world.answer(case.start, case.due, answer)) {
        Some(Answer::InTime) => Verdict::Met,
        Some(Answer::Late) => Verdict::Breached,
        Some(Answer::Unclear) => Verdict::Indeterminate,
        None if case.cut_off > case.due.latest => Verdict::Breached,
        None => Verdict::Pending,
    }
}

/// Leads of earlier periods that are still overdue: delivered before the period, `owes` and past their due.
pub fn carried_over(world: World, scopes: &[Scope], cut_off: i64, owes: impl Fn(&Case) -> bool) -> u64 {
    let earlier = world.data.leads.dates(Milestone::Delivered).iter().enumerate();
    let overdue = earlier.filter_map(|(lead, date)| {
        let start = (*date).filter(|at| at.at() < world.period.start && at.at() <= cut_off)?;
        let day = world.zone().day(start);
        let version = version_at(scopes, lead, day)?;
        let scope = scopes.get(usize::from(version))?;
        let due = due(world, scope.commitment, start);
        let case = Case { lead, start, due, scope, cut_off };
        let is_freed = world.is_exempt(lead, day, &scope.commitment.id);
        (due.latest < cut_off && !is_freed && !world.is_closed(lead, cut_off) && owes(&case)).then_some(())
    });
    overdue.count() as u64
}
