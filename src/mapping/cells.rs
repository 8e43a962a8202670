//! Columns of raw cells as texts, keys, words and durations.

use std::borrow::Cow;

use crate::model::column::{TextColumn, WordColumn};
use crate::model::table::{Cell, OwnedCell, RawColumn};

use super::keys;

/// A number cell of this size and more lost digits when the workbook stored it.
const ROUNDED: f64 = 1e15;

/// The text of a cell as a person sees it; nothing for empty and error cells.
pub fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    match cell {
        Cell::Empty | Cell::Error(_) => None,
        Cell::Text(text) => Some(Cow::Borrowed(text)),
        Cell::Number(number) => Some(Cow::Owned(format!("{number}"))),
        Cell::Date(local) => chrono::DateTime::from_timestamp(local, 0).map(|at| Cow::Owned(at.format("%Y-%m-%d %H:%M:%S").to_string())),
        Cell::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
    }
}

/// The texts of one column, or of several joined by `joint`.
pub fn texts(columns: &[&RawColumn], joint: &str) -> TextColumn {
    let mut out = TextColumn::default();
    match columns {
        [only] => only.iter().for_each(|cell| out.push(text(cell).as_deref())),
        several => each_row(several, |cells| {
            let parts: Vec<Cow<str>> = cells.iter().filter_map(|cell| text(*cell)).collect();
            out.push(Some(parts.join(joint).as_str()));
        }),
    }
    out
}

/// The first filled cell of each row.
pub fn first_texts(columns: &[&RawColumn]) -> TextColumn {
    let mut out = TextColumn::default();
    each_row(columns, |cells| out.push(cells.iter().find_map(|cell| text(*cell)).as_deref()));
    out
}

/// The first filled cell of each row, as a column of its own.
pub fn first_filled(columns: &[&RawColumn]) -> RawColumn {
    let mut out = Vec::new();
    each_row(columns, |cells| out.push(cells.iter().find(|cell| **cell != Cell::Empty).map_or(OwnedCell::Empty, |cell| owned(*cell))));
    RawColumn::Cells(out)
}

fn owned(cell: Cell<'_>) -> OwnedCell {
    match cell {
        Cell::Empty => OwnedCell::Empty,
        Cell::Text(text) => OwnedCell::Text(text.into()),
        Cell::Number(number) => OwnedCell::Number(number),
        Cell::Date(local) => OwnedCell::Date(local),
        Cell::Bool(value) => OwnedCell::Bool(value),
        Cell::Error(word) => OwnedCell::Error(word.into()),
    }
}

/// The normalised addresses of each row, parted by a blank.
pub fn emails(columns: &[&RawColumn]) -> TextColumn {
    joined_keys(columns, |part, out| {
        out.push_str(&keys::email(part)?);
        Some(())
    })
}

/// The normalised phones of each row, parted by a blank.
pub fn phones(columns: &[&RawColumn]) -> TextColumn {
    joined_keys(columns, |part, out| {
        out.push_str(&keys::phone(part)?);
        Some(())
    })
}

fn joined_keys(columns: &[&RawColumn], add: impl Fn(&str, &mut String) -> Option<()>) -> TextColumn {
    let mut out = TextColumn::default();
    let mut row = String::new();
    each_row(columns, |cells| {
        row.clear();
        for cell in cells {
            let Some(text) = text(*cell) else { continue };
            for part in keys::listed(&text) {
                let mark = row.len();
                if mark > 0 {
                    row.push(' ');
                }
                let start = row.len();
                let is_key = add(part, &mut row).is_some();
                let (before, added) = row.split_at(start);
                let is_repeated = before.split(' ').any(|key| key == added);
                if !is_key || is_repeated {
                    row.truncate(mark);
                }
            }
        }
        out.push(Some(&row));
    });
    out
}

/// The words of a column; of several, the first filled one.
pub fn words(columns: &[&RawColumn]) -> WordColumn {
    let mut out = WordColumn::default();
    match columns {
        [only] => only.iter().for_each(|cell| out.push(text(cell).as_deref())),
        several => each_row(several, |cells| out.push(cells.iter().find_map(|cell| text(*cell)).as_deref())),
    }
    out
}

/// Lengths of time in seconds: a number is seconds, `h:mm:ss` and `mm:ss` are read, a time cell is its time of day.
pub fn durations(column: &RawColumn) -> Vec<Option<f64>> {
    let read = |cell: Cell| match cell {
        Cell::Number(seconds) => Some(seconds),
        Cell::Date(local) => Some(local.rem_euclid(86_400) as f64),
        Cell::Text(text) => text.split(':').try_fold(0.0, |total, part| part.trim().parse::<f64>().ok().map(|n| total * 60.0 + n)),
        Cell::Empty | Cell::Bool(_) | Cell::Error(_) => None,
    };
    column.iter().map(read).collect()
}

/// Number cells so long that the workbook has rounded them.
pub fn rounded_ids(column: &RawColumn) -> u64 {
    match column {
        RawColumn::Text(_) => 0,
        RawColumn::Cells(_) => column.iter().filter(|cell| matches!(cell, Cell::Number(n) if n.abs() >= ROUNDED)).count() as u64,
    }
}

fn each_row<'a>(columns: &[&'a RawColumn], mut visit: impl FnMut(&[Cell<'a>])) {
    let mut readers: Vec<_> = columns.iter().map(|column| column.iter()).collect();
    let rows = columns.iter().map(|column| column.len()).max().unwrap_or(0);
    let mut cells = Vec::with_capacity(columns.len());
    for _ in 0..rows {
        cells.clear();
        cells.extend(readers.iter_mut().map(|reader| reader.next().unwrap_or(Cell::Empty)));
        visit(&cells);
    }
}
