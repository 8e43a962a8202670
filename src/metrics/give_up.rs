//! `give-up`.
//!
//! *What it says*: how many of the leads that sales let go unreached had got the tries promised first.
//! *Formula*: cohort: delivered leads lost or recycled (the first of the two) in the period without a connection by then, unless for a marketing reason.
//! Met: by then at least `attempts` tries on at least `days` distinct local days, and at most `max-attempts` where given; breached otherwise.
//! The version is that of the delivery. *Absent when* no activities source is in use, or nothing gives the delivery, or neither lost nor recycled.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::words::{Category, Milestone, Verdict};
use crate::model::zone::Day;

use super::cohort::Cohort;
use super::column::{Column, Mask, Moments};
use super::first_contact::{cadence_cut_off, why_not};
use super::measure::Measurement;
use super::verdicts::{Ground, Verdicts};
use super::world::World;

/// `give-up`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = cadence_cut_off(world);
    if let Some(why) = why_not(world) {
        return Measurement::absent(cut_off, why);
    }
    if !world.maps(Milestone::Lost) && !world.maps(Milestone::Recycled) {
        return Measurement::absent(cut_off, "no-milestone");
    }
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, |_| true);
    let cohort = delivered.filter(&world.in_period(&given_up(&delivered), cut_off)).under(versions);
    let cohort = cohort.filter(&unreached(&cohort));
    let uncovered = cohort.uncovered();
    let cohort = cohort.begun(&given_up(&cohort)).allowed();
    let made = made(&cohort);
    let (tries, days) = (made.map(|(tries, _)| tries), made.map(|(_, days)| days));
    let is_least =
        |made: &Column<u32>, least: &Column<u32>| made.with(least, |made, least| made >= least);
    let has_tries = is_least(&tries, &cohort.agreed(|version| version.attempts.unwrap_or(1)));
    let has_days = is_least(&days, &cohort.agreed(|version| version.days.unwrap_or(1)));
    let is_many = tries.with(&cohort.agreed(|version| version.max_attempts), |tries, most| {
        most.is_some_and(|most| tries > most)
    });
    let entries = Verdicts::of(&cohort)
        .when(&uncovered, Verdict::NotAssessable, Ground::Uncovered)
        .when(&has_tries.and(&has_days).not(), Verdict::Breached, Ground::FewTries)
        .when(&is_many, Verdict::Breached, Ground::ManyTries)
        .otherwise(Verdict::Met, Ground::Tries);
    Measurement::of_period(world, cut_off, entries)
}

/// When leads were first lost or recycled, unless for a marketing reason.
fn given_up(cohort: &Cohort) -> Moments {
    let is_marketing = cohort.read(&cohort.world.data.leads.loss).is(Category::Marketing);
    cohort
        .date(Milestone::Lost)
        .earliest(&cohort.date(Milestone::Recycled))
        .only(&is_marketing.not())
}

/// Leads without a connection by the time they were given up.
fn unreached(cohort: &Cohort) -> Mask {
    let connection = cohort.first(Contact::is_connection);
    connection.is(None).or(&given_up(cohort).before(&connection, cohort.world.zone()))
}

/// Tries made by the end, and on how many local days.
fn made(cohort: &Cohort) -> Column<(u32, u32)> {
    let zone = cohort.world.zone();
    let count = |days: &[Day]| u32::try_from(days.len()).unwrap_or(u32::MAX);
    cohort.contacts(&cohort.start, |end, own| {
        let mut days: Vec<Day> = own
            .tries()
            .filter(|touch| !zone.before(end, touch.at))
            .map(|touch| zone.day(touch.at))
            .collect();
        let tries = count(&days);
        days.dedup();
        (tries, count(&days))
    })
}
