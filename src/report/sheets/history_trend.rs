//! One commitment over the weeks: what it came to, what was agreed, and the decisions taken on the way.

use std::collections::BTreeMap;

use crate::model::words::LogKind;
use crate::report::blocks::{support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Scale, Series, Stroke};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::Colour;
use crate::scorecard::card::Judged;
use crate::scorecard::history::Past;
use crate::texts::format;
use crate::texts::names::{Exactness, shortened};

use super::history_weeks::{SUPPORT, of};
use super::summary_weeks::deviation;

/// Letters of a title.
const LONGEST_TITLE: usize = 34;

/// Where decisions stand between the bottom and the top of a chart.
const STAND: f64 = 0.07;

/// Which line, and the cells it is drawn of.
pub struct Trend<'a> {
    /// The commitment.
    pub judged: &'a Judged,
    /// Column of its values in the table of weeks.
    pub column: u16,
    /// First of its own support columns: what was agreed, and where decisions stand.
    pub support: u16,
    /// Row of the first week.
    pub first: u32,
}

/// Support columns of a trend: what was agreed, where decisions stand, how far it is from there to the line, and nothing below.
pub const FED: u16 = 4;

/// Draws a line over whole weeks at a place of the row of charts.
pub fn draw(
    desk: &Desk,
    sheet: &mut Sheet,
    weeks: &[Past],
    (row, place): (u32, usize),
    trend: &Trend,
) -> Chart {
    let judged = trend.judged;
    let own = |week: &Past| of(week, judged).and_then(|own| own.numbers.actual);
    let agreed: Vec<Option<f64>> =
        weeks.iter().map(|week| of(week, judged).and_then(|own| own.expected)).collect();
    let values: Vec<f64> =
        weeks.iter().filter_map(own).chain(agreed.iter().flatten().copied()).collect();
    let mut chart = Chart::new(ChartKind::Lines, (row, 1), (298, 236), (0.115, 0.15, 0.715, 0.70));
    chart.shift = 302 * u32::try_from(place).unwrap_or(0);
    let (least, scale) = scale(judged.kind.is_share(), &values);
    let stand = least + STAND * (scale.most - least);
    (chart.least, chart.axis) = (least, Some(scale));
    support_head(
        sheet,
        trend.first - 1,
        trend.support,
        &[&desk.word("head-target"), &desk.word("history-decision")],
    );
    support(sheet, trend.first, trend.support, agreed.iter().map(|agreed| Value::maybe(*agreed)));
    let area =
        |column: u16| Area::column(column, trend.first, trend.first + index(weeks.len()) - 1);
    if agreed.iter().any(Option::is_some) {
        chart = chart.with(Series::new(
            desk.word("head-target"),
            area(SUPPORT),
            area(trend.support),
            Stroke::Dashed,
        ));
    }
    let known = weeks.iter().rposition(|week| own(week).is_some());
    let said = known
        .and_then(|at| weeks.get(at))
        .and_then(own)
        .map(|actual| desk.story.value(judged, actual, Exactness::Counted));
    let labels = (0..weeks.len()).map(|at| said.clone().filter(|_| Some(at) == known)).collect();
    let line = Series::new(
        desk.story.commitment(judged),
        area(SUPPORT),
        area(trend.column),
        Stroke::Line(Colour::Act, 2.0),
    );
    chart = chart.with(line.labelled(Labels::Words(LabelPlace::Right, labels)));
    let high =
        |place: usize| weeks.get(place).and_then(own).or(agreed.get(place).copied().flatten());
    if let Some(decided) =
        decisions(desk, sheet, &marks(desk, weeks, judged), trend, (weeks.len(), stand), high)
    {
        chart = chart.with(decided);
    }
    chart.saying(message(desk, weeks, judged), desk.word("chart-history-alt"))
}

/// Decisions stand over the axis beside their dates, each with a thin line up to the trend.
fn decisions(
    desk: &Desk,
    sheet: &mut Sheet,
    marks: &BTreeMap<usize, String>,
    trend: &Trend,
    (weeks, stand): (usize, f64),
    high: impl Fn(usize) -> Option<f64>,
) -> Option<Series> {
    let column = |value: &dyn Fn(usize) -> Option<f64>| -> Vec<Value> {
        (0..weeks).map(|place| Value::maybe(marks.get(&place).and_then(|_| value(place)))).collect()
    };
    let up = |place: usize| high(place).map(|high| (high - stand).max(0.0));
    let fed = [column(&|place| high(place).map(|_| stand)), column(&up), column(&|_| Some(0.0))];
    for (offset, values) in (1..).zip(fed) {
        support(sheet, trend.first, trend.support + offset, values.into_iter());
    }
    let area = |offset: u16| {
        Area::column(trend.support + offset, trend.first, trend.first + index(weeks) - 1)
    };
    let words = (0..weeks).map(|place| marks.get(&place).cloned()).collect();
    let across = Area::column(SUPPORT, trend.first, trend.first + index(weeks) - 1);
    let decided = Series::new(desk.word("history-decision"), across, area(1), Stroke::Diamonds)
        .reaching(area(2), area(3));
    (!marks.is_empty()).then(|| decided.labelled(Labels::Words(LabelPlace::Marked, words)))
}

/// The weeks with decisions on this commitment or on none: `05/10`, `05/10 +1`.
fn marks(desk: &Desk, weeks: &[Past], judged: &Judged) -> BTreeMap<usize, String> {
    let is_own = |about: &str| about == judged.id || about == judged.metric.word();
    let is_another = |about: &str| {
        desk.card()
            .commitments
            .iter()
            .any(|other| about == other.id || about == other.metric.word())
    };
    let zone = desk.story.calendar.zone();
    let decided = desk.story.book.log().iter().filter(|entry| entry.kind == LogKind::Decision);
    let about = decided.filter(|entry| {
        entry.about.as_deref().is_none_or(|about| is_own(about) || !is_another(about))
    });
    let mut days: BTreeMap<usize, Vec<crate::model::zone::Day>> = BTreeMap::new();
    for day in about.map(|entry| zone.day(entry.at)) {
        if let Some(place) =
            weeks.iter().position(|week| (week.period.first..=week.period.last).contains(&day))
        {
            days.entry(place).or_default().push(day);
        }
    }
    let word = |days: Vec<crate::model::zone::Day>| {
        let first = days.iter().min().map(|day| format::short_date(*day)).unwrap_or_default();
        if days.len() > 1 { format!("{first} +{}", days.len() - 1) } else { first }
    };
    days.into_iter().map(|(place, days)| (place, word(days))).collect()
}

/// Bottom, top and step of the axis: near the values of a share, from zero for a count.
fn scale(is_share: bool, values: &[f64]) -> (f64, Scale) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    if is_share {
        let step = if high < 0.4 { 0.1 } else { 0.25 };
        let least =
            if low.is_finite() { ((low - 0.02) / step).floor().max(0.0) * step } else { 0.0 };
        let most = ((high + 0.001) / step).ceil() * step;
        let most = if least >= 1.0 { 1.25 } else { most.max(least + step) };
        return (
            least,
            Scale {
                most: if high <= 1.0 { most.min(1.0).max(least + step) } else { most },
                step,
                code: "0%",
            },
        );
    }
    let size = 10_f64.powf((high.max(1.0) / 2.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * size)
        .find(|step| high / step <= 3.0)
        .unwrap_or(size * 10.0)
        .max(1.0);
    (0.0, Scale { most: (high / step).ceil().max(1.0) * step, step, code: "#,##0" })
}

/// In how many weeks the promise was not kept.
fn message(desk: &Desk, weeks: &[Past], judged: &Judged) -> String {
    let gaps: Vec<f64> = weeks.iter().filter_map(|week| deviation(week, judged)).collect();
    let noun = capitalised(&desk.said(&format!("noun.{}", judged.metric.word())));
    // Where a promise is for some leads only, these tell it from its like.
    let whole = desk.story.commitment(judged);
    let scope = whole
        .split_once(": ")
        .filter(|_| !judged.conditions.is_empty())
        .map_or(noun.as_str(), |(scope, _)| scope);
    let name = shortened(scope, LONGEST_TITLE - 15);
    if gaps.is_empty() {
        return name;
    }
    let off = gaps.iter().filter(|gap| **gap < -1e-9).count() as u64;
    let all = desk.whole(gaps.len() as u64);
    let key = if off == 0 { "chart-weeks-kept" } else { "chart-weeks-off" };
    desk.phrase(key, &[("name", &name), ("n", &desk.whole(off)), ("all", &all)])
}
