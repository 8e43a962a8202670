//! The fixed words of the agreement as people say them, in both languages.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::fold::fold;

const WORDS: &str = include_str!("../../templates/choices.toml");

static SPOKEN: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| toml::from_str(WORDS).unwrap_or_default());

/// What people say for a fixed word, beside the word itself.
pub fn spoken(word: &str) -> &'static [String] {
    SPOKEN.get(word).map_or(&[], Vec::as_slice)
}

/// True when a text is a fixed word, or one of those people say for it.
pub fn means(text: &str, word: &str) -> bool {
    let said = fold(text);
    let is_said = |own: &str| !said.is_empty() && fold(own) == said;
    text == word || is_said(word) || spoken(word).iter().any(|own| is_said(own))
}
