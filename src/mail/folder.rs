//! Delivery into a folder: the file is there whole or not at all.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::DateTime;

use crate::model::hash::{sha256, short_sha256};
use crate::model::letter::Settled;
use crate::model::moment::Instant;
use crate::model::plain;

/// How the names of files begin and end that are being written.
const DRAFT: (&str, &str) = (".acordo-", ".part");

/// Removes what a run that was killed left half-written in a folder.
pub fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(DRAFT.0) && name.ends_with(DRAFT.1)) {
            let path = entry.path();
            // One that cannot be removed harms nobody: it has no name that anybody opens.
            let _stays = std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path));
        }
    }
}

/// Where the lines of a letter's head that say what it is stand, with room to spare.
const HEAD: u64 = 16 * 1024;
/// How the identity of a letter of ours begins.
const OURS: &str = "<acordo.";

/// Removes these letters where they lie in a folder as they were written; how many. One that somebody changed or gave another name stays,
/// and so does whatever another agreement, which shares the folder, wrote.
pub fn clean(folder: &Path, letters: &[Settled]) -> usize {
    let is_ours = |path: &PathBuf, letter: &Settled| {
        std::fs::read(path).is_ok_and(|bytes| sha256(&bytes) == letter.sha256)
    };
    let places = letters
        .iter()
        .map(|letter| (folder.join(own_name(folder, &letter.file_name, &letter.id)), letter));
    let there = places.filter(|(path, letter)| path.is_file() && is_ours(path, letter));
    there.filter(|(path, _)| std::fs::remove_file(path).is_ok()).count()
}

/// The identities (Message-ID) of the letters of ours that lie in a folder.
pub fn letters_of_ours(folder: &Path) -> Vec<String> {
    heads(folder).map(|(_, id, _)| id).collect()
}

/// The letters of ours in a folder that were written before an instant.
pub fn older_letters(folder: &Path, before: Instant) -> Vec<Settled> {
    let older = heads(folder).filter(|(_, _, at)| *at < before);
    let settled = |(path, id, _): (PathBuf, String, Instant)| {
        let file_name = path.file_name()?.to_str()?.to_owned();
        Some(Settled { file_name, id, sha256: sha256(&plain::read(&path).ok()?) })
    };
    older.filter_map(settled).collect()
}

/// Each letter of ours in a folder, with its identity and when it was written.
fn heads(folder: &Path) -> impl Iterator<Item = (PathBuf, String, Instant)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let letters = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml")));
    let heads = letters.filter_map(|path| head_of(&path).map(|(id, at)| (path, id, at)));
    heads.filter(|(_, id, _)| id.starts_with(OURS))
}

/// The name under which a letter lies in a folder: one of another agreement, which shares the folder, keeps its own.
pub fn own_name(folder: &Path, name: &str, id: &str) -> String {
    match (head_of(&folder.join(name)), name.rsplit_once('.')) {
        (Some((other, _)), Some((stem, ending))) if other != id => {
            format!("{stem}_{}.{ending}", short_sha256([id.as_bytes()], 8))
        }
        _ => name.to_owned(),
    }
}

/// When the letter with this Message-ID, which lies in a folder under a name, was written.
pub fn holds(folder: &Path, name: &str, id: &str) -> Option<Instant> {
    head_of(&folder.join(own_name(folder, name, id))).filter(|(own, _)| own == id).map(|(_, at)| at)
}

/// A letter's Message-ID and the instant it was written at.
fn head_of(path: &Path) -> Option<(String, Instant)> {
    let mut bytes = Vec::new();
    let file = plain::open(std::fs::OpenOptions::new().read(true), path).ok()?;
    file.take(HEAD).read_to_end(&mut bytes).ok()?;
    said(&bytes)
}

fn said(bytes: &[u8]) -> Option<(String, Instant)> {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace("\n ", " ");
    let value = |name: &str| {
        let lines = text.lines().take_while(|line| !line.is_empty());
        let mut fields = lines.filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    let at = Instant::of(DateTime::parse_from_rfc2822(value("Date")?).ok()?.timestamp());
    Some((value("Message-ID")?.to_owned(), at))
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
    write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
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

/// A folder in a folder, for files that are looked at before they get their place; it goes with the value.
pub fn draft_folder(folder: &Path) -> io::Result<tempfile::TempDir> {
    std::fs::create_dir_all(folder)?;
    tempfile::Builder::new().prefix(DRAFT.0).suffix(DRAFT.1).tempdir_in(folder)
}

/// Gives a file its place, which is on the same disk.
pub fn move_to(file: &Path, place: &Path) -> io::Result<()> {
    std::fs::rename(file, place)?;
    place.parent().map_or(Ok(()), flush_folder)
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_as_they_were_written_go() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let letter = |id: &str| format!("Message-ID: {id}\r\nDate: x\r\n\r\nbody");
        let settled = |name: &str, id: &str| Settled {
            file_name: name.to_owned(),
            id: id.to_owned(),
            sha256: sha256(letter(id).as_bytes()),
        };
        for (name, id) in [("one.eml", "<1@x>"), ("copy.eml", "<1@x>"), ("theirs.eml", "<2@y>")] {
            write(name, &letter(id));
        }
        write("changed.eml", &(letter("<3@x>") + "by hand"));
        let letters = [("one.eml", "<1@x>"), ("changed.eml", "<3@x>"), ("gone.eml", "<4@x>")];
        let letters = letters.map(|(name, id)| settled(name, id));
        assert_eq!(clean(folder.path(), &letters), 1);
        assert_eq!(clean(folder.path(), &letters), 0);
        let names = |entry: io::Result<std::fs::DirEntry>| {
            entry.unwrap().file_name().to_string_lossy().into_owned()
        };
        let mut left: Vec<String> = std::fs::read_dir(folder.path()).unwrap().map(names).collect();
        left.sort_unstable();
        assert_eq!(left, ["changed.eml", "copy.eml", "theirs.eml"]);
        assert_eq!(clean(&folder.path().join("none"), &letters), 0);
    }
}
