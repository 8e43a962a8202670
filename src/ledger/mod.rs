//! The ledger: what was computed, by which agreement, from which files, and what was sent (the only door to `SQLite`).
//!
#![doc = include_str!("RELIABILITY.md")]

pub mod chain;
pub mod inputs;
mod keep;
pub mod lock;
pub mod log;
mod mounts;
pub mod outbox;
pub mod ratios;
pub mod record;
mod room;
pub mod schema;
pub mod stages;
pub mod standing;
pub mod statements;
pub mod states;
pub mod store;
pub mod troubles;
pub mod versions;

#[cfg(test)]
mod tests;

pub use inputs::ColumnRecord;
pub use outbox::{DeliveryKey, Fate, Message, State};
pub use record::{InputRecord, Measurement, RunRecord};
pub use statements::{Chain, Statement};
pub use states::States;
pub use store::Ledger;

use std::path::PathBuf;

/// Why the ledger could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another run holds it.
    #[error("ledger-busy: {0}")]
    Busy(PathBuf),
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
    Database(#[from] rusqlite::Error),
}
