//! Files that name a person, in the folders of reports, previews and letters. Those that acordo wrote go, whole: a report rewritten by another
//! hand is no report, and the next run writes today's anew. Others are their owner's, and are said by name, as are those nobody could look
//! through.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::mail::folder::is_ours;
use crate::mapping::traces::Traces;
use crate::model::fold::fold;

use super::reads;

/// Bytes of a file that are looked through at most.
const LARGEST: u64 = 1 << 28;
/// Keys of documents whose value is a lead's id.
const LEADS: [&str; 2] = ["lead", "leads"];
/// Keys of documents under which people write in their own words.
const PROSE: [&str; 2] = ["text", "why"];
/// How the table of leads begins.
const HEADER: &str = "id,person,";
/// What the program writes into its workbooks.
const AUTHOR: &str = "<dc:creator>acordo</dc:creator>";

/// What was found in the folders.
#[derive(Debug, Default)]
pub struct Swept {
    /// Files of ours that name the person: they go.
    pub removed: Vec<PathBuf>,
    /// Files of others that name them.
    pub theirs: Vec<PathBuf>,
    /// What was not looked through: links, folders, formats and encodings that are not read.
    pub unseen: Vec<PathBuf>,
    /// Files that could not be removed, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// Which files are looked at, for whom.
pub struct Sweep<'a> {
    /// Whom.
    pub traces: &'a Traces,
    /// Files that are looked at elsewhere: exports, the agreement, the record.
    pub spared: &'a dyn Fn(&Path) -> bool,
    /// The agreement's name: texts of ours say it.
    pub agreement: &'a str,
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

    fn file(&self, path: PathBuf, swept: &mut Swept) {
        let is_small = fs::metadata(&path).is_ok_and(|about| about.len() <= LARGEST);
        let bytes = if is_small { fs::read(&path).ok() } else { None };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let read = bytes.and_then(|bytes| Some((reads::texts(&ending, &bytes)?, bytes)));
        let Some((texts, bytes)) = read else {
            swept.unseen.push(path);
            return;
        };
        let is_named_so = self.traces.are_in([name.as_str()].into_iter());
        if !is_named_so && !self.traces.are_in(texts.iter().map(String::as_str)) {
            return;
        }
        if !self.is_own(&name, &ending, &bytes, &texts) {
            swept.theirs.push(path);
            return;
        }
        let gone = if self.is_trial { Ok(()) } else { fs::remove_file(&path) };
        match gone {
            Err(why) => swept.failed.push((path, why.to_string())),
            Ok(()) => swept.removed.push(path),
        }
    }

    /// A file is ours when both its name and what it holds say so.
    fn is_own(&self, name: &str, ending: &str, bytes: &[u8], texts: &[String]) -> bool {
        let text = || reads::decoded(bytes).unwrap_or_default();
        let says_name = || {
            let own = fold(self.agreement);
            texts.iter().any(|text| fold(text).contains(&own))
        };
        let names = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
        match ending {
            "xlsx" => names(&["acordo_"]) && reads::parts_say(bytes, AUTHOR),
            "csv" => names(&["acordo-leads"]) && text().starts_with(HEADER),
            "json" => names(&["acordo"]) && is_document(&text(), self.agreement),
            "eml" => is_ours(bytes),
            "txt" | "html" => names(&["resumo", "marketing.", "sales.", "both."]) && says_name(),
            _ => false,
        }
    }
}

/// A summary of ours. Documents of statements are written anew from the record, and are never removed.
fn is_document(text: &str, agreement: &str) -> bool {
    let said: Value = serde_json::from_str(text).unwrap_or_default();
    let name = said.pointer("/agreement/name").and_then(Value::as_str);
    said.get("schema").is_some() && said.get("tool").is_some() && name == Some(agreement)
}

/// True when a file with this ending names the person.
pub fn name(ending: &str, bytes: &[u8], traces: &Traces) -> bool {
    let texts = reads::texts(ending, bytes);
    texts.is_some_and(|all| traces.are_in(all.iter().map(String::as_str)))
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
