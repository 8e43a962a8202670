//! A column of dates: the order of day and month is decided for the whole file, never for one cell.

use chrono::Datelike;

use crate::model::agreement::{DateOrder, NumberLocale};
use crate::model::memory::DateReading;
use crate::model::moment::{Instant, Moment, Precision};
use crate::model::table::{Cell, RawColumn};
use crate::model::zone::{Day, WallTime, Zone};

use super::order::{self, Converted, Proof};
use super::spelling;
use super::stamp::{DateParts, Stamp, YEARLESS};

/// Values at midnight above this share of a column are days, not instants (`DEFINITIONS.md` §1).
const MIDNIGHT_SHARE: f64 = 0.01;

/// Unreadable dates whose text is kept.
const MOST_TEXTS: usize = 100;

/// Where a column's instants stand and how its doubtful dates are read.
#[derive(Clone, Copy)]
pub struct DateRules<'a> {
    /// The agreement's zone: what a local day is.
    pub zone: &'a Zone,
    /// The zone the file's clock shows.
    pub file_zone: &'a Zone,
    /// Which of day and month comes first in the file.
    pub reading: DateReading,
    /// The workbook counts its days from 1904.
    pub is_late: bool,
    /// The year of dates without one; nothing where they are not read.
    pub year: Option<Year>,
}

/// The year of dates that have none.
#[derive(Clone, Copy)]
pub enum Year {
    /// This one.
    Of(i32),
    /// That of the newest such day up to this one.
    UpTo(Day),
}

impl Year {
    /// The day of a month; nothing when there is none.
    fn day(self, month: u32, day: u32) -> Option<Day> {
        match self {
            Self::Of(year) => Day::ymd(year, month, day),
            // From a 29 February back to the one before it are at most eight years.
            Self::UpTo(last) => (last.date().year() - 8..=last.date().year())
                .rev()
                .filter_map(|year| Day::ymd(year, month, day))
                .find(|day| *day <= last),
        }
    }
}

/// The order of the agreement's language, where nothing else decides.
pub fn usual(locale: NumberLocale) -> DateOrder {
    match locale {
        NumberLocale::PtBr => DateOrder::Dmy,
        NumberLocale::En => DateOrder::Mdy,
    }
}

/// A column of dates as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dates {
    /// One a row.
    pub moments: Vec<Option<Moment>>,
    /// Filled cells that are no date: row and, of the first few, text; and how many.
    pub bad: Vec<(usize, String)>,
    /// How many there are.
    pub bad_count: u64,
    /// Cells filled.
    pub filled: u64,
    /// Style decided, for people to check.
    pub style: String,
    /// Day and month could be either way and nothing proved which.
    pub is_ambiguous: bool,
    /// Rows of a real date and of a text of a column that a program opened with the other order: its real dates are turned round.
    pub half_converted: Option<(usize, usize)>,
    /// Words such as `ontem` among what is no date: how many, and the first.
    pub relative: u64,
    /// The row and text of the first of them.
    pub first_relative: Option<(usize, String)>,
    /// Dates without a year among what is not read: how many, and the row and text of the first.
    pub yearless: u64,
    /// The row and text of the first of them.
    pub first_yearless: Option<(usize, String)>,
    /// Days whose time of day, in a column of its own, cannot be read: how many, and the row and text of the first.
    pub lost_times: u64,
    /// The row and text of the first of them.
    pub first_lost_time: Option<(usize, String)>,
    /// Rows of those that mean some day all the same: with a digit, or such a word.
    pub some_day: Vec<usize>,
}

/// A cell taken apart.
#[derive(Clone, Copy)]
enum Part<'a> {
    Absent,
    Bad(Cell<'a>),
    Stamp(Stamp),
}

/// Reads a column, with its time-of-day column where the file keeps them apart.
pub fn read(date: &RawColumn, time: Option<&RawColumn>, rules: DateRules) -> Dates {
    // A column read a second time costs less than all its cells kept apart: only midnights and half-converted files need it.
    let each = |visit: Visit| each(date, time, rules, visit);
    let (mut dates, mut evidence) = (Dates::default(), Evidence::default());
    dates.moments.reserve_exact(date.len());
    each(&mut |row, part, lost| {
        evidence.add(&part);
        if let Some(time) = lost {
            dates.lost_times += 1;
            dates.first_lost_time.get_or_insert_with(|| (row, shown(time)));
        }
        let moment = moment(&part, false, rules);
        dates.count(row, &part, moment.is_some());
        dates.moments.push(moment);
    });
    if evidence.midnights as f64 > MIDNIGHT_SHARE * evidence.stamps as f64 {
        let mut own = dates.moments.iter_mut();
        each(&mut |_, part, _| {
            own.next().into_iter().for_each(|own| *own = moment(&part, true, rules));
        });
    }
    let order = rules.reading.order;
    dates.is_ambiguous = !rules.reading.is_sure && evidence.either > 0;
    dates.style = evidence.style(order);
    if evidence.serials > 0 && evidence.either > 0 {
        let mut converted = Converted::default();
        each(&mut |row, part, _| {
            if let Part::Stamp(stamp) = part {
                converted.add(row, stamp.date, order);
            }
        });
        dates.half_converted = converted.half();
    }
    dates
}

/// What is done with a row, its cell, and its time of day where that cannot be read.
type Visit<'v> = &'v mut dyn FnMut(usize, Part, Option<Cell>);

/// Shows the cells of a column taken apart, each with its time of day where that stands in a column of its own.
fn each(date: &RawColumn, time: Option<&RawColumn>, rules: DateRules, visit: Visit) {
    let (mut times, mut row) = (time.map(RawColumn::iter), 0);
    date.each(|cell| {
        let mut part = part(cell, rules);
        let time = times.as_mut().and_then(Iterator::next);
        let lost = time.filter(|time| !add_time(&mut part, *time));
        visit(row, part, lost);
        row += 1;
    });
}

/// Reads a column that stands alone: only its own cells tell the order.
pub fn read_alone(
    column: &RawColumn,
    zone: &Zone,
    locale: NumberLocale,
    year: Option<Year>,
) -> Dates {
    let reading = Proof::of(0, column, year.is_some()).reading(None, None, usual(locale));
    read(column, None, DateRules { zone, file_zone: zone, reading, is_late: false, year })
}

impl Dates {
    fn count(&mut self, row: usize, part: &Part, is_read: bool) {
        self.filled += u64::from(!matches!(part, Part::Absent));
        let text = match part {
            Part::Bad(cell) => shown(*cell),
            Part::Stamp(stamp) if !is_read => written(stamp.date),
            Part::Absent | Part::Stamp(_) => return,
        };
        self.bad_count += 1;
        let is_relative = spelling::is_relative(&text);
        if is_relative {
            self.relative += 1;
            self.first_relative.get_or_insert_with(|| (row, text.clone()));
        }
        if Stamp::without_year(&text).is_some() {
            self.yearless += 1;
            self.first_yearless.get_or_insert_with(|| (row, text.clone()));
        }
        if is_relative || text.contains(|c: char| c.is_ascii_digit()) {
            self.some_day.push(row);
        }
        self.bad.push((row, if self.bad.len() < MOST_TEXTS { text } else { String::new() }));
    }
}

/// A date's numbers in the order the file has them.
fn written(date: DateParts) -> String {
    match date {
        DateParts::Known(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        DateParts::Either(first, second, YEARLESS) => format!("{first:02}/{second:02}"),
        DateParts::Either(first, second, year) => format!("{first:02}/{second:02}/{year:04}"),
        DateParts::Serial(days) => (days + super::stamp::SERIAL_EPOCH).to_string(),
    }
}

fn shown(cell: Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Error(text) => text.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Empty | Cell::Date(_) => String::new(),
    }
}

fn part<'a>(cell: Cell<'a>, rules: DateRules) -> Part<'a> {
    let is_late = rules.is_late;
    let stamp = match cell {
        // An Excel error is a missing value, told by itself.
        Cell::Empty | Cell::Error(_) => return Part::Absent,
        Cell::Text(text) => {
            if matches!(text, "-" | "–" | "--" | "0" | "0000-00-00" | "0000-00-00 00:00:00") {
                return Part::Absent;
            }
            let whole = Stamp::read(text);
            let whole = whole.map(|stamp| if is_late { from_1904(stamp) } else { stamp });
            whole.or_else(|| rules.year.and_then(|_| Stamp::without_year(text)))
        }
        Cell::Date(local) => Some(of_local(local)),
        Cell::Number(number) => of_serial(number, order::epoch(is_late)),
        Cell::Bool(_) => None,
    };
    stamp.map_or(Part::Bad(cell), Part::Stamp)
}

fn of_local(local: WallTime) -> Stamp {
    let seconds = u32::try_from(local.time()).unwrap_or(0);
    Stamp {
        date: DateParts::Serial(local.seconds().div_euclid(86_400)),
        seconds: Some(seconds),
        has_seconds: true,
        offset: None,
    }
}

/// A day number written as text in a workbook whose days begin in 1904.
fn from_1904(stamp: Stamp) -> Stamp {
    let DateParts::Serial(day) = stamp.date else { return stamp };
    Stamp { date: DateParts::Serial(day + order::epoch(false) - order::epoch(true)), ..stamp }
}

/// A bare number in a date column counts days as workbooks do, for the years 1954 to 2119.
fn of_serial(number: f64, epoch: i64) -> Option<Stamp> {
    if !(20_000.0..80_000.0).contains(&number) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // bounded just above
    let local = (number * 86_400.0).round() as i64 - epoch * 86_400;
    Some(of_local(WallTime::of(local)))
}

/// Puts the time column's time of day on a date; an Excel date-time in it gives its time of day only. False where something stands there
/// that is none.
fn add_time(part: &mut Part, time: Cell) -> bool {
    let Part::Stamp(stamp) = part else { return true };
    let (seconds, has_seconds) = match time {
        Cell::Date(local) => (u32::try_from(local.time()).ok(), true),
        Cell::Number(share) if (0.0..1.0).contains(&share) => {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of a day
            (Some((share * 86_400.0).round() as u32), true)
        }
        Cell::Text(text) => Stamp::read(&format!("2000-01-01 {text}"))
            .or_else(|| Stamp::read(text))
            .map_or((None, false), |read| (read.seconds, read.has_seconds)),
        _ => (None, false),
    };
    stamp.seconds = seconds.or(stamp.seconds.filter(|own| *own > 0));
    stamp.has_seconds = has_seconds;
    // An Excel error is a missing value, told by itself.
    seconds.is_some() || matches!(time, Cell::Empty | Cell::Error(_) | Cell::Text("-" | "–" | "--"))
}

/// What the cells of a column prove together.
#[derive(Default)]
struct Evidence {
    stamps: u64,
    midnights: u64,
    either: u64,
    serials: u64,
    timed: u64,
    with_seconds: u64,
    with_zone: u64,
}

impl Evidence {
    fn add(&mut self, part: &Part) {
        let Part::Stamp(stamp) = part else { return };
        self.stamps += 1;
        self.midnights += u64::from(stamp.is_midnight());
        self.timed += u64::from(stamp.seconds.is_some());
        self.with_seconds += u64::from(stamp.has_seconds);
        self.with_zone += u64::from(stamp.offset.is_some());
        match stamp.date {
            DateParts::Either(..) => self.either += 1,
            DateParts::Serial(_) => self.serials += 1,
            DateParts::Known(..) => {}
        }
    }

    fn style(&self, order: DateOrder) -> String {
        let date = match order {
            _ if self.serials * 2 > self.stamps => "excel",
            _ if self.either * 2 <= self.stamps => "ymd",
            DateOrder::Mdy => "mdy",
            DateOrder::Dmy | DateOrder::Ymd => "dmy",
        };
        let time = if self.with_seconds > 0 { " hh:mm:ss" } else { " hh:mm" };
        format!(
            "{date}{}{}",
            if self.timed > 0 { time } else { "" },
            if self.with_zone > 0 { " zone" } else { "" }
        )
    }
}

fn moment(part: &Part, days_only: bool, rules: DateRules) -> Option<Moment> {
    let Part::Stamp(stamp) = part else { return None };
    let day = match (stamp.date, rules.reading.order) {
        (DateParts::Known(year, month, day), _)
        | (DateParts::Either(month, day, year), DateOrder::Mdy)
        | (DateParts::Either(day, month, year), DateOrder::Dmy | DateOrder::Ymd) => {
            match rules.year.filter(|_| year == YEARLESS) {
                Some(rule) => rule.day(month, day)?,
                None => Day::ymd(year, month, day)?,
            }
        }
        (DateParts::Serial(days), _) => Day(i32::try_from(days).ok()?),
    };
    match stamp.seconds.filter(|seconds| *seconds > 0 || !days_only) {
        None => Some(Moment::new(rules.zone.start_of(day), Precision::Day)),
        Some(seconds) => {
            let at = match stamp.offset {
                Some(offset) => {
                    Instant::of(i64::from(day.0) * 86_400 + i64::from(seconds) - i64::from(offset))
                }
                None => rules.file_zone.instant(day, seconds),
            };
            Some(Moment::new(
                at,
                if stamp.has_seconds { Precision::Second } else { Precision::Minute },
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[&str]) -> RawColumn {
        RawColumn::Cells(texts.iter().copied().map(Cell::Text).collect())
    }

    fn dates(texts: &[&str]) -> Dates {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        read_alone(&column(texts), &zone, NumberLocale::PtBr, None)
    }

    #[test]
    fn the_column_decides_for_all_its_cells() {
        let us = dates(&["3/15/2024 2:30 PM", "3/4/2024 1:00 PM"]);
        assert_eq!(us.style, "mdy hh:mm");
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        assert_eq!(
            us.moments[1].unwrap().at(),
            zone.instant(Day::ymd(2024, 3, 4).unwrap(), 13 * 3600)
        );
        assert!(!us.is_ambiguous);
        assert!(dates(&["03/04/2024", "05/06/2024"]).is_ambiguous);
    }

    #[test]
    fn midnights_are_days_only_where_they_are_many() {
        let mut texts = vec!["2026-11-23 10:00:00"; 200];
        texts.push("2026-11-23 00:00:00");
        assert!(!dates(&texts).moments[200].unwrap().is_date_only());
        texts.extend(["2026-11-23 00:00:00"; 3]);
        assert!(dates(&texts).moments[200].unwrap().is_date_only());
    }

    #[test]
    fn a_date_and_a_time_column_make_one_instant() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let reading = DateReading { order: DateOrder::Dmy, is_sure: true };
        let rules =
            DateRules { zone: &zone, file_zone: &zone, reading, is_late: false, year: None };
        let read =
            read(&column(&["23/11/2026", "23/11/2026"]), Some(&column(&["08:15", ""])), rules);
        assert_eq!(
            read.moments[0].unwrap().at(),
            zone.instant(Day::ymd(2026, 11, 23).unwrap(), 8 * 3600 + 900)
        );
        assert_eq!(read.moments[0].unwrap().precision(), Precision::Minute);
        assert!(read.moments[1].unwrap().is_date_only());
    }

    #[test]
    fn what_is_no_date_is_counted() {
        let read = dates(&["23/11/2026", "amanhã", ""]);
        assert_eq!((read.filled, read.bad_count, read.bad[0].1.as_str()), (2, 1, "amanhã"));
        assert_eq!((read.relative, read.first_relative), (1, Some((1, "amanhã".to_owned()))));
    }

    /// Texts and real dates of a workbook, each real one as year, month, day.
    fn half(cells: &[Result<&str, (i32, u32, u32)>]) -> Option<(usize, usize)> {
        let cell = |cell: &Result<&'static str, (i32, u32, u32)>| match *cell {
            Ok(text) => Cell::Text(text),
            Err((year, month, day)) => {
                Cell::Date(WallTime::start_of(Day::ymd(year, month, day).unwrap()))
            }
        };
        let cells: Vec<Result<&'static str, _>> = cells
            .iter()
            .map(|cell| cell.map(|text| &*Box::leak(text.to_owned().into_boxed_str())))
            .collect();
        let column = RawColumn::Cells(cells.iter().map(cell).collect());
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        read_alone(&column, &zone, NumberLocale::PtBr, None).half_converted
    }

    #[test]
    fn a_file_opened_with_the_other_order_is_seen() {
        // 3, 4 and 5 November, written month first and opened where the day comes first.
        let turned = [Err((2026, 3, 11)), Ok("11/13/2026"), Err((2026, 4, 11)), Ok("11/14/2026")];
        assert_eq!(half(&turned), Some((0, 1)));
        // The other way round: day first, opened where the month comes first.
        assert_eq!(half(&[Ok("13/11/2026"), Err((2026, 3, 11))]), Some((1, 0)));
        // A day over 12 among the real dates: nobody turned anything.
        assert_eq!(half(&[Err((2026, 11, 3)), Ok("13/11/2026"), Err((2026, 11, 20))]), None);
        // The first days of a month beside a date to come, typed as text.
        assert_eq!(half(&[Err((2026, 11, 3)), Err((2026, 11, 9)), Ok("25/11/2026")]), None);
        // Texts that would have been turned as well were not.
        assert_eq!(half(&[Err((2026, 3, 11)), Ok("11/13/2026"), Ok("11/4/2026")]), None);
    }

    #[test]
    fn day_numbers_of_a_workbook_that_begins_in_1904() {
        let zone = Zone::named("America/Sao_Paulo").unwrap();
        let cells = [Cell::Number(44_867.0), Cell::Text("44867"), Cell::Text("03/11/2026")];
        let reading = DateReading { order: DateOrder::Dmy, is_sure: true };
        let rules = DateRules { zone: &zone, file_zone: &zone, reading, is_late: true, year: None };
        let read = read(&RawColumn::Cells(cells.into_iter().collect()), None, rules);
        let third = zone.start_of(Day::ymd(2026, 11, 3).unwrap());
        assert_eq!(read.moments.iter().map(|at| at.unwrap().at()).collect::<Vec<_>>(), [third; 3]);
    }
}
