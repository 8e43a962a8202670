//! The rows of all files by table, and what is known of the deals among them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::words::{DealStatus, Milestone, Table};

use super::deals::LeadDeals;
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
