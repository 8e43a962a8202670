//! `first-attempt` and `first-connection`.
//!
//! *What it says*: how many delivered leads were tried (reached) for the first time within the allowance.
//! *Formula*: met: the first attempt or connection (connection) at or after delivery ≤ due(delivered, within); breached: later, or none and the due has passed;
//! pending: none yet. A lead rejected, or lost for a marketing reason, by the due and before any attempt (connection) is exempt.
//! A contact on the day of the delivery, one of them without a time, may have come before it: what would be met by it is indeterminate.
//! Where the dates are too coarse to tell whether a rejection was by the due, what would be a breach is indeterminate. Rate = met ÷ (met + breached) of those whose due has passed.
//! Where no file tells the reasons of losses, a lead lost by the due and before any attempt may be exempt: indeterminate instead of breached.
//! A lead with a call of its own by the due of which nobody wrote whether it was taken, or of `first-connection` with an attempt of which nobody wrote
//! what came of it, is indeterminate instead of breached.
//! Where more than 5 % of all attempts lie before their hand-off, a lead that has one there is indeterminate instead of breached.
//! A lead that nothing can name, or whose answer may be among contacts of an unknown date or person, is not assessable unless it was met.
//! *Absent when* no activities source is in use, or nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::words::{Category, Metric, Milestone, Verdict};

use super::answers::Answer;
use super::cohort::Cohort;
use super::column::{Mask, Moments};
use super::measure::{Kind, Measurement};
use super::spec::{Need, Settles, Spec, Unit};
use super::verdicts::{Ground, Verdicts, Way};
use super::world::{Reads, World};

/// `first-attempt`: one first-contact date a deal answers it alone.
pub const ATTEMPT: Spec = Spec {
    per_delivery: true,
    needs: &[Need::Dates(Milestone::Delivered), Need::FirstTry],
    requires: &["within"],
    takes: &["clock", "channels"],
    reads: Reads::Cadence,
    settles: Settles::Due,
    owes: Some(|earlier| lack(earlier, Contact::is_answer)),
    ..Spec::of(Metric::FirstAttempt, Kind::Verdict, Unit::Share, attempt)
};

/// `first-connection`.
pub const CONNECTION: Spec = Spec {
    per_delivery: true,
    needs: &[Need::Dates(Milestone::Delivered), Need::Conversations],
    requires: &["within"],
    takes: &["clock", "channels"],
    reads: Reads::Cadence,
    settles: Settles::Due,
    owes: Some(|earlier| lack(earlier, Contact::may_be_connection)),
    ..Spec::of(Metric::FirstConnection, Kind::Verdict, Unit::Share, connection)
};

fn attempt(world: World, versions: &[&Commitment]) -> Measurement {
    measure(world, versions, Contact::is_answer, Contact::may_be_answer)
}

fn connection(world: World, versions: &[&Commitment]) -> Measurement {
    measure(world, versions, Contact::is_connection, Contact::may_be_connection)
}

/// One verdict for each lead delivered in the period: was there a contact that `counts` in time? `may` says which contacts perhaps count.
fn measure(
    world: World,
    versions: &[&Commitment],
    counts: fn(Contact) -> bool,
    may: fn(Contact) -> bool,
) -> Measurement {
    let cut_off = world.cut_off(Reads::Cadence);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions).allowed();
    let first = cohort.first(counts);
    let contact = [(Ground::Contact, cohort.best(counts))];
    let ends = early_ends(&cohort, &first);
    let is_open = first.is(None).and(&cohort.is_over().not());
    let entries = Verdicts::of(&cohort)
        .by(&ends, Answer::InTime, Verdict::Exempt)
        .when(&cohort.uncovered(), Verdict::NotAssessable, Ground::Uncovered)
        .by(&contact, Answer::InTime, Verdict::Met)
        .by(&contact, Answer::Unclear, Verdict::Indeterminate)
        .unless_unseen()
        .unless_ended()
        .when(&is_open, Verdict::Pending, None)
        .by(&ends, Answer::Unclear, Verdict::Indeterminate)
        .when(&perhaps_exempt(&cohort, &first), Verdict::Indeterminate, Ground::HiddenReason)
        .when(&worked_before(&cohort, may), Verdict::Indeterminate, Ground::BeforeHandoff)
        .when(&cohort.by_due(may), Verdict::Indeterminate, Ground::Untold)
        .by(&contact, Answer::Late, Verdict::Breached)
        .otherwise(Verdict::Breached, None)
        .answered(&first)
        .timed(&cohort.elapsed(&first));
    Measurement::of_period(world, cut_off, entries)
}

/// Leads that had no contact that may count, as far as the files show it.
fn lack(cohort: &Cohort, may: fn(Contact) -> bool) -> Mask {
    let is_open = cohort.unseen().or(&worked_before(cohort, may));
    cohort.first(may).is(None).and(&cohort.uncovered().or(&is_open).not())
}

/// Leads with a contact that counts before a hand-off whose date is in doubt.
fn worked_before(cohort: &Cohort, counts: fn(Contact) -> bool) -> Mask {
    cohort.before_handoff(counts).map(|made| made > 0)
}

/// Leads lost by the due and before the first attempt (connection), where no file tells the reasons of losses: perhaps marketing's.
fn perhaps_exempt(cohort: &Cohort, first: &Moments) -> Mask {
    let hides = cohort.world.data.sight.hides_loss_reasons;
    let lost = cohort.date(Milestone::Lost);
    let is_early = first.is(None).or(&lost.before(first, cohort.world.zone()));
    let stands = cohort.stands(&lost.only(&is_early));
    stands.map(|own| hides && matches!(own, Some(Answer::InTime | Answer::Unclear)))
}

/// Rejections, and losses for a marketing reason, before the first attempt (connection).
fn early_ends(cohort: &Cohort, first: &Moments) -> [Way; 2] {
    let is_marketing = cohort.read(&cohort.world.data.leads.loss).is(Category::Marketing);
    let ends = [
        (Milestone::Rejected, cohort.date(Milestone::Rejected)),
        (Milestone::Lost, cohort.date(Milestone::Lost).only(&is_marketing)),
    ];
    ends.map(|(exit, end)| {
        let is_early = first.is(None).or(&end.before(first, cohort.world.zone()));
        (Ground::Reached(exit), cohort.stands(&end.only(&is_early)))
    })
}
