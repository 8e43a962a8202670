//! Workbooks as nearly every program writes them, read ten times as fast: the two large parts (the cells and the list of strings) are
//! scanned here, everything else (which sheets there are, how numbers are shown) is asked of the library through a small copy of the file.
//! What is written in any other way is declined as a whole and read by the library alone.

mod parts;
mod row;

use std::cell::{Cell, OnceCell, RefCell};
use std::io::Cursor;

use calamine::{DataRef, Reader, Sheet, Xlsx};
use memchr::memmem::Finder;

use self::parts::{Cells, strings};
use self::row::{Context, Shown};
use super::cells::Gathered;
use super::feed::Stop;
use super::{Book, Use, formats, worksheets};
use crate::intake::archive;
use crate::intake::shape::Shape;
use crate::intake::trouble::{Fault, Trouble};
use crate::model::column::TextColumn;

/// Names the part whose place a small sheet has taken in the copy.
const MARK: &str = "acordo: part ";
/// Most styles that are asked for, and most bytes of their part.
const MOST_STYLES: usize = 50_000;
const MOST_TEXT: usize = 16 << 20;
const STRINGS: &str = "sharedstrings.xml";
const NO_STRINGS: &str =
    "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>";

/// A workbook whose large parts are scanned.
pub(super) struct Plain<'a> {
    bytes: &'a [u8],
    /// The small copy.
    copy: Xlsx<Cursor<Vec<u8>>>,
    /// Name and part of each worksheet.
    parts: Vec<(String, usize)>,
    /// The part of the list of strings.
    strings: Option<usize>,
    styles: Vec<Shown>,
    context: OnceCell<Context>,
    declined: Cell<bool>,
    /// What the sheet that was read last says of its rows.
    shape: RefCell<Shape>,
}

/// The large parts, by name.
fn is_large(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(STRINGS) || (name.contains("worksheets/") && !name.contains("_rels/"))
}

impl<'a> Plain<'a> {
    /// Opens a workbook; nothing when it is left to the library. Parts that are not scanned are looked into as those of any workbook.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Option<Self>, Fault> {
        archive::check(bytes, &is_large)?;
        let names = archive::names(bytes)?;
        let lists: Vec<usize> = (0..)
            .zip(&names)
            .filter(|(_, name)| name.to_ascii_lowercase().ends_with(STRINGS))
            .map(|(at, _)| at)
            .collect();
        let Some(count) = most_styles(bytes, &names)? else { return Ok(None) };
        if lists.len() > 1 {
            return Ok(None);
        }
        let instead = |at: usize, name: &str| match () {
            () if lists.contains(&at) => Some(NO_STRINGS.to_owned()),
            () if is_large(name) => Some(stand_in(at, count)),
            () => None,
        };
        let Some(copy) =
            archive::copy(bytes, &instead).and_then(|copy| Xlsx::new(Cursor::new(copy)).ok())
        else {
            return Ok(None);
        };
        let mut plain = Self {
            bytes,
            copy,
            parts: Vec::new(),
            strings: lists.first().copied(),
            styles: Vec::new(),
            context: OnceCell::new(),
            declined: Cell::new(false),
            shape: RefCell::default(),
        };
        Ok(plain.ask().map(|()| plain))
    }

    /// Asks the copy which part each worksheet is, and how each style shows a number.
    fn ask(&mut self) -> Option<()> {
        for sheet in Book::sheets(self) {
            let mut cells = self.copy.worksheet_cells_reader(&sheet.name).ok()?;
            let mark = cells.next_cell().ok()??;
            let DataRef::String(mark) = mark.get_value() else { return None };
            self.parts.push((sheet.name, mark.strip_prefix(MARK)?.parse().ok()?));
            if self.styles.is_empty() {
                while let Some(cell) = cells.next_cell().ok()? {
                    self.styles.push(match cell.get_value() {
                        DataRef::DateTime(at) if at.is_duration() => Shown::Duration,
                        DataRef::DateTime(_) => Shown::Moment,
                        _ => Shown::Number,
                    });
                }
            }
        }
        (!self.parts.is_empty()).then_some(())
    }

    /// True when the workbook turned out to be written in a way that is left to the library: what came of it does not count.
    pub(super) fn has_declined(&self) -> bool {
        self.declined.get()
    }

    fn part(&self, sheet: &str) -> Option<usize> {
        self.parts.iter().find(|(name, _)| name == sheet).map(|(_, part)| *part)
    }

    fn context(&self) -> Result<&Context, Stop> {
        if let Some(context) = self.context.get() {
            return Ok(context);
        }
        let strings = match self.strings {
            Some(part) => archive::with_part(self.bytes, part, strings).map_err(Stop::Fault)??,
            None => TextColumn::default(),
        };
        let context = Context {
            strings,
            styles: self.styles.clone(),
            formats: formats::of_xlsx(self.bytes),
            late: self.copy.has_1904_epoch(),
        };
        Ok(self.context.get_or_init(|| context))
    }

    fn stopped(&self, stop: Stop) -> Fault {
        match stop {
            Stop::Fault(fault) => fault,
            Stop::Declined => {
                self.declined.set(true);
                Trouble::Corrupt.into()
            }
        }
    }
}

/// A number that the styles do not exceed: what their elements are called, counted wherever it stands.
fn most_styles(bytes: &[u8], names: &[String]) -> Result<Option<usize>, Fault> {
    let mut count = 0;
    for (at, _) in names
        .iter()
        .enumerate()
        .filter(|(_, name)| name.to_ascii_lowercase().ends_with("styles.xml"))
    {
        let mut text = Vec::new();
        archive::with_part(bytes, at, |part| part.read_more(MOST_TEXT, &mut text))??;
        if text.len() >= MOST_TEXT || text.contains(&0) {
            return Ok(None);
        }
        count += Finder::new("xf").find_iter(&text).count();
    }
    Ok((count <= MOST_STYLES).then_some(count))
}

/// The sheet that stands for a part in the copy: its mark, then a number in each style.
fn stand_in(part: usize, styles: usize) -> String {
    let cell = |style: usize| {
        format!("<row r=\"{0}\"><c r=\"A{0}\" s=\"{style}\"><v>1.5</v></c></row>", style + 2)
    };
    let cells: String = (0..styles).map(cell).collect();
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{MARK}{part}</t></is></c></row>{cells}</sheetData></worksheet>"
    )
}

impl Book for Plain<'_> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.copy.sheets_metadata())
    }

    fn is_late(&self) -> bool {
        self.copy.has_1904_epoch()
    }

    fn shape(&self, _sheet: &str) -> Result<Shape, Fault> {
        Ok(self.shape.take())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let Some(part) = self.part(sheet) else {
            return Err(Fault::new(Trouble::SheetMissing, sheet));
        };
        self.shape.take();
        let context = self.context().map_err(|stop| self.stopped(stop))?;
        archive::with_part(self.bytes, part, |part| {
            let mut cells =
                Cells::begin(part, context, &self.shape).map_err(|stop| self.stopped(stop))?;
            then(&mut Gathered::new(cells.said, context.late, || {
                cells.next().map_err(|stop| self.stopped(stop))
            }));
            Ok(())
        })?
    }
}

#[cfg(test)]
mod tests;
