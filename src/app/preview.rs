//! `acordo preview`: the letters and the workbook as a run would make them, in a folder; nothing is recorded or sent.

use crate::model::moment::{Horizon, Instant};
use std::path::{Path, PathBuf};

use crate::ledger::record::peek_reported;
use crate::mail::{Letter, Run, letters};
use crate::report::{self, xlsx};
use crate::texts::format;
use crate::texts::story::Story;

use super::command::PreviewArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement;
use super::open;
use super::open::Opened;
use super::past::Recall;
use super::run::subject;
use super::terms::Terms;
use super::written::put;

/// A file of the preview.
type Page = (String, Vec<u8>);

/// Writes workbook and letters; without recipients, all three letters.
pub fn preview(
    console: Console,
    config: Option<&Path>,
    asked: &PreviewArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| open::instant(&opened, text))?;
    let (path, name) = (&opened.agreement.ledger.file, &opened.agreement.name);
    let mut found = judgement(&opened, asked.period.as_deref(), (at, now))?;
    found.warn(&opened, at);
    let reported = opened.recorded(peek_reported(path, name))?;
    let terms = Terms::of(&opened, now, at)?;
    Recall { opened: &opened, terms: &terms, reported: &reported, now, as_of: at }
        .history(&found.mapped.dataset, &mut found.card)?;
    let story = found.story(&opened);
    found.mapped.issues.iter().for_each(|issue| console.note(&format!("! {}", story.issue(issue))));
    if found.mapped.dataset.leads.len() == 0 {
        return Err(Failure::new(Exit::NoInput, opened.texts.word("app.no-input")));
    }
    let folder = asked.to.clone().unwrap_or_else(|| beside(&opened));
    let last = reported
        .values()
        .map(|said| Horizon::new(said.at))
        .filter(|at| *at < found.card.cut_off)
        .max();
    let word = subject::period_word(&opened, asked.period.as_deref(), &found.card.period, at);
    for (name, bytes) in pages(&story, &word, (at, now), last)? {
        let path = folder.join(&name);
        put(&opened.agreement, &folder, &name, &bytes)
            .map_err(|error| unwritten(&opened, &path, &error))?;
        console.note(
            &opened.texts.phrase("app.preview-written", &[("path", &path.to_string_lossy())]),
        );
    }
    Ok(if found.mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}

/// The workbook, each letter's text and HTML, and the picture they show.
fn pages(
    story: &Story,
    subject: &str,
    (at, now): (Instant, Instant),
    last_cut_off: Option<Horizon>,
) -> Result<Vec<Page>, Failure> {
    let failed = |reason: String| {
        Failure::new(Exit::Other, story.texts.phrase("app.report-failed", &[("reason", &reason)]))
    };
    let day = story.agreement.zone.day_of(at);
    let book = format!("acordo_{}{subject}.xlsx", format::iso_date(day));
    let run = Run {
        now,
        revision: 0,
        day,
        slot: None,
        subject: subject.to_owned(),
        attachment_name: book.clone(),
        whole_book: None,
        last_cut_off,
    };
    let written = letters(story, &run).map_err(|error| failed(error.to_string()))?;
    let workbook =
        xlsx::bytes(&report::build_told(story).0).map_err(|error| failed(error.to_string()))?;
    let picture = written
        .iter()
        .find_map(|letter| letter.picture.clone())
        .map(|picture| (picture_name(subject), picture.png));
    Ok(std::iter::once((book, workbook))
        .chain(picture)
        .chain(written.iter().flat_map(|letter| of_letter(letter, subject)))
        .collect())
}

/// Previews of two periods stand beside each other in one folder.
fn picture_name(subject: &str) -> String {
    format!("progresso{subject}.png")
}

/// A letter to look at: its picture is the file beside it.
fn of_letter(letter: &Letter, subject: &str) -> [Page; 2] {
    let name = format!("{}{subject}", letter.reader.word());
    let text = format!("{}\n\n{}", letter.subject, letter.text);
    let html = letter.html.replace("cid:progresso@acordo", &picture_name(subject));
    [(format!("{name}.txt"), text.into_bytes()), (format!("{name}.html"), html.into_bytes())]
}

/// Where a preview goes that nobody told where to go.
pub fn beside(opened: &Opened) -> PathBuf {
    let folder = opened.agreement.ledger.file.parent().unwrap_or(Path::new("."));
    folder.join(opened.texts.word("app.preview-folder"))
}

fn unwritten(opened: &Opened, path: &Path, error: &std::io::Error) -> Failure {
    let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
    Failure::new(Exit::Write, opened.texts.phrase("app.cannot-write", &values))
}
