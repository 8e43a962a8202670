//! `acordo send`: delivers what is pending, and nothing else.

use std::path::Path;

use crate::ledger::{Ledger, LedgerError};

use super::RunWish;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;
use super::operator::{self, Findings};
use super::post::Post;
use super::run::{self, ledger_failure};

/// Delivers the letters that earlier runs left; the same bytes, to those who have not got them.
pub fn send(console: Console, config: Option<&Path>, now: i64) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let unusable = |error: LedgerError| ledger_failure(&opened.agreement, &opened.texts, &error);
    let mut ledger = Ledger::open(&opened.agreement.ledger.file).map_err(unusable)?;
    ledger.recover(now).map_err(unusable)?;
    if ledger.pending().map_err(unusable)?.is_empty() {
        console.note(opened.texts.word("app.pending-none"));
        return Ok(Exit::Done);
    }
    let wish = RunWish::default();
    let run = run::without_report(&mut ledger, &opened, &run::order(&opened, &wish, now)?, "send")
        .map_err(unusable)?;
    let mut post = Post::new(console, &opened, now);
    let delivered = post.deliver(&mut ledger).map_err(unusable)?;
    let exit = if delivered.is_short { Exit::Mail } else { Exit::Done };
    let findings =
        Findings { troubles: delivered.troubles, reached: delivered.reached, is_whole: false };
    operator::tell(&mut post, &findings, &mut ledger).map_err(unusable)?;
    ledger.finish(run, exit as u8, now).map_err(unusable)?;
    Ok(exit)
}
