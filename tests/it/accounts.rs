//! Nothing vanishes and nothing depends on the order of rows: the sums of the summary document, and shuffled exports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::run::Sample;
use crate::support::agreement::{head, over_tables};
use crate::support::dice::Dice;

const VERDICTS: [&str; 6] =
    ["met", "breached", "pending", "indeterminate", "exempt", "not_assessable"];

fn list<'a>(summary: &'a Value, key: &str) -> &'a [Value] {
    summary[key].as_array().unwrap_or_else(|| panic!("{key} is no list"))
}

fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

#[test]
fn every_row_of_every_file_is_accounted_for() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let files: Vec<&Value> =
            list(&summary, "intake").iter().flat_map(|source| list(source, "files")).collect();
        assert_eq!(files.len(), 5);
        for file in files {
            let aside: u64 = file["set_aside"].as_object().unwrap().values().map(whole).sum();
            let sum =
                whole(&file["used"]) + whole(&file["merged"]) + whole(&file["superseded"]) + aside;
            assert_eq!(whole(&file["rows"]), sum, "{file}");
        }
    }
}

#[test]
fn six_verdicts_are_the_whole_cohort() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let of_verdict = |one: &&Value| !one["met"].is_null();
        let sum = |one: &Value| VERDICTS.iter().map(|verdict| whole(&one[*verdict])).sum::<u64>();
        let commitments: Vec<&Value> =
            list(&summary, "commitments").iter().filter(of_verdict).collect();
        assert!(!commitments.is_empty());
        for one in commitments {
            assert_eq!(whole(&one["cohort"]["size"]), sum(one), "{}", one["id"]);
        }
        for group in list(&summary, "groups").iter().filter(of_verdict) {
            assert_eq!(
                whole(&group["size"]),
                sum(group),
                "{} by {} {}",
                group["commitment"],
                group["by"],
                group["value"]
            );
        }
    }
}

#[test]
fn groups_add_up_to_the_whole() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let mut groups: BTreeMap<(&str, &str), Vec<&Value>> = BTreeMap::new();
        for group in list(&summary, "groups") {
            groups
                .entry((group["commitment"].as_str().unwrap(), group["by"].as_str().unwrap()))
                .or_default()
                .push(group);
        }
        assert!(!groups.is_empty());
        for ((id, by), members) in groups {
            let whole_one =
                list(&summary, "commitments").iter().find(|one| one["id"] == id).unwrap();
            let size: u64 = members.iter().map(|group| whole(&group["size"])).sum();
            assert_eq!(size, whole(&whole_one["cohort"]["size"]), "{id} by {by}");
            let counts = VERDICTS.into_iter().chain(
                ["numerator", "actual"]
                    .into_iter()
                    .filter(|count| *count == "numerator" || whole_one["kind"] == "count"),
            );
            for count in counts.filter(|count| !whole_one[*count].is_null()) {
                let sum: f64 = members.iter().filter_map(|group| group[count].as_f64()).sum();
                assert!(
                    (sum - whole_one[count].as_f64().unwrap()).abs() < 1e-6,
                    "{id} by {by}: {count} {sum} ≠ {}",
                    whole_one[count]
                );
            }
        }
    }
}

/// A deal exported once per contact carries what any of its contacts has, in whichever order these stand.
#[test]
fn the_order_of_a_deal_s_contacts_changes_nothing() {
    let promise = "[handoff]\nrequired = [\"email\", \"phone\"]\n[[commitment]]\nteam = \"marketing\"\nmetric = \"handoff-complete\"\ntarget = \"90%\"\n";
    let contacts = [
        "N1,Fonte,2026-11-12 09:05,fabio@a.test,11988000106\n",
        "N1,Fonte,2026-11-12 09:05,olga@a.test,\n",
        "N1,Fonte,2026-11-12 09:05,,1133000106\n",
        "N2,Hotel,2026-11-13 09:05,heitor@b.test,\n",
    ];
    for order in
        [[0, 1, 2, 3], [1, 0, 2, 3], [2, 1, 0, 3], [3, 2, 0, 1], [1, 3, 2, 0], [2, 3, 1, 0]]
    {
        for language in ["pt-BR", "en"] {
            let rows: String = order.map(|at| contacts[at]).concat();
            let table = format!("id,title,created,email,phone\n{rows}");
            let text = head(language, "reports") + promise;
            let room = over_tables(text, &[("deals", &table)]);
            let agreement = room.path("acordo.toml");
            let text = fs::read_to_string(&agreement).unwrap();
            let made = text.replace("table = 'deals'", "table = 'deals'\ncreates-leads = true");
            fs::write(&agreement, made).unwrap();
            room.done("run --as-of 2026-11-23T08:00 --no-mail");
            let summary = room.json("reports/acordo.json");
            let own = &list(&summary, "commitments")[1];
            assert_eq!(own["actual"], 0.5, "{language} {order:?}: {own}");
        }
    }
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let samples: [(fn() -> Sample, fn(&Path)); 2] =
        [(Sample::pt, shuffle_pt), (Sample::en, shuffle_en)];
    for (make, shuffle) in samples {
        let (plain, shuffled) = (make().run(), make());
        shuffle(&shuffled.room.path("."));
        let (plain, shuffled) = (plain.summary(), shuffled.run().summary());
        for key in ["commitments", "groups", "actions", "cadence", "delivery"] {
            let (one, other) = (list_or_whole(&plain, key), list_or_whole(&shuffled, key));
            let difference = one.iter().zip(&other).find(|(a, b)| a != b);
            assert!(
                one.len() == other.len() && difference.is_none(),
                "{key} {} and {}: {difference:?}",
                one.len(),
                other.len()
            );
        }
    }
}

fn list_or_whole(summary: &Value, key: &str) -> Vec<Value> {
    summary[key].as_array().cloned().unwrap_or_else(|| vec![summary[key].clone()])
}

fn shuffle_pt(folder: &Path) {
    let path = folder.join("leads.csv");
    let wide: Vec<u16> = fs::read(&path)
        .unwrap()
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let text = String::from_utf16(&wide).unwrap();
    let shuffled = shuffled_text(text.trim_start_matches('\u{feff}'), b'\t');
    fs::write(
        &path,
        format!("\u{feff}{shuffled}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
    )
    .unwrap();
    shuffle_workbook(&folder.join("atividades.xlsx"), 3);
}

fn shuffle_en(folder: &Path) {
    for name in ["contacts.csv", "deals.csv", "activities.csv"] {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, shuffled_text(&text, b',')).unwrap();
    }
}

fn shuffle<T>(rows: &mut [T]) {
    let mut dice = Dice::new(23);
    for at in (1..rows.len()).rev() {
        rows.swap(at, dice.below(at + 1));
    }
}

/// The same records in another order, under the same header.
fn shuffled_text(text: &str, delimiter: u8) -> String {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    shuffle(&mut rows[1..]);
    let mut writer =
        csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// The same rows in another order below `head` rows of title and header.
fn shuffle_workbook(path: &Path, head: usize) {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let start = range.start().unwrap();
    let mut rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    shuffle(&mut rows[head - usize::try_from(start.0).unwrap()..]);
    let (mut copy, date) = (Workbook::new(), Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"));
    let sheet = copy.add_worksheet();
    for (row, cells) in (start.0..).zip(&rows) {
        for (column, cell) in (u16::try_from(start.1).unwrap()..).zip(cells) {
            match cell {
                Data::Empty => continue,
                Data::DateTime(at) => {
                    sheet.write_number_with_format(row, column, at.as_f64(), &date).unwrap()
                }
                Data::Float(number) => sheet.write_number(row, column, *number).unwrap(),
                other => sheet.write_string(row, column, other.to_string()).unwrap(),
            };
        }
    }
    copy.save(path).unwrap();
}

/// The ladder of the Conversion sheet speaks of the same leads as the conversion agreed.
#[test]
fn the_ladder_ends_where_the_conversion_agreed_does() {
    for sample in Sample::all().map(Sample::run) {
        let summary = sample.summary();
        let agreed = list(&summary, "commitments")
            .iter()
            .find(|one| one["metric"] == "conversion" && one["to_stage"] == "won")
            .unwrap();
        let ladder = &summary["conversion"];
        let won =
            ladder["steps"].as_array().unwrap().iter().find(|step| step["step"] == "won").unwrap();
        assert_eq!(ladder["leads"], agreed["denominator"]);
        assert_eq!(won["leads"], agreed["numerator"]);
        assert_eq!(ladder["maturing"], agreed["maturing"]);
        assert!(whole(&won["leads"]) > 0 && whole(&ladder["maturing"]) > 0);
    }
}
