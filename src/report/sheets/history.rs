//! Histórico / History: every commitment by period as of now and as reported, streaks, thirteen weeks, decisions.

use crate::model::words::Status;
use crate::report::blocks::{Listing, head, nothing, number, section, text};
use crate::report::book::{Cell, Sheet, Value};
use crate::report::desk::Desk;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::{Judged, Kind};
use crate::scorecard::history::{History, Past};
use crate::texts::names::Exactness;

use super::{history_decisions, history_weeks};

const FIRST: u32 = 4;
/// A name, what was agreed, seven periods, the streak.
const WIDTHS: [u32; 11] = [14, 316, 110, 96, 96, 96, 96, 96, 96, 96, 106];

/// The sheet.
pub fn sheet(desk: &Desk) -> Sheet {
    let mut sheet = desk.sheet("history", Colour::Plan, &WIDTHS);
    let history = &desk.card().history;
    head(desk, &mut sheet, &desk.word("sheet-history"), &message(desk, history));
    if history.periods.is_empty() || desk.card().commitments.is_empty() {
        nothing(&mut sheet, FIRST, 1, &desk.word("history-none"));
        sheet.print.last_row = FIRST;
        return sheet;
    }
    section(&mut sheet, FIRST - 1, 1, &desk.word("history-now"));
    let row = table(desk, &mut sheet, FIRST, "table-history-now", &as_of_now);
    sheet.say(row, 1, desk.word("history-now-note"), Style::NOTE);
    let row = reported(desk, &mut sheet, history, row + 2);
    let row = history_weeks::lay(desk, &mut sheet, history, row);
    sheet.print.last_row = history_decisions::lay(desk, &mut sheet, row);
    sheet
}

/// How many promises the newest closed period kept.
fn message(desk: &Desk, history: &History) -> String {
    let Some(last) = history.periods.iter().rev().find(|past| past.is_over && !past.now.is_empty())
    else {
        return desk.word("history-message-young");
    };
    let of = |wanted: &[Status]| {
        let is_one = |judged: &&Judged| {
            last.status(&judged.id).is_some_and(|status| wanted.contains(&status))
        };
        desk.card().commitments.iter().filter(is_one).count() as u64
    };
    let (kept, all) = (of(&[Status::Met]), of(&[Status::Met, Status::Missed]));
    desk.count(
        "history-message",
        kept,
        &[("all", &desk.whole(all)), ("period", &desk.story.period_name(&last.period))],
    )
}

/// Cell of a commitment in a period.
type CellOf = dyn Fn(&Desk, &Judged, &Past) -> Cell;

/// A row a commitment, a column a period; gives the first free row.
fn table(desk: &Desk, sheet: &mut Sheet, row: u32, key: &str, cell: &CellOf) -> u32 {
    let history = &desk.card().history;
    let right = Style::number(Number::General);
    let mut columns = vec![
        (desk.word("head-commitment"), text().strong()),
        (desk.word("head-target"), right.ink(Colour::Sub)),
    ];
    let has_streak = key == "table-history-now";
    let head =
        |past: &Past| if has_streak { period_head(desk, past) } else { reported_head(desk, past) };
    columns.extend(history.periods.iter().map(|past| (head(past), right)));
    columns.extend(has_streak.then(|| (desk.word("head-streak"), number(Number::Dotted).strong())));
    let mut listing =
        Listing { head_px: Some(48), ..Listing::new(desk.word(key), (row, 1), columns) };
    for judged in &desk.card().commitments {
        let mut cells = vec![
            Value::text(desk.story.commitment(judged)).into(),
            Value::text(desk.story.target(judged)).into(),
        ];
        cells.extend(history.periods.iter().map(|past| cell(desk, judged, past)));
        cells.extend(has_streak.then(|| Value::count(history.streak(&judged.id) as u64).into()));
        listing.rows.push(cells);
    }
    listing.lay(sheet)
}

fn period_head(desk: &Desk, past: &Past) -> String {
    let period = desk.story.period_name(&past.period);
    match (past.is_over, &past.reported) {
        (false, _) => desk.phrase("head-running", &[("period", &period)]),
        (true, None) if !past.now.is_empty() => {
            desk.phrase("head-recomputed", &[("period", &period)])
        }
        (true, _) => period,
    }
}

fn reported_head(desk: &Desk, past: &Past) -> String {
    match &past.reported {
        Some(said) if said.is_sealed => {
            desk.phrase("head-sealed", &[("period", &desk.story.period_name(&past.period))])
        }
        _ => period_head(desk, past),
    }
}

fn as_of_now(desk: &Desk, judged: &Judged, past: &Past) -> Cell {
    let found = past.now.iter().find(|own| own.id == judged.id);
    found.map_or(Value::Empty.into(), |own| value(desk, own, own.numbers.actual, own.status))
}

fn as_reported(desk: &Desk, judged: &Judged, past: &Past) -> Cell {
    let said = past.reported.as_ref().and_then(|reported| reported.actuals.get(&judged.id));
    said.map_or(Value::Empty.into(), |(actual, status)| value(desk, judged, *actual, *status))
}

/// A value as a number where its unit has a format; what was missed stands in the accent.
pub fn value(desk: &Desk, judged: &Judged, actual: Option<f64>, status: Status) -> Cell {
    let Some(actual) = actual else { return Value::Empty.into() };
    let number = match judged.kind {
        Kind::Count => Some(Number::Count),
        Kind::Amount => Some(Number::Money),
        Kind::Share | Kind::Conversion | Kind::Verdict => Some(Number::ExactShare),
        Kind::Level => None,
    };
    let style = Style::number(number.unwrap_or(Number::General));
    let style = match status {
        Status::Missed | Status::OffTrack => style.strong().ink(Colour::Bad),
        Status::NotAssessed => style.ink(Colour::Faint),
        _ => style,
    };
    let shown = match number {
        Some(_) => Value::Number(actual),
        None => Value::text(desk.story.value(judged, actual, Exactness::Counted)),
    };
    Cell::styled(shown, style)
}

/// What reports said, where there were any.
fn reported(desk: &Desk, sheet: &mut Sheet, history: &History, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("history-reported"));
    if history.periods.iter().all(|past| past.reported.is_none()) {
        nothing(sheet, row + 1, 1, &desk.word("history-unreported"));
        return row + 3;
    }
    let end = table(desk, sheet, row + 1, "table-history-reported", &as_reported);
    sheet.say(end, 1, desk.word("history-reported-note"), Style::NOTE);
    end + 2
}
