//! Attempts of which nobody wrote whether anybody answered, in a channel in which others say it: a lead for which that decides is open.

use std::fmt::Write as _;

use super::{Run, World, judged};

const NOON: &str = "2026-11-23T12:00";

/// Delivered Tue 10/11 10:00 with 1 h: due 11:00.
#[test]
fn an_attempt_of_unknown_outcome_may_have_been_the_first_connection() {
    let at = "11-10 10:00";
    let run = judged(
        "first-connection",
        "within = '1h'",
        "",
        NOON,
        &[
            ("no outcome", at, &["11-10 10:30,call,"], "indeterminate"),
            ("unknown word", at, &["11-10 10:30,call,had a word"], "indeterminate"),
            ("another channel", at, &["11-10 10:30,whatsapp,"], "indeterminate"),
            ("at the due", at, &["11-10 11:00,email,"], "indeterminate"),
            ("a day alone", at, &["11-10,call,"], "indeterminate"),
            ("outbound", at, &["11-10 10:30,call,,outbound,yes"], "indeterminate"),
            ("too late", at, &["11-10 11:01,call,"], "breached"),
            ("before the hand-off", at, &["11-10 09:30,call,"], "breached"),
            ("not done", at, &["11-10 10:30,call,,,no"], "breached"),
            ("automatic", at, &["11-10 10:30,call,,,,yes"], "breached"),
            ("a task", at, &["11-10 10:30,task,"], "breached"),
            ("a channel without outcomes", at, &["11-10 10:30,social,"], "breached"),
            ("nobody answered", at, &["11-10 10:30,call,no-answer"], "breached"),
            ("never", at, &[], "breached"),
            ("none then reached", at, &["11-10 10:20,call,", "11-10 10:50,call,connected"], "met"),
            (
                "none then late",
                at,
                &["11-10 10:20,call,", "11-11 10:50,call,connected"],
                "indeterminate",
            ),
            ("freed", "11-10 10:00,11-10 10:40,bad number", &["11-10 10:20,call,"], "exempt"),
            ("still time", "11-23 11:30", &["11-23 11:40,call,"], "pending"),
        ],
    );
    let says = [
        "first-connection:met=1",
        "first-connection:breached=8",
        "first-connection:indeterminate=7",
        "first-connection:carried_over=0",
        "no outcome.first-connection_reason=outcome-unknown",
        "no outcome.tries=1",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
}

/// Three tries by Thu 12/11 18:00, or a connection.
#[test]
fn an_attempt_of_unknown_outcome_may_have_ended_the_tries() {
    let at = "11-10 10:00";
    let promise = "within = '2d'\nattempts = 3";
    let tries = &["11-10 11:00,call,", "11-11 11:00,email,", "11-12 11:00,call,"];
    judged(
        "attempts",
        promise,
        "",
        NOON,
        &[
            ("a single one", at, &["11-10 11:00,call,"], "indeterminate"),
            ("one of two", at, &["11-10 11:00,call", "11-11 11:00,call,?"], "indeterminate"),
            ("three of them", at, tries, "met"),
            (
                "given up early",
                "11-10 10:00,,,11-11 10:00,competitor",
                &["11-10 11:00,call,"],
                "indeterminate",
            ),
            ("blank and late", at, &["11-10 11:00,call", "11-13 11:00,call,"], "breached"),
            ("two unanswered", at, &["11-10 11:00,call", "11-11 11:00,call"], "breached"),
            ("running", "11-20 10:00", &["11-20 11:00,call,"], "pending"),
        ],
    );
    let lost = "11-10 10:00,,,11-12 12:00,competitor";
    judged(
        "give-up",
        "attempts = 3\ndays = 2\nmax-attempts = 4",
        "",
        NOON,
        &[
            ("a single one", lost, &["11-10 10:30,call,"], "indeterminate"),
            ("unknown word", lost, &["11-10 10:30,email,whatever"], "indeterminate"),
            ("blank after the loss", lost, &["11-10 10:30,call", "11-12 12:30,call,"], "breached"),
            ("one unanswered", lost, &["11-10 10:30,call"], "breached"),
            ("enough", lost, &["11-10 10:30,call", "11-10 14:00,call", "11-11 10:00,call,"], "met"),
            ("reached", lost, &["11-10 10:30,call,", "11-10 14:00,call,connected"], ""),
        ],
    );
}

/// Where leads answer by messages the answer is a row of its own: a message without outcome was not answered.
#[test]
fn a_message_is_answered_by_another_message() {
    for (channel, came_in, verdict) in [
        ("whatsapp", "whatsapp", "breached"),
        ("email", "email", "breached"),
        ("sms", "sms", "breached"),
        ("social", "social", "breached"),
        ("whatsapp", "email", "indeterminate"),
        ("call", "call", "indeterminate"),
        ("meeting", "meeting", "indeterminate"),
    ] {
        let leads = "id,delivered\nA,11-10 10:00\nB,11-10 10:00\nC,11-10 10:00";
        let rows = format!(
            "lead,at,channel,direction,outcome,duration\nA,11-10 10:10,{channel},outbound,,\nB,11-10 10:10,{channel},outbound,no-answer,\n\
             C,11-10 10:10,{came_in},inbound,,90\nC,11-10 10:20,{came_in},outbound,connected,"
        );
        let world = World::default()
            .promise("first-connection", "within = '1h'")
            .source("leads", "", leads)
            .source("activities", "", &rows);
        let says = [
            format!("A.first-connection_verdict={verdict}"),
            "B.first-connection_verdict=breached".to_owned(),
        ];
        let says: Vec<&str> = says.iter().map(String::as_str).collect();
        assert_eq!(world.run(NOON).lies(&says), [""; 0], "{channel} {came_in}");
    }
}

/// Forty leads, one call each in time: the first ones without a known outcome, the next ones reached, the others not.
fn forty(unknown: usize, reached: usize, word: &str, target: &str) -> Run {
    let (mut leads, mut calls) =
        (String::from("id,delivered\n"), String::from("lead,at,channel,outcome\n"));
    for n in 0..40 {
        let _ = writeln!(leads, "L{n},11-{:02} 10:00", 3 + n % 4);
        let outcome = match n {
            n if n < unknown => word,
            n if n < unknown + reached => "connected",
            _ => "no-answer",
        };
        let _ = writeln!(calls, "L{n},11-{:02} 10:10,call,{outcome}", 3 + n % 4);
    }
    World::default()
        .promise("first-connection", &format!("within = '1d'\ntarget = '{target}'"))
        .promise("first-attempt", "within = '1h'")
        .source("leads", "", &leads)
        .source("activities", "", &calls)
        .run(NOON)
}

/// Both ends stand above one in twenty: none of the open ones reached, or all; a verdict that they would turn is none. There the blanks are said, with
/// their rows; where most tell nothing, nothing is judged.
#[test]
fn both_ends_of_what_nobody_wrote_stand() {
    for (unknown, reached, word, target, status, why, ends, part) in [
        (15, 0, "", "30%", "not-assessed", "open", "[0.0,0.375]", true),
        (19, 0, "had a word", "30%", "not-assessed", "open", "[0.0,0.475]", true),
        (4, 11, "", "30%", "not-assessed", "open", "[0.275,0.375]", true),
        (4, 11, "", "20%", "on-track", "null", "[0.275,0.375]", true),
        (4, 0, "callback maybe", "30%", "off-track", "null", "[0.0,0.1]", true),
        (2, 20, "", "40%", "on-track", "null", "null", false),
        (21, 10, "", "30%", "not-assessed", "no-conversations", "null", true),
    ] {
        let run = forty(unknown, reached, word, target);
        let own = run.json["commitments"].as_array().unwrap();
        let own = own.iter().find(|own| own["id"] == "first-connection").unwrap();
        let case = format!("{unknown} {reached} {word} {target}: {own}");
        assert_eq!(own["status"], status, "{case}");
        assert_eq!(own["why_not"].as_str().unwrap_or("null"), why, "{case}");
        let between = match &own["possible"] {
            serde_json::Value::Null => "null".to_owned(),
            ends => format!(
                "[{:?},{:?}]",
                ends["low"].as_f64().unwrap(),
                ends["high"].as_f64().unwrap()
            ),
        };
        assert_eq!(between, ends, "{case}");
        let said: Vec<_> = run.json["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|own| own["code"] == "untold-outcomes")
            .collect();
        assert_eq!(said.len(), usize::from(part), "{case}");
        assert!(
            said.iter().all(|own| own["n"].as_str() == Some(unknown.to_string().as_str())),
            "{said:?}"
        );
        let is_partly = own["evidence"]["unseen_parts"].to_string().contains("silent-attempts");
        assert_eq!(is_partly, part && why != "no-conversations", "{case}");
        // A blank outcome stays an attempt.
        assert_eq!(
            run.lies(&["first-attempt:met=40", "first-attempt:evidence/state=assessable"]),
            [""; 0]
        );
    }
}

/// The lead-days of a lead end with the attempt that perhaps reached it.
#[test]
fn nobody_knows_what_a_lead_was_owed_after_an_attempt_of_unknown_outcome() {
    for (calls, days, kept) in [
        ("", 2, 0),
        ("A,11-11 10:00,call,no-answer", 2, 1),
        ("A,11-11 10:00,call,", 0, 0),
        ("A,11-12 10:00,call,", 1, 0),
        ("A,11-11 10:00,call,no-answer\nA,11-12 10:00,call,?", 1, 1),
        ("A,11-13 10:00,call,", 2, 0),
    ] {
        let leads = "id,delivered\nA,11-10 10:00\ntold,01-05 10:00";
        let rows = format!(
            "lead,at,channel,outcome\ntold,01-05 11:00,call,no-answer\ntold,01-05 12:00,call,no-answer\n{calls}"
        );
        let run = World::default()
            .promise("attempts-per-day", "within = '2d'\nattempts = 1\nmin-sample = 1")
            .source("leads", "", leads)
            .source("activities", "", &rows)
            .run(NOON);
        let says = [
            format!("attempts-per-day:numerator={kept}"),
            format!("attempts-per-day:denominator={days}"),
        ];
        let says: Vec<&str> = says.iter().map(String::as_str).collect();
        assert_eq!(run.lies(&says), [""; 0], "{calls}");
    }
}
