//! How a commitment stands while running and once its period is over, and where it is judged.

use super::World;

fn status(world: &World, metric: &str, as_of: &str) -> String {
    let run = world.run(as_of);
    run.find(&format!("{metric}:status"))
}

/// Half of the month is gone by 13/11: expected 20 of 40. On-track ≥ 0.95, at-risk ≥ 0.80, not assessed below 5 expected events.
#[test]
fn a_paced_count() {
    let won = |count: usize, target: &str| {
        let rows: String = (0..count).map(|n| format!("\n{n},11-02 10:00")).collect();
        World::default().promise("sales-won", target).source(
            "leads",
            "",
            &format!("id,won{rows}\nother,"),
        )
    };
    let cases = [
        (19, "target = 40", "on-track", "missed"),
        (18, "target = 40", "at-risk", "missed"),
        (16, "target = 40", "at-risk", "missed"),
        (15, "target = 40", "off-track", "missed"),
        (18, "target = 40\ntolerance = '10%'", "on-track", "missed"),
        (40, "target = 40", "on-track", "met"),
        (9, "target = 9", "on-track", "met"),
        (8, "target = 9", "not-assessed", "missed"),
        (4, "target = 10", "at-risk", "missed"),
        (0, "target = 10", "off-track", "missed"),
    ];
    for (count, target, running, over) in cases {
        assert_eq!(
            status(&won(count, target), "sales-won", "2026-11-13"),
            running,
            "{count}, {target}"
        );
        assert_eq!(
            status(&won(count, target), "sales-won", "2026-11-30"),
            over,
            "{count}, {target}, over"
        );
    }
}

/// Rates: on-track ≥ target, at-risk ≥ target − 5 points, below that off-track; fewer than 10 judged are not assessed, over or not.
#[test]
fn a_rate_of_verdicts() {
    let rate = |met: usize, breached: usize, promise: &str| {
        let leads: String = (0..met + breached).map(|n| format!("\n{n},11-03 10:00")).collect();
        let activities: String = (0..met).map(|n| format!("\n{n},11-03 10:30,call")).collect();
        World::default()
            .promise("first-attempt", &format!("within = '1h'\n{promise}"))
            .source("leads", "", &format!("id,delivered{leads}"))
            .source("activities", "", &format!("lead,at,channel{activities}"))
    };
    let cases = [
        (18, 2, "target = '90%'", "on-track", "met"),
        (17, 3, "target = '90%'", "at-risk", "missed"),
        (16, 4, "target = '90%'", "off-track", "missed"),
        (16, 4, "target = '90%'\ntolerance = '10%'", "at-risk", "missed"),
        (13, 7, "target = '70%'", "at-risk", "missed"),
        (9, 0, "target = '90%'", "not-assessed", "not-assessed"),
        (10, 0, "target = '90%'", "on-track", "met"),
        (9, 0, "target = '90%'\nmin-sample = 9", "on-track", "met"),
    ];
    for (met, breached, promise, running, over) in cases {
        assert_eq!(
            status(&rate(met, breached, promise), "first-attempt", "2026-11-13"),
            running,
            "{met} of {breached}, {promise}"
        );
        assert_eq!(
            status(&rate(met, breached, promise), "first-attempt", "2026-11-30"),
            over,
            "{met} of {breached}, {promise}, over"
        );
    }
}

/// Conversion, target 50 %, 20 mature. Wilson for 6 of 20: (0.3 + 0.0960) ÷ 1.1921 ± 1.96 ÷ 1.1921 · √(0.0105 + 0.0024) = 0.3322 ± 0.1867:
/// 0.1455–0.5190 holds the target; for 5 of 20: 0.2903 ± 0.1784 = 0.1119–0.4687 does not.
#[test]
fn a_conversion_is_judged_with_its_interval() {
    let converted = |won: usize, all: usize| {
        let row = |n: usize| {
            if n < won {
                format!("\n{n},11-03 10:00,11-04 10:00")
            } else {
                format!("\n{n},11-03 10:00,")
            }
        };
        let rows: String = (0..all).map(row).collect();
        World::default()
            .promise(
                "conversion",
                "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '5d'\ntarget = '50%'",
            )
            .source("leads", "", &format!("id,delivered,won{rows}"))
    };
    let cases =
        [(10, 20, "on-track"), (6, 20, "at-risk"), (5, 20, "off-track"), (19, 19, "not-assessed")];
    for (won, all, running) in cases {
        assert_eq!(
            status(&converted(won, all), "conversion", "2026-11-13"),
            running,
            "{won} of {all}"
        );
    }
    assert_eq!(status(&converted(10, 20), "conversion", "2026-11-30"), "met");
    assert_eq!(status(&converted(5, 20), "conversion", "2026-11-30"), "missed");
    assert_ne!(status(&converted(6, 20), "conversion", "2026-11-30"), "missed");
    let intervals = ["conversion:interval/low=0.1455", "conversion:interval/high=0.5190"];
    assert_eq!(converted(6, 20).run("2026-11-13").lies(&intervals), [""; 0]);
}

/// Absent is not zero: no rate without judged leads; a commitment whose tables nobody maps is not assessed, never a row of breaches.
#[test]
fn what_nothing_shows_is_not_assessed() {
    let world = World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("sales-won", "target = 10")
        .promise("handoff-complete", "");
    let run = world.source("leads", "", "id,delivered\nA,11-03 10:00").run("2026-11-13");
    let says = [
        "first-attempt:status=not-assessed",
        "first-attempt:actual=null",
        "first-attempt:breached=null",
        "sales-won:status=not-assessed",
        "sales-won:actual=null",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    let world = World::default().promise("first-attempt", "within = '1h'").source(
        "leads",
        "",
        "id,delivered\nA,11-13 17:30\nB,10-01 10:00",
    );
    let activities = "at,lead\n11-13 17:00,A\n10-01 10:10,B\n10-01 15:10,B";
    let run = world.source("activities", "", activities).run("2026-11-13");
    assert_eq!(
        run.lies(&[
            "first-attempt:pending=1",
            "first-attempt:actual=null",
            "first-attempt:status=not-assessed"
        ]),
        [""; 0]
    );
}

/// T = the earliest cut-off of leads, deals, activities; each commitment is judged at that of the tables it reads.
#[test]
fn where_a_commitment_is_judged() {
    let leads =
        "id,email,delivered\nA,a@x.com,11-10 11:30\nB,b@x.com,11-12 11:30\nC,c@x.com,11-16 10:00";
    let activities = "at,email,channel\n11-12 11:00,a@x.com,call\n11-27 10:00,a@x.com,call";
    let deals = "id,email,created,won\nD,a@x.com,11-11 10:00,11-12 16:00";
    let world = |of_leads: &str, of_activities: &str| {
        World::default()
            .promise("leads-delivered", "target = 10\ncounting = 'gross'")
            .promise("first-attempt", "within = '1h'")
            .promise("sales-won", "target = 10")
            .source("leads", of_leads, leads)
            .source("activities", of_activities, activities)
            .source("deals", "", deals)
    };
    // File times 10/11 12:00 and 12/11 12:00 in São Paulo.
    let (tenth, twelfth) =
        ("cut-off = 'file-time'\nmtime = 1794322800", "cut-off = 'file-time'\nmtime = 1794495600");
    let says = |world: World, statements: &[&str]| {
        assert_eq!(world.run("2026-11-25T12:00").lies(statements), [""; 0])
    };
    says(
        world("", ""),
        &[
            "/cut_off=11-25 12:00",
            "leads-delivered:actual=3",
            "first-attempt:breached=3",
            "sales-won:actual=1",
        ],
    );
    // Activities end on the 12th at 12:00: B (due 12:30) is pending, C not yet delivered; delivery and sales go on.
    let late = [
        "/cut_off=11-12 12:00",
        "/cut_off_by/source=s1",
        "first-attempt:cut_off=11-12 12:00",
        "first-attempt:breached=1",
        "first-attempt:pending=1",
        "first-attempt:cohort/size=2",
    ];
    says(world("", twelfth), &late);
    says(
        world("", twelfth),
        &["leads-delivered:cut_off=11-25 12:00", "leads-delivered:actual=3", "sales-won:actual=1"],
    );
    // Leads end on the 10th: everything that reads leads does.
    let early = [
        "/cut_off=11-10 12:00",
        "/cut_off_by/source=s0",
        "leads-delivered:actual=1",
        "first-attempt:pending=1",
        "first-attempt:cut_off=11-10 12:00",
        "sales-won:actual=0",
    ];
    says(world(tenth, twelfth), &early);
    // Newest row up to the run's time: 16/11 10:00 of leads, 12/11 11:00 of activities (27/11 lies after it).
    let newest = "cut-off = 'newest-row'";
    let rows = [
        "leads-delivered:cut_off=11-16 10:00",
        "leads-delivered:actual=3",
        "first-attempt:cut_off=11-12 11:00",
        "first-attempt:cohort/size=1",
        "/cut_off=11-12 11:00",
    ];
    says(world(newest, newest), &rows);
}
