//! What a timer's call needs no reading for: a free day, an hour before the first slot, a slot whose letters are recorded.

use crate::app::order::Order;
use crate::ledger::Ledger;

use super::super::failure::{Exit, Failure};
use super::super::post::Post;
use super::{Done, without_report};

/// Answers such a call; nothing when there is a report to make. However often a timer calls, each slot has one report.
pub fn answered(
    post: &mut Post,
    order: &Order,
    ledger: &mut Ledger,
) -> Result<Option<Done>, Failure> {
    if !order.wish.scheduled || order.wish.resend {
        return Ok(None);
    }
    let opened = post.opened;
    let recorded =
        opened.recorded(ledger.slot_fates(&opened.agreement.name, order.day, order.slot))?;
    let (kind, words) = match order.slot {
        _ if order.is_free(opened) => ("holiday", opened.texts.word("app.free-day").to_owned()),
        None => (
            "early",
            opened.texts.phrase(
                "app.too-early",
                &[("at", &first_slot(opened.agreement.mail.slots.as_slice()))],
            ),
        ),
        Some(_) if recorded.is_empty() => return Ok(None),
        Some(_) => ("again", opened.texts.word("app.slot-recorded").to_owned()),
    };
    let run = opened.recorded(without_report(ledger, opened, order, kind))?;
    post.console.note(&words);
    let mut done = Done::without_report(run);
    if kind != "again" || !order.delivers(opened) {
        return Ok(Some(done));
    }
    let delivered = opened.recorded(post.deliver(ledger))?;
    let fates =
        opened.recorded(ledger.slot_fates(&opened.agreement.name, order.day, order.slot))?;
    if post.short(&fates) > 0 || delivered.is_short {
        done.exit = Exit::Mail;
    }
    (done.troubles, done.reached) = (delivered.troubles, delivered.reached);
    Ok(Some(done))
}

/// The first time of day at which a report may go.
fn first_slot(slots: &[u32]) -> String {
    slots
        .iter()
        .min()
        .map(|slot| format!("{:02}:{:02}", slot / 3_600, slot / 60 % 60))
        .unwrap_or_default()
}
