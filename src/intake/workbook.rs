//! Workbooks: sheet chosen, cells streamed (the only door to calamine).

mod cells;

use std::fmt::Display;
use std::io::Cursor;

use calamine::{Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError};

use self::cells::{Budget, Rows, Taken};
use super::child;
use super::header::Wanted;
use super::kind::Format;
use super::sheet::{self, Grid};
use super::trouble::{Fault, Trouble};
use super::unplaced;
use crate::model::agreement::ReadOptions;
use crate::model::fold::fold;
use crate::model::table::{RawColumn, RawTable};

/// A workbook's table, or why there is none.
pub(super) type Answer = Result<RawTable, Fault>;

/// Reads the sheet named, else the visible one whose headers match best, else the first with data.
pub(super) fn read(bytes: &[u8], format: Format, options: &ReadOptions, wanted: &[String]) -> Answer {
    match format {
        Format::Xlsx => read_here(bytes, format, options, &Wanted::new(wanted)),
        Format::Xlsb | Format::Xls | Format::Ods => child::read(bytes, format, options, wanted),
    }
}

/// Reads it in this process.
pub(super) fn read_here(bytes: &[u8], format: Format, options: &ReadOptions, wanted: &Wanted) -> Answer {
    let cursor = Cursor::new(bytes);
    let mut book: Box<dyn Book + '_> = match format {
        Format::Xlsx => Box::new(Xlsx::new(cursor).map_err(fault)?),
        Format::Xlsb => Box::new(Xlsb::new(cursor).map_err(fault)?),
        Format::Xls => Box::new(Xls::new(cursor).map_err(fault)?),
        Format::Ods => Box::new(Ods::new(cursor).map_err(fault)?),
    };
    let sheets = book.sheets();
    let chosen = match &options.sheet {
        Some(name) => named(&sheets, name)?,
        None => best(book.as_mut(), &sheets, wanted)?,
    };
    let mut grid = Err(Trouble::NoData.into());
    book.with_rows(&chosen, &mut |rows| grid = sheet::collect(rows, options, wanted))?;
    Ok(table(grid?, format, chosen, &sheets))
}

fn table(grid: Grid, format: Format, chosen: String, sheets: &[Sheet]) -> RawTable {
    let others = sheets.iter().filter(|sheet| sheet.name != chosen);
    let (other_sheets, hidden_sheets) = others.partition::<Vec<_>, _>(|sheet| sheet.visible == SheetVisible::Visible);
    let names = |sheets: Vec<&Sheet>| sheets.into_iter().map(|sheet| sheet.name.clone()).collect();
    RawTable {
        sheet: Some(chosen),
        other_sheets: names(other_sheets),
        hidden_sheets: names(hidden_sheets),
        header_row: grid.header_row,
        headers: grid.headers,
        columns: grid.columns.into_iter().map(RawColumn::Cells).collect(),
        rows: grid.rows,
        left_out: grid.left_out,
        ..unplaced(format.name())
    }
}

fn named(sheets: &[Sheet], name: &str) -> Result<String, Fault> {
    let exact = sheets.iter().find(|sheet| sheet.name == name);
    let found = exact.or_else(|| sheets.iter().find(|sheet| fold(&sheet.name) == fold(name)));
    let names = || sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>().join(", ");
    found.map(|sheet| sheet.name.clone()).ok_or_else(|| Fault::new(Trouble::SheetMissing, names()))
}

fn best(book: &mut dyn Book, sheets: &[Sheet], wanted: &Wanted) -> Result<String, Fault> {
    let visible: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).collect();
    if let [only] = visible.as_slice() {
        return Ok(only.name.clone());
    }
    let mut best: Option<((usize, bool), &str)> = None;
    let mut trouble = None;
    for sheet in visible {
        let mut promise = Ok((0, false));
        let opened = book.with_rows(&sheet.name, &mut |rows| promise = sheet::promise(rows, wanted));
        match opened.and(promise) {
            Ok(promise) if best.is_none_or(|(other, _)| promise > other) => best = Some((promise, &sheet.name)),
            Ok(_) => {}
            Err(fault) => trouble = trouble.or(Some(fault)),
        }
    }
    match (best, trouble) {
        (Some(((_, true), name)), _) | (Some((_, name)), None) => Ok(name.to_owned()),
        (_, Some(fault)) => Err(fault),
        (None, None) => Err(Trouble::NoData.into()),
    }
}

/// A use of a sheet's rows.
type Use<'u> = &'u mut dyn FnMut(&mut dyn Iterator<Item = Result<sheet::GridRow, Fault>>);

/// A workbook of any format.
trait Book {
    /// Its worksheets, in order.
    fn sheets(&self) -> Vec<Sheet>;
    /// Hands the rows of a sheet on.
    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault>;
}

fn worksheets(all: &[Sheet]) -> Vec<Sheet> {
    all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect()
}

impl Book for Xlsx<Cursor<&[u8]>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.sheets_metadata())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.has_1904_epoch();
        let mut reader = self.worksheet_cells_reader(sheet).map_err(fault)?;
        let mut budget = Budget::default();
        then(&mut Rows::new(reader.dimensions().end.0.saturating_add(1), move || {
            let Some(record) = reader.next_cell_with_formula_metadata().map_err(fault)? else { return Ok(None) };
            budget.take(record.pos, record.value, record.formula.is_some(), late)
        }));
        Ok(())
    }
}

impl Book for Xlsb<Cursor<&[u8]>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.sheets_metadata())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.has_1904_epoch();
        let mut reader = self.worksheet_cells_reader(sheet).map_err(fault)?;
        let mut budget = Budget::default();
        then(&mut Rows::new(reader.dimensions().end.0.saturating_add(1), move || {
            let Some(cell) = reader.next_cell().map_err(fault)? else { return Ok(None) };
            let position = cell.get_position();
            budget.take(position, cell.get_value().clone(), false, late)
        }));
        Ok(())
    }
}

impl Book for Xls<Cursor<&[u8]>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.sheets_metadata())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.has_1904_epoch();
        let range = self.worksheet_range(sheet).map_err(fault)?;
        then(&mut Rows::new(0, ranged(&range, late)));
        Ok(())
    }
}

impl Book for Ods<Cursor<&[u8]>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.sheets_metadata())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let range = self.worksheet_range(sheet).map_err(fault)?;
        then(&mut Rows::new(0, ranged(&range, false)));
        Ok(())
    }
}

fn ranged(range: &Range<calamine::Data>, late: bool) -> impl FnMut() -> Taken {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = range.used_cells();
    let mut budget = Budget::default();
    move || {
        let Some((row, column, data)) = cells.next() else { return Ok(None) };
        let place = |offset: usize, first: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first);
        budget.take((place(row, first_row), place(column, first_column)), cells::borrowed(data), false, late)
    }
}

/// What calamine's errors of every format have in common.
trait Refusal: Display {
    fn is_password(&self) -> bool;
    /// The file ends before its parts do.
    fn is_cut(&self) -> bool {
        false
    }
}

impl Refusal for XlsxError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }
}

impl Refusal for XlsbError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }
}

impl Refusal for XlsError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }

    fn is_cut(&self) -> bool {
        // The kind of error within is not published; a stream that does not end is looked for once more under an older name.
        let says = |why: &str| ["past end of file", "Cannot find Workbook"].iter().any(|words| why.contains(words));
        matches!(self, Self::Cfb(why) if says(&why.to_string()))
    }
}

impl Refusal for OdsError {
    fn is_password(&self) -> bool {
        matches!(self, Self::Password)
    }
}

fn fault(error: impl Refusal) -> Fault {
    match () {
        () if error.is_password() => Trouble::Encrypted.into(),
        () if error.is_cut() => Fault::new(Trouble::Truncated, error),
        () => Fault::new(Trouble::Corrupt, error),
    }
}
