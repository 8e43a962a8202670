//! The catalogue: one file a metric, one registry, and what all of them share.
//!
#![doc = include_str!("DEFINITIONS.md")]

mod acceptance;
mod answers;
pub mod attempts;
mod attempts_per_day;
pub mod cohort;
pub mod column;
pub mod contacts;
pub mod conversion;
pub mod decision;
pub mod entries;
pub mod evidence;
mod exemptions;
pub mod first_contact;
mod give_up;
mod handoff_complete;
mod handoff_time;
pub mod leads_delivered;
mod leads_per_hour;
mod leads_per_sale;
pub mod measure;
pub mod observed;
pub mod outside;
mod period_ratio;
mod qualified;
pub mod revenue_won;
pub mod routing;
mod sales_won;
mod scope;
mod stage_time;
mod steady_delivery;
pub mod totals;
pub mod value_delivered;
pub mod verdicts;
pub mod world;

use crate::model::agreement::Commitment;
use crate::model::words::Metric;

use evidence::Need;
use measure::{Kind, Measurement};
use world::World;

/// One metric of the catalogue.
pub struct Definition {
    /// Its name in the agreement.
    pub metric: Metric,
    /// What kind of number it is.
    pub kind: Kind,
    /// `leads`, `sales`, `share`, `per-hour`, `money`.
    pub unit: &'static str,
    /// Lower is better.
    pub lower_is_better: bool,
    /// What must be seen to answer it.
    pub needs: &'static [Need],
    /// Measures all versions of one commitment.
    pub measure: fn(World, &[&Commitment]) -> Measurement,
}

/// Every metric, one line each.
pub const CATALOGUE: &[Definition] = &[
    entry(
        Metric::LeadsDelivered,
        Kind::Count,
        "leads",
        leads_delivered::NEEDS,
        leads_delivered::measure,
    ),
    entry(
        Metric::ValueDelivered,
        Kind::Amount,
        "money",
        value_delivered::NEEDS,
        value_delivered::measure,
    ),
    entry(
        Metric::HandoffComplete,
        Kind::Share,
        "share",
        handoff_complete::NEEDS,
        handoff_complete::measure,
    ),
    entry(Metric::Qualified, Kind::Share, "share", qualified::NEEDS, qualified::measure),
    entry(Metric::HandoffTime, Kind::Verdict, "share", handoff_time::NEEDS, handoff_time::measure),
    entry(Metric::Acceptance, Kind::Conversion, "share", acceptance::NEEDS, acceptance::measure),
    lower(
        Metric::SteadyDelivery,
        Kind::Share,
        "share",
        steady_delivery::NEEDS,
        steady_delivery::measure,
    ),
    entry(
        Metric::FirstAttempt,
        Kind::Verdict,
        "share",
        first_contact::OF_ATTEMPT,
        first_contact::attempt,
    ),
    entry(
        Metric::FirstConnection,
        Kind::Verdict,
        "share",
        first_contact::OF_CONNECTION,
        first_contact::connection,
    ),
    entry(Metric::Attempts, Kind::Verdict, "share", attempts::NEEDS, attempts::measure),
    entry(
        Metric::AttemptsPerDay,
        Kind::Share,
        "share",
        attempts_per_day::NEEDS,
        attempts_per_day::measure,
    ),
    entry(Metric::Decision, Kind::Verdict, "share", decision::NEEDS, decision::measure),
    entry(Metric::GiveUp, Kind::Verdict, "share", give_up::NEEDS, give_up::measure),
    entry(Metric::Routing, Kind::Verdict, "share", routing::NEEDS, routing::measure),
    entry(
        Metric::LeadsPerHour,
        Kind::Level,
        "per-hour",
        leads_per_hour::NEEDS,
        leads_per_hour::measure,
    ),
    entry(Metric::Conversion, Kind::Conversion, "share", conversion::NEEDS, conversion::measure),
    entry(Metric::PeriodRatio, Kind::Level, "ratio", period_ratio::NEEDS, period_ratio::measure),
    lower(
        Metric::LeadsPerSale,
        Kind::Level,
        "leads-per-sale",
        leads_per_sale::NEEDS,
        leads_per_sale::measure,
    ),
    lower(Metric::StageTime, Kind::Level, "seconds", stage_time::NEEDS, stage_time::measure),
    entry(Metric::SalesWon, Kind::Count, "sales", sales_won::NEEDS, sales_won::measure),
    entry(Metric::RevenueWon, Kind::Amount, "money", revenue_won::NEEDS, revenue_won::measure),
];

const fn entry(
    metric: Metric,
    kind: Kind,
    unit: &'static str,
    needs: &'static [Need],
    measure: fn(World, &[&Commitment]) -> Measurement,
) -> Definition {
    Definition { metric, kind, unit, lower_is_better: false, needs, measure }
}

const fn lower(
    metric: Metric,
    kind: Kind,
    unit: &'static str,
    needs: &'static [Need],
    measure: fn(World, &[&Commitment]) -> Measurement,
) -> Definition {
    Definition { lower_is_better: true, ..entry(metric, kind, unit, needs, measure) }
}

/// The definition of a metric.
pub fn definition(metric: Metric) -> Option<&'static Definition> {
    CATALOGUE.iter().find(|definition| definition.metric == metric)
}
