//! What other programs leave in a workbook's cells: text encoded twice, and a whole csv in one column.

use std::fs;

use serde_json::Value;

use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::Room;
use crate::support::agreement::with_revenue;

use Made::Text;

const SOURCES: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
cut-off = "none"
[source.columns]
id = "Código"
delivered = "Conversão"
owner = "Vendedor"
won = "Venda"
value = "Valor"
"#;

/// The rows in every format of workbooks.
fn books(rows: &[Vec<&'static str>]) -> [(&'static str, Vec<u8>); 4] {
    let made: Vec<Vec<Made>> =
        rows.iter().map(|row| row.iter().map(|cell| Text(cell)).collect()).collect();
    [
        ("leads.xlsx", xlsx::Book::of(&xlsx::rows(&made, 1, true)).bytes()),
        ("leads.xls", xls::book("Workbook", &made)),
        ("leads.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &made)])),
        ("leads.ods", ods::book(&ods::rows(&made))),
    ]
}

fn run(name: &str, bytes: &[u8], language: &str) -> (Room, Value) {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), with_revenue(language, SOURCES)).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
    assert_eq!(told.exit, 0, "{name}: {told:?}");
    let summary = room.json("reports/acordo.json");
    (room, summary)
}

fn said(summary: &Value, code: &str) -> Option<String> {
    let mut all = summary["warnings"].as_array().into_iter().flatten();
    all.find(|own| own["code"] == code).map(|own| own["text"].as_str().unwrap().to_owned())
}

fn actual(summary: &Value) -> [Option<f64>; 2] {
    [0, 1].map(|at| summary["commitments"][at]["actual"].as_f64())
}

#[test]
fn a_csv_in_one_column_is_read_and_said() {
    let lines = [
        "Código;Conversão;Vendedor;Venda;Valor",
        "L-1;13/11/2026 10:00;\"Prado; João\";16/11/2026;1.000,50",
        "L-2;14/11/2026;Ana;;",
        "",
        "L-3;16/11/2026;Total Express;17/11/2026;R$ 200",
        "Total;;;;1.200,50",
    ];
    for delimiter in [';', '|'] {
        let rows: Vec<Vec<&'static str>> = lines
            .iter()
            .map(|line| {
                let parted = line.replace(';', &delimiter.to_string());
                vec![&*parted.leak()]
            })
            .collect();
        for (file, bytes) in books(&rows) {
            for (language, words) in [("pt-BR", "uma só coluna"), ("en", "each cell of one column")]
            {
                let (room, summary) = run(file, &bytes, language);
                assert_eq!(actual(&summary), [Some(3.0), Some(1200.5)], "{file} {delimiter}");
                let text = said(&summary, "one-column").unwrap_or_default();
                assert!(text.contains(words) && text.contains(&format!("“{delimiter}”")), "{text}");
                let account = &summary["intake"][0]["files"][0];
                assert_eq!((&account["rows"], &account["used"]), (&4.into(), &3.into()), "{file}");
                let story = room.acordo("explain L-3").stdout;
                let row = if language == "en" { "row 5" } else { "linha 5" };
                assert!(story.contains(row), "{file}: {story}");
            }
        }
    }
}

#[test]
fn one_column_of_texts_is_no_csv() {
    let room = Room::empty();
    let rows = ["Nome, cargo", "Ana Lima", "Rui Dias", "Eva Nunes, diretora"];
    for (name, bytes) in books(&rows.map(|row| vec![row])) {
        fs::write(room.path(name), bytes).unwrap();
        let told = room.acordo(&format!("inspect --json {name}"));
        let seen = serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take();
        assert_eq!(
            (&seen["delimiter"], &seen["rows"]),
            (&Value::Null, &3.into()),
            "{name}: {told:?}"
        );
    }
}

#[test]
fn text_encoded_twice_is_set_right_and_said() {
    let rows = [
        vec!["CÃ³digo", "ConversÃ£o", "Vendedor", "Venda", "Valor"],
        vec!["L-1", "13/11/2026", "JoÃ£o Prado", "16/11/2026", "100"],
        vec!["L-2", "14/11/2026", "JOÃO", "", ""],
        vec!["L-3", "14/11/2026", "LÃºcia", "", ""],
    ];
    for (name, bytes) in books(&rows) {
        for (language, lines) in [("pt-BR", "3 linhas"), ("en", "3 lines")] {
            let (room, summary) = run(name, &bytes, language);
            assert_eq!(actual(&summary), [Some(3.0), Some(100.0)], "{name}");
            let text = said(&summary, "doubled-text").unwrap_or_default();
            assert!(text.contains(lines), "{name}: {text}");
            for (lead, owner) in [("L-1", "João Prado"), ("L-2", "JOÃO"), ("L-3", "Lúcia")] {
                let story = room.acordo(&format!("explain {lead}")).stdout;
                assert!(story.contains(owner), "{name}: {story}");
            }
        }
    }
}

#[test]
fn what_is_written_so_stays_and_what_is_lost_is_named() {
    let rows = [
        vec!["Código", "Conversão", "Vendedor", "Venda", "Valor"],
        vec!["L-1", "13/11/2026", "JOÃO IRMÃ", "", ""],
        vec!["L-2", "14/11/2026", "MANHÃ", "", ""],
    ];
    for (name, bytes) in books(&rows) {
        let (_, summary) = run(name, &bytes, "pt-BR");
        assert_eq!(said(&summary, "doubled-text"), None, "{name}");
        assert_eq!(said(&summary, "lost-letters"), None, "{name}");
    }
    let lost = [rows[0].clone(), vec!["L-1", "13/11/2026", "Jo\u{fffd}o", "", ""]];
    for (name, bytes) in books(&lost) {
        let (_, summary) = run(name, &bytes, "en");
        let text = said(&summary, "lost-letters").unwrap_or_default();
        assert!(text.contains("line 2"), "{name}: {text}");
    }
}
