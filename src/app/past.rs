//! The history of an agreement: periods and weeks before the report's, by today's data and as they were reported.

use crate::calendar::periods::{self, Period};
use crate::ledger::LedgerError;
use crate::ledger::record::ReportedPeriods;
use crate::model::agreement::PeriodKind;
use crate::model::dataset::Dataset;
use crate::scorecard::card::{SaleRatio, Scorecard};
use crate::scorecard::history::{History, Past, Reported, recomputed};

use super::open::{self, Opened};
use super::ratio;

/// Periods shown, with the one that runs.
const PERIODS: usize = 7;
/// Thirteen whole weeks and the one that runs.
const WEEKS: usize = 14;
/// Leads beyond which the past is not judged anew.
const MANY: usize = 200_000;

/// The history up to the period of a scorecard. With many leads the past stands as it was reported: judging it anew would take longer
/// than the report itself.
pub fn history(
    opened: &Opened,
    data: &Dataset,
    card: &Scorecard,
    now: i64,
    reported: &ReportedPeriods,
) -> Result<History, LedgerError> {
    let said = |span: &Period| {
        let found = reported.get(&(span.first, span.last));
        found.map(|said| Reported {
            cut_off: said.at,
            actuals: said.actuals.clone(),
            is_sealed: said.is_sealed,
        })
    };
    let is_large = data.leads.len() > MANY;
    let mut earlier = Vec::new();
    for span in spans(opened, &card.period) {
        earlier.push((span, ratio::peek(opened, &span)?, said(&span)));
    }
    let judge = |spans| {
        if is_large {
            as_reported(spans)
        } else {
            recomputed(&opened.agreement, &opened.calendar, data, spans, now)
        }
    };
    let mut periods = judge(earlier);
    let running = Past {
        period: card.period,
        is_over: card.progress.is_over,
        now: card.commitments.clone(),
        reported: said(&card.period),
    };
    periods.push(running);
    let weeks = if is_large { Vec::new() } else { weeks(opened, data.cut_off) };
    Ok(History {
        periods,
        weeks: judge(weeks.into_iter().map(|week| (week, None, None)).collect()),
    })
}

/// Periods before one, oldest first.
fn spans(opened: &Opened, period: &Period) -> Vec<Period> {
    let before = std::iter::successors(open::period_before(opened, period), |last| {
        open::period_before(opened, last)
    });
    let mut spans: Vec<Period> = before.take(PERIODS - 1).collect();
    spans.reverse();
    spans
}

fn as_reported(spans: Vec<(Period, Option<SaleRatio>, Option<Reported>)>) -> Vec<Past> {
    let known = spans.into_iter().filter(|(.., reported)| reported.is_some());
    known
        .map(|(period, _, reported)| Past { period, is_over: true, now: Vec::new(), reported })
        .collect()
}

/// The last weeks, oldest first; the one that runs is the last.
fn weeks(opened: &Opened, cut_off: i64) -> Vec<Period> {
    let zone = &opened.agreement.zone;
    let mut weeks = vec![periods::containing(zone, PeriodKind::Week, cut_off)];
    while let Some(before) = weeks
        .last()
        .and_then(|last| periods::previous(zone, PeriodKind::Week, last))
        .filter(|_| weeks.len() < WEEKS)
    {
        weeks.push(before);
    }
    weeks.reverse();
    weeks
}
