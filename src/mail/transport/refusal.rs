//! Why a message did not go out: the class that decides what happens next, and what the server said.

use std::error::Error as _;
use std::io::ErrorKind;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lettre::transport::smtp::Error;

/// What a refusal means for the recipient's letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Not now: the same bytes may go later.
    Later,
    /// Not ever: this recipient or this message is refused for good.
    Never,
    /// Not before a person has changed something: server, certificate, password.
    Setup,
    /// The text had gone and no usable answer came.
    Unknown,
}

/// A refusal: its class, the code of its sentence, and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it means.
    pub class: Class,
    /// Which sentence tells it.
    pub code: &'static str,
    /// The server's or the system's own words, on one line.
    pub said: String,
    /// It concerns the server and not this message: the next one would meet the same.
    pub is_general: bool,
}

impl Refusal {
    /// A refusal of this message.
    pub fn new(class: Class, code: &'static str, said: &str) -> Self {
        Self { class, code, said: one_line(said), is_general: false }
    }

    /// A refusal that any message would meet.
    pub fn general(class: Class, code: &'static str, said: &str) -> Self {
        Self { is_general: true, ..Self::new(class, code, said) }
    }

    /// A refusal by an answer: 4xx later, 5xx as `lasting`; anything else is a line that broke.
    pub fn answered(error: &Error, lasting: Class, code: &'static str) -> Self {
        match error.status() {
            Some(_) if error.is_transient() => Self::new(Class::Later, "not-now", &said(error)),
            Some(_) => Self::new(lasting, code, &said(error)),
            None => Self::broken(error),
        }
    }

    /// A line that broke before the text went: wrong certificates need a person, the rest time.
    pub fn broken(error: &Error) -> Self {
        let words = said(error);
        if words.contains("certificate") {
            return Self::general(Class::Setup, "certificate", &words);
        }
        Self::general(Class::Later, if is_silence(error) { "slow" } else { "broken" }, &words)
    }
}

/// Code and words of a server's answer, or what the system said of the line.
pub fn said(error: &Error) -> String {
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => format!("{code} {words}"),
        None if words.is_empty() => error.to_string(),
        None => words,
    }
}

/// Whether nothing was heard in time; on Linux a blocking read says so as `WouldBlock`.
pub fn is_silence(error: &Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(system) = cause.downcast_ref::<std::io::Error>() {
            return matches!(system.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock);
        }
        source = cause.source();
    }
    false
}

/// A server's words without the secret, in the clear or in the forms it is sent in: some servers repeat a line they did not expect.
pub fn without_secret(words: &str, user: &str, secret: &str) -> String {
    let sent = [
        secret.to_owned(),
        format!("\0{user}\0{secret}"),
        format!("user={user}\x01auth=Bearer {secret}\x01\x01"),
    ];
    let forms = sent.iter().map(|form| BASE64_STANDARD.encode(form)).chain([secret.to_owned()]);
    forms.fold(words.to_owned(), |words, form| words.replace(&form, "…"))
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|sign| !sign.is_control()).take(300).collect()
}
