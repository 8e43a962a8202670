//! The two charts of the summary: deliveries against what was expected, and how far the leads got.

use super::delivery::axis_word;
use crate::model::words::{Rung, Status};
use crate::report::blocks::{FEW, nothing, support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Scale, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::{DeliveryDay, FunnelStep, Range};

/// First support column, right of what is printed.
pub const SUPPORT: u16 = 16;
pub const SUPPORT_ROW: u32 = 4;
/// The funnel's.
const FUNNEL: u16 = SUPPORT + 8;

/// Lays both charts on a row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) {
    pace(desk, sheet, row);
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

/// A step's name. The sales among the period's deliveries are not the period's sales, and are not called so.
fn step_name(desk: &Desk, step: &FunnelStep) -> String {
    match step.step {
        Rung::Won => desk.word("step-won-so-far"),
        rung => desk.word(&format!("step-{}", rung.word())),
    }
}

/// `344 · 82%`: how many, and how many of the step before; no share of the sales, for which these leads are too young.
fn label(desk: &Desk, before: Option<u64>, step: &FunnelStep) -> String {
    let leads = desk.whole(step.leads);
    match before.filter(|before| *before > 0 && step.step != Rung::Won) {
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
        .filter(|(before, after)| before.leads >= FEW && after.step != Rung::Won);
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

/// A place along the axis: the end of a working day, or the cut-off within one.
#[derive(Default)]
struct Point {
    word: String,
    expected: Option<f64>,
    done: Option<u64>,
    forecast: Option<f64>,
}

/// Draws deliveries against the line on a row; a sentence where nothing was delivered.
fn pace(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let delivery = &desk.card().delivery;
    let points = points(desk);
    let Some(now) =
        points.iter().rposition(|point| point.done.is_some()).filter(|_| delivery.delivered() > 0)
    else {
        nothing(sheet, row, 1, &desk.word("delivery-none"));
        return;
    };
    let done = points.get(now).and_then(|point| point.done).unwrap_or(0);
    let range = delivery.forecast.filter(|_| now + 1 < points.len());
    feed(desk, sheet, &points, (now, done), range);
    let mut chart = Chart::new(ChartKind::Lines, (row, 1), (478, 292), (0.075, 0.13, 0.83, 0.76));
    for series in lines(desk, &points, (now, done), range) {
        chart = chart.with(series);
    }
    let target = points.last().and_then(|point| point.expected).unwrap_or(0.0);
    chart.axis = Some(scale(target.max(done as f64).max(range.map_or(0.0, |range| range.high))));
    sheet.charts.push(chart.saying(delivery_message(desk, done), desk.word("chart-delivery-alt")));
}

/// Working days, and the cut-off as a place of its own before the rest of its day.
fn points(desk: &Desk) -> Vec<Point> {
    let days: Vec<&DeliveryDay> = desk
        .card()
        .delivery
        .days
        .iter()
        .filter(|day| day.is_today || desk.story.calendar.is_working_day(day.day))
        .collect();
    // Deliveries on free days after the last working day belong to its point.
    let all = desk.card().delivery.days.iter().rev().find_map(|day| day.cumulated);
    let last = days.iter().rposition(|day| day.cumulated.is_some());
    let today = days.iter().position(|day| day.is_today);
    let rest = today
        .and_then(|today| days.get(today))
        .filter(|day| has_rest(desk, day))
        .map(|day| day.expected_by_end);
    let places = days.len();
    let mut points = Vec::new();
    for (place, day) in days.into_iter().enumerate() {
        // What is left of today stands between today and the next day.
        let along = place + usize::from(rest.is_some() && today.is_some_and(|today| place > today));
        let done = if Some(place) == last { all } else { day.cumulated };
        let word = if day.is_today {
            desk.word("today")
        } else {
            axis_word(along, places, today, day.day)
        };
        let forecast = day.forecast.filter(|_| !day.is_today);
        points.push(Point { word, expected: day.expected, done, forecast });
        if let Some(expected) = rest.filter(|_| day.is_today) {
            points.push(Point {
                word: " ".to_owned(),
                expected,
                done: None,
                forecast: day.forecast,
            });
        }
    }
    points
}

/// A part of the day's working time is still to come.
fn has_rest(desk: &Desk, day: &DeliveryDay) -> bool {
    let is_more =
        day.expected.zip(day.expected_by_end).map_or(day.target.is_none(), |(now, end)| end > now);
    is_more && desk.story.calendar.is_working_day(day.day)
}

/// Writes the cells that the chart's lines are drawn of, into the support columns.
fn feed(
    desk: &Desk,
    sheet: &mut Sheet,
    points: &[Point],
    (now, done): (usize, u64),
    range: Option<Range>,
) {
    let heads = [
        "support-axis",
        "head-expected-cumulated",
        "head-cumulated",
        "today",
        "head-forecast-cumulated",
        "head-above",
        "head-below",
    ];
    let heads = heads.map(|key| desk.word(key));
    let heads = if range.is_some() { heads.as_slice() } else { heads.get(..4).unwrap_or_default() };
    support_head(
        sheet,
        SUPPORT_ROW,
        SUPPORT,
        &heads.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let first = SUPPORT_ROW + 1;
    support(sheet, first, SUPPORT, points.iter().map(|point| Value::text(&point.word)));
    support(sheet, first, SUPPORT + 1, points.iter().map(|point| Value::maybe(point.expected)));
    support(sheet, first, SUPPORT + 2, points.iter().map(|point| Value::maybe_count(point.done)));
    support(sheet, first + index(now), SUPPORT + 3, std::iter::once(Value::count(done)));
    let Some(Range { low, mid: Some(mid), high }) = range else { return };
    let begin = |place| if place == now { Some(done as f64) } else { None };
    let carried = points
        .iter()
        .enumerate()
        .map(|(place, point)| begin(place).or(point.forecast.filter(|_| place > now)));
    support(sheet, first, SUPPORT + 4, carried.map(Value::maybe));
    let at_end = |far: f64| {
        (0..points.len())
            .map(move |place| Value::Number(if place + 1 == points.len() { far } else { 0.0 }))
    };
    support(sheet, first, SUPPORT + 5, at_end(high - mid));
    support(sheet, first, SUPPORT + 6, at_end(mid - low));
}

/// The chart's lines in the order they are drawn: expected, forecast, actual, today.
fn lines(
    desk: &Desk,
    points: &[Point],
    (now, done): (usize, u64),
    range: Option<Range>,
) -> Vec<Series> {
    let first = SUPPORT_ROW + 1;
    let area = |column: u16| Area::column(SUPPORT + column, first, first + index(points.len()) - 1);
    let words = |place: usize, word: String| {
        (0..points.len()).map(|each| (each == place).then(|| word.clone())).collect::<Vec<_>>()
    };
    let last = points.len() - 1;
    let target = points.last().and_then(|point| point.expected).map(|target| {
        let label = desk.phrase("chart-target", &[("n", &desk.short(target))]);
        let line = Series::new(
            desk.word("head-expected-cumulated"),
            area(0),
            area(1),
            Stroke::Line(Colour::Plan, 1.25),
        );
        line.labelled(Labels::Words(LabelPlace::Above, words(last, label)))
    });
    let forecast = range.and_then(|range| range.mid).map(|mid| {
        let label = format!(" {}", desk.short(mid.round()));
        let line =
            Series::new(desk.word("head-forecast-cumulated"), area(0), area(4), Stroke::Dotted);
        line.labelled(Labels::Words(LabelPlace::Right, words(last, label)))
            .reaching(area(5), area(6))
    });
    let actual =
        Series::new(desk.word("head-cumulated"), area(0), area(2), Stroke::Line(Colour::Act, 2.5));
    let today = Series::new(desk.word("today"), area(0), area(3), Stroke::Marker)
        .labelled(Labels::Words(LabelPlace::Right, words(now, format!(" {}", desk.whole(done)))));
    target.into_iter().chain(forecast).chain([actual, today]).collect()
}

/// Top and step of an axis, with room for a label above the highest value.
fn scale(most: f64) -> Scale {
    let wanted = (most * 1.12).max(4.0);
    let size = 10_f64.powf((wanted / 3.5).log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|n| n * size)
        .find(|step| wanted / step <= 4.5)
        .unwrap_or(size * 10.0);
    let step = step.ceil();
    Scale { most: (wanted / step * 2.0).ceil() / 2.0 * step, step, code: "#,##0" }
}
