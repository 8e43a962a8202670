//! What a metric is: everything that the agreement, the scorecard and the record must know of it, said once in its own file.

use crate::model::agreement::Commitment;
use crate::model::words::{Metric, Milestone, words};

use super::cohort::Cohort;
use super::column::Mask;
use super::measure::{Kind, Measurement};
use super::world::{Reads, World};

/// One metric of the catalogue.
pub struct Spec {
    /// Its name in the agreement.
    pub metric: Metric,
    /// What kind of number it is.
    pub kind: Kind,
    /// What the number counts.
    pub unit: Unit,
    /// Lower is better.
    pub lower_is_better: bool,
    /// The kind of its target.
    pub target: TargetKind,
    /// Keys of the agreement without which it promises nothing.
    pub requires: &'static [&'static str],
    /// Further keys that it understands.
    pub takes: &'static [&'static str],
    /// Fewest cases judged for a verdict, where the commitment does not say.
    pub min_sample: u32,
    /// What must be seen to answer it.
    pub needs: &'static [Need],
    /// The tables it reads: where they end it is judged, where they begin its time begins.
    pub reads: Reads,
    /// When the cases of a day can no longer change.
    pub settles: Settles,
    /// The milestone whose dates begin its history.
    pub begins: Begins,
    /// What is compared before and after a decision; nothing where two spans of days do not compare.
    pub compared: Option<Measure>,
    /// Each lead delivered in the period is one case: a further delivery may have kept the promise or not.
    pub per_delivery: bool,
    /// Measures all versions of one commitment.
    pub measure: fn(World, &[&Commitment]) -> Measurement,
    /// Which leads past their due still owe something, where leads of earlier periods may.
    pub owes: Option<fn(&Cohort) -> Mask>,
}

impl Spec {
    /// A metric as most are: higher is better, its target is a share, it reads leads and deals, ten cases make a verdict.
    pub const fn of(
        metric: Metric,
        kind: Kind,
        unit: Unit,
        measure: fn(World, &[&Commitment]) -> Measurement,
    ) -> Self {
        Self {
            metric,
            kind,
            unit,
            lower_is_better: false,
            target: TargetKind::Share,
            requires: &[],
            takes: &[],
            min_sample: 10,
            needs: &[],
            reads: Reads::Sales,
            settles: Settles::Closing,
            begins: Begins::Milestone(Milestone::Delivered),
            compared: Measure::usual(kind),
            per_delivery: false,
            measure,
            owes: None,
        }
    }
}

/// Something that must be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    /// A milestone, dated or by a stage's word.
    Milestone(Milestone),
    /// Dates of a milestone.
    Dates(Milestone),
    /// Two milestones, each dated by a column of its own: between a date and itself no time passes.
    Apart(Milestone, Milestone),
    /// One of several milestones.
    OneOf(&'static [Milestone]),
    /// Dates of the two stages that the commitment names.
    Stages,
    /// When a lead was first tried.
    FirstTry,
    /// Every try.
    Tries,
    /// Whether somebody was reached, through the channels that the commitment counts.
    Conversations,
    /// At least one of the fields that a hand-off must carry.
    Required,
    /// The fields that the definition of an MQL asks for.
    Requirements,
    /// The type of a lead.
    Types,
    /// What a sale is worth.
    Values,
    /// Who said no: by a contact's outcome, or by the reason of a loss or rejection.
    Refusals,
    /// Dates of both stages that are as exact as each other, for some lead.
    Times,
    /// What sales decided of leads.
    Decisions,
    /// Whether a rejection was for a reason of marketing, where only those count.
    Reasons,
    /// The same as `Decisions`, where the day counts.
    DatedDecisions,
    /// Why leads were lost, where losses for a reason of marketing are no cases.
    LossReasons,
    /// The same, where such losses are a part of the cases.
    Closes,
    /// Rejections, where they take deliveries off.
    Rejections,
}

words! {
    /// What a number counts.
    Unit {
        /// Leads.
        Leads = "leads",
        /// Sales.
        Sales = "sales",
        /// The agreement's currency.
        Money = "money",
        /// A part of one.
        Share = "share",
        /// Leads a working hour.
        PerHour = "per-hour",
        /// Events for each other event.
        Ratio = "ratio",
        /// Leads for each sale.
        LeadsPerSale = "leads-per-sale",
        /// Seconds by the commitment's clock.
        Seconds = "seconds",
        /// Things to do.
        Actions = "actions",
        /// Cases of a promise.
        Cases = "cases",
        /// Working days, short ones by their share.
        WorkingDays = "working-days",
    }
}

/// What a target may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// A share from nothing to all.
    Share,
    /// A number above zero.
    Number,
    /// A number above zero, or `"plan"`.
    NumberOrPlan,
    /// A ratio that may exceed one.
    Ratio,
    /// Leads a sale: `6` or `"6:1"`.
    LeadsPerSale,
    /// A duration.
    Time,
}

/// When the cases of a day can no longer change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// At its closing.
    Closing,
    /// Once the commitment's allowance is over for its last lead.
    Due,
    /// Once the window for rejections is over.
    Window,
    /// The same for net counting, at its closing for gross.
    Net,
    /// Once its leads were followed for as many days as agreed.
    Followed,
}

/// The milestone whose dates begin a metric's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// Always this one.
    Milestone(Milestone),
    /// The commitment's `from-stage`.
    Stage,
}

words! {
    /// What is compared before and after a decision.
    Measure {
        /// The share of cases.
        Share = "share",
        /// Events a working day.
        PerDay = "per-day",
        /// Money a working day.
        AmountPerDay = "amount-per-day",
        /// Events a working hour.
        PerHour = "per-hour",
    }
}

impl Measure {
    const fn usual(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Count => Some(Self::PerDay),
            Kind::Amount => Some(Self::AmountPerDay),
            Kind::Share | Kind::Conversion | Kind::Verdict => Some(Self::Share),
            Kind::Level => None,
        }
    }
}
