//! Dates without a year: read only by the year that the agreement says, named where it says none.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use rust_xlsxwriter::Workbook;

use crate::room::Room;
use crate::support::agreement::head;

const SOURCE: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads.*"]
max-set-aside = "100%"
[source.columns]
email = "email"
delivered = "day"
"#;
/// 20 January 2027, 12:00 in UTC: the day on which the files are saved.
const SAVED: u64 = 1_800_446_400;
const RUN: &str = "run --as-of 2027-01-20T18:00 --no-mail --confirm-date";

/// A room with an export of these days, saved on 20 January 2027.
fn room(days: &[&str], read: &str) -> Room {
    let room = Room::empty();
    let rows: Vec<String> =
        days.iter().enumerate().map(|(at, day)| format!("p{at}@x.com;\"{day}\"")).collect();
    fs::write(room.path("leads.csv"), format!("email;day\n{}\n", rows.join("\n"))).unwrap();
    saved(&room, "leads.csv");
    let text = head("en", "reports") + SOURCE + &format!("[source.read]\n{read}\n");
    fs::write(room.path("acordo.toml"), text).unwrap();
    room
}

fn saved(room: &Room, name: &str) {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(SAVED);
    File::options().write(true).open(room.path(name)).unwrap().set_modified(at).unwrap();
}

/// When each lead was delivered, in the order of the rows.
fn delivered(room: &Room) -> Vec<String> {
    room.done(RUN);
    let text = room.text("reports/acordo-leads.csv");
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| head.iter().position(|own| *own == name).unwrap();
    let (row, day) = (at("person"), at("delivered"));
    let mut found: Vec<(u32, String)> = lines
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| (cells[row].parse().unwrap(), cells[day].to_owned()))
        .collect();
    found.sort();
    found.into_iter().map(|(_, day)| day).collect()
}

fn midnight(day: &str) -> String {
    format!("{day}T00:00:00-03:00")
}

#[test]
fn the_newest_such_day_before_the_file_was_saved() {
    let spellings: [(&[&str], &[&str]); 8] = [
        (&["02/11", "20/01", "21/01"], &["2026-11-02", "2027-01-20", "2026-01-21"]),
        (&["2-nov", "20 de janeiro", "21-jan"], &["2026-11-02", "2027-01-20", "2026-01-21"]),
        (&["Nov 2", "Jan 20", "jan. 21"], &["2026-11-02", "2027-01-20", "2026-01-21"]),
        (&["seg 02/11", "qua, 20/01", "13.12"], &["2026-11-02", "2027-01-20", "2026-12-13"]),
        // The column proves that the month comes first.
        (&["11/2", "1/20", "12/13"], &["2026-11-02", "2027-01-20", "2026-12-13"]),
        (
            &["02/11 14:30", "20/01 9h", "13/12 às 10h15"],
            &["2026-11-02T14:30", "2027-01-20T09:00", "2026-12-13T10:15"],
        ),
        // The last 29 February was that of 2024.
        (&["29/02", "28/02"], &["2024-02-29", "2026-02-28"]),
        // One with its year keeps it.
        (&["02/11/2025", "13/12"], &["2025-11-02", "2026-12-13"]),
    ];
    for (days, right) in spellings {
        let found = delivered(&room(days, "year = \"newest\""));
        let begins = found.iter().zip(right).all(|(found, right)| found.starts_with(right));
        assert!(begins && found.len() == right.len(), "{days:?}: {found:?}");
    }
}

#[test]
fn the_agreement_says_the_year() {
    for said in ["year = 2026", "year = \"2026\""] {
        let found = delivered(&room(&["02/11", "20/01", "13/12"], said));
        assert_eq!(found, ["2026-11-02", "2026-01-20", "2026-12-13"].map(midnight), "{said}");
    }
    for (said, of_2025) in
        [("year = 2025", "2025-11-02"), ("year = \"mais recente\"", "2026-11-02")]
    {
        let found = delivered(&room(&["02/11", "13/12"], said));
        assert_eq!(found.first(), Some(&midnight(of_2025)), "{said}");
    }
    for wrong in ["year = 26", "year = \"last\"", "year = 2026.5", "year = true"] {
        let told = room(&["02/11"], wrong).acordo("check");
        assert_eq!(told.exit, 3, "{wrong}: {}", told.stderr);
        assert!(told.stderr.contains("newest, 2000 … 2099") || told.stderr.contains("year"));
    }
}

#[test]
fn a_workbook_s_texts_are_read_the_same_way() {
    let room = room(&[], "year = \"newest\"");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in ["email;day", "a@x.com;02/11", "b@x.com;13/12"].iter().enumerate() {
        for (column, cell) in cells.split(';').enumerate() {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    book.save(room.path("leads.xlsx")).unwrap();
    fs::remove_file(room.path("leads.csv")).unwrap();
    saved(&room, "leads.xlsx");
    assert_eq!(delivered(&room), ["2026-11-02", "2026-12-13"].map(midnight));
}

#[test]
fn without_a_year_they_are_named() {
    for (days, n) in [
        (vec!["02/11", "2-nov", "Nov 2", "02/11 10:00"], "4 of 4"),
        (vec!["02/11/2026", "02/11", "03/11/2026", "04/11/2026", "13/11/2026"], "1 of 5"),
    ] {
        let told = room(&days, "").acordo("check");
        assert!(
            told.stdout.contains(n) || told.stderr.contains(n),
            "{}{}",
            told.stdout,
            told.stderr
        );
        let all = told.stdout + &told.stderr;
        assert!(all.contains("have no year") || all.contains("has no year"), "{all}");
        assert!(all.contains("year = \"newest\""), "{all}");
    }
    // Numbers with a decimal point are no days.
    let room = Room::empty();
    fs::write(
        room.path("notas.csv"),
        "E-mail,Data de entrega,Nota\na@x.com,2026-11-02,2.11\nb@x.com,2026-11-13,3.10\n",
    )
    .unwrap();
    let told = room.done("inspect notas.csv --language en");
    assert!(told.stdout.contains("number"), "{}", told.stdout);
}

#[test]
fn a_first_agreement_asks_for_it() {
    for (answer, line) in [
        ("", "year = \"newest\""),
        (" --answer year=2025", "year = \"2025\""),
        (" --answer year=newest", "year = \"newest\""),
    ] {
        let room = Room::empty();
        let sheet =
            "Nome;E-mail;Chegou em;Fechou em\nAna;a@x.com;02/11;13/12\nBia;b@x.com;03/11;\n";
        fs::write(room.path("leads.csv"), sheet).unwrap();
        room.done(&format!("init --toml --language pt-BR{answer}"));
        let text = room.text("acordo.toml");
        assert!(text.lines().any(|own| own.starts_with(line)), "{text}");
        assert!(text.contains("created = \"Chegou em\"") && text.contains("won = \"Fechou em\""));
        assert_eq!(text.contains("há datas sem ano"), answer.is_empty(), "{text}");
    }
}
