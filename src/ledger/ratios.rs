//! Observed ratios, frozen for a period by its first report: what was agreed on is not moved by what is learnt later.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use super::{Ledger, LedgerError, store};
use crate::model::moment::Instant;
use crate::model::zone::Day;
use crate::scorecard::card::SaleRatio;

/// What a frozen ratio is kept under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatioKey {
    /// The agreement's name.
    pub agreement: String,
    /// First and last day of the period.
    pub period: (Day, Day),
    /// What the ratio is computed by.
    pub definition: String,
}

impl Ledger {
    /// The ratio frozen for a period.
    pub fn frozen_ratio(&self, key: &RatioKey) -> Result<Option<SaleRatio>, LedgerError> {
        read(&self.connection, key)
    }

    /// Freezes a ratio, unless the period has one.
    pub fn freeze_ratio(
        &mut self,
        key: &RatioKey,
        ratio: &SaleRatio,
        at: Instant,
    ) -> Result<(), LedgerError> {
        let sql = "INSERT INTO frozen_ratios
                     (agreement_name, period_from, period_to, definition, leads, sales, low, high, cohort_from, cohort_to, frozen_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING";
        let [leads, sales] =
            [ratio.leads, ratio.sales].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        let (first, last) = (key.period.0.0, key.period.1.0);
        let cohort = (ratio.first.0, ratio.last.0);
        let values = params![
            key.agreement,
            first,
            last,
            key.definition,
            leads,
            sales,
            ratio.low,
            ratio.high,
            cohort.0,
            cohort.1,
            at
        ];
        self.connection.execute(sql, values)?;
        Ok(())
    }
}

/// The ratio frozen for a period, read without a lock, a new file or a migration; nothing where no ledger keeps one.
pub fn peek_ratio(path: &Path, key: &RatioKey) -> Result<Option<SaleRatio>, LedgerError> {
    store::peek(path, "frozen_ratios")?.map_or(Ok(None), |connection| read(&connection, key))
}

fn read(connection: &Connection, key: &RatioKey) -> Result<Option<SaleRatio>, LedgerError> {
    let sql = "SELECT leads, sales, low, high, cohort_from, cohort_to FROM frozen_ratios
               WHERE agreement_name = ?1 AND period_from = ?2 AND period_to = ?3 AND definition = ?4";
    let values = params![key.agreement, key.period.0.0, key.period.1.0, key.definition];
    let ratio = |row: &rusqlite::Row<'_>| {
        let count = |at: usize| row.get(at).map(|count: i64| u64::try_from(count).unwrap_or(0));
        Ok(SaleRatio {
            leads: count(0)?,
            sales: count(1)?,
            undated: 0,
            low: row.get(2)?,
            high: row.get(3)?,
            first: Day(row.get(4)?),
            last: Day(row.get(5)?),
            is_final: true,
        })
    };
    Ok(connection.query_row(sql, values, ratio).optional()?)
}
