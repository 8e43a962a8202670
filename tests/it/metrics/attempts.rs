//! `attempts`: tries, bursts and the ends that leave nothing owed.

use super::{World, judged};

const NOON: &str = "2026-11-23T12:00";
const PROMISE: &str = "within = '2d'\nattempts = 3";

/// Tue 10/11 10:00 + 2 d → Thu 12/11 18:00.
#[test]
fn three_tries_in_two_days() {
    judged(
        "attempts",
        PROMISE,
        "",
        NOON,
        &[
            ("one a day", "11-10 10:00", &["11-10 11:00,call", "11-11 11:00,call", "11-12 18:00,call"], "met"),
            ("third too late", "11-10 10:00", &["11-10 11:00,call", "11-11 11:00,call", "11-12 18:01,call"], "breached"),
            ("none", "11-10 10:00", &[], "breached"),
            // 10:00, 10:10 and 10:20 are each less than 15 min after the one before: one try; with the next day's two.
            ("burst", "11-10 10:00", &["11-10 10:00,call", "11-10 10:10,call", "11-10 10:20,call", "11-11 10:00,call"], "breached"),
            ("15 min apart", "11-10 10:00", &["11-10 10:00,call", "11-10 10:15,call", "11-10 10:30,call"], "met"),
            ("three channels", "11-10 10:00", &["11-10 10:00,call", "11-10 10:01,email", "11-10 10:02,sms"], "met"),
            ("one before the hand-off", "11-10 10:00", &["11-10 09:00,call", "11-10 11:00,call", "11-11 10:00,call"], "breached"),
            ("one not done", "11-10 10:00", &["11-10 10:00,call", "11-11 10:00,call", "11-12 10:00,call,not-done"], "breached"),
            ("connection", "11-10 10:00", &["11-12 17:00,call,connected"], "met"),
            ("not interested", "11-10 10:00", &["11-11 10:00,call,not-interested"], "met"),
            ("inbound message", "11-10 10:00", &["11-11 10:00,whatsapp,,inbound"], "met"),
            ("connection too late", "11-10 10:00", &["11-13 10:00,call,connected"], "breached"),
            // Mon 23/11 09:00 + 2 d → Wed 25/11 18:00, after T.
            ("still time", "11-23 09:00", &["11-23 09:10,call"], "pending"),
            ("done early", "11-23 09:00", &["11-23 09:10,call", "11-23 09:30,call", "11-23 09:50,call"], "met"),
        ],
    );
}

/// Met: sql, won, or a rejection or close of category marketing or neutral; closed otherwise with fewer tries is an early quit.
/// Cells: delivered,rejected,rejection-reason,lost,lost-reason,accepted,sql,won,recycled.
#[test]
fn ends_that_leave_nothing_owed_and_early_quits() {
    judged(
        "attempts",
        PROMISE,
        "",
        NOON,
        &[
            ("sql", "11-10 10:00,,,,,,11-12 17:00", &[], "met"),
            ("sql too late", "11-10 10:00,,,,,,11-13 09:00", &[], "breached"),
            ("won", "11-10 10:00,,,,,,,11-11 10:00", &[], "met"),
            ("rejected marketing", "11-10 10:00,11-10 12:00,bad number", &["11-10 11:00,call"], "met"),
            ("rejected neutral", "11-10 10:00,11-10 12:00,closed down", &["11-10 11:00,call"], "met"),
            ("rejected otherwise", "11-23 09:00,11-23 11:00,competitor", &["11-23 10:00,call"], "breached"),
            ("lost neutral", "11-10 10:00,,,11-10 12:00,closed down", &[], "met"),
            ("lost marketing", "11-10 10:00,,,11-10 12:00,bad number", &[], "met"),
            // Closed before the due (Wed 25/11) with one try: known at once.
            ("quit early", "11-23 09:00,,,11-23 11:00,competitor", &["11-23 10:00,call"], "breached"),
            ("quit unreached", "11-23 09:00,,,11-23 11:00,no reply", &["11-23 10:00,call", "11-23 10:30,call"], "breached"),
            (
                "lost after three",
                "11-10 10:00,,,11-12 12:00,no reply",
                &["11-10 11:00,call", "11-11 11:00,call", "11-12 11:00,call"],
                "met",
            ),
            ("lost after talking", "11-10 10:00,,,11-11 12:00,competitor", &["11-11 11:00,call,connected"], "met"),
            ("recycled early", "11-23 09:00,,,,,,,,11-23 11:00", &["11-23 10:00,call"], "breached"),
            ("accepted only", "11-10 10:00,,,,,11-10 10:05", &["11-10 11:00,call"], "breached"),
            ("accepted in time", "11-23 09:00,,,,,11-23 09:05", &["11-23 10:00,call"], "pending"),
        ],
    );
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
