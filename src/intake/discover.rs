//! Which files a source's globs mean.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use glob::{MatchOptions, Pattern, glob_with};

use super::file::modified;
use super::trouble::{Fault, IntakeError, Trouble};
use crate::model::agreement::Take;
use crate::model::moment::Instant;

const UNFINISHED: [&str; 5] = [".crdownload", ".tmp", ".part", ".partial", ".download"];
/// How much of a file's name must be the same for it to be the one meant.
const ALIKE: f64 = 0.75;
const COMPANIONS: [&str; 3] = ["~$", ".~lock.", "._"];
/// Endings of exports. Text and JSON documents are often something else: they are read where they are named.
const ENDINGS: [&str; 12] = [
    "csv", "tsv", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet", "ndjson", "jsonl", "gz", "html",
];
/// How names begin that acordo gives: its workbook, lists and copies.
const OWN: [&str; 3] = ["acordo.", "acordo_", "acordo-"];

/// The files of a source, each list from the oldest to the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// To be read.
    pub used: Vec<PathBuf>,
    /// Matching, but older than the one used.
    pub left: Vec<PathBuf>,
    /// Lock files and unfinished downloads: noticed, skipped.
    pub locked: Vec<PathBuf>,
}

/// Finds the files of absolute globs.
///
/// The age is the greatest date in the file's name if all matches have one, else the modification time; ties go by name.
pub fn discover(globs: &[String], take: Take) -> Result<Found, IntakeError> {
    let first = globs.first().map(PathBuf::from).unwrap_or_default();
    let matches = matches(globs).map_err(|fault| fault.at(&first))?;
    let (locked, mut files): (Vec<_>, Vec<_>) =
        matches.into_iter().partition(|path| is_unfinished(path));
    if files.is_empty() {
        let misspelt = || nearest(&first).map(|near| Fault::new(Trouble::Misspelt, near));
        let fault = match locked.as_slice() {
            [] if first.is_dir() => Fault::new(Trouble::NotATable, "folder"),
            [] => misspelt().unwrap_or_else(|| Trouble::NoMatch.into()),
            locked => Fault::new(Trouble::Unfinished, names(locked)),
        };
        return Err(fault.at(&first));
    }
    sort_by_age(&mut files);
    let split = if take == Take::Newest { files.len().saturating_sub(1) } else { 0 };
    let used = files.split_off(split);
    Ok(Found { used, left: files, locked })
}

/// Files of a folder that may be exports by their endings, in the order of their names; none that acordo writes, hidden, or unfinished.
pub fn exports_in(folder: &Path) -> Vec<PathBuf> {
    let is_export = |path: &PathBuf| {
        let name = file_name(path).to_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_ours = name.starts_with('.') || OWN.iter().any(|start| name.starts_with(start));
        ENDINGS.contains(&ending) && !is_ours && !is_unfinished(path) && path.is_file()
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_export).collect();
    files.sort();
    files
}

/// Refuses a path that names no file, or the mark of one that is open: what it was probably meant to be is told.
pub fn refuse_misnamed(path: &Path) -> Result<(), IntakeError> {
    let name = file_name(path);
    let fault = if !path.exists() {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = whole.parent().unwrap_or(Path::new("/"));
        nearest(path).map_or_else(
            || Fault::new(Trouble::NotThere, folder.display()),
            |near| Fault::new(Trouble::Misspelt, near),
        )
    } else if let Some(of) = COMPANIONS.iter().find_map(|start| name.strip_prefix(start)) {
        Fault::new(Trouble::LockMark, of.trim_end_matches('#'))
    } else {
        return Ok(());
    };
    Err(fault.at(path))
}

/// The file of the same folder whose name is almost this one.
fn nearest(path: &Path) -> Option<String> {
    let wanted = file_name(path).to_lowercase();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?.flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| path.is_file());
    let alike = |name: &str| strsim::normalized_damerau_levenshtein(&wanted, &name.to_lowercase());
    let names = files.filter(|path| !is_unfinished(path)).map(|path| file_name(&path));
    let near = names.map(|name| (alike(&name), name)).filter(|(alike, _)| *alike >= ALIKE);
    near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1))).map(|(_, name)| name)
}

fn matches(globs: &[String]) -> Result<BTreeSet<PathBuf>, Fault> {
    let options = MatchOptions { case_sensitive: false, ..MatchOptions::new() };
    let mut paths = BTreeSet::new();
    for pattern in globs {
        let found =
            glob_with(pattern, options).map_err(|_| Fault::new(Trouble::BadGlob, pattern))?;
        for path in found {
            paths.insert(path.map_err(|error| Fault::from(std::io::Error::from(error)))?);
        }
    }
    // What is neither a file nor a folder is refused by its name when it is read.
    Ok(paths.into_iter().filter(|path| path.exists() && !path.is_dir()).collect())
}

/// True for a name of sheets that takes several.
pub(super) fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}

/// True for a sheet that a pattern takes, whatever the case.
pub(super) fn is_like(sheet: &str, pattern: &str) -> bool {
    let options = MatchOptions { case_sensitive: false, ..MatchOptions::new() };
    let literal = pattern.replace('[', "[[]");
    Pattern::new(&literal).is_ok_and(|pattern| pattern.matches_with(sheet, options))
}

pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn names(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| file_name(path)).collect::<Vec<_>>().join(", ")
}

pub(super) fn is_unfinished(path: &Path) -> bool {
    let name = file_name(path).to_lowercase();
    COMPANIONS.iter().any(|start| name.starts_with(start))
        || UNFINISHED.iter().any(|end| name.ends_with(end))
}

fn sort_by_age(files: &mut [PathBuf]) {
    let dated = files.iter().all(|path| date_in_name(path).is_some());
    files.sort_by_cached_key(|path| {
        let age =
            if dated { (date_in_name(path), Instant::default()) } else { (None, modified(path)) };
        // The stem first, so that `leads (1).csv` comes after `leads.csv`.
        let stem: OsString = path.file_stem().map(OsString::from).unwrap_or_default();
        (age, stem, path.clone())
    });
}

/// The greatest date in a file's name: `YYYY-MM-DD`, `YYYYMMDD` or `DD-MM-YYYY` (also with `_` or `.`).
pub(super) fn date_in_name(path: &Path) -> Option<NaiveDate> {
    let name = file_name(path);
    let runs: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    let parted = name
        .split(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '_' | '.'))
        .flat_map(|part| {
            let numbers: Vec<&str> = part.split(['-', '_', '.']).collect();
            numbers.windows(3).filter_map(parted_date).collect::<Vec<_>>()
        });
    parted.chain(runs.iter().filter_map(|run| compact_date(run))).max()
}

fn parted_date(numbers: &[&str]) -> Option<NaiveDate> {
    let [first, month, last] = numbers else { return None };
    match (first.len(), month.len(), last.len()) {
        (4, 2, 2) => date(first, month, last),
        (2, 2, 4) => date(last, month, first),
        _ => None,
    }
}

fn compact_date(run: &str) -> Option<NaiveDate> {
    if run.len() != 8 {
        return None;
    }
    date(run.get(..4)?, run.get(4..6)?, run.get(6..)?)
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let year = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> (tempfile::TempDir, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            std::fs::write(folder.path().join(name), "a;b\n1;2\n").unwrap();
        }
        let glob = folder.path().join("*").to_string_lossy().into_owned();
        (folder, vec![glob])
    }

    #[test]
    fn the_greatest_date_in_the_name_wins() {
        let (_kept, globs) = folder(&[
            "leads-2026-11-22.csv",
            "leads 23-11-2026.csv",
            "leads_20261120.csv",
            "~$leads.csv",
            "x.crdownload",
        ]);
        let found = discover(&globs, Take::Newest).unwrap();
        assert_eq!(names(&found.used), "leads 23-11-2026.csv");
        assert_eq!(names(&found.left), "leads_20261120.csv, leads-2026-11-22.csv");
        assert_eq!(found.locked.len(), 2);
        assert_eq!(discover(&globs, Take::All).unwrap().used.len(), 3);
    }

    #[test]
    fn without_dates_the_time_decides_and_ties_go_by_name() {
        let (kept, globs) = folder(&["b (1).csv", "b.csv", "a.csv"]);
        let time =
            std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        for name in ["b (1).csv", "b.csv", "a.csv"] {
            std::fs::File::options()
                .write(true)
                .open(kept.path().join(name))
                .unwrap()
                .set_modified(time)
                .unwrap();
        }
        assert_eq!(names(&discover(&globs, Take::Newest).unwrap().used), "b (1).csv");
        let later = time + std::time::Duration::from_secs(5);
        std::fs::File::options()
            .write(true)
            .open(kept.path().join("a.csv"))
            .unwrap()
            .set_modified(later)
            .unwrap();
        assert_eq!(names(&discover(&globs, Take::Newest).unwrap().used), "a.csv");
    }

    #[test]
    fn nothing_but_a_lock_file_is_said_to_be_one() {
        let (_kept, globs) = folder(&["~$leads.xlsx"]);
        let error = discover(&globs, Take::All).unwrap_err();
        assert_eq!((error.trouble, error.found.as_str()), (Trouble::Unfinished, "~$leads.xlsx"));
        let (_kept, globs) = folder(&[]);
        assert_eq!(discover(&globs, Take::All).unwrap_err().trouble, Trouble::NoMatch);
        assert_eq!(discover(&["a[".to_owned()], Take::All).unwrap_err().trouble, Trouble::BadGlob);
    }
}
