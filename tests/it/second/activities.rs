//! Activities: whose each is, and which are attempts, connections and tries.

use std::collections::BTreeMap;

use super::calendar::Stamp;
use super::deals;
use super::episodes::{Episode, State, dates};
use super::persons;
use super::world::{Export, Row, World, cell, fold};

/// An attempt or a connection of a lead.
#[derive(Clone, Debug)]
pub struct Touch {
    pub at: Stamp,
    pub channel: &'static str,
    pub owner: String,
    pub outcome: &'static str,
}

const CHANNELS: [&str; 8] =
    ["call", "email", "whatsapp", "sms", "social", "meeting", "task", "other"];
pub const OUTCOMES: [&str; 7] = [
    "connected",
    "no-answer",
    "not-interested",
    "not-now",
    "meeting-held",
    "not-done",
    "automatic",
];
const TWO_WAY: [&str; 4] = ["connected", "meeting-held", "not-interested", "not-now"];

fn word(list: &[&'static str], text: &str, other: &'static str) -> &'static str {
    list.iter().copied().find(|known| fold(known) == fold(text)).unwrap_or(other)
}

/// The channel of a row.
pub fn channel_of(export: &super::world::Export, row: &Row) -> &'static str {
    let has_channel = export.columns.iter().any(|column| column == "channel");
    if has_channel { word(&CHANNELS, cell(row, "channel"), "other") } else { "other" }
}

/// Its outcome; blank when none is known.
pub fn outcome_of(row: &Row) -> &'static str {
    word(&OUTCOMES, cell(row, "outcome"), "")
}

/// A call of the lead of which neither an outcome nor a duration says whether anybody took it.
pub fn is_untold_call(row: &Row, channel: &str, outcome: &str) -> bool {
    let is = |field: &str, words: [&str; 2]| words.contains(&fold(cell(row, field)).as_str());
    let is_real = !is("done", ["no", "false"]) && !is("automatic", ["yes", "true"]);
    let lasted = cell(row, "duration").parse::<f64>().ok();
    let is_call = channel == "call" || (channel == "other" && lasted.is_some());
    let is_inbound = fold(cell(row, "direction")) == "inbound";
    // A word that nobody understands may say anything.
    let is_dark = !cell(row, "outcome").is_empty() && lasted.is_some_and(|seconds| seconds > 0.0);
    is_call && is_inbound && is_real && outcome.is_empty() && (lasted.is_none() || is_dark)
}

/// What a row is: an attempt, a connection, both or neither.
pub fn nature(row: &Row, channel: &str, outcome: &str) -> (bool, bool) {
    let is = |field: &str, words: [&str; 2]| words.contains(&fold(cell(row, field)).as_str());
    let is_finished = outcome != "not-done" && !is("done", ["no", "false"]);
    let is_human = outcome != "automatic" && !is("automatic", ["yes", "true"]);
    let real = is_finished && is_human && channel != "task";
    let two_way = TWO_WAY.contains(&outcome);
    if fold(cell(row, "direction")) != "inbound" {
        return (real, real && two_way);
    }
    let lasted = cell(row, "duration").parse::<f64>().ok();
    let is_call = channel == "call" || (channel == "other" && lasted.is_some());
    let is_told = cell(row, "outcome").is_empty() || !outcome.is_empty();
    let spoke = !is_call || two_way || is_told && lasted.is_some_and(|seconds| seconds > 0.0);
    (false, real && outcome != "no-answer" && spoke)
}

/// The world with "no" in the empty cells of a column that only ticks what is done, but for channels in which hardly anything is ticked, and for rows that tell
/// by themselves that they took place.
pub fn ticked(mut world: World) -> World {
    let Some(export) = &mut world.activities else { return world };
    let kinds: Vec<&str> = export.rows.iter().map(|row| channel_of(export, row)).collect();
    let is_ticked = |row: &Row| ["yes", "true"].contains(&fold(cell(row, "done")).as_str());
    if !export.rows.iter().all(|row| fold(cell(row, "done")).is_empty() || is_ticked(row)) {
        return world;
    }
    let is_of_ticks = |kind: &str| {
        let own = || export.rows.iter().zip(&kinds).filter(|(_, own)| **own == kind);
        own().filter(|(row, _)| is_ticked(row)).count() * 20 > own().count()
    };
    let is_open: Vec<bool> = kinds.iter().map(|kind| is_of_ticks(kind)).collect();
    for (row, is_open) in export.rows.iter_mut().zip(is_open) {
        let took_place = !["", "not-done"].contains(&outcome_of(row))
            || fold(cell(row, "direction")) == "inbound";
        if is_open && !took_place && cell(row, "done").is_empty() {
            row.insert("done".to_owned(), "no".to_owned());
        }
    }
    world
}

/// Channels in which what came of attempts is written down, and leads answer by no message of their own.
pub fn told_channels(world: &World, state: &State) -> Vec<&'static str> {
    let Some(export) = &world.activities else { return Vec::new() };
    let stamps = dates(world, export, "at", world.as_of);
    let (mut told, mut heard) = (Vec::new(), Vec::new());
    for ((row, at), home) in export.rows.iter().zip(stamps).zip(&state.homes) {
        if at.is_none() || home.is_none() || persons::is_test(row, &world.terms) {
            continue;
        }
        let (channel, outcome) = (channel_of(export, row), outcome_of(row));
        match nature(row, channel, outcome) {
            (true, _) if !outcome.is_empty() => told.push(channel),
            (false, true) if ["email", "whatsapp", "sms", "social"].contains(&channel) => {
                heard.push(channel);
            }
            _ => {}
        }
    }
    told.retain(|channel| !heard.contains(channel));
    told
}

pub fn attach(world: &World, state: &mut State) {
    let Some(export) = &world.activities else { return first_contacts(world, state) };
    let told = told_channels(world, state);
    let stamps = dates(world, export, "at", state.until);
    let homes = state.homes.clone();
    for ((row, at), home) in export.rows.iter().zip(stamps).zip(homes) {
        let Some(at) = at.filter(|_| !persons::is_test(row, &world.terms)) else { continue };
        let Some((episode, counts)) = home else {
            state.orphans += 1;
            continue;
        };
        let (channel, outcome) = (channel_of(export, row), outcome_of(row));
        let touch = Touch { at, channel, owner: cell(row, "owner").to_owned(), outcome };
        let (attempt, connection) = nature(row, channel, outcome);
        let is_untold = attempt && outcome.is_empty() && told.contains(&channel);
        let is_call = is_untold_call(row, channel, outcome);
        if !counts {
            state.early += 1;
            state.episodes[episode].before.push((
                touch,
                attempt,
                connection || is_untold || is_call,
            ));
            continue;
        }
        state.episodes[episode].tries.extend(attempt.then(|| touch.clone()));
        state.episodes[episode].untold.extend(is_untold.then(|| touch.clone()));
        state.episodes[episode].calls.extend(is_call.then(|| touch.clone()));
        state.episodes[episode].connections.extend(connection.then_some(touch));
    }
    for episode in &mut state.episodes {
        episode.tries.sort_by_key(|touch| (touch.at.at, touch.channel));
        episode.connections.sort_by_key(|touch| (touch.at.at, touch.channel));
    }
}

/// Whose each activity is, told once for all commitments: as leads and activities were both known.
pub fn settle(world: &World, state: &mut State) {
    let Some(export) = &world.activities else { return };
    let shared = world.cut_off(&["leads", "activities"]);
    let stamps = dates(world, export, "at", world.as_of);
    let homes = |state: &State| -> Vec<Option<(usize, bool)>> {
        let home = |(row, at): (&Row, &Option<Stamp>)| {
            let at = (*at)?;
            let (episode, counts) = whose(world, state, row, &at)?;
            let delivered = state.episodes[episode].delivered();
            Some((episode, counts && delivered.is_some_and(|own| at.at_or_after(&own))))
        };
        export.rows.iter().zip(&stamps).map(home).collect()
    };
    let late = homes(state);
    let all: Vec<_> = state.episodes.iter().map(|episode| episode.dates.clone()).collect();
    state.episodes.iter_mut().for_each(|own| own.dates.retain(|_, stamp| stamp.at <= shared));
    let early = homes(state);
    state.episodes.iter_mut().zip(all).for_each(|(own, dates)| own.dates = dates);
    let is_late = stamps.iter().map(|at| at.is_some_and(|at| at.at > shared));
    let both = is_late.zip(late.into_iter().zip(early));
    state.homes = both.map(|(is_late, (late, early))| if is_late { late } else { early }).collect();
}

pub fn whose(world: &World, state: &State, row: &Row, at: &Stamp) -> Option<(usize, bool)> {
    let keys = deals::keys(row);
    let (lead, person): (Vec<_>, Vec<_>) = keys.into_iter().partition(|key| key.0 == "lead");
    let by_lead = deals::episode_of(state, &lead, Some(at)).map(|(episode, _)| (episode, true));
    let by_deal = || deals::named(world, state, row).map(|episode| (episode, true));
    let by_deals_key = || {
        let of = |key| deals::of_person(state, deals::person_of(state, key)?, key, Some(at));
        person.iter().find_map(of)
    };
    by_lead
        .or_else(by_deal)
        .or_else(|| deals::episode_of(state, &person, Some(at)))
        .or_else(by_deals_key)
}

/// The table whose dates of first contact tell of tries, where there are no activities: a lead's own before a deal's.
pub fn told_by(world: &World) -> Option<&'static str> {
    let has =
        |export: &Export| export.rows.iter().any(|row| !cell(row, "first-contact").is_empty());
    let by = |name, export: Option<&Export>| export.filter(|own| has(own)).map(|_| name);
    let own = || by("leads", Some(&world.leads)).or_else(|| by("deals", world.deals.as_ref()));
    if world.activities.is_some() { None } else { own() }
}

/// A column of first contacts is there that no row fills.
pub fn has_blank_contacts(world: &World) -> bool {
    let has = |export: &Export| export.columns.iter().any(|own| own == "first-contact");
    let is_there = has(&world.leads) || world.deals.as_ref().is_some_and(has);
    world.activities.is_none() && told_by(world).is_none() && is_there
}

/// Attempts that found no lead, through these channels, where more than one activity in twenty found none.
pub fn strays(world: &World, state: &State, channels: &[&[&str]]) -> Vec<Stamp> {
    let Some(export) = &world.activities else { return Vec::new() };
    if !super::evidence::loses_activities(world, state) {
        return Vec::new();
    }
    let stamps = dates(world, export, "at", state.until);
    let rows = export.rows.iter().zip(stamps).zip(&state.homes);
    let own =
        rows.filter(|((row, _), home)| home.is_none() && !persons::is_test(row, &world.terms));
    let is_asked =
        |channel: &&str| channels.iter().any(|own| own.is_empty() || own.contains(channel));
    own.filter_map(|((row, at), _)| {
        let channel = channel_of(export, row);
        let (attempt, _) = nature(row, channel, outcome_of(row));
        at.filter(|_| attempt && is_asked(&channel))
    })
    .collect()
}

/// Each first contact: when, the episode, and whose row it is of.
pub fn contacts(world: &World, state: &State, until: i64) -> Vec<(Stamp, usize, String)> {
    let (export, rows): (&Export, Vec<(usize, usize)>) = match (told_by(world), &world.deals) {
        (Some("leads"), _) => {
            let rows = |(place, own): (usize, &Episode)| {
                own.rows.iter().map(move |row| (*row, place)).collect::<Vec<_>>()
            };
            (&state.leads, state.episodes.iter().enumerate().flat_map(rows).collect())
        }
        (Some(_), Some(deals)) => (deals, state.deal_of.clone().into_iter().collect()),
        _ => return Vec::new(),
    };
    let stamps = dates(world, export, "first-contact", until);
    let of = |(row, episode): (usize, usize)| {
        Some((stamps[row]?, episode, cell(&export.rows[row], "owner").to_owned()))
    };
    let mut found: Vec<_> = rows.into_iter().filter_map(of).collect();
    if told_by(world) == Some("leads") {
        // The first of a lead's rows that tell of one.
        found.sort_by_key(|(at, episode, _)| (*episode, at.at));
        found.dedup_by_key(|(_, episode, _)| *episode);
    }
    found
}

/// Without activities, a first contact is one attempt.
fn first_contacts(world: &World, state: &mut State) {
    for (at, episode, owner) in contacts(world, state, state.until) {
        let touch = Touch { at, channel: "other", owner, outcome: "" };
        let delivered = state.episodes[episode].delivered();
        if delivered.is_none_or(|own| !at.at_or_after(&own)) {
            state.episodes[episode].before.push((touch.clone(), true, false));
        }
        state.episodes[episode].tries.push(touch);
    }
    state.episodes.iter_mut().for_each(|episode| episode.tries.sort_by_key(|touch| touch.at.at));
}

fn chosen(touches: &[Touch], channels: &[&str], from: &Stamp) -> Vec<Touch> {
    touches
        .iter()
        .filter(|touch| {
            (channels.is_empty() || channels.contains(&touch.channel)) && touch.at.at_or_after(from)
        })
        .cloned()
        .collect()
}

pub fn attempts(episode: &super::episodes::Episode, channels: &[&str]) -> Vec<Touch> {
    episode
        .delivered()
        .map(|delivered| chosen(&episode.tries, channels, &delivered))
        .unwrap_or_default()
}

/// Attempts of which nobody wrote whether they reached anybody, and calls of the lead that were taken or not.
pub fn untold(episode: &super::episodes::Episode, channels: &[&str]) -> Vec<Touch> {
    let own = |delivered| chosen(&episode.untold, channels, &delivered);
    let attempts = episode.delivered().map(own).unwrap_or_default();
    [attempts, untold_calls(episode, channels)].concat()
}

/// Calls of the lead that were taken or not.
pub fn untold_calls(episode: &super::episodes::Episode, channels: &[&str]) -> Vec<Touch> {
    episode
        .delivered()
        .map(|delivered| chosen(&episode.calls, channels, &delivered))
        .unwrap_or_default()
}

pub fn connections(episode: &super::episodes::Episode, channels: &[&str]) -> Vec<Touch> {
    episode
        .delivered()
        .map(|delivered| chosen(&episode.connections, channels, &delivered))
        .unwrap_or_default()
}

/// The first attempt of every try at or after the delivery.
pub fn tries(world: &World, episode: &super::episodes::Episode, channels: &[&str]) -> Vec<Touch> {
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    let mut found = Vec::new();
    for touch in attempts(episode, channels) {
        let before = last.insert(touch.channel, touch.at.at);
        if before.is_none_or(|before| touch.at.at - before >= world.terms.burst) {
            found.push(touch);
        }
    }
    found
}
