//! Text exports and what wraps them.

use std::io::Write;

/// The two leads of [`super::leads`] with a delimiter and a line end.
pub fn leads(delimiter: &str, end: &str) -> String {
    [
        ["id", "origem", "criado"],
        ["N-1", "Google", "2026-11-03"],
        ["N-2", "Indicação", "2026-11-04"],
    ]
    .map(|row| row.join(delimiter) + end)
    .concat()
}

/// UTF-16, little end first, with its mark.
pub fn wide(text: &str) -> Vec<u8> {
    "\u{feff}"
        .chars()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// Western Europe in one byte a sign.
pub fn western(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

/// Gzip.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// The page Salesforce calls a workbook.
pub fn page() -> String {
    let row = |tag: &str, cells: [&str; 3]| {
        format!("<tr>{}</tr>\n", cells.map(|cell| format!("<{tag}>{cell}</{tag}>")).concat())
    };
    format!(
        "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body>\n\
         <table><tr><td colspan=3>Relat&oacute;rio</td></tr></table>\n<table border=1>\n{}{}{}\
         <tr><td>Grand Totals (2 records)</td><td></td><td></td></tr></table>\n\
         <table><tr><td>Copyright (c) 2000-2026</td></tr></table></body></html>",
        row("th", ["id", "origem", "criado"]),
        row("td", ["N-1", "Google", "03/11/2026"]),
        row("td", ["N-2", "Indica&ccedil;&atilde;o", "04/11/2026"]),
    )
}
