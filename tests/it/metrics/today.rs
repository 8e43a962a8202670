//! The day of the report: what falls due on it, what the files cannot tell of it, and in which words.

use std::fs;

use super::World;

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
    assert!(short.contains("no assessed commitment shows what is due today"), "{short}");
    assert!(!short.contains("nothing is due"), "{short}");

    let seen = unseen.source(
        "activities",
        "",
        "at,lead,channel,outcome\n11-20 09:10,A,call,\n11-20 09:10,B,call,",
    );
    let (short, _) = told(&seen);
    assert!(short.contains("nothing is due today and nothing is overdue"), "{short}");
}
