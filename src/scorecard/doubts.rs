//! What a number leaves out because the agreement or an export says nothing of it: said, never guessed.

use std::collections::BTreeMap;

use crate::issue::Issue;
use crate::metrics::revenue_won;
use crate::metrics::world::World;
use crate::model::words::{Metric, Milestone};

use super::judge::Case;

/// Every doubt about the numbers of these commitments.
pub fn doubts(world: World, cases: &[Case]) -> Vec<Issue> {
    let of = |metric: Metric| cases.iter().find(|case| case.definition.metric == metric).map(|case| case.measurement.cut_off);
    let without_value = of(Metric::ValueDelivered).and_then(|cut_off| types_without_value(world, cut_off));
    without_value.into_iter().chain(of(Metric::RevenueWon).and_then(|cut_off| sales_without_value(world, cut_off))).collect()
}

/// Types of the period's deliveries that `[lead-values]` does not name; leads without type count too.
fn types_without_value(world: World, cut_off: i64) -> Option<Issue> {
    let mut types: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for (lead, _) in world.in_period(Milestone::Delivered, cut_off) {
        let kind = world.data.leads.word("type", lead);
        if kind.is_none_or(|kind| world.agreement.lead_value(kind).is_none()) {
            *types.entry(kind).or_default() += 1;
        }
    }
    let count: usize = types.values().sum();
    let named: Vec<&str> = types.into_keys().map(|kind| kind.unwrap_or("–")).collect();
    (count > 0).then(|| Issue::warning("no-lead-value", vec![("types", named.join(", ")), ("n", count.to_string())]))
}

fn sales_without_value(world: World, cut_off: i64) -> Option<Issue> {
    let count = revenue_won::sales(world).filter(|(_, at, value)| value.is_none() && world.is_in_period(*at, cut_off)).count();
    (count > 0).then(|| Issue::warning("no-sale-value", vec![("n", count.to_string())]))
}
