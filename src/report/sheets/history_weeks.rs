//! The last weeks: a table of the first commitments, and a line each for the first four.

use chrono::Datelike;

use crate::report::blocks::{Listing, nothing, section, support, support_head, text};
use crate::report::book::{Sheet, Value, index16};
use crate::report::desk::Desk;
use crate::report::style::{Number, Style};
use crate::scorecard::card::Judged;
use crate::scorecard::history::{History, Past};
use crate::texts::format;

use super::history::value;
use super::history_trend::{self, Trend};

/// Commitments with a column; the sheet has room for no more.
const MOST: usize = 8;
const CHARTS: usize = 4;
/// Words along the lines, right of what is printed.
pub const SUPPORT: u16 = 12;
/// Rows the charts take.
const CHART_ROWS: u32 = 13;

/// Weeks and charts; gives the first free row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, history: &History, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("history-weeks"));
    if history.weeks.len() < 2 {
        nothing(sheet, row + 1, 1, &desk.word("history-no-weeks"));
        return row + 3;
    }
    sheet.print.breaks.push(row);
    let shown: Vec<&Judged> = desk
        .card()
        .commitments
        .iter()
        .filter(|judged| is_known(history, judged))
        .take(MOST)
        .collect();
    let table = trends(desk, sheet, history, row + 1, &shown);
    support_head(sheet, table, SUPPORT, &[&desk.word("support-axis")]);
    support(sheet, table + 1, SUPPORT, months(desk, &history.weeks).into_iter());
    let end = week_by_week(desk, history, table, &shown).lay(sheet);
    sheet.say(end, 1, desk.word("history-weeks-note"), Style::NOTE);
    end + 2
}

/// The lines of the first commitments that make one, above the table they are drawn of; gives that table's row.
fn trends(desk: &Desk, sheet: &mut Sheet, history: &History, top: u32, shown: &[&Judged]) -> u32 {
    let weeks = history.weeks.get(..whole_weeks(history)).unwrap_or_default();
    let charted: Vec<(usize, &&Judged)> = shown
        .iter()
        .enumerate()
        .filter(|(_, judged)| is_charted(weeks, judged))
        .take(CHARTS)
        .collect();
    if charted.is_empty() {
        return top;
    }
    sheet.say(top - 1, 2, desk.word("history-trend-note"), Style::NOTE);
    let table = top + CHART_ROWS;
    for (place, (column, judged)) in charted.into_iter().enumerate() {
        let trend = Trend {
            judged,
            column: index16(column) + 2,
            support: SUPPORT + 1 + history_trend::FED * index16(place),
            first: table + 1,
        };
        let drawn = history_trend::draw(desk, sheet, weeks, (top, place), &trend);
        sheet.charts.push(drawn);
    }
    table
}

/// A row a week.
fn week_by_week(desk: &Desk, history: &History, row: u32, shown: &[&Judged]) -> Listing {
    let mut columns = vec![(desk.word("head-week"), text())];
    columns.extend(
        shown.iter().map(|judged| (desk.story.commitment(judged), Style::number(Number::General))),
    );
    let mut listing = Listing {
        head_px: Some(64),
        ..Listing::new(desk.word("table-history-weeks"), (row, 1), columns)
    };
    for week in &history.weeks {
        let own = shown.iter().map(|judged| match of(week, judged) {
            Some(own) => value(desk, own, own.numbers.actual, own.status),
            None => Value::Empty.into(),
        });
        listing.rows.push(std::iter::once(Value::text(words(week)).into()).chain(own).collect());
    }
    listing
}

/// A commitment as a week found it.
pub fn of<'a>(week: &'a Past, judged: &Judged) -> Option<&'a Judged> {
    week.now.iter().find(|own| own.id == judged.id)
}

fn is_known(history: &History, judged: &Judged) -> bool {
    history
        .weeks
        .iter()
        .any(|week| of(week, judged).is_some_and(|own| own.numbers.actual.is_some()))
}

/// Shares and counts of at least two weeks make a line.
fn is_charted(weeks: &[Past], judged: &Judged) -> bool {
    let known = weeks
        .iter()
        .filter(|week| of(week, judged).is_some_and(|own| own.numbers.actual.is_some()))
        .count();
    (judged.kind.is_share() || judged.kind.is_paced()) && known > 1
}

/// The month's first letters at its first week, where it has room; nothing between.
fn months(desk: &Desk, weeks: &[Past]) -> Vec<Value> {
    let month = |place: usize| weeks.get(place).map(|week| week.period.last.date().month());
    let begins = |place: usize| {
        place.checked_sub(1).and_then(month) != month(place) && month(place) == month(place + 1)
    };
    let word = |place: usize| {
        month(place)
            .filter(|_| begins(place))
            .map(|month| desk.story.month(month).chars().take(3).collect())
    };
    (0..weeks.len())
        .map(|place| Value::text(word(place).unwrap_or_else(|| " ".to_owned())))
        .collect()
}

/// `16/11–22/11`.
fn words(week: &Past) -> String {
    format!("{}–{}", format::short_date(week.period.first), format::short_date(week.period.last))
}

/// Weeks a line is drawn of: not the one that has only begun.
fn whole_weeks(history: &History) -> usize {
    history.weeks.iter().filter(|week| week.is_over).count().max(2).min(history.weeks.len())
}
