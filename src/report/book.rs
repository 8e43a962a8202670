//! The workbook as values: sheets, cells, tables, rules and charts, before any file format.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use super::cell::{
    Area, Cell, Goal, Link, MOST_LINKS, Placed, Value, at, fixed, index, index16, row_fixed,
};
use super::chart::Chart;
use super::style::{Colour, Style};
use crate::model::agreement::Language;
use crate::model::brand::Paint;
use crate::model::moment::Instant;

/// A whole workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Decides the words inside number formats.
    pub language: Language,
    /// Document title.
    pub title: String,
    /// Document subject.
    pub subject: String,
    /// Document comment: cut-off and agreement.
    pub comment: String,
    /// Creation date: the cut-off, so that the same input gives the same bytes.
    pub created: Instant,
    /// Time of day of the cut-off, `08:00`, for the format of its row.
    pub cut_off_time: String,
    /// How an amount stands with its currency: `R$ {amount}`.
    pub money: String,
    /// The company's name among the document's properties.
    pub company: String,
    /// The company's colour.
    pub brand: Option<Paint>,
    /// The sheets in order; the first is shown.
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// Cells whose number the rows of the book do not give: `Entrega!C7`.
    pub fn unproven(&self) -> Vec<String> {
        let of_sheet = |sheet: &Sheet| {
            let own = sheet.cells.iter().map(|cell| (cell.row, cell.column, &cell.value));
            let tabled = sheet.tables.iter().flat_map(|table| {
                (table.row + 1..).zip(table.rows.iter()).flat_map(|(row, cells)| {
                    (table.column..)
                        .zip(cells)
                        .map(move |(column, cell)| (row, column, &cell.value))
                })
            });
            let found = own.chain(tabled).filter(|(.., value)| matches!(value, Value::Unproven(_)));
            found.map(|(row, column, _)| format!("{}!{}", sheet.name, at(row, column))).collect()
        };
        self.sheets.iter().flat_map(of_sheet as fn(&Sheet) -> Vec<String>).collect()
    }
}

/// A column of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Width {
    /// Pixels.
    pub px: u32,
    /// Folded away behind a `+`.
    pub is_folded: bool,
}

/// A column of an Excel table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// Its head, unique in the table.
    pub head: String,
    /// The look of its cells.
    pub style: Style,
}

/// An Excel table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Unique in the book, without accents or blanks.
    pub name: String,
    /// Row of its head.
    pub row: u32,
    /// First column.
    pub column: u16,
    /// Columns.
    pub columns: Vec<TableColumn>,
    /// Rows, at least one; shared, because the leads may be many.
    pub rows: Arc<Vec<Vec<Cell>>>,
    /// Filter buttons.
    pub has_filter: bool,
    /// The last row keeps the light line, because a total follows.
    pub is_open: bool,
}

/// A format that depends on what a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Cells holding exactly these words.
    Word {
        /// Where.
        area: Area,
        /// The words.
        word: String,
        /// Bold and in the accent, else italic and faint.
        is_trouble: bool,
    },
    /// Numbers below a bound are trouble.
    Below {
        /// Where.
        area: Area,
        /// The bound.
        bound: f64,
    },
    /// Numbers above a bound are trouble.
    Above {
        /// Where.
        area: Area,
        /// The bound.
        bound: f64,
    },
    /// A scale from white to a colour.
    Heat {
        /// Where.
        area: Area,
        /// White.
        least: f64,
        /// The colour.
        most: f64,
        /// Which.
        colour: Colour,
    },
    /// Texts that are one of two words, alone or before a colon in any case, before a blank as it is written, stand on a background.
    Marked {
        /// Where.
        area: Area,
        /// The words.
        marks: [&'static str; 2],
    },
    /// The same text as in the row above is only repeated.
    Repeated {
        /// Where.
        area: Area,
    },
}

/// A name for a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The words.
    pub words: String,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
}

/// Cells that a reader may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where.
    pub area: Area,
    /// Title and sentence of what is told there.
    pub words: [String; 2],
    /// What may be written.
    pub ask: Ask,
}

/// What may be written into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A number above zero.
    Positive,
    /// One of the words that stand in a range; of others the program warns, unless it is open.
    OneOf {
        /// The range, with `=`.
        range: String,
        /// Others may stand there too.
        is_open: bool,
    },
}

/// A note that a cell shows when it is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
    /// Its words.
    pub text: String,
}

/// A picture on a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Row and column of its corner.
    pub at: (u32, u16),
    /// Pixels right of and below that corner.
    pub shift: (u32, u32),
    /// Pixels across and down.
    pub size: (u32, u32),
    /// What it holds.
    pub png: Arc<[u8]>,
    /// What it shows.
    pub alt: String,
}

/// How a sheet comes onto paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// Last row printed.
    pub last_row: u32,
    /// Last column printed.
    pub last_column: u16,
    /// Everything on one page.
    pub is_one_page: bool,
    /// As many pages side by side as it takes to read it, each beginning with its first columns, so many.
    pub repeat_columns: Option<u16>,
    /// Rows repeated on each page.
    pub repeat: Option<(u32, u32)>,
    /// Rows a page begins with.
    pub breaks: Vec<u32>,
    /// Rows a page begins with where what follows them has no room on the page before.
    pub parts: Vec<u32>,
    /// Left and middle of the footer.
    pub footer: [String; 2],
    /// Before and after the page number of the footer: `página`, `de`.
    pub page_words: [String; 2],
}

/// Pixels of a row whose height nobody set: a line of table letters and a little air.
pub const ROW_PX: u32 = 18;
/// Pixels of an A4 page laid across, between its margins.
const PAGE_PX: (f64, f64) = (1_045.0, 693.0);
/// No sheet is printed smaller than this share of its size: it goes on over several pages.
pub const LEAST_SCALE: f64 = 0.8;
/// Pixels of columns that a page has room for at that size.
pub const PAPER_PX: u32 = 1_306;
/// More rows than these have room on no page.
const MOST_ROWS: u32 = 1_000;
/// Fewer rows than these are no page.
pub const FEW_ROWS: u32 = 8;
/// How much of a page is counted on: spreadsheet programs round heights of rows differently.
const MEASURED: f64 = 0.985;

/// One sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Name, at most 31 characters.
    pub name: String,
    /// Colour of its tab.
    pub tab: Colour,
    /// Columns from the first on.
    pub widths: Vec<Width>,
    /// Columns that only feed charts or formulas: out of sight.
    pub hidden: BTreeSet<u16>,
    /// Pixels of rows that differ from [`ROW_PX`].
    pub heights: BTreeMap<u32, u32>,
    /// First and last of rows folded away behind a `+`.
    pub folded_rows: Option<(u32, u32)>,
    /// Cells outside tables.
    pub cells: Vec<Placed>,
    /// Cells joined, with what they show.
    pub merges: Vec<(Area, Value, Style)>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Conditional formats.
    pub rules: Vec<Rule>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// Pictures.
    pub pictures: Vec<Picture>,
    /// Cells a reader may change.
    pub inputs: Vec<Input>,
    /// Notes of cells.
    pub notes: Vec<Note>,
    /// Named cells.
    pub names: Vec<Name>,
    /// Not shown to readers.
    pub is_hidden: bool,
    /// First row and column that scroll.
    pub freeze: Option<(u32, u16)>,
    /// Paper.
    pub print: Print,
    /// The cell the cursor is on.
    pub cursor: (u32, u16),
}

impl Sheet {
    /// An empty sheet with columns of these widths in pixels.
    pub fn new(name: &str, tab: Colour, widths: &[u32]) -> Self {
        let last_column = index16(widths.len().saturating_sub(1));
        Self {
            name: name.chars().filter(|c| !r"[]:*?/\'".contains(*c)).take(31).collect(),
            tab,
            widths: widths.iter().map(|px| Width { px: *px, is_folded: false }).collect(),
            hidden: BTreeSet::new(),
            heights: BTreeMap::new(),
            folded_rows: None,
            cells: Vec::new(),
            merges: Vec::new(),
            tables: Vec::new(),
            rules: Vec::new(),
            charts: Vec::new(),
            pictures: Vec::new(),
            inputs: Vec::new(),
            notes: Vec::new(),
            names: Vec::new(),
            is_hidden: false,
            freeze: None,
            print: Print { last_column, ..Print::default() },
            cursor: (0, 0),
        }
    }

    /// Whether all above and in a row goes on one page of A4 without being printed at less than a share of its size.
    pub fn fits_a_page(&self, last_row: u32, least: f64) -> bool {
        let across = self.across();
        let fits = |room: f64, wanted: f64| room >= least * wanted;
        fits(PAGE_PX.0, across) && fits(PAGE_PX.1, self.down(0..last_row + 1))
    }

    /// The rows that a page begins with: those it must, and of the parts those that the rest of a page has no room for.
    pub fn page_breaks(&self) -> Vec<u32> {
        let (print, room, repeated) = (&self.print, self.page_px(), self.repeated_px());
        let mut starts: Vec<u32> = print.breaks.iter().chain(&print.parts).copied().collect();
        starts.sort_unstable();
        let ends = starts.iter().skip(1).copied().chain([print.last_row + 1]);
        let mut used = self.flow(0.0, 0..starts.first().copied().unwrap_or_default());
        let mut breaks = Vec::new();
        for (&start, end) in starts.iter().zip(ends) {
            let part = self.down(start..end);
            // What no page holds whole begins where it stands, if more than hardly anything of it has room there.
            let begins = self.down(start..start + FEW_ROWS + 2);
            let wanted = if repeated + part > room { begins } else { part };
            if used + wanted > room || print.breaks.contains(&start) {
                breaks.push(start);
                used = repeated;
            }
            used = self.flow(used, start..end);
        }
        self.unless_few(&starts, breaks)
    }

    /// The last row of the page that a row stands on, where nothing ends it earlier.
    pub fn page_end(&self, row: u32) -> u32 {
        let start = self.page_breaks().into_iter().rfind(|start| *start <= row).unwrap_or(0);
        let mut used = if start > 0 { self.repeated_px() } else { 0.0 };
        used = self.flow(used, start..row + 1);
        let next = (row + 1..=self.print.last_row).find(|next| {
            let before = used;
            used = self.flow(used, *next..next + 1);
            used < before
        });
        next.map_or(self.print.last_row, |next| next - 1)
    }

    /// Pixels used of the page that rows end on, when they follow what has used so many of theirs.
    fn flow(&self, used: f64, rows: std::ops::Range<u32>) -> f64 {
        let (room, repeated) = (self.page_px(), self.repeated_px());
        rows.fold(used, |used, row| {
            let px = self.down(row..row + 1);
            if used + px > room { repeated + px } else { used + px }
        })
    }

    /// Pixels of the rows that each page repeats.
    fn repeated_px(&self) -> f64 {
        self.print.repeat.map_or(0.0, |(first, last)| self.down(first..last + 1))
    }

    /// Where few rows would stand on the last page, it begins a part earlier.
    fn unless_few(&self, starts: &[u32], mut breaks: Vec<u32>) -> Vec<u32> {
        let Some(&last) = breaks.last() else { return breaks };
        let before = starts.iter().rev().find(|start| **start < last && !breaks.contains(start));
        let is_few = (self.print.last_row + 1).saturating_sub(last) < FEW_ROWS
            && !self.print.breaks.contains(&last);
        if let Some(before) = before.filter(|_| is_few) {
            breaks.pop();
            breaks.push(*before);
        }
        breaks
    }

    /// Pixels of the sheet that go on a page: a sheet that is wider than the page is printed smaller, and more of its rows have room.
    fn page_px(&self) -> f64 {
        MEASURED * PAGE_PX.1 * (self.across() / PAGE_PX.0).max(1.0)
    }

    /// Pixels of the columns that are printed.
    fn across(&self) -> f64 {
        let columns = self.widths.iter().take(usize::from(self.print.last_column) + 1);
        f64::from(columns.filter(|width| !width.is_folded).map(|width| width.px).sum::<u32>())
    }

    /// Rows of usual height that the first page has room for from a row on.
    pub fn page_rows(&self, from: u32) -> usize {
        let room = self.page_px() - self.down(0..from);
        (1..MOST_ROWS).take_while(|rows| f64::from(rows * ROW_PX) <= room).count().max(1)
    }

    /// Pixels that rows take.
    fn down(&self, rows: std::ops::Range<u32>) -> f64 {
        rows.map(|row| f64::from(self.heights.get(&row).copied().unwrap_or(ROW_PX))).sum()
    }

    /// Pages side by side that its columns take when none is printed at less than a share of its size.
    pub fn pages_across(&self, least: f64) -> u16 {
        let (across, (room, _)) = (self.across(), PAGE_PX);
        let mut pages = 1;
        while across * least > room * f64::from(pages) && pages < 20 {
            pages += 1;
        }
        pages
    }

    /// Writes a cell.
    pub fn put(&mut self, row: u32, column: u16, value: Value, style: Style) {
        self.cells.push(Placed { row, column, value, style });
    }

    /// Writes a text.
    pub fn say(&mut self, row: u32, column: u16, text: impl AsRef<str>, style: Style) {
        self.put(row, column, Value::text(text), style);
    }

    /// Gives empty cells of a row a look.
    pub fn paint(&mut self, row: u32, columns: std::ops::RangeInclusive<u16>, style: Style) {
        columns.for_each(|column| self.put(row, column, Value::Empty, style));
    }

    /// Sets a row's height in pixels.
    pub fn height(&mut self, row: u32, px: u32) {
        self.heights.insert(row, px);
    }

    /// Names a cell.
    pub fn name(&mut self, name: String, row: u32, column: u16) {
        self.names.push(Name { words: name, row, column });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_a_part_has_no_room_left() {
        // 18 px a row at full size: 37 rows a page.
        let mut sheet = Sheet::new("x", Colour::Act, &[100]);
        let mut breaks = |last_row: u32, parts: &[u32], forced: &[u32]| {
            (sheet.print.last_row, sheet.print.repeat) = (last_row, Some((0, 2)));
            (sheet.print.parts, sheet.print.breaks) = (parts.to_vec(), forced.to_vec());
            sheet.page_breaks()
        };
        assert_eq!(breaks(29, &[10, 20], &[]), [0; 0], "all on one page");
        assert_eq!(breaks(39, &[10, 20], &[]), [20]);
        assert_eq!(breaks(29, &[20], &[10]), [10], "one that must is kept");
        assert_eq!(breaks(59, &[10, 30, 50], &[]), [30], "20 rows and 3 repeated, then 10");
        assert_eq!(breaks(99, &[10], &[]), [0; 0], "what is longer than a page begins where it is");
        assert_eq!(breaks(99, &[30], &[]), [30], "unless nearly nothing of it has room there");
        assert_eq!(breaks(54, &[40], &[]), [0; 0], "3 rows of a second page, then 15");
        assert_eq!(breaks(38, &[10, 32], &[]), [10], "seven rows take the part before with them");
        assert_eq!(breaks(38, &[32], &[]), [32], "unless there is none");
        assert_eq!(sheet.page_rows(5), 32);
        (sheet.print.last_row, sheet.print.parts, sheet.print.breaks) = (99, vec![10], Vec::new());
        assert_eq!([5, 36, 37].map(|row| sheet.page_end(row)), [36, 36, 70]);
    }

    #[test]
    fn a_sheet_name_is_legal() {
        assert_eq!(
            Sheet::new(&format!("[a]/b{}", "x".repeat(40)), Colour::Act, &[10]).name.len(),
            31
        );
    }
}
