//! Tables for other programs: a row a promise, period and group, and a row a lead and promise; from the scorecard and the casebook alone.
//!
#![doc = include_str!("EXPORT.md")]

mod commitments;
mod csv;
mod leads;
mod parquet;

use std::io;

use crate::model::agreement::Agreement;
use crate::model::moment::Instant;
use crate::model::zone::{Day, Zone};
use crate::texts::story::Story;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// UTF-8, commas.
    Csv,
    /// Typed columns.
    Parquet,
}

impl Form {
    /// How its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Real,
    Day,
    Instant,
    Flag,
}

/// What a cell holds; nothing is nothing, never zero.
#[derive(Clone, Debug, PartialEq)]
enum Field {
    Nothing,
    Text(String),
    Whole(u64),
    Real(f64),
    Day(Day),
    Instant(Instant),
    Flag(bool),
}

impl Field {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn maybe<T>(value: Option<T>, field: impl Fn(T) -> Self) -> Self {
        value.map_or(Self::Nothing, field)
    }

    /// A number; what is no finite one is absent.
    fn real(number: Option<f64>) -> Self {
        Self::maybe(number.filter(|number| number.is_finite()), Self::Real)
    }
}

type Columns = &'static [(&'static str, Kind)];
type Row = Vec<Field>;

/// A table that is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row a promise, period and group.
    Commitments,
    /// A row a lead and promise.
    Leads,
}

impl Table {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Commitments, Self::Leads];

    /// Its name, and that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Commitments => "commitments",
            Self::Leads => "leads",
        }
    }

    fn columns(self) -> Columns {
        match self {
            Self::Commitments => commitments::COLUMNS,
            Self::Leads => leads::COLUMNS,
        }
    }
}

/// What every row says of the report it is of.
#[derive(Clone, Debug)]
pub struct Mark {
    /// What went into the report, as a short word: the same report has the same.
    pub run: String,
    /// The instant the report speaks of.
    pub at: Instant,
    /// Its local day.
    pub day: Day,
}

/// Where blocks of rows go.
trait Sink {
    fn rows(&mut self, rows: Vec<Row>) -> io::Result<()>;
}

/// Writes one table of a story.
pub fn write(
    story: &Story,
    mark: &Mark,
    (table, form): (Table, Form),
    to: &mut (dyn io::Write + Send),
) -> io::Result<()> {
    match form {
        Form::Csv => fill(
            story,
            mark,
            table,
            &mut csv::Csv::new(to, zone(story.agreement), table.columns())?,
        ),
        Form::Parquet => {
            let mut file = parquet::Parquet::new(to, table.columns())?;
            fill(story, mark, table, &mut file)?;
            file.finish()
        }
    }
}

fn zone(agreement: &Agreement) -> &Zone {
    &agreement.zone
}

fn fill(story: &Story, mark: &Mark, table: Table, to: &mut dyn Sink) -> io::Result<()> {
    match table {
        Table::Commitments => to.rows(commitments::rows(story, mark)),
        Table::Leads => leads::fill(story, mark, to),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every column is described, and nothing else is.
    #[test]
    fn every_column_is_described() {
        let described = include_str!("EXPORT.md");
        let told = |text: &str| -> BTreeSet<String> {
            let rows = text.lines().filter(|line| line.starts_with("| `"));
            let names = rows.filter_map(|line| line.split('|').nth(1));
            names
                .flat_map(|names| names.split(','))
                .map(|name| name.trim().trim_matches('`').to_owned())
                .collect()
        };
        for table in Table::ALL {
            let part = described
                .split("\n## ")
                .find(|part| part.starts_with(&format!("`{}`", table.name())));
            let own: BTreeSet<String> =
                table.columns().iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(told(part.unwrap()), own, "{}", table.name());
            assert_eq!(own.len(), table.columns().len());
        }
    }
}
