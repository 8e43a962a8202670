//! What the operator was told of: each cause once a day, and once more when it is over.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Ledger, LedgerError};
use crate::model::zone::Day;

/// A cause that was told and is not over yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was said.
    pub text: String,
    /// The local day on which it was first told.
    pub since: Day,
    /// The day it was last told.
    pub day: Day,
}

impl Ledger {
    /// Causes that are not over, in order.
    pub fn troubles(&self, name: &str) -> Result<BTreeMap<String, Told>, LedgerError> {
        let mut rows = self
            .connection
            .prepare("SELECT cause, text, since, told FROM troubles WHERE agreement_name = ?1")?;
        let told = |row: &rusqlite::Row<'_>| {
            Ok((
                row.get(0)?,
                Told { text: row.get(1)?, since: Day(row.get(2)?), day: Day(row.get(3)?) },
            ))
        };
        let found = rows.query_map([name], told)?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Notes that causes, with their words, are told today, and that others are over.
    pub fn tell(
        &mut self,
        name: &str,
        causes: &[(String, String)],
        over: &[String],
        today: Day,
    ) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        let told = "INSERT INTO troubles (agreement_name, cause, text, since, told) VALUES (?1, ?2, ?3, ?4, ?4)
                    ON CONFLICT DO UPDATE SET text = excluded.text, told = excluded.told";
        for (cause, text) in causes {
            transaction.execute(told, params![name, cause, text, today.0])?;
        }
        for cause in over {
            transaction.execute(
                "DELETE FROM troubles WHERE agreement_name = ?1 AND cause = ?2",
                params![name, cause],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}
