//! The decisions of the teams' log, and how each commitment stood before and after them (`DEFINITIONS.md` is silent on the windows; these are ours).
//!
//! *Windows*: as many working days before the decision as after it, at most 20 a side. The decision's own day belongs to neither: at what hour
//! it took hold nobody wrote down. Another decision about the same commitment ends a window, its day included; so do the first day that the
//! sources know of, and the last day whose cases are all settled at the cut-off: the allowance of a lead handed over in its last second is over,
//! the rejection window has closed (net deliveries, acceptance), a lead is mature (conversion).
//! A day without working hours belongs to the next working day.
//! *Measured* by one ruler on both sides: the version in force on the first day after, else the last one, without its own dates.
//! *Shares*: hits and cases of each window; the interval of the difference is Newcombe's. `attempts-per-day` counts a lead's days as one case,
//! `leads-per-sale` is compared as the conversion that it inverts.
//! *Counts, amounts, leads per hour*: the mean of the working days (hours); the interval is Welch's over those days.
//! *Absent when* a window has fewer cases than the commitment's `min-sample`, or fewer than five days or five events both windows together.
//! Nothing here says that the decision was the cause.

mod compare;
mod windows;

use rayon::prelude::*;

use super::judged::Judged;
use crate::metrics::measure::Range;
pub use crate::metrics::spec::Measure;
use crate::metrics::world::World;
use crate::model::fold::fold;
use crate::model::moment::Instant;
use crate::model::records::LogEntry;
use crate::model::words::{LogKind, words};
use crate::model::zone::Day;

/// Newest decisions that are compared; older ones are only listed.
const MOST: usize = 24;
/// Leads beyond which nothing is compared: it would take longer than the report itself.
const MANY: usize = 200_000;

/// A decision of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its number in order of time, from 1: `D1` on a chart is the first.
    pub number: usize,
    /// Position in `Dataset::log`.
    pub entry: usize,
    /// Its local day.
    pub day: Day,
    /// What it is about.
    pub about: About,
    /// Before and after, a commitment each; empty where nothing can be compared.
    pub comparisons: Vec<Comparison>,
}

/// What a decision is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Nothing is named: every commitment.
    All,
    /// These, by their position in `Scorecard::commitments`.
    Commitments(Vec<usize>),
    /// What was written is no commitment and no metric of the agreement.
    Unknown,
}

words! {
    /// Why a commitment has no difference between before and after a decision.
    Incomparable {
        /// It is no share and no count.
        NotComparable = "not-comparable",
        NoData = "no-data",
        /// Nothing is known of the days before.
        NoBefore = "no-before",
        /// No day after is settled.
        TooEarly = "too-early",
        TooFew = "too-few",
    }
}

/// A commitment before and after a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Position in `Scorecard::commitments`.
    pub commitment: usize,
    /// What is compared.
    pub measure: Measure,
    /// The window before; absent where there is none.
    pub before: Option<Side>,
    /// After the decision; nothing when no day after it is settled.
    pub after: Option<Side>,
    /// After − before with its 95 % interval; absent when there are too few cases to say.
    pub difference: Option<Range>,
    /// Why there is no difference.
    pub why_not: Option<Incomparable>,
    /// The instant from which the windows no longer grow; absent while they do.
    pub full_at: Option<Instant>,
}

/// The working days on one side of a decision, and what the commitment came to on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// First local day.
    pub first: Day,
    /// Last local day.
    pub last: Day,
    /// Working days in it.
    pub days: usize,
    /// The share, or the mean of its days; absent without cases.
    pub value: Option<f64>,
    /// Cases of a share, or everything counted.
    pub cases: f64,
}

/// Every decision up to the cut-off, in order of time.
pub fn decisions(world: World, commitments: &[Judged]) -> Vec<Decision> {
    // A decision that names a lead settles a dispute; it changes nothing for the others.
    let is_one = |entry: &LogEntry| entry.kind == LogKind::Decision && entry.lead.is_none();
    let entries = world.data.log.iter().enumerate().filter(|(_, entry)| is_one(entry));
    let decision = |(number, (entry, written)): (usize, (usize, &LogEntry))| Decision {
        number: number + 1,
        entry,
        day: world.zone().day(written.at),
        about: about(written, commitments),
        comparisons: Vec::new(),
    };
    let mut all: Vec<Decision> = entries.enumerate().map(decision).collect();
    if world.data.leads.len() <= MANY {
        let older = all.len().saturating_sub(MOST);
        let found: Vec<Vec<Comparison>> = (older..all.len())
            .into_par_iter()
            .map(|own| compare::comparisons(world, commitments, &all, own))
            .collect();
        all.iter_mut()
            .skip(older)
            .zip(found)
            .for_each(|(decision, found)| decision.comparisons = found);
    }
    all
}

/// The commitments that an entry names by id or metric; case, accents, blanks and punctuation apart.
fn about(entry: &LogEntry, commitments: &[Judged]) -> About {
    let Some(written) = entry.about.as_deref().map(fold).filter(|written| !written.is_empty())
    else {
        return About::All;
    };
    let places = |is: &dyn Fn(&Judged) -> bool| {
        (0..).zip(commitments).filter(|(_, judged)| is(judged)).map(|(place, _)| place).collect()
    };
    let by_id: Vec<usize> = places(&|judged| fold(&judged.id) == written);
    let named = if by_id.is_empty() {
        places(&|judged| fold(judged.metric.word()) == written)
    } else {
        by_id
    };
    if named.is_empty() { About::Unknown } else { About::Commitments(named) }
}

impl Decision {
    /// True when the decision names this commitment, or speaks of all. One that names an unknown
    /// commitment is about none.
    pub fn is_about(&self, commitment: usize) -> bool {
        match &self.about {
            About::All => true,
            About::Commitments(own) => own.contains(&commitment),
            About::Unknown => false,
        }
    }
}
