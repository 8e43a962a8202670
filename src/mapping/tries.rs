//! Wide sheets: a row a lead, and columns for each try (`1ª Ligação`, `Resultado 1`, `2ª Ligação` …). Each filled try becomes a row of its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Code, Issue};
use crate::model::agreement::{Column, NUMBER, Source};
use crate::model::table::{Cell, Cells, RawColumn, RawTable};

use super::headers;
use super::nothing;

/// Highest number of a try that a pattern is tried with.
const MOST_TRIES: u32 = 60;
/// Cells of the rows that tries become.
const MOST_CELLS: usize = 50_000_000;

/// Columns of each field of a try, by the number of the try.
type Found = BTreeMap<String, BTreeMap<u32, usize>>;

/// Headers hoped for of a source's tries: they help to find the header row.
pub fn hoped(source: &Source) -> Vec<String> {
    let few = |header: &String| (1..=3).map(|number| numbered(header, number)).collect::<Vec<_>>();
    source.tries.values().flatten().flat_map(few).collect()
}

/// The source and table with a row a try; nothing where the source has no columns of tries.
pub fn unfold(source: &Source, table: &RawTable) -> Result<Option<(Source, RawTable)>, Vec<Issue>> {
    if source.tries.is_empty() {
        return Ok(None);
    }
    let found = found(source, table)?;
    let positions: BTreeSet<usize> = found.values().flat_map(BTreeMap::values).copied().collect();
    let rows = filled(table, &found);
    let kept: Vec<usize> = (0..table.columns.len()).filter(|at| !positions.contains(at)).collect();
    if rows.len().saturating_mul(kept.len() + found.len()) > MOST_CELLS {
        return Err(vec![too_many(source, table, rows.len())]);
    }
    let mut columns: Vec<RawColumn> = kept
        .iter()
        .filter_map(|at| table.columns.get(*at))
        .map(|own| repeated(own, &rows))
        .collect();
    let mut headers: Vec<String> =
        kept.iter().filter_map(|at| table.headers.get(*at).cloned()).collect();
    let mut long = source.clone();
    for (field, tries) in &found {
        let header = spoken(table, tries);
        columns.push(laid(table, field, tries, &rows));
        headers.push(header.clone());
        long.columns.insert(field.clone(), Column::One(header));
    }
    let merged = table
        .look
        .merged
        .iter()
        .filter_map(|(at, lines)| kept.iter().position(|own| own == at).map(|at| (at, *lines)));
    let formats = table.look.formats.iter().filter_map(|(at, runs)| {
        kept.iter().position(|own| own == at).map(|at| (at, runs.clone()))
    });
    let mut wide = RawTable { headers, columns, ..without_columns(table) };
    wide.rows = rows.iter().filter_map(|(row, _)| table.rows.get(*row).copied()).collect();
    wide.look.merged = merged.collect();
    wide.look.formats = formats.collect();
    Ok(Some((long, wide)))
}

fn without_columns(table: &RawTable) -> RawTable {
    RawTable {
        path: table.path.clone(),
        encoding: table.encoding,
        sheet: table.sheet.clone(),
        other_sheets: table.other_sheets.clone(),
        alike_sheets: table.alike_sheets.clone(),
        hidden_sheets: table.hidden_sheets.clone(),
        hidden_alike: table.hidden_alike.clone(),
        hidden_alike_rows: table.hidden_alike_rows,
        headers: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        left_out: table.left_out.clone(),
        look: table.look.clone(),
        sha256: table.sha256.clone(),
        ..*table
    }
}

fn numbered(header: &str, number: u32) -> String {
    header.replace(NUMBER, &number.to_string())
}

/// The columns of the tries; a header that is named and absent stops the source, and so does a pattern of dates that nothing fits.
fn found(source: &Source, table: &RawTable) -> Result<Found, Vec<Issue>> {
    let (mut found, mut missing) = (Found::new(), Vec::new());
    for (field, named) in &source.tries {
        let mut own = BTreeMap::new();
        for (place, header) in (1..).zip(named) {
            if header.contains(NUMBER) {
                let numbers = (1..=MOST_TRIES).filter_map(|number| {
                    Some((number, headers::position(table, &numbered(header, number))?))
                });
                own.extend(numbers);
            } else if let Some(at) = headers::position(table, header) {
                own.insert(place, at);
            } else {
                missing.push(headers::absent(source, table, field, header));
            }
        }
        if own.is_empty() && field == "at" && missing.is_empty() {
            missing.push(headers::absent(source, table, field, &named.join(", ")));
        }
        found.insert(field.clone(), own);
    }
    found.retain(|_, own| !own.is_empty());
    if missing.is_empty() { Ok(found) } else { Err(missing) }
}

/// Tries a row of the table has columns for; nothing where the source has no such columns.
pub fn most(source: &Source, table: &RawTable) -> Option<u32> {
    let found = found(source, table).unwrap_or_default();
    let numbers: BTreeSet<u32> = found.values().flat_map(BTreeMap::keys).copied().collect();
    u32::try_from(numbers.len()).ok().filter(|tries| *tries > 0)
}

/// The columns of a source's tries, with their fields.
pub fn columns(source: &Source, table: &RawTable) -> Vec<(String, usize)> {
    let found = found(source, table).unwrap_or_default();
    let own = found.iter().flat_map(|(field, tries)| tries.values().map(move |at| (field, *at)));
    own.map(|(field, at)| (field.clone(), at)).collect()
}

/// Row and number of each try of which a cell is filled, row by row.
fn filled(table: &RawTable, found: &Found) -> Vec<(usize, u32)> {
    let mut filled: BTreeSet<(usize, u32)> = BTreeSet::new();
    let columns = found.iter().flat_map(|(field, own)| own.iter().map(move |at| (field, at)));
    for (field, (number, at)) in columns {
        let cells = table.columns.get(*at).into_iter().flat_map(RawColumn::iter).enumerate();
        let own = cells.filter(|(_, cell)| *cell != Cell::Empty && !is_none(field, cell));
        filled.extend(own.map(|(row, _)| (row, *number)));
    }
    filled.into_iter().collect()
}

/// A cell that says that there was no try: `-` in any field, `n/a` or `nenhuma` in the place of a day; `sem contato` is a result.
fn is_none(field: &str, cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let is_dash = text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    is_dash || field == "at" && nothing::is_id(text)
}

/// A column with the cell of each try's row.
fn repeated(column: &RawColumn, rows: &[(usize, u32)]) -> RawColumn {
    let cells: Vec<Cell> = column.iter().collect();
    let cell = |(row, _): &(usize, u32)| cells.get(*row).copied().unwrap_or(Cell::Empty);
    RawColumn::Cells(rows.iter().map(cell).collect())
}

/// A field of all tries as one column.
fn laid(
    table: &RawTable,
    field: &str,
    tries: &BTreeMap<u32, usize>,
    rows: &[(usize, u32)],
) -> RawColumn {
    let columns: BTreeMap<u32, Vec<Cell>> = tries
        .iter()
        .filter_map(|(number, at)| Some((*number, table.columns.get(*at)?.iter().collect())))
        .collect();
    let cell = |(row, number): &(usize, u32)| {
        let own = columns.get(number).and_then(|cells| cells.get(*row)).copied();
        own.filter(|cell| !is_none(field, cell)).unwrap_or(Cell::Empty)
    };
    RawColumn::Cells(rows.iter().map(cell).collect::<Cells>())
}

/// How messages name the columns of a field: the first and the last.
fn spoken(table: &RawTable, tries: &BTreeMap<u32, usize>) -> String {
    let header = |at: Option<&usize>| at.and_then(|at| table.headers.get(*at)).cloned();
    let (first, last) = (header(tries.values().next()), header(tries.values().next_back()));
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} … {last}"),
        (first, _) => first.unwrap_or_default(),
    }
}

fn too_many(source: &Source, table: &RawTable, rows: usize) -> Issue {
    let values =
        vec![("source", source.name.clone()), ("file", table.name()), ("found", rows.to_string())];
    Issue::serious(Code::FileTooManyCells, values)
}
