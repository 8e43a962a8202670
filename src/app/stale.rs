//! Freshness judged on content, and a clock that cannot be right.

use crate::issue::Issue;
use crate::mapping::Mapped;
use crate::model::agreement::Clock;
use crate::model::dataset::Dataset;
use crate::model::moment::{Moment, Precision};
use crate::model::words::Table;
use crate::scorecard::card::{Scorecard, Stale};
use crate::texts::format;

use super::open::Opened;

/// A clock may differ from the one that wrote a file, or from the last run's, by no more than this many seconds.
const FILE_SLACK: i64 = 300;
const RUN_SLACK: i64 = 86_400;

/// A warning when the clock is behind the newest file, or a day behind the newest run.
pub fn clock(opened: &Opened, data: &Dataset, newest_run: Option<i64>, now: i64) -> Option<Issue> {
    let files = data
        .intake
        .iter()
        .flat_map(|account| &account.files)
        .map(|file| file.modified - FILE_SLACK);
    let known =
        files.chain(newest_run.map(|at| at - RUN_SLACK)).max().filter(|known| *known > now)?;
    let instant = |at: i64| format::instant(&opened.agreement.zone, at);
    Some(Issue::warning("clock-behind", vec![("now", instant(now)), ("known", instant(known))]))
}

/// Sources whose newest row is older than it may be (`max-age`), even in a new file: told as warnings, and, where a table that the numbers
/// rest on has no newer rows elsewhere, before everything else: tasks may rest while calls go on. Where a sheet lies unread, the newest row may be there.
pub fn tell(opened: &Opened, mapped: &mut Mapped, card: &mut Scorecard, as_of: i64) {
    let old = stale(opened, &mapped.dataset, as_of);
    let zone = &opened.agreement.zone;
    mapped.issues.extend(old.iter().map(|(_, old)| {
        let age = format::instant(zone, old.newest);
        Issue::warning("stale", vec![("source", old.source.clone()), ("age", age)])
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

fn stale(opened: &Opened, data: &Dataset, as_of: i64) -> Vec<(Table, Stale)> {
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
