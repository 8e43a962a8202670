//! Odd `.xlsx` files.

use super::Shape;
use crate::made::xlsx::{Book, number, row, rows, text};
use crate::made::{Made, leads, zipped};

/// The shapes.
pub fn shapes() -> Vec<Shape> {
    [cells(), places(), parts(), sheets(), refused()].into_iter().flatten().collect()
}

fn header() -> String {
    row(1, &[text("A1", "id"), text("B1", "origem"), text("C1", "criado")])
}

/// A header, and both leads with their cells written another way.
fn with(first: &[String; 3], second: &[String; 3]) -> Vec<u8> {
    Book::of(&format!("{}{}{}", header(), row(2, first), row(3, second))).bytes()
}

fn usual(number_of_row: u32, id: &str, source: &str, day: &str) -> [String; 3] {
    let n = number_of_row;
    [text(&format!("A{n}"), id), text(&format!("B{n}"), source), number(&format!("C{n}"), 1, day)]
}

#[allow(clippy::too_many_lines, reason = "a table, one row after the other")]
fn cells() -> Vec<Shape> {
    let second = || usual(3, "N-2", "Indicação", "46330");
    let first = |id: String, source: String, day: String| with(&[id, source, day], &second());
    let id = || text("A2", "N-1");
    let google = || text("B2", "Google");
    let day = || number("C2", 1, "46329");
    let rich = "<c r=\"B2\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>Goo</t></r><r><t>gle</t></r></is></c>";
    let formula = "<c r=\"C2\" s=\"1\"><f>WORKDAY(C3,-1)</f><v>46329</v></c>";
    let uncached = "<c r=\"B2\"><f>VLOOKUP(A2,X:Y,2)</f></c>";
    vec![
        Shape::of(
            "calamine__date_iso",
            "f.xlsx",
            first(id(), google(), "<c r=\"C2\" t=\"d\"><v>2026-11-03T10:00:00</v></c>".into()),
        ),
        Shape::of(
            "calamine__empty_s_attribute",
            "f.xlsx",
            first(
                "<c r=\"A2\" s=\"\" t=\"inlineStr\"><is><t>N-1</t></is></c>".into(),
                google(),
                day(),
            ),
        ),
        Shape::of(
            "calamine__inlineStr_cdata",
            "f.xlsx",
            first(
                id(),
                "<c r=\"B2\" t=\"inlineStr\"><is><t><![CDATA[Google]]></t></is></c>".into(),
                day(),
            ),
        ),
        Shape::of("poi__InlineStrings", "f.xlsx", Book::of(&rows(&leads(), 1, true)).bytes()),
        Shape::of("test_files__rich_text_stress", "f.xlsx", first(id(), rich.into(), day())),
        Shape::of(
            "poi__50755_workday_formula_example",
            "f.xlsx",
            first(id(), google(), formula.into()),
        ),
        Shape::of("a formula never computed", "f.xlsx", first(id(), uncached.into(), day()))
            .leads(&[["N-1", "", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]])
            .warns("uncached-formulas"),
        Shape::of(
            "Excel errors",
            "f.xlsx",
            first(
                id(),
                "<c r=\"B2\" t=\"e\"><v>#REF!</v></c>".into(),
                "<c r=\"C2\" t=\"e\"><v>#N/A</v></c>".into(),
            ),
        )
        .leads(&[["N-1", "", ""], ["N-2", "Indicação", "2026-11-04"]])
        .warns("error-cells"),
        Shape::of(
            "excelize__OverflowNumericCell",
            "f.xlsx",
            first(id(), number("B2", 0, &"9".repeat(400)), day()),
        )
        .leads(&[["N-1", "", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]])
        .warns("error-cells"),
        Shape::of(
            "readxl__big-texty-numbers-xlsx",
            "f.xlsx",
            first(number("A2", 0, "1234567890123456789"), google(), day()),
        )
        .leads(&[
            ["1234567890123456800 (2)", "Google", "2026-11-03"],
            ["N-2", "Indicação", "2026-11-04"],
        ])
        .warns("long-id"),
        Shape::of(
            "readxl__color-date-xlsx",
            "f.xlsx",
            first(id(), number("B2", 2, "46329"), day()),
        )
        .leads(&[["N-1", "46329", "2026-11-03"], ["N-2", "Indicação", "2026-11-04"]]),
        Shape::of(
            "readxl__dates-leap-year-1900-xlsx",
            "f.xlsx",
            first(id(), google(), number("C2", 1, "60")),
        )
        .leads(&[["N-1", "Google", "1900-02-28"], ["N-2", "Indicação", "2026-11-04"]]),
    ]
}

#[allow(clippy::too_many_lines, reason = "a table, one row after the other")]
fn places() -> Vec<Shape> {
    let table = leads();
    let in_disorder = format!(
        "{}{}{}",
        row(3, &[number("C3", 1, "46330"), text("A3", "N-2"), text("B3", "Indicação")]),
        header(),
        row(2, &[text("B2", "Google"), number("C2", 1, "46329"), text("A2", "N-1")])
    );
    let notes = format!(
        "{}{}",
        row(1, &[text("A1", "Relatório de leads")]),
        row(2, &[text("A2", "gerado em"), number("B2", 1, "46349")])
    );
    let arts = [
        row(1, &[text("A1", "muitas"), text("B1", "notas"), text("C1", "acima")]),
        rows(&table, 5, true),
        row(9, &[text("B9", "isto")]),
        row(10, &[text("B10", "não é dado")]),
    ];
    let styled = format!(
        "{}{}",
        rows(&table, 1, true),
        row(40, &["<c r=\"A40\" s=\"2\"/><c r=\"AB40\" s=\"1\"/>".to_owned()])
    );
    let far = format!(
        "<worksheet><dimension ref=\"A1:AH65536\"/><sheetData>{}<row r=\"1048576\"><c r=\"A1048576\" s=\"1\"/></row></sheetData></worksheet>",
        rows(&table, 1, true)
    );
    let merged = format!(
        "<worksheet><sheetData>{}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>",
        rows(&table, 1, true)
    );
    let repeated = "id = \"id\"\nsource = \"origem (2)\"\ncreated = \"criado\"";
    let repair = [
        row(
            1,
            &[text("A1", "id"), text("B1", "origem"), text("C1", "origem"), text("E1", "criado")],
        ),
        row(
            2,
            &[
                text("A2", "N-1"),
                text("B2", "x"),
                text("C2", "Google"),
                text("D2", "?"),
                number("E2", 1, "46329"),
            ],
        ),
        row(
            3,
            &[
                text("A3", "N-2"),
                text("B3", "x"),
                text("C3", "Indicação"),
                text("D3", "?"),
                number("E3", 1, "46330"),
            ],
        ),
    ];
    let lines =
        row(1, &[text("A1", "id"), text("B1", "origem\ndo lead"), text("C1", "criado\n em")]);
    let multi = "id = \"id\"\nsource = \"Origem do lead\"\ncreated = \"criado em\"";
    vec![
        Shape::of(
            "calamine__header-row",
            "f.xlsx",
            Book::of(&format!("{notes}{}", rows(&table, 9, true))).bytes(),
        ),
        Shape::of(
            "messytables__bian-anal-mca",
            "f.xlsm",
            Book::of(&format!("{notes}{}", rows(&table, 47, true))).bytes(),
        ),
        Shape::of("readxl__deaths", "f.xlsx", Book::of(&arts.concat()).bytes())
            .aside(&[("no-id", 2)]),
        Shape::of("duckdb-excel__non_sequential", "f.xlsx", Book::of(&in_disorder).bytes()),
        Shape::of(
            "duckdb-excel__row_without_r_attribute",
            "f.xlsx",
            Book::of(&rows(&table, 1, false)).bytes(),
        ),
        Shape::of(
            "poi__59746_NoRowNums",
            "f.xlsx",
            Book::of(
                &rows(&table, 1, true)
                    .replace("<row r=\"1\">", "<row>")
                    .replace("<row r=\"2\">", "<row>"),
            )
            .bytes(),
        ),
        Shape::of("readxl__style-only-cells", "f.xlsx", Book::of(&styled).bytes()),
        Shape::of("poi__60384", "f.xlsx", Book::of(&far).bytes()),
        Shape::of("calamine__merged_range", "f.xlsx", Book::of(&merged).bytes()),
        Shape::of("readxl__names-need-repair-xlsx", "f.xlsx", Book::of(&repair.concat()).bytes())
            .columns(repeated),
        Shape::of(
            "tabulator__multiline-headers",
            "f.xlsx",
            Book::of(&format!("{lines}{}", rows(&table[1..], 2, true))).bytes(),
        )
        .columns(multi),
    ]
}

fn parts() -> Vec<Shape> {
    let book = || Book::of(&rows(&leads(), 1, true));
    let early = |day: f64| {
        vec![leads()[0].clone(), vec![Made::Text("N-1"), Made::Text("Google"), Made::Day(day)]]
    };
    let late = Book { is_1904: true, ..Book::of(&rows(&early(46_329.0 - 1_462.0), 1, true)) };
    let shared = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"2\"><si><t>N-1</t></si><si><t>Google</t></si></sst>";
    let named = format!(
        "{}{}",
        header(),
        row(
            2,
            &[
                "<c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>".to_owned(),
                number("C2", 1, "46329")
            ]
        )
    );
    let plain = [
        row(1, &[text("A1", "id"), text("B1", "origem"), text("C1", "criado")]),
        row(2, &[text("A2", "N-1"), text("B2", "Google"), number("C2", 0, "46329")]),
    ];
    let one = [["N-1", "Google", "2026-11-03"]];
    vec![
        Shape::of("calamine__date_1904", "f.xlsx", late.bytes()).leads(&one),
        Shape::of(
            "calamine__strict_iso_paths",
            "f.xlsx",
            Book { is_strict: true, folder: "a/b/", ..book() }.bytes(),
        ),
        Shape::of("poi__SampleSS.strict", "f.xlsx", Book { is_strict: true, ..book() }.bytes()),
        Shape::of(
            "calamine__minimal_package",
            "f.xlsx",
            Book { folder: "", ..Book::of(&rows(&leads(), 1, false)) }.bytes(),
        ),
        Shape::of(
            "readxl__los-angeles-arrests-xlsx",
            "f.xlsx",
            Book { folder: "", has_styles: false, ..Book::of(&plain.concat()) }.bytes(),
        )
        .leads(&one),
        Shape::of("test_files__wtf_path", "f.xlsx", Book { folder: "wtf/", ..book() }.bytes()),
        Shape::of(
            "readxl__no-styles-or-sharedStrings-parts",
            "f.xlsx",
            Book { has_styles: false, ..Book::of(&plain.concat()) }.bytes(),
        )
        .leads(&one),
        Shape::of(
            "readxl__iris-google-doc",
            "f.xlsx",
            Book { strings: shared.to_owned(), ..Book::of(&named) }.bytes(),
        )
        .leads(&one),
    ]
}

fn sheets() -> Vec<Shape> {
    let table = rows(&leads(), 1, true);
    let other = rows(
        &[vec![Made::Text("x"), Made::Number(1.0)], vec![Made::Text("y"), Made::Number(2.0)]],
        1,
        true,
    );
    let book = |sheets: Vec<(&'static str, &'static str, String)>| {
        Book { sheets, ..Book::default() }.bytes()
    };
    vec![
        Shape::of(
            "test_files__sheet_visibility",
            "f.xlsx",
            book(vec![
                ("Oculta", "hidden", table.replace("N-1", "H-1")),
                ("Leads", "visible", table.clone()),
                ("Mais", "veryHidden", table.clone()),
            ]),
        ),
        Shape::of(
            "several sheets",
            "f.xlsx",
            book(vec![("Notas", "visible", other.clone()), ("Leads", "visible", table.clone())]),
        )
        .warns("several-sheets"),
        Shape::of(
            "a hidden sheet named",
            "f.xlsx",
            book(vec![("Notas", "visible", other), ("Leads", "hidden", table)]),
        )
        .read("sheet = \"leads\""),
    ]
}

/// Nine bytes of the sheet are zero: within what its own header says of it.
fn holed(whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let name = b"sheet1.xml";
    let sheet = bytes.windows(name.len()).position(|part| part == name).unwrap() + 60;
    bytes[sheet..sheet + 9].fill(0);
    bytes
}

/// The directory at the end is that of a later version, the parts before it are those of an earlier one.
fn outdated(table: &str) -> Vec<u8> {
    let (old, new) =
        (Book::of(table).bytes(), Book::of(&table.replace("Google", "Goggle")).bytes());
    let directory = |bytes: &[u8]| bytes.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
    [&old[..directory(&old)], &new[directory(&new)..]].concat()
}

fn refused() -> Vec<Shape> {
    let table = rows(&leads(), 1, true);
    let whole = Book::of(&table).bytes();
    let bomb = format!("<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>", "x".repeat(1_000_000));
    let references: String = (2..500)
        .map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let far = format!("{table}{}", row(9, &[text("XFD9", "longe")]));
    let twice = twice_named(&Book {
        more: vec![("xl/sheet2.xml", table.clone().into_bytes())],
        ..Book::of(&table)
    });
    vec![
        Shape::of(
            "poi__poc-shared-strings",
            "f.xlsx",
            Book { strings: bomb, ..Book::of(&format!("{}{references}", header())) }.bytes(),
        )
        .refused("cell-too-long"),
        Shape::of(
            "a count that lies",
            "f.xlsx",
            Book {
                strings: "<sst uniqueCount=\"20000000000\"></sst>".to_owned(),
                ..Book::of(&table)
            }
            .bytes(),
        )
        .refused("file-corrupt"),
        Shape::of("poi__duplicate-filename", "f.xlsx", twice).refused("file-corrupt"),
        Shape::of(
            "poi__clusterfuzz-testcase-minimized-XLSX2CSVFuzzer",
            "f.xlsx",
            whole[..372].to_vec(),
        )
        .refused("file-truncated"),
        Shape::of("a hole in a part", "f.xlsx", holed(&whole)).refused("file-torn"),
        Shape::of("parts older than their directory", "f.xlsx", outdated(&table))
            .refused("file-torn"),
        Shape::of("cut in the middle", "f.xlsx", whole[..whole.len() - 30].to_vec())
            .refused("file-truncated"),
        Shape::of(
            "a document",
            "f.xlsx",
            zipped(&[
                ("[Content_Types].xml", b"<Types/>".to_vec()),
                ("word/document.xml", Vec::new()),
            ]),
        )
        .refused("file-not-a-table"),
        Shape::of("a cell a thousand columns away", "f.xlsx", Book::of(&far).bytes())
            .aside(&[("total-row", 1)]),
    ]
}

/// Two parts with one name: the second name is overwritten in place, since no writer would do it.
fn twice_named(book: &Book) -> Vec<u8> {
    let mut bytes = book.bytes();
    while let Some(at) = bytes.windows(13).position(|part| part == b"xl/sheet2.xml") {
        bytes[at..at + 13].copy_from_slice(b"xl/sheet1.xml");
    }
    bytes
}
