//! The printed schema has the keys that the readers know, no more and no fewer.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schema;
use crate::config::tests::read;
use crate::model::agreement::Language;

const EVERY_KEY: &str = include_str!("../fixtures/every-key.toml");

/// The keys that the schema has at a place: `commitment "first".zzz`, `source "crm".read.zzz`.
fn keys(schema: &Value, path: &str) -> BTreeSet<String> {
    let mut node = schema;
    let place = path.strip_suffix("zzz").unwrap().trim_end_matches('.');
    for step in place.split('.').filter(|step| !step.is_empty()) {
        let key = step.split([' ', '[']).next().unwrap();
        let below = &node["properties"][key];
        let is_list = below["anyOf"][0].get("$ref").is_some();
        node = if is_list { &schema["$defs"][key] } else { below };
    }
    node["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_table_has_the_keys_that_its_reader_knows() {
    let mut text = "zzz = 1\n".to_owned();
    for line in EVERY_KEY.lines() {
        text.push_str(line);
        let is_open = ["special]", "definitions]", "lead-values]", "columns]", "values."];
        if line.starts_with('[') && !is_open.iter().any(|own| line.contains(own)) {
            text.push_str("\nzzz = 1");
        }
        text.push('\n');
    }
    let problems = read(&text).unwrap_err();
    let unknown = problems.iter().filter(|own| own.code == "unknown-key" && own.found == "zzz");
    for language in Language::ALL {
        let schema = schema(language);
        let mut tables = 0;
        for problem in unknown.clone() {
            let known: BTreeSet<String> = problem.allowed.split(", ").map(str::to_owned).collect();
            assert_eq!(keys(&schema, &problem.path), known, "{}", problem.path);
            tables += 1;
        }
        assert!(tables > 20, "{tables}");
        let told = &schema["$defs"]["commitment"]["properties"]["target"]["description"];
        let word = if language == Language::En { "Target: " } else { "Meta: " };
        assert!(told.as_str().unwrap().starts_with(word), "{told}");
    }
}
