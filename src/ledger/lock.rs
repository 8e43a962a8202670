//! One run at a time: a lock on a file beside the ledger, which the system frees however the run ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::LedgerError;
use super::place::beside;
use crate::model::plain;

/// Held while a run is at work. The file stays: deleting it would let two runs hold two different ones.
#[derive(Debug)]
pub struct RunLock(#[allow(dead_code, reason = "held, never read")] File);

impl RunLock {
    /// Takes the lock of a ledger, or says that another run has it.
    pub fn take(ledger: &Path) -> Result<Self, LedgerError> {
        // Locking the database itself would keep others from reading it on Windows.
        let path = beside(ledger, ".lock");
        let failed = |error| LedgerError::File { path: path.clone(), error };
        let options = OpenOptions::new().create(true).truncate(false).write(true).clone();
        let file = plain::open(&options, &path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(LedgerError::Busy(ledger.to_owned())),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}
