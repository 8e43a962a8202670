//! The ledger looked through, page by page: what `acordo ledger check` and the sizes of `acordo status` rest on.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::lock::RunLock;
use super::sent::{self, Noted};
use super::store::{self, Check, PATIENCE};
use super::{LedgerError, copies, schema};
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
    /// What the second file says of what went out.
    pub sent: Noted,
    /// The identities (Message-ID) of all letters on record.
    pub ids: HashSet<String>,
}

/// Looks a ledger through, its indexes and references too; nothing where there is none.
pub fn check(path: &Path) -> Result<Option<Health>, LedgerError> {
    let path = store::place(path)?;
    store::refuse_other(&path)?;
    copies::refuse_lost(&path)?;
    let Some(size) = std::fs::metadata(&path).ok().map(|file| file.len()) else { return Ok(None) };
    let _lock = RunLock::take(&path)?;
    // Not read-only: what a run that broke off left half-written is taken back first.
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(PATIENCE)?;
    schema::refuse_foreign(&connection)?;
    store::refuse_damaged(&connection, Check::Full)?;
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
        sent: sent::noted(&path, &connection)?,
        ids: ids(&connection)?,
    }))
}

fn ids(connection: &Connection) -> Result<HashSet<String>, rusqlite::Error> {
    let mut rows = connection.prepare("SELECT message_id FROM outbox")?;
    let found = rows.query_map([], |row| row.get(0))?;
    found.collect()
}
