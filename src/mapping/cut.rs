//! What the rows of all files come to before persons are looked for: superseded rows, and what lies after the run's time.

use std::collections::HashMap;

use crate::model::moment::Moment;

use super::activities::Words;
use super::frame::{Fate, Frame};

/// Of rows of one source with the same key in several files, those of the newest file stay.
pub fn supersede(frame: &mut Frame, key: impl Fn(&Frame, usize) -> Option<String>) {
    let mut newest: HashMap<(u16, String), u16> = HashMap::new();
    let is_several = frame.origin.iter().any(|origin| origin.file > 0);
    if !is_several {
        return;
    }
    let keyed: Vec<(usize, u16, u16, String)> = (0..frame.len())
        .filter(|row| frame.is_live(*row))
        .filter_map(|row| {
            frame
                .origin
                .get(row)
                .zip(key(frame, row))
                .map(|(origin, key)| (row, origin.source, origin.file, key))
        })
        .collect();
    for (_, source, file, key) in &keyed {
        let seen = newest.entry((*source, key.clone())).or_insert(*file);
        *seen = (*seen).max(*file);
    }
    for (row, source, file, key) in keyed {
        if newest.get(&(source, key)).is_some_and(|newest| *newest > file) {
            frame.mark(row, Fate::Superseded);
        }
    }
}

/// Identifies a row by its id; nothing where it has none.
pub fn by_id(frame: &Frame, row: usize) -> Option<String> {
    frame.text("id", row).map(str::to_owned)
}

/// The row's id, else everything it says: an activity without id that two files repeat is one activity.
pub fn by_id_or_content(frame: &Frame, row: usize) -> Option<String> {
    by_id(frame, row).or_else(|| {
        let texts = frame.texts.values().map(|column| column.get(row).unwrap_or_default());
        let words = frame.words.values().map(|column| column.word(row).unwrap_or_default());
        let dates = frame.dates.values().map(|column| format!("{:?}", column.get(row)));
        Some(texts.chain(words).map(str::to_owned).chain(dates).collect::<Vec<_>>().join("\u{1f}"))
    })
}

/// Rows of one file with the same id are one activity: the later ones are merged.
pub fn merge_same_id(frame: &mut Frame) {
    if !frame.texts.contains_key("id") {
        return;
    }
    let mut first: HashMap<(u16, &str), usize> = HashMap::new();
    let mut repeated = Vec::new();
    for row in (0..frame.len()).filter(|row| frame.is_live(*row)) {
        let (Some(origin), Some(id)) = (frame.origin.get(row), frame.text("id", row)) else {
            continue;
        };
        if *first.entry((origin.source, id)).or_insert(row) != row {
            repeated.push(row);
        }
    }
    repeated.into_iter().for_each(|row| frame.mark(row, Fate::Merged));
}

/// Drops the day to come of what is planned: it is no wrong date, and says nothing yet.
pub fn drop_planned(frame: &mut Frame, now: i64) {
    let is_to_come = |date: &Option<Moment>| date.is_some_and(|at| at.at() > now);
    if !frame.dates.get("at").is_some_and(|column| column.iter().any(is_to_come)) {
        return;
    }
    let words = Words::of(frame);
    let Some(column) = frame.dates.get_mut("at") else { return };
    for (row, (date, fate)) in column.iter_mut().zip(&mut frame.fate).enumerate() {
        if is_to_come(date) && *fate == Fate::Used && words.is_plan(row) {
            (*date, *fate) = (None, Fate::Planned);
        }
    }
}

/// Drops dates after `now`, marks the rows as future, and takes rows that have nothing else out of play. Where `is_planned` says so of a
/// field and row, a date after `now` is what somebody expects: it is dropped, and says nothing of the row.
pub fn drop_future(frame: &mut Frame, now: i64, is_planned: impl Fn(&str, usize) -> bool) {
    let mut has_past = vec![false; frame.len()];
    for (field, column) in &mut frame.dates {
        let rows = column.iter_mut().zip(&mut frame.is_future).zip(&mut has_past);
        for (row, ((date, future), past)) in rows.enumerate() {
            match date {
                Some(at) if at.at() > now => {
                    *future |= !is_planned(field, row);
                    *date = None;
                }
                Some(_) => *past = true,
                None => {}
            }
        }
    }
    for ((fate, future), past) in frame.fate.iter_mut().zip(&frame.is_future).zip(&has_past) {
        if *fate == Fate::Used && *future && !past {
            *fate = Fate::NotYet;
        }
    }
}
