//! Which local hours each day has: the weekday's, replaced by a holiday's, replaced by a special day's.

use std::collections::BTreeMap;

use super::{END, FIRST, Holidays, weekday};
use crate::model::agreement::WorkingTime;
use crate::model::zone::Day;

/// One day's hours in local time, before they become instants.
#[derive(Clone, Copy, Debug)]
pub struct DayPlan<'a> {
    /// Seconds after local midnight.
    pub hours: &'a [(u32, u32)],
    /// The weekday's normal seconds.
    normal: u32,
    version: usize,
    special: bool,
}

impl DayPlan<'_> {
    /// Its share of that weekday's normal hours: 0 closed, 1 when the weekday is normally closed; only a special day is more than 1.
    pub fn share(&self) -> f64 {
        let open = seconds(self.hours);
        match (open, self.normal) {
            (0, _) => 0.0,
            (_, 0) => 1.0,
            _ if self.special => f64::from(open) / f64::from(self.normal),
            _ => (f64::from(open) / f64::from(self.normal)).min(1.0),
        }
    }
}

fn seconds(hours: &[(u32, u32)]) -> u32 {
    hours.iter().map(|(open, close)| close.saturating_sub(*open)).sum()
}

/// Every day from [`FIRST`] to [`END`] and the names of the holidays; `lists` are the versions' holidays, in their order.
pub fn plan<'a>(
    versions: &'a [WorkingTime],
    lists: &'a [Holidays],
) -> (Vec<DayPlan<'a>>, BTreeMap<Day, String>) {
    let mut days: Vec<DayPlan<'a>> =
        (FIRST.0..END.0).map(|day| of_weekday(Day(day), versions)).collect();
    let mut names = BTreeMap::new();
    for (version, list) in lists.iter().enumerate() {
        apply_holidays(&mut days, &mut names, version, list);
    }
    for (index, version) in versions.iter().enumerate() {
        apply_special(&mut days, &mut names, index, version);
    }
    (days, names)
}

/// The hours of a plain day: those of its weekday in the working time then in force; none without
/// one.
fn of_weekday(day: Day, versions: &[WorkingTime]) -> DayPlan<'_> {
    let version = in_force(day, versions);
    let hours =
        versions.get(version).and_then(|v| v.week.get(weekday(day))).map_or(&[][..], Vec::as_slice);
    DayPlan { hours, normal: seconds(hours), version, special: false }
}

/// The version containing the day, else the nearest earlier one, else the earliest.
fn in_force(day: Day, versions: &[WorkingTime]) -> usize {
    let numbered = || versions.iter().enumerate();
    let containing = numbered().find(|(_, version)| version.in_force.contains(day));
    let earlier = || {
        numbered()
            .filter(|(_, v)| v.in_force.until.is_some_and(|until| until <= day))
            .max_by_key(|(_, v)| v.in_force.until)
    };
    let earliest = || numbered().min_by_key(|(_, version)| version.in_force.from);
    containing.or_else(earlier).or_else(earliest).map_or(0, |(index, _)| index)
}

/// The day's plan, when `version` is the one in force on it.
fn planned<'d, 'a>(
    days: &'d mut [DayPlan<'a>],
    day: Day,
    version: usize,
) -> Option<&'d mut DayPlan<'a>> {
    let index = usize::try_from(i64::from(day.0) - i64::from(FIRST.0)).ok()?;
    days.get_mut(index).filter(|plan| plan.version == version)
}

fn apply_holidays<'a>(
    days: &mut [DayPlan<'a>],
    names: &mut BTreeMap<Day, String>,
    version: usize,
    list: &'a Holidays,
) {
    for (day, holiday) in list {
        if let Some(plan) = planned(days, *day, version) {
            plan.hours = &holiday.hours;
            names.insert(*day, holiday.name.clone());
        }
    }
}

fn apply_special<'a>(
    days: &mut [DayPlan<'a>],
    names: &mut BTreeMap<Day, String>,
    index: usize,
    version: &'a WorkingTime,
) {
    for (day, hours) in &version.special {
        let Some(plan) = planned(days, *day, index) else { continue };
        plan.hours = hours;
        plan.special = true;
        let open = seconds(hours);
        if open > 0 && open >= plan.normal {
            names.remove(day);
        } else if open == 0 && plan.normal > 0 {
            names.entry(*day).or_default();
        }
    }
}
