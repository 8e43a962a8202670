//! Parquet files, as warehouses export them: typed columns, read by polars.

use std::io::Cursor;

use polars::prelude::{
    AnyValue, Column, DataType, ParquetReader, PolarsError, PolarsResult, SerReader, TimeUnit,
};

use super::header;
use super::limits::{CELL, COLUMNS, TEXT_CELLS, TEXT_ROWS, check_cell};
use super::trouble::{Fault, Limit, Trouble};
use super::unplaced;

use crate::model::table::{Cell, Cells, RawColumn, RawTable};
use crate::model::zone::{Day, WallTime};

/// Reads the whole file. It has no header row: its rows are numbered from 1.
pub(super) fn read(bytes: &[u8]) -> Result<RawTable, Fault> {
    if let Some(at) = unwritten(bytes) {
        return Err(Fault::new(Trouble::Torn, format!("\\0, {at}")));
    }
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let columns = reader.schema().map_err(|error| corrupt(&error))?.len();
    let rows = reader.num_rows().map_err(|error| corrupt(&error))?;
    check_size(columns, rows)?;
    let frame = reader.finish().map_err(|error| corrupt(&error))?;
    if frame.height() == 0 {
        return Err(Trouble::NoData.into());
    }
    let names = frame.columns().iter().map(|column| column.name().as_str());
    let headers = header::names(names, 1);
    let columns = (0..).zip(frame.columns()).map(|(place, column)| read_column(column, place));
    Ok(RawTable {
        headers,
        columns: columns.collect::<Result<_, Fault>>()?,
        rows: (1..=u32::try_from(rows).unwrap_or(u32::MAX)).collect(),
        ..unplaced("parquet")
    })
}

/// Where a whole block of the disk holds zero bytes alone: what a sync has not written yet would be read as zeros, one after the other. A
/// writer packs such numbers; one that packs nothing is refused with them.
fn unwritten(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 4_096;
    let block = bytes.chunks_exact(BLOCK).position(|block| block.iter().all(|byte| *byte == 0))?;
    Some(block * BLOCK)
}

fn corrupt(error: &PolarsError) -> Fault {
    Fault::new(Trouble::Corrupt, error)
}

/// What the file says of its size is checked before anything is unpacked.
fn check_size(columns: usize, rows: usize) -> Result<(), Fault> {
    let cells = (columns as u64).saturating_mul(rows as u64);
    match () {
        () if columns > COLUMNS as usize => {
            Err(Fault::new(Trouble::Beyond(Limit::Columns), columns))
        }
        () if rows > TEXT_ROWS => Err(Fault::new(Trouble::Beyond(Limit::Cells), rows)),
        () if cells > TEXT_CELLS => Err(Fault::new(Trouble::Beyond(Limit::Cells), cells)),
        () => Ok(()),
    }
}

/// Whole numbers become text, since they may be ids of more digits than a decimal number holds.
fn read_column(column: &Column, place: u32) -> Result<RawColumn, Fault> {
    let dtype = column.dtype();
    if dtype.is_string() || dtype.is_integer() || matches!(dtype, DataType::Categorical(..)) {
        return text(column, place).map_err(|error| corrupt(&error))?;
    }
    let cells: Cells = (0..column.len())
        .map(|row| column.get(row).map_or(Held::Empty, |value| Held::of(&value)))
        .fold(Cells::default(), |mut cells, held| {
            cells.push(held.cell());
            cells
        });
    Ok(RawColumn::Cells(cells))
}

fn text(column: &Column, place: u32) -> PolarsResult<Result<RawColumn, Fault>> {
    let texts = column.cast(&DataType::String)?.str()?.clone();
    let too_long = (1..).zip(texts.iter()).find(|(_, text)| text.is_some_and(|t| t.len() > CELL));
    if let Some((row, Some(text))) = too_long {
        return Ok(
            check_cell(text.len(), row - 1, place).map(|()| RawColumn::Parquet(texts.clone()))
        );
    }
    // Its texts lie side by side as they are: where a sync has written nothing yet, they hold what no text does.
    let holed = |text: Option<&str>| text.is_some_and(|text| text.as_bytes().contains(&0));
    if let Some((row, _)) = (1_u32..).zip(texts.iter()).find(|(_, text)| holed(*text)) {
        return Ok(Err(Fault::new(Trouble::Hole, row)));
    }
    Ok(Ok(RawColumn::Parquet(texts)))
}

/// A value in our words.
enum Held {
    Empty,
    Text(String),
    Number(f64),
    Date(WallTime),
    Bool(bool),
}

impl Held {
    fn of(value: &AnyValue) -> Self {
        match value {
            AnyValue::Null => Self::Empty,
            AnyValue::Boolean(value) => Self::Bool(*value),
            AnyValue::Date(days) => Self::Date(WallTime::start_of(Day(*days))),
            AnyValue::Datetime(at, unit, None) => Self::Date(WallTime::of(seconds(*at, *unit))),
            // An instant of a named zone is kept as an instant; the text says so.
            AnyValue::Datetime(at, unit, Some(_)) => {
                let instant = chrono::DateTime::from_timestamp(seconds(*at, *unit), 0);
                instant.map_or(Self::Empty, |at| Self::Text(at.format("%FT%TZ").to_string()))
            }
            AnyValue::List(values) => {
                let texts: Vec<String> =
                    values.iter().map(|value| Self::of(&value).text()).collect();
                Self::Text(texts.join("; "))
            }
            other => match other.extract::<f64>() {
                Some(number) => Self::Number(number),
                None => Self::Text(other.str_value().into_owned()),
            },
        }
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(*number),
            Self::Date(at) => Cell::Date(*at),
            Self::Bool(value) => Cell::Bool(*value),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }
}

fn seconds(at: i64, unit: TimeUnit) -> i64 {
    at.div_euclid(match unit {
        TimeUnit::Milliseconds => 1_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Nanoseconds => 1_000_000_000,
    })
}
