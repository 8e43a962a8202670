//! The six verdicts over a cohort, decided case by case in the order of `DEFINITIONS.md` §4.

use crate::model::agreement::Commitment;
use crate::model::moment::Moment;
use crate::model::words::{Milestone, Verdict};
use crate::model::zone::Day;

use super::answers::{Answer, Answers};
use super::cohort::Cohort;
use super::column::{Column, Mask};
use super::entries::Entries;
pub use super::entries::Ground;
use super::spec::Spec;
use super::world::World;

/// One way in which an obligation may be fulfilled, or may end, and how that stands to the due of each lead.
pub type Way = (Ground, Answers);

/// Verdicts in the making: the first case that holds of a lead decides. Leads that the register frees are exempt whatever happened.
pub struct Verdicts<'c> {
    cohort: &'c Cohort<'c>,
    freed_on: Column<Option<Day>>,
    found: Column<Option<(Verdict, Option<Ground>)>>,
}

impl<'c> Verdicts<'c> {
    /// Begins with the verdict that outranks every other: leads that the register frees are exempt.
    /// No other lead has a verdict yet.
    pub fn of(cohort: &'c Cohort<'c>) -> Self {
        let freed_on = cohort.freed_on();
        let found = freed_on.map(|day| day.map(|_| (Verdict::Exempt, None)));
        Self { cohort, freed_on, found }
    }

    /// Gives this verdict to the leads of the mask that have none yet, so that the order of calls
    /// is the order of precedence.
    pub fn when(
        mut self,
        mask: &Mask,
        verdict: Verdict,
        ground: impl Into<Option<Ground>>,
    ) -> Self {
        let decided = (verdict, ground.into());
        self.found = self.found.with(mask, |found, is| found.or(is.then_some(decided)));
        self
    }

    /// Gives this verdict to the leads for which at least one way of keeping the promise (an
    /// attempt, a rejection, a sale …) got this answer. The first such way is told to readers as
    /// the ground of the verdict.
    pub fn by(self, ways: &[Way], stands: Answer, verdict: Verdict) -> Self {
        ways.iter().fold(self, |found, (ground, answers)| {
            found.when(&answers.is(stands), verdict, *ground)
        })
    }

    /// Leads of which nothing can show that the promise was broken are not judged: call it once what was seen to keep it is.
    pub fn unless_unseen(self) -> Self {
        let (no_key, doubtful) = (self.cohort.without_key(), self.cohort.doubtful());
        self.when(&no_key, Verdict::NotAssessable, Ground::NoKey).when(
            &doubtful,
            Verdict::NotAssessable,
            Ground::Doubtful,
        )
    }

    /// Leads that ended on a day that nothing tells owed perhaps nothing at their due, unless sales still tried them after it, or their loss (their
    /// deal's, too) has a day after it: call it before what is broken.
    pub fn unless_ended(self) -> Self {
        let lost = self.cohort.stands(&self.cohort.date(Milestone::Lost));
        let was_open = self.cohort.tried_late().or(&lost.is(Answer::Late));
        let ended = self.cohort.may_have_ended().and(&was_open.not());
        self.when(&ended, Verdict::NotAssessable, Ground::EndedSomeday)
    }

    /// Gives this verdict to every lead that has none yet, and ends the judging.
    pub fn otherwise(self, verdict: Verdict, ground: impl Into<Option<Ground>>) -> Entries {
        let others = (verdict, ground.into());
        let found = self.found.map(|found| found.unwrap_or(others));
        Entries {
            verdict: found.map(|(verdict, _)| verdict),
            ground: found.map(|(_, ground)| ground),
            due: self.cohort.due.map(|due| due.latest),
            is_over: self.cohort.is_over(),
            freed_on: self.freed_on,
            is_disordered: self.cohort.disordered(),
            ..Entries::of(self.cohort)
        }
    }
}

/// Leads of earlier periods that are still overdue: delivered before the period, not closed, past their due, and still owing something; nothing of a
/// metric whose leads owe nothing after their period. It looks at every lead delivered so far: asked where it is told, not with each measurement.
pub fn carried_over(world: World, spec: &Spec, versions: &[&Commitment]) -> Option<u64> {
    let owes = spec.owes?;
    let is_earlier = |at: Moment| at.at() < world.period.start;
    let cut_off = world.cut_off(spec.reads);
    let earlier = Cohort::only_reached(world, Milestone::Delivered, cut_off, is_earlier);
    let open = earlier.filter(&earlier.closed().not()).under(versions).allowed();
    let overdue = open.filter(&open.is_over().and(&open.exempt().not()));
    Some(owes(&overdue).count() as u64)
}
