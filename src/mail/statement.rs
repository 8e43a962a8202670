//! The letter that carries a sealed statement: text only, the statement and its document attached, the same words to everybody.

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

/// What the letter says.
#[derive(Clone, Debug, Serialize)]
pub struct Sealed {
    /// The agreement's name.
    pub name: String,
    /// The period in words.
    pub period: String,
    /// The statement's number.
    pub number: u32,
    /// When it was sealed, in words.
    pub at: String,
    /// Commitments kept.
    pub kept: u64,
    /// Of these.
    pub judged: u64,
    /// Commitment and result, one a line.
    pub clauses: Vec<String>,
    /// Doubts about the exports over which somebody insisted, in words.
    pub insisted: Vec<String>,
    /// Its hash.
    pub sha256: String,
}

/// The letter to an audience; `last` is the period's last day, `now` the letter's date.
pub fn letter(
    agreement: &Agreement,
    sealed: &Sealed,
    audience: Audience,
    last: Day,
    now: Instant,
) -> Result<Letter, MailError> {
    let templates = Templates::of(agreement.language)?;
    let domain = domain(agreement.mail.from.as_deref().unwrap_or_default());
    let (day, hash) = (format::iso_date(last), short_hash(&sealed.sha256));
    let word = audience.word();
    Ok(Letter {
        reader: Reader::Team(audience),
        recipients: agreement.mail.audiences.get(&audience).cloned().unwrap_or_default(),
        subject: templates.line("statement.subject", sealed)?,
        text: templates.part("statement.text", sealed)?,
        html: String::new(),
        message_id: format!("<acordo.statement.{day}.{word}.{hash}@{domain}>"),
        references: Vec::new(),
        list_id: format!("{word}.{}.acordo.{domain}", short_hash(&agreement.name)),
        date: now,
        expires: None,
        picture: None,
        logo: None,
        attachment_name: String::new(),
        file_name: format!("{day}_statement_{word}_{hash}.eml"),
    })
}
