//! What a row is called when its file has no id, and which rows are somebody's test.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::Reason;
use crate::model::column::TextColumn;
use crate::model::hash::short_sha256;
use crate::model::moment::{Instant, Moment};
use crate::model::words::Table;

use super::frame::{Fate, Frame};
use super::globs::Glob;

/// Gives every row an id: the file's own, else its first e-mail, else its phone, else a hash of what names it.
///
/// A row without id in a file that has the column, or with nothing to name it, is set aside; `lost` are the rows whose id a spreadsheet has rounded:
/// without another name they are called by what is left of it and their row in the file, so that they join no other. Only leads and deals need one.
pub fn make_ids(frame: &mut Frame, table: Table, has_column: bool, lost: &BTreeMap<usize, String>) {
    if !matches!(table, Table::Leads | Table::Deals) {
        return;
    }
    let own = frame.texts.get("id").filter(|_| has_column && lost.is_empty());
    if own.is_some_and(|ids| ids.len() == frame.len()) {
        let without = (0..frame.len()).filter(|row| frame.text("id", *row).is_none());
        let without: Vec<usize> = without.collect();
        frame.has_made_id = vec![false; frame.len()];
        return without.into_iter().for_each(|row| frame.mark(row, Fate::SetAside(Reason::NoId)));
    }
    let mut ids = TextColumn::default();
    let (mut without, mut made) = (Vec::new(), Vec::new());
    for row in 0..frame.len() {
        let is_made = !has_column || lost.contains_key(&row);
        let own = frame.text("id", row).filter(|_| has_column).map(Cow::Borrowed);
        let of_row = || lost.get(&row).map(|rest| by_row(frame, row, rest));
        let id =
            if is_made { made_id(frame, table, row).or_else(of_row).map(Cow::Owned) } else { own };
        if id.is_none() {
            without.push((row, if is_made { Reason::NoKey } else { Reason::NoId }));
        }
        made.push(is_made);
        ids.push(id.as_deref());
    }
    frame.texts.insert("id".to_owned(), ids);
    frame.has_made_id = made;
    without.into_iter().for_each(|(row, why)| frame.mark(row, Fate::SetAside(why)));
}

/// Calls these rows of leads or deals as if their file had no id column; activities lose theirs.
pub fn call_anew(frame: &mut Frame, table: Table, rows: &BTreeSet<usize>) {
    let Some(ids) = frame.texts.get("id") else { return };
    let is_called = matches!(table, Table::Leads | Table::Deals);
    let called = |row: &usize| {
        let rest = frame.text("id", *row).unwrap_or_default();
        made_id(frame, table, *row).unwrap_or_else(|| by_row(frame, *row, rest))
    };
    let called: BTreeMap<usize, String> =
        rows.iter().filter(|_| is_called).map(|row| (*row, called(row))).collect();
    let anew = |row: usize| rows.contains(&row).then(|| called.get(&row).map(String::as_str));
    let ids = ids.with(anew);
    frame.texts.insert("id".to_owned(), ids);
    for row in rows.iter().filter(|_| is_called) {
        frame.has_made_id.get_mut(*row).into_iter().for_each(|is_made| *is_made = true);
    }
}

/// What is left of an id, and its row in the file.
fn by_row(frame: &Frame, row: usize, rest: &str) -> String {
    let number = frame.origin.get(row).map_or(0, |origin| origin.row);
    format!("{rest} ({number})")
}

fn made_id(frame: &Frame, table: Table, row: usize) -> Option<String> {
    let text = |field: &str| frame.text(field, row);
    let at = |field: &str| frame.date(field, row).map(Moment::at);
    if table == Table::Deals {
        // Two leads may each have a deal of the same title and hour: what ties it to its lead counts too.
        let fields = ["name", "company", "title", "lead", "person", "email", "phone"];
        let when = at("created").or_else(|| at("won")).or_else(|| at("lost"));
        return hashed(&fields.map(text), when);
    }
    first_key(frame, row).or_else(|| hashed(&[text("name"), text("company")], None))
}

fn first_key(frame: &Frame, row: usize) -> Option<String> {
    let key = frame.keys("email", row).next().or_else(|| frame.keys("phone", row).next());
    key.map(str::to_owned)
}

fn hashed(parts: &[Option<&str>], at: Option<Instant>) -> Option<String> {
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let at = at.unwrap_or_default().unix().to_le_bytes();
    let texts = parts.iter().flat_map(|part| [part.unwrap_or_default().as_bytes(), &[0]]);
    Some(short_sha256(texts.chain([at.as_slice()]), 12))
}

/// Sets aside rows whose whole e-mail, name or company matches an `ignore` pattern.
pub fn set_tests_aside(frame: &mut Frame, patterns: &[String]) {
    let globs: Vec<Glob> = patterns.iter().map(|pattern| Glob::new(pattern)).collect();
    if globs.is_empty() {
        return;
    }
    let is_test = |row: usize| {
        let texts = frame
            .keys("email", row)
            .chain(frame.keys("email-filler", row))
            .chain(frame.text("name", row))
            .chain(frame.text("company", row));
        texts.into_iter().any(|text| globs.iter().any(|glob| glob.matches(text)))
    };
    let tests: Vec<usize> = (0..frame.len()).filter(|row| is_test(*row)).collect();
    tests.into_iter().for_each(|row| frame.mark(row, Fate::SetAside(Reason::Test)));
}
