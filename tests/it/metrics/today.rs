//! The day of the report: what falls due on it, what the files cannot tell of it, and in which words.

use std::fs;

use super::World;
use super::told::{Told, own};

/// Exported on Sunday the 22nd at 23:00 in São Paulo.
const ON_SUNDAY: &str = "cut-off = 'file-time'\nmtime = 1795399200";
const MONDAY: &str = "2026-11-23T08:00";

/// What the short text says after a run, and the leads of the actions with whether they are overdue.
fn told(world: &World) -> (String, Vec<(String, bool)>) {
    let room = tempfile::tempdir().unwrap();
    let run = world.run_in(room.path(), MONDAY);
    let texts = fs::read_dir(room.path().join("out")).unwrap().map(|entry| entry.unwrap().path());
    let short = texts.into_iter().find(|path| path.extension().is_some_and(|end| end == "txt"));
    let actions = run.json["actions"].as_array().unwrap().iter().map(|action| {
        (
            action["lead"].as_str().unwrap().to_owned(),
            action["overdue_seconds"].as_i64().unwrap() > 0,
        )
    });
    (fs::read_to_string(short.unwrap()).unwrap(), actions.collect())
}

/// Handed over on Saturday, due on Monday: the morning's report asks for it, though its files are of the evening before.
/// What was due on Thursday is overdue.
#[test]
fn what_falls_due_on_the_day_of_the_report_is_asked_for_when_the_files_are_of_the_evening_before() {
    let world = World::default()
        .promise("first-attempt", "within = '1h'")
        .source(
            "leads",
            ON_SUNDAY,
            "id,delivered\nThu,11-19 09:00\nSat,11-21 10:00\nOld,11-19 10:00",
        )
        .source("activities", ON_SUNDAY, "at,lead,channel,outcome\n11-19 10:30,Old,call,");
    let (short, mut actions) = told(&world);
    actions.sort();
    let expected = [("Sat".to_owned(), false), ("Thu".to_owned(), true)];
    assert_eq!(actions, expected, "{short}");
}

/// Without a file of activities nobody knows what sales owes: that none is listed does not mean that none is due.
#[test]
fn what_no_file_shows_is_not_called_nothing_due() {
    let leads = "id,delivered,email\nA,11-20 09:00,a@a.com\nB,11-20 09:00,";
    let unseen =
        World::default().promise("first-attempt", "within = '1h'").source("leads", "", leads);
    let (short, _) = told(&unseen);
    assert!(short.contains("no list for today: no assessed promise asks for anything"), "{short}");
    assert!(!short.contains("nothing overdue"), "{short}");

    let seen = unseen.source(
        "activities",
        "",
        "at,lead,channel,outcome\n11-20 09:10,A,call,\n11-20 09:10,B,call,",
    );
    let (short, _) = told(&seen);
    assert!(short.contains("nothing overdue, nothing due today"), "{short}");
}

/// Overdue, due today, due later and without a due: letter and sheet count the same actions, and their parts make the sum. Monday at five; five working
/// days of which Friday the 20th is none. Who has no owner has an action without a due.
#[test]
fn the_parts_of_what_is_to_be_done_make_its_sum() {
    let [late, today, later, nobodys] =
        [("Late", "11-12"), ("Today", "11-13"), ("Later", "11-16"), ("Nobodys", "11-23")];
    for (language, leads, short, sheet) in [
        (
            "en",
            &[late, today, later, nobodys][..],
            "Sales: 1 overdue action, 1 due by 18:00, 1 due later, 1 without a due",
            "4 actions for Monday, 23 Nov: 1 falling due today, 1 falling due later, 1 overdue for up to 10 working days, 1 without a due.",
        ),
        (
            "pt-BR",
            &[late, today, later, nobodys][..],
            "Vendas: 1 ação vencida, 1 vence até as 18:00, 1 vence depois, 1 sem prazo",
            "4 ações para segunda, 23/11: 1 a vencer hoje, 1 a vencer depois, 1 vencida há até 10 dias úteis, 1 sem prazo.",
        ),
        (
            "en",
            &[later][..],
            "Sales: 1 due later",
            "1 action for Monday, 23 Nov: 1 falling due later.",
        ),
        (
            "pt-BR",
            &[today, later][..],
            "Vendas: 1 vence até as 18:00, 1 vence depois",
            "2 ações para segunda, 23/11: 1 a vencer hoje, 1 a vencer depois.",
        ),
        (
            "en",
            &[nobodys][..],
            "Sales: 1 open action",
            "1 action for Monday, 23 Nov: 1 without a due.",
        ),
        (
            "en",
            &[late, nobodys][..],
            "Sales: 1 overdue action, 1 without a due",
            "2 actions for Monday, 23 Nov: 1 overdue for up to 10 working days, 1 without a due.",
        ),
    ] {
        let owner = |name: &str| if name == "Nobodys" { "" } else { "Bia" };
        let rows = leads.iter().map(|(name, day)| format!("\n{name},{day} 09:00,{}", owner(name)));
        let rows: String = rows.collect();
        let world = World::default()
            .language(language)
            .more(&own("sales", "first-attempt", "within = '5d'\ntarget = '90%'"))
            .source("leads", "", &format!("id,delivered,owner\nDone,11-03 09:00,Bia{rows}"))
            .source("activities", "", "at,lead,channel,outcome\n11-03 10:00,Done,call,");
        let told = Told::of(&world, "2026-11-23T17:00");
        let (said, name) = (told.short(), if language == "en" { "Act today" } else { "Ação hoje" });
        assert!(said.lines().any(|line| line.ends_with(short)), "{short} in {said}");
        let message = told.cells(name);
        assert!(message.iter().any(|cell| cell == sheet), "{sheet} in {message:?}");
    }
}
