//! `attempts`: tries, bursts and the ends that leave nothing owed.

use super::{World, judged};

const NOON: &str = "2026-11-23T12:00";
const PROMISE: &str = "within = '2d'\nattempts = 3";

/// Tue 10/11 10:00 + 2 d → Thu 12/11 18:00.
#[test]
fn three_tries_in_two_days() {
    let run = judged(
        "attempts",
        PROMISE,
        "",
        NOON,
        &[
            (
                "one a day",
                "11-10 10:00",
                &["11-10 11:00,call", "11-11 11:00,call", "11-12 18:00,call"],
                "met",
            ),
            (
                "third too late",
                "11-10 10:00",
                &["11-10 11:00,call", "11-11 11:00,call", "11-12 18:01,call"],
                "breached",
            ),
            ("never", "11-10 10:00", &[], "breached"),
            // 10:00, 10:10 and 10:20 are each less than 15 min after the one before: one try; with the next day's two.
            (
                "burst",
                "11-10 10:00",
                &["11-10 10:00,call", "11-10 10:10,call", "11-10 10:20,call", "11-11 10:00,call"],
                "breached",
            ),
            (
                "15 min apart",
                "11-10 10:00",
                &["11-10 10:00,call", "11-10 10:15,call", "11-10 10:30,call"],
                "met",
            ),
            (
                "three channels",
                "11-10 10:00",
                &["11-10 10:00,call", "11-10 10:01,email", "11-10 10:02,sms"],
                "met",
            ),
            (
                "one before the hand-off",
                "11-10 10:00",
                &["11-10 09:00,call", "11-10 11:00,call", "11-11 10:00,call"],
                "breached",
            ),
            (
                "one not done",
                "11-10 10:00",
                &["11-10 10:00,call", "11-11 10:00,call", "11-12 10:00,call,not-done"],
                "breached",
            ),
            ("connection", "11-10 10:00", &["11-12 17:00,call,connected"], "met"),
            ("not interested", "11-10 10:00", &["11-11 10:00,call,not-interested"], "met"),
            ("inbound message", "11-10 10:00", &["11-11 10:00,whatsapp,,inbound"], "met"),
            ("connection too late", "11-10 10:00", &["11-13 10:00,call,connected"], "breached"),
            // Mon 23/11 09:00 + 2 d → Wed 25/11 18:00, after T.
            ("still time", "11-23 09:00", &["11-23 09:10,call"], "pending"),
            (
                "done early",
                "11-23 09:00",
                &["11-23 09:10,call", "11-23 09:30,call", "11-23 09:50,call"],
                "met",
            ),
        ],
    );
    // Met: one a day, 15 min, channels, connection, not interested, message, early = 7, one of them early; breached: too late, none, burst, before,
    // not done, connection too late = 6; pending 1. Rate 6 ÷ (6 + 6).
    let says = [
        "attempts:met=7",
        "attempts:breached=6",
        "attempts:pending=1",
        "attempts:early=1",
        "attempts:cohort/size=14",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    assert_eq!(
        run.lies(&["attempts:numerator=6", "attempts:denominator=12", "attempts:actual=0.5"]),
        [""; 0]
    );
}

/// Met: sql, won, or a rejection or close of category marketing or neutral; closed otherwise with fewer tries is an early quit.
/// Cells: delivered,rejected,rejection-reason,lost,lost-reason,accepted,sql,won,recycled.
#[test]
fn ends_that_leave_nothing_owed_and_early_quits() {
    let run = judged(
        "attempts",
        PROMISE,
        "",
        NOON,
        &[
            ("sql", "11-10 10:00,,,,,,11-12 17:00", &[], "met"),
            ("sql too late", "11-10 10:00,,,,,,11-13 09:00", &[], "breached"),
            ("won", "11-10 10:00,,,,,,,11-11 10:00", &[], "met"),
            (
                "rejected marketing",
                "11-10 10:00,11-10 12:00,bad number",
                &["11-10 11:00,call"],
                "met",
            ),
            (
                "rejected neutral",
                "11-10 10:00,11-10 12:00,closed down",
                &["11-10 11:00,call"],
                "met",
            ),
            (
                "rejected otherwise",
                "11-23 09:00,11-23 11:00,competitor",
                &["11-23 10:00,call"],
                "breached",
            ),
            ("lost neutral", "11-10 10:00,,,11-10 12:00,closed down", &[], "met"),
            ("lost marketing", "11-10 10:00,,,11-10 12:00,bad number", &[], "met"),
            // Closed before the due (Wed 25/11) with one try: known at once.
            (
                "quit early",
                "11-23 09:00,,,11-23 11:00,competitor",
                &["11-23 10:00,call"],
                "breached",
            ),
            (
                "quit unreached",
                "11-23 09:00,,,11-23 11:00,no reply",
                &["11-23 10:00,call", "11-23 10:30,call"],
                "breached",
            ),
            (
                "lost after three",
                "11-10 10:00,,,11-12 12:00,no reply",
                &["11-10 11:00,call", "11-11 11:00,call", "11-12 11:00,call"],
                "met",
            ),
            (
                "lost after talking",
                "11-10 10:00,,,11-11 12:00,competitor",
                &["11-11 11:00,call,connected"],
                "met",
            ),
            ("recycled early", "11-23 09:00,,,,,,,,11-23 11:00", &["11-23 10:00,call"], "breached"),
            ("accepted only", "11-10 10:00,,,,,11-10 10:05", &["11-10 11:00,call"], "breached"),
            ("accepted in time", "11-23 09:00,,,,,11-23 09:05", &["11-23 10:00,call"], "pending"),
        ],
    );
    // Met: sql, won, two rejected, two lost at once, after three, after talking = 8. Breached: sql too late, accepted only, and four that were closed
    // before Wed 25/11 = 6. Only those whose allowance is over at T are in the rate: 8 ÷ (8 + 2).
    let says = [
        "attempts:met=8",
        "attempts:breached=6",
        "attempts:pending=1",
        "attempts:early=0",
        "attempts:cohort/size=15",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    assert_eq!(
        run.lies(&["attempts:numerator=8", "attempts:denominator=10", "attempts:actual=0.8"]),
        [""; 0]
    );
}

/// By days, whatever the time of day: Tue 10/11 + 2 d → Thu 12/11; a day without a time complies if it is that day or earlier.
#[test]
fn days_without_a_time() {
    judged(
        "attempts",
        PROMISE,
        "",
        NOON,
        &[
            ("a day each", "11-10", &["11-10,call", "11-11,call", "11-12,call"], "met"),
            (
                "the third a day late",
                "11-10",
                &["11-10,call", "11-11,call", "11-13,call"],
                "breached",
            ),
            (
                "a time then days",
                "11-10 10:00",
                &["11-10 11:00,call", "11-11,call", "11-12,call"],
                "met",
            ),
            (
                "the day before the hand-off",
                "11-10",
                &["11-09,call", "11-11,call", "11-12,call"],
                "breached",
            ),
            ("connected on the last day", "11-10", &["11-12,call,connected"], "met"),
            ("connected a day late", "11-10", &["11-13,call,connected"], "breached"),
            ("closed down on the last day", "11-10,,,11-12,closed down", &[], "met"),
            ("sql a day late", "11-10,,,,,,11-13", &[], "breached"),
        ],
    );
    // By hours a day is read from 00:00 to 23:59:59. Tue 10/11 10:00 + 6 h = 16:00: the e-mail of that day may have been before or after it; that of
    // the next day was after.
    judged(
        "attempts",
        "within = '6h'\nattempts = 2",
        "",
        NOON,
        &[
            ("by due", "11-10 10:00", &["11-10 11:00,call", "11-10 16:00,call"], "met"),
            ("a minute late", "11-10 10:00", &["11-10 11:00,call", "11-10 16:01,call"], "breached"),
            (
                "some time that day",
                "11-10 10:00",
                &["11-10 11:00,call", "11-10,email"],
                "indeterminate",
            ),
            ("some time next day", "11-10 10:00", &["11-10 11:00,call", "11-11,email"], "breached"),
        ],
    );
}

/// By the wall clock Fri 13/11 17:55 + 1 d is Sat 14/11 17:55.
#[test]
fn by_the_wall_clock() {
    judged(
        "attempts",
        "within = '1d'\nattempts = 2\nclock = 'elapsed'",
        "",
        NOON,
        &[
            ("on Saturday", "11-13 17:55", &["11-13 18:10,call", "11-14 17:55,call"], "met"),
            ("a minute late", "11-13 17:55", &["11-13 18:10,call", "11-14 17:56,call"], "breached"),
            ("on Monday", "11-13 17:55", &["11-13 18:10,call", "11-16 09:00,call"], "breached"),
        ],
    );
}

/// Only the channels named count, as tries and as connections; leads delivered before the history of activities begins show nothing.
#[test]
fn channels_and_history() {
    judged(
        "attempts",
        "within = '2d'\nattempts = 2\nchannels = ['call']",
        "covers-from = 2026-11-05",
        NOON,
        &[
            ("two calls", "11-10 10:00", &["11-10 11:00,call", "11-11 11:00,call"], "met"),
            (
                "a call and an e-mail",
                "11-10 10:00",
                &["11-10 11:00,call", "11-11 11:00,email"],
                "breached",
            ),
            (
                "they wrote back",
                "11-10 10:00",
                &["11-10 11:00,call", "11-11 11:00,email,,inbound"],
                "breached",
            ),
            (
                "they called back",
                "11-10 10:00",
                &["11-10 11:00,call", "11-11 11:00,call,connected,inbound"],
                "met",
            ),
            (
                "before the history",
                "11-04 10:00",
                &["11-05 11:00,call", "11-06 11:00,call"],
                "not-assessable",
            ),
            ("on its first day", "11-05 10:00", &["11-05 11:00,call", "11-06 11:00,call"], "met"),
        ],
    );
}

/// Two tries are owed by leads delivered until 15/11, three by those from Mon 16/11 on; each had two. A lead of another source is none of the
/// promise's. Of October (due Fri 30/10 18:00) `one` still owes a try, `lost` owes none and `three` has had them, if late.
#[test]
fn versions_scope_and_earlier_leads() {
    let leads = "id,delivered,lost,lost-reason,source
        A,11-10 10:00,,,Ads
        B,11-16 10:00,,,ADS
        elsewhere,11-10 10:00,,,Site
        one,10-28 10:00,,,Ads
        lost,10-28 10:00,11-02 10:00,competitor,Ads
        three,10-28 10:00,,,Ads";
    let activities = "lead,at,channel,outcome
        A,11-10 11:00,call,no-answer\nA,11-11 11:00,call,no-answer\nB,11-16 11:00,call,no-answer\nB,11-17 11:00,call,no-answer
        one,10-28 11:00,call,no-answer
        three,10-28 11:00,call,no-answer\nthree,11-03 11:00,call,no-answer\nthree,11-04 11:00,call,no-answer\nthree,11-05 11:00,call,no-answer";
    let scope = "within = '2d'\nwhere = { source = ['ads'] }\n";
    let world = World::default()
        .promise("attempts", &format!("{scope}attempts = 2\ntarget = '80%'\nuntil = 2026-11-16"))
        .promise("attempts", &format!("{scope}attempts = 3\ntarget = '90%'\nfrom = 2026-11-16"))
        .source("leads", "", leads)
        .source("activities", "", activities);
    let says = [
        "A.attempts_verdict=met",
        "B.attempts_verdict=breached",
        "elsewhere.attempts_verdict=",
        "attempts:cohort/size=2",
        "attempts:target=0.85",
        "attempts:carried_over=1",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
}

/// Calls 10:00, 10:14 and 10:28 are one try (14 min each); the e-mail between them is a try of its own; 10:43 is 15 min later: a third.
#[test]
fn a_burst_is_of_one_channel_and_goes_from_attempt_to_attempt() {
    let leads = "id,delivered\nA,11-10 09:30";
    let activities = "at,lead,channel\n11-10 10:28,A,call\n11-10 10:00,A,call\n11-10 10:05,A,email\n11-10 10:14,A,call\n11-10 10:43,A,call";
    let tries = |top: &str| {
        let world = World::default().top(top).promise("attempts", PROMISE);
        world.source("leads", "", leads).source("activities", "", activities).run(NOON).leads[0]["tries"].clone()
    };
    assert_eq!(tries(""), "3");
    assert_eq!(tries("burst = '10m'"), "5");
    assert_eq!(tries("burst = '1h'"), "2");
}

/// Of leads of October none is asked for more tries once somebody was reached or all tries were made, late or not; closed ones neither.
/// Due Fri 30/10 18:00.
#[test]
fn who_is_asked_for_more_tries() {
    let leads = "id,delivered,sql,lost\nshort,10-28 10:00,,\nreached,10-28 10:00,,\nall,10-28 10:00,,\nqualified,10-28 10:00,11-02 10:00,\nlost,10-28 10:00,,11-02 10:00";
    let activities = "lead,at,channel,outcome
        short,10-28 11:00,call,no-answer\nlost,10-28 11:00,call,no-answer\nqualified,10-28 11:00,call,no-answer
        reached,10-28 11:00,call,no-answer\nreached,11-03 11:00,call,connected
        all,10-28 11:00,call,no-answer\nall,11-03 11:00,call,no-answer\nall,11-04 11:00,call,no-answer";
    let world = World::default().promise("attempts", PROMISE).source("leads", "", leads).source(
        "activities",
        "",
        activities,
    );
    let run = world.run(NOON);
    let asked: Vec<&str> = run
        .rows("actions")
        .filter(|own| own["kind"] == "cadence")
        .map(|own| own["lead"].as_str().unwrap())
        .collect();
    assert_eq!(asked, ["short"]);
    assert_eq!(run.lies(&["attempts:carried_over=1", "attempts:cohort/size=0"]), [""; 0]);
}

/// A message some time on the day and a call in time: the call alone is enough.
#[test]
fn one_connection_surely_in_time_is_enough() {
    judged(
        "attempts",
        "within = '6h'\nattempts = 3",
        "",
        NOON,
        &[
            (
                "a day and a time",
                "11-10 10:00",
                &["11-10,email,,inbound", "11-10 11:00,call,connected"],
                "met",
            ),
            ("a day alone", "11-10 10:00", &["11-10,email,,inbound"], "indeterminate"),
        ],
    );
}
