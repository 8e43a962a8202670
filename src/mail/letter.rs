//! One letter an audience, as values: what it says, who gets it, and the identity it keeps through every attempt.

use std::sync::Arc;

use super::Run;
use super::picture::Picture;
use crate::model::hash::short_sha256;
use crate::model::letter::Reader;
use crate::model::moment::Instant;
use crate::model::words::Audience;
use crate::texts::format;
use crate::texts::story::Story;

/// A letter ready to be frozen into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Who it speaks to.
    pub reader: Reader,
    /// Addresses as the agreement writes them.
    pub recipients: Vec<String>,
    /// The answer in a line.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// With its angle brackets; the same for every attempt.
    pub message_id: String,
    /// Earlier messages it belongs to: the month's thread, the revision it corrects.
    pub references: Vec<String>,
    /// Identity of the audience's list, without angle brackets.
    pub list_id: String,
    /// `Date` of the message.
    pub date: Instant,
    /// From when on it says what is over: it does not go any more.
    pub expires: Option<Instant>,
    /// The progress picture, shown by the HTML part.
    pub picture: Option<Picture>,
    /// The company's logo, shown in the head of the HTML part.
    pub logo: Option<Arc<[u8]>>,
    /// The workbook's file name.
    pub attachment_name: String,
    /// Name of its `.eml`: `2026-11-23_0800_marketing_r0.eml`.
    pub file_name: String,
}

/// The company's, as the agreement has it.
pub(super) fn logo(story: &Story<'_>) -> Option<Arc<[u8]>> {
    story.agreement.report.brand.picture().map(|logo| Arc::clone(&logo.png))
}

/// `2026-11-23_0800_marketing_r0.eml`, `2026-11-23_0800_2026-10_marketing_r0.eml`; without a slot the time is left out.
pub(super) fn file_name(run: &Run, reader: &Reader) -> String {
    let slot = run.slot.map(|slot| format!("_{}", hour_and_minute(slot))).unwrap_or_default();
    let (day, reader) = (format::iso_date(run.day), reader.word());
    format!("{day}{slot}{}_{reader}_r{}.eml", run.subject, run.revision)
}

fn hour_and_minute(slot: u32) -> String {
    format!("{:02}{:02}", slot / 3600, slot / 60 % 60)
}

/// The names a letter is known by: made of the agreement, the period, the day, the slot, the audience and the revision only.
pub(super) struct Identity {
    day: String,
    slot: String,
    reader: String,
    hash: String,
    report: String,
    domain: String,
}

impl Identity {
    /// The names of a reader's letter.
    pub fn of(story: &Story<'_>, run: &Run, reader: &Reader) -> Self {
        let period = &story.card.period;
        let name = &story.agreement.name;
        let reader = match reader {
            Reader::Team(Audience::Marketing) => "mkt".to_owned(),
            other => other.word(),
        };
        Self {
            day: format::iso_date(run.day),
            slot: run.slot.map(|slot| format!(".{}", hour_and_minute(slot))).unwrap_or_default(),
            reader,
            hash: short_hash(name),
            report: short_hash(&format!(
                "{name}\n{}\n{}",
                format::iso_date(period.first),
                format::iso_date(period.last)
            )),
            domain: domain(story.agreement.mail.from.as_deref().unwrap_or_default()),
        }
    }

    /// Message-ID of a revision.
    pub fn message(&self, revision: u32) -> String {
        let Self { day, slot, reader, report, domain, .. } = self;
        format!("<acordo.{day}{slot}.{reader}.r{revision}.{report}@{domain}>")
    }

    /// What it answers to: the month's thread, the revision it corrects.
    pub fn references(&self, revision: u32, thread_by_month: bool) -> Vec<String> {
        let Self { day, reader, hash, domain, .. } = self;
        let month: String = day.chars().take(7).collect();
        let thread = thread_by_month.then(|| format!("<acordo.{month}.{reader}.{hash}@{domain}>"));
        let corrected = (revision > 0).then(|| self.message(revision - 1));
        thread.into_iter().chain(corrected).collect()
    }

    /// The list's name.
    pub fn list(&self) -> String {
        format!("{}.{}.acordo.{}", self.reader, self.hash, self.domain)
    }
}

/// Eight hex digits of a text's SHA-256.
pub(super) fn short_hash(text: &str) -> String {
    short_sha256([text.as_bytes()], 8)
}

/// The domain of `Name <user@domain>`; one that leads nowhere when there is none.
pub(super) fn domain(from: &str) -> String {
    let is_plain = |domain: &&str| {
        !domain.is_empty()
            && domain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
    };
    let found = from.rsplit_once('@').map(|(_, rest)| rest.trim_end_matches('>').trim());
    found.filter(is_plain).unwrap_or("acordo.invalid").to_ascii_lowercase()
}
