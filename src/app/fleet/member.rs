//! The agreements that patterns name, each once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::app::open::NAMES;
use crate::config;

use super::child::Ended;

/// One agreement of many.
pub struct Member {
    /// Its file, as the pattern found it.
    pub config: PathBuf,
    /// What it says of itself; nothing where it cannot be read.
    pub known: Option<Known>,
    /// An agreement before it in the list that keeps the same record under the same name.
    pub twin: Option<PathBuf>,
    /// What became of the command for it.
    pub ended: Option<Ended>,
}

/// What an agreement says of itself.
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its folder of reports.
    pub reports: PathBuf,
    /// The record it keeps.
    ledger: PathBuf,
}

/// Every agreement that the patterns name, sorted by path; the first pattern that names none is the error.
///
/// A pattern may name files, or folders that hold `acordo.toml` or `acordo.xlsx`.
pub fn named(patterns: &[String]) -> Result<Vec<Member>, String> {
    let mut found: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for pattern in patterns {
        let before = found.len();
        let mut seen = 0;
        for path in paths(pattern) {
            seen += 1;
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            found.entry(real).or_insert(path);
        }
        if seen == 0 && found.len() == before {
            return Err(pattern.clone());
        }
    }
    let mut configs: Vec<PathBuf> = found.into_values().collect();
    configs.sort_unstable();
    Ok(with_twins(configs))
}

/// The agreements of one pattern; a path that is there is itself, whatever signs its name holds.
fn paths(pattern: &str) -> Vec<PathBuf> {
    let own = PathBuf::from(pattern);
    let found = if own.exists() {
        vec![own]
    } else {
        glob::glob(pattern).into_iter().flatten().flatten().collect()
    };
    found.into_iter().filter_map(agreement_at).collect()
}

/// The agreement that a path is, or that a folder holds.
fn agreement_at(path: PathBuf) -> Option<PathBuf> {
    if path.is_dir() {
        return NAMES.map(|name| path.join(name)).into_iter().find(|file| file.is_file());
    }
    // What spreadsheets and editors leave beside a file that is open.
    let name = path.file_name()?.to_string_lossy().into_owned();
    (!name.starts_with("~$") && !name.starts_with(".~")).then_some(path)
}

fn with_twins(configs: Vec<PathBuf>) -> Vec<Member> {
    let mut first: BTreeMap<(PathBuf, String), PathBuf> = BTreeMap::new();
    let member = |config: PathBuf| {
        let known = known(&config);
        let twin = known.as_ref().and_then(|known| {
            let key = (known.ledger.clone(), known.name.clone());
            let earlier = first.get(&key).cloned();
            first.entry(key).or_insert_with(|| config.clone());
            earlier
        });
        Member { config, known, twin, ended: None }
    };
    configs.into_iter().map(member).collect()
}

fn known(config: &Path) -> Option<Known> {
    let agreement = config::load(config).ok()?;
    let ledger = agreement.ledger.file;
    let ledger = ledger
        .parent()
        .and_then(|folder| folder.canonicalize().ok())
        .and_then(|folder| Some(folder.join(ledger.file_name()?)))
        .unwrap_or(ledger);
    Some(Known { name: agreement.name, reports: agreement.report.folder, ledger })
}
