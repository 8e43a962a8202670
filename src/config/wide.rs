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
    let (mut at, mut outcome) = (BTreeMap::new(), BTreeMap::new());
    let (mut has_date, mut last) = (false, None);
    for (header, profile) in headers.iter().zip(profiles) {
        let own = numbered(header).or_else(|| answer_of(header, last));
        last = own.as_ref().map(|own| own.number);
        let Some(own) = own else { continue };
        let is_date = profile.kind == Some(FieldKind::Date);
        if own.is_result && !is_date || tells_outcomes(profile) {
            outcome.entry(own.number).or_insert(own);
        } else if is_date || profile.kind.is_none() {
            has_date |= is_date;
            at.entry(own.number).or_insert(own);
        }
    }
    outcome.retain(|number, _| at.contains_key(number));
    if at.len() < 2 || !has_date {
        return None;
    }
    let is_paired = outcome.keys().eq(at.keys());
    let mut tries = BTreeMap::new();
    tries.insert("at".to_owned(), written(&at));
    let results = written(&outcome);
    if is_paired || results.len() == 1 && results.iter().any(|own| own.contains(NUMBER)) {
        tries.insert("outcome".to_owned(), results);
    }
    Some(tries)
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
fn written(tries: &BTreeMap<u32, Numbered>) -> Vec<String> {
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
