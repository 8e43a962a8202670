//! When each source is looked at.

use crate::model::account::FileAccount;
use crate::model::agreement::{Agreement, CutOffRule, Source};
use crate::model::memory::Look;
use crate::model::moment::{Instant, Moment};
use crate::model::words::Table;

use super::super::tables::Tables;
use super::{files_of, source_cut_off};

/// The day each source's data speak of; of one without a cut-off (`cut-off = "none"`), that of its newest file. It is told by the clock and the files, and
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
    span(own.filter_map(|(date, _)| date.as_ref()), until).map(|(_, newest)| newest)
}

/// The oldest and the newest of dates up to an instant: what is only expected is no news.
pub fn span<'a>(
    dates: impl Iterator<Item = &'a Moment>,
    until: Instant,
) -> Option<(Instant, Instant)> {
    dates.map(|date| date.at()).filter(|at| *at <= until).fold(None, |span, at| {
        let (oldest, newest) = span.unwrap_or((at, at));
        Some((at.min(oldest), at.max(newest)))
    })
}
