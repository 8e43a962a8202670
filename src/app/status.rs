//! `acordo status`: how the record stands, as an answer for a person and an exit code for a monitor.

use std::path::Path;

use crate::config;
use crate::ledger::standing::{self, Ended, Standing};
use crate::ledger::{State, copies};
use crate::texts::format;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::{self, Opened};
use super::pending;

/// Says when the last report was made and what became of its letters. Exit code 1: none, none younger than `max_age`, or the last run
/// failed; 5: letters of it have not arrived.
pub fn status(
    console: Console,
    config: Option<&Path>,
    max_age: Option<&str>,
    now: i64,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let limit = max_age.map(|text| age(&opened, text)).transpose()?;
    let path = &opened.agreement.ledger.file;
    let standing = opened.recorded(standing::peek(path, &opened.agreement.name))?;
    lines(&opened, &standing).iter().for_each(|line| console.answer(line));
    console.answer(&sizes(&opened));
    let is_young = |at: i64| limit.is_none_or(|limit| now - at <= limit);
    let has_failed =
        standing.last.as_ref().is_some_and(|last| matches!(last.exit, None | Some(1 | 4 | 8)));
    let is_good = !has_failed && standing.report.as_ref().is_some_and(|report| is_young(report.at));
    let all_sent = standing.letters.iter().all(|(state, _)| *state == State::Sent);
    Ok(match (is_good, all_sent) {
        (false, _) => Exit::Other,
        (true, false) => Exit::Mail,
        (true, true) => Exit::Done,
    })
}

/// `26h`, `90m`, `2d` (of 24 hours), in seconds.
fn age(opened: &Opened, text: &str) -> Result<i64, Failure> {
    config::wall_clock(text).ok_or_else(|| {
        let values = [("option", "--max-age"), ("found", text), ("allowed", "26h · 90m · 2d")];
        Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values))
    })
}

/// What lies on the disk.
fn sizes(opened: &Opened) -> String {
    let agreement = &opened.agreement;
    let size = |bytes: u64| format::size(agreement.language, bytes);
    let file = &agreement.ledger.file;
    let ledger = std::fs::metadata(file).map_or(0, |file| file.len());
    let [copies, outbox, reports] =
        [&copies::folder(file), &agreement.mail.folder, &agreement.report.folder]
            .map(|folder| held(folder));
    let values = [
        ("ledger", size(ledger)),
        ("copies", size(copies.1)),
        ("letters", outbox.0.to_string()),
        ("outbox", size(outbox.1)),
        ("files", reports.0.to_string()),
        ("reports", size(reports.1)),
    ];
    open::phrase(&opened.texts, "app.status-sizes", &values)
}

/// Files in a folder, and their bytes.
fn held(folder: &Path) -> (u64, u64) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files =
        entries.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file);
    files.fold((0, 0), |(count, bytes), file| (count + 1, bytes + file.len()))
}

fn lines(opened: &Opened, standing: &Standing) -> Vec<String> {
    let texts = &opened.texts;
    let when = |at: i64| format::instant(opened.texts.language, &opened.agreement.zone, at);
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
    // A letter in a folder is written, and nobody has it yet.
    let is_folder = opened.agreement.mail.server.is_none();
    for (state, count) in &standing.letters {
        let word = if is_folder && *state == State::Sent { "written" } else { state.word() };
        lines.push(texts.count(&format!("app.status-{word}"), u64::from(*count), &[]));
    }
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
