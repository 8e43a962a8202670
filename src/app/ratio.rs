//! The observed ratio of a period: read from the ledger before anything is judged, frozen there by the first report that rests on one.

use crate::calendar::periods::Period;
use crate::ledger::ratios::{self, RatioKey};
use crate::ledger::{Ledger, LedgerError};
use crate::mapping::Mapped;
use crate::model::agreement::{Agreement, LeadsPerSale};
use crate::model::moment::Instant;
use crate::scorecard::card::{SaleRatio, Scorecard};
use crate::scorecard::plan;

/// What the ratio of a period is kept under; nothing when the objective in force observes none.
fn key(agreement: &Agreement, period: &Period) -> Option<RatioKey> {
    let objective = plan::objective(agreement, period)?;
    (objective.leads_per_sale == Some(LeadsPerSale::Observed)).then(|| RatioKey {
        agreement: agreement.name.clone(),
        period: (period.first, period.last),
        definition: plan::definition(objective),
    })
}

/// The ratio of leads to a sale that the period's first report used: later reports of it keep it,
/// so that its plan stays the same.
pub fn frozen(
    agreement: &Agreement,
    period: &Period,
    ledger: &Ledger,
) -> Result<Option<SaleRatio>, LedgerError> {
    key(agreement, period).map_or(Ok(None), |key| ledger.frozen_ratio(&key))
}

/// The frozen ratio, read without opening the ledger for writing: for commands that only look.
pub fn peek(agreement: &Agreement, period: &Period) -> Result<Option<SaleRatio>, LedgerError> {
    key(agreement, period).map_or(Ok(None), |key| ratios::peek_ratio(&agreement.ledger.file, &key))
}

/// Freezes the ratio a report rests on. One without a sale, or with many of an unknown day, is no ratio, and one from sources that are refused, or that do not reach
/// the period's start yet, may still change: those wait for a later report.
pub fn freeze(
    agreement: &Agreement,
    card: &Scorecard,
    mapped: &Mapped,
    ledger: &mut Ledger,
    now: Instant,
) -> Result<(), LedgerError> {
    let observed = card.plan.as_ref().and_then(|plan| plan.observed);
    let settled = observed
        .filter(|ratio| ratio.is_final && ratio.value().is_some() && mapped.refused.is_empty());
    match settled.zip(key(agreement, &card.period)) {
        Some((ratio, key)) => ledger.freeze_ratio(&key, &ratio, now),
        None => Ok(()),
    }
}
