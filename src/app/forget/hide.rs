//! Whom a ledger has forgotten no report names, although the exports still do: what they did counts on, for a number names nobody.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::ledger::forget::Forgotten;
use crate::mapping::keys;
use crate::mapping::traces::{TAKEN, Traces};
use crate::model::dataset::{Dataset, Leads};

/// Takes forgotten people out of the leads, the log and the register.
pub fn hide(data: &mut Dataset, forgotten: &Forgotten) {
    if forgotten.is_empty() {
        return;
    }
    hide_leads(&mut data.leads, forgotten);
    let in_text = |text: &mut String| {
        let traces = Traces::in_text(text, |name| forgotten.knows(name));
        if let Some((left, _)) = traces.taken_out(text) {
            *text = left;
        }
    };
    let is_theirs = |lead: &&mut String| forgotten.knows(lead);
    for entry in &mut data.log {
        entry.by.iter_mut().chain(&mut entry.about).chain([&mut entry.text]).for_each(in_text);
        entry.lead.iter_mut().filter(is_theirs).for_each(|lead| TAKEN.clone_into(lead));
    }
    data.exemptions.texts_mut().for_each(in_text);
    data.exemptions.leads_mut().filter(is_theirs).for_each(|lead| TAKEN.clone_into(lead));
}

/// Takes ids, names, addresses, phones and companies of forgotten people out of the leads.
fn hide_leads(leads: &mut Leads, forgotten: &Forgotten) {
    let own = |lead: &usize| {
        let id = leads.id.get(*lead).is_some_and(|id| forgotten.knows(id));
        let keys_of = |cell: Option<&str>| {
            let cell = cell.unwrap_or_default();
            keys::emails(cell).keys.into_iter().chain(keys::phones(cell).keys)
        };
        let mut keys = keys_of(leads.email.get(*lead)).chain(keys_of(leads.phone.get(*lead)));
        id || keys.any(|key| forgotten.knows(&key))
    };
    let rows: BTreeSet<usize> = (0..leads.len()).into_par_iter().filter(own).collect();
    if rows.is_empty() {
        return;
    }
    let is_own = |row: usize| rows.contains(&row);
    leads.id = leads.id.with(Some(TAKEN), is_own);
    for column in [&mut leads.name, &mut leads.email, &mut leads.phone, &mut leads.company] {
        *column = column.with(None, is_own);
    }
}
