//! Acordo / Agreement: the contract in force in plain words.

use crate::model::agreement::{Allowance, DurationUnit, LeadsPerSale};
use crate::model::words::{Category, Metric, Milestone};
use crate::report::blocks::{Listing, head, nothing, pairs, pairs_at, section, text};
use crate::report::book::{Sheet, Value, index};
use crate::report::desk::{Desk, capitalised, day_serial};
use crate::report::style::{Align, Colour, Number, Style};
use crate::scorecard::card::Judged;
use crate::scorecard::plan;
use crate::texts::names;

use super::{agreement_clock, agreement_plan, agreement_registers};

const WIDTHS: [u32; 8] = [14, 150, 268, 80, 116, 84, 84, 440];
const LAST: u16 = 7;
/// Letters of a line of the last column, and what a line takes.
const LINE: usize = 76;
const LINE_PX: u32 = 17;
/// Last column of the blocks at the left, and letters of a line that has room up to there.
const LEFT_END: u16 = 4;
const SHORT: usize = 86;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("agreement", Colour::Rule, &WIDTHS);
    head(desk, &mut sheet, &desk.word("sheet-agreement"), &desk.word("agreement-message"));
    section(&mut sheet, 3, 1, &desk.word("agreement-objective"));
    let row = pairs(&mut sheet, 4, LAST, &definitions(desk)) + 1;
    section(&mut sheet, row, 1, &desk.word("agreement-commitments"));
    let row = commitments(desk, &mut sheet, row + 1) + 1;
    let row = agreement_registers::exemptions(desk, &mut sheet, row);
    let row = agreement_registers::disputes(desk, &mut sheet, row, |_| true);
    let row = agreement_registers::log(desk, &mut sheet, row);
    let row = last_blocks(desk, &mut sheet, row);
    sheet.print.last_row = row.saturating_sub(2);
    sheet.print.is_one_page = true;
    sheet
}

/// Roles, clock and reasons; these beside the others where all of them are short.
fn last_blocks(desk: &Desk, sheet: &mut Sheet, top: u32) -> u32 {
    let (roles, clock, reasons) = (roles(desk), agreement_clock::lines(desk), reasons(desk));
    let row = block(desk, sheet, top, "agreement-roles", &roles);
    let row = block(desk, sheet, row, "agreement-clock", &clock);
    let is_short = |lines: &[(String, String)], most: usize| {
        lines.iter().all(|(_, words)| words.chars().count() <= most)
    };
    let is_beside = is_short(&roles, SHORT) && is_short(&clock, SHORT) && is_short(&reasons, SHORT);
    if !is_beside || reasons.is_empty() {
        return block(desk, sheet, row, "agreement-reasons", &reasons);
    }
    for row in top + 1..row.saturating_sub(1) {
        sheet.cells.retain(|cell| cell.row != row || cell.column <= LEFT_END);
    }
    sheet.say(top, LEFT_END + 1, desk.word("agreement-reasons"), Style::SECTION);
    row.max(pairs_at(sheet, (top + 1, LEFT_END + 1), LAST, &reasons) + 1)
}

fn block(desk: &Desk, sheet: &mut Sheet, row: u32, key: &str, lines: &[(String, String)]) -> u32 {
    if lines.is_empty() {
        return row;
    }
    sheet.print.parts.push(row);
    section(sheet, row, 1, &desk.word(key));
    pairs(sheet, row + 1, LAST, lines) + 1
}

/// Objective, plan, definitions and what a hand-off is.
pub fn definitions(desk: &Desk) -> Vec<(String, String)> {
    let agreement = desk.story.agreement;
    let mut lines = vec![(desk.word("label-objective"), wanted(desk))];
    lines.extend(agreement_plan::lines(desk));
    for definition in &agreement.definitions {
        let key = format!("definition-{}", definition.stage);
        lines.push((
            desk.known_word(&key).unwrap_or_else(|| definition.stage.to_uppercase()),
            desk.story.written(&definition.text),
        ));
    }
    if let Some(handoff) = desk.story.book.delivered_by() {
        let name = desk.said(&format!("amended.said-by-{}", handoff.word()));
        let said = if agreement.own_handoffs {
            desk.word("handoff-date-each")
        } else {
            desk.phrase("handoff-date", &[("milestone", &name)])
        };
        lines.push((desk.word("label-handoff-date"), said));
    }
    if !agreement.required.is_empty() {
        let fields: Vec<String> =
            agreement.required.iter().map(|field| desk.story.field(field)).collect();
        lines.push((
            desk.word("label-handoff"),
            desk.phrase("handoff-fields", &[("fields", &capitalised(&desk.story.list(&fields)))]),
        ));
    }
    let window = allowance(desk, agreement.rejection_window);
    lines.push((desk.word("label-deduction"), desk.phrase("deduction", &[("window", &window)])));
    lines.push((desk.word("label-same-person"), same_person(desk)));
    lines
}

/// `100 vendas em novembro de 2026 · 600 leads entregues · 6 leads por venda`.
fn wanted(desk: &Desk) -> String {
    let Some(objective) = plan::objective(desk.story.agreement, &desk.card().period) else {
        return promised(desk);
    };
    let plan = desk.card().plan.as_ref();
    let sales = plan
        .and_then(|plan| plan.sales)
        .map(|sales| desk.phrase("objective-sales", &[("n", &desk.short(sales))]));
    let revenue = plan
        .and_then(|plan| plan.revenue)
        .map(|revenue| desk.phrase("objective-revenue", &[("amount", &desk.story.money(revenue))]));
    let leads = plan
        .and_then(|plan| plan.deliveries)
        .map(|leads| desk.phrase("objective-leads", &[("n", &desk.short(leads))]));
    let ratio = objective.leads_per_sale.map(|ratio| match ratio {
        LeadsPerSale::Ratio(leads, sales) => desk.phrase(
            "objective-ratio",
            &[("leads", &desk.short(leads)), ("sales", &desk.short(sales))],
        ),
        LeadsPerSale::Observed => desk.word("objective-observed"),
    });
    let per_day = plan
        .and_then(|plan| plan.per_day)
        .map(|n| desk.phrase("objective-per-day", &[("n", &desk.short(n))]));
    let per_hour = plan
        .and_then(|plan| plan.per_hour_rounded)
        .map(|n| desk.phrase("objective-per-hour", &[("n", &desk.short(n))]));
    let scope =
        Some(names::scope(desk.story.agreement.report.personal_data, &objective.conditions))
            .filter(|scope| !scope.is_empty());
    let parts: Vec<String> =
        [sales, revenue, leads, ratio, per_day, per_hour, scope].into_iter().flatten().collect();
    if parts.is_empty() { promised(desk) } else { of_period(desk, &parts) }
}

fn of_period(desk: &Desk, parts: &[String]) -> String {
    format!("{}: {}", capitalised(&desk.story.period()), parts.join(" · "))
}

/// What the promises ask of the sales, where no objective does: `Novembro de 2026: 5 vendas`.
fn promised(desk: &Desk) -> String {
    let target = |judged: &Judged| {
        let key = match judged.metric {
            Metric::SalesWon => "objective-sales",
            Metric::RevenueWon => "objective-revenue",
            _ => return None,
        };
        let target = judged.agreed.or(judged.target)?;
        let values = [("n", &*desk.short(target)), ("amount", &desk.story.money(target))];
        let scope = names::scope(desk.story.agreement.report.personal_data, &judged.conditions);
        let scope = if scope.is_empty() { scope } else { format!(" ({scope})") };
        Some(desk.phrase(key, &values) + &scope)
    };
    let parts: Vec<String> = desk.card().commitments.iter().filter_map(target).collect();
    if parts.is_empty() { desk.word("objective-none") } else { of_period(desk, &parts) }
}

/// A duration in words; days are working days here.
pub fn allowance(desk: &Desk, allowance: Allowance) -> String {
    let unit = match allowance.unit {
        DurationUnit::Minutes => "minutes",
        DurationUnit::Hours => "hours",
        DurationUnit::Days => "days",
    };
    desk.story.texts.count(&format!("unit.working-{unit}"), u64::from(allowance.count), &[])
}

fn same_person(desk: &Desk) -> String {
    let agreement = desk.story.agreement;
    let keys: Vec<String> = agreement.match_keys.iter().map(|key| desk.story.field(key)).collect();
    let again = match agreement.re_entry {
        None => desk.word("re-entry-never"),
        Some(0) => desk.word("re-entry-always"),
        Some(seconds) => desk.count("re-entry", u64::try_from(seconds / 86_400).unwrap_or(0), &[]),
    };
    desk.phrase("same-person", &[("keys", &keys.join(", ")), ("again", &again)])
}

fn commitments(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    if desk.card().commitments.is_empty() {
        nothing(sheet, row, 1, &desk.word("agreement-no-commitments"));
        return row + 1;
    }
    let columns = vec![
        (desk.word("head-team"), Style::TEXT.ink(Colour::Sub)),
        (desk.word("head-commitment"), text().strong()),
        (desk.word("head-target"), Style::number(Number::General)),
        (desk.word("head-within"), text().align(Align::Indented)),
        (desk.word("head-from"), Style::date(Number::Date)),
        (desk.word("head-until"), Style::date(Number::Date).ink(Colour::Sub)),
        (desk.word("head-in-words"), text().ink(Colour::Sub).wraps()),
    ];
    let mut listing = Listing {
        head_px: Some(22),
        ..Listing::new(desk.word("table-commitments"), (row, 1), columns)
    };
    for judged in &desk.card().commitments {
        let open = |key: &str| Value::text(desk.word(key));
        let within = judged.within.map(|within| desk.story.within(judged, within));
        let until = judged.version.until.map(|day| day.plus(-1));
        let words = in_words(desk, judged);
        let lines = index(words.chars().count().div_ceil(LINE));
        if lines > 1 {
            sheet.height(listing.next_row(), lines * LINE_PX);
        }
        listing.rows.push(vec![
            Value::text(desk.team(judged.team)).into(),
            Value::text(desk.story.commitment(judged)).into(),
            Value::text(desk.story.target(judged)).into(),
            Value::text(within.unwrap_or_else(|| desk.word("in-period"))).into(),
            judged
                .version
                .from
                .map_or_else(|| open("always"), |day| Value::Number(day_serial(day)))
                .into(),
            until.map_or_else(|| open("no-end"), |day| Value::Number(day_serial(day))).into(),
            Value::text(words).into(),
        ]);
    }
    listing.lay(sheet)
}

/// What a commitment promises, in a sentence.
pub fn in_words(desk: &Desk, judged: &Judged) -> String {
    if judged.is_measured {
        return desk.phrase("plain-measured", &[("commitment", &desk.story.commitment(judged))]);
    }
    let target = desk.story.promised(judged);
    let destination = destination(desk, judged);
    let one_in = judged.target.filter(|target| *target > 0.0).map(|target| 1.0 / target);
    let is_one_in = one_in.is_some_and(|n| (n - n.round()).abs() < 0.005);
    let is_sale =
        (judged.from_stage, judged.to_stage) == (Some(Milestone::Delivered), Some(Milestone::Won));
    let variant = match judged.metric {
        Metric::LeadsDelivered if judged.net => "leads-delivered-net",
        Metric::Conversion if is_sale && is_one_in => "conversion-sale",
        metric => metric.word(),
    };
    let words = desk.story.filled(
        &format!("workbook.plain-{variant}"),
        judged,
        &[("target", &target), ("destination", &destination)],
    );
    let scope = names::scope(desk.story.agreement.report.personal_data, &judged.conditions);
    if scope.is_empty() { words } else { format!("{scope}: {}", uncapitalised(&words)) }
}

/// Where a lead goes that said no, or not now.
pub fn destination(desk: &Desk, judged: &Judged) -> String {
    let agreed = desk.commitment(judged).and_then(|commitment| commitment.destination.clone());
    agreed.map_or_else(|| desk.word("destination-default"), |agreed| desk.story.written(&agreed))
}

/// The first letter small, unless the word is a number or an abbreviation.
fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}

/// Who does what.
pub fn roles(desk: &Desk) -> Vec<(String, String)> {
    desk.story
        .agreement
        .roles
        .iter()
        .map(|role| {
            let name = desk.story.written(&role.name);
            let name = format!("{name} ({})", desk.team(role.team).to_lowercase());
            (name, desk.story.written(&role.does))
        })
        .collect()
}

/// Reasons by category, as the agreement lists them.
pub fn reasons(desk: &Desk) -> Vec<(String, String)> {
    Category::ALL
        .iter()
        .filter_map(|category| {
            let reasons = desk
                .story
                .agreement
                .reasons
                .iter()
                .filter(|(_, known)| known == category)
                .map(|(reason, _)| desk.story.written(reason));
            let reasons: Vec<String> = reasons.collect();
            let name = capitalised(&desk.said(&format!("category.{}", category.word())));
            (!reasons.is_empty()).then(|| (name, reasons.join(", ")))
        })
        .collect()
}
