//! The history of an agreement: periods and weeks before the report's, by today's data and as they were reported.

use crate::calendar::periods::{self, Period};
use crate::ledger::record::ReportedPeriods;
use crate::ledger::statements::peek_reported;
use crate::model::agreement::PeriodKind;
use crate::model::dataset::Dataset;
use crate::model::moment::{Horizon, Instant};
use crate::scorecard::card::Scorecard;
use crate::scorecard::history::{History, Past, Reported, Span, recomputed};

use super::failure::Failure;
use super::open::Opened;
use super::terms::Terms;
use super::{asked, ratio};

/// Periods shown, with the one that runs.
const PERIODS: usize = 7;
/// Thirteen whole weeks and the one that runs.
const WEEKS: usize = 14;
/// Leads beyond which the past is not judged anew.
const MANY: usize = 200_000;

/// What the past is made of: the agreement and its texts, what its reports said, and the instants of the run and of the report.
pub struct Recall<'a> {
    /// The agreement.
    pub opened: &'a Opened,
    /// Its texts.
    pub terms: &'a Terms<'a>,
    /// What the reports said.
    pub reported: &'a ReportedPeriods,
    /// When the command runs.
    pub now: Instant,
    /// The instant it speaks of.
    pub as_of: Instant,
}

impl Recall<'_> {
    /// Gives a scorecard its history up to its own period, each part judged by the text then in force.
    pub fn history(&self, data: &Dataset, card: &mut Scorecard) -> Result<(), Failure> {
        let periods = self.periods(data, card)?;
        let weeks = if is_large(data) { Vec::new() } else { weeks(self.opened, data.cut_off) };
        let weeks = self.judged(data, &weeks, false)?;
        self.remember(card, History { periods, weeks, amended: self.terms.all(self.now) });
        Ok(())
    }

    /// Only what promises without a target came to before: nothing is judged where there are none.
    pub fn of_measured(&self, data: &Dataset, card: &mut Scorecard) -> Result<(), Failure> {
        if card.commitments.iter().any(|judged| judged.is_measured) {
            let periods = self.periods(data, card)?;
            self.remember(card, History { periods, ..History::default() });
        }
        Ok(())
    }

    fn remember(&self, card: &mut Scorecard, history: History) {
        card.remember(history, self.terms.at(card.period.end, self.now).calendar);
    }

    /// The earlier periods, and the one of the scorecard.
    fn periods(&self, data: &Dataset, card: &Scorecard) -> Result<Vec<Past>, Failure> {
        let mut periods = self.judged(data, &spans(self.opened, &card.period), true)?;
        periods.push(Past {
            period: card.period,
            is_over: card.progress.is_over,
            now: card.commitments.clone(),
            reported: self.said(&card.period),
        });
        Ok(periods)
    }

    /// Each of some periods by today's data. With many leads the past stands as it was reported: judging it anew would take longer than
    /// the report itself.
    fn judged(
        &self,
        data: &Dataset,
        of: &[Period],
        has_report: bool,
    ) -> Result<Vec<Past>, Failure> {
        let spans = of.iter().map(|period| self.span(data, *period, has_report));
        let spans = spans.collect::<Result<Vec<_>, _>>()?;
        Ok(if is_large(data) { as_reported(spans) } else { recomputed(spans, self.as_of) })
    }

    fn span<'d>(
        &'d self,
        data: &'d Dataset,
        period: Period,
        has_report: bool,
    ) -> Result<Span<'d>, Failure> {
        let own = self.terms.at(period.end, self.now);
        let frozen = has_report.then(|| ratio::peek(own.agreement, &period)).transpose();
        let frozen = self.opened.recorded(frozen)?.flatten();
        let reported = has_report.then(|| self.said(&period)).flatten();
        let reread = (!is_large(data)).then(|| self.terms.reread(own, self.as_of)).transpose()?;
        let data = reread.flatten().unwrap_or(data);
        Ok(Span { period, terms: (own.agreement, own.calendar), data, frozen, reported })
    }

    /// What the last report of a period said.
    fn said(&self, period: &Period) -> Option<Reported> {
        self.reported.get(&(period.first, period.last)).map(|said| Reported {
            cut_off: Horizon::new(said.at),
            actuals: said.actuals.clone(),
            is_sealed: said.is_sealed,
        })
    }
}

/// Gives the promises without a target of a scorecard their past, for a command that only looks.
pub fn recall(
    opened: &Opened,
    data: &Dataset,
    card: &mut Scorecard,
    (now, as_of): (Instant, Instant),
) -> Result<(), Failure> {
    let (path, name) = (&opened.agreement.ledger.file, &opened.agreement.name);
    let reported = &opened.recorded(peek_reported(path, name))?;
    Recall { opened, terms: &Terms::of(opened, now, as_of)?, reported, now, as_of }
        .of_measured(data, card)
}

fn is_large(data: &Dataset) -> bool {
    data.leads.len() > MANY
}

/// The periods right before one, oldest first, as many as the history shows.
fn spans(opened: &Opened, period: &Period) -> Vec<Period> {
    let before = std::iter::successors(asked::period_before(opened, period), |last| {
        asked::period_before(opened, last)
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
