//! A column of values and the few expressions over columns that every metric is written in.
//!
//! Columns that are used together have a row for the same leads, in the same order. A column without rows stands for one in which every value is the usual one.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use crate::model::column::Coded;
use crate::model::moment::Moment;
use crate::model::zone::Zone;

/// One value a row. A copy shares them, so it costs nothing.
#[derive(Debug, PartialEq)]
pub struct Column<T>(Arc<Vec<T>>);

/// The rows of which something is true.
pub type Mask = Column<bool>;

/// When something happened to the lead of each row, if it did.
pub type Moments = Column<Option<Moment>>;

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Column<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Arc::new(values))
    }
}

impl<T> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self::from(values.into_iter().collect::<Vec<T>>())
    }
}

impl<T: Clone> IntoIterator for Column<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<T: Copy> Column<T> {
    /// A copy of values.
    pub fn of(values: &[T]) -> Self {
        Self::from(values.to_vec())
    }

    /// The same value in every row.
    pub fn repeat(value: T, rows: usize) -> Self {
        Self::from(vec![value; rows])
    }

    /// A function of each value.
    pub fn map<U>(&self, of: impl Fn(T) -> U) -> Column<U> {
        self.iter().map(|value| of(*value)).collect()
    }

    /// A function of each value and the one beside it.
    pub fn with<U: Copy, V>(&self, other: &Column<U>, of: impl Fn(T, U) -> V) -> Column<V> {
        self.iter().zip(other.iter()).map(|(one, two)| of(*one, *two)).collect()
    }

    /// None, one or several rows for each value.
    pub fn flat_map<U, I: IntoIterator<Item = U>>(&self, of: impl Fn(T) -> I) -> Column<U> {
        self.iter().flat_map(|value| of(*value)).collect()
    }

    /// The rows that have this value; `None` asks for those that have none.
    pub fn is(&self, value: impl Into<T>) -> Mask
    where
        T: PartialEq,
    {
        let value = value.into();
        self.map(|own| own == value)
    }

    /// How many rows have each value.
    pub fn counts(&self) -> BTreeMap<T, u64>
    where
        T: Ord,
    {
        let mut counts = BTreeMap::new();
        self.iter().for_each(|value| *counts.entry(*value).or_insert(0) += 1);
        counts
    }

    /// The rows of a mask alone.
    pub fn filter(&self, mask: &Mask) -> Self {
        let rows = mask.count();
        if rows == mask.len() || self.is_empty() {
            return self.clone();
        }
        let mut kept = Vec::with_capacity(rows);
        kept.extend(self.iter().zip(mask.iter()).filter(|(_, is)| **is).map(|(value, _)| *value));
        Self::from(kept)
    }

    /// A list of `len` values with this column's at the rows given, and nothing elsewhere.
    pub fn spread(&self, rows: &Column<u32>, len: usize) -> Vec<Option<T>> {
        let mut spread = vec![None; len];
        for (value, row) in self.iter().zip(rows.iter()) {
            spread.get_mut(*row as usize).into_iter().for_each(|slot| *slot = Some(*value));
        }
        spread
    }

    /// The same column with these values at the rows given; a row beyond its end is left out.
    pub fn put(&self, rows: &Column<u32>, values: &Self) -> Self {
        let mut all = self.clone();
        let slots = Arc::make_mut(&mut all.0);
        for (row, value) in rows.iter().zip(values.iter()) {
            slots.get_mut(*row as usize).into_iter().for_each(|slot| *slot = *value);
        }
        all
    }

    /// Puts the rows of another column below its own.
    pub fn append(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
        } else {
            Arc::make_mut(&mut self.0).extend_from_slice(&other);
        }
    }
}

impl Mask {
    /// Rows of both.
    pub fn and(&self, other: &Self) -> Self {
        self.with(other, |one, two| one && two)
    }

    /// Rows of either.
    pub fn or(&self, other: &Self) -> Self {
        self.with(other, |one, two| one || two)
    }

    /// The other rows.
    pub fn not(&self) -> Self {
        self.map(|is| !is)
    }

    /// The numbers of the rows.
    pub fn rows(&self) -> Column<u32> {
        let mut rows = Vec::with_capacity(self.count());
        rows.extend((0..).zip(self.iter()).filter(|(_, is)| **is).map(|(row, _)| row));
        Column::from(rows)
    }

    /// How many rows.
    pub fn count(&self) -> usize {
        self.iter().filter(|is| **is).count()
    }
}

impl Column<u64> {
    /// What the values add up to.
    pub fn sum(&self) -> u64 {
        self.iter().sum()
    }
}

impl<T: Copy> Column<Option<T>> {
    /// The rows that have a value.
    pub fn is_some(&self) -> Mask {
        self.map(|value| value.is_some())
    }

    /// The values of the rows of a mask.
    pub fn only(&self, mask: &Mask) -> Self {
        self.with(mask, |value, is| value.filter(|_| is))
    }

    /// The values there are, without rows for those that are not.
    pub fn values(&self) -> Column<T> {
        let mut values = Vec::with_capacity(self.len());
        values.extend(self.iter().flatten());
        Column::from(values)
    }

    /// A value for the rows that have none.
    pub fn or(&self, other: &Column<T>) -> Column<T> {
        self.with(other, Option::unwrap_or)
    }
}

impl Moments {
    /// The rows in which both are there and this one comes first as far as both are known.
    pub fn before(&self, other: &Self, zone: &Zone) -> Mask {
        self.with(other, |one, two| one.zip(two).is_some_and(|(one, two)| zone.before(one, two)))
    }

    /// In each row the earlier of two moments; of two at the same instant the more exact one.
    pub fn earliest(&self, other: &Self) -> Self {
        self.with(other, |one, two| {
            one.into_iter().chain(two).min_by_key(|at| (at.at(), at.precision()))
        })
    }
}

/// Which group each row belongs to, numbered from 0.
pub struct Keys {
    /// The group of each row.
    pub of: Column<u32>,
    /// How many groups there are, also those without rows.
    pub groups: usize,
}

impl Keys {
    /// All rows in one group.
    pub fn all(rows: usize) -> Self {
        Self { of: Column::repeat(0, rows), groups: 1 }
    }

    /// Groups leads by their word in a column of all leads; the first group has those without a
    /// word.
    pub fn by(words: &Coded, lead: &Column<u32>) -> Self {
        Self {
            of: lead.map(|lead| words.codes.get(lead as usize).copied().unwrap_or(0)),
            groups: words.words.len(),
        }
    }

    /// Adds each value to its group's sum so far.
    pub fn reduce<T: Copy, A>(
        &self,
        column: &Column<T>,
        groups: &mut [A],
        add: impl Fn(&mut A, T),
    ) {
        for (key, value) in self.of.iter().zip(column.iter()) {
            if let Some(group) = groups.get_mut(*key as usize) {
                add(group, *value);
            }
        }
    }

    /// How many rows each group has.
    pub fn sizes(&self) -> Vec<u64> {
        self.count(&Column::repeat(true, self.of.len()))
    }

    /// How many rows of a mask each group has.
    pub fn count(&self, mask: &Mask) -> Vec<u64> {
        let mut counts = vec![0; self.groups];
        self.reduce(mask, &mut counts, |count, is| *count += u64::from(is));
        counts
    }
}
