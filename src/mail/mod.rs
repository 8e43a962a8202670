//! Letters: what each audience is told, as values, as a frozen message, as files and as text for a chat.

pub mod channel;
pub mod folder;
pub mod hook;
pub mod letter;
pub mod mime;
pub mod operator;
pub mod picture;
pub mod statement;
pub mod transport;

mod advice;
mod data;
mod outlook;
pub mod person;
mod tasks;
mod templates;
mod view;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::model::letter::Reader;
use crate::model::moment::{Horizon, Instant};
use crate::model::words::Audience;
use crate::model::zone::Day;
use crate::texts::story::Story;
pub use letter::Letter;
use letter::{Identity, file_name, logo};
use picture::Picture;
use templates::Templates;
use view::View;

/// Which run the letters belong to.
#[derive(Clone, Debug)]
pub struct Run {
    /// The run's own time: the message's `Date`.
    pub now: Instant,
    /// 0 at first; each `--resend` counts one up.
    pub revision: u32,
    /// The day the report is of.
    pub day: Day,
    /// The slot it fills, seconds after midnight.
    pub slot: Option<u32>,
    /// What stands in file names of a report that is not today's: `_2026-10`.
    pub subject: String,
    /// The workbook's file name.
    pub attachment_name: String,
    /// Where the whole workbook is, when the attached one is without the list of leads.
    pub whole_book: Option<PathBuf>,
    /// Cut-off of the last report, of whatever period.
    pub last_cut_off: Option<Horizon>,
}

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// A template of the binary is wrong (a test keeps that from shipping).
    #[error("mail-template: {0}")]
    Template(#[from] minijinja::Error),
    /// No commitment to speak of.
    #[error("mail-nothing-to-say")]
    NothingToSay,
    /// `mail.from` is absent.
    #[error("mail-no-sender")]
    NoSender,
    /// The letter has nobody to go to.
    #[error("mail-no-recipients")]
    NoRecipients,
    /// An address that is none.
    #[error("mail-bad-address: {0}")]
    BadAddress(String),
    /// The workbook cannot be encoded.
    #[error("mail-bad-attachment")]
    BadAttachment,
    /// The message cannot be built from its parts.
    #[error("mail-message: {0}")]
    Message(#[from] lettre::error::Error),
}

/// The letters of a run: one an audience that has recipients, and one a person who has something to do; those of all three audiences, without
/// recipients, when nobody has any (a preview).
pub fn letters(story: &Story<'_>, run: &Run) -> Result<Vec<Letter>, MailError> {
    let templates = Templates::of(story.texts.language)?;
    let audiences = &story.agreement.mail.audiences;
    let nobody = story.agreement.mail.readers().next().is_none();
    let to = |own: Audience| audiences.get(&own).cloned().unwrap_or_default();
    let wanted = Audience::ALL.iter().copied().filter(|own| nobody || !to(*own).is_empty());
    let picture = picture::progress(story);
    let teams =
        wanted.map(|own| to_audience(story, run, (&templates, picture.as_ref()), own, to(own)));
    teams.chain(person::letters(story, run, &templates)).collect()
}

/// The letter to an audience.
fn to_audience(
    story: &Story<'_>,
    run: &Run,
    (templates, picture): (&Templates, Option<&Picture>),
    audience: Audience,
    recipients: Vec<String>,
) -> Result<Letter, MailError> {
    let mut view = View::of(story, run, audience).ok_or(MailError::NothingToSay)?;
    view.picture = picture.map(|picture| picture.alt.clone());
    view.subject = templates.subject(audience, &view)?;
    let reader = Reader::Team(audience);
    let identity = Identity::of(story, run, &reader);
    Ok(Letter {
        file_name: file_name(run, &reader),
        reader,
        recipients,
        text: templates.text(audience, &view)?,
        html: templates.html(audience, &view)?,
        subject: view.subject,
        message_id: identity.message(run.revision),
        references: identity.references(run.revision, story.agreement.mail.thread_by_month),
        list_id: identity.list(),
        date: run.now,
        expires: None,
        picture: picture.cloned(),
        logo: logo(story),
        attachment_name: view.book,
    })
}
