//! Files of ours in the folders of reports, letters and previews: each is noted with its hash before it is there, so that one that somebody
//! changed is known.

use std::io;
use std::path::{Path, PathBuf};

use crate::ledger::written::note;
use crate::mail::folder::{deliver_to_folder, write_to_folder};
use crate::model::agreement::Agreement;
use crate::model::hash::{Hashed, sha256};

/// Writes a file into a folder, whole or not at all.
pub fn put(agreement: &Agreement, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    note(&agreement.ledger.file, (&agreement.name, folder), name, &sha256(bytes));
    deliver_to_folder(folder, name, bytes)
}

/// The same for a file that is written piece by piece.
pub fn put_pieces(
    agreement: &Agreement,
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> io::Result<PathBuf> {
    write_to_folder(folder, name, |to| {
        let mut hashed = Hashed::new(to);
        write(&mut hashed)?;
        note(&agreement.ledger.file, (&agreement.name, folder), name, &hashed.sha256());
        Ok(())
    })
}
