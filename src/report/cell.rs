//! Cells as values: what they hold, where they stand, and how formulas name them.

use std::sync::Arc;

use super::style::Style;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, but a format.
    Empty,
    /// Text, written as text whatever it begins with.
    Text(Arc<str>),
    /// Text whose line ends are kept.
    Lines(Arc<str>),
    /// A number; days and instants are serial numbers of local time.
    Number(f64),
    /// A count that the rows of the book do not give: written without its formula, and told as trouble.
    Unproven(f64),
    /// A formula and its result.
    Formula(Box<Formula>),
    /// A way to another sheet, or out of the book.
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
}

/// A formula in the file's own notation, with `=`.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The formula.
    pub text: String,
    /// What it gives; nothing is an empty text.
    pub result: Option<f64>,
}

/// A way to another place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub to: Goal,
    /// What the cell shows.
    pub text: String,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The first cell of another sheet.
    Sheet(String),
    /// An address of the web, of `http` or `https`.
    Web(String),
    /// Another file, seen from the folder of this one, parted by `/`.
    File(String),
}

/// Links that a sheet may hold: spreadsheet programs take 65,530, of which some lead to other sheets.
pub const MOST_LINKS: usize = 65_000;

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
    }
}
