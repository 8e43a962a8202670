//! `[working-time]` and its versions: the hours of each weekday, special days, holidays.

use std::collections::BTreeMap;
use std::path::Path;

use super::file::At;
use super::general;
use super::kind::{self, Kind};
use super::problem::nearest;
use super::reader::{Table, Value};
use super::spell;
use crate::calendar::lists::known_lists;
use crate::model::agreement::{Hours, WorkingTime};
use crate::model::zone::Day;

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const WEEKDAYS: usize = 5;
const LEAST_WEEK: u32 = 3_600;
/// Brazil's *pontos facultativos* a company may choose.
const OPTIONAL: [&str; 6] = [
    "carnaval",
    "quarta-de-cinzas",
    "corpus-christi",
    "servidor-publico",
    "vespera-natal",
    "vespera-ano-novo",
];

/// Reads every version of the working time; `folder` is where holiday files are looked for.
pub fn working_time(top: &Table<'_>, folder: &Path) -> Vec<WorkingTime> {
    if !top.has("working-time") {
        top.miss("working-time.weekdays", "@hours");
    }
    let read: Vec<At<WorkingTime>> =
        top.tables("working-time", "name").iter().map(|table| version(table, folder)).collect();
    let versions: Vec<_> = read
        .iter()
        .map(|at| At { line: at.line, path: at.path.clone(), it: (String::new(), at.it.in_force) })
        .collect();
    general::report_overlaps(top, &versions);
    read.into_iter().map(|at| at.it).collect()
}

fn version(table: &Table<'_>, folder: &Path) -> At<WorkingTime> {
    let before = table.file().count();
    let has_week = DAYS.iter().chain(&["weekdays"]).any(|day| table.has(day));
    let time = table.at(WorkingTime {
        week: week(table),
        holidays: holidays(table, folder),
        optional_holidays: table.list("optional-holidays", &optional_holiday()).unwrap_or_default(),
        special: special(table),
        in_force: general::in_force(table),
    });
    let seconds: u32 = time.it.week.iter().flatten().map(|(from, to)| to - from).sum();
    if !has_week {
        table.miss("weekdays", "@hours");
    } else if seconds < LEAST_WEEK && table.file().count() == before {
        time.refuse(table.file(), "bad-value", &format!("{} min", seconds / 60), "@working-week");
    }
    table.close();
    time
}

fn week(table: &Table<'_>) -> [Hours; 7] {
    let weekdays = table.get("weekdays").map(|value| hours(&value)).unwrap_or_default();
    let mut week: [Hours; 7] = Default::default();
    for (number, (day, open)) in DAYS.into_iter().zip(&mut week).enumerate() {
        let default = if number < WEEKDAYS { weekdays.clone() } else { Hours::new() };
        *open = table.get(day).map_or(default, |value| hours(&value));
    }
    week
}

fn hours(value: &Value<'_>) -> Hours {
    if value.texts().any(spell::is_overnight) {
        value.refuse("overnight", "@hours-overnight", None);
        return Hours::new();
    }
    let hours = value.items(&Kind::spelt("bad-value", "@hours", spell::interval));
    if !spell::is_ascending(&hours) {
        value.refuse("bad-value", "@ascending", None);
    }
    hours
}

fn special(table: &Table<'_>) -> BTreeMap<Day, Hours> {
    let Some(days) = table.table("special") else { return BTreeMap::new() };
    let mut special = BTreeMap::new();
    for (date, value) in days.entries() {
        match spell::day(date) {
            Some(day) => {
                special.insert(day, hours(&value));
            }
            None => value.at(()).refuse(days.file(), "bad-date", date, "@date"),
        }
    }
    special
}

fn optional_holiday() -> Kind<String> {
    Kind::word("bad-value", OPTIONAL.map(|name| (name, name.to_owned())))
}

/// Named calendars as they are, files with their absolute path.
fn holidays(table: &Table<'_>, folder: &Path) -> Vec<String> {
    let Some(value) = table.get("holidays") else { return Vec::new() };
    let mut holidays = Vec::new();
    for name in value.items(&kind::text()) {
        if name.contains(['.', '/', '\\']) {
            let path = folder.join(&name);
            if !path.is_file() {
                value.at(()).refuse(table.file(), "not-found", &name, "");
            }
            holidays.push(path.to_string_lossy().into_owned());
            continue;
        }
        let calendars = known_lists();
        if !calendars.contains(&name) {
            // Of another place of a country that is known, only its places are meant.
            let country = name.split_once('-').map(|(country, _)| country);
            let country = country.filter(|country| calendars.iter().any(|own| own == country));
            let is_near = |own: &&str| country.is_none_or(|country| own.starts_with(country));
            let hint = nearest(&name, calendars.iter().map(String::as_str).filter(is_near));
            value.refuse_part("bad-value", &name, "@holidays", hint);
        }
        holidays.push(name);
    }
    holidays
}
