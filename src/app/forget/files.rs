//! A person taken out of files of ours in the folders of reports, previews and letters. What can be written anew without them is; letters
//! and previews go, for a letter that says something else than what was sent would be another letter.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::mail::folder::{deliver_to_folder, is_ours};
use crate::mapping::traces::{TAKEN, Traces};

use super::{letter, workbook};

/// Names of files that a run leaves in the folder of reports.
const REPORTS: [&str; 2] = ["acordo", "resumo"];
/// Keys of documents whose value is a lead's id.
const LEADS: [&str; 2] = ["lead", "leads"];

/// What was done to files: how many of each kind were written anew or removed, and what could not be.
#[derive(Debug, Default)]
pub struct Swept {
    /// Files written anew, by their ending.
    pub rewritten: BTreeMap<String, u64>,
    /// Files removed, by their ending.
    pub removed: BTreeMap<String, u64>,
    /// Places in files written anew.
    pub places: u64,
    /// Files that could not be read or written, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// What is to become of a file.
enum Fate {
    Stays,
    Anew(Vec<u8>, u64),
    Goes,
}

/// Which files are looked at, for whom.
pub struct Sweep<'a> {
    /// Whom.
    pub traces: &'a Traces,
    /// Files that are never touched: exports, and what belongs to a sealed statement.
    pub spared: &'a dyn Fn(&Path) -> bool,
    /// Only count.
    pub is_trial: bool,
}

impl Sweep<'_> {
    /// Goes through a folder of reports.
    pub fn reports(&self, folder: &Path, swept: &mut Swept) {
        let is_own = |name: &str| REPORTS.iter().any(|start| name.starts_with(start));
        self.folder(folder, &is_own, swept);
    }

    /// Goes through a folder of letters.
    pub fn letters(&self, folder: &Path, swept: &mut Swept) {
        self.folder(folder, &|name| has_ending(name, "eml"), swept);
    }

    /// Goes through a folder of previews.
    pub fn previews(&self, folder: &Path, swept: &mut Swept) {
        let starts = ["acordo", "marketing", "sales", "both"];
        self.folder(folder, &|name| starts.iter().any(|start| name.starts_with(start)), swept);
    }

    fn folder(&self, folder: &Path, is_own: &dyn Fn(&str) -> bool, swept: &mut Swept) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.is_file() && !(self.spared)(path)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if is_own(&name) {
                self.file(path, &name, swept);
            }
        }
    }

    fn file(&self, path: &Path, name: &str, swept: &mut Swept) {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let done = fs::read(path).and_then(|bytes| {
            let fate = self.fate(&ending, &bytes);
            match &fate {
                _ if self.is_trial => {}
                Fate::Stays => {}
                Fate::Anew(bytes, _) => {
                    deliver_to_folder(path.parent().unwrap_or(path), name, bytes)?;
                }
                Fate::Goes => fs::remove_file(path)?,
            }
            Ok(fate)
        });
        match done {
            Ok(Fate::Stays) => {}
            Ok(Fate::Anew(_, places)) => {
                *swept.rewritten.entry(ending).or_default() += 1;
                swept.places += places;
            }
            Ok(Fate::Goes) => *swept.removed.entry(ending).or_default() += 1,
            Err(error) => swept.failed.push((path.to_owned(), error.to_string())),
        }
    }

    fn fate(&self, ending: &str, bytes: &[u8]) -> Fate {
        let text = || String::from_utf8_lossy(bytes);
        let anew = |found: Option<(String, u64)>| {
            found.map_or(Fate::Stays, |(text, places)| Fate::Anew(text.into_bytes(), places))
        };
        match ending {
            "xlsx" => workbook::taken_out(bytes, self.traces)
                .map_or(Fate::Stays, |(bytes, places)| Fate::Anew(bytes, places)),
            "csv" => anew(table(&text(), self.traces)),
            "json" => anew(document(&text(), self.traces, true)),
            "eml" if is_ours(bytes) && letter::names(bytes, self.traces) => Fate::Goes,
            "txt" | "html" if self.traces.are_in(&text()) => {
                anew(self.traces.taken_out(&text())).or_goes()
            }
            _ => Fate::Stays,
        }
    }
}

impl Fate {
    /// A file that names somebody in a way that cannot be taken out of it goes.
    fn or_goes(self) -> Self {
        if matches!(self, Self::Stays) { Self::Goes } else { self }
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

/// A table of ours without the person, cell by cell.
fn table(text: &str, traces: &Traces) -> Option<(String, u64)> {
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut places = 0;
    for row in rows.records() {
        let row = row.ok()?;
        for (column, cell) in row.iter().enumerate() {
            let found =
                if column == 0 { traces.taken_out_of_cell(cell) } else { traces.taken_out(cell) };
            let (cell, own) = found.unwrap_or_else(|| (cell.to_owned(), 0));
            places += own;
            out.write_field(cell).ok()?;
        }
        out.write_record(None::<&[u8]>).ok()?;
    }
    let text = String::from_utf8(out.into_inner().ok()?).ok()?;
    (places > 0).then_some((text, places))
}

/// A document of ours without the person; in one line, as statements are hashed, or to be read.
pub fn document(text: &str, traces: &Traces, is_wide: bool) -> Option<(String, u64)> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let places = strings(&mut value, false, traces);
    if places == 0 {
        return None;
    }
    let written =
        if is_wide { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
    Some((written.ok()?, places))
}

fn strings(value: &mut Value, is_lead: bool, traces: &Traces) -> u64 {
    match value {
        Value::String(text) => {
            let found =
                if is_lead { traces.taken_out_of_cell(text) } else { traces.taken_out(text) };
            let Some((left, places)) = found else { return 0 };
            *text = if is_lead { TAKEN.to_owned() } else { left };
            places
        }
        Value::Array(all) => all.iter_mut().map(|one| strings(one, is_lead, traces)).sum(),
        Value::Object(fields) => {
            let each = fields.iter_mut();
            each.map(|(key, own)| strings(own, LEADS.contains(&key.as_str()), traces)).sum()
        }
        _ => 0,
    }
}
