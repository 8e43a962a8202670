//! The statement's sheet in both languages: every line has its words, at the level of personal data agreed.

use super::{CLOSE, LATER, NAME, closed, world};
use crate::room::Room;
use crate::support::grid;

fn shown(room: &Room, name: &str) -> String {
    grid::of(&room.bytes(name)).join("\n")
}

#[test]
fn the_sheet_says_what_was_sealed() {
    let room = world();
    closed(&room, LATER);
    let sheet = shown(&room, &format!("relatorios/{NAME}.xlsx"));
    let document = room.json(&format!("relatorios/{NAME}.json"));
    let hash = document["sha256"].as_str().unwrap();
    let pieces = [
        "Termo de encerramento · outubro de 2026",
        "Cumpridos: 1 de 2 compromissos avaliados. 1 não foi avaliado.",
        "2, contra 2 no acordo: alcançado",
        "■ não cumprido",
        "2 de 4",
        "60% desde 01/01/2026 até 14/10/2026; 80% desde 15/10/2026",
        "ninguém",
        "1 destas entradas não libera ninguém",
        "concedida",
        "sem tal lead",
        "Ligamos só para números confirmados",
        hash,
    ];
    let missing: Vec<_> = pieces.iter().filter(|piece| !sheet.contains(**piece)).collect();
    assert!(missing.is_empty(), "{missing:?}\n{sheet}");
    assert!(!sheet.contains("Era de setembro"), "another period's contest");
    room.acordo_at(LATER, "run --period 2026-10 --no-mail");
    let book = shown(&room, "relatorios/acordo_2026-11-06_2026-10.xlsx");
    for piece in ["outro período", "corrigida", "outubro de 2026, selado"] {
        assert!(book.contains(piece), "no {piece}");
    }
}

#[test]
fn it_is_written_in_english_too() {
    let room = world();
    let agreement = room.text("acordo.toml").replace("language = \"pt-BR\"", "language = \"en\"");
    std::fs::write(room.path("acordo.toml"), agreement).unwrap();
    closed(&room, LATER);
    let sheet = shown(&room, "relatorios/acordo_2026-10_statement.xlsx");
    for piece in [
        "Closing statement · October 2026",
        "Kept: 1 of 2 commitments assessed. 1 was not assessed.",
        "not kept",
        "granted",
    ] {
        assert!(sheet.contains(piece), "no {piece}\n{sheet}");
    }
}

/// At no personal data neither the teams' own words nor who said them are in any file of the statement; an address is a code at every level but full.
#[test]
fn personal_data_stay_out() {
    for (level, secret) in [
        ("none", "sistema estava fora"),
        ("none", "Ligamos"),
        ("none", "Férias"),
        ("masked", "eva@cinco.com.br"),
    ] {
        let room = world();
        let agreement = room
            .text("acordo.toml")
            .replace("[mail]", &format!("[report]\npersonal-data = \"{level}\"\n[mail]"));
        std::fs::write(room.path("acordo.toml"), agreement).unwrap();
        assert_eq!(room.acordo_at(LATER, CLOSE).exit, 0);
        let told = shown(&room, &format!("relatorios/{NAME}.xlsx"))
            + &room.text(&format!("relatorios/{NAME}.json"));
        assert!(!told.contains(secret), "{level}: {secret}");
    }
}
