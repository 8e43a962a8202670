//! `acordo status`: how the record stands, as an answer for a person and an exit code for a monitor.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::config;
use crate::ledger::State;
use crate::ledger::copies;
use crate::ledger::standing::{self, Ended, Standing};
use crate::model::agreement::Agreement;
use crate::model::moment::Instant;
use crate::texts::format;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::forget::broken_off;
use super::open::{self, Opened};
use super::pending;

/// Says when the last report was made and what became of its letters, in words or as JSON. Exit code 1: none, none younger than `max_age`, or
/// the last run failed; 5: letters of it have not arrived.
pub fn status(
    console: Console,
    config: Option<&Path>,
    (max_age, is_json): (Option<&str>, bool),
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let limit = max_age.map(|text| age(&opened, text)).transpose()?;
    let path = &opened.agreement.ledger.file;
    let standing = opened.recorded(standing::peek(path, &opened.agreement.name))?;
    let older = opened.older()?;
    let exit = if older.is_some() { Exit::Other } else { exit(&standing, limit, now) };
    let disk = Disk::of(&opened.agreement);
    let says: Vec<String> = lines(&opened, &standing).into_iter().chain(older).collect();
    if is_json {
        console.answer(&format!("{:#}", document(&opened, (&standing, &says), &disk, exit)));
    } else {
        says.iter().for_each(|line| console.answer(line));
        broken_off(&opened)?.iter().for_each(|trouble| console.answer(&trouble.text));
        console.answer(&disk.told(&opened));
    }
    Ok(exit)
}

fn exit(standing: &Standing, limit: Option<i64>, now: Instant) -> Exit {
    let is_young = |at: Instant| limit.is_none_or(|limit| now - at <= limit);
    let has_failed =
        standing.last.as_ref().is_some_and(|last| matches!(last.exit, None | Some(1 | 4 | 8)));
    let is_good = !has_failed && standing.report.as_ref().is_some_and(|report| is_young(report.at));
    let mut letters = standing.letters.iter().chain(&standing.people).chain(&standing.soon);
    let all_sent = letters.all(|(state, _)| !state.is_short());
    match (is_good, all_sent) {
        (false, _) => Exit::Other,
        (true, false) => Exit::Mail,
        (true, true) => Exit::Done,
    }
}

/// `26h`, `90m`, `2d` (of 24 hours), in seconds.
fn age(opened: &Opened, text: &str) -> Result<i64, Failure> {
    config::wall_clock(text).ok_or_else(|| {
        let values = [("option", "--max-age"), ("found", text), ("allowed", "26h · 90m · 2d")];
        Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
    })
}

/// What lies on the disk: bytes, and in folders files and bytes.
struct Disk {
    ledger: u64,
    copies: (u64, u64),
    outbox: (u64, u64),
    reports: (u64, u64),
}

impl Disk {
    fn of(agreement: &Agreement) -> Self {
        let file = &agreement.ledger.file;
        Self {
            ledger: std::fs::metadata(file).map_or(0, |file| file.len()),
            copies: held(&copies::folder(file)),
            outbox: held(&agreement.mail.folder),
            reports: held(&agreement.report.folder),
        }
    }

    fn told(&self, opened: &Opened) -> String {
        let size = |bytes: u64| format::size(opened.agreement.language, bytes);
        let values = [
            ("ledger", size(self.ledger)),
            ("copies", size(self.copies.1)),
            ("letters", self.outbox.0.to_string()),
            ("outbox", size(self.outbox.1)),
            ("files", self.reports.0.to_string()),
            ("reports", size(self.reports.1)),
        ];
        open::phrase(&opened.texts, "app.status-sizes", &values)
    }

    fn document(&self) -> Value {
        let folder = |(files, bytes): (u64, u64)| json!({ "files": files, "bytes": bytes });
        json!({
            "ledger": { "bytes": self.ledger },
            "copies": folder(self.copies),
            "outbox": folder(self.outbox),
            "reports": folder(self.reports),
        })
    }
}

/// The same as JSON: instants in the agreement's zone, recipients by what became of their letters.
fn document(
    opened: &Opened,
    (standing, says): (&Standing, &[String]),
    disk: &Disk,
    exit: Exit,
) -> Value {
    let at = |ended: &Ended| opened.agreement.zone.rfc3339(ended.at);
    let ended = |ended: &Ended| json!({ "at": at(ended), "exit": ended.exit });
    let counted = |letters: &[(State, u32)]| -> Map<String, Value> {
        letters.iter().map(|(state, count)| (state.word().to_owned(), json!(count))).collect()
    };
    json!({
        "schema": 1,
        "agreement": opened.agreement.name,
        "exit": exit as u8,
        "report": standing.report.as_ref().map(at),
        "look": standing.look.as_ref().map(at),
        "last_run": standing.last.as_ref().map(ended),
        "recipients": counted(&standing.letters),
        "people": counted(&standing.people),
        "due_soon": counted(&standing.soon),
        "letters_withheld": pending::is_pending(opened),
        "disk": disk.document(),
        "says": says,
    })
}

/// Files in a folder, and their bytes.
fn held(folder: &Path) -> (u64, u64) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files =
        entries.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file);
    files.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.len()))
}

/// What became of people's own letters: how many have theirs, how many lack it, and how many had nothing to do.
fn people(opened: &Opened, letters: &[(State, u32)]) -> Option<String> {
    let all = u32::try_from(opened.agreement.mail.people.len()).unwrap_or(u32::MAX);
    let of = |is_short: bool| -> u32 {
        let own = letters
            .iter()
            .filter(|(state, _)| *state != State::Dropped && state.is_short() == is_short);
        own.map(|(_, n)| n).sum()
    };
    let (has, lacks) = (of(false), of(true));
    let counts = [has, lacks, all.saturating_sub(has + lacks)].map(|n| n.to_string());
    let [has, lacks, idle] = counts.each_ref().map(String::as_str);
    let values = [("n", has), ("lacks", lacks), ("idle", idle)];
    (all > 0).then(|| opened.texts.phrase("app.status-people", &values))
}

/// What became of the notices before a breach since the last report; nothing where nobody was to get one.
fn notices(opened: &Opened, letters: &[(State, u32)]) -> Option<String> {
    let of = |is_it: fn(State) -> bool| -> u32 {
        letters.iter().filter(|(state, _)| is_it(*state)).map(|(_, n)| n).sum()
    };
    let counts = [
        of(|state| matches!(state, State::Sent | State::Written)),
        of(|state| !state.is_final()),
        of(|state| state.is_final() && state.is_short()),
    ];
    let [sent, waits, lacks] = counts.map(|n| n.to_string());
    let values = [("n", &*sent), ("waits", &*waits), ("lacks", &*lacks)];
    (!letters.is_empty()).then(|| opened.texts.phrase("app.status-soon", &values))
}

fn lines(opened: &Opened, standing: &Standing) -> Vec<String> {
    let texts = &opened.texts;
    let when = |at: Instant| format::instant(opened.texts.language, &opened.agreement.zone, at);
    let Some(report) = &standing.report else {
        if let Err(gone) = opened.refuse_gone() {
            return vec![gone.text];
        }
        let look = |look: &Ended| texts.phrase("app.status-look", &[("at", &when(look.at))]);
        let none = || texts.word("app.status-none").to_owned();
        return vec![standing.look.as_ref().map_or_else(none, look)];
    };
    let mut lines = vec![texts.phrase(
        "app.status-report",
        &[("name", &opened.agreement.name), ("at", &when(report.at))],
    )];
    for (state, count) in &standing.letters {
        let key = format!("app.status-{}", state.word());
        lines.push(texts.count(&key, u64::from(*count), &[]));
    }
    lines.extend(people(opened, &standing.people));
    lines.extend(notices(opened, &standing.soon));
    if pending::is_pending(opened) {
        lines.push(texts.word("app.letters-withheld").to_owned());
    }
    if let Some(last) = standing.last.as_ref().filter(|last| last.exit.is_none_or(|exit| exit != 0))
    {
        let exit = last.exit.map_or_else(|| "?".to_owned(), |exit| exit.to_string());
        lines.push(texts.phrase("app.status-last", &[("at", &when(last.at)), ("exit", &exit)]));
    }
    lines
}
