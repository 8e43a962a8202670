//! `acordo send`: delivers what is pending, and nothing else.

use std::path::Path;

use super::command::RunArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::notify;
use super::open;
use super::operator::{self, Findings};
use super::post::Post;
use super::run;
use crate::model::moment::Instant;

/// Delivers the letters that earlier runs left; the same bytes, to those who have not got them.
pub fn send(console: Console, config: Option<&Path>, now: Instant) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let mut ledger = opened.ledger(console, now)?;
    opened.recorded(ledger.recover(now))?;
    let wish = RunArgs::default();
    let order = run::order(&opened, &wish, now)?;
    let mut post = Post::new(console, &opened, now);
    if opened.recorded(ledger.pending())?.is_empty() {
        console.note(opened.texts.word("app.pending-none"));
        let of_slot = ledger.slot_fates(&opened.agreement.name, order.day, order.slot);
        post.short(&opened.recorded(of_slot)?);
        return Ok(Exit::Done);
    }
    let run = opened.recorded(run::without_report(&mut ledger, &opened, &order, "send"))?;
    let delivered = opened.recorded(post.deliver(&mut ledger))?;
    let exit = if delivered.is_short { Exit::Mail } else { Exit::Done };
    let findings =
        Findings { troubles: delivered.troubles, reached: delivered.reached, is_whole: false };
    let untold = opened.recorded(operator::tell(&mut post, &findings, &mut ledger))?;
    notify::alarm(console, &opened, &untold, now);
    opened.recorded(ledger.finish(run, exit as u8, now))?;
    Ok(exit)
}
