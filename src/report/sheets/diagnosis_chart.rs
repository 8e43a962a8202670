//! From the sales expected to those made, step by step.

use crate::report::blocks::{SUPPORT, support, support_head};
use crate::report::book::{Area, Sheet, Value, fixed, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::Colour;
use crate::scorecard::card::{Factor, Split};
use crate::texts::format;
use crate::texts::names::stage_key;

/// Row of the support cells' head.
const HEAD: u32 = 4;

/// One step: where it starts and ends.
struct Step<'a> {
    factor: &'a Factor,
    from: f64,
    to: f64,
}

/// Draws the chart beside the factors, whose total stands on a row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, split: &Split, total: u32) {
    let steps = steps(split);
    let count = steps.len() + 2;
    let edge = |ends: [Value; 2], inner: Vec<Value>| {
        let [first, last] = ends;
        std::iter::once(first).chain(inner).chain([last]).collect::<Vec<_>>()
    };
    let none = || [Value::Empty, Value::Empty];
    let each = |value: &dyn Fn(&Step) -> f64| {
        steps.iter().map(|step| Value::Number(value(step))).collect::<Vec<_>>()
    };
    let live = |column: u16, result: f64| {
        Value::formula(format!("={}", fixed(total, column)), Some(result))
    };
    let names = steps.iter().map(|step| Value::text(name(desk, step.factor))).collect();
    let columns = [
        edge(
            [Value::text(desk.word("chart-gap-expected")), Value::text(desk.word("head-actual"))],
            names,
        ),
        edge([live(2, split.expected), Value::Empty], each(&|_| 0.0)),
        edge([Value::Empty, live(4, split.actual)], each(&|_| 0.0)),
        edge(none(), each(&|step| step.from.min(step.to))),
        edge(none(), each(&|step| (step.from - step.to).max(0.0))),
        edge(none(), each(&|step| (step.to - step.from).max(0.0))),
        edge(
            [live(2, split.expected), live(4, split.actual)],
            each(&|step| step.from.max(step.to)),
        ),
    ];
    let heads = [
        "support-axis",
        "head-plan-to-date",
        "head-actual",
        "chart-gap-base",
        "chart-gap-falls",
        "chart-gap-rises",
        "chart-gap-top",
    ];
    let heads = heads.map(|key| desk.word(key));
    support_head(sheet, HEAD, SUPPORT, &heads.each_ref().map(String::as_str));
    for ((column, values), _) in (SUPPORT..).zip(columns).zip(&heads) {
        support(sheet, HEAD + 1, column, values.into_iter());
    }
    let area = |column: u16| Area::column(SUPPORT + column, HEAD + 1, HEAD + index(count));
    let strokes = [
        (3, Stroke::Hidden),
        (1, Stroke::Outline),
        (2, Stroke::Solid(Colour::Act)),
        (4, Stroke::Solid(Colour::Bad)),
        (5, Stroke::Solid(Colour::Good)),
        (6, Stroke::Words),
    ];
    let mut chart = Chart::new(ChartKind::Stacks, (3, 8), (538, 250), (0.02, 0.17, 0.96, 0.71));
    chart.shift = 40;
    chart.gap = 40;
    let top = steps
        .iter()
        .map(|step| step.from.max(step.to))
        .fold(split.actual.max(split.expected), f64::max);
    chart.most = Some(top * 1.12);
    for (column, stroke) in strokes {
        let name = heads.get(usize::from(column)).cloned().unwrap_or_default();
        let series = Series::new(name, area(0), area(column), stroke);
        let series = if stroke == Stroke::Words {
            series.labelled(Labels::Words(LabelPlace::Above, labels(desk, split, &steps)))
        } else {
            series
        };
        chart = chart.with(series);
    }
    let names = std::iter::once(desk.word("chart-gap-expected"))
        .chain(steps.iter().map(|step| name(desk, step.factor)))
        .chain([desk.word("head-actual")]);
    let told = names.zip(labels(desk, split, &steps).into_iter().flatten());
    let told = desk.alt("chart-gap-alt", told.map(|(name, value)| format!("{name} {value}")));
    sheet.charts.push(chart.saying(message(desk, split), told));
}

/// The steps in the order of the chain; where that would lead below zero, those that add come first.
fn steps(split: &Split) -> Vec<Step<'_>> {
    let walked = |factors: Vec<&'_ Factor>| -> Vec<(f64, f64)> {
        let ends = factors.iter().scan(split.expected, |at, factor| {
            *at += factor.effect;
            Some(*at)
        });
        let ends: Vec<f64> = ends.collect();
        std::iter::once(split.expected)
            .chain(ends.iter().copied())
            .zip(ends.iter().copied())
            .collect()
    };
    let mut factors: Vec<&Factor> = split.factors.iter().collect();
    if walked(factors.clone()).iter().any(|(_, to)| *to < 0.0) {
        factors.sort_by_key(|factor| factor.effect < 0.0);
    }
    let places = walked(factors.clone());
    factors.into_iter().zip(places).map(|(factor, (from, to))| Step { factor, from, to }).collect()
}

fn name(desk: &Desk, factor: &Factor) -> String {
    let word = desk.known_word(&format!("step-{}", factor.to.word()));
    if factor.from.is_none() {
        desk.word("head-leads")
    } else {
        word.unwrap_or_else(|| capitalised(&desk.said(stage_key(factor.to))))
    }
}

fn labels(desk: &Desk, split: &Split, steps: &[Step]) -> Vec<Option<String>> {
    let effects =
        steps.iter().map(|step| format::signed(desk.story.texts.language, step.factor.effect, 1));
    std::iter::once(desk.short(split.expected))
        .chain(effects)
        .chain([desk.short(split.actual)])
        .map(Some)
        .collect()
}

/// `Perdem-se 25 vendas; 18 voltam`.
fn message(desk: &Desk, split: &Split) -> String {
    let all = |is: fn(f64) -> bool| {
        split
            .factors
            .iter()
            .map(|factor| factor.effect)
            .filter(|effect| is(*effect))
            .sum::<f64>()
            .abs()
    };
    let (lost, won) = (all(|effect| effect < 0.0), all(|effect| effect > 0.0));
    let key = match (lost >= 0.05, won >= 0.05) {
        (true, true) => "chart-gap-both",
        (true, false) => "chart-gap-lost",
        (false, true) => "chart-gap-won",
        (false, false) => "diagnosis-even",
    };
    desk.phrase(key, &[("lost", &desk.short(lost)), ("won", &desk.short(won))])
}
