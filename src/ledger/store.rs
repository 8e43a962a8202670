//! Opening the ledger: where it may lie, who may have it, in what state it must be.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::lock::RunLock;
use super::room::Room;
use super::{LedgerError, mounts, schema};
use crate::model::fold::fold;

/// Folded beginnings of folder names that a sync program owns.
const SYNCED: [&str; 7] =
    ["onedrive", "dropbox", "googledrive", "meudrive", "mydrive", "icloud", "mobiledocuments"];
pub(super) const WAIT_FOR_READERS: Duration = Duration::from_secs(5);

/// The open ledger, held by this run alone until dropped.
#[derive(Debug)]
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) room: Option<Room>,
    _lock: RunLock,
}

impl Ledger {
    /// Opens a ledger, making it and its folder when absent, and bringing an older one up to date.
    ///
    /// Refused: a synced or network folder, a damaged database, one of a later version, one another run holds.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let failed = |error| LedgerError::File { path: path.to_owned(), error };
        let path = std::path::absolute(path).map_err(failed)?;
        refuse_synced(&path)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
            // A link may lead where the path as written does not show.
            let real =
                folder.canonicalize().map_err(failed)?.join(path.file_name().unwrap_or_default());
            refuse_synced(&real)?;
            refuse_network(&real)?;
        }
        let lock = RunLock::take(&path)?;
        let mut connection = connect(&path)?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection, room: None, _lock: lock })
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // Only for tidiness: a journal that stays holds nothing.
        let _stays = self.connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
    }
}

/// A ledger to look into, without a lock, a new file or a migration; nothing where there is none or it has no such table yet.
pub(super) fn peek(path: &Path, table: &str) -> Result<Option<Connection>, LedgerError> {
    if !path.is_file() {
        return Ok(None);
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(WAIT_FOR_READERS)?;
    let has_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
    let found: Option<i64> =
        connection.query_row(has_table, [table], |row| row.get(0)).optional()?;
    Ok(found.map(|_| connection))
}

fn connect(path: &Path) -> Result<Connection, LedgerError> {
    keep_private(path);
    let connection = Connection::open(path)?;
    connection.busy_timeout(WAIT_FOR_READERS)?;
    let sound: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| LedgerError::Damaged(error.to_string()))?;
    if sound != "ok" {
        return Err(LedgerError::Damaged(sound));
    }
    // The journal keeps its room on the disk: what was written before a letter goes can be written after it, however full the disk is.
    connection.query_row("PRAGMA journal_mode = PERSIST", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// A new ledger is its owner's alone: it holds letters. `SQLite` gives its journal the same rights.
#[cfg(unix)]
fn keep_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    // One that is there keeps the rights it was given; one that cannot be made is told by whoever opens it.
    let _made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

#[cfg(not(unix))]
fn keep_private(_path: &Path) {}

/// A sync program copies the file while it is being written, and two machines would write two ledgers.
fn refuse_synced(path: &Path) -> Result<(), LedgerError> {
    let folders = path
        .parent()
        .unwrap_or(path)
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let found = folders.into_iter().find(|folder| {
        is_network(folder) || SYNCED.iter().any(|name| fold(folder).starts_with(name))
    });
    match found {
        Some(folder) => Err(LedgerError::SyncedFolder { path: PathBuf::from(path), folder }),
        None => Ok(()),
    }
}

/// The lock of a network's filesystem holds nobody off, and a write that breaks off leaves half a page.
fn refuse_network(path: &Path) -> Result<(), LedgerError> {
    mounts::network(path).map_or(Ok(()), |folder| {
        Err(LedgerError::SyncedFolder { path: PathBuf::from(path), folder })
    })
}

/// `\\server\share`, as Windows writes it.
fn is_network(component: &str) -> bool {
    component.starts_with("\\\\")
        && !component.starts_with("\\\\?\\")
        && !component.starts_with("\\\\.\\")
        || component.starts_with("\\\\?\\UNC")
}
