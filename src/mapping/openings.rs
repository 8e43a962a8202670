//! What the opening of a deal tells of its lead (`DEFINITIONS.md` §2): a decision of sales, or only the hand-off.

use std::collections::BTreeSet;

use crate::issue::Issue;
use crate::model::agreement::{Agreement, Source};
use crate::model::evidence::{Join, Opening};
use crate::model::fold::fold;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Table};
use crate::model::zone::Zone;

use super::frame::Frame;
use super::read;
use super::tables::Tables;

/// The steps by which sales take a lead up.
pub const STEPS: [Milestone; 3] = [Milestone::Accepted, Milestone::Sql, Milestone::Opportunity];

/// Steps that come before the decision: a deal that stands in one of them waits for it.
const BEFORE: [Milestone; 3] = [Milestone::Created, Milestone::Mql, Milestone::Delivered];

/// Wall-clock seconds after a hand-off within which no person opens a deal, but the tool itself.
const BY_ITSELF: i64 = 300;

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
            all.extend(read::members(&tables.deals, "stage", Milestone::of).into_iter().flatten());
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

    /// What the opening of these deals tells; `met`: how many were opened with the hand-off.
    pub fn opening(&self, met: Join) -> Opening {
        match BEFORE.iter().any(|step| self.has(*step)) {
            true if self.tell_steps() => Opening::Stages,
            true => Opening::Handoff,
            false if met.fails() => Opening::Handoff,
            false => Opening::Step,
        }
    }
}

/// Deals in a stage of which the agreement says that it is no step: they wait where they are.
pub fn ignored(agreement: &Agreement, deals: &Frame) -> Vec<bool> {
    let means_nothing = |source: &Source, word: &str| {
        let mut words = source.values.get("stage").into_iter().flatten();
        words.any(|(own, means)| means == "ignore" && fold(own) == fold(word))
    };
    let is_ignored = |row: usize| {
        let source = agreement.sources.get(usize::from(deals.origin.get(row)?.source))?;
        Some(means_nothing(source, deals.words.get("stage")?.word(row)?))
    };
    (0..deals.len()).map(|row| is_ignored(row) == Some(true)).collect()
}

/// Of the leads with both dates, delivery and first opening of a deal, how many had the deal by then or so soon that the tool itself opened it.
pub fn with_handoff(
    zone: &Zone,
    dates: impl Iterator<Item = (Option<Moment>, Option<Moment>)>,
) -> Join {
    let is_one = |delivered: Moment, opened: Moment| {
        let is_timed = !delivered.is_date_only() && !opened.is_date_only();
        !zone.before(delivered, opened) || (is_timed && opened.at() - delivered.at() <= BY_ITSELF)
    };
    let both = dates.filter_map(|(delivered, opened)| Some((delivered?, opened?)));
    both.fold(Join::default(), |join, (delivered, opened)| Join {
        rows: join.rows + 1,
        lost: join.lost + u64::from(is_one(delivered, opened)),
    })
}

/// What a reader must know of how acceptances are told.
pub fn said(opening: Opening, known: &[Milestone]) -> Option<Issue> {
    let code = match opening {
        Opening::Stages => "accepted-by-stages",
        Opening::Handoff if !known.contains(&Milestone::Accepted) => "opened-at-handoff",
        _ => return None,
    };
    Some(Issue::warning(code, Vec::new()))
}
