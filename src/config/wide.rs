//! Columns of tries in a sheet nobody has described: `1ª Ligação` beside `Resultado 1`, `Call 2`, `Attempt 3 date`.

use std::collections::BTreeMap;

use crate::mapping::fields::FieldKind;
use crate::mapping::preview::Profile;
use crate::mapping::words;
use crate::model::agreement::NUMBER;
use crate::model::fold::fold;

/// Beginnings of the words of a try, folded.
const TRIES: [&str; 15] = [
    "lig", "tent", "msg", "mensag", "messag", "ret", "contact", "contato", "chamada", "call",
    "attempt", "touch", "followup", "fup", "try",
];
/// What is left of `F/U`, and a word of which longer ones are something else.
const SHORT: [&str; 4] = ["f", "u", "fu", "follow"];
/// Words for what came of it.
const RESULTS: [&str; 15] = [
    "resultado",
    "result",
    "outcome",
    "retorno",
    "desfecho",
    "status",
    "resposta",
    "answer",
    "answered",
    "atendeu",
    "respondeu",
    "reply",
    "replied",
    "response",
    "res",
];
/// Results that may stand beside a try without its number.
const ANSWERS: [&str; 5] = ["respondeu", "atendeu", "answered", "replied", "reply"];
/// Words for when it was.
const DATES: [&str; 6] = ["data", "date", "dia", "day", "quando", "when"];
/// Words that say nothing more.
const JOINTS: [&str; 8] = ["de", "da", "do", "of", "the", "n", "no", "em"];
/// What stands behind the figures of an ordinal number, folded.
const ORDINALS: [&str; 7] = ["", "a", "o", "st", "nd", "rd", "th"];
const HIGHEST: u32 = 60;

/// A header that speaks of one try.
struct Numbered<'a> {
    header: &'a str,
    number: u32,
    /// The header with the number left open.
    pattern: String,
    is_result: bool,
}

/// The headers of each field of a try; nothing where fewer than two tries have a date.
pub fn tries(headers: &[String], profiles: &[Profile]) -> Option<BTreeMap<String, Vec<String>>> {
    let (at, outcome, has_date) = columns(headers, profiles);
    let first = first_contact(&at).filter(|_| outcome.is_empty());
    let mut main: BTreeMap<u32, &Numbered> = BTreeMap::new();
    for own in at.iter().filter(|own| first.is_none_or(|first| first.header != own.header)) {
        main.entry(own.number).or_insert(own);
    }
    let outcome: BTreeMap<u32, &Numbered> =
        outcome.iter().rev().map(|own| (own.number, own)).collect();
    let is_paired = outcome.keys().eq(main.keys());
    if main.len() + first.iter().count() < 2 || !has_date {
        return None;
    }
    let mut days = written(&main);
    if let Some(first) = first {
        days = main.values().map(|own| own.header.to_owned()).collect();
        days.insert(0, first.header.to_owned());
    }
    let mut tries = BTreeMap::from([("at".to_owned(), days)]);
    let results = written(&outcome);
    if is_paired || results.len() == 1 && results.iter().any(|own| own.contains(NUMBER)) {
        tries.insert("outcome".to_owned(), results);
    }
    Some(tries)
}

/// The columns of tries and those of what came of them, and whether some try has a date.
fn columns<'a>(
    headers: &'a [String],
    profiles: &[Profile],
) -> (Vec<Numbered<'a>>, Vec<Numbered<'a>>, bool) {
    let (mut at, mut outcome): (Vec<Numbered>, Vec<Numbered>) = (Vec::new(), Vec::new());
    let (mut has_date, mut last) = (false, None);
    for (header, profile) in headers.iter().zip(profiles) {
        let own = numbered(header).or_else(|| answer_of(header, last));
        last = own.as_ref().map(|own| own.number);
        let Some(own) = own else { continue };
        let is_date = profile.kind == Some(FieldKind::Date);
        if own.is_result && !is_date || tells_outcomes(profile) {
            outcome.push(own);
        } else if is_date || profile.kind.is_none() {
            has_date |= is_date;
            at.push(own);
        }
    }
    outcome.retain(|own| at.iter().any(|at| at.number == own.number));
    (at, outcome, has_date)
}

/// Columns of tries that hold words and no day, from the second on: nobody can tell when those were made.
pub fn undated(headers: &[String], profiles: &[Profile]) -> Vec<String> {
    let is_worded = |(header, profile): &(&String, &Profile)| {
        tells_outcomes(profile) && numbered(header).is_some_and(|own| !own.is_result)
    };
    let own = headers.iter().zip(profiles).filter(is_worded);
    let found: Vec<String> = own.map(|(header, _)| header.clone()).collect();
    if found.len() > 1 && tries(headers, profiles).is_none() { found } else { Vec::new() }
}

/// `1º contato` before `Follow 1`, `Follow 2`: a try of its own, with a number that another has.
fn first_contact<'a, 'b>(at: &'b [Numbered<'a>]) -> Option<&'b Numbered<'a>> {
    let (first, others) = at.split_first()?;
    let is_alone = others.iter().all(|own| own.pattern != first.pattern);
    let is_taken = others.iter().any(|own| own.number == first.number);
    (first.number == 1 && is_alone && is_taken).then_some(first)
}

/// Some text is a known outcome of a try: names and notes beside a try are none.
fn tells_outcomes(profile: &Profile) -> bool {
    profile.kind == Some(FieldKind::Text)
        && profile.words.iter().any(|word| words::meaning("outcome", word).is_some())
}

/// True for the header of one of these tries.
pub fn is_of(tries: &BTreeMap<String, Vec<String>>, header: &str) -> bool {
    let pattern = numbered(header).map(|own| own.pattern);
    tries.values().flatten().any(|own| own == header || Some(own) == pattern.as_ref())
}

/// One pattern where all fit it, else the headers.
fn written(tries: &BTreeMap<u32, &Numbered>) -> Vec<String> {
    let first = tries.values().next().map(|own| own.pattern.clone()).unwrap_or_default();
    if tries.values().all(|own| own.pattern == first) {
        return vec![first];
    }
    tries.values().map(|own| own.header.to_owned()).collect()
}

/// An answer without a number is that of the try to its left: `Msg 1`, `Respondeu?`.
fn answer_of(header: &str, number: Option<u32>) -> Option<Numbered<'_>> {
    let is_answer = ANSWERS.contains(&fold(header).as_str());
    let own = |number| Numbered { header, number, pattern: header.to_owned(), is_result: true };
    number.filter(|_| is_answer).map(own)
}

fn numbered(header: &str) -> Option<Numbered<'_>> {
    let (mut number, mut is_try, mut is_result) = (None, false, false);
    let parts = header.split(|c: char| !c.is_alphanumeric() && c != 'ª' && c != 'º');
    for part in parts.filter(|part| !part.is_empty()) {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (figures, rest) = part.split_at_checked(digits)?;
        if !figures.is_empty() {
            let is_known = ORDINALS.contains(&fold(rest).as_str());
            let own: u32 = figures.parse().ok().filter(|_| is_known && number.is_none())?;
            number = Some((own, figures));
            continue;
        }
        let word = fold(part);
        match word.as_str() {
            word if RESULTS.contains(&word) => is_result = true,
            word if DATES.contains(&word)
                || SHORT.contains(&word)
                || TRIES.iter().any(|own| word.starts_with(own)) =>
            {
                is_try = true;
            }
            word if JOINTS.contains(&word) => {}
            _ => return None,
        }
    }
    let (number, figures) = number.filter(|(number, _)| (1..=HIGHEST).contains(number))?;
    let pattern = header.replacen(figures, &NUMBER.to_string(), 1);
    (is_try || is_result).then_some(Numbered { header, number, pattern, is_result })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(headers: &[&str]) -> Option<Vec<String>> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let day = crate::model::table::Cell::Text("03/11/2026");
        let column = crate::model::table::RawColumn::Cells([day].into_iter().collect());
        let locale = crate::model::agreement::NumberLocale::PtBr;
        let zone = crate::model::zone::Zone::named("America/Sao_Paulo").unwrap();
        let profile = crate::mapping::preview::profile(&column, locale, &zone, 0);
        tries(&headers, &vec![profile; headers.len()])?.remove("at")
    }

    #[test]
    fn a_first_contact_before_the_tries_is_one_of_them() {
        for (headers, wanted) in [
            (
                &["1º contato", "Follow 1", "Follow 2"][..],
                &["1º contato", "Follow 1", "Follow 2"][..],
            ),
            (&["1ST CONTACT", "F/U 1", "F/U 2"], &["1ST CONTACT", "F/U 1", "F/U 2"]),
            (&["1o contato", "Tent 1"], &["1o contato", "Tent 1"]),
            (&["1º contato", "2º contato"], &["#º contato"]),
            (&["Call 1", "Call 2", "Callback 1"], &["Call #"]),
            (&["1º contato", "Follow 2", "Follow 3"], &["1º contato", "Follow 2", "Follow 3"]),
        ] {
            assert_eq!(
                of(headers).as_deref(),
                Some(wanted.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>().as_slice()),
                "{headers:?}"
            );
        }
        assert_eq!(of(&["1º contato"]), None);
    }

    #[test]
    fn headers_of_tries() {
        for (header, wanted) in [
            ("1ª Ligação", Some((1, "#ª Ligação", false))),
            ("2a tentativa", Some((2, "#a tentativa", false))),
            ("Resultado 1", Some((1, "Resultado #", true))),
            ("Attempt 1 date", Some((1, "Attempt # date", false))),
            ("Attempt 1 result", Some((1, "Attempt # result", true))),
            ("Call 12", Some((12, "Call #", false))),
            ("1st call", Some((1, "#st call", false))),
            ("Data do contato 3", Some((3, "Data do contato #", false))),
            ("Telefone 2", None),
            ("Contato 1 nome", None),
            ("Ligação", None),
            ("Call 2026", None),
            ("1ª ligação de 3", None),
        ] {
            let found = numbered(header);
            let found = found.as_ref().map(|own| (own.number, own.pattern.as_str(), own.is_result));
            assert_eq!(found, wanted, "{header}");
        }
    }
}
