//! What `acordo schema` prints is what agreements and documents hold: each of ours is valid by it, and a misspelt key is not.

use std::fs;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use crate::room::Room;

const PLACE: &str = "http://acordo.invalid/schema";

/// The schema that is printed; of a document nothing but what it names is then allowed.
fn printed(of: &str, is_closed: bool) -> Value {
    let mut schema =
        serde_json::from_str(&Room::empty().done(&format!("schema {of}")).stdout).unwrap();
    if is_closed {
        close(&mut schema);
    }
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(own) => {
            if own.contains_key("properties") && own.get("type").is_some_and(|own| own == "object")
            {
                own.entry("additionalProperties").or_insert(json!(false));
            }
            own.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Why a value is not valid by a schema; nothing where it is.
fn fault(schema: &Value, value: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource(PLACE, schema.clone()).unwrap();
    let own = compiler.compile(PLACE, &mut schemas).unwrap();
    schemas.validate(value, own).err().map(|error| format!("{error:#}"))
}

/// TOML as editors hand it to a schema: days are texts.
fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(at) => json!(at.to_string()),
        toml::Value::Array(items) => items.iter().map(plain).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, own)| (key.clone(), plain(own))).collect())
        }
    }
}

fn read(path: &str) -> toml::Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_agreement_of_ours_is_valid_and_a_misspelt_key_is_not() {
    let schema = printed("agreement", false);
    for path in [
        "src/config/fixtures/every-key.toml",
        "templates/acordo.pt-BR.toml",
        "templates/acordo.en.toml",
        "sample-data/acordo.toml",
        "sample-data/en/acordo.toml",
        "tests/it/close/acordo.toml",
    ] {
        let agreement = plain(&read(path));
        assert_eq!(fault(&schema, &agreement), None, "{path}");
        let place = |table: &mut Value| {
            table.as_object_mut().unwrap().insert("taget".to_owned(), json!("90%"))
        };
        for table in ["agreement", "commitment", "source", "working-time"] {
            let mut wrong = agreement.clone();
            let own = &mut wrong[table];
            place(if own.is_array() { &mut own[0] } else { own });
            assert!(fault(&schema, &wrong).is_some(), "{path}: {table}");
        }
    }
    // What is to be decided stands as a text, whatever the key.
    let open = "DECIDA: quanto?";
    let asked = json!({ "commitment": [{ "target": open, "team": open, "attempts": open, "channels": open }] });
    assert_eq!(fault(&schema, &asked), None);
}

#[test]
fn what_is_written_is_what_the_schemas_say() {
    let room = Room::copy_of("sample-data");
    let summary = printed("summary", true);
    for (before, run) in [
        ("status --json", "run --as-of 2026-11-23T08:00 --no-mail --timings"),
        ("log Decidido --kind decision --by Ana", "run --as-of 2026-12-02T08:00 --no-mail"),
    ] {
        room.acordo(before);
        room.done(run);
        let document = room.json("relatorios/acordo.json");
        assert_eq!(fault(&summary, &document), None, "{run}");
        let mut wrong = document.clone();
        let own = wrong["commitments"][0].as_object_mut().unwrap();
        own.insert("actaul".to_owned(), json!(1));
        assert!(fault(&summary, &wrong).is_some());
        let own = wrong["commitments"][0].as_object_mut().unwrap();
        own.remove("actaul");
        own.remove("actual");
        assert!(fault(&summary, &wrong).is_some(), "what is promised must be there");
    }
    let room = Room::copy_of("tests/it/close");
    let told = room.acordo_at("2026-11-06T09:00:00-03:00", "close --yes --period 2026-10");
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let statement = room.json("relatorios/acordo_2026-10_termo.json");
    assert_eq!(fault(&printed("statement", true), &statement), None);
    assert_eq!(fault(&printed("termo", false), &statement), None);
}
