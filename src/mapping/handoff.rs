//! Which required fields of a hand-off are absent or malformed in a row (`handoff-complete`, `DEFINITIONS.md` §5).

use crate::model::agreement::Source;
use crate::model::table::{RawColumn, RawTable};
use crate::model::words::Table;

use super::cells;
use super::frame::Frame;
use super::headers::Layout;
use super::nothing;

/// Bit per required field: absent, or filled without saying anything. Only `leads` rows and rows of deals that create leads are asked.
pub fn without_a_word(
    required: &[String],
    source: &Source,
    table: &RawTable,
    layout: &Layout,
) -> Vec<u32> {
    let mut bits = vec![0_u32; table.rows.len()];
    if !matches!(source.table, Table::Leads | Table::Deals) {
        return bits;
    }
    for (number, field) in required.iter().enumerate().take(32) {
        let columns: Vec<&RawColumn> = layout
            .columns
            .get(field)
            .into_iter()
            .flatten()
            .filter_map(|at| table.columns.get(*at))
            .collect();
        if columns.is_empty() {
            bits.iter_mut().for_each(|bits| *bits |= 1 << number);
            continue;
        }
        if is_key(field) {
            continue;
        }
        let mut bits = bits.iter_mut();
        cells::each_row(&columns, |cells| {
            let text = cells.iter().find_map(|cell| cells::text(*cell));
            let says_something =
                text.is_some_and(|text| !text.is_empty() && !nothing::is_filler(&text));
            bits.next()
                .filter(|_| !says_something)
                .into_iter()
                .for_each(|bits| *bits |= 1 << number);
        });
    }
    bits
}

/// The same, with the bit of each field of keys where the row gives none.
pub fn with_keys(
    mut bits: Vec<u32>,
    required: &[String],
    source: &Source,
    frame: &Frame,
) -> Vec<u32> {
    if !matches!(source.table, Table::Leads | Table::Deals) {
        return bits;
    }
    for (number, field) in required.iter().enumerate().take(32).filter(|(_, field)| is_key(field)) {
        for (row, bits) in bits.iter_mut().enumerate() {
            *bits |= u32::from(frame.text(field, row).is_none()) << number;
        }
    }
    bits
}

fn is_key(field: &str) -> bool {
    matches!(field, "email" | "phone")
}
