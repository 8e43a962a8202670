//! The catalogue: one file a metric, one registry, and what all of them share.

mod acceptance;
pub mod attempts;
mod conversion;
mod decision;
pub mod first_contact;
mod handoff_complete;
pub mod leads_delivered;
mod leads_per_hour;
pub mod measure;
mod period_ratio;
mod revenue_won;
mod sales_won;
pub mod verdicts;
pub mod world;

use crate::model::agreement::Commitment;
use crate::model::words::Metric;

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
    /// Measures all versions of one commitment.
    pub measure: fn(World, &[&Commitment]) -> Measurement,
}

/// Every metric that is built, one line each.
pub const CATALOGUE: &[Definition] = &[
    entry(Metric::LeadsDelivered, Kind::Count, "leads", leads_delivered::measure),
    entry(Metric::HandoffComplete, Kind::Share, "share", handoff_complete::measure),
    entry(Metric::Acceptance, Kind::Conversion, "share", acceptance::measure),
    entry(Metric::FirstAttempt, Kind::Verdict, "share", first_contact::attempt),
    entry(Metric::FirstConnection, Kind::Verdict, "share", first_contact::connection),
    entry(Metric::Attempts, Kind::Verdict, "share", attempts::measure),
    entry(Metric::Decision, Kind::Verdict, "share", decision::measure),
    entry(Metric::LeadsPerHour, Kind::Level, "per-hour", leads_per_hour::measure),
    entry(Metric::Conversion, Kind::Conversion, "share", conversion::measure),
    entry(Metric::PeriodRatio, Kind::Level, "ratio", period_ratio::measure),
    entry(Metric::SalesWon, Kind::Count, "sales", sales_won::measure),
    entry(Metric::RevenueWon, Kind::Amount, "money", revenue_won::measure),
];

const fn entry(metric: Metric, kind: Kind, unit: &'static str, measure: fn(World, &[&Commitment]) -> Measurement) -> Definition {
    Definition { metric, kind, unit, lower_is_better: false, measure }
}

/// The definition of a metric; nothing when it is not built yet.
pub fn definition(metric: Metric) -> Option<&'static Definition> {
    CATALOGUE.iter().find(|definition| definition.metric == metric)
}
