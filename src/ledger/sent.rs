//! What went out, in a second file beside the ledger: when the ledger is lost or an old copy is put back, it is not sent again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::copies::sync_folder;
use super::store::{Notice, beside};
use super::{Ledger, LedgerError, Message};
use crate::model::hash::short_sha256;

/// A letter that a recipient has: one line of the file, `at to key`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// When, UTC seconds.
    at: i64,
    /// The letter's key.
    key: String,
    /// The recipient, as a short hash of key and address: enough to know it again, and nobody is named.
    to: String,
}

impl Line {
    fn new(at: i64, key: &str, address: &str) -> Self {
        let to = short_sha256([key.as_bytes(), b"\n", address.as_bytes()], 16);
        Self { at, key: in_one_line(key), to }
    }

    /// Nothing for a line that a crash cut short: the ledger holds what it would have said.
    fn read(text: &str) -> Option<Self> {
        let (at, rest) = text.split_once(' ')?;
        let (to, key) = rest.split_once(' ')?;
        let is_whole = to.len() == 16 && key.ends_with(END);
        is_whole.then_some(())?;
        let key = key.trim_end_matches(END).to_owned();
        Some(Self { at: at.parse().ok()?, key, to: to.to_owned() })
    }

    fn text(&self) -> String {
        format!("{} {} {}{END}\n", self.at, self.to, self.key)
    }
}

/// What a whole line ends with.
const END: char = '.';

/// An agreement's name may hold a line break.
fn in_one_line(key: &str) -> String {
    key.replace(['\n', '\r'], " ").trim_end_matches(END).to_owned()
}

/// The file with what it holds.
#[derive(Debug)]
pub(super) struct Sent {
    path: PathBuf,
    /// Who has what, by the hash of both.
    known: BTreeMap<String, Line>,
}

impl Sent {
    /// Reads the file; where there is none, or an empty one, it is begun with what the ledger says.
    pub fn open(ledger: &Path, connection: &Connection) -> Result<Self, LedgerError> {
        let path = beside(ledger, ".sent");
        let failed = |error| LedgerError::File { path: path.clone(), error };
        let text = match fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(error)),
        };
        let mut lines: Vec<Line> = text.lines().filter_map(Line::read).collect();
        if text.is_empty() {
            lines = recorded(connection)?;
            if !lines.is_empty() {
                rewrite(&path, &lines).map_err(failed)?;
            }
        }
        let known = lines.into_iter().map(|line| (line.to.clone(), line)).collect();
        Ok(Self { path, known })
    }

    /// Adds what recipients have now; on disk when this returns.
    fn add(&mut self, key: &str, addresses: &[&str], at: i64) -> io::Result<()> {
        let lines = addresses.iter().map(|address| Line::new(at, key, address));
        let fresh: Vec<Line> = lines.filter(|line| !self.known.contains_key(&line.to)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        append(&self.path, &fresh.iter().map(Line::text).collect::<String>())?;
        self.known.extend(fresh.into_iter().map(|line| (line.to.clone(), line)));
        Ok(())
    }

    /// When a letter reached a recipient.
    fn when(&self, key: &str, address: &str) -> Option<i64> {
        self.known.get(&Line::new(0, key, address).to).map(|line| line.at)
    }

    /// That letters went out since the ledger's last one of which it knows nothing: it is an older one, or begun anew.
    pub fn unknown_to(&self, connection: &Connection) -> Result<Option<Notice>, LedgerError> {
        let newest: Option<i64> = connection.query_row(
            "SELECT MAX(at) FROM recipients WHERE state = 'sent'",
            [],
            |row| row.get(0),
        )?;
        let later = self.known.values().filter(|line| newest.is_none_or(|newest| line.at > newest));
        let (mut count, mut last) = (0, i64::MIN);
        for line in later {
            let sql = "SELECT 1 FROM outbox WHERE key = ?1";
            if connection.query_row(sql, [&line.key], |_| Ok(())).optional()?.is_none() {
                (count, last) = (count + 1, last.max(line.at));
            }
        }
        Ok((count > 0).then_some(Notice::Behind(count, last)))
    }

    /// Marks as sent what went out although the ledger, an older copy or one begun anew, still has it to be sent. How many recipients.
    pub fn reconcile(&self, connection: &Connection) -> Result<usize, LedgerError> {
        if self.known.is_empty() {
            return Ok(0);
        }
        let sql = "SELECT key, address FROM recipients WHERE state IN ('queued', 'sending', 'deferred', 'unknown')";
        let mut rows = connection.prepare(sql)?;
        let open =
            rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        let mut count = 0;
        for pair in open.collect::<Result<Vec<_>, _>>()? {
            let (key, address) = pair;
            if let Some(at) = self.when(&key, &address) {
                let sql =
                    "UPDATE recipients SET state = 'sent', at = ?3 WHERE key = ?1 AND address = ?2";
                count += connection.execute(sql, params![key, address, at])?;
            }
        }
        Ok(count)
    }

    /// The highest revision that went out of letters whose keys begin so.
    fn revision(&self, prefix: &str) -> Option<u32> {
        let prefix = in_one_line(prefix);
        let keys = self.known.values().map(|line| &line.key).filter(|key| key.starts_with(&prefix));
        keys.filter_map(|key| key.rsplit_once("|r")?.1.parse().ok()).max()
    }

    /// Drops what went out before an instant.
    pub fn forget(&mut self, before: i64) -> io::Result<()> {
        let count = self.known.len();
        self.known.retain(|_, line| line.at >= before);
        if self.known.len() == count {
            return Ok(());
        }
        rewrite(&self.path, self.known.values())
    }
}

impl Ledger {
    /// Notes in the second file who has a letter. The ledger is the record: what cannot be noted here is noted there.
    pub(super) fn note_sent(&mut self, key: &str, addresses: &[&str], at: i64) {
        if self.sent.add(key, addresses, at).is_err() {
            self.give_room();
            let _only_in_the_ledger = self.sent.add(key, addresses, at);
        }
    }

    /// Takes a letter as sent that lies in the outbox although the ledger knows nothing of it: a ledger that was lost wrote it at that instant.
    pub fn take_as_sent(&mut self, message: &Message, at: i64) -> Result<(), LedgerError> {
        if self.fates(&message.key)?.is_empty() {
            let addresses: Vec<&str> = message.recipients.iter().map(String::as_str).collect();
            self.note_sent(&message.key, &addresses, at);
        }
        Ok(())
    }

    /// The highest revision of a report's letters that went out, by the second file.
    pub(super) fn revision_sent(&self, prefix: &str) -> Option<u32> {
        self.sent.revision(prefix)
    }
}

/// What the second file holds, against the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    /// The file; nothing where there is none.
    pub path: Option<PathBuf>,
    /// Copies of letters that went out.
    pub known: u64,
    /// Those of letters that the ledger does not have.
    pub unknown: u64,
    /// Lines that cannot be read.
    pub cut: u64,
}

/// Looks the second file through; nothing is written.
pub(super) fn noted(ledger: &Path, connection: &Connection) -> Result<Noted, LedgerError> {
    let path = beside(ledger, ".sent");
    let Ok(bytes) = fs::read(&path) else { return Ok(Noted::default()) };
    let text = String::from_utf8_lossy(&bytes);
    let mut noted = Noted { path: Some(path), ..Noted::default() };
    for line in text.lines() {
        let Some(line) = Line::read(line) else {
            noted.cut += 1;
            continue;
        };
        let sql = "SELECT 1 FROM outbox WHERE key = ?1";
        let has_it = connection.query_row(sql, [&line.key], |_| Ok(())).optional()?.is_some();
        noted.known += 1;
        noted.unknown += u64::from(!has_it);
    }
    Ok(noted)
}

/// What the ledger says was sent.
fn recorded(connection: &Connection) -> Result<Vec<Line>, LedgerError> {
    let mut rows = connection
        .prepare("SELECT at, key, address FROM recipients WHERE state = 'sent' ORDER BY rowid")?;
    let line = |row: &rusqlite::Row<'_>| {
        Ok(Line::new(row.get(0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?))
    };
    Ok(rows.query_map([], line)?.collect::<Result<_, _>>()?)
}

/// Appends lines and syncs them; a last line that a crash cut short is ended first.
fn append(path: &Path, text: &str) -> io::Result<()> {
    let is_new = !path.exists();
    let mut file = open_private(OpenOptions::new().read(true).append(true).create(true), path)?;
    let is_cut = file.seek(SeekFrom::End(-1)).is_ok() && {
        let mut last = [0];
        file.read_exact(&mut last)?;
        last != [b'\n']
    };
    file.write_all(format!("{}{text}", if is_cut { "\n" } else { "" }).as_bytes())?;
    file.sync_data()?;
    if is_new { sync_folder(path) } else { Ok(()) }
}

/// Writes the file anew: whole or not at all.
fn rewrite<'a>(path: &Path, lines: impl IntoIterator<Item = &'a Line>) -> io::Result<()> {
    let draft = beside(path, ".part");
    let mut file =
        open_private(OpenOptions::new().write(true).create(true).truncate(true), &draft)?;
    file.write_all(lines.into_iter().map(Line::text).collect::<String>().as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&draft, path)?;
    sync_folder(path)
}

/// A new file is its owner's alone.
fn open_private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_short_costs_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("acordo.db");
        let empty = Connection::open_in_memory().unwrap();
        empty.execute_batch("CREATE TABLE recipients (at, key, address, state)").unwrap();
        let mut sent = Sent::open(&ledger, &empty).unwrap();
        sent.add("k|r0", &["a@x.com", "b@x.com"], 5).unwrap();
        let path = folder.path().join("acordo.db.sent");
        let whole = fs::read_to_string(&path).unwrap();
        assert!(!whole.contains("a@x.com"), "nobody is named: {whole}");
        // Without its last sign a line is cut short, without its line break it is whole.
        for cut in [1, 2, 3, 20] {
            fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let mut sent = Sent::open(&ledger, &empty).unwrap();
            assert_eq!(sent.when("k|r0", "a@x.com"), Some(5));
            sent.add("k|r2", &["c@x.com"], 6).unwrap();
            let again = Sent::open(&ledger, &empty).unwrap();
            let all = [
                again.when("k|r0", "a@x.com"),
                again.when("k|r2", "c@x.com"),
                again.when("k|r1", "a@x.com"),
            ];
            assert_eq!(all, [Some(5), Some(6), None], "cut by {cut}");
            assert_eq!(again.revision("k|"), Some(2));
        }
        fs::write(&path, "").unwrap();
        empty.execute("INSERT INTO recipients VALUES (7, 'k|r0', 'a@x.com', 'sent')", []).unwrap();
        assert_eq!(Sent::open(&ledger, &empty).unwrap().when("k|r0", "a@x.com"), Some(7));
        assert_ne!(fs::read_to_string(&path).unwrap(), "", "begun anew with what the ledger says");
    }
}
