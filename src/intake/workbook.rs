//! Workbooks: sheet chosen, cells streamed (the only door to calamine).

mod binary;
mod cells;
mod plain;
mod tags;

use std::fmt::Display;
use std::io::Cursor;

use calamine::{
    Dimensions, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError, Xlsx, XlsxError,
};

use self::cells::{Gathered, Next, Taken};
use self::plain::Plain;
use super::header::Wanted;
use super::kind::Format;
use super::shape::Shape;
use super::sheet::{self, Grid, Rows};
use super::trouble::{Fault, Trouble};
use super::unplaced;
use super::{archive, child};
use crate::model::agreement::ReadOptions;
use crate::model::fold::fold;
use crate::model::table::{RawColumn, RawTable};

/// A workbook's table, or why there is none.
pub(super) type Answer = Result<RawTable, Fault>;

/// Reads the sheet named, else the visible one whose headers match best, else the first with data.
pub(super) fn read(
    bytes: &[u8],
    format: Format,
    options: &ReadOptions,
    wanted: &[String],
) -> Answer {
    match format {
        Format::Xlsx => read_xlsx(bytes, options, &Wanted::new(wanted)),
        Format::Xlsb | Format::Xls | Format::Ods => child::read(bytes, format, options, wanted),
    }
}

/// Reads it the fast way where it is written as usual, else the library's.
fn read_xlsx(bytes: &[u8], options: &ReadOptions, wanted: &Wanted) -> Answer {
    if let Some(mut book) = Plain::open(bytes)? {
        let answer = read_book(&mut book, Format::Xlsx, options, wanted);
        if !book.has_declined() {
            return answer;
        }
    }
    archive::check(bytes, &|_| false)?;
    read_here(bytes, Format::Xlsx, options, wanted)
}

/// Reads a workbook in this process, where a fault of the library could end it; see the child
/// process beside it.
pub(super) fn read_here(
    bytes: &[u8],
    format: Format,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Answer {
    let cursor = Cursor::new(bytes);
    let mut book: Box<dyn Book + '_> = match format {
        Format::Xlsx => Box::new(Zipped { bytes, book: Xlsx::new(cursor).map_err(fault)? }),
        Format::Xlsb => Box::new(Zipped { bytes, book: Xlsb::new(cursor).map_err(fault)? }),
        Format::Xls => Box::new(Xls::new(cursor).map_err(fault)?),
        Format::Ods => Box::new(Zipped { bytes, book: Ods::new(cursor).map_err(fault)? }),
    };
    read_book(book.as_mut(), format, options, wanted)
}

fn read_book(
    book: &mut dyn Book,
    format: Format,
    options: &ReadOptions,
    wanted: &Wanted,
) -> Answer {
    let sheets = book.sheets();
    let chosen = match &options.sheet {
        Some(name) => named(&sheets, name)?,
        None => best(book, &sheets, wanted)?,
    };
    let mut gathered = Err(Trouble::NoData.into());
    book.with_rows(&chosen, &mut |rows| gathered = sheet::gather(rows, options, wanted))?;
    let grid = gathered?.finish(&book.shape(&chosen))?;
    Ok(RawTable { is_late: book.is_late(), ..table(grid, format, chosen, &sheets) })
}

fn table(grid: Grid, format: Format, chosen: String, sheets: &[Sheet]) -> RawTable {
    let others = sheets.iter().filter(|sheet| sheet.name != chosen);
    let (other_sheets, hidden_sheets) =
        others.partition::<Vec<_>, _>(|sheet| sheet.visible == SheetVisible::Visible);
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
        look: grid.look,
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
    let visible: Vec<&Sheet> =
        sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).collect();
    if let [only] = visible.as_slice() {
        return Ok(only.name.clone());
    }
    let mut best: Option<((usize, bool), &str)> = None;
    let mut trouble = None;
    for sheet in visible {
        let mut promise = Ok((0, false));
        let opened =
            book.with_rows(&sheet.name, &mut |rows| promise = sheet::promise(rows, wanted));
        match opened.and(promise) {
            Ok(promise) if best.is_none_or(|(other, _)| promise > other) => {
                best = Some((promise, &sheet.name));
            }
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
type Use<'u> = &'u mut dyn FnMut(&mut dyn Rows);

/// A workbook of any format.
trait Book {
    /// Its worksheets, in order.
    fn sheets(&self) -> Vec<Sheet>;
    /// True when its days are counted from 1904.
    fn is_late(&self) -> bool {
        false
    }
    /// What a sheet says of its rows beside their cells; asked for after its rows are read.
    fn shape(&self, sheet: &str) -> Shape;
    /// Hands the rows of a sheet on.
    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault>;
}

fn worksheets(all: &[Sheet]) -> Vec<Sheet> {
    all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect()
}

/// A workbook whose parts are looked into for what the library does not tell.
struct Zipped<'a, B> {
    bytes: &'a [u8],
    book: B,
}

impl Book for Zipped<'_, Xlsx<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn shape(&self, sheet: &str) -> Shape {
        tags::of_declined(self.bytes, sheet)
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.is_late();
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(fault)?;
        then(&mut Gathered::new(reader.dimensions().end.0.saturating_add(1), late, move || {
            let record = reader.next_cell_with_formula_metadata().map_err(fault)?;
            Ok(record.map(|record| Taken {
                place: record.pos,
                value: record.value,
                has_formula: record.formula.is_some(),
            }))
        }));
        Ok(())
    }
}

impl Book for Zipped<'_, Xlsb<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn shape(&self, sheet: &str) -> Shape {
        binary::of_xlsb(self.bytes, sheet)
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.is_late();
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(fault)?;
        then(&mut Gathered::new(reader.dimensions().end.0.saturating_add(1), late, move || {
            let cell = reader.next_cell().map_err(fault)?;
            Ok(cell.map(|cell| Taken {
                place: cell.get_position(),
                value: cell.get_value().clone(),
                has_formula: false,
            }))
        }));
        Ok(())
    }
}

impl Book for Xls<Cursor<&[u8]>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.has_1904_epoch()
    }

    /// Hidden rows are not told by the library.
    fn shape(&self, sheet: &str) -> Shape {
        merged(&self.merge_cells_by_sheet_name(sheet).unwrap_or_default())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.is_late();
        let range = self.worksheet_range(sheet).map_err(fault)?;
        then(&mut Gathered::new(0, late, ranged(&range)));
        Ok(())
    }
}

impl Book for Zipped<'_, Ods<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn shape(&self, sheet: &str) -> Shape {
        tags::of_ods(self.bytes, sheet)
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let range = self.book.worksheet_range(sheet).map_err(fault)?;
        then(&mut Gathered::new(0, false, ranged(&range)));
        Ok(())
    }
}

fn merged(regions: &[Dimensions]) -> Shape {
    let mut shape = Shape::default();
    regions.iter().for_each(|region| shape.merge(region.start, region.end));
    shape
}

fn ranged<'a>(range: &'a Range<calamine::Data>) -> impl FnMut() -> Next<'a> + use<'a> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = range.used_cells();
    move || {
        let Some((row, column, data)) = cells.next() else { return Ok(None) };
        let place = |offset: usize, first: u32| {
            u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(first)
        };
        let place = (place(row, first_row), place(column, first_column));
        Ok(Some(Taken { place, value: cells::borrowed(data), has_formula: false }))
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
        let says = |why: &str| {
            ["past end of file", "Cannot find Workbook"].iter().any(|words| why.contains(words))
        };
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
