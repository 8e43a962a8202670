//! A person taken out of the ledger and its copies. Of what was done a record stays that names nobody: salted digests of what they were
//! called, by which later reports know not to name them again.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::place::PATIENCE;
use super::{Ledger, LedgerError, copies, schema, store};
use crate::model::hash::{sha256, short_sha256};
use crate::model::moment::Instant;

/// Hex digits of a digest.
const DIGITS: usize = 32;

/// Hex digits of the code under which a forgotten lead is shown.
const CODE: usize = 8;

/// A text without the person, and from how many places.
pub type Left = Option<(String, u64)>;

/// How a person is found in what a ledger holds, and what they were called.
pub struct Eraser<'a> {
    /// A text without the person; nothing where they are not in it.
    pub text: &'a dyn Fn(&str) -> Left,
    /// The same of what somebody wrote, which may be an entry about a lead of theirs.
    pub prose: &'a dyn Fn(&str, bool) -> Left,
    /// The same of a JSON document.
    pub document: &'a dyn Fn(&str) -> Left,
    /// The code of one of their leads, by what it is called.
    pub lead: &'a dyn Fn(&str) -> Option<String>,
    /// True when a file with this ending names the person.
    pub file: &'a dyn Fn(&str, &[u8]) -> bool,
    /// What the person is called, normalised, and the code that is shown instead: ids, addresses, phones, names, and pairs of them.
    pub called: &'a [(String, String)],
    /// What the digests of this ledger are salted with.
    pub salt: &'a str,
    /// Hashes by which the next report knows their leads and actions again, and what they are under their codes.
    pub renamed: &'a [(i64, i64)],
    /// Hashes of their rows in the memory of stages.
    pub rows: &'a [i64],
    /// When they are forgotten.
    pub now: Instant,
}

/// What was found of a person in one or several ledgers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Places in entries of the log, names of files, replies of servers and statements.
    pub places: u64,
    /// Letters whose text is no longer kept.
    pub letters: u64,
    /// Letters of those that were still to go out, and go no more.
    pub withdrawn: u64,
    /// Statements that they were taken out of.
    pub statements: u64,
    /// Workbooks of statements that named them, and are no longer kept.
    pub books: u64,
    /// Hashes that stood for them.
    pub hashes: u64,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.places += other.places;
        self.letters += other.letters;
        self.withdrawn += other.withdrawn;
        self.statements += other.statements;
        self.books += other.books;
        self.hashes += other.hashes;
    }

    /// Everything that was found.
    pub fn all(&self) -> u64 {
        self.places + self.letters + self.books + self.hashes
    }
}

impl Ledger {
    /// What digests of this ledger are salted with: that of the first forgotten person, else a new one.
    pub fn salt(&self) -> Result<String, LedgerError> {
        let own = "SELECT salt FROM forgotten LIMIT 1";
        let known = self.connection.query_row(own, [], |row| row.get(0)).optional()?;
        let new =
            || self.connection.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0));
        Ok(known.map_or_else(new, Ok)?)
    }

    /// True when somebody called so was forgotten, or began to be.
    pub fn has_forgotten(&self, eraser: &Eraser) -> Result<bool, LedgerError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM forgotten WHERE digest = ?1)";
        let is = |name: &str| {
            let own = [digest(eraser.salt, name)];
            self.connection.query_row(sql, own, |row| row.get::<_, bool>(0))
        };
        let known: Result<Vec<bool>, _> = eraser.called.iter().map(|(name, _)| is(name)).collect();
        Ok(known?.contains(&true))
    }

    /// Notes that a person is being forgotten, before anything is touched: killed on the way, it is done again from the start. When they were
    /// forgotten before.
    pub fn begin_forgetting(&mut self, eraser: &Eraser) -> Result<Option<Instant>, LedgerError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = before(&transaction, eraser)?;
        note(&transaction, eraser, None)?;
        transaction.commit()?;
        Ok(before)
    }

    /// Takes the person out of the ledger; with `is_trial` it only counts.
    pub fn take_out(&mut self, eraser: &Eraser, is_trial: bool) -> Result<Found, LedgerError> {
        take_out(&mut self.connection, eraser, is_trial)
    }

    /// Takes the person out of every copy and of ledgers that were put aside; what could not be opened.
    pub fn take_out_of_copies(
        &self,
        eraser: &Eraser,
        is_trial: bool,
    ) -> (Found, Vec<(PathBuf, LedgerError)>) {
        let path = PathBuf::from(self.connection.path().unwrap_or_default());
        let all = copies::all(&path).into_iter().map(|copy| copy.path);
        let mut found = Found::default();
        let mut failed = Vec::new();
        for copy in all.chain(copies::aside(&path)) {
            match in_copy(&copy, eraser, is_trial) {
                Ok(own) => found.add(own),
                Err(error) => failed.push((copy, error)),
            }
        }
        for draft in copies::drafts(&path) {
            // What is half made and cannot be read goes as well, and counts for nothing.
            found.add(in_copy(&draft, eraser, true).unwrap_or_default());
            let removed = if is_trial { Ok(()) } else { fs::remove_file(&draft) };
            if let Err(error) = removed {
                failed.push((draft.clone(), LedgerError::File { path: draft, error }));
            }
        }
        (found, failed)
    }

    /// True when an earlier forgetting of this person was broken off and knew them by more than is known now: what is called otherwise in the
    /// record cannot be found again, so nothing may say that it is done.
    pub fn has_lost_names(&self, eraser: &Eraser) -> Result<bool, LedgerError> {
        let called: HashSet<String> =
            eraser.called.iter().map(|(name, _)| digest(eraser.salt, name)).collect();
        let mut rows = self.connection.prepare(
            "SELECT forgetting, digest FROM forgotten JOIN forgettings ON id = forgetting WHERE done_at IS NULL",
        )?;
        let noted = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let noted: Vec<(i64, String)> = noted.collect::<Result<_, _>>()?;
        let own: HashSet<i64> =
            noted.iter().filter(|(_, name)| called.contains(name)).map(|(id, _)| *id).collect();
        Ok(noted.iter().any(|(id, name)| own.contains(id) && !called.contains(name)))
    }

    /// Notes that the person is forgotten, with what was told of it, and gives back the pages on which they stood. An earlier forgetting of
    /// theirs that was broken off ends with it, for all that it knew is known to this one; another person's stays open.
    pub fn end_forgetting(&mut self, eraser: &Eraser, told: &str) -> Result<(), LedgerError> {
        let sql = "UPDATE forgettings SET done_at = ?1, told = ?2 WHERE done_at IS NULL
                   AND (id = (SELECT max(id) FROM forgettings) OR id NOT IN (SELECT forgetting FROM forgotten))";
        self.connection.execute(sql, params![eraser.now, told])?;
        wipe(&self.connection)
    }
}

/// Forgettings that began and never ended: the person's code, and when it began.
pub fn broken_off(path: &Path) -> Result<Vec<(String, Instant)>, LedgerError> {
    let Some(connection) = store::peek(path, "forgettings")? else { return Ok(Vec::new()) };
    let sql = "SELECT min(code), begun_at FROM forgettings JOIN forgotten ON forgetting = id
               WHERE done_at IS NULL GROUP BY id ORDER BY id";
    let mut rows = connection.prepare(sql)?;
    let all = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.collect::<Result<_, _>>()?)
}

/// When somebody called so was forgotten for good.
fn before(connection: &Connection, eraser: &Eraser) -> Result<Option<Instant>, LedgerError> {
    let sql = "SELECT done_at FROM forgotten JOIN forgettings ON id = forgetting WHERE digest = ?1";
    let mut before = None;
    for (name, _) in eraser.called {
        let own = [digest(eraser.salt, name)];
        let at: Option<Option<Instant>> =
            connection.query_row(sql, own, |row| row.get(0)).optional()?;
        before = before.max(at.flatten());
    }
    Ok(before)
}

/// Notes whom a ledger forgets, and when that was done.
fn note(
    transaction: &Transaction<'_>,
    eraser: &Eraser,
    done: Option<Instant>,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO forgettings (begun_at, done_at) VALUES (?1, ?2)";
    transaction.execute(sql, params![eraser.now, done])?;
    let id = transaction.last_insert_rowid();
    for (name, code) in eraser.called {
        let sql = "INSERT INTO forgotten (digest, salt, code, forgetting) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT DO UPDATE SET forgetting = excluded.forgetting";
        transaction.execute(sql, params![digest(eraser.salt, name), eraser.salt, code, id])?;
    }
    Ok(())
}

fn digest(salt: &str, name: &str) -> String {
    short_sha256([salt.as_bytes(), b"\n", name.as_bytes()], DIGITS)
}

/// The code under which a forgotten lead is shown, by its id: two of them stay two, and whoever has not the record cannot try a guess on it.
pub fn code(salt: &str, id: &str) -> String {
    let digest = short_sha256([salt.as_bytes(), b"\nid\n", id.to_lowercase().as_bytes()], CODE);
    format!("F-{digest}")
}

/// Whom no report names any more.
#[derive(Clone, Debug, Default)]
pub struct Forgotten {
    salt: String,
    codes: HashMap<String, String>,
}

impl Forgotten {
    /// True when nobody was forgotten.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The code of whom this is: an id, address, phone or name, normalised, or a pair of them.
    pub fn code(&self, name: &str) -> Option<&str> {
        self.codes.get(&digest(&self.salt, name)).map(String::as_str)
    }

    /// The code of a lead that is a forgotten person's, by its id.
    pub fn code_of_lead(&self, id: &str) -> String {
        code(&self.salt, id)
    }
}

/// Whom a ledger's reports do not name, read without a lock, a new file or a migration.
pub fn peek(path: &Path) -> Result<Forgotten, LedgerError> {
    let Some(connection) = store::peek(path, "forgotten")? else { return Ok(Forgotten::default()) };
    let mut rows = connection.prepare("SELECT digest, code, salt FROM forgotten")?;
    let found = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut forgotten = Forgotten::default();
    for row in found {
        let (digest, code, salt) = row?;
        forgotten.codes.insert(digest, code);
        forgotten.salt = salt;
    }
    Ok(forgotten)
}

fn in_copy(path: &Path, eraser: &Eraser, is_trial: bool) -> Result<Found, LedgerError> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    schema::refuse_foreign(&connection)?;
    let found = take_out(&mut connection, eraser, is_trial)?;
    if !is_trial {
        wipe(&connection)?;
    }
    Ok(found)
}

/// What was deleted stands on freed pages until they are written anew.
fn wipe(connection: &Connection) -> Result<(), LedgerError> {
    Ok(connection.execute_batch("VACUUM")?)
}

/// Takes a person out in one transaction: all of it or nothing.
fn take_out(
    connection: &mut Connection,
    eraser: &Eraser,
    is_trial: bool,
) -> Result<Found, LedgerError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    schema::raise(&transaction)?;
    let places = log(&transaction, eraser)? + texts(&transaction, eraser)?;
    let mut found = Found { places, ..Found::default() };
    letters(&transaction, eraser, &mut found)?;
    statements(&transaction, eraser, &mut found)?;
    hashes(&transaction, eraser, &mut found)?;
    if is_trial {
        return Ok(found);
    }
    let is_noted = "SELECT EXISTS (SELECT 1 FROM forgettings WHERE done_at IS NULL)";
    if !transaction.query_row(is_noted, [], |row| row.get::<_, bool>(0))? {
        note(&transaction, eraser, Some(eraser.now))?;
    }
    transaction.commit()?;
    Ok(found)
}

/// Texts beside the log: names of files and columns, what a run found, and what servers said.
const TEXTS: [(&str, &str); 4] = [
    ("inputs", "path"),
    ("input_columns", "header"),
    ("troubles", "text"),
    ("recipients", "reply"),
];

fn texts(transaction: &Transaction<'_>, eraser: &Eraser) -> Result<u64, LedgerError> {
    let mut places = 0;
    for (table, column) in TEXTS {
        let mut rows = transaction.prepare(&format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        ))?;
        let all: Vec<String> = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for text in all {
            let is_prose = table == "troubles";
            let left = if is_prose { (eraser.prose)(&text, false) } else { (eraser.text)(&text) };
            let Some((left, own)) = left else { continue };
            places += own;
            let sql = format!("UPDATE OR REPLACE {table} SET {column} = ?1 WHERE {column} = ?2");
            transaction.execute(&sql, params![left, text])?;
        }
    }
    Ok(places)
}

/// An entry of the log as it is kept: number, text, who wrote it, what it is about, and its lead.
type Entry = (i64, String, Option<String>, Option<String>, Option<String>);

/// An entry stays, and says nothing of the person.
fn log(transaction: &Transaction<'_>, eraser: &Eraser) -> Result<u64, LedgerError> {
    let mut rows = transaction.prepare("SELECT id, text, by, about, lead FROM log")?;
    let entry = |row: &rusqlite::Row<'_>| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    };
    let all: Vec<Entry> = rows.query_map([], entry)?.collect::<Result<_, _>>()?;
    let mut places = 0;
    for (id, text, by, about, lead) in all {
        let code = lead.as_deref().and_then(|lead| (eraser.lead)(lead));
        let of = |text: Option<&str>| text.and_then(|text| (eraser.text)(text));
        let (by_left, about_left) = (of(by.as_deref()), of(about.as_deref()));
        let prose = (eraser.prose)(&text, code.is_some());
        let own = [&by_left, &about_left, &prose].into_iter().flatten().map(|(_, own)| own);
        let own = own.sum::<u64>() + u64::from(code.is_some());
        if own == 0 {
            continue;
        }
        places += own;
        let left = |left: Left, was: Option<String>| left.map(|(text, _)| text).or(was);
        let sql = "UPDATE log SET text = ?2, by = ?3, about = ?4, lead = ?5 WHERE id = ?1";
        let values = params![
            id,
            left(prose, Some(text)),
            left(by_left, by),
            left(about_left, about),
            code.or(lead)
        ];
        transaction.execute(sql, values)?;
    }
    Ok(places)
}

/// The text of letters that name the person goes, as it does after `keep-mail`; one still to be sent goes to nobody.
fn letters(
    transaction: &Transaction<'_>,
    eraser: &Eraser,
    found: &mut Found,
) -> Result<(), LedgerError> {
    let mut rows = transaction.prepare("SELECT key FROM outbox WHERE length(eml) > 0")?;
    let keys: Vec<String> = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for key in keys {
        let sql = "SELECT eml FROM outbox WHERE key = ?1";
        let eml: Vec<u8> = transaction.query_row(sql, [&key], |row| row.get(0))?;
        if !(eraser.file)("eml", &eml) {
            continue;
        }
        found.letters += 1;
        let sql = "UPDATE recipients SET state = 'withdrawn', at = ?2, reply = '' WHERE key = ?1
                   AND state IN ('queued', 'sending', 'deferred', 'unknown')";
        found.withdrawn += u64::from(transaction.execute(sql, params![key, eraser.now])? > 0);
        transaction.execute("UPDATE outbox SET eml = x'' WHERE key = ?1", [&key])?;
    }
    Ok(())
}

/// What is left of a statement is hashed beside its seal: the chain holds, and says what it is no longer.
fn statements(
    transaction: &Transaction<'_>,
    eraser: &Eraser,
    found: &mut Found,
) -> Result<(), LedgerError> {
    let sql = "SELECT rowid, content, book, COALESCE(left_sha256, sha256) FROM statements";
    let mut rows = transaction.prepare(sql)?;
    let all: Vec<(i64, String, Vec<u8>, String)> = rows
        .query_map([], |row| {
            let content = String::from_utf8_lossy(row.get_ref(1)?.as_bytes()?).into_owned();
            Ok((row.get(0)?, content, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    // One that somebody changed gets no new hash: it stays told as changed.
    let is_sound = |(_, content, _, hash): &(i64, String, Vec<u8>, String)| {
        sha256(content.as_bytes()) == *hash
    };
    for (row, content, book, _) in all.into_iter().filter(is_sound) {
        let text = (eraser.document)(&content);
        let names_them = !book.is_empty() && (eraser.file)("xlsx", &book);
        if text.is_none() && !names_them {
            continue;
        }
        let (content, places) = text.unwrap_or((content, 0));
        let book = if names_them { Vec::new() } else { book };
        found.statements += 1;
        found.books += u64::from(names_them);
        found.places += places;
        let sql = "UPDATE statements SET content = ?2, book = ?3, left_sha256 = ?4, left_at = ?5, left_out = left_out + ?6
                   WHERE rowid = ?1";
        let hash = sha256(content.as_bytes());
        let places = i64::try_from(places + u64::from(names_them)).unwrap_or(i64::MAX);
        transaction.execute(sql, params![row, content, book, hash, eraser.now, places])?;
    }
    Ok(())
}

/// Leads and actions are known again under their codes; what was told before the breach is not, and may be told once more. What was seen of stages goes when the exports no longer hold the person: until then it
/// dates what counts.
fn hashes(
    transaction: &Transaction<'_>,
    eraser: &Eraser,
    found: &mut Found,
) -> Result<(), LedgerError> {
    for (from, to) in eraser.renamed {
        for (table, column) in [("lead_states", "lead"), ("actions", "action")] {
            let sql = format!("UPDATE OR REPLACE {table} SET {column} = ?2 WHERE {column} = ?1");
            found.hashes += transaction.execute(&sql, [from, to])? as u64;
        }
    }
    if !eraser.renamed.is_empty() {
        let sql = "DELETE FROM actions WHERE run IN (SELECT id FROM runs WHERE kind = ?1)";
        transaction.execute(sql, [super::states::DUE_SOON])?;
    }
    for row in eraser.rows {
        for table in ["stages_seen", "cells_seen", "rows_seen"] {
            let sql = format!("DELETE FROM {table} WHERE row = ?1");
            found.hashes += transaction.execute(&sql, [row])? as u64;
        }
    }
    Ok(())
}
