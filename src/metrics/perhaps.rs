//! What may have happened in the period without a file that shows it: deals that found no lead, deals that were closed without a known word of
//! how they ended, and steps (a hand-off, a sale) that leads took on an unknown day. Each may add to a number or not: it lies between two ends.

use std::collections::BTreeMap;

use crate::model::agreement::Condition;
use crate::model::dataset::Perhaps;
use crate::model::moment::{Horizon, Moment};
use crate::model::words::{DealStatus, Milestone, Table};
use crate::model::zone::Day;

use super::cohort::Cohort;
use super::column::Column;
use super::sales_won;
use super::world::World;

/// What comes after a hand-off.
const FURTHER: [Milestone; 7] = [
    Milestone::Accepted,
    Milestone::Sql,
    Milestone::Opportunity,
    Milestone::Won,
    Milestone::Rejected,
    Milestone::Lost,
    Milestone::Recycled,
];

impl Cohort<'_> {
    /// Leads never sold whose deals were perhaps lost for a reason that may be marketing's, each with when it would have been; nothing inside where
    /// no day tells.
    pub fn perhaps_lost(&self) -> Column<Option<Option<Moment>>> {
        let mut lost: BTreeMap<u32, Option<Moment>> = BTreeMap::new();
        for (own, at) in self.world.perhaps(Milestone::Lost).filter(|(own, _)| own.may_take_off()) {
            if let Some(lead) = own.lead {
                lost.entry(lead).or_insert(at);
            }
        }
        let is_sold = self.passed(Milestone::Won);
        let of_lead = self.lead.map(|lead| lost.get(&lead).copied());
        of_lead.with(&is_sold, |own, is_sold| own.filter(|_| !is_sold))
    }
}

impl<'a> World<'a> {
    /// The deals by which a lead of the files perhaps passed a step, with when it would have: those without lead where they are more than a few.
    pub fn perhaps(self, step: Milestone) -> impl Iterator<Item = (&'a Perhaps, Option<Moment>)> {
        let leaks = self.data.sight.join(Table::Deals).leaks();
        let all = self.data.deals.perhaps.iter().filter(move |own| own.lead.is_some() || leaks);
        all.filter_map(move |own| {
            let may_be = |end| own.end.is_none_or(|is| is == end).then_some(own.at);
            let at = match step {
                Milestone::Opportunity => own.lead.is_none().then_some(own.opened),
                Milestone::Won => may_be(DealStatus::Won),
                Milestone::Lost => may_be(DealStatus::Lost),
                _ => None,
            };
            at.map(|at| (own, at))
        })
    }

    /// The same where no file of leads dates the step: else deals tell nothing that is not told.
    pub fn perhaps_of_leads(
        self,
        step: Milestone,
    ) -> impl Iterator<Item = (&'a Perhaps, Option<Moment>)> {
        let is_told = self.data.sight.is_of_deals(step);
        self.perhaps(step).filter(move |_| is_told)
    }

    /// Whether what perhaps happened at a time perhaps happened in the period.
    pub fn may_be_in_period(self, at: Option<Moment>, cut_off: Horizon) -> bool {
        at.is_none_or(|at| self.is_in_period(at, cut_off))
    }

    /// Leads of a scope that were perhaps handed over in the period: on a day that nobody can read, or that nothing tells.
    pub fn perhaps_delivered(self, scope: &[Condition]) -> Column<u32> {
        self.perhaps_delivered_in(scope, (self.period.first, self.period.last))
    }

    /// The same of the days of a window.
    pub fn perhaps_delivered_in(self, scope: &[Condition], window: (Day, Day)) -> Column<u32> {
        let mut all = self.unread_deliveries(scope);
        all.append(self.undated_deliveries(scope, window));
        all
    }

    /// Leads of a scope that were handed over on a day that nothing tells, perhaps within a window: not where a look of the record saw it before, nor
    /// where the lead was created after it or went further before it.
    pub fn undated_deliveries(self, scope: &[Condition], (first, last): (Day, Day)) -> Column<u32> {
        let leads = &self.data.leads;
        let day = |lead: u32, step: Milestone| {
            leads.date(lead as usize, step).map(|at| self.zone().day(at))
        };
        let may_be = |lead: u32| {
            let by = leads.seen_by.get(&(lead, Milestone::Delivered)).copied();
            let further = FURTHER.into_iter().filter_map(|step| day(lead, step));
            by.into_iter().chain(further).all(|by| by >= first)
                && day(lead, Milestone::Created).is_none_or(|created| created <= last)
        };
        let undated = leads.undated_deliveries.iter().copied();
        self.in_scope(scope, &undated.filter(|lead| may_be(*lead)).collect())
    }

    /// How many more leads of a scope perhaps passed a step in the period: on a day that nothing tells, or by a deal of which nothing tells that it
    /// is theirs, or how it ended.
    pub fn perhaps_more(self, step: Milestone, scope: &[Condition], cut_off: Horizon) -> usize {
        let undated = match step {
            Milestone::Won => sales_won::perhaps_won(self, scope).len(),
            Milestone::Delivered => self.perhaps_delivered(scope).len(),
            _ => 0,
        };
        let all = self.perhaps_of_leads(step);
        let by_deal = all.filter(|(_, at)| self.may_be_in_period(*at, cut_off)).map(|(own, _)| own);
        let (of_lead, of_nobody): (Vec<&Perhaps>, Vec<&Perhaps>) =
            by_deal.partition(|own| own.lead.is_some());
        let mut leads: Vec<u32> = of_lead.into_iter().filter_map(|own| own.lead).collect();
        leads.sort_unstable();
        leads.dedup();
        leads.retain(|lead| !self.data.leads.has_passed(*lead as usize, step));
        let leads = Column::from(leads);
        undated + self.speaks_of(scope, &leads).count() + of_nobody.len()
    }
}
