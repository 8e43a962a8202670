//! The lower part of the plan: leads a working day for each number of sales and each ratio.

use crate::report::blocks::section;
use crate::report::book::{Rule, Sheet, Value, at, fixed, index, index16};
use crate::report::desk::Desk;
use crate::report::style::{Align, Colour, Number, Style};
use crate::scorecard::card::Plan;

use super::plan::ceiling;

const SALES: [f64; 5] = [0.8, 0.9, 1.0, 1.1, 1.2];
const RATIOS: [f64; 7] = [-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0];
/// Column of what is said beside the grid.
const BESIDE: u16 = 10;

/// Lays the grid from a row on; gives its last row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, plan: &Plan, row: u32) -> u32 {
    let (Some(sales), Some(ratio)) = (plan.sales, plan.leads_per_sale) else { return row };
    if plan.working_days <= 0.0 {
        return row;
    }
    section(sheet, row, 1, &desk.word("plan-what-if"));
    let head = row + 1;
    sheet.height(head, 22);
    sheet.say(head, 1, desk.word("plan-what-if-axes"), Style::HEAD);
    let ratios: Vec<f64> =
        RATIOS.iter().map(|step| ratio + step).filter(|ratio| *ratio >= 1.0).collect();
    for (column, ratio) in (2..).zip(&ratios) {
        sheet.put(
            head,
            column,
            Value::Number(*ratio),
            Style { number: Number::One, align: Align::Right, ..Style::HEAD },
        );
    }
    for (offset, share) in SALES.iter().enumerate() {
        line(
            sheet,
            head,
            head + 1 + index(offset),
            (sales * share).round(),
            &ratios,
            plan.working_days,
        );
    }
    let last = head + index(SALES.len());
    let note = last + 1;
    if let Some(today) = rate_today(desk) {
        let area = crate::report::book::Area {
            row: head + 1,
            column: 2,
            last_row: last,
            last_column: 1 + index16(ratios.len()),
        };
        sheet.rules.push(Rule::Above { area, bound: today * 1.1 });
        sheet.say(
            note,
            1,
            desk.phrase("plan-what-if-note", &[("n", &desk.short(today))]),
            Style::NOTE,
        );
    }
    sheet.say(row, BESIDE, desk.word("plan-use"), Style::SECTION);
    for (offset, words) in desk.word("plan-use-lines").split('|').enumerate() {
        sheet.say(head + 1 + index(offset), BESIDE, words.trim(), Style::TEXT.ink(Colour::Sub));
    }
    note
}

fn line(sheet: &mut Sheet, head: u32, row: u32, sales: f64, ratios: &[f64], days: f64) {
    sheet.put(
        row,
        1,
        Value::Number(sales),
        Style { align: Align::Indented, ..Style::number(Number::Count) }.hair(),
    );
    for (column, ratio) in (2..).zip(ratios) {
        let formula = format!("=ROUNDUP(ROUND({}*{},6),0)/{days}", at(row, 1), fixed(head, column));
        sheet.put(
            row,
            column,
            Value::formula(formula, Some(ceiling(sales * ratio) / days)),
            Style::number(Number::One).hair(),
        );
    }
}

/// Leads a working day delivered so far.
fn rate_today(desk: &Desk) -> Option<f64> {
    let card = desk.card();
    let judged = card.delivery.commitment.and_then(|place| card.commitments.get(place))?;
    let gone = judged.progress.total - judged.progress.left;
    let done = judged.numbers.actual?;
    (gone > 0.0 && done > 0.0).then(|| done / gone)
}
