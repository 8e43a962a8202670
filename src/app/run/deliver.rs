//! The letters of a run: frozen into the outbox together with the run, then delivered and marked one by one.

use crate::ledger::{DeliveryKey, Ledger, LedgerError, Message, State};
use crate::mail::folder::deliver_to_folder;
use crate::mail::{Letter, MailError, Run, letters, mime};
use crate::model::words::Team;
use crate::texts::format;
use crate::texts::story::Story;

use super::super::console::Console;
use super::super::failure::{Exit, Failure};
use super::output::{Report, hex};
use super::{Order, ledger_failure, remember};

/// Records the run and delivers what is pending; returns how many letters were not delivered.
pub fn deliver(console: Console, story: &Story, order: &Order, report: &Report, ledger: &mut Ledger) -> Result<usize, Failure> {
    let unusable = |error: LedgerError| ledger_failure(story.agreement, story.texts, &error);
    let messages = if order.wish.no_mail || report.is_recorded { Vec::new() } else { messages(story, order, report)? };
    ledger.record(&remember::run(story, order, report), &messages).map_err(unusable)?;
    if order.wish.no_mail {
        return Ok(0);
    }
    if report.is_recorded {
        console.note(&already(story, order, report, ledger).map_err(unusable)?);
    }
    let mut undelivered = 0;
    for message in ledger.pending().map_err(unusable)? {
        let folder = &story.agreement.mail.folder;
        match deliver_to_folder(folder, &message.file_name, &message.eml) {
            Ok(path) => {
                ledger.mark_sent(&message.key, order.now).map_err(unusable)?;
                console.note(&story.texts.phrase("app.letter-delivered", &[("path", &path.to_string_lossy())]));
            }
            Err(error) => {
                undelivered += 1;
                ledger.mark(&message.key, State::Deferred, order.now).map_err(unusable)?;
                let path = folder.join(&message.file_name);
                console
                    .error(&story.texts.phrase("app.cannot-write", &[("path", &path.to_string_lossy()), ("reason", &error.to_string())]));
            }
        }
    }
    Ok(undelivered)
}

fn key(story: &Story, order: &Order, audience: Team, revision: u32) -> DeliveryKey {
    DeliveryKey {
        agreement: story.agreement.name.clone(),
        audience,
        day: order.day,
        slot: order.slot,
        period: (order.period.first, order.period.last),
        revision,
    }
}

/// The letters of the audiences that have recipients; none without a sender.
fn messages(story: &Story, order: &Order, report: &Report) -> Result<Vec<Message>, Failure> {
    let settings = &story.agreement.mail;
    if settings.from.is_none() || settings.audiences.values().all(Vec::is_empty) {
        return Ok(Vec::new());
    }
    let run = Run {
        now: order.now,
        revision: report.revision,
        day: order.day,
        slot: order.slot,
        attachment_name: report.workbook_name.clone(),
        previous: report.previous.clone(),
    };
    let failed = |error: MailError| Failure::new(Exit::Other, story.texts.phrase("app.letter-failed", &[("reason", &error.to_string())]));
    let freeze = |letter: Letter| {
        let eml = mime::message(&letter, settings, &report.workbook).map_err(failed)?;
        Ok(Message {
            key: key(story, order, letter.audience, report.revision).text(),
            audience: letter.audience,
            recipient: letter.recipients.join(", "),
            id: letter.message_id.clone(),
            file_name: letter.file_name.clone(),
            sha256: hex(&eml),
            eml,
            state: State::Queued,
            at: order.now,
        })
    };
    letters(story, &run).map_err(failed)?.into_iter().map(freeze).collect()
}

/// That this slot's letters went out before, and when.
fn already(story: &Story, order: &Order, report: &Report, ledger: &Ledger) -> Result<String, LedgerError> {
    let mut sent = None;
    for audience in story.agreement.mail.audiences.keys() {
        sent = ledger.already(&key(story, order, *audience, report.revision))?.or(sent);
    }
    let at = sent.map(|sent| format::instant(&story.agreement.zone, sent.at)).unwrap_or_default();
    Ok(story.texts.phrase(if at.is_empty() { "app.still-pending" } else { "app.already-sent" }, &[("at", &at)]))
}
