//! The agreement as JSON Schema (draft 2020-12), for editors that complete TOML. It is made of the layout that the workbook is drawn by, which
//! holds every key with its kind, its words and its help; a test holds its keys against those that the readers of this room know.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::book::{Kind, Line, Part, Pattern, layout, of};
use crate::calendar::lists::known_lists;
use crate::mapping::fields;
use crate::model::agreement::Language;
use crate::model::words::Table;
use crate::report::document::schema::DRAFT;

/// What TOML says and no line of the layout does: the path, the key below it, how it is written.
const ALSO: [(&str, &str, &str); 7] = [
    ("source[]", "fetch", "list"),
    ("source[]", "fetch.command", "list"),
    ("source[]", "fetch.timeout", "length"),
    ("mail.deliver", "password-command", "text"),
    ("definitions.@stage", "", "text"),
    ("source[@source].@area.@field", "date", "text"),
    ("source[]", "read.year", "number"),
];

/// The key whose values are named lists and files.
const HOLIDAYS: &str = "holidays";

/// What may stand at a place of the agreement.
#[derive(Clone, Default)]
struct Node {
    /// Values that are no tables.
    values: Vec<Value>,
    /// Keys of a table.
    keys: BTreeMap<String, Node>,
    /// What any other key of the table holds.
    any: Option<Box<Node>>,
    /// True of a table that may also stand several times.
    is_list: bool,
}

/// A step to a place.
enum Step {
    /// Each of these keys.
    Keys(Vec<String>),
    /// Any key, some of which are known.
    Any(Vec<String>),
    /// The key of a table that may stand several times.
    Tables(String),
}

/// The schema, its descriptions in a language. Fixed words are offered; that people say them in many ways is left to `check`.
pub fn schema(language: Language) -> Value {
    let mut root = Node::default();
    for part in layout().parts.iter().filter(|part| !part.is_rest()) {
        for line in part.lines.iter().filter(|line| !line.is_piece) {
            root.put(&steps(part, &line.key), &told(part, line, language));
        }
        for (_, key, kind) in ALSO.iter().filter(|also| also.0 == part.into) {
            root.put(&steps(part, key), &of_kind(&Kind::named(kind)));
        }
    }
    root.put(&[Step::Keys(vec!["extends".to_owned()])], &of_kind(&Kind::Text));
    let mut defs = Map::new();
    let mut whole = root.told(&mut defs);
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("$schema".into(), json!(DRAFT));
        whole.insert("title".into(), json!("acordo.toml"));
        whole.insert("$defs".into(), Value::Object(defs));
    }
    whole
}

impl Node {
    /// Puts a value at the end of these steps.
    fn put(&mut self, steps: &[Step], value: &Value) {
        let Some((step, rest)) = steps.split_first() else {
            return self.values.push(value.clone());
        };
        match step {
            Step::Keys(keys) => keys.iter().for_each(|key| self.key(key).put(rest, value)),
            Step::Any(known) => {
                known.iter().for_each(|key| self.key(key).put(rest, value));
                self.any.get_or_insert_default().put(rest, value);
            }
            Step::Tables(key) => {
                let tables = self.key(key);
                tables.is_list = true;
                tables.put(rest, value);
            }
        }
    }

    fn key(&mut self, key: &str) -> &mut Self {
        self.keys.entry(key.to_owned()).or_default()
    }

    /// As JSON Schema; tables that may stand several times are told once, under `defs`.
    fn told(&self, defs: &mut Map<String, Value>) -> Value {
        let mut ways = self.values.clone();
        if !self.keys.is_empty() || self.any.is_some() {
            ways.push(self.table(defs));
        }
        match ways.len() {
            1 => ways.swap_remove(0),
            _ => json!({ "anyOf": ways }),
        }
    }

    fn table(&self, defs: &mut Map<String, Value>) -> Value {
        let mut properties = Map::new();
        for (key, node) in &self.keys {
            let mut own = node.told(defs);
            if node.is_list {
                defs.insert(key.clone(), own);
                let one = json!({ "$ref": format!("#/$defs/{key}") });
                own = json!({ "anyOf": [one, { "type": "array", "items": one }] });
            }
            properties.insert(key.clone(), own);
        }
        let others = self.any.as_ref().map_or(json!(false), |any| any.told(defs));
        json!({ "type": "object", "properties": properties, "additionalProperties": others })
    }
}

/// Where a key of a part stands. What names the row of a list (`[@source]`) is no step of its own.
fn steps(part: &Part, key: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for pattern in part.pattern() {
        match pattern {
            Pattern::Key(key) if part.into.starts_with(&format!("{key}[")) => {
                steps.push(Step::Tables(key.to_owned()));
            }
            Pattern::Key(key) => steps.push(Step::Keys(vec![key.to_owned()])),
            Pattern::Piece(name) if !part.into.contains(&format!("[@{name}]")) => {
                steps.push(piece(part, name));
            }
            _ => {}
        }
    }
    let keys = key.split('.').filter(|key| !key.is_empty());
    steps.extend(keys.map(|key| Step::Keys(vec![key.to_owned()])));
    steps
}

/// The keys that a column of the row may give: closed choices, else any; the fields of exports are offered beside a team's own.
fn piece(part: &Part, name: &str) -> Step {
    let line = part.lines.iter().find(|line| line.is_piece && line.key == name);
    match line.map(|line| &line.kind) {
        Some(kind @ Kind::One(_)) => {
            Step::Keys(layout().words(kind).into_iter().map(|(word, _)| word).collect())
        }
        Some(Kind::Field) => {
            let fields = Table::ALL.iter().flat_map(|table| fields::of(*table));
            Step::Any(fields.map(|(field, _)| (*field).to_owned()).collect())
        }
        _ => Step::Any(Vec::new()),
    }
}

/// A line's value, with its label and its help.
fn told(part: &Part, line: &Line, language: Language) -> Value {
    let is_items = part.pattern().last() == Some(&Pattern::Items);
    let mut value = match line.key.as_str() {
        HOLIDAYS => some_of(&known_lists()),
        _ => of_kind(if is_items { &Kind::OneOrList } else { &line.kind }),
    };
    let (label, help) = (of(&line.label, language), of(&line.help, language));
    let told = if help.is_empty() { label.to_owned() } else { format!("{label}: {help}") };
    if let Some(value) = value.as_object_mut() {
        value.insert("description".into(), json!(told));
    }
    value
}

/// One of these words or of others, or several as a list.
fn some_of(words: &[String]) -> Value {
    let one = json!({ "anyOf": [{ "enum": words }, { "type": "string" }] });
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

/// How a kind of value may be written. Whatever it is, a text may stand there that asks to be decided.
fn of_kind(kind: &Kind) -> Value {
    let words = || layout().words(kind).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
    let text = json!({ "type": "string" });
    match kind {
        Kind::Text | Kind::Date | Kind::Field => text,
        Kind::Length(words) if words.is_empty() => text,
        Kind::One(_) | Kind::Length(_) => json!({ "anyOf": [{ "enum": words() }, text] }),
        Kind::Many(_) => some_of(&words()),
        Kind::Target(_) => {
            json!({ "anyOf": [{ "enum": words() }, { "type": ["string", "number"] }] })
        }
        Kind::Number | Kind::Position | Kind::Share => json!({ "type": ["number", "string"] }),
        Kind::Flag => json!({ "type": ["boolean", "string"] }),
        Kind::Where | Kind::Require => {
            let one = json!({ "type": ["string", "number", "boolean", "array"] });
            json!({ "type": "object", "additionalProperties": one })
        }
        Kind::Chain => {
            let keys = json!({ "to-stage": text, "rate": { "type": ["string", "number"] } });
            let one =
                json!({ "type": "object", "properties": keys, "additionalProperties": false });
            json!({ "anyOf": [one, { "type": "array", "items": one }, text] })
        }
        Kind::List | Kind::Words | Kind::Fields | Kind::OneOrList | Kind::Hours | Kind::Times => {
            json!({ "type": ["string", "array"], "items": text })
        }
        Kind::Raw => json!({}),
    }
}

#[cfg(test)]
mod tests;
