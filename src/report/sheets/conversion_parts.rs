//! The lower blocks of the conversion sheet: sources and owners, months side by side, losses by reason.

use crate::model::words::{Metric, Milestone, Status};
use crate::report::blocks::{Listing, RIGHT, aside, nothing, number, ratio, section, text};
use crate::report::book::{Cell, Rule, Sheet, Value, at, index, index16};
use crate::report::desk::{Desk, day_serial};
use crate::report::style::{Align, Colour, Face, Number, Style};
use crate::scorecard::card::{Conversion, Group, Judged, MonthCohort};
use crate::scorecard::conversion::AFTER;
use crate::texts::names::symbol;

/// Groups of one kind beyond which a table helps nobody.
const MOST_GROUPS: usize = 15;

/// Where leads become sales, by the groups of the conversion agreed; gives the first free row.
pub fn groups(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("conversion-groups"));
    let Some((place, judged)) = promise(desk) else {
        nothing(sheet, row + 1, 1, &desk.word("conversion-no-promise"));
        return row + 3;
    };
    let faint = Style::number(Number::ExactShare).ink(Colour::Faint);
    let columns = vec![
        (desk.word("head-group"), text()),
        (desk.word("head-mature"), number(Number::Count)),
        (desk.word("head-reached"), number(Number::Count)),
        (desk.word("head-conversion"), number(Number::ExactShare).strong()),
        (desk.word("head-interval-from"), faint),
        (desk.word("head-interval-to"), faint),
        (desk.word("head-leads-per-sale"), number(Number::One)),
        (desk.word("head-maturing"), number(Number::Count).face(Face::Young).ink(Colour::Faint)),
        (desk.word("head-status"), aside()),
    ];
    let mut listing = Listing::new(desk.word("table-conversion-groups"), (row + 1, 1), columns);
    for by in ["source", "owner"] {
        let mut own: Vec<&Group> =
            desk.card().groups.iter().filter(|group| group.commitment == place && group.by == by && mature(group) > 0.0).collect();
        own.sort_by(|a, b| mature(b).total_cmp(&mature(a)).then(a.value.cmp(&b.value)));
        for group in own.into_iter().take(MOST_GROUPS) {
            let cells = cells(desk, judged, group, listing.next_row());
            listing.rows.push(cells);
        }
    }
    if listing.rows.is_empty() {
        nothing(sheet, row + 1, 1, &desk.word("conversion-all-young"));
        return row + 3;
    }
    for status in [Status::OffTrack, Status::AtRisk] {
        sheet.rules.push(Rule::Word { area: listing.area(8), word: short_status(desk, status), is_trouble: true });
    }
    listing.lay(sheet) + 1
}

/// The conversion from delivery to sale, else the first conversion agreed.
fn promise<'a>(desk: &Desk<'a>) -> Option<(usize, &'a Judged)> {
    let all = || desk.card().commitments.iter().enumerate().filter(|(_, judged)| judged.metric == Metric::Conversion);
    let is_sale = |judged: &Judged| (judged.from_stage, judged.to_stage) == (Some(Milestone::Delivered), Some(Milestone::Won));
    all().find(|(_, judged)| is_sale(judged)).or_else(|| all().next())
}

fn mature(group: &Group) -> f64 {
    group.numbers.denominator.unwrap_or(0.0)
}

fn cells(desk: &Desk, judged: &Judged, group: &Group, row: u32) -> Vec<Cell> {
    let (leads, reached) = (mature(group), group.numbers.numerator.unwrap_or(0.0));
    let none = if group.by == "owner" { "no-owner" } else { "no-source" };
    let name = group.value.clone().unwrap_or_else(|| desk.word(none));
    let interval = group.numbers.interval;
    let per_sale = if reached > 0.0 { ratio(&at(row, 2), &at(row, 3), (leads, reached)) } else { Value::Empty };
    vec![
        Value::text(name).into(),
        Value::Number(leads).into(),
        Value::Number(reached).into(),
        ratio(&at(row, 3), &at(row, 2), (reached, leads)).into(),
        Value::maybe(interval.map(|range| range.low)).into(),
        Value::maybe(interval.map(|range| range.high)).into(),
        per_sale.into(),
        Value::maybe_count(group.numbers.maturing).into(),
        Value::text(short_status(desk, status(desk, judged, group))).into(),
    ]
}

/// A group by the rule of a running conversion (`metrics.md` §7).
fn status(desk: &Desk, judged: &Judged, group: &Group) -> Status {
    let sample = desk.commitment(judged).map_or(0, |commitment| commitment.min_sample);
    let high = group.numbers.interval.map(|range| range.high);
    match (group.numbers.actual, judged.target) {
        (Some(_), Some(_)) if mature(group) < sample as f64 => Status::NotAssessed,
        (Some(actual), Some(target)) if actual >= target => Status::OnTrack,
        (Some(_), Some(target)) if high.is_some_and(|high| high >= target) => Status::AtRisk,
        (Some(_), Some(_)) => Status::OffTrack,
        _ => Status::NotAssessed,
    }
}

fn short_status(desk: &Desk, status: Status) -> String {
    format!("{} {}", symbol(status), desk.said(&format!("status.short-{}", status.word())))
}

/// Months side by side, and the period's losses beside them; gives the last row.
pub fn past(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("conversion-months"));
    let left = months(desk, sheet, found, row + 1);
    sheet.say(row, RIGHT, desk.word("conversion-losses"), Style::SECTION);
    let right = losses(desk, sheet, found, row + 1);
    left.max(right)
}

fn months(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    if found.months.is_empty() {
        nothing(sheet, row, 1, &desk.word("conversion-no-months"));
        return row;
    }
    let mut columns = vec![
        (desk.word("head-month"), Style::date(Number::Month).align(Align::Left)),
        (desk.word("head-delivered"), number(Number::Count)),
    ];
    for days in AFTER {
        columns.push((desk.phrase("head-won-in", &[("days", &days.to_string())]), number(Number::Count)));
        columns.push((desk.phrase("head-share-in", &[("days", &days.to_string())]), number(Number::ExactShare)));
    }
    let mut listing = Listing::new(desk.word("table-months"), (row, 1), columns);
    for month in &found.months {
        let cells = month_cells(month, listing.next_row());
        listing.rows.push(cells);
    }
    let end = listing.lay(sheet);
    sheet.say(end, 1, desk.word("conversion-months-note"), Style::NOTE);
    end
}

fn month_cells(month: &MonthCohort, row: u32) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec![Value::Number(day_serial(month.month)).into(), Value::count(month.leads).into()];
    for (place, won) in month.won.iter().enumerate() {
        let column = 3 + 2 * index16(place);
        cells.push(Value::maybe_count(*won).into());
        let share = won.map(|won| ratio(&at(row, column), &at(row, 2), (won as f64, month.leads as f64)));
        cells.push(share.unwrap_or(Value::Empty).into());
    }
    cells
}

fn losses(desk: &Desk, sheet: &mut Sheet, found: &Conversion, row: u32) -> u32 {
    if found.losses.is_empty() {
        nothing(sheet, row, RIGHT, &desk.word("conversion-no-losses"));
        return row;
    }
    let columns = vec![
        (desk.word("head-reason"), text()),
        (desk.word("head-share"), number(Number::Share)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-category"), aside()),
    ];
    let mut listing = Listing { head_px: None, ..Listing::new(desk.word("table-losses"), (row, RIGHT), columns) };
    let all: u64 = found.losses.iter().map(|loss| loss.leads).sum();
    for loss in found.losses.iter().take(MOST_GROUPS) {
        let share = loss.leads as f64 / all.max(1) as f64;
        listing.rows.push(vec![
            Value::text(loss.reason.clone().unwrap_or_else(|| desk.word("no-reason"))).into(),
            Value::Number(share).into(),
            Value::count(loss.leads).into(),
            loss.category.map_or(Value::Empty, |category| Value::text(desk.said(&format!("category.{category}")))).into(),
        ]);
    }
    sheet.rules.push(Rule::Bar { area: listing.area(1), colour: Colour::Bar, most: 1.0 });
    let end = row + index(listing.rows.len());
    listing.lay(sheet);
    end
}
