//! Stage memory at work: a row in a stage without that stage's date gets the day on which a look saw it come there from elsewhere, or the date that an
//! earlier export told. What was there already when the row was first seen has no date, only a day by which it was so.

use std::collections::{BTreeSet, HashSet};

use crate::model::agreement::Agreement;
use crate::model::column::WordColumn;
use crate::model::fold::fold;
use crate::model::memory::{
    Cell, FIELDS, Look, Said, Sightings, StageMemory, Stay, hash, is_older,
};
use crate::model::moment::{Instant, Moment, Precision};
use crate::model::words::{DealStatus, Milestone, Table};
use crate::model::zone::Day;

use super::deals::Standings;
use super::episodes::Episodes;
use super::frame::{self, Frame, Origin};
use super::tables::{self, DealBook, Tables};
use super::{fields, openings};

/// Fills the dates that earlier runs, or this one, saw begin; returns what is seen for the first time. `looks` stand in the order of
/// the agreement's sources; sources without a readable file have none.
pub fn apply(
    agreement: &Agreement,
    tables: &mut Tables,
    memory: &StageMemory,
    looks: &[Option<Look>],
    now: Instant,
) -> Sightings {
    let mut seen = Sightings::default();
    for look in looks.iter().flatten().filter(|look| !is_older(memory, look)) {
        seen.looked.push((look.source.clone(), look.day));
    }
    let of_leads = frame::members(&tables.leads, "stage", Milestone::of);
    let words = openings::Words::of(agreement, tables, Table::Deals);
    let of_deals = ends(&tables.deals, words.tell_decisions());
    let steps =
        tables::STEPS.iter().filter(|step| **step == Milestone::Accepted || words.has(**step));
    let told = steps.filter(|_| words.tell_decisions());
    tables.mapped.extend(told.map(|step| (Table::Deals, step.word().to_owned())));
    let mut watch = Watch { agreement, memory, looks, now, seen };
    let filled = watch.fill(&mut tables.leads, &of_leads);
    watch.fill(&mut tables.deals, &of_deals);
    // A stage that now has dates needs no stand-in.
    let own = [Milestone::Accepted, Milestone::Rejected]
        .into_iter()
        .filter(|milestone| filled & bit(*milestone) != 0);
    tables.mapped.extend(own.map(|milestone| (Table::Leads, milestone.word().to_owned())));
    watch.seen.stays.sort_unstable();
    watch.seen.stays.dedup_by_key(|(stay, _)| *stay);
    watch.seen.said.sort_unstable();
    watch.seen.said.dedup_by_key(|(cell, _)| *cell);
    watch.seen
}

/// Won and lost deals, and those that stand behind a decision where stages tell it; other stages say nothing of the lead.
fn ends(deals: &Frame, tell_decisions: bool) -> Vec<Option<Milestone>> {
    let standings = Standings::of(deals);
    let step = |row: usize| {
        standings.stage(deals, row).filter(|step| tell_decisions && tables::STEPS.contains(step))
    };
    let end = |row: usize| match standings.at(deals, row) {
        DealStatus::Won => Some(Milestone::Won),
        DealStatus::Lost => Some(Milestone::Lost),
        DealStatus::Open => step(row),
    };
    (0..deals.len()).map(end).collect()
}

/// Leads with a stage, of their own or of their newest deal, that says that sales were already in touch with them.
pub fn contacted(tables: &Tables, episodes: &Episodes, book: &DealBook) -> Vec<bool> {
    let is_marked = |frame: &Frame, row: usize| frame.number(fields::CONTACTED, row).is_some();
    let by_deal = |episode: usize| {
        let deals = book.of_lead.get(&u32::try_from(episode).ok()?)?;
        deals.newest.filter(|row| is_marked(&tables.deals, *row))
    };
    let is_it = |episode: usize| {
        let mut rows = episodes.rows_of(episode).iter();
        rows.any(|row| is_marked(&tables.leads, *row as usize)) || by_deal(episode).is_some()
    };
    (0..episodes.len()).map(is_it).collect()
}

struct Watch<'a> {
    agreement: &'a Agreement,
    memory: &'a StageMemory,
    looks: &'a [Option<Look>],
    /// The instant that the report is of: what was first seen on a later day was so by then on a day that nobody knows.
    now: Instant,
    seen: Sightings,
}

impl<'a> Watch<'a> {
    /// Dates of a frame's rows; returns a bit per milestone that got one.
    fn fill(&mut self, frame: &mut Frame, stages: &[Option<Milestone>]) -> u16 {
        let mut filled = 0;
        frame.observed.resize(frame.len(), 0);
        let cells = Cells::of(frame);
        if stages.iter().all(Option::is_none) && cells.tell.iter().all(HashSet::is_empty) {
            return filled;
        }
        let strangers = self.strangers(frame, &cells);
        for (row, stage) in stages.iter().enumerate() {
            let Some(mut sight) = self.row(frame, &cells, row).filter(|_| frame.is_live(row))
            else {
                continue;
            };
            if frame.origin.get(row).is_some_and(|origin| strangers.contains(&origin.source)) {
                sight.begun = None;
            }
            for milestone in stage.iter().flat_map(|stage| passed(*stage)) {
                if let Some(at) = frame.date(milestone.word(), row) {
                    self.keep(&sight, milestone, at, Some(milestone) == *stage);
                    continue;
                }
                let day = self.day(&sight, milestone, Some(milestone) == *stage);
                match day.map(|day| (day, self.agreement.zone.start_of(day))) {
                    Some((_, at)) if at <= self.now => {
                        frame.observe(row, milestone, Moment::new(at, Precision::Day));
                        filled |= bit(milestone);
                    }
                    later if KEPT.contains(&milestone) => {
                        let now = stage.unwrap_or(milestone);
                        let by = later.map_or_else(|| self.by(&sight, now), |(day, _)| day);
                        frame.seen_by.insert((row, milestone), by);
                    }
                    _ => {}
                }
            }
            self.note(&sight);
        }
        filled
    }

    /// Sources whose rows are called by what names them and of which no row is known so: they were called otherwise at the last look, and what
    /// began since is not told by it.
    fn strangers(&self, frame: &Frame, cells: &Cells) -> BTreeSet<u16> {
        let is_known = |row: &Row| {
            let cell = |field| Cell { row: row.hash, field };
            FIELDS.into_iter().any(|field| self.memory.said.contains_key(&cell(field)))
        };
        let (mut all, mut known) = (BTreeSet::new(), BTreeSet::new());
        for (row, origin) in frame.origin.iter().enumerate() {
            let is_made = frame.has_made_id.get(row) == Some(&true);
            if !is_made || known.contains(&origin.source) {
                continue;
            }
            all.insert(origin.source);
            if self.row(frame, cells, row).is_some_and(|row| is_known(&row)) {
                known.insert(origin.source);
            }
        }
        all.retain(|source| !known.contains(source));
        all
    }

    /// A row as this run and the ones before see it; nothing of a row without id, or of a source that cannot be looked at.
    fn row(&self, frame: &Frame, cells: &Cells, row: usize) -> Option<Row<'a>> {
        let origin = frame.origin.get(row)?;
        let look = self.looks.get(usize::from(origin.source))?.as_ref()?;
        let hash = hash([&self.agreement.name, &look.source, frame.text("id", row)?]);
        let begun = BEGINNINGS.iter().find_map(|field| frame.date(field, row));
        let said = cells.of_row(*origin, row);
        let told = cells.told.each_ref().map(|own| own.get(row).copied().flatten());
        let begun = begun.map(|at| self.agreement.zone.day(at));
        Some(Row { hash, look, begun, said, told })
    }

    /// The day a stay began: as it is remembered, else today where this run is the first to see it of a row that stood elsewhere at the last look,
    /// or that was not there yet. What is seen now for the first time is noted.
    fn day(&mut self, row: &Row, milestone: Milestone, is_now: bool) -> Option<Day> {
        let stay = Stay { row: row.hash, milestone };
        if let Some(known) = self.memory.stays.get(&stay) {
            return *known;
        }
        if !is_now || is_older(self.memory, row.look) {
            return None;
        }
        let has_moved = self.last(row, milestone).is_some_and(|(_, is_same)| !is_same);
        let day = (has_moved || self.is_new(row)).then_some(row.look.day);
        self.seen.stays.push((stay, day));
        day
    }

    /// A row that began after the source was last looked at.
    fn is_new(&self, row: &Row) -> bool {
        let last = self.memory.looked.get(&row.look.source).map(|looked| looked.last);
        let is_since = |begun: Day| last.is_some_and(|last| (last..=row.look.day).contains(&begun));
        row.begun.is_some_and(is_since)
    }

    /// What the cell that tells a milestone said last, and whether it says the same now; nothing where nobody looked at it yet.
    fn last(&self, row: &Row, milestone: Milestone) -> Option<(Said, bool)> {
        let at = row.told.iter().position(|told| *told == Some(milestone))?;
        let cell = Cell { row: row.hash, field: FIELDS.get(at)? };
        let last = *self.memory.said.get(&cell)?;
        Some((last, row.said.get(at).copied().flatten()? == last.word))
    }

    /// The day by which a row was in a stage of unknown beginning.
    fn by(&self, row: &Row, milestone: Milestone) -> Day {
        let is_known = self.memory.stays.contains_key(&Stay { row: row.hash, milestone });
        let first = self.memory.looked.get(&row.look.source).map(|looked| looked.first);
        match self.last(row, milestone) {
            Some((last, true)) => last.since,
            None if is_known => first.unwrap_or(row.look.day),
            _ => row.look.day,
        }
    }

    /// Keeps the day that the row itself tells: it stands in where a later export tells none.
    fn keep(&mut self, row: &Row, milestone: Milestone, at: Moment, is_now: bool) {
        let (stay, day) = (Stay { row: row.hash, milestone }, self.agreement.zone.day(at));
        let is_known = self.memory.stays.get(&stay) == Some(&Some(day));
        if is_now && !is_known && day <= row.look.day && !is_older(self.memory, row.look) {
            self.seen.stays.push((stay, Some(day)));
        }
    }

    /// Keeps what the row's cells say, where it differs from what they said last.
    fn note(&mut self, row: &Row) {
        if is_older(self.memory, row.look) {
            return;
        }
        for (field, word) in FIELDS.into_iter().zip(row.said) {
            let cell = Cell { row: row.hash, field };
            let is_known = |word| self.memory.said.get(&cell).is_some_and(|last| last.word == word);
            let new = word.filter(|word| !is_known(*word));
            self.seen.said.extend(new.map(|word| (cell, Said { word, since: row.look.day })));
        }
    }
}

/// Steps of which the day by which they were taken counts where nothing tells their own.
const KEPT: [Milestone; 2] = [Milestone::Delivered, Milestone::Won];

/// The dates from which on a row can have been anywhere, the earliest step first.
const BEGINNINGS: [&str; 3] = ["created", "mql", "delivered"];

/// A row as it is looked at.
struct Row<'a> {
    /// Agreement, source and id as one number.
    hash: i64,
    /// Its source as it is looked at.
    look: &'a Look,
    /// The local day on which it began.
    begun: Option<Day>,
    /// The word of each of its cells that tell how it stands; nothing where the file has no such column.
    said: [Option<i64>; 3],
    /// What each of them means.
    told: [Option<Milestone>; 3],
}

/// The words of the columns that tell how rows stand, as numbers.
struct Cells {
    /// Of each field the word of every row; 0 is the empty cell.
    words: [Vec<i64>; 3],
    /// What each of them means.
    told: [Vec<Option<Milestone>>; 3],
    /// Source and file of the rows in which a column says anything: an empty column is as good as none.
    tell: [HashSet<(u16, u16)>; 3],
}

impl Cells {
    fn of(frame: &Frame) -> Self {
        let words = FIELDS.map(|field| frame.words.get(field).map(numbers).unwrap_or_default());
        let tell = words.each_ref().map(|own| {
            let rows = own.iter().zip(&frame.origin).filter(|(word, _)| **word != 0);
            rows.map(|(_, origin)| (origin.source, origin.file)).collect()
        });
        let told = FIELDS.map(|field| frame::members(frame, field, Milestone::of));
        Self { words, told, tell }
    }

    fn of_row(&self, origin: Origin, row: usize) -> [Option<i64>; 3] {
        let place = (origin.source, origin.file);
        let mut own = self.words.iter().zip(&self.tell);
        [(); 3].map(|()| {
            let (words, tell) = own.next()?;
            words.get(row).copied().filter(|_| tell.contains(&place))
        })
    }
}

/// The words of a column's rows as numbers: one spelling has one number, however it is written.
fn numbers(column: &WordColumn) -> Vec<i64> {
    // Of a word that is there, never the number of the empty cell.
    let number = |word: &String| match hash([&fold(word), "", ""]) {
        0 => 1,
        own => own,
    };
    let known: Vec<i64> = column.spellings().iter().map(number).collect();
    let of = |code: &u32| (*code as usize).checked_sub(1).and_then(|at| known.get(at)).copied();
    column.codes().iter().map(|code| of(code).unwrap_or(0)).collect()
}

/// The stage and, on the ladder, the steps before it: what was seen of them stands while the row is no further back.
fn passed(stage: Milestone) -> impl Iterator<Item = Milestone> {
    let steps = Milestone::LADDER.iter().position(|step| *step == stage);
    let before = Milestone::LADDER.iter().copied().take(steps.unwrap_or(Milestone::LADDER.len()));
    before.chain([stage])
}

fn bit(milestone: Milestone) -> u16 {
    1 << milestone.index()
}
