//! The words of the exports in a draft: those that are known as they would be read, and those that a person must tell.

use std::collections::BTreeSet;

use crate::config::{self, mark};
use crate::issue::Code;
use crate::mapping::fields;
use crate::mapping::preview::Word;
use crate::texts::Texts;

use super::super::first::{Question, spoken};
use super::super::open::phrase;
use super::{Group, MOST_WORDS, Pen, noted, quoted, said};

/// Words of the agreement that do not say by themselves what they mean.
const EXPLAINED: [&str; 11] = [
    "created",
    "mql",
    "delivered",
    "accepted",
    "sql",
    "opportunity",
    "recycled",
    "contacted",
    "ignore",
    "not-now",
    "automatic",
];

/// What each unknown word is, the commonest first.
pub fn of_words(texts: &Texts, groups: &[Group]) -> Vec<Question> {
    let mut words: Vec<(&Word, Vec<&'static str>)> = Vec::new();
    for group in groups {
        for (field, own) in &group.preview.words {
            let Some(allowed) = fields::canonical_words(field) else { continue };
            let unknown = own.iter().filter(|word| is_asked(group, field, word));
            words.extend(unknown.map(|word| (word, allowed.clone())));
        }
    }
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.count));
    let question = |(word, allowed): (&Word, Vec<&'static str>)| {
        let rows = texts.count("inspect.row-count", word.count, &[]);
        let explained = explained(texts, &allowed);
        let allowed = said(texts, &allowed);
        let values = [("word", word.text.clone()), ("rows", rows), ("allowed", explained)];
        Question {
            key: word.text.clone(),
            text: phrase(texts, "draft.ask-word", &values),
            likely: String::new(),
            expects: allowed,
        }
    };
    words.into_iter().map(question).collect()
}

/// What each word says, behind it where that is not plain.
fn explained(texts: &Texts, words: &[&str]) -> String {
    let one = |word: &&str| {
        let name = spoken(texts, word);
        if !EXPLAINED.contains(word) {
            return name;
        }
        format!("{name} ({})", texts.word(&format!("draft.means-{word}")))
    };
    words.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The words of a field: those known without a preset as they would be read, those unknown as lines to be decided.
pub fn values(pen: Pen, group: &Group, field: &str, words: &[Word]) -> Vec<String> {
    let Some(canonical) = fields::canonical_words(field) else { return Vec::new() };
    let texts = pen.texts;
    let given = |word: &&Word| group.source.preset.is_none() && word.means.is_some();
    let known = words.iter().filter(given).filter_map(|word| Some((word, word.means.as_deref()?)));
    let own = words.iter().filter(|word| is_unknown(group, field, word));
    let own = own.filter(|word| pen.answers.get(&word.text).is_none());
    let own = own.filter_map(|word| Some((word, own_word(field, word)?)));
    let known: Vec<String> = known
        .chain(own)
        .map(|(word, means)| format!("{} = {}", quoted(&word.text), quoted(means)))
        .collect();
    let is_open = |word: &&Word| {
        is_asked(group, field, word)
            || is_unknown(group, field, word) && pen.answers.get(&word.text).is_some()
    };
    // Two columns may feed one field: what is known of a word in one of them is known.
    let mut seen: BTreeSet<&str> =
        words.iter().filter(given).map(|word| word.text.as_str()).collect();
    let unknown: Vec<&Word> =
        words.iter().filter(is_open).filter(|word| seen.insert(&word.text)).collect();
    if known.is_empty() && unknown.is_empty() {
        return Vec::new();
    }
    let mut lines =
        vec![String::new(), noted(&format!("[source.values.{field}]"), &canonical.join(" "))];
    lines.extend(known);
    if !unknown.is_empty() {
        lines.extend(unknown.iter().take(MOST_WORDS).map(|word| {
            if let Some(said) = pen.answers.get(&word.text) {
                return format!("{} = {}", quoted(&word.text), quoted(said));
            }
            let rows = texts.count("inspect.row-count", word.count, &[]);
            let asked = texts.phrase("draft.word", &[("word", &word.text), ("rows", &rows)]);
            let asked = format!("{}: {asked}", mark(texts.language));
            format!("{} = {}", quoted(&word.text), quoted(&asked))
        }));
        let more = unknown.len().saturating_sub(MOST_WORDS) as u64;
        let more = (more > 0).then(|| texts.count("inspect.more", more, &[]));
        lines.extend(more.map(|more| format!("# {}: … {more}", mark(texts.language))));
    }
    lines
}

/// A word of the exports that no field knows.
fn is_unknown(group: &Group, field: &str, word: &Word) -> bool {
    group.preview.issues.iter().any(|issue| {
        issue.code == Code::UnknownWord
            && issue.values.contains(&("field", field.to_owned()))
            && issue.values.contains(&("word", word.text.clone()))
    })
}

/// The word that a spelling is already in the agreement, where people call one word alone so: `Perdido`, `Vendido`.
fn own_word(field: &str, word: &Word) -> Option<&'static str> {
    let all = fields::canonical_words(field)?;
    let mut said = all.into_iter().filter(|own| config::means(&word.text, own));
    said.next().filter(|_| said.next().is_none())
}

/// A word of which a person must say what it means.
fn is_asked(group: &Group, field: &str, word: &Word) -> bool {
    is_unknown(group, field, word) && own_word(field, word).is_none()
}
