//! Where something of a workbook stands.

use std::fmt;

use crate::report::book::at;

/// A cell of a sheet; without a sheet, no cell at all.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Position of the sheet in the workbook.
    pub order: usize,
    /// The sheet, as the workbook calls it.
    pub sheet: String,
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u16,
}

impl fmt::Display for Place {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}!{}", self.sheet, at(self.row, self.column))
    }
}
