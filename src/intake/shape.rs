//! What a sheet says of its rows beside their cells: which cells are merged over rows, which rows are hidden, and by which
//! number formats cells are shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::limits::CELLS;
use super::trouble::{Fault, Limit, Trouble};
use crate::model::table::Dressed;

/// A cell that stands for those below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// Its own row and the last one it is merged over, numbered from 1.
    pub(super) rows: (u32, u32),
    /// Its column, from 0.
    pub(super) column: u32,
}

/// Merged cells, hidden rows and number formats of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Cells merged over rows; those merged over columns alone count once and are not here.
    pub(super) regions: Vec<Region>,
    /// The first and the last row of each run of hidden rows, also of those that a filter hides.
    pub(super) hidden: Vec<(u32, u32)>,
    /// Number formats by column, from 0; those that come with every program are not here.
    formats: BTreeMap<u32, Vec<Dressed>>,
}

impl Shape {
    /// Adds a merged cell by its corners, counted from 0.
    pub(super) fn merge(&mut self, start: (u32, u32), end: (u32, u32)) {
        if end.0 > start.0 {
            let rows = (start.0.saturating_add(1), end.0.saturating_add(1));
            self.regions.push(Region { rows, column: start.1 });
        }
    }

    /// Adds hidden rows, numbered from 1.
    pub(super) fn hide(&mut self, first: u32, last: u32) {
        match self.hidden.last_mut() {
            Some((_, end)) if end.saturating_add(1) == first => *end = last,
            _ => self.hidden.push((first, last)),
        }
    }

    /// Adds the number format of cells below each other, their rows (first and last) numbered from 1 and their column from 0.
    pub(super) fn dress(&mut self, rows: (u32, u32), column: u32, format: &Arc<str>) {
        let runs = self.formats.entry(column).or_default();
        match runs.last_mut() {
            Some(run) if run.rows.1.saturating_add(1) == rows.0 && run.format == *format => {
                run.rows.1 = rows.1;
            }
            _ => runs.push(Dressed { rows, format: Arc::clone(format) }),
        }
    }

    /// The number formats of a column from top to bottom; a merged cell is shown by one in all its rows.
    pub(super) fn formats(&self, column: u32) -> Option<Vec<Dressed>> {
        let own = self.formats.get(&column)?;
        let of = |row: u32| own.iter().find(|run| run.rows.0 <= row && row <= run.rows.1);
        let merged = self.regions.iter().filter(|region| region.column == column);
        let below = merged.filter_map(|region| {
            let run = of(region.rows.0).filter(|run| run.rows.1 < region.rows.1)?;
            Some(Dressed { rows: (run.rows.1 + 1, region.rows.1), ..run.clone() })
        });
        let mut all: Vec<Dressed> = own.iter().cloned().chain(below).collect();
        all.sort_by_key(|run| run.rows);
        Some(all)
    }

    /// Adds `B2:B4`; what is no such reference is passed over.
    pub(super) fn merge_reference(&mut self, reference: &str) {
        let corners = reference.split_once(':').map(|(start, end)| (place(start), place(end)));
        if let Some((Some(start), Some(end))) = corners {
            self.merge(start, end);
        }
    }
}

/// `B12` as row and column from 0.
pub(super) fn place(text: &str) -> Option<(u32, u32)> {
    let text = text.trim_matches('$');
    let (letters, digits) = text.split_at_checked(text.find(|c: char| c.is_ascii_digit())?)?;
    let letters = letters.trim_end_matches('$');
    if !(1..=3).contains(&letters.len()) || !letters.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column - 1))
}

/// Counts what merged cells are copied: a forged sheet may merge every cell with every other.
#[derive(Default)]
pub(super) struct Copied(u64);

impl Copied {
    /// Counts the cells that one more merged area is copied into; a fault beyond the limit.
    pub(super) fn add(&mut self, cells: usize) -> Result<(), Fault> {
        self.0 += cells as u64;
        if self.0 > CELLS { Err(Fault::new(Trouble::Beyond(Limit::Cells), self.0)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_runs() {
        let mut shape = Shape::default();
        for reference in ["B2:B4", "A1:C1", "$AA$10:$AB$12", "B4", "b2:b3", "B0:B2", "AAAA1:AAAA2"]
        {
            shape.merge_reference(reference);
        }
        assert_eq!(
            shape.regions,
            [Region { rows: (2, 4), column: 1 }, Region { rows: (10, 12), column: 26 }]
        );
        [(3, 3), (4, 4), (6, 9)].into_iter().for_each(|(first, last)| shape.hide(first, last));
        assert_eq!(shape.hidden, [(3, 4), (6, 9)]);
    }
}
