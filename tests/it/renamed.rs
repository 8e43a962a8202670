//! The same name in other signs is the same agreement: no letter goes out again, and its record goes on.

use std::fs;

use unicode_normalization::UnicodeNormalization;

use crate::room::Room;
use crate::support::agreement::{HANDED, LEADS};

fn write(room: &Room, name: &str) {
    let text = HANDED.replace("\"Entrega\"", &format!("\"{name}\""));
    fs::write(room.path("acordo.toml"), text + "marketing = [\"mkt@empresa.com.br\"]\n").unwrap();
    fs::write(room.path("leads.csv"), LEADS).unwrap();
}

fn run(room: &Room, now: &str) {
    let told = room.acordo_at(now, "run");
    assert_eq!(told.exit, 0, "{}", told.stderr);
}

const MONDAY: &str = "2026-11-23T08:00:00-03:00";
const LATER: &str = "2026-11-23T09:00:00-03:00";

#[test]
fn the_same_name_in_other_signs_is_the_same_agreement() {
    let apart = |name: &str| name.nfd().collect::<String>();
    for (first, then) in [
        ("Ação São João".to_owned(), apart("Ação São João")),
        (apart("Ação São João"), "Ação São João".to_owned()),
        ("Ação São João".to_owned(), "AÇÃO SÃO JOÃO".to_owned()),
        ("AÇÃO".to_owned(), apart("ação")),
        ("Ação  São\u{a0}João".to_owned(), "Ação São João".to_owned()),
        ("ΑΓΟΡΆ".to_owned(), "αγορά".to_owned()),
    ] {
        let room = Room::empty();
        write(&room, &first);
        run(&room, MONDAY);
        let letters = room.names("outbox");
        assert_eq!(letters.len(), 2, "{letters:?}");
        write(&room, &then);
        run(&room, LATER);
        assert_eq!(room.names("outbox"), letters, "{first:?} → {then:?}");
    }
}

#[test]
fn another_name_is_another_agreement() {
    for (first, then) in [
        ("Ação", "Acao"),
        ("Ação", "Ações"),
        ("Ação 1", "Ação 2"),
        ("A B", "AB"),
        ("Ação", "Ação."),
    ] {
        let room = Room::empty();
        write(&room, first);
        run(&room, MONDAY);
        write(&room, then);
        run(&room, LATER);
        assert_eq!(room.names("outbox").len(), 4, "{first:?} → {then:?}");
    }
}
