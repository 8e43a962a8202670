//! The account of every file: rows = used + merged + superseded + set aside, checked before a report is written.

use std::collections::BTreeMap;

use crate::model::account::{FileAccount, Reason};

use super::frame::{Fate, Frame, Origin};
use super::tables::Tables;

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
    let mut fates = frame.fate.iter().zip(&frame.is_future).zip(&frame.is_orphan);
    let origins = frame.origin.get(..rows.min(frame.len())).unwrap_or_default();
    let is_one_file = |a: &Origin, b: &Origin| (a.source, a.file) == (b.source, b.file);
    for of_file in origins.chunk_by(is_one_file) {
        let Some(Origin { source, file, .. }) = of_file.first().copied() else { continue };
        let own = counts.entry((source, file)).or_default();
        for ((fate, future), orphan) in fates.by_ref().take(of_file.len()) {
            match fate {
                Fate::Used | Fate::NotYet | Fate::Planned => own.used += 1,
                Fate::Merged => own.merged += 1,
                Fate::Superseded => own.superseded += 1,
                Fate::SetAside(reason) => *own.set_aside.entry(*reason).or_default() += 1,
            }
            own.planned += u64::from(*fate == Fate::Planned);
            own.future += u64::from(*future);
            own.orphans += u64::from(*orphan);
        }
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
