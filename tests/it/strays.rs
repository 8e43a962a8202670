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

fn made() -> Vec<Vec<Made>> {
    ROWS.iter().map(|row| row.iter().map(|cell| Made::Text(cell)).collect()).collect()
}

fn text(delimiter: &str) -> Vec<u8> {
    let lines: Vec<String> = ROWS.iter().map(|row| row.join(delimiter)).collect();
    (lines.join("\r\n") + "\r\n").into_bytes()
}

fn page() -> Vec<u8> {
    let cell = |cell: &&str| format!("<td>{cell}</td>");
    let row = |row: &[&str; 4]| format!("<tr>{}</tr>", row.iter().map(cell).collect::<String>());
    format!("<html><table>{}</table></html>", ROWS.iter().map(row).collect::<String>()).into_bytes()
}

#[test]
fn heads_totals_repeated_headers_and_other_tables_are_set_aside_in_every_format() {
    let rows = made();
    let files = [
        ("a.csv", text(";")),
        ("tab.csv", text("\t")),
        ("a.xlsx", xlsx::Book::of(&xlsx::rows(&rows, 1, true)).bytes()),
        ("a.xls", xls::book("Workbook", &rows)),
        ("a.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &rows)])),
        ("a.ods", ods::book(&ods::rows(&rows))),
        ("page.xls", page()),
    ];
    let room = Room::empty();
    for (name, bytes) in files {
        fs::write(room.path(name), bytes).unwrap();
        let told = room.acordo(&format!("inspect --json {name}"));
        let seen = serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take();
        let aside: Vec<(u64, &str)> = seen["left_out"]
            .as_array()
            .unwrap_or_else(|| panic!("{name}: {told:?}"))
            .iter()
            .map(|row| (row["row"].as_u64().unwrap(), row["reason"].as_str().unwrap()))
            .collect();
        assert_eq!(aside, ASIDE, "{name}");
        assert_eq!((&seen["rows"], &seen["table"]), (&4.into(), &"leads".into()), "{name}");
    }
}

#[test]
fn rows_that_only_look_so_stay() {
    let room = Room::empty();
    let text = "Nome;Origem;Data;Valor\nAbril Rocha;;;\nTotal Energia;Site;03/11/2026;10\nNome;Site;13/11/2026;5\n\nMaio;Google;14/11/2026;7\nAna;Site;15/11/2026;\n";
    fs::write(room.path("a.csv"), text).unwrap();
    let told = room.done("inspect --json a.csv");
    let seen = serde_json::from_str::<Value>(&told.stdout).unwrap()["files"][0].take();
    assert_eq!((&seen["rows"], &seen["left_out"]), (&5.into(), &Value::Array(Vec::new())));
}
