//! The letters of a run: frozen into the outbox together with the run.

use crate::app::order::{Order, key};
use crate::ledger::{Fate, Ledger, LedgerError, Message, State};
use crate::mail::folder::{holds, own_name};
use crate::mail::{Letter, MailError, Run, letters, mime};
use crate::model::hash::sha256;
use crate::model::letter::TO_PERSON;
use crate::model::moment::Instant;
use crate::model::stopwatch::{self, Stage};
use crate::texts::format;
use crate::texts::story::Story;

use super::super::console::Console;
use super::super::failure::{Exit, Failure};
use super::super::pending;
use super::super::post::Post;
use super::super::written::put;
use super::output::Report;
use super::remember;

/// Records the run with its letters: from here on they are delivered, whatever breaks. Letters that a server would deliver are
/// only written to the folder when the run is not live. Returns the run's number, and whether letters of this report went out before, as a
/// ledger now lost had it.
pub fn record(
    post: &Post,
    story: &Story,
    order: &Order,
    report: &Report,
    ledger: &mut Ledger,
) -> Result<(i64, bool), Failure> {
    let (console, opened) = (post.console, post.opened);
    let is_withheld = pending::is_pending(opened);
    let mut messages = if order.wish.no_mail || report.is_recorded || is_withheld {
        Vec::new()
    } else {
        messages(story, order, report)?
    };
    if !order.delivers(opened) {
        write_only(console, story, std::mem::take(&mut messages))?;
    }
    if order.delivers(opened) && opened.agreement.mail.server.is_none() {
        opened.recorded(take_as_sent(story, &messages, ledger))?;
    }
    stopwatch::lap(Stage::Letters);
    let run =
        opened.recorded(ledger.record(&remember::run(opened, story, order, report), &messages))?;
    let mut replaced = 0;
    for reader in opened.agreement.mail.readers().filter(|_| !messages.is_empty()) {
        let own = key(&opened.agreement.name, order, reader, report.revision);
        replaced += opened.recorded(ledger.drop_earlier(&own, order.now))?;
    }
    if replaced > 0 {
        console.error(&story.texts.count("app.letter-replaced", replaced, &[]));
    }
    let own = messages.iter().filter(|message| message.audience.starts_with(TO_PERSON)).count();
    let people = opened.agreement.mail.people.len();
    if people > 0 && !messages.is_empty() {
        let idle = (people - own.min(people)).to_string();
        let told = story.texts.count("app.people-written", own as u64, &[("idle", &idle)]);
        console.note(&told);
    }
    stopwatch::lap(Stage::Ledger);
    if is_withheld && !order.wish.no_mail {
        post.say_withheld();
    }
    if report.is_recorded && !order.wish.no_mail {
        let words = opened.recorded(already(story, order, report, ledger))?;
        words.iter().for_each(|words| console.note(words));
    }
    let mut known = 0;
    for message in &messages {
        let fates = opened.recorded(ledger.fates(&message.key))?;
        known += fates.iter().filter(|fate| fate.state == State::Sent).count() as u64;
    }
    if known > 0 {
        console.error(&story.texts.count("app.letter-known", known, &[]));
    }
    Ok((run, known > 0))
}

/// Letters of this report that lie in the outbox already, by a ledger now lost with all beside it, are not written over.
fn take_as_sent(
    story: &Story,
    messages: &[Message],
    ledger: &mut Ledger,
) -> Result<(), LedgerError> {
    for message in messages {
        let folder = &story.agreement.mail.folder;
        if let Some(at) = holds(folder, &message.file_name, &message.id) {
            ledger.take_as_sent(message, at)?;
        }
    }
    Ok(())
}

/// Letters nobody is sent, in the folder for whoever wants to see them.
fn write_only(console: Console, story: &Story, messages: Vec<Message>) -> Result<(), Failure> {
    let folder = &story.agreement.mail.folder;
    for message in messages {
        let name = own_name(folder, &message.file_name, &message.id);
        let path = folder.join(&name);
        let values = |reason: &str| {
            story.texts.phrase(
                "app.cannot-write",
                &[("path", &path.to_string_lossy()), ("reason", reason)],
            )
        };
        put(story.agreement, folder, &name, &message.eml)
            .map_err(|error| Failure::new(Exit::Write, values(&error.to_string())))?;
        console
            .note(&story.texts.phrase("app.letter-not-sent", &[("path", &path.to_string_lossy())]));
    }
    Ok(())
}

/// What became of this report's letters at each recipient.
pub fn fates(
    story: &Story,
    order: &Order,
    report: &Report,
    ledger: &Ledger,
) -> Result<Vec<Fate>, LedgerError> {
    let readers = story.agreement.mail.readers();
    let keys = readers.map(|own| key(&story.agreement.name, order, own, report.revision));
    let all: Result<Vec<_>, _> = keys.map(|key| ledger.fates(&key.text())).collect();
    Ok(all?.concat())
}

/// The letters of the audiences that have recipients, and those of each person who has something to do; none without a sender.
fn messages(story: &Story, order: &Order, report: &Report) -> Result<Vec<Message>, Failure> {
    let settings = &story.agreement.mail;
    if settings.from.is_none() || settings.readers().next().is_none() {
        return Ok(Vec::new());
    }
    let run = Run {
        now: order.now,
        revision: report.revision,
        day: order.day,
        slot: order.slot,
        subject: report.subject.text(),
        attachment_name: report.workbook_name.clone(),
        whole_book: report
            .brief
            .is_some()
            .then(|| story.agreement.report.folder.join(&report.workbook_name)),
        last_cut_off: report.last_cut_off,
    };
    let failed = |error: MailError| {
        Failure::new(
            Exit::Other,
            story.texts.phrase("app.letter-failed", &[("reason", &error.to_string())]),
        )
    };
    let freeze = |letter: Letter| {
        let eml =
            mime::message(&letter, settings, report.brief.as_ref().unwrap_or(&report.workbook))
                .map_err(failed)?;
        let key = key(&story.agreement.name, order, letter.reader.clone(), report.revision);
        Ok(message(key.text(), letter, eml, order.now))
    };
    letters(story, &run).map_err(failed)?.into_iter().map(freeze).collect()
}

/// A letter as the outbox keeps it.
pub fn message(key: String, letter: Letter, eml: Vec<u8>, at: Instant) -> Message {
    Message {
        key,
        audience: letter.reader.word(),
        recipients: letter.recipients,
        id: letter.message_id,
        file_name: letter.file_name,
        sha256: sha256(&eml),
        eml,
        at,
    }
}

/// That this slot's letters went out before, and when, or that they wait; nothing where there is neither.
fn already(
    story: &Story,
    order: &Order,
    report: &Report,
    ledger: &Ledger,
) -> Result<Option<String>, LedgerError> {
    let is_folder = story.agreement.mail.server.is_none();
    let (mut sent, mut is_withdrawn, mut waits, mut is_written) = (None, false, false, false);
    for reader in story.agreement.mail.readers() {
        let key = key(&story.agreement.name, order, reader, report.revision);
        let fates = ledger.fates(&key.text())?;
        // A letter in a folder is gone with its text; one that a server took has arrived.
        is_withdrawn |= fates.iter().any(|fate| fate.state == State::Withdrawn)
            || is_folder && !fates.is_empty() && !ledger.has_text(&key)?;
        waits |= fates.iter().any(|fate| !fate.state.is_final());
        is_written |= fates.iter().any(Fate::is_written);
        sent = ledger.already(&key)?.or(sent);
    }
    if is_withdrawn {
        return Ok(Some(story.texts.word("app.letter-withdrawn").to_owned()));
    }
    let at = sent
        .map(|at| format::instant(story.texts.language, &story.agreement.zone, at))
        .unwrap_or_default();
    let key = match (at.is_empty(), is_written) {
        (true, _) if !waits => return Ok(None),
        (true, _) => "app.still-pending",
        (false, true) if is_folder => "app.already-written",
        (false, true) => "app.already-in-folder",
        (false, false) => "app.already-sent",
    };
    Ok(Some(story.texts.phrase(key, &[("at", &at)])))
}
