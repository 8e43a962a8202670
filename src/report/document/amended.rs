//! The agreement's own changes as `acordo.json`, statements and `history --agreement --json` have them.

use serde_json::{Value, json};

use crate::model::moment::Instant;
use crate::scorecard::amendments::{Amended, Amendment, Key, Said, Thing};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

/// The day a text came into force, the last report by the one before, and what changed.
pub fn of(story: &Story, amended: &Amended) -> Value {
    let day = |at: Instant| iso_date(story.agreement.zone.day_of(at));
    let changes = amended.changes.iter().map(|change| {
        let is_stated = story.is_stated(amended, change);
        change_of(story, change, is_stated)
    });
    json!({
        "before": day(amended.before),
        "since": day(amended.since),
        "changes": changes.collect::<Vec<_>>(),
    })
}

/// One change, with its sentence.
pub fn change_of(story: &Story, change: &Amendment, is_stated: bool) -> Value {
    let (section, name) = thing(&change.of);
    let value = |said: &Option<Said>| said.as_ref().map(|said| raw(story, said));
    json!({
        "section": section,
        "name": name.map(|name| story.written(name)),
        "key": story.written(&key(&change.key)),
        "was": value(&change.was),
        "now": value(&change.now),
        "from": change.from.map(iso_date),
        "stated": is_stated,
        "text": story.amendment(change),
    })
}

/// The section of the agreement file, and which of several.
fn thing(thing: &Thing) -> (&'static str, Option<&str>) {
    match thing {
        Thing::Promise(id, _) => ("commitment", Some(id)),
        Thing::Objective => ("objective", None),
        Thing::WorkingTime => ("working-time", None),
        Thing::Definition(stage) => ("definitions", Some(stage)),
        Thing::Handoff => ("handoff", None),
        Thing::Reason(reason) => ("reasons", Some(reason)),
        Thing::LeadValue(kind) => ("lead-values", Some(kind)),
        Thing::Rules => ("agreement", None),
        Thing::Source(name) => ("source", Some(name)),
        Thing::Text => ("text", None),
    }
}

fn key(key: &Key) -> String {
    match key {
        Key::Whole => String::new(),
        Key::Term(term) => (*term).to_owned(),
        Key::Special(day) => format!("special.{}", iso_date(*day)),
        Key::Column(field) => format!("columns.{field}"),
        Key::Value(field, word) => format!("values.{field}.{word}"),
    }
}

/// A number as it is, everything else in the words of a reader.
fn raw(story: &Story, said: &Said) -> Value {
    match said {
        Said::Number(value) | Said::Share(value) | Said::Amount(value) => json!(value),
        Said::Day(day) => json!(iso_date(*day)),
        other => json!(story.value_of(other)),
    }
}
