//! Which sheet, heading or row holds which key: `templates/agreement-book.toml`, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::config::choices::{means, spoken};
use crate::mapping::fields;
use crate::model::agreement::Language;
use crate::model::fold::fold;
use crate::model::words::{Category, Channel, Metric, Milestone, Table, Team};
use crate::texts::Texts;

use super::node::Step;

const TEMPLATE: &str = include_str!("../../../templates/agreement-book.toml");

static LAYOUT: LazyLock<Layout> = LazyLock::new(|| toml::from_str(TEMPLATE).unwrap_or_default());
static FIELDS: LazyLock<Vec<Shown>> = LazyLock::new(fields_shown);

/// Keys as people call them beside the names that they have in the workbook.
const CALLED: [(&str, &[&str]); 14] = [
    ("agreement", &["agreements"]),
    ("objective", &["objetivo", "objetivos", "goal"]),
    ("working-time", &["horario", "horarios", "horario-comercial", "working-hours", "hours"]),
    ("handoff", &["entrega", "passagem", "hand-off"]),
    ("commitment", &["compromisso", "compromissos", "promessa", "promise"]),
    ("source", &["fonte", "fontes", "arquivo", "origem"]),
    ("role", &["papel"]),
    ("report", &["relatorio"]),
    ("ledger", &["registro", "record"]),
    ("mail", &["email", "emails", "carta", "cartas", "letter"]),
    ("notify", &["avisos", "aviso"]),
    ("columns", &["colunas"]),
    ("values", &["valores", "palavras"]),
    ("deliver", &["envio", "entrega"]),
];

/// The key that a word of either language stands for, among those that its place has.
pub fn key_of(word: &str, known: &[&'static str]) -> Option<String> {
    let said = fold(word);
    let is_said = |names: &[String]| names.iter().any(|name| fold(name) == said);
    let called = CALLED.iter().filter(|(_, names)| names.iter().any(|name| fold(name) == said));
    let of_lines = layout().parts.iter().flat_map(|part| {
        let of_sheet = is_said(&part.sheet).then(|| part.into.split(['[', '.']).next()).flatten();
        let lines = part.lines.iter().filter(|line| is_said(&line.label));
        of_sheet.into_iter().chain(lines.map(|line| line.key.as_str()))
    });
    let spoken = known.iter().copied().filter(|key| means(word, key));
    let mut all = called.map(|(key, _)| *key).chain(of_lines).chain(spoken);
    all.find(|key| known.contains(key)).map(str::to_owned)
}

/// A word of both languages, pt-BR first.
pub type Both = [String; 2];

/// The word of one language.
pub fn of(both: &Both, language: Language) -> &str {
    let [pt, en] = both;
    if language == Language::PtBr { pt } else { en }
}

/// The whole layout.
#[derive(Debug, Default, Deserialize)]
pub struct Layout {
    /// The parts, those of one sheet one after the other.
    #[serde(rename = "part")]
    pub parts: Vec<Part>,
    shown: BTreeMap<String, Both>,
}

/// The layout.
pub fn layout() -> &'static Layout {
    &LAYOUT
}

/// Keys below one path: rows of a form, or columns of a list.
#[derive(Debug, Deserialize)]
pub struct Part {
    /// Its sheet.
    pub sheet: Both,
    /// Where its keys stand.
    pub into: String,
    /// One row of the sheet an entry.
    #[serde(default)]
    pub list: bool,
    /// Its heading.
    pub title: Both,
    /// The sentence under the sheet's first heading.
    #[serde(default)]
    pub message: Both,
    /// Its keys.
    pub lines: Vec<Line>,
}

/// A key: how it is called and written.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Line {
    /// The key below the part's path; empty for the path itself.
    pub key: String,
    /// The piece of the path that it gives instead.
    pub is_piece: bool,
    /// How it is written.
    pub kind: Kind,
    /// What it is called.
    pub label: Both,
    /// What it is for.
    pub help: Both,
    /// A value as TOML has it.
    pub example: Both,
}

impl From<Vec<String>> for Line {
    fn from(written: Vec<String>) -> Self {
        let mut parts = written.into_iter();
        let mut next = || parts.next().unwrap_or_default();
        let (key, kind) = (next(), next());
        let (label, help) = ([next(), next()], [next(), next()]);
        let example = next();
        // The example of English stands last where it differs.
        let english = parts.next().unwrap_or_else(|| example.clone());
        let piece = key.strip_prefix('@').map(str::to_owned);
        Self {
            is_piece: piece.is_some(),
            key: piece.unwrap_or(key),
            kind: Kind::named(&kind),
            label,
            help,
            example: [example, english],
        }
    }
}

impl Part {
    /// True when a text is the name of its sheet.
    pub fn is_of(&self, sheet: &str) -> bool {
        self.sheet.iter().any(|name| fold(name) == fold(sheet))
    }

    /// True for the sheet of all other keys.
    pub fn is_rest(&self) -> bool {
        self.into.is_empty()
    }

    /// True for a form with a column for each version.
    pub fn has_versions(&self) -> bool {
        !self.list && self.into.ends_with("[]")
    }

    /// The line of a label, in either language or as the key.
    pub fn line(&self, label: &str) -> Option<(usize, &Line)> {
        let said = fold(label);
        let names = |line: &Line| {
            line.label.iter().any(|own| fold(own) == said)
                || !line.key.is_empty() && line.key == label
        };
        self.lines.iter().enumerate().find(|(_, line)| names(line))
    }

    /// The line that gives the last key of a row's path, where a cell does: no two rows have the same.
    pub fn key_piece(&self) -> Option<&Line> {
        let Some(Pattern::Piece(name)) = self.pattern().pop() else { return None };
        self.lines.iter().find(|line| line.is_piece && line.key == name)
    }

    /// The place of a row's path, its pieces filled in; `index` is the row's number, from 1.
    pub fn path(&self, index: usize, piece: &dyn Fn(&str) -> Option<Step>) -> Option<Vec<Step>> {
        let mut path = Vec::new();
        for pattern in self.pattern() {
            match pattern {
                Pattern::Key(key) => path.push(Step::Key(key.to_owned())),
                Pattern::Row => path.push(Step::At(index)),
                Pattern::Items => {}
                Pattern::Piece(name) => path.push(piece(name)?),
            }
        }
        Some(path)
    }

    /// Its path, step by step.
    pub fn pattern(&self) -> Vec<Pattern<'_>> {
        let mut steps = Vec::new();
        for part in self.into.split('.').filter(|part| !part.is_empty()) {
            let (name, index) = part.split_once('[').unwrap_or((part, ""));
            steps.push(name.strip_prefix('@').map_or(Pattern::Key(name), Pattern::Piece));
            match index.trim_end_matches(']') {
                "" if !part.contains('[') => {}
                "" if name.starts_with('@') => steps.push(Pattern::Items),
                "" => steps.push(Pattern::Row),
                piece => steps.push(Pattern::Piece(piece.trim_start_matches('@'))),
            }
        }
        steps
    }
}

/// A step of a part's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern<'a> {
    /// A key.
    Key(&'a str),
    /// Each entry of a list, a row or version each.
    Row,
    /// Each item of a list of texts, a row each.
    Items,
    /// What a column of the row gives.
    Piece(&'a str),
}

/// A fixed word with the words of both languages.
pub type Shown = (String, Both);

impl Layout {
    /// The fixed words that a kind may have, each as both languages show it.
    pub fn words(&self, kind: &Kind) -> Vec<Shown> {
        let Some(list) = kind.words() else { return Vec::new() };
        let mut words: Vec<String> = Vec::new();
        for name in list.split(',').filter(|name| !name.is_empty()) {
            words.extend(named(name));
        }
        words.dedup();
        words.into_iter().map(|word| (word.clone(), self.shown(&word))).collect()
    }

    /// A fixed word as both languages show it.
    pub fn shown(&self, word: &str) -> Both {
        let spoken = || {
            let pt = spoken(word).first().cloned();
            [pt.unwrap_or_else(|| word.to_owned()), word.replace('-', " ")]
        };
        self.shown.get(word).cloned().unwrap_or_else(spoken)
    }

    /// The parts of a sheet.
    pub fn of_sheet(&self, sheet: &str) -> Vec<&Part> {
        self.parts.iter().filter(|part| part.is_of(sheet)).collect()
    }
}

fn named(name: &str) -> Vec<String> {
    fn all<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|one| word(*one).to_owned()).collect()
    }
    match name {
        "$team" => all(Team::ALL, Team::word),
        "$metric" => all(Metric::ALL, Metric::word),
        "$milestone" => all(Milestone::ALL, Milestone::word),
        "$channel" => all(Channel::ALL, Channel::word),
        "$category" => all(Category::ALL, Category::word),
        "$table" => all(Table::ALL, Table::word),
        "$word-field" => WORD_FIELDS.map(str::to_owned).to_vec(),
        MEANING => {
            let mut words: Vec<String> = Vec::new();
            for word in WORD_FIELDS.iter().filter_map(|field| fields::canonical_words(field)) {
                for word in word {
                    if !words.iter().any(|known| known == word) {
                        words.push(word.to_owned());
                    }
                }
            }
            words
        }
        word => vec![word.to_owned()],
    }
}

/// What a word of the exports means, in whatever field it stands.
pub const MEANING: &str = "$meaning";

/// What the words of a field may mean, the field as a workbook shows it.
pub fn meanings_of(shown: &str) -> Kind {
    let is_it = |field: &&&str| says(shown, &((**field).to_string(), layout().shown(field)));
    let words = WORD_FIELDS.iter().find(is_it).and_then(|field| fields::canonical_words(field));
    Kind::One(words.map_or_else(|| MEANING.to_owned(), |words| words.join(",")))
}

/// True when a text is one of these words: itself, as either language shows it, or as people say it.
pub fn says(text: &str, (word, shown): &Shown) -> bool {
    means(text, word) || shown.iter().any(|own| fold(own) == fold(text))
}

/// The fields of leads, deals and activities, and of the tables kept by hand, as both languages name them; those whose
/// name another field has keep their own word.
pub fn fields() -> &'static [Shown] {
    &FIELDS
}

/// A field as the workbook of a language names it.
pub fn field_name(field: &str, language: Language) -> String {
    let own = fields().iter().find(|(word, _)| word == field);
    own.map_or(field, |(_, shown)| of(shown, language)).to_owned()
}

fn fields_shown() -> Vec<Shown> {
    let texts = Language::ALL.map(Texts::of);
    let mut fields: Vec<Shown> = Vec::new();
    for (field, _) in Table::ALL.iter().flat_map(|table| fields::of(*table)) {
        if fields.iter().any(|(known, _)| known == field) {
            continue;
        }
        let keys = [format!("field.{field}"), format!("milestone.{field}")];
        let named = |language: Language| {
            let texts = texts.iter().find(|texts| texts.language == language);
            let known =
                texts.zip(keys.iter().find(|key| texts.is_some_and(|texts| texts.has(key))));
            known.map_or_else(|| (*field).to_owned(), |(texts, key)| texts.word(key).to_owned())
        };
        let both = [named(Language::PtBr), named(Language::En)];
        let is_taken = |name: &String| {
            fields.iter().any(|(word, shown)| {
                fold(word) == fold(name) || shown.iter().any(|own| fold(own) == fold(name))
            })
        };
        let both = if both.iter().any(is_taken) {
            [(*field).to_owned(), (*field).to_owned()]
        } else {
            both
        };
        fields.push(((*field).to_owned(), both));
    }
    fields
}

/// How the value of a key is written in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Texts parted by semicolons or line ends; a comma may be a text's own.
    List,
    /// Texts without commas of their own, parted by commas too.
    Words,
    /// Fields of exports, parted in the same way.
    Fields,
    /// One text, or several as a list.
    OneOrList,
    /// One of a few words.
    One(String),
    /// Some of a few words.
    Many(String),
    /// A field of an export.
    Field,
    /// A number.
    Number,
    /// A row's or version's number; nothing is the first.
    Position,
    /// A share.
    Share,
    /// What is promised: a share, a number, a ratio, a length, or one of these words.
    Target(String),
    /// A length of time, or one of these words.
    Length(String),
    /// A day.
    Date,
    /// Hours of a day.
    Hours,
    /// Times of day.
    Times,
    /// Yes or no.
    Flag,
    /// Fields with the values that count.
    Where,
    /// Fields with what is required of them.
    Require,
    /// Stages with rates.
    Chain,
    /// A value as TOML has it.
    Raw,
}

impl Kind {
    /// The kind of a name in the layout; an unknown one is text, which a test refuses.
    pub fn named(name: &str) -> Self {
        let (name, words) = name.split_once(':').unwrap_or((name, ""));
        let words = words.to_owned();
        match name {
            "list" => Self::List,
            "words" => Self::Words,
            "fields" => Self::Fields,
            "one-or-list" => Self::OneOrList,
            "one" => Self::One(words),
            "many" => Self::Many(words),
            "field" => Self::Field,
            "number" => Self::Number,
            "position" => Self::Position,
            "share" => Self::Share,
            "target" => Self::Target(words),
            "length" => Self::Length(words),
            "date" => Self::Date,
            "hours" => Self::Hours,
            "times" => Self::Times,
            "flag" => Self::Flag,
            "where" => Self::Where,
            "require" => Self::Require,
            "chain" => Self::Chain,
            "raw" => Self::Raw,
            _ => Self::Text,
        }
    }

    /// The words it may have, as the layout names them.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::One(words) | Self::Many(words) | Self::Target(words) | Self::Length(words) => {
                Some(words)
            }
            _ => None,
        }
    }

    /// The words offered in a list to choose from.
    pub fn choices(&self, language: Language) -> Vec<String> {
        let shown = |words: &[Shown]| {
            words.iter().map(|(_, shown)| of(shown, language).to_owned()).collect()
        };
        match self {
            Self::One(_) => shown(&layout().words(self)),
            Self::Field => shown(fields()),
            Self::Flag => {
                let own =
                    |[pt, en]: [&'static str; 2]| if language == Language::PtBr { pt } else { en };
                [YES, NO].map(|word| own(word).to_owned()).to_vec()
            }
            _ => Vec::new(),
        }
    }
}

/// Headings of a form: what, value, what it is for, example.
pub const FORM: [[&str; 2]; 4] = [
    ["O quê", "What"],
    ["Valor", "Value"],
    ["Para que serve", "What it is for"],
    ["Exemplo", "Example"],
];

/// What stands behind the heading of a further version.
pub const LATER: [&str; 2] = ["noutra data", "from another date"];

/// The sheet, or a column, of what is still to be decided, which only people read.
pub const TO_DECIDE: [&str; 2] = ["Por decidir", "To decide"];

/// What the first example of a row begins with.
pub const EXAMPLE: [&str; 2] = ["ex.: ", "e.g. "];

/// Fields whose words a source may explain.
pub const WORD_FIELDS: [&str; 9] = [
    "stage",
    "status",
    "lead-status",
    "channel",
    "direction",
    "outcome",
    "kind",
    "done",
    "automatic",
];

/// Yes, in either language, pt-BR first.
pub const YES: [&str; 2] = ["sim", "yes"];

/// No.
pub const NO: [&str; 2] = ["não", "no"];
