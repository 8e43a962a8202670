//! `attempts-per-day`.
//!
//! *What it says*: on how many of the days a lead lay open it was tried as often as promised.
//! *Formula*: lead-days with at least `attempts` tries ÷ lead-days. A lead-day is a complete working day of the period up to the cut-off on which a lead, whenever delivered,
//! was open from opening to closing: after its delivery day, closing by due(delivered, within), without connection, decision or close before closing.
//! An attempt of which nobody wrote whether it was a connection ends them like one. An end without time of day has happened once its day has begun: that day is not owed. A try on a day without working time counts for the next working day. Leads closed on an unknown day, or delivered before the activities began to be kept, and those of which a contact may be unseen, have no lead-days.
//! *Absent when* no activities source is in use, or nothing gives the delivery, or there is no lead-day.

use std::collections::BTreeMap;

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::moment::{Horizon, Instant};
use crate::model::words::{Metric, Milestone};
use crate::model::zone::Day;

use super::cohort::Cohort;
use super::column::{Column, Moments};
use super::contacts::Contacts;
use super::entries::Entries;
use super::measure::{Kind, Measurement};
use super::spec::{Need, Spec, Unit};
use super::world::{Reads, World};

/// What ends a lead's days, besides a connection.
const ENDS: [Milestone; 5] = [
    Milestone::Lost,
    Milestone::Recycled,
    Milestone::Rejected,
    Milestone::Won,
    Milestone::Accepted,
];

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Tries, Need::Conversations],
    requires: &["within", "attempts"],
    takes: &["channels"],
    reads: Reads::Cadence,
    ..Spec::of(Metric::AttemptsPerDay, Kind::Share, Unit::Share, measure)
};

/// For each lead its days of the period on which tries were owed, and on how many of them enough
/// were made.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let complete = world.calendar.complete_days(world.period, cut_off);
    let cohort = open(world, versions, &complete, cut_off);
    let days = lead_days(&cohort, &complete);
    let has_days = days.map(|(from, until)| from < until);
    let (cohort, days) = (cohort.filter(&has_days), days.filter(&has_days));
    let promised = cohort.agreed(|version| version.attempts.unwrap_or(1));
    let kept = cohort.contacts(
        &days.with(&promised, |days, promised| (days, promised)),
        |((from, until), promised), own| {
            kept(world, complete.get(from..until).unwrap_or_default(), promised, own)
        },
    );
    let counts = days.map(|(from, until)| u32::try_from(until - from).unwrap_or(u32::MAX));
    Measurement::of_period(
        world,
        cut_off,
        Entries { adds: kept.map(f64::from), counts, ..Entries::of(&cohort) },
    )
}

/// Leads that may have lain open on a complete day: those delivered since activities are kept, whose due is not over before the first of them,
/// and of which a day tells when they were closed if they were.
fn open<'a>(
    world: World<'a>,
    versions: &'a [&'a Commitment],
    complete: &[Day],
    cut_off: Horizon,
) -> Cohort<'a> {
    let first =
        complete.first().and_then(|day| world.calendar.closing(*day)).unwrap_or(Instant::LATEST);
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, |at| {
        at.at() >= world.activities_from()
    });
    let cohort = delivered.under(versions).allowed();
    let cohort = cohort.filter(&cohort.due.map(|due| due.latest >= first));
    let cohort = cohort.filter(&cohort.without_key().or(&cohort.doubtful()).not());
    cohort.filter(&end(&cohort).is_some().or(&cohort.closed().not()))
}

/// The first moment from which perhaps no more tries were owed: a connection, an attempt of which nobody wrote whether it was one, or whichever end
/// came first.
fn end(cohort: &Cohort) -> Moments {
    let reached = cohort.first(Contact::may_be_connection);
    ENDS.iter().fold(reached, |end, exit| end.earliest(&cohort.date(*exit)))
}

/// The lead-days: from which of the complete days to before which.
fn lead_days(cohort: &Cohort, complete: &[Day]) -> Column<(usize, usize)> {
    let is_open = |day: Day, until: Instant| {
        cohort.world.calendar.closing(day).is_some_and(|closing| closing <= until)
    };
    let until = cohort
        .due
        .with(&end(cohort), |due, end| end.map_or(due.latest, |end| due.latest.min(end.at())));
    let from =
        cohort.day(&cohort.at).map(|delivered| complete.partition_point(|day| *day <= delivered));
    from.with(&until, |from, until| (from, complete.partition_point(|day| is_open(*day, until))))
}

/// On how many of these days the lead was tried as often as promised; tries of other days belong to the next working day.
fn kept(world: World, days: &[Day], promised: u32, own: Contacts) -> u32 {
    let working = |day: Day| {
        if world.calendar.is_working_day(day) {
            Some(day)
        } else {
            world.calendar.next_working_day(day)
        }
    };
    let mut tries: BTreeMap<Day, u32> = BTreeMap::new();
    own.tries()
        .filter_map(|touch| working(world.zone().day(touch.at)))
        .for_each(|day| *tries.entry(day).or_default() += 1);
    let is_kept = |day: &&Day| tries.get(day).copied().unwrap_or(0) >= promised;
    u32::try_from(days.iter().filter(is_kept).count()).unwrap_or(u32::MAX)
}
