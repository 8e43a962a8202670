//! What both teams promised: durations, targets, commitments and the objective, each in versions.

use super::words::{Channel, Metric, Milestone, Team, words};
use super::zone::Day;

/// The unit of a duration as written: what a day is depends on where it stands (`DEFINITIONS.md` §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationUnit {
    /// `m`
    Minutes,
    /// `h`
    Hours,
    /// `d`
    Days,
}

/// A duration as written: `"15m"`, `"1h"`, `"3d"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: DurationUnit,
}

impl Allowance {
    /// Wall-clock seconds: a day is 24 h.
    pub fn elapsed_seconds(self) -> i64 {
        let unit = match self.unit {
            DurationUnit::Minutes => 60,
            DurationUnit::Hours => 3_600,
            DurationUnit::Days => 86_400,
        };
        i64::from(self.count) * unit
    }
}

impl std::fmt::Display for Allowance {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.unit {
            DurationUnit::Minutes => 'm',
            DurationUnit::Hours => 'h',
            DurationUnit::Days => 'd',
        };
        write!(out, "{}{unit}", self.count)
    }
}

words! {
    /// Which clock an allowance runs on.
    #[derive(Default)]
    Clock {
        /// Only working time counts.
        #[default]
        Working = "working",
        /// Wall-clock time.
        Elapsed = "elapsed",
    }
}

/// Interval in which a version is in force: `[from, until)`, open where absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct InForce {
    /// First day in force.
    pub from: Option<Day>,
    /// First day no longer in force.
    pub until: Option<Day>,
}

impl InForce {
    /// True when the version is in force on `day`.
    pub fn contains(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// True when two versions share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let starts_before = |a: Option<Day>, b: Option<Day>| a.is_none() || b.is_none() || a < b;
        starts_before(self.from, other.until) && starts_before(other.from, self.until)
    }
}

/// What a commitment promises to reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A count, an amount of money or a level.
    Number(f64),
    /// A share, as a fraction.
    Share(f64),
    /// A duration (`stage-time`).
    Time(Allowance),
    /// What the plan asks for (`DEFINITIONS.md` §6).
    Plan,
    /// Nothing yet: it is measured, compared with its own past, and not judged.
    Open,
}

/// One field of a `where` and the values it may have (any of them, compared folded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Canonical field or one of a source's `extra`.
    pub field: String,
    /// Any of these.
    pub any_of: Vec<String>,
    /// Also leads of whose files none has the field: nobody knows which value they have.
    pub or_unfed: bool,
}

/// How `leads-delivered` treats rejections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// Takes off leads rejected within the window for a marketing reason.
    Net,
    /// Takes nothing off.
    Gross,
}

/// One version of one commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// The same id twice = versions.
    pub id: String,
    /// Who promised it.
    pub team: Team,
    /// What is measured.
    pub metric: Metric,
    /// What is promised.
    pub target: Target,
    /// The allowance.
    pub within: Option<Allowance>,
    /// The clock the allowance runs on.
    pub clock: Clock,
    /// The leads it speaks of: all conditions hold.
    pub conditions: Vec<Condition>,
    /// The channels that count; empty: all.
    pub channels: Vec<Channel>,
    /// When this version is in force.
    pub in_force: InForce,
    /// Of pace; points for shares. 0.05 by default.
    pub tolerance: f64,
    /// Fewest judged for a verdict.
    pub min_sample: u64,
    /// Tries promised.
    pub attempts: Option<u32>,
    /// Distinct days of tries (`give-up`).
    pub days: Option<u32>,
    /// Most tries allowed (`give-up`).
    pub max_attempts: Option<u32>,
    /// Net or gross.
    pub counting: Counting,
    /// `acceptance`: rejections for any reason count.
    pub all_reasons: bool,
    /// `leads-per-hour`: by person instead of by team.
    pub per_person: bool,
    /// Start of a conversion, ratio or stage time.
    pub from_stage: Option<Milestone>,
    /// End of a conversion, ratio or stage time.
    pub to_stage: Option<Milestone>,
    /// Percentile judged, 1–100.
    pub percentile: u8,
    /// Where uninterested leads go; printed.
    pub destination: Option<String>,
}

impl Commitment {
    /// It has a target: without one it is measured and asks nothing of anybody.
    pub fn is_asked(&self) -> bool {
        self.target != Target::Open
    }
}

/// How long the objective's period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    /// ISO week.
    Week,
    /// Calendar month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    /// Calendar year.
    Year,
    /// First and last day.
    Fixed(Day, Day),
}

impl PeriodKind {
    /// Those that recur, as an agreement names them.
    pub const RECURRING: [Self; 5] =
        [Self::Week, Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// The word of the agreement and of the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half-year",
            Self::Year => "year",
            Self::Fixed(..) => "fixed",
        }
    }
}

/// The agreed number of leads that make a sale, kept as an exact ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LeadsPerSale {
    /// `leads` leads for `sales` sales.
    Ratio(f64, f64),
    /// Measured on mature cohorts.
    Observed,
}

/// One step of the agreed chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChainStep {
    /// The milestone reached.
    pub to: Milestone,
    /// Share of those of the step before.
    pub rate: f64,
}

/// One version of what both teams want.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// The period all paced promises run over.
    pub period: PeriodKind,
    /// Sales wanted in a period.
    pub sales: Option<f64>,
    /// Revenue wanted in a period.
    pub revenue: Option<f64>,
    /// Scope inherited by commitments with a plan target.
    pub conditions: Vec<Condition>,
    /// Leads that make a sale.
    pub leads_per_sale: Option<LeadsPerSale>,
    /// Calendar days over which ratios are observed.
    pub observed_over: u32,
    /// Days of delivered → won.
    pub conversion_within: u32,
    /// Agreed share of accepted leads.
    pub acceptance: Option<f64>,
    /// Agreed rates from delivered on.
    pub chain: Vec<ChainStep>,
    /// People who make attempts.
    pub people: Option<f64>,
    /// Tries one person makes in an hour.
    pub tries_per_person_hour: Option<f64>,
    /// When this version is in force.
    pub in_force: InForce,
}
