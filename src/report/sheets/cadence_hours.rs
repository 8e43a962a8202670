//! When people answer: connections by weekday and hour, and by channel.

use std::collections::BTreeMap;

use crate::model::evidence::Unseen;
use crate::report::blocks::{FEW, Listing, RIGHT, bars, ends, nothing, number, section, text};
use crate::report::book::{Area, Rule, Sheet, Value, index, index16};
use crate::report::desk::{Desk, capitalised};
use crate::report::style::{Align, Colour, Face, Line, Number, Style};
use crate::scorecard::card::{ChannelRow, HourRow};

/// Hours that fit the left panel.
const MOST_HOURS: usize = 9;
const ROW_PX: u32 = 18;
/// Pixels of a row of counts.
const COUNT_PX: u32 = 13;

/// Attempts and connections by weekday and hour.
type Cells = BTreeMap<(u8, u8), HourRow>;

/// The share of the attempts with a known outcome that connected; nothing without any, or where no file tells who was reached.
fn rate(row: &HourRow) -> Option<f64> {
    row.connected.filter(|_| row.told > 0).map(|own| own as f64 / row.told as f64)
}

/// Lays the tries by hour and weekday, and beside them those by channel; gives the last row used.
pub fn lay(desk: &Desk, sheet: &mut Sheet, row: u32) -> u32 {
    let cadence = &desk.card().cadence;
    if cadence.hours.is_empty() && cadence.channels.is_empty() {
        return row;
    }
    section(sheet, row, 1, &desk.word("cadence-hours"));
    let cells: Cells = cadence.hours.iter().map(|row| ((row.weekday, row.hour), *row)).collect();
    let left = if cells.is_empty() {
        let is_untimed = cadence.channels.iter().any(|own| own.attempts > 0);
        let why = if is_untimed { "cadence-no-hours" } else { "cadence-none" };
        nothing(sheet, row + 1, 1, &desk.word(why));
        row + 1
    } else {
        heat(desk, sheet, row + 1, &cells)
    };
    sheet.say(row, RIGHT, desk.word("cadence-channels"), Style::SECTION);
    let last = left.max(channels(desk, sheet, row + 1, &cadence.channels));
    let Some(words) = desk.story.no_attempts() else { return last };
    sheet.say(last + 1, 1, words, Style::NOTE);
    last + 1
}

/// The run of hours with most attempts, as many as fit.
fn window(cells: &Cells) -> Vec<u8> {
    let made = |hour: u8| {
        cells.iter().filter(|((_, h), _)| *h == hour).map(|(_, own)| own.attempts).sum::<u64>()
    };
    let by_hour: Vec<u64> = (0..24).map(made).collect();
    let first = by_hour.iter().position(|n| *n > 0).unwrap_or(0);
    let last = by_hour.iter().rposition(|n| *n > 0).unwrap_or(0);
    let starts = first..=last.saturating_sub(MOST_HOURS - 1).max(first);
    let sum = |start: &usize| by_hour.iter().skip(*start).take(MOST_HOURS).sum::<u64>();
    let start = starts.max_by_key(|start| (sum(start), std::cmp::Reverse(*start))).unwrap_or(first);
    (start..=last).take(MOST_HOURS).filter_map(|hour| u8::try_from(hour).ok()).collect()
}

fn heat(desk: &Desk, sheet: &mut Sheet, row: u32, cells: &Cells) -> u32 {
    let hours = window(cells);
    let weekdays: Vec<u8> =
        (0..7).filter(|day| *day < 5 || cells.keys().any(|(weekday, _)| weekday == day)).collect();
    // The table of channels beside has headings of two lines in this row.
    sheet.height(row, 30);
    for (column, hour) in (2_u16..).zip(&hours) {
        sheet.say(row, column, format!("{hour} h"), Style { align: Align::Centre, ..Style::LABEL });
    }
    for (row, weekday) in (row + 1..).zip(&weekdays) {
        sheet.height(row, ROW_PX);
        sheet.say(row, 1, desk.weekday(*weekday), Style::TEXT);
        for (column, hour) in (2_u16..).zip(&hours) {
            heat_cell(sheet, (row, column), cells.get(&(*weekday, *hour)));
        }
    }
    let last = row + index(weekdays.len());
    let area =
        Area { row: row + 1, column: 2, last_row: last, last_column: 1 + index16(hours.len()) };
    scale(sheet, area, &weekdays, &hours, cells);
    sheet.say(last + 1, 1, note(desk, cells, &hours), Style::NOTE);
    counts(desk, sheet, last + 2, (&weekdays, &hours), cells)
}

/// How many tries stand behind each cell; gives the last row.
fn counts(
    desk: &Desk,
    sheet: &mut Sheet,
    row: u32,
    (weekdays, hours): (&[u8], &[u8]),
    cells: &Cells,
) -> u32 {
    sheet.say(row, 1, desk.word("hours-counts"), Style::LABEL);
    let style = Style { number: Number::Count, align: Align::Centre, ..Style::NOTE };
    for (column, hour) in (2_u16..).zip(hours) {
        sheet.say(row, column, format!("{hour} h"), Style { align: Align::Centre, ..Style::LABEL });
    }
    for (row, weekday) in (row + 1..).zip(weekdays) {
        sheet.height(row, COUNT_PX);
        sheet.say(row, 1, desk.weekday(*weekday), Style::NOTE);
        for (column, hour) in (2_u16..).zip(hours) {
            let made = cells.get(&(*weekday, *hour)).map(|own| own.attempts);
            sheet.put(row, column, Value::maybe_count(made), style);
        }
    }
    row + index(weekdays.len())
}

/// One scale for the cells with tries enough to colour; hardly tried hours stay white.
fn scale(sheet: &mut Sheet, area: Area, weekdays: &[u8], hours: &[u8], cells: &Cells) {
    let is_enough =
        |weekday: u8, hour: u8| cells.get(&(weekday, hour)).is_some_and(|own| own.told >= FEW);
    let rates = cells.values().filter(|own| own.told >= FEW).filter_map(rate);
    let most = (rates.fold(0.1, f64::max) * 20.0).ceil() / 20.0;
    for (row, weekday) in (area.row..).zip(weekdays) {
        for (column, _) in
            (area.column..).zip(hours).filter(|(_, hour)| is_enough(*weekday, **hour))
        {
            let area = Area { row, column, last_row: row, last_column: column };
            sheet.rules.push(Rule::Heat { area, least: 0.05, most, colour: Colour::Heat });
        }
    }
}

fn heat_cell(sheet: &mut Sheet, (row, column): (u32, u16), own: Option<&HourRow>) {
    let style =
        Style { number: Number::Share, align: Align::Centre, line: Line::Around, ..Style::TEXT };
    let share = Value::maybe(own.and_then(rate));
    let (value, style) = match own {
        None => (Value::Empty, style.fill(Colour::Wash)),
        Some(own) if own.told < FEW => (share, style.face(Face::Young).ink(Colour::Faint)),
        Some(_) => (share, style),
    };
    sheet.put(row, column, value, style);
}

/// How many tries there are, how many outside the hours shown, and the best hour.
fn note(desk: &Desk, cells: &Cells, hours: &[u8]) -> String {
    let all: u64 = cells.values().map(|own| own.attempts).sum();
    let untold: u64 = cells.values().map(|own| own.attempts - own.told).sum();
    let is_outside = |own: &&HourRow| !hours.contains(&own.hour);
    let outside: u64 = cells.values().filter(is_outside).map(|own| own.attempts).sum();
    let told = |(at, own): (&(u8, u8), &HourRow)| Some((*at, own.told, rate(own)?));
    let best = cells.iter().filter(|(_, own)| own.told >= FEW).filter_map(told);
    let best = best.max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0)));
    let shown = || cells.values().filter(|own| hours.contains(&own.hour)).map(|own| own.attempts);
    let (least, most) = (shown().min().unwrap_or(0), shown().max().unwrap_or(0));
    let mut parts = vec![
        desk.count("hours-tries", all, &[]),
        desk.phrase("hours-cells", &[("low", &desk.whole(least)), ("high", &desk.whole(most))]),
    ];
    if outside > 0 {
        parts.push(desk.count("hours-outside", outside, &[]));
    }
    if cells.values().any(|own| own.connected.is_none()) {
        parts.push(desk.story.unseen(desk.card().blind.reached.unwrap_or(Unseen::Conversations)));
    }
    parts.extend((untold > 0).then(|| desk.count("cadence-untold-attempts", untold, &[])));
    if let Some(((weekday, hour), made, share)) = best {
        let share = desk.share(share, 0);
        let values = [
            ("weekday", desk.weekday(weekday)),
            ("hour", hour.to_string()),
            ("share", share),
            ("made", desk.whole(made)),
        ];
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        parts.push(desk.phrase("hours-best", &values));
    }
    parts.join(" · ")
}

fn channels(desk: &Desk, sheet: &mut Sheet, row: u32, channels: &[ChannelRow]) -> u32 {
    if channels.is_empty() {
        nothing(sheet, row, RIGHT, &desk.word("cadence-none"));
        return row + 1;
    }
    let columns = vec![
        (desk.word("head-channel"), text()),
        (desk.word("head-rate-short"), number(Number::Share)),
        (desk.word("head-recorded"), number(Number::Count)),
        (desk.word("head-interval-from"), number(Number::Share).ink(Colour::Faint)),
        (desk.word("head-interval-to"), number(Number::Share).ink(Colour::Faint)),
    ];
    let mut listing = Listing {
        head_px: None,
        ..Listing::new(desk.word("table-channels"), (row, RIGHT), columns)
    };
    for channel in channels {
        let [low, high] = ends(channel.connected, channel.told);
        listing.rows.push(vec![
            Value::text(capitalised(&desk.said(&format!("channel.{}", channel.channel.word()))))
                .into(),
            Value::maybe(channel.connected.map(|own| own as f64 / channel.told.max(1) as f64))
                .into(),
            Value::count(channel.attempts).into(),
            low,
            high,
        ]);
    }
    bars(sheet, listing.area(1), Colour::Bar, listing.most(1));
    listing.lay(sheet)
}
