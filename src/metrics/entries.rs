//! The leads a metric speaks of, as columns: one row a lead of its cohort, and no column for what the metric does not say.

use super::measure::Entry;

/// The entries of a measurement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    lead: Vec<u32>,
    version: Vec<u16>,
    flags: Column<u8>,
    verdict: Column<Option<crate::model::words::Verdict>>,
    ground: Column<Option<super::verdicts::Ground>>,
    due: Column<Option<i64>>,
    seconds: Column<Option<i64>>,
    adds: Column<f64>,
    counts: Column<u32>,
    day: Column<Option<crate::model::zone::Day>>,
    freed_on: Column<Option<crate::model::zone::Day>>,
}

/// One value a row; none at all while every value is the usual one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Column<T>(Vec<T>);

impl<T: Copy + Default + PartialEq> Column<T> {
    fn set(&mut self, row: usize, value: T) {
        if !self.0.is_empty() || value != T::default() {
            self.0.resize(row, T::default());
            self.0.push(value);
        }
    }

    fn get(&self, row: usize) -> T {
        self.0.get(row).copied().unwrap_or_default()
    }
}

impl Entries {
    /// Rows.
    pub fn len(&self) -> usize {
        self.lead.len()
    }

    /// Every entry, in the order of the leads.
    pub fn iter(&self) -> impl Iterator<Item = Entry> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    fn get(&self, row: usize) -> Option<Entry> {
        let flags = self.flags.get(row);
        let has = |bit: u8| flags >> bit & 1 == 1;
        Some(Entry {
            lead: *self.lead.get(row)?,
            version: *self.version.get(row)?,
            verdict: self.verdict.get(row),
            ground: self.ground.get(row),
            due: self.due.get(row),
            seconds: self.seconds.get(row),
            adds: self.adds.get(row),
            counts: self.counts.get(row),
            day: self.day.get(row),
            is_over: has(0),
            is_maturing: has(1),
            is_undecided: has(2),
            is_provisional: has(3),
            is_disordered: has(4),
            is_inferred: has(5),
            freed_on: self.freed_on.get(row),
        })
    }

    fn push(&mut self, entry: Entry) {
        let row = self.len();
        let flags = [entry.is_over, entry.is_maturing, entry.is_undecided, entry.is_provisional, entry.is_disordered, entry.is_inferred];
        self.lead.push(entry.lead);
        self.version.push(entry.version);
        self.flags.set(row, flags.into_iter().rev().fold(0, |bits, flag| bits << 1 | u8::from(flag)));
        self.verdict.set(row, entry.verdict);
        self.ground.set(row, entry.ground);
        self.due.set(row, entry.due);
        self.seconds.set(row, entry.seconds);
        self.adds.set(row, entry.adds);
        self.counts.set(row, entry.counts);
        self.day.set(row, entry.day);
        self.freed_on.set(row, entry.freed_on);
    }
}

impl FromIterator<Entry> for Entries {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut columns = Self::default();
        entries.into_iter().for_each(|entry| columns.push(entry));
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::Verdict;

    #[test]
    fn what_goes_in_comes_out_and_the_usual_takes_no_room() {
        let plain = Entry { lead: 1, adds: 1.0, ..Entry::default() };
        let late = Entry {
            lead: 4,
            version: 2,
            verdict: Some(Verdict::Breached),
            due: Some(9),
            is_over: true,
            is_inferred: true,
            freed_on: Some(crate::model::zone::Day(3)),
            ..plain
        };
        let entries: Entries = [plain, late, plain].into_iter().collect();
        assert_eq!(entries.iter().collect::<Vec<_>>(), [plain, late, plain]);
        assert!(entries.counts.0.is_empty() && entries.day.0.is_empty() && entries.due.0.len() == 3);
    }
}
