//! A file nobody has described yet: the preset whose headers it has, else columns found by the words of their headers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::columns::Understanding;
use super::file::File;
use super::presets::{self, PRESETS};
use crate::mapping::fields::{self, FieldKind};
use crate::mapping::preview::{self, Profile};
use crate::model::agreement::{
    Allowance, Column, CutOffRule, DurationUnit, NumberLocale, ReadOptions, Source, Take,
};
use crate::model::fold::fold;
use crate::model::table::{Cell, RawTable};
use crate::model::words::Table;
use crate::model::zone::Zone;

const WORDS: &str = include_str!("../../templates/header-words.toml");

/// Evidence for a preset: each header counts one, less where presets share it.
const ENOUGH: f64 = 2.0;

/// What a header counts that any sheet may have.
const COMMON: f64 = 0.3;

/// Share of a preset's fields that is evidence in itself.
const MOST_FIELDS: f64 = 0.5;

/// Cells of a column in which words of another field are looked for.
const MOST_LOOKED_AT: usize = 10_000;

/// What a word of the file's name adds to a table: as much as two columns.
const NAME_HINT: usize = 2;

/// Words of a file's name, folded, and the table they speak for.
const NAME_HINTS: [(Table, &[&str]); 3] = [
    (Table::Activities, &["ativid", "activit", "ligac", "chamada", "call", "tarefa", "task"]),
    (Table::Deals, &["negoc", "deal", "oportunid", "opportunit", "pipeline", "venda", "sales"]),
    (Table::Leads, &["lead", "contat", "contact", "mql"]),
];

/// Every header that a preset knows: they help to find the header row of a file nobody described.
pub fn known_headers() -> Vec<String> {
    let of_presets =
        understood().into_iter().flat_map(|(_, preset)| headers(&preset)).collect::<BTreeSet<_>>();
    of_presets.into_iter().collect()
}

/// How a file would be read: a source with a preset or proposed columns; nothing when it lacks what every table needs.
pub fn source(name: &str, table: &RawTable, locale: NumberLocale, zone: &Zone) -> Option<Source> {
    let presets = understood();
    let found = best_preset(&presets, table)
        .map(|(preset, understanding)| of_preset(name, preset, understanding));
    found.or_else(|| by_words(name, table, &presets, locale, zone))
}

fn understood() -> Vec<(&'static str, Understanding)> {
    let nobody = File::new("", "");
    PRESETS
        .iter()
        .filter_map(|(name, text)| Some((*name, presets::understood(name, text, &[], &nobody)?)))
        .collect()
}

fn headers(preset: &Understanding) -> Vec<String> {
    preset.columns.values().flat_map(Column::headers).map(str::to_owned).collect()
}

fn folded_headers(preset: &Understanding) -> BTreeSet<String> {
    headers(preset).iter().map(|header| fold(header)).collect()
}

fn best_preset<'a>(
    presets: &'a [(&'static str, Understanding)],
    table: &RawTable,
) -> Option<(&'static str, &'a Understanding)> {
    let mut owners: BTreeMap<String, u32> = BTreeMap::new();
    for (_, preset) in presets {
        folded_headers(preset)
            .into_iter()
            .for_each(|header| *owners.entry(header).or_default() += 1);
    }
    let common: BTreeSet<String> = header_words()
        .into_values()
        .flat_map(BTreeMap::into_values)
        .flatten()
        .map(|word| fold(&word))
        .collect();
    let there: BTreeSet<String> = table.headers.iter().map(|header| fold(header)).collect();
    let weight = |header: &String| {
        let own = if common.contains(header) { COMMON } else { 1.0 };
        own / f64::from(owners.get(header).copied().unwrap_or(1))
    };
    let score = |preset: &Understanding| {
        folded_headers(preset).intersection(&there).map(weight).sum::<f64>()
    };
    let fitting = presets.iter().filter(|(_, preset)| is_enough(preset, &there));
    let scored = fitting.map(|(name, preset)| (score(preset), *name, preset));
    let convincing = scored
        .filter(|(score, _, preset)| *score >= ENOUGH || coverage(preset, &there) >= MOST_FIELDS);
    let best = convincing.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    Some((best.1, best.2))
}

/// Share of a preset's fields that the file has.
fn coverage(preset: &Understanding, there: &BTreeSet<String>) -> f64 {
    let has =
        |column: &&Column| column.headers().into_iter().any(|header| there.contains(&fold(header)));
    preset.columns.values().filter(has).count() as f64 / preset.columns.len().max(1) as f64
}

/// Field → words, by table.
fn header_words() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    toml::from_str(WORDS).unwrap_or_default()
}

/// True when the file has what the preset's table cannot do without.
fn is_enough(preset: &Understanding, there: &BTreeSet<String>) -> bool {
    let Some(table) = preset.table else { return false };
    let has = |field: &&&str| {
        preset
            .columns
            .get(**field)
            .is_some_and(|column| column.headers().iter().any(|h| there.contains(&fold(h))))
    };
    let choices = fields::one_of(table);
    fields::required(table).iter().all(|field| has(&field))
        && (choices.is_empty() || choices.iter().any(|field| has(&field)))
}

fn of_preset(name: &str, preset: &str, understood: &Understanding) -> Source {
    Source {
        preset: Some(preset.to_owned()),
        preset_fields: understood.columns.keys().cloned().collect(),
        columns: understood.columns.clone(),
        values: understood.values.clone(),
        extra: understood.extra.clone(),
        read: understood.read.clone(),
        timezone: understood.timezone.clone(),
        ..blank(name, understood.table.unwrap_or(Table::Leads))
    }
}

fn blank(name: &str, table: Table) -> Source {
    Source {
        name: name.to_owned(),
        table,
        files: Vec::new(),
        take: Take::Newest,
        preset: None,
        cut_off: CutOffRule::FileTime,
        covers_from: None,
        max_age: Some(Allowance { count: 1, unit: DurationUnit::Days }),
        timezone: None,
        creates_leads: false,
        shared_ids: false,
        max_set_aside: 1.0,
        extra: Vec::new(),
        columns: BTreeMap::new(),
        preset_fields: Vec::new(),
        values: BTreeMap::new(),
        read: ReadOptions::default(),
    }
}

/// The table with most columns found; the file's name breaks near ties.
fn by_words(
    name: &str,
    table: &RawTable,
    presets: &[(&str, Understanding)],
    locale: NumberLocale,
    zone: &Zone,
) -> Option<Source> {
    let profiles: Vec<Profile> =
        table.columns.iter().map(|column| preview::profile(column, locale, zone, 0)).collect();
    let words = header_words();
    let proposal = |canonical: Table| {
        let known = synonyms(canonical, words.get(canonical.word()), presets);
        let columns = columns(canonical, &known, table, &profiles);
        let has = |field: &&str| columns.contains_key(*field);
        let choices = fields::one_of(canonical);
        let is_usable = fields::required(canonical).iter().all(has)
            && choices.iter().any(has)
            && columns.len() > 1;
        is_usable.then(|| (columns.len() + hint(canonical, &table.path), canonical, columns))
    };
    let proposals = NAME_HINTS.iter().filter_map(|(canonical, _)| proposal(*canonical));
    let (_, canonical, mut columns) = proposals.max_by_key(|(score, ..)| *score)?;
    let values = values(canonical, presets);
    if canonical == Table::Activities {
        share_columns(&mut columns, table, &values);
    }
    Some(Source { columns, values, ..blank(name, canonical) })
}

fn hint(canonical: Table, path: &Path) -> usize {
    let stem = fold(&path.file_stem().unwrap_or_default().to_string_lossy());
    let speaks = NAME_HINTS
        .iter()
        .any(|(table, words)| *table == canonical && words.iter().any(|word| stem.contains(word)));
    if speaks { NAME_HINT } else { 0 }
}

/// Folded header words of each field: the list's own, then those of the table's presets.
fn synonyms(
    canonical: Table,
    own: Option<&BTreeMap<String, Vec<String>>>,
    presets: &[(&str, Understanding)],
) -> BTreeMap<String, Vec<String>> {
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (field, words) in own.into_iter().flatten() {
        known.entry(field.clone()).or_default().extend(words.iter().map(|word| fold(word)));
    }
    for (_, preset) in presets.iter().filter(|(_, preset)| preset.table == Some(canonical)) {
        for (field, column) in &preset.columns {
            if let Column::One(_) | Column::Several(_) = column {
                known
                    .entry(field.clone())
                    .or_default()
                    .extend(column.headers().into_iter().map(fold));
            }
        }
    }
    known
}

/// The file's columns by field; each serves one field, but for the end of a deal, whose date serves both.
fn columns(
    canonical: Table,
    known: &BTreeMap<String, Vec<String>>,
    table: &RawTable,
    profiles: &[Profile],
) -> BTreeMap<String, Column> {
    let folded: Vec<String> = table.headers.iter().map(|header| fold(header)).collect();
    let mut taken: BTreeMap<usize, &str> = BTreeMap::new();
    let mut columns = BTreeMap::new();
    for (field, kind) in fields::of(canonical) {
        let is_free = |at: usize| taken.get(&at).is_none_or(|by| (*by, *field) == ("won", "lost"));
        let fits = |at: usize| profiles.get(at).is_some_and(|profile| is_fitting(*kind, profile));
        let place = |word: &String| {
            folded.iter().position(|header| header == word).filter(|at| is_free(*at) && fits(*at))
        };
        let Some(at) = known.get(*field).into_iter().flatten().find_map(place) else { continue };
        taken.insert(at, field);
        columns.extend(
            table.headers.get(at).map(|header| ((*field).to_owned(), Column::One(header.clone()))),
        );
    }
    columns
}

/// A column of words may say two things: `Inbound`, `Outbound`, `Missed` tell how, which way and what
/// came of it. A direction or an outcome that no column of its own gives is read from one that has
/// its words.
fn share_columns(
    columns: &mut BTreeMap<String, Column>,
    table: &RawTable,
    values: &BTreeMap<String, BTreeMap<String, String>>,
) {
    for (field, others) in
        [("direction", ["channel", "outcome"]), ("outcome", ["channel", "direction"])]
    {
        if columns.contains_key(field) {
            continue;
        }
        let words: BTreeSet<String> =
            values.get(field).into_iter().flat_map(BTreeMap::keys).map(|word| fold(word)).collect();
        let says = |column: &&Column| {
            let headers = column.headers();
            let places = table.headers.iter().zip(&table.columns);
            let own = places.filter(|(header, _)| headers.contains(&header.as_str()));
            own.flat_map(|(_, column)| column.iter().take(MOST_LOOKED_AT))
                .any(|cell| matches!(cell, Cell::Text(text) if words.contains(&fold(text))))
        };
        let shared = others.iter().filter_map(|other| columns.get(*other)).find(says).cloned();
        columns.extend(shared.map(|column| (field.to_owned(), column)));
    }
}

/// True when a column's content can be what the field asks for.
fn is_fitting(field: FieldKind, profile: &Profile) -> bool {
    match field {
        FieldKind::Date | FieldKind::Emails => profile.kind == Some(field),
        FieldKind::Number => profile.kind == Some(FieldKind::Number),
        FieldKind::Phones => !matches!(profile.kind, Some(FieldKind::Date | FieldKind::Emails)),
        FieldKind::Text | FieldKind::Word | FieldKind::Duration => {
            profile.kind.is_some_and(|kind| kind != FieldKind::Date)
        }
    }
}

/// What the presets of a table know of words, for a file of no known tool.
fn values(
    canonical: Table,
    presets: &[(&str, Understanding)],
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut values: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (_, preset) in presets.iter().filter(|(_, preset)| preset.table == Some(canonical)) {
        for (field, words) in &preset.values {
            values.entry(field.clone()).or_default().extend(words.clone());
        }
    }
    values
}
