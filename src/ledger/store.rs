//! Opening the ledger: where it may lie, who may have it, in what state it must be.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::lock::RunLock;
use super::place::{
    Check, PATIENCE, beside, keep_private, linked, place, refuse_damaged, refuse_other,
};
use super::room::Room;
use super::sent::Sent;
use super::{LedgerError, Notice, copies, home, schema};
use crate::model::zone::Day;

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

    /// Takes room beside the ledger; where there is none, letters that go could not be recorded.
    pub fn keep_room(&mut self) -> Result<(), LedgerError> {
        let path = self.connection.path().map(|path| PathBuf::from(format!("{path}.room")));
        self.room = path.map(Room::take).transpose()?;
        Ok(())
    }

    /// Frees the room on a full disk, so that what was sent can be recorded.
    pub fn give_room(&mut self) {
        self.room = None;
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        // A journal that stays holds nothing, and says that a run broke off: the next one looks the whole database through.
        let _stays = self.connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()));
    }
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
