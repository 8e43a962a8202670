//! Where a ledger may lie, what lies beside it, and whether what lies there is sound.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use crate::model::fold::fold;
use crate::model::plain;

use super::{LedgerError, mounts};

/// Folded beginnings of folder names that a sync program owns.
const SYNCED: [&str; 7] =
    ["onedrive", "dropbox", "googledrive", "meudrive", "mydrive", "icloud", "mobiledocuments"];

/// Links that lead one to another before they are taken for a circle.
const MOST_LINKS: usize = 16;

/// How long another program that holds the database is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Where a ledger really lies; its folder is made when absent, and one that a program copies elsewhere is refused.
pub(super) fn place(path: &Path) -> Result<PathBuf, LedgerError> {
    let failed = |error| LedgerError::File { path: path.to_owned(), error };
    let named = std::path::absolute(path).map_err(failed)?;
    refuse_synced(&named)?;
    let path = linked(&named);
    if let Some(folder) = path.parent() {
        // Where a link leads to a disk that is not there, no other disk takes its place.
        if path == named {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        // A link may lead where the path as written does not show.
        let real =
            folder.canonicalize().map_err(failed)?.join(path.file_name().unwrap_or_default());
        refuse_synced(&real)?;
        refuse_network(&real)?;
        return Ok(if path == named { path } else { real });
    }
    Ok(path)
}

/// The file that a ledger's name leads to: lock, copies and what went out lie beside that one, whichever link it is reached by.
pub(super) fn linked(path: &Path) -> PathBuf {
    let mut real = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = std::fs::read_link(&real) else { break };
        real = real.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    real
}

/// `acordo.db` → `acordo.db.sent`: what lies beside a ledger.
pub(super) fn beside(ledger: &Path, ending: &str) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Refuses a pipe, a device or a folder where a file of ours lies or would.
pub(super) fn refuse_other(path: &Path) -> Result<(), LedgerError> {
    plain::refuse_other(path).map_err(|error| LedgerError::File { path: path.to_owned(), error })
}

/// How thoroughly a database is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Every page and row.
    Quick,
    /// Its indexes against its rows too, and every reference.
    Full,
}

/// Refuses a database whose pages are not what they must be.
pub(super) fn refuse_damaged(connection: &Connection, check: Check) -> Result<(), LedgerError> {
    let sql = match check {
        Check::Quick => "PRAGMA quick_check(1)",
        Check::Full => "PRAGMA integrity_check(1)",
    };
    let sound: String = connection.query_row(sql, [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(LedgerError::Damaged(sound));
    }
    let mut references = connection.prepare("PRAGMA foreign_key_check")?;
    if check == Check::Full && references.exists([])? {
        return Err(LedgerError::Damaged("foreign_key_check".to_owned()));
    }
    Ok(())
}

/// A new ledger, and each copy of one, is its owner's alone: it holds letters. `SQLite` gives its journal the same rights.
#[cfg(unix)]
pub(super) fn keep_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    // One that is there keeps the rights it was given; one that cannot be made is told by whoever opens it.
    let _made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

#[cfg(not(unix))]
pub(super) fn keep_private(_path: &Path) {}

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

/// What is named on the disk stays named when the power fails.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| std::fs::File::open(folder)?.sync_all())
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
