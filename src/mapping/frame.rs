//! Canonical rows of one table, as columns by field, with what becomes of each row.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::Reason;
use crate::model::column::{TextColumn, WordColumn};
use crate::model::moment::Moment;
use crate::model::words::Milestone;
use crate::model::zone::Day;

use super::fields::FIRST_CONTACT;

/// The bit of a first contact on a day that cannot be read, behind those of the milestones.
const UNREAD_CONTACT: u16 = 1 << 15;

/// What became of a row of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is, or feeds, a row of the model.
    Used,
    /// It was merged into another row of the same thing.
    Merged,
    /// Everything in it is dated after the run's time: it is used, and says nothing yet.
    NotYet,
    /// It is work that somebody means to do after the run's time: it is used, and says nothing yet.
    Planned,
    /// A newer file has the same row.
    Superseded,
    /// It cannot be used.
    SetAside(Reason),
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// Position of its source in the agreement.
    pub source: u16,
    /// Position of its file among the source's files, oldest first.
    pub file: u16,
    /// Row number in the file.
    pub row: u32,
}

/// The keys of a field, row by row.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    column: Option<&'a TextColumn>,
    /// A cell holds several, parted by blanks.
    is_list: bool,
}

impl<'a> Keys<'a> {
    /// Those of a row.
    pub fn of_row(self, row: usize) -> impl Iterator<Item = &'a str> {
        let cell = self.column.and_then(|column| column.get(row)).into_iter();
        cell.flat_map(move |keys| keys.split(move |c| self.is_list && c == ' '))
    }
}

/// Rows of one canonical table. Every column has one entry a row; a field nobody maps has no column.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Where each row comes from.
    pub origin: Vec<Origin>,
    /// What became of it.
    pub fate: Vec<Fate>,
    /// Something in it is dated after the run's time.
    pub is_future: Vec<bool>,
    /// Of these rows those with a date after the file itself was written: no later day explains them.
    pub is_misdated: BTreeSet<usize>,
    /// Rows whose own creation is dated after the run's time, or after all that is known of their source.
    pub is_unborn: BTreeSet<usize>,
    /// It belongs to nobody known.
    pub is_orphan: Vec<bool>,
    /// Its id was made from other fields because the file has no id column.
    pub has_made_id: Vec<bool>,
    /// Text fields; `email` and `phone` hold normalised keys parted by a blank, `phone-shown` the phone as exported, `email-filler` the addresses
    /// that stand for nobody.
    pub texts: BTreeMap<String, TextColumn>,
    /// Word fields.
    pub words: BTreeMap<String, WordColumn>,
    /// Date fields.
    pub dates: BTreeMap<String, Vec<Option<Moment>>>,
    /// Number fields and durations.
    pub numbers: BTreeMap<String, Vec<Option<f64>>>,
    /// Bit per required hand-off field: absent or malformed.
    pub incomplete: Vec<u32>,
    /// The row meets the machine-checkable part of the MQL's definition; nothing when a field it names is empty.
    pub qualified: Vec<Option<bool>>,
    /// Bit per milestone whose date is the day the row was first seen in that stage; empty where nothing was looked for.
    pub observed: Vec<u16>,
    /// Rows delivered or won on a day that nothing tells, with the day by which they were.
    pub seen_by: BTreeMap<(usize, Milestone), Day>,
    /// Bit per milestone of which the row names a day that cannot be read; shorter than the rows where the rest have none.
    pub unread: Vec<u16>,
}

impl Frame {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.origin.len()
    }

    /// A text of a row.
    pub fn text(&self, field: &str, row: usize) -> Option<&str> {
        self.texts.get(field)?.get(row)
    }

    /// The keys of a row: its addresses (`email`), its numbers (`phone`), or a text such as `person` as one key.
    pub fn keys(&self, field: &str, row: usize) -> impl Iterator<Item = &str> {
        self.keys_of(field).of_row(row)
    }

    /// The keys of all rows: a field is looked up once for a million of them.
    pub fn keys_of(&self, field: &str) -> Keys<'_> {
        let is_list = matches!(field, "email" | "phone" | "email-filler");
        Keys { column: self.texts.get(field), is_list }
    }

    /// A date of a row.
    pub fn date(&self, field: &str, row: usize) -> Option<Moment> {
        self.dates.get(field)?.get(row).copied().flatten()
    }

    /// A number of a row.
    pub fn number(&self, field: &str, row: usize) -> Option<f64> {
        self.numbers.get(field)?.get(row).copied().flatten()
    }

    /// True when the row still counts: not set aside, not superseded.
    pub fn is_live(&self, row: usize) -> bool {
        matches!(self.fate.get(row), Some(Fate::Used | Fate::Merged))
    }

    /// Dates a milestone by when it was first seen.
    pub fn observe(&mut self, row: usize, milestone: Milestone, at: Moment) {
        let rows = self.len();
        let column =
            self.dates.entry(milestone.word().to_owned()).or_insert_with(|| vec![None; rows]);
        if let (Some(date), Some(bits)) = (column.get_mut(row), self.observed.get_mut(row)) {
            *date = Some(at);
            *bits |= 1 << milestone.index();
        }
    }

    /// True when the date of a row's milestone is the day it was first seen.
    pub fn is_observed(&self, row: usize, milestone: Milestone) -> bool {
        self.observed.get(row).is_some_and(|bits| bits & (1 << milestone.index()) != 0)
    }

    /// Notes that these rows reached a milestone, or had their first contact, on a day that cannot be read.
    pub fn note_unread(&mut self, rows: &[usize], field: &str) {
        let bit = match Milestone::of(field) {
            Some(milestone) => 1 << milestone.index(),
            None if field == FIRST_CONTACT => UNREAD_CONTACT,
            None => return,
        };
        let own: BTreeSet<usize> = rows.iter().copied().collect();
        let bits = |row: usize| if own.contains(&row) { bit } else { 0 };
        self.add_unread(&(0..own.last().map_or(0, |last| last + 1)).map(bits).collect::<Vec<_>>());
    }

    /// Adds the bits of days that cannot be read.
    pub fn add_unread(&mut self, more: &[u16]) {
        self.unread.resize(self.unread.len().max(more.len()), 0);
        self.unread.iter_mut().zip(more).for_each(|(own, more)| *own |= more);
    }

    /// True when a row names a day for a milestone that cannot be read.
    pub fn is_unread(&self, row: usize, milestone: Milestone) -> bool {
        self.unread.get(row).is_some_and(|bits| bits & (1 << milestone.index()) != 0)
    }

    /// True when a row names a day of its first contact that cannot be read.
    pub fn has_unread_contact(&self, row: usize) -> bool {
        self.unread.get(row).is_some_and(|bits| bits & UNREAD_CONTACT != 0)
    }

    /// Takes a row's date of a milestone away: another stands for it.
    pub fn forget_date(&mut self, row: usize, milestone: Milestone) {
        let date = self.dates.get_mut(milestone.word()).and_then(|dates| dates.get_mut(row));
        date.into_iter().for_each(|date| *date = None);
        let bits = self.observed.get_mut(row);
        bits.into_iter().for_each(|bits| *bits &= !(1 << milestone.index()));
    }

    /// Notes what became of a row: used, merged, superseded or set aside.
    pub fn mark(&mut self, row: usize, fate: Fate) {
        if let Some(slot) = self.fate.get_mut(row) {
            *slot = fate;
        }
    }

    /// Adds the rows of another frame; columns only one of them has are absent in the other's rows.
    pub fn append(&mut self, other: Self) {
        if self.len() == 0 {
            *self = other;
            return;
        }
        let (mine, theirs) = (self.len(), other.len());
        append_columns(&mut self.texts, other.texts, mine, theirs, absent_texts, |column, more| {
            column.append(&more);
        });
        append_columns(
            &mut self.words,
            other.words,
            mine,
            theirs,
            WordColumn::absent,
            |column, more| column.append(&more),
        );
        append_columns(
            &mut self.dates,
            other.dates,
            mine,
            theirs,
            |rows| vec![None; rows],
            Vec::extend,
        );
        append_columns(
            &mut self.numbers,
            other.numbers,
            mine,
            theirs,
            |rows| vec![None; rows],
            Vec::extend,
        );
        self.origin.extend(other.origin);
        self.fate.extend(other.fate);
        self.is_future.extend(other.is_future);
        self.is_orphan.extend(other.is_orphan);
        self.has_made_id.extend(other.has_made_id);
        self.incomplete.extend(other.incomplete);
        self.qualified.extend(other.qualified);
        self.observed.resize(mine, 0);
        self.observed.extend(other.observed);
        self.observed.resize(mine + theirs, 0);
        self.unread.resize(mine, 0);
        self.unread.extend(other.unread);
    }
}

fn absent_texts(rows: usize) -> TextColumn {
    let mut column = TextColumn::default();
    (0..rows).for_each(|_| column.push(None));
    column
}

fn append_columns<C>(
    mine: &mut BTreeMap<String, C>,
    mut theirs: BTreeMap<String, C>,
    my_rows: usize,
    their_rows: usize,
    absent: impl Fn(usize) -> C,
    join: impl Fn(&mut C, C),
) {
    for (field, column) in mine.iter_mut() {
        join(column, theirs.remove(field).unwrap_or_else(|| absent(their_rows)));
    }
    for (field, column) in theirs {
        let mut whole = absent(my_rows);
        join(&mut whole, column);
        mine.insert(field, whole);
    }
}

/// The members of an enumeration that a frame's canonical words of a field name, row by row.
pub fn members<T: Copy>(
    frame: &Frame,
    field: &str,
    of: impl Fn(&str) -> Option<T>,
) -> Vec<Option<T>> {
    let Some(column) = frame.words.get(&canonical_name(field)) else {
        return vec![None; frame.len()];
    };
    let known: Vec<Option<T>> = column.spellings().iter().map(|word| of(word)).collect();
    column
        .codes()
        .iter()
        .map(|code| (*code as usize).checked_sub(1).and_then(|at| known.get(at)).copied().flatten())
        .collect()
}

/// The name under which a frame keeps the canonical words of a field.
pub fn canonical_name(field: &str) -> String {
    format!("={field}")
}
