//! How far mature leads get, step by step, with the outline of what the agreement counts on.

use crate::model::decimal;
use crate::report::blocks::{FEW, support, support_head};
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::Colour;
use crate::scorecard::card::{Conversion, LadderStep, RatioSource};

/// Where the chart stands, how large it is, and the first of the cells it is drawn of.
pub struct Place {
    /// Row and column of its corner.
    pub at: (u32, u16),
    /// Pixels right of it.
    pub shift: u32,
    /// Pixels across and down.
    pub size: (u32, u32),
    /// Row of the heads and first column of its support cells.
    pub support: (u32, u16),
}

/// One bar: the leads that got to a step, and those the agreement wants there.
struct Bar {
    name: String,
    leads: u64,
    wanted: Option<f64>,
}

impl Bar {
    fn of(desk: &Desk, step: &LadderStep, all: u64) -> Self {
        let share = desk.card().plan.as_ref().and_then(|plan| plan.agreed_share(step.step));
        Self {
            name: desk.word(&format!("step-{}", step.step.word())),
            leads: step.leads,
            wanted: share.map(|share| share * all as f64),
        }
    }

    /// `19 · acordo 28`
    fn label(&self, desk: &Desk) -> String {
        let leads = desk.whole(self.leads);
        self.wanted.map_or(leads.clone(), |wanted| {
            let wanted = desk.short(decimal::whole(wanted));
            desk.phrase("chart-ladder-label", &[("n", &leads), ("wanted", &wanted)])
        })
    }

    /// The outline ends beyond the bar, and carries the label.
    fn is_short(&self) -> bool {
        self.wanted.is_some_and(|wanted| wanted > self.leads as f64)
    }
}

/// Draws it; the leads of fewer than [`FEW`] are pale, for they say nothing yet.
pub fn lay(desk: &Desk, sheet: &mut Sheet, found: &Conversion, place: &Place) {
    let steps = found.ladder();
    let bars: Vec<Bar> = steps.iter().map(|step| Bar::of(desk, step, found.leads)).collect();
    let (row, column) = place.support;
    let heads = [desk.word("head-step"), desk.word("head-leads"), desk.word("head-wanted-leads")];
    support_head(sheet, row, column, &heads.each_ref().map(String::as_str));
    support(sheet, row + 1, column, bars.iter().map(|bar| Value::text(&bar.name)));
    support(sheet, row + 1, column + 1, bars.iter().map(|bar| Value::count(bar.leads)));
    support(sheet, row + 1, column + 2, bars.iter().map(|bar| Value::maybe(bar.wanted)));
    let area = |offset: u16| Area::column(column + offset, row + 1, row + index(bars.len()));
    let labels = |is_of_outline: bool| {
        let label = |bar: &Bar| (bar.is_short() == is_of_outline).then(|| bar.label(desk));
        Labels::Words(LabelPlace::Outside, bars.iter().map(label).collect())
    };
    let ink = if found.leads < FEW { Colour::Act2 } else { Colour::Act };
    let actual = Series::new(desk.word("head-leads"), area(0), area(1), Stroke::Solid(ink))
        .labelled(labels(false));
    let wanted = Series::new(desk.word("head-wanted-leads"), area(0), area(2), Stroke::Outline)
        .labelled(labels(true));
    let mut chart = Chart::new(ChartKind::Bars, place.at, place.size, (0.235, 0.13, 0.57, 0.84));
    (chart.shift, chart.gap) = (place.shift, 30);
    chart.most =
        bars.iter().map(|bar| bar.wanted.unwrap_or(0.0).max(bar.leads as f64)).reduce(f64::max);
    let is_agreed = bars.iter().any(|bar| bar.wanted.is_some());
    let chart = chart.with(actual);
    let chart = if is_agreed { chart.with(wanted) } else { chart };
    sheet.charts.push(chart.saying(message(desk, found), alt(desk, found, &bars)));
}

/// `8,8 leads por venda; o acordo conta com 6`; without a claim where the leads are few.
fn message(desk: &Desk, found: &Conversion) -> String {
    let (leads, days) = (desk.whole(found.leads), found.days.to_string());
    let values = [("leads", leads.as_str()), ("days", days.as_str())];
    if found.sales().is_none_or(|(_, undated)| undated > 0) || found.leads < FEW {
        return desk.phrase("chart-ladder", &values);
    }
    let Some(ratio) = found.leads_per_sale() else {
        return desk.phrase("chart-ladder-no-sale", &values);
    };
    let plan = desk.card().plan.as_ref();
    let planned = plan.and_then(|plan| plan.leads_per_sale.zip(plan.ratio_source));
    let key = match planned {
        Some((_, RatioSource::Agreed)) => "chart-ladder-ratio-agreed",
        Some((_, RatioSource::Observed)) => "chart-ladder-ratio-observed",
        None => "chart-ladder-ratio",
    };
    let planned = planned.map_or_else(String::new, |(planned, _)| desk.short(planned));
    let ratio = desk.short(ratio);
    let values = [("ratio", ratio.as_str()), ("planned", &planned), ("days", &days)];
    desk.phrase(key, &values)
}

/// What is drawn, with every value.
fn alt(desk: &Desk, found: &Conversion, bars: &[Bar]) -> String {
    let told: Vec<String> =
        bars.iter().map(|bar| format!("{} {}", bar.name, bar.label(desk))).collect();
    let days = found.days.to_string();
    desk.phrase("chart-ladder-alt", &[("steps", &told.join(", ")), ("days", &days)])
}
