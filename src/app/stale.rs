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

fn stale(opened: &Opened, data: &Dataset, as_of: Instant) -> Vec<(Table, Stale)> {
    let sources = data.intake.iter().zip(&opened.agreement.sources);
    let whole = sources.filter(|(account, _)| !account.has_unread_sheets());
    let old = whole.filter_map(|(account, source)| {
        let newest = account.files.iter().filter_map(|file| file.newest_row).max()?;
        let due = opened.calendar.due(
            Moment::new(newest, Precision::Day),
            source.max_age?,
            Clock::Working,
        );
        let found = Stale { source: source.name.clone(), newest };
        (due.latest < as_of).then_some((source.table, found))
    });
    old.collect()
}
