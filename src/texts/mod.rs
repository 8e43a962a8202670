//! Every word a reader sees: a catalogue a language, phrases with named values, and how numbers and dates are written.

mod amended;
mod changes;
pub mod decisions;
pub mod disputes;
mod evidence;
pub mod format;
pub mod levers;
mod measured;
pub mod names;
pub mod paper;
pub mod person;
mod places;
pub mod plan;
pub mod story;
pub mod verdicts;

use std::collections::BTreeMap;

use crate::issue::Issue;
use crate::model::agreement::{Language, Undecided};

const CATALOGUES: [(Language, &str); 2] = [
    (Language::PtBr, include_str!("../../templates/texts/pt-BR.toml")),
    (Language::En, include_str!("../../templates/texts/en.toml")),
];

/// Sections whose phrases tell where in the agreement something is to be changed.
const SPEAKING: [&str; 8] =
    ["issue.", "evidence.", "app.", "close.", "forget.", "inspect.", "story.", "why."];

/// The catalogue of one language: `section.key` → words.
#[derive(Clone, Debug)]
pub struct Texts {
    /// Its language.
    pub language: Language,
    words: BTreeMap<String, String>,
}

impl Texts {
    /// The catalogue of a language, embedded in the binary.
    pub fn of(language: Language) -> Self {
        let source = CATALOGUES
            .iter()
            .find(|(known, _)| *known == language)
            .map_or("", |(_, source)| source);
        let sections: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(source).unwrap_or_default();
        debug_assert!(!sections.is_empty(), "{language:?} texts cannot be read");
        let words = sections
            .into_iter()
            .flat_map(|(section, words)| {
                words.into_iter().map(move |(key, text)| (format!("{section}.{key}"), text))
            })
            .collect();
        Self { language, words }
    }

    /// The same catalogue for an agreement that a workbook holds: places are called by sheet and heading.
    pub fn of_book(language: Language) -> Self {
        let places = places::Places::of(language);
        let Self { words, .. } = Self::of(language);
        let is_said = |key: &str| SPEAKING.iter().any(|section| key.starts_with(section));
        let named = |(key, text): (String, String)| {
            let text = if is_said(&key) { places.named(&text) } else { text };
            (key, text)
        };
        Self { language, words: words.into_iter().map(named).collect() }
    }

    /// The catalogue with every piece of every text in ⟦⟧: what stands outside of them on a page is data, or no text of the catalogue.
    #[cfg(test)]
    pub fn marked(language: Language) -> Self {
        let mut texts = Self::of(language);
        texts.words.values_mut().for_each(|text| {
            let holes = text.split('{').map(|part| match part.split_once('}') {
                Some((hole, rest)) if hole.contains(':') => {
                    let hole = hole.replace(':', ":⟦").replace('/', "⟧/⟦");
                    format!("{hole}⟧}}⟦{}", rest.replace('|', "⟧|⟦"))
                }
                Some((hole, rest)) => format!("{hole}}}⟦{}", rest.replace('|', "⟧|⟦")),
                None => part.replace('|', "⟧|⟦"),
            });
            *text = format!("⟦{}⟧", holes.collect::<Vec<_>>().join("⟧{"));
        });
        texts
    }

    /// The words of a key. A key that the catalogue lacks ends every build but the released one, in
    /// which the key stands for itself: tests look at each key that is written out (`catalogue`) or
    /// put together of a member of an enum (`built_keys`), and end where any other one is asked for.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        let words = self.words.get(key).map(String::as_str);
        debug_assert!(words.is_some(), "no {:?} text {key}", self.language);
        words.unwrap_or(key)
    }

    /// True when the catalogue has the key.
    pub fn has(&self, key: &str) -> bool {
        self.words.contains_key(key)
    }

    /// The keys of a section, in order.
    pub fn keys<'a>(&'a self, section: &'a str) -> impl Iterator<Item = &'a str> {
        let own = move |key: &'a String| key.strip_prefix(section)?.strip_prefix('.');
        self.words.keys().filter_map(own)
    }

    /// What a file was found to be, in words: `um PDF`; anything else as it is.
    pub fn file_kind(&self, found: &str) -> String {
        let key = format!("file-kind.{found}");
        if self.has(&key) { self.word(&key).to_owned() } else { found.to_owned() }
    }

    /// What is still to be decided, with where it stands: `Palavras!D7: o que é “Novo”?`.
    pub fn undecided(&self, own: &Undecided) -> String {
        let mut lines = own.text.lines().chain([own.path.as_str(), "?"]);
        let told = lines.find(|told| !told.is_empty()).unwrap_or_default();
        if !own.cell.is_empty() {
            return format!("{}: {told}", own.cell);
        }
        let line = own.line.to_string();
        let line = self.phrase("check.decide-line", &[("line", &line), ("text", told)]);
        if own.file.is_empty() { line } else { format!("{}, {line}", own.file) }
    }

    /// How a column was read, in words: `dia/mês/ano hh:mm`.
    pub fn style(&self, style: &str) -> String {
        let word = |part: &str| {
            let key = format!("style.{part}");
            if self.has(&key) { self.word(&key).to_owned() } else { part.to_owned() }
        };
        style.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    /// The phrase of a key with `{name}` replaced by each value, and `{name:sale/sales}` by the form that agrees with it.
    pub fn phrase(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut out = String::new();
        let mut rest = self.word(key);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (hole, tail) = after.split_once('}').unwrap_or((after, ""));
            let (name, forms) =
                hole.split_once(':').map_or((hole, None), |(name, forms)| (name, Some(forms)));
            let value =
                values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
            if name == "period" {
                with_article(self.language, &mut out, value);
            }
            out.push_str(forms.map_or(value, |forms| agreeing(self.language, value, forms)));
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// The sentence of an issue, its values as `written` has them; of one thing the sentence of its own, where there is one.
    pub fn issue(&self, issue: &Issue, written: impl Fn(&str, &str) -> String) -> String {
        let written = |(name, value): &(&'static str, String)| (*name, written(name, value));
        let values: Vec<(&str, String)> = issue.values.iter().map(written).collect();
        let given: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (key, one) = (issue.code.key(), format!("{}-one", issue.code.key()));
        let is_one = given.contains(&("n", "1")) && self.has(&one);
        self.phrase(if is_one { &one } else { &key }, &given)
    }

    /// The phrase for a number of things: `<key>.one` for one, `<key>.other` else, as `<key>-one`, `<key>-other`; `{n}` is the number.
    pub fn count(&self, key: &str, n: u64, values: &[(&str, &str)]) -> String {
        let number = format::whole(self.language, n);
        let all: Vec<(&str, &str)> =
            values.iter().copied().chain([("n", number.as_str())]).collect();
        let plural = if n == 1 { "one" } else { "other" };
        self.phrase(&format!("{key}-{plural}"), &all)
    }
}

/// Joins the preposition that a phrase ends with and the article that a period's name asks for: `da semana 47`, `no 3º trimestre`,
/// but `de novembro` and `em 2026`. English periods take none.
fn with_article(language: Language, phrase: &mut String, period: &str) {
    let article = match period {
        _ if language != Language::PtBr => return,
        week if week.starts_with("semana ") => 'a',
        part if part.contains("º trimestre") || part.contains("º semestre") => 'o',
        _ => return,
    };
    for (plain, joined) in [("de ", 'd'), ("em ", 'n')] {
        if phrase
            .strip_suffix(plain)
            .is_some_and(|before| before.is_empty() || before.ends_with(' '))
        {
            phrase.truncate(phrase.len() - plain.len());
            phrase.extend([joined, article, ' ']);
        }
    }
}

/// The form of a noun after a number as it is shown: Portuguese begins its plural at two, English says it of all but one.
fn agreeing<'a>(language: Language, shown: &str, forms: &'a str) -> &'a str {
    let (one, other) = forms.split_once('/').unwrap_or((forms, forms));
    let number = shown.trim_start_matches(['+', '−']);
    let is_one = number == "1" || language == Language::PtBr && number.starts_with("1,");
    if is_one { one } else { other }
}

#[cfg(test)]
pub(crate) mod tests;
