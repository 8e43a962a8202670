//! What a number leaves out because the agreement or an export says nothing of it: said, never guessed.

use crate::issue::Issue;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::Keys;
use crate::metrics::world::World;
use crate::metrics::{revenue_won, value_delivered};
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
    let (types, values) = (world.data.leads.words.get("type"), value_delivered::values(world));
    let delivered = Cohort::of_period(world, Milestone::Delivered, cut_off);
    let counts = Keys { of: delivered.codes("type"), groups: values.len() }.sizes();
    let unvalued = || (0..).zip(&values).zip(&counts).filter(|((_, value), count)| value.is_none() && **count > 0);
    let mut named: Vec<&str> = unvalued().map(|((code, _), _)| types.and_then(|types| types.name(code)).unwrap_or("–")).collect();
    named.sort_unstable();
    let count: u64 = unvalued().map(|(_, count)| count).sum();
    (count > 0).then(|| Issue::warning("no-lead-value", vec![("types", named.join(", ")), ("n", count.to_string())]))
}

fn sales_without_value(world: World, cut_off: i64) -> Option<Issue> {
    let count = revenue_won::sales(world, cut_off).1.is(None).count();
    (count > 0).then(|| Issue::warning("no-sale-value", vec![("n", count.to_string())]))
}
