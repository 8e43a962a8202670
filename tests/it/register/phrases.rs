//! Phrases of the catalogue found again in what an output tells, and the numbers that stand in their holes.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::OnceLock;

use chrono::Datelike;

/// The longest text of a hole that is no number: a name, a date.
const LONGEST: usize = 90;
/// The longest text behind a number within its hole: `dias úteis`.
const BEHIND: usize = 24;

/// A language's phrases by key.
pub struct Catalogue {
    texts: BTreeMap<String, String>,
    is_pt: bool,
}

/// A piece of a phrase.
enum Piece {
    Words(Vec<char>),
    Hole(String),
    Forms(Vec<Vec<char>>),
}

/// A phrase that was found: its span, and the span of each hole.
pub struct Found {
    pub span: (usize, usize),
    pub holes: Vec<(String, usize)>,
    /// Places of its own words, whose digits are no quantities.
    pub words: Vec<(usize, usize)>,
}

/// A number as it is shown: its value, the unit that its last digit stands for, and where its digits stand.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub value: f64,
    pub step: f64,
    pub from: usize,
    pub to: usize,
}

/// Lower case with single blanks: what is compared.
pub fn plain(text: &str) -> Vec<char> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter_map(|c| c.to_lowercase().next()).collect()
}

impl Catalogue {
    /// The catalogue of a language, read once.
    pub fn of(language: &str) -> &'static Self {
        static BOTH: [OnceLock<Catalogue>; 2] = [const { OnceLock::new() }; 2];
        BOTH[usize::from(language == "pt-BR")].get_or_init(|| Self::read(language))
    }

    fn read(language: &str) -> Self {
        let path = format!("{}/templates/texts/{language}.toml", env!("CARGO_MANIFEST_DIR"));
        let all: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let texts = all.into_iter().flat_map(|(section, own)| {
            own.into_iter().map(move |(key, text)| (format!("{section}.{key}"), text))
        });
        Self { texts: texts.collect(), is_pt: language == "pt-BR" }
    }

    /// The phrases of a key, with its forms for one and for many; what begins with `=` is a phrase itself,
    /// what stands behind a `+` goes on behind the key's; before the phrase of a key that begins with `^` stands `{n}`.
    pub fn phrases(&self, key: &str) -> Vec<String> {
        if let Some(phrase) = key.strip_prefix('=') {
            return vec![phrase.to_owned()];
        }
        if let Some(key) = key.strip_prefix('^') {
            return vec![format!("{{n}} {}", self.texts[key])];
        }
        if let Some((key, behind)) = key.split_once('+') {
            return vec![format!("{}{behind}", self.texts[key])];
        }
        let forms = ["", "-one", "-other"].map(|form| format!("{key}{form}"));
        let found: Vec<String> =
            forms.iter().filter_map(|key| self.texts.get(key).cloned()).collect();
        assert!(!found.is_empty(), "no text {key}");
        found
    }

    /// The name of the period of a kind that begins on a day: `julho de 2026`, `Q3 2026`.
    pub fn period(&self, kind: &str, first: &str) -> String {
        const MONTHS: [&str; 12] =
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let (mut year, month) = (first[..4].to_owned(), first[5..7].parse::<usize>().unwrap());
        let week = chrono::NaiveDate::from_str(first).unwrap().iso_week();
        if kind == "week" {
            year = week.year().to_string();
        }
        let n = match kind {
            "week" => week.week() as usize,
            "quarter" => month.div_ceil(3),
            "half-year" => month.div_ceil(6),
            _ => month,
        };
        self.text(&format!("period.{kind}"))
            .replace("{n}", &n.to_string())
            .replace("{month}", self.text(&format!("month.{}", MONTHS[month - 1])))
            .replace("{year}", &year)
    }

    /// The words of a key.
    pub fn text(&self, key: &str) -> &str {
        self.texts.get(key).unwrap_or_else(|| panic!("no text {key}"))
    }

    /// The phrases of a section that have words of their own around a number.
    pub fn section(&self, section: &str) -> Vec<String> {
        let own = self.texts.iter().filter(|(key, text)| {
            key.strip_prefix(section).is_some_and(|rest| rest.starts_with('.'))
                && !(text.starts_with('{') && text.ends_with('}') && text.matches('{').count() == 1)
        });
        own.map(|(_, text)| text.clone()).collect()
    }

    /// Every place where a phrase stands.
    pub fn find(
        &self,
        text: &[char],
        phrase: &str,
        is_number: &dyn Fn(&str) -> bool,
    ) -> Vec<Found> {
        let pieces = pieces(phrase);
        let first =
            usize::from(matches!(pieces.first(), Some(Piece::Hole(name)) if !is_number(name)));
        let pieces = &pieces[first..];
        let words = pieces.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words),
            _ => None,
        });
        // Most phrases stand in no text: their longest words tell that at once.
        let longest = words.max_by_key(|words| words.len());
        if longest.is_some_and(|words| {
            !text.windows(words.len()).any(|own| own[0] == words[0] && own == words)
        }) {
            return Vec::new();
        }
        (0..text.len())
            .filter_map(|at| {
                let mut found = Found { span: (at, at), holes: Vec::new(), words: Vec::new() };
                let end = self.from(text, at, pieces, is_number, &mut found)?;
                found.span = (at, end);
                Some(found)
            })
            .collect()
    }

    fn from(
        &self,
        text: &[char],
        at: usize,
        pieces: &[Piece],
        is_number: &dyn Fn(&str) -> bool,
        found: &mut Found,
    ) -> Option<usize> {
        let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
        match piece {
            Piece::Words(words) => {
                let end = text[at..].starts_with(words).then(|| at + words.len())?;
                found.words.push((at, end));
                self.from(text, end, rest, is_number, found)
            }
            Piece::Forms(forms) => forms.iter().find_map(|form| {
                let end = text[at..].starts_with(form).then(|| at + form.len())?;
                self.from(text, end, rest, is_number, found)
            }),
            Piece::Hole(name) if is_number(name) => {
                let shown = self.number(text, at)?;
                let most = if rest.is_empty() { 0 } else { BEHIND };
                let end = (shown.to..=shown.to + most)
                    .take_while(|end| *end <= text.len())
                    .find_map(|end| self.kept(text, end, rest, is_number, found))?;
                found.holes.push((name.clone(), at));
                Some(end)
            }
            Piece::Hole(_) => {
                let most = if rest.is_empty() { 0 } else { LONGEST };
                (at..=at + most)
                    .take_while(|end| *end <= text.len())
                    .find_map(|end| self.kept(text, end, rest, is_number, found))
            }
        }
    }

    /// The rest from a place, with what was noted on a way that led nowhere taken back.
    fn kept(
        &self,
        text: &[char],
        at: usize,
        rest: &[Piece],
        is_number: &dyn Fn(&str) -> bool,
        found: &mut Found,
    ) -> Option<usize> {
        let (holes, words) = (found.holes.len(), found.words.len());
        let end = self.from(text, at, rest, is_number, found);
        if end.is_none() {
            found.holes.truncate(holes);
            found.words.truncate(words);
        }
        end
    }

    /// The number that begins at a place, perhaps behind a sign or a currency.
    pub fn number(&self, text: &[char], at: usize) -> Option<Shown> {
        if at > 0 && (text[at - 1].is_ascii_digit() || matches!(text[at - 1], '.' | ',')) {
            return None;
        }
        let before: Vec<char> =
            text[at..].iter().copied().take_while(|c| !c.is_ascii_digit()).take(6).collect();
        let is_prefix = before.iter().all(|c| "−+-≤≥r$us€ ".contains(*c));
        let from = at + before.len();
        if !is_prefix || !text.get(from).is_some_and(char::is_ascii_digit) {
            return None;
        }
        let mut to = from;
        while text.get(to).is_some_and(char::is_ascii_digit)
            || (text.get(to).is_some_and(|c| matches!(c, '.' | ','))
                && text.get(to + 1).is_some_and(char::is_ascii_digit))
        {
            to += 1;
        }
        let (thousands, decimal) = if self.is_pt { ('.', ',') } else { (',', '.') };
        let written: String = text[from..to].iter().filter(|c| **c != thousands).collect();
        let written = written.replace(decimal, ".");
        let decimals = written.split_once('.').map_or(0, |(_, behind)| behind.len());
        let sign = if before.iter().any(|c| matches!(c, '−' | '-')) { -1.0 } else { 1.0 };
        let behind: String = text[to..].iter().take(5).collect();
        let scale = if behind.starts_with('%')
            || behind.trim_start().starts_with("p.p")
            || behind.trim_start().starts_with("pp")
        {
            0.01
        } else {
            1.0
        };
        let step = 10_f64.powi(-i32::try_from(decimals).unwrap()) * scale;
        Some(Shown { value: sign * written.parse::<f64>().ok()? * scale, step, from, to })
    }
}

fn pieces(phrase: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = phrase;
    let words = |text: &str| -> Vec<char> {
        // The edges of a phrase count too: a hole may stand before or behind a blank.
        text.chars().filter_map(|c| c.to_lowercase().next()).collect()
    };
    while let Some((before, after)) = rest.split_once('{') {
        let (hole, tail) = after.split_once('}').unwrap();
        if !before.is_empty() {
            out.push(Piece::Words(words(before)));
        }
        out.push(match hole.split_once(':') {
            Some((_, forms)) => Piece::Forms(forms.split('/').map(words).collect()),
            None => Piece::Hole(hole.to_owned()),
        });
        rest = tail;
    }
    if !rest.is_empty() {
        out.push(Piece::Words(words(rest)));
    }
    out
}
