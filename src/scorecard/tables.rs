//! The tables behind the sheets Plan, Delivery and Cadence, as values.

use crate::metrics::measure::{Numbers, Range, Tally};
use crate::metrics::observed::{Connecting, SaleRatio};
use crate::model::agreement::Clock;
use crate::model::evidence::Unseen;
use crate::model::words::{Channel, Grouping, Milestone, Rung, words};
use crate::model::zone::Day;

use super::apart::Apart;
use super::spans::Span;

/// One day of the delivery table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeliveryDay {
    /// The local day: every working day of the period, and other days with deliveries.
    pub day: Day,
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
    /// What is expected up to its end, also today.
    pub expected_by_end: Option<f64>,
    /// Forecast of the cumulated count at its end, from today on.
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
    /// Of the rejected those that count against the acceptance.
    pub against: u64,
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

/// One weekday over the days of the period that are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekday {
    /// 0 = Monday.
    pub number: u8,
    /// Leads delivered.
    pub leads: u64,
    /// Calendar days of this weekday, working days or not.
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
    /// The files show which leads sales accepted.
    pub shows_acceptance: bool,
    /// The files show what the hand-offs carried, and something is asked of it.
    pub shows_handoff: bool,
    /// 80 % forecast of the deliveries that stay at the period's end: net where the commitment counts net.
    pub forecast: Option<Range>,
    /// Commitment these numbers belong to (`leads-delivered`), if any.
    pub commitment: Option<usize>,
}

impl Delivery {
    /// Leads delivered so far in the period.
    pub fn delivered(&self) -> u64 {
        self.days.iter().filter_map(|day| day.delivered).sum()
    }
}

/// One band of first-attempt time over the period's deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// Lower bound in seconds, inclusive of none (first is 0).
    pub from: i64,
    /// Upper bound in seconds, inclusive; `None`: open.
    pub to: Option<i64>,
    /// Leads whose first attempt took that long.
    pub leads: u64,
    /// Of those, connected since; nothing where no file tells who was reached.
    pub connected: Option<u64>,
    /// Of those, leads of which it is known whether they were connected: no contact without a known outcome may have been it.
    pub told: u64,
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
    /// Median of the seconds to the first attempt.
    pub median: Option<i64>,
    /// Nine in ten.
    pub p90: Option<i64>,
    /// Leads connected; nothing where no file tells who was reached.
    pub connected: Option<u64>,
    /// Leads of which it is known whether they were.
    pub told: u64,
    /// Tries made; nothing where no file tells of each.
    pub tries: Option<u64>,
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
    /// First connections made by them; nothing where no file tells who was reached.
    pub connected: Option<u64>,
    /// Tries of which it is known whether they made one.
    pub told: u64,
}

/// Tries and connections by channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelRow {
    /// The channel.
    pub channel: Channel,
    /// Attempts.
    pub attempts: u64,
    /// Attempts that connected; nothing where no file tells who was reached through it.
    pub connected: Option<u64>,
    /// Attempts whose outcome is known.
    pub told: u64,
}

/// Attempts and connections of one hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourRow {
    /// 0 is Monday.
    pub weekday: u8,
    /// 0 to 23, local time.
    pub hour: u8,
    /// Attempts.
    pub attempts: u64,
    /// Attempts that connected; nothing where no file tells who was reached.
    pub connected: Option<u64>,
    /// Attempts whose outcome is known.
    pub told: u64,
}

/// The cadence of the period's deliveries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cadence {
    /// Why the files show no first attempts; nothing when they do.
    pub unseen: Option<Unseen>,
    /// First-attempt time in bands.
    pub bands: Vec<Band>,
    /// Leads without any attempt yet.
    pub untried: u64,
    /// Leads tried whose dates have no time of day: in no band.
    pub untimed: u64,
    /// Leads that spoke before any attempt: the promise counts their conversation, the bands only attempts.
    pub spoke_first: u64,
    /// Whose seconds the bands, the median and the nine in ten count: those of the promise on the first attempt.
    pub clock: Clock,
    /// Seconds that the promise allows, by that clock; absent for days of working time.
    pub allowed: Option<i64>,
    /// Leads that waited longer than that.
    pub late: Option<u64>,
    /// Median of the seconds to the first attempt.
    pub median: Option<i64>,
    /// Nine in ten.
    pub p90: Option<i64>,
    /// By lead owner, worst rate first.
    pub owners: Vec<OwnerCadence>,
    /// Tries before connection.
    pub tries: Vec<TryRow>,
    /// By channel.
    pub channels: Vec<ChannelRow>,
    /// By weekday and hour, those with attempts.
    pub hours: Vec<HourRow>,
    /// The period's activities that are no attempts.
    pub apart: Apart,
    /// Commitment the owner verdicts belong to, if any.
    pub commitment: Option<usize>,
}

/// Mature leads by the time to their first attempt (see `scorecard::speed`).
#[derive(Clone, Debug, PartialEq)]
pub struct Speed {
    /// First day on which one of them was delivered.
    pub first: Day,
    /// The last one.
    pub last: Day,
    /// Local days each lead was followed.
    pub days: i32,
    /// Some source gives sales.
    pub has_sales: bool,
    /// Whose seconds they waited: those of the promise on the first attempt.
    pub clock: Clock,
    /// By the time to the first attempt.
    pub bands: Vec<SpeedBand>,
    /// Leads tried whose dates have no time of day.
    pub untimed: u64,
    /// Leads never tried within those days.
    pub untried: SpeedBand,
    /// What counts as quick, in seconds.
    pub within: i64,
    /// Tried within it.
    pub fast: SpeedBand,
    /// Tried later.
    pub slow: SpeedBand,
    /// Sale rate of the quick − that of the later, with its 95 % interval; absent below 20 leads on a side.
    pub difference: Option<Range>,
}

/// Some of those leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpeedBand {
    /// Lower bound in seconds, exclusive but for 0.
    pub from: i64,
    /// Upper bound in seconds, inclusive; `None`: open.
    pub to: Option<i64>,
    /// Leads.
    pub leads: u64,
    /// Of those, connected by the last day followed; nothing where no file tells who was reached.
    pub connected: Option<u64>,
    /// Of those, leads of which it is known whether they were.
    pub told: u64,
    /// Of those, won by then.
    pub won: u64,
}

/// One bar of the funnel over the period's deliveries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelStep {
    /// Which; only steps that some source shows.
    pub step: Rung,
    /// Leads that got there.
    pub leads: u64,
}

words! {
    /// Where the leads that make a sale come from.
    RatioSource { Agreed = "agreed", Observed = "observed" }
}

words! {
    /// A row of the plan that may be absent, as the summary document names it.
    PlanPart {
        Sales = "sales", LeadsPerSale = "leads_per_sale", LeadsNeeded = "leads_needed", ToDeliver = "to_deliver",
        PerDay = "per_day", PerHour = "per_hour", PerHourRounded = "per_hour_rounded",
        TriesPerHour = "tries_per_hour", People = "people",
    }
}

words! {
    /// Why a row of the plan is absent.
    Unplanned {
        NoObjective = "no-objective", NoSales = "no-sales", NoLeadsPerSale = "no-leads-per-sale",
        NoMilestone = "no-milestone", NoMatureLead = "no-mature-lead", NoSale = "no-sale",
        UndatedSales = "undated-sales",
        NoAcceptance = "no-acceptance", NoWorkingTime = "no-working-time", NoAttempts = "no-attempts",
        NoActivities = "no-activities", FewTries = "few-tries", NoCapacity = "no-capacity",
        /// An agreed ratio has no interval.
        Agreed = "agreed",
    }
}

/// From the objective back to the hour (`DEFINITIONS.md` §6).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Sales wanted.
    pub sales: Option<f64>,
    /// Leads that make a sale.
    pub leads_per_sale: Option<f64>,
    /// Nothing when the objective names none.
    pub ratio_source: Option<RatioSource>,
    /// ⌈ sales × leads-per-sale ⌉; over several stretches the sum of their shares, no longer rounded.
    pub leads_needed: Option<f64>,
    /// ⌈ needed ÷ acceptance ⌉, likewise.
    pub to_deliver: Option<f64>,
    /// Leads that marketing is to deliver as its promise counts them: net those needed, gross those to deliver.
    pub deliveries: Option<f64>,
    /// Share of the leads that sales should accept: as agreed, or what the sums of several stretches come to.
    pub acceptance: Option<f64>,
    /// What each stretch of the period asks for; one where an objective counts for all of it.
    pub asked: Vec<Asked>,
    /// The leads are sums of several stretches, or a part of one: they are not rounded up.
    pub is_summed: bool,
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
    /// Tries a working hour.
    pub tries_per_hour: Option<f64>,
    /// People needed, not rounded.
    pub people: Option<f64>,
    /// Revenue wanted.
    pub revenue: Option<f64>,
    /// People agreed.
    pub people_agreed: Option<f64>,
    /// The cohort that an observed ratio rests on, as frozen for the period.
    pub observed: Option<SaleRatio>,
    /// What the latest mature cohorts say as of the cut-off; it never moves the plan.
    pub drift: Option<SaleRatio>,
    /// Leads at each stage of the agreed chain.
    pub chain: Vec<PlanStep>,
    /// Tries promised a lead.
    pub attempts: Option<u32>,
    /// How often a try connects.
    pub connecting: Option<Connecting>,
    /// Rows that are absent, and why.
    pub absent: Vec<(PlanPart, Unplanned)>,
}

impl Plan {
    /// Why a row of the plan has no value.
    pub fn why_not(&self, row: PlanPart) -> Option<Unplanned> {
        self.absent.iter().find(|(name, _)| *name == row).map(|(_, why)| *why)
    }
}

/// What an objective asks of a whole period of its own, and the stretch of the period judged in which it counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// The stretch.
    pub span: Span,
    /// Sales wanted.
    pub sales: Option<f64>,
    /// Revenue wanted.
    pub revenue: Option<f64>,
    /// ⌈ sales × leads-per-sale ⌉.
    pub leads_needed: Option<f64>,
    /// ⌈ needed ÷ acceptance ⌉; absent without acceptance.
    pub to_deliver: Option<f64>,
}

/// One stage of the agreed chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanStep {
    /// The milestone reached.
    pub to: Milestone,
    /// Agreed share of the stage before.
    pub rate: f64,
    /// Leads that must get there, rounded up; absent with the leads needed.
    pub count: Option<f64>,
}

/// The same numbers for one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Position in [`Scorecard::commitments`].
    pub commitment: usize,
    /// By what: source, campaign, owner or team.
    pub by: Grouping,
    /// The group; `None` is the group *none*.
    pub value: Option<String>,
    /// Leads of the cohort in it.
    pub size: u64,
    /// Its numbers.
    pub numbers: Numbers,
}

/// The groups of one word beyond those that are kept, as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Others {
    /// How many.
    pub groups: usize,
    /// What they come to together.
    pub all: Group,
}
