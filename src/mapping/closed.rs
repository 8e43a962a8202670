//! Deals as the metrics read them: those won, and those that perhaps ended so for a lead of the files.

use crate::model::agreement::Agreement;
use crate::model::dataset::{Deals, Perhaps};
use crate::model::money::Money;
use crate::model::words::{DealStatus, Milestone};

use super::endings::UNSETTLED;
use super::reasons::category;
use super::tables::{DealBook, Tables};

/// The deals won, for revenue, and those that perhaps ended so.
pub fn deals(agreement: &Agreement, tables: &Tables, book: &DealBook) -> Deals {
    let mut out = Deals { perhaps: perhaps_ended(agreement, tables, book), ..Deals::default() };
    for ((row, standing), lead) in book.rows.iter().zip(&book.standing).zip(&book.lead) {
        let (Some(lead), DealStatus::Won) = (*lead, *standing) else { continue };
        let value = tables.deals.number("value", *row).and_then(Money::of);
        let won = tables.deals.date("won", *row);
        if won.is_some() {
            out.lead.push(lead);
            out.won.push(won);
            out.value.push(value);
        } else {
            out.undated_lead.push(lead);
            out.undated_value.push(value);
            out.undated_by.push(tables.deals.seen_by.get(&(*row, Milestone::Won)).copied());
        }
    }
    out
}

/// Deals that found no lead, and those that were closed in a way which no known word tells.
fn perhaps_ended(agreement: &Agreement, tables: &Tables, book: &DealBook) -> Vec<Perhaps> {
    let deals = &tables.deals;
    let reasons = deals.words.get("lost-reason");
    let told = |((row, standing), lead): ((&usize, &DealStatus), &Option<u32>)| {
        let closed = deals.date(UNSETTLED, *row);
        let (end, at) = match standing {
            DealStatus::Won => (Some(DealStatus::Won), deals.date("won", *row)),
            DealStatus::Lost => (Some(DealStatus::Lost), deals.date("lost", *row)),
            DealStatus::Open if closed.is_some() => (None, closed),
            DealStatus::Open => (Some(DealStatus::Open), None),
        };
        let value = deals.number("value", *row).and_then(Money::of);
        let reason =
            reasons.and_then(|own| own.word(*row)).and_then(|word| category(agreement, word));
        let own =
            Perhaps { lead: *lead, end, at, opened: deals.date("created", *row), value, reason };
        (lead.is_none() || closed.is_some()).then_some(own)
    };
    book.rows.iter().zip(&book.standing).zip(&book.lead).filter_map(told).collect()
}
