//! The scoreboard: every commitment with its target, what happened, the gap, and the leads behind the number.

use crate::model::words::{Metric, Status};
use crate::report::book::{Area, Rule, Sheet, Value, at, index};
use crate::report::desk::Desk;
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Align, Colour, Face, Line, Number, Sits, Style};
use crate::scorecard::card::{Judged, Kind};

use super::cases::{Cases, counted};
use super::summary::status_style;

const HEADS: [&str; 12] = [
    "head-status",
    "head-team",
    "head-commitment",
    "head-target",
    "head-expected",
    "head-actual",
    "head-gap",
    "head-relative-gap",
    "",
    "head-numerator",
    "head-denominator",
    "head-waiting",
];
/// Half the width of a variance bar.
const MOST_GAP: f64 = 0.20;

/// Lays the board with its head on a row; gives the first free row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    sheet.height(row, 32);
    for (column, key) in (1_u16..).zip(HEADS) {
        let align = match column {
            1..=3 => Align::Left,
            8 => Align::Centre,
            _ => Align::Right,
        };
        let words = if key.is_empty() { String::new() } else { desk.word(key) };
        sheet.say(row, column, words, Style::HEAD.align(align));
    }
    let commitments = &desk.card().commitments;
    for (offset, judged) in commitments.iter().enumerate() {
        let is_first = offset.checked_sub(1).and_then(|before| commitments.get(before)).is_none_or(|before| before.team != judged.team);
        let is_last = commitments.get(offset + 1).is_none_or(|next| next.team != judged.team);
        let line = Line::Under(if is_last { Colour::Rule } else { Colour::Hair });
        let place = Place { row: row + 1 + index(offset), offset, line, is_first };
        sheet.height(place.row, 21);
        board_row(desk, sheet, judged, &place);
    }
    names(desk, sheet, row + 1);
    row + 1 + index(commitments.len())
}

/// Where a row stands.
struct Place {
    row: u32,
    offset: usize,
    line: Line,
    is_first: bool,
}

fn board_row(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let (row, line) = (place.row, place.line);
    let team = if place.is_first { Style::LABEL.sits(Sits::Middle) } else { Style::NOTE.ink(Colour::Ghost) };
    sheet.say(row, 1, desk.story.status(judged.status), status_style(judged.status).line(line));
    sheet.say(row, 2, desk.team(judged.team), team.line(line));
    sheet.say(row, 3, desk.story.commitment(judged), Style::TEXT.line(line));
    let quiet = |number: Number| Style::number(number).ink(Colour::Sub).line(line);
    match plain_target(judged) {
        Some((target, number)) => sheet.put(row, 4, Value::Number(target), quiet(number)),
        None => sheet.say(row, 4, desk.story.target(judged), quiet(Number::General)),
    }
    sheet.put(row, 5, Value::maybe(judged.due_by_now()), quiet(Number::One));
    actual(desk, sheet, judged, place);
    gap(desk, sheet, judged, place);
    sheet.put(row, 9, Value::Empty, Style::TEXT.line(line));
    basis(desk, sheet, judged, place);
}

/// The target as a number where its unit can be shown by a number format.
fn plain_target(judged: &Judged) -> Option<(f64, Number)> {
    let target = judged.target?;
    let percent = target * 100.0;
    let is_whole = (percent - percent.round()).abs() < 1e-6;
    let number = match judged.kind {
        _ if judged.lower_is_better && judged.kind.is_share() => Number::Ceiling,
        Kind::Share | Kind::Conversion | Kind::Verdict if is_whole => Number::Share,
        Kind::Share | Kind::Conversion | Kind::Verdict => Number::ExactShare,
        Kind::Count => Number::Count,
        Kind::Amount => Number::Money,
        Kind::Level if judged.metric == Metric::LeadsPerHour => Number::PerHour,
        Kind::Level => return None,
    };
    Some((target, number))
}

fn actual(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let value = judged.numbers.actual.filter(|_| judged.status != Status::NotAssessed);
    let number = match judged.kind {
        Kind::Count => Some(Number::Count),
        Kind::Amount => Some(Number::Money),
        Kind::Share | Kind::Conversion | Kind::Verdict => Some(Number::ExactShare),
        Kind::Level if judged.metric == Metric::LeadsPerHour => Some(Number::PerHour),
        Kind::Level => None,
    };
    match (value, number) {
        (Some(actual), Some(number)) => {
            let style = Style::number(number).strong().line(place.line);
            sheet.put(place.row, 6, live(desk, judged, actual, place.row), style);
        }
        (Some(_), None) => sheet.say(place.row, 6, desk.story.actual(judged), Style::number(Number::General).strong().line(place.line)),
        (None, _) => {
            sheet.say(place.row, 6, desk.story.actual(judged), Style::number(Number::General).ink(Colour::Faint).line(place.line));
        }
    }
}

/// The actual as a formula where it can be recounted.
fn live(desk: &Desk, judged: &Judged, actual: f64, row: u32) -> Value {
    let is_whole = judged.conditions.is_empty();
    let off = judged.net.then_some(Test::NoFlag(Field::Deducted));
    let delivered: Vec<Test<Field>> = std::iter::once(Test::Flag(Field::InPeriod)).chain(off).collect();
    match judged.metric {
        Metric::LeadsDelivered if is_whole => counted(Some(actual), |n| desk.detail.counted().counted(n, &delivered)),
        _ => live_rate(judged, actual, row),
    }
}

/// A rate as the quotient of the two cells beside it, where that is what it is.
fn live_rate(judged: &Judged, actual: f64, row: u32) -> Value {
    match (judged.numbers.numerator, judged.numbers.denominator) {
        (Some(part), Some(all)) if judged.kind.is_share() && all > 0.0 && (part / all - actual).abs() < 1e-12 => {
            Value::formula(format!("={}/{}", at(row, 10), at(row, 11)), Some(actual))
        }
        _ => Value::Number(actual),
    }
}

fn gap(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let (row, line) = (place.row, place.line);
    let is_assessed = judged.status != Status::NotAssessed;
    let (Some(gap), Some(actual), true) = (judged.gap, judged.numbers.actual, is_assessed) else {
        sheet.paint(row, 7..=8, Style::TEXT.line(line));
        return;
    };
    let due = judged.due_by_now();
    let against = if due.is_some() { (due, at(row, 5)) } else { (judged.target, at(row, 4)) };
    let (value, number) = match judged.kind {
        kind if kind.is_paced() => (Value::formula(format!("={}-{}", at(row, 6), against.1), Some(gap)), Number::Gap),
        kind if kind.is_share() => (Value::formula(format!("=({}-{})*100", at(row, 6), against.1), Some(gap * 100.0)), Number::Points),
        _ => (Value::text(desk.story.gap(judged)), Number::General),
    };
    sheet.put(row, 7, value, Style::number(number).line(line));
    let style = Style { align: Align::Centre, ..Style::number(Number::Relative) }.face(Face::Small).ink(Colour::Sub).line(line);
    match against.0.filter(|wanted| *wanted > 0.0) {
        Some(wanted) => {
            sheet.put(row, 8, relative(judged, (actual, wanted), &against.1, row), style);
            let negative = if judged.status == Status::OnTrack { Colour::Act2 } else { Colour::BadMid };
            sheet.rules.push(Rule::Variance { area: Area::column(8, row, row), most: MOST_GAP, negative });
        }
        None => sheet.put(row, 8, Value::Empty, style),
    }
}

/// How far beyond the promise, as a share of it: positive is good.
fn relative(judged: &Judged, (actual, wanted): (f64, f64), cell: &str, row: u32) -> Value {
    let quotient = actual / wanted;
    let result = if judged.lower_is_better { 1.0 - quotient } else { quotient - 1.0 };
    match (judged.kind, judged.lower_is_better) {
        (Kind::Level, _) => Value::Number(result),
        (_, true) => Value::formula(format!("=1-{}/{cell}", at(row, 6)), Some(result)),
        (_, false) => Value::formula(format!("={}/{cell}-1", at(row, 6)), Some(result)),
    }
}

/// The leads behind the number: those that keep it, those judged, those still waiting.
fn basis(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let numbers = &judged.numbers;
    let style = Style::number(Number::Count).ink(Colour::Sub).line(place.line);
    let shares = judged.kind.is_share();
    let (part, all) = (numbers.numerator.filter(|_| shares), numbers.denominator.filter(|_| shares));
    let waiting = numbers.tally.map(|tally| tally.pending).or(numbers.undecided).or(numbers.maturing).or(numbers.provisional);
    let cases = Cases::of(desk, judged, place.offset);
    sheet.put(place.row, 10, counted(part, |n| cases.kept(n, &[])), style);
    sheet.put(place.row, 11, counted(all, |n| cases.judged(n, &[])), style);
    let waiting = waiting.map_or(Value::Empty, |n| if numbers.tally.is_some() { cases.pending(n) } else { Value::count(n) });
    sheet.put(place.row, 12, waiting, Style { number: Number::Dotted, ..style });
}

/// Names of the headlines: the first commitment of a metric.
fn names(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let wanted = [Metric::LeadsDelivered, Metric::SalesWon, Metric::Conversion, Metric::FirstAttempt];
    for metric in wanted {
        let Some(offset) = desk.card().commitments.iter().position(|judged| judged.metric == metric) else { continue };
        let row = row + index(offset);
        sheet.name(desk.word(&format!("name-{}", metric.word())), row, 6);
        sheet.name(desk.word(&format!("name-target-{}", metric.word())), row, 4);
    }
}
