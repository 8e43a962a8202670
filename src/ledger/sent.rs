//! What went out or may have, in a second file beside the ledger: when the ledger is lost or an old copy is put back, it is not sent again.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::message::OPEN;
use super::place::{beside, sync_folder};
use super::{LedgerError, Notice, State};
use crate::ledger::Message;
use crate::model::hash::short_sha256;
use crate::model::letter::mailbox;
use crate::model::moment::Instant;
use crate::model::plain;

/// The last that is known of a letter at a recipient: one line of the file, `at to key.`, or `at to:state:resends key.` of one that did not
/// simply go out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    /// When.
    at: Instant,
    /// The letter's key.
    key: String,
    /// The recipient, as a short hash of key and address: enough to know it again, and nobody is named.
    to: String,
    /// As the ledger has it; `unknown` from before the text goes until the answer is recorded.
    state: State,
    /// Times it was sent again although its fate was unknown.
    resends: u32,
}

impl Line {
    fn new(at: Instant, key: &str, address: &str, (state, resends): (State, u32)) -> Self {
        Self { at, key: in_one_line(key), to: recipient(key, address), state, resends }
    }

    /// Nothing for a line that a crash cut short, or that is none.
    fn read(text: &str) -> Option<Self> {
        let (at, rest) = text.split_once(' ')?;
        let (to, key) = rest.split_once(' ')?;
        let mut words = to.split(':');
        let to = words.next().filter(|to| to.len() == DIGITS)?;
        let state = words.next().map_or(Some(State::Sent), State::of)?;
        let resends = words.next().map_or(Some(0), |count| count.parse().ok())?;
        let key = key.strip_suffix(END).filter(|key| !key.contains(is_foreign))?;
        let key = key.trim_end_matches(END).to_owned();
        Some(Self { at: Instant::of(at.parse().ok()?), key, to: to.to_owned(), state, resends })
    }

    fn text(&self) -> String {
        let Self { at, to, key, state, resends } = self;
        let at = at.unix();
        match (state, resends) {
            (State::Sent, 0) => format!("{at} {to} {key}{END}\n"),
            _ => format!("{at} {to}:{}:{resends} {key}{END}\n", state.word()),
        }
    }

    /// Whether nobody knows if it arrived.
    fn is_in_doubt(&self) -> bool {
        matches!(self.state, State::Unknown | State::Held)
    }

    /// What of two lines came later: a letter is sent again after a doubt, and of one sending the answer follows the doubt.
    fn progress(&self) -> (u32, u8) {
        let step = match self.state {
            State::Sent => 3,
            State::Held => 2,
            State::Unknown => 1,
            _ => 0,
        };
        (self.resends, step)
    }

    /// Whether it says more than what is noted: what was sent stays sent, and a letter that never went has no line.
    fn adds_to(&self, noted: Option<&Self>) -> bool {
        match noted {
            None => self.state == State::Sent || self.is_in_doubt(),
            Some(noted) => {
                noted.state != State::Sent
                    && (noted.state, noted.resends) != (self.state, self.resends)
            }
        }
    }
}

/// What a whole line ends with.
const END: char = '.';
/// Hex digits of a recipient's hash.
const DIGITS: usize = 16;

fn recipient(key: &str, address: &str) -> String {
    written(key, &mailbox(address))
}

fn written(key: &str, address: &str) -> String {
    short_sha256([key.as_bytes(), b"\n", address.as_bytes()], DIGITS)
}

/// An agreement's name may hold a line break.
fn in_one_line(key: &str) -> String {
    key.replace(is_foreign, " ").trim_end_matches(END).to_owned()
}

/// Signs that no line holds: they come of bytes that were harmed.
fn is_foreign(sign: char) -> bool {
    sign.is_control() || sign == char::REPLACEMENT_CHARACTER
}

/// The last line of each letter at each recipient, by the hash of both.
type Lines = BTreeMap<String, Line>;

fn last_of_each(lines: impl IntoIterator<Item = Line>) -> Lines {
    lines.into_iter().map(|line| (line.to.clone(), line)).collect()
}

/// What the file holds, and how many of its lines cannot be read; nothing where there is none.
fn read(path: &Path) -> io::Result<Option<(Lines, u64)>> {
    let bytes = match plain::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<Option<Line>> = text.lines().map(Line::read).collect();
    let cut = lines.iter().filter(|line| line.is_none()).count() as u64;
    Ok(Some((last_of_each(lines.into_iter().flatten()), cut)))
}

/// Whether a letter was noted at an instant or later.
pub(super) fn has_since(path: &Path, at: Instant) -> bool {
    let known = read(path).ok().flatten();
    known.is_some_and(|(lines, _)| lines.values().any(|line| line.at >= at))
}

/// The file with what it holds.
#[derive(Debug)]
pub(super) struct Sent {
    path: PathBuf,
    known: Lines,
}

impl Sent {
    /// Reads the file. What it lacks (it is gone, emptied, cut, or holds what cannot be read) is written anew from the ledger, and that is said.
    pub fn open(
        ledger: &Path,
        connection: &Connection,
    ) -> Result<(Self, Option<Notice>), LedgerError> {
        let path = beside(ledger, ".sent");
        let found = read(&path).map_err(|error| LedgerError::File { path: path.clone(), error })?;
        let (mut known, cut) = found.unwrap_or_default();
        // A whole file lacks none of what went out before its newest line; the newest were the last to be written.
        let newest = known.values().map(|line| line.at).max().filter(|_| cut == 0);
        let mut lacking = recorded(connection, newest.unwrap_or(Instant::EARLIEST))?;
        lacking.retain(|line| {
            let noted = known.get(&line.to);
            noted.is_none_or(|noted| {
                noted.state != State::Sent && line.progress() > noted.progress()
            })
        });
        let gone = lacking.iter().filter(|line| line.state == State::Sent).count() as u64;
        let is_whole = lacking.is_empty() && cut == 0;
        known.extend(last_of_each(lacking));
        if !is_whole {
            // Where that fails, what goes out is still noted at the end of what is there.
            let _as_it_was = rewrite(&path, known.values());
        }
        let notice = (gone + cut > 0).then_some(Notice::Mended { cut, gone });
        Ok((Self { path, known }, notice))
    }

    /// Notes what is known of a letter at recipients (address, state, times sent again); on disk when this returns.
    pub(super) fn note(
        &mut self,
        key: &str,
        ends: &[(&str, State, u32)],
        at: Instant,
    ) -> io::Result<()> {
        let line = |(address, state, resends): &(&str, State, u32)| {
            Line::new(at, key, address, (*state, *resends))
        };
        self.add(&ends.iter().map(line).collect::<Vec<_>>())
    }

    /// Adds what there is to say of recipients; on disk when this returns.
    fn add(&mut self, lines: &[Line]) -> io::Result<()> {
        let adds = |line: &&Line| line.adds_to(self.known.get(&line.to));
        let fresh: Vec<Line> = lines.iter().filter(adds).cloned().collect();
        if fresh.is_empty() {
            return Ok(());
        }
        append(&self.path, &fresh.iter().map(Line::text).collect::<String>())?;
        self.known.extend(last_of_each(fresh));
        Ok(())
    }

    /// What is noted of a letter at a recipient.
    fn of(&self, key: &str, address: &str) -> Option<&Line> {
        // Older lines are of the address as it was written.
        let own = self.known.get(&recipient(key, address));
        own.or_else(|| self.known.get(&written(key, address)))
    }

    /// That letters went out since the ledger's last one of which it knows nothing: it is an older one, or begun anew.
    pub fn unknown_to(&self, connection: &Connection) -> Result<Option<Notice>, LedgerError> {
        let newest: Option<Instant> = connection.query_row(
            "SELECT MAX(at) FROM recipients WHERE state = 'sent'",
            [],
            |row| row.get(0),
        )?;
        let sent = self.known.values().filter(|line| line.state == State::Sent);
        let later = sent.filter(|line| newest.is_none_or(|newest| line.at > newest));
        let (mut count, mut last) = (0, Instant::EARLIEST);
        for line in later {
            if !has_letter(connection, &line.key)? {
                (count, last) = (count + 1, last.max(line.at));
            }
        }
        Ok((count > 0).then_some(Notice::Behind(count, last)))
    }

    /// Takes over what is noted of letters that the ledger, an older copy or one begun anew, still has to be sent: what went out is sent,
    /// what may have is unknown. What was held, or is only now `written` (with other bytes), is not repeated: it counts as one that was.
    pub fn reconcile(
        &self,
        connection: &Connection,
        written: &[Message],
    ) -> Result<(), LedgerError> {
        if self.known.is_empty() {
            return Ok(());
        }
        let sql = format!("SELECT key, address, resends FROM recipients WHERE state IN {OPEN}");
        let mut rows = connection.prepare(&sql)?;
        let open = rows.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?))
        })?;
        for row in open.collect::<Result<Vec<_>, _>>()? {
            let (key, address, resends) = row;
            let Some(line) = self.of(&key, &address) else { continue };
            let is_written = written.iter().any(|message| message.key == key);
            let (state, least) = match line.state {
                State::Sent => (State::Sent, line.resends),
                State::Held => (State::Unknown, line.resends.max(1)),
                State::Unknown => (State::Unknown, line.resends.max(u32::from(is_written))),
                _ => continue,
            };
            let sql = "UPDATE recipients SET state = ?3, resends = ?4, at = ?5 WHERE key = ?1 AND address = ?2";
            let values = params![key, address, state.word(), resends.max(least), line.at];
            connection.execute(sql, values)?;
        }
        Ok(())
    }

    /// The highest revision that went out, or may have, of letters whose keys begin so.
    pub(super) fn revision(&self, prefix: &str) -> Option<u32> {
        let prefix = in_one_line(prefix);
        let keys = self.known.values().map(|line| &line.key).filter(|key| key.starts_with(&prefix));
        keys.filter_map(|key| key.rsplit_once("|r")?.1.parse().ok()).max()
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
    /// Letters that may have arrived although nobody knows it, or twice; the newest first.
    pub doubts: Vec<Doubt>,
}

/// A letter that some recipient may have without anybody knowing it, or twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The letter's key.
    pub key: String,
    /// When it was sent last.
    pub at: Instant,
    /// It was sent again and arrived: there may be two. Otherwise nobody knows whether it arrived.
    pub is_twice: bool,
}

/// Looks the second file through; nothing is written.
pub(super) fn noted(ledger: &Path, connection: &Connection) -> Result<Noted, LedgerError> {
    let path = beside(ledger, ".sent");
    let failed = |error| LedgerError::File { path: path.clone(), error };
    let Some((lines, cut)) = read(&path).map_err(failed)? else { return Ok(Noted::default()) };
    let mut noted = Noted { cut, doubts: doubts(&lines), ..Noted::default() };
    for line in lines.values().filter(|line| line.state == State::Sent) {
        noted.known += 1;
        noted.unknown += u64::from(!has_letter(connection, &line.key)?);
    }
    Ok(Noted { path: Some(path), ..noted })
}

/// One a letter, however many have it; that it is not known weighs more.
fn doubts(lines: &Lines) -> Vec<Doubt> {
    let mut found: BTreeMap<&str, Doubt> = BTreeMap::new();
    for line in lines.values() {
        let is_twice = line.state == State::Sent && line.resends > 0;
        if !is_twice && !line.is_in_doubt() {
            continue;
        }
        let fresh = Doubt { key: line.key.clone(), at: line.at, is_twice };
        let doubt = found.entry(&line.key).or_insert(fresh);
        doubt.at = doubt.at.max(line.at);
        doubt.is_twice &= is_twice;
    }
    let mut doubts: Vec<Doubt> = found.into_values().collect();
    doubts.sort_by_key(|doubt| std::cmp::Reverse(doubt.at));
    doubts
}

fn has_letter(connection: &Connection, key: &str) -> Result<bool, rusqlite::Error> {
    let sql = "SELECT 1 FROM outbox WHERE key = ?1";
    Ok(connection.query_row(sql, [key], |_| Ok(())).optional()?.is_some())
}

/// What the ledger says of letters that went out since an instant, and of those that may have.
fn recorded(connection: &Connection, since: Instant) -> Result<Vec<Line>, LedgerError> {
    let mut rows = connection.prepare(
        "SELECT at, key, address, IIF(state = 'sending', 'unknown', state), resends FROM recipients
         WHERE state IN ('sending', 'unknown', 'held') OR state = 'sent' AND at >= ?1 ORDER BY rowid",
    )?;
    let line = |row: &rusqlite::Row<'_>| {
        let (key, address) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let state = State::of(row.get_ref(3)?.as_str()?).unwrap_or(State::Unknown);
        Ok(Line::new(row.get(0)?, key, address, (state, row.get(4)?)))
    };
    Ok(rows.query_map([since], line)?.collect::<Result<_, _>>()?)
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
    plain::open(options, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_short_costs_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("acordo.db");
        let empty = Connection::open_in_memory().unwrap();
        empty.execute_batch("CREATE TABLE recipients (at, key, address, state, resends)").unwrap();
        let open = || Sent::open(&ledger, &empty).unwrap().0;
        let line = |at, key, address| Line::new(Instant::of(at), key, address, (State::Sent, 0));
        open().add(&[line(5, "k|r0", "a@x.com"), line(5, "k|r0", "b@x.com")]).unwrap();
        let path = folder.path().join("acordo.db.sent");
        let whole = fs::read_to_string(&path).unwrap();
        assert!(!whole.contains("a@x.com"), "nobody is named: {whole}");
        // Without its last sign a line is cut short, without its line break it is whole.
        for cut in [1, 2, 3, 20] {
            fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let mut sent = open();
            let when = |sent: &Sent, key, address| sent.of(key, address).map(|line| line.at.unix());
            assert_eq!(when(&sent, "k|r0", "a@x.com"), Some(5));
            sent.add(&[line(6, "k|r2", "c@x.com")]).unwrap();
            let again = open();
            let all = [("k|r0", "a@x.com"), ("k|r2", "c@x.com"), ("k|r1", "a@x.com")]
                .map(|(key, address)| when(&again, key, address));
            assert_eq!(all, [Some(5), Some(6), None], "cut by {cut}");
            assert_eq!(again.revision("k|"), Some(2));
        }
    }

    /// What the ledger knows is written anew, with a word; what only the file knew stays as far as it can be read.
    #[test]
    fn a_file_that_is_not_whole_is_mended_from_the_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, path) =
            (folder.path().join("acordo.db"), folder.path().join("acordo.db.sent"));
        let recorded = Connection::open_in_memory().unwrap();
        recorded
            .execute_batch(
                "CREATE TABLE recipients (at, key, address, state, resends);
                 INSERT INTO recipients VALUES (7, 'k|r0', 'a@x.com', 'sent', 0), (8, 'k|r0', 'b@x.com', 'sending', 0),
                   (8, 'k|r0', 'c@x.com', 'held', 1), (9, 'k|r0', 'd@x.com', 'deferred', 0)",
            )
            .unwrap();
        let only_here = Line::new(Instant::of(6), "k|r0", "e@x.com", (State::Sent, 0)).text();
        let first = Line::new(Instant::of(7), "k|r0", "a@x.com", (State::Sent, 0)).text();
        let cases = [
            ("", 0, 1),
            ("\0\0\0\0", 1, 1),
            ("not a line\nnor this", 2, 1),
            (&first[..9], 1, 1),
            (&*only_here, 0, 1),
            (&*format!("{only_here}{}", &first[..20]), 1, 1),
            (&*first, 0, 0),
        ];
        for (text, cut, gone) in cases {
            fs::write(&path, text).unwrap();
            let (sent, notice) = Sent::open(&ledger, &recorded).unwrap();
            let said = (cut + gone > 0).then_some(Notice::Mended { cut, gone });
            assert_eq!(notice, said, "{text:?}");
            let state = |sent: &Sent, address| {
                sent.of("k|r0", address).map(|line| (line.state, line.resends))
            };
            let all = ["a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com"];
            let known = [
                Some((State::Sent, 0)),
                Some((State::Unknown, 0)),
                Some((State::Held, 1)),
                None,
                text.starts_with(&only_here).then_some((State::Sent, 0)),
            ];
            assert_eq!(all.map(|address| state(&sent, address)), known, "{text:?}");
            let (again, notice) = Sent::open(&ledger, &recorded).unwrap();
            assert_eq!((again.known, notice), (sent.known, None), "once: {text:?}");
        }
    }

    /// Names may hold every sign that a line is made of.
    #[test]
    fn every_line_is_read_as_it_was_written() {
        let states = [State::Sent, State::Unknown, State::Held, State::Deferred, State::Failed];
        for name in ["k", "Silva, Souza | S.A.", "a:b ? c!", "dois\npontos", "ends.", "x 1 2"] {
            for (state, resends) in states.into_iter().flat_map(|state| [(state, 0), (state, 1)]) {
                let line = Line::new(Instant::of(5), name, "a@x.com", (state, resends));
                let text = line.text();
                assert_eq!(Line::read(text.trim_end_matches('\n')), Some(line), "{text}");
            }
        }
        for other in [
            "5 0123456789abcdef:later:0 k.",
            "5 0123 k.",
            "5 0123456789abcdef k",
            "x 0123456789abcdef k.",
        ] {
            assert_eq!(Line::read(other), None, "{other}");
        }
    }
}
