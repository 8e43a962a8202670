//! Opening the ledger: where it may lie, who may have it, in what state it must be.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::lock::RunLock;
use super::room::Room;
use super::sent::Sent;
use super::{LedgerError, copies, home, mounts, schema};
use crate::model::fold::fold;
use crate::model::moment::Instant;
use crate::model::plain;
use crate::model::zone::Day;

/// Folded beginnings of folder names that a sync program owns.
const SYNCED: [&str; 7] =
    ["onedrive", "dropbox", "googledrive", "meudrive", "mydrive", "icloud", "mobiledocuments"];
/// Links that lead one to another before they are taken for a circle.
const MOST_LINKS: usize = 16;
/// How long another program that holds the database is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The open ledger, held by this run alone until dropped.
#[derive(Debug)]
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) room: Option<Room>,
    pub(super) sent: Sent,
    /// What was noticed when it was opened.
    pub notices: Vec<Notice>,
    _lock: RunLock,
}

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

impl Ledger {
    /// Opens a ledger, making it and its folder when absent, and bringing an older one up to date.
    ///
    /// Refused: a synced or network folder, a damaged database, another program's, one of a later version, one another run holds, one that is
    /// empty or gone while copies of it are there.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        Self::open_on(path, None)
    }

    /// The same on a day, of which a verified copy is kept before anything is written.
    pub fn open_on(path: &Path, today: Option<Day>) -> Result<Self, LedgerError> {
        let path = place(path)?;
        let lock = RunLock::take(&path)?;
        refuse_other(&path)?;
        copies::refuse_lost(&path)?;
        let mut connection = connect(&path)?;
        let copied = today.map_or(Ok(()), |today| copies::keep(&connection, &path, today));
        let mut notices = Vec::new();
        match copied {
            Ok(()) => {}
            Err(error @ (LedgerError::Damaged(_) | LedgerError::Held)) => return Err(error),
            // A report without a copy is better than none.
            Err(error) => notices.push(Notice::NoCopy(error.to_string())),
        }
        schema::migrate(&mut connection)?;
        notices.extend(home::settle(&connection, &path)?);
        let (sent, mended) = Sent::open(&path, &connection)?;
        notices.extend(mended);
        notices.extend(sent.unknown_to(&connection)?);
        Ok(Self { connection, room: None, sent, notices, _lock: lock })
    }

    /// Refuses one that is a copy of another that is still at work: both would send the same letters.
    pub fn refuse_copied(&self) -> Result<(), LedgerError> {
        let original = self.notices.iter().find_map(|notice| match notice {
            Notice::Copied(original) => Some(original.clone()),
            _ => None,
        });
        original.map_or(Ok(()), |original| Err(LedgerError::Copied(original)))
    }

    /// Makes a copy of a ledger one of its own: it goes on here.
    pub fn adopt(&mut self) -> Result<(), LedgerError> {
        let path = self.connection.path().unwrap_or_default().to_owned();
        home::adopt(&self.connection, &path)?;
        self.notices.retain(|notice| !matches!(notice, Notice::Copied(_)));
        Ok(())
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // A journal that stays holds nothing, and says that a run broke off: the next one looks the whole database through.
        let _stays = self.connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
    }
}

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

/// A ledger to look into, without a lock, a new file or a migration; nothing where there is none or it has no such table yet. One that is
/// empty or gone while copies of it are there is refused: nothing on record would be no truth.
pub(super) fn peek(path: &Path, table: &str) -> Result<Option<Connection>, LedgerError> {
    let path = linked(path);
    refuse_other(&path)?;
    copies::refuse_lost(&path)?;
    if !path.is_file() {
        return Ok(None);
    }
    // What a run that broke off left half-written is taken back first.
    let how = if has_broken_off(&path) {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let connection = Connection::open_with_flags(&path, how)?;
    connection.busy_timeout(PATIENCE)?;
    let has_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1";
    let found: Option<i64> =
        connection.query_row(has_table, [table], |row| row.get(0)).optional()?;
    Ok(found.map(|_| connection))
}

/// A journal that stays says that a run broke off.
fn has_broken_off(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-journal")).is_ok_and(|journal| journal.len() > 0)
}

fn connect(path: &Path) -> Result<Connection, LedgerError> {
    keep_private(path);
    let has_broken_off = has_broken_off(path);
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    schema::refuse_foreign(&connection)?;
    if has_broken_off {
        // Only then is it worth the time: a database that was closed is as it was checked with its last copy.
        refuse_damaged(&connection, Check::Quick)?;
    }
    // The journal keeps its room on the disk: what was written before a letter goes can be written after it, however full the disk is.
    patiently(|| connection.query_row("PRAGMA journal_mode = PERSIST", [], |_| Ok(())))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Waits for another program where `SQLite` itself does not: one that holds the database in another journal mode is refused at once.
fn patiently<T>(ask: impl Fn() -> Result<T, rusqlite::Error>) -> Result<T, LedgerError> {
    let since = std::time::Instant::now();
    loop {
        match ask().map_err(LedgerError::from) {
            Err(LedgerError::Held) if since.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(100));
            }
            answer => return answer,
        }
    }
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
