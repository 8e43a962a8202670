//! `handoff-time`: from the MQL to the hand-off to sales.

use super::World;

const NOON: &str = "2026-11-23T12:00";

/// Runs leads `id,mql,delivered` against the promise; every id must have its verdict (none: outside the cohort).
fn verdicts(promises: &[&str], as_of: &str, cases: &[(&str, &str, &str)]) -> super::Run {
    let rows: String = cases.iter().map(|(id, dates, _)| format!("\n{id},{dates}")).collect();
    let world = promises
        .iter()
        .fold(World::default(), |world, promise| world.promise("handoff-time", promise));
    let run = world.source("leads", "", &format!("id,mql,delivered{rows}")).run(as_of);
    let wanted: Vec<String> = cases
        .iter()
        .map(|(id, _, verdict)| format!("{id}.handoff-time_verdict={verdict}"))
        .collect();
    assert_eq!(
        run.lies(&wanted.iter().map(String::as_str).collect::<Vec<_>>()),
        [""; 0],
        "{promises:?}"
    );
    run
}

/// `delivered ≤ due(mql, 2h)`, by working time.
#[test]
fn two_hours_from_the_mql() {
    let run = verdicts(
        &["within = '2h'"],
        NOON,
        &[
            ("at-due", "11-10 10:00,11-10 12:00", "met"),
            ("a-minute-late", "11-10 10:00,11-10 12:01", "breached"),
            ("at-once", "11-10 10:00,11-10 10:00", "met"),
            // Fri 13/11 16:30: an hour and a half until 18:00, half an hour from Mon 09:00.
            ("over-the-weekend", "11-13 16:30,11-16 09:30", "met"),
            ("over-it-late", "11-13 16:30,11-16 09:31", "breached"),
            ("on-a-saturday", "11-14 10:00,11-16 11:00", "met"),
            // Thu 19/11 17:00 + 2 h: one hour on Thursday, Friday 20/11 is a holiday, Mon 23/11 10:00.
            ("over-the-holiday", "11-19 17:00,11-23 10:00", "met"),
            ("over-it-later", "11-19 17:00,11-23 10:01", "breached"),
            // The clock starts at the MQL: Fri 30/10 17:00 + 2 h → Mon 2/11 10:00, whose delivery lies in November.
            ("mql-in-october", "10-30 17:00,11-02 10:00", "met"),
            ("all-in-october", "10-29 10:00,10-30 10:00", ""),
            ("never-delivered", "11-10 10:00,", ""),
            ("delivered-after-t", "11-23 11:00,11-23 12:30", ""),
            ("no-mql", ",11-10 10:00", "not-assessable"),
            ("mql-after-it", "11-10 12:00,11-10 10:00", "met"),
            // Mon 23/11 11:30 + 2 h = 13:30 is ahead: met, and early.
            ("early", "11-23 11:30,11-23 11:45", "met"),
        ],
    );
    // Met: at-due, at-once, weekend, saturday, holiday, october, mql-after-it, early = 8; breached 3; no-mql 1: the cohort has 12.
    let counts = [
        "handoff-time:met=8",
        "handoff-time:breached=3",
        "handoff-time:not_assessable=1",
        "handoff-time:cohort/size=12",
    ];
    assert_eq!(run.lies(&counts), [""; 0]);
    // The early one is not in the rate: 7 ÷ (7 + 3).
    let rate = [
        "handoff-time:early=1",
        "handoff-time:numerator=7",
        "handoff-time:denominator=10",
        "handoff-time:actual=0.7",
    ];
    assert_eq!(run.lies(&rate), [""; 0]);
}

/// due(t, 1 d) = closing of the next working day after the day the clock starts.
#[test]
fn one_day_from_the_mql() {
    verdicts(
        &["within = '1d'"],
        NOON,
        &[
            ("monday-closing", "11-13 17:55,11-16 18:00", "met"),
            ("after-it", "11-13 17:55,11-16 18:01", "breached"),
            // At the closing the clock starts on Monday, so until Tuesday 18:00.
            ("at-closing", "11-13 18:00,11-17 18:00", "met"),
            ("a-saturday", "11-14 10:00,11-17 17:00", "met"),
            ("a-saturday-late", "11-14 10:00,11-18 09:00", "breached"),
            ("the-same-day", "11-10 10:00,11-10 17:00", "met"),
            ("before-the-holiday", "11-19 10:00,11-23 11:00", "met"),
            // Days without a time of day are always decided.
            ("day-to-day", "11-10,11-11", "met"),
            ("day-to-the-second-day", "11-10,11-12", "breached"),
        ],
    );
}

/// 10/11 alone is read 00:00 (due 11:00) to 23:59:59 (due 11/11 11:00).
#[test]
fn a_day_without_a_time() {
    verdicts(
        &["within = '2h'"],
        NOON,
        &[
            ("within-the-earliest-due", "11-10,11-10 11:00", "met"),
            ("after-the-earliest-due", "11-10,11-10 11:01", "indeterminate"),
            ("at-the-latest-due", "11-10,11-11 11:00", "indeterminate"),
            ("after-the-latest-due", "11-10,11-11 11:01", "breached"),
            // 09:00 + 2 h = 11:00, inside the day of the hand-off.
            ("time-to-day", "11-10 09:00,11-10", "indeterminate"),
            ("time-to-next-day", "11-10 09:00,11-11", "breached"),
            ("day-to-day", "11-10,11-10", "indeterminate"),
            ("two-days", "11-10,11-12", "breached"),
        ],
    );
}

/// `clock = 'elapsed'`: Friday 17:00 + 2 h is Friday 19:00.
#[test]
fn by_the_wall_clock() {
    verdicts(
        &["within = '2h'\nclock = 'elapsed'"],
        NOON,
        &[
            ("in-time", "11-13 17:00,11-13 19:00", "met"),
            ("late", "11-13 17:00,11-13 19:01", "breached"),
            ("monday", "11-13 17:00,11-16 09:00", "breached"),
        ],
    );
}

/// The version in force on the day of the MQL: 1 h until 15/11, 4 h from Mon 16/11. `old` has its MQL on Fri 13/11 at 17:30: due Mon 16/11 09:30.
#[test]
fn versions_by_the_day_of_the_mql() {
    let run = verdicts(
        &[
            "within = '1h'\ntarget = '80%'\nuntil = 2026-11-16",
            "within = '4h'\ntarget = '90%'\nfrom = 2026-11-16",
        ],
        NOON,
        &[
            ("first", "11-10 10:00,11-10 12:00", "breached"),
            ("old", "11-13 17:30,11-16 10:00", "breached"),
            ("second", "11-16 10:00,11-16 12:00", "met"),
            ("third", "11-17 10:00,11-17 14:00", "met"),
        ],
    );
    // Two judged by each: (0.8 · 2 + 0.9 · 2) ÷ 4.
    assert_eq!(run.lies(&["handoff-time:target=0.85", "handoff-time:actual=0.5"]), [""; 0]);
}

/// Where no source maps `mql` the commitment is not assessed, never a row of breaches.
#[test]
fn without_the_milestone() {
    let world = World::default()
        .promise("handoff-time", "within = '2h'")
        .promise("leads-delivered", "target = 10");
    let run = world.source("leads", "", "id,delivered\nA,11-10 10:00").run(NOON);
    assert_eq!(
        run.lies(&[
            "handoff-time:status=not-assessed",
            "handoff-time:breached=null",
            "handoff-time:actual=null"
        ]),
        [""; 0]
    );
}

/// The start day is that of what puts the lead into the cohort, its delivery: the entry of the 11th frees `free`, that of the MQL's day frees nobody.
/// Two sources: the promise speaks of Ads, whose groups add up.
#[test]
fn exempt_scoped_and_grouped() {
    let leads = "id,source,owner,mql,delivered
        free,Ads,Ana,11-10 10:00,11-11 10:00
        owed,Ads,Ana,11-10 10:00,11-11 10:00
        kept,Ads,Bia,11-10 10:00,11-10 11:00
        elsewhere,Site,Bia,11-10 10:00,11-11 10:00";
    let world = World::default()
        .promise("handoff-time", "within = '2h'\nwhere = { source = ['Ads'] }")
        .source("leads", "", leads)
        .source("exemptions", "", "lead,from,until,why\nfree,11-11,11-11,x\nowed,11-10,11-10,x");
    let says = [
        "free.handoff-time_verdict=exempt",
        "owed.handoff-time_verdict=breached",
        "kept.handoff-time_verdict=met",
        "elsewhere.handoff-time_verdict=",
        "handoff-time:exempt=1",
        "handoff-time:actual=0.5",
        "handoff-time@Ana:breached=1",
        "handoff-time@Bia:met=1",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
}
