//! Ended periods sealed: when that may be, what a statement says, and that nothing of it changes or disappears unnoticed.
//!
//! The small world: Monday to Friday 09:00–18:00 in São Paulo, Monday 02/11/2026 closed. Five leads of October 2026.

mod chain;
mod consent;
mod doubtful;
mod unseen;
mod waited;
mod words;

use serde_json::Value;

use crate::room::{Room, Told};

/// A moment at which everything of October is decided.
const LATER: &str = "2026-11-06T09:00:00-03:00";
const CLOSE: &str = "close --yes --period 2026-10";
const NAME: &str = "acordo_2026-10_termo";

fn world() -> Room {
    Room::copy_of("tests/it/close")
}

fn closed(room: &Room, now: &str) -> Told {
    let told = room.acordo_at(now, CLOSE);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    told
}

fn document(room: &Room) -> Value {
    room.json(&format!("relatorios/{NAME}.json"))
}

fn clause<'a>(content: &'a Value, id: &str) -> &'a Value {
    content["commitments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == id)
        .unwrap_or(&Value::Null)
}

/// E5 was delivered Fri 30/10 17:30. First attempt 1 h: 30 min on Friday, Monday is closed, 30 min on Tuesday → 03/11 09:30. Decision 3 d: the
/// working days after Friday are Tue 3, Wed 4, Thu 5 → 05/11 18:00, the same for the rejection window. It was accepted 15 min after, but it counts
/// for the decision only once the allowance is over.
#[test]
fn nothing_is_sealed_before_everything_is_decided() {
    let cases: [(&str, &[&str]); 5] = [
        ("2026-10-31T23:59:59-03:00", &["ainda não acabou. Encerre a partir de 01/11/2026"]),
        (
            "2026-11-01T09:00:00-03:00",
            &[
                "prazos correndo até 05/11/2026 18:00",
                "1ª tentativa em 1 h útil: 1 lead no prazo, até 03/11/2026 09:30",
                "Decisão em 3 dias úteis: 1 lead no prazo, até 05/11/2026 18:00",
                "a janela de 1 lead vai até 05/11/2026 18:00",
            ],
        ),
        ("2026-11-03T09:30:00-03:00", &["1 lead no prazo, até 03/11/2026 09:30"]),
        ("2026-11-03T09:30:01-03:00", &["a janela de 1 lead vai até 05/11/2026 18:00"]),
        (
            "2026-11-05T18:00:00-03:00",
            &[
                "prazos correndo até 05/11/2026 18:00",
                "1 lead no prazo, até 05/11/2026 18:00",
                "a janela de 1 lead vai até 05/11/2026 18:00",
            ],
        ),
    ];
    let room = world();
    for (now, pieces) in cases {
        let told = room.acordo_at(now, CLOSE);
        let missing: Vec<_> =
            pieces.iter().filter(|piece| !told.stderr.contains(**piece)).collect();
        assert!(
            told.exit == 1 && missing.is_empty(),
            "{now}: {} {missing:?}\n{}",
            told.exit,
            told.stderr
        );
    }
    let told = room.acordo_at("2026-11-03T09:30:01-03:00", CLOSE);
    assert!(!told.stderr.contains("03/11/2026 09:30"), "that allowance is over: {}", told.stderr);
    assert!(room.names("relatorios").is_empty(), "nothing is written before");
    closed(&room, "2026-11-05T18:00:01-03:00");
}

/// The leads were exported on 30/10 at the latest row: the period's end is not in them.
#[test]
fn data_that_do_not_reach_the_end_seal_nothing() {
    let room = world();
    let agreement =
        room.text("acordo.toml").replacen("cut-off = \"none\"", "cut-off = \"newest-row\"", 1);
    std::fs::write(room.path("acordo.toml"), agreement).unwrap();
    let told = room.acordo_at(LATER, CLOSE);
    assert!(
        told.exit == 1 && told.stderr.contains("a fonte “leads” vai até 30/10/2026 17:45"),
        "{} {}",
        told.exit,
        told.stderr
    );
    std::fs::write(room.path("atividades.csv"), "Quando;Canal\n05/10/2026 10:30;Ligação\n")
        .unwrap();
    let told = room.acordo_at(LATER, CLOSE);
    assert!(
        told.exit == 6 && told.stderr.contains("Nada foi selado"),
        "{} {}",
        told.exit,
        told.stderr
    );
}

/// By hand: 5 leads delivered, D4 given back in time for a marketing reason: 4 net, the target. First attempts: A1 met; B2 freed by the register;
/// C3 met; D4 none within the hour; E5 none: 2 of 4. Targets 60 % (A1 judged by it) and 80 % (C3, D4, E5): (0.6 + 3 × 0.8) ÷ 4 = 75 %: missed.
/// Decisions: 5 of 5, fewer than 10: not assessed. Sales 2 of 2 reached; revenue 1100 of 1000 reached.
#[test]
fn a_statement_says_clause_by_clause_what_was_kept() {
    let room = world();
    closed(&room, LATER);
    let content = &document(&room)["content"];
    assert_eq!(
        content["result"],
        serde_json::json!({ "kept": 1, "missed": 1, "undecided": 0, "not_assessed": 1 })
    );
    let delivered = clause(content, "leads-delivered");
    assert_eq!(
        (delivered["actual"].as_i64(), delivered["target"].as_i64(), delivered["status"].as_str()),
        (Some(4), Some(4), Some("met"))
    );
    let attempt = clause(content, "first-attempt");
    let numbers = ["numerator", "denominator", "met", "breached", "pending", "exempt"]
        .map(|name| attempt[name].as_i64().unwrap());
    assert_eq!((numbers, attempt["status"].as_str()), ([2, 4, 2, 2, 0, 1], Some("missed")));
    assert!((attempt["target"].as_f64().unwrap() - 0.75).abs() < 1e-9, "{}", attempt["target"]);
    let versions: Vec<_> = attempt["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["target"].as_f64(), one["from"].as_str()))
        .collect();
    assert_eq!(versions, [(Some(0.6), Some("2026-01-01")), (Some(0.8), Some("2026-10-15"))]);
    let decision = clause(content, "decision");
    assert_eq!(
        (decision["status"].as_str(), decision["why_not"].as_str()),
        (Some("not-assessed"), Some("too-few"))
    );
    let objective = &content["objective"];
    assert_eq!(
        objective["sales"],
        serde_json::json!({ "target": 2, "actual": 2, "reached": true })
    );
    assert_eq!(
        objective["revenue"],
        serde_json::json!({ "target": 1000, "actual": 1100, "reached": true })
    );
    let freed: Vec<_> = content["exemptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["verdicts_freed"].as_u64().unwrap())
        .collect();
    assert_eq!(freed, [1, 0], "B2's first attempt; Rita has no lead of 30/10");
    // What is contested of F6 is of September.
    let outcomes: Vec<_> = content["disputes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["lead"].as_str(), one["outcome"].as_str()))
        .collect();
    let wanted =
        [("B2", "granted"), ("A1", "kept"), ("D4", "open"), ("Z9", "unknown-lead"), ("E5", "open")];
    assert_eq!(
        outcomes,
        wanted.map(|(lead, outcome)| (Some(lead), Some(outcome))),
        "{:#}",
        content["disputes"]
    );
    assert_eq!(content["decisions"].as_array().unwrap().len(), 1);
    let files: Vec<&str> = content["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["leads.csv", "atividades.csv", "isencoes.csv", "diario.csv"]);
    assert_eq!(content["inputs"][0]["sha256"].as_str().unwrap().len(), 64);
}

/// A contest changes no number: with and without it the clauses are the same. A decision that names the lead ends it; an exemption grants it.
#[test]
fn a_contest_changes_no_number_until_it_is_granted() {
    let room = world();
    closed(&room, LATER);
    let sealed = document(&room)["content"]["commitments"].clone();
    let (decided, granted) = (world(), world());
    let log = room.text("diario.csv");
    std::fs::write(
        decided.path("diario.csv"),
        format!("{log}28/10/2026 10:00;Decisão;Fica como está;Ana;first-attempt;D4\n"),
    )
    .unwrap();
    let register = room.text("isencoes.csv");
    std::fs::write(
        granted.path("isencoes.csv"),
        format!("{register}D4;;20/10/2026;20/10/2026;Telefone errado;first-attempt\n"),
    )
    .unwrap();
    let outcome = |room: &Room| {
        closed(room, LATER);
        let content = document(room)["content"].clone();
        let own =
            content["disputes"].as_array().unwrap().iter().find(|one| one["lead"] == "D4").unwrap()
                ["outcome"]
                .clone();
        (own.as_str().unwrap().to_owned(), content["commitments"].clone())
    };
    assert_eq!(outcome(&decided), ("upheld".to_owned(), sealed.clone()));
    let (word, after) = outcome(&granted);
    assert_eq!(
        (word.as_str(), after[1]["denominator"].as_i64(), sealed[1]["denominator"].as_i64()),
        ("granted", Some(3), Some(4))
    );
    let told = room.acordo("log Nunca-tocou --lead D4 --about first-attempt --by Davi");
    assert!(told.exit == 0 && told.stderr.contains("contestação"), "{}", told.stderr);
}

/// What a statement says of each commitment is what the summary document of the period says, member by member.
#[test]
fn its_numbers_are_those_of_the_periods_summary() {
    // Eight o'clock where each agreement is at home.
    let samples = [
        ("sample-data", "relatorios", NAME, "2026-11-23T08:00:00-03:00"),
        ("sample-data/en", "reports", "acordo_2026-10_statement", "2026-11-23T08:00:00-05:00"),
    ];
    for (sample, reports, name, now) in samples {
        let room = Room::copy_of(sample);
        closed(&room, now);
        room.done("run --period 2026-10 --as-of 2026-11-23T08:00 --no-mail");
        let (content, summary) = (
            room.json(&format!("{reports}/{name}.json"))["content"].clone(),
            room.json(&format!("{reports}/acordo_2026-10.json")),
        );
        let sealed = content["commitments"].as_array().unwrap();
        assert!(sealed.len() >= 6, "{sample}: {}", sealed.len());
        for (own, other) in sealed.iter().zip(summary["commitments"].as_array().unwrap()) {
            for (member, value) in
                own.as_object().unwrap().iter().filter(|(member, _)| *member != "versions")
            {
                assert_eq!(value, &other[member], "{sample}: {member} of {}", own["id"]);
            }
            assert!(
                ["met", "missed", "at-risk", "not-assessed"]
                    .contains(&own["status"].as_str().unwrap()),
                "{sample}: {own:#}"
            );
        }
        assert_eq!(sealed.len(), summary["commitments"].as_array().unwrap().len());
        assert_eq!(content["period"]["to"], summary["period"]["to"]);
    }
}
