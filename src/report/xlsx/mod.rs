//! The only door to `rust_xlsxwriter`: a book becomes the bytes of an .xlsx file, the same for the same book.

mod charts;
mod formats;
mod rules;
mod safe;
mod sheets;

use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use super::book::Book;
use crate::model::guard::guarded;

/// Rows of tables from which on speed beats size.
const MANY_ROWS: usize = 20_000;

/// Why a workbook could not be written.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct XlsxError(Arc<rust_xlsxwriter::XlsxError>);

impl From<rust_xlsxwriter::XlsxError> for XlsxError {
    fn from(cause: rust_xlsxwriter::XlsxError) -> Self {
        Self(Arc::new(cause))
    }
}

/// The file of a book. Rows of a long list go by a file without a name; where no disk takes them, by memory.
pub fn bytes(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let by_disk = || guarded(|| written(book, true).ok()).flatten();
    let is_long = book.sheets.iter().any(sheets::is_long);
    is_long.then(by_disk).flatten().map_or_else(|| written(book, false), Ok)
}

/// The same by one of the two ways.
pub(super) fn written(book: &Book, by_disk: bool) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book)?).set_zip_compression_level(effort(book));
    let formats = formats::Formats::of(book);
    for sheet in &book.sheets {
        let is_long = by_disk && sheets::is_long(sheet);
        let to = if is_long {
            workbook.add_worksheet_with_low_memory()?
        } else {
            workbook.add_worksheet()
        };
        sheets::write(to, sheet, &formats)?;
    }
    for sheet in &book.sheets {
        for name in &sheet.names {
            let cell = super::book::fixed(name.row, name.column);
            workbook.define_name(&name.words, &format!("='{}'!{cell}", sheet.name))?;
        }
    }
    if let Some(first) = workbook.worksheets_mut().first_mut() {
        first.set_active(true);
    }
    Ok(workbook.save_to_buffer()?)
}

/// Compression: a long list of leads is packed in half the time, a quarter larger.
fn effort(book: &Book) -> u8 {
    let rows: usize =
        book.sheets.iter().flat_map(|sheet| &sheet.tables).map(|table| table.rows.len()).sum();
    if rows > MANY_ROWS { 3 } else { 6 }
}

fn properties(book: &Book) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_timestamp(book.created.unix())?;
    Ok(DocProperties::new()
        .set_title(safe::text(&book.title))
        .set_subject(safe::text(&book.subject))
        .set_comment(safe::text(&book.comment))
        .set_author("acordo")
        .set_company(safe::text(&book.company))
        .set_creation_datetime(&created))
}
