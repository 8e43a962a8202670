//! Columns that only mark what is done: where every filled cell means yes, an empty one means not yet.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::column::WordColumn;
use crate::model::fold::fold;
use crate::model::words::{Channel, Direction, Outcome};

use super::activities;
use super::frame::{self, Frame};

/// Rows of a source and channel, and those of them that are ticked.
#[derive(Clone, Copy, Default)]
struct Ticked {
    rows: usize,
    ticked: usize,
}

/// Writes "no" into the empty cells of a source's column that holds nothing but ticks, and gives their rows. A channel of which hardly anything is
/// ticked is left alone, for the column may be of another kind of activity; so is a row that tells by itself that it took place.
pub fn settle(frame: &mut Frame) -> Vec<usize> {
    let name = frame::canonical_name("done");
    let (Some(written), Some(known)) = (frame.words.get("done"), frame.words.get(&name)) else {
        return Vec::new();
    };
    let channels = frame::members(frame, "channel", Channel::of);
    let source = |row: usize| frame.origin.get(row).map(|at| at.source);
    let kind =
        |row: usize| (source(row), channels.get(row).copied().flatten().unwrap_or(Channel::Other));
    let is_blank = |text: &str| fold(text).is_empty();
    let is_empty = |row: usize| known.word(row).is_none() && written.word(row).is_none_or(is_blank);
    let is_ticked = |row: usize| known.word(row) == Some("yes");
    let other = (0..frame.len()).filter(|row| !is_empty(*row) && !is_ticked(*row));
    let others: BTreeSet<_> = other.map(source).collect();
    let mut kinds: BTreeMap<_, Ticked> = BTreeMap::new();
    for row in (0..frame.len()).filter(|row| !others.contains(&source(*row))) {
        let own = kinds.entry(kind(row)).or_default();
        own.rows += 1;
        own.ticked += usize::from(is_ticked(row));
    }
    kinds.retain(|_, own| own.ticked * 20 > own.rows);
    if kinds.is_empty() {
        return Vec::new();
    }
    let took_place = took_place(frame);
    let is_unticked = |row: &usize| {
        kinds.contains_key(&kind(*row)) && is_empty(*row) && took_place.get(*row) != Some(&true)
    };
    let unticked: Vec<usize> = (0..frame.len()).filter(is_unticked).collect();
    let mut ticked = WordColumn::default();
    let mut left = unticked.iter().copied().peekable();
    for row in 0..frame.len() {
        let is_no = left.next_if_eq(&row).is_some();
        ticked.push(if is_no { Some("no") } else { known.word(row) });
    }
    frame.words.insert(name, ticked);
    unticked
}

/// For each row whether it tells by itself that it took place: something came of it, or it came in.
fn took_place(frame: &Frame) -> Vec<bool> {
    let outcomes = activities::outcomes(frame);
    let rows = outcomes.into_iter().zip(activities::directions(frame));
    rows.map(|(outcome, direction)| {
        outcome.is_some_and(|own| own != Outcome::NotDone) || direction == Some(Direction::Inbound)
    })
    .collect()
}
