//! The groups' conversions as intervals beside their table; the grid is the target.

use crate::model::words::Grouping;
use crate::report::blocks::{RIGHT, SUPPORT, support, support_head};
use crate::report::book::{Area, ROW_PX, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, Scale, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::{Group, Judged, Range};
use crate::texts::names::shortened;

/// Groups a chart has room for.
const MOST: usize = 14;
/// Letters of a name beside its bar.
const LONGEST_NAME: usize = 20;

/// Draws the chart from a row on; gives the rows it takes.
pub fn lay(
    desk: &Desk,
    sheet: &mut Sheet,
    row: u32,
    (judged, groups): (&Judged, &[&Group]),
) -> u32 {
    let known = |group: &&Group| group.numbers.interval.is_some() && group.numbers.actual.is_some();
    let shown: Vec<&Group> = groups.iter().copied().filter(known).take(MOST).collect();
    let Some(target) = judged.target.filter(|target| *target > 0.0 && !shown.is_empty()) else {
        return 0;
    };
    let (first, count) = (row + 2, index(shown.len()));
    let heads = ["head-group", "chart-gap-base", "chart-interval-low", "chart-interval-high"]
        .map(|key| desk.word(key));
    support_head(sheet, row + 1, SUPPORT, &heads.each_ref().map(String::as_str));
    support(
        sheet,
        first,
        SUPPORT,
        shown.iter().map(|group| Value::text(shortened(&group_name(desk, group), LONGEST_NAME))),
    );
    let part = |of: fn(Range, f64) -> f64| {
        shown.iter().map(move |group| {
            Value::maybe(
                group
                    .numbers
                    .interval
                    .zip(group.numbers.actual)
                    .map(|(range, rate)| of(range, rate)),
            )
        })
    };
    support(sheet, first, SUPPORT + 1, part(|range, _| range.low));
    support(sheet, first, SUPPORT + 2, part(|range, rate| rate - range.low));
    support(sheet, first, SUPPORT + 3, part(|range, rate| range.high - rate));
    let area = |column: u16| Area::column(SUPPORT + column, first, first + count - 1);
    let strokes = [Stroke::Hidden, Stroke::Solid(Colour::Act), Stroke::Solid(Colour::Act2)];
    let highest = shown
        .iter()
        .filter_map(|group| group.numbers.interval)
        .map(|range| range.high)
        .fold(0.0, f64::max);
    let px = 30 + 22 * count + 30;
    let top = 30.0 / f64::from(px);
    let mut chart = Chart::new(
        ChartKind::StackedBars,
        (row, RIGHT),
        (404, px),
        (0.31, top, 0.64, 0.98 - 2.0 * top),
    );
    chart.gap = 70;
    let times = (highest / target).ceil().clamp(2.0, 3.0);
    chart.axis = Some(Scale { most: target * times, step: target, code: "0.0%" });
    for ((stroke, name), column) in strokes.into_iter().zip(heads.iter().skip(1)).zip(1..) {
        chart = chart.with(Series::new(name.clone(), area(0), area(column), stroke));
    }
    let title = desk.phrase("chart-intervals", &[("target", &desk.story.target(judged))]);
    sheet.charts.push(chart.saying(title, desk.word("chart-intervals-alt")));
    px.div_ceil(ROW_PX) + 1
}

/// A group's name, also that of the leads in none.
pub fn group_name(desk: &Desk, group: &Group) -> String {
    let none = match group.by {
        Grouping::Owner => "no-owner",
        Grouping::Campaign => "no-campaign",
        _ => "no-source",
    };
    group.value.clone().unwrap_or_else(|| desk.word(none))
}
