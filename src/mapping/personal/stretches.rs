//! Where a plain text holds phones and documents, from their first sign to their last digit.

use super::number::{is_dated, is_document, is_number, is_printed, is_proved};

/// Words in which a number is written at most: `1 1 9 7 7 7 7 0 0 4 2`.
const MOST_WORDS: usize = 13;

/// Digits that a phone or a document has.
const FEWEST_DIGITS: usize = 8;
const MOST_DIGITS: usize = 15;

/// Fewest digits of a number that stands between dashes among others.
const WHOLE: usize = 10;

/// Words before a number that say of what kind it is.
const KINDS: [&str; 13] = [
    "tel", "telefone", "fone", "cel", "celular", "whats", "whatsapp", "wpp", "zap", "phone",
    "mobile", "cpf", "cnpj",
];

/// Further words to which a number is written, and that say nothing of it: `lead11977770042`.
const GLUED: [&str; 9] =
    ["doc", "lead", "leads", "cliente", "client", "contato", "contact", "user", "wa"];

/// Further words that say whose number it is.
const OWN: [&str; 3] = ["rg", "cnh", "ssn"];

/// A number may be written to the word, in capitals or not: `tel11977770042`.
pub fn is_label(word: &str) -> bool {
    let word = word.to_lowercase();
    KINDS.iter().chain(&GLUED).any(|label| *label == word)
}

/// The word says whose the number behind it is, which is hidden then whether it proves right or not.
fn is_own_label(word: &str) -> bool {
    KINDS.iter().chain(&OWN).any(|label| *label == word)
}

type Stretch = (usize, usize);

/// The numbers of a text, in their order.
pub fn numbers(text: &str) -> Vec<Stretch> {
    let mut found = codes(text);
    let runs = |text: &str| {
        stretches(text, is_run_sign).flat_map(|run| of_run(text, run)).collect::<Vec<_>>()
    };
    add_apart(&mut found, runs(text));
    // Between digits a low line is a blank: `tel_11_97777_0042`.
    if text.contains('_') {
        add_apart(&mut found, runs(&text.replace('_', " ")));
    }
    // Whatever else stands between digits parts a number where its groups are those of one: `11*97777*0042`.
    if let Some(slashed) = with_slashes(text) {
        let is_own = |(from, to): &Stretch| slashed.get(*from..*to).is_some_and(is_printed);
        add_apart(&mut found, runs(&slashed).into_iter().filter(is_own).collect());
    }
    found
}

/// A text with a slash for each other sign between two digits; nothing where there is none.
fn with_slashes(text: &str) -> Option<String> {
    let is_other = |bytes: &[u8]| {
        matches!(bytes, [before, sign, after] if before.is_ascii_digit()
            && after.is_ascii_digit()
            && b"*|;:#\\~".contains(sign))
    };
    let places: Vec<usize> = text
        .as_bytes()
        .windows(3)
        .enumerate()
        .filter(|(_, own)| is_other(own))
        .map(|(at, _)| at + 1)
        .collect();
    let mut slashed = text.to_owned();
    places.iter().for_each(|at| slashed.replace_range(at..&(at + 1), "/"));
    (!places.is_empty()).then_some(slashed)
}

/// Adds those of other stretches that none of the first touches; both are in their order, and so is what comes of them.
fn add_apart(found: &mut Vec<Stretch>, others: Vec<Stretch>) {
    let first = std::mem::take(found);
    let mut rest = first.iter().peekable();
    for (from, to) in others {
        while let Some(own) = rest.next_if(|own| own.1 <= from) {
            found.push(*own);
        }
        let is_apart = rest.peek().is_none_or(|own| to <= own.0);
        if is_apart {
            found.push((from, to));
        }
    }
    found.extend(rest);
}

/// The longest stretches of signs of a kind.
fn stretches(text: &str, is_sign: fn(char) -> bool) -> impl Iterator<Item = Stretch> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(is_sign)?;
        let behind = text.get(start..)?;
        rest = start + behind.find(|c| !is_sign(c)).unwrap_or(behind.len());
        Some((start, rest))
    })
}

fn is_run_sign(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '(' | ')' | '+' | '-' | ' ' | '.' | '/' | ',')
}

/// Numbers of companies with letters in them, as they are issued since July 2026; what is digits alone is found among the runs.
fn codes(text: &str) -> Vec<Stretch> {
    let is_code_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    let words = stretches(text, is_code_sign).filter_map(|(from, to)| {
        let word = text.get(from..to)?;
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let low = bare.to_ascii_lowercase();
        let label = if low.starts_with("cnpj") { "cnpj".len() } else { 0 };
        let own = bare.get(label..)?;
        let has_letters = own.contains(|c: char| c.is_ascii_alphabetic());
        let start = from + label + own.len() - own.trim_start_matches(['-', '.', '/']).len();
        let is_even = !own.contains(|c: char| c.is_ascii_lowercase())
            || !own.contains(|c: char| c.is_ascii_uppercase());
        (has_letters && is_even && is_document(own)).then_some((start, from + bare.len()))
    });
    words.collect()
}

/// The numbers of a run of digits and what parts them. A word that letters stand at is part of a code (`n8-0042`, `a1b2`), unless they say
/// what it is, or its digits prove that it is a document.
fn of_run(text: &str, (from, to): Stretch) -> Vec<Stretch> {
    let run = text.get(from..to).unwrap_or_default();
    let Some(first) = run.find(|c: char| c.is_ascii_digit() || matches!(c, '(' | '+')) else {
        return Vec::new();
    };
    let Some(last) = run.rfind(|c: char| c.is_ascii_digit()) else { return Vec::new() };
    let (start, end) = (from + first, from + last + 1);
    if is_dialled(text, from, (start, end)) || is_labelled(text, (start, end)) {
        return vec![(start, end)];
    }
    let label = if first == 0 { letters_before(text, from) } else { "" };
    let is_glued = !label.is_empty() && !is_label(label);
    let is_cut = text.get(end..).is_some_and(|rest| rest.starts_with(is_letter));
    let own = text.get(start..end).unwrap_or_default();
    let after = if is_glued { own.find(' ').unwrap_or(own.len()) } else { 0 };
    let before = if is_cut { own.rfind(' ').map_or(0, |at| at + 1) } else { own.len() };
    let mut found: Vec<Stretch> = Vec::new();
    if after > 0 && own.get(..after).is_some_and(is_proved) {
        found.push((start, start + after));
    }
    if after < before {
        found.extend(parted(text, start + after, start + before));
    }
    if before < own.len() && (before > 0 || after == 0) && own.get(before..).is_some_and(is_proved)
    {
        found.push((start + before, end));
    }
    found
}

/// Behind `wa.me/`, `tel:` or `phone=` a number is one to be called, of whatever country.
fn is_dialled(text: &str, from: usize, (start, end): Stretch) -> bool {
    const BEFORE: [&str; 4] = ["wa.me", "tel:", "phone=", "callto:"];
    let before = text.as_bytes().get(..from).unwrap_or_default();
    let own = text.get(start..end).unwrap_or_default();
    let is_behind = |word: &&str| {
        let at = before.len().checked_sub(word.len()).and_then(|at| before.get(at..));
        at.is_some_and(|end| end.eq_ignore_ascii_case(word.as_bytes()))
    };
    (8..=15).contains(&digits(own)) && BEFORE.iter().any(is_behind)
}

/// `CPF: 123.456.789-00`, `tel 3333-4444`: a word right before it says whose number it is.
fn is_labelled(text: &str, (start, end): (usize, usize)) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', ':', '.', '#', '=']);
    let label = letters_before(before, before.len()).to_lowercase();
    let own = text.get(start..end).unwrap_or_default();
    (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits(own)) && is_own_label(&label) && !is_dated(own)
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, 'º' | 'ª')
}

/// The letters that a run is written to.
fn letters_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    before.get(before.trim_end_matches(is_letter).len()..).unwrap_or_default()
}

/// A slash or a comma parts two phones or the parts of a date; within a document, or behind an area code, it belongs to the number. Of
/// numbers that stand side by side each is one.
fn parted(text: &str, from: usize, to: usize) -> Vec<Stretch> {
    let Some(run) = text.get(from..to) else { return Vec::new() };
    let (run, from) = (run.trim(), from + run.len() - run.trim_start().len());
    let own: Vec<Stretch> = side_by_side(run, from);
    if !own.is_empty() && !run.contains(['/', ',']) {
        return own;
    }
    let apart = words(run, &['/', ',']).flat_map(|(at, part)| side_by_side(part, from + at));
    let mut found = own;
    add_apart(&mut found, apart.collect());
    found
}

/// The parts of a text between signs, without blanks around them, and where they begin.
fn words<'a>(text: &'a str, signs: &'a [char]) -> impl Iterator<Item = (usize, &'a str)> {
    let mut start = 0;
    let parts = text.split(signs).map(move |part| {
        let at = start + part.len() - part.trim_start().len();
        start += part.len() + 1;
        (at, part.trim())
    });
    parts.filter(|(_, part)| !part.is_empty())
}

/// `(11) 98765-4321 123.456.789-09`: from each word on the shortest stretch that is a number; of a word that is none, the parts that are.
fn side_by_side(run: &str, from: usize) -> Vec<Stretch> {
    if is_number(run) {
        return vec![(from, from + run.len())];
    }
    let words: Vec<Stretch> = words(run, &[' ']).map(|(at, word)| (at, at + word.len())).collect();
    let mut found = Vec::new();
    let mut done = 0;
    for (place, (start, own)) in words.iter().enumerate() {
        if *start < done {
            continue;
        }
        let ends = words.iter().skip(place).map(|(_, end)| *end);
        let stretch = |end: &usize| run.get(*start..*end).unwrap_or_default();
        let mut near = ends.take(MOST_WORDS).take_while(|end| digits(stretch(end)) <= MOST_DIGITS);
        let is = |end: &usize| {
            let stretch = stretch(end);
            digits(stretch) >= FEWEST_DIGITS && is_number(stretch)
        };
        if let Some(end) = near.find(is) {
            found.push((from + start, from + end));
            done = end;
        } else if let Some(word) = run.get(*start..*own) {
            found.extend(whole(word).map(|(at, to)| (from + start + at, from + start + to)));
        }
    }
    found
}

/// Numbers written without anything between their digits, parted by dashes from others.
fn whole(word: &str) -> impl Iterator<Item = Stretch> {
    let parts = words(word, &['-', '.', '/', ',']);
    let is_whole = |(_, part): &(usize, &str)| part.len() >= WHOLE && is_number(part);
    parts.filter(is_whole).map(|(at, part)| (at, at + part.len()))
}
