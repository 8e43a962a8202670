//! Whether activities can tell of a lead at all (`DEFINITIONS.md` §3): of one that nothing can name, no file shows whether it was tried.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::model::account::Reason;
use crate::model::agreement::Agreement;
use crate::model::dataset::Reach;
use crate::model::evidence::Trace;
use crate::model::moment::{Instant, Moment};
use crate::model::words::Table;

use super::activities::Words;
use super::episodes::Episodes;
use super::fields::FIRST_CONTACT;
use super::frame::{Fate, Frame, Origin};
use super::people::{People, Shared};
use super::tables::{DealBook, Tables};

/// The fields by which an activity may name its lead.
const KINDS: [&str; 5] = ["lead", "person", "deal", "email", "phone"];

/// What is known of leads and whose they are.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// The rows.
    pub tables: &'a Tables,
    /// The persons.
    pub people: &'a People,
    /// Their episodes.
    pub episodes: &'a Episodes,
    /// The deals of each.
    pub book: &'a DealBook,
}

/// The fields by which activities name leads here: those some used row fills, else those that have a column.
pub fn kinds(tables: &Tables) -> Vec<&'static str> {
    let frame = &tables.activities;
    let is_filled = |field: &&&str| {
        frame.texts.contains_key(**field)
            && (0..frame.len()).into_par_iter().any(|row| fills(frame, field, row))
    };
    let filled: Vec<&str> = KINDS.iter().filter(is_filled).copied().collect();
    if filled.is_empty() {
        KINDS.into_iter().filter(|field| tables.maps(Table::Activities, field)).collect()
    } else {
        filled
    }
}

fn fills(frame: &Frame, field: &str, row: usize) -> bool {
    frame.fate.get(row) == Some(&Fate::Used) && frame.text(field, row).is_some()
}

/// What can be seen of each lead's tries; `doubts` are those that may be a lead's or another's.
pub fn reach(ground: Ground, trace: Trace, doubts: &BTreeMap<u32, Instant>) -> Vec<Reach> {
    let leads = 0..u32::try_from(ground.episodes.len()).unwrap_or(u32::MAX);
    let doubtful = |lead: &u32| doubts.get(lead).map_or(Reach::Seen, |at| Reach::Doubtful(*at));
    match trace {
        Trace::Nothing => vec![Reach::Seen; ground.episodes.len()],
        Trace::FirstContact(table) => by_contacts(ground, table),
        Trace::Activities => {
            let is_named = named(ground, &kinds(ground.tables));
            let of = |lead: u32| {
                let is_named = is_named.get(lead as usize).copied().unwrap_or(false);
                if is_named { doubtful(&lead) } else { Reach::NoKey }
            };
            leads.map(of).collect()
        }
    }
}

/// Leads are seen by the rows of files that have the column of the first contact; a day of it that cannot be read may be any.
fn by_contacts(ground: Ground, table: Table) -> Vec<Reach> {
    let (frame, rows) = contact_rows(ground, table);
    let fed = ground.tables.fed.iter().filter(|(.., field)| field == FIRST_CONTACT);
    let fed: BTreeSet<(u16, u16)> = fed.map(|(source, file, _)| (*source, *file)).collect();
    let mut reach = vec![Reach::NoKey; ground.episodes.len()];
    for (row, lead) in rows {
        let is_fed = |own: &Origin| fed.contains(&(own.source, own.file));
        let Some(slot) = reach.get_mut(lead as usize) else { continue };
        if !frame.origin.get(row).is_some_and(is_fed) {
            continue;
        }
        if frame.has_unread_contact(row) {
            *slot = Reach::Doubtful(Instant::EARLIEST);
        } else if *slot == Reach::NoKey {
            *slot = Reach::Seen;
        }
    }
    reach
}

/// The rows of a table that may tell of a first contact, and the lead of each.
pub fn contact_rows(ground: Ground<'_>, table: Table) -> (&Frame, Vec<(usize, u32)>) {
    let Ground { tables, episodes, book, .. } = ground;
    if table == Table::Leads {
        let rows = episodes.of_row.iter().copied().enumerate();
        let own = rows.filter(|(row, lead)| *lead != u32::MAX && tables.leads.is_live(*row));
        return (&tables.leads, own.collect());
    }
    let rows = book.rows.iter().zip(&book.lead);
    (&tables.deals, rows.filter_map(|(row, lead)| Some((*row, (*lead)?))).collect())
}

/// Which leads some key of these kinds names, and no other lead's person.
fn named(ground: Ground, kinds: &[&str]) -> Vec<bool> {
    let (leads, people) = (&ground.tables.leads, ground.people);
    let has = |field: &str| kinds.contains(&field);
    let person_of = |row: usize| people.of_row.get(row).copied();
    let mut of_person = vec![false; people.count];
    let own_rows = (0..leads.len()).filter(|row| leads.is_live(*row));
    let own_rows = own_rows.filter_map(|row| Some((leads, row, person_of(row)?)));
    let deal_rows = ground.book.persons(ground.episodes);
    let deal_rows =
        deal_rows.filter_map(|(row, person)| Some((&ground.tables.deals, row, person?)));
    for (frame, row, person) in own_rows.chain(deal_rows) {
        let is_alone = |field: &&str| {
            frame.keys(field, row).any(|key| people.of_key(field, key) == Some(person))
        };
        if let Some(slot) = of_person.get_mut(person as usize) {
            *slot = *slot || kinds.iter().filter(|kind| is_key(kind)).any(is_alone);
        }
    }
    let made_count = has("lead") && names_made(ground);
    let by_id = |row: &u32| {
        let row = *row as usize;
        let is_usable = made_count || leads.has_made_id.get(row) == Some(&false);
        is_usable && leads.text("id", row).is_some_and(|id| people.is_of_one(id))
    };
    let with_deal =
        if has("deal") { with_deal(ground) } else { vec![false; ground.episodes.len()] };
    let of = |(episode, has_deal): (usize, bool)| {
        let person = ground.episodes.person.get(episode).copied().unwrap_or(u32::MAX);
        has_deal
            || of_person.get(person as usize).copied().unwrap_or(false)
            || (has("lead") && ground.episodes.rows_of(episode).iter().any(by_id))
    };
    with_deal.into_iter().enumerate().map(of).collect()
}

fn is_key(field: &str) -> bool {
    !matches!(field, "lead" | "deal")
}

/// Leads that have a deal with an id of its own.
fn with_deal(ground: Ground) -> Vec<bool> {
    let deals = &ground.tables.deals;
    let mut found = vec![false; ground.episodes.len()];
    for (row, lead) in ground.book.rows.iter().zip(&ground.book.lead) {
        let has_id = deals.has_made_id.get(*row) == Some(&false);
        let slot = lead.and_then(|lead| found.get_mut(lead as usize));
        slot.into_iter().filter(|_| has_id).for_each(|slot| *slot = true);
    }
    found
}

/// Some activity names a lead by an id that its file does not have: an address in the column of ids, say.
fn names_made(ground: Ground) -> bool {
    let (frame, leads) = (&ground.tables.activities, &ground.tables.leads);
    let is_made = |row: u32| leads.has_made_id.get(row as usize) == Some(&true);
    leads.has_made_id.contains(&true)
        && (0..frame.len()).filter(|row| fills(frame, "lead", *row)).any(|row| {
            let named = ground.people.named(frame, row).and_then(|(named, _)| named.row);
            named.is_some_and(is_made)
        })
}

/// The earliest doubtful contact of each lead: one that names only what several persons share, or whose date cannot be read
/// (at no known instant: before all others). `by_deal`: the lead of each deal's id.
pub fn doubts(
    ground: Ground,
    words: &Words,
    by_deal: &HashMap<&str, Option<u32>>,
) -> BTreeMap<u32, Instant> {
    let frame = &ground.tables.activities;
    let mut found = BTreeMap::new();
    let mut shared: BTreeMap<Shared, Vec<Moment>> = BTreeMap::new();
    let is_contact = |row: usize| words.contact(frame, row).is_answer();
    for row in 0..frame.len() {
        match frame.fate.get(row) {
            Some(Fate::Used) if frame.is_orphan.get(row) == Some(&true) && is_contact(row) => {
                let at = frame.date("at", row);
                for key in ground.people.shared_by(frame, row) {
                    shared.entry(key).or_default().extend(at);
                }
            }
            Some(Fate::SetAside(Reason::BadDate | Reason::NoYear)) if is_contact(row) => {
                undated(ground, by_deal, row)
                    .into_iter()
                    .for_each(|lead| note(&mut found, lead, Instant::EARLIEST));
            }
            _ => {}
        }
    }
    for (key, mut times) in shared {
        times.sort_by_key(|at| at.at());
        for person in ground.people.sharers(&key) {
            may_be(ground, person, &times).into_iter().for_each(|(lead, at)| {
                note(&mut found, lead, at);
            });
        }
    }
    found
}

fn note(found: &mut BTreeMap<u32, Instant>, lead: u32, at: Instant) {
    let first = found.entry(lead).or_insert(at);
    *first = at.min(*first);
}

/// The leads that an activity without a date may be of: its deal's, else all of whomever it names.
fn undated(ground: Ground, by_deal: &HashMap<&str, Option<u32>>, row: usize) -> Vec<u32> {
    let (frame, people) = (&ground.tables.activities, ground.people);
    let of_deal = || frame.text("deal", row).and_then(|id| by_deal.get(id).copied().flatten());
    let own = people.named(frame, row).map(|(named, _)| named.person);
    if let Some(lead) = own.is_none().then(of_deal).flatten() {
        return vec![lead];
    }
    let of_deals = || Some(people.of_deal_keys(frame, row)?.0);
    let alone = own.or_else(|| people.of_keys(frame, row)).or_else(of_deals);
    let persons = if let Some(person) = alone {
        vec![person]
    } else {
        let keys = people.shared_by(frame, row);
        keys.iter().flat_map(|key| people.sharers(key)).collect()
    };
    let episodes = persons.into_iter().flat_map(|person| ground.episodes.of_person(person));
    episodes.filter_map(|episode| u32::try_from(episode).ok()).collect()
}

/// Of each of a person's hand-offs the first of these times that is its own: at or after it, and before the next one.
fn may_be(ground: Ground, person: u32, times: &[Moment]) -> Vec<(u32, Instant)> {
    let zone = &ground.agreement.zone;
    let delivered = |episode: usize| ground.episodes.delivered.get(episode).copied().flatten();
    let first = |episode: usize| {
        let (start, next) = (delivered(episode)?, delivered(episode + 1));
        let next = next.filter(|_| ground.episodes.of_person(person).contains(&(episode + 1)));
        let from = zone.start_of(zone.day(start));
        let late = times.get(times.partition_point(|at| at.at() < from)..).unwrap_or_default();
        let at = late.iter().find(|at| !zone.before(**at, start))?;
        let is_own = next.is_none_or(|next| zone.before(*at, next));
        let lead = u32::try_from(episode).ok().filter(|_| is_own)?;
        Some((lead, at.at()))
    };
    ground.episodes.of_person(person).filter_map(first).collect()
}
