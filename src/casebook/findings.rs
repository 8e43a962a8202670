//! What a commitment's metric found of each lead: how it was judged, what it adds, or why it does not speak of it.

use crate::metrics::column::Column;
use crate::metrics::entries::{Entries, Made};
use crate::metrics::outside::Outside;
use crate::metrics::verdicts::Ground;
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Verdict, words};
use crate::model::zone::Day;

words! {
    /// Why a verdict is as it is.
    Why {
        InTime = "answered-in-time", Passed = "due-passed", Ahead = "due-ahead", Freed = "exempt-by-register",
        Closed = "closed-before-any-attempt", TooCoarse = "dates-too-coarse", OutcomeUnknown = "outcome-unknown",
        StepUndated = "step-undated", BeforeHandoff = "contact-before-hand-off", LossReasonUnknown = "loss-reason-unknown",
        NoKey = "no-key", InDoubt = "contact-in-doubt", EndUndated = "end-undated", DateUnknown = "date-unknown",
        NotCovered = "not-covered",
    }
}

impl Why {
    /// Of what nobody can decide; the others are told by the dates themselves.
    pub const OPEN: [Self; 10] = [
        Self::TooCoarse,
        Self::OutcomeUnknown,
        Self::StepUndated,
        Self::BeforeHandoff,
        Self::LossReasonUnknown,
        Self::NoKey,
        Self::InDoubt,
        Self::EndUndated,
        Self::DateUnknown,
        Self::NotCovered,
    ];
}

/// The verdict on one lead, at the cut-off of its commitment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The verdict.
    pub verdict: Verdict,
    /// When the allowance ends.
    pub due: Option<Instant>,
    /// What decided it; nothing where only the clock did.
    pub ground: Option<Ground>,
    /// The day for which an entry of the register frees it.
    pub freed_on: Option<Day>,
    /// Which version of the commitment it belongs to, in the agreement's order.
    pub version: usize,
    /// The one answer that decides, where a single one does.
    pub answer: Option<Moment>,
    /// Tries made by the due, where tries are promised.
    pub made: Option<Made>,
}

impl Finding {
    /// Exempt by the register.
    pub fn is_freed(&self) -> bool {
        self.freed_on.is_some()
    }

    /// Why the verdict is as it is, here alone: in `acordo-leads.csv`, in exports and in what `explain` says.
    pub fn why(&self) -> Why {
        match (self.verdict, self.ground) {
            (Verdict::Met, _) => Why::InTime,
            (Verdict::Breached, _) => Why::Passed,
            (Verdict::Pending, _) => Why::Ahead,
            (Verdict::Exempt, _) if self.is_freed() => Why::Freed,
            (Verdict::Exempt, _) => Why::Closed,
            (Verdict::Indeterminate, Some(Ground::Untold)) => Why::OutcomeUnknown,
            (Verdict::Indeterminate, Some(Ground::Undated)) => Why::StepUndated,
            (Verdict::Indeterminate, Some(Ground::BeforeHandoff)) => Why::BeforeHandoff,
            (Verdict::Indeterminate, Some(Ground::HiddenReason)) => Why::LossReasonUnknown,
            (Verdict::Indeterminate, _) => Why::TooCoarse,
            (Verdict::NotAssessable, Some(Ground::NoKey)) => Why::NoKey,
            (Verdict::NotAssessable, Some(Ground::Doubtful)) => Why::InDoubt,
            (Verdict::NotAssessable, Some(Ground::EndedSomeday)) => Why::EndUndated,
            (Verdict::NotAssessable, Some(Ground::Undated)) => Why::DateUnknown,
            (Verdict::NotAssessable, _) => Why::NotCovered,
        }
    }
}

/// What one lead adds to a commitment without verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// To the numerator, or to the count.
    pub adds: f64,
    /// To the denominator.
    pub counts: u32,
    /// Seconds measured.
    pub seconds: Option<i64>,
    /// Its rejection window is open.
    pub is_provisional: bool,
    /// Neither accepted nor rejected.
    pub is_undecided: bool,
    /// Too young for a cohort rate.
    pub is_maturing: bool,
    /// Counted through an inferred milestone.
    pub is_inferred: bool,
    /// Its dates contradict each other.
    pub is_disordered: bool,
}

/// What was found for one commitment. The columns are those of its metric, not copies.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    entries: Entries,
    /// The row of each lead among the entries, for commitments with verdicts.
    rows: Vec<Option<u32>>,
}

impl Findings {
    /// The entries of a metric, so that each lead of the files finds its own.
    pub fn of(entries: &Entries, leads: usize) -> Self {
        let rows: Column<u32> = (0..).zip(entries.verdict.iter()).map(|(row, _)| row).collect();
        let rows = if rows.is_empty() { Vec::new() } else { rows.spread(&entries.lead, leads) };
        Self { entries: entries.clone(), rows }
    }

    /// The commitment judges lead by lead.
    pub fn has_verdicts(&self) -> bool {
        !self.rows.is_empty()
    }

    /// The verdict on a lead; nothing outside the cohort.
    pub fn get(&self, lead: usize) -> Option<Finding> {
        self.rows.get(lead).copied().flatten().and_then(|row| self.at(row as usize))
    }

    /// The leads that have a verdict.
    pub fn leads(&self) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| row.is_some()).map(|(lead, _)| lead)
    }

    /// Every lead that has a verdict.
    pub fn each(&self) -> impl Iterator<Item = (usize, Finding)> {
        let leads = self.rows.iter().enumerate();
        leads.filter_map(|(lead, row)| Some((lead, self.at((*row)? as usize)?)))
    }

    fn at(&self, row: usize) -> Option<Finding> {
        let own = &self.entries;
        Some(Finding {
            verdict: *own.verdict.get(row)?,
            due: own.due.get(row).copied(),
            ground: own.ground.get(row).copied().flatten(),
            freed_on: own.freed_on.get(row).copied().flatten(),
            version: own.version.get(row).copied().unwrap_or_default().into(),
            answer: own.answer.get(row).copied().flatten(),
            made: own.made.get(row).copied(),
        })
    }

    /// What a lead adds, all its rows together: one that gave two kinds of events has two. Nothing outside the cohort.
    pub fn part(&self, lead: usize) -> Option<Part> {
        let own = &self.entries;
        let rows = (0..).zip(own.lead.iter()).filter(|(_, of)| **of as usize == lead);
        let one = |(row, _): (usize, &u32)| Part {
            adds: at(&own.adds, row),
            counts: at(&own.counts, row),
            seconds: at(&own.seconds, row),
            is_provisional: at(&own.is_provisional, row),
            is_undecided: at(&own.is_undecided, row),
            is_maturing: at(&own.is_maturing, row),
            is_inferred: at(&own.is_inferred, row),
            is_disordered: at(&own.is_disordered, row),
        };
        rows.map(one).reduce(|a, b| Part {
            adds: a.adds + b.adds,
            counts: a.counts + b.counts,
            seconds: a.seconds.or(b.seconds),
            is_provisional: a.is_provisional || b.is_provisional,
            is_undecided: a.is_undecided || b.is_undecided,
            is_maturing: a.is_maturing || b.is_maturing,
            is_inferred: a.is_inferred || b.is_inferred,
            is_disordered: a.is_disordered || b.is_disordered,
        })
    }

    /// Why a lead is not in the cohort; nothing when only the metric's own event is missing.
    pub fn outside(&self, lead: usize) -> Option<Outside> {
        self.entries.outside.get(lead).copied().flatten()
    }
}

fn at<T: Copy + Default>(column: &Column<T>, row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}
