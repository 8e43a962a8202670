//! What a sealed statement holds, as JSON in one line: the bytes whose hash is the seal. Frozen (`schema: 1`): members may be added, never changed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::issue::Issue;
use crate::model::account::{FileAccount, SourceAccount};
use crate::model::agreement::{Commitment, Condition, InForce, Target};
use crate::model::moment::Instant;
use crate::model::records::{Exemption, LogEntry};
use crate::model::words::{LogKind, Status, Verdict};
use crate::report::desk::Desk;
use crate::report::registers;
use crate::scorecard::amendments::Amended;
use crate::scorecard::card::{Judged, RatioSource, Reached};
use crate::scorecard::plan;
use crate::texts::disputes::{Dispute, Outcome as Standing};
use crate::texts::format::iso_date;

use super::{RunFacts, amended, number, numbers, warning};

/// Members of a commitment in `acordo.json` that speak of a period that runs, or of another report.
const ONLY_RUNNING: [&str; 8] = [
    "expected",
    "carried_over",
    "gap",
    "pace",
    "needed_per_day",
    "forecast",
    "previous",
    "version",
];

/// A statement's place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// 1 for the agreement's first.
    pub number: u32,
    /// The hash of the one before.
    pub previous: Option<String>,
    /// When it was sealed.
    pub sealed_at: Instant,
    /// Doubts about the exports over which somebody insisted on sealing.
    pub insisted: Vec<Issue>,
}

/// The scope of the objective in force on the judged period's last day.
fn scope_of<'a>(desk: &Desk<'a>) -> &'a [Condition] {
    plan::objective(desk.story.agreement, &desk.card().period)
        .map_or(&[], |objective| &objective.conditions)
}

/// Commitments kept, missed, neither, and not assessed; what is only measured is in none.
pub fn counts(commitments: &[Judged]) -> [u64; 4] {
    let asked: Vec<&Judged> = commitments.iter().filter(|judged| !judged.is_measured).collect();
    let of = |is: &dyn Fn(Status) -> bool| {
        asked.iter().filter(|judged| is(judged.status)).count() as u64
    };
    let (kept, missed) =
        (of(&|status| status == Status::Met), of(&|status| status == Status::Missed));
    let unassessed = of(&|status| status == Status::NotAssessed);
    [kept, missed, asked.len() as u64 - kept - missed - unassessed, unassessed]
}

/// The versions of a commitment that were in force on some day of the judged period.
pub fn versions<'a>(desk: &Desk<'a>, judged: &Judged) -> Vec<&'a Commitment> {
    let period = InForce {
        from: Some(desk.card().period.first),
        until: Some(desk.card().period.last.plus(1)),
    };
    let id = &judged.id;
    desk.story
        .agreement
        .commitments
        .iter()
        .filter(|version| version.id == *id && version.in_force.overlaps(period))
        .collect()
}

/// The content of a statement.
pub fn content(desk: &Desk, seal: &Seal) -> Value {
    let (story, agreement) = (desk.story, desk.story.agreement);
    let at = |at: Instant| json!(agreement.zone.rfc3339(at));
    let period = &story.card.period;
    let [kept, missed, undecided, not_assessed] = counts(&story.card.commitments);
    json!({
        "schema": 1,
        "document": "statement",
        "number": seal.number,
        "previous": seal.previous,
        "sealed_at": at(seal.sealed_at),
        "tool": { "version": env!("CARGO_PKG_VERSION") },
        "agreement": { "name": agreement.name, "hash": agreement.hash },
        "language": agreement.language.tag(),
        "timezone": agreement.zone.name(),
        "currency": agreement.currency,
        "period": { "kind": period.kind.word(), "from": iso_date(period.first), "to": iso_date(period.last) },
        "cut_off": at(story.card.cut_off.at()),
        "result": { "kept": kept, "missed": missed, "undecided": undecided, "not_assessed": not_assessed },
        "objective": objective(desk),
        "commitments": commitments(desk, seal),
        "exemptions": registers::of_period(desk).into_iter().map(|(entry, freed)| exemption(desk, entry, freed)).collect::<Value>(),
        "disputes": disputes(desk),
        "decisions": decisions(desk),
        "amended": of_period(desk).map(|one| amended::of(story, one)).collect::<Value>(),
        "insisted": seal.insisted.iter().map(|doubt| warning(story, doubt)).collect::<Value>(),
        "inputs": story.book.sources().iter().flat_map(|account| inputs(desk, account)).collect::<Value>(),
    })
}

fn objective(desk: &Desk) -> Value {
    let Some(plan) = desk.card().plan.as_ref() else { return Value::Null };
    let found = desk.card().outcome;
    let sold = found.sales.map(|sales| sales as f64);
    // What sales without a date could turn is neither reached nor not.
    let told = |reached: Option<Reached>| match reached? {
        Reached::Yes => Some(true),
        Reached::No => Some(false),
        Reached::Perhaps => None,
    };
    json!({
        "sales": { "target": number(plan.sales), "actual": number(sold), "reached": told(found.sales_reach(plan)) },
        "revenue": {
            "target": number(plan.revenue), "actual": number(found.revenue), "reached": told(found.revenue_reaches(plan)),
        },
        "covered": found.covered,
        "leads_per_sale": number(plan.leads_per_sale),
        "ratio_source": plan.ratio_source.map(RatioSource::word),
        "leads_needed": number(plan.leads_needed),
        "where": numbers::conditions(desk.story, scope_of(desk)),
    })
}

/// Each commitment as the summary document has it, with the versions it was judged by.
fn commitments(desk: &Desk, seal: &Seal) -> Value {
    let at = seal.sealed_at;
    let run = RunFacts {
        kind: "manual",
        now: at,
        as_of: at,
        slot: None,
        revision: 0,
        previous: BTreeMap::new(),
    };
    let one = |judged: &Judged| {
        let all = numbers::of(desk.story, &run, std::slice::from_ref(judged));
        let members = all.get(0).and_then(Value::as_object).cloned().unwrap_or_default();
        let mut own: Map<String, Value> = members
            .into_iter()
            .filter(|(name, _)| !ONLY_RUNNING.contains(&name.as_str()))
            .collect();
        own.insert(
            "versions".to_owned(),
            versions(desk, judged).into_iter().map(version).collect(),
        );
        Value::Object(own)
    };
    desk.card().commitments.iter().map(one).collect()
}

fn version(version: &Commitment) -> Value {
    let target = match version.target {
        Target::Number(value) | Target::Share(value) => number(Some(value)),
        Target::Time(time) => json!(time.to_string()),
        Target::Plan => json!("plan"),
        Target::Open => Value::Null,
    };
    json!({
        "from": version.in_force.from.map(iso_date),
        "until": version.in_force.until.map(iso_date),
        "target": target,
        "within": version.within.map(|within| within.to_string()),
    })
}

fn exemption(desk: &Desk, entry: &Exemption, freed: u64) -> Value {
    let level = desk.story.agreement.report.personal_data;
    json!({
        "lead": entry.lead.as_ref().map(|lead| desk.story.lead(lead)),
        "owner": entry.owner,
        "commitment": entry.commitment,
        "from": iso_date(entry.from),
        "until": entry.until.map(iso_date),
        "why": registers::shown(level, entry.why.as_deref()),
        "verdicts_freed": freed,
    })
}

/// Contests of verdicts of this period, and of leads nobody knows.
fn disputes(desk: &Desk) -> Value {
    let level = desk.story.agreement.report.personal_data;
    let own = desk.story.disputes();
    let one = |dispute: &Dispute| {
        json!({
            "lead": registers::disputed_lead(desk, dispute),
            "commitment": desk.judged(dispute.commitment).map(|judged| &judged.id),
            "at": desk.story.agreement.zone.rfc3339(dispute.entry.at.at()),
            "by": registers::shown(level, dispute.entry.by.as_deref()),
            "text": registers::shown(level, Some(&dispute.entry.text)),
            "verdict": dispute.verdict.map(Verdict::word),
            "outcome": dispute.outcome.word(),
        })
    };
    own.iter().filter(|dispute| is_of_period(dispute)).map(one).collect()
}

/// A contest that a statement speaks of.
pub fn is_of_period(dispute: &Dispute) -> bool {
    dispute.outcome != Standing::Elsewhere
}

fn decisions(desk: &Desk) -> Value {
    let (level, period) = (desk.story.agreement.report.personal_data, &desk.card().period);
    let is_own = |entry: &&LogEntry| {
        entry.kind == LogKind::Decision
            && period.start <= entry.at.at()
            && entry.at.at() < period.end
    };
    let one = |entry: &LogEntry| {
        json!({
            "at": desk.story.agreement.zone.rfc3339(entry.at.at()),
            "about": registers::shown(level, entry.about.as_deref()),
            "lead": entry.lead.as_ref().map(|lead| desk.story.lead(lead)),
            "by": registers::shown(level, entry.by.as_deref()),
            "text": registers::shown(level, Some(&entry.text)),
        })
    };
    desk.story.book.log().iter().filter(is_own).map(one).collect()
}

/// The agreement's own changes from the period's first day on: the statement says by which text it judges, and what others say.
pub fn of_period<'a>(desk: &Desk<'a>) -> impl Iterator<Item = &'a Amended> + use<'a> {
    let card = desk.story.card;
    let is_told = |one: &&Amended| one.since >= card.period.start && !one.changes.is_empty();
    card.history.amended.iter().filter(is_told)
}

/// Files by their names: where they lay is of the machine, not of the agreement.
fn inputs(desk: &Desk, account: &SourceAccount) -> Vec<Value> {
    let one = |file: &FileAccount| {
        json!({
            "source": account.source, "table": account.table.word(), "file": desk.story.file(&file.path), "sha256": file.sha256,
            "bytes": file.bytes, "rows": file.rows,
        })
    };
    account.files.iter().map(one).collect()
}
