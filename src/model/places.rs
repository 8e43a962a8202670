//! Where what is known of a lead stands in the exports: file, row and column.

use std::collections::BTreeMap;

use super::moment::Moment;
use super::words::Milestone;

/// A row of an export, or a cell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path of the file as it was found.
    pub file: String,
    /// Row in the file, from 1.
    pub row: u32,
    /// Header of the column, where one column says it.
    pub column: Option<String>,
}

/// Where everything known of one lead stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The rows that its hand-off was put together from, in order of time.
    pub rows: Vec<Place>,
    /// What the lead is called in each of those rows, of which one alone speaks for it.
    pub names: Vec<(String, Place)>,
    /// The ids of those rows.
    pub ids: Vec<String>,
    /// The cells its dates come from; none for what is inferred, taken from another date or remembered.
    pub milestones: BTreeMap<Milestone, Place>,
    /// The rows of its activities, in their order.
    pub activities: Vec<Option<Place>>,
    /// Dates of hand-off that the lead's rows tell and that count for nothing, since the agreement goes by another.
    pub unused_handoffs: Vec<(Moment, Place)>,
    /// By the position of an activity, the deal whose phone or address alone gives it to the lead.
    pub through: BTreeMap<usize, Place>,
}
