//! The account of every file: rows = used + merged + superseded + set aside, checked before a report is written.

use std::collections::BTreeMap;

use crate::model::account::{FileAccount, Reason};

use super::assemble::Tables;
use super::frame::{Fate, Frame};

/// What became of one file's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    used: u64,
    merged: u64,
    superseded: u64,
    future: u64,
    planned: u64,
    orphans: u64,
    set_aside: BTreeMap<Reason, u64>,
}

/// Counts the rows of each file by source and file; rows of `leads` beyond `lead_file_rows` were made from deals and are counted there.
pub fn count(tables: &Tables, lead_file_rows: usize) -> BTreeMap<(u16, u16), Counts> {
    let mut counts = BTreeMap::new();
    add(&mut counts, &tables.leads, lead_file_rows);
    add(&mut counts, &tables.deals, usize::MAX);
    for frame in [&tables.activities, &tables.exemptions, &tables.log, &tables.traffic] {
        add(&mut counts, frame, usize::MAX);
    }
    counts
}

fn add(counts: &mut BTreeMap<(u16, u16), Counts>, frame: &Frame, rows: usize) {
    let columns =
        frame.origin.iter().zip(&frame.fate).zip(frame.is_future.iter().zip(&frame.is_orphan));
    for ((origin, fate), (future, orphan)) in columns.take(rows) {
        let file = counts.entry((origin.source, origin.file)).or_default();
        match fate {
            Fate::Used | Fate::NotYet | Fate::Planned => file.used += 1,
            Fate::Merged => file.merged += 1,
            Fate::Superseded => file.superseded += 1,
            Fate::SetAside(reason) => *file.set_aside.entry(*reason).or_default() += 1,
        }
        file.planned += u64::from(*fate == Fate::Planned);
        file.future += u64::from(*future);
        file.orphans += u64::from(*orphan);
    }
}

impl Counts {
    /// Writes the counts into a file's account (which already holds the rows left out while reading) and sums up its rows.
    pub fn enter(&self, file: &mut FileAccount) {
        file.used = self.used;
        file.merged = self.merged;
        file.superseded = self.superseded;
        file.future = self.future;
        file.planned = self.planned;
        file.orphans = self.orphans;
        for (reason, count) in &self.set_aside {
            *file.set_aside.entry(*reason).or_default() += count;
        }
    }
}

/// True when every row of the file is accounted for.
pub fn adds_up(file: &FileAccount) -> bool {
    file.rows == file.used + file.merged + file.superseded + file.set_aside.values().sum::<u64>()
}
