//! The decisions of the log in the summary document, with before and after.

use serde_json::{Value, json};

use crate::model::agreement::PersonalData;
use crate::scorecard::card::{About, Comparison, Decision, Incomparable, Side};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::number;

/// Every decision, in order of time; words of the teams' own stay out at no personal data.
pub fn decisions(story: &Story) -> Value {
    story.card.decisions.iter().map(|decision| self::decision(story, decision)).collect()
}

fn decision(story: &Story, decision: &Decision) -> Value {
    let entry = story
        .entry(decision)
        .filter(|_| story.agreement.report.personal_data != PersonalData::None);
    let about = match &decision.about {
        About::All => None,
        About::Commitments(places) => {
            Some(places.iter().filter_map(|place| id(story, *place)).collect::<Vec<_>>())
        }
        About::Unknown => Some(Vec::new()),
    };
    json!({
        "number": decision.number,
        "date": iso_date(decision.day),
        "text": entry.map(|entry| entry.text.as_str()),
        "by": entry.and_then(|entry| entry.by.as_deref()),
        "about": entry.and_then(|entry| entry.about.as_deref()),
        "commitments": about,
        "comparisons": decision.comparisons.iter().map(|own| comparison(story, own)).collect::<Vec<_>>(),
    })
}

fn id<'a>(story: &Story<'a>, commitment: usize) -> Option<&'a str> {
    story.card.commitments.get(commitment).map(|judged| judged.id.as_str())
}

/// One commitment before and after; shares and their differences are fractions.
pub fn comparison(story: &Story, own: &Comparison) -> Value {
    let side = |side: Side| {
        json!({
            "from": iso_date(side.first), "to": iso_date(side.last), "working_days": side.days, "value": number(side.value),
            "cases": number(Some(side.cases)),
        })
    };
    json!({
        "commitment": id(story, own.commitment),
        "measure": own.measure.word(),
        "before": own.before.map(side),
        "after": own.after.map(side),
        "difference": number(own.difference.and_then(|range| range.mid)),
        "interval": own.difference.map(|range| json!({ "low": number(Some(range.low)), "high": number(Some(range.high)) })),
        "why_not": own.why_not.map(Incomparable::word),
        "full_at": own.full_at.map(|at| story.agreement.zone.rfc3339(at)),
    })
}
