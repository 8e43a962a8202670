//! `attempts`.
//!
//! *What it says*: how many delivered leads got all the tries promised, or an end that needed no more.
//! *Formula*: met: `attempts` tries, a connection, `sql`, `won`, or a rejection or close of category marketing or neutral, by due(delivered, within);
//! breached: closed otherwise by then with fewer tries, or the due has passed with none of these; pending otherwise. Acceptance ends nothing.
//! Where nobody wrote what came of an attempt by the due, it may have been the connection: what would be breached is indeterminate.
//! What would be breached is indeterminate, too, of a lead that passed `sql`, `opportunity` or `won` without a day of any of them: perhaps by the due.
//! An early quit is no last word before its due: a lead taken up again and carried through in time is met, and the rate takes neither sooner.
//! A lead that nothing can name, or of which a contact has an unknown date or person, is not assessable unless it was met.
//! *Absent when* no activities source is in use, or nothing gives the delivery.

use crate::model::agreement::Commitment;
use crate::model::dataset::Contact;
use crate::model::moment::{Moment, Precision};
use crate::model::words::{Category, Metric, Milestone, Verdict};

use super::answers::Answer;
use super::cohort::Cohort;
use super::column::{Column, Mask, Moments};
use super::entries::Entries;
use super::measure::{Kind, Measurement};
use super::spec::{Need, Settles, Spec, Unit};
use super::verdicts::{Ground, Verdicts, Way};
use super::world::{Reads, World};

/// The metric.
pub const SPEC: Spec = Spec {
    per_delivery: true,
    needs: &[Need::Dates(Milestone::Delivered), Need::Tries, Need::Conversations, Need::Closes],
    requires: &["within", "attempts"],
    takes: &["clock", "channels"],
    reads: Reads::Cadence,
    settles: Settles::Due,
    owes: Some(lack),
    ..Spec::of(Metric::Attempts, Kind::Verdict, Unit::Share, measure)
};

/// One verdict for each lead delivered in the period: did it get the tries promised, or an end that
/// needed no more?
fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(SPEC.reads);
    let cohort = Cohort::of_period(world, Milestone::Delivered, cut_off).under(versions).allowed();
    let covered =
        Verdicts::of(&cohort).when(&cohort.uncovered(), Verdict::NotAssessable, Ground::Uncovered);
    Measurement::of_period(world, cut_off, owed(covered, &cohort))
}

/// Leads that still need tries, as far as the files show it.
fn lack(cohort: &Cohort) -> Mask {
    let is_open = cohort.unseen().or(&worked_before(cohort)).or(&untold(cohort));
    let is_open = is_open.or(&went_further(cohort));
    outstanding(cohort).and(&cohort.uncovered().or(&is_open).not())
}

/// Leads that still need tries: nothing fulfilled the obligation yet, in time or late.
pub fn outstanding(cohort: &Cohort) -> Mask {
    let ways = ways(cohort, &closes(cohort));
    let is_bound = cohort.exempt().not();
    ways.iter().fold(is_bound, |open, (_, answers)| open.and(&answers.is(None)))
}

/// Judges whether the promised number of tries was made: met by the tries or by an end that needs
/// no more, broken by giving up early or by the due.
fn owed(found: Verdicts, cohort: &Cohort) -> Entries {
    let closes = closes(cohort);
    let ways = ways(cohort, &closes);
    let is_over = quits(cohort, &closes).or(&cohort.is_over());
    found
        .by(&ways, Answer::InTime, Verdict::Met)
        .by(&ways, Answer::Unclear, Verdict::Indeterminate)
        .unless_unseen()
        .unless_ended()
        .when(&is_over.and(&worked_before(cohort)), Verdict::Indeterminate, Ground::BeforeHandoff)
        .when(&is_over.and(&untold(cohort)), Verdict::Indeterminate, Ground::Untold)
        .when(&is_over.and(&went_further(cohort)), Verdict::Indeterminate, Ground::Undated)
        .when(&quits(cohort, &closes), Verdict::Breached, Ground::EarlyQuit)
        .when(&cohort.is_over(), Verdict::Breached, None)
        .otherwise(Verdict::Pending, None)
        .tried(cohort.made(&cohort.due.map(|due| Moment::new(due.latest, Precision::Second))))
}

/// Leads that perhaps got what was promised by the due, if the contacts before a hand-off whose date is in doubt are taken in.
pub fn worked_before(cohort: &Cohort) -> Mask {
    if !cohort.doubts_handoffs() {
        return Mask::repeat(false, cohort.lead.len());
    }
    let before = cohort.before_handoff(Contact::is_attempt);
    let stands = cohort.tries_promised(&before);
    let is_by_due = stands.is(Answer::InTime).or(&stands.is(Answer::Unclear));
    let may_have_spoken = cohort.before_handoff(Contact::may_be_connection).map(|made| made > 0);
    before.map(|made| made > 0).and(&is_by_due).or(&may_have_spoken)
}

/// Leads with an attempt by the due of which nobody wrote what came of it: perhaps a connection, after which no more tries are owed.
pub fn untold(cohort: &Cohort) -> Mask {
    cohort.by_due(Contact::may_be_connection)
}

/// Leads that were qualified, or went further, without a day of any of it: perhaps by the due, after which no more tries are owed.
pub fn went_further(cohort: &Cohort) -> Mask {
    let steps = [Milestone::Sql, Milestone::Opportunity, Milestone::Won];
    let [sql, opportunity, won] = steps.map(|step| cohort.inferred(step));
    let [at_sql, at_opportunity, at_won] = steps.map(|step| cohort.date(step).is_some());
    let is_dated = at_sql.or(&at_opportunity).or(&at_won);
    sql.or(&opportunity).or(&won).and(&is_dated.not())
}

/// A close: which one, when, and of which leads it leaves nothing owed.
type Close = (Milestone, Moments, Mask);

/// Every close; one of category marketing or neutral leaves nothing owed.
fn closes(cohort: &Cohort) -> [Close; 3] {
    let leads = &cohort.world.data.leads;
    let ends = |categories: &[Option<Category>]| {
        cohort
            .read(categories)
            .map(|category| matches!(category, Some(Category::Marketing | Category::Neutral)))
    };
    let (loss, rejection) = (ends(&leads.loss), ends(&leads.rejection));
    [(Milestone::Lost, loss.clone()), (Milestone::Recycled, loss), (Milestone::Rejected, rejection)]
        .map(|(exit, ends)| (exit, cohort.date(exit), ends))
}

/// The ways in which the obligation may be fulfilled.
fn ways(cohort: &Cohort, closes: &[Close; 3]) -> Vec<Way> {
    let own = [
        (Ground::Tries, cohort.tries_promised(&Column::repeat(0, cohort.lead.len()))),
        (Ground::Connection, cohort.best(Contact::is_connection)),
    ];
    let stages = [Milestone::Sql, Milestone::Won]
        .map(|stage| (Ground::Reached(stage), cohort.stands(&cohort.date(stage))));
    let closes = closes
        .each_ref()
        .map(|(exit, at, ends)| (Ground::Reached(*exit), cohort.stands(&at.only(ends))));
    own.into_iter().chain(stages).chain(closes).collect()
}

/// Leads that were closed by the due while something was owed.
fn quits(cohort: &Cohort, closes: &[Close; 3]) -> Mask {
    let stands = closes.each_ref().map(|(_, at, ends)| cohort.stands(&at.only(&ends.not())));
    let [lost, recycled, rejected] =
        stands.map(|answer| answer.is_some().and(&answer.is(Answer::Late).not()));
    lost.or(&recycled).or(&rejected)
}
