//! The operator's letter: what needs a person, once per cause and day, and that it is over.

use crate::ledger::{Ledger, LedgerError, Message};
use crate::mail::mime;
use crate::mail::operator::{Note, letter};
use crate::model::hash::sha256;
use crate::model::zone::Day;

use super::open::Opened;
use super::post::{Post, Trouble};

/// What is known of the troubles of a run.
pub struct Findings {
    /// What was found.
    pub troubles: Vec<Trouble>,
    /// Addresses a letter reached.
    pub reached: Vec<String>,
    /// Everything was looked at: what was not found again is over.
    pub is_whole: bool,
}

impl Findings {
    /// Whether a trouble told before is over: a letter reached who had not got one; of the rest everything was looked at.
    fn is_over(&self, cause: &str) -> bool {
        if self.troubles.iter().any(|trouble| trouble.cause == cause) {
            return false;
        }
        match cause.strip_prefix("mail:") {
            Some(mail) => self
                .reached
                .iter()
                .any(|address| mail.split_once(':').is_none_or(|(_, other)| other == address)),
            None => self.is_whole,
        }
    }
}

/// Writes to the operator about what was not told today and about what is over; nothing where there is none to tell or nobody to.
pub fn tell(post: &mut Post, findings: &Findings, ledger: &mut Ledger) -> Result<(), LedgerError> {
    match queue(post.opened, findings, ledger, post.now)? {
        Some(key) => post.deliver_one(&key, ledger),
        None => Ok(()),
    }
}

/// Queues the letter; returns its key.
fn queue(
    opened: &Opened,
    findings: &Findings,
    ledger: &mut Ledger,
    now: i64,
) -> Result<Option<String>, LedgerError> {
    let settings = &opened.agreement.mail;
    if settings.operator.is_empty() || settings.from.is_none() {
        return Ok(None);
    }
    let (name, today) = (&opened.agreement.name, opened.agreement.zone.day_of(now));
    let open = ledger.troubles(name)?;
    let is_told =
        |trouble: &&Trouble| open.get(&trouble.cause).is_some_and(|told| told.day == today);
    let mut fresh: Vec<Trouble> =
        findings.troubles.iter().filter(|trouble| !is_told(trouble)).cloned().collect();
    fresh.dedup_by(|a, b| a.cause == b.cause);
    let over: Vec<String> = open.keys().filter(|cause| findings.is_over(cause)).cloned().collect();
    if fresh.is_empty() && over.is_empty() {
        return Ok(None);
    }
    let ended =
        over.iter().filter_map(|cause| open.get(cause)).map(|told| told.text.clone()).collect();
    let note = Note {
        troubles: fresh.iter().map(|trouble| trouble.text.clone()).collect(),
        over: ended,
        day: today,
        now,
    };
    let message = message(opened, &note, today);
    if let Some(message) = &message {
        ledger.queue(message)?;
    }
    let told: Vec<(String, String)> =
        fresh.into_iter().map(|trouble| (trouble.cause, trouble.text)).collect();
    ledger.tell(name, &told, &over, today)?;
    Ok(message.map(|message| message.key))
}

fn message(opened: &Opened, note: &Note, today: Day) -> Option<Message> {
    let agreement = &opened.agreement;
    let written = letter(agreement, note).ok()?;
    let eml = mime::plain(&written, &agreement.mail).ok()?;
    let words = sha256(format!("{:?}", (&note.troubles, &note.over)).as_bytes());
    Some(Message {
        key: format!("{}|operator|{}|{words}", agreement.name, today.date()),
        audience: "operator".to_owned(),
        recipients: written.recipients.clone(),
        id: written.message_id.clone(),
        file_name: written.file_name.clone(),
        sha256: sha256(&eml),
        eml,
        at: note.now,
    })
}
