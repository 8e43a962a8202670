//! Walking the parsed file: tables and values that know their line and key path, and report what does not fit.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::book;
use super::file::{At, File};
use super::kind::{self, Kind, Read};
use super::left_out;
use super::problem::{Problem, nearest};
use super::undecided;

/// Tables whose values are not repeated.
const SECRETIVE: [&str; 2] = ["mail.deliver.", "notify."];

/// Of these the keys that hold a choice, a number or a folder: no secret is written there in mistake of its name.
const PLAIN: [&str; 8] = [
    "mail.deliver.security",
    "mail.deliver.login",
    "mail.deliver.port",
    "mail.deliver.timeout",
    "mail.deliver.folder",
    "notify.due-soon",
    "notify.due-soon-people",
    "notify.webhook-template",
];

/// What stands for a value that is not repeated.
const HIDDEN: &str = "•••";

/// A table of the file. It remembers which keys were asked for, so that [`Table::close`] can report the others.
pub struct Table<'a> {
    file: &'a File<'a>,
    entries: &'a DeTable<'a>,
    path: String,
    place: String,
    line: u32,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    /// The top table of a file.
    pub fn top(file: &'a File<'a>, entries: &'a DeTable<'a>) -> Self {
        Self {
            file,
            entries,
            path: String::new(),
            place: String::new(),
            line: 1,
            known: RefCell::default(),
        }
    }

    /// The file it stands in.
    pub fn file(&self) -> &'a File<'a> {
        self.file
    }

    /// Puts this table's line and path beside a value, for problems that are found later.
    pub fn at<T>(&self, it: T) -> At<T> {
        At { line: self.line, path: self.path.clone(), it }
    }

    /// True when the key is there, right or wrong; one that is still to be decided is not.
    pub fn has(&self, key: &str) -> bool {
        let is_decided = |raw| undecided::of_value_at(&joined(&self.place, key), raw).is_none();
        self.entries.get(key).is_some_and(is_decided)
    }

    /// The value of a key; nothing when it is absent, or left out of this build and refused.
    pub fn get(&self, key: &'static str) -> Option<Value<'a>> {
        if !self.known.borrow().contains(&key) {
            self.known.borrow_mut().push(key);
        }
        let value = self.value(key)?;
        if left_out::is_key(&value.place) {
            value.at(()).refuse(self.file, "not-in-this-build", key, "");
            return None;
        }
        Some(value)
    }

    fn value(&self, key: &str) -> Option<Value<'a>> {
        let (name, raw) = self.entries.get_key_value(key)?;
        let line = self.file.line(name.span().start);
        let place = joined(&self.place, key);
        let path = joined(&self.path, &quoted(key));
        Value { file: self.file, path, place, line, raw }.decided()
    }

    /// The value of a key, read as one kind.
    pub fn read<T: 'static>(&self, key: &'static str, kind: &Kind<T>) -> Option<T> {
        self.get(key)?.read(kind)
    }

    /// Reads the value of a key that must be there: an absent one is reported as missing.
    pub fn need<T: 'static>(&self, key: &'static str, kind: &Kind<T>) -> Option<T> {
        if !self.has(key) {
            self.miss(key, &kind.allowed);
        }
        self.read(key, kind)
    }

    /// Reports that a key is missing, at this table's line, with what may be written.
    pub fn miss(&self, key: &str, allowed: &str) {
        let missing = ("missing", self.line, String::new(), allowed.to_owned());
        let (code, line, found, allowed) = self.undecided(key).unwrap_or(missing);
        let path = joined(&self.path, key);
        self.file.add(Problem::at(line, &path, code, (&found, &allowed)));
    }

    /// Why a key has no value that is still to be decided: the code, its line, what stands there, and what may.
    fn undecided(&self, key: &str) -> Option<(&'static str, u32, String, String)> {
        let (name, raw) = self.entries.get_key_value(key)?;
        undecided::of_value_at(&joined(&self.place, key), raw)?;
        let found = raw.get_ref().as_str().map(str::to_owned);
        let found = found.unwrap_or_else(|| self.file.snippet(raw.span()));
        Some(("to-decide", self.file.line(name.span().start), found, String::new()))
    }

    /// Every value of a list, or the one value that stands in its place.
    pub fn list<T: 'static>(&self, key: &'static str, kind: &Kind<T>) -> Option<Vec<T>> {
        Some(self.get(key)?.items(kind))
    }

    /// The table of a key.
    pub fn table(&self, key: &'static str) -> Option<Self> {
        self.get(key)?.table()
    }

    /// The tables of a key: `[key]` or each `[[key]]`, named in paths by what stands under `name`.
    pub fn tables(&self, key: &'static str, name: &str) -> Vec<Self> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.raw.get_ref().as_array() else {
            return value.table().into_iter().collect();
        };
        let named = |(number, raw): (usize, &'a Spanned<DeValue<'a>>)| {
            let id = raw.get_ref().get(name).and_then(|id| id.get_ref().as_str());
            let path =
                id.map_or_else(|| format!("{key}[{number}]"), |id| format!("{key} \"{id}\""));
            value.with(path, raw).table()
        };
        (1..).zip(array.iter()).filter_map(named).collect()
    }

    /// Every entry of a table whose keys are the teams' own, in the file's order.
    pub fn entries(&self) -> Vec<(&'a str, Value<'a>)> {
        let mut keys: Vec<(usize, &'a str)> =
            self.entries.keys().map(|key| (key.span().start, key.get_ref().as_ref())).collect();
        keys.sort_unstable();
        keys.into_iter().filter_map(|(_, key)| Some((key, self.value(key)?))).collect()
    }

    /// Reports each key of this table that nothing has read: a misspelt key must not be silently
    /// without effect.
    pub fn close(&self) {
        let known = self.known.borrow();
        for (key, value) in self.entries() {
            if known.contains(&key) {
                continue;
            }
            let hint = book::key_of(key, &known).or_else(|| nearest(key, known.iter().copied()));
            let problem = value.at(()).problem("unknown-key", key, &known.join(", "));
            self.file.add(Problem { hint, ..problem });
        }
    }
}

/// A value of the file.
pub struct Value<'a> {
    file: &'a File<'a>,
    path: String,
    place: String,
    line: u32,
    raw: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    /// The value itself.
    pub fn raw(&self) -> &'a DeValue<'a> {
        self.raw.get_ref()
    }

    /// Puts this value's line and path beside what it means, for problems that are found later.
    pub fn at<T>(&self, it: T) -> At<T> {
        At { line: self.line, path: self.path.clone(), it }
    }

    /// The value, unless it is still to be decided, which is noted.
    fn decided(self) -> Option<Self> {
        let Some(asked) = undecided::of_value_at(&self.place, self.raw) else {
            return Some(self);
        };
        asked.into_iter().for_each(|words| self.file.ask(self.line, &self.path, words));
        None
    }

    fn with(&self, path: String, raw: &'a Spanned<DeValue<'a>>) -> Self {
        Value {
            file: self.file,
            path,
            place: self.place.clone(),
            line: self.file.line(raw.span().start),
            raw,
        }
    }

    /// Reads it as one kind; what does not fit is reported.
    pub fn read<T: 'static>(&self, kind: &Kind<T>) -> Option<T> {
        let word = self.raw().as_str().unwrap_or_default();
        if kind::has_thousands_point(self.raw()) {
            let written = self.file.snippet(self.raw.span());
            self.refuse("thousands-point", "", Some(written.replace(['.', ','], "")));
            return None;
        }
        match kind.read(self.raw()) {
            Read::Good(value) => return Some(value),
            Read::Bad => self.refuse(
                kind.code,
                &kind.allowed,
                (kind.meant)(word)
                    .or_else(|| nearest(word, kind.options.iter().map(String::as_str))),
            ),
            Read::WrongType => self.refuse("wrong-type", &kind.allowed, None),
        }
        None
    }

    /// Reads every item of a list, or the value itself as the only one.
    pub fn items<T: 'static>(&self, kind: &Kind<T>) -> Vec<T> {
        self.each().iter().filter_map(|item| item.read(kind)).collect()
    }

    /// Every item of a list with its place, or the value itself as the only one; what is still to be decided is noted and left out.
    pub fn each(&self) -> Vec<Self> {
        let Some(array) = self.raw().as_array() else {
            return vec![self.with(self.path.clone(), self.raw)];
        };
        let item = |(number, raw)| self.with(format!("{}[{number}]", self.path), raw).decided();
        (1_usize..).zip(array.iter()).filter_map(item).collect()
    }

    /// The texts of a list, or the value itself as the only one.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> {
        let raw = self.raw();
        let items = raw.as_array().into_iter().flat_map(|array| array.iter());
        items.filter_map(|item| item.get_ref().as_str()).chain(raw.as_str())
    }

    /// Each item of a list as a table.
    pub fn tables(&self) -> Vec<Table<'a>> {
        let Some(array) = self.raw().as_array() else { return self.table().into_iter().collect() };
        (1_usize..)
            .zip(array.iter())
            .filter_map(|(number, raw)| self.with(format!("{}[{number}]", self.path), raw).table())
            .collect()
    }

    /// The value as a table; another type is reported.
    pub fn table(&self) -> Option<Table<'a>> {
        self.table_at(&self.place)
    }

    /// The same where the key is the teams' own: `place` stands for it in the list of what is not yet supported.
    pub fn table_at(&self, place: &str) -> Option<Table<'a>> {
        let Some(entries) = self.raw().as_table() else {
            self.refuse("wrong-type", "@table", None);
            return None;
        };
        let (path, place) = (self.path.clone(), place.to_owned());
        Some(Table {
            file: self.file,
            entries,
            path,
            place,
            line: self.line,
            known: RefCell::default(),
        })
    }

    /// Reports that this value is not one of the allowed ones, with its text as the file has it.
    pub fn refuse(&self, code: &'static str, allowed: &str, hint: Option<String>) {
        self.refuse_part(code, &self.shown(), allowed, hint);
    }

    /// The value as a message may quote it.
    fn shown(&self) -> String {
        // Where secrets are named somebody may have written one in the place of its name.
        let is_secretive = SECRETIVE.iter().any(|table| self.place.starts_with(table));
        let is_open = !is_secretive || PLAIN.contains(&self.place.as_str());
        if is_open { self.file.snippet(self.raw.span()) } else { HIDDEN.to_owned() }
    }

    /// The same of a part of the value: the one of its items that is wrong.
    pub fn refuse_part(
        &self,
        code: &'static str,
        found: &str,
        allowed: &str,
        hint: Option<String>,
    ) {
        let problem = self.at(()).problem(code, found, allowed);
        self.file.add(Problem { hint, ..problem });
    }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A key as TOML writes it: quoted unless it is bare.
fn quoted(key: &str) -> String {
    let is_bare = !key.is_empty()
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if is_bare { key.to_owned() } else { format!("\"{key}\"") }
}
