//! A letter as the bytes that are sent: frozen once, the same for every attempt (the only door to lettre's builder).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use lettre::Message;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};

use super::{Letter, MailError};
use crate::model::agreement::MailSettings;
use crate::model::moment::Instant;

/// The picture's `Content-ID`; the templates name it too.
const PICTURE: &str = "progresso@acordo";
/// The field of a letter's head that says from when on what it tells is over (RFC 2156).
const EXPIRES: &str = "Expires";
/// That of the company's logo.
const LOGO: &str = "logo@acordo";
/// The type of a workbook.
pub const WORKBOOK_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The type of a document.
pub const JSON_TYPE: &str = "application/json";

/// The message of a letter with the workbook attached, unless its audience may not have it; lines end in CRLF. The same letter and workbook give the same bytes.
pub fn message(
    letter: &Letter,
    settings: &MailSettings,
    workbook: &[u8],
) -> Result<Vec<u8>, MailError> {
    let builder = headers(letter, settings)?;
    let local = letter.message_id.trim_start_matches('<').split('@').next().unwrap_or_default();
    let boundary = local.replace('.', "-");
    let words = MultiPart::alternative()
        .boundary(format!("{boundary}-words"))
        .singlepart(SinglePart::plain(letter.text.clone()))
        .singlepart(SinglePart::html(letter.html.clone()));
    let progress = letter.picture.iter().map(|own| (&*own.png, PICTURE, "progresso.png"));
    let logo = letter.logo.iter().map(|png| (&**png, LOGO, "logo.png"));
    let inline: Vec<SinglePart> = progress
        .chain(logo)
        .map(|(png, id, name)| inline(png, id, name))
        .collect::<Result<_, _>>()?;
    let shown = if inline.is_empty() {
        words
    } else {
        let whole = MultiPart::related().boundary(format!("{boundary}-shown")).multipart(words);
        inline.into_iter().fold(whole, MultiPart::singlepart)
    };
    let mut parts = MultiPart::mixed().boundary(format!("{boundary}-parts")).multipart(shown);
    if !letter.attachment_name.is_empty() {
        let kind = ContentType::parse(WORKBOOK_TYPE).map_err(|_| MailError::BadAttachment)?;
        let book = Attachment::new(letter.attachment_name.clone()).body(encoded(workbook)?, kind);
        parts = parts.singlepart(book);
    }
    Ok(builder.multipart(parts)?.formatted())
}

/// The message of a letter that is text only.
pub fn plain(letter: &Letter, settings: &MailSettings) -> Result<Vec<u8>, MailError> {
    Ok(headers(letter, settings)?.singlepart(SinglePart::plain(letter.text.clone()))?.formatted())
}

/// The message of a letter that is text with files attached: name, type, bytes of each.
pub fn with_files(
    letter: &Letter,
    settings: &MailSettings,
    files: &[(&str, &str, &[u8])],
) -> Result<Vec<u8>, MailError> {
    let builder = headers(letter, settings)?;
    let local = letter.message_id.trim_start_matches('<').split('@').next().unwrap_or_default();
    let parts = MultiPart::mixed().boundary(format!("{}-parts", local.replace('.', "-")));
    let mut parts = parts.singlepart(SinglePart::plain(letter.text.clone()));
    for (name, kind, bytes) in files {
        let kind = ContentType::parse(kind).map_err(|_| MailError::BadAttachment)?;
        parts = parts.singlepart(Attachment::new((*name).to_owned()).body(encoded(bytes)?, kind));
    }
    Ok(builder.multipart(parts)?.formatted())
}

/// Base64 whatever the bytes: no relay may touch a line end of a workbook.
fn encoded(workbook: &[u8]) -> Result<Body, MailError> {
    Body::new_with_encoding(workbook.to_vec(), ContentTransferEncoding::Base64)
        .map_err(|_| MailError::BadAttachment)
}

/// A picture that the HTML part shows by its name.
fn inline(png: &[u8], id: &str, name: &str) -> Result<SinglePart, MailError> {
    let kind = ContentType::parse("image/png").map_err(|_| MailError::BadAttachment)?;
    Ok(Attachment::new_inline_with_name(id.to_owned(), name.to_owned()).body(encoded(png)?, kind))
}

fn headers(letter: &Letter, settings: &MailSettings) -> Result<MessageBuilder, MailError> {
    let from = settings.from.as_deref().ok_or(MailError::NoSender)?;
    let mut builder =
        Message::builder().from(mailbox(from)?).subject(&letter.subject).date(instant(letter.date));
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    if letter.recipients.is_empty() {
        return Err(MailError::NoRecipients);
    }
    for recipient in &letter.recipients {
        builder = builder.to(mailbox(recipient)?);
    }
    builder = builder.message_id(Some(letter.message_id.clone()));
    if let Some(last) = letter.references.last() {
        builder = builder.in_reply_to(last.clone()).references(letter.references.join(" "));
    }
    let list = format!("<{}>", letter.list_id);
    let fixed = [
        (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
        (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All"),
        (HeaderName::new_from_ascii_str("List-Id"), list.as_str()),
    ];
    let end = letter.expires.and_then(|end| DateTime::from_timestamp(end.unix(), 0));
    let end = end.map(|end| (HeaderName::new_from_ascii_str(EXPIRES), end.to_rfc2822()));
    let fields = fixed.into_iter().map(|(name, value)| (name, value.to_owned())).chain(end);
    Ok(fields
        .fold(builder, |builder, (name, value)| builder.raw_header(HeaderValue::new(name, value))))
}

/// From when on what a letter of ours tells is over; nothing of one that says what was.
pub fn expires(eml: &[u8]) -> Option<Instant> {
    let mut lines = eml.split(|byte| *byte == b'\n').take_while(|line| line.trim_ascii() != b"");
    let value = lines.find_map(|line| {
        std::str::from_utf8(line).ok()?.strip_prefix(EXPIRES)?.strip_prefix(": ")
    })?;
    Some(Instant::of(DateTime::parse_from_rfc2822(value.trim()).ok()?.timestamp()))
}

/// The address in `Name <address>`, as it stands in an envelope.
pub fn bare(address: &str) -> String {
    mailbox(address).map_or_else(|_| address.to_owned(), |mailbox| mailbox.email.to_string())
}

/// The same, where a letter can be addressed to it: the agreement takes no other.
pub fn address(address: &str) -> Option<&str> {
    mailbox(address).is_ok().then(|| named(address).1)
}

/// The name and the address of `Name <address>`; the name may stand in quotes and have a comma (`Lopes, Ana`), or be empty.
fn named(address: &str) -> (&str, &str) {
    let address = address.trim();
    let parts = address.strip_suffix('>').and_then(|open| open.rsplit_once('<'));
    let Some((name, bare)) = parts else { return ("", address) };
    let name = name.trim();
    let inner = name.strip_prefix('"').and_then(|open| open.strip_suffix('"'));
    (inner.unwrap_or(name).trim(), bare.trim())
}

fn mailbox(address: &str) -> Result<Mailbox, MailError> {
    let (name, bare) = named(address);
    let bad = || MailError::BadAddress(address.to_owned());
    if name.chars().any(|c| c.is_control() || matches!(c, '<' | '>')) {
        return Err(bad());
    }
    let email = bare.parse().map_err(|_| bad())?;
    Ok(Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), email))
}

fn instant(at: Instant) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(at.unix()).unwrap_or(0))
}
