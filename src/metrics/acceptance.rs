//! `acceptance`.
//!
//! *What it says*: how many of the leads sales decided on it found good.
//! *Formula*: cohort by delivery: accepted ÷ (accepted + rejected for a marketing reason; with `reasons = "all"` for any). Of accepted and rejected the later counts; a lead that went further without a date of its acceptance was accepted (inferred). Undecided leads and other rejections stand beside.
//! *Absent when* nothing gives the delivery, or neither accepted nor rejected.

use crate::model::agreement::Commitment;
use crate::model::words::{Category, Metric, Milestone};

use super::cohort::Cohort;
use super::entries::Entries;
use super::evidence::Need;
use super::measure::{Kind, Measurement};
use super::spec::{Settles, Spec, Unit};
use super::world::World;

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Decisions, Need::Reasons],
    takes: &["reasons"],
    min_sample: 20,
    settles: Settles::Window,
    ..Spec::of(Metric::Acceptance, Kind::Conversion, Unit::Share, measure)
};

/// For each lead delivered in the period whether it was accepted, and whether it counts at all:
/// undecided leads do not.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions);
    let (accepted, rejected) = (cohort.accepted(), cohort.rejected());
    let counts_against = cohort
        .read(&world.data.leads.rejection)
        .is(Category::Marketing)
        .or(&cohort.agreed(|version| version.all_reasons));
    let entries = Entries {
        adds: accepted.map(f64::from),
        counts: accepted.or(&rejected.and(&counts_against)).map(u32::from),
        is_undecided: accepted.or(&rejected).not(),
        is_inferred: accepted.and(&cohort.inferred(Milestone::Accepted)),
        ..Entries::of(&cohort)
    };
    Measurement::of_period(world, cut_off, entries)
}
