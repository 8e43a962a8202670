//! Which column of a file holds which field: by header, exactly first, then folded where that is unambiguous.

use std::collections::BTreeMap;

use crate::issue::Issue;
use crate::model::agreement::{Column, Source};
use crate::model::fold::fold;
use crate::model::table::RawTable;

use super::fields;

/// The file columns of each field: one, or several to be joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Field → positions of its columns.
    pub columns: BTreeMap<String, Vec<usize>>,
    /// Fields whose second column is the time of day.
    pub split_times: Vec<String>,
    /// Fields, with their header, that other sheets of the file have and this one has not.
    pub lacking: Vec<(String, String)>,
}

/// Finds every field of a source in a table. A header the team itself named and that is absent stops the source, unless another sheet of the
/// same file has it; so does a table without what it needs.
pub fn locate(
    source: &Source,
    table: &RawTable,
    sheets: &[RawTable],
) -> Result<Layout, Vec<Issue>> {
    let mut layout = Layout::default();
    let mut missing = Vec::new();
    for (field, column) in &source.columns {
        // Two alternatives of a preset may be one header: `Email`, `E-mail`.
        let mut found: Vec<usize> = Vec::new();
        for at in column.headers().iter().filter_map(|header| position(table, header)) {
            if !found.contains(&at) {
                found.push(at);
            }
        }
        let is_whole = match column {
            Column::DateTime(date, _) => position(table, date).is_some(),
            Column::One(_) | Column::Several(_) => !found.is_empty(),
        };
        if is_whole {
            if matches!(column, Column::DateTime(..)) && found.len() == 2 {
                layout.split_times.push(field.clone());
            }
            layout.columns.insert(field.clone(), found);
        } else if let Some(header) = elsewhere(column, sheets) {
            layout.lacking.push((field.clone(), header));
        } else if !source.preset_fields.contains(field) {
            missing.push(absent(source, table, field, &column.headers().join(" + ")));
        }
    }
    missing.extend(needed(source, table, &layout));
    if missing.is_empty() { Ok(layout) } else { Err(missing) }
}

/// The header of a field as another sheet has it.
fn elsewhere(column: &Column, sheets: &[RawTable]) -> Option<String> {
    let headers = column.headers();
    let mut there = headers
        .iter()
        .filter(|header| sheets.iter().any(|sheet| position(sheet, header).is_some()));
    there.next().map(|header| (*header).to_owned())
}

/// Columns of a source that a table has.
pub fn known(source: &Source, table: &RawTable) -> usize {
    let has = |header: &str| position(table, header).is_some();
    source.columns.values().filter(|column| column.headers().into_iter().any(has)).count()
}

/// What the table cannot do without and the file has not.
fn needed(source: &Source, table: &RawTable, layout: &Layout) -> Vec<Issue> {
    let has = |field: &&str| layout.columns.contains_key(*field);
    let hoped = |field: &str| {
        source
            .columns
            .get(field)
            .map_or_else(|| field.to_owned(), |column| column.headers().join(" + "))
    };
    let mut missing: Vec<Issue> = fields::required(source.table)
        .iter()
        .copied()
        .filter(|field| !has(field))
        .map(|field| absent(source, table, field, &hoped(field)))
        .collect();
    let choices = fields::one_of(source.table);
    if !choices.is_empty() && !choices.iter().any(has) {
        missing.push(absent(
            source,
            table,
            &choices.join(" | "),
            &choices.iter().map(|f| hoped(f)).collect::<Vec<_>>().join(" | "),
        ));
    }
    missing
}

/// Headers that a message shows, and most letters of each: a row without its delimiter is one long header.
const MOST_SHOWN: usize = 40;
const LONGEST_SHOWN: usize = 60;

/// A column that the file has not.
pub fn absent(source: &Source, table: &RawTable, field: &str, looked_for: &str) -> Issue {
    let start = |header: &String| header.chars().take(LONGEST_SHOWN).collect::<String>();
    let there: Vec<String> = table.headers.iter().take(MOST_SHOWN).map(start).collect();
    Issue::serious(
        "column-missing",
        vec![
            ("source", source.name.clone()),
            ("file", table.name()),
            ("field", field.to_owned()),
            ("looked-for", looked_for.to_owned()),
            ("there", there.join(", ")),
            ("nearest", nearest(looked_for, &there)),
        ],
    )
}

fn nearest(wanted: &str, there: &[String]) -> String {
    let score = |header: &&String| strsim::jaro_winkler(&fold(wanted), &fold(header));
    let best = there.iter().max_by(|a, b| score(a).total_cmp(&score(b)));
    best.cloned().unwrap_or_default()
}

/// Position of a header: as written, else folded when only one header folds to it.
pub fn position(table: &RawTable, wanted: &str) -> Option<usize> {
    if let Some(exact) = table.headers.iter().position(|header| header == wanted) {
        return Some(exact);
    }
    let folded = fold(wanted);
    let mut alike = table
        .headers
        .iter()
        .enumerate()
        .filter(|(_, header)| fold(header) == folded)
        .map(|(at, _)| at);
    alike.next().filter(|_| alike.next().is_none())
}
