//! The agreements that patterns name, each once.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::app::open::NAMES;
use crate::config;
use crate::ledger::written::real;
use crate::model::agreement::PersonalData;
use crate::model::zone::Zone;

use super::child::Ended;

/// One agreement of many.
pub struct Member {
    /// Its file, as the pattern found it.
    pub config: PathBuf,
    /// What it says of itself; nothing where it cannot be read.
    pub known: Option<Known>,
    /// An agreement before it in the list that writes to the same place, and the text that says which.
    pub twin: Option<(&'static str, PathBuf)>,
    /// What became of the command for it.
    pub ended: Option<Ended>,
}

/// What an agreement says of itself.
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its time zone.
    pub zone: Zone,
    /// Its folder of reports.
    pub reports: PathBuf,
    /// How much of a person's data its reports show.
    pub personal_data: PersonalData,
    /// The record it keeps.
    pub ledger: PathBuf,
}

/// Why the agreements of a pattern are not known.
pub enum Unnamed {
    /// It names none.
    None(String),
    /// A folder cannot be looked into, or the pattern is none: which, and what was said.
    Unreadable(String, String),
}

/// Every agreement that the patterns name, sorted by path.
///
/// A pattern may name files, or folders that hold `acordo.toml` or `acordo.xlsx`.
pub fn named(patterns: &[String]) -> Result<Vec<Member>, Unnamed> {
    let mut found: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for pattern in patterns {
        let own = paths(pattern)?;
        if own.is_empty() {
            return Err(Unnamed::None(pattern.clone()));
        }
        for path in own {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            found.entry(real).or_insert(path);
        }
    }
    let mut configs: Vec<PathBuf> = found.into_values().collect();
    configs.sort_unstable();
    Ok(with_twins(configs))
}

/// The agreements of one pattern; a path that is there is itself, whatever signs its name holds.
fn paths(pattern: &str) -> Result<Vec<PathBuf>, Unnamed> {
    let own = PathBuf::from(pattern);
    if own.exists() {
        return Ok(agreement_at(own).into_iter().collect());
    }
    let found = glob::glob(pattern)
        .map_err(|error| Unnamed::Unreadable(pattern.to_owned(), error.to_string()))?;
    let unreadable = |error: glob::GlobError| {
        Unnamed::Unreadable(error.path().to_string_lossy().into_owned(), error.error().to_string())
    };
    let found = found.collect::<Result<Vec<PathBuf>, _>>().map_err(unreadable)?;
    Ok(found
        .into_iter()
        .filter(|path| path.is_dir() || is_agreement(path) || leads_nowhere(path))
        .filter_map(agreement_at)
        .collect())
}

/// Whether a file that a pattern happens to name can be an agreement: exports, reports and what spreadsheets leave beside an open file are none.
fn is_agreement(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let has_ending = [".toml", ".xlsx"].iter().any(|ending| name.to_lowercase().ends_with(ending));
    has_ending && !name.starts_with("~$") && !name.starts_with(".~")
}

/// A link that stands for a client's folder and leads to none; a broken link with an ending stands for some file.
fn leads_nowhere(path: &Path) -> bool {
    path.extension().is_none() && path.is_symlink() && !path.exists()
}

/// The agreement that a path is, or that a folder holds: one that nobody can read, too, for then it fails by name and is not passed over.
fn agreement_at(path: PathBuf) -> Option<PathBuf> {
    if !path.is_dir() {
        return Some(path);
    }
    let files = NAMES.map(|name| path.join(name));
    let is_gone = |file: &PathBuf| {
        file.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    let whole = files.iter().find(|file| file.is_file());
    whole.or_else(|| files.iter().find(|file| !is_gone(file))).cloned()
}

/// What is there under an agreement's name and is no file, a folder or a pipe: reading it would fail, or never end.
pub fn is_no_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| !found.is_file())
}

/// Two agreements write to one place where they keep one record under one name, or have one folder of reports.
fn with_twins(configs: Vec<PathBuf>) -> Vec<Member> {
    let mut first: BTreeMap<(&'static str, PathBuf, String), PathBuf> = BTreeMap::new();
    let member = |config: PathBuf| {
        let known = known(&config);
        let places = known.iter().flat_map(|known| {
            let record = ("fleet.twin", known.ledger.clone(), known.name.clone());
            [record, ("fleet.same-reports", real(&known.reports), String::new())]
        });
        let places: Vec<_> = places.collect();
        let twin = places.iter().find_map(|place| Some((place.0, first.get(place)?.clone())));
        if twin.is_none() {
            first.extend(places.into_iter().map(|place| (place, config.clone())));
        }
        Member { config, known, twin, ended: None }
    };
    configs.into_iter().map(member).collect()
}

fn known(config: &Path) -> Option<Known> {
    let agreement = (!is_no_file(config)).then(|| config::load(config).ok())??;
    let ledger = agreement.ledger.file;
    let ledger = ledger
        .parent()
        .and_then(|folder| folder.canonicalize().ok())
        .and_then(|folder| Some(folder.join(ledger.file_name()?)))
        .unwrap_or(ledger);
    let report = agreement.report;
    let (reports, personal_data) = (report.folder, report.personal_data);
    let (name, zone) = (agreement.name, agreement.zone);
    Some(Known { name, zone, reports, personal_data, ledger })
}
