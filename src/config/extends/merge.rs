//! Texts laid over each other: tables by key, promises by `id`, sources by `name`; whatever else the nearer file says takes the place of the
//! base's. A table in braces is one value.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::book::{Node, bare};
use crate::config::choices::means;
use crate::config::file::File;
use crate::config::problem::Problem;
use crate::config::undecided;
use crate::model::fold::fold_words;
use crate::model::words::Metric;

use super::chain::{KEY, Layer};

/// Where something stands: the layer, from 0 for the agreement itself, and the line there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// Which file.
    pub layer: usize,
    /// Its line, from 1.
    pub line: u32,
}

/// A value of an agreement with where it stands.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The path of its key.
    pub path: String,
    /// Its file with line or cell, for people.
    pub place: String,
    pub(super) at: At,
}

/// Several texts as one.
#[derive(Default)]
pub struct Merged {
    /// The text.
    pub text: String,
    /// Where each value stands.
    pub origins: Vec<Origin>,
    lines: Vec<At>,
}

/// What stands under a key.
#[derive(Clone)]
enum Piece {
    Value(Node),
    Table(Vec<Entry>),
    /// Tables under one key, each an entry without one.
    List(Vec<Entry>),
}

#[derive(Clone)]
struct Entry {
    key: String,
    at: At,
    piece: Piece,
}

/// The texts of the layers as one; the faults of those that are no TOML, each with its layer.
pub fn merged(layers: &[Layer]) -> Result<Merged, Vec<(usize, Problem)>> {
    let mut faults = Vec::new();
    let mut whole: Vec<Entry> = Vec::new();
    for (number, layer) in layers.iter().enumerate().rev() {
        let file = File::new(&layer.text, "");
        match file.parse() {
            Some(table) => {
                let reading = Reading { file: &file, text: &layer.text, layer: number };
                whole = over(whole, reading.entries(table.get_ref(), true));
            }
            None => faults.extend(file.take_problems().into_iter().map(|own| (number, own))),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut merged = Merged::default();
    merged.table(&whole, "", "");
    for (number, layer) in layers.iter().enumerate() {
        for asked in undecided::comments(&layer.text) {
            let at = At { layer: number, line: asked.line };
            let question = format!("{}: {}", undecided::MARKS[0], asked.text);
            merged.line("", at);
            question.lines().for_each(|line| merged.line(&format!("# {line}"), at));
        }
    }
    Ok(merged)
}

/// A text being taken apart.
struct Reading<'a> {
    file: &'a File<'a>,
    text: &'a str,
    layer: usize,
}

impl Reading<'_> {
    fn entries(&self, table: &DeTable<'_>, is_top: bool) -> Vec<Entry> {
        let mut found: Vec<(usize, Entry)> = table
            .iter()
            .filter(|(key, _)| !(is_top && key.get_ref() == KEY))
            .map(|(key, value)| {
                let (start, key) = (key.span().start, key.get_ref().to_string());
                let at = At { layer: self.layer, line: self.file.line(start) };
                let piece = self.piece(&key, value, is_top);
                (start, Entry { key, at, piece })
            })
            .collect();
        found.sort_by_key(|(start, _)| *start);
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    fn piece(&self, key: &str, value: &Spanned<DeValue<'_>>, is_top: bool) -> Piece {
        let is_list = is_top && (key == "commitment" || key == "source");
        let is_inline = self.text.get(value.span()).is_some_and(|text| text.starts_with('{'));
        match value.get_ref() {
            DeValue::Table(table) if is_list => {
                let line = self.file.line(value.span().start);
                let at = At { layer: self.layer, line };
                let piece = Piece::Table(self.entries(table, false));
                Piece::List(vec![Entry { key: String::new(), at, piece }])
            }
            DeValue::Table(table) if !is_inline => Piece::Table(self.entries(table, false)),
            DeValue::Array(items)
                if is_top
                    && !items.is_empty()
                    && items.iter().all(|item| item.get_ref().is_table()) =>
            {
                let item = |item: &Spanned<DeValue<'_>>| {
                    let line = self.file.line(item.span().start);
                    let own = item.get_ref().as_table().map(|own| self.entries(own, false));
                    let piece = Piece::Table(own.unwrap_or_default());
                    Entry { key: String::new(), at: At { layer: self.layer, line }, piece }
                };
                Piece::List(items.iter().map(item).collect())
            }
            _ => Piece::Value(Node::of(value)),
        }
    }
}

/// Entries over those of a base.
fn over(mut base: Vec<Entry>, own: Vec<Entry>) -> Vec<Entry> {
    for entry in own {
        match base.iter_mut().find(|other| other.key == entry.key) {
            Some(other) => *other = laid(other.clone(), entry),
            None => base.push(entry),
        }
    }
    base
}

/// One entry over the base's of the same key.
fn laid(base: Entry, own: Entry) -> Entry {
    let Entry { key, at, piece } = own;
    let piece = match (base.piece, piece, naming(&key)) {
        (Piece::Table(base), Piece::Table(own), _) => Piece::Table(over(base, own)),
        (Piece::List(base), Piece::List(own), Some(name)) => Piece::List(lists(&base, &own, name)),
        (_, own, _) => own,
    };
    Entry { key, at, piece }
}

/// How the tables of a list are told from each other.
type Naming = fn(&Entry) -> String;

fn naming(key: &str) -> Option<Naming> {
    match key {
        "commitment" => Some(commitment_id),
        "source" => Some(|source| fold_words(text_of(source, "name").unwrap_or_default())),
        _ => None,
    }
}

/// The `id` of a promise, which by default is its metric's word; `First-Attempt` over `first-attempt` means the same one.
fn commitment_id(own: &Entry) -> String {
    let of_metric = || {
        let said = text_of(own, "metric")?;
        Some(Metric::ALL.iter().find(|metric| means(said, metric.word()))?.word())
    };
    fold_words(text_of(own, "id").map(str::trim).or_else(of_metric).unwrap_or_default())
}

fn text_of<'a>(own: &'a Entry, key: &str) -> Option<&'a str> {
    let Piece::Table(entries) = &own.piece else { return None };
    let value = entries.iter().find(|entry| entry.key == key)?;
    if let Piece::Value(node) = &value.piece { node.text() } else { None }
}

/// Lists merged by name: one table over one; where a name stands several times, the nearer file's take the place of all of the base's.
fn lists(base: &[Entry], own: &[Entry], name: Naming) -> Vec<Entry> {
    let named = |all: &[Entry], id: &str| -> Vec<Entry> {
        all.iter().filter(|entry| name(entry) == id).cloned().collect()
    };
    let mut told: Vec<String> = Vec::new();
    let mut merged = Vec::new();
    for entry in base.iter().chain(own) {
        let id = name(entry);
        if told.contains(&id) {
            continue;
        }
        match (named(base, &id).as_slice(), named(own, &id).as_slice()) {
            ([one], [other]) if text_of(one, "id").is_some() => {
                merged.push(laid(one.clone(), renamed(other.clone())));
            }
            ([one], [other]) => merged.push(laid(one.clone(), other.clone())),
            (all, []) | (_, all) => merged.extend_from_slice(all),
        }
        told.push(id);
    }
    merged
}

/// An entry without the id of its own, which is the base's but for its spelling: the record knows the promise by that one.
fn renamed(mut own: Entry) -> Entry {
    if let Piece::Table(entries) = &mut own.piece {
        entries.retain(|entry| entry.key != "id");
    }
    own
}

impl Merged {
    /// Where a line of the merged text stands.
    pub fn at(&self, line: u32) -> Option<At> {
        self.lines.get(usize::try_from(line).ok()?.checked_sub(1)?).copied()
    }

    fn line(&mut self, text: &str, at: At) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines.push(at);
    }

    /// Writes the entries of a table, its values before the tables in it; `path` is its path as TOML has it, `shown` as people are told.
    fn table(&mut self, entries: &[Entry], path: &str, shown: &str) {
        for Entry { key, at, piece } in entries {
            if let Piece::Value(node) = piece {
                self.line(&format!("{} = {}", bare(key), node.toml()), *at);
                let path = joined(shown, &bare(key));
                self.origins.push(Origin { path, place: String::new(), at: *at });
            }
        }
        for Entry { key, at, piece } in entries {
            let (path, shown) = (joined(path, &bare(key)), joined(shown, &bare(key)));
            match piece {
                Piece::Value(_) => {}
                Piece::Table(inner) => {
                    self.line(&format!("[{path}]"), *at);
                    self.table(inner, &path, &shown);
                }
                Piece::List(items) => {
                    for (number, item) in (1..).zip(items) {
                        self.item(item, &path, &shown, number);
                    }
                }
            }
        }
    }

    fn item(&mut self, item: &Entry, path: &str, shown: &str, number: usize) {
        let Piece::Table(inner) = &item.piece else { return };
        self.line(&format!("[[{path}]]"), item.at);
        let name = ["id", "name"].iter().find_map(|key| text_of(item, key));
        let shown =
            name.map_or_else(|| format!("{shown}[{number}]"), |name| format!("{shown} \"{name}\""));
        self.table(inner, path, &shown);
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
