//! What the last report knew, to be compared with the next: the period's leads with their delivery, and the actions told.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Transaction, params};

use super::{LIVE, Ledger, LedgerError, OPERATOR};
use crate::model::moment::Instant;
use crate::model::zone::Day;

/// The kind of a run that tells what falls due within hours.
pub const DUE_SOON: &str = "due-soon";

/// What a report leaves for the next one, by hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct States {
    /// Leads delivered in the period and when.
    pub leads: Vec<(i64, Instant)>,
    /// Hashes of the actions that the report told, sorted.
    pub actions: Vec<i64>,
}

impl Ledger {
    /// Leads of the last report of a period whose cut-off was before `before`; nothing without one.
    pub fn leads_reported(
        &self,
        name: &str,
        (first, last): (Day, Day),
        before: Instant,
    ) -> Result<Option<HashMap<i64, Instant>>, LedgerError> {
        let sql = format!(
            "SELECT id FROM runs WHERE agreement_name = ?1 AND cut_off < ?2 AND period_from = ?3 AND period_to = ?4 AND {LIVE}
             AND EXISTS (SELECT 1 FROM lead_states WHERE run = runs.id) ORDER BY cut_off DESC, id DESC LIMIT 1"
        );
        let values = params![name, before, first.0, last.0];
        let Some(run) =
            self.connection.query_row(&sql, values, |row| row.get::<_, i64>(0)).optional()?
        else {
            return Ok(None);
        };
        let mut rows =
            self.connection.prepare("SELECT lead, delivered FROM lead_states WHERE run = ?1")?;
        let found = rows
            .query_map([run], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(Some(found))
    }

    /// Actions of the last report whose cut-off was before `before`; nothing without one.
    pub fn actions_told(
        &self,
        name: &str,
        before: Instant,
    ) -> Result<Option<HashSet<i64>>, LedgerError> {
        let sql = format!(
            "SELECT id FROM runs WHERE agreement_name = ?1 AND cut_off < ?2 AND {LIVE}
             AND EXISTS (SELECT 1 FROM measurements WHERE run = runs.id) ORDER BY cut_off DESC, id DESC LIMIT 1"
        );
        let Some(run) = self
            .connection
            .query_row(&sql, params![name, before], |row| row.get::<_, i64>(0))
            .optional()?
        else {
            return Ok(None);
        };
        let mut rows = self.connection.prepare("SELECT action FROM actions WHERE run = ?1")?;
        let found = rows.query_map([run], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Some(found))
    }

    /// What was told before the breach, each with its due; what a run wrote of which no letter arrived anywhere is still to be told.
    pub fn soon_told(&self, name: &str) -> Result<HashSet<i64>, LedgerError> {
        let ends = |not: &str| {
            format!(
                "EXISTS (SELECT 1 FROM outbox JOIN recipients USING (key)
                         WHERE run = runs.id AND audience <> '{OPERATOR}' AND state {not} IN ('expired', 'failed'))"
            )
        };
        let sql = format!(
            "SELECT action FROM actions JOIN runs ON runs.id = actions.run
             WHERE agreement_name = ?1 AND kind = ?2 AND (NOT {} OR {})",
            ends(""),
            ends("NOT")
        );
        let mut rows = self.connection.prepare(&sql)?;
        let found = rows.query_map([name, DUE_SOON], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// Writes the states of a run; those of runs that no report will be compared with go.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    run: i64,
    name: &str,
    states: &States,
) -> Result<(), LedgerError> {
    let mut lead = transaction.prepare(
        "INSERT INTO lead_states (run, lead, delivered) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    for (hash, delivered) in &states.leads {
        lead.execute(params![run, hash, delivered])?;
    }
    let mut action = transaction
        .prepare("INSERT INTO actions (run, action) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for hash in &states.actions {
        action.execute(params![run, hash])?;
    }
    forget(transaction, name)
}

/// Keeps the reports of the two newest cut-offs: a second run of a day is compared with the day before. What was told before the breach stays.
fn forget(transaction: &Transaction<'_>, name: &str) -> Result<(), LedgerError> {
    let sql = format!(
        "SELECT MIN(cut_off) FROM (SELECT DISTINCT cut_off FROM runs WHERE agreement_name = ?1 AND {LIVE}
         AND EXISTS (SELECT 1 FROM measurements WHERE run = runs.id) ORDER BY cut_off DESC LIMIT 2)"
    );
    let oldest: Option<Instant> = transaction.query_row(&sql, [name], |row| row.get(0))?;
    for table in ["lead_states", "actions"] {
        let sql = format!(
            "DELETE FROM {table} WHERE run IN (SELECT id FROM runs WHERE agreement_name = ?1 AND cut_off < ?2 AND kind <> ?3)"
        );
        transaction.execute(&sql, params![name, oldest, DUE_SOON])?;
    }
    Ok(())
}
