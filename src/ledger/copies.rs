//! Copies of the ledger beside it: one a day, made before anything is written, looked through before it counts, the last seven kept.

use std::path::{Path, PathBuf};
use std::{fs, io};

use chrono::NaiveDate;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::lock::RunLock;
use super::place::{self, Check, PATIENCE, beside, linked, refuse_damaged, sync_folder};
use super::sent::{self, Noted, Sent};
use super::{LedgerError, schema};
use crate::model::zone::Day;

/// Copies kept, of as many days.
const KEPT: usize = 7;
/// A copy that is being made; the next one takes its place when a run is killed meanwhile.
const DRAFT: &str = "new.part";
/// Behind the ledger's name: one that is being put back.
const RESTORED: &str = ".part";

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// The day on which it was made, before that day's first run wrote anything.
    pub day: NaiveDate,
    /// Where it is.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
}

/// A ledger that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The copy it is.
    pub copy: Copy,
    /// Where what stood there before is kept; nothing when there was none.
    pub aside: Option<PathBuf>,
    /// Newer copies that are damaged.
    pub damaged: Vec<Copy>,
    /// What the second file says of what went out.
    pub noted: Noted,
}

/// `acordo.db` → `acordo.db.copies`.
pub fn folder(ledger: &Path) -> PathBuf {
    beside(&linked(ledger), ".copies")
}

/// The copies of a ledger, newest first.
pub fn all(ledger: &Path) -> Vec<Copy> {
    let entries = fs::read_dir(folder(ledger)).into_iter().flatten().flatten();
    let copy = |entry: fs::DirEntry| {
        let name = entry.file_name();
        let day = name.to_str()?.strip_suffix(".db")?.parse().ok()?;
        let about = fs::metadata(entry.path()).ok().filter(fs::Metadata::is_file)?;
        Some(Copy { day, path: entry.path(), size: about.len() })
    };
    let mut copies: Vec<Copy> = entries.filter_map(copy).collect();
    copies.sort_by_key(|copy| std::cmp::Reverse(copy.day));
    copies
}

/// Ledgers that a restored one took the place of, and what lies beside them under no day: everything that may name people.
pub(super) fn aside(ledger: &Path) -> Vec<PathBuf> {
    let name = ledger.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let start = format!("{name}.replaced-");
    let is_own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&start)
            && !["-journal", "-wal", "-shm"].iter().any(|end| name.ends_with(end))
    };
    let entries = ledger.parent().and_then(|folder| fs::read_dir(folder).ok());
    let mut found: Vec<PathBuf> =
        entries.into_iter().flatten().flatten().map(|entry| entry.path()).filter(is_own).collect();
    found.sort();
    found
}

/// Whole ledgers that a killed copy or restore left half made: nobody opens them again. Whoever asks holds the ledger's lock.
pub(super) fn drafts(ledger: &Path) -> Vec<PathBuf> {
    let drafts = [beside(ledger, RESTORED), folder(ledger).join(DRAFT)];
    drafts.into_iter().filter(|path| path.exists()).collect()
}

/// Refuses a ledger that is empty or gone while copies of it are there: begun anew, it would send every letter again.
pub fn refuse_lost(ledger: &Path) -> Result<(), LedgerError> {
    if !has_content(ledger) && !all(ledger).is_empty() {
        return Err(LedgerError::Lost(folder(ledger)));
    }
    Ok(())
}

/// Keeps the day's copy, unless it is there or there is nothing to keep yet.
pub(super) fn keep(connection: &Connection, ledger: &Path, today: Day) -> Result<(), LedgerError> {
    let folder = folder(ledger);
    let path = folder.join(format!("{}.db", today.date()));
    if path.exists() || !has_runs(connection)? {
        return Ok(());
    }
    make_private(&folder).map_err(|error| failed(&folder, error))?;
    let draft = folder.join(DRAFT);
    copy(connection, &draft)?;
    put_in_place(&draft, &path)?;
    for old in too_many(all(ledger), today) {
        // One that stays harms nobody.
        let _stays = fs::remove_file(old.path);
    }
    Ok(())
}

/// Copies beyond those kept. Those of days to come, of a clock that ran ahead, take nobody's place.
fn too_many(all: Vec<Copy>, today: Day) -> impl Iterator<Item = Copy> {
    let (to_come, made): (Vec<Copy>, Vec<Copy>) =
        all.into_iter().partition(|copy| copy.day > today.date());
    made.into_iter().skip(KEPT).chain(to_come.into_iter().skip(KEPT))
}

fn has_runs(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version == 0 {
        return Ok(false);
    }
    connection.query_row("SELECT EXISTS (SELECT 1 FROM runs)", [], |row| row.get(0))
}

/// Copies page by page, as of one moment whoever reads or writes meanwhile, and looks the copy through.
fn copy(connection: &Connection, draft: &Path) -> Result<(), LedgerError> {
    begin(draft).map_err(|error| failed(draft, error))?;
    let mut target = Connection::open(draft)?;
    // It is synced once, when it is whole.
    target.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
    target.pragma_update(None, "synchronous", "OFF")?;
    match Backup::new(connection, &mut target)?.step(-1)? {
        StepResult::Done => {}
        _ => return Err(LedgerError::Held),
    }
    refuse_damaged(&target, Check::Quick)
}

/// An empty file of its owner's alone, where one that a killed run left may stand.
fn begin(draft: &Path) -> io::Result<()> {
    match fs::remove_file(draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    place::keep_private(draft);
    Ok(())
}

/// Puts a copy's bytes in a file of its owner's alone, whoever may read the copy: earlier versions made theirs for everybody.
fn copy_bytes(from: &Path, draft: &Path) -> io::Result<()> {
    begin(draft)?;
    let mut target = fs::OpenOptions::new().write(true).create(true).truncate(true).open(draft)?;
    io::copy(&mut fs::File::open(from)?, &mut target).map(drop)
}

/// Syncs a file, gives it its name and syncs that.
fn put_in_place(draft: &Path, path: &Path) -> Result<(), LedgerError> {
    // Windows syncs only what is open for writing.
    let open = || fs::OpenOptions::new().write(true).open(draft);
    open().and_then(|file| file.sync_all()).map_err(|error| failed(draft, error))?;
    fs::rename(draft, path).map_err(|error| failed(path, error))?;
    sync_folder(path).map_err(|error| failed(path, error))
}

/// A copy looked through: not damaged, and a ledger.
pub fn verify(copy: &Copy) -> Result<(), LedgerError> {
    let connection = Connection::open_with_flags(&copy.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::refuse_foreign(&connection)?;
    refuse_damaged(&connection, Check::Full)
}

/// Puts a day's copy, or the newest that is sound and not of a day to come, in the ledger's place: a clock that ran ahead made those. What stands there is kept under another name with `mark` in it.
///
/// Killed at any moment it leaves the old ledger, or none beside its copies (which every command refuses to begin anew), or the restored one.
pub fn restore(
    ledger: &Path,
    day: Option<NaiveDate>,
    today: Day,
    mark: &str,
) -> Result<Restored, LedgerError> {
    let ledger = place::place(ledger)?;
    let _lock = RunLock::take(&ledger)?;
    for own in [ledger.clone(), beside(&ledger, ".sent"), beside(&ledger, RESTORED)] {
        place::refuse_other(&own)?;
    }
    let mut damaged = Vec::new();
    let is_wanted = |copy: &Copy| day.map_or(copy.day <= today.date(), |day| day == copy.day);
    let wanted = all(&ledger).into_iter().filter(is_wanted);
    let mut sound = None;
    for copy in wanted {
        match verify(&copy) {
            Ok(()) => {
                sound = Some(copy);
                break;
            }
            Err(LedgerError::Held) => return Err(LedgerError::Held),
            Err(_) => damaged.push(copy),
        }
    }
    let asked = day.map_or_else(|| folder(&ledger).display().to_string(), |day| day.to_string());
    let copy = sound.ok_or(LedgerError::NoCopy(asked))?;
    refuse_held(&ledger)?;
    note_sent(&ledger);
    let draft = beside(&ledger, RESTORED);
    copy_bytes(&copy.path, &draft).map_err(|error| failed(&draft, error))?;
    let aside = set_aside(&ledger, mark).map_err(|error| failed(&ledger, error))?;
    put_in_place(&draft, &ledger)?;
    let restored = Connection::open_with_flags(&ledger, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(Restored { copy, aside, damaged, noted: sent::noted(&ledger, &restored)? })
}

/// What the ledger that is set aside knows of what went out stays known: the second file learns what it lacks, as far as anything can be read.
fn note_sent(ledger: &Path) {
    let how = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let _as_it_was = Connection::open_with_flags(ledger, how)
        .map_err(LedgerError::from)
        .and_then(|connection| Sent::open(ledger, &connection));
}

/// Waits for a program that has the ledger open for writing: what it writes would go into the file that is set aside. What is damaged or no
/// database holds nobody off.
fn refuse_held(ledger: &Path) -> Result<(), LedgerError> {
    let how = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let Ok(connection) = Connection::open_with_flags(ledger, how) else { return Ok(()) };
    connection.busy_timeout(PATIENCE)?;
    match connection.execute_batch("BEGIN EXCLUSIVE; ROLLBACK").map_err(LedgerError::from) {
        Err(LedgerError::Held) => Err(LedgerError::Held),
        _ => Ok(()),
    }
}

/// Whether a file is there and not empty.
pub(super) fn has_content(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

/// Renames the ledger, then its journal: the restored one must not be rolled back by the journal of the other.
fn set_aside(ledger: &Path, mark: &str) -> io::Result<Option<PathBuf>> {
    let named = |n: u32| match n {
        1 => beside(ledger, &format!(".replaced-{mark}")),
        n => beside(ledger, &format!(".replaced-{mark}-{n}")),
    };
    let free = (1..100).map(named).find(|path| !path.exists());
    let aside = free.unwrap_or_else(|| named(1));
    let is_there = rename(ledger, &aside)?;
    rename(&beside(ledger, "-journal"), &beside(&aside, "-journal"))?;
    for rest in ["-wal", "-shm"] {
        rename(&beside(ledger, rest), &beside(&aside, rest))?;
    }
    Ok(is_there.then_some(aside))
}

/// Renames what is there; false when nothing is.
fn rename(from: &Path, to: &Path) -> io::Result<bool> {
    match fs::rename(from, to) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Copies hold letters, as the ledger does: they are their owner's alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn failed(path: &Path, error: io::Error) -> LedgerError {
    LedgerError::File { path: path.to_owned(), error }
}
