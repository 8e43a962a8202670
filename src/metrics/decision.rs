//! `decision`.
//!
//! *What it says*: how many delivered leads sales accepted or rejected within the allowance.
//! *Formula*: met: the first of accepted and rejected ≤ due(delivered, within); breached: later, or none and the due has passed; pending: none yet. Leads never reached count as late.
//! Where one of the two has no time of day either may have been the first: one surely in time is enough.
//! A lead that went further without a date of its acceptance, or that has a deal opened on a day that nothing tells, is not assessable unless its
//! rejection was in time.
//! *Absent when* nothing gives the delivery, or neither accepted nor rejected.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone, Verdict};

use super::answers::Answer;
use super::cohort::Cohort;
use super::column::Mask;
use super::measure::{Kind, Measurement};
use super::spec::{Need, Settles, Spec, Unit};
use super::verdicts::{Ground, Verdicts};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    per_delivery: true,
    needs: &[Need::Dates(Milestone::Delivered), Need::DatedDecisions],
    requires: &["within"],
    takes: &["clock"],
    settles: Settles::Due,
    owes: Some(undecided),
    ..Spec::of(Metric::Decision, Kind::Verdict, Unit::Share, measure)
};

/// One verdict for each lead delivered in the period: was it accepted or rejected within the
/// allowance?
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions).allowed();
    let accepted = cohort.date(Milestone::Accepted);
    let decided = cohort.better(&accepted, &cohort.date(Milestone::Rejected));
    let is_accepted = accepted.with(&decided, |accepted, decided| accepted == decided);
    let ways =
        [(Milestone::Accepted, is_accepted.clone()), (Milestone::Rejected, is_accepted.not())];
    let ways =
        ways.map(|(stage, own)| (Ground::Reached(stage), cohort.stands(&decided.only(&own))));
    let entries = Verdicts::of(&cohort)
        .by(&ways, Answer::InTime, Verdict::Met)
        .when(&hidden(&cohort), Verdict::NotAssessable, Ground::Undated)
        .by(&ways, Answer::Unclear, Verdict::Indeterminate)
        .by(&ways, Answer::Late, Verdict::Breached)
        .when(&cohort.is_over(), Verdict::Breached, None)
        .otherwise(Verdict::Pending, None)
        .timed(&cohort.elapsed(&decided));
    Measurement::of_period(world, cut_off, entries)
}

/// Leads on which nothing was decided, as far as dates tell.
pub fn undecided(cohort: &Cohort) -> Mask {
    cohort.decision().is(None).and(&hidden(cohort).not())
}

/// Leads accepted on a day that nothing tells, since they went further or their deal was opened so, or rejected by their stage alone.
fn hidden(cohort: &Cohort) -> Mask {
    let [accepted, rejected] =
        [Milestone::Accepted, Milestone::Rejected].map(|stage| cohort.inferred(stage));
    let is_someday = cohort.read(&cohort.world.data.leads.taken_up_someday);
    cohort.decision().is(None).and(&accepted.or(&rejected)).or(&is_someday)
}
