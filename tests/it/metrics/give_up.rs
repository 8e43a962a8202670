//! `give-up`: leads let go without ever being reached, and whether they were tried enough first.

use super::{World, judged};

const NOON: &str = "2026-11-23T12:00";
const PROMISE: &str = "attempts = 3\ndays = 2";

const TUE: &str = "11-10 10:30,call";
const TUE_LATER: &str = "11-10 14:00,call";
const WED: &str = "11-11 10:00,call";

/// At least three tries on at least two local days by the loss on Thu 12/11 12:00.
/// Cells: delivered,rejected,rejection-reason,lost,lost-reason,accepted,sql,won,recycled.
#[test]
fn three_tries_on_two_days() {
    let lost = "11-10 10:00,,,11-12 12:00,competitor";
    let run = judged(
        "give-up",
        PROMISE,
        "",
        NOON,
        &[
            ("three on two days", lost, &[TUE, TUE_LATER, WED], "met"),
            ("three on one day", lost, &[TUE, TUE_LATER, "11-10 16:00,call"], "breached"),
            ("two on two days", lost, &[TUE, WED], "breached"),
            ("never", lost, &[], "breached"),
            ("three on three days", lost, &[TUE, WED, "11-12 11:00,call"], "met"),
            ("the third at the loss", lost, &[TUE, WED, "11-12 12:00,call"], "met"),
            ("the third after it", lost, &[TUE, WED, "11-12 12:01,call"], "breached"),
            // 10:30 and 10:40 are one try, so two in all.
            ("a burst", lost, &[TUE, "11-10 10:40,call", WED], "breached"),
            ("two channels", lost, &[TUE, "11-10 10:31,email", WED], "met"),
            ("one before the hand-off", lost, &["11-10 09:00,call", TUE, WED], "breached"),
            ("one not done", lost, &[TUE, TUE_LATER, "11-11 10:00,call,not-done"], "breached"),
            // 23:50 and 00:10 are two local days.
            (
                "around midnight",
                lost,
                &["11-10 23:50,call", "11-11 00:10,call", "11-11 10:00,call"],
                "met",
            ),
        ],
    );
    // Met: two days, three days, at the loss, two channels, around midnight = 5 of 12, decided at once.
    assert_eq!(
        run.lies(&[
            "give-up:met=5",
            "give-up:breached=7",
            "give-up:pending=0",
            "give-up:early=0",
            "give-up:actual=0.4167"
        ]),
        [""; 0]
    );
}

/// Who is let go: delivered, lost or recycled in the period, never reached before, for a reason that is not marketing's.
#[test]
fn the_leads_given_up() {
    let run = judged(
        "give-up",
        PROMISE,
        "",
        NOON,
        &[
            ("marketing reason", "11-10 10:00,,,11-12 12:00,bad number", &[], ""),
            ("no reason", "11-10 10:00,,,11-12 12:00", &[], "breached"),
            ("a reason nobody listed", "11-10 10:00,,,11-12 12:00,moved away", &[], "breached"),
            ("neutral", "11-10 10:00,,,11-12 12:00,closed down", &[TUE, TUE_LATER, WED], "met"),
            ("no reply", "11-10 10:00,,,11-12 12:00,no reply", &[TUE, WED], "breached"),
            (
                "no reply after three",
                "11-10 10:00,,,11-12 12:00,no reply",
                &[TUE, TUE_LATER, WED],
                "met",
            ),
            (
                "reached",
                "11-10 10:00,,,11-12 12:00,competitor",
                &["11-11 10:00,call,connected"],
                "",
            ),
            (
                "wrote to us",
                "11-10 10:00,,,11-12 12:00,competitor",
                &["11-11 10:00,email,,inbound"],
                "",
            ),
            (
                "reached after it",
                "11-10 10:00,,,11-12 12:00,competitor",
                &["11-12 13:00,call,connected"],
                "breached",
            ),
            ("recycled", "11-10 10:00,,,,,,,,11-12 12:00", &[TUE, TUE_LATER, WED], "met"),
            ("recycled too soon", "11-10 10:00,,,,,,,,11-12 12:00", &[TUE, WED], "breached"),
            // The first of the two: on Wednesday 09:00 there was one try.
            (
                "recycled then lost",
                "11-10 10:00,,,11-12 12:00,competitor,,,,11-11 09:00",
                &[TUE, TUE_LATER, WED],
                "breached",
            ),
            ("rejected", "11-10 10:00,11-12 12:00,competitor", &[], ""),
            ("still open", "11-10 10:00", &[], ""),
            // The loss makes the cohort, whenever delivered: one in November, one in October, one after T.
            (
                "delivered in October",
                "10-30 10:00,,,11-02 12:00,competitor",
                &["10-30 11:00,call"],
                "breached",
            ),
            ("lost in October", "10-29 10:00,,,10-30 12:00,competitor", &[], ""),
            ("lost after T", "11-20 10:00,,,11-23 12:01,competitor", &[], ""),
            ("never delivered", ",,,11-12 12:00,competitor", &[], ""),
        ],
    );
    // In the cohort: no reason, nobody listed, neutral, no reply twice, reached after, recycled three times, October = 10; 3 met.
    assert_eq!(
        run.lies(&[
            "give-up:cohort/size=10",
            "give-up:met=3",
            "give-up:breached=7",
            "give-up:actual=0.3"
        ]),
        [""; 0]
    );
}

/// At most four: the fifth try is over-persistence.
#[test]
fn no_more_than_agreed() {
    let lost = "11-10 10:00,,,11-12 12:00,competitor";
    judged(
        "give-up",
        "attempts = 3\ndays = 2\nmax-attempts = 4",
        "",
        NOON,
        &[
            ("three", lost, &[TUE, TUE_LATER, WED], "met"),
            ("four", lost, &[TUE, TUE_LATER, WED, "11-11 14:00,call"], "met"),
            (
                "five",
                lost,
                &[TUE, TUE_LATER, WED, "11-11 14:00,call", "11-12 10:00,call"],
                "breached",
            ),
            (
                "a fifth after the loss",
                lost,
                &[TUE, TUE_LATER, WED, "11-11 14:00,call", "11-12 14:00,call"],
                "met",
            ),
            (
                "five in a burst are four",
                lost,
                &[TUE, TUE_LATER, "11-10 14:10,call", WED, "11-11 14:00,call"],
                "met",
            ),
        ],
    );
}

/// Only the channels named; not-assessable what was delivered before the history of activities begins.
#[test]
fn channels_and_history() {
    let lost = "11-10 10:00,,,11-12 12:00,competitor";
    judged(
        "give-up",
        "attempts = 2\ndays = 2\nchannels = ['call']",
        "covers-from = 2026-11-05",
        NOON,
        &[
            ("two calls", lost, &[TUE, WED], "met"),
            ("a call and an email", lost, &[TUE, "11-11 10:00,email"], "breached"),
            (
                "before the history",
                "11-04 10:00,,,11-06 12:00,competitor",
                &["11-05 10:00,call", "11-06 10:00,call"],
                "not-assessable",
            ),
            (
                "on its first day",
                "11-05 10:00,,,11-09 12:00,competitor",
                &["11-05 11:00,call", "11-06 10:00,call"],
                "met",
            ),
        ],
    );
}

/// Versions by the day of delivery: until 15/11 two tries suffice, from Mon 16/11 three. Without activities nothing is judged.
#[test]
fn versions_and_no_activities() {
    let leads = "id,delivered,lost,lost-reason\nA,11-10 10:00,11-18 12:00,competitor\nB,11-16 10:00,11-18 12:00,competitor";
    let activities = "lead,at,channel,outcome\nA,11-16 10:00,call,no-answer\nA,11-17 10:00,call,no-answer\nB,11-16 11:00,call,no-answer\nB,11-17 10:00,call,no-answer";
    let world = || {
        World::default()
            .promise("give-up", "attempts = 2\ndays = 2\ntarget = '80%'\nuntil = 2026-11-16")
            .promise("give-up", "attempts = 3\ndays = 2\ntarget = '90%'\nfrom = 2026-11-16")
            .source("leads", "", leads)
    };
    let run = world().source("activities", "", activities).run(NOON);
    assert_eq!(
        run.lies(&[
            "A.give-up_verdict=met",
            "B.give-up_verdict=breached",
            "give-up:target=0.85",
            "give-up:actual=0.5"
        ]),
        [""; 0]
    );
    assert_eq!(
        world().run(NOON).lies(&[
            "give-up:status=not-assessed",
            "give-up:actual=null",
            "give-up:breached=null"
        ]),
        [""; 0]
    );
}
