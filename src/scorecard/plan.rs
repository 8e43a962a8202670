//! From the objective back to the hour (`metrics.md` §6).

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::model::agreement::{Agreement, Counting, LeadsPerSale, Objective};
use crate::model::words::Metric;

use super::card::Plan;

/// Less than this above a whole number is the trace of a division, not another lead.
const TRACE: f64 = 1e-9;

/// The objective in force on the period's last day, else the first one.
pub fn objective<'a>(agreement: &'a Agreement, period: &Period) -> Option<&'a Objective> {
    agreement.objective(period.last)
}

/// The plan of a period; nothing without an objective.
pub fn plan(agreement: &Agreement, calendar: &Calendar, period: &Period) -> Option<Plan> {
    let objective = objective(agreement, period)?;
    let hours = calendar.working_seconds(period) as f64 / 3_600.0;
    let days = calendar.working_days(period.first, period.last);
    let ratio = match objective.leads_per_sale {
        Some(LeadsPerSale::Ratio(leads, sales)) if sales > 0.0 => Some((leads, sales)),
        _ => None,
    };
    let needed = objective.sales.zip(ratio).map(|(wanted, (leads, sales))| ceiling(wanted * leads / sales));
    let to_deliver = needed.zip(objective.acceptance.filter(|share| *share > 0.0)).map(|(needed, share)| ceiling(needed / share));
    let asked = if is_gross(agreement) { to_deliver.or(needed) } else { needed };
    let per_hour = asked.filter(|_| hours > 0.0).map(|asked| asked / hours);
    Some(Plan {
        sales: objective.sales,
        leads_per_sale: ratio.map(|(leads, sales)| leads / sales),
        ratio_source: ratio.map(|_| "agreed"),
        leads_needed: needed,
        to_deliver,
        working_days: days,
        working_hours: hours,
        per_day: asked.filter(|_| days > 0.0).map(|asked| asked / days),
        per_hour,
        per_hour_rounded: per_hour.map(ceiling),
        tries_per_hour: None,
        people: None,
    })
}

fn ceiling(value: f64) -> f64 {
    (value - TRACE).ceil()
}

fn is_gross(agreement: &Agreement) -> bool {
    let delivered = |commitment: &&crate::model::agreement::Commitment| commitment.metric == Metric::LeadsDelivered;
    agreement.commitments.iter().find(delivered).is_some_and(|commitment| commitment.counting == Counting::Gross)
}

/// What the plan asks of a metric.
pub fn target(plan: Option<&Plan>, objective: Option<&Objective>, metric: Metric, counting: Counting) -> Option<f64> {
    let plan = plan?;
    match (metric, counting) {
        (Metric::LeadsDelivered, Counting::Net) => plan.leads_needed,
        (Metric::LeadsDelivered, Counting::Gross) => plan.to_deliver.or(plan.leads_needed),
        (Metric::LeadsPerHour, _) => plan.per_hour,
        (Metric::SalesWon, _) => plan.sales,
        (Metric::RevenueWon, _) => objective?.revenue,
        _ => None,
    }
}
