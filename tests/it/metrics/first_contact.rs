//! `first-attempt` and `first-connection`: the verdict of one lead, case by case.

use super::{World, judged};

const NOON: &str = "2026-11-23T12:00";

/// Due of a delivery on Tue 10/11 at 10:00 with 1 h: 11:00. Thu 19/11 17:55 + 1 h → Mon 23/11 09:55 (20/11 is a holiday).
#[test]
fn first_attempt_within_an_hour_of_working_time() {
    let run = judged(
        "first-attempt",
        "within = '1h'",
        "",
        NOON,
        &[
            ("exactly at due", "11-19 17:55", &["11-23 09:55,call"], "met"),
            ("a minute late", "11-19 17:55", &["11-23 09:56,call"], "breached"),
            ("before opening", "11-10 08:30", &["11-10 08:45,call"], "met"),
            // Sat 14/11 10:00 + 1 h → Mon 10:00.
            ("on a Saturday", "11-14 10:00", &["11-16 10:00,call"], "met"),
            ("late", "11-10 10:00", &["11-10 11:01,call"], "breached"),
            ("never", "11-10 10:00", &[], "breached"),
            // Due 12:30, after T = 12:00.
            ("still time", "11-23 11:30", &[], "pending"),
            // Due 12:00 = T: pending while T ≤ due.
            ("due now", "11-23 11:00", &[], "pending"),
            ("done early", "11-23 11:30", &["11-23 11:45,call"], "met"),
            // Equal counts as at or after.
            ("at the hand-off", "11-10 10:00", &["11-10 10:00,call"], "met"),
            ("only before", "11-10 10:00", &["11-10 09:50,call"], "breached"),
            ("before and after", "11-10 10:00", &["11-10 09:50,call", "11-10 10:30,call"], "met"),
        ],
    );
    // Met: exactly, opening, Saturday, early, hand-off, before and after = 6, of which one early, its due (12:30) ahead; breached: a minute
    // late, late, never, only before = 4; pending 2. Rate 5 ÷ (5 + 4).
    let says = [
        "first-attempt:met=6",
        "first-attempt:breached=4",
        "first-attempt:pending=2",
        "first-attempt:early=1",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    assert_eq!(
        run.lies(&[
            "first-attempt:actual=0.5556",
            "first-attempt:denominator=9",
            "first-attempt:cohort/size=12"
        ]),
        [""; 0]
    );
}

/// Met if the latest reading is within the earliest due, breached if the earliest reading is after the latest due.
#[test]
fn dates_without_time_of_day() {
    judged(
        "first-attempt",
        "within = '1h'",
        "",
        NOON,
        &[
            // 10/11 is read 00:00 (due 10:00) to 23:59:59 (due 11/11 10:00).
            // Who was handed over at 09:40 was not tried since.
            ("day then in the first hour", "11-10", &["11-10 09:30,call"], "indeterminate"),
            ("day then later", "11-10", &["11-10 10:30,call"], "indeterminate"),
            ("day then by ten next day", "11-10", &["11-11 10:00,call"], "indeterminate"),
            ("day then after ten next day", "11-10", &["11-11 10:01,call"], "breached"),
            ("day then day", "11-10", &["11-10,call"], "indeterminate"),
            ("day then day after next", "11-10", &["11-12,call"], "breached"),
            ("day without answer", "11-10", &[], "breached"),
            // Latest due Tue 24/11 10:00 is after T.
            ("today without answer", "11-23", &[], "pending"),
            // 10:00 + 1 h = 11:00, inside the answer's day.
            ("time then day", "11-10 10:00", &["11-10,call"], "indeterminate"),
            ("time then next day", "11-10 10:00", &["11-11,call"], "breached"),
            // Fri 13/11 17:30 + 1 h → Mon 16/11 09:30; all of Saturday is before that.
            ("Friday then Saturday", "11-13 17:30", &["11-14,call"], "met"),
            // Handed over once the day's work was over: a try at 10:13 came before it, one at 19:00 after it.
            ("closed then day", "11-10 18:30", &["11-10,call"], "indeterminate"),
            (
                "closed then day then time",
                "11-10 18:30",
                &["11-10,call", "11-11 09:20,call"],
                "met",
            ),
            (
                "closed then day then late",
                "11-10 18:30",
                &["11-10,call", "11-11 12:00,call"],
                "indeterminate",
            ),
            ("Saturday then day", "11-14 10:00", &["11-14,call"], "indeterminate"),
            ("a Saturday then its day", "11-14", &["11-14,call"], "indeterminate"),
            ("a Saturday then a time", "11-14", &["11-14 12:00,call"], "indeterminate"),
            ("a Saturday then Sunday", "11-14", &["11-15,call"], "met"),
            ("day before the hand-off", "11-10 10:00", &["11-09,call"], "breached"),
            // The first attempt is at the latest 10:20, whenever on its day the other was.
            ("a day and a time", "11-10 10:00", &["11-10,call", "11-10 10:20,email"], "met"),
        ],
    );
}

/// A connection, so many tries, and the one date of a first contact that a lead or deal has, are read alike; an allowance in days goes by days.
#[test]
fn a_contact_of_the_day_of_the_hand_off() {
    const TALK: [&str; 1] = ["11-10,call,connected"];
    for (within, wanted) in [("within = '1h'", "indeterminate"), ("within = '1d'", "met")] {
        let case = [("A", "11-10 18:30", &TALK[..], wanted)];
        judged("first-connection", within, "", NOON, &case);
        judged("attempts", &format!("{within}\nattempts = 1"), "", NOON, &case);
    }
    let leads = "id,delivered,first-contact\nA,11-10 18:30,11-10\nB,11-10 18:30,11-11 09:10\nC,11-10,11-10 09:10";
    let deals = "id,lead,created,first-contact\n1,A,11-10 19:00,11-10\n2,B,11-10 19:00,11-11 09:10\n3,C,11-10 09:10,11-10 09:10";
    let bare = "id,delivered\nA,11-10 18:30\nB,11-10 18:30\nC,11-10";
    let world = || World::default().promise("first-attempt", "within = '1h'");
    for world in [
        world().source("leads", "", leads),
        world().source("leads", "", bare).source("deals", "", deals),
    ] {
        let says = [
            "A.first-attempt_verdict=indeterminate",
            "A.first-attempt_reason=dates-too-coarse",
            "B.first-attempt_verdict=met",
            "C.first-attempt_verdict=indeterminate",
        ];
        assert_eq!(world.run(NOON).lies(&says), [""; 0]);
    }
}

/// A lead rejected, or lost for a marketing reason, by due and before any attempt is exempt.
#[test]
fn exempt_by_what_happened_before_any_attempt() {
    judged(
        "first-attempt",
        "within = '1h'",
        "covers-from = 2026-11-05",
        NOON,
        &[
            ("rejected", "11-10 10:00,11-10 10:30", &[], "exempt"),
            ("rejected at due", "11-10 10:00,11-10 11:00,competitor", &[], "exempt"),
            ("rejected after due", "11-10 10:00,11-10 11:01,bad number", &[], "breached"),
            // Due 11:00 lies inside the day: nobody can tell whether it was by then; late beyond doubt on the next day.
            ("rejected some time that day", "11-10 10:00,11-10", &[], "indeterminate"),
            ("rejected some time next day", "11-10 10:00,11-11", &[], "breached"),
            (
                "rejected some time then tried next day",
                "11-10 10:00,11-10",
                &["11-11 10:00,call"],
                "indeterminate",
            ),
            (
                "rejected some time then tried in time",
                "11-10 10:00,11-10",
                &["11-10 10:20,call"],
                "met",
            ),
            ("rejected then tried", "11-10 10:00,11-10 10:30", &["11-10 10:45,call"], "exempt"),
            ("tried then rejected", "11-10 10:00,11-10 10:30", &["11-10 10:10,call"], "met"),
            ("lost marketing", "11-10 10:00,,,11-10 10:30,bad number", &[], "exempt"),
            ("lost sales", "11-10 10:00,,,11-10 10:30,competitor", &[], "breached"),
            // Not-assessable: delivered before the source's covers-from; exempt comes first in the order.
            ("before the history", "11-04 10:00", &[], "not-assessable"),
            ("before it but rejected", "11-04 10:00,11-04 10:30", &[], "exempt"),
            ("on its first day", "11-05 09:00", &["11-05 09:10,call"], "met"),
        ],
    );
}

/// `a` is the first attempt or connection at or after delivery; attempt = human, outbound, finished, not a task, not after T.
#[test]
fn what_counts_as_an_answer() {
    judged(
        "first-attempt",
        "within = '1h'",
        "",
        NOON,
        &[
            ("not done", "11-10 10:00", &["11-10 10:10,call,not-done"], "breached"),
            ("open", "11-10 10:00", &["11-10 10:10,call,,,no"], "breached"),
            ("automatic outcome", "11-10 10:00", &["11-10 10:10,email,automatic"], "breached"),
            ("automatic flag", "11-10 10:00", &["11-10 10:10,email,,,,yes"], "breached"),
            ("task", "11-10 10:00", &["11-10 10:10,task"], "breached"),
            // Due 11:30; the call at 12:30 lies after T.
            ("future", "11-23 10:30", &["11-23 12:30,call"], "breached"),
            ("unknown outcome", "11-10 10:00", &["11-10 10:10,call,engraçado"], "met"),
            ("unknown channel", "11-10 10:00", &["11-10 10:10,pombo"], "met"),
            ("inbound message", "11-10 10:00", &["11-10 10:10,whatsapp,,inbound"], "met"),
            (
                "inbound call answered",
                "11-10 10:00",
                &["11-10 10:10,call,connected,inbound"],
                "met",
            ),
            (
                "inbound call of 30 s",
                "11-10 10:00",
                &["11-10 10:10,call,,inbound,,,00:00:30"],
                "met",
            ),
            (
                "missed call",
                "11-10 10:00",
                &["11-10 10:10,call,no-answer,inbound,,,00:00:00"],
                "breached",
            ),
        ],
    );
}

/// `c` is the first two-way contact: connected, meeting-held, not-interested, not-now, or an inbound message or answered call.
#[test]
fn first_connection_is_two_way() {
    let run = judged(
        "first-connection",
        "within = '1h'",
        "",
        NOON,
        &[
            ("no answer", "11-10 10:00", &["11-10 10:10,call,no-answer"], "breached"),
            ("no outcome", "11-10 10:00", &["11-10 10:10,call"], "breached"),
            ("connected", "11-10 10:00", &["11-10 10:10,call,connected"], "met"),
            ("not interested", "11-10 10:00", &["11-10 10:10,call,not-interested"], "met"),
            ("not now", "11-10 10:00", &["11-10 10:10,call,not-now"], "met"),
            ("meeting", "11-10 10:00", &["11-10 11:00,meeting,meeting-held"], "met"),
            (
                "second try",
                "11-10 10:00",
                &["11-10 10:10,call,no-answer", "11-10 10:50,call,connected"],
                "met",
            ),
            (
                "too late",
                "11-10 10:00",
                &["11-10 10:10,call,no-answer", "11-10 11:10,call,connected"],
                "breached",
            ),
            ("inbound message", "11-10 10:00", &["11-10 10:10,email,,inbound"], "met"),
            ("missed call", "11-10 10:00", &["11-10 10:10,call,no-answer,inbound"], "breached"),
            ("connected before", "11-10 10:00", &["11-10 09:00,call,connected"], "breached"),
            ("rejected untouched", "11-10 10:00,11-10 10:20", &[], "exempt"),
            // An attempt is no connection: rejected after it and before any.
            (
                "tried then rejected",
                "11-10 10:00,11-10 10:20",
                &["11-10 10:10,call,no-answer"],
                "exempt",
            ),
            // Mon 23/11 11:30 + 1 h = 12:30 is after T.
            ("still time", "11-23 11:30", &["11-23 11:35,call,no-answer"], "pending"),
            ("done early", "11-23 11:30", &["11-23 11:35,call,connected"], "met"),
        ],
    );
    // Met: connected, not interested, not now, meeting, second try, message, early = 7, one of them early; breached: no answer, no outcome, too
    // late, missed, before = 5; exempt 2; pending 1: 15. Rate 6 ÷ (6 + 5).
    let counts = [
        "first-connection:met=7",
        "first-connection:breached=5",
        "first-connection:exempt=2",
        "first-connection:pending=1",
    ];
    assert_eq!(run.lies(&counts), [""; 0]);
    assert_eq!(
        run.lies(&[
            "first-connection:early=1",
            "first-connection:cohort/size=15",
            "first-connection:actual=0.5455"
        ]),
        [""; 0]
    );
}

/// By days, through the channels named: Tue 10/11 10:00 + 1 d → Wed 11/11 18:00.
#[test]
fn first_connection_in_a_day_by_phone() {
    judged(
        "first-connection",
        "within = '1d'\nchannels = ['call']",
        "covers-from = 2026-11-05",
        NOON,
        &[
            ("by closing", "11-10 10:00", &["11-11 18:00,call,connected"], "met"),
            ("after closing", "11-10 10:00", &["11-11 18:01,call,connected"], "breached"),
            ("some time next day", "11-10", &["11-11,call,connected"], "met"),
            ("the day after that", "11-10", &["11-12,call,connected"], "breached"),
            ("by e-mail", "11-10 10:00", &["11-10 11:00,email,,inbound"], "breached"),
            (
                "by e-mail then by phone",
                "11-10 10:00",
                &["11-10 11:00,email,,inbound", "11-11 10:00,call,connected"],
                "met",
            ),
            (
                "before the history",
                "11-04 10:00",
                &["11-05 10:00,call,connected"],
                "not-assessable",
            ),
        ],
    );
}

/// Cadence commitments may name channels: only those count.
#[test]
fn only_the_channels_named_count() {
    judged(
        "first-attempt",
        "within = '1h'\nchannels = ['call', 'whatsapp']",
        "",
        NOON,
        &[
            ("email", "11-10 10:00", &["11-10 10:10,email"], "breached"),
            ("call", "11-10 10:00", &["11-10 10:10,email", "11-10 11:00,call"], "met"),
            (
                "whatsapp late",
                "11-10 10:00",
                &["11-10 10:10,email", "11-10 11:20,whatsapp"],
                "breached",
            ),
        ],
    );
}

/// `elapsed` uses wall-clock time, a day is 24 h.
#[test]
fn the_wall_clock() {
    judged(
        "first-attempt",
        "within = '1h'\nclock = 'elapsed'",
        "",
        NOON,
        &[
            ("Friday evening in time", "11-13 17:55", &["11-13 18:55,call"], "met"),
            ("Friday evening late", "11-13 17:55", &["11-13 18:56,call"], "breached"),
            ("Saturday", "11-14 10:00", &["11-16 09:05,call"], "breached"),
        ],
    );
    judged(
        "first-attempt",
        "within = '1d'\nclock = 'elapsed'",
        "",
        NOON,
        &[
            ("24 h", "11-13 17:55", &["11-14 17:55,call"], "met"),
            ("24 h and a minute", "11-13 17:55", &["11-14 17:56,call"], "breached"),
        ],
    );
}

/// due(t, n d) = closing of the n-th working day after the day the clock starts; days are always decided.
#[test]
fn allowances_in_days() {
    judged(
        "first-attempt",
        "within = '1d'",
        "",
        NOON,
        &[
            ("by Monday's closing", "11-13 17:55", &["11-16 18:00,call"], "met"),
            ("after Monday's closing", "11-13 17:55", &["11-16 18:01,call"], "breached"),
            // At the closing itself the clock starts on Monday: due Tuesday 18:00.
            ("at closing", "11-13 18:00", &["11-17 18:00,call"], "met"),
            ("Saturday", "11-14 10:00", &["11-17 17:59,call"], "met"),
            ("Saturday late", "11-14 10:00", &["11-18 09:00,call"], "breached"),
            // A date-only start counts as inside its day; a date-only answer complies if its day ≤ the day of due.
            ("day to day", "11-13", &["11-16,call"], "met"),
            ("day to the day after", "11-13", &["11-17,call"], "breached"),
            ("time to day", "11-13 17:55", &["11-16,call"], "met"),
            // Thu 19/11 → the next working day is Mon 23/11 18:00, after T.
            ("over the holiday", "11-19 10:00", &[], "pending"),
        ],
    );
}

/// Leads of earlier periods that are still overdue are counted beside, never in the cohort.
#[test]
fn earlier_leads_still_overdue_are_carried_over() {
    let leads = "id,delivered,lost,lost-reason\nnever,10-30 10:00,,\nlate,10-30 10:00,,\nlost,10-30 10:00,11-02 10:00,competitor\nnow,11-10 10:00,,";
    let activities = "at,lead,channel\n11-04 10:00,late,call\n11-10 10:05,now,call";
    let run = World::default()
        .promise("first-attempt", "within = '1h'")
        .source("leads", "", leads)
        .source("activities", "", activities)
        .run(NOON);
    assert_eq!(
        run.lies(&[
            "first-attempt:carried_over=1",
            "first-attempt:cohort/size=1",
            "first-attempt:met=1"
        ]),
        [""; 0]
    );
}

/// What lies before the history of activities can be shown by nothing: of two October leads without any attempt only that of the 20th is overdue.
#[test]
fn what_no_file_can_show_is_not_carried_over() {
    let world = World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("attempts", "within = '2d'\nattempts = 2")
        .source("leads", "", "id,delivered\nA,10-12 10:00\nB,10-20 10:00\nC,11-10 10:00")
        .source(
            "activities",
            "covers-from = 2026-10-15",
            "lead,at,channel,outcome\nC,11-10 10:30,call,no-answer\nC,11-11 10:30,call,no-answer",
        );
    assert_eq!(
        world.run(NOON).lies(&["first-attempt:carried_over=1", "attempts:carried_over=1"]),
        [""; 0]
    );
}

/// The first attempt is the first of all, also of several that are one try: 10:50 and 11:02 (12 min apart), due 11:00. Each metric has its own first.
#[test]
fn the_first_of_a_burst_counts() {
    let world = World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("first-connection", "within = '1h'")
        .source("leads", "", "id,delivered\nA,11-10 10:00")
        .source(
            "activities",
            "",
            "lead,at,channel,outcome\nA,11-10 10:50,call,no-answer\nA,11-10 11:02,call,connected",
        );
    let says = [
        "A.first-attempt_verdict=met",
        "A.first-connection_verdict=breached",
        "A.tries=1",
        "A.first_connection=11-10 11:02",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
}
