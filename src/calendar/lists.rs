//! The named lists of holidays (`br`, `br-sp`, `us-ca` …): the rules of each country and its regions, and the days they fall on.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::Datelike;
use serde::Deserialize;

use super::{END, FIRST, Holiday, Holidays, movable, weekday};
use crate::model::agreement::Hours;
use crate::model::zone::Day;

macro_rules! lists {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/holidays/", $name, ".toml")))),+]
    };
}

/// Every country with a list: a new one is a file in `templates/holidays` and its name here.
const LISTS: &[(&str, &str)] = lists!["ar", "br", "cl", "co", "de", "es", "gb", "mx", "pt", "us"];

static COUNTRIES: LazyLock<BTreeMap<&str, List>> = LazyLock::new(|| {
    let read =
        |(name, text): &(&'static str, &str)| (*name, toml::from_str(text).unwrap_or_default());
    LISTS.iter().map(read).collect()
});

/// One list as its file has it: a country's with those of its regions, or a region's, which adds to its country's.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct List {
    /// ISO code of the country's money.
    currency: String,
    /// Time zones in which the country lies; one that ends with a slash stands for all that begin so.
    zones: Vec<String>,
    fixed: Vec<Rule>,
    movable: Vec<Rule>,
    /// Names of the country's days that the region does not keep.
    without: Vec<String>,
    region: BTreeMap<String, List>,
}

/// The day of a holiday in each year: a `date`, or days from Easter Sunday.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rule {
    /// `12-25`.
    date: String,
    /// Days after Easter Sunday.
    easter: Option<i32>,
    name: String,
    /// The first year, and the last.
    since: Option<i32>,
    until: Option<i32>,
    /// Years from `since` to the next.
    every: Option<i32>,
    /// The only years; none: all.
    years: Vec<i32>,
    /// The first such day of the week on or after the date.
    weekday: Option<Weekday>,
    /// Only where the date falls on one of these.
    on: Vec<Weekday>,
    /// Days by which it moves, by the day of the week on which it falls, Monday first.
    #[serde(rename = "move")]
    moved: [i32; 7],
    /// The same for a day that is kept beside it.
    also: [i32; 7],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Rule {
    /// The day it falls on in a year, and the one that is kept beside it.
    fn days(&self, year: i32) -> impl Iterator<Item = Day> {
        let day = self.day(year);
        let also = day.and_then(|day| Some((day, *self.also.get(weekday(day))?)));
        let beside = also.filter(|(_, days)| *days != 0).map(|(day, days)| day.plus(days));
        day.into_iter().chain(beside)
    }

    fn day(&self, year: i32) -> Option<Day> {
        let written = self.written(year).filter(|_| self.is_in_law(year))?;
        let on = weekday(written);
        if !self.on.is_empty() && !self.on.iter().any(|own| *own as usize == on) {
            return None;
        }
        let wait = self.weekday.map_or(0, |own| (own as usize + 7 - on) % 7);
        Some(written.plus(i32::try_from(wait).ok()? + self.moved.get(on)?))
    }

    fn written(&self, year: i32) -> Option<Day> {
        if let Some(days) = self.easter {
            return movable::easter(year).map(|easter| easter.plus(days));
        }
        let (month, day) = self.date.split_once('-')?;
        Day::ymd(year, month.parse().ok()?, day.parse().ok()?)
    }

    fn is_in_law(&self, year: i32) -> bool {
        let since = self.since.unwrap_or(year);
        let is_turn = self.every.is_none_or(|every| (year - since).rem_euclid(every.max(1)) == 0);
        since <= year
            && self.until.is_none_or(|until| year <= until)
            && (self.years.is_empty() || self.years.contains(&year))
            && is_turn
    }
}

impl List {
    /// Adds its days, but for those of these names.
    pub fn add_to(&self, holidays: &mut Holidays, without: &[String]) {
        let rules = self.fixed.iter().chain(&self.movable);
        for rule in rules.filter(|rule| !without.contains(&rule.name)) {
            let closed = || Holiday { name: rule.name.clone(), hours: Hours::new() };
            holidays.extend(years().flat_map(|year| rule.days(year)).map(|day| (day, closed())));
        }
    }
}

fn years() -> std::ops::Range<i32> {
    FIRST.date().year()..END.date().year()
}

/// The lists an agreement may name under `holidays`: each country, then its regions, which hold the country's days, too.
pub fn known_lists() -> Vec<String> {
    let of = |(country, list): (&&str, &List)| {
        let regions = list.region.keys().map(|region| format!("{country}-{region}"));
        std::iter::once((*country).to_owned())
            .chain(regions.collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    COUNTRIES.iter().flat_map(of).collect()
}

/// The countries with a list.
pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.keys().copied()
}

/// The list of the country in which a time zone lies.
pub fn of_zone(zone: &str) -> Option<&'static str> {
    let is_in = |own: &String| own == zone || own.ends_with('/') && zone.starts_with(own.as_str());
    COUNTRIES.iter().find(|(_, list)| list.zones.iter().any(is_in)).map(|(name, _)| *name)
}

/// The money of a country with a list, as its ISO code.
pub fn currency(country: &str) -> Option<&'static str> {
    COUNTRIES.get(country).map(|list| list.currency.as_str())
}

/// Adds the days of a named list; false where there is none of that name.
pub fn add_named(name: &str, holidays: &mut Holidays) -> bool {
    let (country, region) = name.split_once('-').map_or((name, None), |(own, of)| (own, Some(of)));
    let Some(list) = COUNTRIES.get(country) else { return false };
    let Some(region) = region else {
        list.add_to(holidays, &[]);
        return true;
    };
    let Some(region) = list.region.get(region) else { return false };
    list.add_to(holidays, &region.without);
    region.add_to(holidays, &[]);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_of(name: &str, year: i32) -> Vec<String> {
        let mut all = Holidays::new();
        assert!(add_named(name, &mut all), "{name}");
        let days = all.keys().map(|day| day.date()).filter(|day| day.year() == year);
        days.map(|day| day.format("%m-%d").to_string()).collect()
    }

    /// The days that a region keeps beside its country's.
    fn own_days(name: &str, year: i32) -> Vec<String> {
        let of_country = days_of(name.split_once('-').unwrap().0, year);
        days_of(name, year).into_iter().filter(|day| !of_country.contains(day)).collect()
    }

    #[test]
    fn every_list_is_well_formed() {
        for (name, text) in LISTS {
            let list: List = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!list.zones.is_empty() && !list.fixed.is_empty(), "{name}");
            for region in list.region.values().chain([&list]) {
                for rule in region.fixed.iter().chain(&region.movable) {
                    let falls = years().any(|year| rule.days(year).next().is_some());
                    assert!(falls && !rule.name.is_empty(), "{name}: {rule:?}");
                }
                let names = |name: &String| {
                    list.fixed.iter().chain(&list.movable).any(|rule| rule.name == *name)
                };
                assert!(region.without.iter().all(names), "{name}: {:?}", region.without);
            }
            assert!(list.zones.iter().all(|zone| of_zone(zone) == Some(name)), "{name}");
        }
        assert_eq!(known_lists().iter().filter(|name| name.starts_with("br")).count(), 28);
    }

    /// Checked day by day against two other sources; a list that changes must change here, too.
    #[test]
    fn lists_fall_on_the_days_that_were_checked() {
        let mut seen = Vec::new();
        for line in include_str!("tests/holidays.txt").lines().filter(|line| !line.starts_with('#'))
        {
            let mut words = line.split(' ');
            let (name, year) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
            assert_eq!(days_of(name, year), words.collect::<Vec<_>>(), "{name} {year}");
            seen.push(name);
        }
        assert!(countries().all(|name| seen.iter().filter(|own| **own == name).count() == 3));
    }

    #[test]
    fn national_holidays_of_2023() {
        assert!(!days_of("br", 2023).contains(&"11-20".to_owned()));
        // New Year's Day of 2028 is a Saturday: federal offices are closed on the last day of 2027.
        assert!(days_of("us", 2027).contains(&"12-31".to_owned()));
    }

    #[test]
    fn states_follow_their_laws() {
        assert_eq!(own_days("br-sp", 2026), ["07-09"]);
        assert_eq!(own_days("br-rj", 2026), ["02-17", "04-23"]);
        assert_eq!(own_days("br-es", 2026), ["04-13"]);
        assert_eq!(own_days("br-pr", 2013), ["12-19"]);
        assert!(own_days("br-pr", 2026).is_empty() && own_days("br-go", 2026).is_empty());
        assert_eq!(own_days("br-sc", 2026), ["08-16"]);
        assert_eq!(own_days("br-sc", 2024), ["08-11"]);
        assert_eq!(own_days("us-ca", 2026), ["03-31", "11-27"]);
        assert!(!days_of("us-ca", 2026).contains(&"10-12".to_owned()), "no Columbus Day");
        assert!(!days_of("gb-sct", 2026).contains(&"04-06".to_owned()), "no Easter Monday");
    }

    #[test]
    fn a_zone_tells_its_country() {
        for (zone, country) in [
            ("America/New_York", Some("us")),
            ("America/Indiana/Knox", Some("us")),
            ("America/Argentina/Salta", Some("ar")),
            ("Europe/London", Some("gb")),
            ("America/Sao_Paulo", Some("br")),
            ("Europe/Paris", None),
            ("UTC", None),
        ] {
            assert_eq!(of_zone(zone), country, "{zone}");
        }
    }
}
