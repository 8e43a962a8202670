//! From a file on disk to a raw table: found, opened, recognised by its content, and read whole or refused by name.
//!
//! # What goes through polars, and what does not
//!
//! Parquet files go through it (`parquet`), and their text columns stay its columns until each cell has its meaning
//! (`model::table`). Text files do not:
//! - Where a table begins, which sign parts its cells, footers, headers that stand again, half-written rows: exports of
//!   people's tools need them answered for each record, with the row of the file in each answer (`delimited`, `strays`,
//!   `mend`). The one pass that answers them (`split`, blocks side by side) comes past every delimiter, so it notes
//!   where each cell ends. polars would walk the text again and copy each cell into columns that live for a moment.
//! - Cells stay where they stand in the file: two bytes a cell and eight a row beside the text (`model::grid`), where
//!   polars' columns took sixteen bytes a cell and a copy. Of 1 M leads and 2.1 M activities (263 MB) the whole run
//!   took 7.4 s of processor time instead of 9.5 and 0.98 GB instead of 1.1 (2026-11-29, with the changes to the
//!   columns of keys and words made on the same day).
//! - Nothing is inferred: a column's meaning is decided by all its cells, and said.
//!
//! Nor do these:
//! - Workbooks: cells have types of their own there (calamine, and a scanner for workbooks written as usual).
//! - Dates, numbers and keys: every value keeps whether it was read, how exactly, and which row it is from.
//! - Measuring: working time between two instants is a look-up in a table of days, and `diff().over(...)` with two text
//!   keys took 1.8 s on 2.1 M rows where rows sorted by a dense number of the lead take a tenth. The columns of
//!   `metrics::column` know that a length is a cohort's and that absent is not zero; a data frame's do not.

mod alike;
pub mod archive;
mod bounded;
pub mod child;
mod cut;
mod decode;
mod delimited;
mod dialect;
mod discover;
mod file;
mod footer;
mod gzip;
mod header;
mod html;
mod joined;
mod kind;
mod limits;
mod mend;
mod objects;
mod parquet;
mod pasted;
mod record;
mod seen;
mod shape;
mod sheet;
mod split;
mod strays;
mod text;
mod trouble;
mod wire;
mod workbook;

use std::path::Path;

use crate::model::agreement::ReadOptions;
use crate::model::guard::guarded;
use crate::model::hash::sha256;
use crate::model::moment::Instant;
use crate::model::table::{OddLines, RawTable, SheetLook};
pub use alike::{common_pattern, dated_pattern, newer_alike};
use decode::{Content, decode};
pub use discover::{discover, exports_in, is_dated, refuse_misnamed, words_of_name};
pub use file::{has_changed, may_grow, pauses, stamp};
pub use footer::is_of_totals;
use header::Wanted;
use kind::{Format, Kind, Written};
use trouble::Fault;
pub use trouble::{IntakeError, Trouble, may_pass};
pub use workbook::whole::{Held, WholeCell, WholeSheet};

/// Reads one file: one table, or one for each sheet that the options name.
///
/// `wanted` are header names hoped for: they help to find the header row, the sheet and the delimiter, compared folded;
/// it may be empty. Whatever the content, the answer is a table at least, or an error that names the trouble.
pub fn read(
    path: &Path,
    options: &ReadOptions,
    wanted: &[String],
) -> Result<Vec<RawTable>, IntakeError> {
    let file = file::load(path).map_err(|fault| fault.at(path))?;
    let (bytes, modified) = (u64::try_from(file.bytes.len()).unwrap_or(u64::MAX), file.modified);
    let parsed = guarded(|| parse(file.bytes, options, wanted))
        .unwrap_or_else(|| Err(Fault::new(Trouble::Corrupt, "content")));
    let (tables, sha256) = parsed.map_err(|fault| fault.at(path))?;
    let placed = |table| {
        let (path, sha256) = (path.to_path_buf(), sha256.clone());
        RawTable { path, sha256, bytes, modified, ..table }
    };
    Ok(tables.into_iter().map(placed).collect())
}

/// Reads every cell of a workbook that people keep for this program, read again a few times while it looks half written.
pub fn whole(path: &Path) -> Result<Vec<WholeSheet>, IntakeError> {
    let mut answer = whole_once(path);
    for pause in pauses() {
        match &answer {
            Err(error) if may_pass(error.trouble.code()) => std::thread::sleep(pause),
            _ => break,
        }
        answer = whole_once(path);
    }
    answer
}

fn whole_once(path: &Path) -> Result<Vec<WholeSheet>, IntakeError> {
    let load = || file::load(path).and_then(|file| whole_of(&file.bytes));
    let read = guarded(load).unwrap_or_else(|| Err(Fault::new(Trouble::Corrupt, "content")));
    read.map_err(|fault| fault.at(path))
}

/// The same of a workbook's bytes; nothing where they are none.
pub fn whole_bytes(bytes: &[u8]) -> Option<Vec<WholeSheet>> {
    guarded(|| whole_of(bytes).ok()).flatten()
}

fn whole_of(bytes: &[u8]) -> Result<Vec<WholeSheet>, Fault> {
    match kind::of(bytes)? {
        Kind::Workbook(kind::Format::Xlsx) => workbook::whole::read(bytes),
        Kind::Workbook(format) => Err(Fault::new(Trouble::NotATable, format.name())),
        _ => Err(Fault::new(Trouble::NotATable, "text")),
    }
}

fn parse(
    bytes: Vec<u8>,
    options: &ReadOptions,
    wanted: &[String],
) -> Result<(Vec<RawTable>, String), Fault> {
    match kind::of(&bytes)? {
        Kind::Text => {
            let content = Content::of(bytes);
            let (plan, sha256) =
                while_hashing(content.bytes(), || plan(&content, options, wanted))?;
            Ok((vec![plan.table(content)], sha256))
        }
        Kind::Gzip => {
            let (text, sha256) = while_hashing(&bytes, || gzip::inflate(&bytes))?;
            Ok((vec![gzipped(text, options, wanted)?], sha256))
        }
        Kind::Workbook(format) => {
            let read = || match format {
                Format::Xlsx => workbook::read_xlsx(&bytes, options, &Wanted::new(wanted)),
                Format::Xlsb | Format::Xls | Format::Ods => {
                    child::read(&bytes, format, options, wanted)
                }
            };
            let (tables, sha256) = while_hashing(&bytes, read)?;
            let right = tables.into_iter().map(|table| pasted::set_right(table, options, wanted));
            Ok((right.collect::<Result<_, _>>()?, sha256))
        }
        Kind::Parquet => while_hashing(&bytes, || parquet::read(&bytes).map(|table| vec![table])),
    }
}

/// What gzip held: a text, since workbooks are packed already.
fn gzipped(text: Vec<u8>, options: &ReadOptions, wanted: &[String]) -> Result<RawTable, Fault> {
    match kind::of(&text)? {
        Kind::Text => {
            let content = Content::of(text);
            let table = plan(&content, options, wanted)?.table(content);
            Ok(RawTable { format: "gzip", ..table })
        }
        Kind::Gzip => Err(Fault::new(Trouble::NotATable, "gzip: gzip")),
        Kind::Parquet => Err(Fault::new(Trouble::NotATable, "gzip: parquet")),
        Kind::Workbook(format) => {
            Err(Fault::new(Trouble::NotATable, format!("gzip: {}", format.name())))
        }
    }
}

/// A text whose table is found.
enum Plan {
    Delimited(Box<text::Plan>),
    /// A page of HTML, or objects of JSON: read already.
    Read(Box<RawTable>),
}

impl Plan {
    fn table(self, content: Content) -> RawTable {
        match self {
            Self::Delimited(plan) => plan.table(content),
            Self::Read(table) => *table,
        }
    }
}

fn plan(content: &Content, options: &ReadOptions, wanted: &[String]) -> Result<Plan, Fault> {
    let hole = decode::hole(content.bytes()).map(|line| Fault::new(Trouble::Hole, line));
    let decoded = decode(content, options.encoding.as_deref())
        .map_err(|fault| hole.clone().unwrap_or(fault))?;
    let written = kind::written(&decoded.text)?;
    if let Some(hole) = hole {
        return Err(hole);
    }
    match written {
        Written::Delimited => {
            text::plan(decoded, options, wanted).map(|plan| Plan::Delimited(Box::new(plan)))
        }
        Written::Page => {
            let table = html::read(&decoded.text, decoded.encoding, options, wanted)?;
            let elsewhere = table.odd_lines.elsewhere;
            let table = pasted::set_right(table, options, wanted)?;
            let odd_lines = OddLines { is_ended: None, elsewhere, ..decoded.odd };
            Ok(Plan::Read(Box::new(RawTable { odd_lines, ..table })))
        }
        // A list has a bracket at its end: lines have nothing but their ends.
        Written::Objects => {
            let is_ended = decoded.odd.is_ended.filter(|_| !objects::is_list(&decoded.text));
            let odd_lines = OddLines { is_ended, ..decoded.odd };
            objects::read(&decoded.text, decoded.encoding)
                .map(|table| Plan::Read(Box::new(RawTable { odd_lines, ..table })))
        }
    }
}

fn while_hashing<T>(
    bytes: &[u8],
    work: impl FnOnce() -> Result<T, Fault>,
) -> Result<(T, String), Fault> {
    std::thread::scope(|scope| {
        let hash = scope.spawn(|| sha256(bytes));
        let done = work()?;
        Ok((done, hash.join().unwrap_or_default()))
    })
}

/// A table that still lacks what is known of its file.
fn unplaced(format: &'static str) -> RawTable {
    RawTable {
        path: std::path::PathBuf::new(),
        format,
        encoding: None,
        delimiter: None,
        sheet: None,
        is_one_of_many: false,
        is_late: false,
        odd_lines: OddLines::default(),
        other_sheets: Vec::new(),
        alike_sheets: Vec::new(),
        hidden_sheets: Vec::new(),
        hidden_alike: Vec::new(),
        hidden_alike_rows: 0,
        header_row: 0,
        headers: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        left_out: Vec::new(),
        look: SheetLook::default(),
        sha256: String::new(),
        bytes: 0,
        modified: Instant::default(),
    }
}

#[cfg(test)]
mod tests;
