//! A file as read, before anything is understood: headers, columns of cells, and what was left out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::account::Reason;
use super::grid::TextCells;
use super::moment::Instant;
use super::runnable::unmarked;
use super::zone::WallTime;

/// What one cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or only blanks.
    Empty,
    /// Text as written (trimmed at both ends).
    Text(&'a str),
    /// A number cell of a workbook.
    Number(f64),
    /// A date cell of a workbook, or one of a length of time.
    Date(WallTime),
    /// A boolean cell.
    Bool(bool),
    /// An Excel error such as `#REF!`, or a formula without a cached value (`=`).
    Error(&'a str),
}

/// A column of a text file or of a sheet.
#[derive(Clone, Debug)]
pub enum RawColumn {
    /// A column of a text file: its cells stay where they stand.
    Text(TextCells),
    /// A column of texts of a Parquet file: as polars holds it.
    Parquet(polars::prelude::StringChunked),
    /// Cells of a workbook.
    Cells(Cells),
}

/// A text without the blanks around it; nothing when it is blank.
pub(super) fn text_cell(text: &str) -> Cell<'_> {
    if text.is_empty() {
        return Cell::Empty;
    }
    let is_bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let text = if text.as_bytes().first() == Some(&b'\'') { unmarked(text) } else { text };
    let bytes = text.as_bytes();
    // Most texts have nothing to trim.
    if is_bare(bytes.first()) && is_bare(bytes.last()) {
        return Cell::Text(text);
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

impl RawColumn {
    /// Rows in the column.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(column) => column.len(),
            Self::Parquet(column) => column.len(),
            Self::Cells(cells) => cells.len(),
        }
    }

    /// Bytes of its texts, as far as that is quickly told.
    pub fn text_bytes(&self) -> usize {
        match self {
            Self::Text(column) => column.bytes(),
            Self::Parquet(column) => {
                column.downcast_iter().fold(0, |all, chunk| all + chunk.total_bytes_len())
            }
            Self::Cells(_) => 0,
        }
    }

    /// The cell of a row; beyond the end it is empty.
    #[cfg(test)]
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Text(column) => column.iter().nth(row).map_or(Cell::Empty, text_cell),
            Self::Parquet(column) => column.get(row).map_or(Cell::Empty, text_cell),
            Self::Cells(cells) => cells.get(row),
        }
    }

    /// Shows the cells from the first row to the last: of many rows this takes half the time of [`Self::iter`].
    pub fn each<'a>(&'a self, mut visit: impl FnMut(Cell<'a>)) {
        match self {
            Self::Text(column) => column.each(|text| visit(text_cell(text))),
            Self::Parquet(column) => column.downcast_iter().for_each(|chunk| {
                chunk.iter().for_each(|text| visit(text.map_or(Cell::Empty, text_cell)));
            }),
            Self::Cells(cells) => cells.iter().for_each(visit),
        }
    }

    /// The cells from the first row to the last, without looking each row up.
    pub fn iter(&self) -> Box<dyn Iterator<Item = Cell<'_>> + '_> {
        match self {
            Self::Text(column) => Box::new(column.iter().map(text_cell)),
            Self::Parquet(column) => {
                Box::new(column.iter().map(|text| text.map_or(Cell::Empty, text_cell)))
            }
            Self::Cells(cells) => Box::new(cells.iter()),
        }
    }
}

/// Lines of a text file: how many, and the number of the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// How many.
    pub count: u64,
    /// The first, from 1.
    pub first: u32,
    last: u32,
}

impl Lines {
    /// So many, from this one on.
    pub fn of(count: u64, first: u32) -> Self {
        Self { count, first, last: 0 }
    }

    /// Adds a line; one that was just added is not counted again.
    pub fn add(&mut self, number: u32) {
        if number == self.last {
            return;
        }
        if self.count == 0 {
            self.first = number;
        }
        self.count += 1;
        self.last = number;
    }
}

/// Lines of a text file that were not written as the rest of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OddLines {
    /// In another encoding than the file's, and read in their own.
    pub foreign: Lines,
    /// Encoded twice, and set right.
    pub doubled: Lines,
    /// With letters that are lost.
    pub lost: Lines,
    /// The last line, where no line end closes it and its last cell is empty though that column's others are filled: whole, or cut
    /// before that cell. Nothing tells.
    pub open: Lines,
    /// The last line, where no line end closes it and its last cell is a bare number or a day: one that was cut looks like a whole one.
    pub bare: Lines,
    /// Whether a line end closes the last line; nothing where lines are none of its writing.
    pub is_ended: Option<bool>,
    /// Rows with more cells than there are columns, the further ones empty, where most rows have as many.
    pub wide: Lines,
    /// Rows of a page's other tables, as wide as the one that is read and under another header: they are not read.
    pub elsewhere: Lines,
}

/// What a sheet says of its rows beside their cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetLook {
    /// Rows of the table that the sheet hides, also by a filter: they are read.
    pub hidden: Lines,
    /// Cells that repeat one merged over their rows, by position of their column.
    pub merged: BTreeMap<usize, Lines>,
    /// The number formats of cells from top to bottom, by position of their column.
    pub formats: BTreeMap<usize, Vec<Dressed>>,
}

/// Rows of a column whose cells one number format shows: `[$€-407] #,##0.00` says what a bare number is an amount of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dressed {
    /// First and last row, as the sheet numbers them.
    pub rows: (u32, u32),
    /// The format as the workbook writes it.
    pub format: Arc<str>,
}

impl RawTable {
    /// The file's name.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The file's name, and behind it the sheet where several of the file are read.
    pub fn name(&self) -> String {
        let name = self.file_name();
        match &self.sheet {
            Some(sheet) if self.is_one_of_many => format!("{name} › {}", bare(sheet)),
            _ => name,
        }
    }

    /// Where it was read from, and behind it the sheet where several of the file are read.
    pub fn place(&self) -> String {
        self.path.with_file_name(self.name()).to_string_lossy().into_owned()
    }
}

/// A sheet's name without what parts folders.
fn bare(sheet: &str) -> String {
    sheet.replace(['/', '\\'], "-")
}

/// A file's table as read. Rows in the file = `rows.len()` + `left_out.len()`; blank lines are no rows.
#[derive(Clone, Debug)]
pub struct RawTable {
    /// Where it was read from.
    pub path: PathBuf,
    /// `csv`, `gzip`, `html`, `json`, `parquet`, `xlsx`, `xls`, `xlsb`, `ods`.
    pub format: &'static str,
    /// Encoding label of a text file.
    pub encoding: Option<&'static str>,
    /// Lines of a text file that were not written as the rest.
    pub odd_lines: OddLines,
    /// Delimiter of a text file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// The workbook counts its days from 1904.
    pub is_late: bool,
    /// It is one of several sheets that are read of one file.
    pub is_one_of_many: bool,
    /// Other visible sheets that were not chosen.
    pub other_sheets: Vec<String>,
    /// Those of them that have the header of the one chosen.
    pub alike_sheets: Vec<String>,
    /// Hidden sheets, which are never chosen unless named.
    pub hidden_sheets: Vec<String>,
    /// Those of them that have the header of the one chosen and rows, though no name of the agreement says that they are left out.
    pub hidden_alike: Vec<String>,
    /// The rows of these.
    pub hidden_alike_rows: u64,
    /// Row of the header in the file, from 1; 0 where the file names its columns otherwise.
    pub header_row: u32,
    /// Headers, repeated ones with ` (2)`, ` (3)` …; empty ones are `#7` (their column number).
    pub headers: Vec<String>,
    /// One column a header, all of the same length.
    pub columns: Vec<RawColumn>,
    /// Row number in the file (from 1) of each table row.
    pub rows: Vec<u32>,
    /// Rows that were not taken, with their row number in the file and their first cell.
    pub left_out: Vec<(u32, Reason, String)>,
    /// What the sheet says of its rows.
    pub look: SheetLook,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// Modification time.
    pub modified: Instant,
}

/// Bytes of the first string of texts and of the longest: none is moved when more come.
const LEAST: usize = 64;
const MOST: usize = 1 << 20;

/// Cells in order. A text is kept without the blanks around it; a blank one is an empty cell.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    slots: Vec<Slot>,
    texts: Vec<String>,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    string: u32,
    start: u32,
    length: u32,
}

#[derive(Clone, Copy, Debug)]
enum Slot {
    Empty,
    Text(Place),
    Error(Place),
    Number(f64),
    Date(WallTime),
    Bool(bool),
}

impl Cells {
    /// Adds a cell at the end.
    pub fn push(&mut self, cell: Cell<'_>) {
        let slot = match cell {
            Cell::Empty => Slot::Empty,
            Cell::Text(text) => match text_cell(text) {
                Cell::Text(text) => Slot::Text(self.keep(text)),
                _ => Slot::Empty,
            },
            Cell::Error(word) => Slot::Error(self.keep(word)),
            Cell::Number(number) => Slot::Number(number),
            Cell::Date(seconds) => Slot::Date(seconds),
            Cell::Bool(value) => Slot::Bool(value),
        };
        self.slots.push(slot);
    }

    fn keep(&mut self, text: &str) -> Place {
        let room = self.texts.last().map_or(0, |last| last.capacity() - last.len());
        if room < text.len() {
            let next =
                self.texts.last().map_or(LEAST, |last| last.capacity().saturating_mul(2).min(MOST));
            self.texts.push(String::with_capacity(next.max(text.len())));
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let string = number(self.texts.len().saturating_sub(1));
        let start = self.texts.last_mut().map_or(0, |last| {
            last.push_str(text);
            last.len() - text.len()
        });
        Place { string, start: number(start), length: number(text.len()) }
    }

    fn text(&self, place: Place) -> &str {
        let (start, end) = (place.start as usize, place.start as usize + place.length as usize);
        self.texts
            .get(place.string as usize)
            .and_then(|text| text.get(start..end))
            .unwrap_or_default()
    }

    fn view(&self, slot: Slot) -> Cell<'_> {
        match slot {
            Slot::Empty => Cell::Empty,
            Slot::Text(place) => Cell::Text(self.text(place)),
            Slot::Error(place) => Cell::Error(self.text(place)),
            Slot::Number(number) => Cell::Number(number),
            Slot::Date(seconds) => Cell::Date(seconds),
            Slot::Bool(value) => Cell::Bool(value),
        }
    }

    /// The cell of a row; beyond the end it is empty.
    pub fn get(&self, row: usize) -> Cell<'_> {
        self.slots.get(row).map_or(Cell::Empty, |slot| self.view(*slot))
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        self.slots.iter().map(|slot| self.view(*slot))
    }

    /// All texts, many in one, for a quick search.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Takes every cell away; the room stays.
    pub fn clear(&mut self) {
        self.slots.clear();
        // The last string is the longest.
        let last = self.texts.pop();
        self.texts.clear();
        self.texts.extend(last);
        self.texts.iter_mut().for_each(String::clear);
    }

    /// Makes room for more cells: growing a column moves it.
    pub fn reserve(&mut self, cells: usize) {
        self.slots.reserve_exact(cells);
    }

    /// Makes the column this long: with empty cells at the end, or cut off.
    pub fn resize(&mut self, length: usize) {
        self.slots.resize(length, Slot::Empty);
    }

    /// Writes a row's cell into another row.
    pub fn repeat(&mut self, from: usize, into: usize) {
        let slot = self.slots.get(from).copied();
        if let (Some(slot), Some(place)) = (slot, self.slots.get_mut(into)) {
            *place = slot;
        }
    }

    /// Keeps the cells whose flag is set.
    pub fn retain(&mut self, flags: &[bool]) {
        let mut flags = flags.iter();
        self.slots.retain(|_| flags.next().copied().unwrap_or(true));
    }

    /// Puts the cells into the order of these rows.
    pub fn reorder(&mut self, rows: &[usize]) {
        self.slots =
            rows.iter().map(|row| self.slots.get(*row).copied().unwrap_or(Slot::Empty)).collect();
    }
}

impl<'a> FromIterator<Cell<'a>> for Cells {
    fn from_iter<I: IntoIterator<Item = Cell<'a>>>(cells: I) -> Self {
        let mut column = Self::default();
        cells.into_iter().for_each(|cell| column.push(cell));
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let cells = [
            Cell::Text("ação"),
            Cell::Empty,
            Cell::Number(0.5),
            Cell::Date(WallTime::of(-5)),
            Cell::Bool(true),
            Cell::Error("#REF!"),
        ];
        let mut column: Cells = cells.into_iter().collect();
        column.push(Cell::Text(" \u{a0}x y\u{feff} "));
        column.push(Cell::Text(" \u{200b}"));
        let all: Vec<Cell> = cells.into_iter().chain([Cell::Text("x y"), Cell::Empty]).collect();
        assert_eq!(column.iter().collect::<Vec<_>>(), all);
        column.retain(&[true, false, true, true, false, false, true, true]);
        column.reorder(&[3, 0, 1]);
        column.resize(4);
        assert_eq!(
            column.iter().collect::<Vec<_>>(),
            [Cell::Text("x y"), Cell::Text("ação"), Cell::Number(0.5), Cell::Empty]
        );
        assert_eq!(
            (column.len(), column.get(0), column.get(9)),
            (4, Cell::Text("x y"), Cell::Empty)
        );
    }
}
