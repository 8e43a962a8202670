//! The record outlives versions, crashes and years: old ledgers open, who watches is answered.

use std::fs;
use std::path::PathBuf;

use crate::room::Room;
use crate::run::Sample;

const LIVE: &str = "run --as-of 2026-11-23T08:00 --send";
/// The last version whose ledger is kept here; a new step of the schema needs the ledger of the one before it.
const VERSIONS: u32 = 11;

fn old(version: u32) -> Vec<u8> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/ledgers/v{version}.db"));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn number(room: &Room, sql: &str) -> i64 {
    rusqlite::Connection::open(room.path("acordo.db"))
        .unwrap()
        .query_row(sql, [], |row| row.get(0))
        .unwrap()
}

#[test]
fn ledgers_of_every_earlier_version_open() {
    for version in 1..=VERSIONS {
        let Sample { room, letters, .. } = Sample::pt();
        fs::write(room.path("acordo.db"), old(version)).unwrap();
        room.done(LIVE);
        assert_eq!(
            number(&room, "SELECT COUNT(*) FROM runs"),
            2,
            "v{version}: what was there stays"
        );
        assert_eq!(
            number(&room, "SELECT COUNT(*) FROM recipients WHERE state = 'sent'"),
            2 + i64::try_from(letters).unwrap(),
            "v{version}"
        );
        assert_eq!(
            number(&room, "SELECT COUNT(*) FROM log WHERE by = 'Ana'"),
            i64::from(version >= 4),
            "v{version}"
        );
        let previous = room.json("relatorios/acordo.json")["commitments"][0]["previous"].clone();
        assert_eq!(
            previous["actual"].as_f64(),
            (version > 1).then_some(300.0),
            "v{version}: {previous}"
        );
    }
    let newest = number(&run_once(), "PRAGMA user_version");
    assert_eq!(
        newest,
        i64::from(VERSIONS) + 1,
        "a new step needs the ledger of the version before it in tests/it/ledgers"
    );
}

fn run_once() -> Room {
    let Sample { room, .. } = Sample::pt();
    room.done(LIVE);
    room
}

#[test]
fn status_answers_a_monitor() {
    let Sample { room, .. } = Sample::en();
    assert_eq!(room.acordo("status").exit, 1, "no report yet");
    assert!(!room.path("acordo.db").exists(), "looking makes no ledger");
    room.done(LIVE);
    let told = room.done("status --max-age 26h");
    assert!(told.stdout.contains("written to the outbox for"), "nobody has it: {}", told.stdout);
    assert!(told.stdout.contains("On the disk: ledger"), "{}", told.stdout);
    assert_eq!(room.acordo("status --max-age soon").exit, 2);
    let ledger = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    ledger.execute("UPDATE recipients SET state = 'deferred' WHERE rowid = 1", []).unwrap();
    assert_eq!(room.acordo("status").exit, 5, "a letter has not gone out");
    ledger.execute("UPDATE runs SET started_at = started_at - 86400", []).unwrap();
    assert_eq!(room.acordo("status --max-age 26h").exit, 5);
    assert_eq!(room.acordo("status --max-age 23h").exit, 1, "too old");
}

#[test]
fn send_delivers_what_is_pending_once() {
    let Sample { room, letters, .. } = Sample::pt();
    room.done(LIVE);
    assert_eq!(room.names("outbox").len(), letters);
    let ledger = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    ledger.execute("UPDATE recipients SET state = 'deferred'", []).unwrap();
    fs::remove_file(room.path("acordo.db.sent")).unwrap();
    let sent: Vec<Vec<u8>> =
        room.names("outbox").iter().map(|name| room.bytes(&format!("outbox/{name}"))).collect();
    fs::remove_dir_all(room.path("outbox")).unwrap();
    room.done("send");
    let again: Vec<Vec<u8>> =
        room.names("outbox").iter().map(|name| room.bytes(&format!("outbox/{name}"))).collect();
    assert!(sent == again, "the same bytes");
    assert!(room.done("send").stderr.contains("Nada está por enviar"));
}

#[test]
fn letters_are_kept_as_long_as_agreed() {
    let Sample { room, .. } = Sample::pt();
    room.done(LIVE);
    assert!(number(&room, "SELECT MIN(length(eml)) FROM outbox") > 0);
    let ledger = rusqlite::Connection::open(room.path("acordo.db")).unwrap();
    ledger
        .execute_batch("UPDATE outbox SET queued_at = queued_at - 31 * 86400; UPDATE runs SET started_at = started_at - 401 * 86400")
        .unwrap();
    room.done("run --as-of 2026-11-23T08:00 --no-mail --confirm-date");
    assert_eq!(
        number(&room, "SELECT MAX(length(eml)) FROM outbox"),
        0,
        "what became of them stays, their text goes"
    );
    assert_eq!(number(&room, "SELECT COUNT(*) FROM inputs WHERE run = 1"), 0);
    assert!(number(&room, "SELECT COUNT(*) FROM measurements WHERE run = 1") > 0, "results stay");
}

#[test]
fn a_revision_says_what_changed() {
    let Sample { room, .. } = Sample::pt();
    room.done(LIVE);
    let leads = room.bytes("leads.csv");
    let ends: Vec<usize> = leads
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 2)
        .collect();
    fs::write(room.path("leads.csv"), &leads[..ends[ends.len() - 60]]).unwrap();
    let told = room.acordo(&format!("{LIVE} --resend"));
    assert!([0, 6].contains(&told.exit), "{}", told.stderr);
    let name = room
        .names("outbox")
        .into_iter()
        .find(|name| name.contains("marketing_r1"))
        .expect("a revision");
    let letter = room.text(&format!("outbox/{name}"));
    assert!(letter.contains("In-Reply-To:"), "it belongs to the first");
    let book = room.text("relatorios/resumo.txt");
    assert!(!book.is_empty());
    let previous = room.json("relatorios/acordo.json")["commitments"][0]["previous"].clone();
    assert!(previous["actual"].is_number(), "compared with what it corrects: {previous}");
}

#[test]
fn two_runs_at_once_work_one_after_the_other_or_say_so() {
    let Sample { room, letters, .. } = Sample::pt();
    let exits: Vec<i32> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..6).map(|_| scope.spawn(|| room.acordo(LIVE).exit)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(exits.iter().all(|exit| [0, 7].contains(exit)) && exits.contains(&0), "{exits:?}");
    assert_eq!(room.names("outbox").len(), letters, "one letter each");
}

#[test]
fn what_is_logged_and_what_was_reported_show() {
    let Sample { room, .. } = Sample::en();
    assert_eq!(room.acordo("log agreed --about nothing-such").exit, 2);
    assert_eq!(room.acordo("log agreed --kind rumour").exit, 2);
    room.done("log Two-people-for-hot-leads --by Ana --about first-attempt");
    let told = room.acordo_at("2026-11-18T09:00:00-03:00", "run --no-mail");
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let told = room.done("history first-attempt --as-of 2026-11-23T09:00").stdout;
    assert!(told.contains("reported:") && told.contains('▁'), "{told}");
    let past: serde_json::Value =
        serde_json::from_str(&room.done("history --as-of 2026-11-23T09:00 --json").stdout).unwrap();
    let running = past["periods"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (running["from"].as_str(), running["over"].as_bool()),
        (Some("2026-11-01"), Some(false))
    );
    assert!(running["commitments"][0]["reported"]["actual"].is_number(), "{running}");
    assert_eq!(room.acordo("history no-such").exit, 2);
    let entries = number(&room, "SELECT COUNT(*) FROM log WHERE kind = 'decision' AND by = 'Ana'");
    assert_eq!(entries, 1);
}
