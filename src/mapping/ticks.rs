//! Columns that only mark what is done: where every filled cell means yes, an empty one means not yet.

use std::collections::BTreeMap;

use crate::model::column::WordColumn;
use crate::model::fold::fold;
use crate::model::words::Channel;

use super::frame::Frame;
use super::read;

/// Filled cells of a source and channel, those of them that mean yes, and all rows.
#[derive(Clone, Copy, Default)]
struct Filled {
    filled: usize,
    yes: usize,
    rows: usize,
}

impl Filled {
    /// The column ticks what is done: nothing in it says no, and more than one row in twenty is ticked. A column that hardly anybody fills tells nothing.
    fn is_of_ticks(self) -> bool {
        self.filled == self.yes && self.filled * 20 > self.rows
    }
}

/// Writes "no" into the empty cells of a column of ticks, and gives their rows. A channel in which nothing is ticked is left alone, for the column may
/// be of another kind of activity.
pub fn settle(frame: &mut Frame) -> Vec<usize> {
    let name = read::canonical_name("done");
    let (Some(written), Some(known)) = (frame.words.get("done"), frame.words.get(&name)) else {
        return Vec::new();
    };
    let channels = read::members(frame, "channel", Channel::of);
    let kind = |row: usize| {
        let channel = channels.get(row).copied().flatten().unwrap_or(Channel::Other);
        (frame.origin.get(row).map(|at| at.source), channel)
    };
    let is_blank = |text: &str| fold(text).is_empty();
    let is_empty = |row: usize| known.word(row).is_none() && written.word(row).is_none_or(is_blank);
    let mut kinds: BTreeMap<_, Filled> = BTreeMap::new();
    for row in 0..frame.len() {
        let own = kinds.entry(kind(row)).or_default();
        own.rows += 1;
        own.filled += usize::from(!is_empty(row));
        own.yes += usize::from(known.word(row) == Some("yes"));
    }
    let is_unticked = |row: &usize| {
        let is_of_ticks = kinds.get(&kind(*row)).is_some_and(|own| own.is_of_ticks());
        is_of_ticks && is_empty(*row)
    };
    let unticked: Vec<usize> = (0..frame.len()).filter(is_unticked).collect();
    if unticked.is_empty() {
        return unticked;
    }
    let mut ticked = WordColumn::default();
    let mut left = unticked.iter().copied().peekable();
    for row in 0..frame.len() {
        let is_no = left.next_if_eq(&row).is_some();
        ticked.push(if is_no { Some("no") } else { known.word(row) });
    }
    frame.words.insert(name, ticked);
    unticked
}
