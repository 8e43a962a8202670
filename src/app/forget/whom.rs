//! Who is to be forgotten: by what they were called, and everything else that the exports call them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::casebook::called::episodes_of;
use crate::mapping;
use crate::mapping::keys;
use crate::mapping::places::Asked;
use crate::mapping::stages;
use crate::mapping::traces::Traces;
use crate::model::agreement::PersonalData;
use crate::model::dataset::Leads;
use crate::model::memory::StageMemory;
use crate::texts::person;
use crate::texts::story::file_name;

use super::super::failure::{Exit, Failure};
use super::super::open::Opened;
use super::super::run::since::lead_hash;

/// A person, and where they stand.
pub struct Whom {
    /// What they were called by whoever asks.
    pub asked: String,
    /// By what they are found.
    pub traces: Traces,
    /// Their leads in the exports.
    pub found: usize,
    /// Hashes of their leads.
    pub leads: Vec<i64>,
    /// Hashes of their rows in the memory of stages.
    pub rows: Vec<i64>,
    /// Rows of exports that name them: `leads.csv 12`.
    pub places: Vec<String>,
    /// Sources that could not be read: they may name the person too.
    pub refused: Vec<String>,
    exports: BTreeSet<PathBuf>,
}

impl Whom {
    /// Everything they are called, for the record.
    pub fn called(&self) -> Vec<String> {
        let Traces { ids, keys, names, .. } = &self.traces;
        ids.iter().chain(keys).chain(names).cloned().collect()
    }

    /// An export is the teams' own.
    pub fn is_export(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| self.exports.contains(&path))
    }
}

/// Finds a person in the exports. Whom they do not know any more is known by what was asked for alone.
pub fn find(opened: &Opened, asked: &str, now: i64) -> Result<Whom, Failure> {
    let agreement = &opened.agreement;
    if asked.is_empty() {
        let values = [("option", "LEAD"), ("found", ""), ("allowed", "…")];
        return Err(Failure::new(Exit::Usage, opened.texts.phrase("app.bad-option", &values)));
    }
    let called = |leads: &Leads, of_rows: &[usize]| episodes_of(leads, asked, of_rows);
    let wanted = Asked { word: asked, leads: &called };
    let mapped = mapping::map_and_trace(agreement, &StageMemory::default(), now, &wanted);
    let leads = &mapped.dataset.leads;
    let own: Vec<usize> = mapped.places.keys().copied().collect();
    let persons: BTreeSet<u32> =
        own.iter().filter_map(|lead| leads.person.get(*lead)).copied().collect();
    if persons.len() > 1 {
        let values = [("whom", asked), ("n", &*persons.len().to_string())];
        return Err(Failure::new(Exit::Usage, opened.texts.phrase("forget.several", &values)));
    }
    let files = mapped.dataset.intake.iter().flat_map(|source| &source.files);
    let exports = files.filter_map(|file| Path::new(&file.file).canonicalize().ok()).collect();
    let rows = mapped.places.values().flat_map(|places| {
        places
            .rows
            .iter()
            .chain(places.milestones.values())
            .chain(places.activities.iter().flatten())
    });
    let places: BTreeSet<String> =
        rows.map(|place| format!("{} {}", file_name(&place.file), place.row)).collect();
    let traces = traces(leads, &own, asked);
    let hash = |source: &str, id: &str| stages::hash([&agreement.name, source, id]);
    let sources = agreement.sources.iter();
    Ok(Whom {
        asked: asked.to_owned(),
        found: own.len(),
        leads: own.iter().map(|lead| lead_hash(leads, *lead)).collect(),
        rows: sources
            .flat_map(|source| traces.ids.iter().map(|id| hash(&source.name, id)))
            .collect(),
        places: places.into_iter().collect(),
        refused: mapped.refused.clone(),
        exports,
        traces,
    })
}

fn traces(leads: &Leads, own: &[usize], asked: &str) -> Traces {
    let mut traces = Traces::default();
    let code = asked.starts_with("L-");
    if code || own.is_empty() || !asked.contains('@') && keys::phone(asked).is_none() {
        traces.add_id(asked);
    }
    traces.add_keys(asked);
    for lead in own {
        if let Some(id) = leads.id.get(*lead) {
            traces.add_id(id);
            if id.contains('@') {
                traces.add_word(&person::hint(PersonalData::Masked, id));
            }
        }
        [&leads.email, &leads.phone]
            .into_iter()
            .filter_map(|column| column.get(*lead))
            .for_each(|cell| traces.add_keys(cell));
        if let Some(name) = leads.name.get(*lead) {
            traces.add_name(name);
            traces.beside.insert(person::contact(PersonalData::Masked, name));
            traces.beside.insert(person::beginning(name));
        }
        if let Some(company) = leads.company.get(*lead) {
            traces.beside.insert(company.to_owned());
            traces.beside.insert(person::company(PersonalData::Masked, company));
        }
    }
    traces
}
