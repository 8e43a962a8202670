//! Words with which people say, in the place of an address or a number, that there is none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::fold::fold;

/// The words, as data: `templates/nobody.toml` says what each list is.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Words {
    denials: Vec<String>,
    parts: Vec<String>,
    cells: BTreeSet<String>,
    trials: BTreeSet<String>,
    fillers: BTreeSet<String>,
    waiting: BTreeSet<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../templates/nobody.toml")).unwrap_or_default()
});

/// True of a cell, without digits, that stands for an empty one or says that there is none.
pub fn is_cell(text: &str) -> bool {
    let letters = letters(text);
    // `n tem`, `n informado`: as people write in a hurry.
    let is_short = letters.strip_prefix('n').is_some_and(are_parts);
    is_short || denies(&letters) || WORDS.cells.contains(&letters)
}

/// The longest text that is looked at as one of these words.
const LONGEST: usize = 24;

/// What a spreadsheet shows in place of a value, in the languages of Excel, Google Sheets and `LibreOffice` that exports here come in; files made of a
/// workbook carry it as text. Any other word behind a `#` may be a name.
const ERRORS: [&str; 44] = [
    "#n/a",
    "#n/d",
    "#n/disp",
    "#nv",
    "#nd",
    "#n/v",
    "#ref!",
    "#¡ref!",
    "#bezug!",
    "#rif!",
    "#value!",
    "#valor!",
    "#¡valor!",
    "#wert!",
    "#valeur!",
    "#valore!",
    "#div/0!",
    "#¡div/0!",
    "#name?",
    "#nome?",
    "#nom?",
    "#¿nombre?",
    "#num!",
    "#núm!",
    "#¡num!",
    "#zahl!",
    "#nombre!",
    "#null!",
    "#nulo!",
    "#¡nulo!",
    "#nul!",
    "#nullo!",
    "#spill!",
    "#despejar!",
    "#transbordar!",
    "#desbordamiento!",
    "#überlauf!",
    "#propagation!",
    "#calc!",
    "#cálc!",
    "#error!",
    "#erro!",
    "#getting_data",
    "#obter_dados",
];

/// True of the error of a formula, as text: `#N/D`, `#VALOR!`, `Err:502`.
pub fn is_error(text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST || !text.starts_with(['#', 'E', 'e']) {
        return false;
    }
    let low = text.to_lowercase();
    let number = low.strip_prefix("err:").or_else(|| low.strip_prefix("erro:"));
    let is_number = |own: &str| own.len() == 3 && own.bytes().all(|byte| byte.is_ascii_digit());
    (low.starts_with('#') && ERRORS.contains(&low.as_str())) || number.is_some_and(is_number)
}

/// True of a cell that fills a field without saying anything: no word at all, one for none, or one written to have written something.
pub fn is_filler(text: &str) -> bool {
    is_wordy(text) && (is_cell(text) || fills(&letters(text)))
}

/// True of an id that stands for none wherever it is: `-`, `N/A`, `null`, `sem id`.
pub fn is_id(text: &str) -> bool {
    is_wordy(text) && is_cell(text)
}

/// True of an id that may be a row's own, and stands for none where several rows have it: `0`, `000`, `999999`, `xx`, `novo`.
pub fn is_weak_id(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_zero = text.bytes().all(|byte| byte == b'0');
    let is_word = || {
        let letters = letters(text);
        fills(&letters) || WORDS.waiting.contains(&letters)
    };
    is_zero
        || (is_one_sign(text) && (!is_number || text.len() > 3))
        || (is_wordy(text) && is_word())
}

/// Short, and without a digit: with one it may be anybody's.
fn is_wordy(text: &str) -> bool {
    text.len() <= LONGEST && !text.bytes().any(|byte| byte.is_ascii_digit())
}

fn fills(letters: &str) -> bool {
    WORDS.fillers.contains(letters) || WORDS.trials.contains(letters)
}

/// Two signs or more, all the same.
fn is_one_sign(text: &str) -> bool {
    let mut signs = text.chars();
    text.len() > 1
        && signs.next().is_some_and(|first| signs.all(|sign| sign.eq_ignore_ascii_case(&first)))
}

/// True of the name before the `@` of an address that nobody has.
pub fn is_name(name: &str) -> bool {
    may_be_one(name) && {
        let letters = letters(name);
        (denies(&letters) && letters != "no") || WORDS.trials.contains(&letters)
    }
}

/// True of the site behind the `@`; firms may have one of the bare words.
pub fn is_site(site: &str) -> bool {
    is_name(site) && !matches!(letters(site).as_str(), "sem" | "not")
}

fn letters(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(char::is_alphabetic);
    folded
}

fn denies(letters: &str) -> bool {
    WORDS.denials.iter().any(|word| letters.strip_prefix(word.as_str()).is_some_and(are_parts))
}

fn are_parts(letters: &str) -> bool {
    letters.is_empty()
        || WORDS.parts.iter().any(|part| letters.strip_prefix(part.as_str()).is_some_and(are_parts))
}

/// Most names are told by their first letter to be none of these.
fn may_be_one(name: &str) -> bool {
    let first = name.bytes().find(u8::is_ascii_alphabetic).map(|own| own.to_ascii_lowercase());
    !name.is_ascii() || first.is_some_and(|first| b"fnst".contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letters_are_those_of_the_words() {
        let mut words = WORDS.denials.iter().chain(&WORDS.trials);
        assert!(words.all(|word| may_be_one(word)));
    }

    #[test]
    fn that_there_is_none_is_said_in_many_ways() {
        for text in [
            "",
            "-",
            "n",
            "N/A",
            "NaN",
            "não",
            "Não há",
            "Não tem",
            "Não tem e-mail",
            "não possui telefone",
            "NÃO INFORMADO",
            "não quis informar",
            "n tem",
            "sem",
            "Sem e-mail",
            "sem telefone fixo",
            "Sem WhatsApp",
            "nenhum",
            "(não consta)",
            "no e-mail",
            "no phone number",
            "none",
            "not provided",
            "Not available",
            "unknown",
            "00",
        ] {
            assert!(is_cell(text), "{text}");
        }
        for text in ["x", "teste", "ana souza", "Noé", "Norma", "semana que vem", "ver com Ana"] {
            assert!(!is_cell(text), "{text}");
        }
    }

    #[test]
    fn errors_of_formulas_are_told_in_every_language() {
        for text in [
            "#N/D",
            "#N/DISP",
            "#VALOR!",
            "#TRANSBORDAR!",
            "#WERT!",
            "#¡REF!",
            "#NÚM!",
            " #N/A ",
            "Err:502",
            "Erro:509",
            "#nome?",
        ] {
            assert!(is_error(text), "{text}");
        }
        for text in ["#JOANA!", "#1", "N/D", "Err:", "Err: 502", "Erro 502", "#", "REF!"] {
            assert!(!is_error(text), "{text}");
        }
    }

    #[test]
    fn ids_of_nobody() {
        for id in [
            "-",
            "--",
            "N/A",
            "n/d",
            "null",
            "NULL",
            "None",
            "undefined",
            "NaN",
            "#N/A",
            "sem id",
            "não tem",
            "?",
            ".",
            "(vazio)",
            "(blank)",
            "nenhum",
            "TBD",
            "Sem código",
        ] {
            assert!(is_id(id), "{id}");
        }
        for id in ["0", "00", "000000", "999999", "x", "XX", "novo", "pendente", "teste"] {
            assert!(is_weak_id(id) && !is_id(id), "{id}");
        }
        for id in ["1", "10", "11", "111", "L-0", "N-1", "a", "abc", "NA1", "00Q5", "Noé", "xy"] {
            assert!(!is_id(id) && !is_weak_id(id), "{id}");
        }
    }

    #[test]
    fn a_filler_says_nothing() {
        for text in ["Não informado", "N/A", "teste", "x", ".", "–", "null", "select", ""] {
            assert!(is_filler(text), "{text}");
        }
        for text in ["Testemunha Ltda.", "Acme", "3M", "Ótica", "0", "Novo", "Outro"] {
            assert!(!is_filler(text), "{text}");
        }
    }

    #[test]
    fn names_and_sites_of_nobody() {
        for name in
            ["naotem", "nao.tem", "NaoTemEmail2", "naoha", "não_possui", "sem", "nomail", "teste1"]
        {
            assert!(is_name(name), "{name}");
        }
        for name in
            ["no", "n", "na", "nadia", "norma", "sementes", "testemunha", "noel", "noha", "unknown"]
        {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_site("naotem") && is_site("teste"));
        for site in ["sem", "not", "semparar", "nota", "noticias", "unknown"] {
            assert!(!is_site(site), "{site}");
        }
    }
}
