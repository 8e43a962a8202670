//! `acordo forget`: a person taken out of the record, the letters and the reports that are kept. The exports are not ours: what stands there
//! is told, and later reports do not name the person.

mod files;
pub mod hide;
mod letter;
mod whom;
mod workbook;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::ledger::forget::{Eraser, Found};
use crate::ledger::{Ledger, Statement, statements};
use crate::mail::folder::{deliver_to_folder, sweep};
use crate::texts::format;

use super::close::consent::is_agreed;
use super::command::ForgetArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::{self, Opened};
use super::preview;
use files::{Sweep, Swept};
use whom::Whom;

/// Exports named one by one.
const MOST_PLACES: usize = 12;

/// Takes a person out of everything that acordo keeps, after it has said what that is.
pub fn forget(
    console: Console,
    config: Option<&Path>,
    asked: &ForgetArgs,
    now: i64,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let whom = whom::find(&opened, asked.whom.trim(), now)?;
    let traces = &whom.traces;
    let eraser = Eraser {
        text: &|text| traces.taken_out(text),
        document: &|text| files::document(text, traces, false),
        book: &|bytes| workbook::taken_out(bytes, traces),
        letter: &|bytes| letter::names(bytes, traces),
        called: whom.called(),
        leads: whom.leads.clone(),
        rows: whom.rows.clone(),
        now,
    };
    let mut ledger = opened.ledger(console, now)?;
    let trial = Work { opened: &opened, whom: &whom, eraser: &eraser, is_trial: true };
    let wanted = trial.done(&mut ledger)?;
    trial.tell(console, &wanted);
    if asked.dry_run {
        console.answer(opened.texts.word("forget.dry-run"));
        return Ok(Exit::Done);
    }
    agree(console, &opened, asked.yes)?;
    let before = opened.recorded(ledger.begin_forgetting(&eraser))?;
    let done = Work { is_trial: false, ..trial }.done(&mut ledger)?;
    if !done.failed.is_empty() {
        let values: Vec<String> = done.failed.iter().map(|(path, why)| line(path, why)).collect();
        let text = opened.texts.phrase("forget.failed", &[("files", &values.join("\n  "))]);
        return Err(Failure::new(Exit::Write, text));
    }
    opened.recorded(ledger.end_forgetting(&eraser, &done.told()))?;
    console.answer(&said_at_end(&opened, before, &wanted));
    Ok(Exit::Done)
}

fn line(path: &Path, why: &str) -> String {
    format!("{}: {why}", path.display())
}

fn said_at_end(opened: &Opened, before: Option<i64>, wanted: &Done) -> String {
    let (key, at) = match before {
        Some(at) if wanted.is_nothing() => ("forget.again-nothing", at),
        Some(at) => ("forget.again", at),
        None => return opened.texts.word("forget.done").to_owned(),
    };
    opened.texts.phrase(key, &[("at", &format::instant(&opened.agreement.zone, at))])
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
    eraser: &'a Eraser<'a>,
    is_trial: bool,
}

/// What was done, or would be.
#[derive(Default)]
struct Done {
    swept: Swept,
    record: Found,
    copies: Found,
    failed: Vec<(PathBuf, String)>,
}

impl Done {
    fn is_nothing(&self) -> bool {
        let Swept { rewritten, removed, .. } = &self.swept;
        rewritten.is_empty() && removed.is_empty() && self.record.all() + self.copies.all() == 0
    }

    /// For the record: how many files of which kind, and how many places; nobody is named.
    fn told(&self) -> String {
        let Swept { rewritten, removed, places, .. } = &self.swept;
        let of = |what: &str, (ending, count): (&String, &u64)| format!("{what} {ending} {count}");
        let files = rewritten.iter().map(|one| of("rewritten", one));
        let gone = removed.iter().map(|one| of("removed", one));
        let Found { places: own, letters, statements, .. } = self.record;
        let record = [
            format!("places {places}"),
            format!("record {own}"),
            format!("letters {letters}"),
            format!("statements {statements}"),
            format!("copies {}", self.copies.all()),
        ];
        files.chain(gone).chain(record).collect::<Vec<_>>().join(" · ")
    }
}

impl Work<'_> {
    /// Copies first and files last: the record that says a person is being forgotten is whole until all of it is done.
    fn done(&self, ledger: &mut Ledger) -> Result<Done, Failure> {
        let (copies, failed) = ledger.take_out_of_copies(self.eraser, self.is_trial);
        let record = self.opened.recorded(ledger.take_out(self.eraser, self.is_trial))?;
        let mut done = Done { record, copies, ..Done::default() };
        done.failed = failed.into_iter().map(|(path, why)| (path, why.to_string())).collect();
        self.files(&mut done)?;
        Ok(done)
    }

    fn files(&self, done: &mut Done) -> Result<(), Failure> {
        let agreement = &self.opened.agreement;
        let (file, name) = (&agreement.ledger.file, &agreement.name);
        let chain = self.opened.recorded(statements::peek(file, name))?;
        let folder = &agreement.report.folder;
        let is_sealed = |path: &Path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            chain.statements.iter().any(|statement| statement.file_stem == stem)
        };
        let spared = |path: &Path| is_sealed(path) || self.whom.is_export(path);
        let own = Sweep { traces: &self.whom.traces, spared: &spared, is_trial: self.is_trial };
        let previews = preview::beside(self.opened);
        if !self.is_trial {
            [folder, &previews, &agreement.mail.folder]
                .into_iter()
                .for_each(|folder| sweep(folder));
        }
        own.reports(folder, &mut done.swept);
        own.previews(&previews, &mut done.swept);
        own.letters(&agreement.mail.folder, &mut done.swept);
        done.failed.append(&mut done.swept.failed);
        if !self.is_trial {
            let changed = chain.statements.iter().filter(|own| own.taken_out.is_some());
            done.failed.extend(changed.flat_map(|statement| filed(folder, statement)));
        }
        Ok(())
    }

    /// What is kept of the person, what will be done with it, and what this program cannot reach.
    fn tell(&self, console: Console, wanted: &Done) {
        let texts = &self.opened.texts;
        let count = |key: &str, n: u64, values: &[(&str, &str)]| {
            (n > 0).then(|| texts.count(&format!("forget.{key}"), n, values))
        };
        let leads = self.whom.found as u64;
        console.answer(&texts.count("forget.whom", leads, &[("whom", &self.whom.asked)]));
        let Found { places, letters, withdrawn, statements, hashes } = wanted.record;
        let files = |of: &std::collections::BTreeMap<String, u64>| {
            let each = of.iter().map(|(ending, count)| format!("{ending} {count}"));
            (of.values().sum::<u64>(), each.collect::<Vec<_>>().join(", "))
        };
        let (rewritten, removed) = (files(&wanted.swept.rewritten), files(&wanted.swept.removed));
        let lines = [
            count("rewritten", rewritten.0, &[("kinds", &rewritten.1)]),
            count("removed", removed.0, &[("kinds", &removed.1)]),
            count("record", places + hashes, &[]),
            count("letters", letters, &[]),
            count("withdrawn", withdrawn, &[]),
            count("statements", statements, &[]),
            count("copies", wanted.copies.all(), &[]),
        ];
        lines.into_iter().flatten().for_each(|line| console.answer(&format!("  {line}")));
        if wanted.is_nothing() {
            console.answer(&format!("  {}", texts.word("forget.nothing")));
        }
        self.unreached().iter().for_each(|line| console.answer(line));
    }

    /// What stays, and what to do about it.
    fn unreached(&self) -> Vec<String> {
        let texts = &self.opened.texts;
        let mut lines = Vec::new();
        let places = &self.whom.places;
        if !places.is_empty() {
            let shown: Vec<&str> = places.iter().take(MOST_PLACES).map(String::as_str).collect();
            let mut list = shown.join("; ");
            if places.len() > MOST_PLACES {
                list.push_str(" …");
            }
            lines.push(texts.phrase("forget.exports", &[("places", &list)]));
        }
        if !self.whom.refused.is_empty() {
            let sources = self.whom.refused.join(", ");
            lines.push(texts.phrase("forget.unread", &[("sources", &sources)]));
        }
        if self.whom.traces.are_in(&self.opened.agreement.text) {
            lines.push(texts.word("forget.agreement").to_owned());
        }
        lines.push(texts.word("forget.mailboxes").to_owned());
        lines
    }
}

/// Writes what is left of a statement over its files, where they are; which could not be written.
fn filed(folder: &Path, statement: &Statement) -> Vec<(PathBuf, String)> {
    let document = statement.document();
    let files = [("xlsx", statement.book.as_slice()), ("json", document.as_bytes())];
    let failed = files.into_iter().filter_map(|(ending, bytes)| {
        let name = format!("{}.{ending}", statement.file_stem);
        let path = folder.join(&name);
        let is_old = path.exists() && std::fs::read(&path).ok().as_deref() != Some(bytes);
        let error = is_old.then(|| deliver_to_folder(folder, &name, bytes).err()).flatten()?;
        Some((path, error.to_string()))
    });
    failed.collect()
}
