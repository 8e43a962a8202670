//! The exports in which a person still stands: they are the teams' own, so that each row is only told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::mapping::Mapped;
use crate::mapping::fields::{self, FieldKind};
use crate::mapping::traces::Traces;
use crate::model::plain;
use crate::model::words::Table;
use crate::texts::story::file_name;

use super::files::Look;
use super::reads;

/// Signs of an id that a cell of an unknown column may be: a shorter one may be any number.
const SHORTEST_ID: usize = 2;

/// Every export that was read, by where it lies.
pub struct Exports(BTreeMap<PathBuf, Export>);

/// How an export is read.
struct Export {
    delimiter: char,
    encoding: Option<String>,
    /// Headers of columns that hold ids of leads.
    ids: BTreeSet<String>,
    /// Headers of columns in which no person stands: numbers, dates, lengths of time.
    plain: BTreeSet<String>,
}

impl Exports {
    /// Of what was read.
    pub fn of(mapped: &Mapped) -> Self {
        let mut found = BTreeMap::new();
        for source in &mapped.dataset.intake {
            for file in &source.files {
                let Ok(path) = Path::new(&file.file).canonicalize() else { continue };
                let of = |is: &dyn Fn(&str) -> bool| {
                    let own = file.columns.iter().filter(|column| is(&column.field));
                    own.map(|column| column.header.clone()).collect()
                };
                let is_id =
                    |field: &str| field == "lead" || source.table == Table::Leads && field == "id";
                let is_plain = |field: &str| {
                    let kind = fields::kind(source.table, field);
                    matches!(kind, FieldKind::Number | FieldKind::Date | FieldKind::Duration)
                };
                let export = Export {
                    delimiter: file.delimiter.unwrap_or(','),
                    encoding: file.encoding.clone(),
                    ids: of(&is_id),
                    plain: of(&is_plain),
                };
                found.insert(path, export);
            }
        }
        Self(found)
    }

    /// True of one of them.
    pub fn has(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| self.0.contains_key(&path))
    }

    /// Rows of text exports that name the person where no lead does, such as an entry of the teams' log; of other formats the file.
    pub fn look_into(
        &self,
        traces: &Traces,
        places: &mut BTreeMap<String, BTreeSet<u64>>,
        somewhere: &mut BTreeSet<String>,
    ) {
        let look = Look::new(traces);
        for (path, export) in &self.0 {
            let name = file_name(&path.to_string_lossy()).to_owned();
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            let Ok(bytes) = plain::read(path) else { continue };
            if let Some(text) = export.text(&bytes) {
                let rows = export.rows(&text, traces);
                if !rows.is_empty() {
                    places.entry(name).or_default().extend(rows);
                }
            } else if !places.contains_key(&name) && look.names(&ending, &bytes) == Some(true) {
                somewhere.insert(name);
            }
        }
    }
}

impl Export {
    /// A text export as it was read.
    fn text(&self, bytes: &[u8]) -> Option<String> {
        let coded = || {
            let label = self.encoding.as_ref()?;
            let encoding = encoding_rs::Encoding::for_label(label.to_lowercase().as_bytes())?;
            Some(encoding.decode(bytes).0.into_owned())
        };
        reads::decoded(bytes).or_else(coded)
    }

    /// Rows that name a person. A short id is one in a column of ids only: elsewhere it counts something; no person stands in numbers and dates.
    fn rows(&self, text: &str, traces: &Traces) -> BTreeSet<u64> {
        // The reader counts lines by their `\n` and takes the one of a Windows line end for the next row's.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(u8::try_from(self.delimiter).unwrap_or(b','))
            .from_reader(text.as_bytes());
        let (mut headers, mut found) = (Vec::new(), BTreeSet::new());
        for record in reader.records().map_while(Result::ok) {
            let is_known = |cell: &str| self.ids.contains(cell) || self.plain.contains(cell);
            if headers.is_empty() && record.iter().any(|cell| is_known(cell.trim())) {
                headers = record.iter().map(|cell| cell.trim().to_owned()).collect();
            }
            let is_of = |all: &BTreeSet<String>, at: usize| {
                headers.get(at).is_some_and(|header| all.contains(header))
            };
            let words = record.iter().enumerate().filter(|(at, _)| !is_of(&self.plain, *at));
            let line = words.clone().map(|(_, cell)| cell).collect::<Vec<_>>().join("; ");
            let is_theirs_alone = |(at, cell): (usize, &str)| {
                let is_id =
                    is_of(&self.ids, at) || !cell.trim().bytes().all(|c| c.is_ascii_digit());
                is_id && cell.len() >= SHORTEST_ID && traces.lead(cell).is_some()
            };
            let is_theirs = traces.taken_out_of_prose(&line).is_some();
            if is_theirs || words.clone().any(is_theirs_alone) {
                found.extend(record.position().map(csv::Position::line));
            }
        }
        found
    }
}
