//! What a run leaves behind: when, by which agreement, from which files, with which results and letters.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::inputs::{self, ColumnRecord};
use super::message::{DeliveryKey, Message};
use super::states::{self, States};
use super::{LIVE, Ledger, LedgerError, outbox, stages};
use crate::ledger::message;
use crate::model::memory::Sightings;
use crate::model::moment::Instant;
use crate::model::words::Status;
use crate::model::zone::Day;

/// What the record keeps of one run; written once and never changed.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// When it began.
    pub started_at: Instant,
    /// The instant asked for.
    pub as_of: Instant,
    /// The instant the report speaks of.
    pub cut_off: Instant,
    /// First day of the period.
    pub period_from: Day,
    /// Last day of the period.
    pub period_to: Day,
    /// The slot filled, seconds after midnight.
    pub slot: Option<u32>,
    /// 0 for a slot's first report, one more with each `--resend`.
    pub revision: u32,
    /// `run`, `scheduled`, `holiday`, `failed`; `as-of`, `period` and `close` are not about now.
    pub kind: String,
    /// The agreement's name.
    pub agreement_name: String,
    /// SHA-256 of the agreement's text, hex.
    pub agreement_hash: String,
    /// The agreement's text, kept once a hash.
    pub agreement_text: String,
    /// SHA-256 of the summary document, hex.
    pub summary_sha256: String,
    /// Every file that the run read, with the hash of its bytes.
    pub inputs: Vec<InputRecord>,
    /// The columns that fed a field.
    pub columns: Vec<ColumnRecord>,
    /// The results.
    pub measurements: Vec<Measurement>,
    /// What the next report is compared with.
    pub states: States,
    /// Stages seen for the first time.
    pub seen: Sightings,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputRecord {
    /// Its source.
    pub source: String,
    /// Its path.
    pub path: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// Rows below its header, used or set aside.
    pub rows: u64,
    /// Its encoding; empty where it has none.
    pub encoding: String,
}

/// What one commitment came to. Absent is not zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The commitment's id.
    pub commitment: String,
    /// What was compared with the target.
    pub actual: Option<f64>,
    /// What was due by the cut-off: the paced target of a count, the target of a rate.
    pub expected: Option<f64>,
    /// The target.
    pub target: Option<f64>,
    /// The verdict.
    pub status: Status,
    /// Numerator of a share.
    pub numerator: Option<f64>,
    /// Denominator of a share.
    pub denominator: Option<f64>,
}

/// Actual value and status by commitment id.
pub type Actuals = BTreeMap<String, (Option<f64>, Status)>;

/// What was said of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedPeriod {
    /// The cut-off of its last report; of a sealed statement, when it was sealed.
    pub at: Instant,
    /// The results.
    pub actuals: Actuals,
    /// It is sealed: no later report changes it.
    pub is_sealed: bool,
}

/// The sealed statement or the last report of each period, by its first and last day.
pub type ReportedPeriods = BTreeMap<(Day, Day), ReportedPeriod>;

impl Ledger {
    /// Records a run with its letters in one transaction: all of it or nothing. What a ledger now lost knew of a letter is
    /// taken over.
    ///
    /// Returns the run's number.
    pub fn record(&mut self, run: &RunRecord, messages: &[Message]) -> Result<i64, LedgerError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = insert(&transaction, run, messages)?;
        self.sent.reconcile(&transaction, messages)?;
        transaction.commit()?;
        Ok(id)
    }

    /// Notes how a run ended.
    pub fn finish(&mut self, run: i64, exit: u8, at: Instant) -> Result<(), LedgerError> {
        self.connection.execute(
            "UPDATE runs SET exit = ?2, finished_at = ?3 WHERE id = ?1",
            params![run, exit, at],
        )?;
        Ok(())
    }

    /// The latest instant an agreement's reports were asked for.
    pub fn newest_as_of(&self, name: &str) -> Result<Option<Instant>, LedgerError> {
        let sql = "SELECT MAX(as_of) FROM runs WHERE agreement_name = ?1 AND summary_sha256 <> ''";
        Ok(self.connection.query_row(sql, [name], |row| row.get(0))?)
    }

    /// Whether some report of an agreement was one that was due, not a look at another day or period.
    pub fn has_live_report(&self, name: &str) -> Result<bool, LedgerError> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM runs WHERE agreement_name = ?1 AND {LIVE} AND summary_sha256 <> '')"
        );
        Ok(self.connection.query_row(&sql, [name], |row| row.get(0))?)
    }

    /// Whether a report that was due was made for a slot, seconds after midnight, since an instant.
    pub fn has_report(
        &self,
        name: &str,
        since: Instant,
        slot: Option<u32>,
    ) -> Result<bool, LedgerError> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM runs WHERE agreement_name = ?1 AND started_at >= ?2 AND slot IS ?3 AND {LIVE} AND summary_sha256 <> '')"
        );
        Ok(self.connection.query_row(&sql, params![name, since, slot], |row| row.get(0))?)
    }

    /// The newest run of a kind for a slot since an instant, and its exit code: nothing of one that broke off.
    pub fn run_of(
        &self,
        name: &str,
        kind: &str,
        since: Instant,
        slot: u32,
    ) -> Result<Option<(i64, Option<u8>)>, LedgerError> {
        let sql = "SELECT id, exit FROM runs WHERE agreement_name = ?1 AND kind = ?2 AND started_at >= ?3 AND slot = ?4 ORDER BY id DESC LIMIT 1";
        let run = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self.connection.query_row(sql, params![name, kind, since, slot], run).optional()?)
    }

    /// The highest revision recorded of an agreement's report: its name, the report's day and slot, the period.
    pub fn last_revision(
        &self,
        name: &str,
        day: Day,
        slot: Option<u32>,
        period: (Day, Day),
    ) -> Result<Option<u32>, LedgerError> {
        let prefix = message::report_key(name, day, slot, period);
        let sql = "SELECT MAX(revision) FROM runs JOIN outbox ON outbox.run = runs.id WHERE substr(outbox.key, 1, length(?1)) = ?1";
        Ok(self.connection.query_row(sql, params![prefix], |row| row.get(0))?)
    }

    /// The highest revision whose letters went out, of which an older ledger may know nothing.
    pub fn last_revision_sent(
        &self,
        name: &str,
        day: Day,
        slot: Option<u32>,
        period: (Day, Day),
    ) -> Option<u32> {
        self.revision_sent(&message::report_key(name, day, slot, period))
    }

    /// Results of the agreement's last report of exactly these days with a cut-off before `before`, with that cut-off. Counts start anew
    /// with a period, so another period's are not compared. Runs that speak of another instant or period than the present one, those that
    /// close one and those of a free day are passed over.
    pub fn previous_actuals(
        &self,
        name: &str,
        (first, until): (Day, Day),
        before: Instant,
    ) -> Result<Option<(Instant, Actuals)>, LedgerError> {
        let sql = format!(
            "SELECT id, cut_off FROM runs WHERE agreement_name = ?1 AND period_from = ?2 AND period_to = ?3 AND cut_off < ?4 AND {LIVE}
             AND EXISTS (SELECT 1 FROM measurements WHERE run = runs.id) ORDER BY cut_off DESC, id DESC LIMIT 1"
        );
        let values = params![name, first.0, until.0, before];
        let last: Option<(i64, Instant)> = self
            .connection
            .query_row(&sql, values, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        last.map(|(run, cut_off)| Ok((cut_off, self.actuals(run)?))).transpose()
    }
}

impl Ledger {
    /// Results of a revision of a report, with their cut-off.
    pub fn revision_actuals(
        &self,
        report: &DeliveryKey,
    ) -> Result<Option<(Instant, Actuals)>, LedgerError> {
        let prefix = message::report_key(&report.agreement, report.day, report.slot, report.period);
        let sql = "SELECT runs.id, cut_off FROM runs JOIN outbox ON outbox.run = runs.id
                   WHERE substr(outbox.key, 1, length(?1)) = ?1 AND revision = ?2 ORDER BY runs.id DESC LIMIT 1";
        let run = self
            .connection
            .query_row(sql, params![prefix, report.revision], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        run.map(|(run, cut_off)| Ok((cut_off, self.actuals(run)?))).transpose()
    }

    /// Cut-off of the agreement's last report before an instant, of whatever period.
    pub fn last_cut_off(
        &self,
        name: &str,
        before: Instant,
    ) -> Result<Option<Instant>, LedgerError> {
        let sql = format!(
            "SELECT MAX(cut_off) FROM runs WHERE agreement_name = ?1 AND cut_off < ?2 AND {LIVE}
             AND EXISTS (SELECT 1 FROM measurements WHERE run = runs.id)"
        );
        Ok(self.connection.query_row(&sql, params![name, before], |row| row.get(0))?)
    }

    fn actuals(&self, run: i64) -> Result<Actuals, LedgerError> {
        read_actuals(&self.connection, run)
    }
}

pub(super) fn read_actuals(connection: &Connection, run: i64) -> Result<Actuals, LedgerError> {
    let mut rows =
        connection.prepare("SELECT commitment, actual, status FROM measurements WHERE run = ?1")?;
    let found = rows.query_map([run], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    let mut actuals = Actuals::new();
    for row in found {
        let (commitment, actual, status) = row?;
        actuals.insert(commitment, (actual, Status::of(&status).unwrap_or(Status::NotAssessed)));
    }
    Ok(actuals)
}

/// Writes a run with its inputs, results and letters.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: &RunRecord,
    messages: &[Message],
) -> Result<i64, LedgerError> {
    let id = insert_run(transaction, run)?;
    for input in &run.inputs {
        insert_input(transaction, id, input)?;
    }
    inputs::insert(transaction, id, &run.columns)?;
    for measurement in &run.measurements {
        insert_measurement(transaction, id, measurement)?;
    }
    for message in messages {
        outbox::insert(transaction, id, message)?;
    }
    states::insert(transaction, id, &run.agreement_name, &run.states)?;
    stages::add(transaction, &run.agreement_name, &run.seen)?;
    Ok(id)
}

fn insert_run(transaction: &Transaction<'_>, run: &RunRecord) -> Result<i64, LedgerError> {
    let first_seen = "INSERT INTO agreements (hash, text, first_seen) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING";
    transaction
        .execute(first_seen, params![run.agreement_hash, run.agreement_text, run.started_at])?;
    let sql = "INSERT INTO runs (started_at, as_of, cut_off, period_from, period_to, slot, revision, kind, agreement_name, agreement_hash, summary_sha256, statement)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let values = params![
        run.started_at,
        run.as_of,
        run.cut_off,
        run.period_from.0,
        run.period_to.0,
        run.slot,
        run.revision,
        run.kind,
        run.agreement_name,
        run.agreement_hash,
        run.summary_sha256,
        head(transaction, &run.agreement_name)?
    ];
    transaction.execute(sql, values)?;
    Ok(transaction.last_insert_rowid())
}

fn insert_input(
    transaction: &Transaction<'_>,
    run: i64,
    input: &InputRecord,
) -> Result<(), LedgerError> {
    let rows = i64::try_from(input.rows).unwrap_or(i64::MAX);
    let sql = "INSERT INTO inputs (run, source, path, sha256, rows, encoding) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let InputRecord { source, path, sha256, encoding, .. } = input;
    transaction.execute(sql, params![run, source, path, sha256, rows, encoding])?;
    Ok(())
}

fn insert_measurement(
    transaction: &Transaction<'_>,
    run: i64,
    one: &Measurement,
) -> Result<(), LedgerError> {
    let sql = "INSERT INTO measurements (run, commitment, actual, expected, target, status, numerator, denominator)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![
        run,
        one.commitment,
        one.actual,
        one.expected,
        one.target,
        one.status.word(),
        one.numerator,
        one.denominator
    ];
    transaction.execute(sql, values)?;
    Ok(())
}

/// The hash of an agreement's newest statement: every run keeps it, so that the newest cannot be taken away unnoticed.
pub(super) fn head(
    connection: &Connection,
    agreement: &str,
) -> Result<Option<String>, LedgerError> {
    let sql =
        "SELECT sha256 FROM statements WHERE agreement_name = ?1 ORDER BY number DESC LIMIT 1";
    Ok(connection.query_row(sql, [agreement], |row| row.get(0)).optional()?)
}
