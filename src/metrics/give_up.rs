//! `give-up`.
//!
//! *What it says*: how many of the leads that sales let go unreached had got the tries promised first.
//! *Formula*: cohort: delivered leads lost or recycled (the first of the two) in the period without a connection by then, unless for a marketing reason.
//! Met: by then at least `attempts` tries on at least `days` distinct local days, and at most `max-attempts` where given; breached otherwise.
//! Where nobody wrote what came of an attempt by then, the lead may have been reached and owed no more: indeterminate instead of breached.
//! Too few of a lead that nothing can name, or of which a contact has an unknown date or person, is not assessable.
//! The version is that of the delivery. *Absent when* no activities source is in use, or nothing gives the delivery, or neither lost nor recycled.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::words::{Category, Metric, Milestone, Verdict};

use super::cohort::Cohort;
use super::column::{Column, Mask, Moments};
use super::measure::{Kind, Measurement};
use super::spec::{Need, Spec, Unit};
use super::verdicts::{Ground, Verdicts};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[
        Need::Dates(Milestone::Delivered),
        Need::Tries,
        Need::Conversations,
        Need::OneOf(&[Milestone::Lost, Milestone::Recycled]),
        Need::LossReasons,
    ],
    requires: &["attempts", "days"],
    takes: &["max-attempts", "channels"],
    reads: Reads::Cadence,
    ..Spec::of(Metric::GiveUp, Kind::Verdict, Unit::Share, measure)
};

/// One verdict for each lead let go in the period that nobody had reached: had it got the tries
/// promised on enough days?
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, |_| true);
    let cohort = delivered.filter(&world.in_period(&given_up(&delivered), cut_off)).under(versions);
    let cohort = cohort.filter(&unreached(&cohort, Contact::is_connection));
    let uncovered = cohort.uncovered();
    let cohort = cohort.begun(&given_up(&cohort)).allowed();
    let made = cohort.made(&cohort.start);
    let (tries, days) = (made.map(|made| made.tries), made.map(|made| made.days));
    let is_least =
        |made: &Column<u32>, least: &Column<u32>| made.with(least, |made, least| made >= least);
    let has_tries = is_least(&tries, &cohort.agreed(|version| version.attempts.unwrap_or(1)));
    let has_days = is_least(&days, &cohort.agreed(|version| version.days.unwrap_or(1)));
    let is_many = tries.with(&cohort.agreed(|version| version.max_attempts), |tries, most| {
        most.is_some_and(|most| tries > most)
    });
    let few = has_tries.and(&has_days).not();
    let untold = unreached(&cohort, Contact::may_be_connection).not();
    let before = cohort.before_handoff(Contact::is_attempt);
    let all = tries.with(&before, |made, before| if before > 0 { made + before } else { 0 });
    let worked_before =
        is_least(&all, &cohort.agreed(|version| version.attempts.unwrap_or(1).max(1)));
    let entries = Verdicts::of(&cohort)
        .when(&uncovered, Verdict::NotAssessable, Ground::Uncovered)
        .when(&few.and(&cohort.without_key()), Verdict::NotAssessable, Ground::NoKey)
        .when(&few.and(&cohort.doubtful()), Verdict::NotAssessable, Ground::Doubtful)
        .when(&few.and(&worked_before), Verdict::Indeterminate, Ground::BeforeHandoff)
        .when(&few.or(&is_many).and(&untold), Verdict::Indeterminate, Ground::Untold)
        .when(&few, Verdict::Breached, Ground::FewTries)
        .when(&is_many, Verdict::Breached, Ground::ManyTries)
        .otherwise(Verdict::Met, Ground::Tries)
        .tried(made);
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

/// Leads without a contact of the kind that `counts`, a connection, by the time they were given up.
fn unreached(cohort: &Cohort, counts: fn(Contact) -> bool) -> Mask {
    let connection = cohort.first(counts);
    connection.is(None).or(&given_up(cohort).before(&connection, cohort.world.zone()))
}
