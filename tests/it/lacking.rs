//! Columns that one file of a source lacks and others have: words that tell how far a lead came, fields of the hand-off, files that a newer one replaced,
//! ends of files and orders of dates.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::room::{FILE_PATIENCE, Room, Told};

fn agreed(language: &str, more: &str) -> String {
    format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = 8\n[working-time]\nweekdays = ['09:00-18:00']\n\
         [report]\nfolder = 'out'\npersonal-data = 'full'\n{more}"
    )
}

/// A source of all files of a name that ends in anything, its fields called as the columns are.
fn source(table: &str, fields: &[&str], more: &str) -> String {
    let columns: String = fields.iter().map(|own| format!("{own} = '{own}'\n")).collect();
    format!(
        "[[source]]\nname = '{table}'\ntable = '{table}'\nfiles = ['{table}-*.csv']\ntake = 'all'\n\
         cut-off = 'none'\n{more}[source.columns]\n{columns}"
    )
}

fn run(room: &Room) -> Told {
    let mut command = crate::room::program();
    command.args(["run", "--as-of", "2026-11-23T08:00", "--no-mail"]);
    room.tell(command.current_dir(room.path(".")).env(FILE_PATIENCE, "0"))
}

fn judged(room: &Room) -> Value {
    let told = run(room);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    room.json("out/acordo.json")
}

/// Rows of November, in a file without some of the columns.
fn written(room: &Room, name: &str, rows: &[Vec<(&str, String)>], without: &[&str]) {
    let kept = |row: &[(&str, String)], header: bool| {
        let cells = row.iter().filter(|(field, _)| !without.contains(field));
        let texts =
            cells.map(|(field, text)| if header { (*field).to_owned() } else { text.clone() });
        texts.collect::<Vec<_>>().join(",") + "\n"
    };
    let body: String = rows.iter().map(|row| kept(row, false)).collect();
    fs::write(room.path(name), kept(&rows[0], true) + &body).unwrap();
}

fn why(summary: &Value, at: usize) -> &str {
    summary["commitments"][at]["why_not"].as_str().unwrap_or("")
}

#[test]
fn a_sale_is_read_from_the_columns_whose_words_tell_it() {
    let promises = "[[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 20\n";
    let deals = |from: usize| -> Vec<Vec<(&str, String)>> {
        let row = |n: usize| {
            vec![
                ("id", format!("D{n}")),
                ("created", format!("2026-11-{:02}", n % 9 + 1)),
                ("won", format!("2026-11-{:02}", n % 9 + 10)),
                ("status", "won".to_owned()),
                ("stage", "won".to_owned()),
                ("owner", "Ana".to_owned()),
            ]
        };
        (from..from + 10).map(row).collect()
    };
    let all = ["id", "created", "won", "status", "stage", "owner"];
    for (mapped, without, expected) in [
        (&all[..4], "status", "column-lacking"),
        (&["id", "created", "won", "stage"][..], "stage", "column-lacking"),
        (&all[..], "status", "column-lacking"),
        (&all[..4], "won", "column-lacking"),
        (&all[..], "owner", ""),
        (&all[..4], "", ""),
        // Where no file has words, dates tell.
        (&all[..3], "status", ""),
    ] {
        for language in ["pt-BR", "en"] {
            let room = Room::empty();
            let own = source("deals", mapped, "creates-leads = true\n");
            fs::write(room.path("acordo.toml"), agreed(language, &format!("{promises}{own}")))
                .unwrap();
            written(&room, "deals-a.csv", &deals(10), &[]);
            written(&room, "deals-b.csv", &deals(30), &[without]);
            let summary = judged(&room);
            let own = &summary["commitments"][0];
            assert_eq!(why(&summary, 0), expected, "{mapped:?} {without} {own:#}");
            if expected.is_empty() {
                assert_eq!(own["actual"], 20.0, "{mapped:?} {without} {own:#}");
            }
        }
    }
}

#[test]
fn a_lead_is_read_from_the_columns_whose_words_tell_it() {
    let promises = "[[commitment]]\nteam = 'sales'\nmetric = 'acceptance'\ntarget = '90%'\nreasons = 'all'\nmin-sample = 1\n\
                    [[commitment]]\nteam = 'marketing'\nmetric = 'leads-delivered'\ncounting = 'gross'\ntarget = 10\n";
    let leads = |from: usize| -> Vec<Vec<(&str, String)>> {
        let row = |n: usize| {
            vec![
                ("id", format!("L{n}")),
                ("delivered", format!("2026-11-{:02} 10:00", n % 9 + 2)),
                ("accepted", format!("2026-11-{:02} 12:00", n % 9 + 2)),
                ("stage", if n.is_multiple_of(2) { "rejected" } else { "accepted" }.to_owned()),
                ("rejection-reason", "Preço".to_owned()),
            ]
        };
        (from..from + 10).map(row).collect()
    };
    let all = ["id", "delivered", "accepted", "stage", "rejection-reason"];
    for (mapped, without, expected) in [
        (&all[..4], "stage", "column-lacking"),
        (&all[..], "stage", "column-lacking"),
        (&["id", "delivered", "stage"][..], "stage", "column-lacking"),
        (&all[..4], "accepted", "column-lacking"),
    ] {
        let room = Room::empty();
        let own = source("leads", mapped, "");
        fs::write(room.path("acordo.toml"), agreed("en", &format!("{promises}{own}"))).unwrap();
        written(&room, "leads-a.csv", &leads(10), &[]);
        written(&room, "leads-b.csv", &leads(30), &[without]);
        let summary = judged(&room);
        assert_eq!(why(&summary, 0), expected, "{mapped:?} {without} {summary:#}");
        // What no word tells is judged all the same.
        assert_eq!(summary["commitments"][1]["actual"], 20.0, "{mapped:?} {without}");
    }
}

#[test]
fn a_field_of_the_handoff_is_asked_only_of_files_that_have_it() {
    for (asked, mapped, without, expected) in [
        ("required = ['phone']", "phone", "phone", ["column-lacking", ""]),
        ("required = ['cnpj', 'email']", "cnpj", "cnpj", ["column-lacking", ""]),
        ("required = ['email']", "phone", "phone", ["", ""]),
        ("required = ['phone']", "phone", "", ["", ""]),
        ("required = ['email']\nscore", "score", "score", ["", "column-lacking"]),
        ("required = ['email']\nscore", "score", "", ["", ""]),
    ] {
        for language in ["pt-BR", "en"] {
            let room = Room::empty();
            let required = asked.lines().next().unwrap();
            let definition = if asked.ends_with("score") {
                "[definitions]\nmql = { text = 'M', require = { score = '>= 5' } }\n\
                 [[commitment]]\nteam = 'marketing'\nmetric = 'qualified'\ntarget = '90%'\nmin-sample = 1\n"
            } else {
                ""
            };
            let promise = "[[commitment]]\nteam = 'marketing'\nmetric = 'handoff-complete'\ntarget = '90%'\nmin-sample = 1\n";
            let own = source("leads", &["id", "delivered", "email", mapped], "");
            let text = format!("[handoff]\n{required}\n{promise}{definition}{own}");
            fs::write(room.path("acordo.toml"), agreed(language, &text)).unwrap();
            let leads = |from: usize| -> Vec<Vec<(&str, String)>> {
                let row = |n: usize| {
                    let value =
                        if mapped == "score" { "9".to_owned() } else { format!("119876510{n}") };
                    vec![
                        ("id", format!("L{n}")),
                        ("delivered", format!("2026-11-{:02} 10:00", n % 9 + 2)),
                        ("email", format!("p{n}@bom.test")),
                        (mapped, value),
                    ]
                };
                (from..from + 10).map(row).collect()
            };
            written(&room, "leads-a.csv", &leads(10), &[]);
            written(&room, "leads-b.csv", &leads(30), &[without]);
            let summary = judged(&room);
            let found = [0, 1].map(|at| why(&summary, at));
            assert_eq!(found, expected, "{asked} {without} {summary:#}");
            let said = summary["commitments"].to_string();
            assert!(!said.contains("{field}") && !said.contains("()"), "{said}");
        }
    }
}

#[test]
fn rows_that_a_newer_file_replaced_lack_nothing() {
    let promise = "[[commitment]]\nteam = 'both'\nmetric = 'revenue-won'\ntarget = 100\n";
    let deals = |count: usize| -> Vec<Vec<(&str, String)>> {
        let row = |n: usize| {
            vec![
                ("id", format!("D{n}")),
                ("created", format!("2026-11-{:02}", n % 9 + 1)),
                ("won", format!("2026-11-{:02}", n % 9 + 1)),
                ("value", "10".to_owned()),
            ]
        };
        (1..=count).map(row).collect()
    };
    // So many rows in the older file, of which the newer has so many.
    for (older, newer, expected) in [
        (10, 20, ""),
        (10, 10, ""),
        (20, 21, ""),
        (20, 10, "column-lacking"),
        (12, 8, "column-lacking"),
    ] {
        let room = Room::empty();
        let own = source("deals", &["id", "created", "won", "value"], "creates-leads = true\n");
        fs::write(room.path("acordo.toml"), agreed("en", &format!("{promise}{own}"))).unwrap();
        written(&room, "deals-2026-11-04.csv", &deals(older), &["value"]);
        written(&room, "deals-2026-11-20.csv", &deals(newer), &[]);
        let summary = judged(&room);
        assert_eq!(why(&summary, 0), expected, "{older} {newer} {summary:#}");
        let said = summary["warnings"].as_array().unwrap();
        let is_said = said.iter().any(|own| own["code"] == "sheet-lacks");
        assert_eq!(is_said, !expected.is_empty(), "{older} {newer}");
    }
}

#[test]
fn a_file_that_lacks_a_column_and_its_end_is_refused() {
    let body = |without: &str, mark: &str, end: &str| {
        let fields = ["id", "created", "won", "company", "value"];
        let cell = |field: &str, n: usize| match field {
            "id" => format!("D{n}"),
            "company" => format!("Firma {n}"),
            "value" => "1000".to_owned(),
            _ => format!("2026-11-{:02}", n % 9 + 1),
        };
        let kept = || fields.iter().filter(|own| **own != without);
        let head = kept().copied().collect::<Vec<_>>().join(mark);
        let row = |n: usize| kept().map(|own| cell(own, n)).collect::<Vec<_>>().join(mark);
        head + end + &(10..30).map(|n| row(n) + end).collect::<String>()
    };
    for (language, without, mark, end) in [
        ("pt-BR", "company", ",", "\n"),
        ("en", "company", ";", "\r\n"),
        ("pt-BR", "company", "\t", "\n"),
        ("en", "won", ",", "\n"),
        ("en", "", ",", "\n"),
    ] {
        let room = Room::empty();
        let promise = "[[commitment]]\nteam = 'both'\nmetric = 'revenue-won'\ntarget = 100\n";
        let own = source(
            "deals",
            &["id", "created", "won", "company", "value"],
            "creates-leads = true\n",
        );
        fs::write(room.path("acordo.toml"), agreed(language, &format!("{promise}{own}"))).unwrap();
        fs::write(room.path("deals-a.csv"), body("", mark, end)).unwrap();
        judged(&room);
        let text = body(without, mark, end).replace('D', "E");
        let half = text.trim_end().strip_suffix("00").unwrap();
        fs::write(room.path("deals-b.csv"), half).unwrap();
        let told = run(&room);
        assert_eq!(told.exit, 4, "{without}: {}", told.stderr);
        assert!(told.stderr.contains("deals-b.csv"), "{}", told.stderr);
        // Left alone for a while it is read, and that is said.
        let aged = SystemTime::now() - Duration::from_mins(2);
        let file = File::options().append(true).open(room.path("deals-b.csv")).unwrap();
        file.set_modified(aged).unwrap();
        let summary = judged(&room);
        let codes = summary["warnings"].to_string();
        assert!(codes.contains("line-end-lost"), "{without}: {codes}");
        assert_eq!(codes.contains("sheet-lacks"), !without.is_empty(), "{codes}");
    }
}

#[test]
fn files_that_prove_two_orders_of_dates_prove_none() {
    let rows = |at: [&str; 4], owner: bool| {
        let head = if owner { "id,delivered,owner\n" } else { "id,delivered\n" };
        let row = |(n, day): (usize, &&str)| {
            format!("{}{n},{day}{}\n", day.len(), if owner { ",Ana" } else { "" })
        };
        head.to_owned() + &at.iter().enumerate().map(row).collect::<String>()
    };
    let (dmy, mdy) = (["13/11/2026"; 4], ["11/14/2026"; 4]);
    let open = ["03/11/2026"; 4];
    for (first, second, owner, is_open) in [
        (dmy, mdy, false, true),
        (mdy, dmy, false, true),
        (dmy, mdy, true, true),
        (dmy, dmy, false, false),
        (mdy, mdy, false, false),
        (dmy, dmy, true, false),
    ] {
        let room = Room::empty();
        let promise = "[[commitment]]\nteam = 'marketing'\nmetric = 'leads-delivered'\ncounting = 'gross'\ntarget = 10\n";
        let own = source("leads", &["id", "delivered", "owner"], "");
        fs::write(room.path("acordo.toml"), agreed("pt-BR", &format!("{promise}{own}"))).unwrap();
        for (name, at, owner) in [("1", first, true), ("2", second, true), ("3", open, owner)] {
            let text = rows(at, owner).replace("\n10", &format!("\n{name}-"));
            fs::write(room.path(&format!("leads-{name}.csv")), text).unwrap();
        }
        let summary = judged(&room);
        let said = summary["warnings"].as_array().unwrap();
        let is_said = said
            .iter()
            .any(|own| own["code"] == "ambiguous-dates" && own.to_string().contains("leads-3.csv"));
        assert_eq!(is_said, is_open, "{first:?} {second:?} {owner} {said:#?}");
    }
}
