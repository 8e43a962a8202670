//! `leads-delivered`.
//!
//! *What it says*: how many leads marketing handed over in the period.
//! *Formula*: leads delivered in the period up to the cut-off; net counting takes off those whose standing rejection is of category marketing and within `rejection-window` of delivery, also when it comes after the period's end.
//! Deliveries whose window is open are provisional. *Absent when* nothing gives the delivery.

use crate::model::agreement::{Clock, Commitment, Condition, Counting};
use crate::model::dataset::Perhaps;
use crate::model::evidence::Part;
use crate::model::moment::Moment;
use crate::model::words::{Category, Metric, Milestone};

use super::answers::Answer;
use super::cohort::Cohort;
use super::column::Mask;
use super::entries::Entries;
use super::measure::{Kind, Leeway, Measurement, open_part};
use super::scope::conditions;
use super::spec::{Need, Settles, Spec, TargetKind, Unit};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    needs: &[Need::Dates(Milestone::Delivered), Need::Rejections],
    target: TargetKind::NumberOrPlan,
    takes: &["counting"],
    reads: Reads::Delivery,
    settles: Settles::Net,
    ..Spec::of(Metric::LeadsDelivered, Kind::Count, Unit::Leads, measure)
};

/// One for each lead delivered in the period; zero for those that net counting takes off again.
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort =
        in_window(&Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions));
    let net = cohort.agreed(|version| version.counting == Counting::Net);
    let off = net.and(&deducted(&cohort));
    let entries = Entries {
        adds: off.not().map(f64::from),
        day: cohort.day(&cohort.at),
        is_provisional: net.and(&off.not()).and(&cohort.is_over().not()),
        is_disordered: cohort.disordered(),
        ..Entries::of(&cohort)
    };
    // A rejection of an unknown day or reason would perhaps take its lead off, too.
    let [rejected, lost] = given_back(&cohort).map(|exit| net.and(&exit));
    let open = net.and(&perhaps_off(&cohort));
    let leeway = leeway(&cohort, &net, conditions(versions));
    let part = open_part(Part::Undeducted, (&rejected, &lost), &open);
    Measurement { leeway, part, ..Measurement::of_period(world, cut_off, entries) }
}

/// By how many leads the deliveries of a scope may be too many or too few. Too many: of the leads counted net (`is_net`) those that a rejection or a
/// loss of an unknown day or reason perhaps takes off again; the dues of the cohort end the window in which that can be. Too few: the leads handed
/// over on an unknown day, which is perhaps one of the period.
pub fn leeway(cohort: &Cohort, is_net: &Mask, conditions: &[Condition]) -> Leeway {
    let off = is_net.and(&perhaps_off(cohort));
    let left = is_net.and(&deducted(cohort).not()).and(&off.not());
    let more = perhaps_lost(cohort, &left).min(left.count());
    Leeway::less(off.count() + more)
        .and(Leeway::more(cohort.world.perhaps_delivered(conditions).len()))
}

/// Leads rejected, and where nothing but losses tells of rejections those lost for any other reason.
fn given_back(cohort: &Cohort) -> [Mask; 2] {
    let rejected = cohort.passed(Milestone::Rejected);
    let lost = cohort.passed(Milestone::Lost).and(&rejected.not());
    let tells = cohort.world.data.tells_rejections();
    let none = Mask::repeat(false, cohort.lead.len());
    [rejected, if tells { none } else { lost }]
}

/// The same deliveries, each with the days in which a rejection takes it off.
pub fn in_window<'a>(cohort: &Cohort<'a>) -> Cohort<'a> {
    cohort.allowed_all(cohort.world.agreement.rejection_window, Clock::Working)
}

/// Leads rejected for a marketing reason within the window after their delivery.
pub fn deducted(cohort: &Cohort) -> Mask {
    let is_marketing = cohort.read(&cohort.world.data.leads.rejection).is(Category::Marketing);
    cohort.stands(&cohort.rejection().only(&is_marketing)).is(Answer::InTime)
}

/// Leads given back that would be taken off, were the day or the reason known that nothing tells. Where losses stand in for
/// rejections, or nothing tells of any, so is a loss of which nobody knows the reason.
fn perhaps_off(cohort: &Cohort) -> Mask {
    let data = cohort.world.data;
    let may_be = |reason: Option<Category>| matches!(reason, None | Some(Category::Marketing));
    let given_back = |exit: Milestone, reasons: &[Option<Category>], undated: &Mask| {
        let reason = cohort.read(reasons);
        let may_be = reason.map(may_be);
        let in_time = cohort.stands(&cohort.date(exit)).is(Answer::InTime).and(&reason.is(None));
        undated.or(&in_time).and(&may_be)
    };
    let rejected = given_back(
        Milestone::Rejected,
        &data.leads.rejection,
        &cohort.ended_someday(Milestone::Rejected),
    );
    if data.tells_rejections() {
        return rejected;
    }
    let lost =
        given_back(Milestone::Lost, &data.leads.loss, &cohort.ended_someday(Milestone::Lost));
    rejected.or(&lost)
}

/// How many more of some leads were perhaps lost in their window, for a reason that takes them off, by deals of which nothing tells that they are theirs
/// or how they ended; none where something else than losses tells of rejections.
fn perhaps_lost(cohort: &Cohort, left: &Mask) -> usize {
    let world = cohort.world;
    if world.data.tells_rejections() {
        return 0;
    }
    let end = cohort.perhaps_lost().map(Option::flatten);
    let is_own = cohort.stands(&end).is(Answer::InTime).and(left);
    let last = cohort.due.iter().map(|due| due.latest).max();
    let is_near = |at: Moment| {
        at.at() >= world.period.start
            && cohort.cut_off.includes(at)
            && last.is_some_and(|last| at.at() <= last)
    };
    let is_nobodys = |(own, at): &(&Perhaps, Option<Moment>)| {
        own.lead.is_none() && own.may_take_off() && at.is_none_or(is_near)
    };
    is_own.count() + world.perhaps(Milestone::Lost).filter(is_nobodys).count()
}
