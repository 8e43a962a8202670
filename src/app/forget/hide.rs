//! Whom a ledger has forgotten no report names, although the exports still do: each of their leads has a code, and what they did counts on,
//! for a number names nobody, and a verdict that both teams know must not turn because somebody was forgotten.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use crate::issue::{Code, Issue};
use crate::ledger::forget::Forgotten;
use crate::mapping::Mapped;
use crate::mapping::keys;
use crate::mapping::personal::HIDDEN;
use crate::mapping::places::Called;
use crate::mapping::traces::{Traces, name_words, single};
use crate::model::column::TextColumn;
use crate::model::dataset::Leads;
use crate::model::records::LogEntry;
use crate::texts::story::file_name;

/// Words of the teams' own people, who are no leads.
const STAFF: [&str; 2] = ["owner", "team"];

/// Values of issues that are cells.
const CELLS: [&str; 2] = ["value", "other-value"];

/// Values of issues that are leads.
const LEADS: [&str; 2] = ["lead", "id"];

/// Takes forgotten people out of the leads, the log, the register, and out of what is said of the files.
pub fn hide(mapped: &mut Mapped, forgotten: &Forgotten) {
    if forgotten.is_empty() {
        return;
    }
    let data = &mut mapped.dataset;
    let count = hide_leads(&mut data.leads, forgotten);
    let traces =
        |text: &str| Traces::in_text(text, &|name| forgotten.code(name).map(str::to_owned));
    let in_text = |text: &mut String| {
        if let Some((left, _)) = traces(text).taken_out(text) {
            *text = left;
        }
    };
    let in_prose = |text: &mut String| {
        if let Some((left, _)) = traces(text).taken_out_of_prose(text) {
            *text = left;
        }
    };
    data.log.iter_mut().for_each(|entry| hide_entry(entry, forgotten, &in_prose));
    data.exemptions.texts_mut().for_each(in_prose);
    data.exemptions.leads_mut().for_each(|lead| hide_lead(lead, forgotten));
    let words = data.leads.words.iter_mut().filter(|(field, _)| !STAFF.contains(&field.as_str()));
    words.flat_map(|(_, words)| &mut words.words).for_each(in_text);
    for visit in &mut data.traffic {
        [&mut visit.source, &mut visit.campaign].into_iter().flatten().for_each(in_text);
    }
    let theirs: HashSet<(&str, u32)> =
        mapped.rows.iter().map(|(place, _)| (file_name(&place.file), place.row)).collect();
    for row in data.set_aside.iter_mut().chain(&mut data.unkeyed) {
        if theirs.contains(&(file_name(&row.file), row.row)) {
            HIDDEN.clone_into(&mut row.value);
        }
        // Of a row that no cell is blamed for the id is told.
        if row.column.is_none() {
            hide_lead(&mut row.value, forgotten);
        }
        [&mut row.file, &mut row.value].into_iter().chain(&mut row.column).for_each(in_text);
    }
    mapped.issues.iter_mut().for_each(|issue| hide_cell(issue, &theirs));
    for (name, value) in mapped.issues.iter_mut().flat_map(|issue| &mut issue.values) {
        if LEADS.contains(name) {
            hide_lead(value, forgotten);
        }
        in_text(value);
    }
    mapped.issues.extend(Issue::of(Code::Forgotten, count));
}

/// Of a row of theirs its place is told, and no cell.
fn hide_cell(issue: &mut Issue, theirs: &HashSet<(&str, u32)>) {
    let value = |name: &str| {
        let mut own = issue.values.iter().filter(|(own, _)| *own == name);
        own.next().map(|(_, value)| value.as_str())
    };
    let row = value("row").and_then(|row| row.parse().ok());
    let place = value("file").map(file_name).zip(row);
    if place.is_some_and(|place| theirs.contains(&place)) {
        let cells = issue.values.iter_mut().filter(|(name, _)| CELLS.contains(name));
        cells.for_each(|(_, value)| HIDDEN.clone_into(value));
    }
}

fn hide_lead(lead: &mut String, forgotten: &Forgotten) {
    let key = keys::email(lead).map(Cow::into_owned).or_else(|| keys::phone(lead));
    let known = forgotten.code(&lead.to_lowercase());
    if let Some(code) = known.or_else(|| forgotten.code(&key?)) {
        code.clone_into(lead);
    }
}

/// In an entry about their own lead each word of their name is theirs.
fn hide_entry(entry: &mut LogEntry, forgotten: &Forgotten, in_text: &dyn Fn(&mut String)) {
    entry.by.iter_mut().chain(&mut entry.about).chain([&mut entry.text]).for_each(in_text);
    let Some(lead) = &mut entry.lead else { return };
    let id = lead.to_lowercase();
    let of_lead = |word: &str| {
        let own = if word == id { forgotten.code(&id) } else { None };
        own.or_else(|| forgotten.code(&format!("{id}\n{word}"))).map(str::to_owned)
    };
    if let Some((left, _)) = Traces::in_text(&entry.text, &of_lead).taken_out_of_prose(&entry.text)
    {
        entry.text = left;
    }
    hide_lead(lead, forgotten);
}

/// What is to be hidden of a row: all of it under a code, or a phone of theirs that another has now.
enum Hidden {
    Whole(String),
    Phone,
}

/// Takes ids, names, addresses, phones and companies of forgotten people out of the leads; of how many.
fn hide_leads(leads: &mut Leads, forgotten: &Forgotten) -> usize {
    let own = |lead: usize| Some((lead, hidden(leads, lead, forgotten)?));
    let rows: BTreeMap<usize, Hidden> =
        (0..leads.len()).into_par_iter().filter_map(own).collect::<Vec<_>>().into_iter().collect();
    if rows.is_empty() {
        return 0;
    }
    let code = |row| match rows.get(&row) {
        Some(Hidden::Whole(code)) => Some(code.as_str()),
        _ => None,
    };
    leads.id = leads.id.with(|row| code(row).map(Some));
    let own = [&mut leads.name, &mut leads.email, &mut leads.company];
    // The tool's own ids lead to the person's record there.
    for column in own.into_iter().chain([&mut leads.own_id, &mut leads.deal_id]) {
        *column = column.with(|row| code(row).map(|_| None));
    }
    leads.phone = leads.phone.with(|row| rows.contains_key(&row).then_some(None));
    rows.values().filter(|own| matches!(own, Hidden::Whole(_))).count()
}

/// What is to be hidden of a lead.
fn hidden(leads: &Leads, lead: usize, forgotten: &Forgotten) -> Option<Hidden> {
    let cell = |column: &TextColumn| column.get(lead).unwrap_or_default().to_owned();
    let id = leads.id.get(lead)?.to_owned();
    let emails = keys::emails(&cell(&leads.email)).keys;
    let phones = keys::phones(&cell(&leads.phone)).keys;
    hidden_of(&Called { id, name: cell(&leads.name), emails, phones }, forgotten)
}

/// True of a row that is a forgotten person's, in whatever table.
pub fn is_of(forgotten: &Forgotten, row: &Called) -> bool {
    hidden_of(row, forgotten).is_some()
}

/// A row is theirs by its id beside a key or the name that stood beside it; by their address; by their phone where name and address say nothing
/// else; and by the id alone where nothing stands beside it. A key that others had too when they were forgotten is no one's.
fn hidden_of(row: &Called, forgotten: &Forgotten) -> Option<Hidden> {
    let Called { id, phones, .. } = row;
    let emails: Vec<String> =
        row.emails.iter().cloned().chain(keys::email(id).map(Cow::into_owned)).collect();
    let name = name_words(&row.name).join(" ");
    let knows = |text: &str| forgotten.code(text).is_some();
    let beside = emails.iter().chain(phones).chain((!name.is_empty()).then_some(&name));
    let is_pair = |other: &String| knows(&format!("{}\n{other}", id.to_lowercase()));
    let is_called = |name: &str| knows(name) || knows(&single(name));
    let has_nothing = emails.is_empty() && phones.is_empty() && name.is_empty();
    let has_phone = phones.iter().any(|key| knows(key));
    let is_whole = beside.into_iter().any(is_pair)
        || (has_nothing && !id.is_empty() && knows(&id.to_lowercase()))
        || emails.iter().any(|key| knows(key))
        || (has_phone && (is_called(&name) || (name.is_empty() && emails.is_empty())));
    if is_whole {
        return Some(Hidden::Whole(forgotten.code_of_lead(id)));
    }
    has_phone.then_some(Hidden::Phone)
}
