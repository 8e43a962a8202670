//! How a value of the agreement stands in a cell: read from what people type, written in the agreement's language.

use crate::config::book::Line;
use crate::config::choices::means;
use crate::config::{hours, spell, undecided};
use crate::intake::Held;
use crate::model::agreement::{DurationUnit, Language};
use crate::model::fold::fold;
use crate::model::zone::{Day, WallTime};

use super::items;
use super::layout::{self, Kind, NO, Shown, YES, fields, layout, says};
use super::node::Node;

const NOTHING: Both = ["nenhum", "none"];
const CLOSED: Both = ["fechado", "closed"];

type Both = [&'static str; 2];

fn of(both: Both, language: Language) -> &'static str {
    let [pt, en] = both;
    if language == Language::PtBr { pt } else { en }
}

/// Why a cell has no value: the code of the problem.
pub type Refusal = &'static str;

/// What a cell holds, as people see it.
pub fn shown(held: &Held) -> String {
    match held {
        Held::Text(text) | Held::Error(text) => text.clone(),
        Held::Number(number) => number.to_string(),
        Held::Flag(flag) => flag.to_string(),
        Held::Clock(at) => time_of(*at),
        other => match read(&Kind::Text, other, Language::PtBr) {
            Ok(Node::Text(text) | Node::Plain(text)) => text,
            _ => String::new(),
        },
    }
}

/// What a cell means for a key; a language decides how dates in words are read.
pub fn read(kind: &Kind, held: &Held, language: Language) -> Result<Node, Refusal> {
    match held {
        Held::Error(error) if error == "=" => Err("cell-formula"),
        Held::Error(_) => Err("cell-error"),
        // What is still to be decided is read as it stands; whether anything can be done without it, whoever reads it says.
        Held::Text(text) if undecided::asked(text).is_some() => {
            Ok(Node::Text(text.trim().to_owned()))
        }
        Held::Text(text) if has_doubtful_comma(kind, text) => Err("cell-comma"),
        Held::Text(text) => Ok(worded(kind, text, language)),
        Held::Number(number) => Ok(match kind {
            Kind::Number | Kind::Position | Kind::Share | Kind::Target(_) | Kind::Raw => {
                Node::Plain(plain(*number))
            }
            kind => worded(kind, &plain(*number), language),
        }),
        Held::Percent(share) => Ok(Node::Text(percent(*share))),
        Held::Flag(flag) => Ok(match kind {
            Kind::Flag | Kind::Raw => Node::Plain(flag.to_string()),
            kind => worded(kind, if *flag { "true" } else { "false" }, language),
        }),
        Held::Date(at) => {
            let day = day_of(*at);
            Ok(match kind {
                Kind::Date | Kind::Raw => Node::Plain(day),
                kind => worded(kind, &day, language),
            })
        }
        Held::Clock(at) => match kind {
            Kind::Times => Ok(Node::List(vec![Node::Text(time_of(*at))])),
            _ => Err("cell-time"),
        },
    }
}

/// True where a comma may part two values or be one value's own: only its writer knows.
fn has_doubtful_comma(kind: &Kind, text: &str) -> bool {
    let is_number = |value: &str| spell::number(value.trim().trim_start_matches('-')).is_some();
    match kind {
        Kind::List | Kind::OneOrList => items::has_bare_comma(text),
        Kind::Where | Kind::Require => {
            let values = text.lines().filter_map(|line| line.split_once('=').map(|(_, rest)| rest));
            values.into_iter().any(|rest| !is_number(rest) && items::has_bare_comma(rest))
        }
        _ => false,
    }
}

/// A number without needless decimals; a fourth one where three could be taken for thousands.
fn plain(number: f64) -> String {
    let text = number.to_string();
    if spell::has_thousands_point(&text) { text + "0" } else { text }
}

/// `90%`: fifteen digits, as spreadsheets keep them; a fourth decimal where three could be taken for thousands.
fn percent(share: f64) -> String {
    let digits = format!("{:.10}", share * 100.0);
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    let more = if spell::has_thousands_point(digits) { "0" } else { "" };
    format!("{digits}{more}%")
}

fn day_of(at: WallTime) -> String {
    crate::texts::format::iso_date(at.day().unwrap_or(Day(i32::MAX)))
}

/// `08:00`.
pub fn time_of(at: WallTime) -> String {
    let at = at.seconds();
    format!("{:02}:{:02}", at / 3_600, at % 3_600 / 60)
}

fn worded(kind: &Kind, text: &str, language: Language) -> Node {
    let own = || Node::Text(text.to_owned());
    let item = |text: &str| Node::Text(text.to_owned());
    match kind {
        Kind::Text => own(),
        Kind::List => list(text, NOTHING, false, &item),
        Kind::Words | Kind::Times => list(text, NOTHING, true, &item),
        Kind::Fields => {
            list(text, NOTHING, true, &|field: &str| Node::Text(canonical(field, fields())))
        }
        Kind::OneOrList => match list(text, NOTHING, false, &item) {
            Node::List(mut items) if items.len() == 1 => items.pop().unwrap_or_else(own),
            list => list,
        },
        Kind::One(_) => Node::Text(canonical(text, &layout().words(kind))),
        Kind::Field => Node::Text(canonical(text, fields())),
        Kind::Many(_) => {
            let words = layout().words(kind);
            list(text, NOTHING, true, &|text: &str| Node::Text(canonical(text, &words)))
        }
        Kind::Number | Kind::Position | Kind::Share => number(text),
        Kind::Target(_) => {
            let word = canonical(text, &layout().words(kind));
            if word == text { length_or(text, number(text)) } else { Node::Text(word) }
        }
        Kind::Length(_) => {
            let word = canonical(text, &layout().words(kind));
            length_or(&word, Node::Text(word.clone()))
        }
        Kind::Date => day(text, language).map_or_else(own, Node::Plain),
        Kind::Hours => hours::spans(text).map_or_else(
            || list(text, CLOSED, true, &item),
            |own| Node::List(own.into_iter().map(Node::Text).collect()),
        ),
        Kind::Flag => match (means(text, "yes"), means(text, "no"), fold(text).as_str()) {
            (true, ..) | (.., "true" | "verdadeiro") => Node::Plain("true".to_owned()),
            (_, true, _) | (.., "false" | "falso") => Node::Plain("false".to_owned()),
            _ => own(),
        },
        Kind::Where => fielded(text, &conditions).unwrap_or_else(own),
        Kind::Require => fielded(text, &requirement).unwrap_or_else(own),
        Kind::Chain => chain(text).unwrap_or_else(own),
        Kind::Raw => Node::of_value(text).unwrap_or_else(own),
    }
}

/// The fixed word that a text says, where it says one only; else the text.
fn canonical(text: &str, words: &[Shown]) -> String {
    if words.iter().any(|(word, _)| word == text) {
        return text.to_owned();
    }
    let said: Vec<&Shown> = words.iter().filter(|word| says(text, word)).collect();
    if let [(word, _)] = said.as_slice() { word.clone() } else { text.to_owned() }
}

fn list(text: &str, empty: Both, has_commas: bool, item: &dyn Fn(&str) -> Node) -> Node {
    if empty.iter().any(|word| fold(word) == fold(text)) {
        return Node::List(Vec::new());
    }
    Node::List(items::split(text, has_commas).iter().map(|own| item(own)).collect())
}

/// A number typed as text. One such as `1.000` stays as it is: it is refused with its cause.
fn number(text: &str) -> Node {
    let is_thousand = spell::has_thousands_point(text);
    match spell::number(text) {
        Some(_) if is_thousand && text.contains(',') => Node::Text(text.to_owned()),
        Some(_) if is_thousand => Node::Plain(text.trim().to_owned()),
        Some(number) => Node::Plain(plain(number)),
        None => Node::Text(text.to_owned()),
    }
}

/// A length in its shortest form, unless its words say the clock.
fn length_or(text: &str, other: Node) -> Node {
    match spell::length(text) {
        Some((length, None)) => {
            let unit = match length.unit {
                DurationUnit::Minutes => "m",
                DurationUnit::Hours => "h",
                DurationUnit::Days => "d",
            };
            Node::Text(format!("{}{unit}", length.count))
        }
        _ => other,
    }
}

/// `2026-07-01`, in Portuguese also `01/07/2026`.
fn day(text: &str, language: Language) -> Option<String> {
    if let Some(day) = spell::day(text) {
        return Some(crate::texts::format::iso_date(day));
    }
    let parts: Vec<&str> = text.trim().split('/').collect();
    match parts.as_slice() {
        [day, month, year] if language == Language::PtBr => {
            let iso = format!("{year}-{month:0>2}-{day:0>2}");
            spell::day(&iso).map(crate::texts::format::iso_date)
        }
        _ => None,
    }
}

/// A field and what follows, a field a line.
fn fielded(text: &str, value: &dyn Fn(&str) -> Option<Node>) -> Option<Node> {
    let mut entries = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let end = line.find(['=', '>', '<'])?;
        let (field, rest) = line.split_at_checked(end)?;
        let field = canonical(Some(field.trim()).filter(|own| ends_in_a_name(own))?, fields());
        if entries.iter().any(|(own, _)| *own == field) {
            return None;
        }
        entries.push((field, value(rest)?));
    }
    (!entries.is_empty()).then_some(Node::Table(entries))
}

/// A sign before or behind `=`, as in `source != Google`, asks for something else than equality.
fn ends_in_a_name(field: &str) -> bool {
    field.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == ')')
}

/// `= Google Ads; Meta Ads`.
fn conditions(rest: &str) -> Option<Node> {
    // Conditions stand a line each: one behind `;` is none of the first one's values.
    let values = rest.strip_prefix('=').filter(|own| !own.contains(" = "))?.trim();
    let is_other = values.starts_with(['=', '<', '>', '!', '~']);
    let list = list(values, NOTHING, false, &|item: &str| Node::Text(item.to_owned()));
    matches!(&list, Node::List(items) if !is_other && !items.is_empty()).then_some(list)
}

/// `>= 50`, or `= A; B`.
fn requirement(rest: &str) -> Option<Node> {
    let rest = rest.trim();
    match rest.strip_prefix('=').map(str::trim) {
        Some(value) if spell::number(value.trim_start_matches('-')).is_none() => conditions(rest),
        _ => Some(Node::Text(rest.to_owned())),
    }
}

/// `sql = 50%`, a stage a line.
fn chain(text: &str) -> Option<Node> {
    let words = layout().words(&Kind::named("one:$milestone"));
    let step = |line: &str| {
        let (stage, rate) = line.split_once('=').filter(|(own, _)| ends_in_a_name(own.trim()))?;
        let rate = number(rate.trim());
        let stage = Node::Text(canonical(stage.trim(), &words));
        Some(Node::Table(vec![("to-stage".to_owned(), stage), ("rate".to_owned(), rate)]))
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(step).collect::<Option<Vec<Node>>>().map(Node::List)
}

/// What is written in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A share, shown as a percentage.
    Percent(f64),
    /// A day.
    Date(WallTime),
}

impl Written {
    /// What a reader finds in the cell.
    pub fn held(&self) -> Held {
        match self {
            Self::Text(text) => Held::Text(text.trim().to_owned()),
            Self::Number(number) => Held::Number(*number),
            Self::Percent(share) => Held::Percent(*share),
            Self::Date(at) => Held::Date(*at),
        }
    }

    /// As people see it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => plain(*number),
            Self::Percent(share) => percent(*share),
            Self::Date(at) => day_of(*at),
        }
    }
}

/// A value as a cell of its kind; nothing where a cell cannot say it so that the same is read again.
pub fn write(kind: &Kind, node: &Node, language: Language) -> Option<Written> {
    let only = match node {
        Node::List(items) if items.len() == 1 => items.first(),
        node => Some(node),
    };
    let asks = |text: &&str| undecided::asked(text).is_some();
    if let Some(text) = only.and_then(Node::text).filter(asks) {
        return Some(Written::Text(text.to_owned()));
    }
    let written = written(kind, node, language)?;
    let again = read(kind, &written.held(), language).ok()?;
    let meant = match (kind, node) {
        // Words, lengths and lists of one are read as something that means the same.
        (
            Kind::List | Kind::Words | Kind::Fields | Kind::Many(_) | Kind::Hours | Kind::Times,
            Node::Text(text),
        ) => Node::List(vec![Node::Text(text.clone())]),
        _ => node.clone(),
    };
    let is_same = again == meant
        || match (kind, &again, &meant) {
            (Kind::Raw, ..) => false,
            (Kind::Share | Kind::Target(_), again, meant) => {
                is_same_number(again, meant) || says_same(kind, again, meant, language)
            }
            (Kind::Where, Node::Table(again), Node::Table(meant)) => is_same_scope(again, meant),
            (Kind::Chain, Node::List(again), Node::List(meant)) => {
                again.len() == meant.len()
                    && again.iter().zip(meant).all(|(one, other)| one.toml() == other.toml())
            }
            (_, again, meant) => says_same(kind, again, meant, language),
        };
    is_same.then_some(written)
}

/// True when both are the same once read as words.
fn says_same(kind: &Kind, one: &Node, other: &Node, language: Language) -> bool {
    let said = |node: &Node| match node {
        Node::Text(text) | Node::Plain(text) => Some(worded(kind, text, language)),
        Node::List(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.text().map(str::to_owned)).collect();
            Some(worded(kind, &items::join(&texts?), language)).filter(|_| !items.is_empty())
        }
        Node::Table(_) => None,
    };
    // A number is no text of the same digits, save for kinds that are written as texts.
    let is_alike = matches!(
        (one, other),
        (Node::Text(_), Node::Text(_))
            | (Node::List(_), Node::List(_))
            | (Node::Plain(_), Node::Plain(_))
    ) || *kind == Kind::Date;
    is_alike && said(one).is_some_and(|one| said(other) == Some(one))
}

fn is_same_number(one: &Node, other: &Node) -> bool {
    let fraction = |node: &Node| match node {
        Node::Text(text) => spell::fraction(text),
        Node::Plain(plain) => plain.parse::<f64>().ok(),
        _ => None,
    };
    // The very same number: a promise is judged by it.
    fraction(one)
        .map(f64::to_bits)
        .is_some_and(|bits| fraction(other).map(f64::to_bits) == Some(bits))
}

/// One value alone is a list of one.
fn is_same_scope(one: &[(String, Node)], other: &[(String, Node)]) -> bool {
    let listed = |node: &Node| match node {
        Node::Text(text) => Node::List(vec![Node::Text(text.clone())]),
        node => node.clone(),
    };
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| one.0 == other.0 && one.1 == listed(&other.1))
}

fn written(kind: &Kind, node: &Node, language: Language) -> Option<Written> {
    let fit = |text: &str| {
        let is_fit = !text.chars().any(|sign| sign.is_control() && sign != '\n');
        (is_fit && text.trim() == text && !text.is_empty() && text.len() < 30_000)
            .then(|| Written::Text(text.to_owned()))
    };
    let shown = |word: &str, words: &[Shown]| {
        let canonical = canonical(word, words);
        let known = words.iter().find(|(own, _)| *own == canonical);
        known.map_or_else(|| word.to_owned(), |(_, shown)| layout::of(shown, language).to_owned())
    };
    match (kind, node) {
        (Kind::Raw, node) => fit(&node.toml()),
        (Kind::Text, Node::Text(own)) => fit(own),
        (Kind::OneOrList, Node::Text(own)) => fit(&items::quoted(own)),
        (Kind::One(_), Node::Text(word)) => fit(&shown(word, &layout().words(kind))),
        (Kind::Field, Node::Text(word)) => fit(&shown(word, fields())),
        (Kind::Many(_), node) => {
            let words = layout().words(kind);
            fit(&joined(node, of(NOTHING, language), &|word| shown(word, &words))?)
        }
        (Kind::Hours, node) => fit(&joined(node, of(CLOSED, language), &str::to_owned)?),
        (Kind::Fields, node) => {
            fit(&joined(node, of(NOTHING, language), &|field| shown(field, fields()))?)
        }
        (Kind::List | Kind::Words | Kind::Times | Kind::OneOrList, node) => {
            fit(&joined(node, of(NOTHING, language), &str::to_owned)?)
        }
        (Kind::Date, Node::Plain(day) | Node::Text(day)) => {
            spell::day(day).map(|day| Written::Date(WallTime::start_of(day)))
        }
        (Kind::Flag, Node::Plain(flag)) => match flag.as_str() {
            "true" => fit(of(YES, language)),
            "false" => fit(of(NO, language)),
            _ => None,
        },
        (Kind::Number | Kind::Position | Kind::Target(_), Node::Plain(number)) => {
            number.parse().ok().map(Written::Number)
        }
        (Kind::Share, Node::Plain(number)) => number.parse().ok().map(Written::Percent),
        (Kind::Share | Kind::Target(_), Node::Text(share)) if share.trim().ends_with('%') => {
            spell::fraction(share).map(Written::Percent)
        }
        (Kind::Share, Node::Text(ratio)) => fit(ratio),
        (Kind::Target(_) | Kind::Length(_), Node::Text(own)) => {
            let word = shown(own, &layout().words(kind));
            fit(&if word == *own { length_in(own, language) } else { word })
        }
        (Kind::Where | Kind::Require, Node::Table(entries)) => {
            fit(&conditioned(kind, entries, &|field| shown(field, fields()))?)
        }
        (Kind::Chain, Node::List(steps)) => {
            let words = layout().words(&Kind::named("one:$milestone"));
            let lines: Option<Vec<String>> = steps
                .iter()
                .map(|step| {
                    let mut step = step.clone();
                    let stage = step.take("to-stage")?;
                    let (Node::Text(rate) | Node::Plain(rate)) = step.take("rate")? else {
                        return None;
                    };
                    Some(format!("{} = {rate}", shown(stage.text()?, &words)))
                })
                .collect();
            fit(&lines?.join("\n"))
        }
        _ => None,
    }
}

/// Fields with what counts of them, a field a line.
fn conditioned(
    kind: &Kind,
    entries: &[(String, Node)],
    shown: &dyn Fn(&str) -> String,
) -> Option<String> {
    let line = |(field, node): &(String, Node)| match node {
        Node::Text(test) if *kind == Kind::Require && test.starts_with(['>', '<', '=']) => {
            Some(format!("{} {test}", shown(field)))
        }
        node => Some(format!("{} = {}", shown(field), joined(node, "", &str::to_owned)?)),
    };
    Some(entries.iter().map(line).collect::<Option<Vec<String>>>()?.join("\n"))
}

/// The items of a list, parted by semicolons.
fn joined(node: &Node, empty: &str, shown: &dyn Fn(&str) -> String) -> Option<String> {
    match node {
        Node::Text(text) => Some(items::quoted(&shown(text))),
        Node::List(items) if items.is_empty() => Some(empty.to_owned()),
        Node::List(items) => {
            let items: Option<Vec<String>> =
                items.iter().map(|item| item.text().map(shown)).collect();
            Some(items::join(&items?))
        }
        _ => None,
    }
}

/// `2d` as `2 dias`.
fn length_in(text: &str, language: Language) -> String {
    let (count, unit) = match spell::length(text) {
        Some((length, None)) => (length.count, length.unit),
        _ => return text.to_owned(),
    };
    let unit = match (unit, language, count) {
        (DurationUnit::Minutes, ..) => "min",
        (DurationUnit::Hours, ..) => "h",
        (DurationUnit::Days, Language::PtBr, 1) => "dia",
        (DurationUnit::Days, Language::PtBr, _) => "dias",
        (DurationUnit::Days, Language::En, 1) => "day",
        (DurationUnit::Days, Language::En, _) => "days",
    };
    format!("{count} {unit}")
}

pub fn words(held: &Held) -> &str {
    if let Held::Text(text) = held { text } else { "" }
}

/// A line's example as a cell shows it.
pub fn example(line: &Line, language: Language) -> String {
    let written = Node::of_value(layout::of(&line.example, language))
        .and_then(|node| write(&line.kind, &node, language));
    written.map_or_else(String::new, |written| written.shown().replace('\n', " · "))
}
