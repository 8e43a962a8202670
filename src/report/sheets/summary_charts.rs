//! The two charts of the summary: deliveries against what was expected, and how far the leads got.

use crate::model::words::Status;
use crate::report::blocks::{nothing, support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::{DeliveryDay, FunnelStep};

use super::delivery::{axis_words, delivered};

/// First support column, right of what is printed.
const SUPPORT: u16 = 15;
const SUPPORT_ROW: u32 = 4;

/// Lays both charts on a row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) {
    delivery(desk, sheet, row);
    funnel(desk, sheet, row);
}

/// Working days and the day of the cut-off: what lies between is in the next one's sum.
fn shown_days<'a>(desk: &Desk<'a>) -> Vec<&'a DeliveryDay> {
    let is_shown = |day: &&DeliveryDay| day.is_today || desk.story.calendar.is_working_day(day.day);
    desk.card().delivery.days.iter().filter(is_shown).collect()
}

fn delivery(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let days = shown_days(desk);
    let Some(now) = days.iter().rposition(|day| day.cumulated.is_some()).filter(|_| delivered(&desk.card().delivery) > 0) else {
        nothing(sheet, row, 1, &desk.word("delivery-none"));
        return;
    };
    let heads = [desk.word("support-axis"), desk.word("head-expected-cumulated"), desk.word("head-cumulated"), desk.word("today")];
    support_head(sheet, SUPPORT_ROW, SUPPORT, &heads.each_ref().map(String::as_str));
    let first = SUPPORT_ROW + 1;
    support(sheet, first, SUPPORT, axis_words(desk, days.iter().copied()));
    support(sheet, first, SUPPORT + 1, days.iter().map(|day| Value::maybe(day.expected)));
    // Deliveries on free days after the last working day belong to its point.
    let done = desk.card().delivery.days.iter().rev().find_map(|day| day.cumulated).unwrap_or(0);
    let cumulated = days.iter().enumerate().map(|(place, day)| if place == now { Some(done) } else { day.cumulated });
    support(sheet, first, SUPPORT + 2, cumulated.map(Value::maybe_count));
    support(sheet, first + index(now), SUPPORT + 3, std::iter::once(Value::count(done)));
    let area = |column: u16| Area::column(SUPPORT + column, first, first + index(days.len()) - 1);
    let words = |place: usize, word: String| (0..days.len()).map(|each| (each == place).then(|| word.clone())).collect::<Vec<_>>();
    let mut chart = Chart::new(ChartKind::Lines, (row, 1), (478, 292), (0.075, 0.13, 0.83, 0.76));
    let target = days.last().and_then(|day| day.expected);
    if let Some(target) = target {
        let label = desk.phrase("chart-target", &[("n", &desk.short(target))]);
        let line = Series::new(desk.word("head-expected-cumulated"), area(0), area(1), Stroke::Line(Colour::Plan, 1.25));
        chart = chart.with(line.labelled(Labels::Words(LabelPlace::Above, words(days.len() - 1, label))));
    }
    let actual = Series::new(desk.word("head-cumulated"), area(0), area(2), Stroke::Line(Colour::Act, 2.5));
    let today = Series::new(desk.word("today"), area(0), area(3), Stroke::Marker)
        .labelled(Labels::Words(LabelPlace::Right, words(now, format!(" {}", desk.whole(done)))));
    chart.axis = Some(scale(target.unwrap_or(0.0).max(done as f64)));
    sheet.charts.push(chart.with(actual).with(today).saying(delivery_message(desk, done), desk.word("chart-delivery-alt")));
}

/// Top and step of an axis, with room for a label above the highest value.
fn scale(most: f64) -> (f64, f64) {
    let wanted = (most * 1.12).max(4.0);
    let size = 10_f64.powf((wanted / 3.5).log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * size).find(|step| wanted / step <= 4.5).unwrap_or(size * 10.0);
    let step = step.ceil();
    ((wanted / step * 2.0).ceil() / 2.0 * step, step)
}

fn delivery_message(desk: &Desk, done: u64) -> String {
    let judged = desk.judged(desk.card().delivery.commitment);
    let expected = desk.card().delivery.days.iter().rev().find(|day| day.cumulated.is_some()).and_then(|day| day.expected);
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
    if most == 0 {
        nothing(sheet, row, 5, &desk.word("funnel-none"));
        return;
    }
    let first = SUPPORT_ROW + 1;
    let heads = [desk.word("head-step"), desk.word("head-leads")];
    support_head(sheet, SUPPORT_ROW, SUPPORT + 5, &heads.each_ref().map(String::as_str));
    support(sheet, first, SUPPORT + 5, steps.iter().map(|step| Value::text(step_name(desk, step))));
    support(sheet, first, SUPPORT + 6, steps.iter().map(|step| Value::count(step.leads)));
    let area = |column: u16| Area::column(SUPPORT + column, first, first + index(steps.len()) - 1);
    let labels = std::iter::once(None)
        .chain(steps.iter().map(|step| Some(step.leads)))
        .zip(steps)
        .map(|(before, step)| Some(label(desk, before, step)));
    let series = Series::new(desk.word("head-leads"), area(5), area(6), Stroke::Solid(Colour::Act))
        .labelled(Labels::Words(LabelPlace::Outside, labels.collect()));
    let mut chart = Chart::new(ChartKind::Bars, (row, 4), (412, 292), (0.245, 0.13, 0.57, 0.84));
    chart.shift = 8;
    chart.gap = 30;
    chart.most = Some(most as f64);
    sheet.charts.push(chart.with(series).saying(funnel_message(desk, steps), desk.word("chart-funnel-alt")));
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
    let rate = |(before, after): &(&FunnelStep, &FunnelStep)| after.leads as f64 / before.leads.max(1) as f64;
    let pairs = steps.iter().zip(steps.iter().skip(1)).filter(|(before, _)| before.leads > 0);
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
