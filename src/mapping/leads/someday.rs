//! What leads came to on a day that nothing tells: handed over by the word of their stage, sold, or taken up by a deal.

use std::collections::BTreeMap;

use crate::mapping::tables::LeadDeals;
use crate::model::dataset::Leads;
use crate::model::evidence::Opening;
use crate::model::moment::Moment;
use crate::model::words::Milestone;
use crate::model::zone::Day;

use super::View;

impl View<'_> {
    /// Leads delivered or won on a day that nothing tells, with the latest day by which one of their rows or deals was.
    pub(super) fn seen_by(&self) -> BTreeMap<(u32, Milestone), Day> {
        let of_rows = self.frame.seen_by.iter().filter_map(|((row, milestone), day)| {
            let lead = self.episodes.of_row.get(*row).filter(|lead| **lead != u32::MAX)?;
            Some(((*lead, *milestone), *day))
        });
        let deals = self.book.rows.iter().zip(&self.book.lead);
        let of_deals = deals.filter_map(|(row, lead)| {
            let day = self.tables.deals.seen_by.get(&(*row, Milestone::Won))?;
            Some((((*lead)?, Milestone::Won), *day))
        });
        let mut days = BTreeMap::new();
        for (own, day) in of_rows.chain(of_deals) {
            let latest: &mut Day = days.entry(own).or_insert(day);
            *latest = day.max(*latest);
        }
        days
    }

    /// Sales took a lead up by opening deals, each on a day that nothing tells: its sale is of a later day.
    pub(super) fn is_taken_up_someday(&self, episode: usize) -> bool {
        let is_it = |deals: &LeadDeals| deals.opened_someday && deals.opportunity.is_none();
        self.opening == Opening::Step
            && self.deals(episode).is_some_and(is_it)
            && !self.dates_acceptances()
    }

    /// Leads so taken up; not those of which some other step dates the acceptance.
    pub(super) fn taken_up_someday(&self, accepted: &[Option<Moment>]) -> Vec<bool> {
        let leads = accepted.iter().enumerate();
        leads.map(|(lead, at)| at.is_none() && self.is_taken_up_someday(lead)).collect()
    }
}

/// Whoever stands in such a stage was handed over.
pub(super) fn is_handed_over(stage: Milestone) -> bool {
    let ladder = Milestone::LADDER.into_iter();
    ladder.skip_while(|step| *step != Milestone::Delivered).any(|step| step == stage)
}

/// Leads whose only day of delivery cannot be read.
pub(super) fn unread_deliveries(view: &View, leads: &Leads) -> Vec<u32> {
    let is_unread = |lead: &u32| {
        let lead = *lead as usize;
        leads.date(lead, Milestone::Delivered).is_none()
            && view.unread(lead).any(|own| own == Milestone::Delivered)
    };
    (0..).take(leads.len()).filter(is_unread).collect()
}

/// Of leads whose stage says that they were handed over those of which nothing tells the day, read or not.
pub(super) fn undated_deliveries(leads: &Leads, handed: Vec<u32>) -> Vec<u32> {
    let is_undated = |lead: &u32| {
        leads.date(*lead as usize, Milestone::Delivered).is_none()
            && leads.unread_deliveries.binary_search(lead).is_err()
    };
    handed.into_iter().filter(is_undated).collect()
}
