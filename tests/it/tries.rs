//! Wide sheets: a row a lead, columns for each try.

use std::fs;

use serde_json::Value;

use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::Room;
use crate::support::agreement::head;

use Made::Text;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const SOURCES: &str = r#"
[[commitment]]
team = "sales"
metric = "attempts"
attempts = 2
within = "2d"
target = "90%"
[[commitment]]
team = "sales"
metric = "first-connection"
within = "2d"
target = "90%"
[[source]]
name = "leads"
table = "leads"
files = ["sheet*"]
cut-off = "none"
[source.columns]
id = "ID"
delivered = "Entrega"
[[source]]
name = "tries"
table = "activities"
files = ["sheet*"]
cut-off = "none"
max-set-aside = "50%"
[source.columns]
lead = "ID"
[source.values.outcome]
"atendeu" = "connected"
"answered" = "connected"
[source.tries]
"#;

const PT: [[&str; 6]; 5] = [
    ["ID", "Entrega", "1ª Ligação", "Resultado 1", "2ª Ligação", "Resultado 2"],
    ["1", "03/11/2026", "03/11/2026 10:00", "não atendeu", "04/11/2026 10:00", "atendeu"],
    ["2", "03/11/2026", "03/11/2026 11:00", "não atendeu", "", ""],
    ["3", "03/11/2026", "", "", "", ""],
    ["4", "03/11/2026", "13/11/2026 10:00", "atendeu", "", "não atendeu"],
];

const EN: [[&str; 6]; 5] = [
    ["Attempt 1 result", "ID", "Attempt 1 date", "Attempt 2 date", "Entrega", "Attempt 2 result"],
    ["no answer", "1", "2026-11-03 10:00", "2026-11-04 10:00", "2026-11-03", "answered"],
    ["no answer", "2", "2026-11-03 11:00", "", "2026-11-03", ""],
    ["", "3", "", "", "2026-11-03", ""],
    ["answered", "4", "2026-11-13 10:00", "", "2026-11-03", "no answer"],
];

fn run(name: &str, bytes: &[u8], language: &str, tries: &str) -> Value {
    let room = Room::empty();
    let text = head(language, "reports") + SOURCES;
    fs::write(room.path("acordo.toml"), format!("{text}{tries}\n")).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo(RUN);
    assert_eq!(told.exit, 0, "{name} {tries}: {told:?}");
    room.json("reports/acordo.json")
}

/// A sheet in every format.
fn files(rows: &[[&'static str; 6]]) -> Vec<(&'static str, Vec<u8>)> {
    let made: Vec<Vec<Made>> = rows.iter().map(|row| row.map(Text).to_vec()).collect();
    let text: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
    let cell = |cell: &str| format!("<td>{cell}");
    let page: String = rows.iter().map(|row| format!("<tr>{}", row.map(cell).concat())).collect();
    vec![
        ("sheet.csv", text.join("\n").into_bytes()),
        ("sheet.xlsx", xlsx::Book::of(&xlsx::rows(&made, 1, true)).bytes()),
        ("sheet.xls", xls::book("Workbook", &made)),
        ("sheet.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &made)])),
        ("sheet.ods", ods::book(&ods::rows(&made))),
        ("sheet-page.xls", format!("<html><table>{page}</table></html>").into_bytes()),
    ]
}

/// Two tries of lead 1, one of lead 2, none of 3, one of 4, whose second result has no date and is set aside with its row.
fn assert_tries(summary: &Value, name: &str) {
    let file = &summary["intake"][1]["files"][0];
    assert_eq!((&file["rows"], &file["used"]), (&5.into(), &4.into()), "{name}: {file}");
    assert_eq!(file["set_aside"].as_object().map(serde_json::Map::len), Some(1), "{name}: {file}");
    // Within two days lead 1 alone got both tries and was reached.
    let actual = [1, 2].map(|at| summary["commitments"][at]["actual"].as_f64());
    assert_eq!(actual, [Some(0.25), Some(0.25)], "{name}");
}

#[test]
fn each_filled_try_is_an_activity_in_every_format() {
    let lists =
        "at = [\"1ª Ligação\", \"2ª Ligação\"]\noutcome = [\"Resultado 1\", \"Resultado 2\"]";
    let pattern = "at = \"#ª Ligação\"\noutcome = \"Resultado #\"";
    let english = "at = \"Attempt # date\"\noutcome = \"Attempt # result\"";
    for (language, rows, tries) in
        [("pt-BR", PT, pattern), ("en", EN, english), ("pt-BR", PT, lists)]
    {
        for (name, bytes) in files(&rows) {
            assert_tries(&run(name, &bytes, language, tries), name);
        }
    }
}

/// A sheet with columns for two tries can show no third: more tries than columns are not judged, in any format and language.
#[test]
fn more_tries_than_columns_are_not_judged() {
    let calls = "[[source]]\nname = \"calls\"\ntable = \"activities\"\nfiles = [\"calls.csv\"]\ncut-off = \"none\"\n[source.columns]\nlead = \"ID\"\nat = \"At\"\n";
    let pattern = [
        "at = \"#ª Ligação\"\noutcome = \"Resultado #\"",
        "at = \"Attempt # date\"\noutcome = \"Attempt # result\"",
    ];
    for (language, rows, tries) in [("pt-BR", PT, pattern[0]), ("en", EN, pattern[1])] {
        for (name, bytes) in files(&rows) {
            for (promised, other, why) in [
                (2, "", None),
                (3, "", Some("few-try-columns")),
                // A list of calls has room for as many as there were.
                (3, calls, None),
            ] {
                let room = Room::empty();
                let text = head(language, "reports")
                    + &SOURCES.replace("attempts = 2", &format!("attempts = {promised}"));
                fs::write(room.path("acordo.toml"), format!("{text}{tries}\n{other}")).unwrap();
                fs::write(room.path(name), &bytes).unwrap();
                fs::write(
                    room.path("calls.csv"),
                    "ID;At\n1;2026-11-03 15:00\n2;2026-11-03 15:00\n",
                )
                .unwrap();
                let told = room.acordo(RUN);
                assert_eq!(told.exit, 0, "{name} {promised}: {told:?}");
                let summary = room.json("reports/acordo.json");
                let own = &summary["commitments"][1];
                assert_eq!(own["evidence"]["why"].as_str(), why, "{name} {promised}: {own}");
                assert_eq!(own["actual"].is_null(), why.is_some(), "{name} {promised}: {own}");
            }
        }
    }
}

#[test]
fn a_wide_sheet_becomes_two_sources() {
    let room = Room::empty();
    let head = [
        "Nome",
        "E-mail",
        "Data do lead",
        "1ª Ligação",
        "Resultado 1",
        "2ª Ligação",
        "Resultado 2",
    ];
    let rows = [
        [
            "Ana",
            "a@x.com",
            "03/11/2026",
            "03/11/2026 10:00",
            "não atendeu",
            "13/11/2026 10:00",
            "atendeu",
        ],
        ["Rui", "b@x.com", "04/11/2026", "14/11/2026 10:00", "atendeu", "", ""],
    ];
    let lines: Vec<String> = [head].iter().chain(&rows).map(|row| row.join(";")).collect();
    fs::write(room.path("leads.csv"), lines.join("\n")).unwrap();
    room.done("init --toml . --from leads.csv");
    let text = room.text("acordo.toml");
    for piece in [
        "table  = \"leads\"",
        "table  = \"activities\"",
        "at = \"#ª Ligação\"",
        "outcome = \"Resultado #\"",
    ] {
        assert!(text.contains(piece), "{piece}: {text}");
    }
    let told = room.acordo(RUN);
    let summary = room.json("relatorios/acordo.json");
    let used: Vec<&Value> =
        [0, 1].iter().map(|at| &summary["intake"][*at]["files"][0]["used"]).collect();
    assert_eq!(used, [&Value::from(2), &Value::from(3)], "{told:?}\n{text}");
}

#[test]
fn a_try_that_is_named_and_absent_stops_the_source() {
    for (tries, named) in [
        ("at = \"Contato #\"", "Contato #"),
        ("at = [\"1ª Ligação\", \"9ª Ligação\"]", "9ª Ligação"),
        ("at = \"#ª Ligação\"\noutcome = \"9º Resultado\"", "9º Resultado"),
    ] {
        for (language, rows) in [("pt-BR", PT), ("en", PT)] {
            for (name, bytes) in files(&rows) {
                let room = Room::empty();
                let text = head(language, "reports") + SOURCES;
                fs::write(room.path("acordo.toml"), format!("{text}{tries}\n")).unwrap();
                fs::write(room.path(name), bytes).unwrap();
                let told = room.acordo(RUN);
                assert_ne!(told.exit, 0, "{name}: {told:?}");
                assert!(told.stderr.contains(named), "{name} {tries}: {told:?}");
                assert!(told.stderr.contains("2ª Ligação"), "{name} {tries}: {told:?}");
            }
        }
    }
}

/// One column of a try alone, contacts who are people, and a date of a follow-up are no tries.
#[test]
fn what_only_looks_like_a_try_is_none() {
    for [other, first, second] in [
        ["9ª Ligação", "03/11/2026 10:00", ""],
        ["Contato 1", "João Prado", "Lúcia Nunes"],
        ["Call 1", "(11) 98765-1000", "(11) 98765-1001"],
        ["Retorno 1", "20/11/2026", "21/11/2026"],
    ] {
        let room = Room::empty();
        let sheet = format!(
            "Nome;E-mail;Data do lead;{other};Obs\nAna;a@x.com;03/11/2026;{first};x\nRui;b@x.com;04/11/2026;{second};y\n"
        );
        fs::write(room.path("leads.csv"), sheet).unwrap();
        room.done("init --toml . --from leads.csv");
        let text = room.text("acordo.toml");
        assert!(!text.contains("[source.tries]"), "{other}: {text}");
        assert!(!text.contains("table  = \"activities\""), "{other}: {text}");
    }
}

/// Beside tries, the name of a contact is no outcome.
#[test]
fn a_name_beside_a_try_is_no_outcome() {
    let room = Room::empty();
    let sheet = "Nome;E-mail;Data do lead;1ª Ligação;Contato 1;2ª Ligação;Contato 2\n\
                 Ana;a@x.com;03/11/2026;03/11/2026 10:00;João Prado;04/11/2026 10:00;Bia\n\
                 Rui;b@x.com;04/11/2026;05/11/2026 10:00;Lúcia Nunes;;\n";
    fs::write(room.path("leads.csv"), sheet).unwrap();
    room.done("init --toml . --from leads.csv");
    let text = room.text("acordo.toml");
    assert!(text.contains("at = \"#ª Ligação\"") && !text.contains("Contato #"), "{text}");
}

/// Tries that have words and no day are named: they are no dates, and left out without a word they would be no tries.
#[test]
fn tries_of_words_alone_are_named() {
    for (language, first, second, results) in [
        ("pt-BR", "1ª Ligação", "2ª Ligação", ["não atendeu", "atendeu"]),
        ("pt-BR", "Tentativa 1", "Tentativa 2", ["caixa postal", "falei"]),
        ("pt-BR", "Contato 1", "Contato 2", ["Não atendeu", "Ocupado"]),
        ("en", "Call 1", "Call 2", ["no answer", "spoke"]),
        ("en", "1st attempt", "2nd attempt", ["voicemail", "answered"]),
    ] {
        let rows = [
            ["Nome", "E-mail", "Data do lead", first, second],
            ["Ana", "a@x.com", "03/11/2026", results[0], results[1]],
            ["Rui", "b@x.com", "04/11/2026", results[1], ""],
        ];
        let text = rows.map(|row| row.join(";")).join("\n");
        let made: Vec<Vec<Made>> = rows.iter().map(|row| row.map(Text).to_vec()).collect();
        let book = xlsx::Book::of(&xlsx::rows(&made, 1, true)).bytes();
        for (name, bytes) in [("leads.csv", text.into_bytes()), ("leads.xlsx", book)] {
            let room = Room::empty();
            fs::write(room.path(name), bytes).unwrap();
            let told = room.acordo(&format!("inspect --language {language} {name}"));
            let is_named =
                [first, second].iter().all(|own| told.stdout.contains(&format!("“{own}”")));
            assert!(is_named, "{name}: {told:?}");
            let told = room.acordo(&format!("init --toml --language {language} . --from {name}"));
            assert!(told.stderr.contains(&format!("“{second}”")), "{name}: {told:?}");
            assert!(!room.text("acordo.toml").contains("[source.tries]"), "{name}");
        }
    }
    // People and phones beside a number are no tries.
    for [first, second] in [["Ana Lima", "Rui Sá"], ["(11) 98765-1000", "(11) 98765-1001"]] {
        let room = Room::empty();
        let sheet = format!(
            "Nome;E-mail;Data do lead;Contato 1;Contato 2\nEva;a@x.com;03/11/2026;{first};{second}\n"
        );
        fs::write(room.path("leads.csv"), sheet).unwrap();
        let told = room.acordo("inspect --language pt-BR leads.csv");
        assert!(!told.stdout.contains("tentativas sem o dia"), "{told:?}");
    }
}
