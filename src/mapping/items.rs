//! Sales that several rows of one file tell of, which differ in value or date of sale: a row a product, an instalment or a share of it.
//! Nobody knows whether their values add up: one counts, and the others are what is left open.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::dataset::{Deals, Leads};
use crate::model::moment::{Instant, Moment};
use crate::model::money::Money;
use crate::model::words::{DealStatus, Table};

use super::episodes::Episodes;
use super::frame::Frame;
use super::tables::{DealBook, Tables};

/// A sale that several rows tell of.
pub struct Sale {
    /// Its lead.
    pub lead: u32,
    /// Its rows in the table that tells of sales, the one that counts first.
    pub rows: Vec<usize>,
}

/// What a row says of a sale: its instant, its value.
type Said = (Option<Instant>, Option<Money>);

/// Of the rows of one id those that differ in value or date of sale, the one that counts first: of the earliest sale the greatest value. Nothing where
/// all that say anything say the same. Where each row stands equally often, as in an export of everything twice, one of each is kept.
pub fn of_sale(frame: &Frame, rows: &[usize]) -> Vec<usize> {
    let mut kinds: BTreeMap<Said, Vec<usize>> = BTreeMap::new();
    rows.iter().for_each(|row| kinds.entry(said(frame, *row)).or_default().push(*row));
    let days: BTreeSet<Instant> = kinds.keys().filter_map(|(day, _)| *day).collect();
    let values: BTreeSet<Money> = kinds.keys().filter_map(|(_, value)| *value).collect();
    if days.len() < 2 && values.len() < 2 {
        return Vec::new();
    }
    let often = kinds.values().map(Vec::len).fold(0, common).max(1);
    let kept = kinds.values().flat_map(|rows| rows.iter().take(rows.len() / often));
    let mut kept: Vec<usize> = kept.copied().collect();
    kept.sort_by_key(|row| {
        let (day, value) = said(frame, *row);
        (day.is_none(), day, Reverse(value))
    });
    kept
}

fn said(frame: &Frame, row: usize) -> Said {
    let value = frame.number("value", row).and_then(Money::of);
    (frame.date("won", row).map(Moment::at), value)
}

/// The greatest number by which both can be divided.
fn common(one: usize, two: usize) -> usize {
    if two == 0 { one } else { common(two, one % two) }
}

/// Gives a deal's first row the value and the day of the row that counts, and that one the first row's; answers the other rows of the sale.
pub fn let_first_count(deals: &mut Frame, first: usize, mut rows: Vec<usize>) -> Vec<usize> {
    let counts = rows.remove(0);
    if let Some(column) = deals.numbers.get_mut("value") {
        column.swap(first, counts);
    }
    if let Some(column) = deals.dates.get_mut("won") {
        column.swap(first, counts);
    }
    rows.iter_mut().filter(|row| **row == first).for_each(|row| *row = counts);
    rows
}

/// The sales that several rows tell of, in the table whose rows have a worth.
pub fn sales(tables: &Tables, episodes: &Episodes, book: &DealBook) -> Vec<Sale> {
    if tables.mapped.iter().any(|(table, _)| *table == Table::Deals) {
        let deals = book.rows.iter().zip(&book.standing).zip(&book.lead);
        let own = deals.filter(|((_, standing), _)| **standing == DealStatus::Won);
        own.filter_map(|((row, _), lead)| {
            let others = tables.repeated.get(row)?.iter();
            let others: Vec<usize> =
                others.filter(|row| !is_to_come(&tables.deals, **row)).copied().collect();
            let rows = [&[*row], others.as_slice()].concat();
            Some(Sale { lead: (*lead)?, rows }).filter(|_| !others.is_empty())
        })
        .collect()
    } else {
        (0..)
            .zip(0..episodes.len())
            .filter_map(|(lead, own)| of_lead(tables, episodes, own, lead))
            .collect()
    }
}

/// The row's day is after the run's time: it tells of no sale yet.
fn is_to_come(frame: &Frame, row: usize) -> bool {
    frame.is_future.get(row) == Some(&true) && frame.date("won", row).is_none()
}

/// The rows of an episode that differ from another of the same id in the same file, and before them that of the episode's first sale: it counts.
fn of_lead(tables: &Tables, episodes: &Episodes, episode: usize, lead: u32) -> Option<Sale> {
    let frame = &tables.leads;
    let rows = Some(episodes.rows_of(episode)).filter(|rows| rows.len() > 1)?;
    let rows = rows.iter().map(|row| *row as usize);
    let won: Vec<usize> = rows.filter(|row| frame.date("won", *row).is_some()).collect();
    if won.len() < 2 {
        return None;
    }
    let mut of_id: BTreeMap<(u16, u16, &str), Vec<usize>> = BTreeMap::new();
    for row in won.iter().copied() {
        let (Some(at), Some(id)) = (frame.origin.get(row), frame.text("id", row)) else { continue };
        of_id.entry((at.source, at.file, id)).or_default().push(row);
    }
    let by_sale = |row: &usize| {
        let (day, value) = said(frame, *row);
        (day, Reverse(value))
    };
    let mut rows: Vec<usize> = of_id.values().flat_map(|rows| of_sale(frame, rows)).collect();
    let first = won.into_iter().min_by_key(by_sale).filter(|_| !rows.is_empty())?;
    if !rows.contains(&first) {
        rows.push(first);
    }
    rows.sort_by_key(by_sale);
    Some(Sale { lead, rows })
}

/// Puts down what counts of each sale, and what its other rows would add.
pub fn settle(tables: &Tables, sales: &[Sale], leads: &mut Leads, deals: &mut Deals) {
    let is_of_deals = tables.mapped.iter().any(|(table, _)| *table == Table::Deals);
    let frame = if is_of_deals { &tables.deals } else { &tables.leads };
    for Sale { lead, rows } in sales {
        let Some((first, others)) = rows.split_first() else { continue };
        let value = |row: usize| frame.number("value", row).and_then(Money::of);
        if !is_of_deals && let Some(own) = leads.value.get_mut(*lead as usize) {
            *own = value(*first);
        }
        for row in others {
            let Some(value) = value(*row) else { continue };
            // A row without a day of its own is of the day of the sale.
            if let Some(won) = frame.date("won", *row).or(frame.date("won", *first)) {
                deals.more_lead.push(*lead);
                deals.more_won.push(Some(won));
                deals.more_value.push(value);
            }
        }
    }
}

/// The rows of all these sales.
pub fn rows(sales: &[Sale]) -> Vec<usize> {
    sales.iter().flat_map(|sale| sale.rows.iter().copied()).collect()
}
