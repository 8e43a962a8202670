//! Chat channels and the monitor: told beside the letters, and never a reason to stop.

use crate::mail::hook::{self, Channel};
use crate::model::agreement::NotifySettings;

use super::console::Console;
use super::open::Opened;
use super::pending;
use super::post::Trouble;

/// Posts the words for the channels, unless something is to be decided; returns what failed, without any address.
pub fn channels(console: Console, opened: &Opened, words: &str) -> Vec<Trouble> {
    if pending::is_pending(opened) {
        return Vec::new();
    }
    let NotifySettings { slack, teams, google_chat, .. } = &opened.agreement.notify;
    let channels =
        [(Channel::Slack, slack), (Channel::Teams, teams), (Channel::GoogleChat, google_chat)];
    let wanted = channels
        .into_iter()
        .filter_map(|(channel, variable)| Some((channel, variable.as_deref()?)));
    wanted
        .filter_map(|(channel, variable)| post(console, opened, channel, variable, words))
        .collect()
}

/// Tells the channels that letters do not go out, where no letter tells it either.
pub fn alarm(console: Console, opened: &Opened, untold: &[Trouble]) {
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
        channels(
            console,
            opened,
            &opened.texts.phrase("app.mail-alarm", &[("name", name), ("says", &words)]),
        );
    }
}

fn post(
    console: Console,
    opened: &Opened,
    channel: Channel,
    variable: &str,
    words: &str,
) -> Option<Trouble> {
    let told = match std::env::var(variable) {
        Ok(address) if !address.is_empty() => hook::post(channel, address.trim(), words),
        _ => Err(opened.texts.phrase("app.variable-missing", &[("name", variable)])),
    };
    let Err(reason) = told else {
        console.note(&opened.texts.phrase("app.channel-told", &[("channel", channel.name())]));
        return None;
    };
    let text = opened
        .texts
        .phrase("app.channel-failed", &[("channel", channel.name()), ("reason", &reason)]);
    console.error(&text);
    Some(Trouble { cause: format!("hook:{}", channel.name()), text })
}

/// Gives the monitor a sign of life; that it does not hear is its own to notice.
pub fn ping(console: Console, opened: &Opened, what: &str) {
    let address =
        opened.agreement.notify.ping.as_ref().and_then(|variable| std::env::var(variable).ok());
    if let Some(Err(reason)) = address.map(|address| hook::ping(address.trim(), what)) {
        console.detail(&opened.texts.phrase("app.ping-failed", &[("reason", &reason)]));
    }
}
