//! What a person leaves in texts: ids, addresses, phones and a name, found again however they are written, and taken out.

use std::collections::BTreeSet;

use memchr::memmem;

use super::{keys, personal};
use crate::model::fold::fold_words;

/// What stands where something was taken out.
pub const TAKEN: &str = "•••";

/// Letters of an id from which on it names one lead wherever it stands: a shorter one may be any number.
const LONG: usize = 5;
const MIXED: usize = 3;

/// Everything by which one person is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Ids of their leads, and the codes of masked reports: what they say is a cell's whole text.
    pub ids: BTreeSet<String>,
    /// How a contact and a company stand in a row beside an id; elsewhere they may be somebody else's.
    pub beside: BTreeSet<String>,
    /// Keys of addresses and phones.
    pub keys: BTreeSet<String>,
    /// Names of several words, folded.
    pub names: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// Words of a name at most.
const MOST_NAMES: usize = 5;

impl Traces {
    /// Adds an id and its code.
    pub fn add_id(&mut self, id: &str) {
        let has = |is: fn(&u8) -> bool| id.bytes().any(|byte| is(&byte));
        let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
        if id.chars().count() >= if is_mixed { MIXED } else { LONG } {
            self.add_word(id);
        }
        let code = super::cover::code(id);
        self.add_word(&code);
        self.ids.extend([id.to_owned(), code]);
        self.add_keys(id);
    }

    /// Adds the addresses and phones of a cell.
    pub fn add_keys(&mut self, cell: &str) {
        let emails = keys::emails(cell).keys;
        emails.iter().for_each(|email| self.add_word(email));
        self.keys.extend(emails.into_iter().chain(keys::phones(cell).keys));
        if personal::is_document(cell) {
            self.add_word(&cell.chars().filter(char::is_ascii_digit).collect::<String>());
        }
    }

    /// Adds a name; a single word is nobody's own.
    pub fn add_name(&mut self, name: &str) {
        if name.split_whitespace().count() > 1 {
            self.add_word(name.trim());
            self.names.insert(fold_words(name));
        }
        self.beside.insert(name.to_owned());
    }

    /// Adds a text that stands for the person wherever it is.
    pub fn add_word(&mut self, text: &str) {
        let forms = [text.to_owned(), text.to_lowercase(), text.to_uppercase()];
        self.words.extend(
            forms.map(|form| form.to_ascii_lowercase()).into_iter().filter(|form| !form.is_empty()),
        );
    }

    /// Of everything in a text that may be somebody's what `is_theirs`: addresses, phones, documents and ids as they are, names folded.
    pub fn in_text(text: &str, is_theirs: impl Fn(&str) -> bool) -> Self {
        let mut traces = Self::default();
        let emails = keys::emails(text).keys.into_iter().filter(|key| is_theirs(key));
        emails.for_each(|email| traces.add_word(&email));
        let phones =
            personal::numbers(text).into_iter().filter_map(|(from, to)| text.get(from..to));
        let phones = phones.flat_map(|phone| keys::phones(phone).keys);
        traces.keys.extend(phones.filter(|key| is_theirs(key)));
        let words: Vec<&str> = text
            .split_whitespace()
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .collect();
        for count in 1..=MOST_NAMES {
            for some in words.windows(count).map(|some| some.join(" ")) {
                if is_theirs(&some) || count > 1 && is_theirs(&fold_words(&some)) {
                    traces.add_word(&some);
                }
            }
        }
        traces
    }

    /// A text without the person, and from how many places; nothing where they are not in it.
    pub fn taken_out(&self, text: &str) -> Option<(String, u64)> {
        let spans = self.spans(text);
        let mut out = String::with_capacity(text.len());
        let mut end = 0;
        for (from, to) in &spans {
            out.push_str(text.get(end..*from)?);
            out.push_str(TAKEN);
            end = *to;
        }
        out.push_str(text.get(end..)?);
        (!spans.is_empty()).then_some((out, spans.len() as u64))
    }

    /// The same of a cell that may be an id and nothing else.
    pub fn taken_out_of_cell(&self, text: &str) -> Option<(String, u64)> {
        if self.ids.contains(text.trim_start_matches('\'')) {
            return Some((TAKEN.to_owned(), 1));
        }
        self.taken_out(text)
    }

    /// True when the person is in a text, also by a short id beside a name or company as reports write them.
    pub fn are_in(&self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let has = |word: &String| {
            let word = word.to_ascii_lowercase();
            let mut at = memmem::find_iter(lower.as_bytes(), word.as_bytes());
            !word.is_empty() && at.any(|at| is_apart(&lower, at, at + word.len()))
        };
        !self.spans(text).is_empty() || self.ids.iter().any(has) && self.beside.iter().any(has)
    }

    /// Where the person stands in a text, in order and apart.
    fn spans(&self, text: &str) -> Vec<(usize, usize)> {
        let lower = text.to_ascii_lowercase();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for word in &self.words {
            let places = memmem::find_iter(lower.as_bytes(), word.as_bytes());
            let places = places.map(|at| (at, at + word.len()));
            found.extend(places.filter(|(from, to)| is_apart(&lower, *from, *to)));
        }
        let is_own = |(from, to): &(usize, usize)| {
            let phones = text.get(*from..*to).map(keys::phones).unwrap_or_default();
            phones.keys.iter().any(|key| self.keys.contains(key))
        };
        if self.keys.iter().any(|key| !key.contains('@')) {
            found.extend(personal::numbers(text).into_iter().filter(is_own));
        }
        found.sort_unstable_by_key(|(from, to)| (*from, std::cmp::Reverse(*to)));
        let mut end = 0;
        found.retain(|(from, to)| {
            let is_new = *from >= end;
            end = if is_new { *to } else { end };
            is_new
        });
        found
    }
}

/// A stretch that is no part of a longer word, address or id.
fn is_apart(text: &str, from: usize, to: usize) -> bool {
    let joins = |c: char| "._%+-@".contains(c);
    let goes_on = |mut next: Box<dyn Iterator<Item = char> + '_>| match next.next() {
        Some(c) if c.is_alphanumeric() => true,
        Some(c) if joins(c) => next.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    let before = text.get(..from).unwrap_or_default().chars().rev();
    let after = text.get(to..).unwrap_or_default().chars();
    !goes_on(Box::new(before)) && !goes_on(Box::new(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Traces {
        let mut traces = Traces::default();
        traces.add_id("4711");
        traces.add_id("ana@x.com");
        traces.add_keys("(11) 98765-4321");
        traces.add_name("Ana Souza");
        traces
    }

    #[test]
    fn a_person_is_found_however_she_is_written() {
        let code = super::super::cover::code("4711");
        for (text, left) in [
            ("falei com ANA@X.COM.", "falei com •••."),
            ("+55 11 98765-4321 / 11987654321", "••• / •••"),
            ("ANA SOUZA, Ana Souza", "•••, •••"),
            (&*format!("lead {code}!"), "lead •••!"),
            ("<ana@x.com>", "<•••>"),
        ] {
            assert_eq!(ana().taken_out(text).map(|(text, _)| text).as_deref(), Some(left));
            assert!(ana().are_in(text), "{text}");
        }
    }

    #[test]
    fn what_is_theirs_is_found_in_a_text() {
        let is = |text: &str| {
            ["ana@x.com", "ana souza", "B2"].contains(&text) || text.ends_with("11987654321")
        };
        let text = "Falei com Ana  Souza (ANA@x.com), (11) 98765-4321, lead B2. Rui Souza não.";
        let left =
            Traces::in_text(text, is).taken_out("Ana Souza, ana@x.com, 11987654321, B2; Rui");
        assert_eq!(left.unwrap().0, "•••, •••, •••, •••; Rui");
    }

    #[test]
    fn others_stay() {
        for text in [
            "ana@x.com.br",
            "mariana@x.com",
            "x.ana@x.com",
            "(11) 98765-4322",
            "Ana Souzas",
            "4711",
            "147110",
            "Ana",
        ] {
            assert_eq!(ana().taken_out(text), None, "{text}");
        }
        assert!(ana().are_in("Ana Souza · 4711") && !ana().are_in("4711 leads"));
        assert_eq!(ana().taken_out_of_cell("4711"), Some(("•••".to_owned(), 1)));
    }
}
