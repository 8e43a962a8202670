//! Chat channels, a web hook and the monitor: told beside the letters, and never a reason to stop.

use serde_json::Value;

use crate::mail::hook::{self, Channel, Notice};
use crate::model::agreement::{NotifySettings, WebHook};
use crate::model::moment::Instant;
use crate::model::plain;
use crate::model::stopwatch;
use crate::model::words::LogKind;

use super::console::Console;
use super::failure::Trouble;
use super::open::Opened;
use super::pending;

/// Bytes that a template of a web hook may have.
const LONGEST_TEMPLATE: usize = 64 * 1024;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A report was made.
    Report,
    /// Something falls due within hours.
    DueSoon,
    /// Somebody wrote something into the record.
    Logged(LogKind),
    /// Letters do not go out.
    Alarm,
}

impl Event {
    fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::DueSoon => "due-soon",
            Self::Logged(kind) => kind.word(),
            Self::Alarm => "alarm",
        }
    }
}

/// What the channels are told.
pub struct News<'a> {
    /// What happened.
    pub event: Event,
    /// The words.
    pub text: &'a str,
    /// The summary document, where it is a report.
    pub summary: Option<&'a str>,
    /// When.
    pub at: Instant,
}

/// Whether anybody is told anything.
pub fn has_channels(settings: &NotifySettings) -> bool {
    let NotifySettings { slack, teams, google_chat, webhook, .. } = settings;
    [slack, teams, google_chat].iter().any(|own| own.is_some()) || webhook.is_some()
}

/// Tells every channel, unless something is to be decided; returns what failed, without any address.
pub fn channels(console: Console, opened: &Opened, news: &News) -> Vec<Trouble> {
    if pending::is_pending(opened) {
        return Vec::new();
    }
    let NotifySettings { slack, teams, google_chat, webhook, .. } = &opened.agreement.notify;
    let channels =
        [(Channel::Slack, slack), (Channel::Teams, teams), (Channel::GoogleChat, google_chat)];
    let wanted = channels
        .into_iter()
        .filter_map(|(channel, variable)| Some((channel, variable.as_deref()?)));
    let chats = wanted.map(|(channel, variable)| {
        let posted = secret(opened, variable)
            .and_then(|address| hook::post(channel, address.trim(), news.text));
        (channel.name(), posted)
    });
    let own = webhook.iter().map(|own| ("web hook", to_web_hook(opened, own, news)));
    let told = chats.chain(own);
    told.filter_map(|(name, posted)| heard(console, opened, name, posted)).collect()
}

/// Tells the channels that letters do not go out, where no letter tells it either.
pub fn alarm(console: Console, opened: &Opened, untold: &[Trouble], at: Instant) {
    let operators = &opened.agreement.mail.operator;
    // That the operator's own letter waits is what makes this an alarm, and none by itself.
    let is_own = |cause: &str| operators.iter().any(|address| cause.ends_with(address.as_str()));
    let of_mail = untold
        .iter()
        .filter(|trouble| trouble.cause.starts_with("mail:") && !is_own(&trouble.cause));
    let words: Vec<&str> = of_mail.map(|trouble| trouble.text.as_str()).collect();
    if !words.is_empty() {
        let name = &opened.agreement.name;
        let words = words.join("\n");
        let text = opened.texts.phrase("app.mail-alarm", &[("name", name), ("says", &words)]);
        channels(console, opened, &News { event: Event::Alarm, text: &text, summary: None, at });
    }
}

/// What a variable of the environment holds.
fn secret(opened: &Opened, variable: &str) -> Result<String, String> {
    let held = std::env::var(variable).ok().filter(|held| !held.is_empty());
    held.ok_or_else(|| opened.texts.phrase("app.variable-missing", &[("name", variable)]))
}

fn to_web_hook(opened: &Opened, own: &WebHook, news: &News) -> Result<(), String> {
    let (address, key) = (secret(opened, &own.address)?, secret(opened, &own.secret)?);
    let template = own.template.as_deref().map(|path| {
        let read = plain::read(path).map_err(|error| error.to_string())?;
        let is_short = read.len() <= LONGEST_TEMPLATE;
        let text = String::from_utf8(read).ok().filter(|_| is_short);
        text.ok_or_else(|| opened.texts.word("app.template-long").to_owned())
    });
    let template = template.transpose().map_err(|reason: String| {
        let path = own.template.as_deref().unwrap_or(std::path::Path::new(""));
        format!("{}: {reason}", path.display())
    })?;
    let summary = news.summary.and_then(|text| serde_json::from_str(text).ok());
    let notice = Notice {
        schema: 1,
        event: news.event.word(),
        agreement: &opened.agreement.name,
        at: opened.agreement.zone.rfc3339(news.at),
        text: news.text,
        summary: summary.unwrap_or(Value::Null),
    };
    let body = hook::body(&notice, template.as_deref())?;
    // Whoever hears it looks at its age: a run may have read and fetched for long.
    hook::post_signed(address.trim(), key.trim(), news.at + stopwatch::gone_on(), &body)
}

/// Says that a channel was told, or why not.
fn heard(
    console: Console,
    opened: &Opened,
    name: &str,
    posted: Result<(), String>,
) -> Option<Trouble> {
    let Err(reason) = posted else {
        console.note(&opened.texts.phrase("app.channel-told", &[("channel", name)]));
        return None;
    };
    let values = [("channel", name), ("reason", &*reason)];
    let text = opened.texts.phrase("app.channel-failed", &values);
    console.error(&text);
    Some(Trouble { cause: format!("hook:{name}"), text })
}

/// Gives the monitor a sign of life; that it does not hear is its own to notice.
pub fn ping(console: Console, opened: &Opened, what: &str) {
    let address =
        opened.agreement.notify.ping.as_ref().and_then(|variable| std::env::var(variable).ok());
    if let Some(Err(reason)) = address.map(|address| hook::ping(address.trim(), what)) {
        console.detail(&opened.texts.phrase("app.ping-failed", &[("reason", &reason)]));
    }
}
