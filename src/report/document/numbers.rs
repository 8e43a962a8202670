//! The commitments and their groups in the summary document.

use serde_json::{Map, Value, json};

use crate::mapping::cover;
use crate::model::agreement::Condition;
use crate::model::evidence::{Part, Unseen, WhyNot};
use crate::model::words::Milestone;
use crate::scorecard::card::{Group, Judged, Numbers, Others, Range};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::{RunFacts, number};

/// Every commitment, in the agreement's order.
pub fn commitments(story: &Story, run: &RunFacts) -> Value {
    let own = story.card.commitments.iter().enumerate();
    own.map(|(place, judged)| commitment(story, run, judged, story.card.forecast(place))).collect()
}

/// Commitments of another period, such as those of the history, in the form of the document's own.
pub fn of(story: &Story, run: &RunFacts, commitments: &[Judged]) -> Value {
    commitments.iter().map(|judged| commitment(story, run, judged, judged.forecast)).collect()
}

fn commitment(story: &Story, run: &RunFacts, judged: &Judged, forecast: Option<Range>) -> Value {
    let mut out = Map::new();
    let mut put = |fields: Value| {
        if let Value::Object(fields) = fields {
            out.extend(fields);
        }
    };
    put(json!({
        "id": judged.id,
        "name": story.commitment(judged),
        "team": judged.team.word(),
        "metric": judged.metric.word(),
        "kind": judged.kind.word(),
        "unit": judged.unit.word(),
        "better": if judged.lower_is_better { "lower" } else { "higher" },
        "target": number(judged.target),
        "expected": number(judged.expected),
    }));
    put(Value::Object(counts(&judged.numbers)));
    put(json!({
        "possible": judged.possible.map(ends),
        "carried_over": judged.carried_over,
        "gap": number(judged.gap),
        "pace": number(judged.pace),
        "needed_per_day": number(judged.needed_per_day),
        "status": judged.status.word(),
        "why_not": judged.why_not.map(WhyNot::word),
        "evidence": evidence(judged),
        "forecast": forecast.map(range),
        "within": judged.within.map(|within| within.to_string()),
        "clock": judged.clock.word(),
        "from_stage": judged.from_stage.map(Milestone::word),
        "to_stage": judged.to_stage.map(Milestone::word),
        "where": conditions(story, &judged.conditions),
        "version": { "from": judged.version.from.map(iso_date), "until": judged.version.until.map(iso_date) },
        "cohort": judged.cohort.map(|cohort| json!({ "from": iso_date(cohort.first), "to": iso_date(cohort.last), "size": cohort.size })),
        "cut_off": story.agreement.zone.rfc3339(judged.cut_off.at()),
        "previous": run.previous.get(&judged.id).map(|(actual, status)| json!({ "actual": number(*actual), "status": status })),
        "undelivered": judged.undelivered,
        "agreed": number(judged.agreed),
    }));
    if judged.is_measured {
        out.insert("measured".to_owned(), json!(true));
    }
    out.extend(past(judged));
    Value::Object(out)
}

/// What a promise without a target came to before, and the target that this would carry; nothing without a past.
fn past(judged: &Judged) -> Map<String, Value> {
    let past = (!judged.past.is_empty()).then(|| ("past".to_owned(), json!(judged.past)));
    let proposed = judged.proposal.map(|own| {
        let own = json!({ "target": own.target, "reached": own.reached, "periods": own.all });
        ("proposed".to_owned(), own)
    });
    past.into_iter().chain(proposed).collect()
}

/// Each promise without a target that the files show, with its number and its past.
pub fn measured(story: &Story) -> Vec<Value> {
    let own = story.card.commitments.iter();
    let own = own.filter(|judged| judged.is_measured && judged.evidence.unseen.is_none());
    let one = |judged: &Judged| {
        let mut out = past(judged);
        out.insert("id".into(), json!(judged.id));
        out.insert("unit".into(), json!(judged.unit.word()));
        out.insert("actual".into(), number(judged.numbers.actual));
        Value::Object(out)
    };
    own.map(one).collect()
}

/// What the files show of a commitment.
pub fn evidence(judged: &Judged) -> Value {
    let evidence = &judged.evidence;
    let parts = evidence.parts.iter().map(|part| part.word());
    let open = judged.has_open_cases().then_some("open-cases");
    json!({
        "state": judged.seen().word(),
        "why": evidence.unseen.map(Unseen::word),
        "unseen_parts": parts.chain(open).collect::<Vec<_>>(),
        "undated_wins": evidence.parts.iter().find_map(|part| match part {
            Part::UndatedWins(n) => Some(*n),
            _ => None,
        }),
    })
}

/// A scope: for each field the values it may have, as the leads are shown.
pub fn conditions(story: &Story, conditions: &[Condition]) -> Value {
    let level = story.agreement.report.personal_data;
    Value::Object(
        conditions
            .iter()
            .map(|condition| (condition.field.clone(), json!(cover::values(level, condition))))
            .collect(),
    )
}

/// The numbers of each commitment for each value of its groupings, such as each owner.
pub fn groups(story: &Story) -> Value {
    let one = |own: &Group| group(story, own, ("value", json!(own.value)));
    story.card.groups.iter().map(one).collect()
}

/// The groups that are too many to be listed, as one a commitment and word: with the listed ones they add up.
pub fn other_groups(story: &Story) -> Value {
    let one = |own: &Others| group(story, &own.all, ("groups", json!(own.groups)));
    story.card.other_groups.iter().map(one).collect()
}

fn group(story: &Story, group: &Group, (name, what): (&str, Value)) -> Value {
    let mut out = Map::new();
    let id = story.card.commitments.get(group.commitment).map(|judged| judged.id.clone());
    out.insert("commitment".into(), json!(id));
    out.insert("by".into(), json!(group.by.word()));
    out.insert(name.into(), what);
    out.insert("size".into(), json!(group.size));
    out.extend(counts(&group.numbers));
    Value::Object(out)
}

/// The numbers a commitment and a group of it share.
fn counts(numbers: &Numbers) -> Map<String, Value> {
    let tally = numbers.tally;
    let fields = json!({
        "actual": number(numbers.actual),
        "numerator": number(numbers.numerator),
        "denominator": number(numbers.denominator),
        "met": tally.map(|tally| tally.met),
        "breached": tally.map(|tally| tally.breached),
        "pending": tally.map(|tally| tally.pending),
        "indeterminate": tally.map(|tally| tally.indeterminate),
        "exempt": tally.map(|tally| tally.exempt),
        "not_assessable": tally.map(|tally| tally.not_assessable),
        "early": tally.map(|tally| tally.early),
        "maturing": numbers.maturing,
        "undecided": numbers.undecided,
        "provisional": numbers.provisional,
        "out_of_order": numbers.out_of_order,
        "inferred": numbers.inferred,
        "p50": numbers.p50,
        "p90": numbers.p90,
        "interval": numbers.interval.map(ends),
    });
    if let Value::Object(fields) = fields { fields } else { Map::new() }
}

fn ends(range: Range) -> Value {
    json!({ "low": number(Some(range.low)), "high": number(Some(range.high)) })
}

fn range(range: Range) -> Value {
    json!({ "low": number(Some(range.low)), "mid": number(range.mid), "high": number(Some(range.high)) })
}
