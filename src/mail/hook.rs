//! Web hooks of chat channels and the ping of a monitor: addresses are secrets, and what fails there holds up nothing.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Value, json};
use ureq::Agent;

use crate::model::hash::signature;
use crate::model::moment::Instant;

const PATIENCE: Duration = Duration::from_secs(10);
/// Waits before the second and the third try.
const WAITS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(2)];
/// Steps that a template may take, and bytes that it may write.
const MOST_STEPS: u64 = 200_000;
const LONGEST: usize = 4 * 1024 * 1024;
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

/// What a web hook of the teams' own is told.
#[derive(Clone, Debug, Serialize)]
pub struct Notice<'a> {
    /// Always 1.
    pub schema: u32,
    /// `report`, `due-soon`, `decision`, `incident`, `conversation` or `alarm`.
    pub event: &'static str,
    /// The agreement's name.
    pub agreement: &'a str,
    /// When, RFC 3339.
    pub at: String,
    /// The words that the other channels hear.
    pub text: &'a str,
    /// The summary document of a report; else null.
    pub summary: Value,
}

/// The body for a web hook: the notice itself, or what a template makes of it, which has to be JSON. A template may include no other file, and
/// its steps and its length are bounded.
pub fn body(notice: &Notice<'_>, template: Option<&str>) -> Result<String, String> {
    let Some(template) = template else {
        return serde_json::to_string(notice).map_err(|error| error.to_string());
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Json);
    environment.set_fuel(Some(MOST_STEPS));
    let mut out = Bounded(Vec::new());
    let read = environment.template_from_str(template).map_err(|error| error.to_string())?;
    read.render_captured_to(notice, &mut out).map_err(|error| error.to_string())?;
    let text = String::from_utf8(out.0).map_err(|error| error.to_string())?;
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text);
    is_json.map(|_| text).map_err(|error| format!("JSON: {error}"))
}

/// What a template writes, up to a length.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "> 4 MB"));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Posts a body to a web hook, signed: `X-Acordo-Signature` is `v1=` and the HMAC-SHA256, by the secret, of the timestamp, a full stop and
/// the body; `X-Acordo-Timestamp` is in seconds. A further try is the same, byte for byte.
pub fn post_signed(address: &str, secret: &str, at: Instant, body: &str) -> Result<(), String> {
    let time = at.unix().to_string();
    let parts = [time.as_bytes(), b".", body.as_bytes()];
    let signed = signature(secret.as_bytes(), parts).ok_or("HMAC")?;
    attempt(address, |agent| {
        agent
            .post(address)
            .header("Content-Type", "application/json")
            .header("X-Acordo-Timestamp", &time)
            .header("X-Acordo-Signature", format!("v1={signed}"))
            .send(body)
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
