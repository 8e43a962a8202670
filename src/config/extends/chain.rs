//! The files of an agreement: its own, its base, the base of that, each read once.

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use crate::config::book::{self, Document};
use crate::config::file::File;
use crate::config::kind;
use crate::config::problem::Problem;
use crate::config::{Opened, language_alone, open, undecided};
use crate::model::agreement::Language;

/// The key.
pub const KEY: &str = "extends";
/// Bases above an agreement: more are a mistake.
const MOST: usize = 8;

/// One file of an agreement.
pub struct Layer {
    /// Where it lies.
    pub path: PathBuf,
    /// As the files that lead to it name it.
    pub shown: String,
    /// Its text; of a workbook what its cells say as TOML.
    pub text: String,
    /// Its cells, where it is a workbook.
    pub document: Option<Document>,
}

impl Layer {
    /// Every cell of it could be read.
    pub fn is_whole(&self) -> bool {
        self.document.as_ref().is_none_or(|document| document.problems.is_empty())
    }

    /// The place of a line, for people: `base.toml:12`, `base.xlsx: Promessas!D7`.
    pub fn place(&self, line: u32) -> String {
        let cell = self.document.as_ref().and_then(|document| document.cell(line));
        match cell {
            Some(cell) => format!("{}: {cell}", self.shown),
            None => format!("{}:{line}", self.shown),
        }
    }
}

/// The base that a text names, as written, with the line of the key.
pub fn base(text: &str) -> Option<(String, u32)> {
    let (table, _) = DeTable::parse_recoverable(text);
    let (key, value) = table.get_ref().get_key_value(KEY)?;
    let named = value.get_ref().as_str()?.trim();
    let is_base =
        undecided::asked(named).is_none() && !named.is_empty() && !kind::is_address(named);
    let line = File::new(text, "").line(key.span().start);
    is_base.then(|| (named.to_owned(), line))
}

/// The files of an agreement, its own first.
pub fn layers(path: &Path) -> Result<Vec<Layer>, Vec<Problem>> {
    let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut layers = vec![layer(path.to_path_buf(), shown, open(path)?)];
    while let Some(top) = layers.last() {
        let Some((named, line)) = base(&top.text) else { break };
        let next = above(&layers, top, &named).map_err(|(code, found)| {
            let file = if layers.len() > 1 { top.shown.clone() } else { String::new() };
            let cell = top.document.as_ref().and_then(|document| document.cell(line));
            let (path, allowed, hint) = (KEY.to_owned(), String::new(), None);
            vec![Problem { line, path, code, found, allowed, hint, cell, file }]
        })?;
        layers.push(next);
    }
    if let Some((_, leaning)) = layers.split_last_mut() {
        // What a workbook leaves to its base may have no sheet; the last one leaves nothing to another.
        let documents = leaning.iter_mut().filter_map(|layer| layer.document.as_mut());
        documents.for_each(|own| own.problems.retain(|problem| problem.code != "sheet-missing"));
    }
    Ok(layers)
}

/// The base that the topmost layer names, or why it cannot be one, with what was found.
fn above(layers: &[Layer], top: &Layer, named: &str) -> Result<Layer, (&'static str, String)> {
    let path = top.path.parent().unwrap_or(Path::new("")).join(named);
    let shown = Path::new(&top.shown).parent().unwrap_or(Path::new("")).join(named);
    let shown = shown.to_string_lossy().into_owned();
    if !path.exists() {
        return Err(("base-missing", named.to_owned()));
    }
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if layers.iter().any(|layer| real(&layer.path) == real(&path)) {
        return Err(("base-itself", named.to_owned()));
    }
    if layers.len() > MOST {
        return Err(("base-deep", MOST.to_string()));
    }
    let opened = open(&path).map_err(|_| ("base-unreadable", named.to_owned()))?;
    Ok(layer(path, shown, opened))
}

fn layer(path: PathBuf, shown: String, opened: Opened) -> Layer {
    match opened {
        Opened::Text(text) => Layer { path, shown, text, document: None },
        Opened::Workbook(sheets) => {
            let document = book::document(&sheets);
            Layer { path, shown, text: document.text.clone(), document: Some(document) }
        }
    }
}

/// The language that the nearest of an agreement's files asks for, however wrong the rest of them is.
pub fn language(path: &Path) -> Option<Language> {
    let mut path = path.to_path_buf();
    for _ in 0..=MOST {
        if let Some(language) = language_alone(&path) {
            return Some(language);
        }
        let text = match open(&path).ok()? {
            Opened::Text(text) => text,
            Opened::Workbook(sheets) => book::document(&sheets).text,
        };
        path = path.parent().unwrap_or(Path::new("")).join(base(&text)?.0);
    }
    None
}
