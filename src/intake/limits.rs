//! What a file may not exceed: each limit is an error that names what went beyond it.

use super::trouble::{Fault, Limit, Trouble};

/// Most columns of a table.
pub(super) const COLUMNS: u32 = 16_384;
/// Most rows of a sheet.
pub(super) const ROWS: u32 = 1_048_576;
/// Most rows of a text file.
pub(super) const TEXT_ROWS: usize = 40_000_000;
/// Most cells of a sheet or of an HTML page.
pub(super) const CELLS: u64 = 50_000_000;
/// Most cells of a text file, whose cells take less room.
pub(super) const TEXT_CELLS: u64 = 200_000_000;
/// Most bytes of one cell: eight times what Excel holds, twice the longest field a CRM exports.
pub(super) const CELL: usize = 256 << 10;
/// Most bytes of text of a sheet or of an HTML page.
pub(super) const TEXT: u64 = 512 << 20;
/// A text from so many bytes on is long; and most bytes of long texts of a sheet that its list of strings holds once.
pub(super) const LONG: usize = 1_000;
pub(super) const REPEATED: u64 = 64 << 20;
/// Most tables within one another.
pub(super) const NESTING: usize = 32;

/// Refuses a cell that is too long; the place is counted from 0.
pub(super) fn check_cell(length: usize, row: u32, column: u32) -> Result<(), Fault> {
    if length <= CELL {
        return Ok(());
    }
    let place = format!("R{}C{}", row.saturating_add(1), column.saturating_add(1));
    Err(Fault::new(Trouble::Beyond(Limit::Cell), place))
}
