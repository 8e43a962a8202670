//! The scorecard: every number a report, a letter or the summary document shows, computed once.

use crate::calendar::periods::Period;
use crate::model::agreement::{Allowance, Clock, Condition, InForce};
use crate::model::words::{Channel, Metric, Milestone, Status, Team};

pub use crate::metrics::measure::{Cohort, Kind, LeadVerdict, Numbers, Range, Tally};

/// One commitment judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its id.
    pub id: String,
    /// Who promised.
    pub team: Team,
    /// What is measured.
    pub metric: Metric,
    /// What kind of number it is.
    pub kind: Kind,
    /// `leads`, `money`, `share`, `per-hour`, `sales`.
    pub unit: &'static str,
    /// Lower is better.
    pub lower_is_better: bool,
    /// The target (shares as fractions); absent when the plan gives none.
    pub target: Option<f64>,
    /// What was due to date (counts) or the target (rates).
    pub expected: Option<f64>,
    /// The numbers.
    pub numbers: Numbers,
    /// Overdue leads of earlier periods.
    pub carried_over: Option<u64>,
    /// actual − expected, in the unit (shares: fraction).
    pub gap: Option<f64>,
    /// actual ÷ expected.
    pub pace: Option<f64>,
    /// What each remaining working day must bring.
    pub needed_per_day: Option<f64>,
    /// The verdict on the commitment.
    pub status: Status,
    /// 80 % forecast of the period's end.
    pub forecast: Option<Range>,
    /// The allowance.
    pub within: Option<Allowance>,
    /// Its clock.
    pub clock: Clock,
    /// Tries promised.
    pub attempts: Option<u32>,
    /// Its scope.
    pub conditions: Vec<Condition>,
    /// The channels that count.
    pub channels: Vec<Channel>,
    /// Start of a conversion.
    pub from_stage: Option<Milestone>,
    /// End of a conversion.
    pub to_stage: Option<Milestone>,
    /// Net counting.
    pub net: bool,
    /// The version in force at the end of what is judged.
    pub version: InForce,
    /// First and last day of the cohort's window and its size.
    pub cohort: Option<Cohort>,
    /// Where it was judged.
    pub cut_off: i64,
    /// Why it is not assessed: `no-data`, `too-early`, `too-few`; nothing when it is.
    pub why_not: Option<&'static str>,
}

/// The same numbers for one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Position in [`Scorecard::commitments`].
    pub commitment: usize,
    /// `source`, `campaign`, `owner`, `team`.
    pub by: &'static str,
    /// The group; `None` is the group *none*.
    pub value: Option<String>,
    /// Leads of the cohort in it.
    pub size: u64,
    /// Its numbers.
    pub numbers: Numbers,
}

/// What each lead's verdict was: one column a commitment, `None` for leads outside its cohort.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VerdictColumn {
    /// Position in [`Scorecard::commitments`].
    pub commitment: usize,
    /// One entry a lead.
    pub leads: Vec<Option<LeadVerdict>>,
}

/// From the objective back to the hour (`metrics.md` §6).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Sales wanted.
    pub sales: Option<f64>,
    /// Leads that make a sale.
    pub leads_per_sale: Option<f64>,
    /// `agreed` or `observed`.
    pub ratio_source: Option<&'static str>,
    /// ⌈ sales × leads-per-sale ⌉.
    pub leads_needed: Option<f64>,
    /// ⌈ needed ÷ acceptance ⌉.
    pub to_deliver: Option<f64>,
    /// Working days of the period; short days by their share.
    pub working_days: f64,
    /// Working hours of the period.
    pub working_hours: f64,
    /// Leads a working day.
    pub per_day: Option<f64>,
    /// Leads a working hour.
    pub per_hour: Option<f64>,
    /// The same rounded up.
    pub per_hour_rounded: Option<f64>,
    /// Tries an hour.
    pub tries_per_hour: Option<f64>,
    /// People needed.
    pub people: Option<f64>,
}

/// One day of the delivery table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeliveryDay {
    /// The local day: every working day of the period, and other days with deliveries.
    pub day: crate::model::zone::Day,
    /// Share of the period's target due on this day.
    pub target: Option<f64>,
    /// Delivered on it (gross); `None` for days to come.
    pub delivered: Option<u64>,
    /// Of those, accepted by now.
    pub accepted: Option<u64>,
    /// Of those, rejected by now.
    pub rejected: Option<u64>,
    /// Of those, taken off by net counting.
    pub deducted: Option<u64>,
    /// Net deliveries up to its end (or the cut-off).
    pub cumulated: Option<u64>,
    /// What was expected up to its end (today: to the cut-off).
    pub expected: Option<f64>,
    /// Forecast of the cumulated count, from today on.
    pub forecast: Option<f64>,
    /// It is the day of the cut-off, not yet over.
    pub is_today: bool,
}

/// One row of the delivery table by source or campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryGroup {
    /// The group; `None` is *none*.
    pub value: Option<String>,
    /// Delivered.
    pub delivered: u64,
    /// Accepted.
    pub accepted: u64,
    /// Rejected.
    pub rejected: u64,
    /// Taken off.
    pub deducted: u64,
    /// Complete hand-offs.
    pub complete: u64,
}

/// One required field of the hand-off over the period's deliveries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldCount {
    /// The field.
    pub field: String,
    /// Deliveries.
    pub leads: u64,
    /// Absent or malformed.
    pub wrong: u64,
}

/// One weekday of the period up to the cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekday {
    /// 0 = Monday.
    pub weekday: u8,
    /// Leads delivered.
    pub leads: u64,
    /// Days of this weekday gone.
    pub days: u64,
}

/// The delivery of the period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    /// Day by day.
    pub days: Vec<DeliveryDay>,
    /// By source, most first.
    pub sources: Vec<DeliveryGroup>,
    /// By campaign, most first.
    pub campaigns: Vec<DeliveryGroup>,
    /// Rejections of the period's deliveries by reason as written, with category word, most first.
    pub rejections: Vec<(Option<String>, Option<&'static str>, u64)>,
    /// Completeness by required field.
    pub fields: Vec<FieldCount>,
    /// Weekday pattern.
    pub weekdays: Vec<Weekday>,
    /// Commitment these numbers belong to (`leads-delivered`), if any.
    pub commitment: Option<usize>,
}

/// One band of first-attempt time over the period's deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Lower bound, working seconds, inclusive of none (first is 0).
    pub from: i64,
    /// Upper bound, working seconds, inclusive; `None`: open.
    pub to: Option<i64>,
    /// Leads whose first attempt took that long.
    pub leads: u64,
    /// Of those, connected since.
    pub connected: u64,
}

/// One owner's first attempts on the period's deliveries.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnerCadence {
    /// The lead's owner; `None` is *none*.
    pub owner: Option<String>,
    /// Leads delivered.
    pub leads: u64,
    /// Verdicts on the first first-attempt commitment, where there is one.
    pub tally: Option<Tally>,
    /// Rate on it.
    pub rate: Option<f64>,
    /// Median working seconds to the first attempt.
    pub median: Option<i64>,
    /// Nine in ten.
    pub p90: Option<i64>,
    /// Leads connected.
    pub connected: u64,
    /// Tries made.
    pub tries: u64,
}

/// Tries by their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TryRow {
    /// 1, 2 …; the last row is *that many or more*.
    pub number: u32,
    /// It is the open last row.
    pub or_more: bool,
    /// Tries made.
    pub made: u64,
    /// First connections made by them.
    pub connected: u64,
}

/// Tries and connections by channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelRow {
    /// The channel.
    pub channel: Channel,
    /// Attempts.
    pub attempts: u64,
    /// Attempts that connected.
    pub connected: u64,
}

/// The cadence of the period's deliveries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cadence {
    /// First-attempt time in bands.
    pub bands: Vec<Band>,
    /// Leads without any attempt yet.
    pub untried: u64,
    /// Median working seconds to the first attempt.
    pub median: Option<i64>,
    /// Nine in ten.
    pub p90: Option<i64>,
    /// By lead owner, worst rate first.
    pub owners: Vec<OwnerCadence>,
    /// Tries before connection.
    pub tries: Vec<TryRow>,
    /// By channel.
    pub channels: Vec<ChannelRow>,
    /// Attempts (row = weekday 0..6, column = hour 0..23) and those that connected.
    pub hours: Vec<(u8, u8, u64, u64)>,
    /// Commitment the owner verdicts belong to, if any.
    pub commitment: Option<usize>,
}

/// One bar of the funnel over the period's deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelStep {
    /// `delivered`, `attempted`, `connected`, `accepted`, `sql`, `opportunity`, `won` (only what is known).
    pub step: &'static str,
    /// Leads that got there.
    pub leads: u64,
}

/// What kind of action is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActionKind {
    /// Make the first attempt.
    FirstAttempt,
    /// Reach the lead.
    FirstConnection,
    /// Make the tries owed.
    Cadence,
    /// Accept or reject.
    Decision,
    /// Answer a missed call.
    MissedCall,
    /// Give the lead an owner.
    NoOwner,
    /// Complete the hand-off.
    Handoff,
}

impl ActionKind {
    /// The word of the summary document and of the texts (`action.<word>`).
    pub fn word(self) -> &'static str {
        match self {
            Self::FirstAttempt => "first-attempt",
            Self::FirstConnection => "first-connection",
            Self::Cadence => "cadence",
            Self::Decision => "decision",
            Self::MissedCall => "missed-call",
            Self::NoOwner => "no-owner",
            Self::Handoff => "handoff",
        }
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
    /// When it is due.
    pub due: Option<i64>,
    /// Working seconds past the due; 0 when not past.
    pub overdue_seconds: i64,
    /// The due has passed.
    pub is_overdue: bool,
    /// Tries made and promised (`cadence`).
    pub tries: Option<(u32, u32)>,
    /// Required fields missing (`handoff`).
    pub missing: Vec<String>,
    /// Not in the last report (unknown before there was one).
    pub is_new: bool,
    /// Position in [`Scorecard::commitments`], where it belongs to one.
    pub commitment: Option<usize>,
}

/// All numbers of one run.
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// The period judged.
    pub period: Period,
    /// Its working time gone; `None`: no working time.
    pub share: Option<f64>,
    /// The period is over at the cut-off.
    pub is_over: bool,
    /// Complete working days gone.
    pub days_gone: f64,
    /// Working days of the period.
    pub days_total: f64,
    /// Working days left, today by its share.
    pub days_left: f64,
    /// The instant the report speaks of.
    pub cut_off: i64,
    /// The plan.
    pub plan: Option<Plan>,
    /// Every commitment in the agreement's order.
    pub commitments: Vec<Judged>,
    /// The same by groups.
    pub groups: Vec<Group>,
    /// Per-lead verdicts.
    pub verdicts: Vec<VerdictColumn>,
    /// Delivery.
    pub delivery: Delivery,
    /// Cadence.
    pub cadence: Cadence,
    /// Funnel of the period's deliveries.
    pub funnel: Vec<FunnelStep>,
    /// What must be done, most urgent first within team and owner.
    pub actions: Vec<Action>,
}
