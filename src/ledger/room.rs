//! Room on the disk that is taken before letters go, and given back when their record would not fit otherwise.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::LedgerError;
use crate::model::plain;

/// Bytes: many times what the record of a sending needs.
const ROOM: usize = 1 << 20;

/// A file that holds nothing but its place; gone when dropped.
#[derive(Debug)]
pub struct Room(PathBuf);

impl Room {
    /// Writes the file.
    pub(super) fn take(path: PathBuf) -> Result<Self, LedgerError> {
        let room = Self(path);
        // Written out and synced: a file with a hole in it takes no room.
        let write = |path: &Path| {
            let options = OpenOptions::new().create(true).truncate(true).write(true).clone();
            plain::open(&options, path).and_then(|mut file| {
                file.write_all(&vec![0xA5; ROOM]).and_then(|()| file.sync_all())
            })
        };
        write(&room.0).map_err(|error| LedgerError::File { path: room.0.clone(), error })?;
        Ok(room)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // One that stays is written over by the next run.
        let _stays = std::fs::remove_file(&self.0);
    }
}
