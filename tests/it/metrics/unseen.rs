//! What no file can show is not judged as if nothing had happened: scopes without a lead, columns that are there and empty.

use std::fmt::Write as _;

use super::World;

const LEADS: &str =
    "L1,Google,11-03 10:00,\nL2,Site,11-03 10:00,\nL3,Google,11-04 10:00,\nL4,Site,11-04 10:00,\n";

fn state(world: &World, metric: &str) -> [String; 3] {
    let run = world.run("2026-11-16T08:00");
    ["status", "actual", "evidence/why"].map(|field| run.find(&format!("{metric}:{field}")))
}

#[test]
fn a_scope_of_no_lead_is_not_judged_as_none() {
    let of = |metric: &str, header: &str, scope: &str| {
        let promise = format!("target = 10\nwhere = {scope}");
        let world = World::default().promise(metric, &promise);
        state(&world.source("leads", "", &format!("{header}\n{LEADS}")), metric)
    };
    let none = ["not-assessed", "null", "scope-empty"];
    let header = "id,source,delivered,won";
    for metric in ["leads-delivered", "sales-won"] {
        for scope in [
            "{ source = ['Gogle'] }",
            "{ campaign = ['X'] }",
            "{ owner = ['Ana'] }",
            "{ source = ['google / cpc', 'Bing'] }",
            "{ source = ['Google'], owner = ['Ana'] }",
        ] {
            assert_ne!(of(metric, header, scope)[0], "off-track", "{metric} {scope}");
        }
        // The word is right and the column another today.
        let renamed = of(metric, "id,campaign,delivered,won", "{ source = ['Google'] }");
        assert_ne!(renamed[0], "off-track", "{metric}");
    }
    assert_eq!(of("leads-delivered", header, "{ source = ['Gogle'] }"), none);
    let seen = of("leads-delivered", header, "{ source = ['  GOOGLE '] }");
    assert_eq!(seen, ["off-track", "2", "null"]);
    // Some lead of the scope is there, before the period: then none in it is none.
    let world =
        World::default().promise("leads-delivered", "target = 10\nwhere = { source = ['Bing'] }");
    let leads = format!("{header}\n{LEADS}L5,Bing,10-04 10:00,\n");
    assert_eq!(
        state(&world.source("leads", "", &leads), "leads-delivered"),
        ["off-track", "0", "null"]
    );
}

#[test]
fn a_column_of_sales_that_leads_leave_empty_is_no_reason_to_count_on_it() {
    let of = |leads: &str, key: fn(usize) -> String| {
        let deals: String =
            (1..=4).map(|n| format!("D{n},{},11-04 10:00,11-05 10:00\n", key(n))).collect();
        let world = World::default().promise("sales-won", "target = 2");
        let world = world.source("leads", "", &format!("id,source,delivered,won\n{leads}"));
        state(&world.source("deals", "", &format!("id,lead,created,won\n{deals}")), "sales-won")
    };
    let unjoined = ["not-assessed", "null", "unjoined-deals"];
    assert_eq!(of(LEADS, |n| format!("1.00{n}")), unjoined);
    // Where leads date some, they are counted, and the deals of nobody leave open whether there were more.
    let some = LEADS.replace("10:00,\nL2", "10:00,11-06 10:00\nL2");
    assert_eq!(of(&some, |n| format!("1.00{n}")), ["not-assessed", "1", "null"]);
    let all = LEADS.replace("10:00,\n", "10:00,11-06 10:00\n");
    assert_eq!(of(&all, |n| format!("1.00{n}"))[1], "4");
    assert_eq!(of(LEADS, |n| format!("L{n}"))[1], "4");
}

/// Leads of two files: the first ones, of which those of Google as said, and so many of a file that has no source.
fn two_files(named: usize, google: usize, unnamed: usize, other: &str) -> World {
    let (mut one, mut two) =
        (String::from("id,source,delivered,accepted,won\n"), format!("{other}\n"));
    for n in 0..named {
        let source = if n < google { "Google" } else { "" };
        let _ = writeln!(one, "A{n},{source},11-03 10:00,11-03 11:00,11-05 10:00");
    }
    for n in 0..unnamed {
        let _ = writeln!(two, "B{n},,11-03 10:00,,11-05 10:00");
    }
    World::default().source("leads", "", &one).source("leads", "", &two)
}

/// What a lead of a file without the column is, nobody knows: of a count none or all of them belong to the scope. An empty cell in a column that is there
/// says that the lead has no source.
#[test]
fn leads_of_files_without_the_column_of_a_scope_are_open() {
    let (without, with) = ("id,name,delivered,accepted,won", "id,source,delivered,accepted,won");
    for (metric, target, (named, google, unnamed, other), status, why, ends, part) in [
        ("leads-delivered", "40", (20, 10, 20, without), "not-assessed", "open", "10-30", true),
        ("leads-delivered", "10", (20, 10, 20, with), "on-track", "null", "", false),
        ("leads-delivered", "10", (20, 15, 5, without), "on-track", "null", "15-20", true),
        ("leads-delivered", "30", (20, 10, 1, without), "off-track", "null", "10-11", false),
        ("sales-won", "20", (20, 5, 10, without), "not-assessed", "open", "5-15", true),
        ("sales-won", "5", (20, 10, 21, without), "not-assessed", "scope-unfed", "", false),
        // On one day all of them, whoever belongs to it.
        ("steady-delivery", "'90%'", (20, 10, 10, without), "off-track", "null", "", true),
    ] {
        let lines = format!("target = {target}\nwhere = {{ source = ['Google'] }}");
        let lines = if metric == "leads-delivered" {
            format!("counting = 'gross'\n{lines}")
        } else {
            lines
        };
        let run = two_files(named, google, unnamed, other)
            .promise(metric, &lines)
            .run("2026-11-16T08:00");
        let case = format!("{metric} {named} {google} {unnamed}");
        let own = run.json["commitments"][0].clone();
        assert_eq!(own["status"], status, "{case}: {own}");
        assert_eq!(own["why_not"].as_str().unwrap_or("null"), why, "{case}");
        let at =
            |end: &str| own["possible"][end].as_f64().map_or(String::new(), |at| at.to_string());
        let between = format!("{}-{}", at("low"), at("high"));
        assert_eq!(
            if between == "-" || at("low") == at("high") { "" } else { &between },
            ends,
            "{case}: {own}"
        );
        let is_part = own["evidence"]["unseen_parts"].to_string().contains("scope-unfed");
        assert_eq!(is_part, part, "{case}: {own}");
    }
}

/// A field that the deals alone have is one of the leads with a deal; a rate lies between all its open leads broken and all kept.
#[test]
fn a_field_of_deals_says_nothing_of_leads_without_one() {
    for (kept, target, status, low, high) in [
        (10, "'80%'", "off-track", 0.5, 0.75),
        (10, "'60%'", "not-assessed", 0.5, 0.75),
        (10, "'40%'", "on-track", 0.5, 0.75),
        (0, "'40%'", "not-assessed", 0.25, 0.5),
        (0, "'80%'", "off-track", 0.25, 0.5),
        (6, "'50%'", "not-assessed", 5.0 / 14.0, 11.0 / 16.0),
    ] {
        let (mut leads, mut deals, mut calls) = (
            String::from("id,delivered\n"),
            String::from("id,lead,created,product\n"),
            String::from("lead,at,channel\n"),
        );
        for n in 0..30 {
            let _ = writeln!(leads, "L{n},11-03 10:00");
            if n < 20 {
                let _ = writeln!(deals, "D{n},L{n},11-03 12:00,{}", if n < 10 { "X" } else { "Y" });
            }
            // Of the ten of X five were tried in time; of the ten without a deal as many as said.
            if n < 5 || (10..20).contains(&n) || (20..20 + kept).contains(&n) {
                let _ = writeln!(calls, "L{n},11-03 10:10,call");
            }
        }
        let promise = format!("within = '1h'\ntarget = {target}\nwhere = {{ product = ['X'] }}");
        let run = World::default()
            .promise("first-attempt", &promise)
            .source("leads", "", &leads)
            .source("deals", "extra = ['product']", &deals)
            .source("activities", "", &calls)
            .run("2026-11-16T08:00");
        let own = run.json["commitments"][0].clone();
        assert_eq!(own["actual"], 0.5, "{own}");
        for (end, wanted) in [("low", low), ("high", high)] {
            assert!((own["possible"][end].as_f64().unwrap() - wanted).abs() < 1e-4, "{own}");
        }
        assert_eq!(own["status"], status, "{own}");
    }
}
