//! Where a ledger is at home: a copy of it in another folder would send the same letters once more.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, params};

use super::{LedgerError, Notice};

/// Notes where the ledger lies. One that was moved is at home where it is now; one whose original is still there is a copy.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<Option<Notice>, LedgerError> {
    let (id, home) = read(connection)?;
    let here = real(path);
    if home == here || is_same_file(&home, &here) {
        return Ok(None);
    }
    if !home.as_os_str().is_empty() && is_ledger(&home, &id) {
        return Ok(Some(Notice::Copied(home)));
    }
    connection.execute("UPDATE home SET path = ?1", [here.to_string_lossy()])?;
    Ok((!home.as_os_str().is_empty()).then_some(Notice::Moved(home)))
}

/// Gives a ledger an identity of its own, at home where it lies.
pub(super) fn adopt(connection: &Connection, path: &str) -> Result<(), LedgerError> {
    let here = real(Path::new(path));
    let sql = "UPDATE home SET id = lower(hex(randomblob(16))), path = ?1";
    connection.execute(sql, params![here.to_string_lossy()])?;
    Ok(())
}

fn read(connection: &Connection) -> Result<(String, PathBuf), rusqlite::Error> {
    connection.query_row("SELECT id, path FROM home", [], |row| {
        Ok((row.get(0)?, PathBuf::from(row.get::<_, String>(1)?)))
    })
}

/// Whether the ledger of this identity is at a path; one that another program holds or a run left half-written counts as it.
fn is_ledger(path: &Path, id: &str) -> bool {
    let Ok(connection) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY) else {
        return false;
    };
    read(&connection).map_or_else(
        |error| {
            let busy = [ErrorCode::DatabaseBusy, ErrorCode::DatabaseLocked, ErrorCode::ReadOnly];
            error.sqlite_error_code().is_some_and(|code| busy.contains(&code))
        },
        |(other, _)| other == id,
    )
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The same file under two names: a link, or a folder mounted twice.
#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |path: &Path| path.metadata().map(|file| (file.dev(), file.ino())).ok();
    number(one).is_some_and(|number_of_one| Some(number_of_one) == number(other))
}

#[cfg(not(unix))]
fn is_same_file(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
}
