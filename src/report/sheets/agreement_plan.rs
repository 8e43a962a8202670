//! Acordo / Agreement, below the objective: where the ratio comes from, the stages it goes through, and the effort it takes.

use crate::report::desk::Desk;
use crate::scorecard::card::{Plan, PlanStep, RatioSource, SaleRatio};
use crate::texts::format;

/// A line for each part of the plan that says more than the objective itself.
pub fn lines(desk: &Desk) -> Vec<(String, String)> {
    let Some(plan) = desk.card().plan.as_ref() else { return Vec::new() };
    let parts = [
        ("label-plan-ratio", ratio(desk, plan)),
        ("label-plan-today", today(desk, plan)),
        ("label-plan-chain", chain(desk, plan)),
        ("label-plan-tries", effort(desk, plan)),
    ];
    parts.into_iter().filter_map(|(label, words)| Some((desk.word(label), words?))).collect()
}

/// `6,2 (5,1 a 7,9), fixado para o período: 37 vendas entre …`; nothing when the ratio was agreed, which the objective says.
fn ratio(desk: &Desk, plan: &Plan) -> Option<String> {
    if plan.ratio_source != Some(RatioSource::Observed) {
        return None;
    }
    let Some((observed, (ratio, range))) =
        plan.observed.and_then(|observed| Some((observed, shown(desk, &observed)?)))
    else {
        return Some(desk.word("plan-ratio-none"));
    };
    let cohort = desk.story.cohort_words(&observed);
    Some(desk.phrase(
        "plan-ratio-observed",
        &[("ratio", &ratio), ("range", &range), ("cohort", &cohort)],
    ))
}

/// `6,5 (5,3 a 8,2) pelos dados de hoje`.
fn today(desk: &Desk, plan: &Plan) -> Option<String> {
    let (ratio, range) = shown(desk, plan.drift.as_ref()?)?;
    Some(desk.phrase("plan-today", &[("ratio", &ratio), ("range", &range)]))
}

fn shown(desk: &Desk, ratio: &SaleRatio) -> Option<(String, String)> {
    Some((desk.short(ratio.value()?), desk.story.ratio_range(ratio)?))
}

/// `SQL 300 (50% da etapa anterior) · venda 100 (33,3% da etapa anterior)`.
fn chain(desk: &Desk, plan: &Plan) -> Option<String> {
    let step = |step: &PlanStep| {
        let (rate, stage) = desk.story.chain_step(step);
        Some(desk.phrase(
            "plan-step",
            &[("n", &desk.short(step.count?)), ("stage", stage), ("rate", &rate)],
        ))
    };
    let steps: Vec<String> = plan.chain.iter().filter_map(step).collect();
    (!steps.is_empty()).then(|| steps.join(" · "))
}

/// `13,2 tentativas por hora útil · pessoas necessárias: 1,65 (3 no acordo)`.
fn effort(desk: &Desk, plan: &Plan) -> Option<String> {
    let tries = desk.phrase("plan-tries", &[("n", &desk.short(plan.tries_per_hour?))]);
    let people = plan.people.map(|people| {
        let needed = format::number(desk.story.texts.language, people, 2);
        match plan.people_agreed {
            Some(agreed) => {
                desk.phrase("plan-people-of", &[("n", &needed), ("agreed", &desk.short(agreed))])
            }
            None => desk.phrase("plan-people", &[("n", &needed)]),
        }
    });
    Some([Some(tries), people].into_iter().flatten().collect::<Vec<_>>().join(" · "))
}
