//! Whether day or month comes first in a file's dates: one answer a file, proved by any of its columns.

use chrono::Datelike;

use crate::model::agreement::DateOrder;
use crate::model::memory::DateReading;
use crate::model::table::{Cell, RawColumn};
use crate::model::zone::Day;

use super::stamp::{DateParts, SERIAL_EPOCH, Stamp};

/// A cell that proves an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which of the file's columns.
    pub column: usize,
    /// The row of the table, from 0.
    pub row: usize,
    /// What it says.
    pub text: String,
}

/// What the dates of a file prove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The first cell with a day over 12 before its month.
    pub day_first: Option<Place>,
    /// The first cell with a day over 12 behind its month.
    pub month_first: Option<Place>,
    /// Some cell has two numbers and a year at all.
    pub is_open: bool,
}

impl Proof {
    /// What the dates of a column prove of day and month: a number above 12 can only be a day.
    /// Those without a year tell it too where they are read.
    pub fn of(number: usize, column: &RawColumn, has_yearless: bool) -> Self {
        let (mut proof, mut row) = (Self::default(), 0);
        column.each(|cell| {
            if let Cell::Text(text) = cell {
                proof.add(text, (number, row), has_yearless);
            }
            row += 1;
        });
        proof
    }

    fn add(&mut self, text: &str, (column, row): (usize, usize), has_yearless: bool) {
        let yearless = || match Stamp::without_year(text).filter(|_| has_yearless)?.date {
            DateParts::Either(first, second, _) => Some((first, second)),
            DateParts::Known(..) | DateParts::Serial(_) => None,
        };
        let Some((first, second)) = two_numbers(text).or_else(yearless) else { return };
        self.is_open = true;
        let slot = match (first > 12, second > 12) {
            (true, false) => &mut self.day_first,
            (false, true) => &mut self.month_first,
            _ => return,
        };
        slot.get_or_insert_with(|| Place { column, row, text: text.to_owned() });
    }

    /// What two columns of one file prove together; contradicting proofs both stay.
    pub fn and(self, other: Self) -> Self {
        Self {
            day_first: self.day_first.or(other.day_first),
            month_first: self.month_first.or(other.month_first),
            is_open: self.is_open || other.is_open,
        }
    }

    /// The order proved; nothing where none is, or both are.
    pub fn order(&self) -> Option<DateOrder> {
        match (&self.day_first, &self.month_first) {
            (Some(_), None) => Some(DateOrder::Dmy),
            (None, Some(_)) => Some(DateOrder::Mdy),
            _ => None,
        }
    }

    /// The first cell that proves an order, to be shown to a person.
    pub fn place(&self, order: DateOrder) -> Option<&Place> {
        if order == DateOrder::Mdy { self.month_first.as_ref() } else { self.day_first.as_ref() }
    }

    /// How the file is read: as the source says, as it proves, as before, else as the locale has it.
    pub fn reading(
        &self,
        said: Option<DateOrder>,
        known: Option<DateReading>,
        usual: DateOrder,
    ) -> DateReading {
        let sure = said.or_else(|| self.order()).map(|order| DateReading { order, is_sure: true });
        sure.or(known).unwrap_or(DateReading { order: usual, is_sure: false })
    }
}

/// The two numbers beside the year of `13/11/2026`; most texts are told by their first signs alone.
fn two_numbers(text: &str) -> Option<(u32, u32)> {
    let bytes = text.as_bytes();
    let (first, rest) = leading_number(bytes)?;
    let mark = rest.first()?;
    match (first, mark) {
        (Some(first), b'/' | b'-' | b'.') => {
            if let (Some(second), rest) = leading_number(rest.get(1..)?)? {
                let is_date = rest.first() == Some(mark) && rest.get(1)?.is_ascii_digit();
                return is_date.then_some((first, second));
            }
        }
        // A name or sign before the date, or the time: rare enough to be read as a whole.
        (None, _) if text.contains(['/', '.', '-']) => {}
        (Some(_), b' ' | b':' | b'h') => {}
        _ => return None,
    }
    match Stamp::read(text)?.date {
        DateParts::Either(first, second, _) => Some((first, second)),
        DateParts::Known(..) | DateParts::Serial(_) => None,
    }
}

/// A number of one or two digits at the beginning, if there is one, and what follows; nothing for a longer number.
fn leading_number(bytes: &[u8]) -> Option<(Option<u32>, &[u8])> {
    match *bytes {
        [a, b, c, ..] if [a, b, c].iter().all(u8::is_ascii_digit) => None,
        [a, b, ref rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
            Some((Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')), rest))
        }
        [a, ref rest @ ..] if a.is_ascii_digit() => Some((Some(u32::from(a - b'0')), rest)),
        _ => Some((None, bytes)),
    }
}

/// Real dates of a workbook that stand beside texts.
#[derive(Default)]
pub struct Converted {
    real: Vec<(usize, i64)>,
    texts: Vec<i64>,
    first_text: Option<usize>,
    /// A real date has a day over 12, or a text a day of 12 or less: the program that opened the file turned no date round.
    is_sound: bool,
}

/// The least real dates that tell without a span of time to compare them with: by chance none of five is after the 12th once in a hundred times.
const FEW: usize = 5;
/// Days around the dates of the texts in which the other dates of a file are looked for.
const NEAR: i64 = 31;

impl Converted {
    /// Adds a cell; `order` is that of the file's texts.
    pub fn add(&mut self, row: usize, date: DateParts, order: DateOrder) {
        match date {
            DateParts::Serial(day) => {
                self.is_sound |= turned(day).is_none();
                self.real.push((row, day));
            }
            DateParts::Either(first, second, year) => {
                let (day, month) =
                    if order == DateOrder::Mdy { (second, first) } else { (first, second) };
                self.is_sound |= day <= 12;
                self.first_text.get_or_insert(row);
                self.texts.extend(Day::ymd(year, month, day).map(|day| i64::from(day.0)));
            }
            DateParts::Known(..) => {}
        }
    }

    /// The first real date and the first text of a column that a spreadsheet opened with the other
    /// order of day and month. Each date whose day could be a month was then turned round, and the
    /// others were left as texts: no date of it can be believed.
    pub fn half(&self) -> Option<(usize, usize)> {
        let ((real, _), text) = (self.real.first()?, self.first_text?);
        let (from, to) = (self.texts.iter().min()? - NEAR, self.texts.iter().max()? + NEAR);
        let near = |day: i64| (from..=to).contains(&day);
        let as_they_are = self.real.iter().filter(|(_, day)| near(*day)).count();
        let as_turned = self.real.iter().filter(|(_, day)| turned(*day).is_some_and(near)).count();
        let is_likely =
            as_turned > as_they_are || (as_turned == as_they_are && self.real.len() >= FEW);
        (!self.is_sound && is_likely).then_some((*real, text))
    }
}

/// The day with day and month changed over; nothing when its day is no month.
fn turned(day: i64) -> Option<i64> {
    let date = Day(i32::try_from(day).ok()?).date();
    Day::ymd(date.year(), date.day(), date.month()).map(|day| i64::from(day.0))
}

/// How far a workbook's day number is from 1970: some begin in 1904.
pub fn epoch(is_late: bool) -> i64 {
    if is_late { SERIAL_EPOCH - 1_462 } else { SERIAL_EPOCH }
}
