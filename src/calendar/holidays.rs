//! Which days are holidays: the named lists (`br`, `br-sp` …), the optional ones and the company's own files.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::Datelike;
use serde::Deserialize;

use super::{CalendarError, END, FIRST, holiday_file, movable, weekday};
use crate::model::agreement::{Hours, WorkingTime};
use crate::model::zone::Day;

macro_rules! lists {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/holidays/", $name, ".toml")))),+]
    };
}

/// Every named list: a new one is a file in `templates/holidays` and its name here.
const LISTS: &[(&str, &str)] = lists![
    "br", "br-ac", "br-al", "br-am", "br-ap", "br-ba", "br-ce", "br-df", "br-es", "br-go", "br-ma",
    "br-mg", "br-ms", "br-mt", "br-pa", "br-pb", "br-pe", "br-pi", "br-pr", "br-rj", "br-rn",
    "br-ro", "br-rr", "br-rs", "br-sc", "br-se", "br-sp", "br-to",
];

const OPTIONAL: &str = include_str!("../../templates/holidays/optional.toml");

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

/// One list as its file has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    fixed: Vec<Fixed>,
    #[serde(default)]
    movable: Vec<Movable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Fixed {
    date: String,
    name: String,
    since: Option<i32>,
    until: Option<i32>,
    #[serde(default)]
    to_sunday: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Movable {
    easter: i32,
    name: String,
    since: Option<i32>,
}

impl Fixed {
    fn day(&self, year: i32) -> Option<Day> {
        let (month, day) = self.date.split_once('-')?;
        let day = Day::ymd(year, month.parse().ok()?, day.parse().ok()?)?;
        let in_law = self.since.is_none_or(|since| since <= year)
            && self.until.is_none_or(|until| year <= until);
        let wait = if self.to_sunday { i32::try_from(6 - weekday(day)).ok()? } else { 0 };
        in_law.then_some(day.plus(wait))
    }
}

impl Movable {
    fn day(&self, year: i32) -> Option<Day> {
        let in_law = self.since.is_none_or(|since| since <= year);
        movable::easter(year).filter(|_| in_law).map(|easter| easter.plus(self.easter))
    }
}

impl List {
    fn add_to(&self, holidays: &mut Holidays) {
        let closed = |name: &str| Holiday { name: name.to_owned(), hours: Hours::new() };
        for year in years() {
            holidays.extend(
                self.fixed.iter().filter_map(|rule| Some((rule.day(year)?, closed(&rule.name)))),
            );
            holidays.extend(
                self.movable.iter().filter_map(|rule| Some((rule.day(year)?, closed(&rule.name)))),
            );
        }
    }
}

fn years() -> std::ops::Range<i32> {
    FIRST.date().year()..END.date().year()
}

/// The lists an agreement may name under `holidays`.
pub fn known_lists() -> Vec<&'static str> {
    LISTS.iter().map(|(name, _)| *name).collect()
}

/// The names an agreement may write under `optional-holidays`.
pub fn known_optional() -> Vec<String> {
    optional_lists().into_keys().collect()
}

fn optional_lists() -> BTreeMap<String, List> {
    toml::from_str(OPTIONAL).unwrap_or_default()
}

/// The holidays of each version, in the versions' order; where two name a day the later one of the agreement's list wins.
pub fn of_versions(
    versions: &[WorkingTime],
    base: &Path,
) -> Result<Vec<Holidays>, Vec<CalendarError>> {
    let mut errors = Vec::new();
    let all = versions.iter().map(|version| of_version(version, base, &mut errors)).collect();
    let mut distinct = Vec::new();
    for error in errors {
        if !distinct.contains(&error) {
            distinct.push(error);
        }
    }
    if distinct.is_empty() { Ok(all) } else { Err(distinct) }
}

/// Optional holidays come first, so that a company's file may give one of them hours.
fn of_version(version: &WorkingTime, base: &Path, errors: &mut Vec<CalendarError>) -> Holidays {
    let mut holidays = Holidays::new();
    let optional =
        if version.optional_holidays.is_empty() { BTreeMap::new() } else { optional_lists() };
    for name in &version.optional_holidays {
        match optional.get(name) {
            Some(list) => list.add_to(&mut holidays),
            None => {
                errors.push(unknown(
                    "unknown-optional-holiday",
                    name,
                    &known_optional().join(", "),
                ));
            }
        }
    }
    for name in &version.holidays {
        match named(name) {
            Some(list) => list.add_to(&mut holidays),
            None if is_file(name) => holidays.extend(holiday_file::read(base, name, errors)),
            None => errors.push(unknown("unknown-holiday-list", name, &known_lists().join(", "))),
        }
    }
    holidays
}

fn named(name: &str) -> Option<List> {
    let (_, text) = LISTS.iter().find(|(known, _)| *known == name)?;
    Some(toml::from_str(text).unwrap_or_default())
}

fn is_file(name: &str) -> bool {
    name.contains(['.', '/', '\\'])
}

fn unknown(code: &'static str, name: &str, known: &str) -> CalendarError {
    CalendarError { code, values: vec![("name", name.to_owned()), ("known", known.to_owned())] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_of(name: &str, year: i32) -> Vec<String> {
        let mut all = Holidays::new();
        named(name).unwrap().add_to(&mut all);
        let of_year = |day: &Day| day.date().format("%Y").to_string() == year.to_string();
        all.keys()
            .filter(|day| of_year(day))
            .map(|day| day.date().format("%d/%m").to_string())
            .collect()
    }

    #[test]
    fn every_list_is_well_formed() {
        for (name, text) in LISTS {
            let list: List = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            for rule in &list.fixed {
                let year = rule.since.or(rule.until).unwrap_or(2026);
                assert!(rule.day(year).is_some(), "{name}: {}", rule.date);
            }
            assert_eq!(
                list.fixed.is_empty() && list.movable.is_empty(),
                *name == "br-go",
                "{name}"
            );
        }
        assert_eq!(LISTS.len(), 28);
        let optional: BTreeMap<String, List> = toml::from_str(OPTIONAL).unwrap();
        assert_eq!(optional.len(), 6);
    }

    #[test]
    fn national_holidays_of_2023_and_2026() {
        let of_2026 = [
            "01/01", "03/04", "21/04", "01/05", "07/09", "12/10", "02/11", "15/11", "20/11",
            "25/12",
        ];
        assert_eq!(days_of("br", 2026), of_2026);
        assert!(!days_of("br", 2023).contains(&"20/11".to_owned()));
    }

    #[test]
    fn states_follow_their_laws() {
        assert_eq!(days_of("br-sp", 2026), ["09/07", "20/11"]);
        assert_eq!(days_of("br-rj", 2026), ["17/02", "23/04", "20/11"]);
        assert_eq!(days_of("br-es", 2026), ["13/04"]);
        assert_eq!(days_of("br-pr", 2013), ["19/12"]);
        assert!(days_of("br-pr", 2026).is_empty());
        assert_eq!(days_of("br-sc", 2026), ["16/08"]);
        assert_eq!(days_of("br-sc", 2024), ["11/08"]);
    }

    #[test]
    fn unknown_names_are_reported_together_and_once() {
        let version = WorkingTime {
            holidays: vec!["br-xx".into(), "br".into()],
            optional_holidays: vec!["carnival".into()],
            ..WorkingTime::default()
        };
        let errors = of_versions(&[version.clone(), version], Path::new(".")).unwrap_err();
        assert_eq!(
            errors.iter().map(|error| error.code).collect::<Vec<_>>(),
            ["unknown-optional-holiday", "unknown-holiday-list"]
        );
        let known = |index: usize| errors[index].values[1].1.clone();
        assert!(
            known(0).starts_with("carnaval, corpus-christi, quarta-de-cinzas")
                && known(1).starts_with("br, br-ac")
        );
    }
}
