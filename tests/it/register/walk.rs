//! Every sentence of every output is read: each number in it is one of the register, as exact as it is shown, or a date, a name, a warning.

use std::collections::BTreeSet;

use super::claims::{CLAIMS, KEPT};
use super::phrases::{Catalogue, Found, plain};
use super::told::Known;

/// Numbers that are no quantity of the report, with why; the words around them are those of the outputs.
const NO_QUANTITIES: [&str; 18] = [
    // The longest window that decisions are compared over.
    "no máximo 20",
    "at most 20",
    // The fewest cases that are judged, a rule of the agreement.
    "menos de 10 casos",
    "fewer than 10 judged cases",
    // How an interval, a range or a nearest rank is defined.
    "9 em cada 10",
    "9 em 10",
    "9 in 10",
    "9 of 10",
    "8 de cada 10",
    "8 of 10",
    "ic 95%",
    "95% ci",
    "de 95%",
    "95% interval",
    "80%",
    // Rules of the agreement, told with the number they decide.
    "5%",
    "95%",
    "85%",
];

/// Months behind a day, as English writes dates.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// An output and what of it nothing explains.
pub fn unexplained(language: &str, known: &Known, text: &str) -> BTreeSet<String> {
    let catalogue = Catalogue::of(language);
    let text = plain(text);
    let mut is_told = vec![false; text.len()];
    blank_words(known, &text, &mut is_told);
    let kept = ["kept", "measure"].into_iter().flat_map(|section| catalogue.section(section));
    let kept: Vec<(String, &[(&str, &str)])> = kept.map(|phrase| (phrase, KEPT)).collect();
    let claims = CLAIMS.iter().flat_map(|(key, holes)| {
        catalogue.phrases(key).into_iter().map(move |phrase| (phrase, *holes))
    });
    let past = known.past.iter().map(|(phrase, holes)| {
        (phrase.clone(), holes.iter().map(|(hole, of)| (*hole, of.as_str())).collect::<Vec<_>>())
    });
    let claims = claims.chain(kept).map(|(phrase, holes)| (phrase, holes.to_vec()));
    for (phrase, holes) in claims.chain(past) {
        let holes = holes.as_slice();
        let is_number = |name: &str| holes.iter().any(|(hole, _)| *hole == name);
        let all = catalogue.find(&text, &phrase, &is_number);
        // Most phrases stand in no text: what their holes may hold is looked up for those that do.
        let stars = if all.is_empty() { Vec::new() } else { known.stars(holes) };
        for found in all {
            if stars.iter().any(|star| is_true(catalogue, known, &text, holes, &found, star)) {
                mark(catalogue, &text, &found, &mut is_told);
            }
        }
    }
    numbers(catalogue, &text)
        .filter(|(from, to)| !is_told[*from] && !is_plain(&text, *from, *to))
        .map(|(from, to)| {
            let around = from.saturating_sub(45)..(to + 35).min(text.len());
            format!(
                "{} ⟦{}⟧",
                text[around].iter().collect::<String>(),
                text[from..to].iter().collect::<String>()
            )
        })
        .collect()
}

/// True when each hole holds a value that the claim allows it, to the last digit shown.
fn is_true(
    catalogue: &Catalogue,
    known: &Known,
    text: &[char],
    holes: &[(&str, &str)],
    found: &Found,
    star: &str,
) -> bool {
    found.holes.iter().all(|(name, at)| {
        let pattern = holes.iter().find(|(hole, _)| hole == name).map_or("", |(_, own)| own);
        let Some(shown) = catalogue.number(text, *at) else { return false };
        known.at(pattern, star).iter().any(|value| {
            // A minus that stands in the phrase itself is not in the hole.
            let far = (shown.value - value).abs().min((shown.value.abs() - value.abs()).abs());
            far <= shown.step / 2.0 * (1.0 + 1e-9) + 1e-9
        })
    })
}

fn mark(catalogue: &Catalogue, text: &[char], found: &Found, is_told: &mut [bool]) {
    for (from, to) in &found.words {
        is_told[*from..*to].fill(true);
    }
    for (_, at) in &found.holes {
        if let Some(shown) = catalogue.number(text, *at) {
            is_told[shown.from..shown.to].fill(true);
        }
    }
}

/// Names of promises and warnings, and the definitions in [`NO_QUANTITIES`].
fn blank_words(known: &Known, text: &[char], is_told: &mut [bool]) {
    let own = known.words.iter().map(String::as_str).chain(NO_QUANTITIES);
    for words in own.map(plain).filter(|words| !words.is_empty()) {
        for at in 0..text.len() {
            if text[at..].starts_with(&words) {
                is_told[at..at + words.len()].fill(true);
            }
        }
    }
}

/// Where numbers stand.
fn numbers<'a>(
    catalogue: &'a Catalogue,
    text: &'a [char],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let begins = move |at: &usize| text[*at].is_ascii_digit();
    (0..text.len()).filter(begins).filter_map(|at| {
        let shown = catalogue.number(text, at)?;
        (shown.from == at).then_some((shown.from, shown.to))
    })
}

/// A date, a time, a year, an ordinal, a piece of a name: no quantity.
fn is_plain(text: &[char], from: usize, to: usize) -> bool {
    let before = from.checked_sub(1).and_then(|at| text.get(at)).copied().unwrap_or(' ');
    let behind = text.get(to).copied().unwrap_or(' ');
    let next = text.get(to + 1).copied().unwrap_or(' ');
    let earlier = from.checked_sub(2).and_then(|at| text.get(at)).copied().unwrap_or(' ');
    let is_joined = |mark: char, far: char| "/:-_.@".contains(mark) && (far.is_alphanumeric());
    let is_date = is_joined(before, earlier)
        || (is_joined(behind, next) && !text[to..].starts_with(&['/', 'h']));
    let is_word = before.is_alphabetic() || "•#".contains(before);
    let is_ordinal = "ªº".contains(behind);
    let digits: String = text[from..to].iter().collect();
    let is_year =
        digits.len() == 4 && digits.starts_with("20") && digits.bytes().all(|b| b.is_ascii_digit());
    let is_id = behind.is_alphabetic() && !"hd".contains(behind);
    // `23 Nov 2026`, `30 Nov`.
    let month: String = text[to..].iter().take(4).collect();
    let is_day = MONTHS.iter().any(|own| month == format!(" {own}"));
    is_day || is_date || is_word || is_ordinal || is_year || is_id
}
