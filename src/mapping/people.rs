//! Who is the same person: rows that share an id, a person or a key, transitively (`metrics.md` §2).

use std::collections::{HashMap, HashSet};

use crate::model::agreement::Agreement;

use super::frame::Frame;
use super::keys::Glob;

/// A phone carried with more distinct e-mails than this joins nobody.
const MOST_EMAILS_A_PHONE: usize = 3;

/// Which rows are one person, and whom a key names.
#[derive(Debug, Default)]
pub struct People {
    /// Person of each row, numbered densely in row order.
    pub of_row: Vec<u32>,
    /// Number of persons.
    pub count: usize,
    by_id: HashMap<String, Option<Named>>,
    by_person: HashMap<String, Option<u32>>,
    by_email: HashMap<String, Option<u32>>,
    by_phone: HashMap<String, Option<u32>>,
}

/// Whom an id names: a person, and the row when it stands in one row only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The person.
    pub person: u32,
    /// The only row with the id.
    pub row: Option<u32>,
}

/// Finds the persons among the live rows of `leads`.
pub fn find(agreement: &Agreement, leads: &Frame) -> People {
    let mut sets = Sets::new(leads.len());
    let shared_phones = shared_phones(leads);
    let globs: Vec<Glob> = agreement.shared_addresses.iter().map(|pattern| Glob::new(pattern)).collect();
    let is_shared_address = |key: &str| globs.iter().any(|glob| glob.matches(key));
    let scope = |row: usize| scope(agreement, leads, row);
    sets.join(leads, |row, join| {
        let id = leads.text("id", row);
        let may_join = !leads.has_made_id.get(row).copied().unwrap_or(false)
            || id.is_none_or(|id| !is_shared_address(id) && !shared_phones.contains(id));
        id.filter(|_| may_join).into_iter().for_each(|id| join(scope(row), id));
    });
    sets.join(leads, |row, join| leads.text("person", row).into_iter().for_each(|person| join(scope(row), person)));
    if agreement.match_keys.iter().any(|key| key == "email") {
        sets.join(leads, |row, join| leads.keys("email", row).filter(|key| !is_shared_address(key)).for_each(|key| join(0, key)));
    }
    if agreement.match_keys.iter().any(|key| key == "phone") {
        sets.join(leads, |row, join| leads.keys("phone", row).filter(|key| !shared_phones.contains(*key)).for_each(|key| join(0, key)));
    }
    sets.people(leads)
}

/// Ids compare within one source, or among the sources that share them.
fn scope(agreement: &Agreement, leads: &Frame, row: usize) -> u32 {
    let source = leads.origin.get(row).map_or(0, |origin| origin.source);
    let is_shared = agreement.sources.get(usize::from(source)).is_some_and(|source| source.shared_ids);
    if is_shared { 0 } else { u32::from(source) + 1 }
}

fn shared_phones(leads: &Frame) -> HashSet<String> {
    let mut emails: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
        for phone in leads.keys("phone", row) {
            let carried = emails.entry(phone).or_default();
            for email in leads.keys("email", row) {
                if carried.len() <= MOST_EMAILS_A_PHONE && !carried.contains(&email) {
                    carried.push(email);
                }
            }
        }
    }
    let is_shared = |(phone, carried): (&str, Vec<&str>)| (carried.len() > MOST_EMAILS_A_PHONE).then(|| phone.to_owned());
    emails.into_iter().filter_map(is_shared).collect()
}

/// Disjoint sets of rows.
struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    fn new(rows: usize) -> Self {
        Self { parent: (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect() }
    }

    fn root(&mut self, row: u32) -> u32 {
        let mut at = row;
        loop {
            let Some(parent) = self.parent.get(at as usize).copied() else { return at };
            if parent == at {
                return at;
            }
            let grand = self.parent.get(parent as usize).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(at as usize) {
                *slot = grand;
            }
            at = grand;
        }
    }

    fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parent.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }

    /// Unites the live rows that `keys` gives the same key within the same scope.
    fn join<'a>(&mut self, leads: &'a Frame, keys: impl Fn(usize, &mut dyn FnMut(u32, &'a str))) {
        let mut first: HashMap<(u32, &str), u32> = HashMap::with_capacity(leads.len());
        for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
            let number = u32::try_from(row).unwrap_or(u32::MAX);
            keys(row, &mut |scope, key| {
                let seen = *first.entry((scope, key)).or_insert(number);
                if seen != number {
                    self.unite(seen, number);
                }
            });
        }
    }

    fn people(mut self, leads: &Frame) -> People {
        let mut people = People { of_row: Vec::with_capacity(leads.len()), ..People::default() };
        let mut dense = vec![u32::MAX; leads.len()];
        for row in 0..leads.len() {
            let root = self.root(u32::try_from(row).unwrap_or(u32::MAX)) as usize;
            let next = u32::try_from(people.count).unwrap_or(u32::MAX);
            let Some(slot) = dense.get_mut(root) else { continue };
            if *slot == u32::MAX {
                *slot = next;
                people.count += 1;
            }
            people.of_row.push(*slot);
        }
        people
    }
}

impl People {
    /// Makes the persons known by their ids, persons and keys; one key of two persons names nobody.
    pub fn index(&mut self, leads: &Frame) {
        for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
            let Some(person) = self.of_row.get(row).copied() else { continue };
            leads.text("id", row).into_iter().for_each(|id| self.name(id, person, row));
            leads.text("person", row).into_iter().for_each(|id| know(&mut self.by_person, id, person));
            leads.keys("email", row).for_each(|key| know(&mut self.by_email, key, person));
            leads.keys("phone", row).for_each(|key| know(&mut self.by_phone, key, person));
        }
    }

    fn name(&mut self, id: &str, person: u32, row: usize) {
        match self.by_id.get_mut(id) {
            Some(Some(known)) if known.person == person => known.row = None,
            Some(known) => *known = None,
            None => {
                self.by_id.insert(id.to_owned(), Some(Named { person, row: u32::try_from(row).ok() }));
            }
        }
    }

    /// The person a lead id names.
    pub fn of_lead(&self, id: &str) -> Option<Named> {
        self.by_id.get(id).copied().flatten()
    }

    /// The person a row names by person, e-mail or phone, in that order.
    pub fn of_keys(&self, frame: &Frame, row: usize) -> Option<u32> {
        let person = frame.text("person", row).and_then(|id| self.by_person.get(id).copied().flatten());
        let by =
            |index: &HashMap<String, Option<u32>>, field: &str| frame.keys(field, row).find_map(|key| index.get(key).copied().flatten());
        person.or_else(|| by(&self.by_email, "email")).or_else(|| by(&self.by_phone, "phone"))
    }

    /// True when one of the row's keys is somebody's, even if it does not tell whose.
    pub fn knows_keys(&self, frame: &Frame, row: usize) -> bool {
        frame.text("person", row).is_some_and(|id| self.by_person.contains_key(id))
            || frame.text("lead", row).is_some_and(|id| self.by_id.contains_key(id))
            || frame.keys("email", row).any(|key| self.by_email.contains_key(key))
            || frame.keys("phone", row).any(|key| self.by_phone.contains_key(key))
    }
}

fn know(index: &mut HashMap<String, Option<u32>>, key: &str, person: u32) {
    match index.get_mut(key) {
        Some(known) if *known != Some(person) => *known = None,
        Some(_) => {}
        None => {
            index.insert(key.to_owned(), Some(person));
        }
    }
}
