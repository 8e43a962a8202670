//! `acordo export`: the numbers as tables for other programs; nothing is recorded or sent.

use std::path::{Path, PathBuf};

use crate::ledger::record::peek_reported;
use crate::model::fold::fold_words;
use crate::model::hash::short_sha256;
use crate::model::moment::Instant;
use crate::report::tidy::{self, Form, Mark, Table};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::command::{ExportArgs, TableForm};
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement;
use super::open;
use super::open::Opened;
use super::past::Recall;
use super::terms::Terms;
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
    let form = match asked.format {
        TableForm::Csv => Form::Csv,
        TableForm::Parquet => Form::Parquet,
    };
    let to = asked.to.clone().unwrap_or_else(|| beside(&opened));
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
    let mark = Mark { run: mark(story, at), at, day };
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
        put_pieces(&opened.agreement, &folder, &file, rows).map_err(|error| {
            let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
            Failure::new(Exit::Write, opened.texts.phrase("app.cannot-write", &values))
        })?;
        console.note(&opened.texts.phrase("app.export-written", &values));
    }
    Ok(())
}

/// What went into a report, as a short word: the text it is judged by, each input, the instant and the period.
fn mark(story: &Story, at: Instant) -> String {
    let period = &story.card.period;
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        story.agreement.name.clone(),
        story.agreement.hash.clone(),
        at.unix().to_string(),
        iso_date(period.first),
        iso_date(period.last),
    ];
    let files = story.book.sources().iter().flat_map(|source| &source.files);
    parts.extend(files.map(|file| file.sha256.clone()));
    short_sha256(parts.iter().flat_map(|part| [part.as_bytes(), b"\n"]), DIGITS)
}

/// A name as files have it: letters and digits without accents, parted by hyphens.
fn slug(name: &str) -> String {
    let plain: String =
        fold_words(name).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let joined = plain.split_whitespace().collect::<Vec<_>>().join("-");
    let short: String = joined.chars().take(LONGEST).collect();
    if short.is_empty() { "acordo".to_owned() } else { short }
}
