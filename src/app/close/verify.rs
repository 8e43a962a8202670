//! `acordo close --verify`: every statement against its seal, the one before, what the runs knew, and the files that were filed.

use std::path::Path;

use serde_json::Value;

use crate::app::asked;
use crate::calendar::periods::Period;
use crate::ledger::chain::{Break, breaks, is_as_sealed};
use crate::ledger::{Chain, Statement, statements};
use crate::model::moment::Instant;
use crate::model::plain;
use crate::texts::format;

use super::super::console::Console;
use super::super::failure::{Exit, Failure};
use super::super::open::Opened;

/// A document larger than this is no statement.
const LARGEST: u64 = 64 << 20;

/// Prints the statements when all of them are as they were sealed; else says which are not, and why.
pub fn verify(console: Console, opened: &Opened) -> Result<Exit, Failure> {
    let agreement = &opened.agreement;
    let chain = opened.recorded(statements::peek(&agreement.ledger.file, &agreement.name))?;
    let mut wrong = broken(opened, &chain);
    // Of a statement that was changed in the record, the file may be the one that is right.
    let is_sound = |statement: &&Statement| is_as_sealed(&agreement.name, statement);
    wrong.extend(
        chain
            .statements
            .iter()
            .filter(is_sound)
            .flat_map(|statement| changed_files(opened, statement)),
    );
    wrong.extend(unknown_files(opened, &chain));
    if !wrong.is_empty() {
        return Err(failure(opened, &wrong));
    }
    if chain.statements.is_empty() {
        opened.refuse_gone()?;
        console.answer(&opened.texts.phrase("close.none", &[("name", &agreement.name)]));
        return Ok(Exit::Done);
    }
    chain.statements.iter().for_each(|statement| console.answer(&listed(opened, statement)));
    taken_out(opened, &chain).iter().for_each(|line| console.answer(line));
    console.answer(&opened.texts.count("close.whole", chain.statements.len() as u64, &[]));
    Ok(Exit::Done)
}

/// Statements that people were taken out of when they were forgotten.
pub fn taken_out(opened: &Opened, chain: &Chain) -> Vec<String> {
    let told = chain.statements.iter().filter_map(|statement| {
        let left = statement.taken_out.as_ref()?;
        let values = [
            ("number", statement.number.to_string()),
            ("period", of_statement(opened, statement)),
            ("at", format::instant(opened.texts.language, &opened.agreement.zone, left.at)),
            ("hash", left.sha256.clone()),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        Some(opened.texts.count("close.taken-out", left.places, &values))
    });
    told.collect()
}

/// Nothing is sealed on top of a broken chain, or beside a statement that the record has lost.
pub fn refuse_broken(opened: &Opened, chain: &Chain) -> Result<(), Failure> {
    let mut wrong = broken(opened, chain);
    wrong.extend(unknown_files(opened, chain));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(failure(opened, &wrong))
}

fn failure(opened: &Opened, wrong: &[String]) -> Failure {
    let head =
        opened.texts.count("close.broken", wrong.len() as u64, &[("name", &opened.agreement.name)]);
    Failure::new(
        Exit::Other,
        format!("{head}\n  {}\n{}", wrong.join("\n  "), opened.texts.word("close.broken-hint")),
    )
}

fn broken(opened: &Opened, chain: &Chain) -> Vec<String> {
    breaks(&opened.agreement.name, chain).iter().map(|one| told(opened, chain, one)).collect()
}

fn told(opened: &Opened, chain: &Chain, one: &Break) -> String {
    let period = |number: u32| {
        chain
            .statements
            .iter()
            .find(|statement| statement.number == number)
            .map(|own| of_statement(opened, own))
    };
    let of = |key: &str, number: u32| {
        let values =
            [("number", number.to_string()), ("period", period(number).unwrap_or_default())];
        opened.texts.phrase(key, &[("number", &values[0].1), ("period", &values[1].1)])
    };
    match one {
        Break::Missing(number) => of("close.missing", *number),
        Break::Changed(number) => of("close.changed", *number),
        Break::Unlinked(number) => of("close.unlinked", *number),
        Break::Removed(at, hash) => {
            let at = format::instant(opened.texts.language, &opened.agreement.zone, *at);
            opened.texts.phrase("close.removed", &[("at", &at), ("hash", hash)])
        }
    }
}

/// The name of a statement's period.
pub fn of_statement(opened: &Opened, statement: &Statement) -> String {
    let (first, last) = statement.period;
    let asked = format!("{}..{}", first.date(), last.date());
    let kind = statement
        .says()
        .pointer("/period/kind")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let month = asked.chars().take(7).collect::<String>();
    let asked = if kind == "month" { month } else { asked };
    asked::period(opened, Some(&asked), Instant::default())
        .map_or(asked, |period: Period| opened.texts.period_name(&period))
}

/// `1  outubro de 2026  selado em 05/11/2026 09:00  3 de 5 cumpridos  sha256 …`.
fn listed(opened: &Opened, statement: &Statement) -> String {
    let at = format::instant(opened.texts.language, &opened.agreement.zone, statement.sealed_at);
    let (kept, judged) = kept(statement);
    let (number, period) = (statement.number.to_string(), of_statement(opened, statement));
    let values = [
        ("number", number.as_str()),
        ("period", &period),
        ("at", &at),
        ("kept", &kept.to_string()),
        ("judged", &judged.to_string()),
        ("hash", &statement.sha256),
    ];
    let key = if judged > 0 { "close.listed" } else { "close.listed-unasked" };
    opened.texts.phrase(key, &values)
}

/// Commitments kept, of those that were judged.
pub fn kept(statement: &Statement) -> (u64, u64) {
    let said = statement.says();
    let of =
        |name: &str| said.get("result").and_then(|result| result.get(name)?.as_u64()).unwrap_or(0);
    (of("kept"), of("kept") + of("missed"))
}

/// Files of a statement in the report folder that are not byte for byte what was sealed; one that is not there is no fault.
fn changed_files(opened: &Opened, statement: &Statement) -> Vec<String> {
    let document = statement.document();
    let files = [("xlsx", statement.book.as_slice()), ("json", document.as_bytes())];
    let wrong = files.into_iter().filter_map(|(ending, sealed)| {
        let path = opened.agreement.report.folder.join(format!("{}.{ending}", statement.file_stem));
        let is_same = plain::read(&path).map_or(!plain::is_other(&path), |found| found == sealed);
        let values = [
            ("path", path.to_string_lossy().into_owned()),
            ("period", of_statement(opened, statement)),
        ];
        (!is_same).then(|| {
            opened
                .texts
                .phrase("close.file-changed", &[("path", &values[0].1), ("period", &values[1].1)])
        })
    });
    wrong.collect()
}

/// Documents in the report folder that say they are statements of this agreement, and are none of the record's.
fn unknown_files(opened: &Opened, chain: &Chain) -> Vec<String> {
    let entries =
        std::fs::read_dir(&opened.agreement.report.folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    let is_unknown = |path: &&std::path::PathBuf| {
        let hash = sealed_hash(path, &opened.agreement.name);
        hash.is_some_and(|hash| {
            !chain
                .statements
                .iter()
                .any(|statement| statement.sha256 == hash || is_file_of(statement, path))
        })
    };
    paths
        .iter()
        .filter(is_unknown)
        .map(|path| opened.texts.phrase("close.file-unknown", &[("path", &path.to_string_lossy())]))
        .collect()
}

/// A file under a statement's own name has been looked at already.
fn is_file_of(statement: &Statement, path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.to_string_lossy() == statement.file_stem)
}

/// The hash that a document says it was sealed under; nothing when it is no statement of this agreement.
fn sealed_hash(path: &Path, agreement: &str) -> Option<String> {
    std::fs::metadata(path).ok().filter(|about| about.len() <= LARGEST)?;
    let said: Value = serde_json::from_slice(&plain::read(path).ok()?).ok()?;
    let text = |pointer: &str| said.pointer(pointer).and_then(Value::as_str);
    let is_ours = text("/content/document") == Some("statement")
        && text("/content/agreement/name") == Some(agreement);
    text("/sha256").filter(|_| is_ours).map(str::to_owned)
}
