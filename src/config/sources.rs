//! `[[source]]`: which files are read, how far they can be trusted, and how they are understood.

use std::collections::BTreeMap;
use std::path::Path;

use super::columns::{self, Speaker, Understanding};
use super::fetch;
use super::kind::{self, Kind};
use super::presets;
use super::reader::Table;
use crate::model::agreement::{Allowance, Clock, CutOffRule, DurationUnit, Source, Take};
use crate::model::words::Table as Canonical;

const MAX_SET_ASIDE: f64 = 0.2;
const MAX_AGE: Allowance = Allowance { count: 1, unit: DurationUnit::Days };

/// What sources are read with: the agreement's folder and the hand-off's fields.
pub struct Setting<'a> {
    /// Folder that paths are relative to.
    pub folder: &'a Path,
    /// Fields any source may map.
    pub required: &'a [String],
}

/// Reads every source; two of one name are reported.
pub fn sources(top: &Table<'_>, setting: &Setting<'_>) -> Vec<Source> {
    if !top.has("source") {
        top.miss("source", "@tables");
    }
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    let mut sources = Vec::new();
    for table in top.tables("source", "name") {
        let place = table.at(());
        let Some(source) = source(&table, setting) else { continue };
        if let Some(first) = lines.insert(source.name.clone(), place.line) {
            place.refuse(top.file(), "duplicate-id", &source.name, "");
            lines.insert(source.name.clone(), first);
        }
        if let Some(other) = fetch::contradicts(&sources, &source) {
            place.refuse(top.file(), "fetch-twice", &other.name, "");
        }
        sources.push(source);
    }
    sources
}

fn source(table: &Table<'_>, setting: &Setting<'_>) -> Option<Source> {
    let name = table.need("name", &kind::text());
    let files = files(table, setting.folder);
    let fetch = fetch::fetch(table, &files);
    let (preset, understood, preset_fields) = understood(table, setting);
    let takes = [("newest", Take::Newest), ("all", Take::All)];
    let rules = [
        ("file-time", CutOffRule::FileTime),
        ("newest-row", CutOffRule::NewestRow),
        ("none", CutOffRule::None),
    ];
    let source = Source {
        name: name.clone().unwrap_or_default(),
        table: understood.table.unwrap_or(Canonical::Leads),
        files,
        fetch,
        take: table.read("take", &Kind::word("bad-value", takes)).unwrap_or(Take::Newest),
        preset,
        cut_off: table
            .read("cut-off", &Kind::word("bad-value", rules))
            .unwrap_or(CutOffRule::FileTime),
        covers_from: table.read("covers-from", &kind::day()),
        max_age: table
            .read("max-age", &kind::days(Clock::Working))
            .or_else(|| default_max_age(understood.table)),
        timezone: understood.timezone,
        creates_leads: understood.creates_leads.unwrap_or(false),
        shared_ids: table
            .read("ids", &Kind::word("bad-value", [("own", false), ("shared", true)]))
            .unwrap_or(false),
        max_set_aside: table.read("max-set-aside", &kind::share()).unwrap_or(MAX_SET_ASIDE),
        extra: understood.extra,
        columns: understood.columns,
        tries: understood.tries,
        preset_fields,
        values: understood.values,
        read: understood.read,
    };
    if let (true, Some(value)) =
        (source.creates_leads && source.table != Canonical::Deals, table.get("creates-leads"))
    {
        value.at(()).refuse(
            table.file(),
            "forbidden-combination",
            &format!("table = \"{}\"", source.table.word()),
            "table = \"deals\"",
        );
    }
    table.close();
    name.map(|_| source)
}

/// A register or a log without a new entry is not stale: only the team can say how often it must have one.
fn default_max_age(table: Option<Canonical>) -> Option<Allowance> {
    (!matches!(table, Some(Canonical::Exemptions | Canonical::Log))).then_some(MAX_AGE)
}

/// Own keys over the preset's, with the preset's name and the fields that are only its.
fn understood(
    table: &Table<'_>,
    setting: &Setting<'_>,
) -> (Option<String>, Understanding, Vec<String>) {
    let named = table.get("preset").and_then(|value| Some((value.read(&kind::text())?, value)));
    let preset = named.as_ref().and_then(|(name, value)| {
        presets::preset(value, name, setting.folder, setting.required, table.file())
    });
    let is_named = named.is_some();
    let canonical = table
        .get("table")
        .and_then(|value| columns::table().good(value.raw()))
        .filter(|_| !is_named);
    let preset = preset.or_else(|| presets::of_table(canonical?, setting.required, table.file()));
    let own_extra = preset.as_ref().map(|preset| preset.extra.clone()).unwrap_or_default();
    let required: Vec<String> = setting.required.iter().cloned().chain(own_extra).collect();
    let own = columns::understanding(table, &required, Speaker::Source);
    if let (Some(canonical), Some(other), Some(value)) =
        (own.table, preset.as_ref().and_then(|preset| preset.table), table.get("table"))
        && canonical != other
    {
        let preset =
            named.as_ref().map(|(name, _)| format!("preset = \"{name}\"")).unwrap_or_default();
        value.at(()).refuse(
            table.file(),
            "forbidden-combination",
            &preset,
            &format!("table = \"{}\"", other.word()),
        );
    }
    let is_known = preset.is_some();
    // Headers nobody named speak only where nothing is mapped: a column left out on purpose stays out.
    let speaks = is_named || own.columns.is_empty();
    let preset = preset.map(|preset| {
        if speaks { preset } else { Understanding { columns: BTreeMap::new(), ..preset } }
    });
    let (merged, preset_fields) = columns::merged(own, preset.unwrap_or_default());
    if is_known || !is_named {
        columns::report_missing(table, &merged);
    }
    (named.map(|(name, _)| name), merged, preset_fields)
}

/// The globs of a source, made absolute; signs of the folder's own name are not part of the pattern.
fn files(table: &Table<'_>, folder: &Path) -> Vec<String> {
    let Some(value) = table.get("files") else {
        table.miss("files", "@globs");
        return Vec::new();
    };
    let kind = Kind::spelt("bad-value", "@globs", |text| {
        let is_path = !text.trim().is_empty() && !kind::is_address(text);
        glob::Pattern::new(text).ok().filter(|_| is_path).map(|_| text.to_owned())
    });
    let globs = value.items(&kind);
    if value.raw().as_array().is_some_and(|array| array.is_empty()) {
        value.refuse("bad-value", "@globs", None);
    }
    globs.into_iter().map(|pattern| absolute_glob(folder, &pattern)).collect()
}

fn absolute_glob(folder: &Path, pattern: &str) -> String {
    if Path::new(pattern).is_absolute() {
        return pattern.to_owned();
    }
    let folder = glob::Pattern::escape(&folder.to_string_lossy());
    Path::new(&folder).join(pattern).to_string_lossy().into_owned()
}
