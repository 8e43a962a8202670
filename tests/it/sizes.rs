//! Small files that ask for much: long cells of digits cost little time, and cells that say they stand a million times little memory.

use std::fs;
use std::time::{Duration, Instant};

use crate::made::{Made, ods};
use crate::mutations::watched;
use crate::room::Room;
use crate::support::agreement::head;

const SOURCE: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
cut-off = "none"
max-set-aside = "90%"
[source.columns]
id = "id"
stage = "etapa"
source = "origem"
delivered = "entrega"
"#;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

fn room(language: &str, level: &str) -> Room {
    let room = Room::empty();
    let level = format!("leads = \"all\"\npersonal-data = \"{level}\"");
    let text = head(language, "reports").replace("leads = \"all\"", &level) + SOURCE;
    fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

/// Twelve cells of 20,000 signs in two columns; each took seconds once, and the words of a warning were as long.
#[test]
fn long_cells_of_digits_cost_little_and_are_named_by_their_beginning() {
    for piece in
        ["4 7 1 ", "1 1 ", "1/2,", "a1", "11 98765-4321 ", "9@", "(1", "1-1.", "52998224725"]
    {
        for (language, level) in [("pt-BR", "masked"), ("en", "none"), ("en", "full")] {
            let room = room(language, level);
            let cell = |n: usize| format!("{n} {}", piece.repeat(20_000 / piece.len()));
            let row = |n: usize| format!("N-{n};{};{};03/11/2026\n", cell(n), cell(n + 50));
            let rows: String = (1..=6).map(row).collect();
            fs::write(room.path("leads.csv"), format!("id;etapa;origem;entrega\n{rows}")).unwrap();
            let began = Instant::now();
            let told = room.done(RUN);
            let took = began.elapsed();
            assert!(took < Duration::from_secs(20), "{piece} {level}: {took:?}");
            assert!(told.stderr.len() < 20_000, "{piece}: {} bytes", told.stderr.len());
        }
    }
}

/// A row or a cell written once and repeated: refused before the library writes it out.
#[test]
fn a_repeated_cell_beyond_measure_is_refused_within_little_memory() {
    let rows = vec![["id", "etapa", "origem", "entrega"].map(Made::Text).to_vec()];
    let head = ods::rows(&rows);
    let long = "x".repeat(32_000);
    let cell = |text: &str, times: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"{times}><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: &str, times: u32| {
        format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
    };
    let columns = |times: u32| format!(" table:number-columns-repeated=\"{times}\"");
    for (what, body) in [
        ("a row", row(&cell(&long, ""), 9_000)),
        ("a cell", row(&cell(&long, &columns(9_000)), 1)),
        ("both", row(&cell(&long, &columns(100)), 100)),
        ("short ones", row(&cell("x", &columns(20)), 1_000_000)),
        ("two rows", row(&cell(&long, ""), 2_000) + &row(&cell(&long, ""), 2_000)),
        ("two paragraphs", row(&cell(&format!("{long}</text:p><text:p>{long}"), ""), 4_000)),
    ] {
        let room = room("en", "masked");
        fs::write(room.path("leads.ods"), ods::book(&(head.clone() + &body))).unwrap();
        let (said, exit, megabytes) = watched(&room).unwrap();
        assert!(exit != Some(0) && said.contains("leads.ods"), "{what}: {exit:?} {said}");
        assert!(megabytes < 300, "{what}: {megabytes} MB");
    }
}

/// What people repeat is read.
#[test]
fn a_repeated_row_of_use_is_read() {
    let room = room("en", "masked");
    let cells: String = ["N-1", "Lead", "Site", "2026-11-03"]
        .map(|text| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"))
        .concat();
    let head = ["id", "etapa", "origem", "entrega"]
        .map(|text| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"))
        .concat();
    let rows = format!(
        "<table:table-row>{head}</table:table-row><table:table-row table:number-rows-repeated=\"500\">{cells}</table:table-row><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"1000\"/></table:table-row>"
    );
    fs::write(room.path("leads.ods"), ods::book(&rows)).unwrap();
    room.done(RUN);
    assert_eq!(room.json("reports/acordo.json")["intake"][0]["files"][0]["rows"], 500);
}
