//! The ledger: what was computed, by which agreement, from which files, and what was sent (the only door to `SQLite`).
//!
#![doc = include_str!("RELIABILITY.md")]

pub mod chain;
pub mod copies;
pub mod forget;
pub mod health;
mod home;
pub mod inputs;
mod instant;
mod keep;
pub mod lock;
pub mod log;
pub mod message;
mod mounts;
pub mod names;
pub mod outbox;
mod place;
pub mod ratios;
pub mod record;
mod room;
pub mod schema;
mod sent;
pub mod stages;
pub mod standing;
pub mod statements;
pub mod states;
pub mod store;
pub mod troubles;
pub mod versions;
pub mod written;

/// What a person should know of a ledger that can be used all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Today's copy could not be made; why.
    NoCopy(String),
    /// It is not where it was; where that is, and nothing is there any more.
    Moved(PathBuf),
    /// It is a copy of one that is still there.
    Copied(PathBuf),
    /// It was not there and is begun anew, and something of earlier reports is; where.
    Anew(PathBuf),
    /// The newest report in the folder was made by a run that it does not know; when.
    Older(Instant),
    /// Letters went out that it does not know: how many copies, and when the last did.
    Behind(usize, Instant),
    /// The file of what went out was not whole, and is written anew from what the ledger knows.
    Mended {
        /// Lines of it that nobody can read.
        cut: u64,
        /// Copies of letters that went out and were not in it.
        gone: u64,
    },
}

/// Runs about now. One about another day or period, and a closing, says nothing of today's report: no later one is compared with it.
pub(super) const LIVE: &str = "kind NOT IN ('as-of', 'period', 'close')";

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::model::moment::Instant;
pub use inputs::ColumnRecord;
pub use message::{DeliveryKey, Fate, Message, OPERATOR, State, Subject, is_letter_of};
pub use record::{InputRecord, Measurement, RunRecord};
pub use sent::{Doubt, Noted};
pub use statements::{Chain, Statement};
pub use states::States;
pub use store::Ledger;

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another run holds it.
    #[error("ledger-busy: {0}")]
    Busy(PathBuf),
    /// Another program holds the database: a viewer, a sync, a backup.
    #[error("ledger-held: {} s", place::PATIENCE.as_secs())]
    Held,
    /// It lies in a folder that a program copies elsewhere; the name of the folder that shows it.
    #[error("ledger-synced-folder: {path} ({folder})", path = path.display())]
    SyncedFolder {
        /// The ledger's path.
        path: PathBuf,
        /// The part of it that gives the folder away.
        folder: String,
    },
    /// A later version of acordo wrote it.
    #[error("ledger-too-new: version {found}, known up to {known}")]
    TooNew {
        /// The version that the database says it has (SQLite's `user_version`).
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// It is no ledger; what was found instead. Nothing was written into it.
    #[error("ledger-foreign: {0}")]
    Foreign(String),
    /// It is empty or gone, and copies of it are there.
    #[error("ledger-lost: {0}")]
    Lost(PathBuf),
    /// It is a copy of one that is still at work; where that one is.
    #[error("ledger-copied: {0}")]
    Copied(PathBuf),
    /// No copy that can be used; what was looked for.
    #[error("ledger-no-copy: {0}")]
    NoCopy(String),
    /// The database is damaged; what `SQLite` says.
    #[error("ledger-damaged: {0}")]
    Damaged(String),
    /// The same delivery was recorded already.
    #[error("ledger-recorded-already: {0}")]
    RecordedAlready(String),
    /// The file or its folder cannot be used.
    #[error("ledger-file: {path}: {error}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Anything else `SQLite` reports.
    #[error("ledger-database: {0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for LedgerError {
    /// A database that is in use is sound, and one that is none was never ours: neither is damaged.
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Held,
            Some(ErrorCode::NotADatabase) => Self::Foreign(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Database(error),
        }
    }
}
