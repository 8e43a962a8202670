//! The rows of all files by table, and what is known of the deals among them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::moment::{Instant, Moment};
use crate::model::money::Money;
use crate::model::words::{DealStatus, Milestone, Table};

use super::frame::Frame;

/// The rows of all files by table, and the fields that some file fills.
#[derive(Debug, Default)]
pub struct Tables {
    /// Rows of `leads`.
    pub leads: Frame,
    /// Rows of `deals`.
    pub deals: Frame,
    /// Rows of `activities`.
    pub activities: Frame,
    /// Rows of `exemptions`.
    pub exemptions: Frame,
    /// Rows of `log`.
    pub log: Frame,
    /// Rows of `traffic`.
    pub traffic: Frame,
    /// Rows of deals whose other rows differ in value or date of sale, with these.
    pub repeated: BTreeMap<usize, Vec<usize>>,
    /// Table and field of every mapped column.
    pub mapped: BTreeSet<(Table, String)>,
    /// Those of them of which some cell holds something.
    pub filled: BTreeSet<(Table, String)>,
    /// Rows of activities that only a key on a deal gives to a lead, with the row of that deal.
    pub through_deals: BTreeMap<u32, u32>,
    /// Rows of leads whose own date of hand-off counts for nothing, since the agreement goes by another; with that date.
    pub unused_handoffs: BTreeMap<u32, Moment>,
    /// Source, file and field of every mapped column, as rows name their place.
    pub fed: BTreeSet<(u16, u16, String)>,
}

impl Tables {
    /// The frame of a table.
    pub fn frame_mut(&mut self, table: Table) -> &mut Frame {
        match table {
            Table::Deals => &mut self.deals,
            Table::Activities => &mut self.activities,
            Table::Leads => &mut self.leads,
            Table::Exemptions => &mut self.exemptions,
            Table::Log => &mut self.log,
            Table::Traffic => &mut self.traffic,
        }
    }

    /// Some file fills a field of a table.
    pub fn maps(&self, table: Table, field: &str) -> bool {
        self.mapped.contains(&(table, field.to_owned()))
    }
}

/// Everything known about the deals once their leads are.
#[derive(Debug, Default)]
pub struct DealBook {
    /// Rows of the deals that stand for themselves.
    pub rows: Vec<usize>,
    /// Their standing.
    pub standing: Vec<DealStatus>,
    /// Their episode.
    pub lead: Vec<Option<u32>>,
    /// Episodes of which a deal ended after the run's time, and how: what their own word says of that end is of a later day.
    pub to_come: BTreeSet<(u32, Milestone)>,
    /// What each episode's deals say together.
    pub of_lead: HashMap<u32, LeadDeals>,
}

/// What the deals of one lead say together (`DEFINITIONS.md` §3).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LeadDeals {
    /// First creation.
    pub opportunity: Option<Moment>,
    /// First win.
    pub won: Option<Moment>,
    /// Some deal is won, dated or not.
    pub is_won: bool,
    /// Last loss when no deal is open or won.
    pub lost: Option<Moment>,
    /// Row of the deal of the last loss.
    pub lost_row: Option<usize>,
    /// Some deal is open or won.
    pub is_alive: bool,
    /// Newest deal: its row (owner, stage).
    pub newest: Option<usize>,
    /// First date of each step of [`STEPS`], as exported or as seen.
    pub steps: [Option<Moment>; 3],
    /// Some deal has been opened on a day that nothing tells.
    pub opened_someday: bool,
    /// Some deal has been opened: one whose creation is still to come stands in no stage.
    pub stands: bool,
    /// Furthest step that a stage of them means.
    pub stage: Option<Milestone>,
    /// When the newest was created.
    newest_at: Option<Instant>,
    /// Value of the deals won.
    pub value: Option<Money>,
}

impl LeadDeals {
    /// Adds one deal to what is known of its lead: earliest opportunity, newest row, and how the
    /// deals ended.
    pub fn add(&mut self, deals: &Frame, row: usize, standing: DealStatus) {
        let created = deals.date("created", row);
        self.opportunity = earlier(self.opportunity, created);
        self.opened_someday |= created.is_none() && is_opened(deals, row);
        for (own, step) in self.steps.iter_mut().zip(STEPS) {
            *own = earlier(*own, deals.date(step.word(), row));
        }
        let value = deals.number("value", row).and_then(Money::of);
        let at = created.map(Moment::at);
        let id_is_greater =
            || self.newest.is_none_or(|newest| deals.text("id", newest) < deals.text("id", row));
        if self.newest.is_none() || at > self.newest_at || (at == self.newest_at && id_is_greater())
        {
            (self.newest, self.newest_at) = (Some(row), at);
        }
        match standing {
            DealStatus::Won => {
                self.is_won = true;
                self.is_alive = true;
                self.won = earlier(self.won, deals.date("won", row));
                self.value = self
                    .value
                    .into_iter()
                    .chain(value)
                    .reduce(|a, b| Money(a.0.saturating_add(b.0)));
            }
            DealStatus::Open => self.is_alive = true,
            DealStatus::Lost => self.add_loss(deals, row),
        }
    }

    /// Takes note of the stage that one of them stands in, which has been opened.
    pub fn stand(&mut self, stage: Option<Milestone>) {
        let rank = |stage: &Milestone| Milestone::LADDER.iter().position(|step| step == stage);
        self.stage = self.stage.into_iter().chain(stage).max_by_key(rank);
        self.stands = true;
    }

    fn add_loss(&mut self, deals: &Frame, row: usize) {
        let lost = deals.date("lost", row);
        let is_later = match (lost, self.lost) {
            (Some(new), Some(old)) => new.at() >= old.at(),
            (None, Some(_)) => false,
            (_, None) => true,
        };
        if is_later {
            self.lost = lost;
            self.lost_row = Some(row);
        }
    }
}

fn earlier(a: Option<Moment>, b: Option<Moment>) -> Option<Moment> {
    a.into_iter().chain(b).min_by_key(|at| (at.at(), at.precision()))
}

/// False where a deal's creation is still to come.
pub fn is_opened(deals: &Frame, row: usize) -> bool {
    !deals.is_unborn.contains(&row)
}

/// The steps by which sales take a lead up.
pub const STEPS: [Milestone; 3] = [Milestone::Accepted, Milestone::Sql, Milestone::Opportunity];
