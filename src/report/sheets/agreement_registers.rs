//! The agreement's registers: the exemptions that touch the period, and what the teams wrote down in it.

use crate::model::agreement::PersonalData;
use crate::model::records::{Exemption, LogEntry};
use crate::report::blocks::{Listing, section, text};
use crate::report::book::{Cell, Sheet, Value};
use crate::report::desk::{Desk, capitalised, day_serial, moment_serial};
use crate::report::style::{Align, Colour, Number, Style};
use crate::texts::person;

/// Entries listed one by one; the sheet is made to be read on one page.
const MOST: usize = 20;

/// The exemptions whose days touch the period, with the leads each one freed; nothing where there is none. Gives the first free row.
pub fn exemptions(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let period = &desk.card().period;
    let touches = |entry: &Exemption| entry.from <= period.last && entry.until.is_none_or(|until| period.first <= until);
    let counts = desk.card().exempted.iter().chain(std::iter::repeat(&0));
    let own = desk.story.data.exemptions.entries().iter().zip(counts).filter(|(entry, _)| touches(entry));
    let rows: Vec<Vec<Cell>> = own.map(|(entry, leads)| cells(desk, entry, *leads)).collect();
    let columns = vec![
        (desk.word("head-exempt"), text().strong()),
        (desk.word("head-exempt-from"), text()),
        (desk.word("head-exempt-leads"), Style::number(Number::Count)),
        (desk.word("head-exempt-of"), text().align(Align::Indented).ink(Colour::Sub)),
        (desk.word("head-from"), Style::date(Number::Date)),
        (desk.word("head-until"), Style::date(Number::Date).ink(Colour::Sub)),
        (desk.word("head-exempt-why"), text().ink(Colour::Sub)),
    ];
    list(desk, sheet, row, ["exemptions", "table-exemptions"], columns, rows)
}

fn cells(desk: &Desk, entry: &Exemption, leads: u64) -> Vec<Cell> {
    let level = desk.story.agreement.report.personal_data;
    let lead = entry.lead.as_ref().map(|id| person::lead_code(level, id));
    let field = if lead.is_some() { "lead" } else { "owner" };
    let until = entry.until.map_or_else(|| Value::text(desk.word("no-end")), |day| Value::Number(day_serial(day)));
    let commitment = entry.commitment.as_ref().map(|id| {
        let judged = desk.card().commitments.iter().find(|judged| judged.id == *id);
        judged.map_or_else(|| id.clone(), |judged| desk.story.commitment(judged))
    });
    vec![
        Value::maybe_text(lead.as_deref().or(entry.owner.as_deref())).into(),
        Value::text(commitment.unwrap_or_else(|| desk.word("exempt-from-all"))).into(),
        Value::count(leads).into(),
        Value::text(capitalised(&desk.story.field(field))).into(),
        Value::Number(day_serial(entry.from)).into(),
        until.into(),
        Value::maybe_text(shown(level, entry.why.as_deref())).into(),
    ]
}

/// A text of the teams' own; at no personal data it stays out, because nobody knows whom it names.
fn shown(level: PersonalData, text: Option<&str>) -> Option<&str> {
    text.filter(|_| level != PersonalData::None)
}

/// What was written down in the period, newest first; nothing where nothing was.
pub fn log(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let period = &desk.card().period;
    let own = desk.story.data.log.iter().rev().filter(|entry| period.start <= entry.at.at() && entry.at.at() < period.end);
    let rows: Vec<Vec<Cell>> = own.map(|entry| written(desk, entry)).collect();
    let columns = vec![
        (desk.word("head-log-kind"), Style::TEXT.ink(Colour::Sub)),
        (desk.word("head-log-about"), text()),
        (desk.word("head-log-at"), Style::date(Number::Date)),
        (desk.word("head-log-by"), text().align(Align::Indented).ink(Colour::Sub)),
        (desk.word("head-log-text"), text()),
    ];
    list(desk, sheet, row, ["log", "table-log"], columns, rows)
}

fn written(desk: &Desk, entry: &LogEntry) -> Vec<Cell> {
    let level = desk.story.agreement.report.personal_data;
    vec![
        Value::text(capitalised(&desk.word(&format!("log-{}", entry.kind.word())))).into(),
        Value::maybe_text(shown(level, entry.about.as_deref())).into(),
        Value::Number(moment_serial(desk.story, entry.at)).into(),
        Value::maybe_text(shown(level, entry.by.as_deref())).into(),
        Value::maybe_text(shown(level, Some(&entry.text))).into(),
    ]
}

fn list(desk: &Desk, sheet: &mut Sheet, row: u32, [title, name]: [&str; 2], columns: Vec<(String, Style)>, rows: Vec<Vec<Cell>>) -> u32 {
    if rows.is_empty() {
        return row;
    }
    let left = u64::try_from(rows.len().saturating_sub(MOST)).unwrap_or(u64::MAX);
    section(sheet, row, 1, &desk.word(&format!("agreement-{title}")));
    let mut listing = Listing { head_px: Some(22), ..Listing::new(desk.word(name), (row + 1, 1), columns) };
    listing.rows = rows.into_iter().take(MOST).collect();
    let row = listing.lay(sheet);
    if left == 0 {
        return row + 1;
    }
    sheet.say(row, 1, desk.count("register-left", left, &[]), Style::TEXT.ink(Colour::Sub));
    row + 2
}
