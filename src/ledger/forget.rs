//! A person taken out of the ledger and its copies. Of what was done a record stays that names nobody: salted digests of what they were
//! called, by which later reports know not to name them again.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::store::{self, PATIENCE};
use super::{Ledger, LedgerError, copies, schema};
use crate::model::hash::{sha256, short_sha256};

/// Hex digits of a digest.
const DIGITS: usize = 32;

/// Bytes without the person, and from how many places they were taken.
pub type Left = Option<(Vec<u8>, u64)>;

/// How a person is found in what a ledger holds, and what they were called.
pub struct Eraser<'a> {
    /// A text without the person; nothing where they are not in it.
    pub text: &'a dyn Fn(&str) -> Option<(String, u64)>,
    /// The same of a JSON document.
    pub document: &'a dyn Fn(&str) -> Option<(String, u64)>,
    /// The same of a workbook.
    pub book: &'a dyn Fn(&[u8]) -> Left,
    /// True when a letter names the person.
    pub letter: &'a dyn Fn(&[u8]) -> bool,
    /// What the person is called: ids, addresses and phones, normalised.
    pub called: Vec<String>,
    /// Hashes of their leads in the comparison with the next report.
    pub leads: Vec<i64>,
    /// Hashes of their rows in the memory of stages.
    pub rows: Vec<i64>,
    /// When they are forgotten, UTC seconds.
    pub now: i64,
}

/// What was found of a person in one or several ledgers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Places in entries of the log, names of files and statements.
    pub places: u64,
    /// Letters whose text is no longer kept.
    pub letters: u64,
    /// Letters of those that were still to go out, and go no more.
    pub withdrawn: u64,
    /// Statements that they were taken out of.
    pub statements: u64,
    /// Hashes that stood for them.
    pub hashes: u64,
}

impl Found {
    fn add(&mut self, other: Self) {
        self.places += other.places;
        self.letters += other.letters;
        self.withdrawn += other.withdrawn;
        self.statements += other.statements;
        self.hashes += other.hashes;
    }

    /// Everything that was found.
    pub fn all(&self) -> u64 {
        self.places + self.letters + self.hashes
    }
}

impl Ledger {
    /// Notes that a person is being forgotten, before anything is touched: killed on the way, it is done again from the start. When they were
    /// forgotten before, UTC seconds.
    pub fn begin_forgetting(&mut self, eraser: &Eraser) -> Result<Option<i64>, LedgerError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before = note(&transaction, eraser, None)?;
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
        (found, failed)
    }

    /// Notes that the person is forgotten, with what was told of it, and gives back the pages on which they stood.
    pub fn end_forgetting(&mut self, eraser: &Eraser, told: &str) -> Result<(), LedgerError> {
        let sql = "UPDATE forgettings SET done_at = ?1, told = ?2 WHERE done_at IS NULL";
        self.connection.execute(sql, params![eraser.now, told])?;
        wipe(&self.connection)
    }
}

/// When a person was forgotten for good, UTC seconds, and whether that was begun and not ended.
fn note(
    transaction: &Transaction<'_>,
    eraser: &Eraser,
    done: Option<i64>,
) -> Result<Option<i64>, LedgerError> {
    let salt: Option<String> = transaction
        .query_row("SELECT salt FROM forgotten LIMIT 1", [], |row| row.get(0))
        .optional()?;
    let salt = salt.map_or_else(
        || transaction.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0)),
        Ok::<String, rusqlite::Error>,
    )?;
    let digests: Vec<String> = eraser.called.iter().map(|name| digest(&salt, name)).collect();
    let sql = "SELECT done_at FROM forgotten JOIN forgettings ON id = forgetting WHERE digest = ?1";
    let mut before = None;
    for own in &digests {
        let at: Option<Option<i64>> =
            transaction.query_row(sql, [own], |row| row.get(0)).optional()?;
        before = before.max(at.flatten());
    }
    let sql = "INSERT INTO forgettings (begun_at, done_at) VALUES (?1, ?2)";
    transaction.execute(sql, params![eraser.now, done])?;
    let id = transaction.last_insert_rowid();
    for own in &digests {
        let sql = "INSERT INTO forgotten (digest, salt, forgetting) VALUES (?1, ?2, ?3)
                   ON CONFLICT DO UPDATE SET forgetting = excluded.forgetting";
        transaction.execute(sql, params![own, salt, id])?;
    }
    Ok(before)
}

fn digest(salt: &str, name: &str) -> String {
    short_sha256([salt.as_bytes(), b"\n", name.as_bytes()], DIGITS)
}

/// Whom no report names any more.
#[derive(Clone, Debug, Default)]
pub struct Forgotten {
    salt: String,
    digests: HashSet<String>,
}

impl Forgotten {
    /// True when nobody was forgotten.
    pub fn is_empty(&self) -> bool {
        self.digests.is_empty()
    }

    /// True when this id, address or phone is a forgotten person's.
    pub fn knows(&self, name: &str) -> bool {
        self.digests.contains(&digest(&self.salt, name))
    }
}

/// Whom a ledger's reports do not name, read without a lock, a new file or a migration.
pub fn peek(path: &Path) -> Result<Forgotten, LedgerError> {
    let Some(connection) = store::peek(path, "forgotten")? else { return Ok(Forgotten::default()) };
    let mut rows = connection.prepare("SELECT digest, salt FROM forgotten")?;
    let found = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut forgotten = Forgotten::default();
    for row in found {
        let (digest, salt) = row?;
        forgotten.digests.insert(digest);
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
    let mut found = Found { places: texts(&transaction, eraser)?, ..Found::default() };
    leads_of_log(&transaction, eraser)?;
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

/// Texts that people wrote, and names of files.
const TEXTS: [(&str, &str); 6] = [
    ("log", "text"),
    ("log", "by"),
    ("log", "about"),
    ("inputs", "path"),
    ("input_columns", "header"),
    ("troubles", "text"),
];

fn texts(transaction: &Transaction<'_>, eraser: &Eraser) -> Result<u64, LedgerError> {
    let mut places = 0;
    for (table, column) in TEXTS {
        let mut rows = transaction.prepare(&format!(
            "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        ))?;
        let all: Vec<String> = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for text in all {
            let Some((left, own)) = (eraser.text)(&text) else { continue };
            places += own;
            let sql = format!("UPDATE OR REPLACE {table} SET {column} = ?1 WHERE {column} = ?2");
            transaction.execute(&sql, params![left, text])?;
        }
    }
    Ok(places)
}

/// An entry about a forgotten lead stays, and is about nobody.
fn leads_of_log(transaction: &Transaction<'_>, eraser: &Eraser) -> Result<(), LedgerError> {
    for name in &eraser.called {
        transaction.execute("UPDATE log SET lead = NULL WHERE lower(lead) = lower(?1)", [name])?;
    }
    Ok(())
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
        if !(eraser.letter)(&eml) {
            continue;
        }
        found.letters += 1;
        let sql = "UPDATE recipients SET state = 'expired', at = ?2 WHERE key = ?1
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
        let (text, pages) = ((eraser.document)(&content), (eraser.book)(&book));
        if text.is_none() && pages.is_none() {
            continue;
        }
        let (content, places) = text.unwrap_or((content, 0));
        let (book, cells) = pages.unwrap_or((book, 0));
        found.statements += 1;
        found.places += places + cells;
        let sql = "UPDATE statements SET content = ?2, book = ?3, left_sha256 = ?4, left_at = ?5, left_out = left_out + ?6
                   WHERE rowid = ?1";
        let hash = sha256(content.as_bytes());
        let places = i64::try_from(places + cells).unwrap_or(i64::MAX);
        transaction.execute(sql, params![row, content, book, hash, eraser.now, places])?;
    }
    Ok(())
}

fn hashes(
    transaction: &Transaction<'_>,
    eraser: &Eraser,
    found: &mut Found,
) -> Result<(), LedgerError> {
    let kinds = [("lead_states", "lead", &eraser.leads), ("stages_seen", "row", &eraser.rows)];
    for (table, column, hashes) in kinds {
        for hash in hashes {
            let sql = format!("DELETE FROM {table} WHERE {column} = ?1");
            found.hashes += transaction.execute(&sql, [hash])? as u64;
        }
    }
    Ok(())
}
