//! A header that stands twice in a file: where the cells under both differ nobody can tell which is meant, and where they do not, it is said.

use std::fs;

use serde_json::Value;

use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::{Room, Told};
use crate::support::agreement::{SOLD as SOURCE, with_revenue};

/// The cells of one more column, by the lead's number.
type Cells<'a> = &'a dyn Fn(usize) -> String;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

/// Five leads under a header, each with the cells of one more column behind its own.
fn rows(head: &str, more: impl Fn(usize) -> String) -> Vec<Vec<String>> {
    let cells = |row: String| row.split(';').map(str::to_owned).collect::<Vec<_>>();
    let lead =
        |n: usize| cells(format!("N-{n};l{n}@x.com;03/11/2026;04/11/2026;{n}0,50;{}", more(n)));
    [cells(head.to_owned())].into_iter().chain((1..=5).map(lead)).collect()
}

fn text(rows: &[Vec<String>], delimiter: &str) -> Vec<u8> {
    rows.iter().map(|row| row.join(delimiter)).collect::<Vec<_>>().join("\n").into_bytes()
}

fn room(name: &str, bytes: &[u8], source: &str, language: &str) -> Room {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), with_revenue(language, source)).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    room
}

fn revenue(room: &Room) -> Option<f64> {
    room.json("reports/acordo.json")["commitments"][1]["actual"].as_f64()
}

fn says(told: &Told, words: [&str; 2]) -> bool {
    words.iter().all(|word| told.stderr.contains(word) || told.stdout.contains(word))
}

/// Not one of the two is taken for the other.
#[test]
fn two_columns_of_one_name_that_differ_stop_the_source() {
    let other = |n: usize| format!("{n}");
    let full = "id;email;entrega;venda;valor";
    let cases: [(&str, String, Cells); 6] = [
        ("as it is", format!("{full};valor"), &other),
        ("with blanks", format!("{full}; valor "), &other),
        ("the first is less", format!("{full};valor"), &|n| format!("{n}00,00")),
        ("an address", format!("{full};email"), &|n| format!("x{n}@y.com")),
        ("a day", format!("{full};venda"), &|n| format!("0{n}/11/2026")),
        ("in one row alone", format!("{full};valor"), &|n| {
            if n == 4 { "1".to_owned() } else { format!("{n}0,50") }
        }),
    ];
    for (what, head, more) in cases {
        for (language, words) in [("pt-BR", "mais de uma vez"), ("en", "more than once")] {
            let file = text(&rows(&head, more), ";");
            let room = room("leads.csv", &file, SOURCE, language);
            for command in [RUN, "check"] {
                let told = room.acordo(command);
                assert!(
                    told.exit == 4 && says(&told, [words, "(2)"]),
                    "{what} {command}: {told:?}"
                );
            }
        }
    }
}

#[test]
fn in_every_format_and_as_the_agreement_says() {
    let rows = rows("id;email;entrega;venda;valor;valor", |n| format!("{n}"));
    let made: Vec<Vec<Made>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| Made::Text(cell.clone().leak())).collect())
        .collect();
    let page: String = rows
        .iter()
        .map(|row| {
            format!("<tr>{}", row.iter().map(|cell| format!("<td>{cell}")).collect::<String>())
        })
        .collect();
    let files: [(&str, Vec<u8>); 7] = [
        ("leads.csv", text(&rows, ";")),
        ("leads.tsv", text(&rows, "\t")),
        ("leads.xlsx", xlsx::Book::of(&xlsx::rows(&made, 1, true)).bytes()),
        ("leads.xls", xls::book("Workbook", &made)),
        ("leads.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &made)])),
        ("leads.ods", ods::book(&ods::rows(&made))),
        ("leads-page.xls", format!("<html><table>{page}</table></html>").into_bytes()),
    ];
    for (name, bytes) in files {
        assert_eq!(room(name, &bytes, SOURCE, "en").acordo(RUN).exit, 4, "{name}");
        for (choice, expected) in [("valor (1)", 152.5), ("valor (2)", 15.0)] {
            let source = SOURCE.replace("\"valor\"", &format!("\"{choice}\""));
            let room = room(name, &bytes, &source, "en");
            room.done(RUN);
            assert_eq!(revenue(&room), Some(expected), "{name} {choice}");
        }
    }
}

#[test]
fn two_columns_of_one_name_with_nothing_different_are_said() {
    let cases: [(&str, &str, Cells); 6] = [
        ("the same", "valor", &|n| format!("{n}0,50")),
        // The agreement names one as no other column is written.
        ("in capitals", "VALOR", &|n| format!("{n}")),
        ("empty", "valor", &|_| String::new()),
        ("blank", "Valor", &|_| " ".to_owned()),
        ("some of them", "valor", &|n| if n == 2 { "20,50".to_owned() } else { String::new() }),
        ("the same address", "email", &|n| format!("l{n}@x.com")),
    ];
    for (what, head, more) in cases {
        let head = format!("id;email;entrega;venda;valor;{head}");
        let room = room("leads.csv", &text(&rows(&head, more), ";"), SOURCE, "en");
        let told = room.done(RUN);
        assert!(says(&told, ["more than once", "was read"]), "{what}: {told:?}");
        assert_eq!(revenue(&room), Some(152.5), "{what}");
    }
    // What no field is read from may stand as often as it will, and so may a column that another field is read from.
    let head = "id;email;entrega;venda;valor;nota;nota".to_owned();
    let room = room("leads.csv", &text(&rows(&head, |n| format!("{n};x")), ";"), SOURCE, "en");
    room.done(RUN);
    let summary: Value = room.json("reports/acordo.json");
    let codes = summary["warnings"].as_array().unwrap().iter();
    assert_eq!(codes.filter(|own| own["code"] == "header-twice").count(), 0);
}

/// A share is no amount, in whatever format it stands.
#[test]
fn a_percentage_among_amounts_is_named() {
    let rows = |odd: &str| {
        let mut all = rows("id;email;entrega;venda;valor;nota", |_| String::new());
        all[3][4] = odd.to_owned();
        all
    };
    for odd in ["101,50%", "101,50 %", "5%", "R$ 101,50%", "%101,50", "-3%", "(10%)"] {
        let room = room("leads.csv", &text(&rows(odd), ";"), SOURCE, "en");
        let told = room.done(RUN);
        assert!(told.stderr.contains(odd), "{odd}: {}", told.stderr);
        assert_eq!(revenue(&room), Some(122.0), "{odd}");
    }
}

/// Of a preset's columns the first is read; that another of the same name says something else is named, with both.
#[test]
fn a_column_of_a_preset_that_stands_twice_is_said() {
    let cases = [
        (
            "hubspot-contacts",
            "Record ID,Email,Create Date,Create Date",
            "1,a@x.com,2026-11-03 10:00,2026-11-13 10:00",
            "Create Date",
        ),
        (
            "hubspot-contacts",
            "Record ID,Email,Create Date,Email",
            "1,a@x.com,2026-11-03 10:00,z@x.com",
            "Email",
        ),
        (
            "hubspot-contacts",
            "Record ID,Email,Create Date, create date",
            "1,a@x.com,2026-11-03 10:00,2026-11-13 10:00",
            "Create Date",
        ),
        (
            "salesforce-leads",
            "Lead ID,Email,Created Date,Lead Status,Lead Status",
            "00Q1,a@x.com,03/11/2026,Open,Closed",
            "Lead Status",
        ),
        (
            "zoho-leads",
            "ID do registro,Hora de Criação,E-mail,Hora de Criação",
            "9,2026-11-03 10:00:00,a@x.com,2026-11-09 10:00:00",
            "Hora de Criação",
        ),
        // The same once more, nothing, and what no promise rests on.
        (
            "hubspot-contacts",
            "Record ID,Email,Create Date,Create Date",
            "1,a@x.com,2026-11-03 10:00,2026-11-03 10:00",
            "",
        ),
        (
            "hubspot-contacts",
            "Record ID,Email,Create Date,Create Date",
            "1,a@x.com,2026-11-03 10:00,",
            "",
        ),
        (
            "hubspot-contacts",
            "Record ID,Email,Create Date,Job Title,Job Title",
            "1,a@x.com,2026-11-03 10:00,CEO,CFO",
            "",
        ),
    ];
    for (preset, head, row, doubled) in cases {
        for language in ["pt-BR", "en"] {
            let source = format!(
                "[[source]]\nname = \"crm\"\ntable = \"leads\"\nfiles = [\"leads.csv\"]\npreset = \"{preset}\"\ncut-off = \"none\"\n"
            );
            let room = room("leads.csv", format!("{head}\n{row}\n").as_bytes(), &source, language);
            let told = room.done(RUN);
            let summary: Value = room.json("reports/acordo.json");
            let codes = summary["warnings"].as_array().unwrap().iter();
            let count = codes.filter(|own| own["code"] == "preset-doubled").count();
            assert_eq!(count, usize::from(!doubled.is_empty()), "{head}: {}", told.stderr);
            let names = [1, 2].map(|place| format!("“{doubled} ({place})”"));
            let is_named = names.iter().all(|name| told.stderr.contains(name));
            assert!(doubled.is_empty() || is_named, "{head}: {}", told.stderr);
        }
    }
}
