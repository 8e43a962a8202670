//! A column of dates: the order of day and month is decided for the whole column, never for one cell.

use crate::model::agreement::{DateOrder, NumberLocale};
use crate::model::moment::{Moment, Precision};
use crate::model::table::{Cell, RawColumn};
use crate::model::zone::{Day, Zone};

use super::stamp::{DateParts, Stamp};

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
    /// The source's setting.
    pub order: Option<DateOrder>,
    /// Decides where nothing else does.
    pub locale: NumberLocale,
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
    /// Some cells prove one order, others the other: nothing can be trusted.
    pub is_contradictory: bool,
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
    let mut parts: Vec<Part> = date.iter().map(part).collect();
    if let Some(time) = time {
        parts.iter_mut().zip(time.iter()).for_each(|(part, cell)| add_time(part, cell));
    }
    let evidence = Evidence::of(&parts);
    let order = rules.order.or_else(|| evidence.order()).unwrap_or(match rules.locale {
        NumberLocale::PtBr => DateOrder::Dmy,
        NumberLocale::En => DateOrder::Mdy,
    });
    let mut dates = Dates {
        is_contradictory: evidence.day_first > 0 && evidence.month_first > 0,
        is_ambiguous: rules.order.is_none() && evidence.either > 0 && evidence.order().is_none(),
        style: evidence.style(order),
        moments: Vec::with_capacity(parts.len()),
        ..Dates::default()
    };
    let days_only = evidence.midnights as f64 > MIDNIGHT_SHARE * evidence.stamps as f64;
    for (row, part) in parts.iter().enumerate() {
        let moment = match part {
            Part::Stamp(stamp) => moment(stamp, order, days_only, rules),
            Part::Absent | Part::Bad(_) => None,
        };
        dates.count(row, part, moment.is_some());
        dates.moments.push(moment);
    }
    dates
}

impl Dates {
    fn count(&mut self, row: usize, part: &Part, is_read: bool) {
        let text = match part {
            Part::Absent => return,
            Part::Bad(cell) => shown(*cell),
            Part::Stamp(stamp) => written(stamp.date),
        };
        self.filled += 1;
        if !is_read {
            self.bad_count += 1;
            self.bad.push((row, if self.bad.len() < MOST_TEXTS { text } else { String::new() }));
        }
    }
}

/// A date's numbers in the order the file has them.
fn written(date: DateParts) -> String {
    match date {
        DateParts::Known(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
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

fn part(cell: Cell<'_>) -> Part<'_> {
    let stamp = match cell {
        // An Excel error is a missing value, told by itself.
        Cell::Empty | Cell::Error(_) => return Part::Absent,
        Cell::Text(text) => {
            if matches!(text, "-" | "–" | "--" | "0" | "0000-00-00" | "0000-00-00 00:00:00") {
                return Part::Absent;
            }
            Stamp::read(text)
        }
        Cell::Date(local) => Some(of_local(local)),
        Cell::Number(number) => of_serial(number),
        Cell::Bool(_) => None,
    };
    stamp.map_or(Part::Bad(cell), Part::Stamp)
}

fn of_local(local: i64) -> Stamp {
    let seconds = u32::try_from(local.rem_euclid(86_400)).unwrap_or(0);
    Stamp {
        date: DateParts::Serial(local.div_euclid(86_400)),
        seconds: Some(seconds),
        has_seconds: true,
        offset: None,
    }
}

/// A bare number in a date column counts days as workbooks do, for the years 1954 to 2119.
fn of_serial(number: f64) -> Option<Stamp> {
    if !(20_000.0..80_000.0).contains(&number) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // bounded just above
    let local = (number * 86_400.0).round() as i64 - super::stamp::SERIAL_EPOCH * 86_400;
    Some(of_local(local))
}

/// Puts the time column's time of day on a date; an Excel date-time in it gives its time of day only.
fn add_time(part: &mut Part, time: Cell) {
    let Part::Stamp(stamp) = part else { return };
    let (seconds, has_seconds) = match time {
        Cell::Date(local) => (u32::try_from(local.rem_euclid(86_400)).ok(), true),
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
}

/// What the cells of a column prove together.
#[derive(Default)]
struct Evidence {
    stamps: u64,
    midnights: u64,
    either: u64,
    day_first: u64,
    month_first: u64,
    serials: u64,
    timed: u64,
    with_seconds: u64,
    with_zone: u64,
}

impl Evidence {
    fn of(parts: &[Part]) -> Self {
        let mut evidence = Self::default();
        for part in parts {
            if let Part::Stamp(stamp) = part {
                evidence.add(stamp);
            }
        }
        evidence
    }

    fn add(&mut self, stamp: &Stamp) {
        self.stamps += 1;
        self.midnights += u64::from(stamp.is_midnight());
        self.timed += u64::from(stamp.seconds.is_some());
        self.with_seconds += u64::from(stamp.has_seconds);
        self.with_zone += u64::from(stamp.offset.is_some());
        match stamp.date {
            DateParts::Either(first, second, _) => {
                self.either += 1;
                self.day_first += u64::from(first > 12 && second <= 12);
                self.month_first += u64::from(second > 12 && first <= 12);
            }
            DateParts::Serial(_) => self.serials += 1,
            DateParts::Known(..) => {}
        }
    }

    fn order(&self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (0, 0) => None,
            (_, 0) => Some(DateOrder::Dmy),
            _ => Some(DateOrder::Mdy),
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

fn moment(stamp: &Stamp, order: DateOrder, days_only: bool, rules: DateRules) -> Option<Moment> {
    let day = match (stamp.date, order) {
        (DateParts::Known(year, month, day), _)
        | (DateParts::Either(month, day, year), DateOrder::Mdy)
        | (DateParts::Either(day, month, year), DateOrder::Dmy | DateOrder::Ymd) => {
            Day::ymd(year, month, day)?
        }
        (DateParts::Serial(days), _) => Day(i32::try_from(days).ok()?),
    };
    match stamp.seconds.filter(|seconds| *seconds > 0 || !days_only) {
        None => Some(Moment::new(rules.zone.start_of(day), Precision::Day)),
        Some(seconds) => {
            let at = match stamp.offset {
                Some(offset) => i64::from(day.0) * 86_400 + i64::from(seconds) - i64::from(offset),
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
        read(
            &column(texts),
            None,
            DateRules { zone: &zone, file_zone: &zone, order: None, locale: NumberLocale::PtBr },
        )
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
        assert!(!us.is_ambiguous && !us.is_contradictory);
        assert!(dates(&["03/04/2024", "05/06/2024"]).is_ambiguous);
        assert!(dates(&["13/04/2024", "04/13/2024"]).is_contradictory);
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
        let rules =
            DateRules { zone: &zone, file_zone: &zone, order: None, locale: NumberLocale::PtBr };
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
    }
}
