//! The tables, as steps from each version to the next: a database of any earlier version opens, and steps never change once shipped.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::LedgerError;

/// Step `n` leads from version `n` to `n + 1`.
pub(super) const STEPS: [&str; 3] = [
    "CREATE TABLE agreements (
        hash TEXT PRIMARY KEY,
        text TEXT NOT NULL,
        first_seen INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        started_at INTEGER NOT NULL,
        as_of INTEGER NOT NULL,
        cut_off INTEGER NOT NULL,
        period_from INTEGER NOT NULL,
        period_to INTEGER NOT NULL,
        slot INTEGER,
        revision INTEGER NOT NULL,
        kind TEXT NOT NULL,
        agreement_hash TEXT NOT NULL REFERENCES agreements (hash),
        summary_sha256 TEXT NOT NULL
     ) STRICT;
     CREATE TABLE inputs (
        run INTEGER NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        rows INTEGER NOT NULL,
        UNIQUE (run, source, path)
     ) STRICT;
     CREATE TABLE measurements (
        run INTEGER NOT NULL REFERENCES runs (id),
        commitment TEXT NOT NULL,
        actual REAL,
        expected REAL,
        target REAL,
        status TEXT NOT NULL,
        numerator REAL,
        denominator REAL,
        UNIQUE (run, commitment)
     ) STRICT;
     CREATE TABLE outbox (
        key TEXT PRIMARY KEY,
        run INTEGER NOT NULL REFERENCES runs (id),
        audience TEXT NOT NULL,
        message_id TEXT NOT NULL UNIQUE,
        eml BLOB NOT NULL,
        sha256 TEXT NOT NULL,
        state TEXT NOT NULL,
        at INTEGER NOT NULL
     ) STRICT;",
    "ALTER TABLE runs ADD COLUMN agreement_name TEXT NOT NULL DEFAULT '';
     ALTER TABLE outbox ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
     ALTER TABLE outbox ADD COLUMN file_name TEXT NOT NULL DEFAULT '';
     CREATE INDEX runs_by_cut_off ON runs (agreement_name, cut_off);",
    "CREATE TABLE frozen_ratios (
        agreement_name TEXT NOT NULL,
        period_from INTEGER NOT NULL,
        period_to INTEGER NOT NULL,
        definition TEXT NOT NULL,
        leads INTEGER NOT NULL,
        sales INTEGER NOT NULL,
        low REAL,
        high REAL,
        cohort_from INTEGER NOT NULL,
        cohort_to INTEGER NOT NULL,
        frozen_at INTEGER NOT NULL,
        UNIQUE (agreement_name, period_from, period_to, definition)
     ) STRICT;",
];

/// The version this program writes.
pub fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings a database to the newest version, one transaction for all steps; a later version is refused.
pub fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = step.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > newest() {
        return Err(LedgerError::TooNew { found, known: newest() });
    }
    run_steps(&step, found)?;
    step.commit()?;
    Ok(())
}

fn run_steps(transaction: &Transaction<'_>, from: i64) -> Result<(), LedgerError> {
    for sql in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "user_version", newest())?;
    Ok(())
}
