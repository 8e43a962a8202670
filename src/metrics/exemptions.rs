//! Exemptions of the register: which clocks they stop, and how many leads each of them freed (`metrics.md` §4).

use crate::model::words::Milestone;
use crate::model::zone::Day;

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

    /// Leads delivered in the period up to the cut-off that each entry of the register speaks of, in its order.
    pub fn exempted(self) -> Vec<u64> {
        let register = &self.data.exemptions;
        let mut counts = vec![0; register.entries().len()];
        if counts.is_empty() {
            return counts;
        }
        for (lead, at) in self.in_period(Milestone::Delivered, self.cut_off(&self.delivery_tables())) {
            for (number, _) in register.naming(lead, self.owner_code(lead), self.zone().day(at)) {
                counts.get_mut(number).into_iter().for_each(|count| *count += 1);
            }
        }
        counts
    }
}
