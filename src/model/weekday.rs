//! The days of the week as people write them, in both languages, folded.

use super::fold::fold;

/// Whole names; in Portuguese often with `-feira` behind.
const NAMES: [&str; 14] = [
    "segunda",
    "terca",
    "quarta",
    "quinta",
    "sexta",
    "sabado",
    "domingo",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

const SHORT: [&str; 18] = [
    "seg", "ter", "qua", "qui", "sex", "sab", "dom", "mon", "tue", "tues", "wed", "weds", "thu",
    "thur", "thurs", "fri", "sat", "sun",
];

/// `Segunda`, `quinta-feira`, `Thursday`.
pub fn is_name(word: &str) -> bool {
    let word = fold(word);
    NAMES.contains(&word.strip_suffix("feira").unwrap_or(&word).trim_end_matches(['-', ' ']))
}

/// The same, or its beginning: `sáb`, `Tues`.
pub fn is_written(word: &str) -> bool {
    SHORT.contains(&fold(word).as_str()) || is_name(word)
}
