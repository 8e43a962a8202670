//! The plan in the summary document, and as `acordo plan --json` prints it.

use serde_json::{Map, Value, json};

use crate::scorecard::card::{Plan, PlanStep, RatioSource, SaleRatio};
use crate::texts::format::iso_date;
use crate::texts::story::Story;

use super::{number, numbers};

/// The plan with the past of the promises without a target beside it, where there are any.
pub fn told(story: &Story, own: &Plan) -> Value {
    let mut out = plan(Some(own));
    let measured = numbers::measured(story);
    if let (Value::Object(out), false) = (&mut out, measured.is_empty()) {
        out.insert("measured".into(), measured.into());
    }
    out
}

/// The plan; null without an objective. The names before `revenue` are frozen; further ones stand at the end.
pub fn plan(plan: Option<&Plan>) -> Value {
    let Some(plan) = plan else { return Value::Null };
    json!({
        "sales": number(plan.sales),
        "leads_per_sale": number(plan.leads_per_sale),
        "ratio_source": plan.ratio_source.map(RatioSource::word),
        "leads_needed": number(plan.leads_needed),
        "to_deliver": number(plan.to_deliver),
        "deliveries": number(plan.deliveries),
        "working_days": number(Some(plan.working_days)),
        "working_hours": number(Some(plan.working_hours)),
        "per_day": number(plan.per_day),
        "per_hour": number(plan.per_hour),
        "per_hour_rounded": number(plan.per_hour_rounded),
        "tries_per_hour": number(plan.tries_per_hour),
        "people": number(plan.people),
        "revenue": number(plan.revenue),
        "people_agreed": number(plan.people_agreed),
        "interval": plan.observed.map(|ratio| json!({ "low": number(ratio.low), "high": number(ratio.high) })),
        "cohort": plan.observed.map(|ratio| cohort(&ratio)),
        "drift": plan.drift.map(|ratio| drift(&ratio)),
        "chain": plan.chain.iter().map(step).collect::<Vec<_>>(),
        "attempts": plan.attempts,
        "connecting": plan.connecting.map(|seen| json!({ "tries": seen.tries, "connections": seen.connections })),
        "absent": plan.absent.iter().map(|(row, why)| (row.word().to_owned(), json!(why.word()))).collect::<Map<_, _>>(),
    })
}

fn cohort(ratio: &SaleRatio) -> Value {
    json!({ "from": iso_date(ratio.first), "to": iso_date(ratio.last), "leads": ratio.leads, "sales": ratio.sales })
}

fn drift(ratio: &SaleRatio) -> Value {
    json!({
        "leads_per_sale": number(ratio.value()),
        "low": number(ratio.low),
        "high": number(ratio.high),
        "leads": ratio.leads,
        "sales": ratio.sales,
        "from": iso_date(ratio.first),
        "to": iso_date(ratio.last),
    })
}

fn step(step: &PlanStep) -> Value {
    json!({ "to_stage": step.to.word(), "rate": number(Some(step.rate)), "count": number(step.count) })
}
