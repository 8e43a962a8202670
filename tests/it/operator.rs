//! Never silent: what needs a person is told to the operator once a day, and that it is over.

use std::fs;

use crate::room::Room;
use crate::run::Sample;

const LIVE: &str = "run --as-of 2026-11-23T08:00 --send";

fn told(room: &Room) -> Vec<String> {
    let names = room.names("outbox").into_iter().filter(|name| name.contains("_operator_"));
    names.map(|name| room.text(&format!("outbox/{name}"))).collect()
}

fn exits(room: &Room) -> Vec<(String, Option<i64>)> {
    let ledger = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    let mut rows = ledger.prepare("SELECT kind, exit FROM runs ORDER BY id").unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_source_that_fails_is_told_once_and_so_is_its_return() {
    let Sample { room, .. } = Sample::pt();
    let export = room.path("atividades.xlsx");
    let whole = fs::read(&export).unwrap();
    fs::write(&export, b"").unwrap();
    assert_eq!(room.acordo(LIVE).exit, 6);
    let first = told(&room);
    assert_eq!(first.len(), 1, "{:?}", room.names("outbox"));
    assert!(
        first[0].contains("Subject:")
            && first[0].contains("revops@empresa.com.br")
            && !first[0].contains("multipart")
    );
    assert_eq!(room.acordo(LIVE).exit, 6);
    assert_eq!(told(&room).len(), 1, "each cause once a day");
    fs::write(&export, whole).unwrap();
    room.done(LIVE);
    let all = told(&room);
    assert_eq!(all.len(), 2, "that it is over is told");
    assert_eq!(
        exits(&room),
        [("run".to_owned(), Some(6)), ("run".to_owned(), Some(6)), ("run".to_owned(), Some(0))]
    );
}

#[test]
fn no_input_sends_no_report_and_tells_the_operator() {
    let Sample { room, .. } = Sample::pt();
    ["leads.csv", "negocios.xlsx"]
        .iter()
        .for_each(|name| fs::remove_file(room.path(name)).unwrap());
    assert_eq!(room.acordo(LIVE).exit, 4);
    assert_eq!(room.names("outbox").len(), 1);
    assert_eq!(told(&room).len(), 1);
    assert_eq!(exits(&room), [("failed".to_owned(), Some(4))]);
}

#[test]
fn a_run_about_another_day_tells_nobody() {
    let Sample { room, .. } = Sample::pt();
    ["leads.csv", "negocios.xlsx"]
        .iter()
        .for_each(|name| fs::remove_file(room.path(name)).unwrap());
    assert_eq!(room.acordo("run --as-of 2026-11-23T08:00").exit, 4);
    assert!(told(&room).is_empty());
}

#[test]
fn a_letter_that_cannot_be_written_waits_for_the_next_run() {
    let Sample { room, letters, .. } = Sample::pt();
    fs::write(room.path("outbox"), b"a file where the folder should be").unwrap();
    assert_eq!(room.acordo(LIVE).exit, 5);
    fs::remove_file(room.path("outbox")).unwrap();
    room.done(LIVE);
    let sent = room.names("outbox").iter().filter(|name| !name.contains("_operator_")).count();
    assert_eq!(sent, letters, "all letters, each once");
}
