//! What other programs leave in a workbook's cells: text that was encoded twice, and a whole csv in one column.

use std::collections::BTreeSet;

use super::decode::Content;
use super::mend;
use super::trouble::Fault;
use crate::model::agreement::ReadOptions;
use crate::model::table::{Cell, Cells, Lines, RawColumn, RawTable};

/// Share of a column's cells that must hold the delimiter for each of them to be a whole row.
const MOST: f64 = 0.8;

/// A sheet's table, set right where it is certain what became of it.
pub(super) fn set_right(
    table: RawTable,
    options: &ReadOptions,
    wanted: &[String],
) -> Result<RawTable, Fault> {
    match (table.headers.as_slice(), table.columns.as_slice()) {
        ([header], [RawColumn::Cells(cells)]) if is_csv(header, cells) => {
            let content = Content::Utf8(lines(&table, header, cells));
            let options = ReadOptions { encoding: None, ..options.clone() };
            let parted = super::plan(&content, &options, wanted)?.table(content);
            Ok(placed(parted, table))
        }
        _ => Ok(mended(table)),
    }
}

/// True for a column whose header and nearly all cells are texts with the same delimiter in them.
fn is_csv(header: &str, cells: &Cells) -> bool {
    let is_parted = |delimiter: &char| {
        let parted = cells
            .iter()
            .filter(|cell| matches!(cell, Cell::Text(text) if text.contains(*delimiter)))
            .count();
        header.contains(*delimiter) && parted > 0 && parted as f64 >= MOST * cells.len() as f64
    };
    // A tab parts cells where it is pasted.
    [';', '|', ','].iter().any(is_parted)
}

/// The rows of the sheet as lines, each in its place.
fn lines(table: &RawTable, header: &str, cells: &Cells) -> String {
    let (mut text, mut line) = (String::new(), 1);
    let rows = table.rows.iter().copied().zip(cells.iter());
    for (row, cell) in [(table.header_row, Cell::Text(header))].into_iter().chain(rows) {
        while line < row {
            text.push('\n');
            line += 1;
        }
        match cell {
            Cell::Text(own) | Cell::Error(own) => text.push_str(&own.replace(['\n', '\r'], " ")),
            Cell::Number(number) => text.push_str(&number.to_string()),
            Cell::Empty | Cell::Date(_) | Cell::Bool(_) => {}
        }
    }
    text.push('\n');
    text
}

/// What the lines gave, in the place of the sheet that held them.
fn placed(parted: RawTable, mut sheet: RawTable) -> RawTable {
    sheet.left_out.extend(parted.left_out);
    sheet.left_out.sort_by_key(|(row, ..)| *row);
    RawTable {
        delimiter: parted.delimiter,
        odd_lines: parted.odd_lines,
        header_row: parted.header_row,
        headers: parted.headers,
        columns: parted.columns,
        rows: parted.rows,
        ..sheet
    }
}

/// Texts without their double encoding, and the rows that are set right and those with lost letters.
fn mended(mut table: RawTable) -> RawTable {
    let is_doubled = table.headers.iter().any(|header| mend::is_doubled(header))
        || table.columns.iter().any(|column| texts(column).any(|(_, text)| mend::is_doubled(text)));
    let (mut doubled, mut lost) = (BTreeSet::new(), BTreeSet::new());
    if is_doubled {
        for header in &mut table.headers {
            if let Some(right) = mend::set_right(header) {
                *header = right;
                doubled.insert(table.header_row);
            }
        }
        for column in &mut table.columns {
            *column = set_column_right(column, &table.rows, &mut doubled);
        }
    }
    for column in &table.columns {
        let own = texts(column).filter(|(_, text)| mend::is_lost(text));
        lost.extend(own.filter_map(|(at, _)| table.rows.get(at)).copied());
    }
    (table.odd_lines.doubled, table.odd_lines.lost) = (counted(&doubled), counted(&lost));
    table
}

fn set_column_right(column: &RawColumn, rows: &[u32], doubled: &mut BTreeSet<u32>) -> RawColumn {
    let mut cells = Cells::default();
    for (at, cell) in column.iter().enumerate() {
        match cell {
            Cell::Text(text) if let Some(right) = mend::set_right(text) => {
                doubled.extend(rows.get(at));
                cells.push(Cell::Text(&right));
            }
            cell => cells.push(cell),
        }
    }
    RawColumn::Cells(cells)
}

/// Position and content of the texts of a column that may be encoded wrongly; most columns have none and are not walked.
fn texts(column: &RawColumn) -> impl Iterator<Item = (usize, &str)> {
    let may_be = matches!(column, RawColumn::Cells(cells) if cells.texts().any(mend::may_be_odd));
    let cells = may_be.then(|| column.iter().enumerate()).into_iter().flatten();
    cells.filter_map(|(at, cell)| match cell {
        Cell::Text(text) => Some((at, text)),
        _ => None,
    })
}

fn counted(rows: &BTreeSet<u32>) -> Lines {
    Lines::of(rows.len() as u64, rows.first().copied().unwrap_or_default())
}
