//! How a letter leaves: into a folder, or to a mail server that is asked once for what it has refused for good.

use std::time::Duration;

use crate::config::secret;
use crate::ledger::{Ledger, LedgerError, Message, State};
use crate::mail::folder::own_name;
use crate::mail::mime;
use crate::mail::transport::{self, Answer, Class, Line, Parcel, Refusal};
use crate::model::agreement::{Account, Server};
use crate::model::moment::Instant;

use super::console::Console;
use super::open::Opened;
use super::written::put;

/// Seconds to be patient with a mail server instead of what the agreement says: for tests, and for those who wait at a terminal.
const PATIENCE: &str = "ACORDO_MAIL_PATIENCE";

/// What an attempt came to at one recipient.
pub struct Attempt {
    /// The address, as agreed.
    pub address: String,
    /// What became of the letter there.
    pub state: State,
    /// Why, in a sentence; of a letter that was put into a folder, where it lies.
    pub reply: String,
    /// What is the matter with the server as such.
    pub general: Option<&'static str>,
    /// When it may go better.
    pub again: Again,
}

/// When a letter may be offered to a recipient again in the same run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Not in this run.
    No,
    /// After a while.
    Later,
    /// As soon as others have theirs: the server takes no more recipients at a time.
    AfterOthers,
}

/// Carries letters; it remembers a server that needs a person, and knocks there once a run.
pub struct Carrier<'a> {
    console: Console,
    opened: &'a Opened,
    closed: Option<Refusal>,
    /// The server with its secret, or why there is none: asked for once a run, however many letters there are.
    line: Option<Result<Line, Refusal>>,
}

impl<'a> Carrier<'a> {
    /// A carrier of this run: it has not yet spoken to a server, nor met one that is closed to us.
    pub fn new(console: Console, opened: &'a Opened) -> Self {
        Self { console, opened, closed: None, line: None }
    }

    /// Forgets a trouble of the moment: the next attempt knocks again.
    pub fn knock_again(&mut self) {
        self.closed.take_if(|refusal| refusal.class == Class::Later);
    }

    /// How long to wait before each further attempt of this run: three waits, growing, parts of the
    /// agreement's patience; none without a mail server.
    pub fn waits(&self) -> Vec<Duration> {
        let waits = self.opened.agreement.mail.server.as_ref().map(patience);
        waits.into_iter().flat_map(|all| [all / 20, all / 5, all / 2]).collect()
    }

    /// Carries a letter to the recipients who have not got it; what happens is for the caller to journal, that it begins is not.
    pub fn carry(
        &mut self,
        message: &Message,
        due: &[String],
        ledger: &mut Ledger,
        now: Instant,
    ) -> Result<Vec<Attempt>, LedgerError> {
        match &self.opened.agreement.mail.server {
            None => Ok(self.put_into_folder(message, due)),
            Some(server) => self.hand_to_server(server, message, due, ledger, now),
        }
    }

    fn put_into_folder(&self, message: &Message, due: &[String]) -> Vec<Attempt> {
        let (folder, texts) = (&self.opened.agreement.mail.folder, &self.opened.texts);
        let name = own_name(folder, &message.file_name, &message.id);
        let (state, reply) = match put(&self.opened.agreement, folder, &name, &message.eml) {
            Ok(path) => {
                let path = path.to_string_lossy().into_owned();
                self.console.note(&texts.phrase("app.letter-delivered", &[("path", &path)]));
                (State::Sent, path)
            }
            Err(error) => {
                let path = folder.join(&name);
                let values = [("path", &*path.to_string_lossy()), ("reason", &error.to_string())];
                (State::Deferred, texts.phrase("app.cannot-write", &values))
            }
        };
        let attempt = |address: &String| Attempt {
            address: address.clone(),
            state,
            reply: reply.clone(),
            general: (state != State::Sent).then_some("folder"),
            again: Again::No,
        };
        due.iter().map(attempt).collect()
    }

    fn hand_to_server(
        &mut self,
        server: &Server,
        message: &Message,
        due: &[String],
        ledger: &mut Ledger,
        now: Instant,
    ) -> Result<Vec<Attempt>, LedgerError> {
        let line = match self.closed.clone() {
            Some(refusal) => Err(refusal),
            None => self.line.get_or_insert_with(|| line(server)).clone(),
        };
        let line = match line {
            Ok(line) => line,
            Err(refusal) => return Ok(self.attempts(due, vec![Err(refusal); due.len()])),
        };
        let from = mime::bare(self.opened.agreement.mail.from.as_deref().unwrap_or_default());
        let to = due.iter().map(|address| mime::bare(address)).collect();
        let parcel = Parcel { from, to, text: message.eml.as_slice().into() };
        let begin = |accepted: &[usize]| {
            let begun: Vec<String> =
                accepted.iter().filter_map(|index| due.get(*index).cloned()).collect();
            ledger.begin(&message.key, &begun, now)
        };
        let answers = transport::deliver(&line, &parcel, begin)?;
        Ok(self.attempts(due, answers))
    }

    fn attempts(&mut self, due: &[String], answers: Vec<Answer>) -> Vec<Attempt> {
        due.iter().zip(answers).map(|(address, answer)| self.attempt(address, answer)).collect()
    }

    fn attempt(&mut self, address: &str, answer: Answer) -> Attempt {
        let address = address.to_owned();
        let Err(refusal) = answer else {
            self.console
                .note(&self.opened.texts.phrase("app.letter-sent", &[("recipient", &address)]));
            return Attempt {
                address,
                state: State::Sent,
                reply: String::new(),
                general: None,
                again: Again::No,
            };
        };
        let state = match refusal.class {
            Class::Later | Class::Setup => State::Deferred,
            Class::Never => State::Failed,
            Class::Unknown => State::Unknown,
        };
        let attempt = Attempt {
            address,
            state,
            reply: told(self.opened, &refusal),
            general: refusal.is_general.then_some(refusal.code),
            again: match refusal.class {
                Class::Later if refusal.code == "too-many" => Again::AfterOthers,
                Class::Later => Again::Later,
                _ => Again::No,
            },
        };
        if refusal.is_general {
            self.closed = Some(refusal);
        }
        attempt
    }
}

/// The server with the secret its account needs.
pub fn line(server: &Server) -> Result<Line, Refusal> {
    let patience = patience(server);
    let read = |account: &Account| secret::read(&account.secret, patience);
    let secret = server.account.as_ref().map(read).transpose().map_err(|error| {
        let said = [error.name, error.reason]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(": ");
        Refusal::general(Class::Setup, error.code, &said)
    })?;
    Ok(Line::new(server.clone(), secret, patience))
}

fn patience(server: &Server) -> Duration {
    let asked = std::env::var(PATIENCE).ok().and_then(|text| text.parse().ok());
    Duration::from_secs(asked.unwrap_or_else(|| u64::from(server.timeout)))
}

/// A refusal as a sentence that says what to do.
pub fn told(opened: &Opened, refusal: &Refusal) -> String {
    let Some(server) = &opened.agreement.mail.server else { return refusal.said.clone() };
    let user = server.account.as_ref().map_or("", |account| &account.user);
    let values = [
        ("host", server.host.as_str()),
        ("port", &server.port.to_string()),
        ("user", user),
        ("said", &refusal.said),
    ];
    opened.texts.phrase(&format!("app.smtp-{}", refusal.code), &values)
}
