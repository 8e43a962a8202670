//! Before the breach: at its own times of day a timer's call tells the channels, and the people who asked, what falls due within hours.
//! It makes no report and writes to no team, and tells each lead once a due date. What it decides is recorded before anything leaves; where it then broke off, nobody is told
//! twice: that is said, and the next time of day tells what came near since.

use crate::app::order::{self, Order};
use crate::app::run::Trouble;
use crate::ledger::states::DUE_SOON;
use crate::ledger::{Ledger, Message, RunRecord, States};
use crate::mail::person::reminders;
use crate::mail::{Letter, MailError, Run, channel, mime};
use crate::scorecard::card::Action;
use crate::texts::story::Story;

use super::super::failure::{Exit, Failure};
use super::super::judgement::judgement;
use super::super::notify::{self, Event, News};
use super::super::open::Opened;
use super::super::pending::is_pending;
use super::super::post::Post;
use super::{Done, data_troubles, fetched, refuse_nothing, remember, since};

/// Answers a timer's call at such a time of day; nothing where a report is due first, or this time was answered before.
pub fn answered(
    post: &mut Post,
    order: &Order,
    ledger: &mut Ledger,
) -> Result<Option<Done>, Failure> {
    let opened = post.opened;
    let Some(slot) = slot(opened, order) else { return Ok(None) };
    let name = &opened.agreement.name;
    let today = opened.agreement.zone.start_of(order.day);
    if order.slot.is_some() && !opened.recorded(ledger.has_report(name, today, order.slot))? {
        return Ok(None);
    }
    match opened.recorded(ledger.run_of(name, DUE_SOON, today, slot))? {
        None => tell(post, order, slot, ledger).map(Some),
        Some((_, Some(_))) => Ok(None),
        Some((run, None)) => broken_off(post, run, ledger).map(Some),
    }
}

/// The time of day that this call answers: the last that has begun, unless a report's has begun since, on a day on which letters go out.
fn slot(opened: &Opened, order: &Order) -> Option<u32> {
    let (agreement, wish) = (&opened.agreement, order.wish);
    if !wish.scheduled || wish.resend || !order.is_live() || order.is_free(opened) {
        return None;
    }
    let last = order.begun(opened, &agreement.notify.due_soon)?;
    order.slot.is_none_or(|report| report < last).then_some(last)
}

/// Reads, records what is to be told, tells it.
fn tell(post: &mut Post, order: &Order, slot: u32, ledger: &mut Ledger) -> Result<Done, Failure> {
    let (console, opened) = (post.console, post.opened);
    let unfetched = fetched(console, opened, order);
    let mut found = judgement(opened, None, (order.as_of, order.now))?;
    let is_whole = unfetched.is_empty() && found.mapped.refused.is_empty();
    found.mapped.issues.extend(unfetched);
    found.warn(opened, order.as_of);
    console.issues(&found.story(opened));
    refuse_nothing(opened, &found.mapped)?;
    let told = opened.recorded(ledger.soon_told(&opened.agreement.name))?;
    let fresh = since::still_to_tell(&mut found.card, &found.mapped.dataset, &told);
    let story = found.story(opened);
    let near: Vec<&Action> = story.card.actions.iter().filter(|action| action.is_near).collect();
    let messages = if is_pending(opened) { Vec::new() } else { messages(&story, order, slot)? };
    let record = RunRecord {
        kind: DUE_SOON.to_owned(),
        cut_off: story.card.cut_off.at(),
        slot: Some(slot),
        states: States {
            leads: Vec::new(),
            actions: if is_pending(opened) { Vec::new() } else { fresh },
        },
        ..remember::bare(&opened.agreement, (order.period.first, order.period.last), order.now)
    };
    let run = opened.recorded(ledger.record(&record, &messages))?;
    let mut done = Done::without_report(run);
    done.troubles = data_troubles(&story);
    if !is_whole {
        done.exit = Exit::Data;
    }
    if is_pending(opened) {
        post.say_withheld();
        return Ok(done);
    }
    let count = u64::try_from(near.len()).unwrap_or(u64::MAX);
    console.note(&opened.texts.count("app.due-soon", count, &[]));
    if !near.is_empty() {
        let text = channel::soon_text(&story, &near);
        let news = News { event: Event::DueSoon, text: &text, summary: None, at: order.now };
        done.troubles.extend(notify::channels(console, opened, &news));
    }
    deliver(post, ledger, done)
}

/// Sends what waits.
fn deliver(post: &mut Post, ledger: &mut Ledger, mut done: Done) -> Result<Done, Failure> {
    let delivered = post.opened.recorded(post.deliver(ledger))?;
    done.troubles.extend(delivered.troubles);
    done.reached = delivered.reached;
    if delivered.is_short {
        done.exit = Exit::Mail;
    }
    Ok(done)
}

/// A call that recorded what it would tell and did not come to its end: its letters go, for their record tells who has them.
fn broken_off(post: &mut Post, run: i64, ledger: &mut Ledger) -> Result<Done, Failure> {
    let text = post.opened.texts.word("app.due-soon-broken").to_owned();
    post.console.error(&text);
    let trouble = Trouble { cause: format!("due-soon:{run}"), text };
    deliver(post, ledger, Done { troubles: vec![trouble], ..Done::without_report(run) })
}

/// The letters of the people who asked; none without a sender.
fn messages(story: &Story, order: &Order, slot: u32) -> Result<Vec<Message>, Failure> {
    let settings = &story.agreement.mail;
    if settings.from.is_none() {
        return Ok(Vec::new());
    }
    let run = Run {
        now: order.now,
        revision: 0,
        day: order.day,
        slot: Some(slot),
        subject: String::new(),
        attachment_name: String::new(),
        whole_book: None,
        last_cut_off: None,
    };
    let failed = |error: MailError| {
        let values = [("reason", &*error.to_string())];
        Failure::new(Exit::Other, story.texts.phrase("app.letter-failed", &values))
    };
    let freeze = |letter: Letter| {
        let eml = mime::message(&letter, settings, &[]).map_err(failed)?;
        let mut key = order::key(&story.agreement.name, order, letter.reader.clone(), 0);
        key.slot = Some(slot);
        Ok(super::deliver::message(key.text(), letter, eml, order.now))
    };
    reminders(story, &run).map_err(failed)?.into_iter().map(freeze).collect()
}
