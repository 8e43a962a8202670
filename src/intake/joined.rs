//! Tables of a page that are one table: exports that write page by page begin another one every so many rows, under the header once
//! more or under none.

use super::header::{self, LOOK, Wanted};
use super::seen::Seen;
use super::sheet::{self, GridRow, Promise};
use super::strays::Head;
use super::trouble::{Fault, Trouble};
use crate::model::table::Lines;

/// One table of a page.
#[derive(Default)]
pub(super) struct Part {
    /// Its rows that are not empty.
    pub(super) rows: Vec<GridRow>,
    /// Columns of its widest row, empty cells with them.
    pub(super) width: u32,
}

/// Columns from which on a table is no mere list.
const LEAST_COLUMNS: u32 = 2;

/// The rows of the best table and of those that go on with it, from top to bottom; and the rows of others as wide, which are not read.
pub(super) fn join(mut parts: Vec<Part>, wanted: &Wanted) -> Result<(Vec<GridRow>, Lines), Fault> {
    parts.sort_by_key(|part| part.rows.first().map(|row| row.number));
    let main = best(&parts, wanted)?;
    let head = parts.get(main).and_then(|part| Header::of(part, wanted)).ok_or(Trouble::NoData)?;
    let (mut rows, mut elsewhere) = (Vec::new(), Lines::default());
    let mut is_below = false;
    for (at, part) in parts.into_iter().enumerate() {
        let again = if at == main { Some(0) } else { head.again(&part) };
        is_below |= again.is_some();
        match again {
            Some(above) => rows.extend(part.rows.into_iter().skip(above)),
            None if is_below && head.is_carried_on(&part) => rows.extend(part.rows),
            None if head.is_as_wide(&part) => {
                part.rows.iter().for_each(|row| elsewhere.add(row.number));
            }
            None => {}
        }
    }
    // A table within a cell stands between the rows of the one around it.
    rows.sort_by_key(|row| row.number);
    Ok((rows, elsewhere))
}

/// The first of the tables that promise most.
fn best(parts: &[Part], wanted: &Wanted) -> Result<usize, Fault> {
    let mut best: Option<((usize, bool, usize), usize)> = None;
    for (at, part) in parts.iter().enumerate() {
        let first: Vec<GridRow> = part.rows.iter().take(LOOK).cloned().collect();
        let Promise { matches, has_rows, .. } = sheet::promise(&mut first.into_iter(), wanted)?;
        let own = (matches, has_rows, part.rows.iter().map(GridRow::len).sum());
        if best.as_ref().is_none_or(|(other, _)| own > *other) {
            best = Some((own, at));
        }
    }
    best.map(|(_, at)| at).ok_or_else(|| Trouble::NoData.into())
}

/// The header of the best table.
struct Header {
    head: Head,
    width: u32,
}

impl Header {
    fn of(part: &Part, wanted: &Wanted) -> Option<Self> {
        let seen: Vec<Vec<Seen>> = part.rows.iter().take(LOOK).map(GridRow::dense).collect();
        let row = seen.get(header::find(&seen, wanted)?)?;
        let head = Head::of(row.iter().map(|cell| cell.as_text().unwrap_or_default()));
        Some(Self { head, width: part.width })
    }

    /// How many rows of a table stand above this header; nothing where it has another.
    fn again(&self, part: &Part) -> Option<usize> {
        part.rows.iter().take(LOOK).position(|row| self.head.is_again(&row.dense()))
    }

    fn is_as_wide(&self, part: &Part) -> bool {
        part.width == self.width && self.width >= LEAST_COLUMNS
    }

    /// A table as wide, whose first row is one of data and no header: not words alone.
    fn is_carried_on(&self, part: &Part) -> bool {
        let is_of_data = |cell: &Seen| match cell.as_text() {
            Some(text) => text.contains('@'),
            None => !cell.is_empty(),
        };
        let has_data = |row: &GridRow| row.dense().iter().any(is_of_data);
        self.is_as_wide(part) && part.rows.first().is_some_and(has_data)
    }
}
