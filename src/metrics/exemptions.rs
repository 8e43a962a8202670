//! Exemptions of the register: which clocks they stop, and how many verdicts each of them frees from (`DEFINITIONS.md` §4).

use crate::model::zone::Day;

use super::cohort::Cohort;
use super::column::{Column, Keys, Mask};
use super::entries::Entries;
use super::measure::Measurement;
use super::world::World;

impl Cohort<'_> {
    /// The day that puts a lead there, where the register frees it, itself or through its present owner, from the commitment for that day, whatever happened then.
    pub fn freed_on(&self) -> Column<Option<Day>> {
        let register = &self.world.data.exemptions;
        let Some(commitment) = self.versions.first().filter(|_| !register.entries().is_empty())
        else {
            return Column::repeat(None, self.lead.len());
        };
        let exempts =
            |(lead, owner), day| register.exempts(lead, owner, day, &commitment.id).then_some(day);
        self.world.owned(&self.lead).with(&self.day(&self.at), exempts)
    }

    /// Leads to which nothing is owed, by the register of absences and exceptions.
    pub fn exempt(&self) -> Mask {
        self.freed_on().is_some()
    }
}

impl World<'_> {
    /// Verdicts that each entry of the register frees from, in its order; one that several entries free counts for each of them.
    pub fn freed<'a>(self, measured: impl Iterator<Item = (&'a str, &'a Measurement)>) -> Vec<u64> {
        let mut of = Column::default();
        measured
            .for_each(|(commitment, found)| of.append(self.freeing(commitment, &found.entries)));
        Keys { of, groups: self.data.exemptions.entries().len() }.sizes()
    }

    /// Of each verdict the entries of the register that free from it, by their numbers.
    fn freeing(self, commitment: &str, entries: &Entries) -> Column<u32> {
        let lead = entries.lead.filter(&entries.freed_on.is_some());
        let cases = self.owned(&lead).with(&entries.freed_on.values(), |lead, day| (lead, day));
        cases.flat_map(|((lead, owner), day)| {
            let named = self.data.exemptions.naming(lead, owner, day);
            named
                .filter(|(_, entry)| entry.is_for(commitment))
                .filter_map(|(number, _)| u32::try_from(number).ok())
        })
    }

    /// Each lead with the code of its owner's name, 0 without one: exemptions may speak of owners.
    fn owned(self, lead: &Column<u32>) -> Column<(usize, u32)> {
        let owners = self.data.leads.words.get("owner");
        lead.map(|lead| {
            (
                lead as usize,
                owners.and_then(|owners| owners.codes.get(lead as usize)).copied().unwrap_or(0),
            )
        })
    }
}
