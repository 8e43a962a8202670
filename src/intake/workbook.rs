//! Workbooks: sheet chosen, cells streamed (the only door to calamine).

mod binary;
mod cells;
mod feed;
mod formats;
mod looked;
mod older;
mod open_document;
mod plain;
mod tags;
mod torn;
pub(super) mod whole;

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
use super::sheet::{self, Grid, Promise, Rows};
use super::trouble::{Fault, Trouble};
use super::wire::Answer;
use super::{archive, discover, unplaced};
use crate::model::agreement::ReadOptions;
use crate::model::fold::fold;
use crate::model::table::{RawColumn, RawTable};

/// Reads the sheets named, else the visible one whose headers match best, else the first with data: the fast way where the workbook is
/// written as usual, else the library's.
pub(super) fn read_xlsx(bytes: &[u8], options: &ReadOptions, wanted: &Wanted) -> Answer {
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
        Format::Xlsx => Box::new(Looked { bytes, book: Xlsx::new(cursor).map_err(fault)? }),
        Format::Xlsb => Box::new(Looked { bytes, book: Xlsb::new(cursor).map_err(fault)? }),
        Format::Xls => {
            torn::refuse(bytes)?;
            Box::new(Looked { bytes, book: Xls::new(cursor).map_err(fault)? })
        }
        Format::Ods => {
            open_document::refuse_repeated(bytes)?;
            Box::new(Looked { bytes, book: Ods::new(cursor).map_err(fault)? })
        }
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
    let (chosen, alike_sheets) = if options.sheets.is_empty() {
        let (name, alike) = best(book, &sheets, wanted)?;
        (vec![name], alike)
    } else {
        (named(&sheets, &options.sheets)?, Vec::new())
    };
    let is_pattern = options.sheets.iter().any(|name| discover::is_pattern(name));
    let (is_one_of_many, is_late) = (chosen.len() > 1, book.is_late());
    let mut hidden = hidden_alike(book, &sheets, &chosen, options, wanted)?;
    let mut tables = Vec::new();
    for name in &chosen {
        let mut gathered = Err(Trouble::NoData.into());
        book.with_rows(name, &mut |rows| gathered = sheet::gather(rows, options, wanted))?;
        match gathered.and_then(|table| table.finish(&book.shape(name)?)) {
            Ok(grid) => {
                // What is hidden is told of the file once.
                let hidden = std::mem::take(&mut hidden);
                tables.push(RawTable {
                    is_late,
                    is_one_of_many,
                    alike_sheets: alike_sheets.clone(),
                    hidden_alike_rows: hidden.iter().map(|(_, rows)| rows).sum(),
                    hidden_alike: hidden.into_iter().map(|(name, _)| name).collect(),
                    ..table(grid, format, name, (&sheets, &chosen))
                });
            }
            // Of the sheets that a pattern takes, an empty one says nothing.
            Err(fault) if is_pattern && fault.trouble == Trouble::NoData => {}
            Err(fault) if is_one_of_many => {
                return Err(Fault::new(fault.trouble, format!("{name}: {}", fault.found)));
            }
            Err(fault) => return Err(fault),
        }
    }
    if tables.is_empty() { Err(Trouble::NoData.into()) } else { Ok(tables) }
}

fn table(
    grid: Grid,
    format: Format,
    name: &str,
    (sheets, chosen): (&[Sheet], &[String]),
) -> RawTable {
    let others = sheets.iter().filter(|sheet| !chosen.contains(&sheet.name));
    let (other_sheets, hidden_sheets) =
        others.partition::<Vec<_>, _>(|sheet| sheet.visible == SheetVisible::Visible);
    let names = |sheets: Vec<&Sheet>| sheets.into_iter().map(|sheet| sheet.name.clone()).collect();
    RawTable {
        sheet: Some(name.to_owned()),
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

/// The sheets of these names and patterns, in the order of the workbook; hidden ones only by their whole name.
fn named(sheets: &[Sheet], wanted: &[String]) -> Result<Vec<String>, Fault> {
    let mut chosen: Vec<bool> = vec![false; sheets.len()];
    for name in wanted {
        let exact = sheets.iter().position(|sheet| sheet.name == *name);
        let one = exact
            .or_else(|| sheets.iter().position(|sheet| fold(&sheet.name) == fold(name)))
            .filter(|_| !discover::is_pattern(name));
        let is_taken = |at: usize, sheet: &Sheet| {
            one == Some(at)
                || discover::is_pattern(name)
                    && sheet.visible == SheetVisible::Visible
                    && discover::is_like(&sheet.name, name)
        };
        let taken: Vec<bool> =
            sheets.iter().enumerate().map(|(at, sheet)| is_taken(at, sheet)).collect();
        if !taken.contains(&true) {
            let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            return Err(Fault::new(Trouble::SheetMissing, names.join(", ")));
        }
        chosen.iter_mut().zip(taken).for_each(|(chosen, taken)| *chosen |= taken);
    }
    let names = sheets.iter().zip(chosen).filter(|(_, chosen)| *chosen);
    Ok(names.map(|(sheet, _)| sheet.name.clone()).collect())
}

/// Hidden sheets with the header of the first one chosen, and their rows, where the agreement lets the program choose: by a pattern that they
/// fit, or by naming none.
fn hidden_alike(
    book: &mut dyn Book,
    sheets: &[Sheet],
    chosen: &[String],
    options: &ReadOptions,
    wanted: &Wanted,
) -> Result<Vec<(String, u64)>, Fault> {
    let patterns: Vec<&String> =
        options.sheets.iter().filter(|name| discover::is_pattern(name)).collect();
    let is_open = |sheet: &&Sheet| {
        sheet.visible != SheetVisible::Visible
            && !chosen.contains(&sheet.name)
            && (options.sheets.is_empty()
                || patterns.iter().any(|name| discover::is_like(&sheet.name, name)))
    };
    let open: Vec<&Sheet> = sheets.iter().filter(is_open).collect();
    let mut found = Vec::new();
    if open.is_empty() {
        return Ok(found);
    }
    let mut head = |name: &str| {
        let mut head = Err(Trouble::NoData.into());
        book.with_rows(name, &mut |rows| head = sheet::promise(rows, wanted)).and(head)
    };
    let first = chosen.first().and_then(|name| head(name).ok());
    let is_alike = |sheet: &&&Sheet| {
        first.as_ref().zip(head(&sheet.name).ok()).is_some_and(|(first, own)| first.is_alike(&own))
    };
    let alike: Vec<&&Sheet> = open.iter().filter(is_alike).collect();
    for sheet in alike {
        let mut gathered = Err(Trouble::NoData.into());
        book.with_rows(&sheet.name, &mut |rows| gathered = sheet::gather(rows, options, wanted))?;
        if let Ok(grid) = gathered.and_then(|table| table.finish(&book.shape(&sheet.name)?)) {
            found.push((sheet.name.clone(), grid.rows.len() as u64));
        }
    }
    found.retain(|(_, rows)| *rows > 0);
    Ok(found)
}

/// The sheet that fits best, and those that have its header.
fn best(
    book: &mut dyn Book,
    sheets: &[Sheet],
    wanted: &Wanted,
) -> Result<(String, Vec<String>), Fault> {
    let visible: Vec<&Sheet> =
        sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).collect();
    if let [only] = visible.as_slice() {
        return Ok((only.name.clone(), Vec::new()));
    }
    let (mut heads, mut trouble) = (Vec::new(), None);
    for sheet in visible {
        let mut head = Err(Trouble::NoData.into());
        let opened = book.with_rows(&sheet.name, &mut |rows| head = sheet::promise(rows, wanted));
        match opened.and(head) {
            Ok(head) => heads.push((head, sheet.name.clone())),
            Err(fault) => trouble = trouble.or(Some(fault)),
        }
    }
    let promise = |(head, _): &(Promise, String)| (head.matches, head.has_rows);
    // Of several that promise the same, the first.
    let best = heads.iter().rev().max_by_key(|head| promise(head));
    match (best, trouble) {
        (Some(best), trouble) if best.0.has_rows || trouble.is_none() => {
            let others = heads.iter().filter(|head| head.1 != best.1);
            let alike = others.filter(|head| best.0.is_alike(&head.0));
            Ok((best.1.clone(), alike.map(|(_, name)| name.clone()).collect()))
        }
        (_, Some(fault)) => Err(fault),
        (_, None) => Err(Trouble::NoData.into()),
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
    fn shape(&self, sheet: &str) -> Result<Shape, Fault>;
    /// Hands the rows of a sheet on.
    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault>;
}

fn worksheets(all: &[Sheet]) -> Vec<Sheet> {
    all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect()
}

/// A workbook whose parts are looked into for what the library does not tell.
struct Looked<'a, B> {
    bytes: &'a [u8],
    book: B,
}

impl Book for Looked<'_, Xlsx<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn shape(&self, sheet: &str) -> Result<Shape, Fault> {
        looked::of_declined(self.bytes, sheet)
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
                format: None,
            }))
        }));
        Ok(())
    }
}

impl Book for Looked<'_, Xlsb<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn shape(&self, sheet: &str) -> Result<Shape, Fault> {
        Ok(binary::of_xlsb(self.bytes, sheet))
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
                format: None,
            }))
        }));
        Ok(())
    }
}

impl Book for Looked<'_, Xls<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn shape(&self, sheet: &str) -> Result<Shape, Fault> {
        let mut shape = merged(&self.book.merge_cells_by_sheet_name(sheet).unwrap_or_default());
        older::look(self.bytes, sheet, &mut shape);
        Ok(shape)
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let late = self.is_late();
        let range = self.book.worksheet_range(sheet).map_err(fault)?;
        then(&mut Gathered::new(0, late, ranged(&range)));
        Ok(())
    }
}

impl Book for Looked<'_, Ods<Cursor<&[u8]>>> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.book.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        open_document::is_late(self.bytes)
    }

    fn shape(&self, sheet: &str) -> Result<Shape, Fault> {
        Ok(open_document::look(self.bytes, sheet))
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
        Ok(Some(Taken { place, value: cells::borrowed(data), has_formula: false, format: None }))
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
