//! Files made to exhaust the machine: each is named while little memory may be held, whatever it unpacks to.

use std::fs::{self, File};
use std::io::Write;
use std::process::Command;

use crate::made::xlsx;
use crate::room::{Room, Told};
use crate::support::skip::skip;

const HEAD: &str = "id;origem;criado\nN-1;Google;2026-11-03\n";
/// Bytes of the row that does harm, where the file holds it unpacked.
const LENGTH: usize = 12 << 20;
const BOUND: u64 = 320 << 20;
/// What a file of 600 MB may take.
const LARGE: u64 = 512 << 20;

fn long(start: &str, repeated: &str, end: &str) -> Vec<u8> {
    [start, &repeated.repeat(LENGTH / repeated.len()), end].concat().into_bytes()
}

/// A row of 600 MB in 3 MB of gzip, of pieces that are packed once: to pack it whole takes longer than to read it.
fn packed() -> Vec<u8> {
    let piece = |bytes: &[u8]| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    [piece(format!("{HEAD}x").as_bytes()), piece(&vec![b';'; 1 << 20]).repeat(600)].concat()
}

/// A header of so many columns.
fn wide(columns: usize) -> String {
    let names: Vec<String> = (0..columns).map(|n| format!("c{n}")).collect();
    format!("sep=;\n{}\n", names.join(";"))
}

#[test]
fn a_row_beyond_measure_is_named_within_little_memory() {
    if !cfg!(target_os = "linux") || Command::new("prlimit").arg("--version").output().is_err() {
        skip("no prlimit here");
        return;
    }
    let row = format!("{HEAD}x");
    let files: [(&str, Vec<u8>, &str); 10] = [
        (
            "separators.csv",
            long(&row, ";", "\nN-2;y;2026-11-04\n"),
            "row 3 has more than 16,384 fields",
        ),
        ("filled.csv", long(HEAD, "1;", "\n"), "row 3 has more than 16,384 fields"),
        ("quoted.csv", long(HEAD, "\"x\";", "\n"), "row 3 has more than 16,384 fields"),
        ("header.csv", long("x", ";", "\nN-2;y\n"), "columns, more than a sheet"),
        ("cell.csv", long(&row, "x", "\n"), "R3C1"),
        ("short.csv", long(&wide(16_000), "x\n", ""), "more rows or cells than can be read"),
        ("lines.json", long("{\"id\":1", ",\"abcdefgh\":1", "}\n"), "row 1 is far longer"),
        ("list.json", long("[{\"id\":[1", ",1", "]}]"), "row 1 is far longer"),
        ("page.xls", long("<table><tr><td>", "x", "</table>"), "R1C1"),
        ("packed.csv.gz", packed(), "row 3 is far longer"),
    ];
    let room = Room::empty();
    for (file, bytes, words) in files {
        fs::write(room.path(file), bytes).unwrap();
        named(&room, file, words, if file == "packed.csv.gz" { LARGE } else { BOUND });
    }
    // Short rows under a wide header take no more room than they have cells.
    let rows = format!("{}\n", vec!["1"; 2_000].join(";")).repeat(80);
    fs::write(room.path("wide.csv"), wide(2_000) + &"x\n".repeat(200) + &rows).unwrap();
    let told = inspected(&room, "wide.csv", BOUND);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let empty = File::create(room.path("empty.csv")).unwrap();
    (&empty).write_all(HEAD.as_bytes()).unwrap();
    empty.set_len(600 << 20).unwrap();
    named(&room, "empty.csv", "stretch of empty bytes at row 3", LARGE);
}

/// A text that stands once in a workbook's list of strings and in cells without number: half a megabyte must not become gigabytes.
#[test]
fn a_long_text_of_many_cells_is_named_within_little_memory() {
    if !cfg!(target_os = "linux") || Command::new("prlimit").arg("--version").output().is_err() {
        skip("no prlimit here");
        return;
    }
    let room = Room::empty();
    let book = |length: usize, rows: usize| {
        let words = ["id", "origem", "criado", &"x".repeat(length)]
            .map(|word| format!("<si><t>{word}</t></si>"));
        let head = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c></row>";
        let row = |at: usize| {
            format!(
                "<row r=\"{at}\"><c r=\"A{at}\"><v>{at}</v></c><c r=\"B{at}\" t=\"s\"><v>3</v></c><c r=\"C{at}\" t=\"str\"><v>2026-11-03</v></c></row>"
            )
        };
        let rows: String = (2..rows + 2).map(row).collect();
        let strings = format!(
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{}</sst>",
            words.concat()
        );
        xlsx::Book { strings, ..xlsx::Book::of(&[head, &rows].concat()) }.bytes()
    };
    for (length, rows) in [(32_000, 2_200), (250_000, 300)] {
        fs::write(room.path("long.xlsx"), book(length, rows)).unwrap();
        named(&room, "long.xlsx", "long.xlsx", BOUND);
    }
    for (length, rows) in [(900, 2_000), (2_000, 1_000)] {
        fs::write(room.path("some.xlsx"), book(length, rows)).unwrap();
        let told = inspected(&room, "some.xlsx", LARGE);
        assert_eq!(told.exit, 0, "{}", told.stderr);
    }
}

fn inspected(room: &Room, file: &str, bound: u64) -> Told {
    room.tell(
        Command::new("prlimit")
            .arg(format!("--as={bound}"))
            .arg(env!("CARGO_BIN_EXE_acordo"))
            .args(["inspect", "--language", "en", file])
            .current_dir(room.path(".")),
    )
}

fn named(room: &Room, file: &str, words: &str, bound: u64) {
    let told = inspected(room, file, bound);
    assert_eq!(told.exit, 4, "{file}: {}", told.stderr);
    let said = told.stdout + &told.stderr;
    assert!(said.contains(words) && said.contains(file), "{file}: {said}");
}

/// Rows that are set aside cost no more than rows that are read, whatever sets them aside: as many are told as a list shows.
#[test]
fn rows_set_aside_take_no_more_memory_than_rows_read() {
    if !cfg!(target_os = "linux") || Command::new("prlimit").arg("--version").output().is_err() {
        skip("no prlimit here");
        return;
    }
    let two = ";;Datas\nid;origem;\nN-1;Google;2026-11-03\n";
    let room = Room::empty();
    for (file, head, row) in [
        ("short.csv", HEAD, "x;1\n"),
        ("two-headers.csv", two, "x;1\n"),
        ("long.csv", HEAD, "x;1;2;4\n"),
        ("totals.csv", HEAD, "Total;;\n"),
        ("headers.csv", HEAD, "id;origem;criado\n"),
        ("months.csv", two, "novembro;;\n"),
        ("quoted.csv", HEAD, "\"x\";\"1\"\n"),
    ] {
        fs::write(room.path(file), head.to_owned() + &row.repeat(300_000)).unwrap();
        let told = inspected(&room, file, 280 << 20);
        assert!([0, 4].contains(&told.exit), "{file}: {}", told.stderr);
    }
}
