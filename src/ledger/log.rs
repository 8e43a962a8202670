//! What the teams wrote down through acordo: decisions, incidents, conversations.

use std::path::Path;

use rusqlite::{Connection, params};

use super::{Ledger, LedgerError, store};
use crate::model::moment::{Moment, Precision};
use crate::model::records::LogEntry;
use crate::model::words::LogKind;

impl Ledger {
    /// Adds an entry; entries are never changed.
    pub fn write_down(&mut self, agreement: &str, entry: &LogEntry) -> Result<(), LedgerError> {
        let sql = "INSERT INTO log (agreement_name, at, kind, text, about, by, lead) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let LogEntry { at, kind, text, by, about, lead } = entry;
        self.connection
            .execute(sql, params![agreement, at.at(), kind.word(), text, about, by, lead])?;
        Ok(())
    }

    /// An agreement's entries, in order of time.
    pub fn log(&self, agreement: &str) -> Result<Vec<LogEntry>, LedgerError> {
        read(&self.connection, agreement)
    }
}

/// The same, read without a lock, a new file or a migration.
pub fn peek(path: &Path, agreement: &str) -> Result<Vec<LogEntry>, LedgerError> {
    store::peek(path, "log")?.map_or(Ok(Vec::new()), |connection| read(&connection, agreement))
}

fn read(connection: &Connection, agreement: &str) -> Result<Vec<LogEntry>, LedgerError> {
    // A ledger that is only looked into may be of a version that knew no contested leads.
    let knows_leads = "SELECT COUNT(*) > 0 FROM pragma_table_info('log') WHERE name = 'lead'";
    let lead =
        if connection.query_row(knows_leads, [], |row| row.get(0))? { "lead" } else { "NULL" };
    let sql = format!(
        "SELECT at, kind, text, about, by, {lead} FROM log WHERE agreement_name = ?1 ORDER BY at, id"
    );
    let mut rows = connection.prepare(&sql)?;
    let entry = |row: &rusqlite::Row<'_>| {
        Ok(LogEntry {
            at: Moment::new(row.get(0)?, Precision::Second),
            kind: LogKind::of(row.get_ref(1)?.as_str()?).unwrap_or(LogKind::Conversation),
            text: row.get(2)?,
            about: row.get(3)?,
            by: row.get(4)?,
            lead: row.get(5)?,
        })
    };
    Ok(rows.query_map([agreement], entry)?.collect::<Result<_, _>>()?)
}
