//! Workbooks as grids of cells: what two of them have in common is their values, never their bytes.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use chrono::{Datelike, NaiveDateTime, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

/// An empty workbook that does not say when it was made.
pub fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 11, 23).unwrap();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    workbook
}

/// A local time as a date cell.
pub fn excel(at: NaiveDateTime) -> ExcelDateTime {
    let number = |value: u32| u8::try_from(value).unwrap();
    let day = ExcelDateTime::from_ymd(
        u16::try_from(at.year()).unwrap(),
        number(at.month()),
        number(at.day()),
    )
    .unwrap();
    day.and_hms(u16::try_from(at.hour()).unwrap(), number(at.minute()), f64::from(at.second()))
        .unwrap()
}

/// Every sheet's rows as text, each cell as what it holds.
pub fn of(bytes: &[u8]) -> Vec<String> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheets = workbook.worksheets();
    let rows = |(name, range): &(String, calamine::Range<calamine::Data>)| {
        range.rows().map(|row| format!("{name}: {row:?}")).collect::<Vec<_>>()
    };
    sheets.iter().flat_map(rows).collect()
}
