//! Files that name a person, in the folders of reports, previews and letters. Those that acordo wrote, and nobody changed since, go whole: the
//! next run writes today's anew. Others are their owner's, and are said by name, as are those nobody could look through.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::ledger::written::Written;
use crate::mapping::traces::{Sight, Traces};
use crate::model::hash::sha256;
use crate::model::plain;

use super::reads::{self, LEADS, Said};

/// Bytes of a file that are looked through at most.
const LARGEST: u64 = 1 << 28;
/// Bytes of a text that is remembered at most, and how many are: enough for the cells of a year's reports, in 100 MB.
const LONGEST: usize = 120;
const MOST: usize = 1 << 20;
/// Keys of documents under which people write in their own words.
const PROSE: [&str; 2] = ["text", "why"];
/// What was found in the folders.
#[derive(Debug, Default)]
pub struct Swept {
    /// Files of ours that name the person: they go.
    pub removed: Vec<PathBuf>,
    /// Files that name them and that somebody else wrote, or changed.
    pub theirs: Vec<PathBuf>,
    /// What was not looked through: links, folders, formats and encodings that are not read.
    pub unseen: Vec<PathBuf>,
    /// Files that could not be removed, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// Looks for one person in many files, which say mostly the same: reports of each day, letters that carry them, copies. Each text and each file
/// is looked at once.
pub struct Look<'a> {
    traces: &'a Traces,
    texts: RefCell<HashMap<String, Sight>>,
    files: RefCell<HashMap<String, Option<bool>>>,
}

impl<'a> Look<'a> {
    /// Looks for a person.
    pub fn new(traces: &'a Traces) -> Self {
        Self { traces, texts: RefCell::default(), files: RefCell::default() }
    }

    /// True when a file with this ending names the person; nothing where nobody can look through it.
    pub fn names(&self, ending: &str, bytes: &[u8]) -> Option<bool> {
        let key = format!("{ending} {}", sha256(bytes));
        if let Some(known) = self.files.borrow().get(&key) {
            return *known;
        }
        let named = reads::said(ending, bytes).map(|said| self.are_named(&said));
        self.files.borrow_mut().insert(key, named);
        named
    }

    fn are_named(&self, said: &Said) -> bool {
        said.ids.iter().any(|id| self.traces.lead(id).is_some())
            || self.traces.are_seen(said.texts.iter().map(|text| self.sight(text)))
    }

    fn sight(&self, text: &str) -> Sight {
        if let Some(known) = self.texts.borrow().get(text) {
            return *known;
        }
        let sight = self.traces.sight(text);
        if text.len() <= LONGEST && self.texts.borrow().len() < MOST {
            self.texts.borrow_mut().insert(text.to_owned(), sight);
        }
        sight
    }
}

/// Which files are looked at, for whom.
pub struct Sweep<'a> {
    /// Whom.
    pub look: &'a Look<'a>,
    /// Files that are looked at elsewhere: exports, the agreement, the record.
    pub spared: &'a dyn Fn(&Path) -> bool,
    /// Files as acordo wrote them.
    pub written: &'a Written,
    /// Only look.
    pub is_trial: bool,
}

impl Sweep<'_> {
    /// Goes through a folder.
    pub fn folder(&self, folder: &Path, swept: &mut Swept) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| !(self.spared)(path)) {
            if path.is_symlink() || !path.is_file() {
                swept.unseen.push(path);
            } else {
                self.file(path, swept);
            }
        }
    }

    /// Looks through one file.
    pub fn file(&self, path: PathBuf, swept: &mut Swept) {
        let is_small = fs::metadata(&path).is_ok_and(|about| about.len() <= LARGEST);
        let bytes = if is_small { plain::read(&path).ok() } else { None };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let read = bytes.and_then(|bytes| Some((self.look.names(&ending, &bytes)?, bytes)));
        let Some((is_named, bytes)) = read else {
            swept.unseen.push(path);
            return;
        };
        if !is_named && !self.look.traces.are_in([name.as_str()].into_iter()) {
            return;
        }
        if !self.written.has(&name, &sha256(&bytes)) {
            swept.theirs.push(path);
            return;
        }
        let gone = if self.is_trial { Ok(()) } else { fs::remove_file(&path) };
        match gone {
            Err(why) => swept.failed.push((path, why.to_string())),
            Ok(()) => swept.removed.push(path),
        }
    }
}

/// A statement's content without the person, in one line as it is hashed, and from how many places.
pub fn document(text: &str, traces: &Traces) -> Option<(String, u64)> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let places = strings(&mut value, "", false, traces);
    (places > 0).then(|| Some((serde_json::to_string(&value).ok()?, places)))?
}

/// `is_own` within an entry about a lead of theirs.
fn strings(value: &mut Value, key: &str, is_own: bool, traces: &Traces) -> u64 {
    match value {
        Value::String(text) => {
            let found = if LEADS.contains(&key) {
                traces.lead(text).map(|code| (code.to_owned(), 1))
            } else if !PROSE.contains(&key) {
                traces.taken_out(text)
            } else if is_own {
                traces.taken_out_of_own(text)
            } else {
                traces.taken_out_of_prose(text)
            };
            let Some((left, places)) = found else { return 0 };
            *text = left;
            places
        }
        Value::Array(all) => all.iter_mut().map(|one| strings(one, key, is_own, traces)).sum(),
        Value::Object(fields) => {
            let lead = fields.get("lead").and_then(Value::as_str);
            let is_own = lead.is_some_and(|lead| traces.lead(lead).is_some());
            let each = fields.iter_mut();
            each.map(|(key, own)| strings(own, key, is_own, traces)).sum()
        }
        _ => 0,
    }
}
