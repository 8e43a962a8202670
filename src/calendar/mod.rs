//! Working time, due instants, holidays and periods (`DEFINITIONS.md` §1): one table by local day, built once a run.

pub mod due;
pub mod holidays;
pub mod lists;
mod movable;
pub mod periods;
mod plan;
pub mod progress;

/// A holiday: its name and the hours open on it (none: closed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// In the list's own language.
    pub name: String,
    /// Seconds after local midnight.
    pub hours: Hours,
}

/// The holidays that a working time names, one a local day.
pub type Holidays = BTreeMap<Day, Holiday>;

#[cfg(test)]
mod tests;
mod working;

use std::collections::BTreeMap;
use std::path::Path;

use crate::model::agreement::{Hours, WorkingTime};
use crate::model::moment::Instant;
use crate::model::zone::{Day, Zone};

/// The first local day of the table, 2000-01-01.
pub const FIRST: Day = Day(10_957);
/// The first local day beyond the table, 2060-01-01.
pub const END: Day = Day(32_872);

/// Position in the week, Monday = 0.
pub(crate) fn weekday(day: Day) -> usize {
    usize::try_from((i64::from(day.0) + 3).rem_euclid(7)).unwrap_or(0)
}

/// What the agreement's holidays lack: a code, the key of its sentence, and the sentence's values.
///
/// Codes: `unknown-holiday-list` and `unknown-optional-holiday` (`name`, `known`), `holiday-file-missing` (`file`),
/// `holiday-file-empty` and `holiday-file-workbook` (`file`), `holiday-file-unreadable` (`file`, `reason`), `holiday-file-date` and `holiday-file-hours` (`file`, `row` from 1, `found`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarError {
    /// Which sentence tells it: the key `app.calendar-<code>` of the catalogue.
    pub code: &'static str,
    /// Values of the sentence's placeholders.
    pub values: Vec<(&'static str, String)>,
}

/// One local day of the table.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Working seconds from the table's first day to this day's first instant.
    before: i64,
    /// Working days of the table up to this one, itself included.
    working_days: usize,
    /// Position of its first interval.
    from: usize,
    /// Position after its last interval.
    to: usize,
    /// Its share of that weekday's normal hours.
    share: f64,
}

/// The agreement's working time in its zone, day by day from [`FIRST`] to [`END`]; beyond them nobody works.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: Zone,
    starts: Instant,
    ends: Instant,
    entries: Vec<Entry>,
    intervals: Vec<(Instant, Instant)>,
    working_days: Vec<Day>,
    holidays: BTreeMap<Day, String>,
    total: i64,
}

/// Working time past a due: whole working days, and seconds after them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Late {
    /// Whole working days.
    pub days: u32,
    /// Working seconds after the last of them.
    pub seconds: i64,
}

impl Calendar {
    /// The calendar of every version of the working time; holiday files are read relative to `base`.
    ///
    /// A day in no version has the hours of the nearest earlier one, else of the first. All errors are reported at once.
    pub fn build(
        zone: &Zone,
        versions: &[WorkingTime],
        base: &Path,
    ) -> Result<Self, Vec<CalendarError>> {
        let lists = holidays::of_versions(versions, base)?;
        let (days, holidays) = plan::plan(versions, &lists);
        Ok(Self::tabulate(zone, &days, holidays))
    }

    /// The zone of its local days.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The holiday a day is: its name, empty when `special` closes a working weekday without one.
    ///
    /// Holidays with hours of their own and those on free weekdays have names too; a day that `special` opens for its normal hours is none.
    pub fn holiday(&self, day: Day) -> Option<&str> {
        self.holidays.get(&day).map(String::as_str)
    }

    fn entry(&self, day: Day) -> Option<&Entry> {
        let index = i64::from(day.0) - i64::from(FIRST.0);
        self.entries.get(usize::try_from(index).ok()?)
    }
}
