//! Freshness judged on content.

use crate::issue::{Code, Issue};
use crate::mapping::Mapped;
use crate::model::agreement::Clock;
use crate::model::dataset::Dataset;
use crate::model::moment::{Instant, Moment, Precision};
use crate::model::words::Table;
use crate::scorecard::card::{Scorecard, Stale};
use crate::texts::format;

use super::open::Opened;

/// Sources whose newest row is older than it may be (`max-age`), even in a new file: told as warnings, and, where a table that the numbers
/// rest on has no newer rows elsewhere, before everything else: tasks may rest while calls go on. Where a sheet lies unread, the newest row may be there.
pub fn tell(opened: &Opened, mapped: &mut Mapped, card: &mut Scorecard, as_of: Instant) {
    let old = stale(opened, &mapped.dataset, as_of);
    let zone = &opened.agreement.zone;
    mapped.issues.extend(old.iter().map(|(_, old)| {
        let age = format::instant(opened.texts.language, zone, old.newest);
        Issue::warning(Code::Stale, vec![("source", old.source.clone()), ("age", age)])
    }));
    let sources = || opened.agreement.sources.iter();
    let goes_on = |table: Table| {
        sources().any(|own| {
            own.table == table
                && own.max_age.is_some()
                && !old.iter().any(|(_, stale)| stale.source == own.name)
        })
    };
    let speaks = |table: Table| matches!(table, Table::Leads | Table::Deals | Table::Activities);
    let leads = old.iter().filter(|(table, _)| speaks(*table) && !goes_on(*table));
    card.stale = leads.map(|(_, old)| old.clone()).collect();
    card.stale.sort_by_key(|old| old.newest);
}

/// Sources with old rows. Sales are rare: deals of a file that is fresh itself are not old for that while every other table has new rows.
fn stale(opened: &Opened, data: &Dataset, as_of: Instant) -> Vec<(Table, Stale)> {
    let old = old(opened, data, as_of);
    let is_other = |table: Table| matches!(table, Table::Leads | Table::Activities);
    let goes_on = data.intake.iter().any(|account| is_other(account.table))
        && !old.iter().any(|(table, ..)| is_other(*table));
    let counts = |(table, is_fresh, _): &(Table, bool, Stale)| {
        !(*table == Table::Deals && *is_fresh && goes_on)
    };
    old.into_iter().filter(counts).map(|(table, _, own)| (table, own)).collect()
}

/// Sources whose newest row is older than it may be, and whether the file with it is not.
fn old(opened: &Opened, data: &Dataset, as_of: Instant) -> Vec<(Table, bool, Stale)> {
    let sources = data.intake.iter().zip(&opened.agreement.sources);
    let whole = sources.filter(|(account, _)| !account.has_unread_sheets());
    let old = whole.filter_map(|(account, source)| {
        let newest = account.files.iter().filter_map(|file| file.newest_row).max()?;
        let max_age = source.max_age?;
        let is_old = |at: Instant| {
            let at = Moment::new(at, Precision::Day);
            opened.calendar.due(at, max_age, Clock::Working).latest < as_of
        };
        let written = account.files.iter().map(|file| file.modified).max();
        let is_fresh = written.is_some_and(|at| !is_old(at));
        let found = Stale { source: source.name.clone(), newest };
        is_old(newest).then_some((source.table, is_fresh, found))
    });
    old.collect()
}
