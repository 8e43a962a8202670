//! Delivery to a mail server, with one answer a recipient: sent, not now, never, or unknown (`RELIABILITY.md` §2).
//!
//! The conversation runs on a thread of its own, so that no server, however slow, holds a run longer than agreed. The caller
//! is asked before the text goes out and journals first; whatever breaks after that has an unknown outcome.

mod conversation;
mod refusal;
mod veil;

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::model::agreement::Server;
use conversation::Talk;
pub use refusal::{Class, Refusal};
use veil::Veil;

/// What became of a message at one recipient.
pub type Answer = Result<(), Refusal>;

/// A server, how to sign in to it, and how long to be patient.
#[derive(Clone)]
pub struct Line {
    /// The server.
    pub server: Server,
    /// The password or token of its account.
    pub secret: Option<SecretString>,
    /// How long everything before the text may take, and then the answer to it.
    pub patience: Duration,
    /// Over all that is said on it.
    veil: Veil,
}

impl Line {
    /// A line to a server, with the secret of its account.
    pub fn new(server: Server, secret: Option<SecretString>, patience: Duration) -> Self {
        let user = server.account.iter().map(|account| account.user.as_str());
        let known = user.chain([server.host.as_str()]);
        let veil = secret.as_ref().map(|secret| Veil::of(secret.expose_secret()));
        let veil = veil.unwrap_or_default().with_known(known);
        Self { server, secret, patience, veil }
    }
}

/// A message as it goes out.
#[derive(Clone)]
pub struct Parcel {
    /// Bare address answers of the mail system go to.
    pub from: String,
    /// Bare addresses.
    pub to: Vec<String>,
    /// The frozen bytes.
    pub text: Arc<[u8]>,
}

/// What the conversation tells the one who waits for it.
enum Event {
    /// These recipients are accepted and the text is about to go; the others have their answer.
    Ready(Vec<Answer>),
    /// It is over.
    Ended(Vec<Answer>),
}

/// Sends a message, and tells nothing of what a server repeats of the secret; `begin` journals the recipients (by position) whose text is about to go, and its failure stops the sending.
pub fn deliver<E>(
    line: &Line,
    parcel: &Parcel,
    begin: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Vec<Answer>, E> {
    let addresses = parcel.to.iter().chain([&parcel.from]).map(String::as_str);
    let veil = line.veil.clone().with_known(addresses);
    let answers = attempt(line, parcel, begin)?;
    Ok(answers.into_iter().map(|answer| answer.map_err(|refusal| veil.cover(refusal))).collect())
}

fn attempt<E>(
    line: &Line,
    parcel: &Parcel,
    begin: impl FnOnce(&[usize]) -> Result<(), E>,
) -> Result<Vec<Answer>, E> {
    let (tell, events) = mpsc::channel();
    let (go, may_go) = mpsc::channel();
    let (talk, sent) = (Talk::new(line), parcel.clone());
    thread::spawn(move || converse(&talk, &sent, &tell, &may_go));
    let mut answers = match wait(&events, line.patience) {
        Some(Event::Ready(answers)) => answers,
        Some(Event::Ended(answers)) => return Ok(answers),
        None => return Ok(vec![Err(Refusal::general(Class::Later, "slow", "")); parcel.to.len()]),
    };
    let accepted: Vec<usize> =
        (0..).zip(&answers).filter(|(_, answer)| answer.is_ok()).map(|(index, _)| index).collect();
    begin(&accepted)?;
    let heard = go.send(()).ok().and_then(|()| wait(&events, line.patience));
    if let Some(Event::Ended(answers)) = heard {
        return Ok(answers);
    }
    let unknown = Refusal::new(Class::Unknown, "no-answer", "");
    answers
        .iter_mut()
        .filter(|answer| answer.is_ok())
        .for_each(|answer| *answer = Err(unknown.clone()));
    Ok(answers)
}

/// Connects and signs in, and sends nothing.
pub fn sign_in(line: &Line) -> Result<(), Refusal> {
    let (tell, told) = mpsc::channel();
    let talk = Talk::new(line);
    thread::spawn(move || {
        let opened = talk.open();
        if tell.send(opened.as_ref().map(|_| ()).map_err(Clone::clone)).is_ok() {
            opened.into_iter().for_each(conversation::leave);
        }
    });
    told.recv_timeout(line.patience)
        .unwrap_or_else(|_| Err(Refusal::general(Class::Later, "slow", "")))
        .map_err(|refusal| line.veil.cover(refusal))
}

/// The next event, or nothing when it takes too long or the conversation broke down.
fn wait(events: &Receiver<Event>, patience: Duration) -> Option<Event> {
    events.recv_timeout(patience).ok()
}

/// The whole conversation; who no longer listens has given it up, and nothing more is said.
fn converse(talk: &Talk, parcel: &Parcel, tell: &Sender<Event>, may_go: &Receiver<()>) {
    let everyone = |refusal: &Refusal| vec![Err(refusal.clone()); parcel.to.len()];
    let mut connection = match talk.open() {
        Ok(connection) => connection,
        Err(refusal) => return drop(tell.send(Event::Ended(everyone(&refusal)))),
    };
    let answers = match Talk::offer(&mut connection, parcel) {
        Ok(answers) => answers,
        Err(refusal) => return drop(tell.send(Event::Ended(everyone(&refusal)))),
    };
    if answers.iter().all(Answer::is_err) {
        drop(tell.send(Event::Ended(answers)));
        return conversation::leave(connection);
    }
    if tell.send(Event::Ready(answers.clone())).is_err() || may_go.recv().is_err() {
        return;
    }
    let outcome = talk.hand_over(&mut connection, parcel);
    let settled = answers.into_iter().map(|answer| answer.and(outcome.clone())).collect();
    drop(tell.send(Event::Ended(settled)));
    conversation::leave(connection);
}
