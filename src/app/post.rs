//! Delivers what the outbox holds: each attempt is journalled before and after, so that a crash anywhere loses nothing.

use std::path::PathBuf;

use crate::ledger::{Fate, Ledger, LedgerError, Message, State};
use crate::mail::folder::deliver_to_folder;
use crate::texts::format;

use super::console::Console;
use super::open::Opened;
use super::operator::Trouble;

/// A letter that has not gone out by then says nothing of use any more.
const LIFE: i64 = 3 * 86_400;

/// What is needed to deliver.
#[derive(Clone, Copy)]
pub struct Post<'a> {
    /// The printer.
    pub console: Console,
    /// The contract, for its mail.
    pub opened: &'a Opened,
    /// The present, UTC seconds.
    pub now: i64,
}

/// What an attempt came to at one recipient.
type Answer = (String, State, String);

impl Post<'_> {
    /// Delivers every message that still has somewhere to go; returns what a person must know of.
    pub fn deliver(self, ledger: &mut Ledger) -> Result<Vec<Trouble>, LedgerError> {
        let mut troubles = Vec::new();
        for (message, fates) in ledger.pending()? {
            let mut due = Vec::new();
            for fate in &fates {
                match self.settled(&message, fate) {
                    Some(state) => ledger.settle(&message.key, &fate.address, state, &fate.reply, self.now)?,
                    None if !fate.state.is_final() => due.push(fate.address.clone()),
                    None => {}
                }
            }
            if !due.is_empty() {
                self.attempt(&message, &due, ledger)?;
            }
            let ended = ledger.fates(&message.key)?;
            troubles.extend(ended.iter().filter(|fate| !is_known(&fates, fate)).filter_map(|fate| self.trouble(&message, fate)));
        }
        Ok(troubles)
    }

    /// What a recipient's fate becomes without another attempt: too old, or unknown and not to be sent again.
    fn settled(self, message: &Message, fate: &Fate) -> Option<State> {
        match fate.state {
            State::Queued | State::Deferred if message.eml.is_empty() || message.at < self.now - LIFE => Some(State::Expired),
            State::Unknown if fate.resends > 0 || message.eml.is_empty() => Some(State::Held),
            _ => None,
        }
    }

    fn attempt(self, message: &Message, due: &[String], ledger: &mut Ledger) -> Result<(), LedgerError> {
        for (address, state, reply) in self.into_folder(message, due) {
            ledger.settle(&message.key, &address, state, &reply, self.now)?;
        }
        Ok(())
    }

    fn into_folder(self, message: &Message, due: &[String]) -> Vec<Answer> {
        let settings = &self.opened.agreement.mail;
        let (state, reply) = match deliver_to_folder(&settings.folder, &message.file_name, &message.eml) {
            Ok(path) => {
                self.console.note(&self.opened.texts.phrase("app.letter-delivered", &[("path", &path.to_string_lossy())]));
                (State::Sent, String::new())
            }
            Err(error) => {
                let path: PathBuf = settings.folder.join(&message.file_name);
                let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
                (State::Deferred, self.opened.texts.phrase("app.cannot-write", &values))
            }
        };
        due.iter().map(|address| (address.clone(), state, reply.clone())).collect()
    }

    /// What must be said of a recipient whose letter did not go out.
    fn trouble(self, message: &Message, fate: &Fate) -> Option<Trouble> {
        let texts = &self.opened.texts;
        let at = format::instant(&self.opened.agreement.zone, message.at);
        let key = match fate.state {
            State::Sent if fate.resends > 0 => "app.letter-sent-again",
            State::Deferred | State::Failed => "app.letter-refused",
            State::Unknown => "app.letter-unknown",
            State::Held => "app.letter-held",
            State::Expired => "app.letter-expired",
            _ => return None,
        };
        let text = texts.phrase(key, &[("at", &at), ("recipient", &fate.address), ("reply", &fate.reply)]);
        self.console.error(&text);
        Some(Trouble { cause: format!("mail:{}:{}", fate.state.word(), fate.address), text })
    }
}

/// Whether a fate is what it was before this run.
fn is_known(before: &[Fate], now: &Fate) -> bool {
    now.state.is_final() && before.iter().any(|fate| fate.address == now.address && fate.state == now.state)
}
