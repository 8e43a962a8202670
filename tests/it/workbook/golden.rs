//! The workbooks of both samples as text: each cell with what it holds, its formula, number format and letters; widths, tables, names,
//! rules and paper of each sheet; each chart with its words and the cells it draws.
//!
//! `ACORDO_BLESS=1 cargo test --test it golden` writes the grids anew, to be read before they are kept.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use calamine::{Data, Reader, Xlsx};

use super::legal::parts;
use super::parts::{attribute, tags, text_between};
use crate::run::Sample;

/// Rows kept of sheets that list every lead or every action: the head, and enough to see what a row looks like.
const LONG: [(&str, usize); 4] =
    [("Leads", 12), ("Ação hoje", 30), ("Act today", 30), ("Dados", 90)];
/// When the samples' files were last changed: 23/11/2026 07:30 in São Paulo.
const CHANGED: u64 = 1_795_429_800;

#[test]
fn the_golden_grids_are_what_the_workbooks_say() {
    let wrong: Vec<String> = [("pt-BR", Sample::pt()), ("en", Sample::en())]
        .into_iter()
        .filter_map(|(language, sample)| {
            date_files(&sample);
            let sample = sample.run();
            let folder = sample.room.path(".").canonicalize().unwrap();
            let told = grid(&sample.report("acordo_2026-11-23.xlsx"))
                .replace(&*folder.to_string_lossy(), "…");
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join(format!("tests/it/workbook/sample.{language}.txt"));
            if std::env::var_os("ACORDO_BLESS").is_some() {
                fs::write(&path, &told).unwrap();
            }
            let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
            difference(language, &expected, &told)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "\n{}\nTo keep what is said now: ACORDO_BLESS=1 cargo test --test it golden",
        wrong.join("\n")
    );
}

/// The first lines that differ.
fn difference(language: &str, expected: &str, told: &str) -> Option<String> {
    let pairs = expected.lines().chain(std::iter::repeat("")).zip(told.lines());
    let differing: Vec<String> = pairs
        .filter(|(one, other)| one != other)
        .take(5)
        .map(|(one, other)| format!("- {one}\n+ {other}"))
        .collect();
    (expected != told).then(|| {
        format!(
            "{language}, {} lines and {} expected:\n{}",
            told.lines().count(),
            expected.lines().count(),
            differing.join("\n")
        )
    })
}

/// Gives every file of a sample the same time.
fn date_files(sample: &Sample) {
    for name in sample.room.names(".") {
        let path = sample.room.path(&name);
        if path.is_file() {
            fs::File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_modified(UNIX_EPOCH + Duration::from_secs(CHANGED))
                .unwrap();
        }
    }
}

/// Every sheet, a cell a line.
fn grid(bytes: &[u8]) -> String {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let formats = formats(&part(bytes, "xl/styles.xml"));
    let mut out = String::new();
    for (number, (name, range)) in (1..).zip(book.worksheets()) {
        let styles = styles(&part(bytes, &format!("xl/worksheets/sheet{number}.xml")));
        let formulas = book.worksheet_formula(&name).unwrap();
        let rows =
            LONG.iter().find(|(long, _)| *long == name).map_or(usize::MAX, |(_, rows)| *rows);
        let start = range.start().unwrap_or_default();
        let xml = part(bytes, &format!("xl/worksheets/sheet{number}.xml"));
        out += &format!("\n== {name}\n{}", layout(bytes, number, &xml));
        for (row, column, value) in range.used_cells().filter(|(row, ..)| *row < rows) {
            let at =
                (start.0 + u32::try_from(row).unwrap(), start.1 + u32::try_from(column).unwrap());
            let cell = format!("{}{}", letters(at.1), at.0 + 1);
            let formula = formulas
                .get_value(at)
                .filter(|formula| !formula.is_empty())
                .map_or_else(String::new, |formula| format!(" ={formula}"));
            let format = styles
                .get(&cell)
                .and_then(|style| formats.get(*style))
                .map_or_else(String::new, |format| format!(" [{format}]"));
            out += &format!("{cell} {}{formula}{format}\n", shown(value));
        }
    }
    out + &charts(bytes)
}

/// Numbers to nine places: the last bits of a logarithm are the machine's.
fn shown(value: &Data) -> String {
    match value {
        Data::Float(number) => plain(*number),
        Data::DateTime(at) => plain(at.as_f64()),
        other => other.to_string().replace('\n', "⏎"),
    }
}

fn plain(number: f64) -> String {
    let text = format!("{number:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn letters(column: u32) -> String {
    let letter = |n: u32| char::from(b'A' + u8::try_from(n % 26).unwrap());
    if column < 26 {
        letter(column).to_string()
    } else {
        format!("{}{}", letter(column / 26 - 1), letter(column))
    }
}

fn part(bytes: &[u8], name: &str) -> String {
    parts(bytes).remove(name).unwrap()
}

/// What is not in a cell: widths of columns, tables, joined cells, rules, paper.
fn layout(bytes: &[u8], number: usize, xml: &str) -> String {
    let widths = tags(xml, "col").into_iter().map(|tag| {
        let folded = if tag.contains("hidden=\"1\"") { " folded" } else { "" };
        format!(
            "{}-{}: {}{folded}",
            attribute(tag, "min").unwrap(),
            attribute(tag, "max").unwrap(),
            attribute(tag, "width").unwrap()
        )
    });
    let all = |name: &str, key: &str| {
        tags(xml, name).iter().filter_map(|tag| attribute(tag, key)).collect::<Vec<_>>().join(", ")
    };
    let tables = tables(bytes, number);
    let lines = [
        ("widths", widths.collect::<Vec<_>>().join(", ")),
        ("tables", tables.join(", ")),
        ("joined", all("mergeCell", "ref")),
        ("rules", all("conditionalFormatting", "sqref")),
        ("asks", all("dataValidation", "sqref")),
        ("frozen", all("pane", "topLeftCell")),
        (
            "paper",
            format!("{} {}", all("pageSetup", "orientation"), all("pageSetup", "fitToHeight")),
        ),
        ("breaks", all("brk", "id")),
        ("foot", text_between(xml, "<oddFooter>", "</oddFooter>").unwrap_or_default().to_owned()),
    ];
    lines
        .into_iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(name, line)| format!("# {name} {line}\n"))
        .collect()
}

/// `EntregaDia B5:K28`, with `filter` where there are buttons.
fn tables(bytes: &[u8], sheet: usize) -> Vec<String> {
    let all = parts(bytes);
    let rels = all
        .get(&format!("xl/worksheets/_rels/sheet{sheet}.xml.rels"))
        .map(String::as_str)
        .unwrap_or_default();
    let targets = tags(rels, "Relationship")
        .into_iter()
        .filter_map(|tag| attribute(tag, "Target"))
        .filter(|target| target.contains("table"));
    let of = |target: &str| {
        let table = &all[&target.replace("../", "xl/")];
        let head = tags(table, "table")[0].to_owned();
        let filter = if table.contains("<autoFilter") { " filter" } else { "" };
        format!(
            "{} {}{filter}",
            attribute(&head, "displayName").unwrap(),
            attribute(&head, "ref").unwrap()
        )
    };
    targets.map(of).collect()
}

/// The look of each cell style: number format, size, weight and colour of its letters, and its ground.
fn formats(styles: &str) -> Vec<String> {
    let codes: BTreeMap<&str, &str> = tags(styles, "numFmt")
        .into_iter()
        .filter_map(|tag| Some((attribute(tag, "numFmtId")?, attribute(tag, "formatCode")?)))
        .collect();
    let section = |name: &str| {
        text_between(styles, &format!("<{name} "), &format!("</{name}>")).unwrap_or_default()
    };
    let fonts: Vec<String> = section("fonts").split("<font>").skip(1).map(letters_of).collect();
    let fills: Vec<&str> = section("fills").split("<fill>").skip(1).collect();
    let known = |id: &str| {
        codes.get(id).map_or_else(|| format!("#{id}"), |code| code.replace("&quot;", "\""))
    };
    let look = |tag: &str| {
        let at =
            |name: &str| attribute(tag, name).and_then(|id| id.parse::<usize>().ok()).unwrap_or(0);
        let ground = fills
            .get(at("fillId"))
            .and_then(|fill| text_between(fill, "<fgColor rgb=\"FF", "\""))
            .map(|rgb| format!(" on {rgb}"));
        format!(
            "{} {}{}",
            known(attribute(tag, "numFmtId").unwrap()),
            fonts[at("fontId")],
            ground.unwrap_or_default()
        )
    };
    tags(section("cellXfs"), "xf").into_iter().map(look).collect()
}

/// `10 b 1F2933`.
fn letters_of(font: &str) -> String {
    let size = text_between(font, "<sz val=\"", "\"").unwrap_or("?");
    let colour = text_between(font, "<color rgb=\"FF", "\"").unwrap_or("-");
    let weight: String = [("<b/>", " b"), ("<i/>", " i")]
        .into_iter()
        .filter(|(mark, _)| font.contains(mark))
        .map(|(_, word)| word)
        .collect();
    format!("{size}{weight} {colour}")
}

/// The style of each cell.
fn styles(sheet: &str) -> BTreeMap<String, usize> {
    let cells =
        sheet.split("<c ").skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag);
    cells
        .filter_map(|tag| {
            Some((attribute(tag, "r")?.to_owned(), attribute(tag, "s")?.parse().ok()?))
        })
        .collect()
}

/// Every chart in order: what kind it is, its words, and the cells it draws.
fn charts(bytes: &[u8]) -> String {
    let parts = parts(bytes);
    let number = |name: &str| {
        name.strip_prefix("xl/charts/chart")
            .and_then(|rest| rest.strip_suffix(".xml")?.parse::<u32>().ok())
    };
    let all: BTreeMap<u32, &String> =
        parts.iter().filter_map(|(name, text)| Some((number(name)?, text))).collect();
    let between = |text: &str, from: &str, to: &str| {
        text.split(from)
            .skip(1)
            .filter_map(|rest| rest.split_once(to))
            .map(|(words, _)| words.to_owned())
            .collect::<Vec<_>>()
    };
    let kinds = ["lineChart", "barChart"];
    all.iter()
        .map(|(number, text)| {
            let kind = kinds
                .iter()
                .filter(|kind| text.contains(&format!("<c:{kind}>")))
                .copied()
                .collect::<Vec<_>>()
                .join(" ");
            let mut lines = between(text, "<a:t>", "</a:t>");
            lines.push(between(text, "<c:f>", "</c:f>").join(" "));
            format!("\n== chart {number} {kind}\n{}\n", lines.join("\n"))
        })
        .collect()
}
