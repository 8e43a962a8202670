//! Why the numbers are what they are: the gap in sales split over the chain, who explains the breaches, where each team should begin.

mod breaches;
mod levers;
mod review;
mod split;

#[cfg(test)]
mod tests;

use crate::casebook::Facts;
use crate::metrics::world::World;
use crate::model::words::{Grouping, Milestone, Team, words};
use crate::model::zone::Day;

use super::judge::Case;
use super::judged::Judged;
use super::tables::Plan;

/// Everything the diagnosis says.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// The gap in sales, or why it cannot be split.
    pub split: Result<Split, NoSplit>,
    /// Every commitment with breaches, in the agreement's order.
    pub breaches: Vec<Breaches>,
    /// One a team with a promise that is not kept.
    pub levers: Vec<Lever>,
    /// What asks for another strategy rather than for more effort.
    pub reviews: Vec<Review>,
}

/// Sales expected and made, and what each step of the chain adds to the difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Sales that the agreed chain makes of the volume due by now.
    pub expected: f64,
    /// Sales of the period.
    pub actual: f64,
    /// Volume first, then each step; their effects add up to `actual − expected`.
    pub factors: Vec<Factor>,
    /// What the files leave open of it; at either end the steps stand in the same order and take or add as they do here.
    pub open: Option<OpenEnds>,
}

/// Deliveries and sales of the period, each at the low and at the high end of what the files leave open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OpenEnds {
    /// Deliveries.
    pub delivered: [u64; 2],
    /// Sales.
    pub sales: [u64; 2],
}

/// A step of the way from a delivery to a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Decided on: accepted, or rejected for a reason that counts against the acceptance.
    Decided,
    /// A milestone.
    Reached(Milestone),
}

impl Stage {
    /// Its name in the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Reached(milestone) => milestone.word(),
        }
    }
}

/// One factor of the sales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// The step before; nothing for the volume.
    pub from: Option<Stage>,
    /// The step reached.
    pub to: Stage,
    /// Leads due by now, or the agreed share of the step before.
    pub expected: f64,
    /// The same as it happened.
    pub actual: f64,
    /// Events of the period.
    pub events: u64,
    /// Sales it adds or takes.
    pub effect: f64,
}

words! {
    /// Why there is no split.
    Unsplit {
        /// The agreed chain up to the sale and the agreed leads per sale come to different sales.
        Contradicted = "contradicted",
        /// Nothing says how many leads make how many sales.
        NoPlan = "no-plan",
        /// No source gives both delivered and won.
        FewStages = "few-stages",
        /// The files leave the sales or the deliveries of the period between two ends, at which the steps would stand in another order.
        Open = "open",
        /// No working time of the period has gone.
        NotBegun = "not-begun",
        /// A factor is zero.
        Zero = "zero",
    }
}

/// The gap of sales is not split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSplit {
    /// Why.
    pub why: Unsplit,
    /// The first zero factor.
    pub zero: Option<Stage>,
}

/// The breaches of one commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Breaches {
    /// Position in `Scorecard::commitments`.
    pub commitment: usize,
    /// Cases judged.
    pub cases: f64,
    /// Of them not kept.
    pub broken: f64,
    /// By owner, source, weekday and hour of the delivery; what explains most first.
    pub slices: Vec<Slice>,
}

/// A part of the cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// `Owner`, `Source`, `Weekday` or `Hour`.
    pub by: Grouping,
    /// The group (nothing: the leads without one), `0`–`6` from Monday on, `0`–`23`.
    pub value: Option<String>,
    /// Cases in it.
    pub cases: f64,
    /// Of them not kept.
    pub breaches: f64,
    /// Breaches beyond those it would have at the rate of all.
    pub beyond: f64,
}

/// Where a team should begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Whose.
    pub team: Team,
    /// Its promise that is furthest from being kept: position in `Scorecard::commitments`.
    pub commitment: usize,
    /// The part that explains most; nothing when no single part does.
    pub slice: Option<Slice>,
    /// The rate of all if that part had the rate of the others.
    pub without: Option<f64>,
    /// Share of the gap to the target that this would close.
    pub closes: Option<f64>,
    /// The promise is kept or not by cases, so that parts of it could be compared.
    pub is_of_cases: bool,
    /// Cases that would have to be kept besides, for the target.
    pub missing: Option<f64>,
}

/// A reason to review the strategy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Review {
    /// Off track at the closing of so many working days in a row.
    OffTrack {
        /// Position in `Scorecard::commitments`.
        commitment: usize,
        /// Working days.
        days: usize,
        /// The first of them.
        since: Day,
    },
    /// The leads that a sale takes, as observed, exclude what the plan counts with.
    Ratio {
        /// The plan's.
        planned: f64,
        /// Lower end of the observed interval.
        low: f64,
        /// Upper end; absent without a sale.
        high: Option<f64>,
    },
}

impl Split {
    /// The factor that takes most; nothing when none takes anything, or when no sales are lacking: then there is nothing to explain,
    /// even if the objective's revenue falls short.
    pub fn lever(&self) -> Option<&Factor> {
        if self.actual >= self.expected {
            return None;
        }
        let taking = self.factors.iter().filter(|factor| factor.effect < 0.0);
        taking.min_by(|a, b| a.effect.total_cmp(&b.effect))
    }
}

impl Default for Diagnosis {
    fn default() -> Self {
        let split = Err(NoSplit { why: Unsplit::NoPlan, zero: None });
        Self { split, breaches: Vec::new(), levers: Vec::new(), reviews: Vec::new() }
    }
}

/// The diagnosis of what was judged; `cases` stand in the order of `commitments`.
pub fn diagnosis(
    world: World,
    facts: &Facts,
    plan: Option<&Plan>,
    commitments: &[Judged],
    cases: &[&Case],
) -> Diagnosis {
    let breaches = breaches::breaches(world, commitments, cases);
    Diagnosis {
        split: split::split(world, facts, plan),
        levers: levers::levers(commitments, &breaches),
        reviews: review::reviews(world, plan, commitments, cases),
        breaches,
    }
}
