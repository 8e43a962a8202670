//! A random world from a seed.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use chrono_tz::Tz;

use super::calendar::{Calendar, Stamp, instant};
use super::doings;
use super::episodes::{all_dates, dates, lead_dates};
use super::people::{self, Pen, REASONS, Span};
use super::promising::promises;
use super::world::{Export, Terms, World, fold};
use crate::support::dice::Dice;

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The world of a seed.
pub fn world(seed: u64) -> World {
    let mut dice = Dice::new(seed.wrapping_mul(0x9E37_79B9).wrapping_add(17));
    let dice = &mut dice;
    let (zone, around) = dice.pick(&[
        (Tz::America__Sao_Paulo, ymd(2026, 9, 1)),
        (Tz::America__Sao_Paulo, ymd(2018, 10, 20)),
        (Tz::America__Sao_Paulo, ymd(2018, 2, 5)),
        (Tz::Europe__Berlin, ymd(2026, 3, 10)),
        (Tz::Europe__Berlin, ymd(2025, 10, 10)),
        (Tz::America__New_York, ymd(2026, 3, 1)),
        (Tz::America__New_York, ymd(2025, 10, 25)),
    ]);
    let as_of = (around + Days::new(dice.below(34) as u64)).and_hms_opt(0, 0, 0).unwrap()
        + TimeDelta::seconds(dice.between(0, 86_399));
    let whole_day = dice.chance(150);
    let as_of = if whole_day { as_of.date().and_hms_opt(23, 59, 59).unwrap() } else { as_of };
    let as_of_text =
        as_of.format(if whole_day { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S" }).to_string();
    let pen = Pen {
        days: dice.pick(&[0, 100, 400]),
        minutes: dice.pick(&[0, 300]),
        midnights: dice.pick(&[0, 0, 40]),
    };
    let kind = dice.pick(&["month", "month", "week", "quarter", "custom"]);
    let span = Span { as_of, first: period(kind, as_of.date()).0.and_hms_opt(0, 0, 0).unwrap() };
    let mut world = exports(dice, zone, as_of, span, &pen);
    world.as_of_text = as_of_text;
    if whole_day {
        // Where clocks go back at midnight, 23:59:59 comes twice: the day ends with the second one.
        world.as_of = world.terms.calendar.last_second(as_of.date());
    }
    cut_offs(dice, &mut world, as_of);
    beginnings(dice, &mut world, span.first.date());
    let until = world.cut_off(&["leads", "deals", "activities"]);
    let today = world.terms.calendar.day_of(until);
    world.terms.period =
        if kind == "custom" { period(kind, as_of.date()) } else { period(kind, today) };
    world.terms.period_kind = kind;
    world.names_period = kind != "custom" && world.terms.period != period(kind, as_of.date());
    world.terms.promises = promises(dice, &world);
    world
}

/// First and last day of the period around a day.
pub fn period(kind: &str, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = day.with_day(1).unwrap();
    match kind {
        "week" => {
            let monday = day.week(Weekday::Mon).first_day();
            (monday, monday + Days::new(6))
        }
        "quarter" => {
            let first = month - Months::new((day.month() - 1) % 3);
            (first, first + Months::new(3) - Days::new(1))
        }
        "custom" => (day - Days::new(17), day + Days::new(5)),
        _ => (month, month + Months::new(1) - Days::new(1)),
    }
}

fn some(dice: &mut Dice, fields: &[(&str, usize)]) -> Vec<String> {
    fields
        .iter()
        .filter(|(_, chance)| dice.chance(*chance))
        .map(|(field, _)| (*field).to_owned())
        .collect()
}

/// Fields of a leads export and how often, in a thousand worlds, it has them.
fn lead_fields(ending: usize) -> Vec<(&'static str, usize)> {
    vec![
        ("id", 750),
        ("person", 200),
        ("name", 900),
        ("email", 1000),
        ("phone", 900),
        ("company", 900),
        ("source", 900),
        ("campaign", 500),
        ("owner", 800),
        ("team", 400),
        ("type", 500),
        ("value", 600),
        ("score", 500),
        ("product", 400),
        ("created", 1000),
        ("mql", 600),
        ("delivered", 880),
        ("accepted", 700),
        ("sql", 650),
        ("opportunity", ending),
        ("won", ending),
        ("lost", ending),
        ("rejected", 750),
        ("recycled", 400),
        ("first-contact", 200),
        ("rejection-reason", 850),
        ("lost-reason", ending),
    ]
}

const DEAL_FIELDS: [(&str, usize); 14] = [
    ("id", 1000),
    ("lead", 700),
    ("email", 1000),
    ("phone", 700),
    ("owner", 800),
    ("status", 900),
    ("stage", 250),
    ("value", 900),
    ("source", 600),
    ("created", 1000),
    ("first-contact", 500),
    ("won", 1000),
    ("lost", 1000),
    ("lost-reason", 900),
];
const ACTIVITY_FIELDS: [(&str, usize); 12] = [
    ("at", 1000),
    ("lead", 900),
    ("email", 1000),
    ("phone", 900),
    ("person", 300),
    ("channel", 900),
    ("direction", 900),
    ("outcome", 950),
    ("owner", 800),
    ("done", 500),
    ("automatic", 500),
    ("duration", 500),
];

fn exports(dice: &mut Dice, zone: Tz, as_of: NaiveDateTime, span: Span, pen: &Pen) -> World {
    let people = people::crowd(dice);
    let has_deals = dice.chance(600);
    let ending = if has_deals { 80 } else { 750 };
    let mut columns = some(dice, &lead_fields(ending));
    columns.dedup();
    // A reason alone is a rejection on an unknown day, which these worlds do not have.
    let has_rejections = columns.iter().any(|own| own == "rejected");
    columns.retain(|own| own != "rejection-reason" || has_rejections);
    let zones = [None, None, None, Some(Tz::UTC)];
    let lead_rows = people::lead_rows(dice, &columns, &people, span, pen);
    let mut export = |columns: Vec<String>, rows| Export {
        columns,
        rows,
        cut_off: None,
        cut_off_rule: "none",
        zone: zones[dice.below(4)],
        covers_from: None,
    };
    let leads = export(columns, lead_rows);
    let mut deals = has_deals.then(|| export(Vec::new(), Vec::new()));
    let mut activities = Some(export(Vec::new(), Vec::new()));
    if let Some(deals) = &mut deals {
        deals.columns = some(dice, &DEAL_FIELDS);
        deals.rows = doings::deal_rows(dice, &deals.columns, &leads.rows, span, pen);
    }
    activities = activities.filter(|_| dice.chance(920));
    if let Some(activities) = &mut activities {
        activities.columns = some(dice, &ACTIVITY_FIELDS);
        activities.columns.extend((has_deals && dice.chance(600)).then(|| "deal".to_owned()));
        let known = deals.as_ref().map(|deals| deals.rows.clone()).unwrap_or_default();
        activities.rows =
            doings::activity_rows(dice, &activities.columns, &leads.rows, &known, span, pen);
        activities.covers_from =
            dice.chance(150).then(|| span.first.date() + Days::new(dice.below(8) as u64));
    }
    let terms = terms(dice, zone, span.first.date(), &leads, deals.is_some());
    if let Some(deals) = deals.as_mut().filter(|_| terms.creates_leads) {
        // A stage would be the lead's own.
        deals.columns.retain(|column| column != "stage");
        deals.rows.iter_mut().for_each(|row| drop(row.remove("stage")));
    }
    World {
        leads,
        deals,
        activities,
        as_of: instant(zone, as_of),
        as_of_text: String::new(),
        names_period: false,
        terms,
    }
}

fn terms(dice: &mut Dice, zone: Tz, first: NaiveDate, leads: &Export, has_deals: bool) -> Terms {
    let has = |field: &str| leads.columns.iter().any(|column| column == field);
    let ways: Vec<&'static str> =
        ["delivered", "mql", "created"].into_iter().filter(|name| has(name)).collect();
    let delivered_by = if dice.chance(850) { ways[0] } else { ways[dice.below(ways.len())] };
    let keys = dice.pick(&[
        &["email", "phone"][..],
        &["email", "phone"],
        &["id", "email", "phone"],
        &["email"],
        &["phone"],
    ]);
    Terms {
        calendar: hours(dice, zone, first),
        matched: keys.iter().map(|key| (*key).to_owned()).collect(),
        re_entry: dice.weighted(&[(Some(90), 7), (Some(20), 2), (Some(0), 1), (None, 1)]),
        ignore: if dice.chance(800) {
            vec!["*@minhaempresa.com.br".to_owned(), "teste *".to_owned()]
        } else {
            Vec::new()
        },
        shared: if dice.chance(800) { vec!["contato@*".to_owned()] } else { Vec::new() },
        delivered_by,
        burst: dice.pick(&[900, 900, 3600]),
        period: (first, first),
        period_kind: "month",
        window: dice.pick(&[1, 3, 5]),
        required: dice
            .pick(&[&["email", "phone", "company"][..], &["email"], &["phone", "name"]])
            .iter()
            .map(|field| (*field).to_owned())
            .collect(),
        reasons: REASONS
            .iter()
            .map(|(word, category)| (fold(word), *category))
            .collect::<BTreeMap<_, _>>(),
        creates_leads: has_deals && dice.chance(350) && delivered_by == "delivered" && has("id"),
        values: BTreeMap::from([(fold("Demonstração"), 12_000), (fold("Material rico"), 1550)]),
        require: [("score", ">= 50"), ("product", "X")]
            .into_iter()
            .filter(|(field, _)| has(field))
            .map(|(field, word)| (field.to_owned(), vec![word.to_owned()]))
            .collect(),
        conversion_within: dice.pick(&[10, 60]),
        promises: Vec::new(),
    }
}

fn hours(dice: &mut Dice, zone: Tz, first: NaiveDate) -> Calendar {
    let hour = |from: i64, to: i64| (from * 3600, to * 3600);
    let usual = if dice.chance(500) { vec![hour(9, 12), hour(13, 18)] } else { vec![hour(8, 17)] };
    let mut weekdays: [Vec<(i64, i64)>; 7] =
        std::array::from_fn(|day| if day < 5 { usual.clone() } else { Vec::new() });
    if dice.chance(250) {
        weekdays[4] = vec![hour(9, 12)];
    }
    if dice.chance(200) {
        weekdays[6] = vec![hour(0, 4), hour(10, 12)];
    }
    let mut days = BTreeMap::new();
    for _ in 0..dice.below(4) {
        days.insert(
            first + Days::new(dice.below(40) as u64),
            if dice.chance(600) { Vec::new() } else { vec![hour(9, 12)] },
        );
    }
    Calendar { zone, weekdays, days }
}

fn cut_offs(dice: &mut Dice, world: &mut World, as_of: NaiveDateTime) {
    for name in ["leads", "deals", "activities"] {
        let rule = dice.weighted(&[("none", 4), ("file-time", 3), ("newest-row", 3)]);
        let time = instant(
            world.terms.calendar.zone,
            as_of + TimeDelta::seconds(dice.between(-500_000, 100_000)),
        );
        let newest = newest_row(world, name);
        let Some(export) = (match name {
            "leads" => Some(&mut world.leads),
            "deals" => world.deals.as_mut(),
            _ => world.activities.as_mut(),
        }) else {
            continue;
        };
        if export.rows.is_empty() {
            continue;
        }
        export.cut_off_rule = rule;
        export.cut_off = match rule {
            "file-time" => Some(time),
            "newest-row" => newest,
            _ => None,
        };
    }
}

/// Leads and deals reach back beyond every period, or begin on a day of it, or with their first row.
fn beginnings(dice: &mut Dice, world: &mut World, first: NaiveDate) {
    for export in std::iter::once(&mut world.leads).chain(&mut world.deals) {
        let within = first + Days::new(dice.below(12) as u64);
        let begin = dice.weighted(&[(Some(ymd(2000, 1, 1)), 5), (Some(within), 2), (None, 3)]);
        export.covers_from = begin.filter(|_| !export.rows.is_empty());
    }
}

/// The newest date in a file, up to the run.
pub fn newest_row(world: &World, name: &str) -> Option<i64> {
    stamps(world, name).map(|stamp| stamp.at).max()
}

/// The local day of the oldest date of a file up to the run, though all of them are later than what is known of it.
pub fn first_day(world: &World, name: &str) -> Option<NaiveDate> {
    let all = every(world, name, all_dates).map(|stamp| stamp.at);
    let oldest = all.filter(|at| *at <= world.as_of).min();
    oldest.map(|at| world.terms.calendar.day_of(at))
}

/// Every date in a file, up to the run.
fn stamps(world: &World, name: &str) -> impl Iterator<Item = Stamp> {
    every(world, name, |world, export, field| dates(world, export, field, world.as_of))
}

/// Every date in a file, as a column of it is read.
fn every(
    world: &World,
    name: &str,
    read: impl Fn(&World, &Export, &str) -> Vec<Option<Stamp>>,
) -> impl Iterator<Item = Stamp> {
    let (export, fields) = match name {
        "leads" => (Some(&world.leads), lead_dates().collect()),
        "deals" => (world.deals.as_ref(), vec!["created", "won", "lost", "first-contact"]),
        _ => (world.activities.as_ref(), vec!["at"]),
    };
    let of = |export: &Export| {
        let fields = fields.iter().filter(|field| export.columns.iter().any(|own| own == *field));
        let all = fields.flat_map(|field| read(world, export, field));
        all.flatten().collect::<Vec<_>>()
    };
    export.map(of).unwrap_or_default().into_iter()
}
