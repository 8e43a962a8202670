//! Which required fields of a hand-off are absent or malformed in a row (`handoff-complete`, `DEFINITIONS.md` §5).

use crate::model::agreement::Source;
use crate::model::fold::fold;
use crate::model::table::{RawColumn, RawTable};
use crate::model::words::Table;

use super::cells;
use super::frame::Frame;
use super::headers::Layout;

/// Words that fill a field without saying anything, folded.
const FILLERS: [&str; 10] =
    ["", "x", "na", "null", "none", "teste", "test", "naoinformado", "sem", "select"];

/// The letters that they begin with.
const FIRST: [u8; 4] = *b"xnts";

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
            let says_something = text.is_some_and(|text| !text.is_empty() && !is_filler(&text));
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

fn is_filler(text: &str) -> bool {
    // Most texts begin with a letter that no filler has.
    let may_be =
        |first: u8| !first.is_ascii_alphanumeric() || FIRST.contains(&first.to_ascii_lowercase());
    text.len() <= 16
        && text.bytes().next().is_none_or(may_be)
        && FILLERS.contains(&fold(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filler_says_nothing() {
        assert!(
            FILLERS
                .iter()
                .filter_map(|filler| filler.bytes().next())
                .all(|own| FIRST.contains(&own))
        );
        for text in ["Não informado", "N/A", "teste", "x", ".", "–"] {
            assert!(is_filler(text), "{text}");
        }
        for text in ["Testemunha Ltda.", "Acme", "3M", "Ótica"] {
            assert!(!is_filler(text), "{text}");
        }
    }
}
