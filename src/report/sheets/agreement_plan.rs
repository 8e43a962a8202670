//! Acordo / Agreement, below the objective: where the ratio comes from, the stages it goes through, and the effort it takes.

use crate::report::desk::Desk;
use crate::scorecard::card::{Plan, SaleRatio};

/// A line for each part of the plan that says more than the objective itself.
pub fn lines(desk: &Desk) -> Vec<(String, String)> {
    let Some(plan) = desk.card().plan.as_ref() else { return Vec::new() };
    let parts =
        [("label-plan-ratio", ratio(desk, plan)), ("label-plan-chain", chain(desk, plan)), ("label-plan-tries", effort(desk, plan))];
    parts.into_iter().filter_map(|(label, words)| Some((desk.word(label), words?))).collect()
}

/// `6,2 (5,1 a 7,9), fixado para o período: 37 vendas entre … · pelos dados de hoje, 6,5 (5,3 a 8,2)`; nothing when there is only an agreed ratio.
fn ratio(desk: &Desk, plan: &Plan) -> Option<String> {
    let shown = |ratio: &SaleRatio| Some((desk.short(ratio.value()?), desk.story.ratio_range(ratio)?));
    let today = plan.drift.as_ref().and_then(shown);
    let today = today.map(|(ratio, range)| desk.phrase("plan-today", &[("ratio", &ratio), ("range", &range)]));
    let own = match (plan.ratio_source, &plan.observed) {
        (Some("agreed"), _) if today.is_none() => return None,
        (Some("agreed"), _) => desk.phrase("plan-ratio-agreed", &[("ratio", &desk.short(plan.leads_per_sale?))]),
        (Some(_), Some(observed)) => match shown(observed) {
            Some((ratio, range)) => {
                let cohort = desk.story.cohort_words(observed);
                desk.phrase("plan-ratio-observed", &[("ratio", &ratio), ("range", &range), ("cohort", &cohort)])
            }
            None => desk.word("plan-ratio-none"),
        },
        (Some(_), None) => desk.word("plan-ratio-none"),
        (None, _) => return None,
    };
    Some([Some(own), today].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// `300 SQL (50% da etapa anterior) · 100 venda (33,3% da etapa anterior)`.
fn chain(desk: &Desk, plan: &Plan) -> Option<String> {
    let step = |step: &crate::scorecard::card::PlanStep| {
        let (rate, stage) = desk.story.chain_step(step);
        Some(desk.phrase("plan-step", &[("n", &desk.short(step.count?)), ("stage", stage), ("rate", &rate)]))
    };
    let steps: Vec<String> = plan.chain.iter().filter_map(step).collect();
    (!steps.is_empty()).then(|| steps.join(" · "))
}

/// `13,2 tentativas por hora útil · 2 pessoas necessárias, 3 no acordo`.
fn effort(desk: &Desk, plan: &Plan) -> Option<String> {
    let tries = desk.phrase("plan-tries", &[("n", &desk.short(plan.tries_per_hour?))]);
    let people = plan.people.map(|people| {
        let needed = desk.short(people);
        match plan.people_agreed {
            Some(agreed) => desk.phrase("plan-people-of", &[("n", &needed), ("agreed", &desk.short(agreed))]),
            None => desk.phrase("plan-people", &[("n", &needed)]),
        }
    });
    Some([Some(tries), people].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}
