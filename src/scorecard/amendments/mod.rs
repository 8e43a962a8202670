//! What an agreement promises beside what an earlier text of it promised. Compared is the meaning: remarks, the order of keys, another spelling of
//! a value, recipients and the look of the report change nothing that is judged.

mod terms;

use std::collections::BTreeSet;

use crate::model::agreement::{Agreement, Allowance, Condition, Hours, InForce, Requirement};
use crate::model::moment::Instant;
use crate::model::words::Metric;
use crate::model::zone::Day;

use terms::{Piece, pieces};

/// A part of the agreement that can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A promise: its id and what it measures.
    Promise(String, Metric),
    /// What both teams want.
    Objective,
    /// Working hours and holidays.
    WorkingTime,
    /// How a stage is defined.
    Definition(String),
    /// What a hand-off must carry, and until when it may be given back.
    Handoff,
    /// The category of a reason.
    Reason(String),
    /// What a type of lead is worth.
    LeadValue(String),
    /// How persons, episodes and tries are told apart.
    Rules,
    /// An export and how it is read.
    Source(String),
    /// The whole text: the earlier one is no agreement for this program any more.
    Text,
}

/// What of a thing changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// All of it: it came or went.
    Whole,
    /// A key of the agreement file.
    Term(&'static str),
    /// A special day of the working time.
    Special(Day),
    /// Where a field of an export stands.
    Column(String),
    /// What a word of a field means.
    Value(String, String),
}

/// A value, to be said in either language.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// As written.
    Text(String),
    /// As written, several.
    Texts(Vec<String>),
    /// A word of the catalogue by its key.
    Word(String),
    /// Several of them.
    Words(Vec<String>),
    /// A plain number.
    Number(f64),
    /// A fraction.
    Share(f64),
    /// Money in whole units.
    Amount(f64),
    /// An allowance, and the clock it runs on: `working`, `elapsed` or `calendar`.
    Time(Allowance, &'static str),
    /// A day.
    Day(Day),
    /// Opening hours; none: closed.
    Hours(Hours),
    /// Those of each weekday, Monday first.
    Week([Hours; 7]),
    /// The leads spoken of.
    Where(Vec<Condition>),
    /// What must be true of a lead.
    Require(Vec<Requirement>),
    /// Stages with the share that reaches each, by key.
    Chain(Vec<(String, f64)>),
}

/// One thing that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// Of what.
    pub of: Thing,
    /// What of it.
    pub key: Key,
    /// What it was; nothing when it is new.
    pub was: Option<Said>,
    /// What it is; nothing when it is gone.
    pub now: Option<Said>,
    /// The first day for which it differs, where versions say one.
    pub from: Option<Day>,
}

/// The changes between two texts that followed each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Amended {
    /// The last report by the text before.
    pub before: Instant,
    /// The first report by the new text.
    pub since: Instant,
    /// What changed.
    pub changes: Vec<Amendment>,
}

/// A change of which only that it happened can be told: the earlier text cannot be read any more.
pub fn unreadable() -> Amendment {
    Amendment { of: Thing::Text, key: Key::Whole, was: None, now: None, from: None }
}

/// Everything that differs, in the order of the new text, then what is gone.
pub fn amendments(old: &Agreement, new: &Agreement) -> Vec<Amendment> {
    let (old, new) = (pieces(old), pieces(new));
    let mut things: Vec<&Thing> = Vec::new();
    for piece in new.iter().chain(&old) {
        if !things.contains(&&piece.of) {
            things.push(&piece.of);
        }
    }
    things.into_iter().flat_map(|thing| of_thing(thing, &old, &new)).collect()
}

/// What the versions that an agreement states change, one after the other.
pub fn stated(agreement: &Agreement) -> Vec<Amendment> {
    let pieces = pieces(agreement);
    let follows = |piece: &&Piece| piece.in_force.from.is_some();
    let change = |piece: &Piece| {
        let start = piece.in_force.from;
        let is_before = |other: &&Piece| other.of == piece.of && other.in_force.until == start;
        let before = pieces.iter().find(is_before)?;
        Some(differences(&piece.of, Some(before), Some(piece), start))
    };
    let mut all: Vec<Amendment> =
        pieces.iter().filter(follows).filter_map(change).flatten().collect();
    all.sort_by_key(|one| one.from);
    all
}

/// The differences of one thing over all time: each is told once, with the first day it holds for.
fn of_thing(thing: &Thing, old: &[Piece], new: &[Piece]) -> Vec<Amendment> {
    let own = |pieces: &'_ [Piece]| {
        pieces.iter().filter(|piece| piece.of == *thing).cloned().collect::<Vec<_>>()
    };
    let (old, new) = (own(old), own(new));
    let mut found: Vec<Amendment> = Vec::new();
    let mut running: Vec<Amendment> = Vec::new();
    for start in starts(old.iter().chain(&new).map(|piece| piece.in_force)) {
        let day = start.unwrap_or(Day(i32::MIN));
        let in_force =
            |pieces: &'_ [Piece]| pieces.iter().find(|piece| piece.in_force.contains(day)).cloned();
        let (was, now) = (in_force(&old), in_force(&new));
        let is_one_sided = was.is_some() != now.is_some() && !old.is_empty() && !new.is_empty();
        let moved = is_one_sided.then(|| limit(thing, &old, &new, day)).flatten();
        let here = moved.map_or_else(
            || differences(thing, was.as_ref(), now.as_ref(), start),
            |moved| vec![moved],
        );
        let is_told = |one: &Amendment| running.iter().any(|other| is_same(one, other));
        found.extend(here.iter().filter(|one| !is_told(one)).cloned());
        running = here;
    }
    found
}

/// A day on which only one of two texts has a version in force, because the other begins later or has ended; nothing where it is a gap between
/// versions.
fn limit(thing: &Thing, old: &[Piece], new: &[Piece], day: Day) -> Option<Amendment> {
    let begins = |pieces: &[Piece]| pieces.iter().map(|piece| piece.in_force.from).min().flatten();
    let ends = |pieces: &[Piece]| {
        let days: Option<Vec<Day>> = pieces.iter().map(|piece| piece.in_force.until).collect();
        days?.into_iter().max()
    };
    let is_to_come = [old, new].iter().any(|pieces| begins(pieces).is_some_and(|from| from > day));
    let (key, [was, now]) =
        if is_to_come { ("from", [old, new].map(begins)) } else { ("until", [old, new].map(ends)) };
    let is_moved = was != now;
    let (was, now) = (was.map(Said::Day), now.map(Said::Day));
    is_moved.then(|| Amendment { of: thing.clone(), key: Key::Term(key), was, now, from: None })
}

fn is_same(one: &Amendment, other: &Amendment) -> bool {
    (&one.key, &one.was, &one.now) == (&other.key, &other.was, &other.now)
}

/// The days at which some version begins or ends, after the time before all of them.
fn starts(versions: impl Iterator<Item = InForce>) -> BTreeSet<Option<Day>> {
    let days = versions.flat_map(|version| [version.from, version.until]);
    days.flatten().map(Some).chain([None]).collect()
}

fn differences(
    of: &Thing,
    was: Option<&Piece>,
    now: Option<&Piece>,
    from: Option<Day>,
) -> Vec<Amendment> {
    let one = |key: Key, was: Option<Said>, now: Option<Said>| Amendment {
        of: of.clone(),
        key,
        was,
        now,
        from,
    };
    match (was, now) {
        (None, None) => Vec::new(),
        (Some(was), None) => vec![one(Key::Whole, Some(was.in_short()), None)],
        (None, Some(now)) => vec![one(Key::Whole, None, Some(now.in_short()))],
        (Some(was), Some(now)) => {
            let keys: BTreeSet<&Key> = was.terms.keys().chain(now.terms.keys()).collect();
            let pairs = keys.into_iter().map(|key| (key, was.terms.get(key), now.terms.get(key)));
            let all: Vec<Amendment> = pairs
                .filter(|(_, was, now)| was != now)
                .map(|(key, was, now)| one(key.clone(), was.cloned(), now.cloned()))
                .collect();
            // Another preset brings other columns and words: the preset alone is told.
            let has_other_preset = all.iter().any(|one| one.key == Key::Term("preset"));
            let is_told = |one: &Amendment| !has_other_preset || matches!(one.key, Key::Term(_));
            all.into_iter().filter(is_told).collect()
        }
    }
}
