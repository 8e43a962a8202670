//! The two charts of the summary: deliveries against what was expected, and how far the leads got.

use crate::model::words::{Milestone, Status};
use crate::report::blocks::{nothing, support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::FunnelStep;

use super::cadence_parts::FEW;
use super::summary_pace;

/// First support column, right of what is printed.
pub const SUPPORT: u16 = 16;
pub const SUPPORT_ROW: u32 = 4;
/// The funnel's.
const FUNNEL: u16 = SUPPORT + 8;

/// Lays both charts on a row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) {
    summary_pace::lay(desk, sheet, row);
    funnel(desk, sheet, row);
}

/// How the deliveries stand against the line.
pub fn delivery_message(desk: &Desk, done: u64) -> String {
    let judged = desk.judged(desk.card().delivery.commitment);
    let expected = desk
        .card()
        .delivery
        .days
        .iter()
        .rev()
        .find(|day| day.cumulated.is_some())
        .and_then(|day| day.expected);
    let Some(expected) = expected else { return desk.count("chart-delivery-plain", done, &[]) };
    let gap = done as f64 - expected;
    let leads = format!("{:.0}", gap.abs()).parse::<u64>().unwrap_or(0);
    let status = judged.map(|judged| judged.status);
    let key = match status {
        _ if leads == 0 => "chart-delivery-even",
        _ if gap > 0.0 => "chart-delivery-ahead",
        Some(Status::OnTrack | Status::Met) => "chart-delivery-near",
        _ => "chart-delivery-late",
    };
    desk.count(key, leads, &[])
}

fn funnel(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let steps = &desk.card().funnel;
    let most = steps.iter().map(|step| step.leads).max().unwrap_or(0);
    if most == 0 || steps.len() < 2 {
        nothing(
            sheet,
            row,
            5,
            &desk.word(if most == 0 { "funnel-none" } else { "funnel-one-step" }),
        );
        return;
    }
    let first = SUPPORT_ROW + 1;
    let heads = [desk.word("head-step"), desk.word("head-leads")];
    support_head(sheet, SUPPORT_ROW, FUNNEL, &heads.each_ref().map(String::as_str));
    support(sheet, first, FUNNEL, steps.iter().map(|step| Value::text(step_name(desk, step))));
    support(sheet, first, FUNNEL + 1, steps.iter().map(|step| Value::count(step.leads)));
    let area = |column: u16| Area::column(FUNNEL + column, first, first + index(steps.len()) - 1);
    let labels = std::iter::once(None)
        .chain(steps.iter().map(|step| Some(step.leads)))
        .zip(steps)
        .map(|(before, step)| Some(label(desk, before, step)));
    let series = Series::new(desk.word("head-leads"), area(0), area(1), Stroke::Solid(Colour::Act))
        .labelled(Labels::Words(LabelPlace::Outside, labels.collect()));
    let mut chart = Chart::new(ChartKind::Bars, (row, 4), (412, 292), (0.245, 0.13, 0.57, 0.84));
    chart.shift = 8;
    chart.gap = 30;
    chart.most = Some(most as f64);
    sheet.charts.push(
        chart.with(series).saying(funnel_message(desk, steps), desk.word("chart-funnel-alt")),
    );
}

fn step_name(desk: &Desk, step: &FunnelStep) -> String {
    desk.word(&format!("step-{}", step.step))
}

/// `344 · 82%`: how many, and how many of the step before.
fn label(desk: &Desk, before: Option<u64>, step: &FunnelStep) -> String {
    let leads = desk.whole(step.leads);
    match before.filter(|before| *before > 0) {
        Some(before) => format!("{leads} · {}", desk.share(step.leads as f64 / before as f64, 0)),
        None => leads,
    }
}

/// The step that loses most, or that all are passed well.
fn funnel_message(desk: &Desk, steps: &[FunnelStep]) -> String {
    let rate = |(before, after): &(&FunnelStep, &FunnelStep)| {
        after.leads as f64 / before.leads.max(1) as f64
    };
    // Few leads say nothing, and the period's leads have not had their days to become sales.
    let pairs = steps
        .iter()
        .zip(steps.iter().skip(1))
        .filter(|(before, after)| before.leads >= FEW && after.step != Milestone::Won.word());
    let Some(worst) = pairs.min_by(|a, b| rate(a).total_cmp(&rate(b))) else {
        return desk.word("chart-funnel");
    };
    if rate(&worst) >= 0.9 {
        return desk.word("chart-funnel-good");
    }
    let names = [step_name(desk, worst.0).to_lowercase(), step_name(desk, worst.1).to_lowercase()];
    let share = desk.share(rate(&worst), 0);
    let [from, to] = &names;
    desk.phrase("chart-funnel-loss", &[("from", from), ("to", to), ("share", &share)])
}
