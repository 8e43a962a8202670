//! A file nobody has described yet: the preset whose headers it has, else columns found by the words of their headers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::columns::Understanding;
use super::file::File;
use super::heading;
use super::presets::{self, PRESETS};
use super::proposal::{HeaderWords, Meanings, Open, Proposal, Sheet};
use super::wide;
use crate::mapping::fields::{self, FieldKind};
use crate::mapping::preview::Profile;
use crate::mapping::words;
use crate::model::agreement::{
    Allowance, Column, CutOffRule, DurationUnit, ReadOptions, Source, Take, YearRule,
};
use crate::model::fold::fold;
use crate::model::table::RawTable;
use crate::model::words::Table;

/// Headers that must fit before a preset is proposed: each counts one, and less when other presets
/// have it too.
const ENOUGH: f64 = 2.0;

/// What a header counts that sheets of any tool have (`Nome`, `Telefone`): it says little about the
/// tool.
const COMMON: f64 = 0.3;

/// Share of a preset's fields that is evidence in itself.
const MOST_FIELDS: f64 = 0.5;

/// What a word of the file's name adds to a table: one column and a half.
const NAME_HINT: usize = 3;

/// Words of a file's name, folded, and the table they speak for.
const NAME_HINTS: [(Table, &[&str]); 3] = [
    (
        Table::Activities,
        &[
            "ativid",
            "activit",
            "ligac",
            "chamada",
            "call",
            "tarefa",
            "task",
            "telefonem",
            "followup",
            "dial",
            "discag",
            "outreach",
            "touch",
            "visit",
            "recado",
            "mensage",
            "message",
            "phonelog",
            "contactlog",
        ],
    ),
    (
        Table::Deals,
        &[
            "negoc",
            "deal",
            "oportunid",
            "opportunit",
            "pipeline",
            "venda",
            "sales",
            "propost",
            "proposal",
            "orcament",
            "quote",
            "contrato",
            "contract",
            "pedido",
            "order",
            "fechad",
            "booking",
        ],
    ),
    (
        Table::Leads,
        &[
            "lead",
            "contat",
            "contact",
            "mql",
            "interess",
            "inscri",
            "enquir",
            "inquir",
            "mkt",
            "marketing",
            "intake",
            "inbound",
        ],
    ),
];

/// Every header that a preset knows: they help to find the header row of a file nobody described.
pub fn known_headers() -> Vec<String> {
    let of_presets =
        understood().into_iter().flat_map(|(_, preset)| headers(&preset)).collect::<BTreeSet<_>>();
    of_presets.into_iter().collect()
}

/// Every header a field of a table is known by, as presets and hand-kept sheets write it.
pub fn names_of(table: Table, field: &str) -> Vec<String> {
    let of_presets = understood()
        .into_iter()
        .filter(|(_, preset)| preset.table == Some(table))
        .filter_map(|(_, mut preset)| preset.columns.remove(field))
        .flat_map(|column| column.headers().into_iter().map(str::to_owned).collect::<Vec<_>>());
    HeaderWords::shipped().names(table.word(), field).iter().cloned().chain(of_presets).collect()
}

/// What a file was taken for.
pub struct Recognised {
    /// How it would be read: with a preset, or with proposed columns.
    pub source: Source,
    /// Columns that a person must decide.
    pub open: Vec<Open>,
    /// The activities that the same sheet tells of in columns of tries.
    pub wide: Option<Source>,
}

/// Columns of tries without a day in a file that nobody has described.
pub fn undated_tries(table: &RawTable, profiles: &[Profile]) -> Vec<String> {
    wide::undated(&table.headers, profiles)
}

/// How a file would be read; nothing when it lacks what every table needs. `profiles` are what its columns hold.
pub fn recognise(name: &str, table: &RawTable, profiles: &[Profile]) -> Option<Recognised> {
    let (presets, words) = (understood(), HeaderWords::shipped());
    let best = best_preset(&presets, words, table);
    let known = |(preset, understanding): (&str, &Understanding)| Recognised {
        source: of_preset(name, preset, understanding),
        open: Vec::new(),
        wide: None,
    };
    let sheet = Unnamed { name, table, presets: &presets, words, profiles };
    // A tool's export whose own key has another name is read by its words; the tool's table is believed.
    let by_words = || {
        sheet
            .by_words()
            .filter(|found| best.is_none_or(|(_, preset)| preset.table == Some(found.source.table)))
    };
    let there = folded(table);
    match best {
        Some((_, preset)) if !is_enough(preset, &there) => by_words().or_else(|| best.map(known)),
        Some(best) => Some(known(best)),
        None => sheet.with_tries().or_else(by_words),
    }
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
    words: &HeaderWords,
    table: &RawTable,
) -> Option<(&'static str, &'a Understanding)> {
    let mut owners: BTreeMap<String, u32> = BTreeMap::new();
    for (_, preset) in presets {
        folded_headers(preset)
            .into_iter()
            .for_each(|header| *owners.entry(header).or_default() += 1);
    }
    let common = words.every_header();
    let there = folded(table);
    let weight = |header: &String| {
        let own = if common.contains(header) { COMMON } else { 1.0 };
        own / f64::from(owners.get(header).copied().unwrap_or(1))
    };
    let score = |preset: &Understanding| {
        folded_headers(preset).intersection(&there).map(weight).sum::<f64>()
    };
    // The words of our own sheets are anybody's (`Quem`, `Quando`): they are believed where nothing is missing.
    let is_ours = |preset: &Understanding| {
        preset.table.is_some_and(|table| !NAME_HINTS.iter().any(|(own, _)| *own == table))
    };
    let is_convincing = |scored: &(f64, &'static str, &Understanding)| {
        (scored.0 >= ENOUGH || coverage(scored.2, &there) >= MOST_FIELDS)
            && (!is_ours(scored.2) || is_enough(scored.2, &there))
    };
    let best = presets
        .iter()
        .map(|(name, preset)| (score(preset), *name, preset))
        .filter(is_convincing)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    // A tool's export without what the table needs is named for what it is only where its headers leave no doubt.
    (best.0 >= ENOUGH || is_enough(best.2, &there)).then_some((best.1, best.2))
}

/// The file's headers, folded.
fn folded(table: &RawTable) -> BTreeSet<String> {
    table.headers.iter().map(|header| fold(header)).collect()
}

/// Share of a preset's fields that the file has.
fn coverage(preset: &Understanding, there: &BTreeSet<String>) -> f64 {
    let has =
        |column: &&Column| column.headers().into_iter().any(|header| there.contains(&fold(header)));
    preset.columns.values().filter(has).count() as f64 / preset.columns.len().max(1) as f64
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
        fetch: None,
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
        tries: BTreeMap::new(),
        preset_fields: Vec::new(),
        values: BTreeMap::new(),
        read: ReadOptions::default(),
    }
}

/// A sheet that no preset names, with all by which its table may be told.
#[derive(Clone, Copy)]
struct Unnamed<'a> {
    name: &'a str,
    table: &'a RawTable,
    presets: &'a [(&'static str, Understanding)],
    words: &'a HeaderWords,
    profiles: &'a [Profile],
}

impl Unnamed<'_> {
    /// The table for which most columns speak; the file's name breaks near ties. A sheet that tells of calls is one of activities even where it
    /// does not say whose they are: taken for leads it would make a lead of every call.
    fn by_words(self) -> Option<Recognised> {
        let proposal = |canonical: Table| {
            let proposal = self.propose(canonical);
            let has = |field: &&str| proposal.columns.contains_key(*field);
            let choices = fields::one_of(canonical);
            let is_usable = choices.iter().any(has) || proposal.tells_calls;
            let is_it = is_usable
                && fields::required(canonical).iter().all(has)
                && proposal.columns.len() > 1;
            is_it
                .then(|| (proposal.weight + hint(canonical, &self.table.path), canonical, proposal))
        };
        let proposals = NAME_HINTS.iter().filter_map(|(canonical, _)| proposal(*canonical));
        let (_, canonical, Proposal { columns, open, .. }) =
            proposals.max_by_key(|(weight, ..)| *weight)?;
        let values = values(canonical, self.presets);
        let read = self.reading(columns.values().flat_map(Column::headers));
        let source = Source { columns, values, read, ..blank(self.name, canonical) };
        Some(Recognised { source, open, wide: None })
    }

    /// How columns of a sheet are read: dates without a year need one.
    fn reading<'h>(self, headers: impl IntoIterator<Item = &'h str>) -> ReadOptions {
        let is_yearless = |header: &str| {
            let own = self.table.headers.iter().zip(self.profiles);
            own.into_iter().any(|(own, profile)| own == header && profile.is_yearless)
        };
        let year = headers.into_iter().any(is_yearless).then_some(YearRule::Newest);
        ReadOptions { year, ..ReadOptions::default() }
    }

    /// What the columns of a sheet say of a table.
    fn propose(self, canonical: Table) -> Proposal {
        let bare = heading::bare(canonical, &self.table.headers);
        let sheet = Sheet {
            table: canonical,
            known: &known(canonical, self.presets),
            meanings: &meanings(canonical, self.presets),
            headers: &bare,
            profiles: self.profiles,
            words: self.words,
        };
        let called = bare.iter().zip(&self.table.headers).filter(|(bare, header)| bare != header);
        let called: BTreeMap<&String, &String> = called.collect();
        let rename = |header: &mut String| {
            if let Some(own) = called.get(header) {
                (*own).clone_into(header);
            }
        };
        let mut proposal = sheet.proposal();
        proposal.columns.values_mut().flat_map(Column::headers_mut).for_each(rename);
        proposal.open.iter_mut().for_each(|open| rename(&mut open.header));
        proposal
    }

    /// A sheet with a row a lead and columns of tries: the leads, where it says when they came, and their activities.
    fn with_tries(self) -> Option<Recognised> {
        let tries = wide::tries(&self.table.headers, self.profiles)?;
        let Proposal { mut columns, mut open, .. } = self.propose(Table::Leads);
        let is_of_try = |header: &str| wide::is_of(&tries, header);
        columns.retain(|_, column| !column.headers().into_iter().any(is_of_try));
        open.retain(|open| !is_of_try(&open.header));
        let key = |field: &str| match field {
            "id" => Some("lead".to_owned()),
            "person" | "email" | "phone" | "owner" => Some(field.to_owned()),
            _ => None,
        };
        let keys: BTreeMap<String, Column> =
            columns.iter().filter_map(|(field, own)| Some((key(field)?, own.clone()))).collect();
        keys.keys().find(|field| *field != "owner")?;
        let is_dated =
            columns.keys().any(|field| fields::kind(Table::Leads, field) == FieldKind::Date);
        // Tries are written with their number left open: what stands below is asked of the columns themselves.
        let headers = self.table.headers.iter().map(String::as_str);
        let of_tries: Vec<&str> = headers.filter(|header| is_of_try(header)).collect();
        let activities = |name: &str| Source {
            columns: keys.clone(),
            tries: tries.clone(),
            values: values(Table::Activities, self.presets),
            read: self.reading(of_tries.iter().copied()),
            ..blank(name, Table::Activities)
        };
        if !is_dated {
            return Some(Recognised {
                source: activities(self.name),
                open: Vec::new(),
                wide: None,
            });
        }
        let wide = Some(activities(&format!("{}-tries", self.name)));
        let values = values(Table::Leads, self.presets);
        let read = self.reading(columns.values().flat_map(Column::headers));
        let source = Source { columns, values, read, ..blank(self.name, Table::Leads) };
        Some(Recognised { source, open, wide })
    }
}

fn hint(canonical: Table, path: &Path) -> usize {
    let stem = fold(&path.file_stem().unwrap_or_default().to_string_lossy());
    let speaks = NAME_HINTS
        .iter()
        .any(|(table, words)| *table == canonical && words.iter().any(|word| stem.contains(word)));
    if speaks { NAME_HINT } else { 0 }
}

/// Folded headers of each field that the presets of a table know. A header that serves several fields of a tool says
/// little of a sheet that is nobody's: `Status` of tasks is no channel.
fn known(canonical: Table, presets: &[(&str, Understanding)]) -> BTreeMap<String, Vec<String>> {
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, preset) in presets.iter().filter(|(_, preset)| preset.table == Some(canonical)) {
        let all = headers(preset);
        let serves_one = |field: &str, header: &&str| {
            matches!(field, "won" | "lost") || all.iter().filter(|own| own == header).count() == 1
        };
        for (field, column) in &preset.columns {
            if let Column::One(_) | Column::Several(_) = column {
                let headers = column.headers().into_iter().filter(|own| serves_one(field, own));
                known.entry(field.clone()).or_default().extend(headers.map(fold));
            }
        }
    }
    known
}

/// Folded words that are known to mean something, by field.
fn meanings(canonical: Table, presets: &[(&str, Understanding)]) -> Meanings {
    let known = fields::of(canonical).iter().filter_map(|(field, _)| {
        let own = fields::canonical_words(field)?.into_iter().map(fold);
        let words = own.chain(words::of(field).map(str::to_owned)).collect();
        Some(((*field).to_owned(), words))
    });
    let mut meanings: Meanings = known.collect();
    for (field, words) in values(canonical, presets) {
        meanings.entry(field).or_default().extend(words.keys().map(|word| fold(word)));
    }
    meanings
}

/// What the presets of a table know of words that are not the same in every export, for a file of no known tool.
fn values(
    canonical: Table,
    presets: &[(&str, Understanding)],
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut values: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (_, preset) in presets.iter().filter(|(_, preset)| preset.table == Some(canonical)) {
        for (field, words) in preset.values.iter().filter(|(field, _)| !words::is_shared(field)) {
            values.entry(field.clone()).or_default().extend(words.clone());
        }
    }
    values
}
