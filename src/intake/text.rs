//! Text files: everything is read as text, nothing is inferred (the only door to polars here).

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::Arc;

use polars::prelude::{
    CsvReadOptions, DataFrame, DataType, Field, PolarsError, PolarsResult, Schema, SerReader,
    StringChunked,
};

use super::decode::Decoded;
use super::delimited::{Layout, Piece, layout};
use super::header::Wanted;
use super::mend;
use super::trouble::{Fault, Trouble};
use super::unplaced;
use crate::model::agreement::ReadOptions;
use crate::model::table::{LeftOut, OddLines, RawColumn, RawTable};

/// A text whose table is found but not yet split into columns.
pub(super) struct Plan {
    layout: Layout,
    encoding: &'static str,
    odd: OddLines,
    /// The text where it is not the file's own bytes.
    own: Option<Vec<u8>>,
}

/// Finds delimiter, header and rows of a text, before any column is read.
pub(super) fn plan(
    decoded: Decoded,
    options: &ReadOptions,
    wanted: &[String],
) -> Result<Plan, Fault> {
    let decoded = match mend::unwrapped(decoded.text.as_bytes()) {
        Some(bytes) => {
            Decoded { text: String::from_utf8_lossy(&bytes).into_owned().into(), ..decoded }
        }
        None => decoded,
    };
    let wanted = Wanted::new(wanted);
    let (mut layout, decoded) =
        joined(layout(decoded.text.as_bytes(), options, &wanted)?, decoded, options, &wanted);
    if let Some(line) = layout.misfits().next().filter(|_| decoded.had_zeros) {
        return Err(Fault::new(Trouble::Hole, line));
    }
    let own = match (layout.copy.take(), decoded.text) {
        (Some(copy), _) => Some(copy),
        (None, Cow::Owned(text)) => Some(text.into_bytes()),
        (None, Cow::Borrowed(_)) => {
            layout.pieces.iter_mut().for_each(|piece| piece.start += decoded.start);
            layout.end += decoded.start;
            None
        }
    };
    Ok(Plan { layout, encoding: decoded.encoding, odd: decoded.odd, own })
}

/// Two texts with line ends of two kinds, joined: what follows a carriage return alone is read as rows where more rows fit then.
fn joined<'a>(
    first: Layout,
    decoded: Decoded<'a>,
    options: &ReadOptions,
    wanted: &Wanted,
) -> (Layout, Decoded<'a>) {
    let long = first.left_out.iter().filter(|row| row.1 == LeftOut::LongRow).map(|row| row.0);
    let Some(text) = mend::parted(&decoded.text, long) else { return (first, decoded) };
    match layout(text.as_bytes(), options, wanted) {
        Ok(second) if second.misfits().count() < first.misfits().count() => {
            (second, Decoded { text: text.into(), ..decoded })
        }
        _ => (first, decoded),
    }
}

impl Plan {
    /// Splits the table into columns; `bytes` are the file's, given up piece by piece.
    pub(super) fn table(self, bytes: Vec<u8>) -> Result<RawTable, Fault> {
        let Self { layout, encoding, odd, own } = self;
        let columns =
            columns(&layout, own.unwrap_or(bytes))?.into_iter().map(RawColumn::Text).collect();
        Ok(RawTable {
            encoding: Some(encoding),
            odd_lines: odd,
            delimiter: layout.delimiter,
            header_row: layout.header_row,
            headers: layout.headers,
            columns,
            rows: layout.rows,
            left_out: layout.left_out,
            ..unplaced("csv")
        })
    }
}

/// From the last piece to the first, so that the bytes already split can be given back.
fn columns(layout: &Layout, mut bytes: Vec<u8>) -> Result<Vec<StringChunked>, Fault> {
    let mut frames = Vec::with_capacity(layout.pieces.len());
    let mut below = layout.rows.len();
    bytes.truncate(layout.end);
    for Piece { start, row } in layout.pieces.iter().rev().copied() {
        frames.push(split(layout, bytes.get(start..).unwrap_or_default(), below - row)?);
        below = row;
        bytes.truncate(start);
        bytes.shrink_to_fit();
    }
    drop(bytes);
    let mut columns = vec![StringChunked::default(); layout.headers.len()];
    for frame in frames.into_iter().rev() {
        for (whole, part) in columns.iter_mut().zip(frame.columns()) {
            part.str().and_then(|part| whole.append(part)).map_err(|error| corrupt(&error))?;
        }
    }
    Ok(columns)
}

fn corrupt(error: &PolarsError) -> Fault {
    Fault::new(Trouble::Corrupt, error)
}

/// Splits one piece; the number of rows is checked against the scanner's.
fn split(layout: &Layout, piece: &[u8], rows: usize) -> Result<DataFrame, Fault> {
    let frame = parse(layout, piece).map_err(|error| corrupt(&error))?;
    if frame.height() == rows {
        Ok(frame)
    } else {
        Err(Fault::new(Trouble::Corrupt, format!("{} ≠ {rows}", frame.height())))
    }
}

fn parse(layout: &Layout, piece: &[u8]) -> PolarsResult<DataFrame> {
    let fields = (0..layout.headers.len())
        .map(|index| Field::new(index.to_string().into(), DataType::String));
    let schema: Schema = fields.collect();
    CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(Arc::new(schema)))
        .with_infer_schema_length(Some(0))
        .with_low_memory(false)
        .with_rechunk(false)
        .map_parse_options(|options| {
            options
                .with_separator(layout.separator)
                .with_quote_char(layout.quoted.then_some(b'"'))
                // Only empty fields can be cut off: rows with more were left out before.
                .with_truncate_ragged_lines(true)
        })
        .into_reader_with_file_handle(Cursor::new(piece))
        .finish()
}
