//! Rows as Parquet: columns of real types, absent ones null.

use std::io;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    Column, DataFrame, DataType, Field as Named, IntoColumn, NamedFrom, ParquetWriter, PolarsError,
    Schema, Series, TimeUnit, TimeZone,
};

use super::{Columns, Field, Kind, Row, Sink};

pub(super) struct Parquet<'a> {
    out: BatchedWriter<&'a mut (dyn io::Write + Send)>,
    columns: Columns,
}

impl<'a> Parquet<'a> {
    pub(super) fn new(to: &'a mut (dyn io::Write + Send), columns: Columns) -> io::Result<Self> {
        let named = |(name, kind): &(&str, Kind)| Named::new((*name).into(), data_type(*kind));
        let schema: Schema = columns.iter().map(named).collect();
        let out = ParquetWriter::new(to).batched(&schema).map_err(failed)?;
        Ok(Self { out, columns })
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.out.finish().map(drop).map_err(failed)
    }
}

impl Sink for Parquet<'_> {
    fn rows(&mut self, rows: Vec<Row>) -> io::Result<()> {
        let columns = self.columns.iter().enumerate();
        let columns = columns.map(|(place, (name, kind))| column(name, *kind, place, &rows));
        let columns: Vec<Column> = columns.collect::<Result<_, _>>().map_err(failed)?;
        let frame = DataFrame::new(rows.len(), columns).map_err(failed)?;
        self.out.write_batch(&frame).map_err(failed)
    }
}

fn failed(error: PolarsError) -> io::Error {
    match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other.to_string()),
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::String,
        Kind::Whole => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Day => DataType::Date,
        Kind::Instant => DataType::Datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC)),
        Kind::Flag => DataType::Boolean,
    }
}

fn column(name: &str, kind: Kind, place: usize, rows: &[Row]) -> Result<Column, PolarsError> {
    let cells = || rows.iter().map(|row| row.get(place).unwrap_or(&Field::Nothing));
    let whole = |field: &Field| match field {
        Field::Whole(number) => i64::try_from(*number).ok(),
        Field::Instant(at) => at.unix().checked_mul(1_000),
        _ => None,
    };
    let name = name.into();
    let series = match kind {
        Kind::Text => Series::new(name, cells().map(text).collect::<Vec<_>>()),
        Kind::Whole => Series::new(name, cells().map(whole).collect::<Vec<_>>()),
        Kind::Instant => {
            let at = Series::new(name, cells().map(whole).collect::<Vec<_>>());
            at.cast(&DataType::Datetime(TimeUnit::Milliseconds, None))?.cast(&data_type(kind))?
        }
        Kind::Real => Series::new(name, cells().map(real).collect::<Vec<_>>()),
        Kind::Day => {
            Series::new(name, cells().map(day).collect::<Vec<_>>()).cast(&DataType::Date)?
        }
        Kind::Flag => Series::new(name, cells().map(flag).collect::<Vec<_>>()),
    };
    Ok(series.into_column())
}

fn text(field: &Field) -> Option<&str> {
    if let Field::Text(text) = field { Some(text) } else { None }
}

fn real(field: &Field) -> Option<f64> {
    if let Field::Real(number) = field { Some(*number) } else { None }
}

fn day(field: &Field) -> Option<i32> {
    if let Field::Day(day) = field { Some(day.0) } else { None }
}

fn flag(field: &Field) -> Option<bool> {
    if let Field::Flag(is) = field { Some(*is) } else { None }
}
