//! `inspect` word for word in both languages, its document's fields, what it hides, and how it refuses.
//!
//! `ACORDO_BLESS=1 cargo test --test it inspect` writes the expected texts anew, to be read before they are kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::made::{leads, xlsb, xlsx};
use crate::room::Room;

const SAMPLES: [&str; 2] =
    ["rd-station-crm/negociacoes.csv", "salesforce-opportunities/opportunities.csv"];

#[test]
fn two_samples_are_told_as_they_were() {
    for sample in SAMPLES {
        for language in ["pt-BR", "en"] {
            let room = Room::copy_of("sample-data/presets");
            let told = room.done(&format!("inspect --language {language} {sample}"));
            let name = format!("{}.{language}.txt", sample.split('/').next().unwrap());
            let path =
                PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/inspect").join(&name);
            if std::env::var_os("ACORDO_BLESS").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &told.stdout).unwrap();
            }
            assert_eq!(
                fs::read_to_string(&path).unwrap().replace("\r\n", "\n"),
                told.stdout,
                "{name}"
            );
            let longest = told.stdout.lines().map(|line| line.chars().count()).max();
            assert!(longest <= Some(100), "{name}: {longest:?} signs in a line");
        }
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_document_has_its_fields() {
    let room = Room::copy_of("sample-data/presets");
    fs::write(room.path("lost.pdf"), "%PDF-1.7 nothing").unwrap();
    let told = room.acordo(&format!("inspect --json {} lost.pdf", SAMPLES[0]));
    assert_eq!(told.exit, 4);
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(document["schema"], 1);
    let file = &document["files"][0];
    let expected = [
        "path",
        "error",
        "format",
        "encoding",
        "delimiter",
        "sheet",
        "other_sheets",
        "alike_sheets",
        "hidden_sheets",
        "header_row",
        "rows",
        "left_out",
        "preset",
        "table",
        "columns",
        "words",
        "first_rows",
        "doubts",
        "refused",
    ];
    assert_eq!(keys(file), BTreeSet::from(expected));
    assert_eq!(
        keys(&file["columns"][0]),
        BTreeSet::from(["header", "fields", "kind", "style", "empty", "errors", "first"])
    );
    assert_eq!(
        (&file["preset"], &file["delimiter"], &file["header_row"]),
        (&"rd-station-crm".into(), &";".into(), &2.into())
    );
    assert_eq!(document["files"][1]["error"]["code"], "file-not-a-table");
}

#[test]
fn addresses_and_phones_are_hidden_unless_all_is_asked_for() {
    let room = Room::copy_of("sample-data/presets");
    for form in ["", "--json"] {
        let hidden = room.done(&format!("inspect {form} {}", SAMPLES[0])).stdout;
        let whole = room.done(&format!("inspect --full {form} {}", SAMPLES[0])).stdout;
        for secret in ["ana.souza@", "98800-0101", "11988000101"] {
            assert!(!hidden.contains(secret), "{form} shows {secret}");
            assert!(whole.contains(secret) || form.is_empty(), "{form} --full hides {secret}");
        }
    }
}

#[test]
fn an_unreadable_file_is_refused_with_its_reason_and_the_others_are_told() {
    let room = Room::copy_of("sample-data/presets");
    fs::write(room.path("empty.csv"), "").unwrap();
    let told = room.acordo(&format!("inspect --language en empty.csv {}", SAMPLES[1]));
    assert_eq!(told.exit, 4);
    assert!(told.stderr.contains("empty.csv is empty"), "{}", told.stderr);
    assert!(told.stdout.contains("salesforce-opportunities"));
}

#[test]
fn hidden_sheets_are_named_and_not_read() {
    let (table, room) = (leads(), Room::empty());
    let rows = xlsx::rows(&table, 1, true);
    let sheets = [
        ("Leads", "visible", rows.clone()),
        ("Rascunho", "hidden", rows.clone()),
        ("Listas", "veryHidden", rows),
    ];
    fs::write(
        room.path("a.xlsx"),
        xlsx::Book { sheets: sheets.into(), ..xlsx::Book::default() }.bytes(),
    )
    .unwrap();
    let sheets: [xlsb::Sheet; 2] =
        [("Leads", 0, "worksheets", &table), ("Rascunho", 1, "worksheets", &table)];
    fs::write(room.path("b.xlsb"), xlsb::book(&sheets)).unwrap();
    let told = room.done("inspect --json a.xlsx b.xlsb");
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    for (at, hidden) in [(0, vec!["Rascunho", "Listas"]), (1, vec!["Rascunho"])] {
        let file = &document["files"][at];
        assert_eq!(
            (&file["sheet"], &file["other_sheets"]),
            (&Value::from("Leads"), &Value::from(Vec::<Value>::new()))
        );
        assert_eq!(file["hidden_sheets"], Value::from(hidden));
    }
    let told = room.done("inspect --language pt-BR a.xlsx b.xlsb").stdout;
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("2 abas estão ocultas e só são lidas se uma for indicada (sheet em [source.read]): Rascunho, Listas."));
    assert!(words.contains(
        "1 aba está oculta e só é lida se for indicada (sheet em [source.read]): Rascunho."
    ));
}

/// A first row of data taken for the header is said; days, years and codes over columns are headers.
#[test]
fn a_header_that_is_data_is_said() {
    let rows = |head: &str, row: &str| [head, row, row, row, row, ""].join("\n");
    let room = Room::empty();
    for (text, is_said) in [
        (rows("N-1;ana@x.com;10", "N-2;bia@x.com;20"), true),
        (rows("ana@x.com,Ana", "bia@x.com,Bia"), true),
        (rows("03/11/2026;Ana;10", "04/11/2026;Bia;20"), true),
        (rows("1\t7\t10", "2\t14\t20"), true),
        (rows("1;1;1", "2;14;20"), true),
        (rows("id;email;valor", "N-2;bia@x.com;20"), false),
        (rows("id;2025;2026", "1;14;20"), false),
        (rows("2025;2026", "14;20"), false),
        (rows("id;01/11/2026;02/11/2026", "1;14;20"), false),
        (rows("E-mail @;nome", "bia;Bia"), false),
    ] {
        fs::write(room.path("a.csv"), &text).unwrap();
        let told = room.acordo("inspect --language en a.csv").stdout;
        assert_eq!(told.contains("looks like data"), is_said, "{text}\n{told}");
    }
}

/// Errors of formulas are none of a column's values, in whatever language the spreadsheet spoke, and so are formulas without a result.
#[test]
fn cells_without_a_value_are_told_by_column() {
    let room = Room::empty();
    for error in ["#N/D", "#N/DISP", "#VALOR!", "#WERT!", "#TRANSBORDAR!", "Err:502"] {
        let rows = format!("código;nota\nN-1;{error}\nN-2;{error}\nN-3;{error}\n");
        fs::write(room.path("a.csv"), rows).unwrap();
        let told = room.acordo("inspect --language en a.csv").stdout;
        let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains(&format!("3 cells with the error of a formula such as {error}")),
            "{told}"
        );
        assert!(words.contains("empty 100%"), "{told}");
    }
    let sheet = |cell: &str| {
        let rows: String = (2..6)
            .map(|row| {
                format!(
                    "<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c>{}</row>",
                    cell.replace('#', &row.to_string())
                )
            })
            .collect();
        let text = |at: &str, text: &str| {
            format!("<c r=\"{at}1\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        format!("<row r=\"1\">{}{}</row>{rows}", text("A", "conta"), text("B", "dobro"))
    };
    for (cell, count) in [
        ("<c r=\"B#\"><f>A#*2</f></c>", 4),
        ("<c r=\"B#\"><f>A#*2</f><v></v></c>", 4),
        ("<c r=\"B#\"><f>A#*2</f><v>8</v></c>", 0),
    ] {
        fs::write(room.path("a.xlsx"), xlsx::Book::of(&sheet(cell)).bytes()).unwrap();
        let told = room.acordo("inspect --language en a.xlsx").stdout;
        let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = words.contains(&format!("“dobro” has {count} formulas without a stored result"));
        assert_eq!(said, count > 0, "{told}");
    }
}

/// A workbook of which a sync has written the beginning: what is not there yet is zeros.
#[test]
fn a_workbook_of_zeros_is_one_still_on_its_way() {
    let room = Room::empty();
    let starts: [&[u8]; 3] =
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], b"PK\x03\x04", b""];
    for (start, zeros) in starts.iter().flat_map(|start| [600, 5_000, 70_000].map(|n| (start, n))) {
        fs::write(room.path("a.xls"), [start, &vec![0; zeros][..]].concat()).unwrap();
        let told = room.acordo("inspect --language en a.xls");
        assert_eq!(told.exit, 4);
        let is_told = told.stderr.contains("sync") && !told.stderr.contains("panic");
        assert!(is_told, "{zeros}: {}", told.stderr);
    }
}
