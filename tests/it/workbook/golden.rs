//! The workbooks of both samples as text: each cell with what it holds, its formula and its number format, and the charts' messages.
//!
//! `ACORDO_BLESS=1 cargo test --test it golden` writes the grids anew, to be read before they are kept.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

use crate::run::Sample;

/// Rows kept of sheets that list every lead or every action: the head, and enough to see what a row looks like.
const LONG: [(&str, usize); 4] = [("Leads", 12), ("Ação hoje", 30), ("Act today", 30), ("Dados", 90)];
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
            let told = grid(&sample.report("acordo_2026-11-23.xlsx")).replace(&*folder.to_string_lossy(), "…");
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/workbook/sample.{language}.txt"));
            if std::env::var_os("ACORDO_BLESS").is_some() {
                fs::write(&path, &told).unwrap();
            }
            let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
            difference(language, &expected, &told)
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}\nTo keep what is said now: ACORDO_BLESS=1 cargo test --test it golden", wrong.join("\n"));
}

/// The first lines that differ.
fn difference(language: &str, expected: &str, told: &str) -> Option<String> {
    let pairs = expected.lines().chain(std::iter::repeat("")).zip(told.lines());
    let differing: Vec<String> =
        pairs.filter(|(one, other)| one != other).take(5).map(|(one, other)| format!("- {one}\n+ {other}")).collect();
    (expected != told)
        .then(|| format!("{language}, {} lines and {} expected:\n{}", told.lines().count(), expected.lines().count(), differing.join("\n")))
}

/// Gives every file of a sample the same time.
fn date_files(sample: &Sample) {
    for name in sample.room.names(".") {
        let path = sample.room.path(&name);
        if path.is_file() {
            fs::File::options().write(true).open(path).unwrap().set_modified(UNIX_EPOCH + Duration::from_secs(CHANGED)).unwrap();
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
        let rows = LONG.iter().find(|(long, _)| *long == name).map_or(usize::MAX, |(_, rows)| *rows);
        let start = range.start().unwrap_or_default();
        out += &format!("\n== {name}\n");
        for (row, column, value) in range.used_cells().filter(|(row, ..)| *row < rows) {
            let at = (start.0 + u32::try_from(row).unwrap(), start.1 + u32::try_from(column).unwrap());
            let cell = format!("{}{}", letters(at.1), at.0 + 1);
            let formula =
                formulas.get_value(at).filter(|formula| !formula.is_empty()).map_or_else(String::new, |formula| format!(" ={formula}"));
            let format = styles.get(&cell).and_then(|style| formats.get(*style)).map_or_else(String::new, |format| format!(" [{format}]"));
            let format = if matches!(value, Data::String(_)) { String::new() } else { format };
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
    if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column)) }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// What stands between quotes after a name in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The number format of each cell style.
fn formats(styles: &str) -> Vec<String> {
    let codes: BTreeMap<&str, &str> =
        styles.split("<numFmt ").skip(1).filter_map(|tag| Some((attribute(tag, "numFmtId")?, attribute(tag, "formatCode")?))).collect();
    let (_, cells) = styles.split_once("<cellXfs").unwrap();
    let cells = cells.split_once("</cellXfs>").unwrap().0;
    let known = |id: &str| codes.get(id).map_or_else(|| format!("#{id}"), |code| code.replace("&quot;", "\""));
    cells.split("<xf ").skip(1).filter_map(|tag| attribute(tag, "numFmtId")).map(known).collect()
}

/// The style of each cell.
fn styles(sheet: &str) -> BTreeMap<String, usize> {
    let cells = sheet.split("<c ").skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag);
    cells.filter_map(|tag| Some((attribute(tag, "r")?.to_owned(), attribute(tag, "s")?.parse().ok()?))).collect()
}

/// The words of every chart, in order.
fn charts(bytes: &[u8]) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all: BTreeMap<u32, String> = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let number = name.strip_prefix("xl/charts/chart").and_then(|rest| rest.strip_suffix(".xml")?.parse().ok());
        let Some(number) = number else { continue };
        file.read_to_string(all.entry(number).or_default()).unwrap();
    }
    let words = |text: &str| {
        text.split("<a:t>").skip(1).filter_map(|rest| rest.split_once("</a:t>")).map(|(words, _)| words.to_owned()).collect::<Vec<_>>()
    };
    all.iter().map(|(number, text)| format!("\n== chart {number}\n{}\n", words(text).join("\n"))).collect()
}
