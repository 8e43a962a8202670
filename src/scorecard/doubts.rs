//! What a number leaves out because the agreement or an export says nothing of it: said, never guessed.

use crate::issue::{Code, Issue};
use crate::metrics::cohort::Cohort;
use crate::metrics::column::Keys;
use crate::metrics::world::World;
use crate::metrics::{revenue_won, value_delivered};
use crate::model::evidence::Part;
use crate::model::moment::Horizon;
use crate::model::words::{Metric, Milestone};

use super::judge::Case;

/// Warnings about the numbers of these commitments: what they rest on is thin, contradictory or
/// partly unseen.
pub fn doubts(world: World, cases: &[Case]) -> Vec<Issue> {
    let of = |metric: Metric| {
        cases.iter().find(|case| case.spec.metric == metric).map(|case| case.measurement.cut_off)
    };
    let without_value =
        of(Metric::ValueDelivered).and_then(|cut_off| types_without_value(world, cut_off));
    let sales = of(Metric::RevenueWon).and_then(|cut_off| sales_without_value(world, cut_off));
    let apart = of(Metric::SalesWon).and_then(|cut_off| sales_undelivered(world, cut_off));
    let undated = cases.iter().find_map(|case| undated_wins(&case.evidence.parts));
    let unfed = of(Metric::HandoffComplete).and_then(|_| required_unfed(world));
    let begun = uncovered(world, cases);
    [without_value, sales, apart, undated, unfed, begun].into_iter().flatten().collect()
}

/// Types of the period's deliveries that `[lead-values]` does not name; leads without type count too.
fn types_without_value(world: World, cut_off: Horizon) -> Option<Issue> {
    let (types, values) = (world.data.leads.words.get("type"), value_delivered::values(world));
    let delivered = Cohort::of_period(world, Milestone::Delivered, cut_off);
    let counts = Keys { of: delivered.codes("type"), groups: values.len() }.sizes();
    let unvalued = || {
        (0..).zip(&values).zip(&counts).filter(|((_, value), count)| value.is_none() && **count > 0)
    };
    let mut named: Vec<&str> = unvalued()
        .map(|((code, _), _)| types.and_then(|types| types.name(code)).unwrap_or("–"))
        .collect();
    named.sort_unstable();
    let count: u64 = unvalued().map(|(_, count)| count).sum();
    (count > 0).then(|| {
        Issue::warning(
            Code::NoLeadValue,
            vec![("types", named.join(", ")), ("n", count.to_string())],
        )
    })
}

/// Sales of which nobody knows when they were made.
fn undated_wins(parts: &[Part]) -> Option<Issue> {
    parts.iter().find_map(|part| match part {
        Part::UndatedWins(n) => Some(Issue::warning(Code::UndatedWins, vec![("n", n.to_string())])),
        _ => None,
    })
}

/// Required fields that no file of leads feeds: they count for nothing, and are named once.
fn required_unfed(world: World) -> Option<Issue> {
    let fed = world.data.sight.fed;
    let has_leads = world.data.leads.len() > 0;
    let all = world.agreement.required.iter().enumerate().take(32).filter(|_| has_leads);
    let unfed: Vec<&str> =
        all.filter(|(number, _)| fed >> number & 1 == 0).map(|(_, field)| field.as_str()).collect();
    (!unfed.is_empty())
        .then(|| Issue::warning(Code::RequiredUnfed, vec![("fields", unfed.join(", "))]))
}

/// Working days of the period before the first that the files of some promise cover: said once, with the latest beginning.
fn uncovered(world: World, cases: &[Case]) -> Option<Issue> {
    let is_seen = |case: &&Case| case.evidence.unseen.is_none();
    let begins = cases.iter().filter(is_seen).map(|case| case.spec.reads);
    let last = begins.max_by_key(|reads| world.covered(*reads).first)?;
    let (first, table) = (world.covered(last).first, world.begins_last(last)?);
    let days = world.calendar.days_between(world.period.first, first.plus(-1)).len();
    (days > 0).then(|| {
        let values = vec![
            ("table", table.word().to_owned()),
            ("since", first.date().to_string()),
            ("n", days.to_string()),
        ];
        Issue::warning(Code::PeriodUncovered, values)
    })
}

fn sales_without_value(world: World, cut_off: Horizon) -> Option<Issue> {
    let count = revenue_won::sales(world, cut_off).1.is(None).count();
    Issue::of(Code::NoSaleValue, count)
}

/// Sales of leads that nobody delivered: they count, and are said apart.
fn sales_undelivered(world: World, cut_off: Horizon) -> Option<Issue> {
    let leads = &world.data.leads;
    let is_won = |lead: &usize| {
        leads.date(*lead, Milestone::Won).is_some_and(|at| {
            cut_off.includes(at) && world.period.start <= at.at() && at.at() < world.period.end
        })
    };
    let is_apart = |lead: &usize| {
        leads.date(*lead, Milestone::Delivered).is_none_or(|at| !cut_off.includes(at))
    };
    let count = (0..leads.len()).filter(is_won).filter(is_apart).count();
    Issue::of(Code::SalesUndelivered, count)
}
