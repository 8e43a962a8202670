//! What earlier runs saw: the day each row was first seen in a stage, which stands in for a date no export gives (`RELIABILITY.md` §1).

use std::collections::HashMap;

use super::agreement::DateOrder;
use super::words::Milestone;
use super::zone::Day;

/// How the dates of a source are read where day and month could be either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateReading {
    /// Day or month first.
    pub order: DateOrder,
    /// A file proved it, or the agreement says it: nobody guessed.
    pub is_sure: bool,
}

/// First and last day on which a source was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// What was there then has no date.
    pub first: Day,
    /// Older looks add nothing.
    pub last: Day,
}

/// A row of a source in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Stay {
    /// Hash of the source's name and the row's id.
    pub row: i64,
    /// The stage.
    pub milestone: Milestone,
}

/// The stays known before a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageMemory {
    /// When each source was looked at, by its name.
    pub looked: HashMap<String, Looked>,
    /// The day each stay was first seen; nothing when it was there at the first look.
    pub stays: HashMap<Stay, Option<Day>>,
    /// How the dates of each source were read, by its name.
    pub readings: HashMap<String, DateReading>,
}

/// What a run saw for the first time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sightings {
    /// Sources looked at and the day of their data; older looks than the last are left out.
    pub looked: Vec<(String, Day)>,
    /// New stays and their day; nothing at a source's first look.
    pub stays: Vec<(Stay, Option<Day>)>,
    /// How the dates of each source were read that has some with day and month either way.
    pub readings: Vec<(String, DateReading)>,
}
