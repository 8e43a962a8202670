//! The scorecard: every number a report, a letter or the summary document shows, computed once.

use std::collections::BTreeMap;

pub use super::amendments::{Amended, Amendment};
pub use super::decisions::{About, Comparison, Decision, Incomparable, Measure, Side};
pub use super::diagnosis::{
    Breaches, Diagnosis, Factor, Lever, NoSplit, OpenEnds, Review, Slice, Split, Stage, Unsplit,
};
pub use super::ended::Ended;
pub use super::history::History;
pub use super::judged::{Judged, Proposal, shown_in};
pub use super::outcome::{Outcome, Reached};
pub use super::stage_times::StageTime;
pub use super::tables::{
    Asked, Band, Cadence, ChannelRow, Delivery, DeliveryDay, DeliveryGroup, FieldCount, FunnelStep,
    Group, HourRow, Others, OwnerCadence, Plan, PlanPart, PlanStep, RatioSource, Speed, SpeedBand,
    TryRow, Unplanned, Weekday,
};
pub use super::traffic::{Traffic, TrafficRow};
use crate::calendar::Late;
use crate::calendar::periods::Period;
use crate::calendar::progress::Progress;
pub use crate::casebook::{Facts, Finding, Findings};
use crate::issue::Issue;
pub use crate::metrics::measure::{Cohort, Kind, Numbers, Range, Tally, wilson};
pub use crate::metrics::observed::{Connecting, SaleRatio};
pub use crate::metrics::spec::Unit;
pub use crate::metrics::verdicts::Ground;
use crate::model::moment::{Horizon, Instant};
use crate::model::words::{Rung, Status, Team, words};
use crate::model::zone::Day;

/// How far leads get within the days agreed (see `scorecard::conversion`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// First local day of the cohort.
    pub first: Day,
    /// Its last.
    pub last: Day,
    /// Local days each lead is followed.
    pub days: i32,
    /// Leads followed to the end.
    pub leads: u64,
    /// Younger ones.
    pub maturing: u64,
    /// The steps some source shows.
    pub steps: Vec<LadderStep>,
    /// Months of delivery, the newest last.
    pub months: Vec<MonthCohort>,
    /// Some lead of these months was won on a day that nothing tells.
    pub has_undated_wins: bool,
    /// Losses of the period.
    pub losses: Vec<Loss>,
    /// Times from each step to the next.
    pub times: Vec<StageTime>,
}

/// One step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LadderStep {
    /// Which.
    pub step: Rung,
    /// Mature leads that got there in time.
    pub leads: u64,
    /// Further ones that got there on a day that nothing tells, perhaps later.
    pub undated: u64,
    /// Younger leads that are there already.
    pub maturing: u64,
    /// Median of local days since the delivery; absent when none got there with a date.
    pub median_days: Option<i64>,
    /// Nine in ten of them.
    pub p90_days: Option<i64>,
}

/// The leads delivered in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCohort {
    /// Its first day.
    pub month: Day,
    /// Leads delivered.
    pub leads: u64,
    /// Of them won within each of `scorecard::conversion::AFTER` days, as dates tell; absent while some lead is younger.
    pub won: [Option<u64>; 4],
}

/// Leads lost for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// As exported.
    pub reason: Option<String>,
    /// Its category.
    pub category: Option<&'static str>,
    /// Leads.
    pub leads: u64,
}

words! {
    /// What kind of action is asked for.
    ActionKind {
        /// Make the first attempt.
        FirstAttempt = "first-attempt",
        /// Write down the contact that was made: the lead was worked on, and no activity says so.
        LogContact = "log-contact",
        /// Reach the lead.
        FirstConnection = "first-connection",
        /// Make the tries owed.
        Cadence = "cadence",
        /// Accept or reject.
        Decision = "decision",
        /// Answer a missed call.
        MissedCall = "missed-call",
        /// Give the lead an owner.
        NoOwner = "no-owner",
        /// Complete the hand-off.
        Handoff = "handoff",
        /// Send on a lead that is not interested, or not now.
        Routing = "routing",
    }
}

impl ActionKind {
    /// A first attempt that no activity tells of: to be made, or made and to be written down.
    pub fn is_first_attempt(self) -> bool {
        matches!(self, Self::FirstAttempt | Self::LogContact)
    }
}

/// Something somebody must do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Who owes it.
    pub team: Team,
    /// What.
    pub kind: ActionKind,
    /// Row of the lead in the dataset.
    pub lead: usize,
    /// The lead's owner.
    pub owner: Option<String>,
    /// The lead was delivered before the period.
    pub is_earlier: bool,
    /// When it is due.
    pub due: Option<Instant>,
    /// Working seconds past the due; 0 when not past.
    pub overdue_seconds: i64,
    /// The due has passed.
    pub is_overdue: bool,
    /// It is due on the day the actions are read, or before it and after all that the files tell, and not late as far as these tell.
    pub is_due_today: bool,
    /// Four fifths of the time for it are gone, and not all of it.
    pub is_near: bool,
    /// How long ago in working days; nothing when it has not.
    pub late: Option<Late>,
    /// Tries made and promised (`cadence`).
    pub tries: Option<(u32, u32)>,
    /// Required fields missing (`handoff`).
    pub missing: Vec<String>,
    /// Not in the last report; unknown before there was one.
    pub is_new: Option<bool>,
    /// Position in [`Scorecard::commitments`], where it belongs to one.
    pub commitment: Option<usize>,
}

/// Overdue by more than this is old debt: chasing it takes the time that this week's leads need.
const OLD: Late = Late { days: 10, seconds: 0 };

impl Action {
    /// Overdue for longer than anyone acts upon lead by lead.
    pub fn is_old(&self) -> bool {
        self.late.is_some_and(|late| late > OLD)
    }
}

/// What the last report of the period said.
#[derive(Clone, Debug, PartialEq)]
pub struct Previous {
    /// Its day.
    pub day: Day,
    /// Actual value and status by commitment id.
    pub actuals: BTreeMap<String, (Option<f64>, Status)>,
}

/// A source of leads, deals or activities whose newest row is older than the agreement lets it be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The source.
    pub source: String,
    /// Its newest row up to the report's instant.
    pub newest: Instant,
}

/// All numbers of one run.
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// The period judged.
    pub period: Period,
    /// How far it has come at the cut-off of the report; each promise has its own ([`Judged::progress`]).
    pub progress: Progress,
    /// The instant the report speaks of: the earliest up to which the files of a table reach.
    pub cut_off: Horizon,
    /// The day on which the actions are read.
    pub today: Day,
    /// The plan.
    pub plan: Option<Plan>,
    /// What became of the objective.
    pub outcome: Outcome,
    /// Verdicts of the period that each entry of the register frees from, in its order.
    pub exempted: Vec<u64>,
    /// Every commitment in the agreement's order.
    pub commitments: Vec<Judged>,
    /// The same by groups.
    pub groups: Vec<Group>,
    /// What the groups come to that are too many to be kept.
    pub other_groups: Vec<Others>,
    /// What is known of each lead beside its exported words.
    pub facts: Facts,
    /// What each commitment's metric found of each lead, in the order of [`Self::commitments`].
    pub findings: Vec<Findings>,
    /// Delivery.
    pub delivery: Delivery,
    /// Cadence.
    pub cadence: Cadence,
    /// Connections and sales of mature leads by the time to the first attempt.
    pub speed: Option<Speed>,
    /// What of all this the files do not show, and why.
    pub blind: super::blind::Blind,
    /// Visits, leads and cost; nothing where no source gives visits of the period.
    pub traffic: Option<Traffic>,
    /// Funnel of the period's deliveries.
    pub funnel: Vec<FunnelStep>,
    /// How far leads get; nothing where no source gives the delivery.
    pub conversion: Option<Conversion>,
    /// Why the numbers are what they are.
    pub diagnosis: Diagnosis,
    /// The decisions of the log, with before and after.
    pub decisions: Vec<Decision>,
    /// The period before, on the first report of a new one.
    pub ended: Option<Ended>,
    /// What the last report of the period said, where there was one.
    pub previous: Option<Previous>,
    /// What the agreement's text changes beside that of the last report, or, of a period that is judged by an earlier text, what changed
    /// since; nothing where nothing did.
    pub amended: Option<Amended>,
    /// Old data that the numbers rest on, the oldest first.
    pub stale: Vec<Stale>,
    /// Periods and weeks before; empty until somebody asks for them.
    pub history: History,
    /// What the numbers leave out for want of data.
    pub issues: Vec<Issue>,
    /// What must be done, most urgent first within team and owner.
    pub actions: Vec<Action>,
}

impl Scorecard {
    /// The commitments that judge lead by lead, by position, with their verdicts.
    pub fn verdicts(&self) -> impl Iterator<Item = (usize, &Findings)> {
        self.findings.iter().enumerate().filter(|(_, found)| found.has_verdicts())
    }

    /// The verdicts of one commitment; nothing when it judges no single leads.
    pub fn verdicts_of(&self, commitment: usize) -> Option<&Findings> {
        self.findings.get(commitment).filter(|found| found.has_verdicts())
    }
}
