//! Plano / Plan: from the objective back to the hour as live formulas; blue cells may be changed.

use crate::model::decimal;
use crate::model::words::Metric;
use crate::report::blocks::{head, nothing, section};
use crate::report::book::{Area, Ask, Input, Rule, Sheet, Value, at, fixed, index, index16};
use crate::report::desk::Desk;
use crate::report::style::{Align, Colour, Line, Number, Style};
use crate::scorecard::card::{Judged, Plan, SaleRatio, Unplanned};
use crate::scorecard::plan::{is_gross, objective};
use std::collections::BTreeMap;

const WIDTHS: [u32; 11] = [14, 300, 96, 96, 96, 96, 96, 96, 96, 20, 230];
const LAST: u16 = 10;
/// What was agreed, what is observed, and what one may change.
const COLUMNS: [u16; 3] = [2, 3, 4];
const HOW: u16 = 5;

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("plan", Colour::Plan, &WIDTHS);
    head(desk, &mut sheet, &desk.word("sheet-plan"), &desk.word("plan-message"));
    sheet.print.is_one_page = true;
    let plan = desk
        .card()
        .plan
        .as_ref()
        .filter(|plan| plan.sales.is_some() && plan.leads_per_sale.is_some());
    if let Some(plan) = plan {
        Page { desk, plan, rows: BTreeMap::new(), next: 5 }.lay(&mut sheet);
    } else {
        nothing(&mut sheet, 4, 1, &desk.phrase("plan-none", &[("why", &desk.story.no_plan())]));
        sheet.print.last_row = 4;
    }
    sheet
}

/// What stands in the three columns of a row.
enum Row {
    /// The same number in each.
    Same(f64),
    /// Agreed and observed numbers; the third is the agreed one, to be changed.
    Asked([Option<f64>; 2]),
    /// A formula over the rows above, `{name}` standing for a row's cell, and its three results.
    Formula(&'static str, [Option<f64>; 3]),
}

/// The sheet while it is laid out.
struct Page<'a> {
    desk: &'a Desk<'a>,
    plan: &'a Plan,
    rows: BTreeMap<&'static str, u32>,
    next: u32,
}

impl Page<'_> {
    fn lay(mut self, sheet: &mut Sheet) {
        section(sheet, 3, 1, &self.desk.word("plan-heading"));
        self.heads(sheet);
        let leads = self.objective(sheet);
        let per_hour = self.pace(sheet, leads);
        self.effort(sheet, per_hour);
        self.left(sheet, leads);
        sheet.print.last_row = lay(self.desk, sheet, self.plan, self.next + 1);
        sheet.cursor = (self.rows.get("sales").copied().unwrap_or(0), 4);
    }

    fn heads(&self, sheet: &mut Sheet) {
        sheet.height(4, 32);
        sheet.paint(4, 1..=LAST, Style::HEAD);
        for (column, key) in COLUMNS.into_iter().zip(["plan-agreed", "plan-observed", "plan-asked"])
        {
            let ink = if column == 4 { Colour::Good } else { Colour::Sub };
            sheet.say(4, column, self.desk.word(key), Style::HEAD.align(Align::Right).ink(ink));
        }
        sheet.say(4, HOW, self.desk.word("plan-how"), Style::HEAD.align(Align::Indented));
    }

    fn group(&mut self, sheet: &mut Sheet, words: &str) {
        sheet.height(self.next, 24);
        sheet.say(self.next, 1, words, Style::LABEL);
        self.next += 1;
    }

    /// One row: label, three cells, how it comes about.
    fn row(&mut self, sheet: &mut Sheet, name: &'static str, number: Number, row: &Row, how: &str) {
        let (at_row, strong) =
            (self.next, matches!(name, "needed" | "rounded" | "people" | "left-day"));
        let base = |style: Style| if strong { style.strong().hair() } else { style.hair() };
        sheet.paint(at_row, 1..=LAST, Style::TEXT.hair());
        sheet.say(
            at_row,
            1,
            self.desk.word(&format!("plan-row-{name}")),
            base(Style::TEXT.align(Align::Indented)),
        );
        self.rows.insert(name, at_row);
        for (place, column) in COLUMNS.into_iter().enumerate() {
            let value = self.value(row, place, column);
            let is_input = matches!(row, Row::Asked(_)) && column == 4 && value != Value::Empty;
            let style = if is_input { input(number) } else { base(Style::number(number)) };
            sheet.put(at_row, column, value, style);
            if is_input {
                let words = [self.desk.word("plan-input-title"), self.desk.word("plan-input")];
                sheet.inputs.push(Input {
                    area: Area::column(column, at_row, at_row),
                    words,
                    ask: Ask::Positive,
                });
            }
        }
        sheet.say(at_row, HOW, how, Style::TEXT.ink(Colour::Sub).align(Align::Indented).hair());
        self.next += 1;
    }

    fn value(&self, row: &Row, place: usize, column: u16) -> Value {
        match row {
            Row::Same(number) => Value::Number(*number),
            Row::Asked(numbers) => Value::maybe(if column == 4 {
                numbers[0]
            } else {
                numbers.get(place).copied().flatten()
            }),
            Row::Formula(text, results) => match results.get(place).copied().flatten() {
                Some(result) => Value::formula(self.filled(text, column), Some(result)),
                None => Value::Empty,
            },
        }
    }

    /// A formula whose `{names}` of rows become the cells of one column.
    fn filled(&self, text: &str, column: u16) -> String {
        let cells = self.rows.iter().map(|(name, row)| (format!("{{{name}}}"), at(*row, column)));
        cells.fold(text.to_owned(), |text, (hole, cell)| text.replace(&hole, &cell))
    }

    /// Sales, ratio and the leads they ask for; gives those leads by column.
    fn objective(&mut self, sheet: &mut Sheet) -> [Option<f64>; 3] {
        let (desk, plan) = (self.desk, self.plan);
        self.group(sheet, &desk.word("plan-group-objective"));
        let sales = plan.sales.unwrap_or(0.0);
        self.row(
            sheet,
            "sales",
            Number::Count,
            &Row::Asked([Some(sales); 2]),
            &desk.word("plan-how-sales"),
        );
        let seen = plan.observed.or(plan.drift);
        let observed = seen.and_then(|ratio| ratio.value());
        let how = seen.filter(|_| observed.is_some()).map(|ratio| desk.story.cohort_words(&ratio));
        let open = seen.filter(SaleRatio::is_open);
        let why = |ratio: SaleRatio| desk.story.unplanned(Unplanned::UndatedSales, Some(&ratio));
        let how = how.map_or_else(
            || open.map_or_else(|| desk.word("plan-how-ratio-none"), why),
            |cohort| desk.phrase("plan-how-ratio", &[("cohort", &cohort)]),
        );
        self.row(sheet, "ratio", Number::One, &Row::Asked([plan.leads_per_sale, observed]), &how);
        let ratios = [plan.leads_per_sale, observed, plan.leads_per_sale];
        let whole = |value: f64| if plan.is_summed { value } else { ceiling(value) };
        let needed = ratios.map(|ratio| ratio.map(|ratio| whole(sales * ratio)));
        let formula = |summed, rounded| if plan.is_summed { summed } else { rounded };
        self.row(
            sheet,
            "needed",
            Number::Count,
            &Row::Formula(
                formula("={sales}*{ratio}", "=ROUNDUP(ROUND({sales}*{ratio},6),0)"),
                needed,
            ),
            &desk.word("plan-how-needed"),
        );
        self.alias("asked", "needed");
        let Some(share) = plan.acceptance else { return needed };
        self.row(
            sheet,
            "acceptance",
            Number::ExactShare,
            &Row::Asked([Some(share); 2]),
            &desk.word("plan-how-acceptance"),
        );
        let deliver = needed.map(|needed| needed.map(|needed| whole(needed / share)));
        self.row(
            sheet,
            "deliver",
            Number::Count,
            &Row::Formula(
                formula("={needed}/{acceptance}", "=ROUNDUP(ROUND({needed}/{acceptance},6),0)"),
                deliver,
            ),
            &desk.word("plan-how-deliver"),
        );
        if !is_gross(desk.story.agreement) {
            return needed;
        }
        self.alias("asked", "deliver");
        deliver
    }

    /// Over days and hours; gives the leads an hour.
    fn pace(&mut self, sheet: &mut Sheet, leads: [Option<f64>; 3]) -> [Option<f64>; 3] {
        let (desk, plan) = (self.desk, self.plan);
        if plan.working_days <= 0.0 || plan.working_hours <= 0.0 {
            return [None; 3];
        }
        let over = |whole: f64| leads.map(|leads| leads.map(|leads| leads / whole));
        let per_hour = over(plan.working_hours);
        self.group(sheet, &desk.word("plan-group-pace"));
        self.row(
            sheet,
            "days",
            Number::General,
            &Row::Same(plan.working_days),
            &desk.word("plan-how-days"),
        );
        self.row(
            sheet,
            "day",
            Number::One,
            &Row::Formula("={asked}/{days}", over(plan.working_days)),
            &desk.word("plan-how-day"),
        );
        self.row(
            sheet,
            "hours",
            Number::General,
            &Row::Same(plan.working_hours),
            &desk.word("plan-how-hours"),
        );
        self.row(
            sheet,
            "hour",
            Number::Two,
            &Row::Formula("={asked}/{hours}", per_hour),
            &desk.word("plan-how-hour"),
        );
        let rounded = per_hour.map(|hour| hour.map(ceiling));
        self.row(
            sheet,
            "rounded",
            Number::Count,
            &Row::Formula("=ROUNDUP(ROUND({hour},6),0)", rounded),
            &desk.word("plan-how-rounded"),
        );
        per_hour
    }

    /// A second name for a row, for formulas that do not care which one is asked for.
    fn alias(&mut self, alias: &'static str, name: &str) {
        let row = self.rows.get(name).copied();
        row.map(|row| self.rows.insert(alias, row));
    }

    /// Tries and people, as far as they are known.
    fn effort(&mut self, sheet: &mut Sheet, per_hour: [Option<f64>; 3]) {
        let (desk, plan) = (self.desk, self.plan);
        let (Some(tries), Some(hour)) =
            (plan.tries_per_hour, plan.per_hour.filter(|hour| *hour > 0.0))
        else {
            return;
        };
        let per_lead = tries / hour;
        self.group(sheet, &desk.word("plan-group-effort"));
        self.row(
            sheet,
            "tries-lead",
            Number::One,
            &Row::Same(per_lead),
            &desk.word("plan-how-tries-lead"),
        );
        let tries = per_hour.map(|hour| hour.map(|hour| hour * per_lead));
        self.row(
            sheet,
            "tries",
            Number::One,
            &Row::Formula("={hour}*{tries-lead}", tries),
            &desk.word("plan-how-tries"),
        );
        let own = objective(desk.story.agreement, &desk.card().period)
            .and_then(|objective| objective.tries_per_person_hour);
        let Some(own) = own else { return };
        self.row(
            sheet,
            "person",
            Number::One,
            &Row::Asked([Some(own); 2]),
            &desk.word("plan-how-person"),
        );
        let people = tries.map(|tries| tries.map(|tries| tries / own));
        let how = match plan.people_agreed {
            Some(agreed) => desk.phrase("plan-how-people-of", &[("n", &desk.short(agreed))]),
            None => desk.word("plan-how-people"),
        };
        self.row(sheet, "people", Number::One, &Row::Formula("={tries}/{person}", people), &how);
    }

    /// What is still to be delivered, and what today's rate leads to.
    fn left(&mut self, sheet: &mut Sheet, leads: [Option<f64>; 3]) {
        let (desk, card) = (self.desk, self.desk.card());
        let delivered = card
            .commitments
            .iter()
            .find(|judged| judged.metric == Metric::LeadsDelivered && judged.conditions.is_empty());
        let Some(delivered) = delivered else { return };
        let last = crate::texts::format::date(desk.story.texts.language, card.period.last);
        let key =
            if delivered.progress.is_over { "plan-group-left-over" } else { "plan-group-left" };
        self.group(sheet, &desk.phrase(key, &[("day", &last)]));
        // What lies between two ends leaves nothing certain to go.
        let done = delivered.numbers.actual.filter(|_| delivered.ends().is_none());
        if let Some(done) = done {
            self.left_to_go(sheet, leads, (delivered, done));
        }
        self.forecasts(sheet);
    }

    /// The leads still to be delivered of those that the plan asks of the time that the files cover, and what each day left must bring.
    fn left_to_go(
        &mut self,
        sheet: &mut Sheet,
        leads: [Option<f64>; 3],
        (delivered, done): (&Judged, f64),
    ) {
        let (desk, days_left) = (self.desk, delivered.progress.left);
        self.row(sheet, "done", Number::Count, &Row::Same(done), &desk.word("plan-how-done"));
        let covered = delivered.target.zip(delivered.agreed).map(|(target, whole)| target / whole);
        if let Some(share) = covered {
            let how = desk.word("plan-how-covered");
            self.row(sheet, "covered", Number::ExactShare, &Row::Same(share), &how);
        }
        let asked = leads.map(|leads| leads.map(|leads| leads * covered.unwrap_or(1.0)));
        let left = asked.map(|leads| leads.map(|leads| (leads - done).max(0.0)));
        let formula = match covered {
            Some(_) => "=MAX({asked}*{covered}-{done},0)",
            None => "=MAX({asked}-{done},0)",
        };
        self.row(
            sheet,
            "left",
            Number::Count,
            &Row::Formula(formula, left),
            &how_left(desk, delivered, asked),
        );
        if days_left > 0.0 {
            self.row(
                sheet,
                "days-left",
                Number::One,
                &Row::Same(days_left),
                &desk.word("plan-how-days-left"),
            );
            let a_day = left.map(|left| left.map(|left| left / days_left));
            self.row(
                sheet,
                "left-day",
                Number::One,
                &Row::Formula("={left}/{days-left}", a_day),
                &desk.word("plan-how-left-day"),
            );
        }
    }

    /// Where deliveries and sales will end, named for whoever refers to them.
    fn forecasts(&mut self, sheet: &mut Sheet) {
        let desk = self.desk;
        for (metric, row) in
            [(Metric::LeadsDelivered, "forecast-leads"), (Metric::SalesWon, "forecast")]
        {
            let own = desk
                .card()
                .commitments
                .iter()
                .find(|judged| judged.metric == metric)
                .and_then(|judged| judged.forecast);
            let Some((range, mid)) = own.and_then(|range| Some((range, range.mid?))) else {
                continue;
            };
            let shown = |value: f64| desk.short(decimal::whole(value));
            let how = desk.phrase(
                "plan-how-forecast",
                &[("low", &shown(range.low)), ("high", &shown(range.high))],
            );
            sheet.name(desk.word(&format!("name-{row}")), self.next, 2);
            self.row(sheet, row, Number::Count, &Row::Same(mid), &how);
        }
    }
}

/// What is missing for the plan; where the promise asks for other deliveries than the plan, with its target.
fn how_left(desk: &Desk, delivered: &Judged, [planned, ..]: [Option<f64>; 3]) -> String {
    let is_other = |target: &f64| planned.is_none_or(|planned| (target - planned).abs() >= 0.5);
    match delivered.target.filter(is_other) {
        Some(_) => {
            let target = desk.story.target(delivered);
            desk.phrase("plan-how-left-promised", &[("target", &target)])
        }
        None => desk.word("plan-how-left"),
    }
}

/// A cell that may be changed.
pub fn input(number: Number) -> Style {
    Style::number(number)
        .strong()
        .ink(Colour::Good)
        .fill(Colour::GoodTint)
        .line(Line::Under(Colour::GoodMid))
}

/// Up to a whole number; less than a millionth above one is the trace of a division, as in the formulas.
pub fn ceiling(value: f64) -> f64 {
    ((value * 1e6).round() / 1e6).ceil()
}

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

/// Leads delivered so far for each working day gone; nothing before the first.
fn rate_today(desk: &Desk) -> Option<f64> {
    let card = desk.card();
    let judged = card.delivery.commitment.and_then(|place| card.commitments.get(place))?;
    let gone = judged.progress.total - judged.progress.left;
    let done = judged.numbers.actual?;
    (gone > 0.0 && done > 0.0).then(|| done / gone)
}
