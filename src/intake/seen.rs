//! What a cell looks like at first sight, alike for text files and workbooks.

use std::borrow::Cow;

use crate::model::table::Cell;
use crate::model::zone::WallTime;

const LONG: f64 = 1e7;
const LONG_DIGITS: usize = 8;
/// What a workbook shows for 0 and for 9,132: 30/12/1899 and 01/01/1925.
const DAY_ZERO: WallTime = WallTime::of(-2_209_161_600);
const MODERN: WallTime = WallTime::of(-1_420_070_400);

/// A cell as the finders of header and footer see it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Seen<'a> {
    Empty,
    /// A number, also one written as text with its currency or percent sign; `long`: it may be an id or a phone.
    Number {
        long: bool,
    },
    /// A whole number that may be a year.
    Year(u16),
    /// Text, trimmed.
    Text(Cow<'a, str>),
    /// A date, a time or a truth value.
    Other,
}

impl<'a> Seen<'a> {
    /// A cell of a text file.
    pub(super) fn text(text: &'a str) -> Self {
        let text =
            text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
        match text {
            "" => Self::Empty,
            _ if is_stamp(text) => Self::Other,
            _ if is_amount(text) => {
                year(text).map_or_else(|| Self::Number { long: is_long(text) }, Self::Year)
            }
            _ => Self::Text(Cow::Borrowed(text)),
        }
    }

    /// A field of a record.
    pub(super) fn field(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::text(text),
            Cow::Owned(text) => Seen::text(&text).into_owned(),
        }
    }

    /// A cell of a workbook.
    pub(super) fn cell(cell: Cell<'a>) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(text) => Self::text(text),
            Cell::Number(number) if (1_990.0..=2_100.0).contains(&number) => {
                Seen::text(&number.to_string()).into_owned()
            }
            Cell::Number(number) => {
                Self::Number { long: number.abs() >= LONG && number.fract() == 0.0 }
            }
            Cell::Error(_) => Self::Number { long: false },
            // A count in a column of dates.
            Cell::Date(seconds) if (DAY_ZERO..MODERN).contains(&seconds) => {
                Self::Number { long: false }
            }
            Cell::Date(_) | Cell::Bool(_) => Self::Other,
        }
    }

    fn into_owned<'b>(self) -> Seen<'b> {
        match self {
            Self::Empty => Seen::Empty,
            Self::Number { long } => Seen::Number { long },
            Self::Year(year) => Seen::Year(year),
            Self::Text(text) => Seen::Text(Cow::Owned(text.into_owned())),
            Self::Other => Seen::Other,
        }
    }

    /// A number that is no id or phone.
    pub(super) fn is_small(&self) -> bool {
        matches!(self, Self::Number { long: false } | Self::Year(_))
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }
}

/// Digits parted as in a date or a time: `23/11/2026 10:30`, `2026-11-23`.
fn is_stamp(text: &str) -> bool {
    let parted = text.contains(['/', ':'])
        || text.split('-').map(str::len).take(2).eq([4, 2])
        || text.split('-').map(str::len).take(2).eq([2, 2]);
    parted
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "/:-., TZ".contains(c))
}

/// Digits with marks, perhaps beside a currency sign: `1.234,56`, `R$ 10`, `(3,5 %)`.
fn is_amount(text: &str) -> bool {
    let bare = ["R$", "US$", "BRL", "USD", "EUR"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .unwrap_or(text);
    bare.chars().any(|c| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,-+()%$€£".contains(c))
}

/// The years that headers name.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2100;

fn year(text: &str) -> Option<u16> {
    let is_plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_plain && YEARS.contains(year))
}

fn is_long(amount: &str) -> bool {
    !amount.contains([',', '.'])
        && amount.chars().filter(char::is_ascii_digit).count() >= LONG_DIGITS
}
