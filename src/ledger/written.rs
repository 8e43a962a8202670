//! Which files acordo wrote, by name and hash, in a file beside the ledger: one that somebody changed or made is not taken for ours.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::store::{beside, linked};

/// Bytes from which on the older half of the notes goes: ten files a day are twenty years.
const MOST: u64 = 8 << 20;
/// Hex digits of a hash.
const DIGITS: usize = 64;

/// Files as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written(BTreeSet<(String, String)>);

impl Written {
    /// What was noted beside a ledger; nothing where nothing was.
    pub fn beside(ledger: &Path) -> Self {
        let bytes = fs::read(path(ledger)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let note = |line: &str| {
            let (hash, name) = line.split_once(' ')?;
            // A line that a crash cut short notes nothing.
            (hash.len() == DIGITS).then(|| (name.to_owned(), hash.to_owned()))
        };
        Self(text.lines().filter_map(note).collect())
    }

    /// Adds files that are known from elsewhere, by name and hash.
    pub fn extend(&mut self, files: impl IntoIterator<Item = (String, String)>) {
        self.0.extend(files);
    }

    /// True when a file of this name was written with these bytes.
    pub fn has(&self, name: &str, sha256: &str) -> bool {
        self.0.contains(&(name.to_owned(), sha256.to_owned()))
    }
}

/// Notes a file that is about to be written. One that could not be noted is taken for somebody else's, and is left alone: no reason to write
/// no report.
pub fn note(ledger: &Path, name: &str, sha256: &str) {
    let _left_alone = append(&path(ledger), &format!("\n{sha256} {name}\n"));
}

fn path(ledger: &Path) -> PathBuf {
    beside(&linked(ledger), ".written")
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|about| about.len() > MOST) {
        let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
        let half = text.lines().count() / 2;
        let newer: Vec<&str> = text.lines().skip(half).collect();
        fs::write(path, newer.join("\n") + "\n")?;
    }
    OpenOptions::new().create(true).append(true).open(path)?.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_so_is_ours() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("acordo.db");
        assert_eq!(Written::beside(&ledger), Written::default());
        let hash = "a".repeat(DIGITS);
        note(&ledger, "resumo de outubro.txt", &hash);
        note(&ledger, "acordo.json", &"b".repeat(DIGITS));
        let cut = fs::read_to_string(path(&ledger)).unwrap() + "cccc";
        fs::write(path(&ledger), cut).unwrap();
        // What is noted after a line that a crash cut stands by itself.
        note(&ledger, "later.txt", &hash);
        assert!(Written::beside(&ledger).has("later.txt", &hash));
        let written = Written::beside(&ledger);
        assert!(written.has("resumo de outubro.txt", &hash));
        for (name, hash) in
            [("acordo.json", &hash), ("resumo.txt", &hash), ("", &"cccc".to_owned())]
        {
            assert!(!written.has(name, hash), "{name} {hash}");
        }
    }
}
