//! `acordo forget`: a person taken out of the record, and the letters and reports that name them removed. The exports are not ours: what stands
//! there is told row by row, and later reports show the person's leads under a code.

mod exports;
mod files;
mod folders;
pub mod hide;
mod reads;
mod whom;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::ledger::forget::{self, Eraser, Found};
use crate::ledger::written::Written;
use crate::ledger::{Ledger, Statement, statements};
use crate::mail::folder::{deliver_to_folder, sweep};
use crate::mapping::cover::cover_entry;
use crate::model::moment::Instant;
use crate::model::plain;
use crate::model::records::LogEntry;
use crate::texts::format;

use super::clock;
use super::command::ForgetArgs;
use super::console::{Console, is_agreed};
use super::failure::{Exit, Failure, Trouble};
use super::open::{self, Opened};
use files::{Look, Sweep, Swept};
use folders::Folders;
use whom::Whom;

/// Rows of an export named one by one.
const MOST_ROWS: usize = 20;

/// Forgettings that broke off: nobody remembers a week later that one is to be repeated.
pub fn broken_off(opened: &Opened) -> Result<Vec<Trouble>, Failure> {
    let agreement = &opened.agreement;
    let trouble = |(code, at): (String, Instant)| {
        let at = format::instant(agreement.language, &agreement.zone, at);
        let text = opened.texts.phrase("forget.broken-off", &[("code", &code), ("at", &at)]);
        Trouble { cause: format!("forget:{code}"), text }
    };
    let found = opened.recorded(forget::broken_off(&agreement.ledger.file))?;
    Ok(found.into_iter().map(trouble).collect())
}

/// Takes a person out of everything that acordo keeps, after it has said what that is.
pub fn forget(
    console: Console,
    config: Option<&Path>,
    asked: &ForgetArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let mut ledger = opened.ledger(console, now)?;
    clock::refuse_behind(&opened, &ledger, now)?;
    let salt = opened.recorded(ledger.salt())?;
    let mut whom = whom::find(&opened, asked.whom.trim(), (now, &salt))?;
    if asked.single_name {
        whom.trust_single_names();
    }
    let traces = &whom.traces;
    let look = Look::new(traces);
    let eraser = Eraser {
        text: &|text| traces.taken_out(text),
        prose: &|text, is_own| {
            if is_own { traces.taken_out_of_own(text) } else { traces.taken_out_of_prose(text) }
        },
        document: &|text| files::document(text, traces),
        lead: &|lead| traces.lead(lead).map(str::to_owned),
        file: &|ending, bytes| look.names(ending, bytes) == Some(true),
        called: &whom.called,
        salt: &salt,
        renamed: &whom.renamed,
        rows: &whom.rows,
        now,
    };
    let is_known = opened.recorded(ledger.has_forgotten(&eraser))?;
    let trial = Work { opened: &opened, whom: &whom, look: &look, eraser: &eraser, is_trial: true };
    let wanted = trial.done(&mut ledger)?;
    if whom.found.is_empty() && !whom.has_rows && wanted.is_nothing() && !is_known {
        let text = opened.texts.phrase("forget.unknown", &[("whom", &whom.asked)]);
        return Err(Failure::new(Exit::Usage, text));
    }
    trial.tell(console, &wanted);
    if asked.dry_run {
        console.answer(opened.texts.word("forget.dry-run"));
        return Ok(Exit::Done);
    }
    agree(console, &opened, asked.yes)?;
    let has_lost_names = opened.recorded(ledger.has_lost_names(&eraser))?;
    let before =
        if has_lost_names { None } else { opened.recorded(ledger.begin_forgetting(&eraser))? };
    let done = Work { is_trial: false, ..trial }.done(&mut ledger)?;
    if !done.failed.is_empty() {
        let values: Vec<String> = done.failed.iter().map(|(path, why)| line(path, why)).collect();
        let text = opened.texts.phrase("forget.failed", &[("files", &values.join("\n  "))]);
        return Err(Failure::new(Exit::Write, text));
    }
    if has_lost_names {
        let text = opened.texts.phrase("forget.lost-names", &[("whom", &whom.asked)]);
        return Err(Failure::new(Exit::Other, text));
    }
    opened.recorded(ledger.end_forgetting(&eraser, &done.told()))?;
    console.answer(&said_at_end(&opened, before, &wanted));
    Ok(Exit::Done)
}

fn line(path: &Path, why: &str) -> String {
    format!("{}: {why}", path.display())
}

fn said_at_end(opened: &Opened, before: Option<Instant>, wanted: &Done) -> String {
    let (key, at) = match before {
        Some(at) if wanted.is_nothing() => ("forget.again-nothing", at),
        Some(at) => ("forget.again", at),
        None => return opened.texts.word("forget.done").to_owned(),
    };
    opened
        .texts
        .phrase(key, &[("at", &format::instant(opened.texts.language, &opened.agreement.zone, at))])
}

fn agree(console: Console, opened: &Opened, is_given: bool) -> Result<(), Failure> {
    let texts = &opened.texts;
    if is_given {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(Exit::Usage, texts.word("forget.nobody-to-ask")));
    }
    if is_agreed(&console.ask(texts.word("forget.question"))) {
        return Ok(());
    }
    Err(Failure::new(Exit::Other, texts.word("forget.not-agreed")))
}

/// What is to be done, for good or to count.
struct Work<'a> {
    opened: &'a Opened,
    whom: &'a Whom,
    look: &'a Look<'a>,
    eraser: &'a Eraser<'a>,
    is_trial: bool,
}

/// What was done, or would be.
#[derive(Default)]
struct Done {
    swept: Swept,
    record: Found,
    copies: Found,
    doubtful: Vec<String>,
    /// Folders that were written into and are not there any more.
    gone: Vec<PathBuf>,
    failed: Vec<(PathBuf, String)>,
}

impl Done {
    fn is_nothing(&self) -> bool {
        self.swept.removed.is_empty() && self.record.all() + self.copies.all() == 0
    }

    /// For the record: how many files and places; nobody is named.
    fn told(&self) -> String {
        let Found { places, letters, statements, books, .. } = self.record;
        [
            ("files", self.swept.removed.len() as u64),
            ("record", places),
            ("letters", letters),
            ("statements", statements),
            ("books", books),
            ("copies", self.copies.all()),
        ]
        .map(|(what, count)| format!("{what} {count}"))
        .join(" · ")
    }
}

impl Work<'_> {
    /// Copies first and files last: the record that says a person is being forgotten is whole until all of it is done.
    fn done(&self, ledger: &mut Ledger) -> Result<Done, Failure> {
        let (copies, failed) = ledger.take_out_of_copies(self.eraser, self.is_trial);
        let record = self.opened.recorded(ledger.take_out(self.eraser, self.is_trial))?;
        let mut done = Done { record, copies, ..Done::default() };
        done.failed = failed.into_iter().map(|(path, why)| (path, why.to_string())).collect();
        self.files(ledger, &mut done)?;
        done.doubtful = self.doubtful(ledger)?;
        Ok(done)
    }

    /// Entries of the record's log that hold a name of one word and nothing else of the person, as they read.
    fn doubtful(&self, ledger: &Ledger) -> Result<Vec<String>, Failure> {
        let log = self.opened.recorded(ledger.log(&self.opened.agreement.name))?;
        let traces = &self.whom.traces;
        let is_so = |entry: &LogEntry| {
            let lead = entry.lead.as_deref();
            lead.is_none_or(|lead| traces.lead(lead).is_none()) && traces.may_be_in(&entry.text)
        };
        let level = self.opened.agreement.report.personal_data;
        let shown = log.into_iter().filter(is_so).map(|mut entry| {
            cover_entry(level, &mut entry);
            entry.text
        });
        Ok(shown.collect())
    }

    fn files(&self, ledger: &Ledger, done: &mut Done) -> Result<(), Failure> {
        let agreement = &self.opened.agreement;
        let (file, name) = (&agreement.ledger.file, &agreement.name);
        let chain = self.opened.recorded(statements::peek(file, name))?;
        let record = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_elsewhere = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_sealed = || chain.statements.iter().any(|own| own.file_stem == stem);
            let is_record = name.starts_with(&record) || open::NAMES.contains(&&*name);
            is_record || name.ends_with(".json") && is_sealed() || self.whom.is_export(path)
        };
        let (look, is_trial) = (self.look, self.is_trial);
        let mut written = Written::beside(file);
        written.extend(self.opened.recorded(ledger.letters_written())?);
        let own = Sweep { look, spared: &is_elsewhere, written: &written, is_trial };
        let folders = Folders::of(self.opened, &written);
        for folder in &folders.own {
            if !is_trial {
                sweep(folder);
            }
            own.folder(folder, &mut done.swept);
        }
        // What `--all` tells of many agreements lies in a folder that is none of theirs.
        for path in written.alone(name).into_iter().filter(|path| folders.is_beyond(path)) {
            own.file(path.to_owned(), &mut done.swept);
        }
        done.swept.unseen.retain(|path| !folders.has(path));
        done.swept.unseen.extend(folders.others);
        done.failed.append(&mut done.swept.failed);
        let changed = chain.statements.iter().filter(|own| !is_trial && own.taken_out.is_some());
        for statement in changed {
            done.failed.extend(folders.own.iter().filter_map(|folder| filed(folder, statement)));
        }
        done.gone = folders.gone;
        Ok(())
    }

    /// What is kept of the person, what will be done with it, and what this program cannot reach.
    fn tell(&self, console: Console, wanted: &Done) {
        let texts = &self.opened.texts;
        let Whom { asked, found, .. } = self.whom;
        let values = [("whom", asked.as_str()), ("leads", &found.join(", "))];
        console.answer(&match found.len() {
            0 => texts.phrase("forget.not-in-exports", &values),
            count => texts.count("forget.whom", count as u64, &values),
        });
        let Found { places, letters, withdrawn, statements, books, hashes } = wanted.record;
        let files = listed(&wanted.swept.removed);
        let lines = [
            ("removed", wanted.swept.removed.len() as u64),
            ("record", places + hashes),
            ("letters", letters),
            ("withdrawn", withdrawn),
            ("statements", statements),
            ("books", books),
            ("copies", wanted.copies.all()),
        ];
        for (key, count) in lines.into_iter().filter(|(_, count)| *count > 0) {
            let line = texts.count(&format!("forget.{key}"), count, &[("files", &files)]);
            console.answer(&format!("  {line}"));
        }
        if wanted.is_nothing() {
            console.answer(&format!("  {}", texts.word("forget.nothing")));
        }
        self.unreached(wanted).iter().for_each(|line| console.answer(line));
    }

    /// What stays, and what to do about it.
    fn unreached(&self, wanted: &Done) -> Vec<String> {
        let (texts, whom, swept) = (&self.opened.texts, self.whom, &wanted.swept);
        let text = &self.opened.agreement.text;
        let places: Vec<String> =
            whom.places.iter().map(|(file, rows)| rows_of(file, rows)).collect();
        let exports = places.into_iter().chain(whom.somewhere.iter().cloned());
        let exports = exports.collect::<Vec<_>>().join("; ");
        let entries = wanted.doubtful.iter().map(|entry| ["\n    ", entry].concat());
        let entries = entries.collect::<String>();
        let said = [
            ("with", "names", whom.with.join(", ")),
            ("left", "leads", whom.left.join(", ")),
            ("doubtful", "entries", entries),
            ("exports", "places", exports),
            ("unread", "sources", whom.refused.join(", ")),
            ("theirs", "files", listed(&swept.theirs)),
            ("unseen", "files", listed(&swept.unseen)),
            ("gone", "folders", listed(&wanted.gone)),
        ];
        let said = said.into_iter().filter(|(_, _, list)| !list.is_empty());
        let mut lines: Vec<String> = said
            .map(|(key, name, list)| texts.phrase(&format!("forget.{key}"), &[(name, &list)]))
            .collect();
        if whom.traces.are_in(text.lines()) {
            lines.push(texts.word("forget.agreement").to_owned());
        }
        lines.push(texts.word("forget.mailboxes").to_owned());
        lines
    }
}

/// Files one under the other, by the folder they lie in and their name.
fn listed(files: &[PathBuf]) -> String {
    let each = files.iter().map(|path| format!("\n    {}", path.display()));
    each.collect()
}

/// `leads.csv 4, 9`
fn rows_of(file: &str, rows: &std::collections::BTreeSet<u64>) -> String {
    let some: Vec<String> = rows.iter().take(MOST_ROWS).map(u64::to_string).collect();
    let more = if rows.len() > MOST_ROWS { " …" } else { "" };
    format!("{file} {}{more}", some.join(", "))
}

/// Writes what is left of a statement over its document, where that is; what could not be written.
fn filed(folder: &Path, statement: &Statement) -> Option<(PathBuf, String)> {
    let name = format!("{}.json", statement.file_stem);
    let (path, document) = (folder.join(&name), statement.document());
    let is_old = path.exists() && plain::read(&path).ok().as_deref() != Some(document.as_bytes());
    let error =
        is_old.then(|| deliver_to_folder(folder, &name, document.as_bytes()).err()).flatten()?;
    Some((path, error.to_string()))
}
