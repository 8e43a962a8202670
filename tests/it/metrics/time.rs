//! Time: allowances, clock changes, days without a time, freshness, and the period that ended.

use super::{Story, World, judged, tell};

const NOON: &str = "2026-11-23T12:00";

/// One lead, its first attempt and the time it took, in seconds of working time.
fn one(promise: &str, delivered: &str, tried: &str, statements: &[&str]) {
    let world = World::default().promise("first-attempt", promise).source(
        "leads",
        "",
        &format!("id,delivered\nA,{delivered}"),
    );
    let run = world
        .source("activities", "", &format!("lead,at,channel\nA,{tried},call"))
        .run("2026-11-25T12:00");
    assert_eq!(run.lies(statements), [""; 0], "{delivered} → {tried}");
}

/// The check values of the definition.
#[test]
fn check_values() {
    one(
        "within = '1h'",
        "11-19 17:55",
        "11-23 09:55",
        &[
            "A.first-attempt_due=11-23 09:55",
            "A.first-attempt_verdict=met",
            "first-attempt:p50=3600",
        ],
    );
    // Tue 17/11 before the opening.
    one(
        "within = '1h'",
        "11-17 08:30",
        "11-17 08:45",
        &["first-attempt:p50=0", "A.first-attempt_verdict=met"],
    );
    one(
        "within = '2h'",
        "11-13 16:30",
        "11-16 09:30",
        &[
            "first-attempt:p50=7200",
            "A.first-attempt_due=11-16 09:30",
            "A.first-attempt_verdict=met",
        ],
    );
    one(
        "within = '1d'",
        "11-13 17:55",
        "11-16 18:00",
        &["A.first-attempt_due=11-16 18:00", "A.first-attempt_verdict=met"],
    );
    one(
        "within = '1h'",
        "11-14 10:00",
        "11-16 10:00",
        &["A.first-attempt_due=11-16 10:00", "A.first-attempt_verdict=met"],
    );
    // The earliest such instant: Fri 17:00 + 1 h is its closing, not Monday's opening.
    one(
        "within = '1h'",
        "11-13 17:00",
        "11-16 09:00",
        &["A.first-attempt_due=11-13 18:00", "A.first-attempt_verdict=breached"],
    );
}

/// 09:00–12:00 and 13:00–18:00, Friday until 17:00, Wed 11/11 until 13:00 only, Thu 12/11 closed, Sat 14/11 open 09:00–12:00.
#[test]
fn breaks_half_days_and_special_days() {
    let hours = "weekdays = ['09:00-12:00', '13:00-18:00']\nfriday = ['09:00-12:00', '13:00-17:00']\nholidays = ['br']\n\
                 [working-time.special]\n'2026-11-11' = ['09:00-12:00', '12:30-13:00']\n'2026-11-12' = []\n'2026-11-14' = ['09:00-12:00']\n'2026-11-02' = ['10:00-11:00']";
    let due = |delivered: &str, within: &str| {
        let world =
            World::default().hours(hours).promise("first-attempt", &format!("within = '{within}'"));
        let world = world
            .source("leads", "", &format!("id,delivered\nA,{delivered}\nB,11-10 09:00"))
            .source("activities", "", "lead,at\nB,11-10 10:00");
        world.run("2026-11-25T12:00").find("A.first-attempt_due")
    };
    // Half an hour before the break, half an hour after it.
    assert_eq!(due("11-10 11:30", "1h"), "11-10 13:30");
    assert_eq!(due("11-10 12:15", "1h"), "11-10 14:00");
    // Wed 11:45–12:00 and 12:30–13:00 are 45 min; Thursday is closed; Friday 09:15.
    assert_eq!(due("11-11 11:45", "1h"), "11-13 09:15");
    // Friday closes at 17:00, Saturday is special: 09:30.
    assert_eq!(due("11-13 16:30", "1h"), "11-14 09:30");
    // 1 d after Wednesday: Thursday is no working day, Friday 17:00; after Friday: Saturday 12:00.
    assert_eq!(
        (due("11-11 10:00", "1d").as_str(), due("11-13 10:00", "1d").as_str()),
        ("11-13 17:00", "11-14 12:00")
    );
    // Special beats holiday: Mon 2/11 (Finados) is open 10:00–11:00.
    assert_eq!(due("11-02 09:00", "30m"), "11-02 10:30");
    // A holiday beats its weekday: Fri 20/11 is closed, as agreed by `br`.
    assert_eq!(due("11-19 17:30", "1h"), "11-23 09:30");
}

/// Each source may name its zone. Berlin: 29/3 02:30 does not exist → 03:00 there (01:00 UTC, 22:00 of the 28th here); 25/10 02:30 comes twice → the
/// first (00:30 UTC, 21:30 of the 24th here); 3/11 14:00 is 13:00 UTC, 10:00 here.
#[test]
fn zones_and_clock_changes() {
    let rows = "id,delivered\ngap,03-29 02:30\ntwice,10-25 02:30\nplain,11-03 14:00";
    tell(
        NOON,
        &[
            Story {
                case: "Berlin",
                top: "",
                sources: &[("leads", "timezone = 'Europe/Berlin'", rows)],
                says: &[
                    "gap.delivered=03-28 22:00",
                    "twice.delivered=10-24 21:30",
                    "plain.delivered=11-03 10:00",
                ],
            },
            Story {
                case: "the agreement's",
                top: "",
                sources: &[("leads", "", rows)],
                says: &["gap.delivered=03-29 02:30", "plain.delivered=11-03 14:00"],
            },
        ],
    );
}

/// Midnight is a day where more than 1 % of the column stands at it: 1 of 100 is 1 % and an instant, 1 of 99 is more and a day.
#[test]
fn midnights() {
    for (rows, precision) in [(100, "minute"), (99, "day")] {
        let others: String =
            (1..rows).map(|n| format!("\n{n},11-03 10:{:02}:00", n % 60)).collect();
        let world = World::default().promise("leads-delivered", "target = 10").source(
            "leads",
            "",
            &format!("id,delivered\nA,11-04 00:00:00{others}"),
        );
        let found = world.run(NOON).find("A.delivered_precision");
        assert_eq!(found == "day", precision == "day", "{found} with {rows} rows");
    }
}

/// A day has happened once it has begun; an instant, once it is reached.
#[test]
fn a_day_has_happened_once_it_has_begun() {
    let delivered = |rows: &str, as_of: &str| {
        let world = World::default()
            .promise("leads-delivered", "target = 10\ncounting = 'gross'")
            .source("leads", "", &format!("id,delivered\n{rows}"));
        world.run(as_of).find("leads-delivered:actual")
    };
    assert_eq!(delivered("A,11-10\nB,11-11", "2026-11-10T00:00"), "1");
    assert_eq!(delivered("A,11-10\nB,11-11", "2026-11-10T23:59"), "1");
    assert_eq!(delivered("A,11-10\nB,11-11", "2026-11-11T00:00"), "2");
    assert_eq!(delivered("A,11-10 10:00\nB,11-10 10:01", "2026-11-10T10:00"), "1");
}

/// Two values are compared at the coarser precision, and equal counts as at or after.
#[test]
fn order_at_the_coarser_precision() {
    judged(
        "first-attempt",
        "within = '1d'",
        "",
        NOON,
        &[
            // Day against minute: 10/11 is not before 10/11 15:00.
            ("the day itself", "11-10 15:00", &["11-10,call"], "met"),
            ("the day before", "11-10 15:00", &["11-09,call"], "breached"),
            ("a delivery by day", "11-10", &["11-10 08:00,call"], "met"),
            // Minute against second: 10:00 is not before 10:00:30.
            ("within its minute", "11-10 10:00:30", &["11-10 10:00,call"], "met"),
            ("seconds before", "11-10 10:00:30", &["11-10 10:00:29,call"], "breached"),
            ("seconds after", "11-10 10:00:30", &["11-10 10:00:31,call"], "met"),
            ("a minute before", "11-10 10:00:30", &["11-10 09:59,call"], "breached"),
        ],
    );
}

/// Newest row Thu 12/11 10:00, 1 d: fresh until Fri 13/11 18:00, however new the file is. Newest row Fri 13/11: until Mon 16/11 18:00.
#[test]
fn old_rows_in_a_new_file() {
    let told = |newest: &str, max_age: &str, as_of: &str| {
        let world = World::default().promise("leads-delivered", "target = 10");
        let run = world.source("leads", max_age, &format!("id,delivered\nA,{newest}")).run(as_of);
        run.rows("warnings").any(|warning| warning["code"] == "stale")
    };
    for (newest, max_age, as_of, stale) in [
        ("11-12 10:00", "max-age = '1d'", "2026-11-13T18:00", false),
        ("11-12 10:00", "max-age = '1d'", "2026-11-13T18:01", true),
        ("11-13 10:00", "max-age = '1d'", "2026-11-16T18:00", false),
        ("11-13 10:00", "max-age = '1d'", "2026-11-17T09:00", true),
        // Working days: Thu 19/11, the holiday, the weekend, Mon 23/11.
        ("11-19 10:00", "max-age = '1d'", "2026-11-23T18:00", false),
        ("11-12 10:00", "max-age = '3d'", "2026-11-17T18:00", false),
        ("11-12 10:00", "max-age = '3d'", "2026-11-17T18:01", true),
    ] {
        assert_eq!(told(newest, max_age, as_of), stale, "{newest}, {max_age}, as of {as_of}");
    }
}

/// The first report whose T lies in a new period carries the ended one's final account beside it, later ones do not.
#[test]
fn the_ended_period_s_final_account() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::default().promise("sales-won", "target = 2").source(
        "leads",
        "",
        "id,won\nA,11-03 10:00\nB,11-30 17:00\nC,12-01 09:00",
    );
    let november = |run: &super::Run| run.json["previous"].to_string();
    assert_eq!(november(&world.run_at(folder.path(), "2026-11-30T12:00")), "null");
    let first = world.run_at(folder.path(), "2026-12-01T12:00");
    assert_eq!(
        first.lies(&[
            "sales-won:actual=1",
            "/previous/commitments/0/actual=2",
            "/previous/commitments/0/status=met"
        ]),
        [""; 0]
    );
    assert_eq!(november(&world.run_at(folder.path(), "2026-12-02T12:00")), "null");
}

/// Thu 19/11 17:00 to Mon 23/11 10:00: 1 h and 1 h of working time (20/11 is free), 89 h by the clock. What is measured for a promise is measured by
/// its own clock, in the promise as in the tables of cadence; a day of working time is no fixed length, and nobody is counted late by it.
#[test]
fn what_took_how_long_is_told_by_the_clock_of_the_promise() {
    let took = |promise: &str, statements: &[&str]| {
        one(promise, "11-19 17:00", "11-23 10:00", statements);
    };
    let by = |seconds: &str, clock: &str| {
        [
            format!("first-attempt:p50={seconds}"),
            format!("first-attempt:clock={clock}"),
            format!("/cadence/p50={seconds}"),
            format!("/cadence/p90={seconds}"),
            format!("/cadence/clock={clock}"),
            "/cadence/untimed=0".to_owned(),
        ]
    };
    for (promise, seconds, clock) in [
        ("within = '3h'", "7200", "working"),
        ("within = '3h'\nclock = 'elapsed'", "320400", "elapsed"),
        ("within = '4d'\nclock = 'elapsed'", "320400", "elapsed"),
        ("within = '1d'", "7200", "working"),
    ] {
        took(promise, &by(seconds, clock).each_ref().map(String::as_str));
    }
    one("within = '3h'", "11-19 17:00", "11-23", &["/cadence/untimed=1", "/cadence/p50=null"]);
}

/// Sales are rare: deals without new rows are not old while their file is written and the other tables go on.
#[test]
fn deals_are_as_old_as_their_file() {
    // Mon 23/11 07:00 and Mon 16/11 07:00 in UTC seconds.
    let (today, before) = (1_795_428_000, 1_794_823_200);
    for (case, written, leads, calls, is_old) in [
        ("a fresh file", today, "11-22 10:00", "11-22 11:00", false),
        ("an old file", before, "11-22 10:00", "11-22 11:00", true),
        ("leads are old, too", today, "11-10 10:00", "11-22 11:00", true),
        ("calls are old, too", today, "11-22 10:00", "11-10 11:00", true),
        ("all are old", before, "11-10 10:00", "11-10 11:00", true),
        ("an old file beside old calls", before, "11-22 10:00", "11-10 11:00", true),
    ] {
        let of_deals = format!("max-age = '2d'\nmtime = {written}");
        let run = World::default()
            .promise("sales-won", "target = 1")
            .source("leads", "max-age = '2d'", &format!("id,delivered\nA,{leads}"))
            .source(
                "deals",
                &of_deals,
                "id,lead,created,status,won\nD,A,11-09 10:00,won,11-10 10:00",
            )
            .source("activities", "max-age = '2d'", &format!("lead,at,channel\nA,{calls},call"))
            .run("2026-11-23T08:00");
        let told = run.rows("warnings").any(|own| own["code"] == "stale" && own["source"] == "s1");
        assert_eq!(told, is_old, "{case}: {}", run.json["warnings"]);
    }
}
