//! The operator's letter: what needs a person, once per cause and day, and that it is over.

use crate::ledger::{Ledger, LedgerError, Message, OPERATOR, State};
use crate::mail::mime;
use crate::mail::operator::{Note, letter};
use crate::model::hash::sha256;
use crate::model::moment::Instant;
use crate::model::zone::Day;

use super::failure::Trouble;
use super::open::Opened;
use super::post::Post;

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

/// Writes to the operator about what was not told today and about what is over. Gives back what is new and reached nobody: there is no
/// operator, or the letter did not go out.
pub fn tell(
    post: &mut Post,
    findings: &Findings,
    ledger: &mut Ledger,
) -> Result<Vec<Trouble>, LedgerError> {
    let (key, fresh) = queue(post.opened, findings, ledger, post.now)?;
    let Some(key) = key else { return Ok(fresh) };
    post.deliver_one(&key, ledger)?;
    let has_it = ledger.fates(&key)?.iter().any(|fate| fate.state == State::Sent);
    Ok(if has_it { Vec::new() } else { fresh })
}

/// Queues one letter of the troubles not told today and of those that are over, and notes both as told, also when no letter can be
/// written. Returns its key (nothing where there is nothing to tell, no operator or no sender) and the troubles not told today.
fn queue(
    opened: &Opened,
    findings: &Findings,
    ledger: &mut Ledger,
    now: Instant,
) -> Result<(Option<String>, Vec<Trouble>), LedgerError> {
    let (name, today) = (&opened.agreement.name, opened.agreement.zone.day_of(now));
    let open = ledger.troubles(name)?;
    let is_told =
        |trouble: &&Trouble| open.get(&trouble.cause).is_some_and(|told| told.day == today);
    let mut fresh: Vec<Trouble> =
        findings.troubles.iter().filter(|trouble| !is_told(trouble)).cloned().collect();
    fresh.dedup_by(|a, b| a.cause == b.cause);
    let over: Vec<String> = open.keys().filter(|cause| findings.is_over(cause)).cloned().collect();
    if fresh.is_empty() && over.is_empty() {
        return Ok((None, fresh));
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
        fresh.iter().map(|trouble| (trouble.cause.clone(), trouble.text.clone())).collect();
    ledger.tell(name, &told, &over, today)?;
    Ok((message.map(|message| message.key), fresh))
}

fn message(opened: &Opened, note: &Note, today: Day) -> Option<Message> {
    let agreement = &opened.agreement;
    if agreement.mail.operator.is_empty() || agreement.mail.from.is_none() {
        return None;
    }
    let written = letter(agreement, note).ok()?;
    let eml = mime::plain(&written, &agreement.mail).ok()?;
    let words = sha256(format!("{:?}", (&note.troubles, &note.over)).as_bytes());
    Some(Message {
        key: format!("{}|{OPERATOR}|{}|{words}", agreement.name, today.date()),
        audience: OPERATOR.to_owned(),
        recipients: written.recipients.clone(),
        id: written.message_id.clone(),
        file_name: written.file_name.clone(),
        sha256: sha256(&eml),
        eml,
        at: note.now,
    })
}
