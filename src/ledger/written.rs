//! Which files acordo wrote, by name and hash, and into which folders, in a file beside the ledger: one that somebody changed or made is not
//! taken for ours.
//!
//! A line is `hash name`, a tab, a digest of the agreement's name, a tab, the folder, a tab, and for a file that stands among others' a mark and
//! a tab. Older lines end with the name.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::model::hash::short_sha256;
use crate::model::plain;

use super::place::{beside, linked};

/// Bytes from which on the older half of the notes goes: ten files a day are more than ten years.
const MOST: u64 = 8 << 20;
/// Hex digits of a hash.
const DIGITS: usize = 64;
/// Hex digits of the digest by which agreements that share a ledger are told apart.
const AGREEMENT: usize = 16;

/// Marks a file in a folder that is not the agreement's.
const ALONE: &str = "\talone";

/// Files as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// By name and hash.
    files: BTreeSet<(String, String)>,
    /// Into which they were written, each with a digest of the agreement's name.
    folders: BTreeSet<(String, PathBuf)>,
    /// Files that name an agreement in folders that are not its own, each with a digest of its name.
    alone: BTreeSet<(String, PathBuf)>,
}

impl Written {
    /// What was noted beside a ledger; nothing where nothing was.
    pub fn beside(ledger: &Path) -> Self {
        let bytes = plain::read(&path(ledger)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let home = home(ledger);
        let mut written = Self::default();
        for line in text.lines() {
            let Some((hash, rest)) = line.split_once(' ') else { continue };
            // A line that a crash cut short notes nothing.
            if hash.len() != DIGITS {
                continue;
            }
            let (name, place) = rest.split_once('\t').unwrap_or((rest, ""));
            written.files.insert((name.to_owned(), hash.to_owned()));
            let whole = place.strip_suffix('\t').and_then(|place| place.split_once('\t'));
            if let Some((agreement, folder)) = whole {
                let (into, at) = match folder.strip_suffix(ALONE) {
                    Some(folder) => (&mut written.alone, home.join(folder).join(name)),
                    None => (&mut written.folders, home.join(folder)),
                };
                into.insert((agreement.to_owned(), at));
            }
        }
        written
    }

    /// The folders that files of an agreement of this name were written into, and those of others that share its ledger.
    pub fn folders(&self, agreement: &str) -> (Vec<&Path>, Vec<&Path>) {
        let own = digest(agreement);
        let (own, others): (Vec<_>, Vec<_>) = self.folders.iter().partition(|(of, _)| *of == own);
        (paths(&own), paths(&others))
    }

    /// The files that name an agreement in folders that are not its own.
    pub fn alone(&self, agreement: &str) -> Vec<&Path> {
        let own = digest(agreement);
        paths(&self.alone.iter().filter(|(of, _)| *of == own).collect::<Vec<_>>())
    }

    /// Adds files that are known from elsewhere, by name and hash.
    pub fn extend(&mut self, files: impl IntoIterator<Item = (String, String)>) {
        self.files.extend(files);
    }

    /// True when a file of this name was written with these bytes.
    pub fn has(&self, name: &str, sha256: &str) -> bool {
        self.files.contains(&(name.to_owned(), sha256.to_owned()))
    }
}

/// Notes a file that is about to be written. One that could not be noted is taken for somebody else's, and is left alone: no reason to write
/// no report.
pub fn note(ledger: &Path, place: (&str, &Path), name: &str, sha256: &str) {
    note_marked(ledger, place, "", name, sha256);
}

/// Notes a file that is about to be written and names an agreement, into a folder that is not its own.
pub fn note_alone(ledger: &Path, place: (&str, &Path), name: &str, sha256: &str) {
    note_marked(ledger, place, ALONE, name, sha256);
}

fn note_marked(
    ledger: &Path,
    (agreement, folder): (&str, &Path),
    mark: &str,
    name: &str,
    sha256: &str,
) {
    let folder = real(folder);
    // From where the notes lie, so that both can move together.
    let folder = folder.strip_prefix(home(ledger)).unwrap_or(&folder).to_string_lossy();
    let agreement = digest(agreement);
    let _left_alone =
        append(&path(ledger), &format!("\n{sha256} {name}\t{agreement}\t{folder}{mark}\t\n"));
}

/// A path without links and from the root; what is not there yet follows the part that is.
pub fn real(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = whole.ancestors().find_map(|part| Some((part, part.canonicalize().ok()?)));
    let real = there.and_then(|(part, real)| Some(real.join(whole.strip_prefix(part).ok()?)));
    real.unwrap_or(whole)
}

fn paths<'a>(folders: &[&'a (String, PathBuf)]) -> Vec<&'a Path> {
    folders.iter().map(|(_, path)| path.as_path()).collect()
}

fn digest(agreement: &str) -> String {
    short_sha256([agreement.as_bytes()], AGREEMENT)
}

/// The folder that the notes lie in.
fn home(ledger: &Path) -> PathBuf {
    let path = real(&path(ledger));
    path.parent().map(Path::to_path_buf).unwrap_or(path)
}

fn path(ledger: &Path) -> PathBuf {
    beside(&linked(ledger), ".written")
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|about| about.len() > MOST) {
        let text = String::from_utf8_lossy(&plain::read(path)?).into_owned();
        let half = text.lines().count() / 2;
        let newer: Vec<&str> = text.lines().skip(half).collect();
        fs::write(path, newer.join("\n") + "\n")?;
    }
    let options = OpenOptions::new().create(true).append(true).clone();
    plain::open(&options, path)?.write_all(line.as_bytes())
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
        let place = ("Formas", folder.path());
        note(&ledger, place, "resumo de outubro.txt", &hash);
        note(&ledger, place, "acordo.json", &"b".repeat(DIGITS));
        let cut = fs::read_to_string(path(&ledger)).unwrap() + "cccc";
        fs::write(path(&ledger), cut).unwrap();
        // What is noted after a line that a crash cut stands by itself.
        note(&ledger, place, "later.txt", &hash);
        assert!(Written::beside(&ledger).has("later.txt", &hash));
        let written = Written::beside(&ledger);
        assert!(written.has("resumo de outubro.txt", &hash));
        for (name, hash) in
            [("acordo.json", &hash), ("resumo.txt", &hash), ("", &"cccc".to_owned())]
        {
            assert!(!written.has(name, hash), "{name} {hash}");
        }
    }

    #[test]
    fn folders_are_remembered_by_agreement_and_move_with_the_record() {
        let folder = tempfile::tempdir().unwrap();
        let (before, after) = (folder.path().join("before"), folder.path().join("after"));
        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir_all(&before).unwrap();
        let (ledger, hash) = (before.join("acordo.db"), "a".repeat(DIGITS));
        // As lines were before folders were remembered.
        append(&path(&ledger), &format!("\n{hash} older report.txt\n")).unwrap();
        // A line that a crash cut within the folder.
        append(&path(&ledger), &format!("\n{hash} cut.txt\t{}\trela", digest("Formas"))).unwrap();
        for (agreement, own) in [
            ("Formas", before.join("rel")),
            ("Formas", before.join("../before/rel/2026")),
            ("Formas", before.clone()),
            ("Formas", elsewhere.clone()),
            ("Outra\tcom\nsinais", before.join("rel de outra")),
        ] {
            note(&ledger, (agreement, &own), "resumo.txt", &hash);
        }
        fs::rename(&before, &after).unwrap();
        let written = Written::beside(&after.join("acordo.db"));
        assert!(written.has("older report.txt", &hash) && written.has("resumo.txt", &hash));
        let after = real(&after);
        let own = [after.clone(), after.join("rel"), after.join("rel/2026"), real(&elsewhere)];
        let (mut found, others) = written.folders("Formas");
        found.sort();
        let mut own = own.each_ref().map(PathBuf::as_path);
        own.sort();
        assert_eq!(found, own);
        assert_eq!(others, [after.join("rel de outra")]);
        assert_eq!(written.folders("Outra\tcom\nsinais").0, [after.join("rel de outra")]);
        let ledger = after.join("acordo.db");
        note_alone(&ledger, ("Formas", folder.path()), "fleet.json", &hash);
        let written = Written::beside(&ledger);
        assert!(written.has("fleet.json", &hash) && written.folders("Formas").0.len() == 4);
        assert_eq!(written.alone("Formas"), [real(folder.path()).join("fleet.json")]);
        assert!(written.alone("Outra").is_empty(), "each of its own");
    }
}
