//! `attempts-per-day`.
//!
//! *What it says*: on how many of the days a lead lay open it was tried as often as promised.
//! *Formula*: lead-days with at least `attempts` tries ÷ lead-days. A lead-day is a complete working day of the period up to the cut-off on which a lead, whenever delivered,
//! was open from opening to closing: after its delivery day, closing by due(delivered, within), without connection, decision or close before closing.
//! An end without time of day has happened once its day has begun: that day is not owed. A try on a day without working time counts for the next working day. Leads closed on an unknown day, or delivered before the activities began to be kept, have no lead-days.
//! *Absent when* no activities source is in use, or nothing gives the delivery, or there is no lead-day.

use std::collections::BTreeMap;

use crate::model::agreement::{Clock, Commitment};
use crate::model::moment::Moment;
use crate::model::words::Milestone;
use crate::model::zone::Day;

use super::first_contact::{cadence_cut_off, why_not};
use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `attempts-per-day`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    let scopes = Scope::of(world, versions);
    let complete = world.calendar.complete_days(world.period, cut_off);
    let delivered = world.data.leads.dates(Milestone::Delivered).iter().enumerate();
    let entries = delivered.filter_map(|(lead, at)| {
        let at = (*at).filter(|at| at.at() <= cut_off && at.at() >= world.activities_from())?;
        let version = version_at(&scopes, lead, world.zone().day(at))?;
        let commitment = scopes.get(usize::from(version))?.commitment;
        let days = open_days(world, commitment, lead, at, &complete, cut_off);
        let (first, last) = (*days.first()?, *days.last()?);
        let tries = tries_by_day(world, commitment, lead, first, last, cut_off);
        let is_kept = |day: &&Day| tries.get(day).copied().unwrap_or(0) >= commitment.attempts.unwrap_or(1);
        let kept = days.iter().filter(is_kept).count();
        Some(Entry {
            lead: u32::try_from(lead).ok()?,
            version,
            adds: kept as f64,
            counts: u32::try_from(days.len()).ok()?,
            ..Entry::default()
        })
    });
    Measurement::of_period(world, cut_off, entries.collect())
}

/// The lead's days among the complete ones: one run of them.
fn open_days<'a>(world: World, commitment: &Commitment, lead: usize, delivered: Moment, complete: &'a [Day], cut_off: i64) -> &'a [Day] {
    let Some(within) = commitment.within else { return &[] };
    let first = world.zone().day(delivered).plus(1);
    let due = world.calendar.due(delivered, within, Clock::Working).latest;
    let Some(end) = end(world, commitment, lead, cut_off) else { return &[] };
    let is_open = |day: &Day| {
        let closing = world.calendar.closing(*day).unwrap_or(i64::MAX);
        closing <= due && end.is_none_or(|end| end.at() >= closing)
    };
    let from = complete.partition_point(|day| *day < first);
    let open = complete.get(from..).unwrap_or_default();
    open.get(..open.partition_point(is_open)).unwrap_or_default()
}

/// When nothing was owed any more; the outer nothing when that is unknown.
#[allow(clippy::option_option, reason = "open without end is not the same as closed on an unknown day")]
fn end(world: World, commitment: &Commitment, lead: usize, cut_off: i64) -> Option<Option<Moment>> {
    let exits = [Milestone::Lost, Milestone::Recycled, Milestone::Rejected, Milestone::Won];
    let dated = exits.into_iter().filter_map(|exit| world.date(lead, exit, cut_off));
    let accepted = world.date(lead, Milestone::Accepted, cut_off);
    let connection = world.first_connection(lead, &commitment.channels, cut_off);
    let end = dated.chain(accepted).chain(connection).min_by_key(|at| (at.at(), at.precision()));
    (end.is_some() || !world.is_closed(lead, cut_off)).then_some(end)
}

/// Tries on each working day from `first` to `last`; those of other days belong to the next working day.
fn tries_by_day(world: World, commitment: &Commitment, lead: usize, first: Day, last: Day, cut_off: i64) -> BTreeMap<Day, u32> {
    let working = |day: Day| if world.calendar.is_working_day(day) { Some(day) } else { world.calendar.next_working_day(day) };
    let days = world.tries(lead, &commitment.channels, cut_off).filter_map(|at| working(world.zone().day(at)));
    let mut tries = BTreeMap::new();
    days.filter(|day| (first..=last).contains(day)).for_each(|day| *tries.entry(day).or_insert(0) += 1);
    tries
}
