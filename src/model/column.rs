//! Two ways to hold a column of text: one after the other in one string, or as codes into a list of words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fold::fold_words;
use super::keymap::KeyMap;

/// Texts one after the other in a single string; an empty text is an absent one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    text: String,
    /// Where the first text of each block of rows begins.
    bases: Vec<usize>,
    /// Where each text ends, counted from its block's beginning: in four bytes, for a million rows have many such columns.
    ends: Vec<u32>,
}

/// Rows of a block: no such number of cells has four gigabytes.
const BLOCK: usize = 1_024;

impl TextColumn {
    /// An empty column with room for rows whose texts take so many bytes: growing a column moves it.
    pub fn with_room(rows: usize, bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            ends: Vec::with_capacity(rows),
            ..Self::default()
        }
    }

    /// An empty column with room for what this one holds.
    pub fn alike(&self) -> Self {
        Self::with_room(self.ends.len(), self.text.len())
    }

    /// Adds a text at the end; `None` adds an absent one.
    pub fn push(&mut self, text: Option<&str>) {
        self.text.push_str(text.unwrap_or_default());
        self.end_row(self.text.len());
    }

    fn end_row(&mut self, end: usize) {
        if self.ends.len().is_multiple_of(BLOCK) {
            self.bases.push(self.span(self.ends.len().wrapping_sub(1)).map_or(0, |span| span.end));
        }
        let base = self.bases.last().copied().unwrap_or(0);
        self.ends.push(u32::try_from(end - base).unwrap_or(u32::MAX));
    }

    /// Where the text of a row stands.
    fn span(&self, row: usize) -> Option<Range<usize>> {
        let (end, base) = (*self.ends.get(row)?, *self.bases.get(row / BLOCK)?);
        let is_first = row.is_multiple_of(BLOCK);
        let start = if is_first { 0 } else { *self.ends.get(row - 1)? };
        Some(base + start as usize..base + end as usize)
    }

    /// The text of a row, nothing when absent or beyond the end.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.text.get(self.span(row)?).filter(|text| !text.is_empty())
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The rows named, in that order; beyond the end they are absent.
    pub fn take(&self, rows: impl Iterator<Item = usize>) -> Self {
        let mut taken = Self::default();
        rows.for_each(|row| taken.push(self.get(row)));
        taken
    }

    /// The column with other texts in the rows for which `other` has one; `Some(None)` makes a row absent.
    pub fn with<'a>(&self, other: impl Fn(usize) -> Option<Option<&'a str>>) -> Self {
        let mut changed = self.alike();
        let rows = self.iter().enumerate();
        rows.for_each(|(row, own)| changed.push(other(row).unwrap_or(own)));
        changed
    }

    /// Adds all rows of another column.
    pub fn append(&mut self, other: &Self) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        let ends = (0..other.len()).filter_map(|row| other.span(row)).map(|span| shift + span.end);
        ends.for_each(|end| self.end_row(end));
    }
}

/// A column of few distinct words: a code a row into a list of words; code 0 is *none*.
///
/// Words are one when they fold to the same text; the commonest spelling is shown (ties: the first in text order).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// The code of each row.
    pub codes: Vec<u32>,
    /// The word of each code; the first is empty.
    pub words: Vec<String>,
}

impl Default for Coded {
    fn default() -> Self {
        Self { codes: Vec::new(), words: vec![String::new()] }
    }
}

impl Coded {
    /// A column of `rows` absent words.
    pub fn absent(rows: usize) -> Self {
        Self { codes: vec![0; rows], ..Self::default() }
    }

    /// The column of the texts given.
    pub fn of<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut words = WordColumn::default();
        texts.for_each(|text| words.push(text));
        words.coded()
    }

    /// The word of a row; nothing when absent.
    pub fn word(&self, row: usize) -> Option<&str> {
        self.name(*self.codes.get(row)?)
    }

    /// The word of a code; nothing for *none*.
    pub fn name(&self, code: u32) -> Option<&str> {
        self.words.get(code as usize).map(String::as_str).filter(|word| !word.is_empty())
    }
}

/// A column of words under construction: every spelling seen has a code of its own, from 1.
#[derive(Clone, Debug, Default)]
pub struct WordColumn {
    codes: Vec<u32>,
    spellings: Vec<String>,
    seen: KeyMap<u32>,
    /// Codes of spellings seen lately, each in the place that its length and ends give it: few words fill most columns.
    lately: Vec<u32>,
}

/// Places for spellings seen lately.
const LATELY: usize = 256;

/// The place of a spelling among those seen lately.
fn lately(text: &str) -> usize {
    let bytes = text.as_bytes();
    let at = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let last = bytes.len().wrapping_sub(1);
    (bytes.len() * 31 + at(last) * 7 + at(last.wrapping_sub(1)) * 3 + at(0)) % LATELY
}

impl WordColumn {
    /// A column of `rows` absent words.
    pub fn absent(rows: usize) -> Self {
        Self { codes: vec![0; rows], ..Self::default() }
    }

    /// Makes room for more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.codes.reserve_exact(rows);
    }

    /// Adds a word at the end; `None` adds an absent one.
    pub fn push(&mut self, text: Option<&str>) {
        let code = text.map_or(0, |text| self.code(text));
        self.codes.push(code);
    }

    fn code(&mut self, text: &str) -> u32 {
        let place = lately(text);
        if let Some(known) = self.lately.get(place).copied()
            && self.spelling(known) == Some(text)
        {
            return known;
        }
        let code = self.code_of(text);
        self.lately.resize(LATELY, 0);
        self.lately.iter_mut().skip(place).take(1).for_each(|slot| *slot = code);
        code
    }

    fn code_of(&mut self, text: &str) -> u32 {
        let next = u32::try_from(self.spellings.len() + 1).unwrap_or(u32::MAX);
        let code = *self.seen.get_or_put(0, text, || next);
        if code == next {
            self.spellings.push(text.to_owned());
        }
        code
    }

    /// The spelling of a row; nothing when absent.
    pub fn word(&self, row: usize) -> Option<&str> {
        self.spelling(*self.codes.get(row)?)
    }

    fn spelling(&self, code: u32) -> Option<&str> {
        self.spellings.get((code as usize).checked_sub(1)?).map(String::as_str)
    }

    /// The code of each row; 0 is absent, `n` the n-th of [`Self::spellings`].
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Every spelling in order of appearance.
    pub fn spellings(&self) -> &[String] {
        &self.spellings
    }

    /// Adds all rows of another column.
    pub fn append(&mut self, other: &Self) {
        let renamed: Vec<u32> = other.spellings.iter().map(|text| self.code(text)).collect();
        let code = |old: &u32| {
            (*old as usize).checked_sub(1).and_then(|at| renamed.get(at)).copied().unwrap_or(0)
        };
        self.codes.extend(other.codes.iter().map(code));
    }

    /// The column with another word for each spelling, or none.
    pub fn translated<'a>(&self, words: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut other = Self::default();
        let codes: Vec<u32> = words.map(|word| word.map_or(0, |word| other.code(word))).collect();
        let code = |own: &u32| {
            (*own as usize).checked_sub(1).and_then(|at| codes.get(at)).copied().unwrap_or(0)
        };
        other.codes = self.codes.iter().map(code).collect();
        other
    }

    /// How many rows each spelling stands in.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.spellings.len() + 1];
        self.codes.iter().for_each(|code| {
            counts.get_mut(*code as usize).into_iter().for_each(|count| *count += 1);
        });
        counts.split_off(1)
    }

    /// Writes other words in the place of some.
    pub fn rename<'a>(&mut self, other: impl Fn(&str) -> Option<&'a str>) {
        if !self.spellings.iter().any(|own| other(own).is_some()) {
            return;
        }
        let old = std::mem::take(self);
        let written = |own: &String| other(own).unwrap_or(own).to_owned();
        let spellings = old.spellings.iter().map(written).collect();
        self.append(&Self { spellings, ..old });
    }

    /// Adds one row of another column.
    pub fn push_from(&mut self, other: &Self, row: usize) {
        self.push(other.word(row));
    }

    /// The rows picked (`None`: absent), with spellings that fold alike made one word.
    pub fn pick(&self, rows: impl Iterator<Item = Option<usize>>) -> Coded {
        let codes: Vec<u32> =
            rows.map(|row| row.and_then(|row| self.codes.get(row)).copied().unwrap_or(0)).collect();
        self.merged(&codes)
    }

    /// The whole column, with spellings that fold alike made one word.
    pub fn coded(&self) -> Coded {
        self.merged(&self.codes)
    }

    /// Spellings that fold alike become one word, shown as it is written most often; words stand in the order of their folded form.
    fn merged(&self, codes: &[u32]) -> Coded {
        let mut counts = vec![0_usize; self.spellings.len() + 1];
        codes.iter().for_each(|code| {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        });
        let mut by_fold: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
        for (at, text) in self
            .spellings
            .iter()
            .enumerate()
            .filter(|(at, _)| counts.get(at + 1).is_some_and(|n| *n > 0))
        {
            by_fold.entry(fold_words(text)).or_default().push((at + 1, text));
        }
        let mut words = vec![String::new()];
        let mut renamed = vec![0_u32; counts.len()];
        for mut spellings in by_fold.into_values() {
            let commonest = |(code, text): &(usize, &str)| {
                (std::cmp::Reverse(counts.get(*code).copied().unwrap_or(0)), (*text).to_owned())
            };
            spellings.sort_by_key(commonest);
            let code = u32::try_from(words.len()).unwrap_or(u32::MAX);
            words.push(spellings.first().map_or_else(String::new, |(_, text)| (*text).to_owned()));
            spellings.iter().for_each(|(old, _)| {
                if let Some(slot) = renamed.get_mut(*old) {
                    *slot = code;
                }
            });
        }
        Coded {
            codes: codes
                .iter()
                .map(|code| renamed.get(*code as usize).copied().unwrap_or(0))
                .collect(),
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_in_their_rows_however_many_there_are() {
        let text = |row: usize| format!("{row}{}", "é".repeat(row % 3));
        let column = |rows: Range<usize>| {
            let mut column = TextColumn::default();
            for row in rows {
                let own = text(row);
                column.push(Some(own.as_str()).filter(|_| row % 7 > 0));
            }
            column
        };
        for parts in [&[3 * BLOCK][..], &[1, BLOCK, 5], &[BLOCK, BLOCK], &[0, BLOCK - 1, 2, 0]] {
            let (mut whole, mut done) = (TextColumn::default(), 0);
            for rows in parts {
                whole.append(&column(done..done + rows));
                done += rows;
            }
            assert_eq!(whole, column(0..done), "{parts:?}");
            for row in 0..done {
                let own = text(row);
                assert_eq!(whole.get(row), Some(own.as_str()).filter(|_| row % 7 > 0), "{row}");
            }
            assert_eq!((whole.len(), whole.get(done)), (done, None));
        }
    }
}
