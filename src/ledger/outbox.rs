//! The outbox: each letter's frozen bytes, one row a delivery key, and what became of it at each recipient.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::{Ledger, LedgerError};
use crate::model::hash::sha256;
use crate::model::letter::Reader;
use crate::model::moment::Instant;
use crate::model::words::words;
use crate::model::zone::Day;

/// True of a letter of an agreement, among those of others that share its ledger.
pub fn is_letter_of(key: &str, agreement: &str) -> bool {
    let is_own = |name: &str| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('|'));
    is_own(agreement) || is_own(&in_key(agreement))
}

/// What makes a delivery the same one: it is made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryKey {
    /// The agreement's name.
    pub agreement: String,
    /// Who it speaks to.
    pub reader: Reader,
    /// The report's day.
    pub day: Day,
    /// The slot, seconds after midnight.
    pub slot: Option<u32>,
    /// First and last day of the period.
    pub period: (Day, Day),
    /// 0 at first; each re-send counts one up.
    pub revision: u32,
}

impl DeliveryKey {
    /// The key as text, the outbox's primary key.
    pub fn text(&self) -> String {
        let report = report_key(&self.agreement, self.day, self.slot, self.period);
        format!("{report}{}|r{}", self.reader.word(), self.revision)
    }
}

/// What a letter is about, as its key says; each part that the key of such a letter has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Who it speaks to; nobody: the operator.
    pub reader: Option<Reader>,
    /// First and last day of the period.
    pub period: Option<(Day, Day)>,
    /// The report's day; a statement has none.
    pub day: Option<Day>,
}

impl Subject {
    /// Reads the key of a report's letter, of a statement's or of the operator's.
    pub fn of(key: &str) -> Self {
        let parts: Vec<&str> = key.split('|').collect();
        let day = |text: &str| text.parse().ok().map(Day::of);
        let period = |text: &str| {
            let (first, last) = text.split_once("..")?;
            Some((day(first)?, day(last)?))
        };
        match parts[..] {
            [_, own, _, days, audience, _] => {
                Self { reader: Reader::of(audience), period: period(days), day: day(own) }
            }
            [_, "statement", days, audience] => {
                Self { reader: Reader::of(audience), period: period(days), day: None }
            }
            _ => Self::default(),
        }
    }
}

/// What the keys of one report's letters have in common.
pub(super) fn report_key(
    agreement: &str,
    day: Day,
    slot: Option<u32>,
    (first, last): (Day, Day),
) -> String {
    format!("{}{}..{}|", slot_key(agreement, day, slot), first.date(), last.date())
}

/// What the keys of one slot's reports have in common.
fn slot_key(agreement: &str, day: Day, slot: Option<u32>) -> String {
    let slot = slot
        .map_or_else(|| "-".to_owned(), |slot| format!("{:02}{:02}", slot / 3600, slot / 60 % 60));
    format!("{}|{}|{slot}|", in_key(agreement), day.date())
}

fn in_key(agreement: &str) -> String {
    agreement.replace('%', "%25").replace('|', "%7C")
}

words! {
    /// What became of a message at a recipient.
    State {
        /// In the record, and no server was asked yet.
        Queued = "queued",
        /// The attempt has begun; after a crash its fate is unknown.
        Sending = "sending",
        /// The server took it, or it lies in the folder.
        Sent = "sent",
        /// It lies in the folder: so `sent` is told of a letter that no server was given.
        Written = "written",
        /// Refused for now; to be tried again.
        Deferred = "deferred",
        /// Refused for good: it is not tried again.
        Failed = "failed",
        /// The line broke before the answer.
        Unknown = "unknown",
        /// Unknown, and not to be tried again without the operator.
        Held = "held",
        /// Refused for now until it was too old to be of use.
        Expired = "expired",
        /// Not to go any more: the agreement names this recipient no longer, or a revision took its place.
        Dropped = "dropped",
        /// Not to go any more: it named a person who was forgotten meanwhile, or shows more of persons than the agreement allows by now.
        Withdrawn = "withdrawn",
    }
}

/// The states, in SQL, of letters that may still go.
pub(super) const OPEN: &str = "('queued', 'sending', 'deferred', 'unknown')";

impl State {
    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Deferred | Self::Unknown)
    }

    /// Whether a recipient still lacks a letter that was to reach them.
    pub fn is_short(self) -> bool {
        !matches!(self, Self::Sent | Self::Written | Self::Dropped)
    }

    /// The same as far as the run that ends is concerned: a letter that is too old to go is told, and is no matter of it any more.
    pub fn is_short_of_run(self) -> bool {
        self.is_short() && self != Self::Expired
    }

    /// What an answer makes of it. What was sent stays sent, and a refusal before the text does not lift the doubt about an earlier one: for
    /// now it stays unknown, for good it is held.
    fn after(self, answer: Self) -> Self {
        match (self, answer) {
            (Self::Sent, _) => Self::Sent,
            (Self::Unknown, Self::Deferred) => Self::Unknown,
            (Self::Unknown, Self::Failed) => Self::Held,
            _ => answer,
        }
    }

    /// As a column of the ledger has it.
    pub(super) fn stored(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        Ok(Self::of(row.get_ref(column)?.as_str()?).unwrap_or(Self::Queued))
    }
}

/// A letter as it is sent, byte for byte, however often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// [`DeliveryKey::text`], or the operator's.
    pub key: String,
    /// Who it speaks to.
    pub audience: String,
    /// Its addresses.
    pub recipients: Vec<String>,
    /// Its `Message-ID`.
    pub id: String,
    /// Its name in a folder.
    pub file_name: String,
    /// The bytes; empty once they are no longer kept.
    pub eml: Vec<u8>,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// When it was written.
    pub at: Instant,
}

impl Message {
    /// Whether the bytes are still those that were written.
    pub fn is_whole(&self) -> bool {
        sha256(&self.eml) == self.sha256
    }
}

/// What became of a message at one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The address.
    pub address: String,
    /// What became of it.
    pub state: State,
    /// Times the letter was offered for this address, also in earlier runs.
    pub tries: u32,
    /// Times it was sent again although its fate was unknown.
    pub resends: u32,
    /// When that was.
    pub at: Instant,
    /// What the server said, where it refused; of a letter that was put into a folder, where it lies.
    pub reply: String,
}

impl Fate {
    /// Whether the letter was put into a folder, and no server was given it.
    pub fn is_written(&self) -> bool {
        self.state == State::Sent && !self.reply.is_empty()
    }
}

/// The audience of letters to the operator, who is no team.
pub const OPERATOR: &str = "operator";

const COLUMNS: &str = "key, audience, message_id, file_name, eml, sha256, queued_at";

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
