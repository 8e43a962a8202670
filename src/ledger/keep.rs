//! How long things are kept: what a record must hold stays, its bulk goes after a time.

use super::message::OPEN;
use super::{Ledger, LedgerError};
use crate::model::letter::Settled;
use crate::model::moment::Instant;

impl Ledger {
    /// The letters written before an instant that every recipient has got.
    pub fn settled(&self, before: Instant) -> Result<Vec<Settled>, LedgerError> {
        let sql = "SELECT file_name, message_id, sha256 FROM outbox WHERE queued_at < ?1 AND NOT EXISTS
                   (SELECT 1 FROM recipients WHERE recipients.key = outbox.key AND state <> 'sent')";
        let mut rows = self.connection.prepare(sql)?;
        let settled = |row: &rusqlite::Row<'_>| {
            Ok(Settled { file_name: row.get(0)?, id: row.get(1)?, sha256: row.get(2)? })
        };
        let found = rows.query_map([before], settled)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Drops inputs and states of runs before `detail`, and the text of settled letters before `mail`.
    pub fn forget(&mut self, detail: Instant, mail: Instant) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        for table in ["inputs", "input_columns", "lead_states", "actions"] {
            transaction.execute(
                &format!(
                    "DELETE FROM {table} WHERE run IN (SELECT id FROM runs WHERE started_at < ?1)"
                ),
                [detail],
            )?;
        }
        let sql = format!(
            "UPDATE outbox SET eml = x'' WHERE queued_at < ?1 AND length(eml) > 0 AND NOT EXISTS
             (SELECT 1 FROM recipients WHERE recipients.key = outbox.key AND state IN {OPEN})"
        );
        transaction.execute(&sql, [mail])?;
        transaction.commit()?;
        Ok(())
    }
}
