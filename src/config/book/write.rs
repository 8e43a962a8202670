//! An agreement's TOML as rows of the layout: what each part holds, and what no line of it holds by its path.

use crate::model::agreement::Language;
use crate::report::book::Book;

use super::cell::{self, Written};
use super::draw::{Asked, Row, Writer};
use super::layout::{Kind, Line, Part, Pattern, layout};
use super::node::{Node, Step, joined};

/// The workbook of an agreement's text; nothing when the text is no TOML.
pub fn book(text: &str, language: Language, asked: &Asked<'_>) -> Option<Book> {
    let mut node = Node::of_toml(text)?;
    normalise(&mut node);
    let names = names(&node);
    let parts: Vec<(&'static Part, Vec<Row>)> = layout()
        .parts
        .iter()
        .map(|part| {
            let mut rows = Vec::new();
            let mut walk = Walk { part, language, names: &names, rows: &mut rows };
            if part.is_rest() {
                walk.rest(&node, &mut Vec::new());
            } else {
                walk.expand(&mut node, &part.pattern(), &mut Vec::new(), 1);
            }
            (part, rows)
        })
        .collect();
    Some(Writer { language, parts: &parts, asked }.book())
}

/// Definitions as tables: a text alone is the same.
fn normalise(node: &mut Node) {
    let Some(Node::Table(stages)) = node.get_mut("definitions") else { return };
    for (_, stage) in stages {
        if let Node::Text(text) = stage {
            *stage = Node::Table(vec![("text".to_owned(), Node::Text(std::mem::take(text)))]);
        }
    }
}

/// The sources' names, in order; one that two share, or that is none, is no name to refer to.
fn names(node: &Node) -> Vec<Option<String>> {
    let mut node = node.clone();
    let sources = match node.take("source") {
        Some(Node::List(sources)) => sources,
        Some(table @ Node::Table(_)) => vec![table],
        _ => Vec::new(),
    };
    let named: Vec<Option<String>> = sources
        .into_iter()
        .map(|mut source| source.take("name").and_then(|name| name.text().map(str::to_owned)))
        .collect();
    let is_same = |one: &Option<String>, other: &Option<String>| {
        let fold = |name: &Option<String>| name.as_deref().map(crate::model::fold::fold_words);
        fold(one) == fold(other)
    };
    let alone =
        |name: &Option<String>| named.iter().filter(|other| is_same(name, other)).count() == 1;
    named.iter().map(|name| name.clone().filter(|_| alone(name))).collect()
}

/// Takes out of an agreement's tree what the lines of one part hold.
struct Walk<'a> {
    part: &'static Part,
    language: Language,
    names: &'a [Option<String>],
    rows: &'a mut Vec<Row>,
}

impl Walk<'_> {
    fn expand<'p>(
        &mut self,
        node: &mut Node,
        pattern: &[Pattern<'p>],
        pieces: &mut Vec<(&'p str, Node)>,
        index: usize,
    ) {
        let Some((step, rest)) = pattern.split_first() else {
            return self.take(node, pieces, index);
        };
        match *step {
            Pattern::Key(key) => {
                if let Some(inner) = node.get_mut(key) {
                    self.expand(inner, rest, pieces, index);
                }
            }
            Pattern::Row => entries(node, |at, entry| self.expand(entry, rest, pieces, at)),
            Pattern::Piece("source") => entries(node, |at, entry| {
                let name = self.names.get(at - 1).cloned().flatten();
                let Some(name) = name else { return };
                pieces.push(("source", Node::Text(name)));
                self.expand(entry, rest, pieces, index);
                pieces.pop();
            }),
            Pattern::Piece("version") => entries(node, |at, entry| {
                pieces.push(("version", Node::Plain(at.to_string())));
                self.expand(entry, rest, pieces, at);
                pieces.pop();
            }),
            Pattern::Piece(name) => {
                let Node::Table(table) = node else { return };
                for (key, inner) in table {
                    pieces.push((name, Node::Text(key.clone())));
                    self.expand(inner, rest, pieces, index);
                    pieces.pop();
                }
            }
            Pattern::Items => self.items(node, pieces, index),
        }
    }

    /// A row for each text of a list, once all of them fit.
    fn items(&mut self, node: &mut Node, pieces: &[(&str, Node)], index: usize) {
        let items = match &*node {
            Node::List(items) => items.clone(),
            text @ Node::Text(_) => vec![text.clone()],
            _ => return,
        };
        let before = self.rows.len();
        for item in items {
            let mut table = Node::Table(vec![(String::new(), item)]);
            self.take(&mut table, pieces, index);
        }
        let is_whole = match &*node {
            Node::List(items) => self.rows.len() - before == items.len(),
            _ => self.rows.len() - before == 1,
        };
        if is_whole { *node = Node::Table(Vec::new()) } else { self.rows.truncate(before) }
    }

    /// The cells of one entry; what does not fit stays in the tree.
    fn take(&mut self, node: &mut Node, pieces: &[(&str, Node)], index: usize) {
        let before = node.clone();
        let is_value = !matches!(node, Node::Table(_));
        if is_value {
            *node = Node::Table(vec![(String::new(), node.clone())]);
        }
        let has_both = self.part.lines.iter().any(|line| line.key == "time");
        if has_both
            && let (Some(date), Some(_)) = (node.get_mut("date").cloned(), node.get_mut("time"))
        {
            node.take("date");
            node.put("", date);
        }
        let mut cells = Vec::new();
        let (mut fits, mut has_values) = (true, false);
        for line in &self.part.lines {
            if line.is_piece {
                let piece = pieces.iter().find(|(name, _)| *name == line.key).map(|(_, node)| node);
                let is_first = line.kind == Kind::Position
                    && piece.is_some_and(|node| *node == Node::Plain("1".into()))
                    || line.key == "area"
                        && piece.is_some_and(|node| node.text() == Some("columns"));
                let written = piece.and_then(|node| cell::write(&line.kind, node, self.language));
                fits &= is_first || written.is_some() && Self::is_allowed(line, piece);
                cells.push(written.filter(|_| !is_first));
                continue;
            }
            let written = node.take(&line.key).and_then(|value| {
                let written = cell::write(&line.kind, &value, self.language);
                if written.is_none() {
                    node.put(&line.key, value);
                }
                written
            });
            has_values |= written.is_some();
            cells.push(written);
        }
        let is_entry = self.part.pattern().last() == Some(&Pattern::Row) && self.part.list;
        if fits && (has_values || is_entry) {
            self.rows.push(Row { index, cells });
        } else {
            *node = before;
            return;
        }
        if is_value && let Some(value) = node.take("") {
            *node = value;
        }
        if has_both && let (Some(date), Some(_)) = (node.get_mut("").cloned(), node.get_mut("time"))
        {
            node.take("");
            node.put("date", date);
        }
    }

    /// A piece that is one of a few words must be one of them.
    fn is_allowed(line: &Line, piece: Option<&Node>) -> bool {
        let words = match &line.kind {
            kind @ Kind::One(_) => layout().words(kind),
            _ => return true,
        };
        piece.and_then(Node::text).is_some_and(|text| words.iter().any(|(word, _)| word == text))
    }

    /// What is left, a row for each value.
    fn rest(&mut self, node: &Node, path: &mut Vec<Step>) {
        let is_list_of_tables = |items: &[Node]| {
            !items.is_empty() && items.iter().all(|item| matches!(item, Node::Table(_)))
        };
        match node {
            Node::Table(entries) => {
                for (key, value) in entries {
                    path.push(Step::Key(key.clone()));
                    self.rest(value, path);
                    path.pop();
                }
            }
            Node::List(items) if path.len() == 1 && is_list_of_tables(items) => {
                for (at, item) in (1..).zip(items) {
                    path.push(Step::At(at));
                    self.rest(item, path);
                    path.pop();
                }
            }
            value => {
                let raw = cell::write(&Kind::Raw, value, self.language);
                self.rows
                    .push(Row { index: 1, cells: vec![Some(Written::Text(joined(path))), raw] });
            }
        }
    }
}

/// Each entry of a list, or the one table in its place, from 1.
fn entries(node: &mut Node, mut each: impl FnMut(usize, &mut Node)) {
    match node {
        Node::List(items) => (1..).zip(items).for_each(|(at, item)| each(at, item)),
        table @ Node::Table(_) => each(1, table),
        _ => {}
    }
}
