//! `stage-time`: how long leads take from one stage to another.

use super::World;

const NOON: &str = "2026-11-25T12:00";
const STAGES: &str = "from-stage = 'delivered'\nto-stage = 'sql'\n";

fn world(promise: &str, pairs: &[&str]) -> World {
    let target = if promise.contains("target") { "" } else { "target = '2h'\n" };
    let rows: String = pairs.iter().enumerate().map(|(n, pair)| format!("\n{n},{pair}")).collect();
    let world = World::default()
        .promise("stage-time", &format!("{STAGES}{target}min-sample = 1\n{promise}"));
    world.source("leads", "", &format!("id,delivered,sql{rows}"))
}

fn says(world: &World, as_of: &str, statements: &[&str]) {
    assert_eq!(world.run(as_of).lies(statements), [""; 0]);
}

/// One pair at a time: seconds of working time between the two.
#[test]
fn one_lead() {
    let cases = [
        ("11-10 10:00,11-10 12:00", 7_200),
        // Fri 16:30–18:00 is 1.5 h, Mon 09:00–09:30 half an hour.
        ("11-13 16:30,11-16 09:30", 7_200),
        // Both before the opening.
        ("11-10 08:30,11-10 08:45", 0),
        // Thu 17:55–18:00, Fri 20/11 free, Mon 09:00–09:55.
        ("11-19 17:55,11-23 09:55", 3_600),
        ("11-14 10:00,11-16 10:00", 3_600),
        // Monday to Friday, 5 × 9 h.
        ("11-09 09:00,11-13 18:00", 162_000),
        ("11-10 10:00,11-10 10:00", 0),
        // Delivered in October: Fri 30/10 17:00–18:00 and Mon 2/11 09:00–10:00.
        ("10-30 17:00,11-02 10:00", 7_200),
    ];
    for (pair, seconds) in cases {
        let run = world("", &[pair]).run(NOON);
        assert_eq!(run.lies(&[&format!("stage-time:actual={seconds}")]), [""; 0], "{pair}");
    }
}

/// By the wall clock Fri 16:30 → Mon 09:30 is 7.5 + 48 + 9.5 = 65 h = 234,000 s; 08:30 → 08:45 is 900 s.
#[test]
fn by_the_wall_clock() {
    for (pair, seconds) in [
        ("11-13 16:30,11-16 09:30", 234_000),
        ("11-10 08:30,11-10 08:45", 900),
        ("11-10 10:00,11-11 10:00", 86_400),
    ] {
        says(
            &world("clock = 'elapsed'", &[pair]),
            NOON,
            &[&format!("stage-time:actual={seconds}")],
        );
    }
}

/// Who is in: leads that reached `sql` in November by T, with both dates, both with a time of day, in order. Only the first pair is: 2 h.
#[test]
fn the_leads_measured() {
    let pairs = [
        "11-10 10:00,11-10 12:00",
        // Reached in October; after T; not yet.
        "10-29 10:00,10-30 17:59",
        "11-24 10:00,11-25 12:01",
        "11-10 10:00,",
        // Never delivered: the date is only inferred.
        ",11-10 16:00",
        // Out of order.
        "11-10 16:00,11-10 10:00",
        // A day without a time gives no hours.
        "11-10,11-10 17:00",
        "11-10 10:00,11-11",
    ];
    for promise in ["", "percentile = 90"] {
        says(&world(promise, &pairs), NOON, &["stage-time:actual=7200"]);
    }
    says(
        &world("", &pairs[1..]),
        NOON,
        &["stage-time:actual=null", "stage-time:status=not-assessed"],
    );
}

/// Delivered 09:00 and so many hours each: 1, 2, 3, 4 and 8.
fn hours(ends: &[&str]) -> Vec<String> {
    ends.iter().map(|end| format!("11-10 09:00,11-10 {end}")).collect()
}

/// Nearest rank: the smallest value with at least p % at or below it. Of 1, 2, 3, 4 h: p50 is the second (2 of 4 = 50 %), p90 the fourth;
/// with 8 h: p50 the third (3 of 5), p90 the fifth. Order of rows does not matter; nothing is interpolated.
#[test]
fn the_nearest_rank() {
    let four = hours(&["13:00", "10:00", "12:00", "11:00"]);
    let five = hours(&["17:00", "13:00", "10:00", "12:00", "11:00"]);
    for (pairs, percentile, hours) in [
        (&four, "", 2),
        (&four, "percentile = 50", 2),
        (&four, "percentile = 90", 4),
        (&five, "", 3),
        (&five, "percentile = 90", 8),
    ] {
        let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
        let run = world(percentile, &pairs).run(NOON);
        assert_eq!(
            run.lies(&[&format!("stage-time:actual={}", hours * 3600)]),
            [""; 0],
            "{percentile} of {}",
            pairs.len()
        );
    }
    // Ten leads of 1 to 10 … by the wall clock: p90 is the ninth, as 9 of 10 are 90 %.
    let ten: Vec<String> = (1..=10).map(|n| format!("11-10 01:00,11-10 {:02}:00", n + 1)).collect();
    let ten: Vec<&str> = ten.iter().map(String::as_str).collect();
    says(
        &world("percentile = 90\nclock = 'elapsed'", &ten),
        NOON,
        &["stage-time:actual=32400", "stage-time:p50=18000", "stage-time:p90=32400"],
    );
}

/// Targets in seconds: minutes and hours as they are; 5 d of 9 working hours are 45 h = 162,000 s, by the wall clock 120 h = 432,000 s.
#[test]
fn targets_as_durations() {
    let pair = ["11-10 10:00,11-10 12:00"];
    for (promise, seconds) in [
        ("target = '30m'", 1_800),
        ("target = '2h'", 7_200),
        ("target = '5d'", 162_000),
        ("target = '5d'\nclock = 'elapsed'", 432_000),
        ("target = '2h'\nclock = 'elapsed'", 7_200),
    ] {
        says(&world(promise, &pair), NOON, &[&format!("stage-time:target={seconds}")]);
    }
}

/// A working day of the allowance is the mean of a full week's: four days of 8 h and a Friday of 7 h are 39 h in 5 days, 7.8 h a day: 5 d are
/// 39 h = 140,400 s, in whatever month.
#[test]
fn a_day_of_a_target_is_the_week_s_mean() {
    let short = World::default()
        .hours("weekdays = ['09:00-12:00', '13:00-18:00']\nfriday = ['09:00-12:00', '13:00-17:00']")
        .promise("stage-time", &format!("{STAGES}target = '5d'"))
        .source("leads", "", "id,delivered,sql\nA,11-10 10:00,11-10 12:00");
    says(&short, NOON, &["stage-time:target=140400", "stage-time:actual=7200"]);
}

/// Lower is better: target ÷ actual against 0.95 and 0.80. Against 2 h: 120 of 126 min is 0.952, of 127 min 0.945, of 150 min 0.8, of 151 min less.
#[test]
fn sooner_is_better() {
    let cases = [
        ("11:59", "on-track", "met"),
        ("12:00", "on-track", "met"),
        ("12:06", "on-track", "missed"),
        ("12:07", "at-risk", "missed"),
        ("12:30", "at-risk", "missed"),
        ("12:31", "off-track", "missed"),
    ];
    for (end, running, over) in cases {
        let pair = format!("11-10 10:00,11-10 {end}");
        let pairs = [pair.as_str(); 10];
        says(
            &world("", &pairs),
            NOON,
            &[
                "stage-time:better=lower",
                "stage-time:kind=level",
                &format!("stage-time:status={running}"),
            ],
        );
        says(
            &world("", &pairs).period("2026-11"),
            "2026-12-02",
            &[&format!("stage-time:status={over}")],
        );
    }
}

/// Any two stages: created → won, whatever lies between. Tue 10/11 10:00 → Wed 11/11 10:00 is 8 + 1 = 9 h.
#[test]
fn between_any_two_stages() {
    let world = World::default().promise("stage-time", "from-stage = 'created'\nto-stage = 'won'\ntarget = '2d'\nmin-sample = 1").source(
        "leads",
        "",
        "id,created,delivered,won\nA,11-10 10:00,11-10 11:00,11-11 10:00\nB,11-10 10:00,11-10 11:00,",
    );
    says(&world, NOON, &["stage-time:actual=32400", "stage-time:target=64800"]);
}
