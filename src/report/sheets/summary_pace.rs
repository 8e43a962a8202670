//! Deliveries cumulated against the expected line over working days: today's marker, and where they will end.

use crate::report::blocks::{nothing, support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Scale, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::{DeliveryDay, Range};

use super::delivery::{axis_word, delivered};
use super::summary_charts::{SUPPORT, SUPPORT_ROW, delivery_message};

/// A place along the axis: the end of a working day, or the cut-off within one.
#[derive(Default)]
struct Point {
    word: String,
    expected: Option<f64>,
    done: Option<u64>,
    forecast: Option<f64>,
}

/// Draws the chart on a row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let delivery = &desk.card().delivery;
    let points = points(desk);
    let Some(now) =
        points.iter().rposition(|point| point.done.is_some()).filter(|_| delivered(delivery) > 0)
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

/// The cells the lines are drawn of.
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

/// Expected, forecast, actual, today: drawn in this order.
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
