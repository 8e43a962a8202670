//! `acordo open`: the newest workbook, in the program the system has for it.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::model::agreement::Language;
use crate::texts::Texts;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::look::file_name;
use super::open;

/// How long a program that opens a file may take to say that it cannot; one still at work by then has the file.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the newest workbook of the agreement's report folder.
pub fn newest(console: Console, config: Option<&Path>) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let folder = &opened.agreement.report.folder;
    let newest = newest_of(folder, "xlsx").ok_or_else(|| {
        let values = [("path", &*folder.to_string_lossy())];
        Failure::new(Exit::Other, opened.texts.phrase("app.open-none", &values))
    })?;
    workbook(console, &opened.texts, &newest).map(|()| Exit::Done)
}

/// Hands a workbook to the system's program, and says which one.
pub fn workbook(console: Console, texts: &Texts, path: &Path) -> Result<(), Failure> {
    let shown = path.to_string_lossy();
    open_with::that_detached_with_timeout(path, PATIENCE).map_err(|error| {
        let values = [("path", &*shown), ("reason", &error.to_string())];
        Failure::new(Exit::Other, texts.phrase("app.open-failed", &values))
    })?;
    console.note(&texts.phrase("app.opened", &[("path", &shown)]));
    Ok(())
}

/// The report written last, as a workbook (`xlsx`) or a document (`json`); statements and the locks of spreadsheets are none.
pub fn newest_of(folder: &Path, ending: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let made = |path: PathBuf| {
        let at = path.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        (at, path)
    };
    let books = entries.map(|entry| entry.path()).filter(|path| is_report(path, ending)).map(made);
    books.max().map(|(_, path)| path)
}

fn is_report(path: &Path, wanted: &str) -> bool {
    let name = file_name(path);
    let is_statement = |language| {
        let texts = Texts::of(language);
        name.contains(&format!("_{}", texts.word("close.file")))
    };
    (name.starts_with("acordo_") || name == "acordo.json")
        && path.extension().is_some_and(|ending| ending == wanted)
        && !Language::ALL.into_iter().any(is_statement)
}
