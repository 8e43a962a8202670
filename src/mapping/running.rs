//! Ids that number the rows of a sheet instead of naming who stands in them (`DEFINITIONS.md` §2, *Who is the same person*).

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::model::memory::{self, Look, StageMemory};
use crate::model::moment::Moment;
use crate::model::words::Table;

use super::frame::Frame;
use super::switchboards;

/// So many ids of a source are looked at: which, their hashes say, so that the order of rows never matters.
const SAMPLE: usize = 500;

/// An id in more rows than this is judged by how many people carry it.
const MOST_ROWS: usize = 8;

/// Fewer ids of different people may each be a mistake of somebody's.
const FEWEST: usize = 2;

/// Of ids in several rows of one look so may ids whose rows are a smaller part of every file than one in so many.
const ONE_IN: usize = 10;

/// Numbers of rows are not above so many times the number of rows, however many of these were taken out.
const SPARSEST: usize = 10;

/// The kind under which it is remembered that the ids of a source number its rows.
const NUMBERED: i64 = -1;

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
pub type Whose = Vec<(i64, Signs)>;
type Signs = Vec<(i64, i64)>;

/// The rows of sources whose ids are running numbers: of the ids that stand in several rows, most stand there for different people, deals or
/// activities, as where each monthly sheet counts from 1; or ids changed hands since an earlier look, as where a row is put on top. Of the other
/// sources whose the ids are.
pub fn rows(frame: &Frame, table: Table, past: Past) -> (BTreeSet<usize>, Whose) {
    let mut of_source: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    let ids = frame.texts.get("id");
    let is_own = |row: &usize| {
        ids.is_some_and(|ids| ids.get(*row).is_some())
            && frame.is_live(*row)
            && frame.has_made_id.get(*row) != Some(&true)
    };
    for row in (0..frame.len()).filter(is_own) {
        let source = frame.origin.get(row).map_or(0, |origin| origin.source);
        of_source.entry(source).or_default().push(row);
    }
    let (mut found, mut whose) = (BTreeSet::new(), Whose::new());
    for (source, rows) in of_source {
        if are_running(frame, table, &rows) {
            found.extend(rows);
            continue;
        }
        let Some(look) = past.look(table, source).filter(|_| may_count(frame, &rows)) else {
            continue;
        };
        let mut now = past.whose(frame, table, look, &rows);
        if past.is_renumbered(look, &now) {
            found.extend(rows);
            now = vec![(past.hash(look, ""), vec![(NUMBERED, 0)])];
        }
        let is_new = |own: &(i64, Vec<_>)| past.memory.whose.get(&own.0) != Some(&own.1);
        let is_kept = !memory::is_older(past.memory, look);
        whose.extend(now.into_iter().filter(|own| is_kept && is_new(own)));
    }
    (found, whose)
}

impl<'a> Past<'a> {
    /// A source as it is looked at, of a table whose rows are remembered.
    fn look(self, table: Table, source: u16) -> Option<&'a Look> {
        let is_kept = matches!(table, Table::Leads | Table::Deals);
        self.looks.get(usize::from(source))?.as_ref().filter(|_| is_kept)
    }

    /// What is remembered in the place of a text of a source.
    fn hash(self, look: &Look, text: &str) -> i64 {
        memory::hash([self.agreement, &look.source, text])
    }

    /// Whose the ids are that have the smallest hashes.
    fn whose(self, frame: &Frame, table: Table, look: &Look, rows: &[usize]) -> Whose {
        let ids = frame.texts.get("id");
        let id = |row: usize| ids.and_then(|ids| ids.get(row)).unwrap_or_default();
        let hash = |row: usize| xxh3_64(id(row).as_bytes());
        let mut sample: BTreeSet<u64> = BTreeSet::new();
        for hash in rows.iter().map(|row| hash(*row)) {
            if sample.len() < SAMPLE || sample.last().is_some_and(|last| hash < *last) {
                sample.insert(hash);
            }
            if sample.len() > SAMPLE {
                sample.pop_last();
            }
        }
        let last = sample.last().copied().unwrap_or_default();
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in rows.iter().filter(|row| hash(**row) <= last) {
            groups.entry(id(*row)).or_default().push(*row);
        }
        let signs = |rows: Vec<usize>| {
            let own = rows.into_iter().flat_map(|row| (0..).zip(said(frame, table, row)));
            let signs = own.flat_map(|(kind, (_, said))| {
                said.texts().into_iter().map(move |text| (kind, self.hash(look, &text)))
            });
            signs.collect::<BTreeSet<_>>().into_iter().collect()
        };
        let few = groups.into_iter().filter(|(_, rows)| rows.len() <= MOST_ROWS);
        few.map(|(id, rows)| (self.hash(look, id), signs(rows))).collect()
    }

    /// Whether ids changed hands at any look: whoever an id was stands now under another, which was somebody else's, and no longer under it. What
    /// was corrected or written over stands nowhere else.
    fn is_renumbered(self, look: &Look, now: &Whose) -> bool {
        let then = |id: i64| self.memory.whose.get(&id);
        let changed_hands = |(id, own): &&(i64, Signs)| {
            let Some(was) = then(*id).filter(|was| !says(own, was)) else { return false };
            now.iter().any(|(other, own)| {
                says(own, was) && then(*other).is_some_and(|before| !says(before, was))
            })
        };
        then(self.hash(look, "")).is_some()
            || now.iter().filter(changed_hands).take(FEWEST).count() == FEWEST
    }
}

/// Of each kind that was said then, something is said.
fn says(own: &Signs, then: &Signs) -> bool {
    then.chunk_by(|one, other| one.0 == other.0)
        .all(|kind| kind.iter().any(|sign| own.contains(sign)))
}

/// The number at the end of an id: `12`, `N-0012`.
fn number(id: &str) -> Option<i64> {
    id.get(id.trim_end_matches(|c: char| c.is_ascii_digit()).len()..)?.parse().ok()
}

/// Most ids are numbers as small as those of rows; a tool's own are longer, or codes.
fn may_count(frame: &Frame, rows: &[usize]) -> bool {
    let most = i64::try_from(rows.len() * SPARSEST).unwrap_or(i64::MAX);
    let Some(ids) = frame.texts.get("id") else { return false };
    let own = rows.iter().filter_map(|row| ids.get(*row)).filter_map(number);
    let small = own.filter(|own| *own <= most);
    small.count() * 2 > rows.len()
}

fn are_running(frame: &Frame, table: Table, rows: &[usize]) -> bool {
    let ids = frame.texts.get("id");
    let id = |row: &usize| ids.and_then(|ids| ids.get(*row)).unwrap_or_default();
    let repeated: Vec<u64> = frequent(rows.iter().map(id), 1).collect();
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
fn two_differ(one: &[(u8, Said)], other: &[(u8, Said)]) -> Option<bool> {
    let mut levels: BTreeMap<u8, bool> = BTreeMap::new();
    for ((level, one), (_, other)) in one.iter().zip(other) {
        if let Some(is_same) = one.is_same(other) {
            *levels.entry(*level).or_default() |= is_same;
        }
    }
    levels.into_values().next().map(|is_same| !is_same)
}

/// What a row says of one kind.
enum Said {
    /// Addresses, numbers, a title or a day: one in common is enough.
    Keys(Vec<String>),
    /// The words of a name, of which one may be a part of the other.
    Name(Vec<String>),
}

impl Said {
    /// Nothing where one of the two says nothing.
    fn is_same(&self, other: &Self) -> Option<bool> {
        let (Self::Keys(one) | Self::Name(one), Self::Keys(two) | Self::Name(two)) = (self, other);
        let is_same = || match self {
            Self::Keys(_) => one.iter().any(|key| two.contains(key)),
            Self::Name(_) => switchboards::is_one(one, two),
        };
        (!one.is_empty() && !two.is_empty()).then(is_same)
    }

    /// What is remembered of it: each key; of a name all its words together, in whatever order they stood.
    fn texts(self) -> Vec<String> {
        match self {
            Self::Keys(keys) => keys,
            Self::Name(words) if words.is_empty() => words,
            Self::Name(mut words) => {
                words.sort_unstable();
                vec![words.join(" ")]
            }
        }
    }
}

/// What tells whose a row is, kind by kind, with how strong it is: of two kinds that of the lower number counts. A deal is told by the day it was
/// opened, for many carry one title; an activity by its lead.
fn said(frame: &Frame, table: Table, row: usize) -> Vec<(u8, Said)> {
    let keys = |field: &str| Said::Keys(frame.keys(field, row).map(str::to_owned).collect());
    // A day without time and an instant of that day may lie on two days of the world's clock.
    let days =
        |at: Moment| [0, 1].map(|more| (at.at().unix().div_euclid(86_400) + more).to_string());
    let day = |field: &str| Said::Keys(frame.date(field, row).into_iter().flat_map(days).collect());
    let name = || Said::Name(frame.text("name", row).map(switchboards::parts).unwrap_or_default());
    match table {
        Table::Deals => vec![
            (0, day("created")),
            (1, keys("title")),
            (1, keys("email")),
            (1, keys("lead")),
            (1, name()),
        ],
        Table::Activities => vec![
            (0, keys("lead")),
            (0, keys("person")),
            (0, keys("email")),
            (0, keys("phone")),
            (0, name()),
            (1, day("at")),
        ],
        _ => vec![(0, keys("email")), (0, keys("phone")), (0, name())],
    }
}

/// Counters for each key, of which some share one.
const COUNTERS: usize = 4;

/// The hashes of keys that stand in more than so many rows, in their order. Most are told at once: few others share their counter.
pub fn frequent<'a>(keys: impl Iterator<Item = &'a str>, most: usize) -> impl Iterator<Item = u64> {
    let mut hashes: Vec<u64> = keys.map(|key| xxh3_64(key.as_bytes())).collect();
    let mut counters = vec![0_u8; hashes.len() * COUNTERS];
    let room = counters.len() as u64;
    let place = |hash: u64| usize::try_from(((hash >> 32) * room) >> 32).unwrap_or(0);
    for hash in &hashes {
        counters.get_mut(place(*hash)).into_iter().for_each(|own| *own = own.saturating_add(1));
    }
    let may_be =
        |hash: &u64| counters.get(place(*hash)).is_some_and(|own| usize::from(*own) > most);
    hashes.retain(may_be);
    hashes.sort_unstable();
    let runs: Vec<u64> = hashes
        .chunk_by(|one, other| one == other)
        .filter(|run| run.len() > most)
        .filter_map(|run| run.first().copied())
        .collect();
    runs.into_iter()
}
