//! Which column of a file holds which field: by header, exactly first, then folded where that is unambiguous.

use std::collections::BTreeMap;

use crate::issue::{Code, Issue};
use crate::model::agreement::{Column, Source};
use crate::model::fold::fold;
use crate::model::table::{Cell, RawTable};
use crate::model::words::Table;

use super::{cells, fields};

/// The file columns of each field: one, or several to be joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Field → positions of its columns.
    pub columns: BTreeMap<String, Vec<usize>>,
    /// Fields whose second column is the time of day.
    pub split_times: Vec<String>,
}

/// What else of a source is read beside a table.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// All sheets of its file.
    pub sheets: &'a [RawTable],
    /// Fields that other files of the source have a column of.
    pub fields: &'a [String],
}

/// Finds every field of a source in a table. A header the team itself named and that is absent stops the source, unless another sheet of the
/// same file or another file has it; so does a table without what it needs.
pub fn locate(source: &Source, table: &RawTable, beside: Beside) -> Result<Layout, Vec<Issue>> {
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
        } else if !source.preset_fields.contains(field) && !is_elsewhere(field, column, beside) {
            missing.push(absent(source, table, field, &column.headers().join(" + ")));
        }
    }
    missing.extend(needed(source, table, &layout));
    if missing.is_empty() { Ok(layout) } else { Err(missing) }
}

/// The same of a file that is read for good: a header that stands over two columns whose cells differ stops the source.
pub fn settled(
    source: &Source,
    table: &RawTable,
    beside: Beside,
) -> Result<(Layout, Vec<Issue>), Vec<Issue>> {
    let layout = locate(source, table, beside)?;
    let (unclear, said): (Vec<Issue>, Vec<Issue>) =
        layout.doubled(source, table).into_iter().partition(|issue| issue.serious);
    if unclear.is_empty() { Ok((layout, said)) } else { Err(unclear) }
}

impl Layout {
    /// Looks at the columns that no field is read from and that have the header of one that is: which of both is meant nobody can tell
    /// where their cells differ, unless the agreement says it (`Valor (2)`). Of the columns of a preset's own tool the first is read, and where
    /// the other's cells differ that is said.
    fn doubled(&self, source: &Source, table: &RawTable) -> Vec<Issue> {
        let mut issues = Vec::new();
        for (field, own) in &self.columns {
            let is_of_preset = source.preset_fields.contains(field);
            let headers = source.columns.get(field).map(Column::headers).unwrap_or_default();
            let is_chosen = |at: usize| {
                let named = |header: &&&str| position(table, header) == Some(at);
                headers.iter().find(named).is_some_and(|header| numbered(header).is_some())
            };
            // The agreement names one as no other column is written: that one is meant, and the other is said.
            let is_meant = |at: usize, other: usize| {
                headers.contains(&base(table, at)) && base(table, at) != base(table, other)
            };
            for at in own.iter().copied().filter(|at| !is_chosen(*at)) {
                let is_read = |other: &usize| self.columns.values().flatten().any(|at| at == other);
                for other in alike(table, base(table, at)).into_iter().filter(|own| !is_read(own)) {
                    let values = |row| doubled(source, table, field, (at, other, row));
                    issues.extend(match differing(table, at, other) {
                        Some(row) if is_of_preset && !source.extra.contains(field) => {
                            Some(Issue::warning(Code::PresetDoubled, values(row)))
                        }
                        _ if is_of_preset => None,
                        Some(row) if !is_meant(at, other) => {
                            Some(Issue::serious(Code::ColumnDoubled, values(row)))
                        }
                        _ => Some(twice(source, table, field, (at, other))),
                    });
                }
            }
        }
        issues
    }
}

/// That a header stands over two columns, and which is read.
fn twice(source: &Source, table: &RawTable, field: &str, (at, other): (usize, usize)) -> Issue {
    let header = |at: usize| table.headers.get(at).cloned().unwrap_or_default();
    let values = vec![
        ("source", source.name.clone()),
        ("file", table.name()),
        ("field", field.to_owned()),
        ("column", header(at)),
        ("other-column", header(other)),
    ];
    Issue::warning(Code::HeaderTwice, values)
}

/// What to say of a header that stands over two columns whose cells differ.
fn doubled(
    source: &Source,
    table: &RawTable,
    field: &str,
    (at, other, row): (usize, usize, usize),
) -> Vec<(&'static str, String)> {
    let name = base(table, at);
    let all = alike(table, name);
    let choice = |at: usize| {
        let place = all.iter().position(|own| *own == at).map_or(0, |place| place + 1);
        format!("{name} ({place})")
    };
    let cell = |at: usize| {
        let text = table.columns.get(at).and_then(|column| column.iter().nth(row)).map(cells::text);
        text.flatten().map(std::borrow::Cow::into_owned).unwrap_or_default()
    };
    vec![
        ("source", source.name.clone()),
        ("file", table.name()),
        ("field", field.to_owned()),
        ("column", choice(at)),
        ("other-column", choice(other)),
        ("row", table.rows.get(row).copied().unwrap_or_default().to_string()),
        ("value", cell(at)),
        ("other-value", cell(other)),
    ]
}

/// The first row in which the second of two columns has something else than the first.
fn differing(table: &RawTable, at: usize, other: usize) -> Option<usize> {
    let (own, other) = (table.columns.get(at)?, table.columns.get(other)?);
    let is_other = |(own, other): (Cell, Cell)| match cells::text(other) {
        Some(text) if !text.trim().is_empty() => {
            cells::text(own).is_none_or(|own| own.trim() != text.trim())
        }
        _ => false,
    };
    own.iter().zip(other.iter()).position(is_other)
}

/// `Valor (2)`: the name, and which of several.
fn numbered(header: &str) -> Option<(&str, usize)> {
    let (name, number) = header.strip_suffix(')')?.rsplit_once(" (")?;
    Some((name, number.parse::<usize>().ok().filter(|number| *number > 0)?))
}

/// A column's header as the file writes it: without the number by which the second of a name is told from the first.
fn base(table: &RawTable, at: usize) -> &str {
    let header = table.headers.get(at).map(String::as_str).unwrap_or_default();
    let name = numbered(header).map(|(name, _)| name);
    name.filter(|name| table.headers.iter().any(|other| other == name)).unwrap_or(header)
}

/// The columns of a name, whatever its capitals and blanks.
fn alike(table: &RawTable, name: &str) -> Vec<usize> {
    let name = fold(name);
    (0..table.headers.len()).filter(|at| fold(base(table, *at)) == name).collect()
}

/// Another sheet of the file has the column of a field, or another file of the source.
fn is_elsewhere(field: &String, column: &Column, beside: Beside) -> bool {
    let is_in = |header: &str| beside.sheets.iter().any(|own| position(own, header).is_some());
    column.headers().into_iter().any(is_in) || beside.fields.contains(field)
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
    if source.table == Table::Activities && !choices.iter().any(has) {
        missing.push(keyless(source, table));
    } else if !choices.is_empty() && !choices.iter().any(has) {
        missing.push(absent(
            source,
            table,
            &choices.join(" | "),
            &choices.iter().map(|f| hoped(f)).collect::<Vec<_>>().join(" | "),
        ));
    }
    missing
}

/// That no column of activities says whose each is.
fn keyless(source: &Source, table: &RawTable) -> Issue {
    let there = ("there", shown(table).join(", "));
    let file = ("file", table.name());
    Issue::serious(Code::KeyMissing, vec![("source", source.name.clone()), file, there])
}

/// Headers that a message shows, and most letters of each: a row without its delimiter is one long header.
const MOST_SHOWN: usize = 40;
const LONGEST_SHOWN: usize = 60;

/// A column that the file has not.
pub fn absent(source: &Source, table: &RawTable, field: &str, looked_for: &str) -> Issue {
    let there = shown(table);
    Issue::serious(
        Code::ColumnMissing,
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

/// The headers of a table as a message shows them.
fn shown(table: &RawTable) -> Vec<String> {
    let start = |header: &String| header.chars().take(LONGEST_SHOWN).collect::<String>();
    table.headers.iter().take(MOST_SHOWN).map(start).collect()
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
    alike.next().filter(|_| alike.next().is_none()).or_else(|| chosen(table, wanted))
}

/// `Valor (1)`, where the file has that header several times.
fn chosen(table: &RawTable, wanted: &str) -> Option<usize> {
    let (name, number) = numbered(wanted)?;
    let all = alike(table, name);
    all.get(number - 1).copied().filter(|_| all.len() > 1)
}
