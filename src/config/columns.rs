//! How an export is understood: columns, words, reading options; the keys that a source and a preset share.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::book::WORD_FIELDS;
use super::choices::means;
use super::kind::{self, Kind, Read};
use super::problem::{Problem, nearest};
use super::reader::{Table, Value};
use crate::mapping::fields::{self, FieldKind};
use crate::model::agreement::{Column, DateOrder, NUMBER, ReadOptions, YearRule};
use crate::model::fold::fold;
use crate::model::words::Table as Canonical;
use crate::model::zone::Zone;

/// What a try may have a column of its own for.
const TRY_FIELDS: [&str; 5] = ["at", "outcome", "channel", "owner", "duration"];

/// Who speaks: in a preset, a list of headers gives alternatives for any field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The team's own source.
    Source,
    /// A preset.
    Preset,
}

/// File's word → canonical word, by field.
pub type Values = BTreeMap<String, BTreeMap<String, String>>;

/// How one export is understood.
#[derive(Default)]
pub struct Understanding {
    /// The canonical table.
    pub table: Option<Canonical>,
    /// Field → where it stands.
    pub columns: BTreeMap<String, Column>,
    /// Field of a try → its headers.
    pub tries: BTreeMap<String, Vec<String>>,
    /// Words.
    pub values: Values,
    /// Further fields.
    pub extra: Vec<String>,
    /// Reading options.
    pub read: ReadOptions,
    /// A deal of nobody known becomes a lead.
    pub creates_leads: Option<bool>,
    /// Its own zone.
    pub timezone: Option<Zone>,
}

/// The table that a file feeds.
pub fn table() -> Kind<Canonical> {
    Kind::word("bad-value", Canonical::ALL.iter().map(|table| (table.word(), *table)))
}

/// Reads the shared keys of a source or preset; `required` are the hand-off's fields, which any source may map.
pub fn understanding(table: &Table<'_>, required: &[String], speaker: Speaker) -> Understanding {
    let canonical = table.need("table", &self::table());
    let extra = table.list("extra", &kind::text()).unwrap_or_default();
    let known = canonical.map(|canonical| known_fields(canonical, required, &extra));
    Understanding {
        table: canonical,
        columns: table
            .table("columns")
            .map(|columns| read_columns(&columns, canonical, known.as_deref(), speaker))
            .unwrap_or_default(),
        tries: table.table("tries").map(|of| tries(&of, canonical)).unwrap_or_default(),
        values: table.table("values").as_ref().map(values).unwrap_or_default(),
        extra,
        read: table.table("read").as_ref().map(read_options).unwrap_or_default(),
        creates_leads: table.read("creates-leads", &kind::flag()),
        timezone: table.read("timezone", &kind::zone()),
    }
}

/// What each try of a wide sheet has columns for: when, and what came of it.
fn tries(table: &Table<'_>, canonical: Option<Canonical>) -> BTreeMap<String, Vec<String>> {
    let mut tries = BTreeMap::new();
    for field in TRY_FIELDS {
        let Some(value) = table.get(field) else { continue };
        let headers = value.items(&kind::text());
        let several = headers.len() > 1 && headers.iter().any(|header| header.contains(NUMBER));
        if headers.is_empty() || several {
            value.refuse("bad-value", "@tries", None);
            continue;
        }
        tries.insert(field.to_owned(), headers);
    }
    if canonical.is_some_and(|canonical| canonical != Canonical::Activities) {
        table.at(()).refuse(
            table.file(),
            "forbidden-combination",
            "tries",
            "table = \"activities\"",
        );
    } else if !tries.contains_key("at") {
        table.miss("at", "@tries");
    }
    table.close();
    tries
}

fn known_fields(table: Canonical, required: &[String], extra: &[String]) -> Vec<String> {
    let canonical = fields::of(table).iter().map(|(name, _)| (*name).to_owned());
    let mut known: Vec<String> = canonical.collect();
    for field in required.iter().chain(extra) {
        if !known.contains(field) {
            known.push(field.clone());
        }
    }
    known
}

fn read_columns(
    columns: &Table<'_>,
    table: Option<Canonical>,
    known: Option<&[String]>,
    speaker: Speaker,
) -> BTreeMap<String, Column> {
    let mut read = BTreeMap::new();
    for (field, value) in columns.entries() {
        if let Some(known) = known.filter(|known| !known.iter().any(|name| name == field)) {
            let hint = nearest(field, known.iter().map(String::as_str));
            let problem = value.at(()).problem("unknown-field", field, &known.join(", "));
            columns.file().add(Problem { hint, ..problem });
        }
        let kind = table.map_or(FieldKind::Text, |table| fields::kind(table, field));
        read.extend(column(&value, kind, speaker).map(|column| (field.to_owned(), column)));
    }
    read
}

fn column(value: &Value<'_>, kind: FieldKind, speaker: Speaker) -> Option<Column> {
    match value.raw() {
        DeValue::Table(_) if kind == FieldKind::Date => date_and_time(value),
        DeValue::Array(_) if speaker == Speaker::Preset || !is_single(kind) => several(value),
        DeValue::Table(_) | DeValue::Array(_) => {
            value.refuse(
                "bad-value",
                if kind == FieldKind::Date { "@column-date" } else { "@column" },
                None,
            );
            None
        }
        _ => value.read(&kind::text()).map(Column::One),
    }
}

/// True for fields whose cell is one date, number or duration: several columns cannot be joined
/// into it as texts can.
fn is_single(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Date | FieldKind::Number | FieldKind::Duration)
}

fn several(value: &Value<'_>) -> Option<Column> {
    let headers = value.items(&kind::text());
    if headers.is_empty() {
        value.refuse("bad-value", "@column", None);
        return None;
    }
    Some(Column::Several(headers))
}

fn date_and_time(value: &Value<'_>) -> Option<Column> {
    let table = value.table()?;
    let (date, time) = (table.need("date", &kind::text()), table.need("time", &kind::text()));
    table.close();
    Some(Column::DateTime(date?, time?))
}

fn values(table: &Table<'_>) -> Values {
    let mut values = Values::new();
    for field in WORD_FIELDS {
        let Some(words) = table.table(field) else { continue };
        let canonical = fields::canonical_words(field).unwrap_or_default();
        let kind =
            Kind::word("bad-value", canonical.into_iter().map(|word| (word, word.to_owned())));
        let meanings = words
            .entries()
            .into_iter()
            .filter_map(|(word, value)| Some((word.to_owned(), value.read(&kind)?)));
        let meanings: BTreeMap<_, _> = meanings.collect();
        // A table of nothing but comments says nothing.
        if !meanings.is_empty() {
            values.insert(field.to_owned(), meanings);
        }
    }
    table.close();
    values
}

/// Words for the order of day, month and year.
pub const DATE_ORDERS: [(&str, DateOrder); 3] =
    [("dmy", DateOrder::Dmy), ("mdy", DateOrder::Mdy), ("ymd", DateOrder::Ymd)];

fn read_options(table: &Table<'_>) -> ReadOptions {
    let options = ReadOptions {
        sheets: table.list("sheet", &kind::text()).unwrap_or_default(),
        header_row: table.read("header-row", &kind::whole(1, 1_000_000)),
        delimiter: table.read("delimiter", &sign(&[',', ';', '\t', '|'])),
        encoding: table.read("encoding", &encoding()),
        decimal: table.read("decimal", &sign(&[',', '.'])),
        dates: table.read("dates", &Kind::word("bad-value", DATE_ORDERS)),
        year: table.read("year", &year()),
        currency: table.read("currency", &kind::currency()),
    };
    table.close();
    options
}

/// A year, as a number or as its digits, or that each date is the newest such day.
fn year() -> Kind<YearRule> {
    let of = |digits: &str| {
        let year = digits.parse().ok().filter(|year| (2000..2100).contains(year));
        year.map(YearRule::Of)
    };
    Kind::new("bad-value", "newest, 2000 … 2099", move |value| {
        let found = match value {
            DeValue::Integer(whole) => of(whole.as_str()),
            DeValue::String(text) if means(text, "newest") => Some(YearRule::Newest),
            DeValue::String(text) => of(text),
            _ => return Read::WrongType,
        };
        found.map_or(Read::Bad, Read::Good)
    })
}

/// One of a few single characters, such as the decimal sign.
fn sign(of: &'static [char]) -> Kind<char> {
    let allowed: Vec<String> =
        of.iter().map(|sign| format!("\"{}\"", sign.escape_default())).collect();
    Kind::spelt("bad-value", &allowed.join(" "), move |text| {
        let mut signs = text.chars();
        signs.next().filter(|sign| of.contains(sign) && signs.next().is_none())
    })
}

fn encoding() -> Kind<String> {
    let is_known = |text: &str| encoding_rs::Encoding::for_label(text.as_bytes()).is_some();
    Kind::spelt("bad-value", "utf-8, utf-16le, utf-16be, windows-1252, …", move |text| {
        is_known(text).then(|| text.to_owned())
    })
}

/// A preset with the team's own words over it, and the fields only the preset named.
pub fn merged(own: Understanding, preset: Understanding) -> (Understanding, Vec<String>) {
    let preset_fields =
        preset.columns.keys().filter(|field| !own.columns.contains_key(*field)).cloned().collect();
    let extra: Vec<String> =
        preset.extra.into_iter().filter(|field| !own.extra.contains(field)).collect();
    let merged = Understanding {
        table: own.table,
        columns: preset.columns.into_iter().chain(own.columns).collect(),
        tries: if own.tries.is_empty() { preset.tries } else { own.tries },
        values: merged_values(own.values, preset.values),
        extra: own.extra.into_iter().chain(extra).collect(),
        read: merged_reading(own.read, preset.read),
        creates_leads: own.creates_leads.or(preset.creates_leads),
        timezone: own.timezone.or(preset.timezone),
    };
    (merged, preset_fields)
}

/// The team's word replaces a preset's that folds to the same.
fn merged_values(own: Values, preset: Values) -> Values {
    let mut merged = preset;
    for (field, words) in own {
        let known = merged.entry(field).or_default();
        known.retain(|word, _| !words.keys().any(|own| fold(own) == fold(word)));
        known.extend(words);
    }
    merged
}

fn merged_reading(own: ReadOptions, preset: ReadOptions) -> ReadOptions {
    ReadOptions {
        sheets: if own.sheets.is_empty() { preset.sheets } else { own.sheets },
        header_row: own.header_row.or(preset.header_row),
        delimiter: own.delimiter.or(preset.delimiter),
        encoding: own.encoding.or(preset.encoding),
        decimal: own.decimal.or(preset.decimal),
        dates: own.dates.or(preset.dates),
        year: own.year.or(preset.year),
        currency: own.currency.or(preset.currency),
    }
}

/// Reports the fields that the canonical table cannot do without and nothing maps.
pub fn report_missing(table: &Table<'_>, understood: &Understanding) {
    let Some(canonical) = understood.table else { return };
    let has = |field: &str| {
        understood.columns.contains_key(field) || understood.tries.contains_key(field)
    };
    for field in fields::required(canonical).iter().filter(|field| !has(field)) {
        table.miss(&format!("columns.{field}"), "@column");
    }
    let choices = fields::one_of(canonical);
    if !choices.is_empty() && !choices.iter().any(|field| has(field)) {
        table.miss(&format!("columns.{}", choices.join(" | ")), "@column");
    }
}
