//! The letters that carry a statement to both teams and their directors: sent once, whenever that is asked for.

use serde_json::Value;

use crate::ledger::statements::LetterKey;
use crate::ledger::{Ledger, LedgerError, Message, Statement};
use crate::mail::statement::{Sealed, letter};
use crate::mail::{MailError, mime};
use crate::model::hash::sha256;
use crate::model::moment::Instant;
use crate::model::words::{Audience, Status};
use crate::texts::format;
use crate::texts::names::{sealed_key, symbol};

use super::super::console::Console;
use super::super::failure::{Exit, Failure};
use super::super::open::Opened;
use super::super::operator::{self, Findings};
use super::super::post::Post;
use super::verify;

/// Queues the letters that were never queued, delivers what is pending, and says what went out before.
pub fn send(
    console: Console,
    opened: &Opened,
    statement: &Statement,
    ledger: &mut Ledger,
    now: Instant,
) -> Result<Exit, Failure> {
    let messages = messages(opened, statement, now)?;
    if messages.is_empty() {
        console.note(opened.texts.word("close.nobody"));
        return Ok(Exit::Done);
    }
    let before = opened.recorded(sent_before(ledger, &messages))?;
    if let Some(at) = before {
        console.note(&opened.texts.phrase(
            "close.sent-already",
            &[("at", &format::instant(opened.texts.language, &opened.agreement.zone, at))],
        ));
    }
    let mut queue = |message: &Message| {
        if ledger.queue(message)? { Ok(()) } else { ledger.revive(message) }
    };
    opened.recorded(messages.iter().try_for_each(&mut queue))?;
    let mut post = Post::new(console, opened, now);
    let delivered = opened.recorded(post.deliver(ledger))?;
    let findings =
        Findings { troubles: delivered.troubles, reached: delivered.reached, is_whole: false };
    opened.recorded(operator::tell(&mut post, &findings, ledger))?;
    let mut short = Vec::new();
    for message in &messages {
        let fates = opened.recorded(ledger.fates(&message.key))?;
        // One that the agreement no longer names is waited for no more.
        let is_asked = |address: &String| message.recipients.contains(address);
        short.extend(
            fates.into_iter().filter(|fate| fate.state.is_short() && is_asked(&fate.address)),
        );
    }
    let who: Vec<&str> = short.iter().map(|fate| fate.address.as_str()).collect();
    if who.is_empty() {
        return Ok(Exit::Done);
    }
    console.note(&opened.texts.phrase("close.not-sent", &[("who", &who.join(", "))]));
    Ok(Exit::Mail)
}

fn sent_before(ledger: &Ledger, messages: &[Message]) -> Result<Option<Instant>, LedgerError> {
    let mut first = None;
    for message in messages {
        first = first.or(ledger.reached(&message.key)?);
    }
    Ok(first)
}

/// One message an audience that has recipients, so that lists do not mix; none without a sender.
fn messages(opened: &Opened, statement: &Statement, now: Instant) -> Result<Vec<Message>, Failure> {
    let agreement = &opened.agreement;
    if agreement.mail.from.is_none() {
        return Ok(Vec::new());
    }
    let (sealed, document) = (sealed(opened, statement), statement.document());
    let [book, text] = ["xlsx", "json"].map(|ending| format!("{}.{ending}", statement.file_stem));
    let files = [
        (book.as_str(), mime::WORKBOOK_TYPE, statement.book.as_slice()),
        (&text, mime::JSON_TYPE, document.as_bytes()),
    ];
    let files: Vec<_> = files.into_iter().filter(|(_, _, bytes)| !bytes.is_empty()).collect();
    let failed = |error: MailError| {
        Failure::new(
            Exit::Other,
            opened.texts.phrase("app.letter-failed", &[("reason", &error.to_string())]),
        )
    };
    let freeze = |audience: Audience| {
        let letter =
            letter(agreement, &sealed, audience, statement.period.1, now).map_err(failed)?;
        let eml = mime::with_files(&letter, &agreement.mail, &files).map_err(failed)?;
        let key = LetterKey {
            agreement: &agreement.name,
            period: statement.period,
            audience: audience.word(),
        };
        Ok(Message {
            key: key.text(),
            audience: audience.word().to_owned(),
            recipients: letter.recipients.clone(),
            id: letter.message_id.clone(),
            file_name: letter.file_name.clone(),
            sha256: sha256(&eml),
            eml,
            at: now,
        })
    };
    let audiences = agreement.mail.audiences.iter().filter(|(_, to)| !to.is_empty());
    audiences.map(|(audience, _)| freeze(*audience)).collect()
}

/// What the letter about a closed period says: only what the statement sealed, never what today's
/// files would say.
fn sealed(opened: &Opened, statement: &Statement) -> Sealed {
    let (kept, judged) = verify::kept(statement);
    Sealed {
        name: opened.agreement.name.clone(),
        period: verify::of_statement(opened, statement),
        number: statement.number,
        at: format::instant(opened.texts.language, &opened.agreement.zone, statement.sealed_at),
        kept,
        judged,
        clauses: statement.clauses().iter().filter_map(|clause| told(opened, clause)).collect(),
        insisted: statement.insisted(),
        sha256: statement.sha256.clone(),
    }
}

/// `■ não cumprido: Primeira tentativa em 1 h útil`.
fn told(opened: &Opened, clause: &Value) -> Option<String> {
    let status = clause.get("status")?.as_str().and_then(Status::of)?;
    let is_measured = clause.get("measured").is_some_and(|own| *own == Value::Bool(true));
    let result = opened.texts.word(sealed_key(status, is_measured));
    Some(format!("{} {result}: {}", symbol(status), clause.get("name")?.as_str()?))
}
