//! Every cell of a small workbook as it stands: for workbooks that people keep by hand for this program, not for exports.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::{cells, fault};
use crate::intake::archive;
use crate::intake::limits;
use crate::intake::trouble::{Fault, Limit, Trouble};
use crate::model::table::Cell;
use crate::model::zone::WallTime;

/// Most cells of such a workbook.
const CELLS: usize = 20_000;

/// A sheet.
#[derive(Clone, Debug)]
pub struct WholeSheet {
    /// Its name.
    pub name: String,
    /// Hidden from people.
    pub is_hidden: bool,
    /// Its cells that are not blank, row by row.
    pub cells: Vec<WholeCell>,
}

/// A cell, its row and column from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeCell {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
    /// What it holds.
    pub held: Held,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// A text, without blanks around it.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that the cell shows as a percentage: 0.9 for 90 %.
    Percent(f64),
    /// A day, or a day and a time.
    Date(WallTime),
    /// A time of day or a length of time: a cell does not tell which.
    Clock(WallTime),
    /// Yes or no.
    Flag(bool),
    /// An error such as `#REF!`, or `=`: a formula whose result was not stored.
    Error(String),
}

/// Reads every sheet.
pub(in crate::intake) fn read(bytes: &[u8]) -> Result<Vec<WholeSheet>, Fault> {
    archive::check(bytes, &|_| false)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let sheets = book.sheets_metadata().to_vec();
    let mut left = CELLS;
    let of_cells = sheets.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    of_cells
        .map(|sheet| {
            let cells = held(&mut book, &sheet.name, &mut left)?;
            let is_hidden = sheet.visible != SheetVisible::Visible;
            Ok(WholeSheet { name: sheet.name, is_hidden, cells })
        })
        .collect()
}

fn held(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    left: &mut usize,
) -> Result<Vec<WholeCell>, Fault> {
    let late = book.has_1904_epoch();
    let formulas = formulas(book, sheet)?;
    let mut reader = book.worksheet_cells_reader(sheet).map_err(fault)?;
    let mut cells = Vec::new();
    let is_percent: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            let code = style.number_format.as_ref().map(|format| format.format_code.as_str());
            code.is_some_and(|code| code.contains('%'))
        })
        .collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(fault)? {
        let (row, column) = cell.get_position();
        let value = cell.get_value();
        let shows_percent = is_percent.get(style).copied().unwrap_or(false);
        let Some(held) = of(value, shows_percent, late, formulas.contains(&(row, column))) else {
            continue;
        };
        let text = if let Held::Text(text) = &held { text.len() } else { 0 };
        limits::check_cell(text, row, column)?;
        *left = left
            .checked_sub(1)
            .ok_or_else(|| Fault::new(Trouble::Beyond(Limit::Cells), format!("> {CELLS}")))?;
        let column = u16::try_from(column)
            .map_err(|_| Fault::new(Trouble::Beyond(Limit::Cells), format!("R{row}C{column}")))?;
        cells.push(WholeCell { row, column, held });
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    Ok(cells)
}

/// Places of cells with a formula.
fn formulas(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<BTreeSet<(u32, u32)>, Fault> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(fault)?;
    let mut places = BTreeSet::new();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(fault)? {
        if record.formula.is_some() {
            places.insert(record.pos);
        }
    }
    Ok(places)
}

fn of(value: &DataRef<'_>, shows_percent: bool, late: bool, has_formula: bool) -> Option<Held> {
    let is_length = |at: &calamine::ExcelDateTime| at.is_duration() || at.as_f64() < 1.0;
    Some(match value {
        DataRef::Empty if has_formula => Held::Error("=".to_owned()),
        DataRef::Error(error) => Held::Error(error.to_string()),
        value => match cells::cell(value, late) {
            Cell::Empty => return None,
            Cell::Text(text) => Held::Text(text.trim().to_owned()),
            Cell::Number(number) if shows_percent => Held::Percent(number),
            Cell::Number(number) => Held::Number(number),
            Cell::Date(at) => match value {
                DataRef::DateTime(moment) if is_length(moment) => Held::Clock(at),
                DataRef::DurationIso(_) => Held::Clock(at),
                _ => Held::Date(at),
            },
            Cell::Bool(flag) => Held::Flag(flag),
            Cell::Error(error) => Held::Error(error.to_owned()),
        },
    })
}
