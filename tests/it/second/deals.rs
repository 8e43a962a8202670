//! Deals: whose each is, what it tells of its lead, and leads made from deals of nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::Stamp;
use super::episodes::{State, all_dates, dates};
use super::openings::Opening;
use super::persons::{self, Key, emails, phones};
use super::world::{Export, Row, World, cell, fold};

/// A deal with all its rows, as known at an instant.
#[derive(Clone, Debug)]
pub struct Deal {
    pub created: Option<Stamp>,
    pub won: Option<Stamp>,
    pub lost: Option<Stamp>,
    pub is_open: bool,
    pub reason: String,
    pub cents: Option<i64>,
    /// What further rows of it say that it was won for, and when.
    pub further: Vec<(Option<Stamp>, i64)>,
    pub row: Row,
    keys: Vec<Key>,
}

/// Deals of an export by its first row's place; a deal repeated once per contact is one.
pub fn deals(world: &World, until: i64) -> BTreeMap<usize, Deal> {
    let Some(export) = &world.deals else { return BTreeMap::new() };
    let fields = ["created", "won", "lost", "first-contact"];
    let [created, won, lost, contact] = fields.map(|field| dates(world, export, field, until));
    let written = fields.map(|field| all_dates(world, export, field));
    let is_to_come = |row: usize| {
        [&created, &won, &lost, &contact].iter().all(|column| column[row].is_none())
            && written.iter().any(|column| column[row].is_some())
    };
    let mut found: BTreeMap<usize, Deal> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut same: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, row) in export.rows.iter().enumerate() {
        if persons::is_test(row, &world.terms) || is_to_come(index) {
            continue;
        }
        let first = if cell(row, "id").is_empty() {
            index
        } else {
            *by_id.entry(cell(row, "id")).or_insert(index)
        };
        same.entry(first).or_default().push(index);
        if let Some(deal) = found.get_mut(&first) {
            // A lead that any of its rows names comes before a person, that before an address, that before a number.
            deal.keys.extend(keys(row));
            // Of addresses, and of numbers, the first in the order of the text: rows may stand in any order.
            let rank = |key: &Key| {
                let rank = ["lead", "person", "email", "phone"].iter().position(|it| *it == key.0);
                (rank, if rank >= Some(2) { key.1.clone() } else { String::new() })
            };
            deal.keys.sort_by_key(rank);
            continue;
        }
        let status = cell(row, "status");
        let (won, lost) = (
            won[index].filter(|_| status != "open" && status != "lost"),
            lost[index].filter(|_| status != "open" && status != "won"),
        );
        let lost = lost.filter(|_| won.is_none());
        let is_open = won.is_none() && lost.is_none();
        let reason = cell(row, "lost-reason").to_owned();
        let cents = super::metrics::cents(cell(row, "value"));
        found.insert(
            index,
            Deal {
                created: created[index],
                won,
                lost,
                is_open,
                reason,
                cents,
                further: Vec::new(),
                row: row.clone(),
                keys: keys(row),
            },
        );
    }
    for (first, rows) in same {
        let says = |row: &usize| {
            let cents = super::metrics::cents(cell(&export.rows[*row], "value"));
            (written[1][*row].map(|at| at.at), cents)
        };
        let told: Vec<Told> = rows.iter().map(says).collect();
        let Some((counts, others)) = several(&told) else { continue };
        let deal = found.get_mut(&first).unwrap();
        if deal.won.is_some() || told[0].0.is_none() {
            deal.won = won[rows[counts]].filter(|_| cell(&deal.row, "status") != "lost");
        }
        deal.cents = told[counts].1;
        let at = |other: usize| won[rows[other]].or(deal.won.filter(|_| told[other].0.is_none()));
        deal.further =
            others.into_iter().filter_map(|other| Some((at(other), told[other].1?))).collect();
    }
    found
}

/// When a row says that it was won, and for how many cents.
pub type Told = (Option<i64>, Option<i64>);

/// Of rows of one sale the one that counts (the first won, of these the dearest) and the others, where they differ in what they say. Rows that all
/// stand twice are one each.
pub fn several(told: &[Told]) -> Option<(usize, Vec<usize>)> {
    let kinds = |of: fn(&Told) -> Option<i64>| {
        told.iter().filter_map(of).collect::<std::collections::BTreeSet<_>>().len()
    };
    if kinds(|own| own.0) < 2 && kinds(|own| own.1) < 2 {
        return None;
    }
    let stands = |own: &Told| told.iter().filter(|other| *other == own).count();
    let is_whole = |by: &usize| told.iter().all(|own| stands(own) % by == 0);
    let by = (1..=told.len()).rev().find(is_whole).unwrap();
    let before = |at: usize| told[..at].iter().filter(|own| **own == told[at]).count();
    let mut kept: Vec<usize> =
        (0..told.len()).filter(|at| before(*at) < stands(&told[*at]) / by).collect();
    kept.sort_by_key(|at| {
        (told[*at].0.unwrap_or(i64::MAX), told[*at].1.map_or(i64::MAX, |cents| -cents))
    });
    Some((kept.remove(0), kept))
}

/// Keys by which a row names its lead, the surest first.
pub fn keys(row: &Row) -> Vec<Key> {
    let named = |kind: &'static str| {
        Some((kind, cell(row, kind).to_owned())).filter(|(_, text)| !text.is_empty())
    };
    named("lead").into_iter().chain(named("person")).chain(emails(row)).chain(phones(row)).collect()
}

/// The episode of keys at an instant, and whether it had been delivered by then.
pub fn episode_of(state: &State, keys: &[Key], at: Option<&Stamp>) -> Option<(usize, bool)> {
    keys.iter().find_map(|key| {
        let carriers = state.census.carriers.get(key)?;
        let [person] = carriers.iter().copied().collect::<Vec<_>>()[..] else { return None };
        of_person(state, person, key, at)
    })
}

/// The episode of a person at an instant; of an id one that has it.
pub fn of_person(
    state: &State,
    person: usize,
    key: &Key,
    at: Option<&Stamp>,
) -> Option<(usize, bool)> {
    let is_candidate = |index: &usize| {
        let episode = &state.episodes[*index];
        let has_row = |row: &usize| {
            persons::row_id(&state.leads, &state.leads.rows[*row]).as_ref() == Some(&key.1)
        };
        episode.person == person && (key.0 != "lead" || episode.rows.iter().any(has_row))
    };
    let mut candidates: Vec<usize> = (0..state.episodes.len()).filter(is_candidate).collect();
    candidates.sort_by_key(|index| {
        (
            state.episodes[*index].delivered().map(|stamp| stamp.at),
            state.episodes[*index].id.clone(),
        )
    });
    let had = |index: &usize| {
        at.is_some_and(|at| {
            state.episodes[*index].delivered().is_some_and(|delivered| at.at_or_after(&delivered))
        })
    };
    let latest = candidates.iter().copied().rfind(had);
    latest.map(|index| (index, true)).or_else(|| Some((*candidates.first()?, key.0 == "lead")))
}

/// The field that marks a row of leads as made from a deal.
pub const MADE: &str = "=made";

/// One more lead row for each created deal of nobody where the agreement makes leads of them, with the deal's creation.
pub fn leads_of_deals(world: &World, leads: &Export) -> Vec<(Row, Stamp)> {
    let mut made = Vec::new();
    if !world.terms.creates_leads {
        return made;
    }
    let census = persons::census(leads, &world.terms);
    for deal in deals(world, world.as_of).into_values() {
        let is_known = |key: &Key| key.0 == "lead" || census.carriers.contains_key(key);
        let known = deal.keys.iter().any(is_known);
        let Some(created) = deal.created.filter(|_| !known) else { continue };
        let mut row: Row = deal
            .row
            .iter()
            .filter(|(field, _)| {
                ["id", "email", "phone", "company", "owner", "source", "value"]
                    .contains(&field.as_str())
            })
            .map(|(field, text)| (field.clone(), text.clone()))
            .collect();
        for kind in ["email", "phone"] {
            let all: Vec<&str> =
                deal.keys.iter().filter(|key| key.0 == kind).map(|key| key.1.as_str()).collect();
            row.insert(kind.to_owned(), all.join(";"));
        }
        row.insert(MADE.to_owned(), String::new());
        made.push((row, created));
    }
    made
}

/// Gives deals to leads, as the run knows both.
pub fn attach(world: &World, state: &mut State) {
    for (index, deal) in &deals(world, world.as_of) {
        let mut keys = deal.keys.clone();
        if world.terms.creates_leads {
            keys.push(("lead", cell(&deal.row, "id").to_owned()));
        }
        if let Some((episode, _)) = episode_of(state, &keys, deal.created.as_ref()) {
            state.deal_of.insert(*index, episode);
            state.episodes[episode].deals.push(*index);
        }
    }
    learn(world, state);
}

/// Keys that deals carry and no lead does, and whose those deals are. The deal of nobody that says more than this key may be of somebody else.
fn learn(world: &World, state: &mut State) {
    for (index, deal) in &deals(world, world.as_of) {
        let person = state.deal_of.get(index).map(|episode| state.episodes[*episode].person);
        let of = |kind: &'static str| deal.keys.iter().filter(move |key| key.0 == kind).cloned();
        let keys: BTreeSet<Key> =
            of("person").take(1).chain(of("email")).chain(of("phone")).collect();
        if person.is_none() && keys.len() < 2 {
            continue;
        }
        for key in keys.into_iter().filter(|key| !state.census.carriers.contains_key(key)) {
            state.deal_keys.entry(key).or_default().insert(person);
        }
    }
}

/// The person whose deals alone carry such a key.
pub fn person_of(state: &State, key: &Key) -> Option<usize> {
    let own = state.deal_keys.get(key).filter(|own| own.len() == 1)?;
    own.first().copied().flatten()
}

/// What the deals tell of their leads at the state's instant: opportunity, won, lost, reason, value, owner.
pub fn tell(world: &World, state: &mut State) {
    let (all, run) = (deals(world, state.until), deals(world, world.as_of));
    let opening = state.opening;
    for episode in &mut state.episodes {
        let mut mine: Vec<&Deal> =
            episode.deals.iter().filter_map(|index| all.get(index)).collect();
        mine.sort_by_key(|deal| {
            (deal.created.map(|stamp| stamp.at), cell(&deal.row, "id").to_owned())
        });
        let earliest = |pick: fn(&Deal) -> Option<Stamp>| {
            mine.iter().filter_map(|deal| pick(deal)).min_by_key(|stamp| stamp.at)
        };
        let opened = earliest(|deal| deal.created).filter(|_| opening == Opening::Step);
        for (milestone, date) in [("opportunity", opened), ("won", earliest(|deal| deal.won))] {
            let known = episode.dates.get(milestone).copied();
            if let Some(date) = known.into_iter().chain(date).min_by_key(|stamp| stamp.at) {
                episode.dates.insert(milestone, date);
            }
        }
        // Whether a lead is lost is told once, by all deals that the run knows: a later one undoes an earlier loss.
        let known: Vec<&Deal> = episode.deals.iter().filter_map(|index| run.get(index)).collect();
        let is_over =
            !known.is_empty() && known.iter().all(|deal| !deal.is_open && deal.won.is_none());
        if let Some(last) = known
            .iter()
            .filter(|_| is_over)
            .filter(|deal| deal.lost.is_some())
            .max_by_key(|deal| deal.lost.map(|stamp| stamp.at))
        {
            let had_own = episode.dates.insert("lost", last.lost.unwrap()).is_some();
            // The lead's own reason explains the lead's own date where there is one.
            if !last.reason.is_empty() || had_own {
                episode.lost_reason = last.reason.clone();
            }
            episode.dates.retain(|_, stamp| stamp.at <= state.until);
        }
        let told = |field: &str| mine.last().map_or("", |deal| cell(&deal.row, field)).to_owned();
        let source = episode.text.entry("source".to_owned()).or_default();
        if source.is_empty() {
            *source = told("source");
        }
        // Who works the lead now is the deal's owner, whoever handed it over.
        if !told("owner").is_empty() {
            episode.text.insert("owner".to_owned(), told("owner"));
        }
    }
}

/// The deal that an activity names.
pub fn named(world: &World, state: &State, row: &Row) -> Option<usize> {
    let name = cell(row, "deal");
    let is_it = |index: &&usize| {
        world
            .deals
            .as_ref()
            .is_some_and(|export| fold(cell(&export.rows[**index], "id")) == fold(name))
    };
    (!name.is_empty())
        .then(|| state.deal_of.keys().find(is_it).map(|index| state.deal_of[index]))
        .flatten()
}
