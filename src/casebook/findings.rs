//! What a commitment's metric found of each lead: how it was judged, what it adds, or why it does not speak of it.

use crate::metrics::column::Column;
use crate::metrics::entries::{Entries, Made};
use crate::metrics::outside::Outside;
use crate::metrics::verdicts::Ground;
use crate::model::moment::{Instant, Moment};
use crate::model::words::Verdict;
use crate::model::zone::Day;

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

    /// The word in `acordo-leads.csv` for why the verdict is as it is.
    pub fn reason(&self) -> &'static str {
        match self.verdict {
            Verdict::Met => "answered-in-time",
            Verdict::Breached => "due-passed",
            Verdict::Pending => "due-ahead",
            Verdict::Indeterminate if self.ground == Some(Ground::Untold) => "outcome-unknown",
            Verdict::Indeterminate if self.ground == Some(Ground::Undated) => "step-undated",
            Verdict::Indeterminate => "dates-too-coarse",
            Verdict::Exempt if self.is_freed() => "exempt-by-register",
            Verdict::Exempt => "closed-before-any-attempt",
            Verdict::NotAssessable => match self.ground {
                Some(Ground::NoKey) => "no-key",
                Some(Ground::Doubtful) => "contact-in-doubt",
                _ => "not-covered",
            },
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
