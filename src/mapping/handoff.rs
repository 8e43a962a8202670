//! The hand-off in the rows: whose date of it counts, and which required fields are absent or malformed (`DEFINITIONS.md` §2, §5).

use std::collections::{BTreeMap, BTreeSet};

use crate::model::agreement::{Agreement, Source};
use crate::model::moment::Moment;
use crate::model::table::{RawColumn, RawTable};
use crate::model::words::{Milestone, Table};

use super::cells;
use super::frame::Frame;
use super::headers::Layout;
use super::nothing;
use super::tables::{DealBook, Tables};

/// Bit per required field: absent, or filled without saying anything. Only `leads` rows and rows of deals that create leads are asked.
pub fn without_a_word(
    required: &[String],
    source: &Source,
    table: &RawTable,
    layout: &Layout,
) -> Vec<u32> {
    let mut bits = vec![0_u32; table.rows.len()];
    if !matches!(source.table, Table::Leads | Table::Deals) {
        return bits;
    }
    for (number, field) in required.iter().enumerate().take(32) {
        let columns: Vec<&RawColumn> = layout
            .columns
            .get(field)
            .into_iter()
            .flatten()
            .filter_map(|at| table.columns.get(*at))
            .collect();
        if columns.is_empty() {
            bits.iter_mut().for_each(|bits| *bits |= 1 << number);
            continue;
        }
        if is_key(field) {
            continue;
        }
        let mut bits = bits.iter_mut();
        cells::each_row(&columns, |cells| {
            let text = cells.iter().find_map(|cell| cells::text(*cell));
            let says_something =
                text.is_some_and(|text| !text.is_empty() && !nothing::is_filler(&text));
            bits.next()
                .filter(|_| !says_something)
                .into_iter()
                .for_each(|bits| *bits |= 1 << number);
        });
    }
    bits
}

/// The same, with the bit of each field of keys where the row gives none.
pub fn with_keys(
    mut bits: Vec<u32>,
    required: &[String],
    source: &Source,
    frame: &Frame,
) -> Vec<u32> {
    if !matches!(source.table, Table::Leads | Table::Deals) {
        return bits;
    }
    for (number, field) in required.iter().enumerate().take(32).filter(|(_, field)| is_key(field)) {
        let keys = frame.texts.get(field);
        for (row, bits) in bits.iter_mut().enumerate() {
            let is_absent = keys.is_none_or(|keys| keys.get(row).is_none());
            *bits |= u32::from(is_absent) << number;
        }
    }
    bits
}

fn is_key(field: &str) -> bool {
    matches!(field, "email" | "phone")
}

/// For each row of the files of leads whether its own date of hand-off counts, or that it has none: that of a source with such dates, where the
/// agreement leaves it to each.
pub fn own(agreement: &Agreement, tables: &Tables, file_rows: usize) -> Vec<bool> {
    let leads = &tables.leads;
    let own: BTreeSet<u16> = (0..file_rows)
        .filter(|row| agreement.own_handoffs && leads.is_live(*row))
        .filter(|row| leads.date(Milestone::Delivered.word(), *row).is_some())
        .filter(|row| !leads.is_observed(*row, Milestone::Delivered))
        .filter_map(|row| leads.origin.get(row).map(|origin| origin.source))
        .collect();
    let rows = leads.origin.iter().take(file_rows);
    rows.map(|origin| own.contains(&origin.source)).collect()
}

/// Takes away the dates of hand-off that count for nothing. Gives those that a file told.
pub fn take(leads: &mut Frame, keeps: &[bool]) -> BTreeMap<u32, Moment> {
    let field = Milestone::Delivered.word();
    let is_told = |row: usize| leads.is_live(row) && !leads.is_observed(row, Milestone::Delivered);
    let lost = keeps.iter().enumerate().filter(|(_, keeps)| !**keeps).map(|(row, _)| row);
    let lost: Vec<(usize, Moment)> =
        lost.filter_map(|row| leads.date(field, row).map(|at| (row, at))).collect();
    let told = lost.iter().filter(|(row, _)| is_told(*row));
    let told = told.filter_map(|(row, at)| Some((u32::try_from(*row).ok()?, *at))).collect();
    for (row, _) in lost {
        leads.forget_date(row, Milestone::Delivered);
    }
    told
}

/// Where the deal is the hand-off, what it holds was handed over with it. Where each source goes by its own date (`delivered`: a lead's
/// hand-off), it is the hand-off only of a lead that was handed over as it was created.
pub fn complete_by_deals(
    deals: &Frame,
    book: &DealBook,
    delivered: Option<&[Option<Moment>]>,
    incomplete: &mut [u32],
) {
    let is_handoff = |row: usize, lead: u32| {
        let at = |all: &[Option<Moment>]| all.get(lead as usize).copied().flatten();
        delivered.is_none_or(|all| at(all).is_some() && at(all) == deals.date("created", row))
    };
    for (row, lead) in book.rows.iter().zip(&book.lead) {
        let lead = lead.filter(|lead| is_handoff(*row, *lead));
        let own = lead.and_then(|lead| incomplete.get_mut(lead as usize));
        let lacks = deals.incomplete.get(*row).copied().unwrap_or(u32::MAX);
        own.into_iter().for_each(|bits| *bits &= lacks);
    }
}
