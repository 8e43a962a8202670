//! The two large parts of a workbook, scanned: the list of strings and the cells of a sheet.

use std::cell::RefCell;

use memchr::memmem::Finder;

use super::row::{Context, Position, Scanner, row_number};
use crate::intake::archive::Part;
use crate::intake::shape::Shape;
use crate::intake::workbook::cells::{Next, Taken};
use crate::intake::workbook::feed::{Feed, Stop};
use crate::intake::workbook::looked;
use crate::model::column::TextColumn;

/// The texts of a list of strings.
pub(super) fn strings(part: &mut Part) -> Result<TextColumn, Stop> {
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
    let is_utf8 = !before.contains("encoding=")
        || before.to_ascii_lowercase().replace('\'', "\"").contains("encoding=\"utf-8\"");
    if before.contains("<!") || !is_utf8 {
        return Err(Stop::Declined);
    }
    let tag = feed.through(&Finder::new(">"))?;
    if tag.ends_with("/>") { Err(Stop::Declined) } else { Ok(tag) }
}

/// The cells of a worksheet.
pub(super) struct Cells<'p, 'z, 'c> {
    feed: Feed<'p, 'z>,
    context: &'c Context,
    /// What the sheet says of its rows, as far as it is read.
    shape: &'c RefCell<Shape>,
    /// Rows that the sheet says it has.
    pub(super) said: u32,
    /// The row that is being read, and how far it is.
    row: String,
    at: usize,
    position: Position,
    tag_end: Finder<'static>,
    row_end: Finder<'static>,
    ended: bool,
}

impl<'p, 'z, 'c> Cells<'p, 'z, 'c> {
    /// Passes what stands before the first row.
    pub(super) fn begin(
        part: &'p mut Part<'z>,
        context: &'c Context,
        shape: &'c RefCell<Shape>,
    ) -> Result<Self, Stop> {
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
        Ok(Self {
            feed,
            context,
            shape,
            said,
            row,
            at: 0,
            position: Position::default(),
            tag_end,
            row_end,
            ended: false,
        })
    }

    /// The next cell.
    pub(super) fn next(&mut self) -> Next<'c, Stop> {
        while !self.ended {
            let mut scanner = Scanner { rest: self.row.get(self.at..).unwrap_or_default() };
            if scanner.rest.is_empty() {
                self.begin_row()?;
                continue;
            }
            let cell: Option<Taken> = scanner.cell(self.context, &mut self.position)?;
            self.at = self.row.len() - scanner.rest.len();
            match cell {
                Some(cell) => {
                    if let Some(format) = cell.format {
                        let (row, column) = cell.place;
                        let row = row.saturating_add(1);
                        self.shape.borrow_mut().dress((row, row), column, format);
                    }
                    return Ok(Some(cell));
                }
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
            looked::tail(&mut self.feed, &mut self.shape.borrow_mut())?;
            return self.feed.drain();
        }
        let mut tag = Scanner { rest: self.feed.through(&self.tag_end)? };
        let (mut number, mut is_hidden) = (None, false);
        if !tag.eat("<row") {
            return Err(Stop::Declined);
        }
        let is_closed = tag.attributes(|name, value| match name {
            "r" => number = number.or(Some(value)),
            "hidden" => is_hidden = looked::is_true(value),
            _ => {}
        })?;
        if let Some(number) = number {
            self.position.row = row_number(number)?;
        }
        if is_hidden {
            let row = self.position.row.saturating_add(1);
            self.shape.borrow_mut().hide(row, row);
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
    let size = before
        .split_once("<dimension ref=\"")
        .and_then(|(_, size)| size.split_once('"'))
        .map(|(size, _)| size);
    let last = size
        .and_then(|size| size.rsplit(':').next())
        .map(|last| last.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
    last.and_then(|row| row.parse().ok()).unwrap_or(0)
}
