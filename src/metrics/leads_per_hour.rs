//! `leads-per-hour`.
//!
//! *What it says*: how fast sales takes up new leads.
//! *Formula*: leads whose first attempt lies in the period ÷ working hours gone; by person: ÷ owners of activities with at least 5 % of the period's attempts.
//! No more can be asked than there was to do: ready ÷ hours gone, ready = delivered in the period + earlier leads unattempted at its start.
//! *Absent when* no activities source is in use, or no working hour is gone.

use std::collections::BTreeMap;

use crate::model::agreement::Commitment;
use crate::model::words::{Channel, Milestone};

use super::first_contact::{cadence_cut_off, why_not};
use super::measure::{Entry, Measurement, Rule};
use super::world::{Scope, World, version_at};

/// An owner with a smaller share of the attempts is no full member of the team.
const LEAST_SHARE: f64 = 0.05;

/// `leads-per-hour`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    let scopes = Scope::of(world, versions);
    let period = world.period;
    let end = cut_off.min(period.end);
    let hours = world.calendar.elapsed(period.start, end.max(period.start)) as f64 / 3_600.0;
    let mut ready = 0.0;
    let mut entries = Vec::new();
    let delivered = world.data.leads.dates(Milestone::Delivered).iter().enumerate();
    for (lead, at) in delivered.filter_map(|(lead, at)| at.filter(|at| at.at() <= cut_off && at.at() < period.end).map(|at| (lead, at))) {
        let Some(version) = version_at(&scopes, lead, world.zone().day(at)) else { continue };
        let channels = scopes.get(usize::from(version)).map_or(&[][..], |scope| &scope.commitment.channels);
        let first = world.first_attempt(lead, channels, cut_off);
        let is_ready = at.at() >= period.start || first.is_none_or(|first| first.at() >= period.start);
        ready += f64::from(u8::from(is_ready));
        if let (Some(_), Ok(lead)) = (first.filter(|first| world.is_in_period(*first, cut_off)), u32::try_from(lead)) {
            entries.push(Entry { lead, version, adds: 1.0, counts: 1, ..Entry::default() });
        }
    }
    let people = versions.last().filter(|version| version.per_person).map_or(1.0, |version| people(world, &version.channels, cut_off));
    let divisor = hours * people;
    let ready = (divisor > 0.0).then(|| ready / divisor);
    Measurement { ready, rule: Rule::Over(divisor), ..Measurement::of_period(world, cut_off, entries.into_iter().collect()) }
}

/// Owners of activities with at least 5 % of the period's attempts through the channels that count.
fn people(world: World, channels: &[Channel], cut_off: i64) -> f64 {
    let activities = &world.data.activities;
    let mut attempts: BTreeMap<u32, f64> = BTreeMap::new();
    let kinds = activities.contact.iter().zip(&activities.channel).zip(&activities.before_delivery);
    for (((contact, channel), before), (at, owner)) in kinds.zip(activities.at.iter().zip(&activities.owner.codes)) {
        let counts = contact.is_attempt() && !before && (channels.is_empty() || channels.contains(channel));
        if counts && at.is_some_and(|at| world.is_in_period(at, cut_off)) {
            *attempts.entry(*owner).or_default() += 1.0;
        }
    }
    let all: f64 = attempts.values().sum();
    attempts.iter().filter(|(owner, own)| **owner > 0 && **own >= LEAST_SHARE * all).count() as f64
}
