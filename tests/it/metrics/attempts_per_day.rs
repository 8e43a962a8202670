//! `attempts-per-day`: complete working days on which a lead was open, and whether it was tried often enough on each.

use super::{World, unanswered};

/// One lead a case, named by its source: `delivered,accepted,rejected,lost,recycled,sql,won`, its activities `at,channel,outcome,direction`, met/lead-days.
type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a str);

fn lead_days(promise: &str, as_of: &str, cases: &[Case]) {
    // A lead of long ago says that the files tell who was reached.
    let mut leads = String::from(
        "id,source,delivered,accepted,rejected,lost,recycled,sql,won\ntold,,01-05 10:00,,,01-06 10:00,,,",
    );
    let mut activities = String::from(
        "lead,at,channel,outcome,direction\ntold,01-05 11:00,call,no-answer,\ntold,01-05 11:00,email,no-answer,",
    );
    let (mut met, mut days) = (0, 0);
    let mut wanted = Vec::new();
    for (case, row, events, count) in cases {
        leads.push_str(&format!(
            "\n{case},{case},{row}{}",
            ",".repeat(6 - row.matches(',').count())
        ));
        for event in events.iter().map(|event| unanswered(event)) {
            activities.push_str(&format!(
                "\n{case},{event}{}",
                ",".repeat(3 - event.matches(',').count())
            ));
        }
        let (own_met, own_days) = count.split_once('/').unwrap();
        met += own_met.parse::<u32>().unwrap();
        days += own_days.parse::<u32>().unwrap();
        if own_days != "0" {
            wanted.push(format!("attempts-per-day@{case}:numerator={own_met}"));
            wanted.push(format!("attempts-per-day@{case}:denominator={own_days}"));
        }
    }
    let world = World::default()
        .promise("attempts-per-day", promise)
        .source("leads", "", &leads)
        .source("activities", "", &activities);
    let run = world.run(as_of);
    wanted.push(format!("attempts-per-day:numerator={met}"));
    wanted.push(format!("attempts-per-day:denominator={days}"));
    assert_eq!(
        run.lies(&wanted.iter().map(String::as_str).collect::<Vec<_>>()),
        [""; 0],
        "{promise}"
    );
}

const NOON: &str = "2026-11-23T12:00";

/// Delivered Tue 10/11 10:00 with 2 d: due Thu 12/11 18:00, so Wednesday and Thursday are its lead-days; its own day is none.
#[test]
fn a_try_a_day() {
    lead_days(
        "within = '2d'\nattempts = 1",
        NOON,
        &[
            ("both", "11-10 10:00", &["11-11 10:00,call", "11-12 10:00,call"], "2/2"),
            ("one", "11-10 10:00", &["11-11 10:00,call"], "1/2"),
            ("never", "11-10 10:00", &[], "0/2"),
            ("twice-on-one", "11-10 10:00", &["11-11 10:00,call", "11-11 11:00,call"], "1/2"),
            ("its-own-day", "11-10 10:00", &["11-10 11:00,call"], "0/2"),
            // Before the opening of the hand-off's day: the day itself is still not after it.
            ("before-opening", "11-10 08:00", &["11-10 11:00,call", "11-11 10:00,call"], "1/2"),
            ("too-late", "11-10 10:00", &["11-13 10:00,call"], "0/2"),
            // A day is local: 07:00 and 23:00 belong to it as well.
            ("out-of-hours", "11-10 10:00", &["11-11 07:00,call", "11-12 23:00,call"], "2/2"),
            // A voice mail counts, a task, something not done and a missed call of theirs do not.
            (
                "no-answer",
                "11-10 10:00",
                &["11-11 10:00,call,no-answer", "11-12 10:00,task"],
                "1/2",
            ),
            (
                "not-done",
                "11-10 10:00",
                &["11-11 10:00,call,not-done", "11-12 10:00,call,no-answer,inbound"],
                "0/2",
            ),
            // At the closing the clock starts on the next working day: Fri 13/11 18:00 → due Wed 18/11; days Mon, Tue, Wed.
            ("at-closing", "11-13 18:00", &["11-16 10:00,call"], "1/3"),
        ],
    );
}

/// Open from opening to closing: no connection, decision or close before the closing of the day (18:00).
#[test]
fn a_day_on_which_it_ends_is_no_lead_day() {
    lead_days(
        "within = '2d'\nattempts = 1",
        NOON,
        &[
            ("answered-on-wednesday", "11-10 10:00", &["11-11 10:00,call,connected"], "0/0"),
            (
                "answered-on-thursday",
                "11-10 10:00",
                &["11-11 10:00,call", "11-12 10:00,call,connected"],
                "1/1",
            ),
            ("they-wrote", "11-10 10:00", &["11-12 10:00,email,,inbound"], "0/1"),
            ("answered-at-closing", "11-10 10:00", &["11-11 18:00,call,connected"], "1/1"),
            ("answered-after-closing", "11-10 10:00", &["11-11 18:30,call,connected"], "1/1"),
            ("answered-before-the-hand-off", "11-10 10:00", &["11-10 09:00,call,connected"], "0/2"),
            ("accepted", "11-10 10:00,11-11 17:59", &[], "0/0"),
            ("accepted-on-thursday", "11-10 10:00,11-12 09:00", &["11-11 10:00,call"], "1/1"),
            ("rejected", "11-10 10:00,,11-11 10:00", &[], "0/0"),
            ("lost", "11-10 10:00,,,11-12 10:00", &[], "0/1"),
            ("recycled", "11-10 10:00,,,,11-12 10:00", &[], "0/1"),
            ("won", "11-10 10:00,,,,,,11-12 10:00", &[], "0/1"),
            // A passed stage alone is neither a connection nor a decision nor a close; the acceptance it implies has no date and ends nothing.
            ("sql", "11-10 10:00,,,,,11-11 10:00", &[], "0/2"),
        ],
    );
}

/// A try on a day that is not worked counts for the next one that is.
#[test]
fn tries_on_free_days() {
    lead_days(
        "within = '2d'\nattempts = 1",
        NOON,
        &[
            // Thu 12/11 10:00 → due Mon 16/11 18:00: lead-days Fri 13 and Mon 16.
            ("on-saturday", "11-12 10:00", &["11-14 10:00,call"], "1/2"),
            ("on-sunday", "11-12 10:00", &["11-15 10:00,call"], "1/2"),
            ("on-friday", "11-12 10:00", &["11-13 10:00,call"], "1/2"),
            // Sat 14/11: the clock starts on Mon 16; due Wed 18/11 18:00; lead-days Mon, Tue, Wed.
            ("delivered-on-saturday", "11-14 10:00", &["11-14 11:00,call"], "1/3"),
            // Tue 17/11 10:00 → lead-days Wed 18, Thu 19.
            ("after-its-days", "11-17 10:00", &["11-20 10:00,call"], "0/2"),
            // Wed 18/11 10:00 → lead-days Thu 19 and Mon 23, which is not complete at noon: the try on the holiday counts for it.
            ("on-the-holiday", "11-18 10:00", &["11-20 10:00,call"], "0/1"),
        ],
    );
    let one: &[Case] = &[("on-the-holiday", "11-18 10:00", &["11-20 10:00,call"], "1/2")];
    lead_days("within = '2d'\nattempts = 1", "2026-11-23T18:00", one);
}

/// The complete working days of the period up to T: at 17:59 Thursday is not, at 18:00 it is.
#[test]
fn complete_days_of_the_period() {
    let promise = "within = '2d'\nattempts = 1";
    lead_days(
        promise,
        "2026-11-12T17:59",
        &[("A", "11-10 10:00", &["11-11 10:00,call", "11-12 10:00,call"], "1/1")],
    );
    lead_days(
        promise,
        "2026-11-12T18:00",
        &[("A", "11-10 10:00", &["11-11 10:00,call", "11-12 10:00,call"], "2/2")],
    );
    // Whenever delivered: Fri 30/10 → Mon 2/11, Tue 3/11. Thu 29/10 → Fri 30/10 (October) and Mon 2/11. Wed 28/10 → none in November.
    lead_days(
        promise,
        NOON,
        &[
            ("friday", "10-30 10:00", &["11-02 10:00,call"], "1/2"),
            ("thursday", "10-29 10:00", &["10-30 10:00,call"], "0/1"),
            ("wednesday", "10-28 10:00", &[], "0/0"),
            ("today", "11-23 09:30", &["11-23 10:00,call"], "0/0"),
            ("undelivered", "", &["11-11 10:00,call"], "0/0"),
        ],
    );
}

/// Two tries a day; tries of one channel less than 15 min apart are one.
#[test]
fn two_tries_a_day() {
    lead_days(
        "within = '1d'\nattempts = 2",
        NOON,
        &[
            ("two-calls", "11-10 10:00", &["11-11 10:00,call", "11-11 15:00,call"], "1/1"),
            ("one-call", "11-10 10:00", &["11-11 10:00,call"], "0/1"),
            ("a-burst", "11-10 10:00", &["11-11 10:00,call", "11-11 10:14,call"], "0/1"),
            ("no-burst", "11-10 10:00", &["11-11 10:00,call", "11-11 10:15,call"], "1/1"),
            ("two-channels", "11-10 10:00", &["11-11 10:00,call", "11-11 10:01,email"], "1/1"),
            ("a-day-each", "11-10 10:00", &["11-11 10:00,call", "11-12 10:00,call"], "0/1"),
            // Fri 13/11 → Mon 16/11: one on Saturday, one on Monday.
            ("with-saturday", "11-13 10:00", &["11-14 10:00,call", "11-16 10:00,call"], "1/1"),
        ],
    );
}

/// Only the channels named, and only whole days within the allowance: Tue 10/11 10:00 + 12 h = Wed 13:00, before Wednesday's closing.
#[test]
fn channels_and_allowances_in_hours() {
    lead_days(
        "within = '1d'\nattempts = 1\nchannels = ['call']",
        NOON,
        &[
            ("call", "11-10 10:00", &["11-11 10:00,call"], "1/1"),
            ("email", "11-10 10:00", &["11-11 10:00,email"], "0/1"),
        ],
    );
    lead_days(
        "within = '12h'\nattempts = 1",
        NOON,
        &[("until-one", "11-10 10:00", &["11-11 10:00,call"], "0/0")],
    );
    // 8 h on Tuesday and 9 h on Wednesday: + 17 h = Wednesday 18:00.
    lead_days(
        "within = '17h'\nattempts = 1",
        NOON,
        &[("until-closing", "11-10 10:00", &["11-11 10:00,call"], "1/1")],
    );
}

/// A share: 9 of 10 lead-days. Nothing to judge is absent, not zero.
#[test]
fn the_share_of_lead_days() {
    let row = |n: usize| format!("\n{n},11-10 10:00");
    let call = |n: usize| format!("\n{n},11-11 10:00,call,no-answer");
    let leads: String = (0..10).map(row).collect();
    let activities: String = (0..9).map(call).collect();
    let world = World::default()
        .promise("attempts-per-day", "within = '1d'\nattempts = 1")
        .source("leads", "", &format!("id,delivered{leads}"))
        .source("activities", "", &format!("lead,at,channel,outcome{activities}"));
    let says = [
        "attempts-per-day:kind=share",
        "attempts-per-day:actual=0.9",
        "attempts-per-day:status=on-track",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
    let says = ["attempts-per-day:actual=null", "attempts-per-day:status=not-assessed"];
    assert_eq!(world.run("2026-11-11T17:59").lies(&says), [""; 0]);
}

/// Tries without a time of day belong to their day: Tue 10/11 + 2 d has the lead-days Wed and Thu.
#[test]
fn tries_without_a_time() {
    lead_days(
        "within = '2d'\nattempts = 1",
        NOON,
        &[
            ("both", "11-10", &["11-11,call", "11-12,call"], "2/2"),
            ("one-on-the-day-itself", "11-10", &["11-10,call", "11-12,call"], "1/2"),
            // Sat 14/11 counts for Mon 16/11, the second lead-day of Thu 12/11.
            ("on-saturday", "11-12", &["11-14,call"], "1/2"),
        ],
    );
}

/// By the day of delivery: one try a day until 15/11, two from Mon 16/11. Each lead has one try on its one lead-day; a lead of another source none.
#[test]
fn versions_and_scope() {
    let world = World::default()
        .promise("attempts-per-day", "within = '1d'\nattempts = 1\ntarget = '80%'\nuntil = 2026-11-16\nwhere = { source = ['ads'] }")
        .promise("attempts-per-day", "within = '1d'\nattempts = 2\ntarget = '90%'\nfrom = 2026-11-16\nwhere = { source = ['ads'] }")
        .source("leads", "", "id,source,delivered\nA,Ads,11-10 10:00\nB,Ads,11-13 10:00\nC,Ads,11-16 10:00\nD,Site,11-10 10:00")
        .source("activities", "", "lead,at,channel,outcome\nA,11-11 10:00,call,no-answer\nB,11-16 10:00,call,no-answer\nC,11-17 10:00,call,no-answer");
    // Met: A (Wed 11), B (Mon 16, still by the first version); not: C (Tue 17). (0.8 · 2 + 0.9) ÷ 3.
    let says = [
        "attempts-per-day:numerator=2",
        "attempts-per-day:denominator=3",
        "attempts-per-day:target=0.8333",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
}

/// Days of another period are its own: Thu 29/10 + 2 d has Fri 30/10 in October and Mon 2/11 in November.
#[test]
fn each_period_has_its_own_days() {
    let world = || {
        World::default()
            .promise("attempts-per-day", "within = '2d'\nattempts = 1")
            .source("leads", "", "id,delivered\nA,10-29 10:00")
            .source("activities", "", "lead,at,channel,outcome\nA,10-30 10:00,call,no-answer")
    };
    let days = |run: super::Run| {
        (run.find("attempts-per-day:numerator"), run.find("attempts-per-day:denominator"))
    };
    assert_eq!(days(world().period("2026-10").run(NOON)), ("1".to_owned(), "1".to_owned()));
    assert_eq!(days(world().run(NOON)), ("0".to_owned(), "1".to_owned()));
}
