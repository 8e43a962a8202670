//! Columns that only mark what is done, by hand or by a tool; and what is no contact at all.

use std::fmt::Write as _;

use super::{Run, World};

const NOON: &str = "2026-11-23T12:00";

/// Twenty leads with one activity each in time, the cells of `done` and the channel as the number of the lead says.
fn twenty(rows: impl Fn(usize) -> (&'static str, &'static str, &'static str)) -> Run {
    let (mut leads, mut calls) =
        (String::from("id,delivered\n"), String::from("lead,at,channel,done,outcome\n"));
    for n in 0..20 {
        let (channel, done, outcome) = rows(n);
        let _ = writeln!(leads, "L{n},11-{:02} 10:00", 3 + n % 4);
        let _ = writeln!(calls, "L{n},11-{:02} 10:10,{channel},{done},{outcome}", 3 + n % 4);
    }
    World::default()
        .promise("first-attempt", "within = '1h'")
        .source("leads", "", &leads)
        .source("activities", "", &calls)
        .run(NOON)
}

/// What was kept, and how many rows the report says are not ticked.
fn told(run: &Run) -> (u64, String) {
    let own =
        run.json["commitments"].as_array().unwrap().iter().find(|own| own["id"] == "first-attempt");
    let said =
        run.json["warnings"].as_array().unwrap().iter().find(|own| own["code"] == "unticked");
    (
        own.unwrap()["met"].as_u64().unwrap(),
        said.map_or(String::new(), |own| own["n"].as_str().unwrap().to_owned()),
    )
}

/// Where all that is filled means yes, a blank means not yet; one word for no, and the blanks mean as ever.
#[test]
fn an_empty_cell_in_a_column_of_ticks_is_not_done() {
    for (done, open, met, said) in [
        ("x", "", 10, "10"),
        ("X", " ", 10, "10"),
        ("ok", "", 10, "10"),
        ("Sim", "", 10, "10"),
        ("Concluída", "", 10, "10"),
        ("done", "-", 10, "10"),
        ("✓", "", 10, "10"),
        ("✔️", "", 10, "10"),
        ("100%", "", 10, "10"),
        ("yes", "no", 10, ""),
        ("✅", "❌", 10, ""),
        ("100%", "0%", 10, ""),
        ("", "", 20, ""),
        // A word that nobody knows: nobody knows what a blank means beside it.
        ("whatever", "", 20, ""),
    ] {
        let run = twenty(|n| ("call", if n % 2 == 0 { done } else { open }, ""));
        assert_eq!(told(&run), (met, said.to_owned()), "{done} {open}");
    }
}

/// A column that hardly anybody fills tells nothing, nor one in which something says no; nor does it of a channel in which nothing is ticked. What came of a
/// row tells that it took place.
#[test]
fn a_column_that_is_hardly_filled_or_of_other_activities_tells_nothing() {
    let blank = |is_done: bool| if is_done { "x" } else { "" };
    for (case, run, met, said) in [
        ("one of twenty", twenty(|n| ("call", blank(n == 0), "")), 20, ""),
        ("two of twenty", twenty(|n| ("call", blank(n < 2), "")), 2, "18"),
        (
            "tasks alone are ticked",
            twenty(|n| (if n < 4 { "task" } else { "call" }, blank(n < 4), "")),
            16,
            "",
        ),
        (
            "both are ticked",
            twenty(|n| (if n < 4 { "email" } else { "call" }, blank(n % 2 == 0), "")),
            10,
            "10",
        ),
        (
            "an outcome tells that it took place",
            twenty(|n| ("call", blank(n < 10), if n < 15 { "connected" } else { "" })),
            15,
            "5",
        ),
        (
            "so does one that nobody answered",
            twenty(|n| ("whatsapp", blank(n < 10), if n < 13 { "no-answer" } else { "" })),
            13,
            "7",
        ),
        (
            "none was done",
            twenty(|n| ("call", blank(n < 10), if n < 15 { "not-done" } else { "" })),
            0,
            "10",
        ),
        (
            "a no of another channel",
            twenty(|n| match n {
                0..4 => ("email", "no", ""),
                _ => ("call", blank(n < 10), ""),
            }),
            16,
            "",
        ),
        ("one no", twenty(|n| ("call", if n == 19 { "no" } else { blank(n < 10) }, "")), 19, ""),
    ] {
        assert_eq!(told(&run), (met, said.to_owned()), "{case}");
    }
}

/// Whoever ticks what they did themselves ticks nothing that came in.
#[test]
fn what_came_in_took_place_without_a_tick() {
    for (channel, direction, outcome, met) in [
        ("whatsapp", "inbound", "", 20),
        ("call", "inbound", "connected", 20),
        ("email", "Recebido", "", 20),
        ("sms", "inbound", "connected", 20),
        ("whatsapp", "outbound", "", 10),
        ("call", "outbound", "connected", 20),
    ] {
        let mut leads = String::from("id,delivered\n");
        let mut calls = String::from("lead,at,channel,done,direction,outcome\n");
        for n in 0..20 {
            let _ = writeln!(leads, "L{n},11-{:02} 10:00", 3 + n % 4);
            let day = 3 + n % 4;
            let _ = if n < 10 {
                writeln!(calls, "L{n},11-{day:02} 10:10,{channel},x,outbound,connected")
            } else {
                writeln!(calls, "L{n},11-{day:02} 10:10,{channel},,{direction},{outcome}")
            };
        }
        let run = World::default()
            .promise("first-connection", "within = '1h'")
            .source("leads", "", &leads)
            .source("activities", "", &calls)
            .run(NOON);
        let own = &run.json["commitments"][0];
        assert_eq!(own["met"], met, "{channel} {direction}: {own:#}");
    }
}

/// A note, or what the system writes down, reaches nobody.
#[test]
fn a_note_is_no_attempt() {
    for (channel, met) in [
        ("Nota", 0),
        ("Anotação", 0),
        ("Sistema", 0),
        ("Mudança de etapa", 0),
        ("Note", 0),
        ("Stage change", 0),
        ("System", 0),
        ("Tarefa", 0),
        ("Carta", 10),
        ("Zap", 10),
    ] {
        let run = twenty(|n| (if n % 2 == 0 { channel } else { "task" }, "", ""));
        let why = run.json["commitments"][0]["why_not"].as_str().unwrap_or("").to_owned();
        assert_eq!(why, if met == 0 { "no-activities" } else { "" }, "{channel}");
        let mixed = twenty(|n| (if n % 2 == 0 { channel } else { "call" }, "", ""));
        assert_eq!(told(&mixed).0, 10 + met, "{channel}");
    }
}
