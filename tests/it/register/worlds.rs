//! The same of what commands, statements and lists tell, and of other days, periods, agreements and exports than the samples'.

use std::fs;

use serde_json::Value;

use super::told::Known;
use super::{document, sentences, strange, walk, written};
use crate::room::Room;
use crate::run::Sample;

/// The instant of the samples' reports, in the time zone of each.
pub fn monday(sample: &Sample) -> String {
    let zone = if sample.reports == "reports" { "-05:00" } else { "-03:00" };
    format!("2026-11-23T08:00:00{zone}")
}

#[test]
fn what_commands_answer_is_of_the_register() {
    for sample in Sample::all().map(Sample::run) {
        let (summary, now) = (sample.summary(), monday(&sample));
        let answer = |command: &str| {
            let told = sample.room.acordo_at(&now, command);
            assert_eq!(told.exit, 0, "{command}: {}", told.stderr);
            told.stdout
        };
        let mut known = Known::of(&summary);
        known.streaks(&serde_json::from_str(&answer("history --json")).unwrap());
        let language = summary["language"].as_str().unwrap();
        for command in ["history", "plan", "history --agreement"] {
            let found = walk::unexplained(language, &known, &answer(command));
            assert!(found.is_empty(), "{command}: {found:#?}");
        }
    }
}

/// The document of `history` and the register of the report: the same periods with the same numbers.
#[test]
fn the_history_s_document_has_the_numbers_of_the_register() {
    for sample in Sample::all().map(Sample::run) {
        let known = Known::of(&sample.summary());
        let told = sample.room.acordo_at(&monday(&sample), "history --json").stdout;
        let told: Value = serde_json::from_str(&told).unwrap();
        let periods = told["periods"].as_array().unwrap();
        let mut compared = 0;
        for (place, period) in periods.iter().enumerate() {
            for own in period["commitments"].as_array().unwrap() {
                let id = own["id"].as_str().unwrap();
                let then = format!("history/{}/{id}", period["from"].as_str().unwrap());
                let name = if place + 1 == periods.len() { id.to_owned() } else { then };
                for part in ["target", "actual"] {
                    let known = known.ids.get(&format!("{name}.{part}")).copied();
                    assert_eq!(known, own[part].as_f64(), "{name}.{part}");
                    compared += 1;
                }
            }
        }
        assert!(compared >= 40, "{compared}");
    }
}

/// A statement seals what the report of its period says: number by number, and in its sentences.
#[test]
fn a_statement_says_what_the_report_of_its_period_says() {
    for sample in Sample::all() {
        let now = monday(&sample);
        let told = sample.room.acordo_at(&now, "run --period 2026-10 --no-mail");
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let summary = document(&sample);
        let told = sample.room.acordo_at(&now, "close --yes --period 2026-10");
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let is_statement =
            |name: &String| name.starts_with("acordo_2026-10_") && !name.ends_with("10.xlsx");
        let statements: Vec<String> =
            sample.room.names(sample.reports).into_iter().filter(is_statement).collect();
        let named = |ending: &str| {
            let sealed = statements.iter().filter(|name| name.ends_with(ending));
            let name = sealed.max_by_key(|name| name.len()).unwrap();
            format!("{}/{name}", sample.reports)
        };
        let content = sample.room.json(&named(".json"))["content"].clone();
        let reported = summary["commitments"].as_array().unwrap();
        let mut compared = 0;
        for sealed in content["commitments"].as_array().unwrap() {
            let own = reported.iter().find(|own| own["id"] == sealed["id"]).unwrap();
            for (part, value) in sealed.as_object().unwrap() {
                if value.is_number() || own[part].is_number() {
                    assert_eq!(value, &own[part], "{}.{part}", own["id"]);
                    compared += 1;
                }
            }
        }
        assert!(compared > 40, "{compared}");
        let mut known = Known::of(&summary);
        known.set("statement.number", content["number"].as_f64());
        let language = summary["language"].as_str().unwrap();
        for (_, text) in sentences(&sample.room.bytes(&named(".xlsx"))) {
            // A hash is no number.
            let text = text.split("sha256").next().unwrap_or_default().to_owned();
            let found = walk::unexplained(language, &known, &text);
            assert!(found.is_empty(), "{text}: {found:#?}");
        }
    }
}

/// Lead by lead the list gives the verdicts that the register counts.
#[test]
fn the_list_of_leads_adds_up_to_the_verdicts_that_are_told() {
    const VERDICTS: [&str; 6] =
        ["met", "breached", "pending", "indeterminate", "exempt", "not-assessable"];
    for sample in Sample::all() {
        change(&sample.room, "[report]", "[report]\nleads = \"all\"");
        let sample = sample.run();
        let summary = sample.summary();
        let list = sample.report("acordo-leads.csv");
        let mut reader = csv::Reader::from_reader(list.as_slice());
        let headers = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let mut counted = 0;
        for own in summary["commitments"].as_array().unwrap() {
            let header = format!("{}_verdict", own["id"].as_str().unwrap());
            let Some(at) = headers.iter().position(|own| own == header) else { continue };
            for verdict in VERDICTS {
                let listed = rows.iter().filter(|row| row.get(at) == Some(verdict)).count();
                let told = own[verdict.replace('-', "_")].as_u64().unwrap_or_default();
                assert_eq!(listed as u64, told, "{header} {verdict}");
                counted += 1;
            }
        }
        assert!(counted >= 12, "{counted}");
    }
}

fn change(room: &Room, old: &str, new: &str) {
    let text = room.text("acordo.toml");
    fs::write(room.path("acordo.toml"), text.replace(old, new)).unwrap();
}

/// The agreement without its source of a table.
fn without(room: &Room, table: &str) {
    let text = room.text("acordo.toml");
    let is_kept = |piece: &&str| {
        !piece.lines().take(3).any(|line| line.starts_with("table") && line.contains(table))
    };
    let kept: Vec<&str> = text.split("[[source]]").filter(is_kept).collect();
    fs::write(room.path("acordo.toml"), kept.join("[[source]]")).unwrap();
}

/// The cells of a column of every file that has it, by the number of the row; exports that are no plain text stay as they are.
fn owners(room: &Room, named: impl Fn(usize) -> String) {
    for (file, header) in [
        ("contacts.csv", "Contact owner"),
        ("deals.csv", "Deal owner"),
        ("activities.csv", "Activity owner"),
    ] {
        if !room.path(file).exists() {
            continue;
        }
        let text = room.text(file);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers = reader.headers().unwrap().clone();
        let at = headers.iter().position(|own| own == header).unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&headers).unwrap();
        for (number, row) in reader.records().map(Result::unwrap).enumerate() {
            let cells = row.iter().enumerate();
            let cells = cells
                .map(|(place, cell)| if place == at { named(number) } else { cell.to_owned() });
            writer.write_record(cells.collect::<Vec<_>>()).unwrap();
        }
        fs::write(room.path(file), writer.into_inner().unwrap()).unwrap();
    }
}

/// Days, periods, agreements and exports beside the samples': what a command is asked, and what is changed before.
type World = (&'static str, &'static str, fn(&Room));

const DAY: &str = "run --as-of 2026-11-23T08:00";
const WORLDS: [World; 16] = [
    ("the first day", "run --as-of 2026-11-03T08:00", |_| ()),
    ("the last evening", "run --as-of 2026-11-30T20:00", |_| ()),
    ("an ended period", "run --as-of 2026-11-23T08:00 --period 2026-10", |_| ()),
    ("old exports", "run --as-of 2026-12-10T08:00", |_| ()),
    ("a week", DAY, |room| change(room, "\"month\"", "\"week\"")),
    ("a quarter", DAY, |room| change(room, "\"month\"", "\"quarter\"")),
    ("a half-year", DAY, |room| change(room, "\"month\"", "\"half-year\"")),
    ("nobody is named", DAY, |room| change(room, "[report]", "[report]\npersonal-data = \"none\"")),
    ("all are named", DAY, |room| change(room, "[report]", "[report]\npersonal-data = \"full\"")),
    ("no activities", DAY, |room| without(room, "activities")),
    ("no deals", DAY, |room| without(room, "deals")),
    ("revenue", DAY, |room| {
        change(room, "[working-time]\n", "revenue = 150000\n\n[working-time]\n");
        change(
            room,
            "id = \"sales-won\"",
            "id = \"revenue-won\"\nteam = \"both\"\nmetric = \"revenue-won\"\ntarget = \"plan\"\n\n[[commitment]]\nid = \"sales-won\"",
        );
    }),
    ("a field that no file has", DAY, |room| {
        change(room, "\"company\"]", "\"company\", \"campaign\"]")
    }),
    ("one owner", DAY, |room| owners(room, |_| "Linda Cho".to_owned())),
    ("many owners", DAY, |room| {
        owners(room, |row| format!("Owner {}", char::from(b'A' + u8::try_from(row % 26).unwrap())))
    }),
    ("few cases", DAY, |room| {
        change(room, "within = \"1h\"", "within = \"1h\"\nmin-sample = 5000")
    }),
];

/// Worlds that both samples are asked for; the large one is not asked for the rest.
const BOTH: usize = 4;

#[test]
fn worlds_beside_the_samples_tell_the_quantities_of_their_registers() {
    let mut found = Vec::new();
    for (place, (name, command, made)) in WORLDS.into_iter().enumerate() {
        for sample in Sample::all().into_iter().skip(usize::from(place >= BOTH)) {
            made(&sample.room);
            let told = sample.room.acordo(command);
            assert!(matches!(told.exit, 0 | 6), "{name}: {}{}", told.stdout, told.stderr);
            let mut words = written(&sample);
            let books = sample.room.names(sample.reports).into_iter();
            for book in books.filter(|name| name.ends_with(".xlsx")) {
                words.extend(sentences(&sample.room.bytes(&format!("{}/{book}", sample.reports))));
            }
            let own = strange(&document(&sample), words);
            found.extend(own.into_iter().map(|what| format!("{name}, {what}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Where nothing is agreed, what each promise came to before and the target that this would carry are quantities like all others.
#[test]
fn the_past_of_measured_promises_is_told_as_the_document_has_it() {
    for sample in Sample::all() {
        let text = sample.room.text("acordo.toml");
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("target ")).collect();
        fs::write(sample.room.path("acordo.toml"), kept.join("\n")).unwrap();
        let sample = sample.run();
        let summary = sample.summary();
        let of = |part: &str| {
            let all = summary["commitments"].as_array().unwrap().iter();
            all.filter(|own| !own[part].is_null()).count()
        };
        assert!(of("past") >= 6 && of("proposed") >= 5, "{summary}");
        let mut told = written(&sample);
        told.extend(sentences(&sample.report("acordo_2026-11-23.xlsx")));
        for command in ["plan", "explain first-attempt", "explain leads-delivered"] {
            let answer = sample.room.acordo_at(&monday(&sample), command);
            told.push((command.to_owned(), answer.stdout));
        }
        let found = strange(&summary, told);
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
