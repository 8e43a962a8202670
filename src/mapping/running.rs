//! Ids that number the rows of a sheet instead of naming who stands in them (`DEFINITIONS.md` §2, *Who is the same person*).

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::model::memory::StageMemory;
use crate::model::moment::Moment;
use crate::model::words::Table;

use super::crowds;
use super::frame::Frame;
use super::stages::{self, Look};
use super::switchboards;

/// So many ids of a source are looked at: which, their hashes say, so that the order of rows never matters.
const SAMPLE: usize = 500;

/// An id in more rows than this is judged by how many people carry it.
const MOST_ROWS: usize = 8;

/// Fewer ids of different people may each be a mistake of somebody's; so may ids whose rows are a smaller part of every file than one in so many.
const FEWEST: usize = 2;
const ONE_IN: usize = 10;

/// Numbers of rows are not above so many times the number of rows, however many of these were taken out.
const SPARSEST: usize = 10;

/// What earlier looks saw of whose the ids of each source are.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    /// The agreement's name.
    pub agreement: &'a str,
    /// What is remembered.
    pub memory: &'a StageMemory,
    /// The sources as they are looked at now, in the order of the agreement's.
    pub looks: &'a [Option<Look>],
}

/// What a look says of an id's rows, to be remembered: the row's hash, and kind and hash of each sign.
pub type Whose = Vec<(i64, Vec<(i64, i64)>)>;

/// The rows of sources whose ids are running numbers: of the ids that stand in several rows, most stand there for different people, deals or
/// activities, as where each monthly sheet counts from 1; or ids are of others than at the last look, as where a row is put on top. Of the other
/// sources whose the ids are.
pub fn rows(frame: &Frame, table: Table, past: Past) -> (BTreeSet<usize>, Whose) {
    let mut of_source: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    let is_own = |row: &usize| {
        frame.is_live(*row)
            && frame.has_made_id.get(*row) != Some(&true)
            && frame.text("id", *row).is_some()
    };
    for row in (0..frame.len()).filter(is_own) {
        let source = frame.origin.get(row).map_or(0, |origin| origin.source);
        of_source.entry(source).or_default().push(row);
    }
    let (mut found, mut whose) = (BTreeSet::new(), Whose::new());
    for (source, rows) in of_source {
        let may_count = || may_count(frame, &rows);
        let look = past.look(table, source).filter(|_| may_count());
        let seen = look.map(|look| (look, past.whose(frame, table, look, &rows)));
        let is_renumbered =
            |(look, now): &(&Look, Whose)| past.is_renumbered(look, now, frame, &rows);
        if are_running(frame, table, &rows) || seen.as_ref().is_some_and(is_renumbered) {
            found.extend(rows);
        } else if let Some((_, now)) = seen.filter(|(look, _)| !stages::is_older(past.memory, look))
        {
            let is_new = |own: &(i64, Vec<_>)| past.memory.whose.get(&own.0) != Some(&own.1);
            whose.extend(now.into_iter().filter(is_new));
        }
    }
    (found, whose)
}

impl<'a> Past<'a> {
    /// A source as it is looked at, of a table whose rows are remembered.
    fn look(self, table: Table, source: u16) -> Option<&'a Look> {
        let is_kept = matches!(table, Table::Leads | Table::Deals);
        self.looks.get(usize::from(source))?.as_ref().filter(|_| is_kept)
    }

    /// Whose some ids are now, the same at each look.
    fn whose(self, frame: &Frame, table: Table, look: &Look, rows: &[usize]) -> Whose {
        let id = |row: &usize| frame.text("id", *row).unwrap_or_default();
        let hashes: BTreeSet<u64> = rows.iter().map(|row| xxh3_64(id(row).as_bytes())).collect();
        let sample: BTreeSet<u64> = hashes.into_iter().take(SAMPLE).collect();
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in rows {
            let id = frame.text("id", *row).unwrap_or_default();
            let is_in = sample.contains(&xxh3_64(id.as_bytes()));
            is_in.then(|| groups.entry(id).or_default().push(*row));
        }
        let hash = |text: &str| stages::hash([self.agreement, &look.source, text]);
        let signs = |rows: Vec<usize>| {
            let own = rows.iter().take(MOST_ROWS).flat_map(|row| said(frame, table, *row));
            let signs = own.flat_map(|(kind, said)| said.signs(kind, hash));
            signs.collect::<BTreeSet<_>>().into_iter().collect()
        };
        groups.into_iter().map(|(id, rows)| (hash(id), signs(rows))).collect()
    }

    /// Ids of others than at the last look: a part of all that makes no mistakes of somebody's, or any where the ids count the rows.
    fn is_renumbered(self, look: &Look, now: &Whose, frame: &Frame, rows: &[usize]) -> bool {
        if !self.memory.looked.contains_key(&look.source) {
            return false;
        }
        let known = now.iter().filter_map(|(row, signs)| {
            are_apart(&kinds(self.memory.whose.get(row)?), &kinds(signs))
        });
        let known: Vec<bool> = known.collect();
        let apart = known.iter().filter(|differ| **differ).count();
        apart >= FEWEST && (apart * ONE_IN >= known.len() || count_rows(frame, rows))
    }
}

/// The number at the end of an id: `12`, `N-0012`.
fn number(frame: &Frame, row: usize) -> Option<i64> {
    let id = frame.text("id", row)?;
    id.get(id.trim_end_matches(|c: char| c.is_ascii_digit()).len()..)?.parse().ok()
}

/// Most ids are numbers as small as those of rows; a tool's own are longer, or codes.
fn may_count(frame: &Frame, rows: &[usize]) -> bool {
    let most = i64::try_from(rows.len() * SPARSEST).unwrap_or(i64::MAX);
    let small = rows.iter().filter(|row| number(frame, **row).is_some_and(|own| own <= most));
    small.count() * 2 > rows.len()
}

/// Most ids are one more, or one less, than that of the row before.
fn count_rows(frame: &Frame, rows: &[usize]) -> bool {
    let numbers: Vec<Option<i64>> = rows.iter().map(|row| number(frame, *row)).collect();
    let steps = |by: i64| {
        let is_next = |pair: &&[Option<i64>]| matches!(pair, [Some(one), Some(next)] if next.checked_sub(*one) == Some(by));
        numbers.windows(2).filter(is_next).count()
    };
    steps(1).max(steps(-1)) * 2 > numbers.len().saturating_sub(1)
}

fn are_running(frame: &Frame, table: Table, rows: &[usize]) -> bool {
    let id = |row: &usize| frame.text("id", *row).unwrap_or_default();
    let repeated: Vec<u64> = crowds::frequent(rows.iter().map(id), 1).collect();
    let sample: BTreeSet<u64> = repeated.iter().take(SAMPLE).copied().collect();
    let mut groups: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for row in rows.iter().filter(|_| !sample.is_empty()) {
        let hash = xxh3_64(id(row).as_bytes());
        let group = sample.contains(&hash).then(|| groups.entry(hash).or_default());
        group.into_iter().for_each(|group| group.push(*row));
    }
    let small = groups.values().filter(|rows| rows.len() <= MOST_ROWS);
    let told = small.filter_map(|rows| Some((rows, differ(frame, table, rows)?)));
    let (apart, same): (Vec<_>, Vec<_>) = told.partition(|(_, differ)| *differ);
    let (all, own) =
        (by_file(frame, rows), by_file(frame, apart.iter().flat_map(|(rows, _)| rows.iter())));
    // Of the ids that were not looked at as many are taken to differ.
    let is_part = |(file, own): (&u16, &usize)| {
        own * repeated.len() * ONE_IN >= all.get(file).copied().unwrap_or(0) * sample.len()
    };
    apart.len() >= FEWEST && apart.len() > same.len() && own.iter().any(is_part)
}

fn by_file<'a>(frame: &Frame, rows: impl IntoIterator<Item = &'a usize>) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let file = frame.origin.get(*row).map_or(0, |origin| origin.file);
        *counts.entry(file).or_default() += 1;
    }
    counts
}

/// Whether any two of the rows are of different people or things; nothing where none of them says enough to tell.
fn differ(frame: &Frame, table: Table, rows: &[usize]) -> Option<bool> {
    let said: Vec<_> = rows.iter().map(|row| said(frame, table, *row)).collect();
    let pairs = said.iter().enumerate().flat_map(|(at, one)| {
        said.iter().skip(at + 1).filter_map(move |other| two_differ(one, other))
    });
    pairs.max()
}

/// Of the strongest that two rows both say of themselves, nothing is the same; nothing where they say nothing both.
fn two_differ(one: &Kinds, other: &Kinds) -> Option<bool> {
    let mut levels: BTreeMap<i64, bool> = BTreeMap::new();
    for (kind, one) in one {
        if let Some(is_same) = other.get(kind).and_then(|other| one.is_same(other)) {
            *levels.entry(kind / STRONGER).or_default() |= is_same;
        }
    }
    levels.into_values().next().map(|is_same| !is_same)
}

/// Nothing that a row says now is as it was; nothing where it says nothing of the same kind. The title of a deal tells nothing beside whose it is.
fn are_apart(one: &Kinds, other: &Kinds) -> Option<bool> {
    let same = |(kind, one): (&i64, &Said)| Some((*kind, one.is_same(other.get(kind)?)?));
    let same: Vec<(i64, bool)> = one.iter().filter_map(same).collect();
    let has_people = same.iter().any(|(kind, _)| *kind > TITLE);
    let told = same.iter().filter(|(kind, _)| *kind != TITLE || !has_people);
    told.map(|(_, is_same)| !is_same).min()
}

/// What a row says, by kind; kinds of the same hundred are as strong as each other, and a lower hundred is stronger.
type Kinds = BTreeMap<i64, Said>;
const STRONGER: i64 = 100;
/// The kind that is a name: one of another kind is the same where any part of it is.
const NAME: i64 = 99;

/// The kind that is the title of a deal.
const TITLE: i64 = STRONGER;

/// What is remembered of a row, by kind.
fn kinds(signs: &[(i64, i64)]) -> Kinds {
    let mut kinds: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    signs.iter().for_each(|(kind, said)| kinds.entry(*kind).or_default().push(*said));
    let said = |(kind, own): (i64, Vec<i64>)| match kind % STRONGER {
        NAME => (kind, Said::Parts(own)),
        _ => (kind, Said::Hashes(own)),
    };
    kinds.into_iter().map(said).collect()
}

/// What a row says of one kind.
enum Said {
    /// Addresses, numbers, a title or a day: one in common is enough.
    Keys(Vec<String>),
    /// The words of a name, of which one may be a part of the other.
    Name(Vec<String>),
    /// Keys as they are remembered.
    Hashes(Vec<i64>),
    /// The words of a name as they are remembered.
    Parts(Vec<i64>),
}

impl Said {
    /// Nothing where one of the two says nothing.
    fn is_same(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Keys(one), Self::Keys(other)) => share(one, other),
            (Self::Hashes(one), Self::Hashes(other)) => share(one, other),
            (Self::Name(one), Self::Name(other)) => {
                both(one, other).map(|(one, other)| switchboards::is_one(one, other))
            }
            (Self::Parts(one), Self::Parts(other)) => both(one, other).map(|(one, other)| {
                let is_in =
                    |one: &[i64], other: &[i64]| one.iter().all(|part| other.contains(part));
                is_in(one, other) || is_in(other, one)
            }),
            _ => None,
        }
    }

    /// The same to be remembered.
    fn signs(self, kind: i64, hash: impl Fn(&str) -> i64) -> Vec<(i64, i64)> {
        let (Self::Keys(texts) | Self::Name(texts)) = self else { return Vec::new() };
        texts.iter().map(|text| (kind, hash(text))).collect()
    }
}

/// Two lists that both say something.
fn both<'l, T>(one: &'l [T], other: &'l [T]) -> Option<(&'l [T], &'l [T])> {
    (!one.is_empty() && !other.is_empty()).then_some((one, other))
}

fn share<T: PartialEq>(one: &[T], other: &[T]) -> Option<bool> {
    both(one, other).map(|(one, other)| one.iter().any(|key| other.contains(key)))
}

/// What tells whose a row is, the strongest first. A deal is told by the day it was opened, for many carry one title; an activity by its lead.
fn said(frame: &Frame, table: Table, row: usize) -> Kinds {
    let keys = |field: &str| Said::Keys(frame.keys(field, row).map(str::to_owned).collect());
    // A day without time and an instant of that day may lie on two days of the world's clock.
    let days =
        |at: Moment| [0, 1].map(|more| (at.at().unix().div_euclid(86_400) + more).to_string());
    let day = |field: &str| Said::Keys(frame.date(field, row).into_iter().flat_map(days).collect());
    let name = || Said::Name(frame.text("name", row).map(switchboards::parts).unwrap_or_default());
    let level = |level: i64, own: Vec<Said>| {
        let kind = move |(at, said): (i64, Said)| match said {
            Said::Name(_) => (level * STRONGER + NAME, said),
            _ => (level * STRONGER + at, said),
        };
        (0..).zip(own).map(kind)
    };
    match table {
        Table::Deals => {
            let others = vec![keys("title"), keys("email"), keys("lead"), name()];
            level(0, vec![day("created")]).chain(level(1, others)).collect()
        }
        Table::Activities => {
            let whose = vec![keys("lead"), keys("person"), keys("email"), keys("phone"), name()];
            level(0, whose).chain(level(1, vec![day("at")])).collect()
        }
        _ => level(0, vec![keys("email"), keys("phone"), name()]).collect(),
    }
}
