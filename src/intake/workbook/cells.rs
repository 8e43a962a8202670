//! Cells of a workbook as our own: dates to local seconds, errors to words, within the limits of a sheet.

use std::collections::HashSet;
use std::sync::Arc;

use calamine::{Data, DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::intake::limits::{self, CELLS, COLUMNS, LONG, REPEATED, ROWS, TEXT};
use crate::intake::sheet::{GridRow, Rows};
use crate::intake::trouble::{Fault, Limit, Trouble, megabytes};
use crate::model::table::Cell;
use crate::model::zone::WallTime;

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

/// A cell as the library has it, with its place from 0.
pub(super) struct Taken<'a> {
    pub(super) place: (u32, u32),
    pub(super) value: DataRef<'a>,
    pub(super) has_formula: bool,
    /// The number format that it is shown by, where the reader of the format knows it.
    pub(super) format: Option<&'a Arc<str>>,
}

/// The next cell, or the end.
pub(super) type Next<'a, E = Fault> = Result<Option<Taken<'a>>, E>;

/// Cells gathered into rows, within the limits of a sheet.
pub(super) struct Gathered<F> {
    next: F,
    /// Rows the sheet says it has.
    said: u32,
    /// Days are counted from 1904.
    late: bool,
    /// The row that is being filled.
    row: GridRow,
    cells: u64,
    text: u64,
    /// Long texts of the list of strings, by where they stand in it, and the bytes of their further cells: a small file can name one a million times.
    long: HashSet<usize>,
    repeated: u64,
    ended: bool,
}

impl<F> Gathered<F> {
    pub(super) fn new(said: u32, late: bool, next: F) -> Self {
        let (row, long) = (GridRow::default(), HashSet::new());
        Self { next, said, late, row, cells: 0, text: 0, long, repeated: 0, ended: false }
    }

    /// Counts a long text that another cell of the sheet has, too.
    fn count(&mut self, value: &DataRef) -> Result<(), Fault> {
        let DataRef::SharedString(text) = value else { return Ok(()) };
        if text.len() < LONG || self.long.insert(text.as_ptr().addr()) {
            return Ok(());
        }
        self.repeated += text.len() as u64;
        if self.repeated > REPEATED {
            return Err(Fault::new(Trouble::Beyond(Limit::Size), megabytes(self.repeated)));
        }
        Ok(())
    }

    /// Adds a cell; true when it begins another row, and the one before stands in `whole`.
    fn add(
        &mut self,
        (row, column): (u32, u32),
        cell: Cell<'_>,
        whole: &mut GridRow,
    ) -> Result<bool, Fault> {
        let text = if let Cell::Text(text) = cell { text.len() } else { 0 };
        limits::check_cell(text, row, column)?;
        self.cells += 1;
        self.text += text as u64;
        match () {
            () if self.cells > CELLS => {
                return Err(Fault::new(Trouble::Beyond(Limit::Cells), self.cells));
            }
            () if self.text > TEXT => {
                return Err(Fault::new(Trouble::Beyond(Limit::Size), megabytes(self.text)));
            }
            () => {}
        }
        let is_other = self.row.len() > 0 && self.row.number != row + 1;
        if !is_other && self.row.holds(column) {
            // Two rows of one number: one would hide the other.
            let place = format!("R{}C{}", row + 1, column + 1);
            return Err(Fault::new(Trouble::Torn, place));
        }
        if is_other {
            std::mem::swap(&mut self.row, whole);
        }
        if is_other || self.row.len() == 0 {
            self.row.begin(row + 1);
        }
        self.row.push(column, cell);
        Ok(is_other)
    }

    fn take(&mut self, taken: &Taken, whole: &mut GridRow) -> Result<bool, Fault> {
        let (row, column) = taken.place;
        if row >= ROWS || column >= COLUMNS {
            return Err(Fault::new(Trouble::Beyond(Limit::Cells), format!("R{row}C{column}")));
        }
        self.count(&taken.value)?;
        match &taken.value {
            // What the formula gave was never stored.
            DataRef::Empty if taken.has_formula => self.add(taken.place, Cell::Error("="), whole),
            DataRef::Error(error) => self.add(taken.place, Cell::Error(&error.to_string()), whole),
            value => match cell(value, self.late) {
                Cell::Empty => Ok(false),
                cell => self.add(taken.place, cell, whole),
            },
        }
    }
}

impl<'a, F: FnMut() -> Next<'a>> Rows for Gathered<F> {
    /// What a sheet says of itself is a hint, never believed: at most the rows a sheet can have.
    fn most(&self) -> usize {
        self.said.min(ROWS) as usize
    }

    fn next(&mut self, row: &mut GridRow) -> Result<bool, Fault> {
        while !self.ended {
            match (self.next)()? {
                Some(taken) if self.take(&taken, row)? => return Ok(true),
                Some(_) => {}
                None => self.ended = true,
            }
        }
        std::mem::swap(&mut self.row, row);
        self.row.begin(0);
        Ok(row.len() > 0)
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

pub(super) fn cell<'a>(value: &'a DataRef, late: bool) -> Cell<'a> {
    match value {
        DataRef::SharedString(text) => worded(text),
        DataRef::String(text) => worded(text),
        DataRef::Int(number) => Cell::Number(*number as f64),
        // Digits beyond what a number can be.
        DataRef::Float(number) if !number.is_finite() => Cell::Error("#NUM!"),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(at) => dated(*at, late),
        DataRef::DateTimeIso(text) => iso_date(text).map_or_else(|| worded(text), Cell::Date),
        DataRef::DurationIso(text) => iso_duration(text).map_or_else(|| worded(text), Cell::Date),
        // Errors are taken before.
        DataRef::Empty | DataRef::Error(_) => Cell::Empty,
    }
}

fn worded(text: &str) -> Cell<'_> {
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// Local seconds of a serial; durations and times of day count from 0; what Excel cannot show as a date stays a number.
fn dated(at: ExcelDateTime, late: bool) -> Cell<'static> {
    let serial = at.as_f64();
    if !(0.0..END).contains(&serial) {
        return Cell::Number(serial);
    }
    if at.is_duration() {
        return Cell::Date(whole(serial * DAY));
    }
    if serial < 1.0 {
        return Cell::Date(whole(serial * DAY).min(WallTime::of(LAST_SECOND)));
    }
    let serial = match late {
        true => serial + LATE,
        false if serial < LEAP_BUG => serial + 1.0,
        false => serial,
    };
    Cell::Date(whole((serial - EPOCH) * DAY))
}

fn whole(seconds: f64) -> WallTime {
    // Within ±3e11: exact.
    #[allow(clippy::cast_possible_truncation)]
    let whole = seconds.round() as i64;
    WallTime::of(whole)
}

fn iso_date(text: &str) -> Option<WallTime> {
    let text = text.trim().trim_end_matches('Z');
    let timed = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
    let moment = timed.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let date = || {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN))
    };
    let time = || {
        NaiveTime::parse_from_str(text.trim_start_matches('T'), "%H:%M:%S%.f")
            .ok()
            .map(|time| NaiveDate::default().and_time(time))
    };
    let at = moment.or_else(date).or_else(time)?.and_utc();
    Some(WallTime::of(at.timestamp() + i64::from(at.timestamp_subsec_millis() >= 500)))
}

/// `PT36H05M00S`, as ODS files write durations and times of day.
fn iso_duration(text: &str) -> Option<WallTime> {
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
        seconds +=
            std::mem::take(&mut number).parse::<f64>().ok().filter(|number| number.abs() < 1e9)?
                * unit;
    }
    number.is_empty().then(|| whole(seconds))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn at(serial: f64, late: bool) -> Cell<'static> {
        dated(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, late), late)
    }

    fn seconds(text: &str) -> Cell<'static> {
        Cell::Date(iso_date(text).unwrap())
    }

    #[test]
    fn serials_are_local_seconds() {
        assert_eq!(at(45_943.541, false), seconds("2025-10-13T12:59:02"));
        assert_eq!(at(44_481.541, true), seconds("2025-10-13T12:59:02"));
        assert_eq!(at(25_569.0, false), Cell::Date(WallTime::of(0)));
        assert_eq!(at(1.0, false), seconds("1900-01-01"));
        assert_eq!(at(61.0, false), seconds("1900-03-01"));
        assert_eq!(at(0.5, false), Cell::Date(WallTime::of(43_200)));
        assert_eq!(at(-1.0, false), Cell::Number(-1.0));
        let duration = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(dated(duration, false), Cell::Date(WallTime::of(129_600)));
    }

    #[test]
    fn iso_texts_are_dates() {
        assert_eq!(iso_date("1970-01-02"), Some(WallTime::of(86_400)));
        assert_eq!(iso_date("1970-01-01T00:00:01.600"), Some(WallTime::of(2)));
        assert_eq!(iso_date("10:00:00"), Some(WallTime::of(36_000)));
        assert_eq!(iso_date("amanhã"), None);
        assert_eq!(iso_duration("PT36H05M01S"), Some(WallTime::of(129_901)));
        assert_eq!(iso_duration("P1X"), None);
    }
}
