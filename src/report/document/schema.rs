//! The documents as JSON Schema (draft 2020-12), made of `templates/documents.toml`, against which tests hold what is written.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::words::{Channel, Metric, Milestone, Status, Table, Team, Verdict};

const MEMBERS: &str = include_str!("../../../templates/documents.toml");

/// The dialect that the schemas are written in.
pub const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A document that programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// `acordo.json`, the summary of a report.
    Summary,
    /// A sealed statement.
    Statement,
}

/// What a document of this kind holds. Members may be added to documents, never changed, so others than these are allowed.
pub fn schema(of: Document) -> Value {
    let (name, title) = match of {
        Document::Summary => ("summary", "acordo.json"),
        Document::Statement => ("statement", "acordo: statement"),
    };
    let mut maker = Maker { tables: toml::from_str(MEMBERS).unwrap_or_default(), defs: Map::new() };
    let mut whole = maker.object(name);
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("$schema".into(), json!(DRAFT));
        whole.insert("title".into(), json!(title));
        whole.insert("$defs".into(), Value::Object(maker.defs));
    }
    whole
}

/// The members of each table, by name.
type Tables = BTreeMap<String, BTreeMap<String, String>>;

struct Maker {
    tables: Tables,
    defs: Map<String, Value>,
}

impl Maker {
    fn object(&mut self, name: &str) -> Value {
        let mut object = json!({ "type": "object" });
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for (member, kind) in self.members(name) {
            let kind = self.kind(&kind);
            match member.strip_suffix('?') {
                None if member == "*" => drop(insert(&mut object, "additionalProperties", kind)),
                Some(member) => drop(properties.insert(member.to_owned(), kind)),
                None => {
                    required.push(json!(member));
                    properties.insert(member, kind);
                }
            }
        }
        insert(&mut object, "properties", Value::Object(properties));
        insert(&mut object, "required", Value::Array(required));
        object
    }

    /// The members of a table, with those of the table that it goes on from (`+`).
    fn members(&self, name: &str) -> BTreeMap<String, String> {
        let mut own = self.tables.get(name).cloned().unwrap_or_default();
        if let Some(base) = own.remove("+") {
            own.extend(self.members(&base));
        }
        own
    }

    fn kind(&mut self, written: &str) -> Value {
        if let Some(inner) = written.strip_suffix('?') {
            return nullable(self.kind(inner));
        }
        if let Some(inner) = written.strip_suffix("[]") {
            return json!({ "type": "array", "items": self.kind(inner) });
        }
        if let Some(inner) = written.strip_suffix("{}") {
            return json!({ "type": "object", "additionalProperties": self.kind(inner) });
        }
        match written {
            "any" => json!({}),
            "text" => json!({ "type": "string" }),
            "number" => json!({ "type": "number" }),
            "whole" => json!({ "type": "integer" }),
            "flag" => json!({ "type": "boolean" }),
            "day" => json!({ "type": "string", "format": "date" }),
            "instant" => json!({ "type": "string", "format": "date-time" }),
            "1" => json!({ "const": 1 }),
            table if table.starts_with(char::is_uppercase) => self.reference(table),
            list if list.starts_with('=') => json!({ "enum": words(list) }),
            words => json!({ "enum": words.split('|').collect::<Vec<_>>() }),
        }
    }

    /// The place of a table among the definitions, made when it is first needed.
    fn reference(&mut self, table: &str) -> Value {
        if !self.defs.contains_key(table) {
            self.defs.insert(table.to_owned(), Value::Null);
            let own = self.object(table);
            self.defs.insert(table.to_owned(), own);
        }
        json!({ "$ref": format!("#/$defs/{table}") })
    }
}

fn insert(object: &mut Value, key: &str, value: Value) -> Option<Value> {
    object.as_object_mut()?.insert(key.to_owned(), value)
}

fn nullable(mut kind: Value) -> Value {
    match kind.get("type").cloned() {
        Some(own) => {
            insert(&mut kind, "type", json!([own, "null"]));
            kind
        }
        None if kind == json!({}) => kind,
        None => json!({ "anyOf": [kind, { "type": "null" }] }),
    }
}

fn words(list: &str) -> Vec<&'static str> {
    fn all<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|one| word(*one)).collect()
    }
    match list {
        "=team" => all(Team::ALL, Team::word),
        "=metric" => all(Metric::ALL, Metric::word),
        "=milestone" => all(Milestone::ALL, Milestone::word),
        "=channel" => all(Channel::ALL, Channel::word),
        "=status" => all(Status::ALL, Status::word),
        "=table" => all(Table::ALL, Table::word),
        "=verdict" => all(Verdict::ALL, Verdict::word),
        _ => Vec::new(),
    }
}
