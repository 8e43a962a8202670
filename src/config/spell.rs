//! How values are spelt in the agreement file: durations, shares, ratios, dates, times of day, sizes, addresses.

use super::hours;
use crate::mail::mime;
use crate::model::agreement::{Allowance, Clock, DurationUnit, Hours};
use crate::model::fold::fold;
use crate::model::zone::Day;

const LONGEST: u32 = 100_000;
const DAY_END: u32 = 86_400;

/// `"15m"`, `"2 h"`, `"3 dias úteis"`, `"24 elapsed hours"`: a whole number, its unit, and the clock where the words say it.
pub fn length(text: &str) -> Option<(Allowance, Option<Clock>)> {
    let text = text.trim();
    let (count, words) = text.split_at(text.find(|sign: char| !sign.is_ascii_digit())?);
    let count = whole(count).filter(|count| *count <= LONGEST)?;
    let words: Vec<&str> = words.split_whitespace().collect();
    let (unit, clock) = match words.as_slice() {
        [unit_word] => (unit(unit_word)?, None),
        // Portuguese says the unit first, English the clock.
        [first, second] => match unit(first) {
            Some(unit) => (unit, Some(clock(second)?)),
            None => (unit(second)?, Some(clock(first)?)),
        },
        _ => return None,
    };
    Some((Allowance { count, unit }, clock))
}

/// The same where the clock is given: words that say another one are refused.
pub fn duration(text: &str, clock: Clock) -> Option<Allowance> {
    let (length, said) = length(text)?;
    said.is_none_or(|said| said == clock).then_some(length)
}

/// A unit's word. A capital `M` is none: it may be meant as months.
fn unit(word: &str) -> Option<DurationUnit> {
    match word {
        "m" => return Some(DurationUnit::Minutes),
        "h" => return Some(DurationUnit::Hours),
        "d" => return Some(DurationUnit::Days),
        _ => {}
    }
    match plain(word)?.as_str() {
        "min" | "mins" | "minuto" | "minutos" | "minute" | "minutes" => Some(DurationUnit::Minutes),
        "hr" | "hrs" | "hora" | "horas" | "hour" | "hours" => Some(DurationUnit::Hours),
        "dia" | "dias" | "day" | "days" => Some(DurationUnit::Days),
        _ => None,
    }
}

fn clock(word: &str) -> Option<Clock> {
    match plain(word)?.as_str() {
        "util" | "uteis" | "working" | "business" => Some(Clock::Working),
        "corrido" | "corridos" | "corrida" | "corridas" | "calendar" | "elapsed" => {
            Some(Clock::Elapsed)
        }
        _ => None,
    }
}

/// A word of letters, folded; it may end with the point of an abbreviation.
fn plain(word: &str) -> Option<String> {
    let word = word.strip_suffix('.').unwrap_or(word);
    word.chars().all(char::is_alphabetic).then(|| fold(word))
}

/// Digits only: no sign, no blank.
fn whole(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A plain number, decimal comma or point; no exponent, no `inf`.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain =
        !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    if is_plain { text.replace(',', ".").parse().ok() } else { None }
}

/// `1.000` or `-1.000`: whoever wrote it may have meant a thousand.
pub fn has_thousands_point(text: &str) -> bool {
    let unsigned = text.trim().trim_start_matches(['+', '-']);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    unsigned.split_once(['.', ',']).is_some_and(|(whole, fraction)| {
        (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && is_digits(whole)
            && fraction.split(['.', ',']).all(|group| group.len() == 3 && is_digits(group))
    })
}

/// True when a number of a text such as `"1.000:1"`, `"1.000 %"` or `">= 1.000"` may be a thousand or one: it is refused, not guessed.
/// Only a text that is nothing but such a ratio, share or comparison counts: a name may hold any digits.
pub fn has_thousands_part(text: &str) -> bool {
    let unsigned = text.trim().trim_start_matches(['<', '>', '=']);
    let bare = unsigned.trim_end().trim_end_matches('%');
    let is_written = bare.len() < text.trim().len() || bare.contains(':');
    let is_number = |part: &str| {
        part.chars().any(|c| c.is_ascii_digit())
            && part.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' '))
    };
    is_written && bare.split(':').all(is_number) && bare.split(':').any(has_thousands_point)
}

/// `"6:1"`, both above zero.
pub fn ratio(text: &str) -> Option<(f64, f64)> {
    let (left, right) = text.split_once(':')?;
    let (left, right) = (number(left)?, number(right)?);
    (left > 0.0 && right > 0.0).then_some((left, right))
}

/// `"90%"` or `"1:6"` as a fraction; may exceed one.
pub fn fraction(text: &str) -> Option<f64> {
    match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => ratio(text).map(|(part, whole)| part / whole),
    }
}

/// `"2026-07-01"`.
pub fn day(text: &str) -> Option<Day> {
    let mut parts = text.trim().splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    Day::ymd(i32::try_from(whole(year)?).ok()?, whole(month)?, whole(day)?)
}

/// `"08:00"` as seconds after midnight; `"24:00"` is the end of the day.
pub fn time_of_day(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once(':')?;
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (whole(hour)?, whole(minute)?);
    let seconds = hour * 3_600 + minute * 60;
    (minute < 60 && seconds <= DAY_END).then_some(seconds)
}

/// `"09:00-12:00"`, also as people say it (`9h às 12h`), the end after the beginning.
pub fn interval(text: &str) -> Option<(u32, u32)> {
    ends(text).filter(|(from, to)| from < to)
}

/// The two ends of one interval.
fn ends(text: &str) -> Option<(u32, u32)> {
    let said = hours::spans(text)?;
    let [only] = said.as_slice() else { return None };
    let (from, to) = only.split_once('-')?;
    time_of_day(from).zip(time_of_day(to))
}

/// `"22:00-06:00"`: it ends on the day after.
pub fn is_overnight(text: &str) -> bool {
    ends(text).is_some_and(|(from, to)| from > to)
}

/// True when the intervals ascend and none begins before the one before it has ended.
pub fn is_ascending(hours: &Hours) -> bool {
    hours.iter().zip(hours.iter().skip(1)).all(|(one, next)| one.1 <= next.0)
}

/// `"7 MB"`, `"500 kB"`, `"7 MiB"` in bytes.
pub fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let units = [("kib", 1 << 10), ("mib", 1 << 20), ("kb", 1_000), ("mb", 1_000_000)];
    let lower = text.to_lowercase();
    let (count, unit) =
        units.into_iter().find_map(|(name, bytes)| Some((lower.strip_suffix(name)?, bytes)))?;
    whole(count.trim()).filter(|count| *count > 0).map(|count| u64::from(count) * unit)
}

/// The bare address in `Name <address>` or `address`; nothing when it is none that a letter can be addressed to.
pub fn address(text: &str) -> Option<&str> {
    let bare = mime::address(text)?;
    let (_, host) = bare.split_once('@')?;
    let has_host = host.split('.').count() > 1 && !host.contains('@');
    has_host.then_some(bare)
}

/// Where most private addresses are, by the host.
const PROVIDERS: [&str; 6] =
    ["gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.com.br", "icloud.com"];
/// Hosts that are like one of those and are their own.
const ALIKE: [&str; 4] = ["ymail.com", "email.com", "mail.com", "hotmail.co"];
/// Ends of hosts whose point is left out.
const RUN_TOGETHER: [(&str, &str); 2] = [("combr", ".com.br"), ("com", ".com")];

/// The address that a mistyped one was probably meant to be: a comma for a point, blanks, a point left out, a host one letter from one
/// that everybody knows. Nothing when it has no such fault.
pub fn meant_address(text: &str) -> Option<String> {
    let (name, host) = text.trim().split_once('@')?;
    let plain: String = host.chars().filter(|sign| !sign.is_whitespace()).collect();
    let plain = plain.replace([',', ';'], ".").trim_matches('.').to_lowercase();
    let pointed = RUN_TOGETHER.iter().find_map(|(end, right)| {
        let start = plain.strip_suffix(end).filter(|start| !start.is_empty())?;
        (!plain.contains('.')).then(|| format!("{start}{right}"))
    });
    let pointed = pointed.unwrap_or_else(|| plain.clone());
    let is_near = |known: &&&str| strsim::damerau_levenshtein(known, &pointed) == 1;
    let is_known = PROVIDERS.iter().chain(&ALIKE).any(|known| *known == pointed);
    let near = PROVIDERS.iter().find(is_near).filter(|_| !is_known);
    let meant = near.map_or(pointed, |known| (*known).to_owned());
    let told = format!("{}@{meant}", name.trim());
    (meant != host.to_lowercase() && address(&told).is_some()).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyped_addresses_are_told_with_what_was_meant() {
        let cases = [
            ("ana@gmial.com", Some("ana@gmail.com")),
            ("ana@gmai.com", Some("ana@gmail.com")),
            ("ana@gmailcom", Some("ana@gmail.com")),
            ("ana@hotmial.com", Some("ana@hotmail.com")),
            ("ana@yahoo.com.b", Some("ana@yahoo.com.br")),
            ("ana@empresa,com", Some("ana@empresa.com")),
            ("ana@empresa.com,br", Some("ana@empresa.com.br")),
            ("ana@empresacom", Some("ana@empresa.com")),
            ("ana@empresacombr", Some("ana@empresa.com.br")),
            ("ana@ empresa.com", Some("ana@empresa.com")),
            ("ana@empresa.com.", Some("ana@empresa.com")),
            ("ana@gmail.com", None),
            ("Ana@Gmail.com", None),
            ("ana@ymail.com", None),
            ("ana@email.com", None),
            ("ana@outlook.com.br", None),
            ("ana@empresa.com.br", None),
            ("ana@localhost", None),
            ("ana", None),
        ];
        for (written, meant) in cases {
            assert_eq!(meant_address(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn durations_are_whole_numbers_with_a_unit() {
        let minutes = Allowance { count: 15, unit: DurationUnit::Minutes };
        for right in ["15m", "15 m", "15min", "15 min.", " 15 Minutos ", "15 minutes"] {
            assert_eq!(length(right), Some((minutes, None)), "{right}");
        }
        let wrong = [
            "",
            "15",
            "m",
            "1.5h",
            "1,5 h",
            "-1d",
            "15x",
            "99999999999d",
            "6M",
            "6 meses",
            "1,h",
            "1h30",
            "1 h 30",
            "2 dias bons",
            "2 úteis",
            "2 dias úteis úteis",
            "dois dias",
            "2 d d",
        ];
        for wrong in wrong {
            assert_eq!(length(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_length_may_say_its_clock() {
        let of = |count, unit, clock| Some((Allowance { count, unit }, Some(clock)));
        let (hours, days) = (DurationUnit::Hours, DurationUnit::Days);
        assert_eq!(length("1 h útil"), of(1, hours, Clock::Working));
        assert_eq!(length("2 dias úteis"), of(2, days, Clock::Working));
        assert_eq!(length("2 DIAS UTEIS"), of(2, days, Clock::Working));
        assert_eq!(length("2 working days"), of(2, days, Clock::Working));
        assert_eq!(length("24 horas corridas"), of(24, hours, Clock::Elapsed));
        assert_eq!(length("60 calendar days"), of(60, days, Clock::Elapsed));
        let two = Some(Allowance { count: 2, unit: days });
        assert_eq!(duration("2 dias", Clock::Elapsed), two);
        assert_eq!(duration("2 dias corridos", Clock::Elapsed), two);
        assert_eq!(duration("2 dias úteis", Clock::Elapsed), None);
        assert_eq!(duration("2 calendar days", Clock::Working), None);
    }

    #[test]
    fn shares_and_ratios() {
        assert_eq!(fraction("90%"), Some(0.9));
        assert_eq!(fraction("92,5 %"), Some(0.925));
        assert_eq!(fraction("1:4"), Some(0.25));
        assert_eq!(fraction("90"), None);
        assert_eq!(ratio("6:0"), None);
        assert_eq!(ratio("inf:1"), None);
    }

    #[test]
    fn a_thousand_may_be_meant() {
        for thousand in ["1.000", "-1.000", "12,500", "1.000.000"] {
            assert!(has_thousands_point(thousand), "{thousand}");
        }
        for number in ["0.125", "1.5", "1.25", "1000", "1000.125", "v1.000", "1.0000"] {
            assert!(!has_thousands_point(number), "{number}");
        }
        assert!(has_thousands_part("1.000:1") && has_thousands_part("1 : 1.500"));
        for both in ["1.000 %", "1.000%", "1,000 %", " 12.500% ", ">= 1.000", "<-1.500", "= 1,000"]
        {
            assert!(has_thousands_part(both), "{both}");
        }
        for one in
            ["1.000", "6.5:1", "0.125%", "12.50 %", "1.0000%", "1000%", "> 1.5", "Meta: 1.000"]
        {
            assert!(!has_thousands_part(one), "{one}");
        }
    }

    #[test]
    fn times_sizes_and_addresses() {
        assert_eq!(interval("09:00-12:30"), Some((32_400, 45_000)));
        assert_eq!(interval("12:00-09:00"), None);
        assert_eq!(time_of_day("24:00"), Some(86_400));
        assert_eq!(time_of_day("24:01"), None);
        assert_eq!(size("7 MB"), Some(7_000_000));
        assert_eq!(address("Acordo <a@x.com.br>"), Some("a@x.com.br"));
        for wrong in ["a@x", "a b@x.com", "@x.com", "a@x..com", "a@x.com, b@x.com"] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
        assert_eq!(day("2026-02-30"), None);
    }
}
