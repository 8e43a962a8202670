//! Which leads activities can tell of: by what names their lead, and of which somebody may have been tried without anyone knowing.

use std::collections::BTreeSet;

use super::activities::{channel_of, nature, outcome_of, told_by, whose};
use super::calendar::Stamp;
use super::deals;
use super::episodes::{Episode, State, dates, happened};
use super::persons::{is_test, row_id};
use super::world::{Export, World, cell};

/// Marks the leads of a run; one without activities goes by what tells of a first contact.
pub fn tell(world: &World, state: &mut State) {
    let marks: Vec<(bool, Option<i64>)> = match &world.activities {
        None => {
            // A lead that a deal made stands in no file of leads.
            let own = happened(world).0.rows.len();
            let is_told = |episode: &Episode| match told_by(world) {
                Some("leads") => episode.rows.iter().any(|row| *row < own),
                _ => !episode.deals.is_empty(),
            };
            state.episodes.iter().map(|episode| (is_told(episode), None)).collect()
        }
        Some(export) => {
            let stamps = dates(world, export, "at", world.as_of);
            let kinds = kinds(world, export, &stamps);
            let unplaced = unplaced(world, state, export, &stamps);
            let doubt = |episode: &Episode| {
                let own = unplaced.iter().filter(|(persons, at)| {
                    persons.contains(&episode.person) && is_of(state, episode, at)
                });
                own.map(|(_, at)| at.at).min()
            };
            let mark = |episode| (is_named(world, state, &kinds, episode), doubt(episode));
            state.episodes.iter().map(mark).collect()
        }
    };
    for (episode, (has_key, doubt)) in state.episodes.iter_mut().zip(marks) {
        (episode.has_key, episode.doubt) = (has_key, doubt);
    }
}

impl Episode {
    /// Nobody can tell whether it was tried by an instant, beyond what is seen.
    pub fn unseen_by(&self, at: i64) -> bool {
        !self.has_key || self.doubt.is_some_and(|doubt| doubt <= at)
    }
}

/// What the rows in use name their leads by; where there is none, the columns.
fn kinds<'a>(world: &World, export: &'a Export, stamps: &[Option<Stamp>]) -> BTreeSet<&'a str> {
    let used = || {
        let rows = export.rows.iter().zip(stamps);
        rows.filter(|(row, at)| at.is_some() && !is_test(row, &world.terms)).map(|(row, _)| row)
    };
    let mut found: BTreeSet<&str> = used().flat_map(deals::keys).map(|(kind, _)| kind).collect();
    if used().any(|row| !cell(row, "deal").is_empty()) {
        found.insert("deal");
    }
    if found.is_empty() {
        let all = ["lead", "person", "deal", "email", "phone"];
        found = export.columns.iter().map(String::as_str).filter(|own| all.contains(own)).collect();
    }
    found
}

fn is_named(world: &World, state: &State, kinds: &BTreeSet<&str>, episode: &Episode) -> bool {
    let (leads, census) = (&state.leads, &state.census);
    let is_alone = |key: &(&'static str, String)| {
        census.carriers.get(key).is_some_and(|own| own.len() == 1 && own.contains(&episode.person))
    };
    let by_id = || {
        let ids = episode.rows.iter().filter_map(|row| row_id(leads, &leads.rows[*row]));
        ids.map(|id| ("lead", id)).any(|key| is_alone(&key))
    };
    let by_deal = || {
        let export = world.deals.as_ref();
        episode.deals.iter().any(|deal| !cell(&export.unwrap().rows[*deal], "id").is_empty())
    };
    let by_key = || {
        let rows = (0..leads.rows.len()).filter(|row| census.person[*row] == Some(episode.person));
        let mut keys = rows.flat_map(|row| deals::keys(&leads.rows[row]));
        keys.any(|key| key.0 != "lead" && kinds.contains(key.0) && is_alone(&key))
    };
    let by_deals_key = || {
        let is_own = |(kind, key): (&(&'static str, String), &BTreeSet<Option<usize>>)| {
            kinds.contains(kind.0) && key.len() == 1 && key.contains(&Some(episode.person))
        };
        state.deal_keys.iter().any(is_own)
    };
    by_deals_key()
        || kinds.contains("lead") && by_id()
        || kinds.contains("deal") && by_deal()
        || by_key()
}

/// Contacts that found no lead because several persons carry what they name: who, and when.
fn unplaced(
    world: &World,
    state: &State,
    export: &Export,
    stamps: &[Option<Stamp>],
) -> Vec<(BTreeSet<usize>, Stamp)> {
    let mut found = Vec::new();
    for (row, at) in export.rows.iter().zip(stamps) {
        let Some(at) = at.filter(|_| !is_test(row, &world.terms)) else { continue };
        let (attempt, connection) = nature(row, channel_of(export, row), outcome_of(row));
        if !(attempt || connection) || whose(world, state, row, &at).is_some() {
            continue;
        }
        let carriers =
            deals::keys(row).into_iter().filter_map(|key| state.census.carriers.get(&key));
        let mut persons: BTreeSet<usize> =
            carriers.filter(|own| own.len() > 1).flatten().copied().collect();
        let of_deals = deals::keys(row).into_iter().filter_map(|key| state.deal_keys.get(&key));
        persons.extend(of_deals.filter(|own| own.len() > 1).flatten().flatten());
        found.push((persons, at));
    }
    found
}

/// At or after the delivery, and before the person's next one.
fn is_of(state: &State, episode: &Episode, at: &Stamp) -> bool {
    let Some(delivered) = episode.delivered() else { return false };
    let place = |own: &Episode| (own.delivered().map(|stamp| stamp.at), own.id.clone());
    let mut later: Vec<&Episode> = state
        .episodes
        .iter()
        .filter(|own| own.person == episode.person && place(own) > place(episode))
        .collect();
    later.sort_by_key(|own| place(own));
    let is_before_next =
        later.first().is_none_or(|next| !at.at_or_after(&next.delivered().unwrap()));
    at.at_or_after(&delivered) && is_before_next
}
