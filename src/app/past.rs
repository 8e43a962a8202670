//! The history of an agreement: periods and weeks before the report's, by today's data and as they were reported.

use crate::calendar::periods::{self, Period};
use crate::ledger::LedgerError;
use crate::ledger::record::ReportedPeriods;
use crate::model::agreement::PeriodKind;
use crate::model::dataset::Dataset;
use crate::scorecard::history::{History, Reported, recomputed};

use super::open::{self, Opened};
use super::ratio;

/// Periods shown, with the one that runs.
const PERIODS: usize = 7;
const WEEKS: usize = 13;
/// Leads beyond which only the periods are recomputed.
const MANY: usize = 200_000;

/// The history up to a period.
pub fn history(opened: &Opened, data: &Dataset, period: &Period, now: i64, reported: &ReportedPeriods) -> Result<History, LedgerError> {
    let mut spans = vec![*period];
    while let Some(before) = spans.last().and_then(|last| open::period_before(opened, last)).filter(|_| spans.len() < PERIODS) {
        spans.push(before);
    }
    let mut wanted = Vec::new();
    for span in spans.into_iter().rev() {
        let said =
            reported.get(&(span.first, span.last)).map(|(cut_off, actuals)| Reported { cut_off: *cut_off, actuals: actuals.clone() });
        wanted.push((span, ratio::peek(opened, &span)?, said));
    }
    let weeks = if data.leads.len() > MANY { Vec::new() } else { weeks(opened, data.cut_off) };
    let judge = |spans| recomputed(&opened.agreement, &opened.calendar, data, spans, now);
    Ok(History { periods: judge(wanted), weeks: judge(weeks.into_iter().map(|week| (week, None, None)).collect()) })
}

/// The last weeks, oldest first; the one that runs is the last.
fn weeks(opened: &Opened, cut_off: i64) -> Vec<Period> {
    let zone = &opened.agreement.zone;
    let mut weeks = vec![periods::containing(zone, PeriodKind::Week, cut_off)];
    while let Some(before) = weeks.last().and_then(|last| periods::previous(zone, PeriodKind::Week, last)).filter(|_| weeks.len() < WEEKS) {
        weeks.push(before);
    }
    weeks.reverse();
    weeks
}
