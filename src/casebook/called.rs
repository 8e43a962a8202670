//! What a lead is called: by the tools that exported it, by reports that hide whom it is, by its person.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::mapping::{cover, keys, personal};
use crate::model::dataset::Leads;
use crate::model::fold::fold;

/// An id as it may be shown to everyone: one that has the shape of an address, a phone, a document's number or a name becomes a short stable code.
pub fn code(id: &str) -> Cow<'_, str> {
    // Of rows with one id the later ones have a number behind it.
    let own = id.rsplit_once(" (").filter(|(_, end)| end.ends_with(')')).map_or(id, |(own, _)| own);
    let is_number = (10..=11).contains(&own.len()) && own.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |word: &&str| word.chars().all(|c| c.is_alphabetic() || c == '\'');
    let is_name = own.split_whitespace().filter(is_word).count() > 1;
    if id.contains('@') || is_number || is_name || personal::is_personal(own) {
        cover::code(id).into()
    } else {
        id.into()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_tell_whom_they_mean_are_coded() {
        for id in [
            "ana@x.com",
            "529.982.247-10",
            "52998224725",
            "11.222.333/0001-81",
            "(11) 98765-4321",
            "+55 11 98765-4321",
            "5511987654321",
            "lead-11987654321",
            "Ana Souza",
            "Ana Souza (2)",
            "52998224725 (2)",
            "José d'Ávila Lima",
        ] {
            assert!(code(id).starts_with("L-") && code(id).len() == 10, "{id}");
        }
        for id in [
            "4711",
            "N-1",
            "006A000001abcDEF",
            "a1b2c3d4-1111-2222",
            "1764000000000",
            "Lead 12",
            "5,8E+18 (2)",
        ] {
            assert_eq!(code(id), id);
        }
    }
}
