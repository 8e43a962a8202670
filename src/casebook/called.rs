//! What a lead is called: by the tools that exported it, by reports that hide whom it is, by its person.

use std::collections::BTreeSet;

use crate::mapping::keys;
use crate::model::dataset::Leads;
use crate::model::fold::{fold, fold_words};
use crate::model::hash;

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
                || (asked.starts_with("L-") && hash::code(id) == asked)
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

/// Leads whose person or company is called so, else those in whose name or company every word asked for stands.
fn named(leads: &Leads, asked: &str) -> Vec<usize> {
    let wanted = fold_words(asked);
    let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let of = |lead: usize| {
        let columns = [&leads.name, &leads.company].into_iter();
        columns.filter_map(move |column| column.get(lead)).map(fold_words)
    };
    let by = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..leads.len()).filter(|lead| of(*lead).any(|name| is(&name))).collect()
    };
    let exact = by(&|name| name == wanted);
    let has_all = |name: &str| words.iter().all(|word| name.split(' ').any(|own| own == *word));
    if exact.is_empty() { by(&has_all) } else { exact }
}

/// The episodes of everyone who is called so, else of those of whom some row of an export is.
pub fn episodes_of(leads: &Leads, asked: &str, of_rows: &[usize]) -> Vec<usize> {
    let own = called(leads, asked);
    let named = if own.is_empty() && of_rows.is_empty() { named(leads, asked) } else { Vec::new() };
    let found = [own.as_slice(), of_rows, &named].into_iter().find(|found| !found.is_empty());
    let found = found.unwrap_or_default();
    let person = |lead: &usize| leads.person.get(*lead).copied();
    let persons: BTreeSet<u32> = found.iter().filter_map(person).collect();
    (0..leads.len()).filter(|lead| person(lead).is_some_and(|own| persons.contains(&own))).collect()
}
