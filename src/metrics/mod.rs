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
mod lacking;
pub mod leads_delivered;
pub mod leads_per_hour;
mod leads_per_sale;
pub mod measure;
pub mod observed;
pub mod outside;
mod perhaps;
mod period_ratio;
mod qualified;
pub mod revenue_won;
pub mod routing;
pub mod sales_won;
mod scope;
pub mod spec;
mod stage_time;
mod steady_delivery;
pub mod totals;
pub mod value_delivered;
pub mod verdicts;
pub mod world;

use crate::model::words::Metric;

use spec::Spec;

/// Every metric, one line each.
pub const CATALOGUE: &[&Spec] = &[
    &leads_delivered::SPEC,
    &value_delivered::SPEC,
    &handoff_complete::SPEC,
    &qualified::SPEC,
    &handoff_time::SPEC,
    &acceptance::SPEC,
    &steady_delivery::SPEC,
    &first_contact::ATTEMPT,
    &first_contact::CONNECTION,
    &attempts::SPEC,
    &attempts_per_day::SPEC,
    &decision::SPEC,
    &give_up::SPEC,
    &routing::SPEC,
    &leads_per_hour::SPEC,
    &conversion::SPEC,
    &period_ratio::SPEC,
    &leads_per_sale::SPEC,
    &stage_time::SPEC,
    &sales_won::SPEC,
    &revenue_won::SPEC,
];

/// What a metric is; every word of [`Metric`] stands in the catalogue (a test of this module).
pub fn spec(metric: Metric) -> Option<&'static Spec> {
    CATALOGUE.iter().copied().find(|spec| spec.metric == metric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_stands_in_the_catalogue_once() {
        let listed: Vec<Metric> = CATALOGUE.iter().map(|spec| spec.metric).collect();
        assert!(Metric::ALL.iter().all(|metric| listed.contains(metric)));
        assert_eq!(listed.len(), Metric::ALL.len());
    }
}
