//! Who is the same person: rows that share an id, a person or a key, transitively (`DEFINITIONS.md` §2).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::agreement::Agreement;
use crate::model::keymap::KeyMap;

use super::crowds;
use super::frame::{Frame, Keys};
use super::globs::Glob;
use super::keys;
use super::sets::Sets;
use super::switchboards;

/// The fields that name a person, each a scope of its own, in the order in which they are asked.
const KEYS: [(&str, u64); 3] = [("person", 1), ("email", 2), ("phone", 3)];

/// Which rows are one person, and whom a key names.
#[derive(Debug, Default)]
pub struct People {
    /// Person of each row, numbered densely in row order.
    pub of_row: Vec<u32>,
    /// Number of persons.
    pub count: usize,
    /// Keys that too many people carry: the field, and the key.
    pub of_many: Vec<(&'static str, String)>,
    /// Rows that nothing but a number joins to one of another name: one person, or two behind one number.
    pub of_two_names: BTreeSet<u32>,
    by_id: KeyMap<Option<Named>>,
    by_key: KeyMap<Option<u32>>,
    /// The person, and the row of the deal, of each key that only deals carry; nothing for a key of several.
    by_deal: KeyMap<Option<(u32, u32)>>,
    /// The persons of each key that names several.
    sharers: BTreeMap<Shared, BTreeSet<u32>>,
}

/// A key that names several persons: its scope, and the key.
pub type Shared = (u64, String);

/// The scope of lead ids beside those of [`KEYS`].
const IDS: u64 = 0;

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
    let globs: Vec<Glob> =
        agreement.shared_addresses.iter().map(|pattern| Glob::new(pattern)).collect();
    let is_shared_address = |key: &str| globs.iter().any(|glob| glob.matches(key));
    let matches_by = |field: &str| agreement.match_keys.iter().any(|key| key == field);
    let scope = |row: usize| scope(agreement, leads, row);
    let judged = |field: &str, other: &'static str| {
        let counts = |field: &str, key: &str| field != "email" || !is_shared_address(key);
        crowds::keys(leads, field, other, counts)
    };
    let (many_emails, many_phones) =
        rayon::join(|| judged("email", "phone"), || judged("phone", "email"));
    let is_own_email = |key: &str| !is_shared_address(key) && !many_emails.contains(key);
    let by_email = || {
        let keys = leads.keys_of("email");
        let own = |row: usize| keys.of_row(row).filter(|key| is_own_email(key));
        let count = matches_by("email") && leads.texts.contains_key("email");
        links(leads, count, |row, join| own(row).for_each(|key| join(0, key)))
    };
    let by_person = || {
        let is_told = leads.texts.contains_key("person");
        links(leads, is_told, |row, join| {
            leads.text("person", row).into_iter().for_each(|person| join(scope(row), person));
        })
    };
    let by_id_and_phone = || {
        let has_own_id = |row: usize| !leads.has_made_id.get(row).copied().unwrap_or(false);
        let may_join = |row: usize, id: &str| {
            has_own_id(row) || (is_own_email(id) && !many_phones.contains(id))
        };
        let by_id = || {
            let ids = leads.texts.get("id");
            let own = |row: usize| ids?.get(row).filter(|id| may_join(row, id));
            links(leads, true, |row, join| own(row).into_iter().for_each(|id| join(scope(row), id)))
        };
        let by_phone = || {
            let is_own = |key: &str| !many_phones.contains(key);
            if matches_by("phone") { switchboards::groups(leads, is_own) } else { Vec::new() }
        };
        rayon::join(by_id, by_phone)
    };
    let ((by_email, by_person), (by_id, by_phone)) =
        rayon::join(|| (by_email(), by_person()), by_id_and_phone);
    let mut sets = Sets::new(leads.len());
    [by_id, by_person, by_email].iter().flatten().for_each(|(a, b)| sets.unite(*a, *b));
    let roots: Vec<u32> = sets.roots(&by_phone);
    let of_several = switchboards::of_several(leads, &by_phone, &roots, is_own_email);
    let mut of_two_names = BTreeSet::new();
    for (rows, is_of_several) in by_phone.iter().zip(&of_several) {
        let pairs = switchboards::pairs(leads, rows, *is_of_several);
        pairs.iter().for_each(|(a, b)| sets.unite(*a, *b));
        let odd = pairs.into_iter().filter(|pair| switchboards::has_two_names(leads, *pair));
        of_two_names.extend(odd.flat_map(|(a, b)| [a, b]));
    }
    let mut people = numbered(sets, leads);
    people.of_two_names = of_two_names;
    let of_field = |field: &'static str, keys: BTreeSet<String>| {
        keys.into_iter().map(move |key| (field, key)).collect::<Vec<_>>()
    };
    people.of_many = of_field("email", many_emails);
    people.of_many.extend(of_field("phone", many_phones));
    people
}

/// Ids compare within one source, or among the sources that share them.
fn scope(agreement: &Agreement, leads: &Frame, row: usize) -> u64 {
    let source = leads.origin.get(row).map_or(0, |origin| origin.source);
    let is_shared =
        agreement.sources.get(usize::from(source)).is_some_and(|source| source.shared_ids);
    if is_shared { 0 } else { u64::from(source) + 1 }
}

/// Pairs of live rows to which `keys` gives the same key within the same scope: the first with it, and each later one.
/// None where such keys do not count.
fn links(
    leads: &Frame,
    count: bool,
    keys: impl Fn(usize, &mut dyn FnMut(u64, &str)),
) -> Vec<(u32, u32)> {
    let mut links = Vec::new();
    if !count {
        return links;
    }
    let mut first: KeyMap<u32> = KeyMap::with_room(leads.len());
    for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        keys(row, &mut |scope, key| {
            let seen = *first.get_or_put(scope, key, || number);
            if seen != number {
                links.push((seen, number));
            }
        });
    }
    links
}

/// The persons, numbered densely in row order.
fn numbered(mut sets: Sets, leads: &Frame) -> People {
    let mut people = People { of_row: Vec::with_capacity(leads.len()), ..People::default() };
    let mut dense = vec![u32::MAX; leads.len()];
    for row in 0..leads.len() {
        let root = sets.root(u32::try_from(row).unwrap_or(u32::MAX)) as usize;
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

impl People {
    /// Makes the persons known by the ids and keys that rows of other tables can name; one key of two persons names nobody.
    pub fn index(&mut self, leads: &Frame, named_by: &[&Frame]) {
        self.by_id = KeyMap::with_room(leads.len());
        self.by_key = KeyMap::default();
        self.by_deal = KeyMap::default();
        self.sharers = BTreeMap::new();
        let scopes = KEYS
            .iter()
            .filter(|(field, _)| named_by.iter().any(|frame| frame.texts.contains_key(*field)));
        let scopes: Vec<(Keys, u64)> =
            scopes.map(|(field, scope)| (leads.keys_of(field), *scope)).collect();
        let ids = leads.texts.get("id");
        for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
            let Some(person) = self.of_row.get(row).copied() else { continue };
            let id = ids.and_then(|ids| ids.get(row));
            id.into_iter().for_each(|id| self.name(id, person, row));
            for (keys, scope) in &scopes {
                keys.of_row(row).for_each(|key| self.know(*scope, key, person));
            }
        }
    }

    fn know(&mut self, scope: u64, key: &str, person: u32) {
        let known = self.by_key.get_or_put(scope, key, || Some(person));
        if *known != Some(person) {
            let first = known.take();
            self.share((scope, key.to_owned()), first, person);
        }
    }

    fn share(&mut self, key: Shared, first: Option<u32>, person: u32) {
        let sharers = self.sharers.entry(key).or_default();
        sharers.extend(first.into_iter().chain([person]));
    }

    /// Makes the persons of `whose` known by the keys that no row of leads carries and their deals do. A key of the deals of two persons names
    /// nobody, nor does one that stands beside another key on the deal of nobody known, who may be somebody else.
    pub fn learn(&mut self, deals: &Frame, whose: impl Iterator<Item = (usize, Option<u32>)>) {
        for (row, person) in whose {
            let keys = Self::keys_of(deals, row);
            if person.is_none() && keys.len() < 2 {
                continue;
            }
            let own = person.zip(u32::try_from(row).ok());
            for key in keys {
                if self.by_key.get(key.0, &key.1).is_none() {
                    self.learn_key(key, own);
                }
            }
        }
    }

    fn learn_key(&mut self, key: Shared, own: Option<(u32, u32)>) {
        let known = self.by_deal.get_or_put(key.0, &key.1, || own);
        let person = |own: &Option<(u32, u32)>| own.map(|(person, _)| person);
        if known.is_none() || person(known) != person(&own) {
            let first = person(&known.take());
            let both = first.into_iter().chain(person(&own));
            self.sharers.entry(key).or_default().extend(both);
        }
    }

    fn keys_of(frame: &Frame, row: usize) -> BTreeSet<Shared> {
        let of = |(field, scope): &(&'static str, u64)| {
            let scope = *scope;
            frame.keys(field, row).map(move |key| (scope, key.to_owned())).collect::<Vec<_>>()
        };
        KEYS.iter().flat_map(of).collect()
    }

    fn name(&mut self, id: &str, person: u32, row: usize) {
        let own = u32::try_from(row).ok();
        let known = self.by_id.get_or_put(0, id, || Some(Named { person, row: own }));
        let Some(named) = known else { return self.share((IDS, id.to_owned()), None, person) };
        if named.person != person {
            let first = Some(named.person);
            *known = None;
            self.share((IDS, id.to_owned()), first, person);
        } else if named.row != own {
            named.row = None;
        }
    }

    /// The person a lead id names.
    pub fn of_lead(&self, id: &str) -> Option<Named> {
        self.by_id.get(0, id).copied().flatten()
    }

    /// True of a lead's id that no other person's rows have.
    pub fn is_of_one(&self, id: &str) -> bool {
        self.sharers.is_empty() || !self.sharers.contains_key(&(IDS, id.to_owned()))
    }

    /// Whom a row names outright, and by which id: its cell, else the first known id of a list in it (a deal of several contacts).
    pub fn named<'a>(&self, frame: &'a Frame, row: usize) -> Option<(Named, &'a str)> {
        self.named_by(frame.text("lead", row)?)
    }

    /// Whom such a cell names.
    pub fn named_by<'a>(&self, cell: &'a str) -> Option<(Named, &'a str)> {
        let mut ids = std::iter::once(cell).chain(keys::listed(cell));
        ids.find_map(|id| Some((self.of_lead(id)?, id)))
    }

    /// The person whom alone a key of a field names.
    pub fn of_key(&self, field: &str, key: &str) -> Option<u32> {
        let (_, scope) = KEYS.iter().find(|(own, _)| *own == field)?;
        let own = self.by_key.get(*scope, key).copied().flatten();
        own.or_else(|| Some(self.by_deal.get(*scope, key).copied().flatten()?.0))
    }

    /// The keys of a row that several persons share.
    pub fn shared_by(&self, frame: &Frame, row: usize) -> Vec<Shared> {
        let ids = frame.text("lead", row).into_iter().flat_map(|cell| {
            std::iter::once(cell).chain(keys::listed(cell)).map(|id| (IDS, id.to_owned()))
        });
        let all: BTreeSet<Shared> = ids.chain(Self::keys_of(frame, row)).collect();
        all.into_iter().filter(|key| self.sharers.contains_key(key)).collect()
    }

    /// The persons that share a key, such as one company address: it alone names none of them.
    pub fn sharers(&self, key: &Shared) -> impl Iterator<Item = u32> {
        self.sharers.get(key).into_iter().flatten().copied()
    }

    /// The person a row names by person, e-mail or phone, in that order.
    pub fn of_keys(&self, frame: &Frame, row: usize) -> Option<u32> {
        let of = |(field, scope): &(&str, u64)| {
            frame.keys(field, row).find_map(|key| self.by_key.get(*scope, key).copied().flatten())
        };
        KEYS.iter().find_map(of)
    }

    /// The person whose deals alone carry a key of the row, and the row of such a deal.
    pub fn of_deal_keys(&self, frame: &Frame, row: usize) -> Option<(u32, u32)> {
        let of = |(field, scope): &(&str, u64)| {
            frame.keys(field, row).find_map(|key| self.by_deal.get(*scope, key).copied().flatten())
        };
        KEYS.iter().find_map(of)
    }

    /// True when a key of the row stands on deals of several persons.
    pub fn is_of_several_deals(&self, frame: &Frame, row: usize) -> bool {
        let is_it = |(scope, key): &Shared| self.by_deal.get(*scope, key) == Some(&None);
        Self::keys_of(frame, row).iter().any(is_it)
    }

    /// True when one of the row's keys is somebody's, even if it does not tell whose.
    pub fn knows_keys(&self, frame: &Frame, row: usize) -> bool {
        let is_known = |(field, scope): &(&str, u64)| {
            frame.keys(field, row).any(|key| self.by_key.get(*scope, key).is_some())
        };
        let is_id = |id: &str| self.by_id.get(0, id).is_some();
        frame.text("lead", row).is_some_and(|cell| is_id(cell) || keys::listed(cell).any(is_id))
            || KEYS.iter().any(is_known)
    }
}
