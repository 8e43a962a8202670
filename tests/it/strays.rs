//! Rows inside a table that are none of its rows are set aside with their reason, in every format.

use std::fs;

use serde_json::Value;

use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::Room;

/// A month's head, a total in the middle, the header once more, and a small table below a gap.
const ROWS: [[&str; 4]; 12] = [
    ["Nº", "Data do lead", "Nome", "Telefone"],
    ["OUTUBRO", "", "", ""],
    ["1", "13/10/2026", "Ana Lima", "11987654321"],
    ["TOTAL outubro", "", "", "1"],
    ["Nº", "Data do lead", "Nome", "Telefone"],
    ["2", "04/11/2026", "Rui Dias", "11987654322"],
    ["3", "05/11/2026", "Abril Rocha", "11987654323"],
    ["4", "13/11/2026", "Eva Nunes", "11987654324"],
    ["", "", "", ""],
    ["Origem", "Leads", "", ""],
    ["Google", "2", "", ""],
    ["Site", "1", "", ""],
];

const ASIDE: [(u64, &str); 6] = [
    (2, "group-row"),
    (4, "total-row"),
    (5, "header-row"),
    (10, "other-table"),
    (11, "other-table"),
    (12, "other-table"),
];

fn text(rows: &[[&str; 4]], delimiter: &str) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|row| row.join(delimiter)).collect();
    (lines.join("\r\n") + "\r\n").into_bytes()
}

fn page(rows: &[[&str; 4]]) -> Vec<u8> {
    let cell = |cell: &&str| format!("<td>{cell}</td>");
    let row = |row: &[&str; 4]| format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>());
    format!("<html><table>{}</table></html>", rows.iter().map(row).collect::<String>()).into_bytes()
}

/// The rows in every format.
fn files(rows: &[[&'static str; 4]]) -> [(&'static str, Vec<u8>); 7] {
    let made: Vec<Vec<Made>> = rows.iter().map(|row| row.map(Made::Text).to_vec()).collect();
    [
        ("a.csv", text(rows, ";")),
        ("tab.csv", text(rows, "\t")),
        ("a.xlsx", xlsx::Book::of(&xlsx::rows(&made, 1, true)).bytes()),
        ("a.xls", xls::book("Workbook", &made)),
        ("a.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &made)])),
        ("a.ods", ods::book(&ods::rows(&made))),
        ("page.xls", page(rows)),
    ]
}

fn inspected(room: &Room, name: &str) -> Value {
    let told = room.acordo(&format!("inspect --json {name}"));
    serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take()
}

/// Row, reason and first words of what is set aside.
fn aside(seen: &Value) -> Vec<(u64, &str, &str)> {
    let rows = seen["left_out"].as_array().into_iter().flatten();
    rows.map(|row| {
        let text = |field: &str| row[field].as_str().unwrap_or_default();
        (row["row"].as_u64().unwrap(), text("reason"), text("first"))
    })
    .collect()
}

#[test]
fn heads_totals_repeated_headers_and_other_tables_are_set_aside_in_every_format() {
    let room = Room::empty();
    for (name, bytes) in files(&ROWS) {
        fs::write(room.path(name), bytes).unwrap();
        let seen = inspected(&room, name);
        let found: Vec<(u64, &str)> =
            aside(&seen).into_iter().map(|(row, why, _)| (row, why)).collect();
        assert_eq!(found, ASIDE, "{name}");
        assert_eq!((&seen["rows"], &seen["table"]), (&4.into(), &"leads".into()), "{name}");
    }
}

/// A hand-kept sheet with sums where people write them: words in the column of names, counts in that of dates.
const SUMS: [[&str; 4]; 14] = [
    ["Data do lead", "Nome", "E-mail", "Valor"],
    ["13/10/2026", "Ana Lima", "ana@x.com", "10"],
    ["1", "Total do mês", "", ""],
    ["04/11/2026", "Total Express", "contato@total.com", "20"],
    ["31/10/2026", "TOTAL outubro", "", "30"],
    ["05/11/2026", "Total Energia", "", "5"],
    ["2", "Subtotal Site", "", "25"],
    ["", "Soma", "", "25"],
    ["13/11/2026", "Rui Dias", "rui@x.com", ""],
    ["2", "Total for November", "", "20"],
    ["", "", "", ""],
    ["14/11/2026", "Eva Nunes", "eva@x.com", ""],
    ["15/11/2026", "Abril Rocha", "abril@x.com", ""],
    ["6", "TOTAL GERAL", "", "R$ 50,00"],
];

#[test]
fn sums_beside_counts_are_set_aside_with_their_words() {
    let room = Room::empty();
    for (name, bytes) in files(&SUMS) {
        fs::write(room.path(name), bytes).unwrap();
        let seen = inspected(&room, name);
        let wanted = [
            (3, "Total do mês"),
            (5, "TOTAL outubro"),
            (7, "Subtotal Site"),
            (8, "Soma"),
            (10, "Total for November"),
            (14, "TOTAL GERAL"),
        ];
        let wanted: Vec<_> =
            wanted.into_iter().map(|(row, words)| (row, "total-row", words)).collect();
        assert_eq!(aside(&seen), wanted, "{name}");
        assert_eq!((&seen["rows"], &seen["table"]), (&6.into(), &"leads".into()), "{name}");
    }
}

/// Leads, and below a gap a table of other columns that is as wide as theirs.
const WIDE: [[&str; 4]; 8] = [
    ["Código", "Data do lead", "Nome", "E-mail"],
    ["L1", "13/11/2026", "Ana Lima", "ana@x.com"],
    ["L2", "14/11/2026", "Rui Dias", "rui@x.com"],
    ["L3", "15/11/2026", "Eva Nunes", ""],
    ["", "", "", ""],
    ["Origem", "Leads", "Custo", "CPL"],
    ["Google", "3", "100", "33"],
    ["Site", "1", "50", "50"],
];

#[test]
fn another_table_is_set_aside_however_wide() {
    let room = Room::empty();
    for (name, bytes) in files(&WIDE) {
        fs::write(room.path(name), bytes).unwrap();
        let seen = inspected(&room, name);
        let found: Vec<(u64, &str)> =
            aside(&seen).into_iter().map(|(row, why, _)| (row, why)).collect();
        let other = [6, 7, 8].map(|row| (row, "other-table"));
        assert_eq!((found.as_slice(), &seen["rows"]), (&other[..], &3.into()), "{name}");
    }
}

#[test]
fn a_row_that_stands_whole_in_one_cell_is_no_note() {
    let room = Room::empty();
    for text in [
        "L4\t16/11/2026\tDavi Rocha\tdavi@x.com",
        "L4,16/11/2026,Davi Rocha,davi@x.com",
        "L4|16/11/2026|Davi Rocha|davi@x.com",
        "L4,16/11/2026,Davi Rocha da Silva e Souza,",
        "\"\"\"L4\"\",\"\"16/11/2026\"\",\"\"Davi Rocha\"\",\"\"davi@x.com\"\"\"",
    ] {
        let lone = [text, "", "", ""];
        let mut rows = WIDE;
        rows[4..].copy_from_slice(&[["L4", "16/11/2026", "Lia", "lia@x.com"], lone, lone, lone]);
        for (name, bytes) in files(&rows).into_iter().filter(|(name, _)| *name != "page.xls") {
            let is_text = name.contains("csv");
            // Tabs are the delimiter of one of the files, and quotes are undone in a text alone.
            if (name == "tab.csv" || !is_text) && (text.contains('\t') || text.contains('"')) {
                continue;
            }
            let bytes = if is_text {
                String::from_utf8(bytes).unwrap().replace(";;;\r", "\r").into_bytes()
            } else {
                bytes
            };
            fs::write(room.path(name), bytes).unwrap();
            let seen = inspected(&room, name);
            let found: Vec<(u64, &str)> =
                aside(&seen).into_iter().map(|(row, why, _)| (row, why)).collect();
            let whole = [6, 7, 8].map(|row| (row, "one-cell"));
            assert_eq!((found.as_slice(), &seen["rows"]), (&whole[..], &4.into()), "{name} {text}");
        }
    }
}

#[test]
fn rows_that_only_look_so_stay() {
    let room = Room::empty();
    let text = "Nome;Origem;Data;Valor\nAbril Rocha;;;\nTotal Energia;Site;03/11/2026;10\nNome;Site;13/11/2026;5\n\nMaio;Google;14/11/2026;7\nAna;Site;15/11/2026;\n";
    fs::write(room.path("a.csv"), text).unwrap();
    let seen = inspected(&room, "a.csv");
    assert_eq!((&seen["rows"], &seen["left_out"]), (&5.into(), &Value::Array(Vec::new())));
}
