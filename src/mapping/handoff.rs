//! Which required fields of a hand-off are absent or malformed in a row (`handoff-complete`, `DEFINITIONS.md` §5).

use crate::model::agreement::Source;
use crate::model::fold::fold;
use crate::model::table::{RawColumn, RawTable};
use crate::model::words::Table;

use super::cells;
use super::headers::Layout;
use super::keys;

/// Words that fill a field without saying anything, folded.
const FILLERS: [&str; 10] =
    ["", "x", "na", "null", "none", "teste", "test", "naoinformado", "sem", "select"];

/// Bit per required field: absent or malformed. Only `leads` rows and rows of deals that create leads are asked.
pub fn incomplete(
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
        let texts = cells::first_texts(&columns);
        bits.iter_mut()
            .zip(texts.iter())
            .filter(|(_, text)| !is_well_formed(field, *text))
            .for_each(|(bits, _)| *bits |= 1 << number);
    }
    bits
}

fn is_well_formed(field: &str, text: Option<&str>) -> bool {
    let Some(text) = text.filter(|text| !is_filler(text)) else { return false };
    match field {
        "email" => !keys::emails(text).keys.is_empty(),
        "phone" => !keys::phones(text).keys.is_empty(),
        _ => true,
    }
}

fn is_filler(text: &str) -> bool {
    text.len() <= 16 && FILLERS.contains(&fold(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_means_usable() {
        for text in ["ana@x.com", "a@b.c.de"] {
            assert!(is_well_formed("email", Some(text)), "{text}");
        }
        for text in
            ["ana", "ana@x", "ana@x.c", "a@@x.com", "n/a", "–", "@x.com", "ana@.co", "naotem@x.com"]
        {
            assert!(!is_well_formed("email", Some(text)), "{text}");
        }
        assert!(is_well_formed("phone", Some("(11) 98765-4321")));
        for text in ["1111111111", "98765-4321", "12345678901234567", "(11) 99999-9999"] {
            assert!(!is_well_formed("phone", Some(text)), "{text}");
        }
        for text in ["Não informado", "N/A", "teste", "x", "."] {
            assert!(!is_well_formed("company", Some(text)), "{text}");
        }
        assert!(!is_well_formed("company", None));
        assert!(is_well_formed("company", Some("Testemunha Ltda.")));
    }
}
