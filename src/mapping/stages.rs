//! Stage memory at work: a row in a stage without that stage's date gets the day it was first seen there.

use xxhash_rust::xxh3::Xxh3;

use crate::model::agreement::Agreement;
use crate::model::memory::{Sightings, StageMemory, Stay};
use crate::model::moment::{Moment, Precision};
use crate::model::words::{DealStatus, Milestone, Table};
use crate::model::zone::Day;

use super::deals::Standings;
use super::frame::Frame;
use super::openings;
use super::read;
use super::tables::Tables;

/// A source as it is looked at: its name, and the day its data speak of.
pub struct Look {
    /// The source's name: a stage word means what that source says it means.
    pub source: String,
    /// The local day of its cut-off.
    pub day: Day,
}

/// Fills the dates that earlier runs, or this one, saw begin; returns what is seen for the first time. `looks` stand in the order of
/// the agreement's sources; sources without a readable file have none.
pub fn apply(
    agreement: &Agreement,
    tables: &mut Tables,
    memory: &StageMemory,
    looks: &[Option<Look>],
) -> Sightings {
    let mut seen = Sightings::default();
    for look in looks.iter().flatten().filter(|look| !is_older(memory, look)) {
        seen.looked.push((look.source.clone(), look.day));
    }
    let of_leads = read::members(&tables.leads, "stage", Milestone::of);
    let words = openings::Words::of(agreement, tables, Table::Deals);
    let of_deals = ends(&tables.deals, words.tell_decisions());
    let steps =
        openings::STEPS.iter().filter(|step| **step == Milestone::Accepted || words.has(**step));
    let told = steps.filter(|_| words.tell_decisions());
    tables.mapped.extend(told.map(|step| (Table::Deals, step.word().to_owned())));
    let mut watch = Watch { agreement, memory, looks, seen };
    let filled = watch.fill(&mut tables.leads, &of_leads);
    watch.fill(&mut tables.deals, &of_deals);
    // A stage that now has dates needs no stand-in.
    let own = [Milestone::Accepted, Milestone::Rejected]
        .into_iter()
        .filter(|milestone| filled & bit(*milestone) != 0);
    tables.mapped.extend(own.map(|milestone| (Table::Leads, milestone.word().to_owned())));
    watch.seen.stays.sort_unstable();
    watch.seen.stays.dedup_by_key(|(stay, _)| *stay);
    watch.seen
}

/// Whether a newer look at the source is remembered.
fn is_older(memory: &StageMemory, look: &Look) -> bool {
    memory.looked.get(&look.source).is_some_and(|looked| looked.last > look.day)
}

/// Won and lost deals, and those that stand behind a decision where stages tell it; other stages say nothing of the lead.
fn ends(deals: &Frame, tell_decisions: bool) -> Vec<Option<Milestone>> {
    let standings = Standings::of(deals);
    let step = |row: usize| {
        standings.stage(deals, row).filter(|step| tell_decisions && openings::STEPS.contains(step))
    };
    let end = |row: usize| match standings.at(deals, row) {
        DealStatus::Won => Some(Milestone::Won),
        DealStatus::Lost => Some(Milestone::Lost),
        DealStatus::Open => step(row),
    };
    (0..deals.len()).map(end).collect()
}

struct Watch<'a> {
    agreement: &'a Agreement,
    memory: &'a StageMemory,
    looks: &'a [Option<Look>],
    seen: Sightings,
}

impl Watch<'_> {
    /// Dates of a frame's rows; returns a bit per milestone that got one.
    fn fill(&mut self, frame: &mut Frame, stages: &[Option<Milestone>]) -> u16 {
        let mut filled = 0;
        frame.observed.resize(frame.len(), 0);
        for (row, stage) in stages.iter().enumerate() {
            let Some(stage) = stage.filter(|_| frame.is_live(row)) else { continue };
            let Some(look) = frame
                .origin
                .get(row)
                .and_then(|origin| self.looks.get(usize::from(origin.source)))
                .and_then(Option::as_ref)
            else {
                continue;
            };
            let Some(id) = frame.text("id", row) else { continue };
            let hash = hash([&self.agreement.name, &look.source, id]);
            for milestone in passed(stage) {
                if frame.date(milestone.word(), row).is_some() {
                    continue;
                }
                let day = self.day(look, Stay { row: hash, milestone }, milestone == stage);
                if let Some(day) = day {
                    frame.observe(
                        row,
                        milestone,
                        Moment::new(self.agreement.zone.start_of(day), Precision::Day),
                    );
                    filled |= bit(milestone);
                }
            }
        }
        filled
    }

    /// The day a stay began, where some run saw it begin; one that is seen now for the first time is noted.
    fn day(&mut self, look: &Look, stay: Stay, is_now: bool) -> Option<Day> {
        if let Some(known) = self.memory.stays.get(&stay) {
            return *known;
        }
        if !is_now || is_older(self.memory, look) {
            return None;
        }
        let day = self.memory.looked.contains_key(&look.source).then_some(look.day);
        self.seen.stays.push((stay, day));
        day
    }
}

/// The stage and, on the ladder, the steps before it: what was seen of them stands while the row is no further back.
fn passed(stage: Milestone) -> impl Iterator<Item = Milestone> {
    let steps = Milestone::LADDER.iter().position(|step| *step == stage);
    let before = Milestone::LADDER.iter().copied().take(steps.unwrap_or(Milestone::LADDER.len()));
    before.chain([stage])
}

fn bit(milestone: Milestone) -> u16 {
    1 << milestone.index()
}

/// Agreement, source and id as one number: the ledger keeps no address, and ids may be addresses.
pub fn hash(parts: [&str; 3]) -> i64 {
    let mut state = Xxh3::new();
    for part in parts {
        state.update(part.as_bytes());
        state.update(&[0]);
    }
    state.digest().cast_signed()
}
