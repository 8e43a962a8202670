//! How a file is understood, for people to check: what each column looks like, and the first rows as canonical ones.

use std::collections::BTreeMap;

use crate::issue::Issue;
use crate::model::agreement::{Agreement, NumberLocale, Source};
use crate::model::dataset::ColumnAccount;
use crate::model::moment::{Moment, Precision};
use crate::model::table::{Cell, RawColumn, RawTable};
use crate::model::zone::Zone;

use super::cells;
use super::dates::{self, DateRules};
use super::fields::{self, FieldKind};
use super::frame::{Fate, Frame};
use super::headers;
use super::keys;
use super::numbers;
use super::read;

/// Share of a column's filled cells that must be of a kind for the column to be of it.
const MOST: f64 = 0.8;

/// What a column looks like whatever its header says.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// How its cells would be read; nothing for an empty column.
    pub kind: Option<FieldKind>,
    /// Style decided for dates (`dmy hh:mm`) and numbers (`1.234,56`); empty for the others.
    pub style: String,
    /// Cells filled.
    pub filled: u64,
    /// Cells.
    pub rows: u64,
    /// The first filled cells.
    pub first: Vec<String>,
    /// Dates that fit two readings.
    pub is_ambiguous: bool,
    /// Ids that a workbook has rounded.
    pub rounded: u64,
}

/// Looks at one column; `first` is how many of its values are kept.
pub fn profile(column: &RawColumn, locale: NumberLocale, zone: &Zone, first: usize) -> Profile {
    let filled = column.iter().filter(|cell| *cell != Cell::Empty).count() as u64;
    let mut profile = Profile {
        kind: None,
        style: String::new(),
        filled,
        rows: column.len() as u64,
        first: column
            .iter()
            .filter_map(cells::text)
            .take(first)
            .map(std::borrow::Cow::into_owned)
            .collect(),
        is_ambiguous: false,
        rounded: cells::rounded_ids(column),
    };
    if filled > 0 {
        decide(&mut profile, column, locale, zone);
    }
    profile
}

fn decide(profile: &mut Profile, column: &RawColumn, locale: NumberLocale, zone: &Zone) {
    let enough = |count: u64, of: u64| of > 0 && count as f64 >= MOST * of as f64;
    let dates = dates::read(column, None, DateRules { zone, file_zone: zone, order: None, locale });
    if enough(dates.filled - dates.bad_count, dates.filled) && looks_dated(column) {
        profile.kind = Some(FieldKind::Date);
        profile.is_ambiguous = dates.is_ambiguous;
        profile.style = dates.style;
        return;
    }
    let texts = |test: &dyn Fn(&str) -> bool| {
        column.iter().filter_map(cells::text).filter(|text| test(text)).count() as u64
    };
    if enough(
        texts(&|text| keys::listed(text).any(|part| keys::email(part).is_some())),
        profile.filled,
    ) {
        profile.kind = Some(FieldKind::Emails);
        return;
    }
    if enough(texts(&looks_like_phone), profile.filled) {
        profile.kind = Some(FieldKind::Phones);
        return;
    }
    let numbers = numbers::read(column, None, locale);
    let is_number = enough(numbers.filled - numbers.bad_count, numbers.filled);
    profile.kind = Some(if is_number { FieldKind::Number } else { FieldKind::Text });
    numbers.style.clone_into(&mut profile.style);
    if !is_number {
        profile.style.clear();
    }
}

/// Bare numbers are serial days only in a column whose header says so: here they are numbers.
fn looks_dated(column: &RawColumn) -> bool {
    let is_bare = |cell: &Cell| match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')),
        _ => false,
    };
    column.iter().filter(|cell| *cell != Cell::Empty).any(|cell| !is_bare(&cell))
}

/// Digits in the ways phones are written, and a sign that no plain number has.
pub fn looks_like_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_written_so = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '+' | '-' | ' ' | '.' | ';' | ','));
    let has_sign = text.contains(['(', '+'])
        || (digits == text.len() && digits >= 12)
        || text.matches('-').count() == 1;
    is_written_so && has_sign && (10..=60).contains(&digits)
}

/// A word of a file with how often it occurs and what it means to us, if anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As the file writes it.
    pub text: String,
    /// Rows.
    pub count: u64,
    /// Canonical word.
    pub means: Option<String>,
}

/// A file as a source understands it.
#[derive(Debug, Default)]
pub struct Preview {
    /// The canonical fields of each of the file's columns, in the file's order.
    pub fields: Vec<Vec<String>>,
    /// How each field is read.
    pub columns: Vec<ColumnAccount>,
    /// Doubts and troubles.
    pub issues: Vec<Issue>,
    /// The first rows: row number in the file, then field and value.
    pub rows: Vec<(u32, Vec<(String, String)>)>,
    /// The words of each word field, the commonest first.
    pub words: BTreeMap<String, Vec<Word>>,
}

/// Reads a table as a run would; `first` is how many rows are kept. `Err`: why a run would refuse it.
pub fn preview(
    agreement: &Agreement,
    source: &Source,
    table: &RawTable,
    first: usize,
) -> Result<Preview, Vec<Issue>> {
    let layout = headers::locate(source, table)?;
    let file = read::rows(agreement, source, table, (0, 0))?;
    let mut fields = vec![Vec::new(); table.headers.len()];
    for (field, positions) in &layout.columns {
        for at in positions {
            if let Some(own) = fields.get_mut(*at) {
                own.push(field.clone());
            }
        }
    }
    let order = |field: &str| {
        fields::of(source.table).iter().position(|(name, _)| *name == field).unwrap_or(usize::MAX)
    };
    let mut names: Vec<&str> = layout.columns.keys().map(String::as_str).collect();
    names.sort_by_key(|name| (order(name), (*name).to_owned()));
    let rows = (0..file.frame.len().min(first))
        .map(|row| shown_row(agreement, &file.frame, &names, row))
        .collect();
    let words = names
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), words(&file.frame, name)?)))
        .collect();
    Ok(Preview { fields, columns: file.account.columns, issues: file.issues, rows, words })
}

fn shown_row(
    agreement: &Agreement,
    frame: &Frame,
    names: &[&str],
    row: usize,
) -> (u32, Vec<(String, String)>) {
    let mut values = Vec::new();
    for name in names {
        let value = shown(agreement, frame, name, row);
        values.extend(value.map(|value| ((*name).to_owned(), value)));
        let means = frame.words.get(&read::canonical_name(name)).and_then(|words| words.word(row));
        values.extend(means.map(|means| (read::canonical_name(name), means.to_owned())));
    }
    if let Some(Fate::SetAside(reason)) = frame.fate.get(row) {
        values.push(("set-aside".to_owned(), (*reason).to_owned()));
    }
    (frame.origin.get(row).map_or(0, |origin| origin.row), values)
}

fn shown(agreement: &Agreement, frame: &Frame, name: &str, row: usize) -> Option<String> {
    let text = frame.text(name, row).map(str::to_owned);
    let word = || frame.words.get(name).and_then(|words| words.word(row)).map(str::to_owned);
    let date = || frame.date(name, row).map(|moment| shown_moment(&agreement.zone, moment));
    text.or_else(word)
        .or_else(date)
        .or_else(|| frame.number(name, row).map(|number| number.to_string()))
}

fn shown_moment(zone: &Zone, moment: Moment) -> String {
    let format = match moment.precision() {
        Precision::Day => "%Y-%m-%d",
        Precision::Minute => "%Y-%m-%dT%H:%M",
        Precision::Second => "%Y-%m-%dT%H:%M:%S",
    };
    zone.local(moment.at()).format(format).to_string()
}

fn words(frame: &Frame, name: &str) -> Option<Vec<Word>> {
    let own = frame.words.get(name)?;
    let canonical = frame.words.get(&read::canonical_name(name));
    let mut found: BTreeMap<&str, (u64, Option<String>)> = BTreeMap::new();
    for row in 0..frame.len() {
        let Some(word) = own.word(row) else { continue };
        let entry = found.entry(word).or_default();
        entry.0 += 1;
        entry.1 = canonical.and_then(|words| words.word(row)).map(str::to_owned);
    }
    let mut words: Vec<Word> = found
        .into_iter()
        .map(|(word, (count, means))| Word { text: word.to_owned(), count, means })
        .collect();
    words.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    Some(words)
}
