//! Leads without a logged attempt that the same files show as worked on: what is asked is to log the contact, and the verdict goes by what was logged.

use std::fs;

use super::{Run, World};

const NOON: &str = "2026-11-23T12:00";

/// Lead A as its row says, and lead B of whom somebody logged an attempt in time.
fn world(options: &str, (columns, row): (&str, &str), deals: Option<(&str, &str)>) -> World {
    let blank = ",".repeat(columns.matches(',').count());
    let leads = format!("id,delivered,{columns}\nA,11-03 10:00,{row}\nB,11-03 10:00,{blank}");
    let promise = "[[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\nwithin = '1h'\ntarget = '90%'\nmin-sample = 1";
    let world = World::default().more(promise).source("leads", options, &leads).source(
        "activities",
        "",
        "lead,at,channel\nB,11-03 10:10,call",
    );
    match deals {
        Some((options, deals)) => world.source("deals", options, deals),
        None => world,
    }
}

/// What the report says in short.
fn short(world: &World) -> String {
    let room = tempfile::tempdir().unwrap();
    world.run_in(room.path(), NOON);
    fs::read_to_string(room.path().join("out/resumo.txt")).unwrap()
}

/// What is asked of lead A about its first attempt.
fn asked(run: &Run) -> Vec<String> {
    let own = run.rows("actions").filter(|own| own["lead"] == "A");
    let kinds = own.map(|own| own["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind == "first-attempt" || kind == "log-contact").collect()
}

const STAGE: &str = "[source.values.stage]\n\"Contatado\" = 'contacted'\n\"Quoted\" = 'opportunity'\n\"Novo\" = 'created'\n\"Aceito\" = 'accepted'\n\"Parado\" = 'ignore'";

/// A stage that says contacted, a later step with or without a day, or a deal shows work that nobody logged; a stage before it, an acceptance or nothing does not.
#[test]
fn work_that_nobody_logged_is_to_be_logged() {
    let cases: [(&str, (&str, &str), bool); 11] = [
        (STAGE, ("stage", "Contatado"), true),
        (STAGE, ("stage", "CONTATADO"), true),
        (STAGE, ("stage", "Quoted"), true),
        ("", ("stage", "contacted"), true),
        ("", ("sql", "11-04 10:00"), true),
        ("", ("opportunity", "11-05"), true),
        (
            "[source.values.lead-status]\n\"Tentativa de contato\" = 'contacted'",
            ("lead-status", "Tentativa de contato"),
            true,
        ),
        (STAGE, ("stage", "Novo"), false),
        (STAGE, ("stage", "Aceito"), false),
        (STAGE, ("stage", "Parado"), false),
        (STAGE, ("stage", ""), false),
    ];
    for (options, row, is_worked) in cases {
        let world = world(options, row, None);
        let run = world.run(NOON);
        let kind = if is_worked { "log-contact" } else { "first-attempt" };
        assert_eq!(asked(&run), [kind], "{row:?}");
        assert_eq!(
            run.lies(&["A.first-attempt_verdict=breached", "B.first-attempt_verdict=met"]),
            [""; 0],
            "{row:?}"
        );
        let told = short(&world);
        assert!(told.contains("1 lead is overdue without a logged attempt."), "{told}");
        let worked = "By its stage 1 of them was worked on: log the contact.";
        assert_eq!(told.contains(worked), is_worked, "{row:?}: {told}");
    }
}

/// A deal that sales opened later, a second one after a lost one, and one whose stage says contacted where deals come with the hand-off.
#[test]
fn a_deal_is_work() {
    let deals: [(&str, &str, bool); 4] = [
        ("", "id,lead,created,status\nD,A,11-05 10:00,open", true),
        ("", "id,lead,created,status\nD,A,11-05 10:00,lost\nE,A,11-09 10:00,open", true),
        (
            "[source.values.stage]\nFila = 'created'\nFalado = 'contacted'",
            "id,lead,created,stage\nD,A,11-03 10:00,Falado\nE,B,11-03 10:00,Fila",
            true,
        ),
        (
            "[source.values.stage]\nFila = 'created'\nFalado = 'contacted'",
            "id,lead,created,stage\nD,A,11-03 10:00,Fila\nE,B,11-03 10:00,Falado",
            false,
        ),
    ];
    for (options, rows, is_worked) in deals {
        let run = world("", ("owner", "Ana"), Some((options, rows))).run(NOON);
        let kind = if is_worked { "log-contact" } else { "first-attempt" };
        assert_eq!(asked(&run), [kind], "{rows}");
    }
}

/// Of whom an attempt is logged nothing is to be logged, whatever the stage.
#[test]
fn a_logged_attempt_leaves_nothing_to_log() {
    let run = world(STAGE, ("stage", "Contatado"), None).run(NOON);
    assert!(!run.rows("actions").any(|own| own["lead"] == "B"), "{}", run.json["actions"]);
}

/// A lead that was qualified, or went further, on a day that no file tells may have been by the due: its cadence is left open, and nobody is asked to
/// complete it. A dated step decides, and an acceptance ends nothing.
#[test]
fn a_step_of_an_unknown_day_leaves_the_cadence_open() {
    let cases: [(&str, (&str, &str), &str, bool); 9] = [
        (STAGE, ("stage", "Quoted"), "indeterminate", false),
        ("", ("stage", "sql"), "indeterminate", false),
        ("", ("stage", "won"), "indeterminate", false),
        ("", ("opportunity,sql", "11-20 10:00,"), "breached", true),
        ("", ("sql", "11-04 10:00"), "met", false),
        ("", ("sql", "11-20 10:00"), "breached", false),
        (STAGE, ("stage", "Contatado"), "breached", true),
        (STAGE, ("stage", "Aceito"), "breached", true),
        (STAGE, ("stage", "Novo"), "breached", true),
    ];
    for (options, (columns, row), verdict, is_asked) in cases {
        let blank = ",".repeat(columns.matches(',').count());
        let leads = format!("id,delivered,{columns}\nA,11-03 10:00,{row}\nB,11-03 10:00,{blank}");
        let world = World::default()
            .promise("attempts", "attempts = 3\nwithin = '5d'\ntarget = '50%'")
            .source("leads", options, &leads)
            .source(
                "activities",
                "",
                "lead,at,channel,outcome\nA,11-03 10:10,call,no-answer\nB,11-03 10:10,call,connected",
            );
        let run = world.run(NOON);
        assert_eq!(run.find("A.attempts_verdict"), verdict, "{row}");
        let is_open = verdict == "indeterminate";
        let count = if is_open { "1" } else { "0" };
        assert_eq!(run.find("attempts:indeterminate"), count, "{row}");
        let asks = run.rows("actions").any(|own| own["kind"] == "cadence" && own["lead"] == "A");
        assert_eq!(asks, is_asked, "{row}");
        let early = world.run("2026-11-05T12:00");
        let wanted = if verdict == "met" { "met" } else { "pending" };
        assert_eq!(early.find("A.attempts_verdict"), wanted, "{row}");
    }
}
