//! Web hooks of chat channels and the ping of a monitor: addresses are secrets, and what fails there holds up nothing.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;

const PATIENCE: Duration = Duration::from_secs(10);
/// Waits before the second and the third try.
const WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
/// Hosts that may be spoken to in the clear: this machine.
const HERE: [&str; 2] = ["http://127.0.0.1:", "http://localhost:"];

/// The form a channel wants its words in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// `{"text": …}`, with Slack's own signs escaped.
    Slack,
    /// An adaptive card in a message.
    Teams,
    /// `{"text": …}`
    GoogleChat,
}

impl Channel {
    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slack => "Slack",
            Self::Teams => "Teams",
            Self::GoogleChat => "Google Chat",
        }
    }

    /// The words in its form.
    pub fn body(self, words: &str) -> Value {
        match self {
            Self::Slack => json!({ "text": slack(words) }),
            Self::GoogleChat => json!({ "text": words }),
            Self::Teams => {
                let text = json!({ "type": "TextBlock", "text": words.replace('\n', "\n\n"), "wrap": true });
                let card = json!({ "type": "AdaptiveCard", "version": "1.4", "body": [text] });
                json!({ "type": "message", "attachments": [{ "contentType": "application/vnd.microsoft.card.adaptive", "content": card }] })
            }
        }
    }
}

/// Posts words to a channel; on failure why, without the address.
pub fn post(channel: Channel, address: &str, words: &str) -> Result<(), String> {
    let body = channel.body(words).to_string();
    attempt(address, |agent| {
        agent
            .post(address)
            .header("Content-Type", "application/json")
            .send(&body)
            .and_then(|answer| heard(&answer))
    })
}

/// Tells a monitor of a sign of life; `what` is what it is told: nothing for success, `/start`, or `/` and an exit code.
pub fn ping(address: &str, what: &str) -> Result<(), String> {
    let whole = format!("{}{what}", address.trim_end_matches('/'));
    attempt(address, |agent| agent.get(&whole).call().and_then(|answer| heard(&answer)))
}

/// Only a plain yes is one: a hook that was taken away sends whoever calls to another page.
fn heard(answer: &ureq::http::Response<ureq::Body>) -> Result<(), ureq::Error> {
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(ureq::Error::StatusCode(status.as_u16())) }
}

fn attempt(address: &str, call: impl Fn(&Agent) -> Result<(), ureq::Error>) -> Result<(), String> {
    if !address.starts_with("https://") && !HERE.iter().any(|here| address.starts_with(here)) {
        return Err("https://".to_owned());
    }
    let agent =
        Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).build().new_agent();
    let mut told = call(&agent);
    for wait in WAITS {
        if !told.as_ref().is_err_and(is_passing) {
            break;
        }
        thread::sleep(wait);
        told = call(&agent);
    }
    told.map_err(|error| reason(&error))
}

/// Whether a call that failed may go better in a moment. What was not answered in time may have been heard: it is not said twice.
fn is_passing(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::StatusCode(code) => *code == 429 || *code >= 500,
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed | ureq::Error::Io(_) => true,
        _ => false,
    }
}

/// A name with `<` and `>` in it must not call a whole channel.
fn slack(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Why a call failed. Only what cannot hold the address is told.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(code) => format!("HTTP {code}"),
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::Timeout(_) => "10 s".to_owned(),
        ureq::Error::HostNotFound => "DNS".to_owned(),
        _ => "HTTP".to_owned(),
    }
}
