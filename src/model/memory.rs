//! What earlier runs saw: the day each row was first seen in a stage, which stands in for a date no export gives (`RELIABILITY.md` §1).

use std::collections::HashMap;

use xxhash_rust::xxh3::Xxh3;

use super::agreement::DateOrder;
use super::moment::Instant;
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

/// The fields whose words tell how a row stands, in the order in which they are believed.
pub const FIELDS: [&str; 3] = ["status", "lead-status", "stage"];

/// A cell that tells how a row of a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// Hash of the source's name and the row's id.
    pub row: i64,
    /// Its field: `status`, `lead-status` or `stage`.
    pub field: &'static str,
}

/// What such a cell said last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// Hash of its word; an empty cell has one, too.
    pub word: i64,
    /// The day of the first look at which it said so.
    pub since: Day,
}

/// The stays known before a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageMemory {
    /// The present of the look that is compared with it, whatever instant its report is of; nothing where that is the present.
    pub clock: Option<Instant>,
    /// When each source was looked at, by its name.
    pub looked: HashMap<String, Looked>,
    /// The day each stay began, as a date told it or as a look saw it begin; nothing when it was there before anybody looked.
    pub stays: HashMap<Stay, Option<Day>>,
    /// What each cell said last: only what said something else before was seen to begin.
    pub said: HashMap<Cell, Said>,
    /// How the dates of each source were read, by its name.
    pub readings: HashMap<String, DateReading>,
    /// Whose some rows were at the last look, by the hash of the row: what they said of it (kind and hash). Ids that number rows are of others now.
    pub whose: HashMap<i64, Vec<(i64, i64)>>,
    /// Whether the text files of each source always ended with a line end, by its name.
    pub ended: HashMap<String, bool>,
}

/// What a run saw for the first time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sightings {
    /// Sources looked at and the day of their data; older looks than the last are left out.
    pub looked: Vec<(String, Day)>,
    /// New stays and those whose date differs, with their day; nothing where no look saw them begin.
    pub stays: Vec<(Stay, Option<Day>)>,
    /// Cells that say something else than before.
    pub said: Vec<(Cell, Said)>,
    /// How the dates of each source were read that has some with day and month either way.
    pub readings: Vec<(String, DateReading)>,
    /// Whose rows are, in place of what was known of these rows.
    pub whose: Vec<(i64, Vec<(i64, i64)>)>,
    /// Whether all text files of each source that has some end with a line end.
    pub ended: Vec<(String, bool)>,
}

/// A source as it is looked at: its name, and the day its data speak of.
pub struct Look {
    /// The source's name: a stage word means what that source says it means.
    pub source: String,
    /// The local day of its cut-off.
    pub day: Day,
}

/// Whether a newer look at the source is remembered.
pub fn is_older(memory: &StageMemory, look: &Look) -> bool {
    memory.looked.get(&look.source).is_some_and(|looked| looked.last > look.day)
}

/// Agreement, source and id as one number: the ledger keeps no address, and ids may be addresses.
pub fn hash(parts: [&str; 3]) -> i64 {
    let mut state = Xxh3::new();
    for part in parts {
        state.update(part.as_bytes());
        state.update(&[0]);
    }
    state.digest().cast_signed()
}
