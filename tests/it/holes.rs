//! Stretches of zero bytes, as a file has while it is still being copied: every row is read, or the file is refused by name.

use std::fs;

use crate::made::text::{gzipped, wide};
use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::Room;
use crate::support::agreement::{SOLD, with_revenue};

use Made::Text;

/// Up to so many rows the records of an `.xls` lie in short sectors.
const FEW: usize = 20;

const HEAD: [&str; 5] = ["id", "email", "entrega", "venda", "valor"];

/// A table of so many leads of 10 each.
fn table(rows: usize) -> Vec<Vec<Made>> {
    let row = |n: usize| {
        let (id, email) = (format!("N-{n}"), format!("lead-{n}@bom-{}.test", n * 7919));
        let own = |text: String| Text(Box::leak(text.into_boxed_str()));
        vec![own(id), own(email), Text("13/11/2026"), Text("14/11/2026"), Text("10")]
    };
    [HEAD.map(Text).to_vec()].into_iter().chain((1..=rows).map(row)).collect()
}

fn lines(table: &[Vec<Made>], before: &str, between: &str, behind: &str) -> String {
    let text = |made: &Made| if let Text(text) = made { *text } else { "" };
    let line = |cells: &Vec<Made>| cells.iter().map(text).collect::<Vec<_>>().join(between);
    table.iter().map(|cells| format!("{before}{}{behind}", line(cells))).collect()
}

fn objects(table: &[Vec<Made>]) -> String {
    let text = |made: &Made| if let Text(text) = made { *text } else { "" };
    let object = |cells: &Vec<Made>| {
        let pair = |(name, cell): (&&str, &Made)| format!("\"{name}\":\"{}\"", text(cell));
        format!("{{{}}}\n", HEAD.iter().zip(cells).map(pair).collect::<Vec<_>>().join(","))
    };
    table.iter().skip(1).map(object).collect()
}

/// The table in each format: name and bytes.
fn files(rows: usize) -> [(&'static str, Vec<u8>); 9] {
    let table = table(rows);
    let csv = lines(&table, "", ";", "\n");
    [
        ("leads.csv", csv.clone().into_bytes()),
        ("leads.tsv", wide(&csv.replace(';', "\t"))),
        ("leads.csv.gz", gzipped(csv.as_bytes())),
        ("leads.ndjson", objects(&table).into_bytes()),
        (
            "leads.html",
            format!("<html><table>{}</table></html>", lines(&table, "<tr><td>", "<td>", "</tr>"))
                .into_bytes(),
        ),
        ("leads.xlsx", xlsx::Book::of(&xlsx::rows(&table, 1, true)).bytes()),
        ("leads.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &table)])),
        ("leads.ods", ods::book(&ods::rows(&table))),
        ("leads.xls", if rows < FEW { xls::short(&table) } else { xls::book("Workbook", &table) }),
    ]
}

/// Where a hole begins: behind the header, in the middle, or in the last row.
fn place(bytes: &[u8], part: usize, size: usize) -> usize {
    (bytes.len() * [15, 50, 92][part] / 100).min(bytes.len() - size - 8)
}

#[test]
fn a_hole_anywhere_in_any_format_loses_no_row_in_silence() {
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for (rows, size) in [(12, 96), (300, 600)] {
        for (at, (name, bytes)) in files(rows).into_iter().enumerate() {
            // A long file is spoilt in one place, another one in each format.
            for part in (0..3).filter(|part| rows < FEW || at % 3 == *part) {
                let language = ["pt-BR", "en"][(at + part) % 2];
                let room = Room::empty();
                let sources = SOLD.replace("files = [\"leads.xls\"]", "files = [\"leads*\"]");
                fs::write(room.path("acordo.toml"), with_revenue(language, &sources)).unwrap();
                let mut spoilt = bytes.clone();
                let from = place(&bytes, part, size);
                spoilt[from..from + size].fill(0);
                fs::write(room.path(name), spoilt).unwrap();
                let told = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
                let is_named = told.exit == 4 && told.stderr.contains("leads");
                let is_empty = told.stderr.contains("()") || told.stderr.contains("panicked");
                let is_whole = || {
                    let summary = room.json("reports/acordo.json");
                    let actual = |own: usize| summary["commitments"][own]["actual"].as_f64();
                    (actual(0), actual(1)) == (Some(rows as f64), Some(rows as f64 * 10.0))
                };
                refused += usize::from(is_named);
                if is_empty || !(is_named || told.exit == 0 && is_whole()) {
                    wrong.push(format!(
                        "{name} {rows} {part} {language}: {} {}",
                        told.exit, told.stderr
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused >= 30, "{refused} of 36");
}
