//! Why a message did not go out: the class that decides what happens next, and what the server said.

use std::error::Error as _;
use std::io::ErrorKind;

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

/// What was being said when the server refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A recipient was named; nothing of the text is known yet.
    Recipient,
    /// The text was offered or sent.
    Text,
}

/// Words by which servers say that the account, its sender or its machine may not, whatever code they give.
const OF_ACCOUNT: [&str; 9] = [
    "relay",
    "send as",
    "sendas",
    "sender",
    "not authenticated",
    "authentication required",
    "not permitted to send",
    "not allowed to send",
    "not authorized to send",
];
/// Words about what a text holds.
const OF_CONTENT: [&str; 6] = ["spam", "virus", "malware", "unsolicited", "phish", "content"];
/// Details of `5.7` about what a text holds: a flood of like ones, spam by another server, a link.
const CONTENT_DETAILS: [u32; 3] = [28, 350, 703];

/// Whether a lasting refusal is about the account, its sender, its machine or what it may do: a setting, and no matter of this recipient or this text.
///
/// Known by the enhanced code (RFC 3463: `5.7.x` is policy and security, `5.1.7` and `5.1.8` the sender's address, `5.5.1` to `5.5.6` how we
/// speak; `5.1.1` to `5.1.6`, `5.1.10` and `5.2.x` the recipient's mailbox), then by words. Of a text, `5.7.0` and `5.7.1` may be about what it holds,
/// and so may words that name no account; of a recipient they never are.
pub fn is_of_account(said: &str, phase: Phase) -> bool {
    let words = said.to_lowercase();
    let detail = |subject: u32| {
        let start = format!("5.{subject}.");
        let mut codes = words.split(|sign: char| !(sign.is_ascii_digit() || sign == '.'));
        codes.find_map(|code| code.strip_prefix(&start)?.parse::<u32>().ok())
    };
    let is_in = |subject: u32, details: std::ops::RangeInclusive<u32>| {
        detail(subject).is_some_and(|detail| details.contains(&detail))
    };
    let has = |all: &[&str]| all.iter().any(|word| words.contains(word));
    // As a whole word: heloisa is none.
    let mut parts = words.split(|sign: char| !sign.is_alphanumeric());
    let greets = parts.any(|word| matches!(word, "helo" | "ehlo"));
    let names_account = has(&OF_ACCOUNT) || greets;
    if is_in(1, 1..=6) || is_in(1, 10..=10) || is_in(2, 0..=99) {
        return false;
    }
    if words.starts_with("530") || is_in(1, 7..=8) || is_in(5, 1..=6) {
        return true;
    }
    if phase == Phase::Recipient {
        return names_account || detail(7).is_some();
    }
    match detail(7) {
        Some(detail) if CONTENT_DETAILS.contains(&detail) => false,
        Some(2..) => true,
        _ => words.contains("account") || !has(&OF_CONTENT) && names_account,
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

/// Longer than any answer that means something; how much is shown, the veil says.
const LONGEST: usize = 16_000;

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|sign| !sign.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_told_from_recipients_and_texts() {
        let of_recipient = [
            ("554 5.7.1 <a@x.com>: Relay access denied", true),
            ("550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", true),
            ("530 5.7.57 Client not authenticated to send mail", true),
            ("530 authentication is needed", true),
            ("553 sorry, that domain isn't in my list of allowed rcpthosts; no relaying", true),
            ("554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org", true),
            ("550 5.7.708 Access denied, traffic not accepted from this IP", true),
            ("550 Sender verify failed", true),
            ("504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", true),
            ("550 <pc-7>: Helo command rejected: Host not found", true),
            ("501 Syntactically invalid EHLO argument(s)", true),
            ("503 5.5.1 Error: need MAIL command", true),
            ("550 5.1.8 <acordo@x.com>: Domain not found", true),
            ("550 5.5.0 Requested action not taken: mailbox unavailable", false),
            ("550 5.1.1 <a@x.com>: Recipient address rejected: User unknown", false),
            ("550 5.2.1 the mailbox is disabled for this sender", false),
            ("550 no such user", false),
            ("553 5.1.3 bad address syntax", false),
            ("551 user not local", false),
            ("550 No such user: heloisa", false),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; heloisa@x.com, sender relay", false),
            ("550 <heloisa@x.com>: user unknown", false),
        ];
        for (said, expected) in of_recipient {
            assert_eq!(is_of_account(said, Phase::Recipient), expected, "{said}");
        }
        let of_text = [
            ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", true),
            ("554 5.2.252 SendAsDenied; a@x.com not allowed to send as b@x.com", true),
            ("550 5.7.26 This mail has been blocked because it is unauthenticated", true),
            ("550 5.7.501 Access denied, account abuse", true),
            ("554 5.7.1 Sender not authorized", true),
            (
                "550 5.7.501 Access denied, spam abuse detected. The sending account has been banned",
                true,
            ),
            ("550 5.7.502 Access denied, banned sender for spam", true),
            ("550 5.7.705 Access denied, tenant has exceeded threshold for spam", true),
            ("550 5.7.26 Unauthenticated mail is blocked, likely unsolicited mail", true),
            ("554 Your account has been suspended for sending spam", true),
            ("554 5.7.1 the account sends unsolicited mail", true),
            ("554 5.5.1 Error: no valid HELO", true),
            ("554 5.7.350 Remote server returned message detected as spam", false),
            ("552 5.7.0 blocked because its content presents a potential security issue", false),
            ("554 5.7.1 Message rejected", false),
            ("550 5.7.1 Our system detected that this message is likely unsolicited mail", false),
            ("554 5.7.28 spam", false),
            ("552 5.3.4 too big", false),
            ("554 5.6.0 malformed", false),
        ];
        for (said, expected) in of_text {
            assert_eq!(is_of_account(said, Phase::Text), expected, "{said}");
        }
    }
}
