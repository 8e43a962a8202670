//! When each source is looked at.

use crate::model::account::FileAccount;
use crate::model::agreement::{Agreement, CutOffRule, Source};
use crate::model::moment::Instant;
use crate::model::words::Table;

use super::super::stages::Look;
use super::super::tables::Tables;
use super::{files_of, source_cut_off};

/// The day each source's data speak of; of one that is no longer exported, that of its newest file. It is told by the clock and the files, and
/// never by the instant that a report is asked for.
pub fn of(
    agreement: &Agreement,
    accounts: &[(u16, u16, FileAccount)],
    tables: &Tables,
    (clock, asked): (Instant, Instant),
) -> Vec<Option<Look>> {
    let look = |(number, source): (usize, &Source)| {
        let files = files_of(accounts, number);
        let by_rows = source.cut_off == CutOffRule::NewestRow && clock != asked;
        let at = if by_rows {
            newest_row(tables, source.table, number, clock)
        } else {
            source_cut_off(source, &files)
        };
        let at = at.or_else(|| files.iter().map(|file| file.modified).max())?;
        Some(Look { source: source.name.clone(), day: agreement.zone.day_of(at.min(clock)) })
    };
    agreement.sources.iter().enumerate().map(look).collect()
}

/// The newest date of a source's rows up to an instant.
fn newest_row(tables: &Tables, table: Table, number: usize, until: Instant) -> Option<Instant> {
    let frame = match table {
        Table::Leads => &tables.leads,
        Table::Deals => &tables.deals,
        _ => &tables.activities,
    };
    let dates = frame.dates.values().flat_map(|column| column.iter().zip(&frame.origin));
    let own = dates.filter(|(_, origin)| usize::from(origin.source) == number);
    own.filter_map(|(date, _)| *date).map(|date| date.at()).filter(|at| *at <= until).max()
}
