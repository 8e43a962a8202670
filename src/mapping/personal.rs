//! What tells a person apart, recognised in any text: addresses, phones, and the numbers of Brazilian documents (CPF, CNPJ).

use crate::model::agreement::PersonalData;

/// What stands for a thing that is not shown.
const HIDDEN: &str = "•••";

/// Digits of a document's number.
const CPF: usize = 11;
const CNPJ: usize = 14;

/// Words in which a phone is written at most: `+55 11 9 8765 43 21`.
const MOST_WORDS: usize = 7;

/// Digits that stay when a number is masked.
const SHOWN: usize = 2;

/// True when a text holds a phone number.
pub fn has_phone(text: &str) -> bool {
    runs(text).into_iter().any(|(from, to)| text.get(from..to).is_some_and(is_phone))
}

/// True when a text is the number of a document and nothing else.
pub fn is_document(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(is_run_sign) && is_document_number(text)
}

/// True when a text holds an address, a phone or the number of a document.
pub fn is_personal(text: &str) -> bool {
    removed(text) != text
}

/// A text as a message may quote it at a level: nothing of a person's stays at none.
pub fn quoted(level: PersonalData, text: &str) -> String {
    match level {
        PersonalData::Full => text.to_owned(),
        PersonalData::Masked => masked(text),
        PersonalData::None => removed(text),
    }
}

/// Where a text holds phones and documents, from their first sign to their last digit.
pub fn numbers(text: &str) -> Vec<(usize, usize)> {
    let is = |(from, to): &(usize, usize)| text.get(*from..*to).is_some_and(is_number);
    runs(text).into_iter().filter(is).collect()
}

/// A text with three dots for every address, phone and document.
fn removed(text: &str) -> String {
    changed(text, &|_| HIDDEN.to_owned(), &|_, _| HIDDEN.to_owned())
}

/// A text with the middle of addresses hidden, and of phones and documents all digits but the last two.
pub fn masked(text: &str) -> String {
    changed(text, &masked_digits, &|name, host| {
        let first: String = name.chars().take(1).collect();
        format!("{first}…@{host}")
    })
}

/// A text with other words for its phones and documents, and for each address by its name and host.
fn changed(
    text: &str,
    number: &dyn Fn(&str) -> String,
    address: &dyn Fn(&str, &str) -> String,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (from, to) in runs(text) {
        let (Some(before), Some(run)) = (text.get(end..from), text.get(from..to)) else { continue };
        out.push_str(before);
        if is_number(run) {
            out.push_str(&number(run));
        } else {
            out.push_str(run);
        }
        end = to;
    }
    out.push_str(text.get(end..).unwrap_or_default());
    changed_addresses(&out, address)
}

/// A number with only its last two digits.
pub fn masked_digits(text: &str) -> String {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let hide = |c: char| {
        seen += usize::from(c.is_ascii_digit());
        if c.is_ascii_digit() && seen + SHOWN <= digits { '•' } else { c }
    };
    text.chars().map(hide).collect()
}

/// A name, `@` and a host; what stands around an address stays.
fn changed_addresses(text: &str, address: &dyn Fn(&str, &str) -> String) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let is_of_word = |c: char| c.is_alphanumeric() || "._%+-…•'".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('@') {
        let start = before.char_indices().rev().take_while(|(_, c)| is_of_word(*c)).last();
        let name = start.and_then(|(at, _)| before.get(at..)).unwrap_or_default();
        let is_of_host = |c: char| c.is_alphanumeric() || ".-_".contains(c);
        let end = after.find(|c| !is_of_host(c)).unwrap_or(after.len());
        let (host, behind) = after.split_at_checked(end).unwrap_or((after, ""));
        out.push_str(before.strip_suffix(name).unwrap_or(before));
        if name.is_empty() || !host.starts_with(char::is_alphanumeric) {
            out.push_str(name);
            out.push('@');
            rest = after;
        } else {
            out.push_str(&address(name, host));
            rest = behind;
        }
    }
    out + rest
}

/// The stretches of a text that may be a number as people write phones and documents, from their first sign to their last digit.
fn runs(text: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match open {
            Some((from, to)) if !is_run_sign(c) => {
                // Digits within a word are part of a code: `n8-0042`, `a1b2`.
                let is_code = c.is_alphabetic() && before.is_ascii_digit();
                runs.extend((!is_code).then_some((from, to)));
                open = None;
            }
            Some((from, _)) if c.is_ascii_digit() => open = Some((from, at + 1)),
            None if (c.is_ascii_digit() || matches!(c, '(' | '+'))
                && !(before.is_alphanumeric() || before == '_') =>
            {
                open = Some((at, at + 1));
            }
            _ => {}
        }
        before = c;
    }
    runs.extend(open);
    runs.into_iter().flat_map(|(from, to)| parted(text, from, to)).collect()
}

/// A slash parts two phones or the parts of a date; within a CNPJ it belongs to the number. Of numbers that stand side by side each is one.
fn parted(text: &str, from: usize, to: usize) -> Vec<(usize, usize)> {
    let Some(run) = text.get(from..to) else { return Vec::new() };
    if is_document_number(run) {
        return vec![(from, to)];
    }
    let by_slash = words(run, '/').map(|(at, part)| (from + at, part));
    by_slash.flat_map(|(from, part)| side_by_side(part, from)).collect()
}

/// The parts of a text between a sign, without blanks around them, and where they begin.
fn words(text: &str, sign: char) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let parts = text.split(sign).map(move |part| {
        let at = start + part.len() - part.trim_start().len();
        start += part.len() + sign.len_utf8();
        (at, part.trim())
    });
    parts.filter(|(_, part)| !part.is_empty())
}

/// `(11) 98765-4321 123.456.789-09`: from each word on the shortest stretch that is a number.
fn side_by_side(run: &str, from: usize) -> Vec<(usize, usize)> {
    if is_number(run) {
        return vec![(from, from + run.len())];
    }
    let words: Vec<(usize, usize)> =
        words(run, ' ').map(|(at, word)| (at, at + word.len())).collect();
    let mut found = Vec::new();
    let mut done = 0;
    for (place, (start, _)) in words.iter().enumerate().filter(|_| words.len() > 1) {
        let ends = words.iter().skip(place).map(|(_, end)| *end);
        let is = |end: &usize| run.get(*start..*end).is_some_and(is_number);
        if let Some(end) = ends.take(MOST_WORDS).find(is).filter(|_| *start >= done) {
            found.push((from + start, from + end));
            done = end;
        }
    }
    found
}

fn is_number(text: &str) -> bool {
    is_phone(text) || is_document_number(text)
}

fn is_run_sign(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '(' | ')' | '+' | '-' | ' ' | '.' | '/' | '\u{a0}')
}

fn digits(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect()
}

/// A number with a sign that only phones have, or of the form of Brazilian ones: area code, then 9 and eight digits, or eight that begin as
/// those of landlines do.
fn is_phone(text: &str) -> bool {
    let digits = digits(text);
    if !(10..=15).contains(&digits.len()) || is_document_number(text) || looks_dated(text) {
        return false;
    }
    let is_split = text.starts_with(['(', '+']) || text.matches('-').count() == 1;
    let national = match digits.as_slice() {
        [5, 5, rest @ ..] | [0, rest @ ..] if rest.len() >= 10 => rest,
        all => all,
    };
    is_split || (text.matches('-').count() <= 2 && is_brazilian(national))
}

fn is_brazilian(national: &[u8]) -> bool {
    match national {
        [area, second, 9, _, ..] if national.len() == 11 => is_area(*area, *second),
        [area, second, 2..=5, ..] if national.len() == 10 => is_area(*area, *second),
        _ => false,
    }
}

/// Area codes that Brazil has given.
fn is_area(first: u8, second: u8) -> bool {
    match first {
        1 | 4 | 6 | 8 | 9 => second > 0 && !(first == 4 && second == 0),
        2 => matches!(second, 1 | 2 | 4 | 7 | 8),
        3 => matches!(second, 1..=5 | 7 | 8),
        5 => matches!(second, 1 | 3..=5),
        7 => matches!(second, 1 | 3..=5 | 7 | 9),
        _ => false,
    }
}

/// `2026-11-23 09`, `23.11.2026 10`: the beginning of an instant.
fn looks_dated(text: &str) -> bool {
    let day = text.split(' ').next().unwrap_or_default();
    let lengths: Vec<usize> = day.split(['-', '.']).map(str::len).collect();
    matches!(lengths.as_slice(), [4, 2, 2] | [2, 2, 4 | 2])
}

/// `123.456.789-09`, `12.345.678/0001-95`, or bare digits whose last two prove the others.
fn is_document_number(text: &str) -> bool {
    let digits = digits(text);
    let is_bare = text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<usize> = text.trim().split(['.', '-', '/']).map(str::len).collect();
    match digits.len() {
        CPF => parts == [3, 3, 3, 2] || (is_bare && is_proved(&digits, [10, 11])),
        CNPJ => {
            parts == [2, 3, 3, 4, 2]
                || (is_bare && text.len() == CNPJ && is_proved_company(&digits))
        }
        _ => false,
    }
}

/// A CPF's two check digits: weights fall to 2, the sum times ten modulo 11.
fn is_proved(digits: &[u8], firsts: [u32; 2]) -> bool {
    let is_one_digit = digits.windows(2).all(|pair| matches!(pair, [left, right] if left == right));
    !is_one_digit
        && firsts.iter().enumerate().all(|(at, first)| {
            let length = CPF - 2 + at;
            let weights = (0..).map(|place: u32| first.saturating_sub(place));
            let sum: u32 = digits
                .iter()
                .take(length)
                .zip(weights)
                .map(|(digit, weight)| u32::from(*digit) * weight)
                .sum();
            digits.get(length).is_some_and(|check| u32::from(*check) == sum * 10 % 11 % 10)
        })
}

/// A CNPJ's two check digits: weights run from 2 to 9 from the right, again and again.
fn is_proved_company(digits: &[u8]) -> bool {
    [CNPJ - 2, CNPJ - 1].into_iter().all(|length| {
        let weights = (2..=9).cycle();
        let counted = digits.iter().take(length).rev().zip(weights);
        let sum: u32 = counted.map(|(digit, weight): (&u8, u32)| u32::from(*digit) * weight).sum();
        let check = match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        };
        digits.get(length).is_some_and(|digit| u32::from(*digit) == check)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_of_every_writing_are_seen_and_masked() {
        for (text, shown) in [
            ("11987654321", "•••••••••21"),
            ("(11) 98765-4321", "(••) •••••-••21"),
            ("+55 11 98765-4321", "+•• •• •••••-••21"),
            ("ligar 11 98765-4321 à tarde", "ligar •• •••••-••21 à tarde"),
            ("+1 415 555 0101", "+• ••• ••• ••01"),
            ("5511987654321", "•••••••••••21"),
            ("1133334444", "••••••••44"),
            ("11987654321 / 1133334444", "•••••••••21 / ••••••••44"),
            ("11987654321 1133334444", "•••••••••21 ••••••••44"),
            ("2026-11-23 11 98765-4321", "2026-11-23 •• •••••-••21"),
            ("11 98765-4321 11 98765-4322", "•• •••••-••21 •• •••••-••22"),
        ] {
            assert!(has_phone(text), "{text}");
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn documents_are_no_phones_and_are_masked() {
        for (text, shown) in [
            ("123.456.789-09", "•••.•••.•••-09"),
            ("12345678909", "•••••••••09"),
            ("11.222.333/0001-81", "••.•••.•••/••••-81"),
            ("11222333000181", "••••••••••••81"),
        ] {
            assert!(is_document(text) && !has_phone(text), "{text}");
            assert_eq!(masked(text), shown);
        }
        assert_eq!(masked("CPF 123.456.789-09, Ana"), "CPF •••.•••.•••-09, Ana");
        let two = "(11) 98765-4321 123.456.789-09";
        assert_eq!(masked(two), "(••) •••••-••21 •••.•••.•••-09");
    }

    #[test]
    fn dates_amounts_and_codes_stay() {
        for text in [
            "2026-11-23 09:10:11",
            "23/11/2026 09:10",
            "11/23/2026 10:20",
            "23.11.2026 10h",
            "R$ 1.234.567,89",
            "10293847561",
            "1764000000",
            "N8-0042",
            "zcrm_5001000000123456",
            "123456",
            "a1b2c3d4-1111-2222",
        ] {
            assert_eq!(masked(text), text);
            assert!(!has_phone(text), "{text}");
        }
    }

    #[test]
    fn at_none_nothing_of_a_person_stays() {
        for (text, shown) in [
            ("ana.lima@x.com.br", "•••"),
            ("de ana@x.com, (11) 98765-4321.", "de •••, •••."),
            ("CPF 123.456.789-09", "CPF •••"),
            ("leads-11987654321.csv", "leads-•••.csv"),
            ("Reunião 23/11/2026 10:20", "Reunião 23/11/2026 10:20"),
            ("@canal", "@canal"),
        ] {
            assert_eq!(quoted(PersonalData::None, text), shown);
            assert_eq!(is_personal(text), text != shown, "{text}");
        }
    }

    #[test]
    fn addresses_are_masked_wherever_they_stand() {
        assert_eq!(masked("ana@x.com / 11987654321"), "a…@x.com / •••••••••21");
        assert_eq!(masked("<Ana> ana.lima@x.com; rui@y.com"), "<Ana> a…@x.com; r…@y.com");
        assert_eq!(masked("@arroba só"), "@arroba só");
        assert_eq!(masked("mailto:ana@x.com"), "mailto:a…@x.com");
    }
}
