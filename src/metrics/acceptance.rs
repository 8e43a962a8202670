//! `acceptance`.
//!
//! *What it says*: how many of the leads sales decided on it found good.
//! *Formula*: cohort by delivery: accepted ÷ (accepted + rejected for a marketing reason; with `reasons = "all"` for any). Of accepted and rejected the later counts; a lead that went further without a date of its acceptance was accepted (inferred). Undecided leads and other rejections stand beside.
//! What the files leave open: rejections whose reason has no category, undecided leads whose deals stand in a stage that nobody explained, and leads
//! delivered on a day that nobody can read.
//! Where losses alone tell of rejections, those for a reason of no category may be marketing's: the number is open by them.
//! *Absent when* nothing gives the delivery, or neither accepted nor rejected.

use crate::model::agreement::Commitment;
use crate::model::evidence::Part;
use crate::model::moment::Horizon;
use crate::model::words::{Category, Metric, Milestone};

use super::cohort::Cohort;
use super::column::Mask;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement, open_part};
use super::scope::conditions;
use super::spec::{Need, Settles, Spec, Unit};
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
    let (reason, all_reasons) = (cohort.reason(), cohort.agreed(|version| version.all_reasons));
    let counts_against = reason.is(Category::Marketing).or(&all_reasons);
    let unreasoned = rejected.and(&reason.is(None)).and(&all_reasons.not());
    let lost = perhaps_rejected(&cohort, &rejected);
    let open = unreasoned.or(&lost);
    let part = open_part(Part::Unreasoned, (&rejected, &lost), &open);
    let leeway = Leeway { low: (0.0, unreasoned.count() as f64), ..Leeway::default() }
        .and(unread(world, versions, cut_off))
        .and(Leeway::either(unplaced(&cohort, &accepted.or(&rejected))))
        .and(against(&lost, &accepted));
    let entries = Entries {
        adds: accepted.map(f64::from),
        counts: accepted.or(&rejected.and(&counts_against)).map(u32::from),
        is_undecided: accepted.or(&rejected).not(),
        is_inferred: accepted.and(&cohort.inferred(Milestone::Accepted)),
        ..Entries::of(&cohort)
    };
    Measurement { leeway, part, ..Measurement::of_period(world, cut_off, entries) }
}

/// Undecided leads whose deals stand in a stage that nobody explained: it may mean either.
fn unplaced(cohort: &Cohort, decided: &Mask) -> usize {
    let unplaced = &cohort.world.data.leads.unplaced;
    let stands = cohort.lead.map(|lead| unplaced.binary_search(&lead).is_ok());
    stands.and(&decided.not()).count()
}

/// Leads decided on whose delivery is of a day that nobody can read: perhaps the period's.
fn unread(world: World, versions: &[&Commitment], cut_off: Horizon) -> Leeway {
    let leads = Cohort::of_leads(world, cut_off, world.perhaps_delivered(conditions(versions)));
    let takes_all = versions.last().is_some_and(|version| version.all_reasons);
    let may_be = |reason| takes_all || matches!(reason, None | Some(Category::Marketing));
    let against = leads.rejected().and(&leads.reason().map(may_be)).count() as f64;
    let accepted = leads.accepted().count() as f64;
    let lost = perhaps_rejected(&leads, &leads.rejected()).count() as f64;
    Leeway { low: (0.0, against + lost), high: (accepted, accepted) }
}

/// Where losses alone tell of rejections, one for a reason of no category may be marketing's, and so a rejection; a deal that was perhaps lost, too.
fn perhaps_rejected(cohort: &Cohort, rejected: &Mask) -> Mask {
    let data = cohort.world.data;
    if data.tells_rejections() {
        return Mask::repeat(false, cohort.lead.len());
    }
    let (lost, taken) = (cohort.date(Milestone::Lost), cohort.date(Milestone::Accepted));
    let stands = lost.before(&taken, cohort.world.zone()).not();
    let is_lost = lost.only(&stands).is_some().or(&cohort.ended_someday(Milestone::Lost));
    let is_lost = is_lost.and(&cohort.read(&data.leads.loss).is(None));
    is_lost.or(&cohort.perhaps_lost().is_some()).and(&rejected.not())
}

/// Of leads that were perhaps rejected those counted as accepted are so no more, and all are decided.
fn against(perhaps: &Mask, accepted: &Mask) -> Leeway {
    let (yes, all) = (perhaps.and(accepted).count(), perhaps.count());
    Leeway { low: (-(yes as f64), (all - yes) as f64), ..Leeway::default() }
}
