//! The agreement file: read with every key and line, checked as a whole, every problem told at once.
//!
#![doc = include_str!("AGREEMENT.md")]

mod book;
mod carrier;
mod choices;
mod columns;
mod commitments;
mod definitions;
mod delivery;
mod extends;
mod fetch;
mod file;
mod general;
mod heading;
mod hours;
mod kind;
mod left_out;
mod looks;
mod objective;
mod place;
mod presets;
mod problem;
mod proposal;
mod reader;
pub mod recognise;
mod schema;
pub mod secret;
mod sources;
mod spell;
mod syntax;
mod undecided;
mod wide;
mod working_time;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use book::field_name;
pub use extends::Origin;

use crate::intake::{self, WholeSheet};
use crate::model::agreement::{Agreement, Clock, DurationUnit, Language, Undecided};
use crate::model::hash::sha256;
use crate::model::plain;
use crate::report::xlsx;
pub use crate::report::xlsx::XlsxError;
pub use choices::{means, spoken};
pub use columns::DATE_ORDERS;
pub use fetch::is_export;
use file::File;
pub use hours::spans;
pub use place::Place;
pub use problem::{Problem, nearest, tell};
pub use proposal::{HeaderWords, Open};
use reader::Table;
pub use schema::schema;
pub use spell::{has_thousands_part, has_thousands_point, number};
pub use undecided::mark;

const STARTER_PT_BR: &str = include_str!("../../templates/acordo.pt-BR.toml");
const STARTER_EN: &str = include_str!("../../templates/acordo.en.toml");

/// True when everything promised stands as a starter has it: no target was changed, nothing says since when it holds.
pub fn is_untouched(agreement: &Agreement) -> bool {
    let is_example = |language: &Language| {
        let example = understand(starter(*language), Path::new("/acordo.toml"));
        example.is_ok_and(|example| {
            agreement.objectives == example.objectives
                && agreement.commitments.iter().all(|own| example.commitments.contains(own))
        })
    };
    Language::ALL.iter().any(is_example)
}

/// The presets shipped.
pub fn preset_names() -> impl Iterator<Item = &'static str> {
    presets::PRESETS.iter().map(|(name, _)| *name)
}

/// The commented file `init` writes.
pub fn starter(language: Language) -> &'static str {
    match language {
        Language::PtBr => STARTER_PT_BR,
        Language::En => STARTER_EN,
    }
}

/// A written length as seconds of the wall clock, a day being 24 hours: for arguments of commands.
pub fn wall_clock(text: &str) -> Option<i64> {
    let length = spell::duration(text, Clock::Elapsed)?;
    let unit = match length.unit {
        DurationUnit::Minutes => 60,
        DurationUnit::Hours => 3_600,
        DurationUnit::Days => 86_400,
    };
    Some(i64::from(length.count) * unit)
}

/// `08:00` as seconds after midnight: for arguments of commands.
pub fn time_of_day(text: &str) -> Option<u32> {
    spell::time_of_day(text)
}

/// Reads and checks an agreement file; on failure every problem of it, by line.
pub fn load(path: &Path) -> Result<Agreement, Vec<Problem>> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    extends::load(&path)
}

/// Where each value of an agreement stands, of its own file and of the bases that it extends.
pub fn origins(path: &Path) -> Result<Vec<Origin>, Vec<Problem>> {
    extends::origins(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
}

/// An agreement's file as it was found.
enum Opened {
    /// TOML.
    Text(String),
    /// The sheets of a workbook.
    Workbook(Vec<WholeSheet>),
}

/// Checks the sheets of an agreement; every problem names its cell.
fn understand_book(sheets: &[WholeSheet], path: &Path) -> Result<Agreement, Vec<Problem>> {
    understand_document(book::document(sheets), path, Ok)
}

/// The same of sheets that were read; `then` looks at what stands beside the agreement.
fn understand_document(
    document: book::Document,
    path: &Path,
    then: fn(Agreement) -> Result<Agreement, Vec<Problem>>,
) -> Result<Agreement, Vec<Problem>> {
    match understand(&document.text, path).and_then(then) {
        Ok(mut agreement) if document.problems.is_empty() => {
            agreement.undecided.iter_mut().for_each(|own| document.place(own));
            Ok(agreement)
        }
        Ok(_) => Err(document.placed(Vec::new())),
        Err(problems) => Err(document.placed(problems)),
    }
}

/// An agreement's text as a workbook, what its comments ask on a sheet of its own; nothing when the workbook could not say all of it.
pub fn workbook(agreement: &Agreement) -> Result<Option<Vec<u8>>, XlsxError> {
    // What it extends is part of its text: there all that is asked is its own.
    let Ok(agreement) = &understand(&agreement.text, &agreement.file) else { return Ok(None) };
    let own = agreement.undecided.iter().filter(|own| own.file.is_empty());
    let beside = own.clone().filter(|own| own.path.is_empty());
    let marked = |own: &Undecided| format!("{}: {}", mark(agreement.language), own.text);
    let beside: Vec<String> = beside.map(marked).collect();
    let asked = book::Asked { beside: &beside, count: own.count() };
    let Some(book) = book::book(&agreement.text, agreement.language, &asked) else {
        return Ok(None);
    };
    let bytes = xlsx::bytes(&book)?;
    let sheets = intake::whole_bytes(&bytes).unwrap_or_default();
    let again = understand_book(&sheets, &agreement.folder.join("acordo.xlsx"));
    Ok(again.is_ok_and(|again| is_same(agreement, &again)).then_some(bytes))
}

/// A copy of an agreement's workbook with each problem as a note at its cell, `tell` giving the words; nothing of TOML or of a
/// file that cannot be read.
pub fn marked(
    path: &Path,
    problems: &[Problem],
    tell: &dyn Fn(&Problem) -> String,
) -> Result<Option<Vec<u8>>, XlsxError> {
    let Ok(Opened::Workbook(sheets)) = open(path) else { return Ok(None) };
    let own = problems.iter().filter(|problem| problem.file.is_empty());
    let told: Vec<(Option<Place>, String)> =
        own.map(|problem| (problem.cell.clone(), tell(problem))).collect();
    xlsx::bytes(&book::marked(&sheets, &told)).map(Some)
}

/// True when two agreements promise, read and ask the same, however they are written.
fn is_same(one: &Agreement, other: &Agreement) -> bool {
    let meaning = |agreement: &Agreement| {
        let (folder, file) = (PathBuf::new(), PathBuf::new());
        let (text, hash) = (String::new(), String::new());
        let (undecided, bases) = (Vec::new(), Vec::new());
        let mut own = Agreement { folder, file, bases, undecided, text, hash, ..agreement.clone() };
        // Where its name stands is no part of what a logo is.
        own.report.brand.logo.iter_mut().for_each(|logo| logo.line = 0);
        format!("{own:?}")
    };
    let questions = |agreement: &Agreement| {
        let mut all: Vec<String> =
            agreement.undecided.iter().map(|own| own.text.trim().to_owned()).collect();
        all.sort_unstable();
        all
    };
    meaning(one) == meaning(other) && questions(one) == questions(other)
}

/// True of a file's name or beginning that is a workbook's.
fn is_workbook(path: &Path, bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 2] = [b"PK", &[0xD0, 0xCF, 0x11, 0xE0]];
    has_workbook_name(path) || BEGINNINGS.iter().any(|own| bytes.starts_with(own))
}

/// True of a path that ends as workbooks do.
pub fn has_workbook_name(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ["xlsx", "xlsm"].iter().any(|own| ending.eq_ignore_ascii_case(own)))
}

fn open(path: &Path) -> Result<Opened, Vec<Problem>> {
    let trouble = |code: &'static str, found: String| {
        vec![Problem { found, ..Problem::whole(&path.to_string_lossy(), code) }]
    };
    let bytes = bytes_of(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => trouble("not-found", String::new()),
        std::io::ErrorKind::Unsupported => trouble("not-plain", String::new()),
        _ => trouble("unreadable", error.to_string()),
    })?;
    if is_workbook(path, &bytes) {
        let whole = intake::whole(path).map_err(|error| {
            let mut problems = trouble(error.trouble.code().word(), error.found);
            problems.iter_mut().for_each(|own| problem::OF_FILE.clone_into(&mut own.allowed));
            problems
        });
        return whole.map(Opened::Workbook);
    }
    String::from_utf8(bytes).map(Opened::Text).map_err(|_| trouble("not-utf8", String::new()))
}

/// The bytes of an agreement: a pipe or a device would be read for ever, and no agreement is that large.
fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    const LARGEST: u64 = 64 << 20;
    let about = std::fs::metadata(path)?;
    if about.is_file() && about.len() > LARGEST {
        return Err(std::io::ErrorKind::FileTooLarge.into());
    }
    plain::read(path)
}

/// Checks an agreement's text; `path` is the file it is, or would be, in.
pub fn understand(text: &str, path: &Path) -> Result<Agreement, Vec<Problem>> {
    let file = File::new(text, "");
    let agreement = file
        .parse()
        .and_then(|table| agreement(&reader::Table::top(&file, table.get_ref()), text, path));
    let problems = file.take_problems();
    match agreement {
        Some(mut agreement) if problems.is_empty() => {
            agreement.undecided = file.take_undecided();
            Ok(agreement)
        }
        _ => Err(problems),
    }
}

/// Reads every section; nothing without a zone, whose absence has been reported.
fn agreement(top: &Table<'_>, text: &str, path: &Path) -> Option<Agreement> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let general = general::general(top);
    let (required, rejection_window) = general::handoff(top);
    let sources = sources::sources(top, &sources::Setting { folder, required: &required });
    let scope =
        general::ScopeFields::new(sources.iter().flat_map(|source| &source.extra).chain(&required));
    let objectives = objective::objectives(top, &scope);
    let definitions = definitions::definitions(top, &scope);
    let commitments = commitments::commitments(top, &scope, &objectives, &definitions);
    let working_time = working_time::working_time(top, folder);
    let (lead_values, reasons, roles) =
        (general::lead_values(top), general::reasons(top), general::roles(top));
    let (report, mail, ledger) =
        (delivery::report(top, folder), delivery::mail(top, folder), delivery::ledger(top, folder));
    let notify = delivery::notify(top, folder, &mail);
    if let Some(base) = top.get("extends") {
        // What can be followed was: this is the text of a file that was merged, or the name of none.
        base.refuse("not-a-path", "@path", None);
    }
    top.close();
    let general = general?;
    Some(Agreement {
        name: general.name,
        folder: folder.to_path_buf(),
        file: path.to_path_buf(),
        bases: Vec::new(),
        language: general.language,
        zone: general.zone?,
        currency: general.currency,
        numbers: general.numbers,
        match_keys: general.match_keys,
        re_entry: general.re_entry,
        ignore: general.ignore,
        shared_addresses: general.shared_addresses,
        delivered_by: general.delivered_by,
        own_handoffs: general.own_handoffs,
        burst: general.burst,
        objectives: objectives.into_iter().map(|stated| stated.objective).collect(),
        working_time,
        definitions,
        required,
        lead_values,
        rejection_window,
        reasons,
        roles,
        commitments,
        sources,
        report,
        mail,
        notify,
        ledger,
        text: text.to_owned(),
        hash: sha256(text.as_bytes()),
        undecided: Vec::new(),
    })
}

/// The language an agreement asks for, itself or by what it extends, however wrong the rest of it is; nothing when it does not say.
pub fn language_of(path: &Path) -> Option<Language> {
    extends::language(path)
}

/// The language that one file asks for.
fn language_alone(path: &Path) -> Option<Language> {
    let bytes = bytes_of(path).unwrap_or_default();
    if is_workbook(path, &bytes) {
        let sheets = intake::whole_bytes(&bytes).unwrap_or_default();
        return book::language(&sheets);
    }
    let text = String::from_utf8_lossy(&bytes);
    let named = text.lines().find_map(|line| {
        let value = line.trim().strip_prefix("language")?.trim_start().strip_prefix('=')?;
        value.trim().trim_start_matches(['"', '\'']).split(['"', '\'']).next().map(str::to_owned)
    });
    let tag = named?;
    Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(&tag))
}
