//! `routing`.
//!
//! *What it says*: how many leads that are not interested, or not now, were sent on (back to nurturing, or forward) in time.
//! *Formula*: the clock starts at the earliest of a contact with such an outcome, a loss or a rejection of such a category; cohort: that instant in the period.
//! Met: recycled, sql or won ≤ due(that instant, within), also before it; breached: later, or none and the due has passed; pending: none yet.
//! A lead that was recycled or qualified on a day that nothing tells is not assessable, unless another of the three was in time. The version is that of the delivery. *Absent when* nothing gives the delivery, or `recycled`.

use crate::model::agreement::Commitment;
use crate::model::words::{Category, Metric, Milestone, Verdict};

use super::answers::Answer;
use super::cohort::Cohort;
use super::column::Moments;
use super::measure::{Kind, Measurement};
use super::spec::{Need, Settles, Spec, Unit};
use super::verdicts::{Ground, Verdicts};
use super::world::{Reads, World};

/// Where a lead that is not interested may go.
pub const ENDS: [Milestone; 3] = [Milestone::Recycled, Milestone::Sql, Milestone::Won];

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[
        Need::Dates(Milestone::Delivered),
        Need::Milestone(Milestone::Recycled),
        Need::Refusals,
    ],
    requires: &["within"],
    takes: &["clock", "destination"],
    reads: Reads::Everything,
    settles: Settles::Due,
    ..Spec::of(Metric::Routing, Kind::Verdict, Unit::Share, measure)
};

/// One verdict for each lead that said no, or not now, in the period: was it sent on within the
/// allowance?
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, |_| true).under(versions);
    let turned_away = turned_away(&delivered);
    let cohort =
        delivered.begun(&turned_away.only(&world.in_period(&turned_away, cut_off))).allowed();
    let ways = ENDS.map(|end| (Ground::Reached(end), cohort.stands(&cohort.date(end))));
    let [recycled, sql, won] = ENDS.map(|end| cohort.inferred(end));
    let entries = Verdicts::of(&cohort)
        .by(&ways, Answer::InTime, Verdict::Met)
        .when(&recycled.or(&sql).or(&won), Verdict::NotAssessable, Ground::Undated)
        .by(&ways, Answer::Unclear, Verdict::Indeterminate)
        .by(&ways, Answer::Late, Verdict::Breached)
        .when(&cohort.is_over(), Verdict::Breached, None)
        .otherwise(Verdict::Pending, None);
    Measurement::of_period(world, cut_off, entries)
}

/// For each lead the earliest moment it said no, or not now: to a contact, as the reason of a loss
/// or of a rejection.
pub fn turned_away(cohort: &Cohort) -> Moments {
    let leads = &cohort.world.data.leads;
    let ended = |exit: Milestone, categories: &[Option<Category>]| {
        let is_no = cohort
            .read(categories)
            .map(|category| matches!(category, Some(Category::NotInterested | Category::NotNow)));
        cohort.date(exit).only(&is_no)
    };
    cohort
        .refusal()
        .earliest(&ended(Milestone::Lost, &leads.loss))
        .earliest(&ended(Milestone::Rejected, &leads.rejection))
}
