//! The ways people and tools write an instant, brought to the few that [`super::stamp`] takes apart.

use crate::mapping::stamp::DateParts;
use crate::model::weekday;

use super::stamp::{self, Stamp};

/// Words between the parts of an instant that add nothing to it.
const JOINTS: [&str; 15] =
    ["de", "da", "do", "às", "as", "à", "at", "on", "of", "the", "dia", "@", "-", "|", "feira"];

const HOURS: [&str; 7] = ["h", "hs", "hr", "hrs", "hora", "horas", "hours"];

/// Words that name a day only together with the day they were written on.
const RELATIVE: [&str; 14] = [
    "hoje",
    "ontem",
    "anteontem",
    "amanhã",
    "amanha",
    "agora",
    "atrás",
    "atras",
    "today",
    "yesterday",
    "tomorrow",
    "now",
    "ago",
    "recently",
];

impl Stamp {
    /// Takes a text apart; `None` when it is no date.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        stamp::plain(text)
            .or_else(|| stamp::serial(text))
            .or_else(|| stamp::dated(text))
            .or_else(|| read(text))
    }

    /// `02/11`, `2-nov 14:30`, `Nov 3`: a day and a month, and no year.
    pub fn without_year(text: &str) -> Option<Self> {
        // A leap year, so that 29 February is a day.
        let stamp = with_year(text, "2000").and_then(|text| stamp::dated(&text))?;
        let date = match stamp.date {
            DateParts::Known(_, month, day) => DateParts::Known(stamp::YEARLESS, month, day),
            DateParts::Either(first, second, _) => {
                DateParts::Either(first, second, stamp::YEARLESS)
            }
            DateParts::Serial(_) => return None,
        };
        Some(Self { date, ..stamp })
    }
}

/// Reads a text that is not written as exports mostly do: quotes, weekdays, `às`, ordinals, the time first.
fn read(text: &str) -> Option<Stamp> {
    let bare = unwrapped(&plain(text));
    let (head, aside) = aside(&bare);
    match aside.map(|aside| (is_weekday(aside), stamp::is_zone(aside), aside)) {
        None => stamp::dated(&ordered(&bare)),
        Some((true, ..)) => stamp::dated(&ordered(head)),
        Some((_, true, zone)) => stamp::dated(&format!("{} {zone}", ordered(head))),
        // A remark such as `(Horário Padrão de Brasília)` behind an offset that already says it.
        Some(_) => stamp::dated(&ordered(head)).filter(|stamp| stamp.offset.is_some()),
    }
}

/// A text with a day, a month and no year (`11/09 10:00`, `2-nov`, `Nov 3`), with this year behind them; nothing for any other.
fn with_year(text: &str, year: &str) -> Option<String> {
    let words = ordered(&unwrapped(&plain(text)));
    let mut words = words.split(' ');
    let (first, second) = (words.next()?, words.next());
    let parts: Vec<&str> = first.split(['/', '-', '.']).collect();
    let (day, month, rest) = match (parts.as_slice(), second) {
        ([day, month], rest) => (*day, *month, rest),
        ([day], Some(month)) => (*day, month, None),
        _ => return None,
    };
    let is_number = |part: &str| {
        (1..=2).contains(&part.len())
            && part.parse::<u8>().is_ok_and(|part| (1..=31).contains(&part))
    };
    let date = match (is_number(day), is_number(month)) {
        (true, true) if parts.len() == 2 => format!("{day}/{month}/{year}"),
        (true, false) if stamp::is_month(month) => format!("{day} {month} {year}"),
        (false, true) if stamp::is_month(day) => format!("{month} {day} {year}"),
        _ => return None,
    };
    let rest: Vec<&str> = rest.into_iter().chain(words).collect();
    Some(format!("{date} {}", rest.join(" ")).trim().to_owned())
}

/// `ontem às 14:30`, `há 2 dias`, `3 hours ago`: which day it is depends on when the file was made.
pub fn is_relative(text: &str) -> bool {
    let text = plain(text);
    let mut words = text.split([' ', ',']).filter(|word| !word.is_empty()).peekable();
    let is_since = |word: &&str| matches!(*word, "há" | "ha" | "last" | "in" | "next" | "em");
    words.next_if(is_since).is_some() || words.any(|word| RELATIVE.contains(&word))
}

/// Nothing but such words and small numbers: it names nobody.
pub fn is_only_relative(text: &str) -> bool {
    const AROUND: [&str; 22] = [
        "há", "ha", "em", "in", "last", "next", "às", "as", "at", "dia", "dias", "hora", "horas",
        "semana", "semanas", "day", "days", "hour", "hours", "week", "weeks", "an",
    ];
    let is_small =
        |word: &str| word.len() <= 5 && word.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let is_known =
        |word: &str| RELATIVE.contains(&word) || AROUND.contains(&word) || is_small(word);
    is_relative(text) && plain(text).split([' ', ',']).all(is_known)
}

/// Lower case, blanks of every kind as blanks, dashes as dashes, marks of direction gone.
fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{202a}' | '\u{202c}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        c if c.is_whitespace() || c == ';' => Some(' '),
        c => Some(c),
    };
    let text: String = text.chars().filter_map(sign).flat_map(char::to_lowercase).collect();
    text.trim().to_owned()
}

/// Without `="…"`, quotes, brackets and the apostrophe that keeps a cell a text.
fn unwrapped(text: &str) -> String {
    let is_wrap =
        |c: char| matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '[' | ']' | '=' | ' ');
    let mut text = text.trim_matches(is_wrap).replace(" /", "/").replace("/ ", "/");
    for (spelt, sign) in [
        ("a. m.", "am"),
        ("p. m.", "pm"),
        ("a.m", "am"),
        ("p.m", "pm"),
        ("a m", "am"),
        ("p m", "pm"),
    ] {
        if text.contains(spelt) {
            text = text.replace(spelt, sign);
        }
    }
    text
}

/// A text and what stands in round brackets at its end.
fn aside(text: &str) -> (&str, Option<&str>) {
    let parts = text.strip_suffix(')').and_then(|open| open.rsplit_once('('));
    parts.map_or((text, None), |(head, inner)| (head.trim(), Some(inner.trim())))
}

fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',']);
    weekday::is_written(word) || word.ends_with("-feira")
}

/// The words that count, date before time and the year beside its month.
fn ordered(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let word = word.trim_end_matches(',').trim_start_matches(['(', ',']);
        if word.is_empty() || word.ends_with('ª') || is_weekday(word) || JOINTS.contains(&word) {
            continue;
        }
        if HOURS.contains(&word) {
            if let Some(hour) = words.last_mut().filter(|hour| !hour.contains([':', 'h'])) {
                hour.push('h');
            }
            continue;
        }
        words.push(match word {
            "manhã" => "am".to_owned(),
            "tarde" | "noite" => "pm".to_owned(),
            word => cardinal(word).to_owned(),
        });
    }
    time_last(&mut words);
    year_with_month(&mut words);
    words.join(" ")
}

/// `1º`, `3rd`, `nov.`: the number or the name alone.
fn cardinal(word: &str) -> &str {
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    ["º", "°", "o", "st", "nd", "rd", "th"]
        .iter()
        .filter_map(|end| word.strip_suffix(end))
        .find(is_number)
        .unwrap_or(word)
        .trim_end_matches('.')
}

fn is_time(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word.contains([':', 'h'])
        && !word.contains(['/', '-'])
}

/// In `10:00 13/11/2026` puts the day before the time, as the reader expects it.
fn time_last(words: &mut [String]) {
    if words.first().is_some_and(|word| is_time(word)) {
        let with_half = words.get(1).is_some_and(|word| matches!(word.as_str(), "am" | "pm"));
        words.rotate_left(if with_half { 2 } else { 1 });
    }
}

/// `nov 13 10:00:00 -03 2026` says the year last.
fn year_with_month(words: &mut [String]) {
    let is_year = |word: &String| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let is_late =
        words.get(2).is_some_and(|word| is_time(word)) && words.last().is_some_and(is_year);
    if let (true, Some(tail)) = (is_late, words.get_mut(2..)) {
        tail.rotate_right(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::stamp::DateParts;

    /// Every text is three o'clock in the afternoon, or no time, of 5 or 13 November 2026.
    #[test]
    fn every_way_people_write_an_instant() {
        let three = Some(15 * 3_600);
        let texts = [
            ("sexta-feira, 13 de novembro de 2026 às 15:00", three, None),
            ("Sexta-feira, 13 de novembro de 2026", None, None),
            ("sex., 13 de nov. de 2026, 15:00", three, None),
            ("sex, 13 nov 2026 15h", three, None),
            ("6ª feira, 13 de novembro de 2026, 15 h", three, None),
            ("13 de Novembro de 2026 às 15h00min", three, None),
            ("13 de novembro de 2026 3:00 da tarde", three, None),
            ("13º de novembro de 2026", None, None),
            ("13/nov/2026 15:00", three, None),
            ("13-Nov-26 3:00 p.m.", three, None),
            ("13-nov.-2026 15h00", three, None),
            ("2026-Nov-13 15:00", three, None),
            ("2026 nov 13", None, None),
            ("Friday, November 13, 2026 3:00 PM", three, None),
            ("Fri, November 13th, 2026 at 3:00 PM", three, None),
            ("Friday 13 November 2026, 3:00\u{a0}p.m.", three, None),
            ("Nov 13, 2026, 3:00\u{202f}PM", three, None),
            ("Nov. 13, 2026 3 PM", three, None),
            ("November 13, 2026 3PM", three, None),
            ("Fri, 13 Nov 2026 15:00:00 -0300", three, Some(-10_800)),
            ("Fri, 13 Nov 2026 15:00:00 GMT", three, Some(0)),
            ("Fri Nov 13 15:00:00 BRT 2026", three, Some(-10_800)),
            ("Fri Nov 13 15:00:00 2026", three, None),
            (
                "Fri Nov 13 2026 15:00:00 GMT-0300 (Horário Padrão de Brasília)",
                three,
                Some(-10_800),
            ),
            ("2026-11-13 15:00:00 BRT", three, Some(-10_800)),
            ("2026-11-13 15:00 BRST", three, Some(-7_200)),
            ("2026-11-13 15:00 (GMT-3)", three, Some(-10_800)),
            ("2026-11-13 15:00 (UTC-03:00)", three, Some(-10_800)),
            ("2026-11-13 15:00 GMT -3", three, Some(-10_800)),
            ("2026-11-13 15:00:00 +0000 UTC", three, Some(0)),
            ("2026-11-13 15:00:00.000000-03", three, Some(-10_800)),
            ("20261113T150000Z", three, Some(0)),
            ("20261113T1500", three, None),
            ("2026/11/13 15:00", three, None),
            ("'2026-11-13 15:00", three, None),
            ("=\"2026-11-13 15:00\"", three, None),
            ("\"2026-11-13\"", None, None),
            ("“2026-11-13”", None, None),
            ("[2026-11-13 15:00]", three, None),
            ("\u{200e}2026-11-13 \u{200e}15:00", three, None),
            ("2026-11-13 – 15:00", three, None),
            ("2026-11-13 às 15h", three, None),
            ("2026-11-13 às 15 horas", three, None),
            ("2026-11-13 @ 15:00", three, None),
            ("2026-11-13 15:00h", three, None),
            ("2026-11-13 15:00 hs", three, None),
            ("2026-11-13\u{a0}15:00", three, None),
            ("2026-11-13\t15:00", three, None),
            ("2026-11-13 (sex)", None, None),
            ("15:00 2026-11-13", three, None),
            ("15h00 - 2026-11-13", three, None),
            ("3:00 PM, Nov 13, 2026", three, None),
        ];
        for (text, seconds, offset) in texts {
            let read = Stamp::read(text);
            assert_eq!(
                read.map(|stamp| (stamp.date, stamp.seconds, stamp.offset)),
                Some((DateParts::Known(2026, 11, 13), seconds, offset)),
                "{text}"
            );
        }
    }

    #[test]
    fn day_and_month_stay_open_in_every_spelling() {
        let texts = [
            "05/11/2026 3:00\u{a0}PM",
            "05/11/2026 3:00\u{202f}p.m.",
            "05/11/2026 3:00 P. M.",
            "qui, 05/11/2026 15h",
            "quinta-feira 05/11/2026 às 15:00",
            "05 / 11 / 2026 15:00",
            "'05/11/2026 15:00",
            "=\"05/11/2026 15:00\"",
            "05.11.2026, 15:00",
            "15:00 05/11/2026",
            "5/11/26 15:00:00",
            "05/11/2026 | 15:00",
        ];
        for text in texts {
            let read = Stamp::read(text).map(|stamp| (stamp.date, stamp.seconds));
            assert_eq!(read, Some((DateParts::Either(5, 11, 2026), Some(54_000))), "{text}");
        }
    }

    #[test]
    fn what_names_no_day_is_none() {
        let texts = [
            "sexta-feira",
            "novembro de 2026",
            "nov/26",
            "13/11",
            "15:00",
            "13 de nozembro de 2026",
            "2026-11-13 (a confirmar)",
            "2026-11-13 15:00 (a confirmar)",
            "2026-11-13 15:00 XYZ",
            "2026-11-13 e 2026-11-14",
            "13:00 da tarde de hoje",
            "5511987654321",
        ];
        for text in texts {
            assert_eq!(Stamp::read(text), None, "{text}");
        }
    }

    #[test]
    fn words_that_hang_on_the_day_of_writing() {
        let texts = [
            "hoje",
            "Ontem",
            "ontem às 14:30",
            "Hoje, 10:00",
            "há 2 dias",
            "Há 3 horas",
            "2 dias atrás",
            "yesterday",
            "Today at 3 PM",
            "2 days ago",
            "an hour ago",
            "last Friday",
            "in 2 days",
            "amanhã",
        ];
        for text in texts {
            assert!(is_relative(text), "{text}");
            assert!(is_only_relative(text) || text.ends_with("Friday") || text.ends_with("PM"));
            assert_eq!(Stamp::read(text), None, "{text}");
        }
        for text in ["13/11/2026", "sexta", "x", "Fechado em 13/11"] {
            assert!(!is_relative(text), "{text}");
        }
        assert!(!is_only_relative("Ana ontem"));
    }
}
