//! `fetch` of a source: the command that brings its export, its words as a list, for no shell reads them.

use std::path::{Component, Path, PathBuf};

use toml::de::DeValue;

use super::kind::{self, Kind, Read};
use super::reader::{Table, Value};
use crate::model::agreement::{Fetch, Source};

/// Seconds a command may take where nothing is said.
const TIMEOUT: u32 = 300;
/// Endings of exports: nothing else is replaced by what a command prints, least of all what acordo itself keeps.
const ENDINGS: [&str; 15] = [
    "csv", "txt", "tsv", "gz", "xlsx", "xlsm", "xlsb", "xls", "ods", "htm", "html", "json",
    "jsonl", "ndjson", "parquet",
];

/// The command of a source that `files` (absolute patterns) belong to; what it prints needs one file to go to.
pub fn fetch(table: &Table<'_>, files: &[String]) -> Option<Fetch> {
    let value = table.get("fetch")?;
    let (command, timeout) = command(&value)?;
    let [only] = files else {
        value.refuse("fetch-file", "", None);
        return None;
    };
    let file = plain(only).filter(|file| is_export(file));
    if file.is_none() {
        value.refuse("fetch-file", "", None);
    }
    Some(Fetch { command, timeout, file: file? })
}

/// The words of a command, alone or in a table with how long it may take.
fn command(value: &Value<'_>) -> Option<(Vec<String>, u32)> {
    if value.raw().as_table().is_none() {
        return Some((value.read(&words())?, TIMEOUT));
    }
    let own = value.table()?;
    let command = own.need("command", &words());
    let timeout = own.read("timeout", &kind::patience()).unwrap_or(TIMEOUT);
    own.close();
    Some((command?, timeout))
}

/// A list of words of which the first names a program.
fn words() -> Kind<Vec<String>> {
    let word = |item: &DeValue<'_>| item.as_str().map(str::to_owned);
    Kind::new("bad-value", "@command", move |value| {
        let Some(items) = value.as_array() else { return Read::WrongType };
        let words: Option<Vec<String>> = items.iter().map(|item| word(item.get_ref())).collect();
        let is_good =
            |words: &Vec<String>| words.first().is_some_and(|word| !word.trim().is_empty());
        words.filter(is_good).map_or(Read::Bad, Read::Good)
    })
}

/// True of a file that ends as exports do.
pub fn is_export(file: &Path) -> bool {
    let ending = file.extension().map(|own| own.to_string_lossy().to_lowercase());
    ending.is_some_and(|own| ENDINGS.contains(&own.as_str()))
}

/// The path that a pattern is, where it holds no sign of a pattern, without steps to and fro.
fn plain(pattern: &str) -> Option<PathBuf> {
    let mut path = String::new();
    let mut rest = pattern;
    while let Some(sign) = rest.chars().next() {
        // The folder's own signs stand in brackets, one each.
        let escaped = rest.strip_prefix('[').and_then(|inner| {
            let sign = inner.chars().next()?;
            Some((sign, inner.get(sign.len_utf8()..)?.strip_prefix(']')?))
        });
        let (sign, after) = match (sign, escaped) {
            (_, Some(escaped)) => escaped,
            ('*' | '?' | '[', None) => return None,
            (sign, None) => (sign, rest.get(sign.len_utf8()..).unwrap_or_default()),
        };
        path.push(sign);
        rest = after;
    }
    let mut plain = PathBuf::new();
    for step in Path::new(&path).components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            step => plain.push(step),
        }
    }
    let path = plain;
    path.file_name().is_some().then_some(path)
}

/// The source whose file is the one of another's command, without naming that command: what it is to read would be replaced unseen.
pub fn contradicts<'a>(sources: &'a [Source], own: &Source) -> Option<&'a Source> {
    sources.iter().find(|other| is_replaced(own, other) || is_replaced(other, own))
}

fn is_replaced(bringing: &Source, other: &Source) -> bool {
    let Some(Fetch { command, file, .. }) = &bringing.fetch else { return false };
    match &other.fetch {
        Some(other) => other.file == *file && other.command != *command,
        None => other.files.iter().any(|own| plain(own).as_ref() == Some(file)),
    }
}
