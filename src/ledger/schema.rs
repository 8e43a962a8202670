//! The tables, as steps from each version to the next: a database of any earlier version opens, and steps never change once shipped.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::LedgerError;

/// Step `n` leads from version `n` to `n + 1`.
pub(super) const STEPS: [&str; 12] = [
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
    "CREATE TABLE recipients (
        key TEXT NOT NULL REFERENCES outbox (key),
        address TEXT NOT NULL,
        state TEXT NOT NULL,
        tries INTEGER NOT NULL DEFAULT 0,
        resends INTEGER NOT NULL DEFAULT 0,
        at INTEGER NOT NULL,
        reply TEXT NOT NULL DEFAULT '',
        UNIQUE (key, address)
     ) STRICT;
     INSERT INTO recipients (key, address, state, at) SELECT key, recipient, state, at FROM outbox;
     ALTER TABLE outbox DROP COLUMN recipient;
     ALTER TABLE outbox DROP COLUMN state;
     ALTER TABLE outbox RENAME COLUMN at TO queued_at;
     ALTER TABLE runs ADD COLUMN exit INTEGER;
     ALTER TABLE runs ADD COLUMN finished_at INTEGER;
     CREATE TABLE sources_seen (
        agreement_name TEXT NOT NULL,
        source TEXT NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (agreement_name, source)
     ) STRICT;
     CREATE TABLE stages_seen (
        row INTEGER NOT NULL,
        milestone TEXT NOT NULL,
        day INTEGER,
        PRIMARY KEY (row, milestone)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE lead_states (
        run INTEGER NOT NULL REFERENCES runs (id),
        lead INTEGER NOT NULL,
        delivered INTEGER NOT NULL,
        PRIMARY KEY (run, lead)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE actions (
        run INTEGER NOT NULL REFERENCES runs (id),
        action INTEGER NOT NULL,
        PRIMARY KEY (run, action)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        agreement_name TEXT NOT NULL,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        about TEXT,
        by TEXT
     ) STRICT;
     CREATE TABLE troubles (
        agreement_name TEXT NOT NULL,
        cause TEXT NOT NULL,
        text TEXT NOT NULL,
        since INTEGER NOT NULL,
        told INTEGER NOT NULL,
        PRIMARY KEY (agreement_name, cause)
     ) STRICT;",
    "CREATE TABLE statements (
        agreement_name TEXT NOT NULL,
        number INTEGER NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (id),
        period_from INTEGER NOT NULL,
        period_to INTEGER NOT NULL,
        sealed_at INTEGER NOT NULL,
        content TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        previous TEXT,
        file_stem TEXT NOT NULL,
        book BLOB NOT NULL,
        PRIMARY KEY (agreement_name, number),
        UNIQUE (agreement_name, period_from, period_to)
     ) STRICT;
     ALTER TABLE runs ADD COLUMN statement TEXT;
     ALTER TABLE log ADD COLUMN lead TEXT;",
    "CREATE TABLE sources_read (
        agreement_name TEXT NOT NULL,
        source TEXT NOT NULL,
        dates TEXT NOT NULL,
        is_sure INTEGER NOT NULL,
        PRIMARY KEY (agreement_name, source)
     ) STRICT;",
    "ALTER TABLE inputs ADD COLUMN encoding TEXT NOT NULL DEFAULT '';
     CREATE TABLE input_columns (
        run INTEGER NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        field TEXT NOT NULL,
        header TEXT NOT NULL,
        style TEXT NOT NULL,
        PRIMARY KEY (run, source, field)
     ) STRICT, WITHOUT ROWID;",
    "CREATE TABLE home (
        id TEXT NOT NULL,
        path TEXT NOT NULL
     ) STRICT;
     INSERT INTO home (id, path) VALUES (lower(hex(randomblob(16))), '');
     PRAGMA application_id = 1633906546;",
    "CREATE TABLE forgettings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        begun_at INTEGER NOT NULL,
        done_at INTEGER,
        told TEXT NOT NULL DEFAULT ''
     ) STRICT;
     CREATE TABLE forgotten (
        digest TEXT PRIMARY KEY,
        salt TEXT NOT NULL,
        code TEXT NOT NULL,
        forgetting INTEGER NOT NULL REFERENCES forgettings (id)
     ) STRICT, WITHOUT ROWID;
     ALTER TABLE statements ADD COLUMN left_sha256 TEXT;
     ALTER TABLE statements ADD COLUMN left_at INTEGER;
     ALTER TABLE statements ADD COLUMN left_out INTEGER NOT NULL DEFAULT 0;",
    "CREATE TABLE cells_seen (
        row INTEGER NOT NULL,
        field TEXT NOT NULL,
        word INTEGER NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (row, field)
     ) STRICT, WITHOUT ROWID;",
    "CREATE TABLE sources_ended (
        agreement_name TEXT NOT NULL,
        source TEXT NOT NULL,
        is_ended INTEGER NOT NULL,
        PRIMARY KEY (agreement_name, source)
     ) STRICT, WITHOUT ROWID;",
    "CREATE TABLE rows_seen (
        row INTEGER NOT NULL,
        kind INTEGER NOT NULL,
        said INTEGER NOT NULL,
        PRIMARY KEY (row, kind, said)
     ) STRICT, WITHOUT ROWID;",
];

/// `acor`: what the file says it belongs to.
const OURS: i64 = 0x6163_6f72;

/// The version this program writes.
pub fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings a database to the newest version, one transaction for all steps; a later version is refused.
pub fn migrate(connection: &mut Connection) -> Result<(), LedgerError> {
    let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    raise(&step)?;
    step.commit()?;
    Ok(())
}

/// Refuses a database of another program before anything is written into it. One without tables is new.
pub(super) fn refuse_foreign(connection: &Connection) -> Result<(), LedgerError> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let (owner, version) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
    let tables = number(
        "SELECT COUNT(*) FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'",
    )?;
    let known = number(
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('agreements', 'runs', 'outbox')",
    )?;
    let is_new = (version, tables) == (0, 0);
    if ![0, OURS].contains(&owner) || !(is_new || version > 0 && known == 3) {
        return Err(LedgerError::Foreign(format!("{tables} tables, application {owner}")));
    }
    Ok(())
}

/// The steps that a database lacks, within a transaction of somebody else's.
pub(super) fn raise(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > newest() {
        return Err(LedgerError::TooNew { found, known: newest() });
    }
    run_steps(transaction, found)
}

fn run_steps(transaction: &Transaction<'_>, from: i64) -> Result<(), LedgerError> {
    for sql in STEPS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.execute_batch(sql)?;
    }
    transaction.pragma_update(None, "user_version", newest())?;
    Ok(())
}
