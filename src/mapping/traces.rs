//! What a person leaves in texts: ids, addresses, phones and a name, found again however they are written, with a code in their place.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::keys;
use super::personal::is_label;
use super::personal::plain::Plain;
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
/// Digits of a number that is a phone known before; a number of fewer may be any.
const PHONE: std::ops::RangeInclusive<usize> = 8..=15;
/// Digits of a phone without its area.
const LOCAL: [usize; 2] = [8, 9];
/// Digits that may stand before a phone as it is known at most: a trunk's and a country's.
const PREFIX: usize = 5;
/// Groups of digits that a phone is written in at most, and signs between two of them.
const GROUPS: usize = 13;
const SIGNS: usize = 3;
/// How texts of ours join what they say of a lead.
const JOINT: &str = " · ";

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
    /// Names of one word, which may be any word (`May`, `Rosa`): theirs beside something else of theirs.
    singles: BTreeMap<String, String>,
    /// Names of one word that are theirs wherever people write.
    alone: BTreeMap<String, String>,
    /// Words of names and of the company: theirs in an entry about their own lead.
    parts: BTreeMap<String, String>,
    /// Words of their name: theirs in a text that names them otherwise too.
    given: BTreeMap<String, String>,
    /// Ids that may be any number, and other ways to show an id that others share.
    weak: BTreeSet<String>,
    /// Cells that stand in a row with a weak id; where none are known it is theirs alone.
    beside: BTreeSet<String>,
}

/// What a cell or line says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It names them.
    Theirs,
    /// It holds an id that may be any number, or a cell that stands in a row with one.
    Maybe {
        /// It holds an id that may be any number.
        is_weak: bool,
        /// It is a cell that stands in a row with one.
        is_beside: bool,
    },
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
        let id = plain(id);
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

    /// Adds a way to show their id that may be another's too: it is theirs beside their name only.
    pub fn add_weak(&mut self, shown: &str) {
        self.weak.insert(plain(shown));
    }

    /// Takes a name of one word for theirs wherever people write.
    pub fn trust_single_names(&mut self) {
        self.alone = self.singles.clone();
    }

    /// Names of one word, which may be any word.
    pub fn single_names(&self) -> impl Iterator<Item = &str> {
        self.singles.keys().map(String::as_str)
    }

    /// True of a text that people wrote in which such a word stands as names are written, and which is not known to be about the person.
    pub fn may_be_in(&self, text: &str) -> bool {
        self.taken_out_of_prose(text).is_none()
            && Self::words_in(&Plain::of(text).text, &self.singles).next().is_some()
    }

    /// Adds a cell that stands beside their id.
    pub fn add_beside(&mut self, cell: &str) {
        self.beside.extend((!cell.is_empty()).then(|| fold(cell)));
    }

    /// Adds an address or a phone, as a key.
    pub fn add_key(&mut self, key: &str, code: &str) {
        let all = if key.contains('@') { &mut self.words } else { &mut self.phones };
        all.insert(plain(key), code.to_owned());
    }

    /// Adds a name.
    pub fn add_name(&mut self, name: &str, code: &str) {
        let words = name_words(name);
        self.add_parts(name, code);
        self.add_given(name, code);
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

    /// Adds the words of their name, which others may have too.
    pub fn add_given(&mut self, name: &str, code: &str) {
        let long = name_words(name).into_iter().filter(|word| word.len() >= SHORTEST_NAME);
        self.given.extend(long.map(|word| (word, code.to_owned())));
    }

    /// Of everything in a text what `code` knows: addresses, phones, ids and names.
    pub fn in_text(text: &str, code: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut traces = Self::default();
        let written = Plain::of(text);
        let text = written.text.as_str();
        for key in keys::emails(text).keys {
            code(&key).into_iter().for_each(|code| traces.add_key(&key, &code));
        }
        for (_, _, digits) in numbers(text) {
            let known = keys::phones(&digits).keys.into_iter().chain(tails(&digits));
            let code = known.into_iter().find_map(|key| code(&key));
            code.into_iter().for_each(|code| traces.add_key(&digits, &code));
        }
        for word in text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let Some(code) = code(&word.to_lowercase()) else { continue };
            // A short number in a sentence is a count or a day before it is an id.
            if is_strong(word) {
                traces.words.insert(word.to_lowercase(), code);
            } else {
                traces.add_id(word, &code);
            }
        }
        let words = words_of(text);
        for count in 1..=MOST_NAMES.min(words.len()) {
            for some in words.windows(count) {
                let mut name: Vec<String> = some.iter().map(|(_, _, word)| word.clone()).collect();
                name.sort_unstable();
                let known = code(&name.join(" "));
                match name.as_slice() {
                    [only] => {
                        let beside = known.clone().or_else(|| code(&single(only)));
                        traces.singles.extend(beside.map(|code| (only.clone(), code)));
                        traces.alone.extend(known.map(|code| (only.clone(), code)));
                    }
                    _ => traces.names.extend(known.map(|code| (name, code))),
                }
            }
        }
        traces.know_given(&words, code);
        traces
    }

    /// Words of the names of whomever a text names otherwise: known by the code that stands for them.
    fn know_given(&mut self, words: &[Word], code: &dyn Fn(&str) -> Option<String>) {
        let all = self.words.values().chain(self.phones.values()).chain(self.names.values());
        let found: BTreeSet<String> = all.chain(self.ids.values()).cloned().collect();
        for (_, _, word) in words.iter().filter(|_| !found.is_empty()) {
            let own = found.iter().find_map(|person| code(&part(person, word)));
            self.given.extend(own.map(|code| (word.clone(), code)));
        }
    }

    /// A text without the person, and from how many places; nothing where they are not in it.
    pub fn taken_out(&self, text: &str) -> Option<(String, u64)> {
        replaced(text, |plain| self.spans(plain))
    }

    /// The same of a text that people wrote: where something of theirs stands, a short id, a name of one word and each word of their name are
    /// theirs too.
    pub fn taken_out_of_prose(&self, text: &str) -> Option<(String, u64)> {
        replaced(text, |plain| {
            let mut spans = self.spans(plain);
            let ids: Vec<Span> = self.short_ids_in(plain).collect();
            let names: Vec<Span> = Self::words_in(plain, &self.singles).collect();
            if !spans.is_empty() || !ids.is_empty() && !names.is_empty() {
                spans.extend(ids.into_iter().chain(names));
                spans.extend(self.given_in(plain));
            } else {
                spans.extend(Self::words_in(plain, &self.alone));
            }
            spans
        })
    }

    /// The same of an entry about their own lead: each word of their name and company is theirs, and so is their id.
    pub fn taken_out_of_own(&self, text: &str) -> Option<(String, u64)> {
        replaced(text, |plain| {
            let mut spans = self.spans(plain);
            spans.extend(Self::words_in(plain, &self.parts).chain(self.short_ids_in(plain)));
            spans
        })
    }

    /// The same of a cell, which may be an id and nothing else.
    pub fn taken_out_of_cell(&self, text: &str) -> Option<(String, u64)> {
        self.cell(text).map(|code| (code.to_owned(), 1)).or_else(|| self.taken_out(text))
    }

    /// The code of a lead that is called so.
    pub fn lead(&self, id: &str) -> Option<&str> {
        let (id, key) = (plain(id.trim()), keys::phone(id));
        let known = self.ids.get(&id).or_else(|| self.words.get(&id));
        known.or_else(|| self.phones.get(&key?)).map(String::as_str)
    }

    fn cell(&self, text: &str) -> Option<&str> {
        let text = text.trim().trim_start_matches('\'');
        self.ids.get(&plain(text)).map(String::as_str)
    }

    /// True when the person is in one of the cells or lines of what was read.
    pub fn are_in<'a>(&self, texts: impl Iterator<Item = &'a str>) -> bool {
        self.are_seen(texts.map(|text| self.sight(text)))
    }

    /// The same of what each cell or line said: a weak id is theirs where a cell that stands beside it in their row is there too.
    pub fn are_seen(&self, sights: impl Iterator<Item = Sight>) -> bool {
        let (mut has_weak, mut has_beside) = (false, self.beside.is_empty());
        for sight in sights {
            match sight {
                Sight::Theirs => return true,
                Sight::Maybe { is_weak, is_beside } => {
                    has_weak |= is_weak;
                    has_beside |= is_beside;
                }
            }
        }
        has_weak && has_beside
    }

    /// What one cell or line says of the person.
    pub fn sight(&self, text: &str) -> Sight {
        let mut pieces = text.split(JOINT).map(str::trim);
        let is_weak = pieces.any(|piece| self.weak.contains(&plain(piece)));
        let is_theirs = !is_weak && self.cell(text).is_some();
        if is_theirs || !self.spans(&Plain::of(text).text).is_empty() {
            return Sight::Theirs;
        }
        let is_beside = !self.weak.is_empty() && self.beside.contains(&fold(text.trim()));
        Sight::Maybe { is_weak, is_beside }
    }

    /// Words of their name, but for the surname of somebody else: one that stands behind another word written as names are, within a sentence.
    fn given_in<'a>(&'a self, text: &str) -> Vec<Span<'a>> {
        let words = words_of(text);
        let is_of_others = |from: usize| {
            let place = words.partition_point(|(own, ..)| *own < from);
            let before = place.checked_sub(1).and_then(|at| words.get(at));
            before.is_some_and(|(start, end, word)| {
                let written = text.get(*start..*end).unwrap_or_default();
                let head = text.get(..*start).unwrap_or_default().trim_end();
                let begins = head.is_empty() || head.ends_with(['.', '!', '?', ':', '\n']);
                let is_near = text.get(*end..from).is_some_and(|gap| gap == " ");
                is_near && !begins && is_like_name(written) && !self.given.contains_key(word)
            })
        };
        Self::words_in(text, &self.given).filter(|(from, ..)| !is_of_others(*from)).collect()
    }

    /// Where the person stands in a text for certain: addresses, phones, long ids and whole names.
    fn spans<'a>(&'a self, text: &str) -> Vec<Span<'a>> {
        let lower = text.to_ascii_lowercase();
        let mut found: Vec<Span> = Vec::new();
        for (word, code) in self.words.iter().filter(|(word, _)| !word.is_empty()) {
            let places = memmem::find_iter(lower.as_bytes(), word.as_bytes());
            found.extend(places.map(|at| (at, at + word.len(), code.as_str())));
        }
        found.retain(|(from, to, _)| is_apart(text, *from, *to, "._%+-@"));
        if !self.names.is_empty() {
            let mut names = self.names_in(text);
            names.retain(|(from, to, _)| is_apart(text, *from, *to, "@-"));
            found.extend(names);
        }
        if !self.phones.is_empty() {
            let phone =
                |(from, to, digits): (usize, usize, String)| Some((from, to, self.phone(&digits)?));
            found.extend(numbers(text).into_iter().filter_map(phone));
        }
        found
    }

    /// The code of a phone, with or without what may stand before it.
    fn phone(&self, digits: &str) -> Option<&str> {
        let is = |key: &&String| {
            let rest = digits.strip_suffix(key.as_str());
            rest.is_some_and(is_prefix) || LOCAL.contains(&digits.len()) && key.ends_with(digits)
        };
        let by_key = || keys::phones(digits).keys.iter().find_map(|key| self.phones.get(key));
        let known = self.phones.keys().find(is).and_then(|key| self.phones.get(key));
        known.or_else(by_key).map(String::as_str)
    }

    /// Short ids behind a word that says what they are: `lead 12`.
    fn short_ids_in<'a>(&'a self, text: &str) -> impl Iterator<Item = Span<'a>> {
        let words = words_of(text);
        let is_id = |pair: &[Word]| matches!(pair, [(_, _, before), _] if keys::ID_WORDS.contains(&before.as_str()));
        let pairs = words.windows(2).filter(|pair| is_id(pair)).filter_map(|pair| pair.last());
        let spans = pairs.filter_map(|(from, to, word)| {
            let code = self.weak.get(word).and_then(|id| self.ids.get(id))?;
            Some((*from, *to, code.as_str()))
        });
        spans.collect::<Vec<_>>().into_iter()
    }

    /// Words of a text that are written as names are and that these know.
    fn words_in<'a>(
        text: &str,
        known: &'a BTreeMap<String, String>,
    ) -> impl Iterator<Item = Span<'a>> {
        let words = if known.is_empty() { Vec::new() } else { words_of(text) };
        let spans = words.into_iter().filter_map(|(from, to, word)| {
            let written = text.get(from..to).unwrap_or_default();
            let code = known.get(&word).filter(|_| is_like_name(written))?;
            is_apart(text, from, to, "@-").then_some((from, to, code.as_str()))
        });
        spans.collect::<Vec<_>>().into_iter()
    }

    fn names_in<'a>(&'a self, text: &str) -> Vec<Span<'a>> {
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
        found
    }
}

/// A text in plain signs and small letters.
fn plain(text: &str) -> String {
    Plain::of(text).text.to_lowercase()
}

/// The key under which a word of a person's name is known beside the code that stands for them.
pub fn part(code: &str, word: &str) -> String {
    format!("{code}\n{word}")
}

/// The key under which a name of one word is known that is theirs beside something else of theirs only.
pub fn single(name: &str) -> String {
    format!("\n{name}")
}

/// The ends of a phone by which it is known again however it is written: without its area, and without what may stand before it.
pub fn tails(digits: &str) -> Vec<String> {
    let end = |length: usize| digits.len().checked_sub(length).and_then(|at| digits.get(at..));
    let local = LOCAL.iter().filter(|length| **length == digits.len()).filter_map(|at| end(*at));
    let local = local.map(local_key);
    let parts = (0..=PREFIX).filter_map(|at| digits.split_at_checked(at));
    let shorter = parts.filter(|(before, own)| is_prefix(before) && own.len() >= 10);
    local.chain(shorter.map(|(_, own)| own.to_owned())).collect()
}

/// `0`, `015`, `55`, `0055`: what is dialled before a phone.
fn is_prefix(digits: &str) -> bool {
    digits.is_empty() || digits == "55" || digits.starts_with('0') && digits.len() <= PREFIX
}

/// What a phone is called without its area.
pub fn locals(key: &str) -> impl Iterator<Item = String> {
    let end = |length: &usize| key.len().checked_sub(*length).and_then(|at| key.get(at..));
    LOCAL.iter().filter_map(end).map(local_key)
}

fn local_key(digits: &str) -> String {
    format!("\n{digits}")
}

/// Stretches of a text that may be a phone, with their digits: groups of digits, and signs between them as people write them. Of those that
/// begin at one place the longest comes first.
fn numbers(text: &str) -> Vec<(usize, usize, String)> {
    let is_sign = |c: char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '+' | '/' | '_');
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        match groups.last_mut() {
            Some((_, to)) if *to == at => *to += c.len_utf8(),
            _ => groups.push((at, at + c.len_utf8())),
        }
    }
    let is_joined = |pair: &[(usize, usize)]| {
        let between = match pair {
            [(_, to), (from, _)] => text.get(*to..*from).unwrap_or_default(),
            _ => "",
        };
        between.chars().count() <= SIGNS && between.chars().all(is_sign)
    };
    let mut found = Vec::new();
    for start in 0..groups.len() {
        for count in (1..=GROUPS.min(groups.len() - start)).rev() {
            let Some(own) = groups.get(start..start + count) else { continue };
            let (Some((from, _)), Some((_, to))) = (own.first(), own.last()) else { continue };
            let digits: String = own.iter().filter_map(|(from, to)| text.get(*from..*to)).collect();
            let before = text.get(..*from).unwrap_or_default();
            let shown = before.trim_end_matches(['+', '(']).len();
            if PHONE.contains(&digits.len())
                && own.windows(2).all(is_joined)
                && is_number_apart(text, *from, *to)
            {
                found.push((shown, *to, digits));
            }
        }
    }
    found
}

/// Spans in order, each behind the one before; of those that begin at one place the longest.
fn apart(mut spans: Vec<Span<'_>>) -> Vec<Span<'_>> {
    spans.sort_unstable_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    let mut end = 0;
    spans.retain(|(from, to, _)| {
        let is_new = *from >= end;
        end = if is_new { *to } else { end };
        is_new
    });
    spans
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

/// A text with codes in the place of what is found in its plain signs, and in how many places.
fn replaced<'a>(text: &str, find: impl Fn(&str) -> Vec<Span<'a>>) -> Option<(String, u64)> {
    let plain = Plain::of(text);
    let spans = apart(find(&plain.text));
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (from, to, code) in &spans {
        let (from, to) = plain.written(*from, *to);
        out.push_str(text.get(end..from)?);
        out.push_str(code);
        end = to;
    }
    out.push_str(text.get(end..)?);
    (!spans.is_empty()).then_some((out, spans.len() as u64))
}

/// A number with nothing of another word or number at it, but for a word that says what it is: `tel11987654321`.
fn is_number_apart(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).unwrap_or_default();
    let bare = before.trim_end_matches(char::is_alphabetic);
    let is_named =
        before.get(bare.len()..).is_some_and(is_label) && !bare.ends_with(char::is_numeric);
    let ends = !text.get(to..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    is_named && ends || is_apart(text, from, to, "")
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
mod tests;
