//! A column of numbers: which mark is the decimal one is decided for the column where a cell does not show it.

use crate::model::agreement::NumberLocale;
use crate::model::table::{Cell, RawColumn};

/// A column of numbers as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// One a row.
    pub values: Vec<Option<f64>>,
    /// Filled cells that are no number.
    pub bad_count: u64,
    /// Cells filled.
    pub filled: u64,
    /// Style decided.
    pub style: &'static str,
}

/// Reads a column; `decimal` is the source's setting, the locale decides where nothing else does.
pub fn read(column: &RawColumn, decimal: Option<char>, locale: NumberLocale) -> Numbers {
    let fallback = decimal.unwrap_or(match locale {
        NumberLocale::PtBr => ',',
        NumberLocale::En => '.',
    });
    let proofs = column
        .iter()
        .filter_map(|cell| if let Cell::Text(text) = cell { proof(text) } else { None });
    let (commas, points) = proofs
        .fold((0_u64, 0_u64), |(c, p), mark| if mark == ',' { (c + 1, p) } else { (c, p + 1) });
    let mark = match (decimal, commas, points) {
        (Some(mark), ..) => mark,
        (None, 1.., 0) => ',',
        (None, 0, 1..) => '.',
        _ => fallback,
    };
    let mut numbers =
        Numbers { style: if mark == ',' { "1.234,56" } else { "1,234.56" }, ..Numbers::default() };
    for cell in column.iter() {
        let value = match cell {
            Cell::Number(number) => Some(number),
            Cell::Text(text) if !is_blank_word(text) => number(text, proof(text).unwrap_or(mark)),
            // An Excel error is a missing value, told by itself.
            Cell::Empty | Cell::Text(_) | Cell::Error(_) => {
                numbers.values.push(None);
                continue;
            }
            Cell::Date(_) | Cell::Bool(_) => None,
        };
        numbers.filled += 1;
        numbers.bad_count += u64::from(value.is_none());
        numbers.values.push(value.filter(|value| value.is_finite()));
    }
    numbers
}

fn is_blank_word(text: &str) -> bool {
    matches!(text, "-" | "–" | "n/a" | "N/A" | "null" | "NULL")
}

/// The decimal mark a text itself proves: both marks present, or one mark that cannot part thousands.
fn proof(text: &str) -> Option<char> {
    let (comma, point) = (text.rfind(','), text.rfind('.'));
    match (comma, point) {
        (Some(comma), Some(point)) => Some(if comma > point { ',' } else { '.' }),
        (Some(at), None) => alone(text, ',', at),
        (None, Some(at)) => alone(text, '.', at),
        (None, None) => None,
    }
}

fn alone(text: &str, mark: char, at: usize) -> Option<char> {
    let other = if mark == ',' { '.' } else { ',' };
    if text.matches(mark).count() > 1 {
        return Some(other);
    }
    let behind = text.get(at + 1..)?.bytes().take_while(u8::is_ascii_digit).count();
    let before = text.get(..at)?.bytes().rev().take_while(u8::is_ascii_digit).count();
    (behind != 3 || before > 3 || before == 0).then_some(mark)
}

/// `R$ 1.234,56`, `$342.09K`, `(12,5)`, `45%` (a fraction), `-3`.
pub fn number(text: &str, decimal: char) -> Option<f64> {
    let mut digits = String::with_capacity(text.len());
    let mut negative = false;
    let mut scale = 1.0;
    let bare = text.trim().trim_start_matches(|c: char| {
        c.is_alphabetic() && c != '-' || matches!(c, '$' | '€' | '£' | ' ' | '\u{a0}')
    });
    for (place, c) in bare.char_indices() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '−' | '(' if digits.is_empty() => negative = true,
            _ if c == decimal => digits.push('.'),
            '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'' | ')' | '$' => {}
            'K' | 'k' if place + 1 == bare.len() => scale = 1e3,
            'M' if place + 1 == bare.len() => scale = 1e6,
            '%' if place + 1 == bare.len() => scale = 0.01,
            _ => return None,
        }
    }
    let value: f64 = digits.parse().ok()?;
    Some(if negative { -value * scale } else { value * scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(texts: &[&str]) -> Vec<Option<f64>> {
        let column = RawColumn::Cells(texts.iter().copied().map(Cell::Text).collect());
        read(&column, None, NumberLocale::PtBr).values
    }

    #[test]
    fn marks_currencies_and_scales() {
        assert_eq!(
            values(&["R$ 1.234,56", "4997.0", "1.500", "-3", ""]),
            [Some(1234.56), Some(4997.0), Some(1500.0), Some(-3.0), None]
        );
        assert_eq!(
            values(&["$342.09K", "€ 3.500,00", "(12,5)", "1,234,567"]),
            [Some(342_090.0), Some(3500.0), Some(-12.5), Some(1_234_567.0)]
        );
        assert_eq!(values(&["12.5", "1.500"]), [Some(12.5), Some(1.5)]);
        assert_eq!(values(&["doze"]), [None]);
    }
}
