//! The outbox: each letter's frozen bytes and what became of them, one row a delivery key.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{Ledger, LedgerError};
use crate::model::words::Team;
use crate::model::zone::Day;

/// What makes a delivery the same one: it is made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryKey {
    /// The agreement's name.
    pub agreement: String,
    /// Who it speaks to.
    pub audience: Team,
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
        format!("{report}{}|r{}", self.audience.word(), self.revision)
    }
}

/// What the keys of one report's letters have in common.
pub(super) fn report_key(agreement: &str, day: Day, slot: Option<u32>, (first, last): (Day, Day)) -> String {
    let slot = slot.map_or_else(|| "-".to_owned(), |slot| format!("{:02}{:02}", slot / 3600, slot / 60 % 60));
    let name = agreement.replace('%', "%25").replace('|', "%7C");
    format!("{name}|{}|{slot}|{}..{}|", day.date(), first.date(), last.date())
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Recorded, not yet tried.
    Queued,
    /// The attempt has begun; after a crash its fate is unknown.
    Sending,
    /// Delivered.
    Sent,
    /// Refused for now; to be tried again.
    Deferred,
    /// Refused for good.
    Failed,
    /// The line broke before the answer.
    Unknown,
    /// Unknown, and not to be tried again without the operator.
    Held,
}

impl State {
    const WORDS: [(Self, &'static str); 7] = [
        (Self::Queued, "queued"),
        (Self::Sending, "sending"),
        (Self::Sent, "sent"),
        (Self::Deferred, "deferred"),
        (Self::Failed, "failed"),
        (Self::Unknown, "unknown"),
        (Self::Held, "held"),
    ];

    /// The word stored.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("queued", |(_, word)| word)
    }

    fn of(word: &str) -> Self {
        Self::WORDS.iter().find(|(_, known)| *known == word).map_or(Self::Queued, |(state, _)| *state)
    }
}

/// A letter as it is sent, byte for byte, however often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// [`DeliveryKey::text`].
    pub key: String,
    /// Who it speaks to.
    pub audience: Team,
    /// Its addresses, separated by commas.
    pub recipient: String,
    /// Its `Message-ID`.
    pub id: String,
    /// Its name in a folder.
    pub file_name: String,
    /// The bytes.
    pub eml: Vec<u8>,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// What became of it.
    pub state: State,
    /// When that was, UTC seconds.
    pub at: i64,
}

/// A delivery that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When, UTC seconds.
    pub at: i64,
}

const COLUMNS: &str = "key, audience, recipient, message_id, file_name, eml, sha256, state, at";

impl Ledger {
    /// When a delivery was made; nothing when it was not, even if it is in the outbox.
    pub fn already(&self, key: &DeliveryKey) -> Result<Option<Sent>, LedgerError> {
        let sql = "SELECT at FROM outbox WHERE key = ?1 AND state = 'sent'";
        Ok(self.connection.query_row(sql, [key.text()], |row| row.get(0)).optional()?.map(|at| Sent { at }))
    }

    /// The message of a key, whatever became of it.
    pub fn message(&self, key: &str) -> Result<Option<Message>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE key = ?1");
        Ok(self.connection.query_row(&sql, [key], read).optional()?)
    }

    /// Messages still to be delivered, oldest first: neither sent, refused for good nor held.
    pub fn pending(&self) -> Result<Vec<Message>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE state IN ('queued', 'sending', 'deferred', 'unknown') ORDER BY rowid");
        let mut rows = self.connection.prepare(&sql)?;
        let found = rows.query_map([], read)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Marks a message as delivered at an instant.
    pub fn mark_sent(&mut self, key: &str, at: i64) -> Result<(), LedgerError> {
        self.mark(key, State::Sent, at)
    }

    /// Notes what became of a message; on disk when this returns. What was sent stays sent.
    pub fn mark(&mut self, key: &str, state: State, at: i64) -> Result<(), LedgerError> {
        let sql = "UPDATE outbox SET state = ?2, at = ?3 WHERE key = ?1 AND state <> 'sent'";
        let changed = self.connection.execute(sql, params![key, state.word(), at])?;
        if changed == 0 && self.message(key)?.is_none() {
            return Err(LedgerError::NoSuchMessage(key.to_owned()));
        }
        Ok(())
    }
}

pub(super) fn insert(transaction: &Transaction<'_>, run: i64, message: &Message) -> Result<(), LedgerError> {
    let sql = format!("INSERT INTO outbox (run, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING");
    let values = params![
        run,
        message.key,
        message.audience.word(),
        message.recipient,
        message.id,
        message.file_name,
        message.eml,
        message.sha256,
        message.state.word(),
        message.at
    ];
    match transaction.execute(&sql, values)? {
        0 => Err(LedgerError::RecordedAlready(message.key.clone())),
        _ => Ok(()),
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let audience: String = row.get(1)?;
    let state: String = row.get(7)?;
    Ok(Message {
        key: row.get(0)?,
        audience: Team::of(&audience).unwrap_or(Team::Both),
        recipient: row.get(2)?,
        id: row.get(3)?,
        file_name: row.get(4)?,
        eml: row.get(5)?,
        sha256: row.get(6)?,
        state: State::of(&state),
        at: row.get(8)?,
    })
}
