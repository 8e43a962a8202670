//! The two charts of the summary: deliveries against what was expected, and how far mature leads get against the plan.

use super::delivery::axis_word;
use super::ladder_chart::{self, Place};
use crate::model::decimal;
use crate::model::words::Status;
use crate::report::blocks::{nothing, support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Scale, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::{Align, Colour, Style};
use crate::scorecard::card::{DeliveryDay, Range};
use crate::texts::format;

/// First support column, right of what is printed.
pub const SUPPORT: u16 = 16;
pub const SUPPORT_ROW: u32 = 4;
/// Rows of 21 pixels both charts stand on.
pub const ROWS: u32 = 14;
/// Those of the ladder.
const LADDER: u16 = SUPPORT + 8;

/// Lays both charts on a row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) {
    pace(desk, sheet, row);
    ladder(desk, sheet, row);
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
    let leads = decimal::digits(gap, 0).parse::<u64>().unwrap_or(0);
    let status = judged.map(|judged| judged.status);
    let key = match status {
        Some(Status::NotAssessed) => return desk.count("chart-delivery-plain", done, &[]),
        _ if leads == 0 => "chart-delivery-even",
        _ if gap > 0.0 => "chart-delivery-ahead",
        Some(Status::OnTrack | Status::Met) => "chart-delivery-near",
        _ => "chart-delivery-late",
    };
    desk.count(key, leads, &[])
}

/// How far mature leads get, beside the deliveries: the leads of this period are too young to say so.
fn ladder(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let area = Area { row, column: 4, last_row: row + 1, last_column: 9 };
    let mut say = |area: Area, words: String| {
        let look = Style::NOTE.align(Align::Indented).wraps();
        sheet.merges.push((area, Value::text(words), look));
    };
    let Some(found) = desk.card().conversion.as_ref().filter(|found| found.leads > 0) else {
        let young = desk.card().conversion.as_ref().map_or(0, |found| found.maturing);
        let key = if young == 0 { "conversion-none" } else { "conversion-all-young" };
        return say(area, desk.absent(desk.card().blind.delivered, key));
    };
    let (from, to) = (
        format::date(desk.story.texts.language, found.first),
        format::date(desk.story.texts.language, found.last),
    );
    let (leads, days) = (desk.whole(found.leads), found.days.to_string());
    let all = desk.whole(found.delivered());
    let values =
        [("n", leads.as_str()), ("all", &all), ("from", &from), ("to", &to), ("days", &days)];
    let last = row + ROWS - 1;
    let key = if found.maturing > 0 { "chart-ladder-cohort-part" } else { "chart-ladder-cohort" };
    say(Area { row: last, last_row: last, ..area }, desk.phrase(key, &values));
    let (size, support) = ((412, 270), (SUPPORT_ROW, LADDER));
    ladder_chart::lay(desk, sheet, found, &Place { at: (row, 4), shift: 8, size, support });
}

/// Pixels of the chart of deliveries, and where its plot stands.
const PACE_PX: (u32, u32) = (462, 292);
const PACE_PLOT: (f64, f64, f64, f64) = (0.075, 0.13, 0.83, 0.76);

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
        nothing(sheet, row, 1, &desk.absent(desk.card().blind.delivered, "delivery-none"));
        return;
    };
    let done = points.get(now).and_then(|point| point.done).unwrap_or(0);
    let range = delivery.forecast.filter(|_| now + 1 < points.len());
    feed(desk, sheet, &points, (now, done), range);
    let mut chart = Chart::new(ChartKind::Lines, (row, 1), PACE_PX, PACE_PLOT);
    let target = points.last().and_then(|point| point.expected);
    let most = target.unwrap_or(0.0).max(done as f64).max(range.map_or(0.0, |range| range.high));
    let axis = scale(most);
    let ends = Ends::of(desk, target, range.and_then(|range| range.mid), axis.most);
    chart.plot.2 -= ends.width() / f64::from(PACE_PX.0);
    for series in lines(desk, &points, (now, done), ends) {
        chart = chart.with(series);
    }
    chart.axis = Some(axis);
    let alt = desk.story.deliveries_in_words().unwrap_or_default();
    sheet.charts.push(chart.saying(delivery_message(desk, done), alt));
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
        // On the first place the word has no room to its left and would break.
        let word = if day.is_today && place > 0 {
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
fn lines(desk: &Desk, points: &[Point], (now, done): (usize, u64), ends: Ends) -> Vec<Series> {
    let first = SUPPORT_ROW + 1;
    let area = |column: u16| Area::column(SUPPORT + column, first, first + index(points.len()) - 1);
    let words = |place: usize, word: String| {
        (0..points.len()).map(|each| (each == place).then(|| word.clone())).collect::<Vec<_>>()
    };
    let last = points.len() - 1;
    let expected = Series::new(
        desk.word("head-expected-cumulated"),
        area(0),
        area(1),
        Stroke::Line(Colour::Plan, 1.25),
    );
    let target = points.last().and_then(|point| point.expected).map(|_| match ends.target {
        Some(label) => expected.labelled(Labels::Words(LabelPlace::Above, words(last, label))),
        None => expected,
    });
    let forecast = ends.forecast.map(|label| {
        let line =
            Series::new(desk.word("head-forecast-cumulated"), area(0), area(4), Stroke::Dotted);
        line.labelled(Labels::Words(LabelPlace::Right, words(last, format!(" {label}"))))
            .reaching(area(5), area(6))
    });
    let actual =
        Series::new(desk.word("head-cumulated"), area(0), area(2), Stroke::Line(Colour::Act, 2.5));
    let today = Series::new(desk.word("today"), area(0), area(3), Stroke::Marker)
        .labelled(Labels::Words(LabelPlace::Right, words(now, format!(" {}", desk.whole(done)))));
    target.into_iter().chain(forecast).chain([actual, today]).collect()
}

/// The words at the right end: the target's above its line, the forecast's beside its point. Where they would touch, one says both.
#[derive(Default)]
struct Ends {
    target: Option<String>,
    forecast: Option<String>,
    is_joined: bool,
}

impl Ends {
    fn of(desk: &Desk, target: Option<f64>, forecast: Option<f64>, most: f64) -> Self {
        let target_word = |target| desk.phrase("chart-target", &[("n", &desk.short(target))]);
        let forecast_word = |forecast: f64| desk.short(decimal::whole(forecast));
        // Pixels from the line of the target up to the forecast, of which words take those just above it.
        let px = f64::from(PACE_PX.1) * PACE_PLOT.3 / most;
        match (target, forecast) {
            (Some(target), Some(forecast))
                if (-6.0..28.0).contains(&((forecast - target) * px)) =>
            {
                let both = format!("{} · {}", forecast_word(forecast), target_word(target));
                Self { target: None, forecast: Some(both), is_joined: true }
            }
            _ => Self {
                target: target.map(target_word),
                forecast: forecast.map(forecast_word),
                is_joined: false,
            },
        }
    }

    /// Pixels that joined words need beyond those of a number.
    fn width(&self) -> f64 {
        let letters = self.forecast.iter().map(|words| words.chars().count()).sum::<usize>();
        if self.is_joined { (letters.saturating_sub(5)) as f64 * 6.0 } else { 0.0 }
    }
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
