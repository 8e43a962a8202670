//! Conversão / Conversion: how far the leads of the mature cohort got, where they become sales, months side by side, losses.

use crate::report::blocks::{
    ANALYSIS, Listing, RIGHT, head, nothing, number, ratio, section, support, support_head, text,
};
use crate::report::book::{Area, Cell, Sheet, Value, at, index, row_fixed};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::{Colour, Face, Number, Style};
use crate::scorecard::card::wilson;
use crate::scorecard::card::{Conversion, LadderStep};
use crate::texts::format;

use super::cadence_parts::FEW;
use super::{conversion_parts, conversion_traffic};
use crate::report::blocks::SUPPORT;

const LADDER: u32 = 4;
/// Rows the chart beside the ladder takes.
const CHART_ROWS: u32 = 12;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("conversion", Colour::Plan, &ANALYSIS);
    let found = desk
        .card()
        .conversion
        .as_ref()
        .filter(|found| found.leads + found.maturing > 0 || !found.months.is_empty());
    let message = found.map_or_else(|| desk.word("conversion-none"), |found| message(desk, found));
    head(desk, &mut sheet, &desk.word("sheet-conversion"), &message);
    let Some(found) = found else {
        nothing(&mut sheet, LADDER, 1, &desk.word("conversion-none"));
        sheet.print.last_row = LADDER;
        return sheet;
    };
    let (from, to) = (format::date(found.first), format::date(found.last));
    let days = found.days.to_string();
    let cohort = [("n", desk.whole(found.leads)), ("from", from), ("to", to), ("days", days)];
    let given: Vec<(&str, &str)> =
        cohort.iter().map(|(name, value)| (*name, value.as_str())).collect();
    section(&mut sheet, 3, 1, &desk.phrase("conversion-ladder", &given));
    let end =
        if found.leads > 0 { ladder(desk, &mut sheet, found) } else { young(desk, &mut sheet) };
    let end = conversion_parts::groups(desk, &mut sheet, end);
    let end = conversion_parts::past(desk, &mut sheet, found, end);
    sheet.print.last_row = conversion_traffic::lay(desk, &mut sheet, end + 1);
    sheet
}

fn won(found: &Conversion) -> Option<&LadderStep> {
    found.steps.iter().find(|step| step.step == "won")
}

/// `De 417 leads maduros saíram 55 vendas em 60 dias: 7,6 leads por venda`.
fn message(desk: &Desk, found: &Conversion) -> String {
    let sales = won(found).map_or(0, |step| step.leads);
    let days = found.days.to_string();
    if found.leads == 0 {
        return desk.count("conversion-message-young", found.maturing, &[("days", &days)]);
    }
    let leads = desk.whole(found.leads);
    if sales == 0 {
        return desk.phrase("conversion-message-no-sale", &[("leads", &leads), ("days", &days)]);
    }
    let per_sale = desk.short(found.leads as f64 / sales as f64);
    desk.count(
        "conversion-message",
        sales,
        &[("leads", &leads), ("days", &days), ("ratio", &per_sale)],
    )
}

fn young(desk: &Desk, sheet: &mut Sheet) -> u32 {
    nothing(sheet, LADDER, 1, &desk.word("conversion-all-young"));
    LADDER + 2
}

/// The delivered leads as the ladder's first step.
fn steps(found: &Conversion) -> Vec<LadderStep> {
    let delivered = LadderStep {
        step: "delivered",
        leads: found.leads,
        maturing: found.maturing,
        median_days: None,
        p90_days: None,
    };
    std::iter::once(delivered).chain(found.steps.iter().copied()).collect()
}

fn ladder(desk: &Desk, sheet: &mut Sheet, found: &Conversion) -> u32 {
    let faint = Style::number(Number::ExactShare).ink(Colour::Faint);
    let columns = vec![
        (desk.word("head-step"), text().strong()),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-since-delivery"), number(Number::ExactShare).strong()),
        (desk.word("head-interval-from"), faint),
        (desk.word("head-interval-to"), faint),
        (desk.word("head-of-step-before"), number(Number::ExactShare)),
        (desk.word("head-agreed-since"), number(Number::ExactShare).ink(Colour::Sub)),
        (desk.word("head-maturing"), number(Number::Count).face(Face::Young).ink(Colour::Faint)),
        (desk.word("head-median-days"), number(Number::Count)),
        (desk.word("head-p90-days"), number(Number::Count)),
    ];
    let mut listing = Listing::new(desk.word("table-ladder"), (LADDER, 1), columns);
    let steps = steps(found);
    let agreed = agreed(desk, found);
    for (place, step) in steps.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| steps.get(before));
        let cells = step_cells(
            desk,
            step,
            before,
            found.leads,
            listing.next_row(),
            agreed.get(place).copied().flatten(),
        );
        listing.rows.push(cells);
    }
    chart(desk, sheet, &steps, &agreed);
    let end = listing.lay(sheet);
    sheet.say(
        end,
        1,
        desk.count("conversion-note", found.maturing, &[("days", &found.days.to_string())]),
        Style::NOTE,
    );
    (end + 2).max(LADDER + CHART_ROWS + 1)
}

fn step_cells(
    desk: &Desk,
    step: &LadderStep,
    before: Option<&LadderStep>,
    all: u64,
    row: u32,
    agreed: Option<f64>,
) -> Vec<Cell> {
    let (leads, whole) = (step.leads as f64, all as f64);
    let interval = before.and_then(|_| wilson(leads, whole));
    let of_before = before.map_or(Value::Empty, |before| {
        if before.leads < step.leads {
            Value::Empty
        } else {
            ratio(&at(row, 2), &at(row - 1, 2), (leads, before.leads as f64))
        }
    });
    vec![
        Value::text(desk.word(&format!("step-{}", step.step))).into(),
        Value::count(step.leads).into(),
        ratio(&at(row, 2), &row_fixed(LADDER + 1, 2), (leads, whole)).into(),
        Value::maybe(interval.map(|range| range.low)).into(),
        Value::maybe(interval.map(|range| range.high)).into(),
        of_before.into(),
        Value::maybe(agreed).into(),
        Value::count(step.maturing).into(),
        Value::maybe(step.median_days.map(|days| days as f64)).into(),
        Value::maybe(step.p90_days.map(|days| days as f64)).into(),
    ]
}

/// The agreed share of the delivered leads at each step: the rates of the chain one after the other, and the agreed sales.
fn agreed(desk: &Desk, found: &Conversion) -> Vec<Option<f64>> {
    let plan = desk.card().plan.as_ref();
    let mut share = 1.0;
    let mut chain: Vec<(&str, f64)> = Vec::new();
    for step in plan.into_iter().flat_map(|plan| &plan.chain) {
        share *= step.rate;
        chain.push((step.to.word(), share));
    }
    let per_sale = plan
        .filter(|plan| plan.ratio_source == Some("agreed"))
        .and_then(|plan| plan.leads_per_sale);
    let of = |step: &LadderStep| {
        let own = chain.iter().find(|(name, _)| *name == step.step).map(|(_, share)| *share);
        own.or_else(|| {
            per_sale.filter(|ratio| step.step == "won" && *ratio > 0.0).map(|ratio| 1.0 / ratio)
        })
    };
    steps(found).iter().map(of).collect()
}

fn chart(desk: &Desk, sheet: &mut Sheet, steps: &[LadderStep], agreed: &[Option<f64>]) {
    let first = LADDER + 1;
    let heads = [desk.word("head-step"), desk.word("head-leads")];
    support_head(sheet, LADDER, SUPPORT, &heads.each_ref().map(String::as_str));
    support(
        sheet,
        first,
        SUPPORT,
        steps.iter().map(|step| Value::text(desk.word(&format!("step-{}", step.step)))),
    );
    support(sheet, first, SUPPORT + 1, steps.iter().map(|step| Value::count(step.leads)));
    let area = |column: u16| Area::column(SUPPORT + column, first, first + index(steps.len()) - 1);
    let labels = steps.iter().map(|step| Some(desk.whole(step.leads))).collect();
    let series = Series::new(desk.word("head-leads"), area(0), area(1), Stroke::Solid(Colour::Act))
        .labelled(Labels::Words(LabelPlace::Outside, labels));
    let mut chart = Chart::new(ChartKind::Bars, (3, RIGHT), (404, 256), (0.235, 0.13, 0.62, 0.84));
    chart.gap = 30;
    chart.most = steps.iter().map(|step| step.leads).max().map(|most| most as f64);
    sheet.charts.push(
        chart
            .with(series)
            .saying(chart_message(desk, steps, agreed), desk.word("chart-ladder-alt")),
    );
}

/// `Faltaram 14 vendas para o acordo`.
fn chart_message(desk: &Desk, steps: &[LadderStep], agreed: &[Option<f64>]) -> String {
    let whole = steps.first().map_or(0, |step| step.leads) as f64;
    let sale = steps.iter().zip(agreed).find(|(step, share)| step.step == "won" && share.is_some());
    let Some((step, Some(share))) = sale.filter(|_| whole >= FEW as f64) else {
        return desk.word("chart-ladder");
    };
    let gap = (whole * share - step.leads as f64).round();
    if gap < 0.5 {
        return desk.word("chart-ladder-kept");
    }
    desk.phrase("chart-ladder-short", &[("n", &desk.short(gap))])
}
