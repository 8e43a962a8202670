//! Files of ours in the folders of reports, letters and previews: each is noted with its hash before it is there, so that one that somebody
//! changed is known.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::app::written::io::ErrorKind;
use crate::ledger::written::{Written, note, real};
use crate::mail::folder::{deliver_to_folder, write_to_folder};
use crate::model::agreement::Agreement;
use crate::model::hash::{Hashed, sha256};
use crate::model::plain;
use crate::texts::Texts;

use super::failure::{Exit, Failure};
use super::open::Opened;

/// The summary document of the newest report in a folder.
const SUMMARY: &str = "acordo.json";

/// Writes a file into a folder, whole or not at all.
pub fn put(agreement: &Agreement, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    note(&agreement.ledger.file, (&agreement.name, folder), name, &sha256(bytes));
    deliver_to_folder(folder, name, bytes)
}

/// The same for a file that is written piece by piece.
pub fn put_pieces(
    agreement: &Agreement,
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut (dyn io::Write + Send)) -> io::Result<()>,
) -> io::Result<PathBuf> {
    write_to_folder(folder, name, |to| {
        let mut hashed = Hashed::new(to);
        write(&mut hashed)?;
        note(&agreement.ledger.file, (&agreement.name, folder), name, &hashed.sha256());
        Ok(())
    })
}

/// Refuses a folder of reports that another agreement writes into: each would take the place of the other's. An agreement that was given another name
/// is none: its record knows the report, and it has not been in that folder under the new name.
pub fn refuse_of_others(opened: &Opened) -> Result<(), Failure> {
    let agreement = &opened.agreement;
    let folder = &agreement.report.folder;
    let Ok(bytes) = plain::read(&folder.join(SUMMARY)) else { return Ok(()) };
    let summary: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let other = summary.pointer("/agreement/name").and_then(Value::as_str);
    let Some(other) = other.filter(|other| *other != agreement.name) else { return Ok(()) };
    let written = Written::beside(&agreement.ledger.file);
    let place = real(folder);
    let was_here = written.folders(&agreement.name).0.contains(&place.as_path());
    if written.has(SUMMARY, &sha256(&bytes)) && !was_here {
        return Ok(());
    }
    let values = [("path", &*folder.to_string_lossy()), ("other", other)];
    Err(Failure::new(Exit::Agreement, opened.texts.phrase("app.reports-of-another", &values)))
}

/// Where a preview goes that nobody told where to go.
pub fn beside(opened: &Opened) -> PathBuf {
    let folder = opened.agreement.ledger.file.parent().unwrap_or(Path::new("."));
    folder.join(opened.texts.word("app.preview-folder"))
}

/// `acordo-marcado.xlsx`, or the next number of it: an earlier copy, in which something may have been set right, is not lost.
pub fn free_name(path: &Path, suffix: &str, ending: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let named = |number: usize| {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        path.with_file_name(format!("{stem}-{suffix}{number}.{ending}"))
    };
    let mut number = 1;
    while named(number).exists() {
        number += 1;
    }
    named(number)
}

/// Writes a file that is not yet there.
pub fn write_new(texts: &Texts, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let shown = path.to_string_lossy();
    let written = std::fs::File::create_new(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| {
        let is_there = error.kind() == ErrorKind::AlreadyExists;
        let key = if is_there { "app.exists" } else { "app.cannot-write" };
        let values = [("path", &*shown), ("reason", &error.to_string())];
        Failure::new(Exit::Write, texts.phrase(key, &values))
    })
}
