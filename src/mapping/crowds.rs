//! Keys and ids that more different people carry than one can be: they join nobody (`DEFINITIONS.md` §2, *Who is the same person*).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use crate::issue::Code;
use crate::model::words::Table;

use super::frame::Frame;
use super::keyed::OfMany;
use super::running::{self, Past, Whose, frequent};
use super::sets::Sets;
use super::{identity, switchboards};

/// A key carried by more different people than this joins nobody.
const MOST_PEOPLE: usize = 3;

/// Rows of one key that nothing but their ids tells apart may be one person who came back; of more than so many somebody else's key is likelier.
const MOST_IDS: usize = 10;

/// Of so many different names it is looked whether some are one; more are of many people.
const MOST_NAMES: usize = 64;

/// What says whose a row is: the kind of it, and the text.
type Sign<'a> = (&'static str, Cow<'a, str>);

/// Keys of a field that more different people carry than one person can be. They are told apart by the key of the `other` field that `counts` and by
/// `person`; or by these, the other addresses beside the key and the name together; rows that have none of it by their own ids.
pub fn keys(
    leads: &Frame,
    field: &str,
    other: &'static str,
    counts: impl Fn(&str, &str) -> bool,
) -> BTreeSet<String> {
    let live = || (0..leads.len()).filter(|row| leads.is_live(*row));
    let own = leads.keys_of(field);
    let frequent: HashSet<u64> =
        frequent(live().flat_map(|row| own.of_row(row)), MOST_PEOPLE).collect();
    let is_frequent = |key: &str| frequent.contains(&xxh3_64(key.as_bytes()));
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in live().filter(|_| !frequent.is_empty()) {
        let own = own.of_row(row).filter(|key| is_frequent(key));
        own.for_each(|key| rows.entry(key).or_default().push(row));
    }
    let others = |row: usize| -> Vec<Sign> {
        let keys = leads.keys(other, row).filter(|key| counts(other, key));
        let keys = keys.map(|key| (other, Cow::Borrowed(key)));
        keys.chain(leads.text("person", row).map(|own| ("person", Cow::Borrowed(own)))).collect()
    };
    // An address that stands in many rows itself tells nobody from the others.
    let beside = |row: usize| -> Vec<Sign> {
        let keys = leads.keys(field, row).filter(|key| counts(field, key) && !is_frequent(key));
        others(row).into_iter().chain(keys.map(|key| ("beside", Cow::Borrowed(key)))).collect()
    };
    let is_of_many = |rows: &[usize]| {
        count(leads, rows, others, false) > MOST_PEOPLE
            || count(leads, rows, beside, true) > MOST_PEOPLE
            || bare_ids(leads, rows, beside) > MOST_IDS
    };
    rows.into_iter().filter(|(_, rows)| is_of_many(rows)).map(|(key, _)| key.to_owned()).collect()
}

/// How many different people or things the rows are of: those with a sign in common are one, those without any are left out.
fn count<'a>(
    frame: &'a Frame,
    rows: &[usize],
    signs: impl Fn(usize) -> Vec<Sign<'a>>,
    by_name: bool,
) -> usize {
    let mut sets = Sets::new(rows.len());
    let mut first: HashMap<Sign, u32> = HashMap::new();
    let mut names: BTreeMap<Vec<String>, u32> = BTreeMap::new();
    let mut is_signed = vec![false; rows.len()];
    for ((number, row), is_signed) in (0..).zip(rows).zip(&mut is_signed) {
        for sign in signs(*row) {
            sets.unite(*first.entry(sign).or_insert(number), number);
            *is_signed = true;
        }
        let name = frame.text("name", *row).filter(|_| by_name).map(switchboards::parts);
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            sets.unite(*names.entry(name).or_insert(number), number);
            *is_signed = true;
        }
    }
    unite_names(&mut sets, &names);
    let own = (0..).zip(&is_signed).filter(|(_, is_signed)| **is_signed);
    own.map(|(number, _)| sets.root(number)).collect::<BTreeSet<u32>>().len()
}

/// Names of which one is a part of the other are of one person.
fn unite_names(sets: &mut Sets, names: &BTreeMap<Vec<String>, u32>) {
    let names: Vec<(&Vec<String>, &u32)> = names.iter().take(MOST_NAMES).collect();
    for (at, (one, row)) in names.iter().enumerate() {
        let alike = names.iter().skip(at + 1).filter(|(other, _)| switchboards::is_one(one, other));
        alike.for_each(|(_, other)| sets.unite(**row, **other));
    }
}

/// The different ids of rows that nothing else tells apart.
fn bare_ids<'a>(leads: &'a Frame, rows: &[usize], signs: impl Fn(usize) -> Vec<Sign<'a>>) -> usize {
    let has_own = |row: usize| leads.has_made_id.get(row) == Some(&false);
    let bare = rows.iter().filter(|row| {
        has_own(**row) && signs(**row).is_empty() && leads.text("name", **row).is_none()
    });
    bare.filter_map(|row| leads.text("id", *row)).collect::<BTreeSet<&str>>().len()
}

/// Takes away the ids that stand in rows of too many different people, deals or activities of one source: a column that holds something else, or a
/// word for none. Rows of leads and deals are called as if their file had no id. Gives also whose the other ids are.
pub fn take_ids(frame: &mut Frame, table: Table, past: Past) -> (Vec<OfMany>, Whose) {
    let fields: &[&'static str] = match table {
        Table::Leads => &["id", "person"],
        Table::Deals | Table::Activities => &["id"],
        _ => &[],
    };
    let mut taken = Vec::new();
    let mut take = |frame: &Frame, found: &BTreeSet<usize>, field, code| {
        taken.extend(found.iter().filter_map(|row| {
            let at = frame.origin.get(*row)?;
            let key = frame.text(field, *row)?.to_owned();
            Some(OfMany { place: (at.source, at.file), row: at.row, field, key, code })
        }));
    };
    for field in fields {
        let found = ids_of_many(frame, field, table);
        take(frame, &found, field, Code::IdOfMany);
        if !found.is_empty() && *field == "id" {
            identity::call_anew(frame, table, &found);
        } else if let Some(column) = frame.texts.get(*field).filter(|_| !found.is_empty()) {
            let column = column.with(|row| found.contains(&row).then_some(None));
            frame.texts.insert((*field).to_owned(), column);
        }
    }
    let (numbered, whose) = running::rows(frame, table, past);
    if !fields.is_empty() && !numbered.is_empty() {
        take(frame, &numbered, "id", Code::IdRunning);
        identity::call_anew(frame, table, &numbered);
    }
    (taken, whose)
}

/// The rows whose id is of many.
fn ids_of_many(frame: &Frame, field: &str, table: Table) -> BTreeSet<usize> {
    let Some(ids) = frame.texts.get(field) else { return BTreeSet::new() };
    let is_own = |row: usize| field != "id" || frame.has_made_id.get(row) != Some(&true);
    let own = |row: usize| ids.get(row).filter(|_| frame.is_live(row) && is_own(row));
    let frequent: HashSet<u64> = frequent((0..frame.len()).filter_map(own), MOST_PEOPLE).collect();
    let mut rows: BTreeMap<(u16, &str), Vec<usize>> = BTreeMap::new();
    for row in (0..frame.len()).filter(|_| !frequent.is_empty()) {
        let source = frame.origin.get(row).map_or(0, |origin| origin.source);
        let id = own(row).filter(|id| frequent.contains(&xxh3_64(id.as_bytes())));
        id.into_iter().for_each(|id| rows.entry((source, id)).or_default().push(row));
    }
    let is_of_many = |rows: &Vec<usize>| {
        count(frame, rows, |row| signs(frame, table, row), table == Table::Leads) > MOST_PEOPLE
    };
    rows.into_values().filter(is_of_many).flatten().collect()
}

/// What tells one row's person, deal or activity from another's: whose it is; of a deal its title and day, for its rows may be of several people.
fn signs(frame: &Frame, table: Table, row: usize) -> Vec<Sign<'_>> {
    let date = |field: &'static str| {
        Some((field, Cow::Owned(frame.date(field, row)?.at().unix().to_string())))
    };
    let keys =
        |field: &'static str| frame.keys(field, row).map(move |key| (field, Cow::Borrowed(key)));
    let people = || keys("email").chain(keys("phone"));
    match table {
        Table::Deals => {
            let at = date("created").or_else(|| date("won")).or_else(|| date("lost"));
            keys("title").chain(at).collect()
        }
        Table::Activities => {
            people().chain(keys("person")).chain(keys("lead")).chain(date("at")).collect()
        }
        _ => people().collect(),
    }
}
