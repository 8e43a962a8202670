//! From the objective back to the hour (`metrics.md` §6).
//!
//! Rows that nothing gives are absent and say why (`Plan::absent`): `no-sales`, `no-leads-per-sale`, `no-acceptance`, `no-capacity` (the agreement
//! names none), `no-milestone` (no source gives delivered and won), `no-mature-lead`, `no-sale`, `no-working-time`, `no-attempts` (no such
//! commitment), `no-activities`, `few-tries`.

use crate::calendar::periods::Period;
use crate::metrics::observed::{self, SaleRatio};
use crate::metrics::world::World;
use crate::model::agreement::{Agreement, Commitment, Counting, LeadsPerSale, Objective};
use crate::model::words::{Metric, Milestone};

use super::card::{Plan, PlanStep};

/// Less than this above a whole number is the trace of a division, not another lead.
const TRACE: f64 = 1e-9;
/// Fewer tries than this say nothing about how often one connects.
const FEWEST_TRIES: u64 = 100;

/// A row of the plan, or why there is none.
type Row = Result<f64, &'static str>;

/// The objective in force on the period's last day, else the one that ended last, else the first.
pub fn objective<'a>(agreement: &'a Agreement, period: &Period) -> Option<&'a Objective> {
    agreement.objective(period.last)
}

/// The plan of a period; nothing without an objective. `frozen` is the observed ratio an earlier report of the period used.
pub fn plan(world: World, frozen: Option<&SaleRatio>) -> Option<Plan> {
    let objective = objective(world.agreement, world.period)?;
    let drift = objective.leads_per_sale.and_then(|_| observed::leads_per_sale(world, objective, world.now));
    let observed = (objective.leads_per_sale == Some(LeadsPerSale::Observed))
        .then(|| frozen.copied().or_else(|| observed::leads_per_sale(world, objective, world.period.start - 1)))
        .flatten();
    let ratio = ratio(objective, observed.as_ref());
    let attempts = attempts(world);
    let connecting = attempts.and_then(|commitment| observed::connecting(world, objective, &commitment.channels));
    let mut plan = Plan {
        revenue: objective.revenue,
        people_agreed: objective.people,
        ratio_source: objective.leads_per_sale.map(|ratio| if ratio == LeadsPerSale::Observed { "observed" } else { "agreed" }),
        working_days: world.calendar.working_days(world.period.first, world.period.last),
        working_hours: world.calendar.working_seconds(world.period) as f64 / 3_600.0,
        attempts: attempts.and_then(|commitment| commitment.attempts),
        observed,
        drift,
        connecting,
        ..Plan::default()
    };
    let sales = objective.sales.ok_or("no-sales");
    let exact = sales.and_then(|sales| ratio.map(|(leads, made)| sales * leads / made));
    plan.chain = chain(objective, exact);
    let per_hour = deliveries(world, objective, &mut plan, exact);
    let tries = per_hour.and_then(|per_hour| Ok(per_hour * tries_per_lead(&plan, attempts)?));
    let people = tries.and_then(|tries| objective.tries_per_person_hour.map(|own| tries / own).ok_or("no-capacity"));
    plan.sales = plan.row("sales", sales);
    plan.leads_per_sale = plan.row("leads_per_sale", ratio.map(|(leads, made)| leads / made));
    plan.tries_per_hour = plan.row("tries_per_hour", tries);
    plan.people = plan.row("people", people);
    Some(plan)
}

/// From the leads needed to the hour; gives the leads per hour.
fn deliveries(world: World, objective: &Objective, plan: &mut Plan, exact: Row) -> Row {
    let needed = exact.map(ceiling);
    let to_deliver = needed.and_then(|needed| objective.acceptance.map(|share| ceiling(needed / share)).ok_or("no-acceptance"));
    let asked = if is_gross(world.agreement) { to_deliver.or(needed) } else { needed };
    let over = |whole: f64| asked.and_then(|asked| if whole > 0.0 { Ok(asked / whole) } else { Err("no-working-time") });
    let (per_day, per_hour) = (over(plan.working_days), over(plan.working_hours));
    plan.leads_needed = plan.row("leads_needed", needed);
    plan.to_deliver = plan.row("to_deliver", to_deliver);
    plan.per_day = plan.row("per_day", per_day);
    plan.per_hour = plan.row("per_hour", per_hour);
    plan.per_hour_rounded = plan.row("per_hour_rounded", per_hour.map(ceiling));
    per_hour
}

impl Plan {
    fn row(&mut self, name: &'static str, row: Row) -> Option<f64> {
        if let Err(why) = row {
            self.absent.push((name, why));
        }
        row.ok()
    }
}

/// Leads and the sales they make: as agreed, or as observed.
fn ratio(objective: &Objective, observed: Option<&SaleRatio>) -> Result<(f64, f64), &'static str> {
    match (objective.leads_per_sale, observed) {
        (None, _) => Err("no-leads-per-sale"),
        (Some(LeadsPerSale::Ratio(leads, sales)), _) => Ok((leads, sales)),
        (Some(LeadsPerSale::Observed), None) => Err("no-milestone"),
        (Some(LeadsPerSale::Observed), Some(SaleRatio { leads: 0, .. })) => Err("no-mature-lead"),
        (Some(LeadsPerSale::Observed), Some(SaleRatio { sales: 0, .. })) => Err("no-sale"),
        (Some(LeadsPerSale::Observed), Some(ratio)) => Ok((ratio.leads as f64, ratio.sales as f64)),
    }
}

/// The leads needed through each agreed rate; rounded up only here, where they are shown.
fn chain(objective: &Objective, exact: Row) -> Vec<PlanStep> {
    let mut left = exact.ok();
    let mut step = |to, rate| {
        left = left.map(|left| left * rate);
        PlanStep { to, rate, count: left.map(ceiling) }
    };
    objective.chain.iter().map(|agreed| step(agreed.to, agreed.rate)).collect()
}

/// The `attempts` commitment in force on the period's last day (the first of several), else the file's first.
fn attempts(world: World<'_>) -> Option<&Commitment> {
    let mut all = world.agreement.commitments.iter().filter(|commitment| commitment.metric == Metric::Attempts);
    let in_force = all.clone().find(|commitment| commitment.in_force.contains(world.period.last));
    in_force.or_else(|| all.next())
}

/// Tries that a lead takes by what was observed.
fn tries_per_lead(plan: &Plan, attempts: Option<&Commitment>) -> Row {
    let promised = attempts.and_then(|commitment| commitment.attempts).ok_or("no-attempts")?;
    let seen = plan.connecting.ok_or("no-activities")?;
    if seen.tries < FEWEST_TRIES {
        return Err("few-tries");
    }
    Ok(expected_tries(promised, seen.connections as f64 / seen.tries as f64))
}

/// Σ (1 − p)^(k − 1) for k = 1 … n: the tries that a lead takes on average when each connects with probability `p` and none is made after
/// the first connection or the n-th.
fn expected_tries(promised: u32, connects: f64) -> f64 {
    let still_open = std::iter::successors(Some(1.0), |open| Some(open * (1.0 - connects)));
    still_open.take(promised as usize).sum()
}

fn ceiling(value: f64) -> f64 {
    (value - TRACE).ceil()
}

/// What is delivered counts gross.
pub fn is_gross(agreement: &Agreement) -> bool {
    let delivered = |commitment: &&Commitment| commitment.metric == Metric::LeadsDelivered;
    agreement.commitments.iter().find(delivered).is_some_and(|commitment| commitment.counting == Counting::Gross)
}

/// What the plan asks of a metric.
pub fn target(plan: Option<&Plan>, metric: Metric, counting: Counting) -> Option<f64> {
    let plan = plan?;
    match (metric, counting) {
        (Metric::LeadsDelivered, Counting::Net) => plan.leads_needed,
        (Metric::LeadsDelivered, Counting::Gross) => plan.to_deliver.or(plan.leads_needed),
        (Metric::LeadsPerHour, _) => plan.per_hour,
        (Metric::SalesWon, _) => plan.sales,
        (Metric::RevenueWon, _) => plan.revenue,
        _ => None,
    }
}

/// What an observed ratio of this objective is computed by, in one line: a ratio frozen by another definition is another ratio.
pub fn definition(objective: &Objective) -> String {
    let of = |condition: &crate::model::agreement::Condition| format!("; {} = {}", condition.field, condition.any_of.join(" | "));
    let scope: String = objective.conditions.iter().map(of).collect();
    format!("{} won within {}d over {}d{scope}", Milestone::Delivered.word(), objective.conversion_within, objective.observed_over)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_takes_fewer_tries_the_sooner_one_connects() {
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found} instead of {wanted}");
        // 1 + 0.75 + 0.5625 + 0.421875 + 0.31640625 + 0.2373046875
        near(expected_tries(6, 0.25), 3.288_085_937_5);
        near(expected_tries(3, 0.5), 1.75);
        near(expected_tries(6, 0.0), 6.0);
        near(expected_tries(6, 1.0), 1.0);
        near(expected_tries(1, 0.3), 1.0);
    }

    #[test]
    fn the_trace_of_a_division_is_no_lead() {
        // 510 ÷ 0.85 and 100 × ⅓ × 3 are whole; 16.5 is not.
        let whole = |value: f64| format!("{:.3}", ceiling(value));
        assert_eq!([510.0 / 0.85, 100.0 * (1.0 / 3.0) * 3.0, 16.5].map(whole), ["600.000", "100.000", "17.000"]);
    }
}
