//! Room on the disk that is taken before letters go, and given back when their record would not fit otherwise.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Ledger, LedgerError};
use crate::model::plain;

/// Bytes: many times what the record of a sending needs.
const ROOM: usize = 1 << 20;

/// A file that holds nothing but its place; gone when dropped.
#[derive(Debug)]
pub struct Room(PathBuf);

impl Room {
    fn take(path: PathBuf) -> Result<Self, LedgerError> {
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

impl Ledger {
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
