//! Exports that say less than the period's last report did, or end long before the period: nobody seals over them unseen.

use std::fs;

use serde_json::Value;

use super::{CLOSE, LATER, world};
use crate::letters::{part_of, parts};
use crate::room::{Room, Told};
use crate::workbook::sheets;

const CONFIRMED: &str = "close --yes --confirm-exports --period 2026-10";

/// The world after a report of 30/10 in the evening, which counted the five leads of October.
fn reported(language: &str) -> Room {
    let room = world();
    let text = room.text("acordo.toml").replace("\"pt-BR\"", &format!("\"{language}\""));
    fs::write(room.path("acordo.toml"), text).unwrap();
    let run = room.acordo_at("2026-10-30T19:00:00-03:00", "run --no-mail");
    assert_eq!(run.exit, 0, "{}", run.stderr);
    room
}

/// Keeps the rows of a file that do not begin with one of these.
fn without(room: &Room, file: &str, rows: &[&str]) {
    let text = room.text(file);
    let kept: Vec<&str> =
        text.lines().filter(|line| !rows.iter().any(|row| line.starts_with(row))).collect();
    assert_ne!(kept.len(), text.lines().count());
    fs::write(room.path(file), kept.join("\n") + "\n").unwrap();
}

fn is_sealed(room: &Room) -> bool {
    room.acordo("close --verify").stdout.contains("sha256")
}

/// Refused for scripts, shown to whoever is asked, sealed by whoever insists.
fn holds(room: &Room, why: &str) {
    let told = room.acordo_at(LATER, CLOSE);
    assert_eq!(told.exit, 6, "{}", told.stderr);
    let last = told.stderr.trim_end().lines().last().unwrap();
    assert!(last.contains(why) && last.contains("--confirm-exports"), "{last}");
    assert!(!is_sealed(room), "{}", told.stderr);
    let asked = room.acordo_at(LATER, "close --period 2026-10");
    let is_marked = asked.stdout.lines().any(|line| line.starts_with("  ! ") && line.contains(why));
    assert!(asked.exit == 2 && is_marked, "{} {}", asked.exit, asked.stdout);
    let told = room.acordo_at(LATER, &format!("{CONFIRMED} --send"));
    assert!(told.exit == 0 && told.stderr.contains(why), "{} {}", told.exit, told.stderr);
    assert!(is_sealed(room));
    // Who reads the statement later learns that somebody insisted, and against what.
    let (content, words, letters) = sealed(room);
    let insisted = content["insisted"].as_array().unwrap();
    let is_why = |doubt: &&Value| doubt["text"].as_str().unwrap().contains(why);
    assert_eq!(insisted.iter().filter(is_why).count(), 1, "{insisted:?}");
    for code in insisted.iter().map(|doubt| doubt["code"].as_str().unwrap()) {
        assert!(["vanished", "stale"].contains(&code), "{code}");
    }
    let mark = if words.contains("Sealed all the same") { "confirmed" } else { "confirmou" };
    let told = words.lines().find(|line| line.contains(why)).unwrap();
    assert!(told.contains(mark), "{told}");
    for letter in letters {
        let whole = letter.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(whole.contains(why), "{letter}");
    }
}

/// What a room has sealed: the content, the words of the sheet, and the letters.
fn sealed(room: &Room) -> (Value, String, Vec<String>) {
    let names = room.names("relatorios");
    let sealed = |ending: &str| {
        let is_own = |name: &&String| name.contains("2026-10_") && name.ends_with(ending);
        format!("relatorios/{}", names.iter().find(is_own).unwrap())
    };
    let content = room.json(&sealed(".json"))["content"].clone();
    let (_, sheet) = sheets(&room.bytes(&sealed(".xlsx"))).swap_remove(0);
    let cells: Vec<String> = sheet.used_cells().map(|(.., cell)| cell.to_string()).collect();
    let mails = room.names("outbox").into_iter().filter(|name| name.ends_with(".eml"));
    let letters =
        mails.map(|name| part_of(&parts(&room.bytes(&format!("outbox/{name}"))), "text/plain"));
    let letters = letters.map(|text| String::from_utf8(text).unwrap());
    (content, cells.join("\n"), letters.collect())
}

#[test]
fn leads_that_the_last_report_counted_are_not_sealed_away() {
    for (language, rows, why) in [
        ("pt-BR", &["D4"][..], "1 lead entregue no período, que estava no último relatório"),
        ("en", &["D4"], "1 lead delivered in the period, which the last report had"),
        ("pt-BR", &["A1", "B2", "C3"], "3 leads entregues no período"),
        ("en", &["A1", "B2", "C3"], "3 leads delivered in the period"),
    ] {
        let room = reported(language);
        without(&room, "leads.csv", rows);
        holds(&room, why);
    }
    // The same leads under other ids are gone, too.
    let room = reported("en");
    let text = room.text("leads.csv").replace("\nC3;", "\nX-3;").replace("\nD4;", "\nX-4;");
    fs::write(room.path("leads.csv"), text).unwrap();
    holds(&room, "2 leads delivered in the period");
}

#[test]
fn exports_that_end_long_before_the_period_are_not_sealed() {
    for (language, file, rows, why) in [
        ("pt-BR", "leads.csv", &["E5"][..], "leads: o dado mais novo é de 26/10/2026 11:00"),
        ("en", "leads.csv", &["E5"], "leads: its newest data is from 26 Oct 2026 11:00"),
        (
            "pt-BR",
            "leads.csv",
            &["C3", "D4", "E5"],
            "leads: o dado mais novo é de 20/10/2026 11:00",
        ),
        ("pt-BR", "atividades.csv", &["C3", "D4"], "atividades: o dado mais novo é de 06/10/2026"),
        ("en", "atividades.csv", &["C3", "D4"], "atividades: its newest data is from 6 Oct 2026"),
    ] {
        let room = world();
        let text = room.text("acordo.toml").replace("\"pt-BR\"", &format!("\"{language}\""));
        fs::write(room.path("acordo.toml"), text).unwrap();
        without(&room, file, rows);
        holds(&room, why);
    }
}

/// What gives no reason to doubt: a report of the same leads, one lead more, another date (said, and sealed), a source that may be quiet so long.
#[test]
fn what_is_no_doubt_is_sealed() {
    let sealed = |room: &Room| -> Told {
        let told = room.acordo_at(LATER, CLOSE);
        assert!(told.exit == 0 && is_sealed(room), "{} {}", told.exit, told.stderr);
        // Where nothing was doubtful nobody insisted, and `--confirm-exports` alone says nothing.
        assert_eq!(self::sealed(room).0["insisted"], Value::Array(Vec::new()));
        told
    };
    let confirmed = reported("pt-BR");
    assert_eq!(confirmed.acordo_at(LATER, CONFIRMED).exit, 0);
    assert_eq!(self::sealed(&confirmed).0["insisted"], Value::Array(Vec::new()));
    sealed(&reported("pt-BR"));
    let more = reported("en");
    let text =
        more.text("leads.csv") + "G7;g@x.com.br;Davi;30/10/2026 17:30;30/10/2026 17:45;;;;\n";
    fs::write(more.path("leads.csv"), text).unwrap();
    sealed(&more);
    let moved = reported("pt-BR");
    let text = moved.text("leads.csv").replace("Rita;06/10/2026 10:00", "Rita;06/10/2026 11:00");
    fs::write(moved.path("leads.csv"), text).unwrap();
    assert!(sealed(&moved).stderr.contains("! "), "another date is said");
    let quiet = world();
    without(&quiet, "atividades.csv", &["C3", "D4"]);
    let text = quiet.text("acordo.toml").replace("max-age = \"10d\"", "max-age = \"30d\"");
    fs::write(quiet.path("acordo.toml"), text).unwrap();
    sealed(&quiet);
}
