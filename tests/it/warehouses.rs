//! Parquet and JSON, as warehouses export them: the same rows give the same numbers as CSV does.

use std::fs;

use polars::prelude::{Column, DataFrame, DataType, NamedFrom, ParquetWriter, Series, TimeUnit};
use serde_json::{Map, Value};

use crate::room::Room;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

/// A CSV file of the room as names and rows.
fn rows(room: &Room, file: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut read = csv::Reader::from_path(room.path(file)).unwrap();
    let names = read.headers().unwrap().iter().map(str::to_owned).collect();
    let record = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    (names, read.records().map(Result::unwrap).map(record).collect())
}

/// One object a line; fields without a value are left away, as programs do.
fn lines((names, rows): (Vec<String>, Vec<Vec<String>>)) -> String {
    let object = |row: &Vec<String>| {
        let filled = names.iter().zip(row).filter(|(_, text)| !text.is_empty());
        let fields: Map<String, Value> =
            filled.map(|(name, text)| (name.clone(), Value::String(text.clone()))).collect();
        Value::Object(fields).to_string()
    };
    rows.iter().map(object).collect::<Vec<_>>().join("\n")
}

/// The same as Parquet; `instants` are columns of `2026-07-02 09:25:44`, which become timestamps.
fn parquet((names, rows): (Vec<String>, Vec<Vec<String>>), instants: &[&str]) -> Vec<u8> {
    let column = |(place, name): (usize, &String)| -> Column {
        let texts: Vec<Option<&str>> =
            rows.iter().map(|row| Some(row[place].as_str()).filter(|t| !t.is_empty())).collect();
        let series = Series::new(name.as_str().into(), texts);
        if !instants.contains(&name.as_str()) {
            return series.into();
        }
        let seconds = series.str().unwrap().iter().map(|text| {
            let at = chrono::NaiveDateTime::parse_from_str(text?, "%Y-%m-%d %H:%M:%S").unwrap();
            Some(at.and_utc().timestamp_millis())
        });
        let at = Series::new(name.as_str().into(), seconds.collect::<Vec<Option<i64>>>());
        at.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).unwrap().into()
    };
    let columns: Vec<Column> = names.iter().enumerate().map(column).collect();
    let mut bytes = Vec::new();
    let mut frame = DataFrame::new(rows.len(), columns).unwrap();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

fn summary(room: &Room) -> (Value, Value) {
    room.done(RUN);
    let summary = room.json("reports/acordo.json");
    (summary["commitments"].clone(), summary["groups"].clone())
}

#[test]
fn the_same_rows_give_the_same_numbers() {
    let plain = Room::copy_of("sample-data/en");
    let room = Room::copy_of("sample-data/en");
    fs::write(room.path("contacts.ndjson"), lines(rows(&room, "contacts.csv"))).unwrap();
    let deals: Vec<String> = lines(rows(&room, "deals.csv")).lines().map(str::to_owned).collect();
    fs::write(room.path("deals.json"), format!("[{}]", deals.join(",\n"))).unwrap();
    let activities = parquet(rows(&room, "activities.csv"), &["Activity date"]);
    fs::write(room.path("activities.parquet"), activities).unwrap();
    let agreement = room
        .text("acordo.toml")
        .replace("\"contacts.csv\"", "\"contacts.ndjson\"")
        .replace("\"deals.csv\"", "\"deals.json\"")
        .replace("\"activities.csv\"", "\"activities.parquet\"");
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    assert_eq!(summary(&room), summary(&plain));
}

#[test]
fn inspect_says_what_they_are() {
    let room = Room::copy_of("sample-data/en");
    fs::write(room.path("a.ndjson"), lines(rows(&room, "contacts.csv"))).unwrap();
    fs::write(room.path("b.parquet"), parquet(rows(&room, "activities.csv"), &[])).unwrap();
    let told = room.done("inspect a.ndjson b.parquet --language en");
    assert!(told.stdout.contains("json, UTF-8"), "{}", told.stdout);
    assert!(told.stdout.contains("parquet, "), "{}", told.stdout);
    assert!(told.stdout.contains("hubspot-contacts"), "{}", told.stdout);
}
