//! The groups' conversions as points with their intervals beside their table, and one line for the target.

use crate::model::words::Grouping;
use crate::report::blocks::{FEW, RIGHT, SUPPORT, support, support_head};
use crate::report::book::{Area, ROW_PX, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Scale, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::{Group, Judged, Range};
use crate::texts::names::shortened;

/// Groups a chart has room for.
const MOST: usize = 14;
/// Letters of a name beside its point.
const LONGEST_NAME: usize = 20;
/// What stands on a rate.
const DOT: &str = "●";
/// Steps of the axis: the least of which five reach as far as the ranges.
const STEPS: [f64; 4] = [0.02, 0.05, 0.1, 0.2];

/// A group with a rate and how far it may be off.
struct Point<'a> {
    group: &'a Group,
    rate: f64,
    range: Range,
}

impl Point<'_> {
    /// Of so few leads the rate says hardly anything.
    fn is_of_few(&self) -> bool {
        self.group.numbers.denominator.unwrap_or(0.0) < FEW as f64
    }
}

/// Draws the chart from a row on; gives the rows it takes.
pub fn lay(
    desk: &Desk,
    sheet: &mut Sheet,
    row: u32,
    (judged, groups): (&Judged, &[&Group]),
) -> u32 {
    let points = points(groups);
    let Some(target) = judged.target.filter(|target| *target > 0.0 && !points.is_empty()) else {
        return 0;
    };
    feed(desk, sheet, row + 1, &points, target);
    let (first, count) = (row + 2, index(points.len()));
    // A long name takes two lines.
    let px = 30 + 28 * count + 30;
    let top = 30.0 / f64::from(px);
    let plot = (0.31, top, 0.64, 1.0 - 2.0 * top);
    let mut chart = Chart::new(ChartKind::Dots, (row, RIGHT), (404, px), plot);
    chart.most = Some(f64::from(count));
    chart.axis = Some(scale(&points, target));
    let at = |column: u16, row: u32| Area::column(SUPPORT + column, row, row);
    let line = Series::new(desk.word("head-target"), at(6, first), at(5, first), Stroke::Upright);
    chart = chart.with(line.reaching(at(7, first), at(5, first)));
    // A series a point: of one point no program draws a line.
    for (row, point) in (first..).zip(&points) {
        let words = name(desk, point.group);
        // A point at nothing stands where the names end.
        let label = Labels::Words(LabelPlace::Left, vec![Some(format!("{words}\u{a0}\u{a0}"))]);
        let named = Series::new(desk.word("head-group"), at(5, row), at(2, row), Stroke::Names);
        let ink = if point.is_of_few() { Colour::Act2 } else { Colour::Act };
        let rate = Series::new(desk.word("head-rate"), at(1, row), at(2, row), Stroke::Names);
        let dot = Labels::Words(LabelPlace::On(ink), vec![Some(DOT.to_owned())]);
        let rate = rate.labelled(dot).reaching(at(4, row), at(3, row));
        chart = chart.with(named.labelled(label)).with(rate);
    }
    let title = desk.phrase("chart-intervals", &[("target", &desk.story.target(judged))]);
    sheet.charts.push(chart.saying(title, alt(desk, &points)));
    px.div_ceil(ROW_PX) + 1
}

/// The groups of enough leads; all of them where hardly any has enough.
fn points<'a>(groups: &[&'a Group]) -> Vec<Point<'a>> {
    fn point(group: &Group) -> Option<Point<'_>> {
        let numbers = &group.numbers;
        Some(Point { group, rate: numbers.actual?, range: numbers.interval? })
    }
    let all: Vec<Point> = groups.iter().copied().filter_map(point).collect();
    let is_told = all.iter().filter(|point| !point.is_of_few()).count() > 1;
    all.into_iter().filter(|point| !is_told || !point.is_of_few()).take(MOST).collect()
}

/// Writes the cells that the chart is drawn of: names, rates, heights, how far each reaches to both sides, and the line of the target.
fn feed(desk: &Desk, sheet: &mut Sheet, row: u32, points: &[Point], target: f64) {
    let heads = [
        "head-group",
        "head-rate",
        "chart-gap-base",
        "chart-interval-low",
        "chart-interval-high",
        "support-axis",
        "head-target",
        "head-target",
    ];
    let heads = heads.map(|key| desk.word(key));
    support_head(sheet, row, SUPPORT, &heads.each_ref().map(String::as_str));
    let height = |place: usize| Value::Number((points.len() - place) as f64 - 0.5);
    let column = |of: fn(&Point) -> f64| points.iter().map(move |point| Value::Number(of(point)));
    let mut put = |offset: u16, values: &mut dyn Iterator<Item = Value>| {
        support(sheet, row + 1, SUPPORT + offset, values);
    };
    put(0, &mut points.iter().map(|point| Value::text(name(desk, point.group))));
    put(1, &mut column(|point| point.rate));
    put(2, &mut (0..points.len()).map(height));
    put(3, &mut column(|point| point.rate - point.range.low));
    put(4, &mut column(|point| point.range.high - point.rate));
    put(5, &mut column(|_| 0.0));
    put(6, &mut std::iter::once(Value::Number(target)));
    put(7, &mut std::iter::once(Value::Number(points.len() as f64)));
}

/// From nothing to beyond the longest range, in a few steps.
fn scale(points: &[Point], target: f64) -> Scale {
    let highest = points.iter().map(|point| point.range.high).fold(target, f64::max);
    let step = STEPS.into_iter().find(|step| highest <= 5.0 * step).unwrap_or(0.25);
    Scale { most: (highest / step - 1e-9).ceil() * step, step, code: "0%" }
}

/// `Conversão de cada grupo …: Google Ads 14,5% (8,1% a 24,7%); …`
fn alt(desk: &Desk, points: &[Point]) -> String {
    let told = points.iter().map(|point| {
        let [rate, low, high] =
            [point.rate, point.range.low, point.range.high].map(|share| desk.share(share, 1));
        format!("{} {rate} ({low}–{high})", name(desk, point.group))
    });
    desk.alt("chart-intervals-alt", told)
}

fn name(desk: &Desk, group: &Group) -> String {
    shortened(&group_name(desk, group), LONGEST_NAME)
}

/// A group's name, also that of the leads in none.
pub fn group_name(desk: &Desk, group: &Group) -> String {
    let none = match group.by {
        Grouping::Owner => "no-owner",
        Grouping::Campaign => "no-campaign",
        Grouping::Team => "no-team",
        _ => "no-source",
    };
    group.value.clone().unwrap_or_else(|| desk.word(none))
}
