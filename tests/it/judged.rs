//! Readings that were judged wrong among hostile files: errors of formulas called values, rows too wide called too narrow, form feeds
//! called binary.

use std::fs;

use crate::made::xlsx::{self, Book};
use crate::room::{Room, Told};

fn look(room: &Room, file: &str, language: &str) -> Told {
    room.acordo(&format!("inspect {file} --language {language}"))
}

fn with(file: &str, bytes: impl AsRef<[u8]>) -> Room {
    let room = Room::empty();
    fs::write(room.path(file), bytes).unwrap();
    room
}

#[test]
fn a_column_of_errors_is_not_full() {
    let failed = |word: &str| {
        let cell = |place: &str| format!("<c r=\"{place}\" t=\"e\"><v>{word}</v></c>");
        let row = |n: u32| {
            let id = xlsx::text(&format!("A{n}"), &format!("L-{n}"));
            xlsx::row(n, &[id, cell(&format!("B{n}"))])
        };
        let head = xlsx::row(1, &[xlsx::text("A1", "id"), xlsx::text("B1", "margem")]);
        Book::of(&(head + &(2..6).map(row).collect::<String>())).bytes()
    };
    let html = "<table><tr><th>id</th><th>margem</th></tr><tr><td>L-1</td><td>#N/A</td></tr><tr><td>L-2</td><td>#REF!</td></tr></table>";
    let cases: [(&str, Vec<u8>, &str, &str); 6] = [
        ("a.xlsx", failed("#REF!"), "en", "4 cells with the error of a formula such as #REF!"),
        ("b.xlsx", failed("#DIV/0!"), "pt-BR", "4 células com erro de fórmula, como #DIV/0!"),
        ("c.csv", "id;margem\nL-1;#N/D\nL-2;#VALOR!\n".into(), "pt-BR", "2 células com erro"),
        ("d.csv", "id,margem\nL-1,#N/A\nL-2,#N/A\n".into(), "en", "2 cells with the error"),
        ("e.tsv", "id\tmargem\nL-1\t#NAME?\nL-2\t#NAME?\n".into(), "en", "such as #NAME?"),
        ("f.html", html.into(), "pt-BR", "2 células com erro de fórmula"),
    ];
    for (file, bytes, language, said) in cases {
        let room = with(file, bytes);
        let told = look(&room, file, language);
        let line = told.stdout.lines().find(|line| line.trim_start().starts_with("margem"));
        assert!(line.is_some_and(|line| line.contains("100%")), "{file}: {}", told.stdout);
        let words = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(said), "{file}: {}", told.stdout);
    }
    let room = with("g.csv", "id;margem\nL-1;#N/D\nL-2;12\nL-3;#hashtag\nL-4;9\n");
    let told = look(&room, "g.csv", "en").stdout;
    assert!(told.contains("25%") && told.contains("1 cell with the error"), "{told}");
}

#[test]
fn a_row_with_too_many_fields_is_called_so_and_a_file_of_none_but_such_is_refused() {
    let cases = [
        ("a.csv", "id;origem;criado\n1;a;2026-11-01;x;y\n", "en", "1 row has more columns", 4),
        ("b.csv", "id,nome\n1,a,b\n2,c,d\n3,e,f\n", "pt-BR", "3 linhas têm mais colunas", 4),
        ("c.tsv", "id\tname\n1\ta\tb\n", "en", "1 row has more columns", 4),
        ("d.csv", "id;nome\n1;a\n2;b;c\n3;d\n", "pt-BR", "1 linha tem mais colunas", 0),
        ("e.csv", "id|name|x\n1|a|1\n2|b|2\n3|c|3|4\n", "en", "1 row has more columns", 0),
        ("f.csv", "id,name\n1,a,\n2,c,\n", "en", "2 rows", 0),
    ];
    for (file, text, language, said, exit) in cases {
        let room = with(file, text);
        let told = look(&room, file, language);
        assert_eq!(told.exit, exit, "{file}: {}{}", told.stdout, told.stderr);
        let words = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(said), "{file}: {words}");
        assert!(!words.contains("lacks the header") && !words.contains("não tem as colunas"));
    }
}

#[test]
fn signs_that_steer_a_printer_make_no_short_file_binary() {
    let cases = [
        ("a.csv", "id;nome\n\u{c}1;a\n2;b\n\u{c}3;c\n", 3),
        ("b.csv", "id;nome\u{c}\n1;a\n", 1),
        ("c.csv", "id;nome\n1;a\u{b}b\n2;c\n", 2),
        ("d.csv", "id;nome\n1;a\u{8}\n2;b\u{7}\n", 2),
        ("e.csv", "a;b\n\u{c}1;2\n", 1),
        ("f.csv", "id\u{1f}nome\n1\u{1f}a\n2\u{1f}b\n", 2),
    ];
    for (file, text, rows) in cases {
        let room = with(file, text);
        let told = room.done(&format!("inspect {file} --json"));
        let said: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
        assert_eq!(said["files"][0]["rows"], rows, "{file}: {}", told.stdout);
    }
}
