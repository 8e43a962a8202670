//! The workbook as others open it: its sheets in both languages, and its formulas worked out again by another program.

mod golden;
pub mod legal;
mod many;
mod others;
mod parts;
mod worlds;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::run::Sample;
use crate::support::skip::skip;

const SHEETS: [[&str; 12]; 2] = [
    [
        "Resumo",
        "Ação hoje",
        "Entrega",
        "Cadência",
        "Conversão",
        "Plano",
        "Diagnóstico",
        "Histórico",
        "Leads",
        "Acordo",
        "Dados",
        "Como ler",
    ],
    [
        "Summary",
        "Act today",
        "Delivery",
        "Cadence",
        "Conversion",
        "Plan",
        "Diagnosis",
        "History",
        "Leads",
        "Agreement",
        "Data",
        "How to read",
    ],
];

/// Every sheet of a workbook with its cells.
pub fn sheets(bytes: &[u8]) -> Vec<(String, Range<Data>)> {
    Xlsx::new(Cursor::new(bytes)).unwrap().worksheets()
}

#[test]
fn the_workbook_has_its_sheets_in_both_languages() {
    for (sample, names) in Sample::all().map(Sample::run).into_iter().zip(SHEETS) {
        let sheets = sheets(&sample.report("acordo_2026-11-23.xlsx"));
        assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names);
        assert!(sheets.iter().all(|(_, range)| !range.is_empty()));
        let errors = sheets
            .iter()
            .flat_map(|(name, range)| range.used_cells().map(move |cell| (name, cell)));
        let errors: Vec<_> = errors.filter(|(_, cell)| matches!(cell.2, Data::Error(_))).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn formulas_worked_out_again_give_what_is_written() {
    for sample in Sample::all().map(Sample::run) {
        let written = sample.report("acordo_2026-11-23.xlsx");
        let (bare, formulas) = without_results(&written);
        assert!(formulas >= 300, "only {formulas} formulas");
        let Some(again) = worked_out(&sample.room.path("."), &[("bare".to_owned(), bare)]).pop()
        else {
            skip("no soffice here to work the formulas out again");
            return;
        };
        println!("{formulas} formulas worked out again");
        let wrong: Vec<String> = sheets(&written)
            .iter()
            .zip(sheets(&again))
            .flat_map(|(one, other)| differences(one, &other))
            .collect();
        assert!(
            wrong.is_empty(),
            "{} of the cells differ:\n{}",
            wrong.len(),
            wrong.iter().take(30).cloned().collect::<Vec<_>>().join("\n")
        );
    }
}

/// The workbook with the results of its formulas taken out, and how many there were.
fn without_results(workbook: &[u8]) -> (Vec<u8>, usize) {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let (mut copy, mut formulas) = (ZipWriter::new(Cursor::new(Vec::new())), 0);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).unwrap();
            formulas += text.matches("</f><v>").count();
            bytes = bare(&text).into_bytes();
        }
        copy.start_file(name, SimpleFileOptions::default()).unwrap();
        copy.write_all(&bytes).unwrap();
    }
    (copy.finish().unwrap().into_inner(), formulas)
}

fn bare(sheet: &str) -> String {
    let mut pieces = sheet.split("</f><v>");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str("</f>");
        out.push_str(piece.split_once("</v>").map_or(piece, |(_, after)| after));
    }
    out
}

/// Workbooks by name after another program opened, worked out and saved them; none when it cannot run here.
fn worked_out(folder: &Path, workbooks: &[(String, Vec<u8>)]) -> Vec<Vec<u8>> {
    let (input, output) = (folder.join("bare"), folder.join("again"));
    fs::create_dir_all(&input).unwrap();
    let path = |name: &str| input.join(format!("{name}.xlsx"));
    workbooks.iter().for_each(|(name, bytes)| fs::write(path(name), bytes).unwrap());
    let profile = format!(
        "-env:UserInstallation=file://{}",
        folder.canonicalize().unwrap().join("profile").display()
    );
    let done = Command::new("soffice")
        .args([
            profile.as_str(),
            "--headless",
            "--norestore",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
        ])
        .arg(&output)
        .args(workbooks.iter().map(|(name, _)| path(name)))
        .output();
    let again: Vec<Vec<u8>> = workbooks
        .iter()
        .filter_map(|(name, _)| fs::read(output.join(format!("{name}.xlsx"))).ok())
        .collect();
    if done.is_err() || again.len() < workbooks.len() {
        return Vec::new();
    }
    again
}

fn differences(
    (name, written): &(String, Range<Data>),
    (_, again): &(String, Range<Data>),
) -> Vec<String> {
    let (row, column) = written.start().unwrap();
    let place = |offset: usize, first: u32| first + u32::try_from(offset).unwrap();
    let cells = written.used_cells().map(|(r, c, data)| ((place(r, row), place(c, column)), data));
    let differing = cells.filter_map(|(at, data)| {
        let other = again.get_value(at).cloned().unwrap_or_default();
        (!is_same(data, &other)).then(|| {
            format!("{name} {}:{}: written {data:?}, worked out {other:?}", at.0 + 1, at.1 + 1)
        })
    });
    differing.collect()
}

fn is_same(one: &Data, other: &Data) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-6 * one.abs().max(1.0),
        _ => one.to_string() == other.to_string(),
    }
}

fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(number) => Some(*number),
        Data::Int(number) => i32::try_from(*number).ok().map(f64::from),
        Data::DateTime(at) => Some(at.as_f64()),
        Data::Bool(is) => Some(f64::from(u8::from(*is))),
        _ => None,
    }
}

#[test]
fn every_row_set_aside_is_listed() {
    let sample = Sample::pt().run();
    let files = sample.summary()["intake"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["files"].as_array().unwrap().clone())
        .collect::<Vec<_>>();
    let all: u64 = files
        .iter()
        .flat_map(|file| {
            file["set_aside"].as_object().unwrap().values().cloned().collect::<Vec<_>>()
        })
        .filter_map(|n| n.as_u64())
        .sum();
    let sheets = sheets(&sample.report("acordo_2026-11-23.xlsx"));
    let (_, data) = sheets.iter().rev().nth(1).unwrap();
    let title = format!("Linhas separadas ({all} de {all})");
    assert!(
        all > 1 && data.used_cells().any(|(_, _, cell)| cell == title.as_str()),
        "no “{title}” on the Data sheet"
    );
}
