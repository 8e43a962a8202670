//! The diagnosis in the summary document.

use serde_json::{Map, Value, json};

use crate::scorecard::card::{Breaches, Factor, Lever, NoSplit, Review, Slice, Split, Stage};
use crate::texts::story::Story;

use super::number;

/// Why the numbers are what they are.
pub fn diagnosis(story: &Story) -> Value {
    let found = &story.card.diagnosis;
    let id =
        |commitment: usize| story.card.commitments.get(commitment).map(|judged| judged.id.as_str());
    json!({
        "sales": sales(found.split.as_ref()),
        "breaches": found.breaches.iter().map(|breaches| of_commitment(id(breaches.commitment), breaches)).collect::<Vec<_>>(),
        "levers": found.levers.iter().map(|own| lever(id(own.commitment), own)).collect::<Vec<_>>(),
        "reviews": found.reviews.iter().map(|review| self::review(&id, review)).collect::<Vec<_>>(),
    })
}

fn sales(split: Result<&Split, &NoSplit>) -> Value {
    let factor = |factor: &Factor| {
        json!({
            "from": factor.from.map(Stage::word), "to": factor.to.word(), "expected": number(Some(factor.expected)),
            "actual": number(Some(factor.actual)), "events": factor.events, "effect": number(Some(factor.effect)),
        })
    };
    let (found, none) = (split.ok(), split.err());
    json!({
        "expected": number(found.map(|split| split.expected)),
        "actual": number(found.map(|split| split.actual)),
        "gap": number(found.map(|split| split.actual - split.expected)),
        "factors": found.map_or_else(Vec::new, |split| split.factors.iter().map(factor).collect()),
        "lever": found.and_then(Split::lever).map(|factor| factor.to.word()),
        "open": found.and_then(|split| split.open).map(|open| json!({ "delivered": ends(open.delivered), "sales": ends(open.sales) })),
        "why_not": none.map(|none| none.why.word()),
        "zero": none.and_then(|none| none.zero).map(Stage::word),
    })
}

fn ends([low, high]: [u64; 2]) -> Value {
    json!({ "low": low, "high": high })
}

fn of_commitment(id: Option<&str>, breaches: &Breaches) -> Value {
    let slices: Vec<Value> =
        breaches.slices.iter().map(|slice| Value::Object(self::slice(slice))).collect();
    json!({ "commitment": id, "cases": number(Some(breaches.cases)), "breaches": number(Some(breaches.broken)), "slices": slices })
}

fn slice(slice: &Slice) -> Map<String, Value> {
    let fields = [
        ("by", json!(slice.by.word())),
        ("value", json!(slice.value)),
        ("cases", number(Some(slice.cases))),
        ("breaches", number(Some(slice.breaches))),
        ("beyond", number(Some(slice.beyond))),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn lever(id: Option<&str>, lever: &Lever) -> Value {
    json!({
        "team": lever.team.word(), "commitment": id, "slice": lever.slice.as_ref().map(slice), "without": number(lever.without), "closes": number(lever.closes),
        "missing": number(lever.missing),
    })
}

fn review<'a>(id: &impl Fn(usize) -> Option<&'a str>, review: &Review) -> Value {
    match review {
        Review::OffTrack { commitment, days, .. } => {
            json!({ "why": "off-track", "commitment": id(*commitment), "days": days })
        }
        Review::Ratio { planned, low, high } => {
            json!({ "why": "ratio", "leads_per_sale": number(Some(*planned)), "low": number(Some(*low)), "high": number(*high) })
        }
    }
}
