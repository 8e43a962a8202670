//! The same rows in any order give the same numbers (`DEFINITIONS.md` §8, 4): small random worlds, shuffled.

use std::collections::BTreeMap;

use serde_json::Value;

use super::World;
use crate::support::dice::Dice;

const EMAILS: [&str; 8] =
    ["a@x.com", "A@x.com", "b@x.com", "c@x.com", "d@x.com;a@x.com", "contato@x.com", "e@x.com", ""];
const PHONES: [&str; 8] = ["11 98765-4321", "+55 11 8765-4321", "21 3333-4444", "", "", "", "", ""];
const DAYS: [&str; 10] = [
    "06-01 10:00",
    "08-30 10:00",
    "10-30 17:30",
    "11-03",
    "11-03 10:00",
    "11-03 10:00",
    "11-10 10:00",
    "11-16 09:30",
    "11-23 11:00",
    "12-02 10:00",
];
const REASONS: [&str; 5] = ["bad number", "Bad Number", "competitor", "closed down", ""];
const SOURCES: [&str; 6] = ["Ads", "ads", "ADS", "Site", "site", ""];
const OWNERS: [&str; 5] = ["Ana", "ana", "Bia", "Cai", ""];

/// One of the addresses that several rows share, mostly one of many others.
fn email(dice: &mut Dice) -> String {
    if dice.chance(250) {
        dice.pick(&EMAILS).to_owned()
    } else {
        format!("u{}@x.com", dice.below(25))
    }
}

/// A day or nothing, at times an hour or so later than the list's.
fn day(dice: &mut Dice, permille: usize) -> String {
    let day = dice.pick(&DAYS);
    let day = if dice.chance(300) { day.replace(":00", ":10") } else { day.to_owned() };
    if dice.chance(permille) { day } else { String::new() }
}

fn leads(dice: &mut Dice) -> Vec<String> {
    let row = |_| {
        let address = email(dice);
        // An id is one person's: else ids would number the rows, and who has no key be called by one.
        let own = address.strip_prefix('u').and_then(|rest| rest.split('@').next());
        let of_list = || EMAILS.iter().position(|known| *known == address).map(|at| 30 + at);
        let number = own.and_then(|own| own.parse().ok()).or_else(of_list).unwrap_or(40);
        let id = format!("L{number}");
        let keys = [address.as_str(), dice.pick(&PHONES), dice.pick(&SOURCES), dice.pick(&OWNERS)]
            .map(str::to_owned);
        let dates = [900, 500, 200, 300, 200, 200].map(|permille| day(dice, permille));
        let reasons = [dice.pick(&REASONS), dice.pick(&REASONS)].map(str::to_owned);
        [vec![id], keys.to_vec(), dates.to_vec(), reasons.to_vec()].concat().join(",")
    };
    (0..30).map(row).collect()
}

fn deals(dice: &mut Dice) -> Vec<String> {
    let row = |n| {
        let address = email(dice);
        let keys = [
            address.as_str(),
            dice.pick(&["L1", "L2", "", "", ""]),
            dice.pick(&OWNERS),
            dice.pick(&["won", "lost", "open"]),
        ]
        .map(str::to_owned);
        let dates = [1000, 400, 400].map(|permille| day(dice, permille));
        [vec![format!("D{n}")], keys.to_vec(), dates.to_vec(), vec![dice.pick(&REASONS).to_owned()]]
            .concat()
            .join(",")
    };
    (0..12).map(row).collect()
}

fn activities(dice: &mut Dice) -> Vec<String> {
    let row = |_| {
        let at = day(dice, 1000);
        let address = email(dice);
        let keys = [
            dice.pick(&["", "", "L1", "L2", "L3"]),
            address.as_str(),
            dice.pick(&PHONES),
            dice.pick(&["", "D1", "D2"]),
        ]
        .map(str::to_owned);
        let words = [
            dice.pick(&["call", "email", "call", "odd"]),
            dice.pick(&["", "inbound"]),
            dice.pick(&["", "connected", "no-answer", "strange"]),
        ]
        .map(str::to_owned);
        let rest =
            [dice.pick(&OWNERS), dice.pick(&["", "00:00:00", "00:01:00"])].map(str::to_owned);
        [vec![at], keys.to_vec(), words.to_vec(), rest.to_vec()].concat().join(",")
    };
    (0..60).map(row).collect()
}

fn shuffled(rows: &[String], dice: &mut Dice) -> Vec<String> {
    let mut rows = rows.to_vec();
    (1..rows.len()).rev().for_each(|last| rows.swap(last, dice.below(last + 1)));
    rows
}

fn world(top: &str, tables: &[Vec<String>; 3]) -> World {
    let csv = |header: &str, rows: &[String]| format!("{header}\n{}", rows.join("\n"));
    World::default()
        .top(top)
        .more("[handoff]\nrequired = ['email', 'phone']\nrejection-window = '3d'")
        .promise("leads-delivered", "target = 'plan'")
        .promise("handoff-complete", "")
        .promise("first-attempt", "within = '1h'\nmin-sample = 1")
        .promise("first-connection", "within = '1d'")
        .promise("attempts", "within = '2d'\nattempts = 2")
        .promise("leads-per-hour", "target = 'plan'\nper = 'person'")
        .promise("conversion", "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'\nmin-sample = 1")
        .promise("sales-won", "target = 'plan'")
        .source(
            "leads",
            "",
            &csv("id,email,phone,source,owner,delivered,created,rejected,sql,won,lost,rejection-reason,lost-reason", &tables[0]),
        )
        .source("deals", "creates-leads = true", &csv("id,email,lead,owner,status,created,won,lost,lost-reason", &tables[1]))
        .source("activities", "", &csv("at,lead,email,phone,deal,channel,direction,outcome,owner,duration", &tables[2]))
}

/// The summary document without what tells one run or one file from another.
fn numbers(mut json: Value) -> Value {
    json["generated_at"].take();
    for file in json["intake"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .flat_map(|source| source["files"].as_array_mut().unwrap())
    {
        for field in ["path", "sha256", "modified"] {
            file[field].take();
        }
    }
    // Where the first of several cells stands depends on the order of rows, and its sentence with it.
    for warning in json["warnings"].as_array_mut().unwrap() {
        for field in ["row", "rows"] {
            if warning.get(field).is_some() {
                warning[field].take();
                warning["text"].take();
            }
        }
    }
    json
}

/// Rows of the leads' file in their own order, without the running number of the person.
fn rows(mut leads: Vec<BTreeMap<String, String>>) -> Vec<BTreeMap<String, String>> {
    leads.iter_mut().for_each(|lead| drop(lead.remove("person")));
    leads.sort();
    leads
}

#[test]
fn the_order_of_rows_never_matters() {
    for seed in 100..130 {
        let mut dice = Dice::new(seed);
        let top = dice.pick(&[
            "",
            "re-entry = '0d'",
            "re-entry = 'forever'",
            "delivered-by = 'deal'",
            "shared-addresses = ['contato@*']\nre-entry = '30d'",
        ]);
        let tables = [leads(&mut dice), deals(&mut dice), activities(&mut dice)];
        let other = [
            shuffled(&tables[0], &mut dice),
            shuffled(&tables[1], &mut dice),
            shuffled(&tables[2], &mut dice),
        ];
        let (one, two) = (
            world(top, &tables).run("2026-11-25T12:00"),
            world(top, &other).run("2026-11-25T12:00"),
        );
        assert_eq!(rows(one.leads), rows(two.leads), "seed {seed}");
        let (one, two) = (numbers(one.json), numbers(two.json));
        for (field, value) in one.as_object().unwrap() {
            assert_eq!(value, &two[field], "seed {seed}, {field}");
        }
    }
}
