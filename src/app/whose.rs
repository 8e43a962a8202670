//! Whose the rows of an export are, where the ids of the leads stand in a column that is read as something else, or not at all.

use std::collections::HashSet;

use crate::mapping::preview;
use crate::model::agreement::{Agreement, Column};
use crate::model::table::{Cell, RawColumn};
use crate::model::words::Table;

use super::look::Look;

/// Ids of fewer bytes are numbers that other columns hold, too.
const SHORTEST: usize = 5;

/// Ids of leads that a column must hold.
const FEWEST: usize = 3;

/// The ids that the leads of some exports have.
pub fn lead_ids<'a>(looks: impl Iterator<Item = &'a Look>) -> HashSet<String> {
    let of_leads = looks.filter_map(|look| {
        let source = look.source.as_ref().filter(|source| source.table == Table::Leads)?;
        let header = source.columns.get("id")?.headers().first().copied()?.to_owned();
        look.table.headers.iter().position(|own| *own == header).map(|at| (look, at))
    });
    let columns = of_leads.filter_map(|(look, at)| look.table.columns.get(at));
    columns.flat_map(texts).filter(|id| id.len() >= SHORTEST).collect()
}

fn texts(column: &RawColumn) -> Vec<String> {
    let text = |cell: Cell| match cell {
        Cell::Text(text) => Some(text.trim().to_owned()),
        Cell::Number(number) => Some(number.to_string()),
        _ => None,
    };
    column.iter().filter_map(text).filter(|text| !text.is_empty()).collect()
}

impl Look {
    /// Takes as the key of the leads the column that holds their ids, where hardly any stand in the column that is one. Gives its header.
    pub fn find_leads(&mut self, agreement: &Agreement, ids: &HashSet<String>) -> Option<String> {
        let found = self.lead_column(ids)?;
        let source = self.source.as_mut()?;
        source.preset_fields.retain(|field| field != "lead");
        source.columns.retain(|field, own| field != "id" || own.headers() != [found.as_str()]);
        source.columns.insert("lead".to_owned(), Column::One(found.clone()));
        self.preview = Some(preview::preview(agreement, source, &self.table, 0));
        self.lead = Some(found.clone());
        Some(found)
    }

    /// Where rows find their leads by an address, a phone or a deal, none is looked for: rows counted from one number on have the ids of leads by
    /// chance.
    fn lead_column(&self, ids: &HashSet<String>) -> Option<String> {
        let source = self.source.as_ref()?;
        let has_key = matches!(source.table, Table::Activities | Table::Deals);
        let is_found =
            ["email", "phone", "deal"].iter().any(|key| source.columns.contains_key(*key));
        if !has_key || is_found || ids.is_empty() || !source.tries.is_empty() {
            return None;
        }
        let hits = |column: &RawColumn| {
            let own = texts(column);
            let hits = own.iter().filter(|text| ids.contains(*text)).count();
            if hits * 2 >= own.len() { hits } else { 0 }
        };
        let now = source.columns.get("lead").map(Column::headers).unwrap_or_default();
        let columns = self.table.headers.iter().zip(&self.table.columns);
        let counted: Vec<_> = columns
            .zip(&self.fields)
            .filter_map(|((header, column), fields)| {
                let is_now = now.contains(&header.as_str());
                let is_free = fields.iter().all(|field| ["person", "id"].contains(&field.as_str()));
                (is_now || is_free).then(|| (hits(column), is_now, header))
            })
            .filter(|(count, ..)| *count >= FEWEST)
            .collect();
        if counted.iter().any(|(_, is_now, _)| *is_now) {
            return None;
        }
        counted.into_iter().max_by_key(|(count, ..)| *count).map(|(.., header)| header.clone())
    }
}
