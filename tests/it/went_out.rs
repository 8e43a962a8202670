//! What went out is known although the file that notes it is harmed, and a letter whose bytes changed does not go.

use std::fs;

use rusqlite::Connection;

use crate::kept::job;
use crate::lost::at;
use crate::room::Room;

const MONDAY: &str = "2026-11-23T08:00:00-03:00";
const TUESDAY: &str = "2026-11-24T08:00:00-03:00";
const LATER: &str = "2026-11-24T09:00:00-03:00";
const SENT: &str = "acordo.db.sent";

/// A harm to a file's bytes.
type Harm = fn(&mut Vec<u8>);

/// The file is written anew from the record, said once, and what it knows then keeps an older record from sending again.
#[test]
fn a_file_of_what_went_out_that_is_harmed_is_mended_and_said() {
    let harms: [(&str, Harm); 9] = [
        ("zeroed", |bytes| bytes.fill(0)),
        ("emptied", Vec::clear),
        ("cut in a line", |bytes| bytes.truncate(bytes.len() - 40)),
        ("cut between lines", |bytes| cut_lines(bytes, 1)),
        ("cut in half", |bytes| cut_lines(bytes, 2)),
        ("garbled", |bytes| bytes.iter_mut().for_each(|byte| *byte ^= 0x55)),
        ("garbled within", |bytes| bytes[70..90].fill(0xFF)),
        ("zeroed within", |bytes| bytes[70..95].fill(0)),
        ("another file", |bytes| *bytes = b"Nome;E-mail\nAna;ana@x.com\n".to_vec()),
    ];
    for (row, (what, harm)) in harms.into_iter().enumerate() {
        let english = row % 2 == 1;
        let room = job(if english { "en" } else { "pt-BR" });
        at(&room, MONDAY, "run");
        let monday = room.bytes("acordo.db");
        at(&room, TUESDAY, "run");
        let mut bytes = room.bytes(SENT);
        harm(&mut bytes);
        fs::write(room.path(SENT), &bytes).unwrap();
        let words = if english {
            "was written anew from what the ledger knows"
        } else {
            "foi refeito com o que o registro sabe"
        };
        let told = at(&room, LATER, "send");
        assert!(
            told.stderr.contains(words) && told.stderr.contains(SENT),
            "{what}: {}",
            told.stderr
        );
        let again = at(&room, LATER, "send").stderr;
        assert!(!again.contains(SENT), "{what}: said once: {again}");
        assert_eq!(room.text(SENT).lines().count(), 4, "{what}");
        fs::write(room.path("acordo.db"), &monday).unwrap();
        fs::remove_dir_all(room.path("outbox")).unwrap();
        at(&room, LATER, "run");
        assert!(room.names("outbox").is_empty(), "{what}: nothing goes twice");
    }
}

fn cut_lines(bytes: &mut Vec<u8>, count: usize) {
    for _ in 0..count {
        bytes.pop();
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        bytes.truncate(end);
    }
}

/// Before a copy is put back, the file learns what the record that goes knows; where nobody knows any more, that is said.
#[test]
fn putting_a_copy_back_loses_nothing_of_what_went_out() {
    let gone: fn(&Room) = |room| fs::remove_file(room.path(SENT)).unwrap();
    let zeroed: fn(&Room) = |room| fs::write(room.path(SENT), [0; 300]).unwrap();
    let ledger_too: fn(&Room) = |room| {
        fs::remove_file(room.path("acordo.db")).unwrap();
        fs::remove_file(room.path(SENT)).unwrap();
    };
    let both_zeroed: fn(&Room) = |room| {
        fs::remove_file(room.path("acordo.db")).unwrap();
        fs::write(room.path(SENT), [0; 300]).unwrap();
    };
    let cases = [
        ("pt-BR", gone, "não saem de novo"),
        ("en", zeroed, "are not sent again"),
        ("en", ledger_too, "may go out twice"),
        ("pt-BR", ledger_too, "podem sair duas vezes"),
        ("en", both_zeroed, "may go out twice"),
        ("pt-BR", both_zeroed, "pode sair duas vezes"),
    ];
    for (row, (language, harm, said)) in cases.into_iter().enumerate() {
        let room = job(language);
        at(&room, MONDAY, "run");
        at(&room, TUESDAY, "run");
        harm(&room);
        let told = at(&room, LATER, "ledger restore").stdout;
        assert!(told.contains(said) && told.contains(SENT), "{row}: {told}");
        fs::remove_dir_all(room.path("outbox")).unwrap();
        at(&room, LATER, "run");
        assert_eq!(room.names("outbox").len(), if row < 2 { 0 } else { 2 }, "{row}");
    }
}

/// A record whose letters were changed, by a disk or by somebody: such a letter is named and stays, and goes when it is whole again.
#[test]
fn a_letter_whose_bytes_changed_does_not_go() {
    let harms: [(&str, Harm); 6] = [
        ("a byte", |bytes| bytes[900] ^= 1),
        ("cut", |bytes| bytes.truncate(bytes.len() / 2)),
        ("zeroed", |bytes| bytes.fill(0)),
        ("longer", |bytes| bytes.extend(b"\r\nP.S.")),
        ("other line ends", |bytes| bytes.retain(|byte| *byte != b'\r')),
        ("another letter", |bytes| *bytes = b"Message-ID: <x@y>\r\n\r\nOla\r\n".to_vec()),
    ];
    for (row, (what, harm)) in harms.into_iter().enumerate() {
        let english = row % 2 == 1;
        let room = job(if english { "en" } else { "pt-BR" });
        at(&room, MONDAY, "run");
        let wait = |ledger: &Connection| {
            ledger.execute("UPDATE recipients SET state = 'queued'", []).unwrap();
            let _ = fs::remove_file(room.path(SENT));
            let _ = fs::remove_dir_all(room.path("outbox"));
        };
        let ledger = Connection::open(room.path("acordo.db")).unwrap();
        let sql = "SELECT key, eml FROM outbox WHERE audience = 'marketing'";
        let pair =
            |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
        let (key, whole) = ledger.query_row(sql, [], pair).unwrap();
        let put = |bytes: &[u8]| {
            ledger.execute("UPDATE outbox SET eml = ?2 WHERE key = ?1", (&key, bytes)).unwrap();
        };
        let mut changed = whole.clone();
        harm(&mut changed);
        put(&changed);
        wait(&ledger);
        for command in ["send", "run"] {
            let told = room.acordo_at("2026-11-23T09:00:00-03:00", command);
            assert_eq!(told.exit, 5, "{what}: {}", told.stderr);
            let words = [
                if english { "byte for byte" } else { "byte por byte" },
                "mkt@empresa.com.br",
                "acordo ledger restore",
                "acordo run --resend",
            ];
            assert!(words.iter().all(|one| told.stderr.contains(one)), "{what}: {}", told.stderr);
            assert_eq!(room.names("outbox").len(), 1, "{what}: the other letter goes");
        }
        put(&whole);
        at(&room, "2026-11-23T09:10:00-03:00", "send");
        assert_eq!(room.names("outbox").len(), 2, "{what}: it is whole again");
    }
}
