//! The scoreboard: every commitment with its target, what happened, the gap, and the leads behind the number.

use super::cases::{Cases, counted, delivered, is_of_all};
use crate::model::decimal;
use crate::model::words::{Metric, Status};
use crate::report::blocks::{status_style, support_head};
use crate::report::book::{Area, Sheet, Value, at, index};
use crate::report::chart::{Chart, ChartKind, Series, Stroke};
use crate::report::desk::Desk;
use crate::report::detail::Field;
use crate::report::recount::Test;
use crate::report::style::{Align, Colour, Line, Number, Sits, Style};
use crate::scorecard::card::{Judged, Kind};
use crate::scorecard::history::Past;
use crate::texts::format;

/// Columns in pixels, where no promise is of money.
pub const WIDTHS: [u32; 14] = [14, 142, 68, 252, 62, 78, 66, 54, 80, 100, 14, 112, 84, 110];
/// What half the width of the variance bars may stand for: the least of these that holds the worst of them.
const GAP_SCALES: [f64; 3] = [0.20, 0.50, 1.0];
/// Height of a row.
pub const BOARD_PX: u32 = 21;
pub const TARGET: u16 = 4;
pub const EXPECTED: u16 = 5;
pub const ACTUAL: u16 = 6;
pub const CASES: u16 = 7;
pub const GAP: u16 = 8;
const RELATIVE: u16 = 9;
const FORECAST: u16 = 12;
const RANGE: u16 = 13;
/// The leads that keep a promise, and those still waiting: right of what is printed.
const KEPT: u16 = 27;
const WAITING: u16 = 28;
/// Heads by column.
const HEADS: [(u16, &str); 12] = [
    (1, "head-status"),
    (2, "head-team"),
    (3, "head-commitment"),
    (TARGET, "head-target"),
    (EXPECTED, "head-expected"),
    (ACTUAL, "head-actual"),
    (CASES, "head-denominator"),
    (GAP, "head-gap"),
    (RELATIVE, ""),
    (10, ""),
    (COLUMN, "head-weeks"),
    (RANGE, "head-range"),
];

/// Lays the board with its head on a row; gives the first free row.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    heads(desk, sheet, row, |_| true);
    let until = format::short_date(desk.story.texts.language, desk.card().period.last);
    sheet.say(
        row,
        FORECAST,
        desk.phrase("head-forecast", &[("day", &until)]),
        Style::HEAD.align(Align::Right),
    );
    support_head(sheet, row, KEPT, &[&desk.word("head-numerator"), &desk.word("head-waiting")]);
    let commitments = &desk.card().commitments;
    for (offset, judged) in commitments.iter().enumerate() {
        let is_first = offset
            .checked_sub(1)
            .and_then(|before| commitments.get(before))
            .is_none_or(|before| before.team != judged.team);
        let is_last = commitments.get(offset + 1).is_none_or(|next| next.team != judged.team);
        let line = Line::Under(if is_last { Colour::Rule } else { Colour::Hair });
        let place = Place { row: row + 1 + index(offset), offset, line, is_first };
        sheet.height(place.row, BOARD_PX);
        board_row(desk, sheet, judged, &place);
    }
    let end = row + 1 + index(commitments.len());
    weeks(desk, sheet, row);
    if commitments.iter().any(|judged| judged.gap.is_some() && judged.status != Status::NotAssessed)
    {
        let scale = gap_scale(commitments);
        let words = desk.phrase("head-relative-gap", &[("scale", &desk.share(scale, 0))]);
        sheet.say(row, RELATIVE, words, Style::HEAD.align(Align::Centre));
        let area = Area::column(RELATIVE, row + 1, end - 1);
        sheet.charts.push(variance(desk, commitments, area, scale));
    }
    names(desk, sheet, row + 1);
    end
}

/// The heads of the columns that are shown.
pub fn heads(desk: &Desk, sheet: &mut Sheet, row: u32, is_shown: impl Fn(u16) -> bool) {
    sheet.height(row, 32);
    for (column, key) in HEADS.into_iter().filter(|(column, _)| is_shown(*column)) {
        let align = match column {
            1..=3 => Align::Left,
            RELATIVE | COLUMN => Align::Centre,
            _ => Align::Right,
        };
        let words = if key.is_empty() { String::new() } else { desk.word(key) };
        sheet.say(row, column, words, Style::HEAD.align(align));
    }
}

/// Where a row stands.
struct Place {
    row: u32,
    offset: usize,
    line: Line,
    is_first: bool,
}

/// Writes a commitment's row of the board: status, team, name, target, expected, actual, gap, what
/// it rests on and what lies ahead.
fn board_row(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let (row, line) = (place.row, place.line);
    let team = if place.is_first {
        Style::LABEL.sits(Sits::Middle)
    } else {
        Style::NOTE.ink(Colour::Ghost)
    };
    sheet.say(row, 1, desk.story.status_of(judged), status_style(judged.status).line(line));
    sheet.say(row, 2, desk.team(judged.team), team.line(line));
    let is_marked = desk.story.in_part(judged).is_some() || judged.agreed.is_some();
    let mark = if is_marked { " *" } else { "" };
    sheet.say(row, 3, desk.story.commitment(judged) + mark, Style::TEXT.line(line));
    let quiet = |number: Number| Style::number(number).ink(Colour::Sub).line(line);
    match plain_target(judged) {
        Some((target, number)) => sheet.put(row, TARGET, Value::Number(target), quiet(number)),
        None => sheet.say(row, TARGET, desk.story.target(judged), quiet(Number::General)),
    }
    let due = match judged.kind {
        Kind::Amount => Number::Money,
        Kind::Level => counted_in(judged).unwrap_or(Number::One),
        _ => Number::One,
    };
    sheet.put(row, EXPECTED, expected(desk, judged, row), quiet(due));
    actual(desk, sheet, judged, place);
    gap(desk, sheet, judged, place);
    sheet.paint(row, 10..=11, Style::TEXT.line(line));
    basis(desk, sheet, judged, place);
    outlook(desk, sheet, judged, place);
}

/// What was due to date: of one target, its share of the working time gone.
fn expected(desk: &Desk, judged: &Judged, row: u32) -> Value {
    let Some(expected) = judged.due_by_now() else { return Value::Empty };
    let plain = judged
        .target
        .filter(|_| judged.kind.is_paced() && judged.agreed.is_none())
        .zip(judged.progress.share);
    match plain {
        Some((target, share)) if (target * share - expected).abs() < 1e-9 => {
            let is_common = judged.progress.share == desk.card().progress.share;
            let gone = if is_common { desk.word("name-share") } else { share.to_string() };
            Value::formula(format!("={}*{gone}", at(row, TARGET)), Some(expected))
        }
        _ => Value::Number(expected),
    }
}

/// Where the period will end, and how far from there it may; a rate that is judged with its interval shows that.
fn outlook(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let own = desk.card().forecast(place.offset);
    let style = Style::number(Number::Count).strong().line(place.line);
    sheet.put(
        place.row,
        FORECAST,
        Value::maybe(own.and_then(|range| range.mid).map(decimal::whole)),
        style,
    );
    let whole = |number: f64| desk.short(decimal::whole(number));
    let share = |fraction: f64| desk.share(fraction, 0);
    let forecast = own.map(|range| ("range-forecast", whole(range.low), whole(range.high)));
    let interval = judged
        .numbers
        .interval
        .filter(|_| judged.kind.is_share() && judged.status != Status::NotAssessed);
    let interval = interval.map(|range| ("range-interval", share(range.low), share(range.high)));
    let told = forecast.or(interval);
    let words = told.map(|(key, low, high)| desk.phrase(key, &[("low", &low), ("high", &high)]));
    let quiet = Style::number(Number::General).ink(Colour::Sub).line(place.line);
    sheet.put(place.row, RANGE, Value::maybe_text(words.as_deref()), quiet);
}

/// How far beyond the promise, as a share of it; nothing where nothing is drawn.
fn relative_gap(judged: &Judged) -> Option<f64> {
    judged.gap.filter(|_| judged.status != Status::NotAssessed)?;
    let wanted = judged.due_by_now().or(judged.target).filter(|wanted| *wanted > 0.0)?;
    let quotient = judged.numbers.actual? / wanted;
    Some(if judged.lower_is_better { 1.0 - quotient } else { quotient - 1.0 })
}

/// The scale on which the worst and the best gap differ in length; beyond the double a bar only fills its cell.
fn gap_scale(commitments: &[Judged]) -> f64 {
    let most = commitments.iter().filter_map(relative_gap).map(f64::abs).fold(0.0, f64::max);
    GAP_SCALES.into_iter().find(|scale| most <= *scale).unwrap_or(1.0)
}

/// The gaps of all commitments as bars to both sides, drawn on their cells.
fn variance(desk: &Desk, commitments: &[Judged], area: Area, scale: f64) -> Chart {
    let is_against = |judged: &Judged| {
        judged.gap.is_some_and(|gap| if judged.lower_is_better { gap > 0.0 } else { gap < 0.0 })
    };
    let colour = |judged: &Judged| match judged.status {
        _ if !is_against(judged) => Colour::GoodMid,
        Status::OnTrack | Status::Met => Colour::Act2,
        _ => Colour::BadMid,
    };
    let names = Area { column: 3, last_column: 3, ..area };
    let series = Series::new(String::new(), names, area, Stroke::Solid(Colour::GoodMid))
        .coloured(commitments.iter().map(colour).collect());
    let size = (
        WIDTHS.get(usize::from(RELATIVE)).copied().unwrap_or(100),
        BOARD_PX * index(commitments.len()),
    );
    let mut chart = Chart::new(ChartKind::Bars, (area.row, RELATIVE), size, (0.0, 0.0, 1.0, 1.0));
    (chart.gap, chart.least, chart.most, chart.is_bare) = (40, -scale, Some(scale), true);
    let mut worst: Vec<(f64, &Judged)> =
        commitments.iter().filter_map(|judged| Some((relative_gap(judged)?, judged))).collect();
    worst.sort_by(|a, b| a.0.total_cmp(&b.0));
    let told = worst.into_iter().map(|(gap, judged)| {
        let gap = format::signed(desk.story.texts.language, gap * 100.0, 0);
        format!("{} {gap}%", desk.story.commitment(judged))
    });
    let gaps = told.collect::<Vec<_>>().join("; ");
    chart.alt = desk.phrase("relative-gap-alt", &[("gaps", &gaps)]);
    chart.with(series)
}

/// The target as a number where its unit can be shown by a number format.
pub fn plain_target(judged: &Judged) -> Option<(f64, Number)> {
    let target = judged.agreed.or(judged.target)?;
    let percent = target * 100.0;
    let is_whole = (percent - percent.round()).abs() < 1e-6;
    let number = match judged.kind {
        _ if judged.lower_is_better && judged.kind.is_share() => Number::Ceiling,
        Kind::Share | Kind::Conversion | Kind::Verdict if is_whole => Number::Share,
        Kind::Share | Kind::Conversion | Kind::Verdict => Number::ExactShare,
        Kind::Count if decimal::is_shown(target - decimal::whole(target), 1) => Number::One,
        Kind::Count => Number::Count,
        Kind::Amount => Number::Money,
        Kind::Level if judged.metric == Metric::LeadsPerHour => Number::PerHour(judged.decimals()),
        Kind::Level => return None,
    };
    Some((target, number))
}

/// The number format of what happened, where its unit has one.
pub fn counted_in(judged: &Judged) -> Option<Number> {
    match judged.kind {
        Kind::Count => Some(Number::Count),
        Kind::Amount => Some(Number::Money),
        Kind::Share | Kind::Conversion | Kind::Verdict => Some(match judged.decimals() {
            1 => Number::ExactShare,
            decimals => Number::CloseShare(decimals),
        }),
        Kind::Level if judged.metric == Metric::LeadsPerHour => {
            Some(Number::PerHour(judged.decimals()))
        }
        Kind::Level => None,
    }
}

/// A gap as a number with its format; nothing where it is told in words.
pub fn plain_gap(judged: &Judged) -> Option<(f64, Number)> {
    let gap = judged.gap?;
    match judged.kind {
        Kind::Amount => Some((gap, Number::MoneyGap)),
        kind if kind.is_paced() => Some((gap, Number::Gap)),
        kind if kind.is_share() => Some((
            gap * 100.0,
            match judged.decimals() {
                1 => Number::Points,
                decimals => Number::FinePoints(decimals),
            },
        )),
        _ => None,
    }
}

fn actual(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let words = Style::number(Number::General).line(place.line);
    match plain_actual(judged) {
        Some((actual, number)) => {
            let style = Style { number, ..words.strong() };
            sheet.put(place.row, ACTUAL, live(desk, judged, actual, place.row), style);
        }
        None if judged.status == Status::NotAssessed => {
            sheet.say(place.row, ACTUAL, desk.story.actual(judged), words.ink(Colour::Faint));
        }
        None => sheet.say(place.row, ACTUAL, desk.story.actual(judged), words.strong()),
    }
}

/// What happened as a number with its format; nothing where it is told in words: not assessed, between two ends, or in a unit without a format.
pub fn plain_actual(judged: &Judged) -> Option<(f64, Number)> {
    let is_plain = judged.status != Status::NotAssessed && judged.ends().is_none();
    judged.numbers.actual.filter(|_| is_plain).zip(counted_in(judged))
}

/// The actual as a formula where it can be recounted.
fn live(desk: &Desk, judged: &Judged, actual: f64, row: u32) -> Value {
    match judged.metric {
        Metric::LeadsDelivered if is_of_all(desk, judged) => {
            let off = judged.net.then_some(Test::NoFlag(Field::Deducted));
            let tests: Vec<_> = delivered(desk, judged.cut_off).into_iter().chain(off).collect();
            counted(Some(actual), |n| desk.detail.counted().counted(n, &tests))
        }
        _ => live_rate(judged, actual, row),
    }
}

/// A rate as the quotient of the two cells beside it, where that is what it is.
fn live_rate(judged: &Judged, actual: f64, row: u32) -> Value {
    match (judged.numbers.numerator, judged.numbers.denominator) {
        (Some(part), Some(all))
            if judged.kind.is_share() && all > 0.0 && (part / all - actual).abs() < 1e-12 =>
        {
            Value::formula(format!("={}/{}", at(row, KEPT), at(row, CASES)), Some(actual))
        }
        _ => Value::Number(actual),
    }
}

fn gap(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let (row, line) = (place.row, place.line);
    let is_assessed = judged.status != Status::NotAssessed;
    let (Some(gap), Some(_), true) = (judged.gap, judged.numbers.actual, is_assessed) else {
        sheet.paint(row, GAP..=RELATIVE, Style::TEXT.line(line));
        let before = desk.story.before(judged).map(|before| format!("  {before}"));
        sheet.put(row, GAP, Value::maybe_text(before.as_deref()), Style::NOTE.line(line));
        return;
    };
    let due = judged.due_by_now();
    let against =
        if due.is_some() { (due, at(row, EXPECTED)) } else { (judged.target, at(row, TARGET)) };
    let (value, number) = match plain_gap(judged) {
        // The cell of the target holds what was promised for more than the files cover.
        Some((_, number)) if due.is_none() && judged.agreed.is_some() => {
            (Value::Number(gap), number)
        }
        Some((points, number @ (Number::Points | Number::FinePoints(_)))) => (
            Value::formula(format!("=({}-{})*100", at(row, ACTUAL), against.1), Some(points)),
            number,
        ),
        Some((_, number)) => {
            (Value::formula(format!("={}-{}", at(row, ACTUAL), against.1), Some(gap)), number)
        }
        None => (Value::text(desk.story.gap(judged)), Number::General),
    };
    sheet.put(row, GAP, value, Style::number(number).line(line));
    let relative = relative_gap(judged).map(|gap| relative(judged, gap, &against.1, row));
    sheet.put(
        row,
        RELATIVE,
        relative.unwrap_or(Value::Empty),
        Style::number(Number::Hidden).line(line),
    );
}

/// Such a gap as a formula over the cells beside it. Only its bar is seen.
fn relative(judged: &Judged, result: f64, cell: &str, row: u32) -> Value {
    match (judged.kind, judged.lower_is_better) {
        (Kind::Level, _) => Value::Number(result),
        (_, true) => Value::formula(format!("=1-{}/{cell}", at(row, ACTUAL)), Some(result)),
        (_, false) => Value::formula(format!("={}/{cell}-1", at(row, ACTUAL)), Some(result)),
    }
}

/// The leads behind the number: those that keep it, those judged, those still waiting.
fn basis(desk: &Desk, sheet: &mut Sheet, judged: &Judged, place: &Place) {
    let numbers = &judged.numbers;
    let style = Style::number(Number::Count).ink(Colour::Sub).line(place.line);
    let shares = judged.kind.is_share();
    let (part, all) =
        (numbers.numerator.filter(|_| shares), numbers.denominator.filter(|_| shares));
    let waiting = numbers
        .tally
        .map(|tally| tally.pending)
        .or(numbers.undecided)
        .or(numbers.maturing)
        .or(numbers.provisional);
    let cases = Cases::of(desk, judged, place.offset);
    sheet.put(place.row, CASES, counted(all, |n| cases.judged(n, &[])), style);
    let style = Style::SUPPORT;
    sheet.put(place.row, KEPT, counted(part, |n| cases.kept(n, &[])), style);
    sheet.put(place.row, WAITING, waiting.map_or(Value::Empty, |n| cases.pending(n)), style);
}

/// Names of the headlines: the first commitment of a metric.
fn names(desk: &Desk, sheet: &mut Sheet, row: u32) {
    let wanted =
        [Metric::LeadsDelivered, Metric::SalesWon, Metric::Conversion, Metric::FirstAttempt];
    for metric in wanted {
        let Some(offset) =
            desk.card().commitments.iter().position(|judged| judged.metric == metric)
        else {
            continue;
        };
        let row = row + index(offset);
        sheet.name(desk.word(&format!("name-{}", metric.word())), row, ACTUAL);
        sheet.name(desk.word(&format!("name-target-{}", metric.word())), row, TARGET);
    }
}

/// The column they stand in.
pub const COLUMN: u16 = 11;
/// Weeks shown.
const WEEKS: usize = 13;
/// First column of the deviations, right of what is printed.
const SUPPORT: u16 = 30;

/// Lays the weeks of every commitment below the board's head.
fn weeks(desk: &Desk, sheet: &mut Sheet, head: u32) {
    let whole: Vec<&Past> = desk.card().history.weeks.iter().filter(|week| week.is_over).collect();
    let weeks = whole.get(whole.len().saturating_sub(WEEKS)..).unwrap_or_default();
    if weeks.len() < 2 {
        return;
    }
    let days: Vec<String> = weeks
        .iter()
        .map(|week| format::short_date(desk.story.texts.language, week.period.first))
        .collect();
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
    let missed = found.iter().flatten().filter(|gap| **gap < 0.0).count() as u64;
    let weeks = desk.whole(found.iter().flatten().count() as u64);
    let values =
        [("name", desk.story.commitment(judged)), ("n", desk.whole(missed)), ("all", weeks)];
    let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
    chart.alt = desk.phrase("weeks-alt", &values);
    chart
}
