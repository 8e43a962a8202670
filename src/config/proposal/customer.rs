//! The customer of a sheet of deals: a person or a firm.

use super::taken::Taken;
use super::{Sheet, alternatives, whole};
use crate::model::words::Table;

impl Sheet<'_> {
    /// `Cliente` is a person beside a column of firms, a firm beside one of persons or where firms stand in it, else a person.
    pub fn by_customer(&self, taken: &mut Taken) {
        if self.table != Table::Deals {
            return;
        }
        let words = self.words.parts("customer");
        let is_customer = |at: &usize| {
            let header = self.headers.get(*at).map(String::as_str).unwrap_or_default();
            let first = alternatives(header).into_iter().next();
            words.contains(&whole(header)) || first.is_some_and(|part| words.contains(&part))
        };
        let Some(at) = (0..self.headers.len()).find(is_customer) else { return };
        let others = |field: &str| {
            let mut own = (0..self.headers.len()).filter(|at| !is_customer(at));
            own.any(|at| self.is_named(field, at))
        };
        let holds_firms = self.profiles.get(at).is_some_and(|profile| profile.is_of_firms);
        let is_firm = !others("company") && (others("name") || holds_firms);
        let field = if is_firm { "company" } else { "name" };
        if self.fits_kind(field, at) {
            taken.offer(field, &[at]);
        }
    }

    /// True where a header names a field, by the list or by its words.
    fn is_named(&self, field: &str, at: usize) -> bool {
        let header = self.headers.get(at).map(|header| whole(header)).unwrap_or_default();
        let listed = self.words.of(None, self.table.word()).get(field);
        self.fits_kind(field, at)
            && (listed.is_some_and(|names| names.contains(&header))
                || self.guessed(at).iter().any(|own| own == field))
    }
}
