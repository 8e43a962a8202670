//! The ledger looked through, page by page: what `acordo ledger check` and the sizes of `acordo status` rest on.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::lock::RunLock;
use super::place::{self, Check, PATIENCE};
use super::sent::{self, Noted};
use super::{LedgerError, copies, schema};
use crate::model::hash::sha256;
use crate::model::moment::Instant;

/// What a sound ledger holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Bytes.
    pub size: u64,
    /// Runs on record.
    pub runs: u64,
    /// When the last one began.
    pub last: Option<Instant>,
    /// Letters on record.
    pub letters: u64,
    /// Letters, and texts of the agreement, that are no longer what was written: their hash says so.
    pub changed: u64,
    /// What the second file says of what went out.
    pub sent: Noted,
    /// The identities (Message-ID) of all letters on record.
    pub ids: HashSet<String>,
}

/// Looks a ledger through, its indexes and references too; nothing where there is none.
pub fn check(path: &Path) -> Result<Option<Health>, LedgerError> {
    let path = place::place(path)?;
    place::refuse_other(&path)?;
    copies::refuse_lost(&path)?;
    let Some(size) = std::fs::metadata(&path).ok().map(|file| file.len()) else { return Ok(None) };
    let _lock = RunLock::take(&path)?;
    // Not read-only: what a run that broke off left half-written is taken back first.
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(PATIENCE)?;
    schema::refuse_foreign(&connection)?;
    place::refuse_damaged(&connection, Check::Full)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 {
        return Ok(None);
    }
    let count = |sql: &str| {
        let found = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        found.map(|n| u64::try_from(n).unwrap_or_default())
    };
    let newest = "SELECT MAX(started_at) FROM runs";
    Ok(Some(Health {
        size,
        runs: count("SELECT COUNT(*) FROM runs")?,
        last: connection.query_row(newest, [], |row| row.get(0))?,
        letters: count("SELECT COUNT(*) FROM outbox")?,
        changed: changed(&connection)?,
        sent: sent::noted(&path, &connection)?,
        ids: ids(&connection)?,
    }))
}

/// What has another hash than the one beside it; letters whose bytes are no longer kept have none.
fn changed(connection: &Connection) -> Result<u64, rusqlite::Error> {
    let mut count = 0;
    for sql in [
        "SELECT sha256, eml FROM outbox WHERE length(eml) > 0",
        "SELECT hash, CAST(text AS BLOB) FROM agreements",
    ] {
        let mut rows = connection.prepare(sql)?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let hash: String = row.get(0)?;
            count += u64::from(sha256(row.get_ref(1)?.as_blob()?) != hash);
        }
    }
    Ok(count)
}

fn ids(connection: &Connection) -> Result<HashSet<String>, rusqlite::Error> {
    let mut rows = connection.prepare("SELECT message_id FROM outbox")?;
    let found = rows.query_map([], |row| row.get(0))?;
    found.collect()
}
