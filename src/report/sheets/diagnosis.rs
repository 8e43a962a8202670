//! Diagnóstico / Diagnosis: the gap in sales split exactly, who explains the breaches, where each team should begin.

use crate::report::blocks::{ANALYSIS, Listing, head, nothing, number, section, sum, text};
use crate::report::book::{Area, Cell, Sheet, Value, at, fixed, index};
use crate::report::desk::{Desk, capitalised};
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::{Factor, NoSplit, Split};
use crate::scorecard::plan::{is_gross, objective};
use crate::texts::format;
use crate::texts::names::milestone_key;

use super::cases::delivered;
use super::{diagnosis_chart, diagnosis_levers, diagnosis_parts};

/// Row of the factors' head.
const FACTORS: u32 = 4;
/// Rows the chart beside the factors takes.
const CHART_ROWS: u32 = 12;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("diagnosis", Colour::Plan, &ANALYSIS);
    let split = desk.card().diagnosis.split.as_ref();
    head(desk, &mut sheet, &desk.word("sheet-diagnosis"), &message(desk, split));
    section(&mut sheet, 3, 1, &desk.word("diagnosis-split"));
    let end = match split {
        Ok(split) => factors(desk, &mut sheet, split),
        Err(none) => {
            nothing(&mut sheet, FACTORS, 1, &no_split(desk, none));
            FACTORS + 2
        }
    };
    let end = diagnosis_parts::lay(desk, &mut sheet, end);
    sheet.print.is_one_page = true;
    sheet.print.last_row = diagnosis_levers::lay(desk, &mut sheet, end);
    sheet
}

/// `7,4 vendas abaixo do esperado. O que mais pesa: entregue → aceito (−11,5 vendas).`
fn message(desk: &Desk, split: Result<&Split, &NoSplit>) -> String {
    let split = match split {
        Ok(split) => split,
        Err(none) => return no_split(desk, none),
    };
    let gap = split.actual - split.expected;
    let shown = desk.short(gap.abs());
    let plural = if shown == "1" { "one" } else { "other" };
    let gap = match shown.as_str() {
        "0" => desk.word("diagnosis-even"),
        _ => desk.phrase(
            &format!("diagnosis-{}-{plural}", if gap < 0.0 { "below" } else { "above" }),
            &[("n", &shown)],
        ),
    };
    let weighs = split.lever().map(|factor| {
        let effect = format::signed(desk.story.texts.language, factor.effect, 1);
        desk.phrase(
            "diagnosis-weighs",
            &[("step", &desk.story.factor(factor)), ("effect", &effect)],
        )
    });
    std::iter::once(gap).chain(weighs).collect::<Vec<_>>().join(" ")
}

fn no_split(desk: &Desk, none: &NoSplit) -> String {
    let stage = none.zero.map_or_else(String::new, |zero| desk.said(milestone_key(zero)));
    desk.phrase(&format!("diagnosis-why-{}", none.why), &[("stage", &stage)])
}

fn factors(desk: &Desk, sheet: &mut Sheet, split: &Split) -> u32 {
    let columns = vec![
        (desk.word("head-factor"), text()),
        (desk.word("head-plan-to-date"), number(Number::ExactShare).ink(Colour::Sub)),
        (desk.word("head-events"), number(Number::Count)),
        (desk.word("head-actual"), number(Number::ExactShare)),
        (desk.word("head-of-plan"), number(Number::Relative)),
        (desk.word("head-effect"), number(Number::Gap).strong()),
    ];
    let mut listing = Listing::new(desk.word("table-factors"), (FACTORS, 1), columns);
    let total = FACTORS + 1 + index(split.factors.len());
    for factor in &split.factors {
        let cells = factor_cells(desk, factor, listing.next_row(), (split, total));
        listing.rows.push(cells);
    }
    listing.total = Some(total_cells(desk, &listing, split, total));
    diagnosis_chart::lay(desk, sheet, split, total);
    let end = listing.lay(sheet);
    sheet.say(end, 1, desk.word("diagnosis-note"), Style::NOTE);
    (end + 2).max(FACTORS + CHART_ROWS)
}

fn factor_cells(
    desk: &Desk,
    factor: &Factor,
    row: u32,
    (split, total): (&Split, u32),
) -> Vec<Cell> {
    let is_volume = factor.from.is_none();
    let (expected, actual) = if is_volume {
        let events = Value::formula(format!("={}", at(row, 3)), Some(factor.actual));
        (
            Cell::styled(
                Value::Number(factor.expected),
                Style::number(Number::One).ink(Colour::Sub),
            ),
            Cell::styled(events, number(Number::Count)),
        )
    } else {
        let share =
            Value::formula(format!("={}/{}", at(row, 3), at(row - 1, 3)), Some(factor.actual));
        (Value::Number(factor.expected).into(), share.into())
    };
    let change = Value::formula(
        format!("={}/{}-1", at(row, 4), at(row, 2)),
        Some(factor.actual / factor.expected - 1.0),
    );
    let (a, e) = (fixed(total, 4), fixed(total, 2));
    let effect = format!(
        "=IF(ABS({a}-{e})<0.000000001,{a},({a}-{e})/LN({a}/{e}))*LN({}/{})",
        at(row, 4),
        at(row, 2)
    );
    let ink = if factor.effect <= -0.5 { Colour::Bad } else { Colour::Ink };
    let mean_is_plain = (split.actual - split.expected).abs() < 1e-9;
    let effect_value = if mean_is_plain {
        Value::Number(factor.effect)
    } else {
        Value::formula(effect, Some(factor.effect))
    };
    vec![
        Value::text(capitalised(&desk.story.factor(factor))).into(),
        expected,
        events(desk, factor).into(),
        actual,
        change.into(),
        Cell::styled(effect_value, Style::number(Number::Gap).strong().ink(ink)),
    ]
}

/// Deliveries can be recounted from the list of leads; other events may be of leads that are not in it.
fn events(desk: &Desk, factor: &Factor) -> Value {
    let is_of_all = objective(desk.story.agreement, &desk.card().period)
        .is_some_and(|objective| objective.conditions.is_empty());
    if factor.from.is_some() || !is_of_all {
        return Value::count(factor.events);
    }
    let is_net = !is_gross(desk.story.agreement);
    let tests: Vec<Test<Field>> = delivered(desk, desk.story.book.horizons().decisions)
        .into_iter()
        .chain(is_net.then_some(Test::NoFlag(Field::Deducted)))
        .collect();
    desk.detail.counted().counted(factor.events, &tests)
}

fn total_cells(desk: &Desk, listing: &Listing, split: &Split, row: u32) -> Vec<Cell> {
    let product = |column: u16, result: f64| {
        let Area { row, column, last_row, .. } = listing.area(column);
        Value::formula(
            format!("=PRODUCT({}:{})", at(row, column), at(last_row, column)),
            Some(result),
        )
    };
    let styled = |value: Value, number: Number| Cell::styled(value, Style::number(number));
    vec![
        Value::text(desk.word("step-won")).into(),
        styled(product(1, split.expected), Number::One),
        styled(Value::Empty, Number::Count),
        styled(product(3, split.actual), Number::Count),
        Value::formula(
            format!("={}/{}-1", at(row, 4), at(row, 2)),
            Some(split.actual / split.expected - 1.0),
        )
        .into(),
        styled(sum(listing.area(5), split.actual - split.expected), Number::Gap),
    ]
}
