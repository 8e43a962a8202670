//! Cells that hold something no reader could use, and rows whose cells may have moved: used as far as they go, and named.

use std::fs;

use serde_json::Value;

use crate::made::text::wide;
use crate::room::Room;
use crate::support::agreement::head;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const SOURCE: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
cut-off = "none"
[source.columns]
id = "id"
email = "email"
phone = "fone"
delivered = { date = "dia", time = "hora" }
"#;

/// What was said of a file of leads: count and row by code.
fn said(name: &str, bytes: &[u8], code: &str) -> Vec<[String; 2]> {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), head("pt-BR", "reports") + SOURCE).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo(RUN);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let summary = room.json("reports/acordo.json");
    let warnings = summary["warnings"].as_array().unwrap().iter();
    let own = warnings.filter(|warning| warning["code"] == code);
    own.map(|warning| ["n", "row"].map(|key| text(&warning[key]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

const HEAD: &str = "id;email;fone;dia;hora\n";
const GOOD: &str = "1;ana@x.com;(11) 98800-0101;13/11/2026;09:10\n";

#[test]
fn a_time_of_day_that_cannot_be_read_is_named() {
    for time in ["25:61", "manhã", "#REF!", "99:99", "10h99", "à tarde"] {
        let row = format!("2;bia@x.com;(21) 98800-0102;14/11/2026;{time}\n");
        let file = format!("{HEAD}{GOOD}{row}");
        let found = said("leads.csv", file.as_bytes(), "bad-times");
        assert_eq!(found, [["1".to_owned(), "3".to_owned()]], "{time}");
    }
    for time in ["", "-", "9:05", "09h05", "9:05 PM", "09:05:30"] {
        let row = format!("2;bia@x.com;(21) 98800-0102;14/11/2026;{time}\n");
        let file = format!("{HEAD}{GOOD}{row}");
        assert!(said("leads.csv", file.as_bytes(), "bad-times").is_empty(), "{time}");
    }
}

#[test]
fn what_is_no_address_or_number_is_named_unless_it_says_so() {
    let file = |email: &str, phone: &str| {
        format!("{HEAD}{GOOD}2;{email};{phone};14/11/2026;10:00\n").into_bytes()
    };
    for odd in ["x", "teste 1", "#REF!", "ver com Ana", "ana souza"] {
        assert_eq!(said("leads.csv", &file(odd, ""), "key-none").len(), 1, "{odd}");
    }
    for odd in ["x", "123", "(11) 9", "+55", "falar com Ana"] {
        assert_eq!(said("leads.csv", &file("", odd), "key-none").len(), 1, "{odd}");
    }
    for none in [
        "",
        "-",
        "n/a",
        "N/A",
        "não tem",
        "sem e-mail",
        "0",
        "null",
        "Não informado",
        "--",
        "Não tem e-mail",
        "Não há",
        "Não possui telefone",
        "Sem WhatsApp",
        "no phone number",
        "NaN",
    ] {
        for bytes in [file(none, ""), file("", none)] {
            assert!(said("leads.csv", &bytes, "key-none").is_empty(), "{none}");
        }
    }
}

#[test]
fn a_row_with_more_cells_than_the_others_is_named() {
    let rows = "2;bia@x.com;(21) 98800-0102;14/11/2026;10:00\n".repeat(20);
    let moved = "3;;caio@x.com;(31) 98800-0103;16/11/2026;\n";
    let table = format!("{HEAD}{GOOD}{rows}{moved}");
    let expected = [["1".to_owned(), "23".to_owned()]];
    let files: [(&str, Vec<u8>); 5] = [
        ("leads.csv", table.clone().into()),
        ("leads.csv", table.replace(';', ",").into()),
        ("leads.tsv", table.replace(';', "\t").into()),
        ("leads.csv", wide(&table)),
        ("leads.csv", table.replace('\n', "\r\n").into()),
    ];
    for (name, bytes) in files {
        assert_eq!(said(name, &bytes, "wide-rows"), expected, "{name}");
    }
    // A total at the end is no row, nor are those of a small table below.
    for end in ["Total;20;;;;\n", "\n\nCanal;Leads;;;;\nGoogle;12;;;;\nMeta;8;;;;\n"] {
        let table = format!("{HEAD}{GOOD}{rows}{end}");
        assert!(said("leads.csv", table.as_bytes(), "wide-rows").is_empty(), "{end}");
        let table = format!("{HEAD}{GOOD}{moved}{rows}{end}");
        let expected = [["1".to_owned(), "3".to_owned()]];
        assert_eq!(said("leads.csv", table.as_bytes(), "wide-rows"), expected, "{end}");
    }
    // Where all rows end with the mark, it is how the tool writes.
    let all = table.replace('\n', ";\n").replace(";;\n", ";\n").replace("hora;\n", "hora\n");
    assert!(said("leads.csv", all.as_bytes(), "wide-rows").is_empty());
}

/// Whatever the century, the row stays: what it means only people know.
#[test]
fn a_date_of_another_century_is_named() {
    let rows = |first: &str| {
        let others = (1..=20).map(|n| format!("{n};l{n}@x.com;;{:02}/11/2026;10:00\n", n % 15 + 1));
        format!("{HEAD}L;ana@x.com;;{first};09:10\n{}", others.collect::<String>())
    };
    for first in
        ["07/11/1926", "01/01/1900", "01/01/1970", "1926-11-07", "07/11/1990", "07-nov-1916"]
    {
        let found = said("leads.csv", rows(first).as_bytes(), "old-dates");
        assert_eq!(found, [["1".to_owned(), "2".to_owned()]], "{first}");
    }
    for first in ["07/11/2026", "07/11/2006", "07/11/1998", "", "07/11/0026"] {
        assert!(said("leads.csv", rows(first).as_bytes(), "old-dates").is_empty(), "{first}");
    }
}
