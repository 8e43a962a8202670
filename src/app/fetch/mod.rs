//! Exports that commands bring: each command once a run, its output in place of the file as a whole or not at all.
//!
//! What is brought is read before it takes the file's place: a page to sign in is no export. What could not be brought, or cannot be read as the
//! source's table, is told as trouble of its source; the file of last time stays, is read, and its age speaks.

mod bring;
mod said;

use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config;
use crate::issue::{Code, Issue};
use crate::mail::folder::{draft_folder, move_to, sweep, write_to_folder};
use crate::mapping::{self, personal};
use crate::model::agreement::{Agreement, Fetch, PersonalData, Source};
use crate::model::memory::StageMemory;
use crate::model::moment::Instant;
use crate::texts::format;
use crate::texts::story::file_name;

use super::console::Console;
use super::memory;
use super::open::Opened;
pub use bring::stand_by;
use bring::{Failed, bring};

/// No export is larger, bytes: a command that goes on printing is ended.
const LARGEST: u64 = 4 << 30;

/// A command with every source that names it.
struct Errand<'a> {
    command: &'a [String],
    timeout: u32,
    sources: Vec<(&'a Source, &'a Path)>,
}

/// What a file is read with before it takes the place of another.
struct Reading<'a> {
    opened: &'a Opened,
    memory: StageMemory,
    now: Instant,
}

/// Runs every command of the agreement, one after the other, and tells what failed; nothing of an agreement without commands.
pub fn all(console: Console, opened: &Opened, now: Instant) -> Vec<Issue> {
    let errands = errands(&opened.agreement.sources);
    // A record that cannot be read is told by whoever needs it.
    let reading = Reading { opened, memory: memory::peek(opened, now).unwrap_or_default(), now };
    errands.iter().flat_map(|errand| reading.carried_out(console, errand)).collect()
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

impl Reading<'_> {
    fn carried_out(&self, console: Console, errand: &Errand<'_>) -> Vec<Issue> {
        let Agreement { folder, report, .. } = &self.opened.agreement;
        let time = Duration::from_secs(errand.timeout.into());
        let failed = |source: &Source, why: &str| failure(self.opened, source, errand, why);
        let mut brought = match bring(errand.command, folder, time, LARGEST) {
            Ok(brought) => brought,
            Err(error) => {
                let why = why(self.opened, errand, &error, report.personal_data);
                return errand.sources.iter().map(|(source, _)| failed(source, &why)).collect();
            }
        };
        let mut paths: Vec<&Path> = errand.sources.iter().map(|(_, path)| *path).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut issues = Vec::new();
        for path in paths {
            let own = errand.sources.iter().filter(|(_, own)| *own == path);
            let sources: Vec<&Source> = own.map(|(source, _)| *source).collect();
            match self.kept(&mut brought, path, &sources) {
                Ok(()) => sources.iter().for_each(|source| {
                    let values = [("source", &*source.name), ("path", &*path.to_string_lossy())];
                    console.note(&self.opened.texts.phrase("app.fetched", &values));
                }),
                Err(why) => issues.extend(sources.iter().map(|source| failed(source, &why))),
            }
        }
        issues
    }

    /// Puts what was brought in the place of a file, with the rights that the old one had, once every source of the file can read it; or why not.
    fn kept(
        &self,
        brought: &mut std::fs::File,
        path: &Path,
        sources: &[&Source],
    ) -> Result<(), String> {
        let told = |error: io::Error| error.to_string();
        let place = place(path).map_err(told)?;
        let folder = place.parent().unwrap_or(Path::new("."));
        sweep(folder);
        // Under its own name, for what is told of it.
        let (name, drafts) = (name_of(path), draft_folder(folder).map_err(told)?);
        brought.rewind().map_err(told)?;
        let copy = |to: &mut (dyn io::Write + Send)| io::copy(brought, to).map(drop);
        let draft = write_to_folder(drafts.path(), &name, copy).map_err(told)?;
        for source in sources {
            let found = self.amiss(source, &draft);
            let is_first = || !place.exists() || is_bare(&self.amiss(source, &place));
            if !(found.is_empty() || is_bare(&found) && is_first()) {
                return Err(self.unreadable(source, &found));
            }
        }
        if let Ok(old) = std::fs::metadata(&place) {
            std::fs::set_permissions(&draft, old.permissions()).map_err(told)?;
        }
        move_to(&draft, &place).map_err(told)
    }

    /// Why a file could not be used as a source's; nothing where it can.
    fn amiss(&self, source: &Source, path: &Path) -> Vec<Issue> {
        let own = Source {
            files: vec![glob::Pattern::escape(&path.to_string_lossy())],
            fetch: None,
            ..source.clone()
        };
        let alone = Agreement { sources: vec![own], ..self.opened.agreement.clone() };
        let mapped = mapping::map(&alone, &self.memory, self.now);
        let is_refused = !mapped.refused.is_empty();
        mapped.issues.into_iter().filter(|issue| is_refused && issue.serious).collect()
    }

    /// The same in words.
    fn unreadable(&self, source: &Source, found: &[Issue]) -> String {
        let texts = &self.opened.texts;
        let written = |name: &str, value: &str| match name {
            "file" => file_name(value).to_owned(),
            "share" => value
                .parse()
                .map_or_else(|_| value.to_owned(), |own| format::short_share(texts.language, own)),
            "found" => texts.file_kind(value),
            _ => value.to_owned(),
        };
        let why = found.last().map(|issue| texts.issue(issue, written)).unwrap_or_default();
        let why = why.strip_prefix(&format!("{}: ", source.name)).unwrap_or(&why);
        let why = personal::quoted(self.opened.agreement.report.personal_data, why);
        texts.phrase("app.fetch-unreadable", &[("found", why.trim_end_matches('.'))])
    }
}

/// The file itself where a path is a link to it: the link stays one.
fn place(path: &Path) -> io::Result<PathBuf> {
    if !path.is_symlink() {
        return Ok(path.to_path_buf());
    }
    let place = path.canonicalize()?;
    if config::is_export(&place) { Ok(place) } else { Err(io::ErrorKind::InvalidFilename.into()) }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// All that is wrong is that there are headers and no row: no such file takes the place of one with rows.
fn is_bare(found: &[Issue]) -> bool {
    !found.is_empty() && found.iter().all(|issue| issue.code == Code::FileNoData)
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

fn failure(opened: &Opened, source: &Source, errand: &Errand<'_>, why: &str) -> Issue {
    // Of its words the first alone is told: a later one may be a key.
    let program = errand.command.first().map(String::as_str).unwrap_or_default();
    let values = vec![
        ("source", source.name.clone()),
        ("command", name_of(Path::new(program))),
        ("found", why.to_owned()),
        ("place", stands_at(opened, source)),
    ];
    Issue::serious(Code::FetchFailed, values)
}

/// Where the command of a source stands: in the agreement, or in what it extends.
fn stands_at(opened: &Opened, source: &Source) -> String {
    let key = format!("source \"{}\".fetch", source.name);
    let all = config::origins(&opened.agreement.file).unwrap_or_default();
    let own = all.into_iter().find(|origin| origin.path.starts_with(&key));
    own.map_or_else(|| name_of(&opened.agreement.file), |origin| origin.place)
}
