//! What the library does not tell of an `.ods` sheet: merged cells, hidden rows, and by which number formats cells are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::feed::{Feed, Stop};
use super::formats;
use super::tags::{Tag, Tags, plain};
use crate::intake::archive::{self, Part};
use crate::intake::limits::COLUMNS;
use crate::intake::shape::Shape;
use crate::intake::trouble::{Fault, Limit, Trouble, megabytes};

/// Elements that are a number format each, with what stands beside the number in them.
const NUMBERS: [&str; 3] = ["number-style", "currency-style", "percentage-style"];

/// A sheet by its name.
pub(super) fn look(bytes: &[u8], sheet: &str) -> Shape {
    let names = archive::names(bytes).unwrap_or_default();
    let mut styles = Styles::default();
    let mut shape = Shape::default();
    for name in ["styles.xml", "content.xml"] {
        let Some(at) = names.iter().position(|own| own == name) else { continue };
        let read = |part: &mut Part| Look::new(sheet, &mut styles).read(part).unwrap_or_default();
        shape = archive::with_part(bytes, at, read).unwrap_or_default();
    }
    shape
}

/// True where the workbook counts its days from 1904: it says so before its sheets.
pub(super) fn is_late(bytes: &[u8]) -> bool {
    let names = archive::names(bytes).unwrap_or_default();
    let at = names.iter().position(|own| own == "content.xml");
    let read = |part: &mut Part| begins_in_1904(part).unwrap_or_default();
    at.and_then(|at| archive::with_part(bytes, at, read).ok()).unwrap_or_default()
}

fn begins_in_1904(part: &mut Part) -> Result<bool, Stop> {
    let mut feed = Feed::new(part);
    let mut tags = Tags::new(&mut feed);
    while let Some(tag) = tags.next()?.filter(|tag| tag.name != "table") {
        if tag.name == "null-date" {
            return Ok(tag.attribute("date-value").is_some_and(|day| day.starts_with("1904")));
        }
    }
    Ok(false)
}

/// Most bytes of what cells hold that a sheet has once and says to repeat.
const REPEATED: u64 = 64 << 20;
/// Room that a cell takes beside its text.
const CELL: u64 = 32;

/// Refuses a workbook that says of a few cells that they stand a million times: the library writes out every one.
pub(super) fn refuse_repeated(bytes: &[u8]) -> Result<(), Fault> {
    let names = archive::names(bytes)?;
    let Some(at) = names.iter().position(|own| own == "content.xml") else { return Ok(()) };
    let room = archive::with_part(bytes, at, |part| repeated(part).unwrap_or_default())?;
    let beyond = || Fault::new(Trouble::Beyond(Limit::Size), megabytes(room));
    if room > REPEATED { Err(beyond()) } else { Ok(()) }
}

/// The room of all cells that are repeated.
fn repeated(part: &mut Part) -> Result<u64, Stop> {
    let mut feed = Feed::new(part);
    let mut tags = Tags::new(&mut feed);
    // What a row holds, written once and with its columns repeated.
    let (mut once, mut of_row) = (0_u64, 0_u64);
    let (mut all, mut rows, mut columns) = (0_u64, 1_u64, 1_u64);
    while let Some(tag) = tags.next()? {
        let length = tag.before.len() as u64;
        match (tag.name, tag.closes) {
            ("table-row", _) => {
                (rows, once, of_row) = (u64::from(tag.times("number-rows-repeated")), 0, 0);
            }
            ("table-cell", _) => {
                columns = u64::from(tag.times("number-columns-repeated"));
                let own = if tag.attribute("value-type").is_some() { CELL } else { 0 };
                (once, of_row) = (once + own, of_row.saturating_add(own * columns));
            }
            (_, "table-row") => {
                all = all.saturating_add(of_row.saturating_mul(rows).saturating_sub(once));
            }
            (_, "table-cell") => columns = 1,
            _ => (once, of_row) = (once + length, of_row.saturating_add(length * columns)),
        }
    }
    Ok(all)
}

/// Number formats, and which one each style of cells has.
#[derive(Default)]
struct Styles {
    formats: BTreeMap<String, Arc<str>>,
    cells: BTreeMap<String, Arc<str>>,
    /// The format whose parts are being read, and what it holds so far.
    open: Option<(String, String)>,
    /// The place of the sign that is being read: `-en-US`.
    place: String,
}

impl Styles {
    fn add(&mut self, tag: &Tag) {
        let attribute = |name: &str| tag.attribute(name).map(plain);
        match (tag.name, tag.closes) {
            (name, _) if NUMBERS.contains(&name) => {
                self.open = attribute("name").map(|name| (name, String::new()));
            }
            ("currency-symbol", _) => {
                let parts = [attribute("language"), attribute("country")];
                self.place =
                    parts.into_iter().flatten().flat_map(|part| ["-".to_owned(), part]).collect();
            }
            (_, "currency-symbol") => {
                self.write(&format!("[${}{}]", plain(tag.before), self.place));
            }
            (_, "text") => self.write(&format!("\"{}\"", plain(tag.before))),
            (_, name) if NUMBERS.contains(&name) => {
                self.formats.extend(self.open.take().map(|(name, text)| (name, text.into())));
            }
            ("style", _) if tag.attribute("family") == Some("table-cell") => {
                let own = attribute("data-style-name").and_then(|name| self.formats.get(&name));
                let above = || self.cells.get(&attribute("parent-style-name")?);
                let format = own.or_else(above).cloned();
                self.cells.extend(attribute("name").zip(format));
            }
            _ => {}
        }
    }

    fn write(&mut self, piece: &str) {
        self.open.iter_mut().for_each(|(_, text)| text.push_str(piece));
    }

    /// The format of an amount: what its cell says by itself, else that of its own style, its row's or its column's.
    fn of(&self, tag: &Tag, around: &[Option<&String>]) -> Option<Arc<str>> {
        let is_number = |kind: &str| matches!(kind, "float" | "currency" | "percentage");
        tag.attribute("value-type").filter(|kind| is_number(kind))?;
        if let Some(code) = tag.attribute("currency") {
            return Some(formats::of_code(code));
        }
        let own = tag.attribute("style-name").map(plain);
        let name = own.as_ref().or_else(|| around.iter().find_map(|style| *style))?;
        self.cells.get(name).cloned()
    }
}

/// A part on its way, and where in it the sheet's cells stand.
struct Look<'a> {
    sheet: &'a str,
    styles: &'a mut Styles,
    shape: Shape,
    is_inside: bool,
    /// The row, counted from 0, the one below it, and the column.
    row: u32,
    below: u32,
    column: u32,
    /// The style of a row's cells that name none, and those of the columns.
    row_style: Option<String>,
    columns: Vec<Option<String>>,
}

impl<'a> Look<'a> {
    fn new(sheet: &'a str, styles: &'a mut Styles) -> Self {
        Self {
            sheet,
            styles,
            shape: Shape::default(),
            is_inside: false,
            row: 0,
            below: 0,
            column: 0,
            row_style: None,
            columns: Vec::new(),
        }
    }

    fn read(mut self, part: &mut Part) -> Result<Shape, Stop> {
        let mut feed = Feed::new(part);
        let mut tags = Tags::new(&mut feed);
        while let Some(tag) = tags.next()? {
            self.take(&tag);
        }
        Ok(self.shape)
    }

    fn take(&mut self, tag: &Tag) {
        match tag.name {
            "table" => {
                self.is_inside =
                    tag.attribute("name").is_some_and(|name| plain(name) == self.sheet);
                (self.row, self.below) = (0, 0);
                self.columns.clear();
            }
            "table-column" if self.is_inside => {
                let style = tag.attribute("default-cell-style-name").map(plain);
                let room = usize::try_from(COLUMNS).unwrap_or(0).saturating_sub(self.columns.len());
                let times = tag.times("number-columns-repeated") as usize;
                self.columns.extend(std::iter::repeat_n(style, times.min(room)));
            }
            "table-row" if self.is_inside => self.begin_row(tag),
            "table-cell" | "covered-table-cell" if self.is_inside => self.cell(tag),
            _ => self.styles.add(tag),
        }
    }

    fn begin_row(&mut self, tag: &Tag) {
        (self.row, self.column) = (self.below, 0);
        self.below = self.row.saturating_add(tag.times("number-rows-repeated"));
        self.row_style = tag.attribute("default-cell-style-name").map(plain);
        if tag.attribute("visibility").is_some_and(|seen| seen != "visible") {
            self.shape.hide(self.row.saturating_add(1), self.below);
        }
    }

    fn cell(&mut self, tag: &Tag) {
        let last = self.row.saturating_add(tag.times("number-rows-spanned") - 1);
        self.shape.merge((self.row, self.column), (last, self.column));
        let next = self.column.saturating_add(tag.times("number-columns-repeated"));
        for column in self.column..next.min(COLUMNS) {
            let of_column = self.columns.get(column as usize).and_then(Option::as_ref);
            let Some(format) = self.styles.of(tag, &[self.row_style.as_ref(), of_column]) else {
                break;
            };
            self.shape.dress((self.row + 1, self.below), column, &format);
        }
        self.column = next;
    }
}
