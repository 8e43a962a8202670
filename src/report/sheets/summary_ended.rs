//! The ended period's final account below the charts, on the first report of a new period.

use crate::model::words::Status;
use crate::report::book::{Sheet, Value, index};
use crate::report::desk::Desk;
use crate::report::style::{Align, Colour, Face, Line, Number, Sits, Style};
use crate::scorecard::card::Judged;

use super::summary::status_style;
use super::summary_board::{ACTUAL, EXPECTED, GAP, TARGET, counted_in, plain_gap, plain_target};

/// Lays the account from a row on; gives the first free row, the same one when there is none.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let (Some(title), Some(ended)) = (desk.story.ended(), desk.card().ended.as_ref()) else {
        return row;
    };
    sheet.height(row, 30);
    sheet.say(row, 1, title, Style::TEXT.face(Face::Verdict).sits(Sits::Bottom));
    for (offset, judged) in ended.commitments.iter().enumerate() {
        sheet.height(row + 1 + index(offset), 21);
        line(desk, sheet, judged, row + 1 + index(offset));
    }
    row + 1 + index(ended.commitments.len())
}

fn line(desk: &Desk, sheet: &mut Sheet, judged: &Judged, row: u32) {
    let under = Line::Under(Colour::Hair);
    let figure = Style::number(Number::General).align(Align::Right).line(under);
    sheet.say(row, 1, desk.story.status(judged.status), status_style(judged.status).line(under));
    sheet.say(row, 2, desk.team(judged.team), Style::NOTE.ink(Colour::Ghost).line(under));
    sheet.say(row, 3, desk.story.commitment(judged), Style::TEXT.line(under));
    // What the leads there were let expect of a level, where that was less than the promise.
    let expected =
        desk.story.expected(judged).filter(|_| !judged.kind.is_paced()).unwrap_or_default();
    let is_assessed = judged.status != Status::NotAssessed;
    let actual = judged.numbers.actual.filter(|_| is_assessed).zip(counted_in(judged));
    let gap = plain_gap(judged).filter(|_| is_assessed);
    let quiet = figure.ink(Colour::Sub);
    let story = desk.story;
    cell(sheet, (row, TARGET), plain_target(judged), story.target(judged), quiet);
    sheet.say(row, EXPECTED, expected, quiet);
    cell(sheet, (row, ACTUAL), actual, story.actual(judged), figure.strong());
    sheet.paint(row, ACTUAL + 1..=ACTUAL + 1, quiet);
    cell(sheet, (row, GAP), gap, story.gap(judged), quiet);
}

/// A number with its format, else its words.
fn cell(
    sheet: &mut Sheet,
    (row, column): (u32, u16),
    number: Option<(f64, Number)>,
    words: String,
    style: Style,
) {
    match number {
        Some((value, number)) => {
            sheet.put(row, column, Value::Number(value), Style { number, ..style });
        }
        None => sheet.say(row, column, words, style),
    }
}
