//! The steps of a conversation with a mail server, each with what its failure means (`RELIABILITY.md` §2).

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret;

use super::refusal::{self, Phase, is_silence, said};
use super::{Answer, Class, Line, Parcel, Refusal};
use crate::model::agreement::{Security, SignIn};
use crate::model::plain;

/// No single answer before the text is waited for longer.
const STEP: Duration = Duration::from_mins(2);
/// Steps that may each be slow within the patience for all of them.
const SLOW_STEPS: u32 = 5;
/// After encryption has begun the server has nothing to say by itself for this long.
const HUSH: Duration = Duration::from_millis(250);
/// Once a server waits for a text it has nothing to say by itself: what it said too early is there within this.
const PAUSE: Duration = Duration::from_millis(20);
/// Leaving is a courtesy.
const FAREWELL: Duration = Duration::from_secs(3);

/// One side of the conversation.
pub struct Talk {
    line: Line,
    step: Duration,
}

impl Talk {
    /// Speaks with one server; each step may take a part of the agreement's patience.
    pub fn new(line: &Line) -> Self {
        Self { step: (line.patience / SLOW_STEPS).min(STEP), line: line.clone() }
    }

    /// Connects, encrypts as the agreement says, and signs in.
    pub fn open(&self) -> Result<SmtpConnection, Refusal> {
        let server = &self.line.server;
        let (tls, hello) = (self.tls()?, ClientId::default());
        let at_once = (server.security == Security::Tls).then_some(&tls);
        let mut connection = SmtpConnection::connect(
            (server.host.as_str(), server.port),
            Some(self.step),
            &hello,
            at_once,
            None,
        )
        .map_err(|error| unreachable(&error))?;
        if server.security == Security::StartTls {
            encrypt(&mut connection, &tls, &hello)?;
            connection
                .set_timeout(Some(self.step))
                .map_err(|error| Refusal::general(Class::Later, "broken", &error.to_string()))?;
        }
        self.sign_in(&mut connection)?;
        Ok(connection)
    }

    /// The system's authorities, and the agreement's own.
    fn tls(&self) -> Result<TlsParameters, Refusal> {
        let wrong = |words: String| Refusal::general(Class::Setup, "ca-file", &words);
        let mut builder = TlsParameters::builder(self.line.server.host.clone());
        if let Some(path) = &self.line.server.ca_file {
            let pem =
                plain::read(path).map_err(|error| wrong(format!("{}: {error}", path.display())))?;
            builder = builder.add_root_certificate(
                Certificate::from_pem(&pem).map_err(|error| wrong(error.to_string()))?,
            );
        }
        builder.build_rustls().map_err(|error| wrong(error.to_string()))
    }

    /// Signs in, once: a second try with a wrong password locks accounts.
    fn sign_in(&self, connection: &mut SmtpConnection) -> Result<(), Refusal> {
        let (Some(account), Some(secret)) = (&self.line.server.account, &self.line.secret) else {
            return Ok(());
        };
        let mechanism = match account.login {
            SignIn::Plain => Mechanism::Plain,
            SignIn::Login => Mechanism::Login,
            SignIn::Xoauth2 => Mechanism::Xoauth2,
        };
        if !connection.server_info().supports_auth_mechanism(mechanism) {
            return Err(Refusal::general(Class::Setup, "no-mechanism", &mechanism.to_string()));
        }
        let credentials = Credentials::new(account.user.clone(), secret.expose_secret().to_owned());
        match connection.auth(&[mechanism], &credentials) {
            Ok(response) if response.has_code(235) => Ok(()),
            Ok(response) => Err(Refusal::general(Class::Setup, "sign-in", &words(&response))),
            Err(error) => Err(no_entry(&error, &said(&error))),
        }
    }

    /// Offers the message: sender, each recipient on its own, and that text is to follow. An error is every recipient's answer.
    pub fn offer(connection: &mut SmtpConnection, parcel: &Parcel) -> Result<Vec<Answer>, Refusal> {
        let parameters = parameters(connection, parcel)?;
        let from = address(&parcel.from)?;
        step(connection, Mail::new(Some(from), parameters), |error| match error.status() {
            Some(code) if code.to_string() == "552" => {
                Refusal::answered(error, Class::Never, "too-large")
            }
            // What is said before any recipient is named is about the account and its sender: a setting, and the next message's too.
            _ => {
                let refusal = Refusal::answered(error, Class::Setup, "sender");
                Refusal {
                    is_general: refusal.is_general || refusal.class == Class::Setup,
                    ..refusal
                }
            }
        })?;
        let mut answers = Vec::new();
        for recipient in &parcel.to {
            let answer = address(recipient)
                .and_then(|address| step(connection, Rcpt::new(address, Vec::new()), one_refused));
            match answer {
                Err(refusal) if refusal.is_general => return Err(refusal),
                answer => answers.push(answer),
            }
        }
        if answers.iter().any(Answer::is_ok) {
            step(connection, Data, text_refused)?;
        } else {
            let _left_clean = connection.command(Rset);
        }
        Ok(answers)
    }

    /// Sends the text. Only a plain 250 is a yes, only an answer is a no; all else is unknown.
    pub fn hand_over(&self, connection: &mut SmtpConnection, parcel: &Parcel) -> Answer {
        let unknown = |words: &str| Refusal::new(Class::Unknown, "no-answer", words);
        let strange = |words: &str| Refusal::new(Class::Unknown, "strange-answer", words);
        is_in_step(connection)?;
        connection
            .set_timeout(Some(self.line.patience))
            .map_err(|error| unknown(&error.to_string()))?;
        match connection.message(&parcel.text) {
            Ok(response) if response.has_code(250) => Ok(()),
            Ok(response) => Err(strange(&words(&response))),
            Err(error) if error.status().is_some() => Err(text_refused(&error)),
            Err(error) if error.is_response() && !said(&error).contains("incomplete") => {
                Err(strange(&said(&error)))
            }
            Err(error) => Err(unknown(&said(&error))),
        }
    }
}

/// What a server has said of a text that it has not got is no answer to it: nothing is handed over on such a connection.
fn is_in_step(connection: &mut SmtpConnection) -> Answer {
    let broken = |words: &str| Refusal::general(Class::Later, "broken", words);
    connection.set_timeout(Some(PAUSE)).map_err(|error| broken(&error.to_string()))?;
    match connection.read_response() {
        Err(error) if is_silence(&error) => Ok(()),
        Err(error) => Err(broken(&said(&error))),
        Ok(early) => Err(broken(&words(&early))),
    }
}

/// Takes leave; whatever the server makes of it, the answer is known.
pub fn leave(mut connection: SmtpConnection) {
    if connection.set_timeout(Some(FAREWELL)).is_ok() {
        let _whatever = connection.quit();
    }
}

/// One command whose answer must be the one it has.
fn step(
    connection: &mut SmtpConnection,
    command: impl std::fmt::Display,
    refuse: impl Fn(&Error) -> Refusal,
) -> Answer {
    let verb = command.to_string();
    let expected: &[u16] = if verb.starts_with("DATA") { &[354] } else { &[250, 251, 252] };
    match connection.command(command) {
        Ok(response) if expected.iter().any(|code| response.has_code(*code)) => Ok(()),
        Ok(response) => Err(Refusal::general(Class::Later, "broken", &words(&response))),
        Err(error) => Err(refuse(&error)),
    }
}

/// No connection, no greeting, or not encrypted from the start.
fn unreachable(error: &Error) -> Refusal {
    match error.status() {
        Some(_) => turned_away(error),
        None if said(error).contains("certificate") || is_silence(error) => Refusal::broken(error),
        None => Refusal::general(Class::Later, "unreachable", &said(error)),
    }
}

/// A server that speaks and wants none of us: no letter is named yet, so it is host, port or what this machine may.
fn turned_away(error: &Error) -> Refusal {
    Refusal { is_general: true, ..Refusal::answered(error, Class::Setup, "turned-away") }
}

/// Encrypts a connection that began in the clear. What was said in the clear after that was agreed on is somebody else's voice.
fn encrypt(
    connection: &mut SmtpConnection,
    tls: &TlsParameters,
    hello: &ClientId,
) -> Result<(), Refusal> {
    if !connection.can_starttls() {
        return Err(Refusal::general(Class::Setup, "no-starttls", ""));
    }
    connection.starttls(tls, hello).map_err(|error| turned_away(&error))?;
    let broken = |words: String| Refusal::general(Class::Later, "broken", &words);
    connection.set_timeout(Some(HUSH)).map_err(|error| broken(error.to_string()))?;
    match connection.read_response() {
        Err(error) if is_silence(&error) => Ok(()),
        Err(error) if error.status().is_none() && !error.is_response() => Err(broken(said(&error))),
        Ok(_) | Err(_) => Err(Refusal::general(Class::Setup, "injected", "")),
    }
}

/// A recipient that was refused; 452 is also what a server says that takes no more of them at a time.
fn one_refused(error: &Error) -> Refusal {
    match error.status() {
        Some(code) if code.to_string() == "452" => {
            Refusal::new(Class::Later, "too-many", &said(error))
        }
        _ if refusal::is_of_account(&said(error), Phase::Recipient) => {
            Refusal::answered(error, Class::Setup, "relay")
        }
        _ => Refusal::answered(error, Class::Never, "recipient"),
    }
}

/// A text that was refused: for what it says, or for who sends it.
fn text_refused(error: &Error) -> Refusal {
    if refusal::is_of_account(&said(error), Phase::Text) {
        return Refusal::answered(error, Class::Setup, "sender");
    }
    Refusal::answered(error, Class::Never, "text")
}

/// A sign-in that was refused needs a person, unless the server says that it is only for now.
fn no_entry(error: &Error, words: &str) -> Refusal {
    match error.status() {
        Some(_) if error.is_transient() => Refusal::general(Class::Later, "not-now", words),
        None if !error.is_client() => Refusal::broken(error),
        _ if words.contains("5.7.30") => Refusal::general(Class::Setup, "basic-off", words),
        _ => Refusal::general(Class::Setup, "sign-in", words),
    }
}

/// What the sender's line announces; a message above the server's limit is not offered.
fn parameters(
    connection: &mut SmtpConnection,
    parcel: &Parcel,
) -> Result<Vec<MailParameter>, Refusal> {
    let again = connection.command(Ehlo::new(ClientId::default()));
    let answer = again.map_err(|error| Refusal::general(Class::Later, "broken", &said(&error)))?;
    let size = answer.message().find_map(|line| {
        line.strip_prefix("SIZE").map(|limit| limit.trim().parse().unwrap_or(0_usize))
    });
    let length = parcel.text.len();
    if let Some(limit) = size.filter(|limit| *limit > 0 && length > *limit) {
        return Err(Refusal::new(Class::Never, "too-large", &format!("{length} > {limit}")));
    }
    let mut parameters: Vec<MailParameter> =
        size.map(|_| MailParameter::Size(length)).into_iter().collect();
    let is_ascii = parcel.from.is_ascii() && parcel.to.iter().all(|address| address.is_ascii());
    if !is_ascii {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Refusal::new(Class::Never, "accents", ""));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    Ok(parameters)
}

fn address(text: &str) -> Result<Address, Refusal> {
    text.parse().map_err(|_| Refusal::new(Class::Never, "recipient", text))
}

fn words(response: &Response) -> String {
    format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))
}
