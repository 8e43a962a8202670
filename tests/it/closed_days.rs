//! A period in which nobody works: nothing is divided by its days, and what has no due day is not called late.

use calamine::{Reader, Xlsx, open_workbook};

use crate::letters::parts;
use crate::room::{Room, newest_of};

/// What a division by no days would leave in words.
const NEVER: [&str; 9] =
    ["0 de 0 ", "0 of 0 ", "NaN", "#DIV", "#NUM", "∞", "-0 ", "−0 ", "0 por dia útil"];

/// Both samples with every day of a span closed: the sheet's first lines say so, and no output says a number of it.
fn closed(sample: &str, days: (u8, u8), period: &str) {
    let room = Room::copy_of(sample);
    let own = room.text("acordo.toml");
    let special: String =
        (days.0..=days.1).map(|day| format!("\"2026-11-{day:02}\" = []\n")).collect();
    let is_closed = |line: &&str| special.contains(line.get(..12).unwrap_or("no day"));
    let others: Vec<&str> = own.lines().filter(|line| !is_closed(line)).collect();
    let (before, after) = others
        .join("\n")
        .split_once("[working-time.special]")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let rest = after.split_once('\n').unwrap().1;
    let text = format!("{before}[working-time.special]\n{special}{rest}\n");
    let text = text.replacen("= \"month\"", &format!("= \"{period}\""), 1);
    std::fs::write(room.path("acordo.toml"), text).unwrap();
    room.done("run --as-of 2026-11-18T08:00");
    let mut said = vec![("plan".to_owned(), room.done("plan --as-of 2026-11-18T08:00").stdout)];
    let folder = if sample.ends_with("en") { "reports" } else { "relatorios" };
    for name in room.names(folder).into_iter().filter(|name| name.ends_with(".txt")) {
        said.push((name.clone(), room.text(&format!("{folder}/{name}"))));
    }
    for name in room.names("outbox") {
        let words = parts(&room.bytes(&format!("outbox/{name}")));
        let words = words.into_iter().filter(|part| part.headers.contains("text/"));
        said.extend(
            words.map(|part| (name.clone(), String::from_utf8_lossy(&part.body).into_owned())),
        );
    }
    let mut book: Xlsx<_> = open_workbook(newest_of(&room.path(folder), "acordo_")).unwrap();
    for (name, range) in book.worksheets() {
        let cells = range.used_cells().map(|(_, _, cell)| format!("{cell} "));
        said.push((name, cells.collect()));
    }
    assert!(said.len() > 15, "{}", said.len());
    let none = if sample.ends_with("en") { "no working day" } else { "nenhum dia útil" };
    assert!(said.iter().any(|(_, text)| text.contains(none)), "{sample} {period}");
    for (name, text) in &said {
        for never in NEVER {
            let at =
                text.find(never).map(|at| text[..at].chars().rev().take(60).collect::<Vec<_>>());
            let before = at.map(|before| before.into_iter().rev().collect::<String>());
            assert_eq!(before, None, "{sample} {period}: {name} says “{never}”");
        }
    }
}

#[test]
fn a_month_without_a_working_day() {
    closed("sample-data", (1, 30), "month");
    closed("sample-data/en", (1, 30), "month");
}

#[test]
fn a_week_without_a_working_day() {
    closed("sample-data", (15, 22), "week");
    closed("sample-data/en", (15, 22), "week");
}
