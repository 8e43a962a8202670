//! The record where it is lost, linked, doubled, held while it is put back, or damaged before there is a copy of it.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::kept::job;
use crate::room::{Room, Told};

const MONDAY: &str = "2026-11-23T08:00:00-03:00";
const TUESDAY: &str = "2026-11-24T08:00:00-03:00";
const LATER: &str = "2026-11-24T09:00:00-03:00";

pub fn at(room: &Room, now: &str, arguments: &str) -> Told {
    let told = room.acordo_at(now, arguments);
    assert_eq!(told.exit, 0, "{now} {arguments}: {}", told.stderr);
    told
}

fn all(told: &Told) -> String {
    format!("{}{}", told.stdout, told.stderr)
}

/// Commands that would answer from the record.
const READERS: [&str; 5] =
    ["status", "history", "history --agreement", "close --verify", "ledger check"];
/// What each says of a record that never was, in both languages.
const NOTHING: [&str; 6] = [
    "No report is on record",
    "no period is sealed",
    "no history yet",
    "Ainda não há relatório",
    "nenhum período",
    "recomputed",
];

#[test]
fn a_record_that_is_gone_is_never_called_a_record_of_nothing() {
    type Loss = fn(&Room);
    let gone = |room: &Room, names: &[&str]| {
        for name in names {
            let path = room.path(name);
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    };
    let losses: [(&str, Loss, &str); 6] = [
        ("pt-BR", |room| fs::remove_file(room.path("acordo.db")).unwrap(), "ledger restore"),
        ("en", |room| fs::write(room.path("acordo.db"), b"").unwrap(), "ledger restore"),
        ("en", |room| fs::remove_dir_all(room.path("acordo.db.copies")).unwrap(), "acordo.db.sent"),
        (
            "pt-BR",
            |room| fs::remove_dir_all(room.path("acordo.db.copies")).unwrap(),
            "acordo.db.sent",
        ),
        ("en", |room| fs::remove_file(room.path("acordo.db.sent")).unwrap(), "outbox"),
        ("pt-BR", |room| fs::remove_dir_all(room.path("outbox")).unwrap(), "acordo.json"),
    ];
    for (row, (language, lose, said)) in losses.into_iter().enumerate() {
        let room = job(language);
        at(&room, MONDAY, "run");
        at(&room, TUESDAY, "run");
        lose(&room);
        if row >= 2 {
            gone(&room, &["acordo.db", "acordo.db.copies"]);
        }
        if row >= 4 {
            gone(&room, &["acordo.db.sent"]);
        }
        for command in READERS {
            let told = room.acordo_at(LATER, command);
            assert_eq!(told.exit, 1, "{row} {command}: {told:?}");
            let words = all(&told);
            assert!(words.contains(said), "{row} {command}: {words}");
            assert!(NOTHING.iter().all(|nothing| !words.contains(nothing)), "{command}: {words}");
        }
        if row >= 2 {
            let told = at(&room, "2026-11-25T08:00:00-03:00", "run");
            assert!(told.stderr.contains("acordo.db"), "the next run says it: {}", told.stderr);
            let told = at(&room, "2026-11-25T09:00:00-03:00", "run");
            assert!(!told.stderr.contains("[ledger]"), "once: {}", told.stderr);
            at(&room, "2026-11-25T09:00:00-03:00", "status");
        }
    }
    for command in READERS {
        let room = job("en");
        let words = all(&room.acordo_at(MONDAY, command));
        assert!(!words.contains("lost"), "a job that never ran has lost nothing: {words}");
    }
}

/// Without a copy there is nothing to put back: what can be done is said.
#[test]
fn a_record_damaged_on_its_first_day_has_an_advice_that_can_be_followed() {
    type Harm = fn(&mut Vec<u8>);
    let harms: [(&str, Harm, &str); 5] = [
        ("pt-BR", |bytes| bytes[8_192..16_384].fill(0xA7), "está danificado"),
        ("en", |bytes| bytes[8_192..16_384].fill(0xA7), "is damaged"),
        ("en", |bytes| bytes.truncate(20 * 4_096), "is damaged"),
        ("en", |bytes| bytes[..4_096].fill(0x11), "is not a ledger"),
        ("pt-BR", |bytes| bytes[..4_096].fill(0x11), "não é um registro"),
    ];
    for (language, harm, said) in harms {
        let room = job(language);
        at(&room, MONDAY, "run");
        let mut bytes = room.bytes("acordo.db");
        harm(&mut bytes);
        fs::write(room.path("acordo.db"), &bytes).unwrap();
        let told = room.acordo_at("2026-11-23T09:00:00-03:00", "ledger check");
        assert!(told.exit == 1 && told.stderr.contains(said), "{told:?}");
        assert!(!told.stderr.contains("ledger restore"), "there is none: {}", told.stderr);
        let moves = ["move the file", "mova o arquivo"];
        assert!(moves.iter().any(|words| told.stderr.contains(words)), "{}", told.stderr);
        fs::rename(room.path("acordo.db"), room.path("aside.db")).unwrap();
        let told = at(&room, "2026-11-23T09:05:00-03:00", "run");
        assert!(told.stderr.contains('2'), "who has a letter does not get it again: {told:?}");
        assert_eq!(room.names("outbox").len(), 2);
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_record_is_the_record_it_leads_to() {
    let other = Room::empty();
    fs::create_dir_all(other.path("real")).unwrap();
    let linked = |room: &Room, target: &str| {
        std::os::unix::fs::symlink(other.path(target), room.path("acordo.db")).unwrap();
    };
    let room = job("en");
    linked(&room, "real/acordo.db");
    at(&room, MONDAY, "run");
    at(&room, TUESDAY, "run");
    let names = other.names("real");
    for name in ["acordo.db", "acordo.db.copies", "acordo.db.lock", "acordo.db.sent"] {
        assert!(names.iter().any(|found| found == name), "{name} lies beside the file: {names:?}");
        assert!(name == "acordo.db" || !room.path(name).exists(), "{name}");
    }
    let kept = fs::metadata(other.path("real/acordo.db")).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&kept.permissions());
    assert_eq!(mode & 0o077, 0, "its owner's alone");
    at(&room, LATER, "ledger check");
    at(&room, LATER, "ledger restore");
    assert!(fs::symlink_metadata(room.path("acordo.db")).unwrap().is_symlink(), "the link stays");
    fs::remove_file(other.path("real/acordo.db")).unwrap();
    for command in ["run", "status", "ledger check"] {
        let told = room.acordo_at(LATER, command);
        assert!(told.exit == 1 && all(&told).contains("ledger restore"), "{command}: {told:?}");
    }
    fs::create_dir_all(other.path("Dropbox")).unwrap();
    let synced = job("pt-BR");
    linked(&synced, "Dropbox/acordo.db");
    let told = synced.acordo_at(MONDAY, "run");
    assert!(told.exit == 3 && told.stderr.contains("Dropbox"), "{told:?}");
    assert!(other.names("Dropbox").is_empty());
    let absent = job("en");
    linked(&absent, "unmounted/acordo.db");
    let told = absent.acordo_at(MONDAY, "run");
    assert_eq!(told.exit, 8, "{told:?}");
    assert!(!other.path("unmounted").exists(), "a disk that is not there is not made up");
}

#[test]
fn two_folders_with_one_record_write_letters_into_one_folder_once() {
    let shared = Room::empty();
    let into = |room: &Room, folder: &str| {
        let text = room.text("acordo.toml") + &format!("deliver = {{ folder = {folder:?} }}\n");
        fs::write(room.path("acordo.toml"), text).unwrap();
    };
    let outside = shared.path("letters").to_string_lossy().into_owned();
    for (language, folder) in
        [("en", &*outside), ("pt-BR", &*outside), ("en", "outbox"), ("pt-BR", "cartas")]
    {
        let original = job(language);
        into(&original, folder);
        at(&original, MONDAY, "run");
        let copy = job(language);
        into(&copy, folder);
        fs::copy(original.path("acordo.db"), copy.path("acordo.db")).unwrap();
        let before = shared.names("letters");
        for command in ["run", "run --scheduled", "run --resend", "send", "log agreed"] {
            let told = copy.acordo_at(TUESDAY, command);
            assert!(
                told.exit == 1 && told.stderr.contains("acordo ledger adopt"),
                "{folder} {command}: {told:?}"
            );
        }
        let look = copy.acordo_at(TUESDAY, "run --as-of 2026-11-22T08:00");
        assert_eq!(look.exit, i32::from(folder == outside), "a look: {}", look.stderr);
        at(&copy, TUESDAY, "run --no-mail");
        assert_eq!(shared.names("letters"), before);
        at(&copy, TUESDAY, "ledger adopt");
        at(&copy, TUESDAY, "run");
        let _ = fs::remove_dir_all(shared.path("letters"));
    }
}

#[test]
fn a_record_that_is_held_is_put_back_when_it_is_let_go() {
    for (language, begin) in
        [("pt-BR", "BEGIN EXCLUSIVE"), ("en", "BEGIN EXCLUSIVE"), ("en", "BEGIN IMMEDIATE")]
    {
        let room = job(language);
        at(&room, MONDAY, "run");
        at(&room, TUESDAY, "run");
        let before = room.bytes("acordo.db");
        let other = Connection::open(room.path("acordo.db")).unwrap();
        other.execute_batch(begin).unwrap();
        let told = room.acordo_at(LATER, "ledger restore");
        assert_eq!(told.exit, 7, "{told:?}");
        assert!(told.stderr.contains("DB Browser"), "{}", told.stderr);
        other.execute_batch("ROLLBACK").unwrap();
        assert!(room.bytes("acordo.db") == before, "nothing is set aside");
        other.execute_batch(begin).unwrap();
        let (began, room) = (Instant::now(), &room);
        thread::scope(|scope| {
            scope.spawn(move || {
                thread::sleep(Duration::from_secs(2));
                other.execute_batch("ROLLBACK").unwrap();
            });
            at(room, LATER, "ledger restore");
        });
        assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    }
}

/// A run that was killed in the middle of a change leaves a journal: whoever looks sees the record as it was before the change.
#[test]
fn a_record_that_a_killed_run_left_half_written_can_be_looked_into() {
    for command in ["status", "history", "history --agreement", "close --verify", "ledger check"] {
        let room = job("en");
        at(&room, MONDAY, "run");
        let other = Connection::open(room.path("acordo.db")).unwrap();
        other.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE runs SET kind = 'x' || hex(randomblob(200000))").unwrap();
        let half = ["acordo.db", "acordo.db-journal"].map(|name| (name, room.bytes(name)));
        other.execute_batch("ROLLBACK").unwrap();
        drop(other);
        half.into_iter().for_each(|(name, bytes)| fs::write(room.path(name), bytes).unwrap());
        let told = at(&room, MONDAY, command);
        assert!(!all(&told).contains("cannot be used"), "{command}: {}", all(&told));
        let ledger = Connection::open(room.path("acordo.db")).unwrap();
        let kind = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        assert_eq!(ledger.query_row("SELECT kind FROM runs", [], kind).unwrap(), "run");
    }
}

#[test]
fn a_check_says_what_lies_beside_the_record() {
    let room = job("en");
    at(&room, MONDAY, "run");
    let monday = room.bytes("acordo.db");
    at(&room, TUESDAY, "run");
    let told = at(&room, LATER, "ledger check").stdout;
    let words = [
        "4 copies of letters",
        "does not know: 0; lines",
        "read: 0",
        "4 letters; that the ledger does not know: 0",
    ];
    assert!(words.iter().all(|word| told.contains(word)), "{told}");
    fs::write(room.path("acordo.db"), &monday).unwrap();
    let cut = room.text("acordo.db.sent") + "17";
    fs::write(room.path("acordo.db.sent"), cut).unwrap();
    let told = at(&room, LATER, "ledger check").stdout;
    let words =
        ["does not know: 2; lines", "read: 1", "4 letters; that the ledger does not know: 2"];
    assert!(words.iter().all(|word| told.contains(word)), "{told}");
    fs::remove_file(room.path("acordo.db.sent")).unwrap();
    fs::remove_dir_all(room.path("outbox")).unwrap();
    let told = at(&room, LATER, "ledger check").stdout;
    assert!(told.contains("no file of what was sent") && !told.contains("Outbox"), "{told}");
    let portuguese = job("pt-BR");
    at(&portuguese, MONDAY, "run");
    let told = at(&portuguese, LATER, "ledger check").stdout;
    assert!(
        told.contains("Caixa de saída") && told.contains("que o registro não conhece: 0"),
        "{told}"
    );
}

/// What is not today's report, and what is another agreement's, has files of its own.
#[test]
fn letters_of_another_subject_keep_their_own_files() {
    let shared = Room::empty();
    let folder = shared.path("letters").to_string_lossy().into_owned();
    let of = |language: &str, name: &str| {
        let room = job(language);
        let text = room.text("acordo.toml").replace("\"Entrega\"", &format!("{name:?}"));
        let deliver = format!("deliver = {{ folder = {folder:?} }}\n");
        fs::write(room.path("acordo.toml"), text + &deliver).unwrap();
        room
    };
    let bytes = || -> Vec<(String, Vec<u8>)> {
        let names = shared.names("letters");
        names
            .into_iter()
            .map(|name| (name.clone(), shared.bytes(&format!("letters/{name}"))))
            .collect()
    };
    let rooms = [of("pt-BR", "Entrega"), of("en", "Sul"), of("en", "Norte")];
    let commands = [
        "run",
        "run --period 2026-11-01..2026-11-10",
        "run --period 2026-11-01..2026-11-20 --send",
        "run --as-of 2026-11-22T08:00",
        "run --as-of 2026-11-22T08:00 --period 2026-11-01..2026-11-10",
        "run --resend",
    ];
    let mut known: Vec<(String, Vec<u8>)> = Vec::new();
    for (count, (room, command)) in
        commands.iter().flat_map(|one| rooms.iter().map(move |room| (room, one))).enumerate()
    {
        at(room, MONDAY, command);
        let now = bytes();
        assert_eq!(now.len(), 2 * (count + 1), "{command}: {:?}", shared.names("letters"));
        assert!(known.iter().all(|one| now.contains(one)), "{command}: one was written over");
        known = now;
    }
    at(&rooms[0], MONDAY, "run");
    assert!(bytes() == known, "the same report again is no other");
}
