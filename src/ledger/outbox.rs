//! The outbox: each letter's frozen bytes, one row a delivery key, and what became of it at each recipient.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::message::{DeliveryKey, Fate, Message, OPEN, State, slot_key};
use super::{Ledger, LedgerError};
use crate::model::moment::Instant;
use crate::model::zone::Day;

const COLUMNS: &str = "key, audience, message_id, file_name, eml, sha256, queued_at";

impl Ledger {
    /// Notes in the second file what is known of a letter at recipients (address, state, times sent again). The ledger is the record: what
    /// cannot be noted here is noted there.
    pub(super) fn note(&mut self, key: &str, ends: &[(&str, State, u32)], at: Instant) {
        if self.sent.note(key, ends, at).is_err() {
            self.give_room();
            let _only_in_the_ledger = self.sent.note(key, ends, at);
        }
    }

    /// Takes a letter as sent that lies in the outbox although the ledger knows nothing of it: a ledger that was lost wrote it at that instant.
    pub fn take_as_sent(&mut self, message: &Message, at: Instant) -> Result<(), LedgerError> {
        if self.fates(&message.key)?.is_empty() {
            let sent = message.recipients.iter().map(|address| (address.as_str(), State::Sent, 0));
            self.note(&message.key, &sent.collect::<Vec<_>>(), at);
        }
        Ok(())
    }

    /// The highest revision of a report's letters that went out, by the second file.
    pub(super) fn revision_sent(&self, prefix: &str) -> Option<u32> {
        self.sent.revision(prefix)
    }
}

impl Ledger {
    /// What became of the letters recorded last for a slot, whatever their period; none when it has none.
    pub fn slot_fates(
        &self,
        agreement: &str,
        day: Day,
        slot: Option<u32>,
    ) -> Result<Vec<Fate>, LedgerError> {
        let sql = "SELECT address, state, tries, resends, at, reply FROM recipients JOIN outbox USING (key) WHERE substr(key, 1, length(?1)) = ?1
                   AND run = (SELECT MAX(run) FROM outbox WHERE substr(key, 1, length(?1)) = ?1)";
        let mut rows = self.connection.prepare(sql)?;
        let found = rows.query_map([slot_key(agreement, day, slot)], |row| fate(row, 0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Hash and text of the agreement by which a letter was made; nothing of an unknown key.
    pub fn made_by(&self, key: &str) -> Result<Option<(String, String)>, LedgerError> {
        let sql = "SELECT hash, text FROM outbox JOIN runs ON run = runs.id JOIN agreements ON hash = agreement_hash WHERE key = ?1";
        let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self.connection.query_row(sql, [key], pair).optional()?)
    }

    /// Drops what of earlier revisions of a letter has not gone; how many recipients waited for one.
    pub fn drop_earlier(&mut self, key: &DeliveryKey, now: Instant) -> Result<u64, LedgerError> {
        let mut dropped = 0;
        for revision in 0..key.revision {
            let earlier = DeliveryKey { revision, ..key.clone() }.text();
            let fates = self.fates(&earlier)?;
            let open = fates.iter().filter(|fate| !fate.state.is_final());
            let ends: Vec<(&str, State, &str)> =
                open.map(|fate| (&*fate.address, State::Dropped, &*fate.reply)).collect();
            dropped += ends.len() as u64;
            self.settle(&earlier, &ends, now)?;
        }
        Ok(dropped)
    }

    /// When a delivery reached its first recipient; nothing when it reached none.
    pub fn already(&self, key: &DeliveryKey) -> Result<Option<Instant>, LedgerError> {
        let sql = "SELECT MIN(at) FROM recipients WHERE key = ?1 AND state = 'sent'";
        Ok(self.connection.query_row(sql, [key.text()], |row| row.get(0))?)
    }

    /// True when the text of a letter is still kept.
    pub fn has_text(&self, key: &DeliveryKey) -> Result<bool, LedgerError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE key = ?1 AND length(eml) > 0)";
        Ok(self.connection.query_row(sql, [key.text()], |row| row.get(0))?)
    }

    /// Messages with a recipient that may still get them, oldest first, with the states of all their recipients.
    pub fn pending(&self) -> Result<Vec<(Message, Vec<Fate>)>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox WHERE EXISTS (SELECT 1 FROM recipients WHERE recipients.key = outbox.key
             AND state IN {OPEN}) ORDER BY rowid"
        );
        let mut rows = self.connection.prepare(&sql)?;
        let found: Vec<Message> = rows.query_map([], read)?.collect::<Result<_, _>>()?;
        found.into_iter().map(|message| self.with_fates(message)).collect()
    }

    /// What became of a message at each recipient, in the order of its addresses; nothing of an unknown key.
    pub fn fates(&self, key: &str) -> Result<Vec<Fate>, LedgerError> {
        let sql = "SELECT address, state, tries, resends, at, reply FROM recipients WHERE key = ?1 ORDER BY rowid";
        let mut rows = self.connection.prepare(sql)?;
        Ok(rows.query_map([key], |row| fate(row, 0))?.collect::<Result<_, _>>()?)
    }

    /// What became, for good, of letters since the first of the runs that broke off last: nobody was told of it. The message's key, when it
    /// was written, and the fate.
    pub fn untold(&self) -> Result<Vec<(String, Instant, Fate)>, LedgerError> {
        let sql = "SELECT key, queued_at, address, state, tries, resends, recipients.at, reply FROM recipients JOIN outbox USING (key)
                   WHERE (state IN ('failed', 'held', 'expired', 'withdrawn') OR state = 'sent' AND resends > 0) AND recipients.at >=
                     (SELECT MIN(started_at) FROM runs WHERE id > COALESCE((SELECT MAX(id) FROM runs WHERE exit IS NOT NULL), 0))";
        let mut rows = self.connection.prepare(sql)?;
        let found = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, fate(row, 2)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Every letter there ever was: the name of its file and the hash of its bytes, which stays when they are no longer kept.
    pub fn letters_written(&self) -> Result<Vec<(String, String)>, LedgerError> {
        let mut rows = self.connection.prepare("SELECT file_name, sha256 FROM outbox")?;
        let found = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// What a crash left in the middle of an attempt has an unknown fate, unless it is known by the second file that it went out.
    pub fn recover(&mut self, now: Instant) -> Result<(), LedgerError> {
        self.sent.reconcile(&self.connection, &[])?;
        self.connection.execute(
            "UPDATE recipients SET state = 'unknown', at = ?1 WHERE state = 'sending'",
            [now],
        )?;
        Ok(())
    }

    /// Journals that a message is about to go to recipients; on disk when this returns, in the second file first. One of unknown fate is
    /// thereby sent again. Whoever has it, or is getting it, by another run that is at work although the lock was free (its file was deleted) does
    /// not get it by this one.
    pub fn begin(
        &mut self,
        key: &str,
        addresses: &[String],
        now: Instant,
    ) -> Result<(), LedgerError> {
        let mut fates = self.fates(key)?;
        fates.retain(|fate| addresses.contains(&fate.address));
        let path = PathBuf::from(self.connection.path().unwrap_or_default());
        if fates.iter().any(|fate| fate.state.is_final() || fate.state == State::Sending) {
            return Err(LedgerError::Busy(path));
        }
        for fate in &mut fates {
            fate.resends += u32::from(fate.state == State::Unknown);
        }
        let doubts = fates.iter().map(|fate| (&*fate.address, State::Unknown, fate.resends));
        self.note(key, &doubts.collect::<Vec<_>>(), now);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql = "UPDATE recipients SET resends = ?4, state = 'sending', tries = tries + 1, at = ?3 WHERE key = ?1 AND address = ?2 AND state = ?5";
        for fate in &fates {
            let values = params![key, fate.address, now, fate.resends, fate.state.word()];
            if transaction.execute(sql, values)? != 1 {
                return Err(LedgerError::Busy(path));
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Journals what became of a message at recipients (address, state, reply); on disk when this returns, in the second file first.
    pub fn settle(
        &mut self,
        key: &str,
        ends: &[(&str, State, &str)],
        now: Instant,
    ) -> Result<(), LedgerError> {
        let mut settled = Vec::new();
        for fate in self.fates(key)?.iter().filter(|fate| fate.state != State::Sent) {
            let own = ends.iter().filter(|(address, ..)| *address == fate.address);
            settled.extend(own.map(|(address, state, reply)| {
                ((*address, fate.state.after(*state), fate.resends), *reply)
            }));
        }
        self.note(key, &settled.iter().map(|(end, _)| *end).collect::<Vec<_>>(), now);
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let sql =
            "UPDATE recipients SET state = ?3, reply = ?4, at = ?5 WHERE key = ?1 AND address = ?2";
        for ((address, state, _), reply) in settled {
            transaction.execute(sql, params![key, address, state.word(), reply, now])?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn with_fates(&self, mut message: Message) -> Result<(Message, Vec<Fate>), LedgerError> {
        let fates = self.fates(&message.key)?;
        message.recipients = fates.iter().map(|fate| fate.address.clone()).collect();
        Ok((message, fates))
    }

    /// Queues a message that belongs to no run; false when it was queued before.
    pub fn queue(&mut self, message: &Message) -> Result<bool, LedgerError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let last: Option<i64> =
            transaction.query_row("SELECT MAX(id) FROM runs", [], |row| row.get(0))?;
        let queued = last.map(|run| insert(&transaction, run, message));
        match queued {
            Some(Ok(())) => {
                self.sent.reconcile(&transaction, std::slice::from_ref(message))?;
                transaction.commit()?;
            }
            Some(Err(LedgerError::RecordedAlready(_))) | None => return Ok(false),
            Some(Err(error)) => return Err(error),
        }
        Ok(true)
    }

    /// Lets a message that was queued before go again to whoever has not got it for sure: it grew too old there, a server refused it, or nobody
    /// knows whether it arrived; and to whoever is named since. What it says now takes the place of a text that is kept no longer.
    pub fn revive(&mut self, message: &Message) -> Result<(), LedgerError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Message { key, eml, sha256, at, .. } = message;
        for address in &message.recipients {
            let sql = "INSERT INTO recipients (key, address, state, at) SELECT key, ?2, 'queued', ?3 FROM outbox WHERE key = ?1
                       ON CONFLICT DO UPDATE SET state = 'queued', at = excluded.at WHERE state IN ('expired', 'dropped', 'failed', 'held')";
            transaction.execute(sql, params![key, address, at])?;
        }
        let sql = "UPDATE outbox SET eml = ?2, sha256 = ?3 WHERE key = ?1 AND length(eml) = 0
                   AND EXISTS (SELECT 1 FROM recipients WHERE key = ?1 AND state IN ('queued', 'deferred'))";
        transaction.execute(sql, params![key, eml, sha256])?;
        transaction.commit()?;
        Ok(())
    }
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: i64,
    message: &Message,
) -> Result<(), LedgerError> {
    let sql = format!(
        "INSERT INTO outbox (run, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING"
    );
    let Message { key, audience, id, file_name, eml, sha256, at, .. } = message;
    if transaction.execute(&sql, params![run, key, audience, id, file_name, eml, sha256, at])? == 0
    {
        return Err(LedgerError::RecordedAlready(key.clone()));
    }
    for address in &message.recipients {
        let sql = "INSERT INTO recipients (key, address, state, at) VALUES (?1, ?2, 'queued', ?3) ON CONFLICT DO NOTHING";
        transaction.execute(sql, params![key, address, at])?;
    }
    Ok(())
}

/// Reads what became of a letter from six columns of a row, from column `first` on.
fn fate(row: &Row<'_>, first: usize) -> rusqlite::Result<Fate> {
    Ok(Fate {
        address: row.get(first)?,
        state: State::stored(row, first + 1)?,
        tries: row.get(first + 2)?,
        resends: row.get(first + 3)?,
        at: row.get(first + 4)?,
        reply: row.get(first + 5)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        key: row.get(0)?,
        audience: row.get(1)?,
        recipients: Vec::new(),
        id: row.get(2)?,
        file_name: row.get(3)?,
        eml: row.get(4)?,
        sha256: row.get(5)?,
        at: row.get(6)?,
    })
}
