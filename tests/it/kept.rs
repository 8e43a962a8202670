//! The record is kept: other programs that hold it, copies, and ledgers that are empty, foreign, moved, doubled or old.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::room::{Room, Told};
use crate::run::Sample;
use crate::support::agreement::{HANDED, LEADS};

const MONDAY: &str = "2026-11-23T08:00:00-03:00";
const TUESDAY: &str = "2026-11-24T08:00:00-03:00";

/// A small job whose letters go to a folder.
pub fn job(language: &str) -> Room {
    let room = Room::empty();
    let text = HANDED.replace("pt-BR", language) + "marketing = [\"mkt@empresa.com.br\"]\n";
    fs::write(room.path("acordo.toml"), text).unwrap();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
    room
}

fn at(room: &Room, now: &str, arguments: &str) -> Told {
    let told = room.acordo_at(now, arguments);
    assert_eq!(told.exit, 0, "{now} {arguments}: {}", told.stderr);
    told
}

fn copies(room: &Room) -> Vec<String> {
    room.names("acordo.db.copies")
}

fn number(room: &Room, sql: &str) -> i64 {
    let ledger = Connection::open(room.path("acordo.db")).unwrap();
    ledger.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_ledger_that_another_program_holds_is_busy_and_not_damaged() {
    let commands = [
        ("pt-BR", "run"),
        ("en", "run"),
        ("en", "run --scheduled"),
        ("pt-BR", "send"),
        ("en", "log agreed"),
        ("pt-BR", "status"),
        ("en", "ledger check"),
    ];
    let hold = |(language, command): (&str, &str)| {
        let room = job(language);
        at(&room, MONDAY, "run");
        let other = Connection::open(room.path("acordo.db")).unwrap();
        other.execute_batch("BEGIN EXCLUSIVE").unwrap();
        let told = room.acordo_at(TUESDAY, command);
        let words = &told.stderr;
        assert_eq!(told.exit, 7, "{command}: {words}");
        assert!(words.contains("DB Browser") && words.contains("backup"), "{command}: {words}");
        let harmful =
            ["renomeie o arquivo", "rename the file", "acordo.db está danificado", "is damaged ("];
        assert!(harmful.iter().all(|advice| !words.contains(advice)), "{command}: {words}");
        other.execute_batch("ROLLBACK").unwrap();
        drop(other);
        at(&room, TUESDAY, "run");
        assert_eq!(number(&room, "SELECT COUNT(*) FROM recipients WHERE state = 'sent'"), 4);
    };
    thread::scope(|scope| {
        commands.map(|one| scope.spawn(move || hold(one))).map(|one| one.join().unwrap())
    });
}

#[test]
fn a_program_that_lets_go_in_time_is_waited_for() {
    let holds = [
        "BEGIN EXCLUSIVE",
        "BEGIN IMMEDIATE; DELETE FROM troubles",
        // In this mode SQLite itself refuses at once.
        "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE",
        "PRAGMA journal_mode = WAL; BEGIN; SELECT COUNT(*) FROM runs",
        "PRAGMA journal_mode = WAL; BEGIN; DELETE FROM troubles",
    ];
    let waited = |hold: &str| {
        let room = job("pt-BR");
        at(&room, MONDAY, "run");
        let other = Connection::open(room.path("acordo.db")).unwrap();
        other.execute_batch(hold).unwrap();
        let began = Instant::now();
        thread::scope(|scope| {
            scope.spawn(move || {
                thread::sleep(Duration::from_secs(3));
                other.execute_batch("COMMIT").unwrap();
            });
            at(&room, TUESDAY, "run");
        });
        let waited = began.elapsed();
        assert!(waited >= Duration::from_secs(2), "{hold}: {waited:?}");
    };
    thread::scope(|scope| {
        holds.map(|hold| scope.spawn(move || waited(hold))).map(|one| one.join().unwrap())
    });
}

#[test]
fn seven_days_are_copied_once_each_before_anything_is_written() {
    let room = job("en");
    at(&room, "2026-11-10T08:00:00-03:00", "run");
    assert!(copies(&room).is_empty(), "there was nothing to keep");
    for day in 11..=20 {
        at(&room, &format!("2026-11-{day}T08:00:00-03:00"), "run");
        at(&room, &format!("2026-11-{day}T15:00:00-03:00"), "log agreed");
    }
    let expected: Vec<String> = (14..=20).map(|day| format!("2026-11-{day}.db")).collect();
    assert_eq!(copies(&room), expected);
    let copy = Connection::open(room.path("acordo.db.copies/2026-11-20.db")).unwrap();
    let runs: i64 = copy.query_row("SELECT COUNT(*) FROM runs", [], |row| row.get(0)).unwrap();
    assert_eq!(runs, 10, "as it was before the day's first run");
    let sound: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let told = room.done("ledger check").stdout;
    assert!(told.contains("whole. 11 runs") && told.matches("Copy of").count() == 7, "{told}");
    fs::write(room.path("acordo.db.copies/2026-11-17.db"), b"half").unwrap();
    let told = room.done("ledger check").stdout;
    assert!(told.contains("Copy of 17 Nov 2026: of no use"), "{told}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(room.path("acordo.db.copies")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "copies are their owner's alone, as the ledger is");
    }
}

/// What a ledger may come to, and what is said; the letters that are out stay as they are.
#[test]
fn an_empty_lost_or_damaged_ledger_is_refused_and_restored() {
    type Harm = fn(&Room);
    let harms: [(&str, Harm, &str); 6] = [
        ("emptied", |room| fs::write(room.path("acordo.db"), b"").unwrap(), "is empty or gone"),
        ("deleted", |room| fs::remove_file(room.path("acordo.db")).unwrap(), "is empty or gone"),
        ("cut in half", |room| shorten(room, 50), "is damaged"),
        ("cut by a page", |room| shorten(room, 95), "is damaged"),
        ("overwritten at its head", |room| spoil(room, 0, 4_096), "is not a ledger of acordo"),
        (
            "another file",
            |room| fs::write(room.path("acordo.db"), LEADS).unwrap(),
            "is not a ledger",
        ),
    ];
    for (what, harm, said) in harms {
        let room = job("en");
        at(&room, MONDAY, "run");
        at(&room, TUESDAY, "run");
        let letters = room.names("outbox");
        let before: Vec<Vec<u8>> =
            letters.iter().map(|name| room.bytes(&format!("outbox/{name}"))).collect();
        harm(&room);
        let harmed = fs::read(room.path("acordo.db")).ok();
        for command in ["run", "run --scheduled", "send", "log agreed"] {
            let told = room.acordo_at("2026-11-24T09:00:00-03:00", command);
            assert!(told.exit == 1 && told.stderr.contains(said), "{what}, {command}: {told:?}");
            assert!(told.stderr.contains("acordo ledger restore"), "{what}: {}", told.stderr);
        }
        assert_eq!(room.acordo("ledger check").exit, 1, "{what}");
        assert_eq!(fs::read(room.path("acordo.db")).ok(), harmed, "{what}: nothing is written");
        let told = at(&room, "2026-11-24T09:05:00-03:00", "ledger restore");
        assert!(
            told.stdout.contains("24 Nov 2026") && told.stdout.contains("not sent again"),
            "{told:?}"
        );
        let aside = room.names(".").into_iter().filter(|name| name.contains(".replaced-"));
        assert_eq!(aside.count(), usize::from(harmed.is_some()), "{what}: it is kept");
        at(&room, "2026-11-24T09:10:00-03:00", "ledger check");
        // Tuesday's letters went out after the copy was made: they are not written again.
        fs::remove_dir_all(room.path("outbox")).unwrap();
        let told = at(&room, "2026-11-24T09:15:00-03:00", "run");
        assert!(
            told.stderr.contains("2 letters of this report had gone out"),
            "{what}: {}",
            told.stderr
        );
        assert!(room.names("outbox").is_empty(), "{what}");
        at(&room, "2026-11-24T09:20:00-03:00", "run --resend");
        assert!(
            room.names("outbox").iter().all(|name| name.ends_with("_r1.eml"))
                && room.names("outbox").len() == 2,
            "{what}: a revision is one: {:?}",
            room.names("outbox")
        );
        assert_eq!(before.len(), 4);
    }
}

fn shorten(room: &Room, percent: usize) {
    let bytes = room.bytes("acordo.db");
    let pages = bytes.len() / 4_096 * percent / 100;
    fs::write(room.path("acordo.db"), &bytes[..pages * 4_096]).unwrap();
}

fn spoil(room: &Room, from: usize, length: usize) {
    let mut bytes = room.bytes("acordo.db");
    bytes[from..from + length].fill(0xA7);
    fs::write(room.path("acordo.db"), bytes).unwrap();
}

/// Pages that only a full look finds: the day's copy finds them before anything is written.
#[test]
fn a_page_that_went_bad_is_found_with_the_next_copy() {
    let room = job("pt-BR");
    at(&room, MONDAY, "run");
    let pages = room.bytes("acordo.db").len() / 4_096;
    let found = (2..pages).step_by(3).filter(|page| {
        let good = room.bytes("acordo.db");
        spoil(&room, page * 4_096, 4_096);
        let told = room.acordo_at(TUESDAY, "log combinado");
        let is_found = told.exit == 1 && told.stderr.contains("está danificado");
        fs::write(room.path("acordo.db"), good).unwrap();
        let _ = fs::remove_dir_all(room.path("acordo.db.copies"));
        is_found
    });
    let found = found.count();
    assert!(found >= pages / 6, "{found} of {pages} pages");
}

#[test]
fn a_database_of_another_program_gets_no_tables() {
    let foreign = [
        "CREATE TABLE contacts (id INTEGER, name TEXT); INSERT INTO contacts VALUES (1, 'Ana')",
        "CREATE TABLE t (a); PRAGMA user_version = 3",
        "CREATE TABLE t (a); PRAGMA application_id = 252006",
        "CREATE VIEW v AS SELECT 1 AS one",
        "PRAGMA journal_mode = WAL; CREATE TABLE t (a); PRAGMA user_version = 99",
        "CREATE TABLE runs (a); PRAGMA user_version = 4",
    ];
    for sql in foreign {
        let room = job("en");
        Connection::open(room.path("acordo.db")).unwrap().execute_batch(sql).unwrap();
        let before = room.bytes("acordo.db");
        for command in ["run", "log agreed", "send", "ledger check"] {
            let told = room.acordo_at(MONDAY, command);
            assert!(
                told.exit == 1 && told.stderr.contains("is not a ledger of acordo"),
                "{sql}, {command}: {told:?}"
            );
        }
        assert!(room.bytes("acordo.db") == before, "{sql}: not a byte is written");
    }
}

/// A ledger begun anew by hand, copies and all: what the second file shows as sent is not sent again.
#[test]
fn a_ledger_begun_anew_or_put_back_by_hand_sends_nothing_twice() {
    let room = job("pt-BR");
    at(&room, MONDAY, "run");
    let monday = room.bytes("acordo.db");
    at(&room, TUESDAY, "run");
    fs::remove_dir_all(room.path("outbox")).unwrap();
    fs::write(room.path("acordo.db"), &monday).unwrap();
    let told = at(&room, "2026-11-24T09:00:00-03:00", "run");
    assert!(told.stderr.contains("não conhece 2 cartas que já saíram"), "{}", told.stderr);
    assert!(told.stderr.contains("2 cartas deste relatório já tinham saído"), "{}", told.stderr);
    assert!(room.names("outbox").is_empty());
    fs::remove_file(room.path("acordo.db")).unwrap();
    fs::remove_dir_all(room.path("acordo.db.copies")).unwrap();
    let told = at(&room, "2026-11-24T10:00:00-03:00", "run");
    assert!(told.stderr.contains("não conhece 4 cartas"), "{}", told.stderr);
    assert!(room.names("outbox").is_empty());
    let told = at(&room, "2026-11-25T08:00:00-03:00", "run");
    assert!(!told.stderr.contains("não conhece"), "said once: {}", told.stderr);
    assert_eq!(room.names("outbox").len(), 2, "a new day's letters go");
    let sent = room.text("acordo.db.sent");
    assert!(!sent.contains('@'), "nobody is named there: {sent}");
}

/// Everything beside the outbox is lost: what lies there went out.
#[test]
fn letters_that_lie_in_the_outbox_are_not_written_over() {
    type Loss = fn(&Room, &[u8]);
    let all_lost: Loss = |room, _| fs::remove_file(room.path("acordo.db")).unwrap();
    let put_back: Loss = |room, monday| fs::write(room.path("acordo.db"), monday).unwrap();
    let cases = [
        ("pt-BR", all_lost, "2 cartas deste relatório já tinham saído"),
        ("en", all_lost, "2 letters of this report had gone out"),
        ("pt-BR", put_back, "2 cartas deste relatório já tinham saído"),
        ("en", put_back, "2 letters of this report had gone out"),
    ];
    for (language, lose, said) in cases {
        let room = job(language);
        at(&room, MONDAY, "run");
        let monday = room.bytes("acordo.db");
        at(&room, TUESDAY, "run");
        lose(&room, &monday);
        fs::remove_dir_all(room.path("acordo.db.copies")).unwrap();
        fs::remove_file(room.path("acordo.db.sent")).unwrap();
        let text = room.text("leads.csv");
        let more = format!("{text}{}\n", text.lines().last().unwrap());
        fs::write(room.path("leads.csv"), more).unwrap();
        let letters = || -> Vec<Vec<u8>> {
            let names = room.names("outbox");
            names.iter().map(|name| room.bytes(&format!("outbox/{name}"))).collect()
        };
        let before = letters();
        let told = at(&room, "2026-11-24T09:00:00-03:00", "run");
        assert!(told.stderr.contains(said), "{}", told.stderr);
        assert!(letters() == before, "{language}: not a byte is written over");
        at(&room, "2026-11-25T08:00:00-03:00", "run");
        assert_eq!(room.names("outbox").len(), 6, "a new day's letters go");
        at(&room, "2026-11-25T08:05:00-03:00", "run --resend");
        assert_eq!(room.names("outbox").len(), 8, "a revision goes");
    }
}

/// A clock that ran ahead leaves a copy of its day: no other day's restore takes it for the newest.
#[test]
fn a_copy_of_a_day_to_come_is_not_the_newest() {
    let room = job("en");
    at(&room, MONDAY, "run");
    at(&room, "2027-01-06T08:00:00-03:00", "log agreed");
    at(&room, "2026-11-25T08:00:00-03:00", "log agreed");
    assert_eq!(copies(&room), ["2026-11-25.db", "2027-01-06.db"]);
    let told = at(&room, "2026-11-25T09:00:00-03:00", "ledger restore").stdout;
    assert!(told.contains("in the copy of 25 Nov 2026"), "{told}");
    let told = at(&room, "2026-11-25T09:10:00-03:00", "ledger restore 2027-01-06").stdout;
    assert!(told.contains("6 Jan 2027"), "who asks for it gets it: {told}");
    fs::remove_file(room.path("acordo.db.copies/2026-11-25.db")).unwrap();
    let told = room.acordo_at("2026-11-25T10:00:00-03:00", "ledger restore");
    assert_eq!(told.exit, 1, "{told:?}");
}

#[test]
fn an_agreement_in_two_folders_sends_from_one() {
    let with_server = |room: &Room| {
        let text = room.text("acordo.toml") + "[mail.deliver]\nsmtp = \"127.0.0.1\"\nport = 1\n";
        fs::write(room.path("acordo.toml"), text).unwrap();
    };
    let original = job("en");
    at(&original, MONDAY, "run");
    let copy = job("en");
    fs::copy(original.path("acordo.db"), copy.path("acordo.db")).unwrap();
    let told = at(&copy, TUESDAY, "run --no-mail");
    assert!(told.stderr.contains("is a copy of the ledger"), "a look is a look: {}", told.stderr);
    with_server(&copy);
    for command in ["run", "send", "log agreed", "close --yes"] {
        let told = copy.acordo_at(TUESDAY, command);
        assert!(
            told.exit == 1 && told.stderr.contains("each letter would go out twice"),
            "{command}: {told:?}"
        );
    }
    at(&original, TUESDAY, "run");
    at(&copy, TUESDAY, "ledger adopt");
    at(&copy, TUESDAY, "log agreed");
    let told = at(&original, "2026-11-25T08:00:00-03:00", "run");
    assert!(!told.stderr.contains("copy"), "{}", told.stderr);
}

#[test]
fn a_ledger_that_moved_says_so_once() {
    let sample = Sample::pt();
    sample.room.done("run --as-of 2026-11-23T08:00");
    let moved = Sample::pt();
    fs::rename(sample.room.path("acordo.db"), moved.room.path("acordo.db")).unwrap();
    let told = moved.room.done("log combinado");
    assert!(told.stderr.contains("O registro mudou de"), "{}", told.stderr);
    let told = moved.room.done("log combinado");
    assert!(!told.stderr.contains("mudou"), "{}", told.stderr);
}

#[test]
fn old_letters_leave_the_outbox_and_pending_ones_do_not() {
    let room = job("en");
    at(&room, "2026-12-01T08:00:00-03:00", "run");
    at(&room, "2026-12-21T08:00:00-03:00", "run");
    fs::write(room.path("outbox/notes.txt"), "mine").unwrap();
    fs::write(
        room.path("outbox/other.eml"),
        "Message-ID: <a@b>\r\nDate: Mon, 05 Oct 2026 08:00:00 -0300\r\n\r\n",
    )
    .unwrap();
    let before = room.names("outbox");
    assert_eq!(before.len(), 6, "{before:?}");
    let ledger = Connection::open(room.path("acordo.db")).unwrap();
    let pending = "UPDATE recipients SET state = 'failed'
        WHERE key = (SELECT MIN(key) FROM recipients WHERE key LIKE '%sales%')";
    assert_eq!(ledger.execute(pending, []).unwrap(), 1);
    drop(ledger);
    let told = at(&room, "2027-01-05T08:00:00-03:00", "run --no-mail");
    assert!(told.stderr.contains("1 letter older than 30 days"), "{}", told.stderr);
    let left = room.names("outbox");
    let gone: Vec<&String> = before.iter().filter(|name| !left.contains(name)).collect();
    assert!(gone.len() == 1 && gone[0].contains("2026-12-01_0800_marketing"), "{gone:?}");
    let told = at(&room, "2027-01-05T09:00:00-03:00", "run --no-mail");
    assert!(!told.stderr.contains("older than"), "{}", told.stderr);
    let told = room.acordo_at("2027-01-05T09:00:00-03:00", "status").stdout;
    assert!(told.contains("in 5 files") && told.contains("On the disk: ledger"), "{told}");
    let text = room.text("acordo.toml") + "[ledger]\nkeep-mail = \"90d\"\n";
    fs::write(room.path("acordo.toml"), text).unwrap();
    at(&room, "2027-02-10T09:00:00-03:00", "run --no-mail");
    assert_eq!(room.names("outbox"), left, "kept as long as agreed");
}

/// What a look at another day or period only wrote, because letters go by a server, leaves the outbox like the others.
#[test]
fn letters_that_were_only_written_leave_the_outbox_too() {
    for language in ["en", "pt-BR"] {
        let room = job(language);
        let text = room.text("acordo.toml")
            + "[mail.deliver]\nsmtp = \"localhost\"\nport = 1\nsecurity = \"tls\"\n";
        fs::write(room.path("acordo.toml"), text).unwrap();
        at(&room, "2026-12-01T08:00:00-03:00", "run --as-of 2026-11-23T08:00");
        at(&room, "2026-12-01T09:00:00-03:00", "run --period 2026-11");
        at(&room, "2026-12-20T08:00:00-03:00", "run --as-of 2026-11-24T08:00");
        let written = room.names("outbox");
        assert_eq!(written.len(), 6, "{written:?}");
        let changed = format!("outbox/{}", written[0]);
        fs::write(room.path(&changed), room.text(&changed) + "by hand").unwrap();
        let theirs = "Message-ID: <acordo.x@b>\r\nDate: Mon, 05 Oct 2026 08:00:00 -0300\r\n\r\n";
        fs::write(room.path("outbox/theirs.eml"), theirs).unwrap();
        let before = room.names("outbox");
        at(&room, "2026-12-30T08:00:00-03:00", "run --no-mail");
        assert_eq!(room.names("outbox"), before, "younger than keep-mail");
        at(&room, "2027-01-02T08:00:00-03:00", "run --no-mail");
        let left = room.names("outbox");
        let stays = |name: &String| {
            name.contains("2026-11-24") || changed.ends_with(name.as_str()) || name == "theirs.eml"
        };
        assert!(left.len() == 4 && left.iter().all(stays), "{left:?}");
    }
}

/// Whoever may read a copy, or what a killed run left in its place: the record that is put back is its owner's alone, and so are the copies.
#[cfg(unix)]
#[test]
fn copies_and_restored_ledgers_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    type Harm = fn(&Room);
    let open_to_all = |room: &Room, name: &str| {
        fs::set_permissions(room.path(name), fs::Permissions::from_mode(0o644)).unwrap();
    };
    let harms: [(&str, Harm, &str); 6] = [
        ("as it is", |_| {}, ""),
        ("deleted", |room| fs::remove_file(room.path("acordo.db")).unwrap(), ""),
        ("emptied", |room| fs::write(room.path("acordo.db"), b"").unwrap(), ""),
        ("cut in half", |room| shorten(room, 50), ""),
        ("by its day", |_| {}, " 2026-11-11"),
        ("after a killed one", |room| fs::write(room.path("acordo.db.part"), b"x").unwrap(), ""),
    ];
    for (what, harm, day) in harms {
        let room = job("en");
        for day in 10..=12 {
            at(&room, &format!("2026-11-{day}T08:00:00-03:00"), "run");
        }
        let mode = |name: &str| fs::metadata(room.path(name)).unwrap().permissions().mode() & 0o777;
        for copy in copies(&room) {
            assert_eq!(mode(&format!("acordo.db.copies/{copy}")), 0o600, "{what}: {copy}");
            open_to_all(&room, &format!("acordo.db.copies/{copy}"));
        }
        harm(&room);
        if room.path("acordo.db.part").exists() {
            open_to_all(&room, "acordo.db.part");
        }
        at(&room, "2026-11-12T09:00:00-03:00", &format!("ledger restore{day}"));
        assert_eq!(mode("acordo.db"), 0o600, "{what}");
        at(&room, "2026-11-13T08:00:00-03:00", "run");
        assert_eq!(
            [mode("acordo.db"), mode("acordo.db.copies/2026-11-13.db")],
            [0o600; 2],
            "{what}"
        );
    }
}
