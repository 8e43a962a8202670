//! `acordo export`: tidy tables whose numbers are those of the summary, each file written once.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;

use polars::prelude::{AnyValue, DataType, ParquetReader, SerReader, TimeUnit};
use serde_json::Value;

use crate::room::Room;

const AT: &str = "--as-of 2026-11-23T08:00";

/// The only file of a table.
fn only(room: &Room, table: &str, ending: &str) -> String {
    let names = room.names(&format!("lago/{table}"));
    let own: Vec<&String> = names.iter().filter(|name| name.ends_with(ending)).collect();
    assert_eq!(own.len(), 1, "{names:?}");
    format!("lago/{table}/{}", own[0])
}

type Row = BTreeMap<String, String>;

fn rows(room: &Room, file: &str) -> Vec<Row> {
    let mut read = csv::Reader::from_path(room.path(file)).unwrap();
    read.deserialize().map(Result::unwrap).collect()
}

fn number(text: &str) -> Option<f64> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

#[test]
fn the_tables_say_what_the_summary_says() {
    let room = Room::copy_of("sample-data");
    room.done(&format!("run {AT} --no-mail"));
    let summary = fs::read_dir(room.path("relatorios")).unwrap();
    let summary = summary
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|own| own == "json"));
    let summary: Value = serde_json::from_slice(&fs::read(summary.unwrap()).unwrap()).unwrap();
    let before = room.bytes("acordo.db");
    room.done(&format!("export {AT} --to lago"));
    assert_eq!(room.bytes("acordo.db"), before, "nothing is recorded");
    let file = only(&room, "commitments", "csv");
    let all = rows(&room, &file);
    let of_report = |row: &&Row| row["period_of_report"] == "true";
    let wholes: Vec<&Row> =
        all.iter().filter(of_report).filter(|row| row["group_kind"] == "all").collect();
    let promises = summary["commitments"].as_array().unwrap();
    assert_eq!(wholes.len(), promises.len());
    for (row, own) in wholes.iter().zip(promises) {
        for (column, key) in [
            ("value", "actual"),
            ("target", "target"),
            ("expected", "expected"),
            ("numerator", "numerator"),
            ("denominator", "denominator"),
            ("met", "met"),
            ("not_assessable", "not_assessable"),
        ] {
            let (shown, wanted) = (number(&row[column]), own[key].as_f64());
            assert_eq!(shown.is_some(), wanted.is_some(), "{} {column}", row["commitment"]);
            assert!(
                (shown.unwrap_or(0.0) - wanted.unwrap_or(0.0)).abs() < 1e-9,
                "{} {column}",
                row["commitment"]
            );
        }
        let text = |key: &str| own[key].as_str().unwrap_or_default();
        assert_eq!(
            [&row["commitment"], &row["verdict"], &row["not_assessed"], &row["unit"]],
            ["id", "status", "why_not", "unit"].map(text)
        );
        assert_eq!(number(&row["low"]), own["interval"]["low"].as_f64());
    }
    let groups = all
        .iter()
        .filter(of_report)
        .filter(|row| row["group_kind"] != "all" && row["groups"].is_empty());
    assert_eq!(groups.count(), summary["groups"].as_array().unwrap().len());
    assert!(all.iter().any(|row| row["period_of_report"] == "false"), "the history is there");
    // A row a lead and promise: its verdicts add up to those of the promise.
    let leads = rows(&room, &only(&room, "leads", "csv"));
    for own in promises.iter().filter(|own| own["met"].is_u64()) {
        let met = leads.iter().filter(|row| {
            row["commitment"] == own["id"].as_str().unwrap() && row["verdict"] == "met"
        });
        assert_eq!(met.count() as u64, own["met"].as_u64().unwrap(), "{}", own["id"]);
    }
    assert!(
        leads.iter().any(|row| row["due"].ends_with("-03:00") && row["answered"].contains('T'))
    );
    // Asked again: the same file, untouched. Of another day: one beside it.
    let (bytes, made) =
        (room.bytes(&file), fs::metadata(room.path(&file)).unwrap().modified().unwrap());
    let told = room.done(&format!("export {AT} --to lago"));
    assert!(told.stderr.contains(".csv"), "{told:?}");
    assert_eq!(
        (room.bytes(&file), fs::metadata(room.path(&file)).unwrap().modified().unwrap()),
        (bytes, made)
    );
    parquet_says_the_same(&room, &all, &leads);
    room.done("export --as-of 2026-11-20T08:00 --to lago");
    assert_eq!(room.names("lago/commitments").len(), 3);
    let told = room.acordo("export --format xls");
    assert!(told.exit == 2 && told.stderr.contains("parquet"), "{told:?}");
}

/// The same rows with real types: dates, instants with a zone, numbers, and nulls for what is absent.
fn parquet_says_the_same(room: &Room, commitments: &[Row], leads: &[Row]) {
    room.done(&format!("export {AT} --to lago --format parquet"));
    for (table, rows) in [("commitments", commitments), ("leads", leads)] {
        let bytes = room.bytes(&only(room, table, "parquet"));
        let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
        assert_eq!(frame.height(), rows.len());
        let column = frame.column("report_at").unwrap();
        assert!(
            matches!(column.dtype(), DataType::Datetime(TimeUnit::Milliseconds, Some(_))),
            "{:?}",
            column.dtype()
        );
        assert_eq!(frame.column("report_day").unwrap().dtype(), &DataType::Date);
        for column in frame.columns() {
            for (place, row) in rows.iter().enumerate() {
                let text = &row[column.name().as_str()];
                match column.get(place).unwrap() {
                    AnyValue::Null => assert_eq!(text, "", "{}", column.name()),
                    AnyValue::Float64(own) => assert!((own - number(text).unwrap()).abs() < 1e-12),
                    AnyValue::Int64(own) => assert_eq!(own.to_string(), *text),
                    AnyValue::Boolean(own) => assert_eq!(own.to_string(), *text),
                    AnyValue::Datetime(own, ..) => {
                        let at = chrono::DateTime::parse_from_rfc3339(text).unwrap();
                        assert_eq!(own, at.timestamp_millis());
                    }
                    AnyValue::Date(own) => {
                        let day: chrono::NaiveDate = text.parse().unwrap();
                        assert_eq!(day.to_epoch_days(), own);
                    }
                    AnyValue::String(own) => {
                        assert!(own == text || *text == format!("'{own}"), "{own}")
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
    }
}
