//! The texts of an agreement by which its reports were made, one after the other.

use std::path::Path;

use rusqlite::{Connection, Row, params};

use super::{LIVE, Ledger, LedgerError, store};
use crate::model::moment::Instant;

/// A text and the reports made by it, without another one between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// SHA-256 of the text, hex.
    pub hash: String,
    /// The agreement as it was written.
    pub text: String,
    /// When the first of its reports was made.
    pub first: Instant,
    /// When the last was.
    pub last: Instant,
    /// When the first of them was made that letters tell of; nothing where none does.
    pub told: Option<Instant>,
}

impl Ledger {
    /// The versions of an agreement, oldest first; a look at another day or period puts no text in force.
    pub fn versions(&self, name: &str) -> Result<Vec<Version>, LedgerError> {
        read(&self.connection, name)
    }
}

/// The same, read without a lock, a new file or a migration.
pub fn peek(path: &Path, name: &str) -> Result<Vec<Version>, LedgerError> {
    store::peek(path, "recipients")?.map_or(Ok(Vec::new()), |connection| read(&connection, name))
}

fn read(connection: &Connection, name: &str) -> Result<Vec<Version>, LedgerError> {
    let sql = format!(
        "SELECT hash, text, started_at,
           EXISTS (SELECT 1 FROM outbox WHERE outbox.run = runs.id AND audience IN ('marketing', 'sales', 'both')) FROM runs JOIN agreements ON hash = agreement_hash
         WHERE agreement_name = ?1 AND {LIVE} AND summary_sha256 <> '' ORDER BY started_at, id"
    );
    let version = |row: &Row<'_>| {
        let at: Instant = row.get(2)?;
        let told = row.get::<_, bool>(3)?.then_some(at);
        Ok(Version { hash: row.get(0)?, text: row.get(1)?, first: at, last: at, told })
    };
    let mut rows = connection.prepare(&sql)?;
    let mut versions: Vec<Version> = Vec::new();
    for run in rows.query_map(params![name], version)? {
        let run = run?;
        match versions.last_mut() {
            Some(same) if same.hash == run.hash => {
                (same.last, same.told) = (run.last, same.told.or(run.told));
            }
            _ => versions.push(run),
        }
    }
    Ok(versions)
}
