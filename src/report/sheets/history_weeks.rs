//! The last weeks: a table of the first commitments, and a line each for the first four.

use crate::report::blocks::{Listing, nothing, section, support, support_head, text};
use crate::report::book::{Area, Sheet, Value, index, index16};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::Judged;
use crate::scorecard::history::{History, Past};
use crate::texts::format;
use crate::texts::names::{Exactness, shortened};

use super::history::value;

/// Commitments with a column; the sheet has room for no more.
const MOST: usize = 8;
const CHARTS: usize = 4;
/// Words along the lines, right of what is printed.
const SUPPORT: u16 = 12;
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
    let shown: Vec<&Judged> = desk.card().commitments.iter().filter(|judged| is_known(history, judged)).take(MOST).collect();
    let top = row + 1;
    let is_charted = |judged: &&&Judged| judged.kind.is_share() || judged.kind.is_paced();
    let charted: Vec<usize> = (0..shown.len()).filter(|place| shown.get(*place).as_ref().is_some_and(is_charted)).take(CHARTS).collect();
    let table = top + CHART_ROWS;
    for (place, column) in charted.into_iter().enumerate() {
        if let Some(judged) = shown.get(column) {
            sheet.charts.push(chart(desk, history, judged, (top, place), (table + 1, index16(column) + 2)));
        }
    }
    let ends = [0, whole_weeks(history) / 2, whole_weeks(history) - 1];
    support_head(sheet, table, SUPPORT, &[&desk.word("support-axis")]);
    let short =
        |(at, week): (usize, &Past)| if ends.contains(&at) { Value::text(format::short_date(week.period.first)) } else { Value::text(" ") };
    support(sheet, table + 1, SUPPORT, history.weeks.iter().enumerate().map(short));
    let mut columns = vec![(desk.word("head-week"), text())];
    columns.extend(shown.iter().map(|judged| (desk.story.commitment(judged), Style::number(Number::General))));
    let mut listing = Listing { head_px: Some(64), ..Listing::new(desk.word("table-history-weeks"), (table, 1), columns) };
    for week in &history.weeks {
        let mut cells = vec![Value::text(words(week)).into()];
        cells.extend(shown.iter().map(|judged| match of(week, judged) {
            // Targets of counts are the period's, not the week's.
            Some(own) if judged.kind.is_paced() => value(desk, own, own.numbers.actual, crate::model::words::Status::Met),
            Some(own) => value(desk, own, own.numbers.actual, own.status),
            None => Value::Empty.into(),
        }));
        listing.rows.push(cells);
    }
    let end = listing.lay(sheet);
    sheet.say(end, 1, desk.word("history-weeks-note"), Style::NOTE);
    end + 2
}

fn of<'a>(week: &'a Past, judged: &Judged) -> Option<&'a Judged> {
    week.now.iter().find(|own| own.id == judged.id)
}

fn is_known(history: &History, judged: &Judged) -> bool {
    history.weeks.iter().any(|week| of(week, judged).is_some_and(|own| own.numbers.actual.is_some()))
}

/// `16/11–22/11`.
fn words(week: &Past) -> String {
    format!("{}–{}", format::short_date(week.period.first), format::short_date(week.period.last))
}

/// Weeks a line is drawn of: not the one that has only begun.
fn whole_weeks(history: &History) -> usize {
    history.weeks.iter().filter(|week| week.is_over).count().max(2).min(history.weeks.len())
}

/// A commitment's weeks as a line over the cells of its column, the last value written.
fn chart(desk: &Desk, history: &History, judged: &Judged, (row, place): (u32, usize), (first, column): (u32, u16)) -> Chart {
    let weeks = whole_weeks(history);
    let last_row = first + index(weeks) - 1;
    let known = history.weeks.iter().take(weeks).rposition(|week| of(week, judged).is_some_and(|own| own.numbers.actual.is_some()));
    let last = known.and_then(|at| history.weeks.get(at)).and_then(|week| of(week, judged));
    let said = last.and_then(|own| own.numbers.actual).map(|actual| desk.story.value(judged, actual, Exactness::Counted));
    let labels = (0..weeks).map(|at| said.clone().filter(|_| Some(at) == known)).collect();
    let line = Series::new(
        desk.story.commitment(judged),
        Area::column(SUPPORT, first, last_row),
        Area::column(column, first, last_row),
        Stroke::Line(Colour::Act, 2.0),
    );
    let mut chart = Chart::new(ChartKind::Lines, (row, 1), (298, 236), (0.03, 0.17, 0.80, 0.66));
    chart.shift = 302 * u32::try_from(place).unwrap_or(0);
    chart.word_size = 8.0;
    let title = shortened(&desk.story.commitment(judged), 30);
    chart.with(line.labelled(Labels::Words(LabelPlace::Right, labels))).saying(title, desk.word("chart-history-alt"))
}
