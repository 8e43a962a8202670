//! How numbers, shares, durations and dates are written in each language.

use chrono::Timelike;

use crate::model::agreement::Language;
use crate::model::decimal;
use crate::model::moment::Instant;
use crate::model::zone::{Day, Zone};

fn marks(language: Language) -> (char, char) {
    match language {
        Language::PtBr => ('.', ','),
        Language::En => (',', '.'),
    }
}

/// A number with a fixed count of decimals: `1.234,5` or `1,234.5`; the minus is U+2212.
pub fn number(language: Language, value: f64, decimals: usize) -> String {
    let (thousands, decimal) = marks(language);
    let plain = decimal::digits(value, decimals);
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let negative = value < 0.0 && decimal::is_shown(value, decimals);
    let mut out = String::from(if negative { "−" } else { "" });
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(decimal);
        out.push_str(fraction);
    }
    out
}

/// The first letter in capitals.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A whole number.
pub fn whole(language: Language, value: u64) -> String {
    number(language, value as f64, 0)
}

/// A number with at most one decimal: none when it is whole.
pub fn short(language: Language, value: f64) -> String {
    let is_whole = decimal::digits(value, 1).ends_with(".0");
    number(language, value, usize::from(!is_whole))
}

/// A fraction as a percentage: `84,4%`.
pub fn share(language: Language, fraction: f64, decimals: usize) -> String {
    format!("{}%", number(language, fraction * 100.0, decimals))
}

/// A fraction as a percentage, without decimals when it has none: `90%`, `16,7%`.
pub fn short_share(language: Language, fraction: f64) -> String {
    format!("{}%", short(language, fraction * 100.0))
}

/// Bytes as people count them: `860 kB`, `1,2 MB`.
pub fn size(language: Language, bytes: u64) -> String {
    let (value, unit) = match bytes as f64 {
        small if small < 1e6 => ((small / 1e3).ceil(), "kB"),
        large if large < 1e9 => (large / 1e6, "MB"),
        huge => (huge / 1e9, "GB"),
    };
    format!("{} {unit}", short(language, value))
}

/// With a sign: `+4,8` or `−12,5`; without one where all the digits shown are 0.
pub fn signed(language: Language, value: f64, decimals: usize) -> String {
    let text = number(language, value, decimals);
    if value > 0.0 && decimal::is_shown(value, decimals) { format!("+{text}") } else { text }
}

/// `23/11/2026`; in English `23 Nov 2026`, since 3/11 is a day of March or of November by the country.
pub fn date(language: Language, day: Day) -> String {
    let shape = match language {
        Language::PtBr => "%d/%m/%Y",
        Language::En => "%-d %b %Y",
    };
    day.date().format(shape).to_string()
}

/// `23/11`, or `23 Nov`.
pub fn short_date(language: Language, day: Day) -> String {
    let shape = match language {
        Language::PtBr => "%d/%m",
        Language::En => "%-d %b",
    };
    day.date().format(shape).to_string()
}

/// `2026-11-23`, for names of files and documents.
pub fn iso_date(day: Day) -> String {
    day.date().format("%Y-%m-%d").to_string()
}

/// `08:00`.
pub fn time(zone: &Zone, at: Instant) -> String {
    let local = zone.local(at);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `23/11/2026 08:00`, or `23 Nov 2026 08:00`.
pub fn instant(language: Language, zone: &Zone, at: Instant) -> String {
    format!("{} {}", date(language, zone.day_of(at)), time(zone, at))
}

/// Breaks a text at blanks so that no line is longer than a width, later lines indented; the first stands behind as many letters. A blank that
/// does not break keeps its words together.
pub fn wrapped(text: &str, indent: usize, most: usize) -> String {
    let (mut out, mut width) = (String::new(), indent);
    for word in text.split_ascii_whitespace() {
        let long = word.chars().count();
        if width > indent && width + 1 + long > most {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            width = indent;
        } else if width > indent {
            out.push(' ');
            width += 1;
        }
        out.push_str(&word.replace('\u{a0}', " "));
        width += long;
    }
    out
}
