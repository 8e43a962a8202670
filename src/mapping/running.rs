//! Ids that number the rows of a sheet instead of naming who stands in them (`DEFINITIONS.md` §2, *Who is the same person*).

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::model::moment::Moment;
use crate::model::words::Table;

use super::crowds;
use super::frame::Frame;
use super::switchboards;

/// So many ids of a source are looked at: which, their hashes say, so that the order of rows never matters.
const SAMPLE: usize = 500;

/// An id in more rows than this is judged by how many people carry it.
const MOST_ROWS: usize = 8;

/// Fewer ids of different people may each be a mistake of somebody's; so may ids whose rows are a smaller part of every file than one in so many.
const FEWEST: usize = 2;
const ONE_IN: usize = 10;

/// The rows of sources whose ids are running numbers: of the ids that stand in several rows, most stand there for different people, deals or
/// activities, as where each monthly sheet counts from 1.
pub fn rows(frame: &Frame, table: Table) -> BTreeSet<usize> {
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
    of_source.into_values().filter(|rows| are_running(frame, table, rows)).flatten().collect()
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
fn two_differ(one: &[Vec<Said>], other: &[Vec<Said>]) -> Option<bool> {
    one.iter().zip(other).find_map(|(one, other)| {
        let same = one.iter().zip(other).filter_map(|(one, other)| one.is_same(other));
        same.max().map(|is_same| !is_same)
    })
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
        match (self, other) {
            (Self::Keys(one), Self::Keys(other)) | (Self::Name(one), Self::Name(other))
                if one.is_empty() || other.is_empty() =>
            {
                None
            }
            (Self::Name(one), Self::Name(other)) => Some(switchboards::is_one(one, other)),
            (Self::Keys(one), Self::Keys(other)) => Some(one.iter().any(|key| other.contains(key))),
            _ => None,
        }
    }
}

/// What tells whose a row is, the strongest first. A deal is told by the day it was opened, for many carry one title; an activity by its lead.
fn said(frame: &Frame, table: Table, row: usize) -> Vec<Vec<Said>> {
    let keys = |field: &str| Said::Keys(frame.keys(field, row).map(str::to_owned).collect());
    // A day without time and an instant of that day may lie on two days of the world's clock.
    let days =
        |at: Moment| [0, 1].map(|more| (at.at().unix().div_euclid(86_400) + more).to_string());
    let day = |field: &str| Said::Keys(frame.date(field, row).into_iter().flat_map(days).collect());
    let name = || Said::Name(frame.text("name", row).map(switchboards::parts).unwrap_or_default());
    match table {
        Table::Deals => {
            vec![vec![day("created")], vec![keys("title"), keys("email"), keys("lead"), name()]]
        }
        Table::Activities => {
            vec![
                vec![keys("lead"), keys("person"), keys("email"), keys("phone"), name()],
                vec![day("at")],
            ]
        }
        _ => vec![vec![keys("email"), keys("phone"), name()]],
    }
}
