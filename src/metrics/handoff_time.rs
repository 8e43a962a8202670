//! `handoff-time`.
//!
//! *What it says*: how many leads marketing handed over within the allowance after they qualified.
//! *Formula*: cohort by delivery; met: delivered ≤ due(mql, within), breached otherwise. The version is that of the day of `mql`, when the clock starts.
//! A lead without a date of `mql`, or with an inferred one, is not assessable; an `mql` after its delivery is met and listed as out of order.
//! *Absent when* nothing dates the delivery, or `mql`, or one column gives both.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone, Verdict};

use super::answers::Answer;
use super::cohort::Cohort;
use super::measure::{Kind, Measurement};
use super::spec::{Need, Spec, Unit};
use super::verdicts::{Ground, Verdicts};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    per_delivery: true,
    needs: &[
        Need::Dates(Milestone::Delivered),
        Need::Dates(Milestone::Mql),
        Need::Apart(Milestone::Mql, Milestone::Delivered),
    ],
    requires: &["within"],
    takes: &["clock"],
    reads: Reads::Delivery,
    ..Spec::of(Metric::HandoffTime, Kind::Verdict, Unit::Share, measure)
};

/// One verdict for each lead delivered in the period: was it handed over within the allowance after
/// it had qualified?
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let delivered = Cohort::of_period(world, Milestone::Delivered, cut_off);
    let start = delivered.date(Milestone::Mql).or(&delivered.at);
    let cohort = Cohort { start, ..delivered }.under(versions).allowed();
    let (mql, delivered) = (cohort.date(Milestone::Mql), cohort.date(Milestone::Delivered));
    let ways = [(Ground::Reached(Milestone::Delivered), cohort.stands(&delivered))];
    let is_in_order = mql.is_some().and(&delivered.before(&mql, world.zone()).not());
    let entries = Verdicts::of(&cohort)
        .when(&mql.is(None), Verdict::NotAssessable, Ground::Undated)
        .by(&ways, Answer::InTime, Verdict::Met)
        .by(&ways, Answer::Unclear, Verdict::Indeterminate)
        .by(&ways, Answer::Late, Verdict::Breached)
        .otherwise(Verdict::Pending, None)
        .answered(&delivered)
        .timed(&cohort.elapsed(&delivered.only(&is_in_order)));
    Measurement::of_period(world, cut_off, entries)
}
