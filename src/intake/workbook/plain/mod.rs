//! Workbooks as nearly every program writes them, read ten times as fast: the two large parts (the cells and the list of strings) are
//! scanned here, everything else (which sheets there are, how numbers are shown) is asked of the library through a small copy of the file.
//! What is written in any other way is declined as a whole and read by the library alone.

mod feed;
mod row;

use std::cell::{Cell, OnceCell};
use std::io::Cursor;

use calamine::{DataRef, Reader, Sheet, Xlsx};
use memchr::memmem::Finder;

use self::feed::Feed;
use self::row::{Context, Position, Scanner, Shown};
use super::cells::{Gathered, Next, Taken};
use super::{Book, Use, worksheets};
use crate::intake::archive::{self, Part};
use crate::intake::trouble::{Fault, Trouble};
use crate::model::column::TextColumn;

/// Names the part whose place a small sheet has taken in the copy.
const MARK: &str = "acordo: part ";
/// Most styles that are asked for, and most bytes of their part.
const MOST_STYLES: usize = 50_000;
const MOST_TEXT: usize = 16 << 20;
const STRINGS: &str = "sharedstrings.xml";
const NO_STRINGS: &str = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>";

/// Why the scan of a part stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is written in a way that is left to the library.
    Declined,
    /// The part cannot be read at all.
    Fault(Fault),
}

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
        let lists: Vec<usize> =
            (0..).zip(&names).filter(|(_, name)| name.to_ascii_lowercase().ends_with(STRINGS)).map(|(at, _)| at).collect();
        let Some(count) = most_styles(bytes, &names)? else { return Ok(None) };
        if lists.len() > 1 {
            return Ok(None);
        }
        let instead = |at: usize, name: &str| match () {
            () if lists.contains(&at) => Some(NO_STRINGS.to_owned()),
            () if is_large(name) => Some(stand_in(at, count)),
            () => None,
        };
        let Some(copy) = archive::copy(bytes, &instead).and_then(|copy| Xlsx::new(Cursor::new(copy)).ok()) else { return Ok(None) };
        let mut plain = Self {
            bytes,
            copy,
            parts: Vec::new(),
            strings: lists.first().copied(),
            styles: Vec::new(),
            context: OnceCell::new(),
            declined: Cell::new(false),
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

    fn context(&self) -> Result<&Context, Stop> {
        if let Some(context) = self.context.get() {
            return Ok(context);
        }
        let strings = match self.strings {
            Some(part) => archive::with_part(self.bytes, part, strings).map_err(Stop::Fault)??,
            None => TextColumn::default(),
        };
        let context = Context { strings, styles: self.styles.clone(), late: self.copy.has_1904_epoch() };
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
    for (at, _) in names.iter().enumerate().filter(|(_, name)| name.to_ascii_lowercase().ends_with("styles.xml")) {
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
    let cell = |style: usize| format!("<row r=\"{0}\"><c r=\"A{0}\" s=\"{style}\"><v>1.5</v></c></row>", style + 2);
    let cells: String = (0..styles).map(cell).collect();
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{MARK}{part}</t></is></c></row>{cells}</sheetData></worksheet>"
    )
}

impl Book for Plain<'_> {
    fn sheets(&self) -> Vec<Sheet> {
        worksheets(self.copy.sheets_metadata())
    }

    fn with_rows(&mut self, sheet: &str, then: Use) -> Result<(), Fault> {
        let part = self.parts.iter().find(|(name, _)| name == sheet).map(|(_, part)| *part);
        let Some(part) = part else { return Err(Fault::new(Trouble::SheetMissing, sheet)) };
        let context = self.context().map_err(|stop| self.stopped(stop))?;
        archive::with_part(self.bytes, part, |part| {
            let mut cells = Cells::begin(part, context).map_err(|stop| self.stopped(stop))?;
            then(&mut Gathered::new(cells.said, context.late, || cells.next().map_err(|stop| self.stopped(stop))));
            Ok(())
        })?
    }
}

/// The texts of a list of strings.
fn strings(part: &mut Part) -> Result<TextColumn, Stop> {
    let mut feed = Feed::new(part);
    let mut texts = TextColumn::default();
    head(&mut feed, "<sst")?;
    let (opening, end) = (Finder::new(">"), Finder::new("</si>"));
    loop {
        feed.skip_blanks()?;
        if feed.is_next("</sst>")? {
            return feed.drain().map(|()| texts);
        }
        if feed.is_next("<si/>")? {
            feed.through(&opening)?;
            texts.push(None);
            continue;
        }
        let mut item = Scanner { rest: feed.through(&end)? };
        if !item.eat("<si>") {
            return Err(Stop::Declined);
        }
        if item.eat("</si>") {
            texts.push(None);
            continue;
        }
        let text = item.run()?;
        texts.push(Some(&text));
        if item.rest != "</si>" {
            return Err(Stop::Declined);
        }
    }
}

/// Passes what stands before an element of which there is one, and its tag; the tag's text.
fn head<'f>(feed: &'f mut Feed, opening: &str) -> Result<&'f str, Stop> {
    if !feed.is_next("<")? {
        return Err(Stop::Declined);
    }
    let before = feed.through(&Finder::new(opening))?;
    let is_utf8 = !before.contains("encoding=") || before.to_ascii_lowercase().replace('\'', "\"").contains("encoding=\"utf-8\"");
    if before.contains("<!") || !is_utf8 {
        return Err(Stop::Declined);
    }
    let tag = feed.through(&Finder::new(">"))?;
    if tag.ends_with("/>") { Err(Stop::Declined) } else { Ok(tag) }
}

/// The cells of a worksheet.
struct Cells<'p, 'z, 'c> {
    feed: Feed<'p, 'z>,
    context: &'c Context,
    /// Rows that the sheet says it has.
    said: u32,
    /// The row that is being read, and how far it is.
    row: String,
    at: usize,
    position: Position,
    tag_end: Finder<'static>,
    row_end: Finder<'static>,
    ended: bool,
}

impl<'p, 'z, 'c> Cells<'p, 'z, 'c> {
    fn begin(part: &'p mut Part<'z>, context: &'c Context) -> Result<Self, Stop> {
        let mut feed = Feed::new(part);
        head(&mut feed, "<worksheet")?;
        let before = feed.through(&Finder::new("<sheetData"))?;
        if before.contains("<!") {
            return Err(Stop::Declined);
        }
        let said = said(before);
        let tag_end = Finder::new(">");
        // An empty sheet is left to the library.
        if feed.through(&tag_end)? != ">" {
            return Err(Stop::Declined);
        }
        let (row, row_end) = (String::new(), Finder::new("</row>"));
        Ok(Self { feed, context, said, row, at: 0, position: Position::default(), tag_end, row_end, ended: false })
    }

    fn next(&mut self) -> Next<'c, Stop> {
        while !self.ended {
            let mut scanner = Scanner { rest: self.row.get(self.at..).unwrap_or_default() };
            if scanner.rest.is_empty() {
                self.begin_row()?;
                continue;
            }
            let cell: Option<Taken> = scanner.cell(self.context, &mut self.position)?;
            self.at = self.row.len() - scanner.rest.len();
            match cell {
                Some(cell) => return Ok(Some(cell)),
                None if self.at == self.row.len() => self.position.end_row(),
                None => return Err(Stop::Declined),
            }
        }
        Ok(None)
    }

    fn begin_row(&mut self) -> Result<(), Stop> {
        self.feed.skip_blanks()?;
        if self.feed.is_next("</sheetData>")? {
            self.ended = true;
            return self.feed.drain();
        }
        let mut tag = Scanner { rest: self.feed.through(&self.tag_end)? };
        let mut number = None;
        if !tag.eat("<row") {
            return Err(Stop::Declined);
        }
        let is_closed = tag.attributes(|name, value| number = number.or(Some(value).filter(|_| name == "r")))?;
        if let Some(number) = number {
            self.position.row = row::row_number(number)?;
        }
        self.row.clear();
        self.at = 0;
        if is_closed {
            self.position.end_row();
        } else {
            self.row.push_str(self.feed.through(&self.row_end)?);
        }
        Ok(())
    }
}

/// How many rows the sheet says it has; a hint.
fn said(before: &str) -> u32 {
    let size = before.split_once("<dimension ref=\"").and_then(|(_, size)| size.split_once('"')).map(|(size, _)| size);
    let last = size.and_then(|size| size.rsplit(':').next()).map(|last| last.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
    last.and_then(|row| row.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests;
