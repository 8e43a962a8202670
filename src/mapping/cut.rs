//! What the rows of all files come to before persons are looked for: superseded rows, and what lies after the run's time.

use std::collections::{BTreeSet, HashMap};

use crate::model::keymap::KeyMap;
use crate::model::moment::Instant;

use super::activities::Words;
use super::frame::{Fate, Frame, Origin};

/// Of rows of one source with the same key in several files, those of the newest file stay. `key` writes a row's key into an empty list;
/// false where it has none.
pub fn supersede(frame: &mut Frame, key: impl Fn(&Frame, usize, &mut Vec<u8>) -> bool) {
    if !frame.origin.iter().any(|origin| origin.file > 0) {
        return;
    }
    let mut groups: KeyMap<u32> = KeyMap::with_room(frame.len());
    let mut newest: Vec<u16> = Vec::new();
    let (mut of_row, mut own) = (Vec::with_capacity(frame.len()), Vec::new());
    for (row, origin) in frame.origin.iter().enumerate() {
        own.clear();
        if !frame.is_live(row) || !key(frame, row, &mut own) {
            of_row.push(u32::MAX);
            continue;
        }
        let next = u32::try_from(newest.len()).unwrap_or(u32::MAX);
        let group = *groups.get_or_put(u64::from(origin.source), &own, || next);
        match newest.get_mut(group as usize) {
            Some(file) => *file = origin.file.max(*file),
            None => newest.push(origin.file),
        }
        of_row.push(group);
    }
    let rows = of_row.iter().zip(&frame.origin).zip(&mut frame.fate);
    for ((group, origin), fate) in rows {
        if newest.get(*group as usize).is_some_and(|newest| *newest > origin.file) {
            *fate = Fate::Superseded;
        }
    }
}

/// Identifies a row by its id; nothing where it has none.
pub fn by_id(frame: &Frame, row: usize, key: &mut Vec<u8>) -> bool {
    let id = frame.text("id", row);
    id.into_iter().for_each(|id| key.extend_from_slice(id.as_bytes()));
    id.is_some()
}

/// The row's id, else everything it says: an activity without id that two files repeat is one activity.
pub fn by_id_or_content(frame: &Frame, row: usize, key: &mut Vec<u8>) -> bool {
    if by_id(frame, row, key) {
        return true;
    }
    // What no id begins with keeps contents and ids apart.
    key.push(0);
    for column in frame.texts.values() {
        let text = column.get(row).unwrap_or_default();
        key.extend_from_slice(&text.len().to_le_bytes());
        key.extend_from_slice(text.as_bytes());
    }
    for column in frame.words.values() {
        // One spelling has one code in all files of a table.
        key.extend_from_slice(&column.codes().get(row).copied().unwrap_or(0).to_le_bytes());
    }
    for column in frame.dates.values() {
        let date = column.get(row).copied().flatten();
        let precision = date.map_or(0, |at| at.precision() as u8);
        key.extend_from_slice(&date.map_or(0, |at| at.at().unix()).to_le_bytes());
        key.push(precision);
    }
    true
}

/// Rows of one file with the same id are one activity: the later ones are merged.
pub fn merge_same_id(frame: &mut Frame) {
    let Some(ids) = frame.texts.get("id") else { return };
    let mut first: KeyMap<u32> = KeyMap::with_room(ids.len());
    let mut repeated = Vec::new();
    for (number, (row, origin)) in (0..).zip(frame.origin.iter().enumerate()) {
        let Some(id) = ids.get(row).filter(|_| frame.is_live(row)) else { continue };
        if *first.get_or_put(u64::from(origin.source), id, || number) != number {
            repeated.push(row);
        }
    }
    repeated.into_iter().for_each(|row| frame.mark(row, Fate::Merged));
}

/// Drops the day to come of what is planned, to come after the run's time or after all that is known of its source: it is no wrong date, and says
/// nothing yet.
pub fn drop_planned(frame: &mut Frame, until: Until) {
    let words = Words::of(frame);
    let is_plan: Vec<bool> = (0..frame.len()).map(|row| words.is_plan(row)).collect();
    let Some(column) = frame.dates.get_mut("at") else { return };
    let rows = column.iter_mut().zip(&mut frame.fate).zip(&frame.origin).zip(is_plan);
    for (((date, fate), origin), is_plan) in rows {
        let is_to_come = date.is_some_and(|at| at.at() > until.horizon(Some(origin)));
        if is_to_come && *fate == Fate::Used && is_plan {
            (*date, *fate) = (None, Fate::Planned);
        }
    }
}

/// The run's time, and when each file was written.
#[derive(Clone, Copy)]
pub struct Until<'a> {
    /// Nothing later has happened.
    pub now: Instant,
    /// By source and file; one that is not named was written at the run's time.
    pub written: &'a HashMap<(u16, u16), Instant>,
    /// Up to when each source is known; one that is not named up to the run's time.
    pub known: &'a HashMap<u16, Instant>,
}

impl Until<'_> {
    /// After this instant no row of the file of a row can be dated.
    fn latest(self, origin: Option<&Origin>) -> Instant {
        let written = origin.and_then(|at| self.written.get(&(at.source, at.file)));
        written.copied().unwrap_or(self.now).max(self.now)
    }

    /// Up to this instant every source is known: most dates need no look at their own.
    fn known_of_all(self) -> Instant {
        self.known.values().copied().min().unwrap_or(self.now).min(self.now)
    }

    /// After this instant nothing of a row's source is known: what is dated later counts nowhere.
    fn horizon(self, origin: Option<&Origin>) -> Instant {
        let known = origin.and_then(|at| self.known.get(&at.source));
        known.copied().unwrap_or(self.now).min(self.now)
    }
}

/// Drops dates after the run's time or after all that is known of their source, marks the rows as future, and takes rows that have
/// nothing else out of play. Where `is_planned` says so of a field and row, a date after the run's time is what somebody expects: it is
/// dropped, and says nothing of the row. Of leads (`keeps_known`) what only their own source does not reach yet stays: every commitment reads them up to
/// there anyway, and what it leaves out is told by its date.
pub fn drop_future(
    frame: &mut Frame,
    until: Until,
    keeps_known: bool,
    is_planned: impl Fn(&str, usize) -> bool,
) {
    let (mut has_past, mut unborn) = (vec![false; frame.len()], BTreeSet::new());
    let until_then = until.known_of_all();
    for (field, column) in &mut frame.dates {
        let rows = column.iter_mut().zip(&mut frame.is_future).zip(&mut has_past);
        for (row, ((date, future), past)) in rows.enumerate() {
            let was_dated = date.is_some();
            match date {
                Some(at) if at.at() > until.now => {
                    let is_planned = is_planned(field, row);
                    *future |= !is_planned;
                    if !is_planned && at.at() > until.latest(frame.origin.get(row)) {
                        frame.is_misdated.insert(row);
                    }
                    *date = None;
                }
                Some(at)
                    if at.at() > until_then && at.at() > until.horizon(frame.origin.get(row)) =>
                {
                    if !is_planned(field, row) {
                        *future = true;
                        frame.is_misdated.insert(row);
                    }
                    *past |= keeps_known;
                    *date = date.filter(|_| keeps_known);
                }
                Some(_) => *past = true,
                None => {}
            }
            if was_dated && date.is_none() && field == "created" {
                unborn.insert(row);
            }
        }
    }
    frame.is_unborn = unborn;
    for ((fate, future), past) in frame.fate.iter_mut().zip(&frame.is_future).zip(&has_past) {
        if *fate == Fate::Used && *future && !past {
            *fate = Fate::NotYet;
        }
    }
}
