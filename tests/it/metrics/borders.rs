//! Every row of the table of status at its exact border, running and over.

use std::fs;

use serde_json::Value;

use super::World;

fn status(world: &World, id: &str, as_of: &str) -> String {
    world.run(as_of).find(&format!("{id}:status"))
}

/// 100 leads, of which `good` carry an address: `handoff-complete` is `good` %.
fn complete(good: usize, all: usize, promise: &str) -> World {
    let rows: String = (0..all)
        .map(|n| format!("\n{n},{},11-03 10:00", if n < good { "a@x.com" } else { "" }))
        .collect();
    World::default()
        .top("match = ['id']")
        .more("[handoff]\nrequired = ['email']")
        .promise("handoff-complete", promise)
        .source("leads", "", &format!("id,email,delivered{rows}"))
}

/// A share against 90 %: 90 reached, 89 and 85 (90 % − 5 points) at risk, 84 off; with a tolerance of 10 points 80 is at risk and 79 off.
#[test]
fn a_share() {
    for (good, promise, running, over) in [
        (90, "", "on-track", "met"),
        (89, "", "at-risk", "missed"),
        (85, "", "at-risk", "missed"),
        (84, "", "off-track", "missed"),
        (80, "tolerance = '10%'", "at-risk", "missed"),
        (79, "tolerance = '10%'", "off-track", "missed"),
    ] {
        assert_eq!(
            status(&complete(good, 100, promise), "handoff-complete", "2026-11-13"),
            running,
            "{good} {promise}"
        );
        assert_eq!(
            status(&complete(good, 100, promise), "handoff-complete", "2026-11-30"),
            over,
            "{good} {promise}, over"
        );
    }
}

/// Ten judged are enough, nine are not, running or over; another number may be agreed.
#[test]
fn a_share_of_few() {
    for (all, promise, running, over) in [
        (10, "", "on-track", "met"),
        (9, "", "not-assessed", "not-assessed"),
        (9, "min-sample = 9", "on-track", "met"),
        (20, "min-sample = 21", "not-assessed", "not-assessed"),
    ] {
        assert_eq!(
            status(&complete(all, all, promise), "handoff-complete", "2026-11-13"),
            running,
            "{all} {promise}"
        );
        assert_eq!(
            status(&complete(all, all, promise), "handoff-complete", "2026-11-30"),
            over,
            "{all} {promise}, over"
        );
    }
}

/// A paced count: by Fri 13/11 half of the target is expected. Of 200: 95 is 0.95 of 100, 94 less, 80 is 0.8, 79 less. Of 10: 5 are expected and
/// judged; of 9 4.5 are expected and not. Over, counts are always judged, by the target itself.
#[test]
fn a_count() {
    for (count, target, running, over) in [
        (95, 200, "on-track", "missed"),
        (94, 200, "at-risk", "missed"),
        (80, 200, "at-risk", "missed"),
        (79, 200, "off-track", "missed"),
        (200, 200, "on-track", "met"),
        (199, 200, "on-track", "missed"),
        (5, 10, "on-track", "missed"),
        (5, 9, "not-assessed", "missed"),
        (1, 1, "on-track", "met"),
    ] {
        let rows: String = (0..count).map(|n| format!("\n{n},11-02 10:00")).collect();
        let world = || {
            World::default().promise("sales-won", &format!("target = {target}")).source(
                "leads",
                "",
                &format!("id,won{rows}"),
            )
        };
        assert_eq!(status(&world(), "sales-won", "2026-11-13"), running, "{count} of {target}");
        assert_eq!(status(&world(), "sales-won", "2026-11-30"), over, "{count} of {target}, over");
    }
}

/// An amount with its own tolerance: 5,000 expected by Fri 13/11; 4,500 is 0.9.
#[test]
fn an_amount() {
    for (value, promise, running, over) in [
        (4_500, "target = 10000\ntolerance = '10%'", "on-track", "missed"),
        (4_499, "target = 10000\ntolerance = '10%'", "at-risk", "missed"),
        (4_500, "target = 10000", "at-risk", "missed"),
        (10_000, "target = 10000", "on-track", "met"),
        (9_999, "target = 10000", "on-track", "missed"),
    ] {
        let deals = format!("id,created,status,won,value\n1,11-02 10:00,won,11-03 10:00,{value}");
        let world = || {
            World::default().promise("revenue-won", promise).source(
                "deals",
                "creates-leads = true",
                &deals,
            )
        };
        assert_eq!(status(&world(), "revenue-won", "2026-11-13"), running, "{value} {promise}");
        assert_eq!(status(&world(), "revenue-won", "2026-11-30"), over, "{value} {promise}, over");
    }
}

/// A level: leads per hour. By Tue 3/11 18 h are gone; 36 leads of 2/11 are ready: 2 an hour. Target 2: 36 tried are all, 35 are 0.972, 34 are 0.944,
/// 29 are 0.806, 28 are 0.778.
#[test]
fn a_level() {
    for (tried, running) in
        [(36, "on-track"), (35, "on-track"), (34, "at-risk"), (29, "at-risk"), (28, "off-track")]
    {
        let leads: String = (0..36).map(|n| format!("\n{n},11-02 10:00")).collect();
        let activities: String = (0..tried).map(|n| format!("\n{n},11-02 11:00,call")).collect();
        let world = World::default()
            .promise("leads-per-hour", "target = 2")
            .source("leads", "", &format!("id,delivered{leads}"))
            .source("activities", "", &format!("lead,at,channel{activities}"));
        assert_eq!(status(&world, "leads-per-hour", "2026-11-03T18:00"), running, "{tried}");
    }
}

/// Conversion against 50 %, 20 mature: 10 of 20 reached; 6 of 20 (upper bound 0.5190) at risk; 5 of 20 (0.4687) off. 19 say nothing. Over: met, neither
/// met nor missed while the bound holds the target, missed.
#[test]
fn a_conversion() {
    for (won, all, running, over) in [
        (10, 20, "on-track", "met"),
        (6, 20, "at-risk", ""),
        (5, 20, "off-track", "missed"),
        (19, 19, "not-assessed", "not-assessed"),
    ] {
        let rows: String = (0..all)
            .map(|n| format!("\n{n},11-03 10:00,{}", if n < won { "11-04 10:00" } else { "" }))
            .collect();
        let promise = "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '5d'\ntarget = '50%'";
        let world = || {
            World::default().promise("conversion", promise).source(
                "leads",
                "",
                &format!("id,delivered,won{rows}"),
            )
        };
        assert_eq!(status(&world(), "conversion", "2026-11-13"), running, "{won} of {all}");
        let ended = status(&world(), "conversion", "2026-11-30");
        assert!(
            if over.is_empty() { ended != "missed" && ended != "met" } else { ended == over },
            "{won} of {all}: {ended}"
        );
    }
}

/// 0 before the first opening, 1 from the last closing on; then the period is over, and not a minute before. A period without working time has no pace.
#[test]
fn how_much_of_the_period_is_gone() {
    let world = || {
        World::default().promise("sales-won", "target = 20").source(
            "leads",
            "",
            "id,won\nA,11-01 10:00",
        )
    };
    for (as_of, share, over) in [
        ("2026-11-01", "0", "false"),
        ("2026-11-02T09:00", "0", "false"),
        // 20 days of 9 h: 4.5 h are a fortieth.
        ("2026-11-02T13:30", "0.025", "false"),
        ("2026-11-02T18:00", "0.05", "false"),
        ("2026-11-20T12:00", "0.7", "false"),
        ("2026-11-30T18:00", "1", "true"),
    ] {
        let statements = [format!("/period/share={share}"), format!("/period/over={over}")];
        assert_eq!(
            world().run(as_of).lies(&statements.each_ref().map(String::as_str)),
            [""; 0],
            "{as_of}"
        );
    }
    // Nothing is expected yet: no pace, and 20 − 1 in 20 days.
    assert_eq!(
        world().run("2026-11-01").lies(&["sales-won:pace=null", "sales-won:needed_per_day=0.95"]),
        [""; 0]
    );
}

/// A period without working time has no pace; its target is the agreed one all the same.
#[test]
fn a_period_without_working_time() {
    let weekend = World::default()
        .objective("period = { from = 2026-11-14, to = 2026-11-15 }\nsales = 10")
        .promise("sales-won", "target = 20")
        .source("leads", "", "id,won\nA,11-14 10:00");
    let statements = [
        "sales-won:actual=1",
        "sales-won:pace=null",
        "sales-won:target=20",
        "sales-won:needed_per_day=null",
    ];
    assert_eq!(weekend.run("2026-11-14T12:00").lies(&statements), [""; 0]);
}

/// A world in which every paced promise has a target: 40 leads, 500 of value, 20 sales, 1000 of revenue.
fn paced(period: &str) -> World {
    let rows = "id,delivered,won,value,type
        Z,09-01 10:00,,,Hot
        A,10-05 10:00,10-20 10:00,100,Hot
        B,10-30 10:00,,,Hot
        C,11-14 10:00,11-14 11:00,100,Hot";
    World::default()
        .objective(&format!("period = {period}\nsales = 20\nrevenue = 1000"))
        .more("[lead-values]\n'Hot' = 10.0")
        .promise("leads-delivered", "target = 40")
        .promise("value-delivered", "target = 500")
        .promise("sales-won", "target = 'plan'")
        .promise("revenue-won", "target = 'plan'")
        .source("leads", "", rows)
}

/// The summary document as of an instant in a language, and what the summary for a chat says.
fn told(world: &World, language: &str, as_of: &str) -> (Value, String) {
    let room = tempfile::tempdir().unwrap();
    let config = world.write(room.path());
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("language = 'en'", &format!("language = '{language}'")))
        .unwrap();
    let mut command = crate::room::program();
    command.env("ACORDO_NOW", format!("{as_of}:00-03:00"));
    command.args(["run", "--json", "--no-mail", "-c"]).arg(&config);
    let done = command.output().unwrap();
    let words = fs::read_to_string(room.path().join("out").join("resumo.txt")).unwrap();
    (serde_json::from_slice(&done.stdout).unwrap(), words)
}

/// On a period's first morning nothing is expected yet, and on a free weekend nothing ever is: counts and amounts alike are not judged by a pace
/// that there is not, and nobody is told of 0 of 0. 02/11/2026 is a Monday, 14/11 a Saturday.
#[test]
fn nothing_is_judged_by_a_pace_that_there_is_not() {
    let weekend = "{ from = 2026-11-14, to = 2026-11-15 }";
    for (period, as_of, language) in [
        ("'month'", "2026-11-02T08:00", "pt-BR"),
        ("'month'", "2026-11-01T12:00", "en"),
        ("'week'", "2026-11-02T08:59", "en"),
        ("'week'", "2026-11-09T09:00", "pt-BR"),
        ("'quarter'", "2026-10-01T08:00", "pt-BR"),
        ("'quarter'", "2026-10-01T08:00", "en"),
        (weekend, "2026-11-14T12:00", "pt-BR"),
        (weekend, "2026-11-15T23:00", "en"),
    ] {
        let (json, words) = told(&paced(period), language, as_of);
        for one in json["commitments"].as_array().unwrap() {
            let stands = (one["status"].as_str(), one["pace"].is_null());
            assert_eq!(stands, (Some("not-assessed"), true), "{period} {as_of}: {one}");
        }
        for word in ["■", "●", "▲", "bem atrás", "well behind"] {
            assert!(!words.contains(word), "{period} {as_of}: {words}");
        }
    }
    // An hour after the opening nobody knows how many sales an amount stands for; after a whole day there is a pace.
    let early = paced("'month'").run("2026-11-02T10:00");
    assert_eq!(early.lies(&["revenue-won:status=not-assessed"]), [""; 0]);
    let later = paced("'month'").run("2026-11-03T10:00");
    assert_eq!(later.lies(&["revenue-won:status=off-track", "revenue-won:pace=0"]), [""; 0]);
    // Once it is over, a free weekend is judged by its target all the same.
    let over = paced(weekend).period("2026-11-14..2026-11-15").run("2026-11-16T09:00");
    assert_eq!(over.lies(&["revenue-won:status=missed", "value-delivered:actual=10"]), [""; 0]);
}
