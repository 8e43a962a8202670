//! Columns of raw cells as texts, keys, words and durations.

use std::borrow::Cow;

use crate::model::column::{TextColumn, WordColumn};
use crate::model::table::{Cell, Cells, RawColumn};

use super::keys;

/// A number cell of this size and more lost digits when the workbook stored it.
const ROUNDED: f64 = 1e15;

/// The text of a cell as a person sees it; nothing for empty and error cells.
pub fn text(cell: Cell<'_>) -> Option<Cow<'_, str>> {
    match cell {
        Cell::Empty | Cell::Error(_) => None,
        Cell::Text(text) => Some(Cow::Borrowed(text)),
        Cell::Number(number) => Some(Cow::Owned(format!("{number}"))),
        Cell::Date(local) => chrono::DateTime::from_timestamp(local, 0)
            .map(|at| Cow::Owned(at.format("%Y-%m-%d %H:%M:%S").to_string())),
        Cell::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
    }
}

/// The texts of one column, or of several joined by `joint`.
pub fn texts(columns: &[&RawColumn], joint: &str) -> TextColumn {
    let mut out = empty_texts(columns);
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
    let mut out = empty_texts(columns);
    each_row(columns, |cells| out.push(cells.iter().find_map(|cell| text(*cell)).as_deref()));
    out
}

/// The first filled cell of each row, as a column of its own.
pub fn first_filled(columns: &[&RawColumn]) -> RawColumn {
    let mut out = Cells::default();
    each_row(columns, |cells| {
        out.push(cells.iter().find(|cell| **cell != Cell::Empty).copied().unwrap_or(Cell::Empty));
    });
    RawColumn::Cells(out)
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

fn joined_keys(
    columns: &[&RawColumn],
    add: impl Fn(&str, &mut String) -> Option<()>,
) -> TextColumn {
    let mut out = empty_texts(columns);
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
    out.reserve(rows(columns));
    match columns {
        [only] => only.iter().for_each(|cell| out.push(text(cell).as_deref())),
        several => each_row(several, |cells| {
            out.push(cells.iter().find_map(|cell| text(*cell)).as_deref());
        }),
    }
    out
}

/// Number cells so long that the workbook has rounded them, and texts that a spreadsheet has left in scientific form (`5.8E+18`).
pub fn rounded_ids(column: &RawColumn) -> u64 {
    let is_rounded = |cell: &Cell| match cell {
        Cell::Number(number) => number.abs() >= ROUNDED,
        Cell::Text(text) => is_scientific(text),
        _ => false,
    };
    column.iter().filter(is_rounded).count() as u64
}

fn is_scientific(text: &str) -> bool {
    let Some((digits, power)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let is_number = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    };
    is_number(digits) && power.parse::<u32>().is_ok()
}

/// Cells of a workbook that hold no value of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    /// Cells with an Excel error.
    pub errors: u64,
    /// The first of them.
    pub example: String,
    /// Formulas whose result was never stored.
    pub uncached: u64,
}

/// Counts the cells that hold no value of their own.
pub fn failed(columns: &[&RawColumn]) -> Failed {
    let mut failed = Failed::default();
    let cells = columns.iter().filter_map(|column| {
        if let RawColumn::Cells(cells) = column { Some(cells.iter()) } else { None }
    });
    let words = cells
        .flatten()
        .filter_map(|cell| if let Cell::Error(word) = cell { Some(word) } else { None });
    for word in words {
        match word {
            "=" => failed.uncached += 1,
            word => {
                failed.errors += 1;
                if failed.example.is_empty() {
                    word.clone_into(&mut failed.example);
                }
            }
        }
    }
    failed
}

fn rows(columns: &[&RawColumn]) -> usize {
    columns.iter().map(|column| column.len()).max().unwrap_or(0)
}

/// A column of texts with room for the rows of these.
fn empty_texts(columns: &[&RawColumn]) -> TextColumn {
    let mut out = TextColumn::default();
    out.reserve(rows(columns));
    out
}

fn each_row<'a>(columns: &[&'a RawColumn], mut visit: impl FnMut(&[Cell<'a>])) {
    let mut readers: Vec<_> = columns.iter().map(|column| column.iter()).collect();
    let mut cells = Vec::with_capacity(columns.len());
    for _ in 0..rows(columns) {
        cells.clear();
        cells.extend(readers.iter_mut().map(|reader| reader.next().unwrap_or(Cell::Empty)));
        visit(&cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_lost_digits_are_counted() {
        let texts = ["5,8E+18", "00123", "E+18"].map(Cell::Text);
        let cells =
            [Cell::Number(1e15), Cell::Number(999_999_999_999_999.0)].into_iter().chain(texts);
        let column = RawColumn::Cells(cells.collect());
        assert_eq!(rounded_ids(&column), 2);
    }

    #[test]
    fn cells_without_a_value_are_told_apart() {
        let errors = ["#REF!", "=", "#N/A"].map(Cell::Error);
        let failed = failed(&[&RawColumn::Cells(errors.into_iter().collect())]);
        assert_eq!((failed.errors, failed.example.as_str(), failed.uncached), (2, "#REF!", 1));
    }
}
