//! `acordo export`: the numbers as tables for other programs; nothing is recorded or sent.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::fold::fold_words;
use crate::model::hash::{Hashed, short_sha256};
use crate::model::moment::Instant;
use crate::report::tidy::{self, Form, Mark, Table};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::command::{ExportArgs, TableForm};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::{Shown, shown};
use super::open::{self, Opened};
use super::written::put_pieces;

/// Digits of the mark of a report.
const DIGITS: usize = 12;
/// Letters of an agreement's name that the name of its files takes.
const LONGEST: usize = 48;

/// Measures as a run does and writes both tables, each file once.
pub fn export(
    console: Console,
    config: Option<&Path>,
    asked: &ExportArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let Shown { found, at, .. } = shown(console, &opened, &asked.look, now)?;
    let story = found.story(&opened);
    let form = match asked.format {
        TableForm::Csv => Form::Csv,
        TableForm::Parquet => Form::Parquet,
    };
    let to = asked.look.to.clone().unwrap_or_else(|| beside(&opened));
    write(console, &opened, &story, (form, at, &to))?;
    Ok(if found.mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}

/// Where the tables go where nobody says where.
fn beside(opened: &Opened) -> PathBuf {
    let folder = opened.agreement.ledger.file.parent().unwrap_or(Path::new("."));
    folder.join(opened.texts.word("app.export-folder"))
}

fn write(
    console: Console,
    opened: &Opened,
    story: &Story,
    (form, at, to): (Form, Instant, &Path),
) -> Result<(), Failure> {
    let day = opened.agreement.zone.day_of(at);
    let unmarked = Mark { run: String::new(), at, day };
    let run = mark(story, &unmarked).map_err(|error| unwritten(opened, to, &error))?;
    let mark = Mark { run, ..unmarked };
    let name = &opened.agreement.name;
    let file = format!("{}_{}_{}.{}", slug(name), iso_date(day), mark.run, form.ending());
    for table in Table::ALL {
        let folder = to.join(table.name());
        let path = folder.join(&file);
        let values = [("path", &*path.to_string_lossy())];
        if path.is_file() {
            console.note(&opened.texts.phrase("app.export-there", &values));
            continue;
        }
        let rows =
            |to: &mut (dyn std::io::Write + Send)| tidy::write(story, &mark, (table, form), to);
        put_pieces(&opened.agreement, &folder, &file, rows)
            .map_err(|error| unwritten(opened, &path, &error))?;
        console.note(&opened.texts.phrase("app.export-written", &values));
    }
    Ok(())
}

fn unwritten(opened: &Opened, path: &Path, error: &io::Error) -> Failure {
    let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
    Failure::new(Exit::Write, opened.texts.phrase("app.cannot-write", &values))
}

/// What went into a report, as a short word: the text it is judged by, each input, the instant and the period; and what came of it, for what the
/// record knows goes in as well.
fn mark(story: &Story, unmarked: &Mark) -> io::Result<String> {
    let period = &story.card.period;
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        story.agreement.name.clone(),
        story.agreement.hash.clone(),
        unmarked.at.unix().to_string(),
        iso_date(period.first),
        iso_date(period.last),
    ];
    let files = story.book.sources().iter().flat_map(|source| &source.files);
    parts.extend(files.map(|file| file.sha256.clone()));
    for table in Table::ALL {
        let mut nowhere = io::sink();
        let mut rows = Hashed::new(&mut nowhere);
        tidy::write(story, unmarked, (table, Form::Csv), &mut rows)?;
        parts.push(rows.sha256());
    }
    Ok(short_sha256(parts.iter().flat_map(|part| [part.as_bytes(), b"\n"]), DIGITS))
}

/// A name as files have it: letters and digits without accents, parted by hyphens.
fn slug(name: &str) -> String {
    let plain: String =
        fold_words(name).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let joined = plain.split_whitespace().collect::<Vec<_>>().join("-");
    let short: String = joined.chars().take(LONGEST).collect();
    if short.is_empty() { "acordo".to_owned() } else { short }
}
