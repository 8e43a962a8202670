//! `acordo send`: delivers what is pending, and nothing else.

use std::path::Path;

use crate::ledger::{Ledger, LedgerError};

use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;
use super::operator::{self, Findings};
use super::post::Post;
use super::run::ledger_failure;

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
    let mut post = Post::new(console, &opened, now);
    let delivered = post.deliver(&mut ledger).map_err(unusable)?;
    let exit = if delivered.troubles.is_empty() { Exit::Done } else { Exit::Mail };
    let findings = Findings { troubles: delivered.troubles, reached: delivered.reached, is_whole: false };
    operator::tell(&mut post, &findings, &mut ledger).map_err(unusable)?;
    Ok(exit)
}
