//! `acordo preview`: the letters and the workbook as a run would make them, in a folder; nothing is recorded or sent.

use std::path::Path;

use crate::mail::{Letter, Run, letters};
use crate::model::moment::{Horizon, Instant};
use crate::report::{self, xlsx};
use crate::texts::format;
use crate::texts::story::Story;

use super::asked;
use super::command::LookArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::{Shown, shown};
use super::open::{self, Opened};
use super::written::{beside, put};

/// The company's logo, beside the letters that show it.
const LOGO: &str = "logo.png";

/// A file of the preview.
type Page = (String, Vec<u8>);

/// Writes workbook and letters; without recipients, all three letters.
pub fn preview(
    console: Console,
    config: Option<&Path>,
    asked: &LookArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let Shown { found, reported, at } = shown(console, &opened, asked, now)?;
    let story = found.story(&opened);
    let folder = asked.to.clone().unwrap_or_else(|| beside(&opened));
    let last = reported
        .values()
        .map(|said| Horizon::new(said.at))
        .filter(|at| *at < found.card.cut_off)
        .max();
    let word = asked::period_word(&opened, asked.period.as_deref(), &found.card.period, at);
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
    let logo = written.iter().find_map(|letter| letter.logo.as_deref());
    Ok(std::iter::once((book, workbook))
        .chain(picture)
        .chain(logo.map(|png| (LOGO.to_owned(), png.to_vec())))
        .chain(written.iter().flat_map(|letter| of_letter(letter, subject)))
        .collect())
}

/// Previews of two periods stand beside each other in one folder.
fn picture_name(subject: &str) -> String {
    format!("progresso{subject}.png")
}

/// A letter to look at: its pictures are the files beside it.
fn of_letter(letter: &Letter, subject: &str) -> [Page; 2] {
    let name = format!("{}{subject}", letter.reader.word());
    let text = format!("{}\n\n{}", letter.subject, letter.text);
    let html = letter.html.replace("cid:progresso@acordo", &picture_name(subject));
    let html = html.replace("cid:logo@acordo", LOGO);
    [(format!("{name}.txt"), text.into_bytes()), (format!("{name}.html"), html.into_bytes())]
}

fn unwritten(opened: &Opened, path: &Path, error: &std::io::Error) -> Failure {
    let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
    Failure::new(Exit::Write, opened.texts.phrase("app.cannot-write", &values))
}
