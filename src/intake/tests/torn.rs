//! Files put together of two, or with a stretch gone: every row is read, or the file is refused by name.

use super::*;

/// Rows of a text, each with this line end.
fn lines(numbers: std::ops::Range<u32>, end: &str, quote: &str) -> String {
    let row = |n: u32| format!("{quote}L{n:05}{quote};{quote}Ana {n}{quote};Site{end}");
    numbers.map(row).collect()
}

#[test]
fn line_ends_of_two_kinds_lose_no_row() {
    let ends = ["\n", "\r\n", "\r"];
    for (first, second) in ends.iter().flat_map(|one| ends.map(|other| (*one, other))) {
        for (quote, split) in [("", 10), ("\"", 30), ("", 50), ("\"", 58)] {
            let whole = lines(0..split, first, quote) + &lines(split..60, second, quote);
            for text in [whole.as_str(), whole.trim_end()] {
                let text = format!("id;nome;origem{first}{text}");
                let found = table(text.as_bytes());
                let told = format!("{first:?} {second:?} {quote} {split} {:?}", left(&found));
                assert_eq!(texts(&found, 0).len(), 60, "{told}");
                assert_eq!(texts(&found, 2).last().map(String::as_str), Some("Site"), "{told}");
                assert!(found.left_out.is_empty(), "{told}");
            }
        }
    }
    let one = table(b"id;nome;obs\n1;Ana;a\rb\n2;Rui;\"c\rd\"\n");
    assert_eq!(texts(&one, 2), ["a\rb", "c\rd"], "a return within a cell ends no row");
    let long = table(b"id;nome;obs\n1;Ana;a\n2;Rui;x\ry;z\n3;Eva;c\n");
    assert_eq!(left(&long), [(3, "long-row")], "no row fits on either side");
}

#[test]
fn bytes_that_were_erased_refuse_the_file() {
    let text = format!("id;nome;origem\r\n{}", lines(0..60, "\r\n", ""));
    let at = text.find("\r\nL00030").unwrap();
    let over = |from: usize, bytes: &[u8]| {
        let mut text = text.clone().into_bytes();
        text[from..from + bytes.len()].copy_from_slice(bytes);
        text
    };
    for (from, bytes) in [
        (at, [0; 2].as_slice()),
        (at, &[0; 3]),
        (at - 1, &[0; 3]),
        (at - 5, &[0; 1]),
        (at - 5, &[0; 2]),
        (at, &[0; 40]),
        (at, &[0xFF; 4]),
        (at - 9, &[0xFF; 40]),
    ] {
        let (code, line) = trouble(&over(from, bytes));
        assert_eq!(code, "file-hole", "{from} {bytes:?}");
        assert!(matches!(line.as_str(), "30" | "31"), "{line}");
    }
    for from in [at - 1, at - 3, text.len() - 1] {
        assert_eq!(texts(&table(&over(from, &[0])), 0).len(), 60, "a sign within a cell");
    }
}

#[test]
fn a_sheet_whose_rows_would_hide_one_another_is_refused() {
    let row = |number: u32| {
        let (id, name) = (format!("L{number}"), if number == 1 { "nome" } else { "x" });
        let cells = cell(&format!("A{number}"), &id) + &cell(&format!("B{number}"), name);
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let rows = |numbers: std::ops::Range<u32>| numbers.map(row).collect::<String>();
    let head = rows(1..30);
    let zeros = "\0".repeat(300);
    let torn = [
        head.clone() + &rows(29..40),
        format!("{head}</sheetData><sheetData>{}", rows(30..40)),
        format!("{head}</sheetData></worksheet>{}", rows(30..40)),
        format!("{head}</sheetData></worksheet><worksheet><sheetData>{}", rows(30..40)),
        format!("{head}{zeros}{}", rows(35..40)),
        format!("{head}<row r=\"30\">{}{zeros}{}", cell("A30", "x"), rows(35..40)),
        format!("{head}{}", rows(30..40).replacen("<t>L", "<t>\0L", 1)),
    ];
    // As nearly every program writes it, and in a way that is left to the library.
    for other in ["", "<!-- -->"] {
        for sheet in &torn {
            let (code, found) = trouble(&minimal(&format!("{other}{sheet}"), "<sst></sst>"));
            assert_eq!(code, "file-torn", "{other} {found}: {sheet:.2000}");
        }
        let backwards = rows(1..2) + &rows(20..30) + &rows(2..20);
        let twice = head.clone() + &rows(12..20);
        for sheet in [head.clone() + &rows(33..40), backwards, twice] {
            let found = table(&minimal(&format!("{other}{sheet}"), "<sst></sst>"));
            assert_eq!(found.rows.len(), sheet.matches("<row").count() - 1);
        }
    }
}
