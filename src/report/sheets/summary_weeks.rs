//! The last thirteen weeks of each commitment beside its row: how far each was from the promise, as small columns.

use crate::model::words::Status;
use crate::report::blocks::support_head;
use crate::report::book::{Area, Sheet, Value, index};
use crate::report::chart::{Chart, ChartKind, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::style::{Colour, Style};
use crate::scorecard::card::Judged;
use crate::scorecard::history::Past;
use crate::texts::format;

use super::summary::WIDTHS;
use super::summary_board::BOARD_PX;

/// The column they stand in.
pub const COLUMN: u16 = 11;
/// Weeks shown.
const WEEKS: usize = 13;
/// First column of the deviations, right of what is printed.
const SUPPORT: u16 = 30;

/// Lays the weeks of every commitment below the board's head.
pub fn lay(desk: &Desk, sheet: &mut Sheet, head: u32) {
    let whole: Vec<&Past> = desk.card().history.weeks.iter().filter(|week| week.is_over).collect();
    let weeks = whole.get(whole.len().saturating_sub(WEEKS)..).unwrap_or_default();
    if weeks.len() < 2 {
        return;
    }
    let days: Vec<String> =
        weeks.iter().map(|week| format::short_date(week.period.first)).collect();
    support_head(sheet, head, SUPPORT, &days.iter().map(String::as_str).collect::<Vec<_>>());
    for (offset, judged) in desk.card().commitments.iter().enumerate() {
        let row = head + 1 + index(offset);
        let found: Vec<Option<f64>> = weeks.iter().map(|week| deviation(week, judged)).collect();
        if found.iter().flatten().count() < 2 {
            continue;
        }
        for (column, value) in (SUPPORT..).zip(&found) {
            sheet.put(row, column, Value::maybe(*value), Style::SUPPORT);
        }
        sheet.charts.push(spark(desk, row, judged, &found));
    }
}

/// How far a week was from what was due in it: positive is good. Nothing of a week with too few cases to be judged.
pub fn deviation(week: &Past, judged: &Judged) -> Option<f64> {
    let own = week.now.iter().find(|own| own.id == judged.id)?;
    let gap = own.gap.filter(|_| own.status != Status::NotAssessed)?;
    Some(if judged.lower_is_better { -gap } else { gap })
}

fn spark(desk: &Desk, row: u32, judged: &Judged, found: &[Option<f64>]) -> Chart {
    let last = SUPPORT + u16::try_from(found.len()).unwrap_or(1) - 1;
    let area = |row: u32| Area { row, column: SUPPORT, last_row: row, last_column: last };
    let colour = |value: &Option<f64>| {
        if value.is_some_and(|value| value < 0.0) { Colour::BadMid } else { Colour::GoodMid }
    };
    let series = Series::new(
        desk.story.commitment(judged),
        area(row),
        area(row),
        Stroke::Solid(Colour::GoodMid),
    )
    .coloured(found.iter().map(colour).collect());
    let px = WIDTHS.get(usize::from(COLUMN)).copied().unwrap_or(120);
    let mut chart =
        Chart::new(ChartKind::Columns, (row, COLUMN), (px - 4, BOARD_PX), (0.0, 0.08, 1.0, 0.84));
    let (low, high) = found
        .iter()
        .flatten()
        .fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(*value), high.max(*value)));
    (chart.shift, chart.gap, chart.is_bare) = (2, 25, true);
    (chart.least, chart.most) = (low, Some(if high > low { high } else { 1.0 }));
    let mut chart = chart.with(series);
    chart.alt = desk.phrase("weeks-alt", &[("name", &desk.story.commitment(judged))]);
    chart
}
