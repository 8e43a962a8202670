//! What the opening of a deal tells of its lead (`DEFINITIONS.md` §2): a decision of sales, or only the hand-off.

use std::collections::BTreeSet;

use chrono::Datelike;

use crate::issue::{Code, Issue};
use crate::model::agreement::{Agreement, Source};
use crate::model::evidence::{Join, Opening};
use crate::model::fold::fold;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Table};
use crate::model::zone::Zone;

use super::fields;
use super::frame::{self, Frame};
use super::tables::{STEPS, Tables};

/// Steps that come before the decision: a deal that stands in one of them waits for it.
const BEFORE: [Milestone; 3] = [Milestone::Created, Milestone::Mql, Milestone::Delivered];

/// Wall-clock seconds after a hand-off within which no person opens a deal, but the tool itself.
const BY_ITSELF: i64 = 300;

/// Wall-clock seconds by which deals that a rule of the tool opens differ in their distance from the hand-off: a timer looks now and then.
const ONE_DISTANCE: i64 = 3600;

/// The same of a rule that nothing else gives away: no person keeps a minute.
const SAME_MINUTE: i64 = 60;

/// Seconds before and after the working hours in which people open deals too.
const AROUND_HOURS: i64 = 3600;

/// Fewest leads of which it is told whether their deals keep one distance.
const FEWEST_PAIRS: usize = 10;

/// What the agreement says the stage words of a table mean.
#[derive(Debug)]
pub struct Words(BTreeSet<Milestone>);

impl Words {
    /// Those of the sources of a table, and those that rows of deals carry as they are.
    pub fn of(agreement: &Agreement, tables: &Tables, table: Table) -> Self {
        let own = agreement.sources.iter().filter(|source| source.table == table);
        let staged = own.filter(|source| source.columns.contains_key("stage"));
        let words = staged.filter_map(|source| source.values.get("stage"));
        let means = words.flat_map(|words| words.values()).filter_map(|word| Milestone::of(word));
        let mut all: BTreeSet<Milestone> = means.collect();
        if table == Table::Deals {
            all.extend(frame::members(&tables.deals, "stage", Milestone::of).into_iter().flatten());
        }
        Self(all)
    }

    /// Some word means a milestone.
    pub fn has(&self, milestone: Milestone) -> bool {
        self.0.contains(&milestone)
    }

    /// Some word means a step by which sales take a lead up.
    pub fn tell_steps(&self) -> bool {
        STEPS.iter().any(|step| self.has(*step))
    }

    /// Deals wait in some stages for a decision and stand after it in others: whoever moves one decides.
    pub fn tell_decisions(&self) -> bool {
        self.tell_steps() && BEFORE.iter().any(|step| self.has(*step))
    }

    /// What the opening of these deals tells, by the stages that they have and by when it came.
    pub fn opening(&self, agreement: &Agreement, pace: &Pace) -> Opening {
        match BEFORE.iter().any(|step| self.has(*step)) {
            true if self.tell_steps() => Opening::Stages,
            true => Opening::Handoff,
            false if pace.is_of_the_tool(agreement) => Opening::Handoff,
            false => Opening::Step,
        }
    }
}

/// Deals in a stage of which the agreement says that it is no step: they wait where they are.
pub fn ignored(agreement: &Agreement, deals: &Frame) -> Vec<bool> {
    let means_nothing = |source: &Source, word: &str| {
        let mut words = source.values.get("stage").into_iter().flatten();
        words.any(|(own, means)| {
            fields::NO_STEPS.contains(&means.as_str()) && fold(own) == fold(word)
        })
    };
    let is_ignored = |row: usize| {
        let source = agreement.sources.get(usize::from(deals.origin.get(row)?.source))?;
        Some(means_nothing(source, deals.words.get("stage")?.word(row)?))
    };
    (0..deals.len()).map(|row| is_ignored(row) == Some(true)).collect()
}

/// When leads were handed over and when their first deal was opened.
#[derive(Debug, Default)]
pub struct Pace {
    /// Both dates of each lead that has both.
    pub pairs: Vec<(Moment, Moment)>,
    /// Leads that ended without ever having a deal: somebody looked at them and opened none.
    pub refused: u64,
}

impl Pace {
    /// The deals come with the hand-off: no person opens them, or nothing shows that one does.
    fn is_of_the_tool(&self, agreement: &Agreement) -> bool {
        self.at_once(&agreement.zone).fails() || self.is_even(agreement)
    }

    /// How many had the deal by their delivery, or so soon that the tool itself opened it.
    fn at_once(&self, zone: &Zone) -> Join {
        let is_one = |(delivered, opened): &&(Moment, Moment)| {
            let is_soon = lag(*delivered, *opened).is_some_and(|seconds| seconds <= BY_ITSELF);
            is_soon || !zone.before(*delivered, *opened)
        };
        let lost = self.pairs.iter().filter(is_one).count();
        Join { rows: self.pairs.len() as u64, lost: lost as u64 }
    }

    /// All but a few deals come at one distance from their hand-off as no person opens them, to the minute or at hours when nobody works, and hardly
    /// a lead ended without one. A lead without a deal that did not end says nothing: a rule that skips it, or an export that lacks it, leaves the
    /// same gap. Sales that keep one hour, within their hours, are no rule.
    fn is_even(&self, agreement: &Agreement) -> bool {
        let rows = self.pairs.len() as u64;
        let refused = Join { rows: rows + self.refused, lost: self.refused };
        self.pairs.len() >= FEWEST_PAIRS
            && !refused.leaks()
            && (self.keep(SAME_MINUTE)
                || (self.keep(ONE_DISTANCE) && self.out_of_hours(agreement).leaks()))
    }

    /// All but a few deals come at one distance from their hand-off, give or take so many seconds.
    fn keep(&self, seconds: i64) -> bool {
        let mut lags: Vec<i64> =
            self.pairs.iter().filter_map(|(delivered, opened)| lag(*delivered, *opened)).collect();
        lags.sort_unstable();
        let within = |(first, lag): (usize, &i64)| {
            lags.partition_point(|other| *other <= lag + seconds) - first
        };
        let alike = lags.iter().enumerate().map(within).max().unwrap_or(0);
        let rows = self.pairs.len();
        !Join { rows: rows as u64, lost: (rows - alike) as u64 }.leaks()
    }

    /// How many deals were opened when nobody works, by the agreement's week.
    fn out_of_hours(&self, agreement: &Agreement) -> Join {
        let is_out = |(_, opened): &&(Moment, Moment)| !is_worked(agreement, *opened);
        let lost = self.pairs.iter().filter(is_out).count();
        Join { rows: self.pairs.len() as u64, lost: lost as u64 }
    }
}

/// Somebody may be at work: within the hours of the weekday, or of a day with hours of its own, in any version of the working time, or shortly
/// before or after.
fn is_worked(agreement: &Agreement, moment: Moment) -> bool {
    let day = agreement.zone.day(moment);
    let since = moment.at() - agreement.zone.start_of(day);
    let weekday = day.date().weekday().num_days_from_monday() as usize;
    let within = |(open, close): &(u32, u32)| {
        (i64::from(*open) - AROUND_HOURS..=i64::from(*close) + AROUND_HOURS).contains(&since)
    };
    agreement.working_time.iter().any(|version| {
        let hours = version.week.get(weekday).into_iter().chain(version.special.get(&day));
        hours.flatten().any(within)
    })
}

/// Wall-clock seconds from a hand-off to an opening; nothing where one of them is only a day.
fn lag(delivered: Moment, opened: Moment) -> Option<i64> {
    let is_timed = !delivered.is_date_only() && !opened.is_date_only();
    is_timed.then(|| opened.at() - delivered.at())
}

/// What a reader must know of how acceptances are told.
pub fn said(opening: Opening, known: &[Milestone]) -> Option<Issue> {
    let code = match opening {
        Opening::Stages => Code::AcceptedByStages,
        Opening::Handoff if !known.contains(&Milestone::Accepted) => Code::OpenedAtHandoff,
        _ => return None,
    };
    Some(Issue::warning(code, Vec::new()))
}
