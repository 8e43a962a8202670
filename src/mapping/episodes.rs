//! Hand-off episodes: a person's rows delivered within `re-entry` of the first delivery are one (`DEFINITIONS.md` §2).

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::model::agreement::Agreement;
use crate::model::moment::{Instant, Moment, Precision};
use crate::model::words::Milestone;
use crate::model::zone::Zone;

use super::frame::{Fate, Frame};
use super::people::People;
use super::tables::DealBook;

/// The rows of each episode and each person's episodes, in order of delivery.
#[derive(Clone, Debug, Default)]
pub struct Episodes {
    /// Rows of all episodes one after the other; within an episode in order of time.
    pub rows: Vec<u32>,
    /// Episode `i` holds `rows[start[i]..start[i + 1]]`.
    pub start: Vec<u32>,
    /// Person of each episode.
    pub person: Vec<u32>,
    /// First delivery of each episode.
    pub delivered: Vec<Option<Moment>>,
    /// Person `p` has the episodes `first_of[p]..first_of[p + 1]`.
    pub first_of: Vec<u32>,
    /// Episode of each row; `u32::MAX` for rows of none.
    pub of_row: Vec<u32>,
}

/// Groups the live rows of `leads`; rows beyond an episode's first are marked as merged.
pub fn group(
    agreement: &Agreement,
    leads: &mut Frame,
    people: &People,
    lead_rows: usize,
) -> Episodes {
    let mut order: Vec<u32> = (0..u32::try_from(leads.len()).unwrap_or(u32::MAX))
        .filter(|row| leads.is_live(*row as usize))
        .collect();
    let person = |row: u32| people.of_row.get(row as usize).copied().unwrap_or(u32::MAX);
    order.sort_by_key(|row| person(*row));
    let mut episodes = Episodes::with_room(leads.len(), order.len());
    let mut rest = order.as_mut_slice();
    while let Some(first) = rest.first().copied() {
        let own = person(first);
        let count = rest.iter().take_while(|row| person(**row) == own).count();
        let (mine, others) = std::mem::take(&mut rest).split_at_mut(count);
        while episodes.first_of.len() <= own as usize {
            episodes.first_of.push(u32::try_from(episodes.person.len()).unwrap_or(u32::MAX));
        }
        let only_delivers = mine.iter().any(|row| *row as usize >= lead_rows);
        let rule =
            Rule { agreement, joins_undelivered: agreement.re_entry != Some(0) || only_delivers };
        episodes.add_person(rule, leads, own, mine);
        rest = others;
    }
    while episodes.first_of.len() <= people.count {
        episodes.first_of.push(u32::try_from(episodes.person.len()).unwrap_or(u32::MAX));
    }
    episodes.start.push(u32::try_from(episodes.rows.len()).unwrap_or(u32::MAX));
    episodes.mark_merged(leads);
    episodes
}

impl DealBook {
    /// Each of its rows, and the person of its lead.
    pub fn persons(&self, episodes: &Episodes) -> impl Iterator<Item = (usize, Option<u32>)> {
        let person = |lead: u32| episodes.person.get(lead as usize).copied();
        self.rows.iter().copied().zip(self.lead.iter().map(move |lead| lead.and_then(person)))
    }
}

impl Episodes {
    /// No episode yet, with room for so many rows: lists that grow are moved.
    fn with_room(rows: usize, live: usize) -> Self {
        Self {
            rows: Vec::with_capacity(live),
            start: Vec::with_capacity(live + 1),
            person: Vec::with_capacity(live),
            delivered: Vec::with_capacity(live),
            first_of: Vec::with_capacity(live + 1),
            of_row: vec![u32::MAX; rows],
        }
    }

    /// Number of hand-off episodes, of all persons together.
    pub fn len(&self) -> usize {
        self.person.len()
    }

    /// The rows of an episode.
    pub fn rows_of(&self, episode: usize) -> &[u32] {
        let at = |i: usize| self.start.get(i).map_or(self.rows.len(), |row| *row as usize);
        self.rows.get(at(episode)..at(episode + 1)).unwrap_or_default()
    }

    /// The episodes as they were known at an instant: what was delivered later had not been. A day without time of
    /// day would else be of the lead that the same person became that evening, after the file was written.
    pub fn known_at(&self, instant: Option<Instant>) -> Cow<'_, Self> {
        let is_later = |at: &Option<Moment>| at.zip(instant).is_some_and(|(at, end)| at.at() > end);
        if !self.delivered.iter().any(is_later) {
            return Cow::Borrowed(self);
        }
        let delivered = self.delivered.iter().map(|at| at.filter(|_| !is_later(at))).collect();
        Cow::Owned(Self { delivered, ..self.clone() })
    }

    /// The episodes of a person.
    pub fn of_person(&self, person: u32) -> std::ops::Range<usize> {
        let at = |i: usize| self.first_of.get(i).map_or(self.len(), |episode| *episode as usize);
        at(person as usize)..at(person as usize + 1)
    }

    fn add_person(&mut self, rule: Rule, leads: &Frame, person: u32, rows: &mut [u32]) {
        if rows.len() == 1 {
            return self.add(leads, person, rows);
        }
        rows.sort_by(|a, b| by_time(leads, *a as usize, *b as usize));
        let mut own = split(rule, leads, rows);
        own.sort_by(|a, b| {
            first_delivery(leads, a)
                .map(Moment::at)
                .cmp(&first_delivery(leads, b).map(Moment::at))
                .then_with(|| id_order(leads, a, b))
        });
        own.iter().for_each(|rows| self.add(leads, person, rows));
    }

    fn add(&mut self, leads: &Frame, person: u32, rows: &[u32]) {
        let number = u32::try_from(self.person.len()).unwrap_or(u32::MAX);
        self.start.push(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.person.push(person);
        self.delivered.push(first_delivery(leads, rows));
        self.rows.extend_from_slice(rows);
        for row in rows {
            self.of_row.get_mut(*row as usize).into_iter().for_each(|slot| *slot = number);
        }
    }

    /// Of an episode's rows the first is used; the others, unless they are no rows of a file, are merged.
    fn mark_merged(&self, leads: &mut Frame) {
        for episode in 0..self.len() {
            for row in self.rows_of(episode).iter().skip(1) {
                leads.mark(*row as usize, Fate::Merged);
            }
        }
    }

    /// Of the person's episodes that `may_be` admits, the latest delivered at or before `at` (equal: the greater id), else the first one; the flag tells which.
    pub fn at(
        &self,
        zone: &Zone,
        person: u32,
        at: Option<Moment>,
        may_be: impl Fn(usize) -> bool,
    ) -> Option<(usize, bool)> {
        let own = self.of_person(person).filter(|episode| may_be(*episode));
        let is_open = |episode: &usize| match (self.delivered.get(*episode).copied().flatten(), at)
        {
            (Some(delivered), Some(at)) => !zone.before(at, delivered),
            _ => false,
        };
        own.clone()
            .rev()
            .find(is_open)
            .map(|episode| (episode, true))
            .or_else(|| own.clone().next().map(|episode| (episode, false)))
    }
}

/// How a person's rows are put together.
#[derive(Clone, Copy)]
struct Rule<'a> {
    agreement: &'a Agreement,
    /// A row without delivery joins an episode instead of being one.
    joins_undelivered: bool,
}

/// A person's rows, in order of time, as lists of one episode each.
fn split(rule: Rule, leads: &Frame, rows: &[u32]) -> Vec<Vec<u32>> {
    let agreement = rule.agreement;
    let delivered = |row: u32| leads.date("delivered", row as usize);
    let mut own: Vec<Vec<u32>> = Vec::new();
    for row in rows.iter().copied().filter(|row| delivered(*row).is_some()) {
        let opened =
            own.last().and_then(|episode| episode.first()).and_then(|first| delivered(*first));
        match (opened, delivered(row), own.last_mut()) {
            (Some(start), Some(at), Some(episode)) if is_within(agreement, start, at) => {
                episode.push(row);
            }
            _ => own.push(vec![row]),
        }
    }
    for row in rows.iter().copied().filter(|row| delivered(*row).is_none()) {
        if !rule.joins_undelivered {
            own.push(vec![row]);
            continue;
        }
        let created = leads.date("created", row as usize);
        let is_open = |episode: &Vec<u32>| {
            let start = episode.first().and_then(|first| delivered(*first));
            matches!((start, created), (Some(start), Some(at)) if !agreement.zone.before(at, start) && is_within(agreement, start, at))
        };
        let open = own.iter().rposition(is_open).unwrap_or(0);
        match own.get_mut(open) {
            Some(episode) => episode.push(row),
            None => own.push(vec![row]),
        }
    }
    own.iter_mut()
        .for_each(|episode| episode.sort_by(|a, b| by_time(leads, *a as usize, *b as usize)));
    own
}

/// Within `re-entry` of the first delivery: at most so many calendar days later by the local clock, whatever a clock change adds or takes in between;
/// compared as exactly as the coarser of the two is known.
fn is_within(agreement: &Agreement, start: Moment, at: Moment) -> bool {
    let Some(limit) = agreement.re_entry else { return true };
    if limit == 0 {
        return false;
    }
    let zone = &agreement.zone;
    let step = |moment: Moment| match start.precision().max(at.precision()) {
        Precision::Day => i64::from(zone.day(moment).0) * 86_400,
        Precision::Minute => local(zone, moment).div_euclid(60) * 60,
        Precision::Second => local(zone, moment),
    };
    step(at) - step(start) <= limit
}

/// Seconds of the local clock.
fn local(zone: &Zone, moment: Moment) -> i64 {
    zone.local(moment.at()).and_utc().timestamp()
}

fn first_delivery(leads: &Frame, rows: &[u32]) -> Option<Moment> {
    rows.iter().filter_map(|row| leads.date("delivered", *row as usize)).min_by_key(|at| at.at())
}

fn id_order(leads: &Frame, a: &[u32], b: &[u32]) -> Ordering {
    let id = |rows: &[u32]| {
        rows.first().and_then(|row| leads.text("id", *row as usize)).map(str::to_owned)
    };
    id(a).cmp(&id(b))
}

/// Order of two rows of one person: by delivery, else creation; equal ones by id, by their other dates in the order of the ladder, at last by what
/// they say, so that the order of rows in a file never matters.
fn by_time(leads: &Frame, a: usize, b: usize) -> Ordering {
    let when = |row: usize| {
        leads
            .date("delivered", row)
            .or_else(|| leads.date("created", row))
            .map_or(Instant::LATEST, Moment::at)
    };
    when(a).cmp(&when(b)).then_with(|| by_content(leads, a, b))
}

fn by_content(leads: &Frame, a: usize, b: usize) -> Ordering {
    let texts = |row: usize| {
        leads
            .texts
            .values()
            .map(move |column| column.get(row).map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let words = |row: usize| {
        leads
            .words
            .values()
            .map(move |column| column.word(row).map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let dates = |row: usize| {
        Milestone::ALL
            .iter()
            .map(move |m| leads.date(m.word(), row).map(Moment::at))
            .collect::<Vec<_>>()
    };
    let id = |row: usize| leads.text("id", row).map(str::to_owned);
    id(a)
        .cmp(&id(b))
        .then_with(|| dates(a).cmp(&dates(b)))
        .then_with(|| texts(a).cmp(&texts(b)))
        .then_with(|| words(a).cmp(&words(b)))
}
