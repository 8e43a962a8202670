//! Cells of a workbook as our own: dates to local seconds, errors to words, within the limits of a sheet.

use calamine::{Data, DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::intake::limits::{self, CELLS, COLUMNS, ROWS, TEXT};
use crate::intake::sheet::GridRow;
use crate::intake::trouble::{Fault, Trouble};
use crate::model::table::OwnedCell;

const DAY: f64 = 86_400.0;
const LAST_SECOND: i64 = 86_399;
/// Serial of 1970-01-01 where day 1 is 1900-01-01.
const EPOCH: f64 = 25_569.0;
/// Days between both date systems.
const LATE: f64 = 1_462.0;
/// Serial of the first day beyond what Excel can show.
const END: f64 = 2_958_466.0;
/// Excel's 29 February 1900, a day that never was: serials below stand one day later.
const LEAP_BUG: f64 = 60.0;

/// One cell with its place (row and column from 0), or the end.
pub(super) type Taken = Result<Option<(u32, u32, OwnedCell)>, Fault>;

/// Counts what a sheet has taken so far.
#[derive(Default)]
pub(super) struct Budget {
    cells: u64,
    text: u64,
}

impl Budget {
    /// Converts a cell and refuses a sheet that grows beyond its limits.
    pub(super) fn take(&mut self, (row, column): (u32, u32), value: DataRef, formula: bool, late: bool) -> Taken {
        if row >= ROWS || column >= COLUMNS {
            return Err(Fault::new(Trouble::TooLarge(u64::from(ROWS)), format!("R{row}C{column}")));
        }
        let cell = match value {
            // What the formula gave was never stored.
            DataRef::Empty if formula => OwnedCell::Error("=".into()),
            value => owned(value, late),
        };
        self.cells += u64::from(cell != OwnedCell::Empty);
        if let OwnedCell::Text(text) = &cell {
            self.text += text.len() as u64;
            limits::check_cell(text.len(), row, column)?;
        }
        match () {
            () if self.cells > CELLS => Err(Fault::new(Trouble::TooLarge(CELLS), self.cells)),
            () if self.text > TEXT => Err(Fault::new(Trouble::TooLarge(TEXT), self.text)),
            () => Ok(Some((row, column, cell))),
        }
    }
}

/// Cells gathered into rows; rows without content do not appear.
pub(super) struct Rows<F> {
    next: F,
    /// Rows the sheet says it has.
    said: u32,
    row: Option<(u32, Vec<(u32, OwnedCell)>)>,
    ended: bool,
}

impl<F: FnMut() -> Taken> Rows<F> {
    pub(super) fn new(said: u32, next: F) -> Self {
        Self { next, said, row: None, ended: false }
    }

    /// Adds a cell; the row before it when it begins another.
    fn add(&mut self, row: u32, column: u32, cell: OwnedCell) -> Option<GridRow> {
        match &mut self.row {
            Some((number, cells)) if *number == row && cells.last().is_some_and(|(last, _)| *last < column) => {
                cells.push((column, cell));
                None
            }
            Some((number, cells)) if *number == row => {
                // Columns may be stored in any order; a place filled twice keeps the last.
                match cells.binary_search_by_key(&column, |(column, _)| *column) {
                    Ok(place) => {
                        cells.remove(place);
                        cells.insert(place, (column, cell));
                    }
                    Err(place) => cells.insert(place, (column, cell)),
                }
                None
            }
            pending => {
                let width = pending.as_ref().map_or(0, |(_, cells)| cells.len());
                let mut cells = Vec::with_capacity(width.max(1));
                cells.push((column, cell));
                pending.replace((row, cells)).map(finished)
            }
        }
    }
}

fn finished((row, cells): (u32, Vec<(u32, OwnedCell)>)) -> GridRow {
    GridRow { number: row + 1, cells }
}

impl<F: FnMut() -> Taken> Iterator for Rows<F> {
    type Item = Result<GridRow, Fault>;

    /// What a sheet says of itself is a hint, never believed: at most the rows a sheet can have.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.said.min(ROWS) as usize))
    }

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match (self.next)() {
                Ok(Some((_, _, OwnedCell::Empty))) => {}
                Ok(Some((row, column, cell))) => {
                    if let Some(row) = self.add(row, column, cell) {
                        return Some(Ok(row));
                    }
                }
                Ok(None) => self.ended = true,
                Err(fault) => {
                    (self.ended, self.row) = (true, None);
                    return Some(Err(fault));
                }
            }
        }
        self.row.take().map(finished).map(Ok)
    }
}

/// A cell of the other readers in the form of the streaming one.
pub(super) fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn owned(value: DataRef, late: bool) -> OwnedCell {
    match value {
        DataRef::Empty => OwnedCell::Empty,
        DataRef::SharedString(text) => worded(text),
        DataRef::String(text) => worded(&text),
        DataRef::Int(number) => OwnedCell::Number(number as f64),
        // Digits beyond what a number can be.
        DataRef::Float(number) if !number.is_finite() => OwnedCell::Error("#NUM!".into()),
        DataRef::Float(number) => OwnedCell::Number(number),
        DataRef::Bool(value) => OwnedCell::Bool(value),
        DataRef::DateTime(at) => dated(at, late),
        DataRef::DateTimeIso(text) => iso_date(&text).map_or_else(|| worded(&text), OwnedCell::Date),
        DataRef::DurationIso(text) => iso_duration(&text).map_or_else(|| worded(&text), OwnedCell::Date),
        DataRef::Error(error) => OwnedCell::Error(error.to_string().into()),
    }
}

fn worded(text: &str) -> OwnedCell {
    if text.trim().is_empty() { OwnedCell::Empty } else { OwnedCell::Text(text.into()) }
}

/// Local seconds of a serial; durations and times of day count from 0; what Excel cannot show as a date stays a number.
fn dated(at: ExcelDateTime, late: bool) -> OwnedCell {
    let serial = at.as_f64();
    if !(0.0..END).contains(&serial) {
        return OwnedCell::Number(serial);
    }
    if at.is_duration() {
        return OwnedCell::Date(whole(serial * DAY));
    }
    if serial < 1.0 {
        return OwnedCell::Date(whole(serial * DAY).min(LAST_SECOND));
    }
    let serial = match late {
        true => serial + LATE,
        false if serial < LEAP_BUG => serial + 1.0,
        false => serial,
    };
    OwnedCell::Date(whole((serial - EPOCH) * DAY))
}

fn whole(seconds: f64) -> i64 {
    // Within ±3e11: exact.
    #[allow(clippy::cast_possible_truncation)]
    let whole = seconds.round() as i64;
    whole
}

fn iso_date(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches('Z');
    let timed = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let moment = timed.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN));
    let time =
        || NaiveTime::parse_from_str(text.trim_start_matches('T'), "%H:%M:%S%.f").ok().map(|time| NaiveDate::default().and_time(time));
    let at = moment.or_else(date).or_else(time)?.and_utc();
    Some(at.timestamp() + i64::from(at.timestamp_subsec_millis() >= 500))
}

/// `PT36H05M00S`, as ODS files write durations and times of day.
fn iso_duration(text: &str) -> Option<i64> {
    let (mut seconds, mut number) = (0.0, String::new());
    for c in text.trim().strip_prefix('P')?.chars() {
        let unit = match c {
            'T' => continue,
            'D' => DAY,
            'H' => 3_600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => {
                number.push(if c == ',' { '.' } else { c });
                continue;
            }
        };
        seconds += std::mem::take(&mut number).parse::<f64>().ok().filter(|number| number.abs() < 1e9)? * unit;
    }
    number.is_empty().then(|| whole(seconds))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn at(serial: f64, late: bool) -> OwnedCell {
        dated(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, late), late)
    }

    fn seconds(text: &str) -> OwnedCell {
        OwnedCell::Date(iso_date(text).unwrap())
    }

    #[test]
    fn serials_are_local_seconds() {
        assert_eq!(at(45_943.541, false), seconds("2025-10-13T12:59:02"));
        assert_eq!(at(44_481.541, true), seconds("2025-10-13T12:59:02"));
        assert_eq!(at(25_569.0, false), OwnedCell::Date(0));
        assert_eq!(at(1.0, false), seconds("1900-01-01"));
        assert_eq!(at(61.0, false), seconds("1900-03-01"));
        assert_eq!(at(0.5, false), OwnedCell::Date(43_200));
        assert_eq!(at(-1.0, false), OwnedCell::Number(-1.0));
        let duration = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(dated(duration, false), OwnedCell::Date(129_600));
    }

    #[test]
    fn iso_texts_are_dates() {
        assert_eq!(iso_date("1970-01-02"), Some(86_400));
        assert_eq!(iso_date("1970-01-01T00:00:01.600"), Some(2));
        assert_eq!(iso_date("10:00:00"), Some(36_000));
        assert_eq!(iso_date("amanhã"), None);
        assert_eq!(iso_duration("PT36H05M01S"), Some(129_901));
        assert_eq!(iso_duration("P1X"), None);
    }
}
