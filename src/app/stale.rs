//! Freshness judged on content: a newest row older than `max-age` is a warning even in a new file.

use crate::issue::Issue;
use crate::model::agreement::Clock;
use crate::model::dataset::Dataset;
use crate::model::moment::{Moment, Precision};
use crate::texts::format;

use super::open::Opened;

/// A warning for each source whose newest row is older than it may be.
pub fn issues(opened: &Opened, data: &Dataset, as_of: i64) -> Vec<Issue> {
    let zone = &opened.agreement.zone;
    let stale = data.intake.iter().zip(&opened.agreement.sources).filter_map(|(account, source)| {
        let newest = account.files.iter().filter_map(|file| file.newest_row).max()?;
        let due = opened.calendar.due(Moment::new(newest, Precision::Day), source.max_age?, Clock::Working);
        let values = vec![("source", source.name.clone()), ("age", format::instant(zone, newest))];
        (due.latest < as_of).then(|| Issue::warning("stale", values))
    });
    stale.collect()
}
