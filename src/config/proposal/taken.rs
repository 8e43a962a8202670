//! Columns by field while they are found; each serves one field, but for the end of a deal, whose date serves both.

use std::collections::{BTreeMap, BTreeSet};

use super::LISTS;

/// The columns of each field.
#[derive(Default)]
pub struct Taken {
    /// Field → positions of its columns.
    pub fields: BTreeMap<String, Vec<usize>>,
    by: BTreeMap<usize, String>,
    /// How many columns have been given.
    pub weight: usize,
    /// Columns of which several fields are as likely.
    pub disputed: BTreeMap<usize, Vec<String>>,
    /// Those that none gets but by what the other columns hold, or by a person.
    pub held: BTreeSet<usize>,
}

impl Taken {
    /// True for a column that no field has.
    pub fn is_unused(&self, at: usize) -> bool {
        !self.by.contains_key(&at)
    }

    /// True for a column that a field may have.
    pub fn is_free(&self, at: usize) -> bool {
        self.is_unused(at) && !self.held.contains(&at)
    }

    /// The columns of a field.
    pub fn places(&self, field: &str) -> &[usize] {
        self.fields.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// True where one of the fields has a column.
    pub fn has_any(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| !self.places(field).is_empty())
    }

    /// Gives a field its columns: of keys all, else the first, if it has none yet.
    pub fn offer(&mut self, field: &str, places: &[usize]) {
        let is_list = LISTS.contains(&field);
        for at in places {
            let serves = self.by.get(at).map(String::as_str);
            let is_free = self.is_free(*at) || (serves, field) == (Some("won"), "lost");
            if is_free && (is_list || self.places(field).is_empty()) {
                self.by.insert(*at, field.to_owned());
                self.fields.entry(field.to_owned()).or_default().push(*at);
                self.weight += 1;
            }
        }
    }

    /// Takes a field's column away from it, for a person to decide.
    pub fn release(&mut self, field: &str, at: usize) {
        self.fields.remove(field);
        self.by.remove(&at);
        self.held.insert(at);
        self.disputed.insert(at, vec![field.to_owned()]);
    }

    /// Gives a field that has one column a second.
    pub fn join(&mut self, field: &str, place: Option<usize>) {
        if let (Some(places), Some(at)) = (self.fields.get_mut(field), place)
            && places.len() == 1
        {
            places.push(at);
            places.sort_unstable();
            self.by.insert(at, field.to_owned());
            self.weight += 1;
        }
    }

    /// Gives a field its column where one alone could be it.
    pub fn offer_only(&mut self, field: &str, places: &[usize]) {
        let free: Vec<usize> = places.iter().copied().filter(|at| self.is_free(*at)).collect();
        if let [only] = free.as_slice() {
            self.offer(field, &[*only]);
        }
    }

    /// Gives a field the columns of another as well, if it has none.
    pub fn share(&mut self, field: &str, places: &[usize]) {
        if self.places(field).is_empty() && !places.is_empty() {
            self.fields.insert(field.to_owned(), places.to_vec());
        }
    }
}
