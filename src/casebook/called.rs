//! What a lead is called: by the tools that exported it, by reports that hide whom it is, by its person.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::mapping::keys;
use crate::model::dataset::Leads;
use crate::model::fold::fold;
use crate::model::hash::short_sha256;

/// An id as it may be shown to everyone: one that is an address or a phone becomes a short stable code.
pub fn code(id: &str) -> Cow<'_, str> {
    let is_personal = id.contains('@')
        || (id.len() >= 10 && id.bytes().all(|b| b.is_ascii_digit()) && id.len() <= 11);
    if is_personal { format!("L-{}", short_sha256([id.as_bytes()], 8)).into() } else { id.into() }
}

/// Leads called like this: by id, else folded id or the code a masked report shows, else by e-mail or phone.
pub fn called(leads: &Leads, asked: &str) -> Vec<usize> {
    let by = |is: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..leads.len()).filter(|lead| is(*lead)).collect()
    };
    let exact = by(&|lead| leads.id.get(lead) == Some(asked));
    if !exact.is_empty() {
        return exact;
    }
    let folded = fold(asked);
    let alike = by(&|lead| {
        leads.id.get(lead).is_some_and(|id| {
            (!folded.is_empty() && fold(id) == folded)
                || (asked.starts_with("L-") && code(id) == asked)
        })
    });
    if !alike.is_empty() {
        return alike;
    }
    let (email, phone) = (keys::email(asked), keys::phone(asked));
    by(&|lead| {
        let same_email = email.is_some() && leads.email.get(lead).and_then(keys::email) == email;
        let has = |asked: &String| {
            leads.phone.get(lead).is_some_and(|shown| keys::phones(shown).keys.contains(asked))
        };
        same_email || phone.as_ref().is_some_and(has)
    })
}

/// The episodes of everyone who is called so, else of those of whom some row of an export is.
pub fn episodes_of(leads: &Leads, asked: &str, of_rows: &[usize]) -> Vec<usize> {
    let own = called(leads, asked);
    let found = if own.is_empty() { of_rows } else { &own };
    let person = |lead: &usize| leads.person.get(*lead).copied();
    let persons: BTreeSet<u32> = found.iter().filter_map(person).collect();
    (0..leads.len()).filter(|lead| person(lead).is_some_and(|own| persons.contains(&own))).collect()
}
