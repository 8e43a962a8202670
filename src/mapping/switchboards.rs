//! Numbers that several people answer: the switchboard of their company (`DEFINITIONS.md` §2, *Who is the same person*).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::fold::fold;
use crate::model::keymap::KeyMap;

use super::frame::Frame;

/// The live rows of each number that more than one of them carries.
pub fn groups(leads: &Frame, counts: impl Fn(&str) -> bool) -> Vec<Vec<u32>> {
    let mut place: KeyMap<u32> = KeyMap::with_room(leads.len());
    let mut first: Vec<u32> = Vec::new();
    let mut more: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let phones = leads.keys_of("phone");
    for row in (0..leads.len()).filter(|row| leads.is_live(*row)) {
        let number = u32::try_from(row).unwrap_or(u32::MAX);
        for key in phones.of_row(row).filter(|key| counts(key)) {
            let next = u32::try_from(first.len()).unwrap_or(u32::MAX);
            let own = *place.get_or_put(0, key, || next);
            if own == next {
                first.push(number);
            } else if first.get(own as usize) != Some(&number) {
                more.entry(own).or_default().push(number);
            }
        }
    }
    let whole = |(own, mut rows): (u32, Vec<u32>)| {
        first.get(own as usize).into_iter().for_each(|first| rows.insert(0, *first));
        rows
    };
    more.into_iter().map(whole).collect()
}

/// Of each group whether two of its rows are of two people: nothing but the number joins them, both carry addresses, none in common, and their
/// names are not one. `roots`: the person of each row by everything else.
pub fn of_several(
    leads: &Frame,
    groups: &[Vec<u32>],
    roots: &[u32],
    is_own: impl Fn(&str) -> bool,
) -> Vec<bool> {
    let known = |row: &u32| {
        let row = *row as usize;
        let emails: BTreeSet<&str> = leads.keys("email", row).filter(|key| is_own(key)).collect();
        let name = parts(leads.text("name", row)?);
        let is_known = !emails.is_empty() && !name.is_empty();
        is_known.then_some((*roots.get(row)?, emails, name))
    };
    let is_of_several = |rows: &Vec<u32>| {
        let people: BTreeSet<_> = rows.iter().filter_map(known).collect();
        let differ = |(one, other): (&Known, &Known)| {
            one.0 != other.0 && one.1.is_disjoint(&other.1) && !is_one(&one.2, &other.2)
        };
        let pairs = people
            .iter()
            .enumerate()
            .flat_map(|(at, one)| people.iter().skip(at + 1).map(move |other| (one, other)));
        pairs.into_iter().any(differ)
    };
    groups.iter().map(is_of_several).collect()
}

/// Its person by everything else, its addresses, the parts of its name.
type Known<'a> = (u32, BTreeSet<&'a str>, Vec<String>);

/// The rows that a number joins: all that carry it, or only those of the same name where several people answer it.
pub fn pairs(leads: &Frame, rows: &[u32], is_of_several: bool) -> Vec<(u32, u32)> {
    let mut first: BTreeMap<Vec<String>, u32> = BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        let name = leads.text("name", *row as usize).map(parts).unwrap_or_default();
        if is_of_several && name.is_empty() {
            continue;
        }
        let key = if is_of_several { name } else { Vec::new() };
        found.push((*first.entry(key).or_insert(*row), *row));
    }
    found
}

/// Nothing but the number joins two rows, and their names are not one. An id that was made from the number joins no more than it.
pub fn has_two_names(leads: &Frame, (one, other): (u32, u32)) -> bool {
    let (one, other) = (one as usize, other as usize);
    let own_id =
        |row: usize| leads.text("id", row).filter(|_| leads.has_made_id.get(row) != Some(&true));
    let shares = |field: &str| {
        leads.keys(field, one).any(|key| leads.keys(field, other).any(|own| own == key))
    };
    let is_joined = own_id(one).is_some_and(|id| own_id(other) == Some(id));
    if one == other || is_joined || shares("email") || shares("person") {
        return false;
    }
    let name = |row: usize| leads.text("name", row).map(parts).unwrap_or_default();
    let (one, other) = (name(one), name(other));
    !one.is_empty() && !other.is_empty() && !is_one(&one, &other)
}

/// The words of a name, folded.
pub fn parts(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(fold);
    words.filter(|word| !word.is_empty()).collect()
}

/// Every word of the shorter name is one of the longer, or one is the initial of the other.
pub fn is_one(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let is_initial = |one: &str, of: &str| one.chars().count() == 1 && of.starts_with(one);
    let is_alike =
        |word: &str, own: &str| own == word || is_initial(word, own) || is_initial(own, word);
    let is_in = |word: &String| long.iter().any(|own| is_alike(word, own));
    short.iter().all(is_in)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_name_is_the_same_name() {
        let is = |one: &str, other: &str| is_one(&parts(one), &parts(other));
        for (one, other) in [
            ("Marcos Prado", "marcos"),
            ("M. Prado", "Marcos Prado"),
            ("Prado, Marcos", "Marcos Prado"),
            ("José", "jose da silva"),
        ] {
            assert!(is(one, other) && is(other, one), "{one} {other}");
        }
        for (one, other) in [("Marcos Prado", "Lúcia Nunes"), ("Ana Lima", "Ana Souza")] {
            assert!(!is(one, other), "{one} {other}");
        }
    }
}
