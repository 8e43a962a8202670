//! What earlier runs read of each source: its columns, how dates and texts were understood, how many rows there were.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use super::{Ledger, LedgerError, store};
use crate::model::hash::sha256;
use crate::model::moment::Instant;

/// A column that fed a field, or that nothing read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnRecord {
    /// Its source.
    pub source: String,
    /// The canonical field; of a header that nothing read its mark.
    pub field: String,
    /// Its header; of several, joined with ` + `; empty where nothing read it, for it may hold what belongs to a person.
    pub header: String,
    /// How it was understood.
    pub style: String,
}

/// The mark of a header that nothing reads: its hash.
pub fn mark(header: &str) -> String {
    format!("~{}", sha256(header.as_bytes()))
}

/// What was read of a source by the last report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBefore {
    /// Rows of all its files.
    pub rows: u64,
    /// Encoding of its text files; empty where that is not known.
    pub encoding: String,
    /// The report's cut-off.
    pub at: Instant,
}

/// What earlier reports read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputsBefore {
    /// The columns that fed each field, with the newest cut-off at which each did.
    pub columns: Vec<(ColumnRecord, Instant)>,
    /// Headers that nothing read, by source and mark, with the oldest cut-off at which each was there.
    pub unread: BTreeMap<(String, String), Instant>,
    /// The last report's sources.
    pub sources: BTreeMap<String, ReadBefore>,
}

impl Ledger {
    /// What reports with a cut-off between two instants (the later one excluded) read.
    pub fn inputs_before(
        &self,
        name: &str,
        since: Instant,
        before: Instant,
    ) -> Result<InputsBefore, LedgerError> {
        read(&self.connection, name, since, before)
    }
}

/// The same, read without a lock, a new file or a migration; nothing where the ledger is of a version that kept no columns.
pub fn peek(
    path: &Path,
    name: &str,
    since: Instant,
    before: Instant,
) -> Result<InputsBefore, LedgerError> {
    store::peek(path, "input_columns")?
        .map_or(Ok(InputsBefore::default()), |connection| read(&connection, name, since, before))
}

fn read(
    connection: &Connection,
    name: &str,
    since: Instant,
    before: Instant,
) -> Result<InputsBefore, LedgerError> {
    let span = params![name, since, before];
    // Beside MAX, SQLite gives the other columns of that same row.
    let sql = "SELECT source, field, header, style, MAX(cut_off) FROM input_columns JOIN runs ON runs.id = run
               WHERE agreement_name = ?1 AND cut_off >= ?2 AND cut_off < ?3 AND field NOT LIKE '~%' GROUP BY source, field, header";
    let mut rows = connection.prepare(sql)?;
    let column = |row: &rusqlite::Row<'_>| {
        let column = ColumnRecord {
            source: row.get(0)?,
            field: row.get(1)?,
            header: row.get(2)?,
            style: row.get(3)?,
        };
        Ok((column, row.get(4)?))
    };
    let columns = rows.query_map(span, column)?.collect::<Result<_, _>>()?;
    let sql = "SELECT source, SUM(rows), MAX(encoding), cut_off FROM inputs JOIN runs ON runs.id = run WHERE run =
                 (SELECT id FROM runs WHERE agreement_name = ?1 AND cut_off >= ?2 AND cut_off < ?3
                  AND EXISTS (SELECT 1 FROM measurements WHERE run = runs.id) ORDER BY cut_off DESC, id DESC LIMIT 1)
               GROUP BY source";
    let mut rows = connection.prepare(sql)?;
    let source = |row: &rusqlite::Row<'_>| {
        let rows: i64 = row.get(1)?;
        let read = ReadBefore {
            rows: u64::try_from(rows).unwrap_or(0),
            encoding: row.get(2)?,
            at: row.get(3)?,
        };
        Ok((row.get(0)?, read))
    };
    let sources = rows.query_map(span, source)?.collect::<Result<_, _>>()?;
    let sql = "SELECT source, field, MIN(cut_off) FROM input_columns JOIN runs ON runs.id = run
               WHERE agreement_name = ?1 AND cut_off >= ?2 AND cut_off < ?3 AND field LIKE '~%' GROUP BY source, field";
    let mut rows = connection.prepare(sql)?;
    let header = |row: &rusqlite::Row<'_>| Ok(((row.get(0)?, row.get(1)?), row.get(2)?));
    let unread = rows.query_map(span, header)?.collect::<Result<_, _>>()?;
    Ok(InputsBefore { columns, unread, sources })
}

/// Writes the columns of a run.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: i64,
    columns: &[ColumnRecord],
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO input_columns (run, source, field, header, style) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let mut statement = transaction.prepare(sql)?;
    for ColumnRecord { source, field, header, style } in columns {
        statement.execute(params![run, source, field, header, style])?;
    }
    Ok(())
}
