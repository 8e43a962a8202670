//! A letter as the ledger knows it: what makes it the same one, whom it goes to, and what became of it.

use rusqlite::Row;

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
pub(super) fn slot_key(agreement: &str, day: Day, slot: Option<u32>) -> String {
    let slot = slot
        .map_or_else(|| "-".to_owned(), |slot| format!("{:02}{:02}", slot / 3600, slot / 60 % 60));
    format!("{}|{}|{slot}|", in_key(agreement), day.date())
}

pub(super) fn in_key(agreement: &str) -> String {
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
    pub(super) fn after(self, answer: Self) -> Self {
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
