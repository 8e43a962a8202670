//! From the objective back to the hour (`DEFINITIONS.md` §6).
//!
//! Rows that nothing gives are absent and say why (`Plan::absent`): `no-objective` (none counts in the period), `no-sales`, `no-leads-per-sale`, `no-acceptance`, `no-capacity` (the agreement
//! names none), `no-milestone` (no source gives delivered and won), `no-mature-lead`, `no-sale`, `undated-sales`, `no-working-time`, `no-attempts` (no such
//! commitment), `no-activities`, `few-tries`.

use crate::calendar::periods::Period;
use crate::metrics::observed::{self, SaleRatio};
use crate::metrics::world::World;
use crate::model::agreement::{Agreement, Commitment, Counting, LeadsPerSale, Objective};
use crate::model::moment::Horizon;
use crate::model::words::{Metric, Milestone, Rung};

use super::spans::{self, Span, Stretch};
use super::tables::{Asked, Plan, PlanPart, PlanStep, RatioSource, Unplanned};

/// Less than this above a whole number is the trace of a division, not another lead.
const TRACE: f64 = 1e-9;
/// Fewer tries than this say nothing about how often one connects.
const FEWEST_TRIES: u64 = 100;

/// A row of the plan, or why there is none.
type Row = Result<f64, Unplanned>;

/// The objective in force on the period's last day, else the one that ended last, else the first.
pub fn objective<'a>(agreement: &'a Agreement, period: &Period) -> Option<&'a Objective> {
    agreement.objective(period.last)
}

/// The plan of a period; nothing without an objective. `frozen` is the observed ratio an earlier report of the period used.
///
/// What is wanted is summed over the stretches of the period (`scorecard::spans`); the ratio observed, the chain, the people and their tries are
/// those of the objective in force on the period's last day, as in [`objective`].
pub fn plan(world: World, frozen: Option<&SaleRatio>) -> Option<Plan> {
    let objective = objective(world.agreement, world.period)?;
    let drift = observed::leads_per_sale(world, objective, Horizon::new(world.now));
    let observed = observed(world, objective, frozen);
    let attempts = attempts(world);
    let connecting =
        attempts.and_then(|commitment| observed::connecting(world, objective, commitment));
    let mut plan = Plan {
        people_agreed: objective.people,
        ratio_source: objective.leads_per_sale.map(|ratio| match ratio {
            LeadsPerSale::Observed => RatioSource::Observed,
            LeadsPerSale::Ratio(..) => RatioSource::Agreed,
        }),
        working_days: world.calendar.working_days(world.period.first, world.period.last),
        working_hours: world.calendar.working_seconds(world.period) as f64 / 3_600.0,
        attempts: attempts.and_then(|commitment| commitment.attempts),
        observed,
        drift,
        connecting,
        ..Plan::default()
    };
    let wanted = wanted(world, objective, observed.as_ref(), &mut plan);
    plan.chain = chain(objective, wanted.exact);
    let per_hour = deliveries(&mut plan, wanted.needed);
    let tries = per_hour.and_then(|per_hour| Ok(per_hour * tries_per_lead(&plan, attempts)?));
    let people = tries.and_then(|tries| {
        objective.tries_per_person_hour.map(|own| tries / own).ok_or(Unplanned::NoCapacity)
    });
    plan.tries_per_hour = plan.row(PlanPart::TriesPerHour, tries);
    plan.people = plan.row(PlanPart::People, people);
    Some(plan)
}

/// The ratio that an objective observes: the frozen one, else what was known when the period began; nothing where it agrees on one.
fn observed(world: World, objective: &Objective, frozen: Option<&SaleRatio>) -> Option<SaleRatio> {
    let is_observed = objective.leads_per_sale == Some(LeadsPerSale::Observed);
    let known = || {
        frozen.copied().or_else(|| {
            observed::leads_per_sale(world, objective, Horizon::new(world.period.start - 1))
        })
    };
    is_observed.then(known).flatten()
}

/// The leads that the sales of all stretches ask for: exactly, and as each stretch rounds them up.
struct Wanted {
    exact: Row,
    needed: Row,
}

/// What the stretches ask for together. A stretch without sales asks for none; one with sales and no ratio leaves the leads unknown.
fn wanted(world: World, last: &Objective, seen: Option<&SaleRatio>, plan: &mut Plan) -> Wanted {
    let stretches = spans::stretches(world);
    let ratio_of = |own: &Objective| {
        let other =
            if definition(own) == definition(last) { None } else { observed(world, own, None) };
        ratio(own, other.as_ref().or(seen))
    };
    let exact: Vec<Row> =
        stretches.iter().map(|it| leads(it.objective, ratio_of(it.objective))).collect();
    plan.asked = stretches.iter().zip(&exact).map(|(it, exact)| asked(it, exact.ok())).collect();
    let weights: Vec<f64> = stretches.iter().map(|it| it.span.weight(world.calendar)).collect();
    plan.is_summed = weights.len() > 1 || weights.iter().any(|weight| (weight - 1.0).abs() > TRACE);
    let sum = |of: &dyn Fn(&Asked) -> Option<f64>| {
        let parts: Vec<f64> = plan
            .asked
            .iter()
            .zip(&weights)
            .filter_map(|(asked, weight)| Some(of(asked)? * weight))
            .collect();
        (!parts.is_empty()).then(|| parts.iter().sum::<f64>())
    };
    let nothing = if stretches.is_empty() { Unplanned::NoObjective } else { Unplanned::NoSales };
    let (sales, revenue) = (sum(&|asked| asked.sales).ok_or(nothing), sum(&|asked| asked.revenue));
    let unknown = exact
        .iter()
        .filter_map(|exact| exact.err())
        .find(|why| sales.is_err() || *why != Unplanned::NoSales);
    let known = |leads: Option<f64>| unknown.map_or(leads.ok_or(nothing), Err);
    let needed = known(sum(&|asked| asked.leads_needed));
    let exact = known(
        exact
            .iter()
            .zip(&weights)
            .filter_map(|(exact, weight)| Some(exact.ok()? * weight))
            .reduce(|sum, own| sum + own),
    );
    let has_acceptance = stretches.iter().any(|it| it.objective.acceptance.is_some());
    let accepted = sum(&|asked| asked.to_deliver.or(asked.leads_needed)).filter(|_| has_acceptance);
    let to_deliver = needed.and_then(|_| accepted.ok_or(Unplanned::NoAcceptance));
    let each = || ratio_of(last).map(|(leads, sales)| leads / sales);
    let summed = needed
        .ok()
        .zip(sales.ok())
        .filter(|(_, sales)| plan.is_summed && *sales > 0.0)
        .map(|(needed, sales)| needed / sales);
    plan.acceptance = match (needed, to_deliver) {
        (Ok(needed), Ok(to_deliver)) if plan.is_summed => Some(needed / to_deliver),
        _ => last.acceptance,
    };
    plan.revenue = revenue;
    plan.sales = plan.row(PlanPart::Sales, sales);
    plan.leads_per_sale = plan.row(PlanPart::LeadsPerSale, summed.map_or_else(each, Ok));
    plan.leads_needed = plan.row(PlanPart::LeadsNeeded, needed);
    plan.to_deliver = plan.row(PlanPart::ToDeliver, to_deliver);
    Wanted { exact, needed: if is_gross(world.agreement) { to_deliver.or(needed) } else { needed } }
}

/// The leads that an objective's sales take, not rounded.
fn leads(objective: &Objective, ratio: Result<(f64, f64), Unplanned>) -> Row {
    objective
        .sales
        .ok_or(Unplanned::NoSales)
        .and_then(|sales| ratio.map(|(leads, made)| sales * leads / made))
}

/// What an objective asks of a whole period of its own.
fn asked(stretch: &Stretch, exact: Option<f64>) -> Asked {
    let objective = stretch.objective;
    let leads_needed = exact.map(ceiling);
    let to_deliver =
        leads_needed.zip(objective.acceptance).map(|(needed, share)| ceiling(needed / share));
    Asked {
        span: stretch.span,
        sales: objective.sales,
        revenue: objective.revenue,
        leads_needed,
        to_deliver,
    }
}

/// From the leads asked for to the hour; gives the leads per hour.
fn deliveries(plan: &mut Plan, asked: Row) -> Row {
    let over = |whole: f64| {
        asked.and_then(
            |asked| if whole > 0.0 { Ok(asked / whole) } else { Err(Unplanned::NoWorkingTime) },
        )
    };
    plan.deliveries = asked.ok();
    let (per_day, per_hour) = (over(plan.working_days), over(plan.working_hours));
    plan.per_day = plan.row(PlanPart::PerDay, per_day);
    plan.per_hour = plan.row(PlanPart::PerHour, per_hour);
    plan.per_hour_rounded = plan.row(PlanPart::PerHourRounded, per_hour.map(ceiling));
    per_hour
}

impl Plan {
    /// The share of the delivered leads that the agreement wants at a step: the rates of the chain multiplied up to it; of sales without
    /// a rate, one in `leads-per-sale` where that is agreed and not observed. Nothing for other steps.
    pub fn agreed_share(&self, step: Rung) -> Option<f64> {
        let place = self.chain.iter().position(|own| own.to.word() == step.word());
        let chained = place.and_then(|place| self.chain.get(..=place));
        let agreed = self.ratio_source == Some(RatioSource::Agreed) && step == Rung::Won;
        chained.map(|steps| steps.iter().map(|own| own.rate).product()).or_else(|| {
            self.leads_per_sale.filter(|ratio| agreed && *ratio > 0.0).map(|ratio| 1.0 / ratio)
        })
    }

    fn row(&mut self, part: PlanPart, row: Row) -> Option<f64> {
        if let Err(why) = row {
            self.absent.push((part, why));
        }
        row.ok()
    }
}

/// Leads and the sales they make: as agreed, or as observed.
fn ratio(objective: &Objective, observed: Option<&SaleRatio>) -> Result<(f64, f64), Unplanned> {
    match (objective.leads_per_sale, observed) {
        (None, _) => Err(Unplanned::NoLeadsPerSale),
        (Some(LeadsPerSale::Ratio(leads, sales)), _) => Ok((leads, sales)),
        (Some(LeadsPerSale::Observed), None) => Err(Unplanned::NoMilestone),
        (Some(LeadsPerSale::Observed), Some(SaleRatio { leads: 0, .. })) => {
            Err(Unplanned::NoMatureLead)
        }
        (Some(LeadsPerSale::Observed), Some(SaleRatio { sales: 0, .. })) => Err(Unplanned::NoSale),
        (Some(LeadsPerSale::Observed), Some(ratio)) if ratio.is_open() => {
            Err(Unplanned::UndatedSales)
        }
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
    let mut all = world
        .agreement
        .commitments
        .iter()
        .filter(|commitment| commitment.metric == Metric::Attempts);
    let in_force = all.clone().find(|commitment| commitment.in_force.contains(world.period.last));
    in_force.or_else(|| all.next())
}

/// Tries that a lead takes by what was observed.
fn tries_per_lead(plan: &Plan, attempts: Option<&Commitment>) -> Row {
    let promised =
        attempts.and_then(|commitment| commitment.attempts).ok_or(Unplanned::NoAttempts)?;
    let seen = plan.connecting.ok_or(Unplanned::NoActivities)?;
    if seen.tries < FEWEST_TRIES {
        return Err(Unplanned::FewTries);
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

/// True when the promise of deliveries counts gross; net is the rule where there is none.
pub fn is_gross(agreement: &Agreement) -> bool {
    let delivered = |commitment: &&Commitment| commitment.metric == Metric::LeadsDelivered;
    agreement
        .commitments
        .iter()
        .find(delivered)
        .is_some_and(|commitment| commitment.counting == Counting::Gross)
}

/// What each stretch asks of a paced metric, for a whole period of its objective.
pub fn asked_of(plan: &Plan, metric: Metric, counting: Counting) -> Vec<(Span, f64)> {
    let of = |asked: &Asked| match (metric, counting) {
        (Metric::LeadsDelivered, Counting::Net) => asked.leads_needed,
        (Metric::LeadsDelivered, Counting::Gross) => asked.to_deliver.or(asked.leads_needed),
        (Metric::SalesWon, _) => asked.sales,
        (Metric::RevenueWon, _) => asked.revenue,
        _ => None,
    };
    plan.asked.iter().filter_map(|asked| Some((asked.span, of(asked)?))).collect()
}

/// What the plan asks of a metric over the whole period.
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
    let of = |condition: &crate::model::agreement::Condition| {
        format!("; {} = {}", condition.field, condition.any_of.join(" | "))
    };
    let scope: String = objective.conditions.iter().map(of).collect();
    format!(
        "{} won within {}d over {}d{scope}",
        Milestone::Delivered.word(),
        objective.conversion_within,
        objective.observed_over
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_takes_fewer_tries_the_sooner_one_connects() {
        let near = |found: f64, wanted: f64| {
            assert!((found - wanted).abs() < 1e-12, "{found} instead of {wanted}");
        };
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
        assert_eq!(
            [510.0 / 0.85, 100.0 * (1.0 / 3.0) * 3.0, 16.5].map(whole),
            ["600.000", "100.000", "17.000"]
        );
    }
}
