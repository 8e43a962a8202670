//! Exports that commands bring: each command once a run, its output in place of the file as a whole or not at all.
//!
//! What it could not bring is told as trouble of its source; the file of last time stays, is read, and its age speaks.

mod bring;
mod said;

use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::issue::{Code, Issue};
use crate::mail::folder::write_to_folder;
use crate::mapping::personal;
use crate::model::agreement::{Agreement, Fetch, PersonalData, Source};
use crate::texts::format;

use super::console::Console;
use super::open::Opened;
use bring::{Failed, bring};

/// No export is larger, bytes: a command that goes on printing is ended.
const LARGEST: u64 = 4 << 30;

/// A command with every source that names it.
struct Errand<'a> {
    command: &'a [String],
    timeout: u32,
    sources: Vec<(&'a Source, &'a Path)>,
}

/// Runs every command of the agreement, one after the other, and tells what failed; nothing of an agreement without commands.
pub fn all(console: Console, opened: &Opened) -> Vec<Issue> {
    let errands = errands(&opened.agreement.sources);
    errands.iter().flat_map(|errand| carried_out(console, opened, errand)).collect()
}

/// The commands in the order of the sources; what several sources name is one, with the most time that any of them gives it.
fn errands(sources: &[Source]) -> Vec<Errand<'_>> {
    let mut errands: Vec<Errand> = Vec::new();
    for source in sources {
        let Some(Fetch { command, timeout, file }) = &source.fetch else { continue };
        let own = (source, file.as_path());
        match errands.iter_mut().find(|errand| errand.command == command) {
            Some(errand) => {
                errand.timeout = errand.timeout.max(*timeout);
                errand.sources.push(own);
            }
            None => errands.push(Errand { command, timeout: *timeout, sources: vec![own] }),
        }
    }
    errands
}

fn carried_out(console: Console, opened: &Opened, errand: &Errand<'_>) -> Vec<Issue> {
    let Agreement { folder, report, .. } = &opened.agreement;
    let time = Duration::from_secs(errand.timeout.into());
    let mut brought = match bring(errand.command, folder, time, LARGEST) {
        Ok(brought) => brought,
        Err(failed) => {
            let why = why(opened, errand, &failed, report.personal_data);
            let told = errand.sources.iter().map(|(source, _)| failure(source, errand, &why));
            return told.collect();
        }
    };
    let mut paths: Vec<&Path> = errand.sources.iter().map(|(_, path)| *path).collect();
    paths.sort_unstable();
    paths.dedup();
    let kept: Vec<(&Path, io::Result<PathBuf>)> =
        paths.into_iter().map(|path| (path, keep(&mut brought, path))).collect();
    let mut issues = Vec::new();
    for (source, path) in &errand.sources {
        let Some((_, own)) = kept.iter().find(|(own, _)| own == path) else { continue };
        match own {
            Ok(path) => {
                let values = [("source", &*source.name), ("path", &*path.to_string_lossy())];
                console.note(&opened.texts.phrase("app.fetched", &values));
            }
            Err(error) => issues.push(failure(source, errand, &error.to_string())),
        }
    }
    issues
}

/// Puts what was brought in the place of a file, with the rights that the old one had.
fn keep(brought: &mut std::fs::File, path: &Path) -> io::Result<PathBuf> {
    let missing = || io::Error::from(io::ErrorKind::InvalidInput);
    let (folder, name) =
        (path.parent().ok_or_else(missing)?, path.file_name().ok_or_else(missing)?);
    let rights = std::fs::metadata(path).map(|old| old.permissions());
    brought.rewind()?;
    let written = write_to_folder(folder, &name.to_string_lossy(), |to| {
        io::copy(&mut *brought, to).map(drop)
    })?;
    if let Ok(rights) = rights {
        std::fs::set_permissions(&written, rights)?;
    }
    Ok(written)
}

/// Why nothing was brought, in words; of what the command said last only what can be no secret.
fn why(opened: &Opened, errand: &Errand<'_>, failed: &Failed, level: PersonalData) -> String {
    let texts = &opened.texts;
    let phrase = |key: &str, found: &str| texts.phrase(key, &[("found", found)]);
    match failed {
        Failed::NotStarted(error) => phrase("app.fetch-not-started", &error.to_string()),
        Failed::Late => texts.count("app.fetch-late", u64::from(errand.timeout / 60), &[]),
        Failed::TooLarge => phrase(
            "app.fetch-too-large",
            &format::number(texts.language, (LARGEST >> 30) as f64, 0),
        ),
        Failed::Empty => phrase("app.fetch-empty", ""),
        Failed::Lost(error) => phrase("app.fetch-lost", &error.to_string()),
        Failed::Ended { status, said } => {
            let last = said::covered(said, errand.command, variables());
            let last = personal::quoted(level, &last);
            let status = status.to_string();
            if last.is_empty() { status } else { format!("{status}: {last}") }
        }
    }
}

/// The system's variables, as far as they are words.
fn variables() -> impl Iterator<Item = (String, String)> {
    let words = |word: std::ffi::OsString| word.to_string_lossy().into_owned();
    std::env::vars_os().map(move |(name, value)| (words(name), words(value)))
}

fn failure(source: &Source, errand: &Errand<'_>, why: &str) -> Issue {
    // Of its words the first alone is told: a later one may be a key.
    let program = errand.command.first().map(String::as_str).unwrap_or_default();
    let program = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
    let values = vec![
        ("source", source.name.clone()),
        ("command", program.into_owned()),
        ("found", why.to_owned()),
    ];
    Issue::serious(Code::FetchFailed, values)
}
