//! The columns of known exports: at least 97 in 100 of those that matter are recognised, in any order, and none is taken for a wrong field.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::inspected;
use crate::presets::samples;
use crate::room::Room;

/// Share of the columns that matter which must be recognised.
const LEAST: f64 = 0.97;

/// The fields of each canonical table; a preset's further ones feed nothing that is measured.
const FIELDS: [(&str, &str); 3] = [
    (
        "leads",
        "id person name email phone company source campaign owner team type stage value score created mql delivered \
         accepted sql opportunity won rejected lost recycled rejection-reason lost-reason",
    ),
    (
        "deals",
        "id lead person name email phone title company owner team stage status value source campaign created \
         first-contact won lost lost-reason",
    ),
    (
        "activities",
        "id at lead deal person email phone channel direction outcome owner done automatic duration",
    ),
];

/// True for a field of the table that is measured.
fn is_measured(table: &Value, field: &str) -> bool {
    FIELDS
        .iter()
        .any(|(own, fields)| table == own && fields.split_whitespace().any(|known| known == field))
}

/// Header → its fields, for each sample.
type Key = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The answer key, column by column: read and written by hand.
fn key() -> Key {
    let blocks = include_str!("exports.txt").split("== ").skip(1);
    let one = |block: &str| {
        let mut lines = block.lines().filter(|line| !line.trim().is_empty());
        let sample = lines.next().unwrap().trim().to_owned();
        let columns = lines.map(|line| {
            let (header, fields) = line.split_once(" | ").unwrap();
            (header.to_owned(), fields.split(',').map(str::to_owned).collect())
        });
        (sample, columns.collect())
    };
    blocks.map(one).collect()
}

/// How many columns matter and were recognised, and what was taken for something it is not.
#[derive(Default)]
struct Tally {
    wanted: usize,
    found: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, name: &str, seen: &Value, key: &BTreeMap<String, Vec<String>>) {
        self.wanted += key.len();
        for column in seen["columns"].as_array().unwrap() {
            let header = column["header"].as_str().unwrap();
            let mut own: Vec<&str> = column["fields"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|field| field.as_str())
                .filter(|field| is_measured(&seen["table"], field))
                .collect();
            own.sort_unstable();
            let wanted = key.get(header).map(Vec::as_slice).unwrap_or_default();
            match (own.is_empty(), wanted == own) {
                (true, true) => {}
                (false, true) => self.found += 1,
                (true, false) => self.missed.push(format!("{name}: {header}")),
                (false, false) => self.wrong.push(format!("{name}: {header} is no {own:?}")),
            }
        }
    }

    fn check(&self) {
        let (found, wanted, missed) = (self.found, self.wanted, &self.missed);
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        assert!(found as f64 >= LEAST * wanted as f64, "{found} of {wanted}: {missed:#?}");
    }
}

#[test]
fn the_columns_that_matter_are_recognised_in_every_sample() {
    let (key, mut tally) = (key(), Tally::default());
    let is_tool = |preset: &str| !matches!(preset, "exemptions" | "log" | "traffic");
    for sample in samples().iter().filter(|sample| is_tool(&sample.preset)) {
        let name = format!("{}/{}", sample.preset, sample.name);
        let own = key.get(&name).unwrap_or_else(|| panic!("no key for {name}"));
        tally.count(&name, &inspected(&sample.room(), &sample.name), own);
    }
    tally.check();
}

/// The same exports with their columns the other way round, and with headers in capitals: people choose the columns and their order.
#[test]
fn neither_the_order_of_columns_nor_their_case_matters() {
    let (key, mut tally, mut turned) = (key(), Tally::default(), 0);
    for (name, own) in &key {
        let (preset, file) = name.split_once('/').unwrap();
        let room = Room::copy_of(&format!("sample-data/presets/{preset}"));
        let Ok(text) = fs::read_to_string(room.path(file)) else { continue };
        if text.starts_with("sep=") || !file.ends_with(".csv") {
            continue;
        }
        let mark = if text.lines().next().unwrap().contains(';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(mark)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut out =
            csv::WriterBuilder::new().delimiter(mark).flexible(true).from_writer(Vec::new());
        let mut widest = 0;
        for (row, record) in reader.records().enumerate() {
            let record = record.unwrap();
            let width = record.len();
            widest = widest.max(width);
            let cells: Vec<String> = record
                .iter()
                .chain(std::iter::repeat_n("", widest - width))
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .map(|cell| if row == 0 { cell.to_uppercase() } else { cell.to_owned() })
                .collect();
            out.write_record(&cells).unwrap();
        }
        fs::write(room.path("turned.csv"), out.into_inner().unwrap()).unwrap();
        let seen = inspected(&room, "turned.csv");
        if seen["preset"] != preset {
            tally.wrong.push(format!("{name}: taken for {}", seen["preset"]));
        }
        let capitals = own.iter().map(|(header, fields)| (header.to_uppercase(), fields.clone()));
        tally.count(name, &seen, &capitals.collect());
        turned += 1;
    }
    tally.check();
    assert!(turned > 20, "{turned}");
}
