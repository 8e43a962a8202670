//! Which rows meet the machine-checkable part of the MQL's definition (`qualified`, `DEFINITIONS.md` §5).

use crate::model::agreement::{Agreement, Requirement, Source, Test};
use crate::model::fold::fold_words;
use crate::model::table::{RawColumn, RawTable};
use crate::model::words::Table;

use super::cells;
use super::headers::Layout;
use super::numbers::{self, NumberRules};

/// Row by row: met, not met, or nothing when a field that is asked for is empty (or, where a number is asked for, none).
pub fn qualified(
    agreement: &Agreement,
    source: &Source,
    table: &RawTable,
    layout: &Layout,
) -> Vec<Option<bool>> {
    let requirements = agreement.requirements();
    if requirements.is_empty() || !matches!(source.table, Table::Leads | Table::Deals) {
        return vec![None; table.rows.len()];
    }
    let mut all = vec![Some(true); table.rows.len()];
    for requirement in requirements {
        let columns: Vec<&RawColumn> = layout
            .columns
            .get(&requirement.field)
            .into_iter()
            .flatten()
            .filter_map(|at| table.columns.get(*at))
            .collect();
        let own = passes(agreement, source, requirement, &columns, table.rows.len());
        all.iter_mut()
            .zip(own)
            .for_each(|(all, own)| *all = all.zip(own).map(|(all, own)| all && own));
    }
    all
}

fn passes(
    agreement: &Agreement,
    source: &Source,
    requirement: &Requirement,
    columns: &[&RawColumn],
    rows: usize,
) -> Vec<Option<bool>> {
    match (&requirement.test, columns) {
        (_, []) => vec![None; rows],
        (Test::AnyOf(words), columns) => {
            let wanted: Vec<String> = words.iter().map(|word| fold_words(word)).collect();
            let passes = |text: &str| wanted.contains(&fold_words(text));
            cells::first_texts(columns).iter().map(|text| text.map(passes)).collect()
        }
        (test, [column, ..]) => {
            let rules = NumberRules {
                decimal: source.read.decimal,
                shown: None,
                locale: agreement.numbers,
                is_count: false,
                purse: None,
            };
            let values = numbers::read(column, rules).values;
            values.into_iter().map(|value| value.map(|value| test.passes(value))).collect()
        }
    }
}
