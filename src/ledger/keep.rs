//! How long things are kept: what a record must hold stays, its bulk goes after a time.

use rusqlite::params;

use super::{Ledger, LedgerError};

impl Ledger {
    /// Drops inputs and states of runs before `detail`, and the text of settled letters before `mail` (UTC seconds).
    pub fn forget(&mut self, detail: i64, mail: i64) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        for table in ["inputs", "input_columns", "lead_states", "actions"] {
            transaction.execute(
                &format!(
                    "DELETE FROM {table} WHERE run IN (SELECT id FROM runs WHERE started_at < ?1)"
                ),
                [detail],
            )?;
        }
        let sql = "UPDATE outbox SET eml = x'' WHERE queued_at < ?1 AND length(eml) > 0 AND NOT EXISTS
                   (SELECT 1 FROM recipients WHERE recipients.key = outbox.key AND state IN ('queued', 'sending', 'deferred', 'unknown'))";
        transaction.execute(sql, params![mail])?;
        transaction.commit()?;
        // What stays there longer costs a few bytes.
        let _stays = self.sent.forget(detail);
        Ok(())
    }
}
