//! The agreement's registers: the exemptions that touch the period, the verdicts contested, and what the teams wrote down in it.

use crate::model::records::{Exemption, LogEntry};
use crate::report::blocks::{Listing, section, text};
use crate::report::book::{Cell, Sheet, Value};
use crate::report::desk::{Desk, capitalised, day_serial, moment_serial};
use crate::report::registers::{disputed_lead, of_period, shown};
use crate::report::style::{Align, Colour, Number, Style};
use crate::scorecard::amendments::Amended;
use crate::texts::disputes::{Dispute, Outcome};

/// Entries listed one by one; the sheet is made to be read on one page.
const MOST: usize = 20;

/// The changes of one text of the agreement: the day it came into force, and each change.
pub fn amended(desk: &Desk, one: &Amended) -> Vec<(String, String)> {
    let story = desk.story;
    let (_, since) = story.amended_when(one);
    let told = |change| (since.clone(), story.amendment_listed(one, change));
    one.changes.iter().map(told).collect()
}

/// Lists the exemptions that touch the period, and marks those that freed no lead of any
/// commitment. Writes nothing when there is none. Returns the first row below the list.
pub fn exemptions(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let own = of_period(desk);
    let idle = own.iter().filter(|(_, freed)| *freed == 0).count() as u64;
    let rows: Vec<Vec<Cell>> =
        own.into_iter().map(|(entry, freed)| cells(desk, entry, freed)).collect();
    let columns = vec![
        (desk.word("head-exempt"), text().strong()),
        (desk.word("head-exempt-from"), text()),
        (desk.word("head-exempt-leads"), Style::number(Number::Count)),
        (desk.word("head-exempt-of"), text().align(Align::Indented).ink(Colour::Sub)),
        (desk.word("head-from"), Style::date(Number::Date)),
        (desk.word("head-until"), Style::date(Number::Date).ink(Colour::Sub)),
        (desk.word("head-exempt-why"), text().ink(Colour::Sub)),
    ];
    let row = list(desk, sheet, row, ["exemptions", "table-exemptions"], columns, rows);
    if idle == 0 {
        return row;
    }
    sheet.say(row - 1, 1, desk.count("exempt-idle", idle, &[]), Style::TEXT.ink(Colour::Bad));
    row + 1
}

fn cells(desk: &Desk, entry: &Exemption, freed: u64) -> Vec<Cell> {
    let level = desk.story.agreement.report.personal_data;
    let lead = entry.lead.as_ref().map(|id| desk.story.lead(id));
    let field = if lead.is_some() { "lead" } else { "owner" };
    let until = entry
        .until
        .map_or_else(|| Value::text(desk.word("no-end")), |day| Value::Number(day_serial(day)));
    let commitment = entry.commitment.as_ref().map(|id| {
        let judged = desk.card().commitments.iter().find(|judged| judged.id == *id);
        judged.map_or_else(|| id.clone(), |judged| desk.story.commitment(judged))
    });
    vec![
        Value::maybe_text(lead.as_deref().or(entry.owner.as_deref())).into(),
        Value::text(commitment.unwrap_or_else(|| desk.word("exempt-from-all"))).into(),
        if freed > 0 { Value::count(freed).into() } else { nobody(desk) },
        Value::text(capitalised(&desk.story.field(field))).into(),
        Value::Number(day_serial(entry.from)).into(),
        until.into(),
        Value::maybe_text(shown(level, entry.why.as_deref())).into(),
    ]
}

fn nobody(desk: &Desk) -> Cell {
    Cell::styled(
        Value::text(desk.word("exempt-nobody")),
        Style::number(Number::General).strong().ink(Colour::Bad),
    )
}

/// The verdicts contested, with how each contest stands; a statement leaves out those of another period. Gives the first free row.
pub fn disputes(desk: &Desk, sheet: &mut Sheet, row: u32, is_shown: fn(&Dispute) -> bool) -> u32 {
    let own = desk.story.disputes();
    let rows: Vec<Vec<Cell>> = own
        .iter()
        .filter(|dispute| is_shown(dispute))
        .map(|dispute| contested(desk, dispute))
        .collect();
    let columns = vec![
        (desk.word("head-disputed"), text().strong()),
        (desk.word("head-disputed-of"), text()),
        (desk.word("head-disputed-at"), Style::date(Number::Date)),
        (desk.word("head-disputed-verdict"), text().align(Align::Indented).ink(Colour::Sub)),
        (desk.word("head-disputed-outcome"), text()),
        (desk.word("head-disputed-by"), text().ink(Colour::Sub)),
        (desk.word("head-disputed-text"), text().ink(Colour::Sub)),
    ];
    list(desk, sheet, row, ["disputes", "table-disputes"], columns, rows)
}

fn contested(desk: &Desk, dispute: &Dispute) -> Vec<Cell> {
    let level = desk.story.agreement.report.personal_data;
    let entry = dispute.entry;
    let commitment = desk
        .judged(dispute.commitment)
        .map_or_else(|| desk.word("exempt-from-all"), |judged| desk.story.commitment(judged));
    let verdict =
        dispute.verdict.map(|verdict| desk.said(&format!("lead-verdict.{}", verdict.word())));
    let outcome =
        text().ink(if dispute.outcome == Outcome::Open { Colour::Bad } else { Colour::Ink });
    vec![
        Value::text(disputed_lead(desk, dispute)).into(),
        Value::text(commitment).into(),
        Value::Number(moment_serial(desk.story, entry.at)).into(),
        Value::maybe_text(verdict.as_deref()).into(),
        Cell::styled(
            Value::text(desk.word(&format!("dispute-{}", dispute.outcome.word()))),
            outcome,
        ),
        Value::maybe_text(shown(level, entry.by.as_deref())).into(),
        Value::maybe_text(shown(level, Some(&entry.text))).into(),
    ]
}

/// What was written down in the period, newest first, contests apart; nothing where nothing was.
pub fn log(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let period = &desk.card().period;
    let is_own = |entry: &&LogEntry| {
        !entry.contests() && period.start <= entry.at.at() && entry.at.at() < period.end
    };
    let own = desk.story.book.log().iter().rev().filter(is_own);
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
    let lead = entry.lead.as_deref().map(|lead| desk.story.lead(lead));
    let about = [entry.about.clone(), lead].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    vec![
        Value::text(capitalised(&desk.word(&format!("log-{}", entry.kind.word())))).into(),
        Value::maybe_text(shown(level, Some(about.as_str()).filter(|about| !about.is_empty())))
            .into(),
        Value::Number(moment_serial(desk.story, entry.at)).into(),
        Value::maybe_text(shown(level, entry.by.as_deref())).into(),
        Value::maybe_text(shown(level, Some(&entry.text))).into(),
    ]
}

fn list(
    desk: &Desk,
    sheet: &mut Sheet,
    row: u32,
    [title, name]: [&str; 2],
    columns: Vec<(String, Style)>,
    rows: Vec<Vec<Cell>>,
) -> u32 {
    if rows.is_empty() {
        return row;
    }
    let left = u64::try_from(rows.len().saturating_sub(MOST)).unwrap_or(u64::MAX);
    section(sheet, row, 1, &desk.word(&format!("agreement-{title}")));
    let mut listing =
        Listing { head_px: Some(22), ..Listing::new(desk.word(name), (row + 1, 1), columns) };
    listing.rows = rows.into_iter().take(MOST).collect();
    let row = listing.lay(sheet);
    if left == 0 {
        return row + 1;
    }
    sheet.say(row, 1, desk.count("register-left", left, &[]), Style::TEXT.ink(Colour::Sub));
    row + 2
}
