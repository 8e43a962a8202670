//! One run at a time: a lock on a file beside the ledger, which the system frees however the run ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::LedgerError;

/// Held while a run is at work. The file stays: deleting it would let two runs hold two different ones.
#[derive(Debug)]
pub struct RunLock(#[allow(dead_code, reason = "held, never read")] File);

impl RunLock {
    /// Takes the lock of a ledger, or says that another run has it.
    pub fn take(ledger: &Path) -> Result<Self, LedgerError> {
        let path = beside(ledger);
        let failed = |error| LedgerError::File { path: path.clone(), error };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(LedgerError::Busy(ledger.to_owned())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// `acordo.db` → `acordo.db.lock`: locking the database itself would keep others from reading it on Windows.
fn beside(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
