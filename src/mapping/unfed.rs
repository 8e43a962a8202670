//! Leads of files without a column for what a scope asks: whether they belong to it nobody knows.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::agreement::Agreement;

use super::episodes::Episodes;
use super::frame::Frame;
use super::tables::{DealBook, Tables};

/// For each field that a scope asks for, the leads of which no file has it: neither that of a row of theirs nor that of their newest deal. Fields that
/// all leads' files have are left out.
pub fn unfed(
    agreement: &Agreement,
    tables: &Tables,
    episodes: &Episodes,
    book: &DealBook,
) -> BTreeMap<String, Vec<bool>> {
    let of_promises = agreement.commitments.iter().map(|own| &own.conditions);
    let of_objectives = agreement.objectives.iter().map(|own| &own.conditions);
    let scopes = of_promises.chain(of_objectives).flatten();
    let fields: BTreeSet<&String> = scopes.map(|condition| &condition.field).collect();
    let of_field = |field: &String| {
        let fed: BTreeSet<(u16, u16)> = tables
            .fed
            .iter()
            .filter(|(.., own)| own == field)
            .map(|(source, file, _)| (*source, *file))
            .collect();
        let is_fed = |frame: &Frame, row: usize| {
            frame.origin.get(row).is_some_and(|at| fed.contains(&(at.source, at.file)))
        };
        let is_unfed = |lead: usize| {
            let deal = u32::try_from(lead).ok().and_then(|lead| book.of_lead.get(&lead));
            let deal = deal.and_then(|deals| deals.newest);
            let mut rows = episodes.rows_of(lead).iter();
            !rows.any(|row| is_fed(&tables.leads, *row as usize))
                && !deal.is_some_and(|row| is_fed(&tables.deals, row))
        };
        let unfed: Vec<bool> = (0..episodes.len()).map(is_unfed).collect();
        unfed.contains(&true).then(|| (field.clone(), unfed))
    };
    fields.into_iter().filter_map(of_field).collect()
}
