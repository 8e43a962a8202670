//! Exemptions of the register: which clocks they stop, and how many verdicts each of them frees from (`metrics.md` §4).

use crate::model::zone::Day;

use super::measure::Measurement;
use super::world::World;

impl World<'_> {
    /// True when the register frees the lead, or its present owner, from the commitment for a clock that starts on `day` (local), whatever happened then.
    pub fn is_exempt(self, lead: usize, day: Day, commitment: &str) -> bool {
        let register = &self.data.exemptions;
        !register.entries().is_empty() && register.exempts(lead, self.owner_code(lead), day, commitment)
    }

    fn owner_code(self, lead: usize) -> u32 {
        self.data.leads.words.get("owner").and_then(|owners| owners.codes.get(lead)).copied().unwrap_or(0)
    }

    /// Verdicts that each entry of the register frees from, in its order; one that several entries free counts for each of them.
    pub fn freed<'a>(self, measured: impl Iterator<Item = (&'a str, &'a Measurement)>) -> Vec<u64> {
        let register = &self.data.exemptions;
        let mut counts = vec![0; register.entries().len()];
        if counts.is_empty() {
            return counts;
        }
        for (commitment, found) in measured {
            for entry in found.entries.iter() {
                let (Some(day), lead) = (entry.freed_on, entry.lead as usize) else { continue };
                for (number, _) in register.naming(lead, self.owner_code(lead), day).filter(|(_, entry)| entry.is_for(commitment)) {
                    counts.get_mut(number).into_iter().for_each(|count| *count += 1);
                }
            }
        }
        counts
    }
}
