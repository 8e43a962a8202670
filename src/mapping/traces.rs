//! What a person leaves in texts: ids, addresses, phones and a name, found again however they are written, with a code in their place.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::{keys, personal};
use crate::model::fold::fold;

/// Signs of an id from which on it names one lead wherever it stands: a shorter one may be any number.
const LONG: usize = 5;
const MIXED: usize = 3;
/// Letters of a single word that may be somebody's name.
const SHORTEST_NAME: usize = 3;
/// Words of a name at most.
const MOST_NAMES: usize = 5;
/// Bytes between two words of a name at most: a comma and a blank.
const WIDEST_GAP: usize = 3;

/// A stretch of a text from byte to byte, and the code that is to stand there.
type Span<'a> = (usize, usize, &'a str);

/// Everything by which a person is known, each with the code that takes its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Ids in lower case: what they say is a whole cell.
    ids: BTreeMap<String, String>,
    phones: BTreeMap<String, String>,
    /// Addresses, documents and long ids in lower case: they name the person wherever they stand.
    words: BTreeMap<String, String>,
    /// The folded words of a name, sorted: it is theirs in whatever order.
    names: BTreeMap<Vec<String>, String>,
    /// Names of one word: theirs where it is a whole cell.
    singles: BTreeMap<String, String>,
    /// Words of names and of the company: theirs in an entry about their own lead.
    parts: BTreeMap<String, String>,
    /// Ids that may be any number.
    weak: BTreeSet<String>,
    /// Cells that stand in a row with a weak id; where none are known it is theirs alone.
    beside: BTreeSet<String>,
}

/// True of an id that names one lead wherever it stands alone in a cell.
pub fn is_strong(id: &str) -> bool {
    id.chars().count() >= LONG || id.contains(|c: char| !c.is_ascii_digit())
}

/// The words of a name as they are compared: folded and sorted.
pub fn name_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = words_of(name).into_iter().map(|(_, _, word)| word).collect();
    words.sort_unstable();
    words
}

/// True of a word that may be a name: long enough, and written as names are.
fn is_like_name(word: &str) -> bool {
    word.chars().count() >= SHORTEST_NAME && word.starts_with(char::is_uppercase)
}

impl Traces {
    /// Adds an id.
    pub fn add_id(&mut self, id: &str, code: &str) {
        let id = id.to_lowercase();
        let has = |is: fn(&u8) -> bool| id.bytes().any(|byte| is(&byte));
        let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
        if id.chars().count() >= if is_mixed { MIXED } else { LONG } {
            self.words.insert(id.clone(), code.to_owned());
        }
        if !is_strong(&id) {
            self.weak.insert(id.clone());
        }
        self.ids.insert(id, code.to_owned());
    }

    /// Adds a cell that stands beside their id.
    pub fn add_beside(&mut self, cell: &str) {
        self.beside.extend((!cell.is_empty()).then(|| fold(cell)));
    }

    /// Adds an address or a phone, as a key.
    pub fn add_key(&mut self, key: &str, code: &str) {
        let all = if key.contains('@') { &mut self.words } else { &mut self.phones };
        all.insert(key.to_lowercase(), code.to_owned());
    }

    /// Adds a name.
    pub fn add_name(&mut self, name: &str, code: &str) {
        let words = name_words(name);
        self.add_parts(name, code);
        match words.as_slice() {
            [] => {}
            [only] => {
                self.singles.insert(only.clone(), code.to_owned());
            }
            _ => {
                self.names.insert(words, code.to_owned());
            }
        }
    }

    /// Adds words that are theirs in an entry about their own lead.
    pub fn add_parts(&mut self, text: &str, code: &str) {
        let long = name_words(text).into_iter().filter(|word| word.len() >= SHORTEST_NAME);
        self.parts.extend(long.map(|word| (word, code.to_owned())));
    }

    /// Of everything in a text what `code` knows: addresses, phones, ids and names.
    pub fn in_text(text: &str, code: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut traces = Self::default();
        let phones =
            personal::numbers(text).into_iter().filter_map(|(from, to)| text.get(from..to));
        let phones = phones.flat_map(|phone| keys::phones(phone).keys);
        for key in keys::emails(text).keys.into_iter().chain(phones) {
            code(&key).into_iter().for_each(|code| traces.add_key(&key, &code));
        }
        for word in text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            // A short number in a sentence is a count or a day before it is an id.
            let code = is_strong(word).then(|| code(&word.to_lowercase())).flatten();
            if let Some(code) = code {
                traces.words.insert(word.to_lowercase(), code);
            }
        }
        let words = words_of(text);
        for count in 1..=MOST_NAMES.min(words.len()) {
            for some in words.windows(count) {
                let mut name: Vec<String> = some.iter().map(|(_, _, word)| word.clone()).collect();
                name.sort_unstable();
                let Some(code) = code(&name.join(" ")) else { continue };
                match name.as_slice() {
                    [only] => traces.singles.insert(only.clone(), code),
                    _ => traces.names.insert(name, code),
                };
            }
        }
        traces
    }

    /// A text without the person, and from how many places; nothing where they are not in it.
    pub fn taken_out(&self, text: &str) -> Option<(String, u64)> {
        replaced(text, &self.spans(text, &BTreeMap::new()))
    }

    /// The same of a text that people wrote: a name of one word, written as names are, is theirs.
    pub fn taken_out_of_prose(&self, text: &str) -> Option<(String, u64)> {
        replaced(text, &self.spans(text, &self.singles))
    }

    /// The same of an entry about their own lead: each word of their name and company is theirs.
    pub fn taken_out_of_own(&self, text: &str) -> Option<(String, u64)> {
        replaced(text, &self.spans(text, &self.parts))
    }

    /// The same of a cell, which may be an id and nothing else.
    pub fn taken_out_of_cell(&self, text: &str) -> Option<(String, u64)> {
        self.cell(text).map(|code| (code.to_owned(), 1)).or_else(|| self.taken_out(text))
    }

    /// The code of a lead that is called so.
    pub fn lead(&self, id: &str) -> Option<&str> {
        let (id, key) = (id.trim().to_lowercase(), keys::phone(id));
        let known = self.ids.get(&id).or_else(|| self.words.get(&id));
        known.or_else(|| self.phones.get(&key?)).map(String::as_str)
    }

    fn cell(&self, text: &str) -> Option<&str> {
        let text = text.trim().trim_start_matches('\'');
        let id = self.ids.get(&text.to_lowercase());
        id.or_else(|| self.singles.get(&fold(text))).map(String::as_str)
    }

    /// True when the person is in one of the cells or lines of what was read.
    pub fn are_in<'a>(&self, texts: impl Iterator<Item = &'a str>) -> bool {
        let (mut has_weak, mut has_beside) = (false, self.beside.is_empty());
        for text in texts {
            let is_weak = self.weak.contains(text.trim());
            let is_theirs = !is_weak && self.cell(text).is_some();
            if is_theirs || !self.spans(text, &BTreeMap::new()).is_empty() {
                return true;
            }
            has_weak |= is_weak;
            has_beside = has_beside || !self.weak.is_empty() && self.beside.contains(&fold(text));
        }
        has_weak && has_beside
    }

    /// Where the person stands in a text, in order and apart; `singles` are single words that are theirs here.
    fn spans<'a>(&'a self, text: &str, singles: &'a BTreeMap<String, String>) -> Vec<Span<'a>> {
        let lower = text.to_ascii_lowercase();
        let mut found: Vec<Span> = Vec::new();
        for (word, code) in self.words.iter().filter(|(word, _)| !word.is_empty()) {
            let places = memmem::find_iter(lower.as_bytes(), word.as_bytes());
            found.extend(places.map(|at| (at, at + word.len(), code.as_str())));
        }
        found.retain(|(from, to, _)| is_apart(text, *from, *to, "._%+-@"));
        if !self.names.is_empty() || !singles.is_empty() {
            let mut names = self.names_in(text, singles);
            names.retain(|(from, to, _)| is_apart(text, *from, *to, "@-"));
            found.extend(names);
        }
        let phone = |(from, to): (usize, usize)| {
            let keys = text.get(from..to).map(keys::phones).unwrap_or_default().keys;
            Some((from, to, keys.iter().find_map(|key| self.phones.get(key))?.as_str()))
        };
        if !self.phones.is_empty() {
            found.extend(personal::numbers(text).into_iter().filter_map(phone));
        }
        found.sort_unstable_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
        let mut end = 0;
        found.retain(|(from, to, _)| {
            let is_new = *from >= end;
            end = if is_new { *to } else { end };
            is_new
        });
        found
    }

    fn names_in<'a>(&'a self, text: &str, singles: &'a BTreeMap<String, String>) -> Vec<Span<'a>> {
        let words = words_of(text);
        let counts: BTreeSet<usize> = self.names.keys().map(Vec::len).collect();
        let mut found = Vec::new();
        for count in counts {
            for some in words.windows(count) {
                let mut name: Vec<String> = some.iter().map(|(_, _, word)| word.clone()).collect();
                name.sort_unstable();
                let (Some(code), Some(first), Some(last)) =
                    (self.names.get(&name), some.first(), some.last())
                else {
                    continue;
                };
                let is_near = |pair: &[Word]| matches!(pair, [(_, end, _), (start, _, _)] if start - end <= WIDEST_GAP);
                if some.windows(2).all(is_near) {
                    found.push((first.0, last.1, code.as_str()));
                }
            }
        }
        for (from, to, word) in words.iter().filter(|_| !singles.is_empty()) {
            let written = text.get(*from..*to).unwrap_or_default();
            let code = singles.get(word).filter(|_| is_like_name(written));
            found.extend(code.map(|code| (*from, *to, code.as_str())));
        }
        found
    }
}

/// A word of a text from byte to byte, folded.
type Word = (usize, usize, String);

fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut open = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        // A mark that stands behind its letter, as some systems write accents, is part of the word.
        let is_in = c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
        match open {
            None if is_in => open = Some(at),
            Some(from) if !is_in => {
                words.push((from, at, fold(text.get(from..at).unwrap_or_default())));
                open = None;
            }
            _ => {}
        }
    }
    words
}

fn replaced(text: &str, spans: &[Span]) -> Option<(String, u64)> {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (from, to, code) in spans {
        out.push_str(text.get(end..*from)?);
        out.push_str(code);
        end = *to;
    }
    out.push_str(text.get(end..)?);
    (!spans.is_empty()).then_some((out, spans.len() as u64))
}

/// A stretch that is no part of a longer word, address or id, which `joints` hold together.
fn is_apart(text: &str, from: usize, to: usize, joints: &str) -> bool {
    let goes_on = |next: &mut dyn Iterator<Item = char>| match next.next() {
        Some(c) if c.is_alphanumeric() => true,
        Some(c) if joints.contains(c) => next.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    let mut before = text.get(..from).unwrap_or_default().chars().rev();
    let mut after = text.get(to..).unwrap_or_default().chars();
    !goes_on(&mut before) && !goes_on(&mut after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Traces {
        let mut traces = Traces::default();
        traces.add_id("4711", "F-1");
        traces.add_id("ana@x.com", "F-1");
        traces.add_key("11987654321", "F-1");
        traces.add_name("Ana Conceição", "F-1");
        traces.add_name("Zuleica", "F-1");
        traces
    }

    #[test]
    fn a_person_is_found_however_she_is_written() {
        for (text, left) in [
            ("falei com ANA@X.COM.", "falei com F-1."),
            ("+55 11 98765-4321 / 11987654321", "F-1 / F-1"),
            ("ANA CONCEICAO, Ana  Conceição; Conceição, Ana", "F-1, F-1; F-1"),
            ("ana conceic\u{327}a\u{303}o!", "F-1!"),
            ("<ana@x.com>", "<F-1>"),
            ("leads_Ana Conceicao.csv", "leads_F-1.csv"),
        ] {
            assert_eq!(ana().taken_out(text).map(|(text, _)| text).as_deref(), Some(left));
            assert!(ana().are_in([text].into_iter()), "{text}");
        }
        for (cell, left) in [("4711", "F-1"), ("'4711", "F-1"), ("zuleica", "F-1")] {
            assert_eq!(ana().taken_out_of_cell(cell).map(|(text, _)| text).as_deref(), Some(left));
        }
    }

    #[test]
    fn what_is_known_is_found_in_a_text() {
        let known = |text: &str| {
            let is = ["ana@x.com", "ana souza", "b2"].contains(&text);
            (is || text.ends_with("11987654321")).then(|| "F-9".to_owned())
        };
        let text = "Falei com Souza, Ana (ANA@x.com), (11) 98765-4321, lead B2. Rui Souza não.";
        let left = Traces::in_text(text, &known).taken_out(text).unwrap().0;
        assert_eq!(left, "Falei com F-9 (F-9), F-9, lead F-9. Rui Souza não.");
    }

    /// Whoever counts from 9 to 11 does not speak of lead 11.
    #[test]
    fn a_short_number_of_a_sentence_is_nobodys() {
        let code = |word: &str| ["11", "9", "4711x"].contains(&word).then(|| "F-1".to_owned());
        let left =
            |text| Traces::in_text(text, &code).taken_out_of_prose(text).map(|(text, _)| text);
        assert_eq!(left("each lead 11 times, from 9 to 11"), None);
        assert_eq!(left("lead 4711x, 11 times").as_deref(), Some("lead F-1, 11 times"));
    }

    #[test]
    fn a_short_number_is_theirs_beside_their_name_only() {
        let mut traces = ana();
        traces.add_id("12", "F-1");
        let are_in = |traces: &Traces, cells: &[&str]| traces.are_in(cells.iter().copied());
        assert!(are_in(&traces, &["12"]), "where nothing stands beside it");
        traces.add_beside("Ana C.");
        assert!(!are_in(&traces, &["12", "Rui S."]) && !are_in(&traces, &["Ana C."]));
        assert!(are_in(&traces, &["12", "ana c."]) && are_in(&traces, &["Ana C.", "12"]));
    }

    #[test]
    fn others_stay() {
        for text in [
            "ana@x.com.br",
            "Ana.Conceicao@x.com",
            "Maria-Ana Conceição",
            "mariana@x.com",
            "x.ana@x.com",
            "(11) 98765-4322",
            "Mariana Conceição",
            "Ana Conceiçãos",
            "Ana, que é da Conceição",
            "Ana",
            "4711 leads",
            "147110",
            "a zuleica, Zuleica",
        ] {
            assert_eq!(ana().taken_out(text), None, "{text}");
        }
    }

    #[test]
    fn a_single_word_is_theirs_where_people_write_of_them() {
        let prose = |text| ana().taken_out_of_prose(text).map(|(text, _)| text);
        assert_eq!(
            prose("Zuleica, zuleica, Zuleicas, z@Zuleica.com").as_deref(),
            Some("F-1, zuleica, Zuleicas, z@Zuleica.com")
        );
        assert_eq!(prose("Ana ligou"), None);
        let own = ana().taken_out_of_own("Ana ligou da Conceição");
        assert_eq!(own.map(|(text, _)| text).as_deref(), Some("F-1 ligou da F-1"));
    }
}
