//! Delivery into a folder: the file is there whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How the names of files begin and end that are being written.
const DRAFT: (&str, &str) = (".acordo-", ".part");

/// Removes what a run that was killed left half-written in a folder.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(DRAFT.0) && name.ends_with(DRAFT.1)) {
            // One that cannot be removed harms nobody: it has no name that anybody opens.
            let _stays = std::fs::remove_file(entry.path());
        }
    }
}

/// Writes a file beside its final name, flushes it, renames it and flushes the folder; the folder is made when absent.
///
/// An older file of the same name is replaced: the same letter has the same name.
pub fn deliver_to_folder(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    write_to_folder(folder, name, |file| file.write_all(bytes))
}

/// The same for a file that is written piece by piece.
pub fn write_to_folder(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let mut draft = tempfile::Builder::new().prefix(DRAFT.0).suffix(DRAFT.1).tempfile_in(folder)?;
    let mut pieces = io::BufWriter::new(draft.as_file_mut());
    write(&mut pieces)?;
    pieces.flush()?;
    drop(pieces);
    draft.as_file().sync_all()?;
    let path = folder.join(name);
    draft.persist(&path).map_err(|failed| failed.error)?;
    flush_folder(folder)?;
    Ok(path)
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
