//! Freshness judged on content, and a clock that cannot be right.

use crate::issue::Issue;
use crate::model::agreement::Clock;
use crate::model::dataset::Dataset;
use crate::model::moment::{Moment, Precision};
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

/// A warning for each source whose newest row is older than it may be (`max-age`), even in a new file.
pub fn issues(opened: &Opened, data: &Dataset, as_of: i64) -> Vec<Issue> {
    let zone = &opened.agreement.zone;
    let stale =
        data.intake.iter().zip(&opened.agreement.sources).filter_map(|(account, source)| {
            let newest = account.files.iter().filter_map(|file| file.newest_row).max()?;
            let due = opened.calendar.due(
                Moment::new(newest, Precision::Day),
                source.max_age?,
                Clock::Working,
            );
            let values =
                vec![("source", source.name.clone()), ("age", format::instant(zone, newest))];
            (due.latest < as_of).then(|| Issue::warning("stale", values))
        });
    stale.collect()
}
