//! Which files a source's globs mean.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use glob::{MatchOptions, Pattern, glob_with};
use unicode_normalization::UnicodeNormalization;

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

/// How the names begin that no export of a tool has.
const OWN_NAMES: [&str; 7] = [
    "acordo.",
    "acordo-leads.",
    "acordo-leads_",
    "acordo-marcado.",
    "acordo-marked.",
    "acordo-anterior.",
    "acordo-before.",
];

/// The files of a source, each list from the oldest to the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// To be read.
    pub used: Vec<PathBuf>,
    /// Matching, but older than the one used.
    pub left: Vec<PathBuf>,
    /// Lock files and unfinished downloads: noticed, skipped.
    pub locked: Vec<PathBuf>,
    /// The agreement, and what acordo wrote, where a pattern takes them: skipped.
    pub own: Vec<PathBuf>,
}

/// Finds the files of absolute globs; of what a pattern takes none that acordo writes, nor the agreement itself.
///
/// The age is the greatest date in the file's name if all matches have one, else the modification time; ties go by name.
pub fn discover(globs: &[String], take: Take, agreement: &Path) -> Result<Found, IntakeError> {
    let first = globs.first().map(PathBuf::from).unwrap_or_default();
    let matches = matches(globs).map_err(|fault| fault.at(&first))?;
    let (locked, files): (Vec<_>, Vec<_>) =
        matches.into_iter().partition(|path| is_unfinished(path));
    let is_named = |path: &PathBuf| globs.iter().any(|glob| Path::new(glob) == path.as_path());
    let is_foreign = |path: &PathBuf| is_named(path) || !(is_own(path) || is_it(path, agreement));
    let (mut files, own): (Vec<_>, Vec<_>) = files.into_iter().partition(is_foreign);
    if files.is_empty() {
        let misspelt = || nearest(&first).map(|near| Fault::new(Trouble::Misspelt, near));
        let fault = match locked.as_slice() {
            [] if first.is_dir() => Fault::new(Trouble::NotATable, "folder"),
            [] if !own.is_empty() => Fault::new(Trouble::OnlyOwn, names(&own)),
            [] => misspelt().unwrap_or_else(|| Trouble::NoMatch.into()),
            locked => Fault::new(Trouble::Unfinished, names(locked)),
        };
        return Err(fault.at(&first));
    }
    sort_by_age(&mut files);
    let split = if take == Take::Newest { files.len().saturating_sub(1) } else { 0 };
    let used = files.split_off(split);
    Ok(Found { used, left: files, locked, own })
}

/// True for one file by two paths.
fn is_it(one: &Path, other: &Path) -> bool {
    one.file_name() == other.file_name()
        && one
            .canonicalize()
            .ok()
            .is_some_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// True for the names of the workbooks, lists and copies that acordo writes.
fn is_own(path: &Path) -> bool {
    let name = file_name(path).to_lowercase();
    let is_dated = |start: &str| {
        let rest = name.strip_prefix(start).and_then(|rest| rest.get(..5));
        rest.is_some_and(|rest| {
            rest.as_bytes().iter().take(4).all(u8::is_ascii_digit) && rest.ends_with('-')
        })
    };
    OWN_NAMES.iter().any(|start| name.starts_with(start)) || is_dated("acordo_")
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
    // A name that was packed or synced by a Mac has its accents apart, and looks the same.
    let spellings = |pattern: &String| [pattern.nfc().collect::<String>(), pattern.nfd().collect()];
    let written =
        globs.iter().flat_map(|pattern| [pattern.clone()].into_iter().chain(spellings(pattern)));
    for pattern in written.collect::<BTreeSet<String>>() {
        let found =
            glob_with(&pattern, options).map_err(|_| Fault::new(Trouble::BadGlob, &pattern))?;
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

/// Files of about one time came together, unpacked or copied in the order of their names: of two that differ in a number or a month alone these
/// tell which is older.
const TOGETHER: i64 = 60;

fn sort_by_age(files: &mut [PathBuf]) {
    let dated = files.iter().all(|path| date_in_name(path).is_some());
    files.sort_by_cached_key(|path| {
        let age =
            if dated { (date_in_name(path), Instant::default()) } else { (None, modified(path)) };
        (age, Name::of(path), path.clone())
    });
    let is_one = |one: &PathBuf, other: &PathBuf| modified(other) - modified(one) <= TOGETHER;
    for together in files.chunk_by_mut(is_one).filter(|_| !dated) {
        let names: Vec<Name> = together.iter().map(|path| Name::of(path)).collect();
        let mut of_kind: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            of_kind.entry(name.words.clone()).or_default().push(at);
        }
        let old = together.to_vec();
        for places in of_kind.into_values() {
            let mut sorted = places.clone();
            sorted.sort_by_key(|at| names.get(*at));
            for (place, from) in places.iter().zip(sorted) {
                if let (Some(own), Some(path)) = (together.get_mut(*place), old.get(from)) {
                    own.clone_from(path);
                }
            }
        }
    }
}

/// A file's name as people count: its year and month, then its numbers as numbers, so that `v10` comes after `v9` and `leads (1)` after `leads`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    year: u64,
    month: usize,
    numbers: Vec<u64>,
    words: Vec<String>,
}

impl Name {
    fn of(path: &Path) -> Self {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        let (mut name, mut run) =
            (Self { year: 0, month: 0, numbers: Vec::new(), words: Vec::new() }, String::new());
        for c in stem.nfc().chain(['\0']) {
            let goes_on = run.chars().next().is_some_and(|first| kind(first) == kind(c));
            if !goes_on {
                name.add(&std::mem::take(&mut run));
            }
            run.push(c);
        }
        name
    }

    fn add(&mut self, run: &str) {
        let number = run.parse::<u64>().ok();
        match (number, month(run)) {
            (Some(year), _) if (1990..2100).contains(&year) => self.year = year,
            (Some(number), _) => self.numbers.push(number),
            (None, Some(month)) => self.month = month,
            (None, None) if run.chars().any(char::is_alphabetic) => self.words.push(run.to_owned()),
            (None, None) => {}
        }
    }
}

/// The words of a file's name, without numbers and months: files with the same words are told apart by age.
pub fn words_of_name(file: &str) -> Vec<String> {
    Name::of(Path::new(file)).words
}

/// Letters, digits, or what parts them.
fn kind(c: char) -> u8 {
    match c {
        c if c.is_ascii_digit() => 0,
        c if c.is_alphabetic() => 1,
        _ => 2,
    }
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

/// True for a file whose name carries a date.
pub fn is_dated(file: &str) -> bool {
    date_in_name(Path::new(file)).is_some()
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

/// The month that a word of a name is.
pub(super) fn month(word: &str) -> Option<usize> {
    let is_whole = || MONTH_ENDINGS.iter().any(|end| word.ends_with(end));
    let is_it = |starts: &&[&str]| starts.iter().any(|start| word.starts_with(start));
    let letters = word.chars().count();
    let may_be = letters == 3 || (4..=9).contains(&letters) && is_whole();
    MONTHS.iter().position(is_it).filter(|_| may_be).map(|at| at + 1)
}

/// How whole names of months end, in Portuguese and English.
const MONTH_ENDINGS: [&str; 14] = [
    "eiro", "ço", "arco", "ril", "aio", "nho", "lho", "sto", "bro", "ary", "rch", "une", "uly",
    "ber",
];

/// Months as names carry them, by their beginnings; `leads-novembro.csv` is followed by `leads-dezembro.csv`.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["fev", "feb"],
    &["mar"],
    &["abr", "apr"],
    &["mai", "may"],
    &["jun"],
    &["jul"],
    &["ago", "aug"],
    &["set", "sep"],
    &["out", "oct"],
    &["nov"],
    &["dez", "dec"],
];

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
        let found = discover(&globs, Take::Newest, Path::new("")).unwrap();
        assert_eq!(names(&found.used), "leads 23-11-2026.csv");
        assert_eq!(names(&found.left), "leads_20261120.csv, leads-2026-11-22.csv");
        assert_eq!(found.locked.len(), 2);
        assert_eq!(discover(&globs, Take::All, Path::new("")).unwrap().used.len(), 3);
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
        assert_eq!(
            names(&discover(&globs, Take::Newest, Path::new("")).unwrap().used),
            "b (1).csv"
        );
        let later = time + std::time::Duration::from_secs(5);
        std::fs::File::options()
            .write(true)
            .open(kept.path().join("a.csv"))
            .unwrap()
            .set_modified(later)
            .unwrap();
        assert_eq!(names(&discover(&globs, Take::Newest, Path::new("")).unwrap().used), "a.csv");
    }

    #[test]
    fn nothing_but_a_lock_file_is_said_to_be_one() {
        let (_kept, globs) = folder(&["~$leads.xlsx"]);
        let error = discover(&globs, Take::All, Path::new("")).unwrap_err();
        assert_eq!((error.trouble, error.found.as_str()), (Trouble::Unfinished, "~$leads.xlsx"));
        let (_kept, globs) = folder(&[]);
        assert_eq!(
            discover(&globs, Take::All, Path::new("")).unwrap_err().trouble,
            Trouble::NoMatch
        );
        assert_eq!(
            discover(&["a[".to_owned()], Take::All, Path::new("")).unwrap_err().trouble,
            Trouble::BadGlob
        );
    }
}
