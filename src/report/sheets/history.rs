//! Histórico / History: every commitment by period as of now and as reported, streaks, thirteen weeks, decisions.

use super::summary_board::deviation;
use super::{agreement_registers, history_decisions};
use crate::model::agreement::Language;
use crate::model::words::{LogKind, Status};
use crate::report::blocks::{Listing, head, nothing, number, section, support, support_head, text};
use crate::report::book::{Area, Cell, Sheet, Value, index, index16};
use crate::report::chart::{Chart, ChartKind, LabelPlace, Labels, Scale, Series, Stroke};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::{Colour, Number, Style};
use crate::scorecard::card::{Judged, Kind};
use crate::scorecard::history::{History, Past};
use crate::texts::format;
use crate::texts::names::{Exactness, shortened};
use chrono::Datelike;
use std::collections::BTreeMap;

const FIRST: u32 = 4;
/// Changes of the agreement listed one by one.
const MOST_AMENDED: usize = 40;
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
    let row = targets_then(desk, &mut sheet, row);
    let row = reported(desk, &mut sheet, history, row + 2);
    let row = history_decisions::lay(desk, &mut sheet, row) + 2;
    let row = weeks(desk, &mut sheet, history, row);
    sheet.print.last_row = amended(desk, &mut sheet, row).unwrap_or(row - 2);
    sheet
}

/// The changes of the agreement's text, the newest first, where there were any; gives the last row.
fn amended(desk: &Desk, sheet: &mut Sheet, row: u32) -> Option<u32> {
    let all = desk.card().history.amended.iter().rev();
    let told: Vec<(String, String)> =
        all.flat_map(|one| agreement_registers::amended(desk, one)).take(MOST_AMENDED).collect();
    if told.is_empty() {
        return None;
    }
    section(sheet, row, 1, desk.story.texts.word("amended.history"));
    for (offset, (day, what)) in told.iter().enumerate() {
        sheet.say(row + 1 + index(offset), 1, format!("{day}  {what}"), Style::TEXT);
    }
    let end = row + 1 + index(told.len());
    sheet.say(end, 1, desk.story.texts.word("amended.history-note"), Style::NOTE);
    Some(end)
}

/// The targets of earlier periods that are not the ones beside the numbers, a line a commitment; gives the last row written.
fn targets_then(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let told = desk.card().commitments.iter().filter_map(|judged| {
        let then = |past: &Past| {
            let own = past.now.iter().find(|own| own.id == judged.id)?;
            let target = desk.story.target_then(judged, own)?;
            Some(format!("{} {target}", desk.story.period_name(&past.period)))
        };
        let periods: Vec<String> = desk.card().history.periods.iter().filter_map(then).collect();
        let values =
            [("commitment", &*desk.story.commitment(judged)), ("targets", &periods.join(", "))];
        (!periods.is_empty()).then(|| desk.phrase("history-targets-then", &values))
    });
    told.fold(row, |row, line| {
        sheet.say(row + 1, 1, line, Style::NOTE);
        row + 1
    })
}

/// The sheet's message: how many promises the newest closed period kept, of those judged.
fn message(desk: &Desk, history: &History) -> String {
    let Some(last) = history.periods.iter().rev().find(|past| past.is_over && !past.now.is_empty())
    else {
        return desk.word("history-message-young");
    };
    if desk.card().commitments.iter().all(|judged| judged.is_measured) {
        return desk.word("statement-unasked");
    }
    let of = |wanted: &[Status]| {
        let is_one = |judged: &&Judged| {
            last.status(&judged.id).is_some_and(|status| wanted.contains(&status))
        };
        desk.card().commitments.iter().filter(is_one).count() as u64
    };
    let (kept, all) = (of(&[Status::Met]), of(&[Status::Met, Status::Missed]));
    let period = desk.story.period_name(&last.period);
    if all == 0 {
        return desk.phrase("history-message-unjudged", &[("period", &period)]);
    }
    desk.count("history-message", kept, &[("all", &desk.whole(all)), ("period", &period)])
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
    found.map_or(Value::Empty.into(), |own| told_now(desk, own))
}

fn told_now(desk: &Desk, own: &Judged) -> Cell {
    // A share too few cases were judged for is told by them, as it is on the first sheet, and so are both ends of what is open.
    let is_few = own.status == Status::NotAssessed && own.kind.is_share();
    if is_few || desk.story.both_ends(own).is_some() {
        let few = Style::number(Number::General).ink(Colour::Faint);
        return Cell::styled(Value::text(desk.story.actual(own)), few);
    }
    value(desk, own, own.numbers.actual, own.status)
}

fn as_reported(desk: &Desk, judged: &Judged, past: &Past) -> Cell {
    let said = past.reported.as_ref().and_then(|reported| reported.actuals.get(&judged.id));
    let now = past.now.iter().find(|own| own.id == judged.id);
    said.map_or(Value::Empty.into(), |(actual, status)| match now {
        // What did not change since is told alike.
        Some(now) if (now.numbers.actual, now.status) == (*actual, *status) => told_now(desk, now),
        _ => value(desk, judged, *actual, *status),
    })
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

/// The table of what each report said at its time, beside which the recomputed past stands; a
/// sentence where no report was made.
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

/// Commitments with a column; the sheet has room for no more.
const MOST: usize = 8;
const CHARTS: usize = 4;
/// Words along the lines, right of what is printed.
pub const SUPPORT: u16 = 12;
/// Rows the charts take.
const CHART_ROWS: u32 = 14;

/// Lays the weeks as a table and charts; gives the first free row. One week alone is no trend.
fn weeks(desk: &Desk, sheet: &mut Sheet, history: &History, row: u32) -> u32 {
    section(sheet, row, 1, &desk.word("history-weeks"));
    if history.weeks.len() < 2 {
        nothing(sheet, row + 1, 1, &desk.word("history-no-weeks"));
        return row + 3;
    }
    sheet.print.parts.push(row);
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
    // Shares stand on one scale, so that their lines compare.
    let shares = charted.iter().filter(|(_, judged)| judged.kind.is_share());
    let shares: Vec<f64> = shares.flat_map(|(_, judged)| values(weeks, judged)).collect();
    let shares = scale(true, &shares);
    sheet.say(top - 1, 2, desk.word("history-trend-note"), Style::NOTE);
    let table = top + CHART_ROWS;
    for (place, (column, judged)) in charted.into_iter().enumerate() {
        let trend = Trend {
            judged,
            column: index16(column) + 2,
            support: SUPPORT + 1 + FED * index16(place),
            first: table + 1,
            scale: if judged.kind.is_share() {
                shares
            } else {
                scale(false, &values(weeks, judged))
            },
        };
        let drawn = draw(desk, sheet, weeks, (top, place), &trend);
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
            Some(own) => weekly(desk, own),
            None => Value::Empty.into(),
        });
        listing.rows.push(
            std::iter::once(Value::text(words(desk.story.texts.language, week)).into())
                .chain(own)
                .collect(),
        );
    }
    listing
}

/// A week's number, or both ends of one that is only measured and open.
fn weekly(desk: &Desk, own: &Judged) -> Cell {
    let few = Style::number(Number::General).ink(Colour::Faint);
    let ends = desk.story.both_ends(own).map(|ends| Cell::styled(Value::text(ends), few));
    ends.unwrap_or_else(|| value(desk, own, own.numbers.actual, own.status))
}

/// What a week found of a commitment; nothing where it was not in force.
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
fn words(language: Language, week: &Past) -> String {
    format!(
        "{}–{}",
        format::short_date(language, week.period.first),
        format::short_date(language, week.period.last)
    )
}

/// Weeks a line is drawn of: not the one that has only begun.
fn whole_weeks(history: &History) -> usize {
    history.weeks.iter().filter(|week| week.is_over).count().max(2).min(history.weeks.len())
}

/// Letters of a title.
const LONGEST_TITLE: usize = 34;

/// Where decisions stand between the bottom and the top of a chart.
const STAND: f64 = 0.07;

/// Which line, and the cells it is drawn of.
pub struct Trend<'a> {
    /// The commitment.
    pub judged: &'a Judged,
    /// Column of its values in the table of weeks.
    pub column: u16,
    /// First of its own support columns: what was agreed, and where decisions stand.
    pub support: u16,
    /// Row of the first week.
    pub first: u32,
    /// Bottom of its axis, and the axis.
    pub scale: (f64, Scale),
}

/// What a commitment came to in each week, and what was agreed then.
fn values(weeks: &[Past], judged: &Judged) -> Vec<f64> {
    let found = |week: &Past| of(week, judged).map(|own| [own.numbers.actual, own.expected]);
    weeks.iter().filter_map(found).flatten().flatten().collect()
}

/// Support columns of a trend: what was agreed, where decisions stand, how far it is from there to the line, and nothing below.
pub const FED: u16 = 4;

/// Draws a line over whole weeks at a place of the row of charts.
pub fn draw(
    desk: &Desk,
    sheet: &mut Sheet,
    weeks: &[Past],
    (row, place): (u32, usize),
    trend: &Trend,
) -> Chart {
    let judged = trend.judged;
    let own = |week: &Past| of(week, judged).and_then(|own| own.numbers.actual);
    let agreed: Vec<Option<f64>> =
        weeks.iter().map(|week| of(week, judged).and_then(|own| own.expected)).collect();
    let mut chart = Chart::new(ChartKind::Lines, (row, 1), (298, 236), (0.115, 0.15, 0.715, 0.70));
    chart.shift = 302 * u32::try_from(place).unwrap_or(0);
    let (least, scale) = trend.scale;
    let stand = least + STAND * (scale.most - least);
    (chart.least, chart.axis) = (least, Some(scale));
    support_head(
        sheet,
        trend.first - 1,
        trend.support,
        &[&desk.word("head-target"), &desk.word("history-decision")],
    );
    support(sheet, trend.first, trend.support, agreed.iter().map(|agreed| Value::maybe(*agreed)));
    let area =
        |column: u16| Area::column(column, trend.first, trend.first + index(weeks.len()) - 1);
    if agreed.iter().any(Option::is_some) {
        chart = chart.with(Series::new(
            desk.word("head-target"),
            area(SUPPORT),
            area(trend.support),
            Stroke::Dashed,
        ));
    }
    let known = weeks.iter().rposition(|week| own(week).is_some());
    let said = known
        .and_then(|at| weeks.get(at))
        .and_then(own)
        .map(|actual| desk.story.value(judged, actual, Exactness::Counted));
    let labels = (0..weeks.len()).map(|at| said.clone().filter(|_| Some(at) == known)).collect();
    let line = Series::new(
        desk.story.commitment(judged),
        area(SUPPORT),
        area(trend.column),
        Stroke::Line(Colour::Act, 2.0),
    );
    chart = chart.with(line.labelled(Labels::Words(LabelPlace::Right, labels)));
    let high =
        |place: usize| weeks.get(place).and_then(own).or(agreed.get(place).copied().flatten());
    if let Some(decided) =
        decisions(desk, sheet, &marks(desk, weeks, judged), trend, (weeks.len(), stand), high)
    {
        chart = chart.with(decided);
    }
    let told = weeks.iter().rev().filter_map(|week| {
        let actual = desk.story.value(judged, own(week)?, Exactness::Counted);
        Some(format!("{} {actual}", words(desk.story.texts.language, week)))
    });
    chart.saying(trend_message(desk, weeks, judged), desk.alt("chart-history-alt", told))
}

/// Decisions stand over the axis beside their dates, each with a thin line up to the trend.
fn decisions(
    desk: &Desk,
    sheet: &mut Sheet,
    marks: &BTreeMap<usize, String>,
    trend: &Trend,
    (weeks, stand): (usize, f64),
    high: impl Fn(usize) -> Option<f64>,
) -> Option<Series> {
    let column = |value: &dyn Fn(usize) -> Option<f64>| -> Vec<Value> {
        (0..weeks).map(|place| Value::maybe(marks.get(&place).and_then(|_| value(place)))).collect()
    };
    let up = |place: usize| high(place).map(|high| (high - stand).max(0.0));
    let fed = [column(&|place| high(place).map(|_| stand)), column(&up), column(&|_| Some(0.0))];
    for (offset, values) in (1..).zip(fed) {
        support(sheet, trend.first, trend.support + offset, values.into_iter());
    }
    let area = |offset: u16| {
        Area::column(trend.support + offset, trend.first, trend.first + index(weeks) - 1)
    };
    let words = (0..weeks).map(|place| marks.get(&place).cloned()).collect();
    let across = Area::column(SUPPORT, trend.first, trend.first + index(weeks) - 1);
    let decided = Series::new(desk.word("history-decision"), across, area(1), Stroke::Diamonds)
        .reaching(area(2), area(3));
    (!marks.is_empty()).then(|| decided.labelled(Labels::Words(LabelPlace::Marked, words)))
}

/// The weeks with decisions on this commitment or on none: `05/10`, `05/10 +1`.
fn marks(desk: &Desk, weeks: &[Past], judged: &Judged) -> BTreeMap<usize, String> {
    let is_own = |about: &str| about == judged.id || about == judged.metric.word();
    let is_another = |about: &str| {
        desk.card()
            .commitments
            .iter()
            .any(|other| about == other.id || about == other.metric.word())
    };
    let zone = desk.story.calendar.zone();
    let decided = desk.story.book.log().iter().filter(|entry| entry.kind == LogKind::Decision);
    let about = decided.filter(|entry| {
        entry.about.as_deref().is_none_or(|about| is_own(about) || !is_another(about))
    });
    let mut days: BTreeMap<usize, Vec<crate::model::zone::Day>> = BTreeMap::new();
    for day in about.map(|entry| zone.day(entry.at)) {
        if let Some(place) =
            weeks.iter().position(|week| (week.period.first..=week.period.last).contains(&day))
        {
            days.entry(place).or_default().push(day);
        }
    }
    let word = |days: Vec<crate::model::zone::Day>| {
        let first = days
            .iter()
            .min()
            .map(|day| format::short_date(desk.story.texts.language, *day))
            .unwrap_or_default();
        if days.len() > 1 { format!("{first} +{}", days.len() - 1) } else { first }
    };
    days.into_iter().map(|(place, days)| (place, word(days))).collect()
}

/// Bottom, top and step of the axis: near the values of a share, from zero for a count.
fn scale(is_share: bool, values: &[f64]) -> (f64, Scale) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    if is_share {
        let step = if high < 0.4 { 0.1 } else { 0.25 };
        let least =
            if low.is_finite() { ((low - 0.02) / step).floor().max(0.0) * step } else { 0.0 };
        let most = ((high + 0.001) / step).ceil() * step;
        let most = if least >= 1.0 { 1.25 } else { most.max(least + step) };
        return (
            least,
            Scale {
                most: if high <= 1.0 { most.min(1.0).max(least + step) } else { most },
                step,
                code: "0%",
            },
        );
    }
    let size = 10_f64.powf((high.max(1.0) / 2.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|n| n * size)
        .find(|step| high / step <= 3.0)
        .unwrap_or(size * 10.0)
        .max(1.0);
    (0.0, Scale { most: (high / step).ceil().max(1.0) * step, step, code: "#,##0" })
}

/// In how many weeks the promise was not kept.
fn trend_message(desk: &Desk, weeks: &[Past], judged: &Judged) -> String {
    let gaps: Vec<f64> = weeks.iter().filter_map(|week| deviation(week, judged)).collect();
    let noun = capitalised(&desk.said(&format!("noun.{}", judged.metric.word())));
    // Where a promise is for some leads only, these tell it from its like.
    let whole = desk.story.commitment(judged);
    let scope = whole
        .split_once(": ")
        .filter(|_| !judged.conditions.is_empty())
        .map_or(noun.as_str(), |(scope, _)| scope);
    let name = shortened(scope, LONGEST_TITLE - 15);
    if gaps.is_empty() {
        return name;
    }
    let off = gaps.iter().filter(|gap| **gap < -1e-9).count() as u64;
    let all = desk.whole(gaps.len() as u64);
    let key = if off == 0 { "chart-weeks-kept" } else { "chart-weeks-off" };
    desk.phrase(key, &[("name", &name), ("n", &desk.whole(off)), ("all", &all)])
}
