//! What a metric found out about each lead of its cohort, as columns with one row a lead.
//!
//! A column without rows means the column's default for every lead: a metric that has no
//! allowances, say, leaves `due` empty instead of filling it a million times.

use crate::model::moment::Instant;
use crate::model::words::{Milestone, Verdict};
use crate::model::zone::Day;

use super::cohort::Cohort;
use super::column::{Column, Mask, Moments};
use super::outside::Outside;

/// Tries made by an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// How many.
    pub tries: u32,
    /// On how many local days.
    pub days: u32,
}

/// What decides a verdict besides the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A first contact of the kind promised.
    Contact,
    /// A two-way contact.
    Connection,
    /// The tries promised were made.
    Tries,
    /// Given up after too few tries, or on too few days.
    FewTries,
    /// More tries than agreed.
    ManyTries,
    /// Closed before the tries promised were made.
    EarlyQuit,
    /// A milestone reached.
    Reached(Milestone),
    /// Nothing in use covers the time of its start.
    Uncovered,
    /// The date asked for is only inferred.
    Undated,
    /// It was rejected or lost on a day that nothing tells: perhaps by the due.
    EndedSomeday,
    /// What was done before its hand-off, a date in doubt, may have been what was promised.
    BeforeHandoff,
    /// Nobody wrote whether an attempt reached it: what is asked for may have been done.
    Untold,
    /// It was lost for a reason that no file tells: perhaps one that frees.
    HiddenReason,
    /// Nothing that tells of tries can name it.
    NoKey,
    /// A contact that may have been with it or with another, or of an unreadable date, may have been the answer.
    Doubtful,
}

/// What a metric found out, one row a lead of its cohort.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entries {
    /// Row of the lead.
    pub lead: Column<u32>,
    /// Position of the version it belongs to.
    pub version: Column<u16>,
    /// Its verdict (verdict metrics).
    pub verdict: Column<Verdict>,
    /// What decided its verdict besides the clock.
    pub ground: Column<Option<Ground>>,
    /// End of its allowance.
    pub due: Column<Instant>,
    /// The one answer that decides, where a single one does.
    pub answer: Moments,
    /// Tries made by its due, where tries are promised.
    pub made: Column<Made>,
    /// Working seconds from its clock's start to the answer.
    pub seconds: Column<Option<i64>>,
    /// What it adds to the numerator, or to the count.
    pub adds: Column<f64>,
    /// What it counts for in the denominator (shares, and levels that divide by leads): 1, or its lead-days.
    pub counts: Column<u32>,
    /// The day it adds to, where days are compared.
    pub day: Column<Day>,
    /// The allowance is over at the cut-off.
    pub is_over: Mask,
    /// The day an entry of the register contains that frees it; nothing when none does.
    pub freed_on: Column<Option<Day>>,
    /// Too young for a cohort rate.
    pub is_maturing: Mask,
    /// Neither accepted nor rejected.
    pub is_undecided: Mask,
    /// Its rejection window is open.
    pub is_provisional: Mask,
    /// Its dates contradict each other.
    pub is_disordered: Mask,
    /// Counted through an inferred milestone.
    pub is_inferred: Mask,
    /// Of all leads, not of the cohort's: why each is not in it.
    pub outside: Column<Option<Outside>>,
}

impl Entries {
    /// Entries of a cohort's leads, with nothing said of them yet.
    pub fn of(cohort: &Cohort) -> Self {
        let (lead, version) = (cohort.lead.clone(), cohort.version.clone());
        Self { lead, version, outside: cohort.outside.clone(), ..Self::default() }
    }

    /// How many leads (or events) were entered.
    pub fn len(&self) -> usize {
        self.lead.len()
    }

    /// With the time from each clock's start to the answer; of leads freed by the register none is measured.
    pub fn timed(self, seconds: &Column<Option<i64>>) -> Self {
        Self { seconds: seconds.only(&self.freed_on.is(None)), ..self }
    }

    /// What each entry adds to numerator and denominator. A verdict adds to them only once its
    /// allowance is over: leads met early would else make a young cohort look good.
    pub fn weights(&self) -> (Column<f64>, Column<f64>) {
        if self.verdict.is_empty() {
            return (self.adds.clone(), self.counts.map(f64::from));
        }
        let met = self.verdict.is(Verdict::Met);
        let judged = self.is_over.and(&met.or(&self.verdict.is(Verdict::Breached)));
        (judged.and(&met).map(f64::from), judged.map(f64::from))
    }

    /// The same with the moment that decided each verdict, shown beside it.
    pub fn answered(self, answer: &Moments) -> Self {
        Self { answer: answer.clone(), ..self }
    }

    /// The same with the tries that each lead had by its due, shown beside its verdict.
    pub fn tried(self, made: Column<Made>) -> Self {
        Self { made, ..self }
    }

    /// Leads met before their due, which is after the cut-off: not in the rate yet.
    pub fn early(&self) -> Mask {
        self.verdict.is(Verdict::Met).and(&self.is_over.not())
    }

    /// Puts other entries below these: those of another version, or the events of the second stage
    /// of a ratio. Both fill the same columns.
    pub fn append(&mut self, other: Self) {
        self.lead.append(other.lead);
        self.version.append(other.version);
        self.verdict.append(other.verdict);
        self.ground.append(other.ground);
        self.due.append(other.due);
        self.answer.append(other.answer);
        self.made.append(other.made);
        self.seconds.append(other.seconds);
        self.adds.append(other.adds);
        self.counts.append(other.counts);
        self.day.append(other.day);
        self.is_over.append(other.is_over);
        self.freed_on.append(other.freed_on);
        self.is_maturing.append(other.is_maturing);
        self.is_undecided.append(other.is_undecided);
        self.is_provisional.append(other.is_provisional);
        self.is_disordered.append(other.is_disordered);
        self.is_inferred.append(other.is_inferred);
        self.outside = if self.outside.is_empty() {
            other.outside
        } else {
            self.outside.with(&other.outside, Option::max)
        };
    }
}
