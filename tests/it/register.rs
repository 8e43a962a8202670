//! The register of quantities on both samples: one id has one value wherever it stands, and each total is the sum of its parts.

mod book;
mod claims;
mod phrases;
mod posted;
mod stale;
mod told;
mod walk;
mod worlds;

use std::collections::BTreeMap;

use calamine::{Data, Range};
use serde_json::Value;

use told::Known;

use crate::letters::{part_of, parts, seen};
use crate::run::Sample;
use crate::workbook::sheets;

/// Row of the first commitment on the first sheet, counted from 0; columns of target, expected, actual, cases and gap.
const BOARD: u32 = 12;
const PARTS: [(u32, &str); 5] =
    [(4, "target"), (5, "expected"), (6, "actual"), (7, "cases"), (8, "gap")];
/// Rows and column of what must be done today, and the ids of these lines.
const TODAY: (u32, u32) = (4, 11);
const LINES: [&str; 6] = [
    "first-attempts.overdue",
    "first-attempts.coming",
    "cadences",
    "decisions",
    "hand-offs",
    "other-actions",
];

/// Id → value of every quantity; no id stands twice.
fn register(summary: &Value) -> BTreeMap<String, f64> {
    let all = summary["quantities"].as_array().unwrap();
    let found: BTreeMap<String, f64> = all
        .iter()
        .map(|own| (own["id"].as_str().unwrap().to_owned(), own["value"].as_f64().unwrap()))
        .collect();
    assert_eq!(found.len(), all.len(), "an id stands twice");
    found
}

fn number(sheet: &Range<Data>, row: u32, column: u32) -> Option<f64> {
    match sheet.get_value((row, column)) {
        Some(Data::Float(value)) => Some(*value),
        Some(Data::Int(value)) => Some(*value as f64),
        _ => None,
    }
}

#[test]
fn totals_are_the_sums_of_their_parts() {
    for sample in Sample::all().map(Sample::run) {
        let found = register(&sample.summary());
        let sum = |ids: &[&str]| Some(ids.iter().map(|id| found[*id]).sum::<f64>());
        for whose in ["actions", "actions.marketing", "actions.sales"] {
            let parts = ["overdue", "coming", "undated"].map(|due| format!("{whose}.{due}"));
            let parts = parts.each_ref().map(String::as_str);
            assert_eq!(Some(found[whose]), sum(&parts), "{whose}");
            let late = ["overdue-recent", "overdue-old"].map(|due| format!("{whose}.{due}"));
            let late = late.each_ref().map(String::as_str);
            assert_eq!(Some(found[&format!("{whose}.overdue")]), sum(&late), "{whose}");
            let ahead = ["coming-today", "coming-later"].map(|due| format!("{whose}.{due}"));
            let ahead = ahead.each_ref().map(String::as_str);
            assert_eq!(Some(found[&format!("{whose}.coming")]), sum(&ahead), "{whose}");
        }
        for due in ["", ".overdue", ".coming", ".undated"] {
            let teams = ["marketing", "sales"].map(|team| format!("actions.{team}{due}"));
            let teams = teams.each_ref().map(String::as_str);
            assert_eq!(Some(found[&format!("actions{due}")]), sum(&teams), "actions{due}");
        }
        // A line that no assessed promise tells of has no number.
        let lines = LINES.iter().filter_map(|id| found.get(*id)).sum::<f64>();
        assert_eq!(Some(found["actions"]), Some(lines), "the lines of the first sheet");
        for owner in sample.summary()["cadence"]["owners"].as_array().unwrap() {
            let count = |key: &str| owner[key].as_u64().unwrap_or(0);
            let parts = ["met", "breached", "pending", "indeterminate", "exempt", "not_assessable"];
            assert_eq!(count("cases"), parts.map(count).iter().sum::<u64>(), "{owner}");
            assert!(count("early") <= count("met"), "{owner}");
        }
    }
}

#[test]
fn the_first_sheet_tells_the_quantities_of_the_register() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let found = register(&summary);
        let book = sheets(&sample.report("acordo_2026-11-23.xlsx"));
        let (first, actions) = (&book[0].1, &book[1].1);
        let mut told = 0;
        for (row, judged) in (BOARD..).zip(summary["commitments"].as_array().unwrap()) {
            let is_share = judged["unit"] == "share";
            for (column, part) in PARTS {
                let Some(shown) = number(first, row, column) else { continue };
                let id = format!("{}.{part}", judged["id"].as_str().unwrap());
                let wanted = found[&id] * if is_share && part == "gap" { 100.0 } else { 1.0 };
                assert!((shown - wanted).abs() < 1e-6, "{id} is {wanted}, shown {shown}");
                told += 1;
            }
        }
        assert!(told > 20, "{told}");
        for ((row, column), id) in (TODAY.0..).map(|row| (row, TODAY.1)).zip(LINES) {
            assert_eq!(number(first, row, column), found.get(id).copied(), "{id}");
        }
        let total = (5..u32::try_from(actions.height()).unwrap())
            .find(|row| {
                matches!(actions.get_value((*row, 1)), Some(Data::String(word)) if word == "Total")
            })
            .unwrap();
        for (column, id) in [
            (3, "actions"),
            (4, "actions.coming"),
            (5, "actions.overdue-recent"),
            (9, "actions.overdue-old"),
            (10, "actions.undated"),
        ] {
            assert_eq!(number(actions, total, column), Some(found[id]), "{id}");
        }
    }
}

#[test]
fn the_words_for_the_channel_and_the_subject_tell_the_same_counts() {
    for sample in Sample::all().map(Sample::run) {
        let found = register(&sample.summary());
        let words = String::from_utf8(sample.report("resumo.txt")).unwrap();
        let untried = found["first-attempts.overdue"];
        let is_told = |count: f64, forms: [&str; 2]| {
            forms.iter().any(|form| words.contains(&format!("{count} {form}")))
        };
        assert!(is_told(untried, ["lead", "leads"]), "{untried} in {words}");
        assert!(
            is_told(found["actions.sales.overdue"], ["ações vencidas", "overdue action"]),
            "{words}"
        );
    }
}

#[test]
fn history_tells_the_weeks_that_the_first_sheet_is_drawn_of() {
    for sample in Sample::all().map(Sample::run) {
        let history = sample.room.done("history --json --as-of 2026-11-23T08:00").stdout;
        let history: Value = serde_json::from_str(&history).unwrap();
        let weeks = history["weeks"].as_array().unwrap();
        let target = |week: &Value| week["commitments"][0]["target"].as_f64().unwrap();
        let months = history["periods"].as_array().unwrap();
        // A week asks no more than the month it lies in.
        let most = months.iter().map(target).fold(0.0, f64::max);
        assert!(
            weeks.len() > 10 && weeks.iter().all(|week| target(week) < most / 3.0),
            "{history}"
        );
        // The columns beside the board are actual less target, week by week.
        let sheet = &sheets(&sample.report("acordo_2026-11-23.xlsx"))[0].1;
        let over: Vec<&Value> = weeks.iter().filter(|week| week["over"] == true).collect();
        let last = over[over.len().saturating_sub(13)..].iter();
        for (column, week) in (30..).zip(last) {
            let Some(shown) = number(sheet, BOARD, column) else { continue };
            let own = &week["commitments"][0];
            let wanted = own["actual"].as_f64().unwrap() - target(week);
            assert!((shown - wanted).abs() < 1e-6, "{week}: {shown}");
        }
    }
}

/// A letter as its readers see it: the text part, and the part in HTML without its marks.
fn letter(message: &[u8]) -> [String; 2] {
    let parts = parts(message);
    let read = |kind: &str| String::from_utf8(part_of(&parts, kind)).unwrap();
    [read("text/plain"), seen(&read("text/html"))]
}

/// What a run left of words, by where it stands.
fn written(sample: &Sample) -> Vec<(String, String)> {
    let room = &sample.room;
    let mut all = Vec::new();
    for name in room.names(sample.reports).iter().filter(|name| name.ends_with(".txt")) {
        all.push((name.clone(), room.text(&format!("{}/{name}", sample.reports))));
    }
    // What the operator is told is text alone, and speaks of files.
    let is_report = |name: &&String| name.ends_with(".eml") && !name.contains("_operator_");
    for name in room.names("outbox").iter().filter(is_report) {
        let [text, html] = letter(&room.bytes(&format!("outbox/{name}")));
        all.extend([(format!("{name} text"), text), (format!("{name} html"), html)]);
    }
    all
}

/// The document of the one run that a room has seen.
fn document(sample: &Sample) -> Value {
    let is_document = |name: &&String| name.ends_with(".json");
    let name = sample.room.names(sample.reports);
    let name = name.iter().find(is_document).unwrap();
    sample.room.json(&format!("{}/{name}", sample.reports))
}

/// The sentences of the workbook's sheets: not the lists of leads, rows and files, nor what the agreement itself says.
fn sentences(workbook: &[u8]) -> Vec<(String, String)> {
    const LISTS: [usize; 5] = [1, 8, 9, 10, 11];
    const WORDS: usize = 6;
    let sheets = sheets(workbook).into_iter().enumerate();
    let told = sheets.filter(|(place, _)| !LISTS.contains(place));
    let cells = told.flat_map(|(_, (name, range))| {
        let words = range.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) if text.split_whitespace().count() >= WORDS => Some(text.clone()),
            _ => None,
        });
        words.map(|text| (name.clone(), text)).collect::<Vec<_>>()
    });
    cells.collect()
}

/// What nothing explains of all that is told.
fn strange(summary: &Value, told: Vec<(String, String)>) -> Vec<String> {
    let known = Known::of(summary);
    let language = summary["language"].as_str().unwrap();
    let own = told.into_iter().flat_map(|(place, text)| {
        let own = walk::unexplained(language, &known, &text);
        own.into_iter().map(move |what| format!("{place}: {what}"))
    });
    own.collect()
}

#[test]
fn each_number_of_each_sentence_is_a_quantity_of_the_register() {
    for sample in Sample::all().map(Sample::run) {
        let (room, summary) = (&sample.room, sample.summary());
        let mut told = written(&sample);
        told.extend(sentences(&sample.report("acordo_2026-11-23.xlsx")));
        for promise in summary["commitments"].as_array().unwrap() {
            let command =
                format!("explain {} --as-of 2026-11-23T08:00", promise["id"].as_str().unwrap());
            told.push((command.clone(), room.done(&command).stdout));
        }
        let found = strange(&summary, told);
        assert!(found.is_empty(), "{}\n{} numbers", found.join("\n"), found.len());
    }
}

#[test]
fn each_row_of_the_workbook_s_tables_is_of_the_register_and_each_total_their_sum() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let language = summary["language"].as_str().unwrap();
        let workbook = sample.report("acordo_2026-11-23.xlsx");
        let (strange, explained) = book::unexplained(language, &Known::of(&summary), &workbook);
        assert!(strange.is_empty(), "{}", strange.join("\n"));
        assert!(explained > 40, "{explained}");
    }
}
