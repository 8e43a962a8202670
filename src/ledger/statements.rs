//! Sealed statements: what a period came to, kept as it was sealed, each bound to the one before by its hash.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde_json::Value;

use super::record::{self, Actuals, RunRecord};
use super::{Ledger, LedgerError, store};
use crate::ledger::record::{ReportedPeriod, ReportedPeriods, read_actuals};
use crate::model::moment::Instant;
use crate::model::words::Status;
use crate::model::zone::Day;

/// A statement as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// 1 for the agreement's first, without gaps.
    pub number: u32,
    /// First and last day of the period.
    pub period: (Day, Day),
    /// When it was sealed.
    pub sealed_at: Instant,
    /// What was sealed: JSON in one line, byte for byte.
    pub content: String,
    /// SHA-256 of the content, hex.
    pub sha256: String,
    /// That of the one before; nothing for the first.
    pub previous: Option<String>,
    /// Name of its files without the ending.
    pub file_stem: String,
    /// Its workbook.
    pub book: Vec<u8>,
    /// What was taken out of it since, when a person was forgotten; nothing while it is as it was sealed.
    pub taken_out: Option<TakenOut>,
}

/// That a person was taken out of a statement: a link of the chain beside its seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOut {
    /// When.
    pub at: Instant,
    /// From how many places of its content.
    pub places: u64,
    /// SHA-256 of the content that is left, hex.
    pub sha256: String,
}

impl Statement {
    /// What it says; null when its content is not what was sealed.
    pub fn says(&self) -> Value {
        serde_json::from_str(&self.content).unwrap_or(Value::Null)
    }

    /// The document filed: its hash, and on a line of its own the content that was hashed. Where a person was taken out it says so, with
    /// the hash of what is left.
    pub fn document(&self) -> String {
        let left = self.taken_out.as_ref().map_or_else(String::new, |left| {
            let TakenOut { at, places, sha256 } = left;
            let at = at.unix();
            format!("\"taken_out\":{{\"at\":{at},\"places\":{places},\"sha256\":\"{sha256}\"}},")
        });
        format!("{{\"sha256\":\"{}\",{left}\"content\":\n{}\n}}\n", self.sha256, self.content)
    }

    /// The hash that its content must have.
    pub fn content_sha256(&self) -> &str {
        self.taken_out.as_ref().map_or(&self.sha256, |left| &left.sha256)
    }

    /// What it says of each commitment.
    pub fn clauses(&self) -> Vec<Value> {
        self.says().get("commitments").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// Doubts about the exports over which somebody insisted, in words.
    pub fn insisted(&self) -> Vec<String> {
        let says = self.says();
        let doubts = says.get("insisted").and_then(Value::as_array).into_iter().flatten();
        doubts.filter_map(|doubt| Some(doubt.get("text")?.as_str()?.to_owned())).collect()
    }

    /// Actual value and status of each commitment.
    pub fn actuals(&self) -> Actuals {
        let one = |judged: &Value| {
            let status = judged.get("status")?.as_str().and_then(Status::of)?;
            Some((judged.get("id")?.as_str()?.to_owned(), (judged.get("actual")?.as_f64(), status)))
        };
        self.clauses().iter().filter_map(one).collect()
    }
}

/// The hash of the newest statement that a run knew of, and when that run began.
pub type Head = (Instant, String);

/// An agreement's statements in order, and what its runs knew of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// In the order of their numbers, without the ones that are missing.
    pub statements: Vec<Statement>,
    /// For each hash of a newest statement the oldest run that saw it: whoever takes a statement
    /// away cannot also take back that these runs knew it.
    pub heads: Vec<Head>,
}

impl Ledger {
    /// What the last report of each period said.
    pub fn reported_periods(&self, name: &str) -> Result<ReportedPeriods, LedgerError> {
        read_reported(&self.connection, name)
    }

    /// The sealed statements of an agreement in order, and which of them earlier runs saw.
    pub fn chain(&self, agreement: &str) -> Result<Chain, LedgerError> {
        read(&self.connection, agreement)
    }

    /// Seals a statement with its run: both or nothing. Returns the run's number.
    pub fn seal(&mut self, run: &RunRecord, statement: &Statement) -> Result<i64, LedgerError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = record::insert(&transaction, run, &[])?;
        insert(&transaction, id, &run.agreement_name, statement)?;
        transaction.execute(
            "UPDATE runs SET statement = ?2 WHERE id = ?1",
            params![id, statement.sha256],
        )?;
        transaction.commit()?;
        Ok(id)
    }

    /// When a message reached its first recipient; nothing when it reached none.
    pub fn reached(&self, key: &str) -> Result<Option<Instant>, LedgerError> {
        let sql = "SELECT MIN(at) FROM recipients WHERE key = ?1 AND state = 'sent'";
        Ok(self.connection.query_row(sql, [key], |row| row.get(0))?)
    }
}

/// The chain, read without a lock, a new file or a migration.
pub fn peek(path: &Path, agreement: &str) -> Result<Chain, LedgerError> {
    store::peek(path, "statements")?
        .map_or(Ok(Chain::default()), |connection| read(&connection, agreement))
}

/// Statements of an agreement, in order; none where the ledger is of a version that knew none.
pub(super) fn of(connection: &Connection, agreement: &str) -> Result<Vec<Statement>, LedgerError> {
    let has_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'statements'";
    if connection.query_row(has_table, [], |_| Ok(())).optional()?.is_none() {
        return Ok(Vec::new());
    }
    // A ledger that is only looked into may be of a version that forgot nobody.
    let forgets =
        "SELECT COUNT(*) > 0 FROM pragma_table_info('statements') WHERE name = 'left_sha256'";
    let left = if connection.query_row(forgets, [], |row| row.get(0))? {
        "left_at, left_out, left_sha256"
    } else {
        "NULL, 0, NULL"
    };
    let sql = format!(
        "SELECT number, period_from, period_to, sealed_at, content, sha256, previous, file_stem, book, {left} FROM statements
         WHERE agreement_name = ?1 ORDER BY number"
    );
    let mut rows = connection.prepare(&sql)?;
    Ok(rows.query_map([agreement], statement)?.collect::<Result<_, _>>()?)
}

fn read(connection: &Connection, agreement: &str) -> Result<Chain, LedgerError> {
    let sql = "SELECT MIN(started_at), statement FROM runs WHERE agreement_name = ?1 AND statement IS NOT NULL
               GROUP BY statement ORDER BY MIN(id)";
    let mut rows = connection.prepare(sql)?;
    let heads = rows
        .query_map([agreement], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(Chain { statements: of(connection, agreement)?, heads })
}

fn statement(row: &Row<'_>) -> rusqlite::Result<Statement> {
    Ok(Statement {
        number: row.get(0)?,
        period: (Day(row.get(1)?), Day(row.get(2)?)),
        sealed_at: row.get(3)?,
        // Bytes that are no text any more are told as a change, not as a ledger that cannot be read.
        content: String::from_utf8_lossy(row.get_ref(4)?.as_bytes()?).into_owned(),
        sha256: row.get(5)?,
        previous: row.get(6)?,
        file_stem: row.get(7)?,
        book: row.get(8)?,
        taken_out: taken_out(row)?,
    })
}

fn taken_out(row: &Row<'_>) -> rusqlite::Result<Option<TakenOut>> {
    let (at, sha256): (Option<Instant>, Option<String>) = (row.get(9)?, row.get(11)?);
    let places = u64::try_from(row.get::<_, i64>(10)?).unwrap_or_default();
    Ok(at.zip(sha256).map(|(at, sha256)| TakenOut { at, places, sha256 }))
}

fn insert(
    transaction: &Transaction<'_>,
    run: i64,
    agreement: &str,
    statement: &Statement,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO statements
                 (agreement_name, number, run, period_from, period_to, sealed_at, content, sha256, previous, file_stem, book)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let Statement {
        number,
        period: (first, last),
        sealed_at,
        content,
        sha256,
        previous,
        file_stem,
        book,
        taken_out: _,
    } = statement;
    transaction.execute(
        sql,
        params![
            agreement, number, run, first.0, last.0, sealed_at, content, sha256, previous,
            file_stem, book
        ],
    )?;
    Ok(())
}

/// What makes a statement's letter the same one.
pub struct LetterKey<'a> {
    /// The agreement's name.
    pub agreement: &'a str,
    /// First and last day of the period.
    pub period: (Day, Day),
    /// Who it speaks to.
    pub audience: &'a str,
}

/// What parts the agreement's name from the period in the key of a statement's letter; a bar of the name itself is written otherwise.
const OF_STATEMENT: &str = "|statement|";

/// Whether a key is that of a statement's letter, which is never too old to be of use.
pub fn is_of_statement(key: &str) -> bool {
    key.contains(OF_STATEMENT)
}

impl LetterKey<'_> {
    /// The outbox's key of a statement's letter: it is sent once, whenever that is asked for.
    pub fn text(&self) -> String {
        let name = self.agreement.replace('%', "%25").replace('|', "%7C");
        let (first, last) = self.period;
        format!("{name}{OF_STATEMENT}{}..{}|{}", first.date(), last.date(), self.audience)
    }
}

/// The same, read without a lock, a new file or a migration.
pub fn peek_reported(path: &Path, name: &str) -> Result<ReportedPeriods, LedgerError> {
    store::peek(path, "recipients")?
        .map_or(Ok(ReportedPeriods::new()), |connection| read_reported(&connection, name))
}

fn read_reported(connection: &Connection, name: &str) -> Result<ReportedPeriods, LedgerError> {
    let sql = "SELECT id, cut_off, period_from, period_to FROM runs WHERE agreement_name = ?1 AND kind <> 'as-of'
               AND EXISTS (SELECT 1 FROM measurements WHERE run = runs.id) ORDER BY cut_off, id";
    let mut rows = connection.prepare(sql)?;
    let run = |row: &rusqlite::Row<'_>| {
        Ok(((Day(row.get(2)?), Day(row.get(3)?)), (row.get(0)?, row.get(1)?)))
    };
    let last: BTreeMap<(Day, Day), (i64, Instant)> =
        rows.query_map([name], run)?.collect::<Result<_, _>>()?;
    let mut said = ReportedPeriods::new();
    for (period, (run, at)) in last {
        said.insert(
            period,
            ReportedPeriod { at, actuals: read_actuals(connection, run)?, is_sealed: false },
        );
    }
    for sealed in of(connection, name)? {
        said.insert(
            sealed.period,
            ReportedPeriod { at: sealed.sealed_at, actuals: sealed.actuals(), is_sealed: true },
        );
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a statement is written anew from what it says: 47 of 49 keeps its last digit.
    #[test]
    fn what_a_statement_says_keeps_each_digit() {
        let content = r#"{"actual":0.9591836734693877,"low":0.8630861532889512,"n":49}"#;
        let day = Day::ymd(2026, 10, 1).unwrap();
        let statement = Statement {
            number: 1,
            period: (day, day),
            sealed_at: Instant::of(0),
            content: content.to_owned(),
            sha256: String::new(),
            previous: None,
            file_stem: String::new(),
            book: Vec::new(),
            taken_out: None,
        };
        assert_eq!(statement.says().to_string(), content);
    }
}
