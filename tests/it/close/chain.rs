//! The chain: one byte changed, one statement taken away, a file touched: `--verify` says which, and exits with 1.

use std::fs;

use rusqlite::{Connection, params};

use super::{CLOSE, LATER, NAME, closed, document, world};
use crate::room::Room;

const VERIFY: &str = "close --verify";

fn ledger(room: &Room) -> Connection {
    let ledger = Connection::open(room.path("acordo.db")).unwrap();
    ledger.pragma_update(None, "foreign_keys", false).unwrap();
    ledger
}

/// October, November and December sealed, one after the other.
fn three() -> Room {
    let room = world();
    closed(&room, LATER);
    for (now, period) in
        [("2026-12-10T09:00:00-03:00", "2026-11"), ("2027-01-10T09:00:00-03:00", "2026-12")]
    {
        let told = room.acordo_at(now, &format!("close --yes --confirm-exports --period {period}"));
        assert_eq!(told.exit, 0, "{}", told.stderr);
    }
    room
}

fn broken(room: &Room, piece: &str) {
    let told = room.acordo(VERIFY);
    assert!(
        told.exit == 1 && told.stderr.contains(piece),
        "wanted “{piece}”, exit {}\n{}{}",
        told.exit,
        told.stdout,
        told.stderr
    );
}

#[test]
fn a_whole_chain_is_listed() {
    let room = world();
    let told = room.done(VERIFY);
    assert!(
        told.stdout.contains("nenhum período selado") && !room.path("acordo.db").exists(),
        "looking makes no ledger"
    );
    let room = three();
    let told = room.done(VERIFY);
    for piece in [
        "1  outubro de 2026  selado em 06/11/2026 09:00  1 de 2 cumpridos",
        "3  dezembro de 2026",
        "3 termos, todos",
    ] {
        assert!(told.stdout.contains(piece), "{}", told.stdout);
    }
    let documents: Vec<_> = ["10", "11", "12"]
        .iter()
        .map(|month| room.json(&format!("relatorios/acordo_2026-{month}_termo.json")))
        .collect();
    assert!(documents[0]["content"]["previous"].is_null());
    assert_eq!(documents[1]["content"]["previous"], documents[0]["sha256"]);
    assert_eq!(documents[2]["content"]["previous"], documents[1]["sha256"]);
}

/// Whoever has only the file checks it with any sha256: it is that of the second line.
#[test]
fn a_document_proves_itself() {
    use sha2::{Digest, Sha256};
    let room = world();
    closed(&room, LATER);
    let text = room.text(&format!("relatorios/{NAME}.json"));
    let line = text.lines().nth(1).unwrap();
    let hash: String =
        Sha256::digest(line.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(document(&room)["sha256"].as_str(), Some(hash.as_str()));
    let again = world();
    closed(&again, LATER);
    assert_eq!(
        again.text(&format!("relatorios/{NAME}.json")),
        text,
        "the same files, agreement and moment: the same statement"
    );
    assert_eq!(
        again.bytes(&format!("relatorios/{NAME}.xlsx")),
        room.bytes(&format!("relatorios/{NAME}.xlsx"))
    );
}

/// Every stretch of the content, the hash, the hash of the one before, and what the record says beside it.
#[test]
fn a_byte_changed_in_a_statement_is_found() {
    let room = three();
    let ledger = ledger(&room);
    for number in 1..=3 {
        let content: String = ledger
            .query_row("SELECT content FROM statements WHERE number = ?1", [number], |row| {
                row.get(0)
            })
            .unwrap();
        let step = content.len() / 9;
        for at in (0..9)
            .map(|part| part * step)
            .filter(|at| content.is_char_boundary(*at) && content.as_bytes()[*at].is_ascii())
        {
            let mut changed = content.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            ledger
                .execute(
                    "UPDATE statements SET content = ?2 WHERE number = ?1",
                    params![number, changed],
                )
                .unwrap();
            broken(&room, &format!("Termo nº {number} ("));
        }
        ledger
            .execute(
                "UPDATE statements SET content = ?2 WHERE number = ?1",
                params![number, content],
            )
            .unwrap();
        let nothing = "0".repeat(64);
        let columns = [
            ("sha256", nothing.as_str()),
            ("previous", &nothing),
            ("sealed_at", "7"),
            ("period_from", "7"),
            ("period_to", "7"),
        ];
        for (column, new) in columns {
            let old: rusqlite::types::Value = ledger
                .query_row(
                    &format!("SELECT {column} FROM statements WHERE number = ?1"),
                    [number],
                    |row| row.get(0),
                )
                .unwrap();
            ledger
                .execute(
                    &format!("UPDATE statements SET {column} = ?2 WHERE number = ?1"),
                    params![number, new],
                )
                .unwrap();
            broken(&room, &format!("Termo nº {number} ("));
            ledger
                .execute(
                    &format!("UPDATE statements SET {column} = ?2 WHERE number = ?1"),
                    params![number, old],
                )
                .unwrap();
        }
    }
    room.done(VERIFY);
    ledger.execute("UPDATE statements SET number = 4294967295 WHERE number = 3", []).unwrap();
    broken(&room, "Falta o termo nº 3");
}

/// A content rewritten together with its hash: the next statement, or for the newest the runs, knew another one.
#[test]
fn a_statement_written_anew_is_found() {
    use sha2::{Digest, Sha256};
    for (number, piece) in [
        (1, "Termo nº 2 (novembro de 2026): não foi selado depois"),
        (3, "Falta um termo mais novo"),
    ] {
        let room = three();
        let ledger = ledger(&room);
        let content: String = ledger
            .query_row("SELECT content FROM statements WHERE number = ?1", [number], |row| {
                row.get(0)
            })
            .unwrap();
        let forged = content.replace("\"kept\":", "\"kept\":1");
        let hash: String =
            Sha256::digest(forged.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        ledger
            .execute(
                "UPDATE statements SET content = ?2, sha256 = ?3 WHERE number = ?1",
                params![number, forged, hash],
            )
            .unwrap();
        std::fs::remove_dir_all(room.path("relatorios")).unwrap();
        broken(&room, piece);
    }
}

/// The first and the middle one leave a gap, the newest was known to a run; with every trace of it gone from the record its file is left.
#[test]
fn a_statement_taken_away_is_found() {
    for (number, piece) in [
        (1, "Falta o termo nº 1"),
        (2, "Falta o termo nº 2"),
        (3, "a execução de 10/01/2027 09:00 conhecia"),
    ] {
        let room = three();
        ledger(&room).execute("DELETE FROM statements WHERE number = ?1", [number]).unwrap();
        broken(&room, piece);
        std::fs::remove_dir_all(room.path("relatorios")).unwrap();
        broken(&room, piece);
        let told = room.acordo_at(
            "2027-02-10T09:00:00-03:00",
            "close --yes --confirm-exports --period 2027-01",
        );
        assert!(
            told.exit == 1 && told.stderr.contains(piece),
            "nothing is sealed on top of that: {}",
            told.stderr
        );
    }
    let room = three();
    ledger(&room)
        .execute_batch("DELETE FROM statements WHERE number = 3; DELETE FROM runs WHERE id = 3")
        .unwrap();
    broken(&room, "acordo_2026-12_termo.json: é um termo deste acordo que o registro não conhece");
    ledger(&room)
        .execute_batch("DELETE FROM statements; UPDATE runs SET statement = NULL")
        .unwrap();
    broken(&room, "acordo_2026-10_termo.json: é um termo");
    let room = three();
    room.acordo_at("2027-01-11T09:00:00-03:00", "run --no-mail");
    ledger(&room)
        .execute_batch("DELETE FROM statements WHERE number = 3; DELETE FROM runs WHERE id = 3")
        .unwrap();
    std::fs::remove_dir_all(room.path("relatorios")).unwrap();
    broken(&room, "a execução de 11/01/2027 09:00 conhecia");
}

#[test]
fn a_file_that_was_touched_is_found_and_can_be_had_again() {
    for ending in ["json", "xlsx"] {
        let room = world();
        closed(&room, LATER);
        let path = room.path(&format!("relatorios/{NAME}.{ending}"));
        let sealed = std::fs::read(&path).unwrap();
        let mut changed = sealed.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        std::fs::write(&path, changed).unwrap();
        broken(&room, "não é o arquivo que foi selado para outubro de 2026");
        std::fs::remove_file(&path).unwrap();
        room.done(VERIFY);
        closed(&room, "2026-11-09T09:00:00-03:00");
        assert_eq!(std::fs::read(&path).unwrap(), sealed, "as it was sealed");
    }
}

/// A second closing changes nothing, whatever the data have become; the history shows both.
#[test]
fn a_period_is_sealed_once() {
    let room = world();
    closed(&room, LATER);
    let sealed = room.text(&format!("relatorios/{NAME}.json"));
    let late = room.text("atividades.csv") + "E5;30/10/2026 17:50;Ligação\n";
    std::fs::write(room.path("atividades.csv"), late).unwrap();
    let told = room.acordo_at("2026-11-20T09:00:00-03:00", CLOSE);
    assert!(
        told.exit == 1
            && told.stderr.contains("já está selado desde 06/11/2026 09:00 (termo nº 1)"),
        "{}",
        told.stderr
    );
    room.acordo_at("2026-11-20T09:00:00-03:00", "run --period 2026-10 --no-mail");
    assert_eq!(room.text(&format!("relatorios/{NAME}.json")), sealed);
    let told = room.acordo_at("2026-11-20T09:01:00-03:00", "history first-attempt").stdout;
    assert!(
        told.contains("75,0%") && told.contains("selado: ■ 50,0% em 06/11/2026 09:00"),
        "{told}"
    );
    let past: serde_json::Value =
        serde_json::from_str(&room.acordo_at(LATER, "history --json").stdout).unwrap();
    let october =
        past["periods"].as_array().unwrap().iter().find(|one| one["from"] == "2026-10-01").unwrap();
    assert_eq!(october["commitments"][1]["reported"]["sealed"], true);
    room.done(VERIFY);
}

#[test]
fn a_statement_is_sent_once_to_each_audience() {
    let room = world();
    let told = room.acordo_at(LATER, &format!("{CLOSE} --send"));
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let letters = room.names("outbox");
    assert_eq!(letters.len(), 3, "{letters:?}");
    let letter = room.text(&format!("outbox/{}", letters[0]));
    for piece in [
        "acordo_2026-10_termo.xlsx",
        "acordo_2026-10_termo.json",
        "Message-ID: <acordo.statement.2026-10-31.",
    ] {
        assert!(letter.contains(piece), "no {piece}");
    }
    std::fs::remove_dir_all(room.path("outbox")).unwrap();
    let told = room.acordo_at("2026-11-09T09:00:00-03:00", &format!("{CLOSE} --send"));
    assert!(
        told.exit == 0 && told.stderr.contains("já saiu em 06/11/2026 09:00"),
        "{}",
        told.stderr
    );
    assert!(room.names("outbox").is_empty());
    let room = world();
    closed(&room, LATER);
    assert!(room.names("outbox").is_empty(), "files only");
    room.acordo_at("2026-11-09T09:00:00-03:00", &format!("{CLOSE} --send"));
    assert_eq!(room.names("outbox").len(), 3, "asked for later");
}

/// A statement that the copy put back does not have is named, with the file that has it.
#[test]
fn a_statement_that_a_copy_has_not_is_named_when_the_copy_is_put_back() {
    for (language, words) in [("pt-BR", "termo selado de"), ("en", "sealed statement of")] {
        for (commands, lost) in [
            (&[][..], &[][..]),
            (&["2026-11"], &["2026-11"]),
            (&["2026-10", "2026-11"], &["2026-10", "2026-11"]),
        ] {
            let room = world();
            let text = room.text("acordo.toml").replace("pt-BR", language);
            fs::write(room.path("acordo.toml"), text).unwrap();
            for day in ["2026-12-15", "2026-12-16"] {
                let told = room.acordo_at(&format!("{day}T08:00:00-03:00"), "run");
                assert_eq!(told.exit, 0, "{}", told.stderr);
            }
            for period in commands {
                let now = "2026-12-16T09:00:00-03:00";
                let told = room
                    .acordo_at(now, &format!("close --yes --confirm-exports --period {period}"));
                assert_eq!(told.exit, 0, "{period}: {}", told.stderr);
            }
            let told = room.acordo_at("2026-12-16T10:00:00-03:00", "ledger restore");
            let named: Vec<&str> =
                told.stdout.lines().filter(|line| line.contains(words)).collect();
            assert_eq!((told.exit, named.len()), (0, lost.len()), "{commands:?}: {told:?}");
            assert!(named.iter().all(|line| line.contains("acordo.db.replaced-")), "{named:?}");
        }
    }
}
