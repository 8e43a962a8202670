//! `W(t)`: the table of opening hours as instants and the working seconds before each day.

use std::collections::BTreeMap;

use super::plan::DayPlan;
use super::{Calendar, END, Entry, FIRST, Late};
use crate::model::moment::Instant;
use crate::model::zone::{Day, Zone};

impl Calendar {
    pub(super) fn tabulate(
        zone: &Zone,
        days: &[DayPlan<'_>],
        holidays: BTreeMap<Day, String>,
    ) -> Self {
        let (starts, ends) = (zone.start_of(FIRST), zone.start_of(END));
        let (mut entries, mut intervals, mut working_days) =
            (Vec::with_capacity(days.len()), Vec::new(), Vec::new());
        let mut total = 0;
        for (day, plan) in (FIRST.0..).map(Day).zip(days) {
            let (from, before) = (intervals.len(), total);
            for (open, close) in instants(zone, day, plan.hours) {
                intervals.push((open, close));
                total += close - open;
            }
            let works = total > before;
            if works {
                working_days.push(day);
            }
            entries.push(Entry {
                before,
                working_days: working_days.len(),
                from,
                to: intervals.len(),
                share: if works { plan.share() } else { 0.0 },
            });
        }
        Self { zone: zone.clone(), starts, ends, entries, intervals, working_days, holidays, total }
    }

    /// `W(t)`: working seconds from the table's first day to `at`; non-decreasing, flat outside hours.
    pub fn working(&self, at: Instant) -> i64 {
        if at <= self.starts {
            return 0;
        }
        if at >= self.ends {
            return self.total;
        }
        let Some(entry) = self.entry(self.zone.day_of(at)) else { return 0 };
        let today: i64 = self
            .intervals_of(entry)
            .iter()
            .map(|&(open, close)| at.clamp(open, close) - open)
            .sum();
        entry.before + today
    }

    /// Working seconds from `a` to `b`; negative when `b` is earlier.
    pub fn elapsed(&self, a: Instant, b: Instant) -> i64 {
        self.working(b) - self.working(a)
    }

    /// The earliest instant by which `seconds` of working time have passed since `at`; `None` when the table ends before.
    pub(super) fn after(&self, at: Instant, seconds: i64) -> Option<Instant> {
        if seconds <= 0 {
            return Some(at);
        }
        let target = self.working(at) + seconds;
        let entry = self.reaching(self.zone.day_of(at), target)?;
        let mut left = target - entry.before;
        for &(open, close) in self.intervals_of(entry) {
            if left <= close - open {
                return Some(open + left);
            }
            left -= close - open;
        }
        None
    }

    /// The last day that begins before the working time comes to `target`, which is after the beginning of `from`.
    /// Looked for in ever wider stretches: most allowances end within days.
    fn reaching(&self, from: Day, target: i64) -> Option<&Entry> {
        let is_before = |entry: &Entry| entry.before < target;
        let ahead = self.entries.get(usize::try_from(from.0 - FIRST.0).unwrap_or(0)..)?;
        let mut widths = std::iter::successors(Some(8_usize), |width| width.checked_mul(8));
        let width = widths.find(|width| !ahead.get(*width).is_some_and(is_before))?;
        let stretch = ahead.get(..width).unwrap_or(ahead);
        stretch.get(stretch.partition_point(is_before).checked_sub(1)?)
    }

    fn intervals_of(&self, entry: &Entry) -> &[(Instant, Instant)] {
        self.intervals.get(entry.from..entry.to).unwrap_or_default()
    }

    /// How late it is at `now` for what was due at `due`, as people count it: whole working days, each over when as much of it has gone
    /// as had of the day of the due, and the working time after them.
    pub fn late(&self, due: Instant, now: Instant) -> Late {
        let day = self.zone.day_of(due);
        // What falls due on a free day is late from the next opening on: that day is the first of its own.
        let day =
            if self.is_working_day(day) { day } else { self.next_working_day(day).unwrap_or(day) };
        let begin = |day: Day| self.working(self.zone.start_of(day));
        let gone = self.working(due) - begin(day);
        let over = |day: &Day| begin(*day) + gone.min(begin(day.plus(1)) - begin(*day));
        let reached = self.working(now);
        let after = self.days_between(day.plus(1), self.zone.day_of(now));
        let days = after.partition_point(|day| over(day) <= reached);
        let since = days.checked_sub(1).and_then(|last| after.get(last)).map(over);
        Late {
            days: u32::try_from(days).unwrap_or(u32::MAX),
            seconds: reached - since.unwrap_or_else(|| self.working(due)),
        }
    }

    /// The day's hours as instants, open to close; empty on a closed day.
    pub fn hours(&self, day: Day) -> &[(Instant, Instant)] {
        self.entry(day).map_or(&[], |entry| self.intervals_of(entry))
    }

    /// True when the day has any hours.
    pub fn is_working_day(&self, day: Day) -> bool {
        !self.hours(day).is_empty()
    }

    /// The day's last closing; `None` on a closed day.
    pub fn closing(&self, day: Day) -> Option<Instant> {
        self.hours(day).last().map(|(_, close)| *close)
    }

    /// How much of a working day it is: its hours ÷ that weekday's normal hours, 0 when closed.
    ///
    /// A day opened on a normally closed weekday is 1; only `special` may give more than 1.
    pub fn day_share(&self, day: Day) -> f64 {
        self.entry(day).map_or(0.0, |entry| entry.share)
    }

    /// Working days from `first` to `last`, both included; short days by their share.
    pub fn working_days(&self, first: Day, last: Day) -> f64 {
        of_days(self.days_between(first, last).iter().map(|day| self.day_share(*day)))
    }

    /// Every day with hours from `first` to `last`, both included.
    pub fn days_between(&self, first: Day, last: Day) -> &[Day] {
        let (from, to) = (self.working_days_until(first.plus(-1)), self.working_days_until(last));
        self.working_days.get(from..to).unwrap_or_default()
    }

    /// How many working days of the table are not after a day.
    fn working_days_until(&self, day: Day) -> usize {
        let all = if day < FIRST { 0 } else { self.working_days.len() };
        self.entry(day).map_or(all, |entry| entry.working_days)
    }

    /// The first working day strictly after a day; `None` beyond the table.
    pub fn next_working_day(&self, after: Day) -> Option<Day> {
        self.nth_working_day(after, 1)
    }

    /// The n-th working day strictly after a day, the day itself when `count` is 0; `None` beyond the table.
    pub(super) fn nth_working_day(&self, after: Day, count: u32) -> Option<Day> {
        let Some(further) = count.checked_sub(1) else { return Some(after) };
        let next = self.working_days_until(after);
        self.working_days.get(next.saturating_add(usize::try_from(further).ok()?)).copied()
    }
}

/// Local hours as instants; an interval that a clock change swallows is none.
fn instants<'a>(
    zone: &'a Zone,
    day: Day,
    hours: &'a [(u32, u32)],
) -> impl Iterator<Item = (Instant, Instant)> + 'a {
    hours
        .iter()
        .map(move |&(open, close)| (zone.instant(day, open), zone.instant(day, close)))
        .filter(|(open, close)| open < close)
}

/// Shares of days added up. The library's sum of no numbers is −0, which a spreadsheet shows with its sign.
pub(super) fn of_days(shares: impl Iterator<Item = f64>) -> f64 {
    shares.fold(0.0, |all, share| all + share)
}
