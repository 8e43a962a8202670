//! A promise without a target is measured and compared with its own past; it is neither kept nor broken, and nobody is accused by it.

use std::fs;

use serde_json::Value;

use crate::room::Room;

const RUN: &str = "run --as-of 2026-11-23T08:00 --send";

/// The sample without the targets of some promises.
fn without(is_out: impl Fn(usize) -> bool) -> Room {
    let room = Room::copy_of("sample-data");
    let mut at = 0;
    let keep = |line: &&str| {
        let is_target = line.starts_with("target ") || line.starts_with("target=");
        at += usize::from(is_target);
        !is_target || !is_out(at - 1)
    };
    let text = room.text("acordo.toml");
    let kept: Vec<&str> = text.lines().filter(keep).collect();
    fs::write(room.path("acordo.toml"), kept.join("\n") + "\n").unwrap();
    room
}

fn commitments(room: &Room) -> Vec<Value> {
    room.json("relatorios/acordo.json")["commitments"].as_array().unwrap().clone()
}

#[test]
fn one_without_a_target_is_measured_and_the_others_are_judged_as_before() {
    let whole = without(|_| false);
    whole.done(RUN);
    let judged = commitments(&whole);
    for out in [0, 1, 3, 7, 8, 9] {
        let room = without(|at| at == out);
        room.done(RUN);
        let mut count = 0;
        for (own, before) in commitments(&room).iter().zip(&judged) {
            let id = &own["id"];
            assert_eq!((id, &own["actual"]), (&before["id"], &before["actual"]), "{out}");
            if own["why_not"] != "measured" {
                assert_eq!(own["status"], before["status"], "{id}");
                continue;
            }
            count += 1;
            for absent in ["target", "expected", "gap", "pace", "needed_per_day"] {
                assert!(own[absent].is_null(), "{id} has {absent}");
            }
            assert_eq!(own["status"], "not-assessed", "{id}");
        }
        assert_eq!(count, 1, "{out}");
    }
}

/// The proposal is the value that half of the periods before reached, each judged by itself.
#[test]
fn a_target_is_proposed_from_the_past() {
    let room = without(|_| true);
    room.done(RUN);
    let texts = room.text("relatorios/resumo.txt");
    let all = commitments(&room);
    let actual = |id: &str, month: u32| {
        let told =
            room.done(&format!("run --no-mail --period 2026-{month:02} --as-of 2026-11-23T08:00"));
        assert!(told.stderr.contains("Relatório"), "{}", told.stderr);
        let own =
            room.json(&format!("relatorios/acordo_2026-11-23_2026-{month:02}_refeito-0800.json"));
        let own =
            own["commitments"].as_array().unwrap().iter().find(|own| own["id"] == id).cloned();
        own.unwrap()["actual"].as_f64().unwrap()
    };
    for id in ["leads-delivered", "handoff-complete", "sales-won", "first-connection"] {
        let own = all.iter().find(|own| own["id"] == id).unwrap();
        let mut past: Vec<f64> = [7, 8, 9, 10].map(|month| actual(id, month)).to_vec();
        past.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(own["proposed"]["periods"], 4, "{id}: {own}");
        assert_eq!(own["proposed"]["target"].as_f64(), Some(past[1]), "{id}: {past:?}");
    }
    for piece in [
        "Leads entregues, líquidos: 199, antes 231; metade dos períodos",
        "1ª tentativa em 1 h útil: 84,1%, antes ",
    ] {
        assert!(texts.contains(piece), "{piece}\n{texts}");
    }
    assert!(!texts.contains("para uma meta"), "{texts}");
    assert!(!texts.contains("0 de 0"), "{texts}");
}

/// Nothing that is only measured counts among what was kept, missed or left without a verdict.
#[test]
fn a_statement_counts_only_what_was_asked() {
    for out in [0, 2, 10] {
        let room = without(|at| at == out || out == 10);
        room.done("close --period 2026-08 --yes");
        let name =
            room.names("relatorios").into_iter().find(|name| name.ends_with(".json")).unwrap();
        let sealed = &room.json(&format!("relatorios/{name}"))["content"];
        let result = &sealed["result"];
        let all = ["kept", "missed", "undecided", "not_assessed"]
            .map(|own| result[own].as_u64().unwrap());
        let asked = if out == 10 { 0 } else { commitments_of(sealed) - 1 };
        assert_eq!(all.iter().sum::<u64>(), asked, "{out}: {result}");
    }
}

fn commitments_of(sealed: &Value) -> u64 {
    sealed["commitments"].as_array().unwrap().len() as u64
}

/// An empty cell says the same as a key that is not there.
#[test]
fn a_workbook_says_it_with_an_empty_cell() {
    let room = without(|at| at < 4);
    let text = room.text("acordo.toml");
    room.done("convert acordo.toml livro.xlsx");
    room.done("convert livro.xlsx de-volta.toml");
    let targets = |text: &str| text.lines().filter(|line| line.starts_with("target ")).count();
    assert_eq!(targets(&room.text("de-volta.toml")), targets(&text));
}
