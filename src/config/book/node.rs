//! An agreement as a tree of keys: from the TOML of a file, and back to TOML with the place of each line.

use std::fmt::Write;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::place::Place;

/// One step of a key's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key.
    Key(String),
    /// An entry of a list, from 1.
    At(usize),
}

/// A value as TOML has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A text.
    Text(String),
    /// A number, a truth value or a date, as written.
    Plain(String),
    /// A list.
    List(Vec<Node>),
    /// A table, its keys in the file's order.
    Table(Vec<(String, Node)>),
}

impl Node {
    /// The tree of a file's text; nothing when it is no TOML.
    pub fn of_toml(text: &str) -> Option<Self> {
        let (table, faults) = DeTable::parse_recoverable(text);
        faults.is_empty().then(|| Self::of_table(table.get_ref()))
    }

    /// A value as it is written behind a key.
    pub fn of_value(text: &str) -> Option<Self> {
        let Self::Table(mut entries) = Self::of_toml(&format!("x = {text}"))? else { return None };
        let (key, value) = entries.pop()?;
        (key == "x" && entries.is_empty()).then_some(value)
    }

    fn of_table(table: &DeTable<'_>) -> Self {
        let mut entries: Vec<(usize, String, Self)> = table
            .iter()
            .map(|(key, value)| (key.span().start, key.get_ref().to_string(), Self::of(value)))
            .collect();
        entries.sort_by_key(|(at, ..)| *at);
        Self::Table(entries.into_iter().map(|(_, key, value)| (key, value)).collect())
    }

    /// A value as it was parsed.
    pub fn of(value: &Spanned<DeValue<'_>>) -> Self {
        match value.get_ref() {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(whole) => Self::Plain(
                i64::from_str_radix(whole.as_str(), whole.radix())
                    .map_or_else(|_| whole.to_string(), |whole| whole.to_string()),
            ),
            DeValue::Float(float) => Self::Plain(float.as_str().to_owned()),
            DeValue::Boolean(flag) => Self::Plain(flag.to_string()),
            DeValue::Datetime(at) => Self::Plain(at.to_string()),
            DeValue::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            DeValue::Table(table) => Self::of_table(table),
        }
    }

    /// The value of a key.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Self::Table(entries) = self else { return None };
        entries.iter_mut().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// Takes a value out, by keys parted by points; tables that it leaves stay.
    pub fn take(&mut self, path: &str) -> Option<Self> {
        let (key, rest) =
            path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        if let Some(rest) = rest {
            return self.get_mut(key)?.take(rest);
        }
        let Self::Table(entries) = self else { return None };
        let at = entries.iter().position(|(own, _)| own == key)?;
        Some(entries.remove(at).1)
    }

    /// Puts a value under keys parted by points, where it was taken from.
    pub fn put(&mut self, path: &str, value: Self) {
        let Self::Table(entries) = self else { return };
        match path.split_once('.') {
            Some((key, rest)) => {
                if let Some((_, inner)) = entries.iter_mut().find(|(own, _)| own == key) {
                    inner.put(rest, value);
                }
            }
            None => entries.push((path.to_owned(), value)),
        }
    }

    /// The text of a text.
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value as TOML writes it, on one line.
    pub fn toml(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Plain(plain) => plain.clone(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::toml).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Table(entries) => {
                let pair =
                    |(key, value): &(String, Self)| format!("{} = {}", bare(key), value.toml());
                let pairs: Vec<String> = entries.iter().map(pair).collect();
                format!("{{ {} }}", pairs.join(", "))
            }
        }
    }
}

/// A text in quotes, on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign if sign.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(sign));
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

/// A key, in quotes unless it is bare.
pub fn bare(key: &str) -> String {
    let is_bare = !key.is_empty()
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// What stands at a path of a workbook.
#[derive(Debug)]
enum Stand {
    Leaf(Node),
    /// Items of a list, each of its own cell.
    Items(Vec<(Node, Place)>),
    Branch(Vec<(Step, Tree)>),
}

/// Keys gathered from the cells of a workbook.
#[derive(Debug)]
pub struct Tree {
    place: Place,
    stand: Stand,
}

impl Tree {
    /// An empty tree.
    pub fn new() -> Self {
        Self { place: Place::default(), stand: Stand::Branch(Vec::new()) }
    }

    /// The branch at a path, made where it is not yet there; nothing where a value stands in the way.
    pub fn branch(&mut self, path: &[Step], place: &Place) -> Option<&mut Self> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        let Stand::Branch(children) = &mut self.stand else { return None };
        let at = children.iter().position(|(own, _)| own == step).unwrap_or_else(|| {
            let stand = Stand::Branch(Vec::new());
            children.push((step.clone(), Self { place: place.clone(), stand }));
            children.len() - 1
        });
        children.get_mut(at)?.1.branch(rest, place)
    }

    /// True when something stands at a path.
    pub fn has(&self, path: &[Step]) -> bool {
        let Some((step, rest)) = path.split_first() else { return true };
        let Stand::Branch(children) = &self.stand else { return false };
        children.iter().any(|(own, child)| own == step && child.has(rest))
    }

    /// Puts a value at a path; false where one stands there already or in its way.
    pub fn put(&mut self, path: &[Step], value: Node, place: &Place) -> bool {
        let Some((last, before)) = path.split_last() else { return false };
        let Some(Self { stand: Stand::Branch(children), .. }) = self.branch(before, place) else {
            return false;
        };
        let is_free = children.iter().all(|(own, _)| own != last);
        if is_free {
            let leaf = Self { place: place.clone(), stand: Stand::Leaf(value) };
            children.push((last.clone(), leaf));
        }
        is_free
    }

    /// Adds an item to the list at a path; false where something else stands there.
    pub fn push(&mut self, path: &[Step], value: Node, place: &Place) -> bool {
        let Some(tree) = self.branch(path, place) else { return false };
        match &mut tree.stand {
            Stand::Items(items) => items.push((value, place.clone())),
            Stand::Branch(children) if children.is_empty() => {
                tree.stand = Stand::Items(vec![(value, place.clone())]);
            }
            _ => return false,
        }
        true
    }

    /// How many entries the list at a key has.
    pub fn count(&self, key: &str) -> usize {
        let Stand::Branch(children) = &self.stand else { return 0 };
        let named = |(step, _): &&(Step, Self)| matches!(step, Step::Key(own) if own == key);
        children.iter().find(named).map_or(0, |(_, tree)| match &tree.stand {
            Stand::Branch(entries) => {
                entries.iter().filter(|(step, _)| matches!(step, Step::At(_))).count()
            }
            _ => 0,
        })
    }

    /// The tree as TOML, and the place of each of its lines.
    pub fn toml(&self) -> Written {
        let mut written = Written::default();
        self.write(&mut written, "");
        written
    }

    fn write(&self, to: &mut Written, path: &str) {
        let Stand::Branch(children) = &self.stand else { return };
        for (step, child) in children {
            let Step::Key(key) = step else { continue };
            child.write_value(to, key);
        }
        for (step, child) in children {
            let (Step::Key(key), Stand::Branch(inner)) = (step, &child.stand) else { continue };
            let path = if path.is_empty() { bare(key) } else { format!("{path}.{}", bare(key)) };
            let mut entries: Vec<(usize, &Self)> = inner
                .iter()
                .filter_map(
                    |(step, tree)| {
                        if let Step::At(at) = step { Some((*at, tree)) } else { None }
                    },
                )
                .collect();
            entries.sort_by_key(|(at, _)| *at);
            let is_versions = matches!(path.as_str(), "objective" | "working-time");
            if let ([(_, only)], true) = (entries.as_slice(), is_versions) {
                only.table(to, &path, ("[", "]"));
                continue;
            }
            for (_, entry) in &entries {
                entry.table(to, &path, ("[[", "]]"));
            }
            if entries.is_empty() {
                child.table(to, &path, ("[", "]"));
            }
        }
    }

    fn table(&self, to: &mut Written, path: &str, (open, close): (&str, &str)) {
        if let Stand::Branch(children) = &self.stand {
            let has_values =
                children.iter().any(|(_, child)| !matches!(child.stand, Stand::Branch(_)));
            if has_values || open == "[[" || children.is_empty() {
                if !to.text.is_empty() {
                    to.line("", &Place::default());
                }
                to.line(&format!("{open}{path}{close}"), &self.place);
            }
        }
        self.write(to, path);
    }

    fn write_value(&self, to: &mut Written, key: &str) {
        match &self.stand {
            Stand::Leaf(node) => {
                to.line(&format!("{} = {}", bare(key), node.toml()), &self.place);
            }
            Stand::Items(items) => {
                to.line(&format!("{} = [", bare(key)), &self.place);
                for (item, place) in items {
                    to.line(&format!("  {},", item.toml()), place);
                }
                to.line("]", &self.place);
            }
            Stand::Branch(_) => {}
        }
    }
}

/// TOML with the cell that each of its lines comes from.
#[derive(Debug, Default)]
pub struct Written {
    /// The text.
    pub text: String,
    /// The place of each line.
    pub places: Vec<Place>,
}

impl Written {
    /// Adds a line.
    pub fn line(&mut self, text: &str, place: &Place) {
        self.text.push_str(text);
        self.text.push('\n');
        self.places.push(place.clone());
    }
}

/// `commitment[2].where.product` as steps; a list's key without a number means its first entry.
pub fn path(text: &str, lists: &[&str]) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text.trim();
    loop {
        let (key, after) = key(rest)?;
        let is_list = steps.is_empty() && lists.contains(&key.as_str());
        steps.push(Step::Key(key));
        rest = after;
        if let Some(inner) = rest.strip_prefix('[') {
            let (number, after) = inner.split_once(']')?;
            steps.push(Step::At(number.trim().parse().ok().filter(|at| *at > 0)?));
            rest = after;
        } else if is_list {
            steps.push(Step::At(1));
        }
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None => return rest.is_empty().then_some(steps),
        }
    }
}

/// The key a path begins with, bare or in quotes.
fn key(text: &str) -> Option<(String, &str)> {
    if !text.starts_with('"') {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (key, rest) = text.split_at_checked(end)?;
        return (!key.trim().is_empty()).then(|| (key.trim().to_owned(), rest));
    }
    let mut is_escaped = true;
    let end = text.find(|sign: char| {
        let is_end = sign == '"' && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        is_end
    })?;
    let (quoted, rest) = text.split_at_checked(end + 1)?;
    Some((Node::of_value(quoted)?.text()?.to_owned(), rest))
}

/// What is run: a workbook goes from hand to hand, and what it asks to be run is not run.
const COMMANDS: [&[&str]; 2] = [&["source", "fetch"], &["mail", "deliver", "password-command"]];

/// True of a command, of a part of one, and of a table that holds one.
pub fn is_command(path: &[Step], value: &Node) -> bool {
    let keys = path.iter().filter_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::At(_) => None,
    });
    has_command(&keys.collect::<Vec<_>>(), value)
}

fn has_command(keys: &[&str], value: &Node) -> bool {
    let is_one = COMMANDS.iter().any(|command| keys.starts_with(command));
    is_one
        || match value {
            Node::Table(inner) => {
                inner.iter().any(|(key, value)| has_command(&[keys, &[key]].concat(), value))
            }
            Node::List(items) => items.iter().any(|item| has_command(keys, item)),
            Node::Text(_) | Node::Plain(_) => false,
        }
}

/// Steps as a path.
pub fn joined(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(&bare(key)),
            Step::Key(key) => {
                let _ = write!(out, ".{}", bare(key));
            }
            Step::At(at) => {
                let _ = write!(out, "[{at}]");
            }
        }
    }
    out
}
