//! Disjoint sets of rows, as they are found to be of one.

/// Disjoint sets of rows.
pub struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    /// Each row in a set of its own.
    pub fn new(rows: usize) -> Self {
        Self { parent: (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect() }
    }

    /// The row that stands for the set of a row.
    pub fn root(&mut self, row: u32) -> u32 {
        let mut at = row;
        loop {
            let Some(parent) = self.parent.get(at as usize).copied() else { return at };
            if parent == at {
                return at;
            }
            let grand = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(at as usize) {
                *slot = grand;
            }
            at = grand;
        }
    }

    /// The set of every row, where some rows ask.
    pub fn roots(&mut self, groups: &[Vec<u32>]) -> Vec<u32> {
        if groups.is_empty() {
            return Vec::new();
        }
        (0..self.parent.len())
            .map(|row| self.root(u32::try_from(row).unwrap_or(u32::MAX)))
            .collect()
    }

    /// Makes the sets of two rows one.
    pub fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parent.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }
}
