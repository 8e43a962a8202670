//! From the visit to the lead: visits, leads and cost of the same days by source and campaign.

use crate::report::blocks::{Listing, RIGHT, nothing, number, section, text};
use crate::report::book::{Cell, Sheet, Value, index};
use crate::report::desk::Desk;
use crate::report::style::{Number, Style};
use crate::scorecard::card::{Traffic, TrafficRow};
use crate::texts::format;

/// Rows of each table.
const MOST_ROWS: usize = 15;

/// Lays both tables on a new page where some source gives visits; gives the last row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let Some(found) = &desk.card().traffic else { return row };
    let row = row + 1;
    sheet.print.parts.push(row);
    let (from, to) = (
        format::date(desk.story.texts.language, found.first),
        format::date(desk.story.texts.language, found.last),
    );
    section(sheet, row, 1, &desk.phrase("traffic-heading", &[("from", &from), ("to", &to)]));
    let mut listing = Listing {
        head_px: Some(48),
        ..Listing::new(desk.word("table-traffic"), (row + 1, 1), columns(desk))
    };
    listing.rows =
        found.sources.iter().take(MOST_ROWS).map(|row| cells(&source(desk, row), row)).collect();
    listing.total = (found.sources.len() > 1).then(|| cells(&desk.word("total"), &found.total));
    let left = listing.lay(sheet);
    sheet.say(row, RIGHT, desk.word("traffic-campaigns"), Style::SECTION);
    let right = campaigns(desk, sheet, row + 1, found);
    let row = left.max(right);
    let notes = notes(desk, found);
    for (offset, note) in notes.iter().enumerate() {
        sheet.say(row + index(offset), 1, note, Style::NOTE);
    }
    row + index(notes.len()) - 1
}

fn columns(desk: &Desk) -> Vec<(String, Style)> {
    vec![
        (desk.word("head-source"), text()),
        (desk.word("head-visits"), number(Number::Count)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-visit-rate"), number(Number::ExactShare).strong()),
        (desk.word("head-mqls"), number(Number::Count)),
        (desk.word("head-sales"), number(Number::Count)),
        (desk.word("head-cost"), number(Number::Money)),
        (desk.word("head-cost-per-lead"), number(Number::Money).strong()),
        (desk.word("head-cost-per-mql"), number(Number::Money)),
        (desk.word("head-cost-per-sale"), number(Number::Money)),
    ]
}

fn cells(name: &str, row: &TrafficRow) -> Vec<Cell> {
    vec![
        Value::text(name).into(),
        Value::maybe(row.visits).into(),
        Value::maybe_count(row.leads).into(),
        Value::maybe(row.rate()).into(),
        Value::maybe_count(row.mqls).into(),
        Value::maybe_count(row.sales).into(),
        Value::maybe(row.cost).into(),
        Value::maybe(row.cost_per(row.leads)).into(),
        Value::maybe(row.cost_per(row.mqls)).into(),
        Value::maybe(row.cost_per(row.sales)).into(),
    ]
}

fn source(desk: &Desk, row: &TrafficRow) -> String {
    row.source.clone().unwrap_or_else(|| desk.word("no-source"))
}

fn campaigns(desk: &Desk, sheet: &mut Sheet, row: u32, found: &Traffic) -> u32 {
    if found.campaigns.is_empty() {
        nothing(sheet, row, RIGHT, &desk.word("traffic-no-campaigns"));
        return row + 1;
    }
    let columns = vec![
        (desk.word("head-campaign"), text()),
        (desk.word("head-visits"), number(Number::Count)),
        (desk.word("head-leads"), number(Number::Count)),
        (desk.word("head-visit-rate"), number(Number::ExactShare).strong()),
        (desk.word("head-cost-per-lead"), number(Number::Money)),
    ];
    let mut listing = Listing {
        head_px: None,
        ..Listing::new(desk.word("table-traffic-campaigns"), (row, RIGHT), columns)
    };
    let named = |row: &TrafficRow| {
        [row.source.as_deref(), row.campaign.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let cells = |row: &TrafficRow| {
        let numbers =
            [row.visits, row.leads.map(|leads| leads as f64), row.rate(), row.cost_per(row.leads)];
        std::iter::once(Value::text(named(row)).into())
            .chain(numbers.map(|number| Cell::from(Value::maybe(number))))
            .collect()
    };
    listing.rows = found.campaigns.iter().take(MOST_ROWS).map(cells).collect();
    listing.lay(sheet)
}

/// What the quotients are, what is empty, and the names no lead has.
fn notes(desk: &Desk, found: &Traffic) -> Vec<String> {
    let unmatched = (!found.unmatched.is_empty())
        .then(|| desk.phrase("traffic-unmatched", &[("names", &found.unmatched.join(", "))]));
    let note = desk.phrase(
        "traffic-note",
        &[("milestone", &desk.said(&format!("event.{}", found.leads_by.word())))],
    );
    note.split('|').map(str::to_owned).chain(unmatched).collect()
}
