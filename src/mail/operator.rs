//! The letter to whoever keeps acordo running: what needs a person, what is over, what to do.

use serde::Serialize;

use super::MailError;
use super::letter::{Letter, domain, short_hash};
use super::templates::Templates;
use crate::model::agreement::Agreement;
use crate::model::letter::Reader;
use crate::model::moment::Instant;
use crate::model::words::Audience;
use crate::model::zone::Day;
use crate::texts::format;

/// What the operator is told.
#[derive(Clone, Debug)]
pub struct Note {
    /// What needs a person, a sentence each.
    pub troubles: Vec<String>,
    /// What did and no longer does.
    pub over: Vec<String>,
    /// The day.
    pub day: Day,
    /// The present.
    pub now: Instant,
}

/// What the templates are given.
#[derive(Serialize)]
struct View<'a> {
    brand: &'a str,
    date: String,
    troubles: &'a [String],
    over: &'a [String],
}

/// The letter: text only, without an attachment.
pub fn letter(agreement: &Agreement, note: &Note) -> Result<Letter, MailError> {
    let templates = Templates::of(agreement.language)?;
    let view = View {
        brand: &agreement.name,
        date: format::short_date(agreement.language, note.day),
        troubles: &note.troubles,
        over: &note.over,
    };
    let hash = short_hash(&format!("{}\n{:?}\n{:?}", agreement.name, note.troubles, note.over));
    let (day, domain) =
        (format::iso_date(note.day), domain(agreement.mail.from.as_deref().unwrap_or_default()));
    Ok(Letter {
        reader: Reader::Team(Audience::Both),
        recipients: agreement.mail.operator.clone(),
        subject: templates.line("operator.subject", &view)?,
        text: templates.part("operator.text", &view)?,
        html: String::new(),
        message_id: format!("<acordo.{day}.operator.{hash}@{domain}>"),
        references: Vec::new(),
        list_id: format!("operator.acordo.{domain}"),
        date: note.now,
        expires: None,
        picture: None,
        logo: None,
        attachment_name: String::new(),
        file_name: format!("{day}_operator_{hash}.eml"),
    })
}
