//! The history of an agreement: periods and weeks before the report's, by today's data and as they were reported.

use crate::calendar::periods::{self, Period};
use crate::ledger::record::ReportedPeriods;
use crate::model::agreement::PeriodKind;
use crate::model::dataset::Dataset;
use crate::model::moment::Horizon;
use crate::scorecard::card::Scorecard;
use crate::scorecard::history::{History, Past, Reported, Span, recomputed};

use super::failure::Failure;
use super::open::{self, Opened};
use super::ratio;
use super::terms::Terms;

/// Periods shown, with the one that runs.
const PERIODS: usize = 7;
/// Thirteen whole weeks and the one that runs.
const WEEKS: usize = 14;
/// Leads beyond which the past is not judged anew.
const MANY: usize = 200_000;

/// The history up to the period of a scorecard, each part judged by the text then in force. With many leads the past stands as it was
/// reported: judging it anew would take longer than the report itself.
pub fn history(
    opened: &Opened,
    (data, card): (&Dataset, &Scorecard),
    (now, as_of): (i64, i64),
    reported: &ReportedPeriods,
    terms: &Terms,
) -> Result<History, Failure> {
    let said = |span: &Period| {
        let found = reported.get(&(span.first, span.last));
        found.map(|said| Reported {
            cut_off: Horizon::new(said.at),
            actuals: said.actuals.clone(),
            is_sealed: said.is_sealed,
        })
    };
    let is_large = data.leads.len() > MANY;
    let span = |period: Period, has_report: bool| {
        let own = terms.at(period.end, now);
        let frozen = has_report.then(|| ratio::peek(own.agreement, &period)).transpose();
        let frozen = opened.recorded(frozen)?.flatten();
        let reported = has_report.then(|| said(&period)).flatten();
        let data = if is_large { data } else { terms.reread(own, as_of)?.unwrap_or(data) };
        let terms = (own.agreement, own.calendar);
        Ok::<_, Failure>(Span { period, terms, data, frozen, reported })
    };
    let all = |of: Vec<Period>, has_report: bool| {
        of.into_iter().map(|period| span(period, has_report)).collect::<Result<Vec<_>, _>>()
    };
    let earlier = all(spans(opened, &card.period), true)?;
    let judge = |spans| if is_large { as_reported(spans) } else { recomputed(spans, as_of) };
    let mut periods = judge(earlier);
    let running = Past {
        period: card.period,
        is_over: card.progress.is_over,
        now: card.commitments.clone(),
        reported: said(&card.period),
    };
    periods.push(running);
    let weeks = if is_large { Vec::new() } else { weeks(opened, data.cut_off) };
    Ok(History { periods, weeks: judge(all(weeks, false)?), amended: terms.all(now) })
}

/// The periods right before one, oldest first, as many as the history shows.
fn spans(opened: &Opened, period: &Period) -> Vec<Period> {
    let before = std::iter::successors(open::period_before(opened, period), |last| {
        open::period_before(opened, last)
    });
    let mut spans: Vec<Period> = before.take(PERIODS - 1).collect();
    spans.reverse();
    spans
}

fn as_reported(spans: Vec<Span>) -> Vec<Past> {
    let known = spans.into_iter().filter(|span| span.reported.is_some());
    let past = |Span { period, reported, .. }: Span| Past {
        period,
        is_over: true,
        now: Vec::new(),
        reported,
    };
    known.map(past).collect()
}

/// The last weeks, oldest first; the one that runs is the last.
fn weeks(opened: &Opened, cut_off: Horizon) -> Vec<Period> {
    let zone = &opened.agreement.zone;
    let mut weeks = vec![periods::containing(zone, PeriodKind::Week, cut_off.at())];
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
