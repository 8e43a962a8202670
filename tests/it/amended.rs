//! The agreement's own changes: told in every output, kept with the record, and no past is judged by a later text.

use std::fs;

use serde_json::Value;

use crate::letters::{part_of, parts};
use crate::room::Room;
use crate::support::grid;

const LATER: &str = "2026-11-10T09:00:00-03:00";

fn run(room: &Room, now: &str, arguments: &str) {
    let told = room.acordo_at(now, arguments);
    assert_eq!(told.exit, 0, "{arguments}: {}", told.stderr);
}

fn change(room: &Room, old: &str, new: &str) {
    let text = room.text("acordo.toml");
    let changed = text.replacen(old, new, 1);
    assert_ne!(changed, text, "{old}");
    fs::write(room.path("acordo.toml"), changed).unwrap();
}

/// A report on 06/11, a change of the agreement, a report on 09/11.
fn changed(old: &str, new: &str) -> Room {
    let room = Room::copy_of("tests/it/close");
    run(&room, "2026-11-06T09:00:00-03:00", "run");
    change(&room, old, new);
    run(&room, "2026-11-09T09:00:00-03:00", "run");
    room
}

fn told(room: &Room) -> Vec<String> {
    let changes = room.json("relatorios/acordo.json")["amended"]["changes"].clone();
    let all = changes.as_array().cloned().unwrap_or_default();
    all.iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

fn own<'a>(all: &'a Value, id: &str) -> &'a Value {
    all.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap()
}

#[test]
fn a_lowered_target_is_told_in_every_output() {
    let room = changed("\"80%\"", "\"40%\"");
    let what = "promessa «1ª tentativa em 1 h útil»: meta de 80% para 40%, a partir de 15/10/2026";
    let sentence = format!(
        "O acordo mudou em 09/11/2026: {what}; o relatório de 06/11/2026 ainda usou o texto anterior."
    );
    assert!(room.text("relatorios/resumo.txt").contains(&sentence));
    for audience in ["marketing", "sales", "both"] {
        let is_own = |name: &String| name.starts_with("2026-11-09") && name.contains(audience);
        let letter = room.names("outbox").into_iter().find(is_own).unwrap();
        let parts = parts(&room.bytes(&format!("outbox/{letter}")));
        let text = String::from_utf8(part_of(&parts, "text/plain")).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&sentence), "{audience}: {text}");
    }
    let amended = &room.json("relatorios/acordo.json")["amended"];
    assert_eq!(
        (&amended["before"], &amended["since"]),
        (&"2026-11-06".into(), &"2026-11-09".into())
    );
    assert_eq!(
        (&amended["changes"][0]["was"], &amended["changes"][0]["now"]),
        (&0.8.into(), &0.4.into())
    );
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-09.xlsx")).join("\n");
    for piece in ["O acordo mudou em 09/11/2026", "O que mudou no acordo", what] {
        assert!(sheets.contains(piece), "no {piece}");
    }
    let listed = room.acordo_at(LATER, "history --agreement").stdout;
    assert!(listed.contains("o texto anterior valeu até o relatório de 06/11/2026"), "{listed}");
    assert!(listed.contains(what) && listed.contains("Versões declaradas"), "{listed}");
    run(&room, LATER, "run");
    assert_eq!(told(&room), Vec::<String>::new(), "told once");
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-10.xlsx")).join("\n");
    assert!(sheets.contains("O que mudou no acordo"), "the history keeps it");
}

/// October: 2 of 4 first attempts; by the text in force at its end the target is (60 % + 3 × 80 %) ÷ 4 = 75 %: missed. By the new one it would
/// be (60 % + 3 × 40 %) ÷ 4 = 45 %: met.
#[test]
fn the_past_is_judged_by_the_text_then_in_force() {
    let room = changed("\"80%\"", "\"40%\"");
    // The record begins in November: the first text counts for October too.
    let history = room.acordo_at(LATER, "history first-attempt --json").stdout;
    let history: Value = serde_json::from_str(&history).unwrap();
    let periods = history["periods"].as_array().unwrap();
    let october = periods.iter().find(|period| period["from"] == "2026-10-01").unwrap();
    assert_eq!(october["commitments"][0]["status"], "missed");
    run(&room, LATER, "run --period 2026-10 --no-mail");
    let summary = room.json("relatorios/acordo_2026-10.json");
    let judged = own(&summary["commitments"], "first-attempt");
    assert_eq!(judged["status"], "missed");
    assert!((judged["target"].as_f64().unwrap() - 0.75).abs() < 1e-9);
    run(&room, LATER, "close --yes --period 2026-10");
    let content = room.json("relatorios/acordo_2026-10_termo.json")["content"].clone();
    assert_eq!(own(&content["commitments"], "first-attempt")["status"], "missed");
    assert_eq!(content["amended"][0]["changes"][0]["now"], 0.4);
    let sheet = grid::of(&room.bytes("relatorios/acordo_2026-10_termo.xlsx")).join("\n");
    assert!(sheet.contains("meta de 80% para 40%"), "{sheet}");
    let fresh = Room::copy_of("tests/it/close");
    change(&fresh, "\"80%\"", "\"40%\"");
    run(&fresh, LATER, "run --period 2026-10 --no-mail");
    let summary = fresh.json("relatorios/acordo_2026-10.json");
    assert_eq!(own(&summary["commitments"], "first-attempt")["status"], "met");
}

/// The meaning is compared: remarks, recipients and another spelling of a value change nothing.
#[test]
fn each_kind_of_change_is_told_and_no_other() {
    let cases: [(&str, &str, &str); 9] = [
        ("within     = \"3d\"", "within     = \"5d\"", "prazo de 3 dias úteis para 5 dias úteis"),
        (
            "\"09:00-18:00\"",
            "\"10:00-18:00\"",
            "expediente: horário de seg–sex 09:00–18:00 para seg–sex 10:00–18:00",
        ),
        (
            "\"2026-11-02\" = []",
            "\"2026-11-02\" = []\n\"2026-11-20\" = []",
            "expediente: 20/11/2026 de nada para fechado",
        ),
        (
            "[\"Fora do perfil\"]",
            "[\"Fora do perfil\", \"Duplicado\"]",
            "motivo «Duplicado»: novo no acordo (marketing)",
        ),
        (
            "[\"leads.csv\"]",
            "[\"leads*.csv\"]",
            "fonte «leads»: arquivos de leads.csv para leads*.csv",
        ),
        ("sales          = 2", "sales          = 3", "objetivo: vendas de 2 para 3"),
        ("mkt@exemplo", "marketing@exemplo", ""),
        ("[objective]", "# uma observação\n[objective]", ""),
        ("\"80%\"", "0.8", ""),
    ];
    for (old, new, wanted) in cases {
        let room = changed(old, new);
        let said = told(&room);
        if wanted.is_empty() {
            assert!(said.is_empty(), "{new}: {said:?}");
        } else {
            assert!(said.len() == 1 && said[0].ends_with(wanted), "{new}: {said:?}");
        }
    }
}

/// A look puts no text in force; back to the text of the last report nothing changed.
#[test]
fn a_look_is_no_report_and_a_change_back_is_none() {
    let room = Room::copy_of("tests/it/close");
    run(&room, "2026-11-06T09:00:00-03:00", "run");
    let text = room.text("acordo.toml");
    change(&room, "\"80%\"", "\"40%\"");
    run(&room, LATER, "run --as-of 2026-11-05T09:00 --no-mail");
    fs::write(room.path("acordo.toml"), &text).unwrap();
    run(&room, "2026-11-11T09:00:00-03:00", "run");
    assert_eq!(told(&room), Vec::<String>::new());
    change(&room, "\"80%\"", "\"70%\"");
    run(&room, "2026-11-12T09:00:00-03:00", "run");
    change(&room, "\"70%\"", "\"60%\"");
    run(&room, "2026-11-12T11:00:00-03:00", "run");
    assert!(told(&room)[0].contains("meta de 80% para 60%"), "{:?}", told(&room));
    fs::write(room.path("acordo.toml"), &text).unwrap();
    run(&room, "2026-11-13T09:00:00-03:00", "run");
    assert!(told(&room)[0].contains("meta de 60% para 80%"), "{:?}", told(&room));
    let listed = room.acordo_at("2026-11-13T10:00:00-03:00", "history --agreement --json").stdout;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["versions"].as_array().unwrap().len(), 4);
}

/// A version with a day to come is told as one that was stated; addresses are masked.
#[test]
fn a_stated_version_is_told_as_one_and_addresses_are_masked() {
    let version = "until      = 2026-12-01\n[[commitment]]\nid         = \"decision\"\nteam       = \"sales\"\n\
                   metric     = \"decision\"\ntarget     = \"80%\"\nwithin     = \"3d\"\nfrom       = 2026-12-01\n\
                   \n[[source]]\nname    = \"leads\"";
    let room = changed("[[source]]\nname    = \"leads\"", version);
    let said = room.text("relatorios/resumo.txt");
    assert!(said.contains("Nova versão no acordo: promessa «Decisão em 3 dias úteis»: meta de 90% para 80%, a partir de 01/12/2026."), "{said}");
    let room = changed("[objective]", "ignore = [\"fulano.teste@exemplo.com.br\"]\n[objective]");
    assert_eq!(
        told(&room),
        ["regras de leitura: linhas de teste de nada para f•••@exemplo.com.br"]
    );
    let sheets = grid::of(&room.bytes("relatorios/acordo_2026-11-09.xlsx")).join("\n");
    assert!(
        !sheets.contains("fulano.teste")
            && !room.text("relatorios/acordo.json").contains("fulano.teste")
    );
}
