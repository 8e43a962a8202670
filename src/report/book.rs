//! The workbook as values: sheets, cells, tables, rules and charts, before any file format.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::chart::Chart;
use super::style::{Colour, Style};
use crate::model::agreement::Language;

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
    /// Creation date (UTC seconds): the cut-off, so that the same input gives the same bytes.
    pub created: i64,
    /// Time of day of the cut-off, `08:00`, for the format of its row.
    pub cut_off_time: String,
    /// The sheets in order; the first is shown.
    pub sheets: Vec<Sheet>,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, but a format.
    Empty,
    /// Text, written as text whatever it begins with.
    Text(Arc<str>),
    /// A number; days and instants are serial numbers of local time.
    Number(f64),
    /// A formula and its result.
    Formula(Box<Formula>),
    /// A way to another sheet.
    Link(Box<Link>),
}

impl Value {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    /// A text; nothing when there is none.
    pub fn maybe_text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// A number.
    pub fn number(number: impl Into<f64>) -> Self {
        Self::Number(number.into())
    }

    /// A count.
    pub fn count(count: u64) -> Self {
        Self::Number(count as f64)
    }

    /// A number; nothing when absent.
    pub fn maybe(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    /// A count; nothing when absent.
    pub fn maybe_count(count: Option<u64>) -> Self {
        count.map_or(Self::Empty, Self::count)
    }

    /// A formula with the result it must give; without a result it gives an empty text.
    pub fn formula(text: String, result: Option<f64>) -> Self {
        Self::Formula(Box::new(Formula { text, result }))
    }

    /// The number shown, of a number or a formula.
    pub fn shown(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Formula(formula) => formula.result,
            Self::Empty | Self::Text(_) | Self::Link(_) => None,
        }
    }
}

/// A formula in the file's own notation, with `=`.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The formula.
    pub text: String,
    /// What it gives; nothing is an empty text.
    pub result: Option<f64>,
}

/// A way to another sheet's first cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// That sheet.
    pub sheet: String,
    /// What the cell shows.
    pub text: String,
}

/// A cell of a table; without a style it takes its column's.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// Its own look.
    pub style: Option<Style>,
}

impl Cell {
    /// A cell with a look of its own.
    pub fn styled(value: Value, style: Style) -> Self {
        Self { value, style: Some(style) }
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        Self { value, style: None }
    }
}

/// A cell at a place, rows and columns from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
    /// What it holds.
    pub value: Value,
    /// Its look.
    pub style: Style,
}

/// Cells from one corner to the other, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// First row.
    pub row: u32,
    /// First column.
    pub column: u16,
    /// Last row.
    pub last_row: u32,
    /// Last column.
    pub last_column: u16,
}

impl Area {
    /// Rows of one column.
    pub fn column(column: u16, row: u32, last_row: u32) -> Self {
        Self { row, column, last_row, last_column: column }
    }

    /// The area in absolute notation without its sheet: `$B$6:$B$9`.
    pub fn name(&self) -> String {
        format!("{}:{}", fixed(self.row, self.column), fixed(self.last_row, self.last_column))
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
    /// A bar behind numbers from 0 to `most`.
    Bar {
        /// Where.
        area: Area,
        /// Its colour.
        colour: Colour,
        /// A full bar.
        most: f64,
    },
    /// Only a bar, to both sides of a middle line.
    Variance {
        /// Where.
        area: Area,
        /// Half the width.
        most: f64,
        /// Colour of what is against us.
        negative: Colour,
    },
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
    /// A white to blue scale.
    Heat {
        /// Where.
        area: Area,
        /// White.
        least: f64,
        /// Blue.
        most: f64,
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
    /// The name.
    pub name: String,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
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
    /// Rows repeated on each page.
    pub repeat: Option<(u32, u32)>,
    /// Rows a page begins with.
    pub breaks: Vec<u32>,
    /// Left and middle of the footer.
    pub footer: [String; 2],
    /// Before and after the page number of the footer: `página`, `de`.
    pub page_words: [String; 2],
}

/// One sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Name, at most 31 characters.
    pub name: String,
    /// Colour of its tab.
    pub tab: Colour,
    /// Columns from the first on.
    pub widths: Vec<Width>,
    /// Pixels of rows that differ from 20.
    pub heights: BTreeMap<u32, u32>,
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
    /// Named cells.
    pub names: Vec<Name>,
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
            heights: BTreeMap::new(),
            cells: Vec::new(),
            merges: Vec::new(),
            tables: Vec::new(),
            rules: Vec::new(),
            charts: Vec::new(),
            names: Vec::new(),
            freeze: None,
            print: Print { last_column, ..Print::default() },
            cursor: (0, 0),
        }
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
        self.names.push(Name { name, row, column });
    }
}

/// `B6`.
pub fn at(row: u32, column: u16) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// `$B$6`.
pub fn fixed(row: u32, column: u16) -> String {
    format!("${}${}", letters(column), u64::from(row) + 1)
}

/// `B$6`: the row stays.
pub fn row_fixed(row: u32, column: u16) -> String {
    format!("{}${}", letters(column), u64::from(row) + 1)
}

fn letters(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut out = Vec::new();
    while rest > 0 {
        rest -= 1;
        out.push(char::from_digit(rest % 26 + 10, 36).unwrap_or('a').to_ascii_uppercase());
        rest /= 26;
    }
    out.iter().rev().collect()
}

/// A count of things as a row number; what does not fit is the last row there is.
pub fn index(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A count of things as a column number; what does not fit is the last column there is.
pub fn index16(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_excel() {
        assert_eq!(at(0, 0), "A1");
        assert_eq!(at(5, 25), "Z6");
        assert_eq!(fixed(9, 26), "$AA$10");
        assert_eq!(row_fixed(9, 701), "ZZ$10");
        assert_eq!(at(0, 702), "AAA1");
        assert_eq!(Area::column(1, 5, 8).name(), "$B$6:$B$9");
    }

    #[test]
    fn a_sheet_name_is_legal() {
        assert_eq!(Sheet::new(&format!("[a]/b{}", "x".repeat(40)), Colour::Act, &[10]).name.len(), 31);
    }
}
