//! Words that mean the same in every export and every sheet, as data: `templates/words.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::model::fold::fold;

const WORDS: &str = include_str!("../../templates/words.toml");

/// Folded word → canonical word, by field.
static SHARED: LazyLock<BTreeMap<String, BTreeMap<String, String>>> = LazyLock::new(|| {
    let listed: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        toml::from_str(WORDS).unwrap_or_default();
    let meanings = |meanings: BTreeMap<String, Vec<String>>| {
        meanings
            .into_iter()
            .flat_map(|(canonical, words)| {
                words.into_iter().map(move |word| (fold(&word), canonical.clone()))
            })
            .collect()
    };
    listed.into_iter().map(|(field, words)| (field, meanings(words))).collect()
});

/// Outcomes from the strongest to the weakest: of several that one cell names the first counts, so
/// that "not answered" is never a connection.
const STRENGTH: [&str; 7] = [
    "no-answer",
    "not-done",
    "automatic",
    "not-interested",
    "not-now",
    "meeting-held",
    "connected",
];

/// What a word of a field means in every export: the whole cell, else its parts (`Call - Missed`).
pub fn meaning(field: &str, spelling: &str) -> Option<&'static str> {
    let is_flag = matches!(field, "done" | "automatic");
    let words = SHARED.get(if is_flag { "done" } else { field })?;
    let whole = |text: &str| words.get(&fold(text)).map(String::as_str);
    let mark = || if is_flag { mark(spelling) } else { None };
    whole(spelling)
        .or_else(mark)
        .or_else(|| strongest(field, &parts(spelling).filter_map(whole).collect()))
        .or_else(|| if is_flag { of_outcome(field, spelling) } else { None })
}

/// Marks that stand for a flag; they have no letters, so that folding leaves nothing of them.
fn mark(spelling: &str) -> Option<&'static str> {
    match spelling.trim().trim_end_matches('\u{fe0f}') {
        "✓" | "✔" | "☑" | "✅" => Some("yes"),
        "✗" | "✘" | "✖" | "❌" | "☐" => Some("no"),
        _ => None,
    }
}

/// True of a column of flags that are words: a `0` among them is an empty cell of a program, or a slip, and no word for no.
pub fn is_worded<'a>(field: &str, mut spellings: impl Iterator<Item = &'a str>) -> bool {
    matches!(field, "done" | "automatic") && spellings.any(|spelling| !is_digits(spelling))
}

/// True of `0`, `1` and other numbers.
pub fn is_digits(spelling: &str) -> bool {
    let digits = spelling.trim();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is planned or called off is not done; what nobody answered is.
fn of_outcome(field: &str, spelling: &str) -> Option<&'static str> {
    match (field, meaning("outcome", spelling)?) {
        (_, "not-done") => Some("no"),
        ("done", "no-answer") => Some("yes"),
        _ => None,
    }
}

/// The folded words of a field.
pub fn of(field: &str) -> impl Iterator<Item = &'static str> {
    SHARED.get(field).into_iter().flatten().map(|(word, _)| word.as_str())
}

/// True where a field's words mean the same in every export.
pub fn is_shared(field: &str) -> bool {
    SHARED.contains_key(field) || field == "automatic"
}

/// Of several meanings in one cell the strongest outcome; of other fields none, where they differ.
fn strongest(field: &str, found: &BTreeSet<&'static str>) -> Option<&'static str> {
    if field == "outcome" {
        return STRENGTH.into_iter().find(|word| found.contains(word));
    }
    found.first().copied().filter(|_| found.len() == 1)
}

fn parts(spelling: &str) -> impl Iterator<Item = &str> {
    spelling
        .split(['/', '|', ',', ';', ':', '(', ')'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .filter(|part| part.len() < spelling.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::fields;

    /// A word with two meanings would mean what stands further down in the file.
    #[test]
    fn every_word_has_one_meaning_and_it_is_canonical() {
        let listed: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(WORDS).unwrap();
        for (field, meanings) in &listed {
            let canonical = fields::canonical_words(field).unwrap();
            let mut seen = BTreeMap::new();
            for (meaning, words) in meanings {
                assert!(canonical.contains(&meaning.as_str()), "{field}: {meaning}");
                for word in words {
                    let folded = fold(word);
                    let other = canonical.iter().find(|own| fold(own) == folded);
                    assert!(other.is_none_or(|own| own == meaning), "{field}: {word}");
                    assert_eq!(seen.insert(folded, meaning), None, "{field}: {word} twice");
                }
            }
        }
    }

    #[test]
    fn a_number_among_words_is_no_flag() {
        for (field, spellings, is_worded) in [
            ("done", &["Completed", "0"][..], true),
            ("done", &["Sim", "1"], true),
            ("automatic", &["não", "0", "1"], true),
            ("done", &["0", "1"], false),
            ("done", &[" 1 ", "0"], false),
            ("outcome", &["Atendeu", "0"], false),
            ("done", &[], false),
        ] {
            assert_eq!(
                super::is_worded(field, spellings.iter().copied()),
                is_worded,
                "{spellings:?}"
            );
        }
        assert!(is_digits(" 0 ") && !is_digits("") && !is_digits("1.0") && !is_digits("N"));
    }

    #[test]
    fn what_says_that_nobody_was_reached_beats_what_stands_beside_it() {
        let cases = [
            ("outcome", "Call - Missed", Some("no-answer")),
            ("outcome", "Atendeu (sem interesse)", Some("not-interested")),
            ("outcome", "Recebida / não atendida", Some("no-answer")),
            ("outcome", "Atendeu: pediu retorno", Some("not-now")),
            ("outcome", "Retornar", None),
            ("outcome", "Callback", None),
            ("direction", "Chamada – recebida", Some("inbound")),
            ("direction", "Entrada/Saída", None),
            ("channel", "Ligação (celular)", Some("call")),
            ("channel", "Ligação, WhatsApp", None),
            ("done", "Em andamento", Some("no")),
            ("done", "Missed", Some("yes")),
            ("automatic", "Não", Some("no")),
            ("stage", "Ganho", None),
        ];
        for (field, word, wanted) in cases {
            assert_eq!(meaning(field, word), wanted, "{field} {word}");
        }
    }
}
