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
mod outlook;
pub mod person;
mod tasks;
mod templates;
mod view;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::model::moment::{Horizon, Instant};
use crate::model::zone::Day;

pub use letter::{Letter, letters};

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
