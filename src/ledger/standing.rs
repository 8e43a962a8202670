//! How things stand, for whoever watches: the last run, the last report and its letters.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::message::{OPERATOR, State};
use super::{LIVE, Ledger, LedgerError, copies, place, sent, store};
use crate::model::moment::Instant;

/// The newest run: what is known of it when the next command looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When it began.
    pub at: Instant,
    /// Its exit code; nothing when it broke off.
    pub exit: Option<u8>,
}

/// The letters, in SQL, that are one person's own.
const OF_PERSON: &str = "(audience LIKE 'person-%')";

/// How an agreement's record stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last run, whatever came of it.
    pub last: Option<Ended>,
    /// The last run that made a report or found a free day.
    pub report: Option<Ended>,
    /// The last report of another instant or period, which is no report that was due.
    pub look: Option<Ended>,
    /// Recipients of the team letters last recorded, by what became of them.
    pub letters: Vec<(State, u32)>,
    /// People whose own letters were recorded last, with that report, by what became of them.
    pub people: Vec<(State, u32)>,
    /// People's notices of what falls due soon, recorded since that report, by what became of them.
    pub soon: Vec<(State, u32)>,
}

/// Reads how an agreement stands, without a lock or a new file; empty where there is no ledger yet. Runs that speak of another instant or
/// period than the present one, and letters to the operator, do not count.
pub fn peek(path: &Path, agreement: &str) -> Result<Standing, LedgerError> {
    let Some(connection) = store::peek(path, "recipients")? else { return Ok(Standing::default()) };
    let last = run(&connection, LIVE, agreement)?;
    let due = format!("{LIVE} AND (kind = 'holiday' OR summary_sha256 <> '')");
    let report = run(&connection, &due, agreement)?;
    let look = format!("NOT ({LIVE}) AND kind <> 'close' AND summary_sha256 <> ''");
    let look = run(&connection, &look, agreement)?;
    let of_report = "outbox.run = (SELECT MAX(run) FROM outbox JOIN runs ON runs.id = run WHERE agreement_name = ?1 AND {LIVE} AND kind <> 'due-soon' AND audience <> '{OPERATOR}')";
    let of_report = of_report.replace("{LIVE}", LIVE).replace("{OPERATOR}", OPERATOR);
    let since = format!(
        "outbox.run > COALESCE((SELECT MAX(id) FROM runs WHERE agreement_name = ?1 AND {due}), 0)"
    );
    let of_notices = format!(
        "outbox.run IN (SELECT id FROM runs WHERE agreement_name = ?1 AND kind = 'due-soon') AND {since}"
    );
    let letters =
        |whose: &str, of: &str| letters(&connection, agreement, &format!("{whose} AND {of}"));
    let teams = letters(&format!("NOT {OF_PERSON}"), &of_report)?;
    let (people, soon) = (letters(OF_PERSON, &of_report)?, letters("TRUE", &of_notices)?);
    Ok(Standing { last, report, look, letters: teams, people, soon })
}

/// Whether a ledger is there and not empty.
pub fn is_there(path: &Path) -> bool {
    copies::has_content(&place::linked(path))
}

/// The file beside a ledger that notes what went out, where it holds something.
pub fn noted_beside(path: &Path) -> Option<PathBuf> {
    let noted = place::beside(&place::linked(path), ".sent");
    copies::has_content(&noted).then_some(noted)
}

/// Whether that file notes a letter at an instant or later.
pub fn noted_since(path: &Path, at: Instant) -> bool {
    sent::has_since(&place::beside(&place::linked(path), ".sent"), at)
}

/// When the last report on record was made, of whatever instant or period; nothing where there is no ledger or report yet.
pub fn last_report(path: &Path) -> Result<Option<Instant>, LedgerError> {
    let connection = store::peek(path, "runs")?;
    connection.map_or(Ok(None), |connection| made(&connection))
}

/// When the latest run on record began; nothing where there is no ledger or run yet.
pub fn newest_run(path: &Path) -> Result<Option<Instant>, LedgerError> {
    store::peek(path, "runs")?.map_or(Ok(None), |connection| newest(&connection))
}

fn newest(connection: &Connection) -> Result<Option<Instant>, LedgerError> {
    Ok(connection.query_row("SELECT MAX(started_at) FROM runs", [], |row| row.get(0))?)
}

/// A clock that ran ahead is forgotten with the first report that follows: the last one counts, not the latest.
fn made(connection: &Connection) -> Result<Option<Instant>, LedgerError> {
    let sql = "SELECT started_at FROM runs WHERE summary_sha256 <> '' ORDER BY id DESC LIMIT 1";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

impl Ledger {
    /// When the latest run began, whatever came of it.
    pub fn newest_run(&self) -> Result<Option<Instant>, LedgerError> {
        newest(&self.connection)
    }

    /// When the last report on record was made.
    pub fn last_report(&self) -> Result<Option<Instant>, LedgerError> {
        made(&self.connection)
    }

    /// When an agreement's last report that was due was made.
    pub fn last_due_report(&self, agreement: &str) -> Result<Option<Instant>, LedgerError> {
        let due = format!("{LIVE} AND summary_sha256 <> ''");
        let last = run(&self.connection, &due, agreement)?;
        Ok(last.map(|last| last.at))
    }
}

fn run(
    connection: &Connection,
    which: &str,
    agreement: &str,
) -> Result<Option<Ended>, LedgerError> {
    let sql = format!(
        "SELECT started_at, exit FROM runs WHERE agreement_name = ?1 AND {which} ORDER BY id DESC LIMIT 1"
    );
    let ended = |row: &rusqlite::Row<'_>| Ok(Ended { at: row.get(0)?, exit: row.get(1)? });
    Ok(connection.query_row(&sql, params![agreement], ended).optional()?)
}

/// Recipients of some letters, by what became of them. A run that only repeats a report records no letters: those of the run before it count.
fn letters(
    connection: &Connection,
    agreement: &str,
    which: &str,
) -> Result<Vec<(State, u32)>, LedgerError> {
    let sql = format!(
        "SELECT CASE WHEN state = 'sent' AND reply <> '' THEN 'written' ELSE state END AS own, COUNT(*) FROM recipients JOIN outbox USING (key)
         WHERE audience <> '{OPERATOR}' AND {which} GROUP BY own ORDER BY own"
    );
    let mut rows = connection.prepare(&sql)?;
    let count = |row: &rusqlite::Row<'_>| Ok((State::stored(row, 0)?, row.get(1)?));
    Ok(rows.query_map([agreement], count)?.collect::<Result<_, _>>()?)
}
