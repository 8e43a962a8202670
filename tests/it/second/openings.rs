//! What it means that a deal was opened (`DEFINITIONS.md` §2): read off row by row.

use std::collections::BTreeSet;

use super::calendar::{Precision, Stamp};
use super::deals::{Deal, deals};
use super::episodes::{Episode, State, dates};
use super::world::{World, cell};

/// Steps by which sales take a lead up, in their order.
pub const STEPS: [&str; 3] = ["accepted", "sql", "opportunity"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Sales took the lead up.
    Step,
    /// It came with the hand-off and tells nothing more.
    Handoff,
    /// It came with the hand-off; stages tell the rest.
    Stages,
}

/// Some deal has a stage of this name.
pub fn has_stage(world: &World, stage: &str) -> bool {
    world.deals.iter().any(|export| export.rows.iter().any(|row| cell(row, "stage") == stage))
}

/// What the opening of the deals of these leads tells, as the run knows them.
pub fn opening(world: &World, state: &State) -> Opening {
    let waits = ["created", "mql", "delivered"].iter().any(|stage| has_stage(world, stage));
    let moves = STEPS.iter().any(|stage| has_stage(world, stage));
    if waits {
        return if moves { Opening::Stages } else { Opening::Handoff };
    }
    let Some(export) = &world.deals else { return Opening::Step };
    let created = dates(world, export, "created", world.as_of);
    let both: Vec<(Stamp, Stamp)> = state
        .episodes
        .iter()
        .filter_map(|episode| {
            let all = episode.deals.iter().filter_map(|deal| created[*deal]);
            Some((episode.delivered()?, all.min_by_key(|at| (at.at, at.precision))?))
        })
        .collect();
    let at_once = |(delivered, opened): &&(Stamp, Stamp)| {
        let timed = [delivered, opened].iter().all(|at| at.precision != Precision::Day);
        delivered.at_or_after(opened) || (timed && opened.at <= delivered.at + 5 * 60)
    };
    let soon = both.iter().filter(at_once).count();
    let is_tool = soon * 2 > both.len() || keep_one_distance(state, &both);
    if is_tool { Opening::Handoff } else { Opening::Step }
}

/// Of at least ten leads all but a twentieth have their deal within the same hour after the hand-off, and of those that have a deal or ended
/// without one not more than a twentieth ended.
fn keep_one_distance(state: &State, both: &[(Stamp, Stamp)]) -> bool {
    let timed = |(delivered, opened): &(Stamp, Stamp)| {
        let is_day = [delivered, opened].iter().any(|at| at.precision == Precision::Day);
        (!is_day).then(|| opened.at - delivered.at)
    };
    let lags: Vec<i64> = both.iter().filter_map(timed).collect();
    let near = |from: &i64| lags.iter().filter(|lag| (0..=3600).contains(&(*lag - from))).count();
    let alike = lags.iter().map(near).max().unwrap_or(0);
    let is_refused = |it: &&Episode| {
        let ended = it.date("rejected").or(it.date("lost")).is_some();
        it.delivered().is_some() && it.deals.is_empty() && ended
    };
    let refused = state.episodes.iter().filter(is_refused).count();
    both.len() >= 10
        && (both.len() - alike) * 20 <= both.len()
        && refused * 20 <= both.len() + refused
}

/// Whether anything says that sales accepted leads.
pub fn tells_acceptance(world: &World, opening: Opening) -> bool {
    let has = |step: &str| world.leads.columns.iter().any(|column| column == step);
    match opening {
        Opening::Handoff => STEPS.iter().any(|step| has(step)),
        Opening::Stages => true,
        Opening::Step => {
            world.deals.is_some()
                || ["accepted", "sql", "opportunity", "won"].iter().any(|step| has(step))
        }
    }
}

/// The furthest step in which a deal of each lead stands, where stages tell it.
pub fn steps(world: &World, state: &State) -> Vec<Option<usize>> {
    if state.opening != Opening::Stages {
        return vec![None; state.episodes.len()];
    }
    let all = deals(world, world.as_of);
    let step = |deal: &usize| {
        let deal = all.get(deal).filter(|deal| is_opened(deal))?;
        STEPS.iter().position(|step| *step == cell(&deal.row, "stage"))
    };
    state.episodes.iter().map(|own| own.deals.iter().filter_map(step).max()).collect()
}

/// Its creation is not still to come: no instant of one is written, or it has happened.
fn is_opened(deal: &Deal) -> bool {
    deal.created.is_some() || cell(&deal.row, "created").is_empty()
}

/// Leads with a deal, and those of them of whose deals no stage says anything.
pub fn staged(world: &World, run: &State) -> (usize, usize) {
    let all = told(world, run);
    (all.len(), all.iter().filter(|(_, is_dark)| *is_dark).count())
}

/// The ids of the latter.
pub fn dark(world: &World, run: &State) -> BTreeSet<String> {
    told(world, run).into_iter().filter(|(_, is_dark)| *is_dark).map(|(id, _)| id).collect()
}

fn told(world: &World, run: &State) -> Vec<(String, bool)> {
    if run.opening != Opening::Stages {
        return Vec::new();
    }
    let all = deals(world, world.as_of);
    let is_won = |deal: &Deal| {
        let status = cell(&deal.row, "status");
        status == "won" || (status.is_empty() && deal.won.is_some())
    };
    let own = |episode: &Episode| -> Vec<&Deal> {
        let own = episode.deals.iter().filter_map(|deal| all.get(deal));
        own.filter(|deal| is_opened(deal) || is_won(deal)).collect()
    };
    let with = run.episodes.iter().map(|episode| (episode.id.clone(), own(episode)));
    let is_dark = |deals: &[&Deal]| {
        deals.iter().all(|deal| cell(&deal.row, "stage").is_empty() && !is_won(deal))
    };
    with.filter(|(_, deals)| !deals.is_empty()).map(|(id, deals)| (id, is_dark(&deals))).collect()
}
