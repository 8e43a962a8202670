//! Exports made by code, down to the bytes: the shapes that other programs write and no library here would.

pub mod mutate;
pub mod ods;
pub mod text;
pub mod xls;
pub mod xlsb;
pub mod xlsx;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What a made cell holds.
#[derive(Clone, Copy)]
pub enum Made {
    /// Text.
    Text(&'static str),
    /// A number.
    Number(f64),
    /// A day as workbooks count them, shown as a date.
    Day(f64),
    /// A number shown by one of `FORMATS`.
    Shown(f64, u8),
}

/// Number formats with a currency, and its code where the cell of an `.ods` says it.
pub const FORMATS: [(&str, Option<&str>); 6] = [
    ("[$USD] #,##0.00", Some("USD")),
    ("\"US$\" #,##0.00", None),
    ("[$€-407] #,##0.00", Some("EUR")),
    ("[$R$-416] #,##0.00", Some("BRL")),
    ("\"$\"#,##0.00", None),
    ("0.0\" un\"", None),
];

/// The table behind most shapes: two leads of November 2026.
pub fn leads() -> Vec<Vec<Made>> {
    use Made::{Day, Text};
    vec![
        vec![Text("id"), Text("origem"), Text("criado")],
        vec![Text("N-1"), Text("Google"), Day(46_329.0)],
        vec![Text("N-2"), Text("Indicação"), Day(46_330.0)],
    ]
}

/// A zip of parts, in order.
pub fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
