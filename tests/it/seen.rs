//! What the record saw, and what it did not: a milestone is dated by the day it was seen only where a look saw the same row elsewhere before.

use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::room::Room;

const LEADS: &str = "id,delivered\n1,2026-10-05 10:00\n2,2026-10-06 10:00\n3,2026-11-03 10:00\n4,2026-11-04 10:00\n";

/// An agreement about sales over `leads.csv` and `deals.csv` as this source describes them.
fn agreed(language: &str, deals: &str) -> String {
    let leads = if deals.contains("table = 'leads'") {
        ""
    } else {
        "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['leads.csv']\n[source.columns]\nid = 'id'\ndelivered = 'delivered'\n"
    };
    format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = 2\n[working-time]\nweekdays = ['09:00-18:00']\n\
         [report]\nfolder = 'out'\n\
         [[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 2\n{leads}{deals}"
    )
}

const DEALS: &str = "[[source]]\nname = 'd'\ntable = 'deals'\nfiles = ['deals.csv']\n[source.columns]\n\
                     id = 'id'\nlead = 'lead'\ncreated = 'created'\n";

/// Writes a file as of 07:30 of a day of November.
fn export(room: &Room, name: &str, text: &str, day: u32) {
    fs::write(room.path(name), text).unwrap();
    // 2026-11-01 is day 20,758 since 1970; 07:30 in São Paulo is 10:30 UTC.
    let at = u64::from(20_757 + day) * 86_400 + 37_800;
    let file = File::options().write(true).open(room.path(name)).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(at)).unwrap();
}

/// The report of 08:00 of a day: its promises and the words of `resumo.txt`.
fn reported(room: &Room, name: &str, text: &str, day: u32) -> (Value, String) {
    export(room, "leads.csv", LEADS, day);
    export(room, name, text, day);
    let told = room.acordo_at(&format!("2026-11-{day:02}T08:00:00-03:00"), "run --no-mail");
    assert!(told.exit == 0 || told.exit == 6, "{}", told.stderr);
    (room.json("out/acordo.json")["commitments"][0].clone(), room.text("out/resumo.txt"))
}

fn room(language: &str, source: &str) -> Room {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), agreed(language, source)).unwrap();
    room
}

/// A row is `id, lead, created, status, won`; written as a tool writes it.
fn table(header: &str, order: &[usize], mark: &str, rows: &[[&str; 5]]) -> String {
    let line = |row: &[&str; 5]| order.iter().map(|at| row[*at]).collect::<Vec<_>>().join(mark);
    format!("{header}\n{}\n", rows.iter().map(line).collect::<Vec<_>>().join("\n"))
}

const ROWS: [[&str; 5]; 4] = [
    ["11", "1", "2026-10-05 12:00", "won", "2026-10-20 15:00"],
    ["12", "2", "2026-10-06 12:00", "won", "2026-10-21 15:00"],
    ["13", "3", "2026-11-03 12:00", "won", "2026-11-10 15:00"],
    ["14", "4", "2026-11-04 12:00", "open", ""],
];

/// A date that an export told once stands where the next one tells none: two sales of October are none of November.
#[test]
fn a_date_that_an_earlier_export_told_stands() {
    let own = format!("{DEALS}status = 'status'\nwon = 'won'\n");
    let of_leads = "[[source]]\nname = 'd'\ntable = 'leads'\nfiles = ['deals.csv']\n[source.columns]\nid = 'id'\ndelivered = 'created'\nstage = 'status'\nwon = 'won'\n[source.values.stage]\n'won' = 'won'\n'open' = 'opportunity'\n";
    let all = [0, 1, 2, 3, 4];
    let cases: [(&str, &str, &str, &[usize], &str, &str, &[usize]); 6] = [
        (
            "en",
            &own,
            "id,lead,created,status,won",
            &all,
            ",",
            "id,lead,created,status,closed",
            &all,
        ),
        (
            "pt-BR",
            &own,
            "id;lead;created;status;won",
            &all,
            ";",
            "id;lead;created;status",
            &all[..4],
        ),
        (
            "en",
            &own,
            "won,status,created,lead,id",
            &[4, 3, 2, 1, 0],
            ",",
            "status,created,lead,id",
            &[3, 2, 1, 0],
        ),
        (
            "pt-BR",
            &own,
            "id\tlead\tcreated\tstatus\twon",
            &all,
            "\t",
            "id\tlead\tcreated\tstatus",
            &all[..4],
        ),
        (
            "en",
            of_leads,
            "id,lead,created,status,won",
            &all,
            ",",
            "id,lead,created,status",
            &all[..4],
        ),
        (
            "pt-BR",
            of_leads,
            "status;won;id;created",
            &[3, 4, 0, 2],
            ";",
            "status;fecho;id;created",
            &[3, 4, 0, 2],
        ),
    ];
    for (language, source, header, order, mark, other, later) in cases {
        let room = room(language, source);
        let (first, _) = reported(&room, "deals.csv", &table(header, order, mark, &ROWS), 16);
        assert_eq!(first["actual"], 1, "{header}: {first}");
        // Whoever loses a column takes it out of the agreement.
        let without = source.replace("\nwon = 'won'\n", "\n");
        fs::write(room.path("acordo.toml"), agreed(language, &without)).unwrap();
        let (second, _) = reported(&room, "deals.csv", &table(other, later, mark, &ROWS), 17);
        assert_eq!(second["actual"], first["actual"], "{header}: {second}");
        let leads = room.text("out/acordo-leads.csv");
        assert!(!leads.contains("2026-11-17"), "nothing is dated by the day it was seen: {leads}");
    }
}

/// What the record never saw elsewhere has no date: a wider export, a file whose column comes back, a word that is explained later, a
/// record begun too late. A row that began after the last look has one.
#[test]
fn what_was_never_seen_elsewhere_has_no_date() {
    let status = format!("{DEALS}status = 'status'\n");
    let text = |rows: &[[&str; 5]]| table("id,lead,created,status", &[0, 1, 2, 3], ",", rows);
    let open = ["14", "4", "2026-11-04 12:00", "open", ""];
    let won = ["14", "4", "2026-11-04 12:00", "won", ""];
    let wide = ["11", "1", "2026-10-05 12:00", "won", ""];
    let new = ["15", "3", "2026-11-16 12:00", "won", ""];
    let later = ["16", "3", "2026-11-17 07:00", "won", ""];
    let before = ["15", "3", "2026-11-12 12:00", "won", ""];
    // What the second look adds to an open deal that becomes a sale, the sales dated, and those that may be the month's besides.
    let cases: [(&[[&str; 5]], u32, u32); 5] = [
        (&[won], 1, 0),
        (&[won, wide], 1, 1),
        (&[won, new], 2, 0),
        (&[won, before], 1, 1),
        (&[won, wide, later], 2, 1),
    ];
    for (rows, dated, perhaps) in cases {
        let room = room("en", &status);
        reported(&room, "deals.csv", &text(&[open]), 16);
        let (found, told) = reported(&room, "deals.csv", &text(rows), 17);
        assert_eq!(found["actual"], dated, "{rows:?}: {found}");
        let high = &found["possible"]["high"];
        let most = if high.is_null() { &found["actual"] } else { high };
        let most = most.as_f64().map(|most| most.to_string());
        assert_eq!(most, Some((dated + perhaps).to_string()), "{rows:?}: {found}");
        assert_eq!(told.contains("without a date"), perhaps > 0, "{told}");
    }
}

/// A look at a file without the column that tells, or with a word that nobody had explained, saw no row elsewhere.
#[test]
fn a_look_that_could_not_tell_dates_nothing() {
    let stage = |won: &str| {
        format!(
            "[[source]]\nname = 'd'\ntable = 'leads'\nfiles = ['deals.csv']\n[source.columns]\nid = 'id'\ndelivered = 'created'\nstage = 'stage'\n[source.values.stage]\n'Aberto' = 'opportunity'\n{won}"
        )
    };
    let rows = "id,created,stage\n11,2026-10-05 12:00,Fechado\n14,2026-11-04 12:00,Aberto\n";
    // The word is explained between two looks.
    let room = room("pt-BR", &stage(""));
    reported(&room, "deals.csv", rows, 16);
    fs::write(room.path("acordo.toml"), agreed("pt-BR", &stage("'Fechado' = 'won'\n"))).unwrap();
    let (found, _) = reported(&room, "deals.csv", rows, 17);
    assert_eq!((&found["actual"], &found["why_not"]), (&Value::Null, &Value::from("no-dates")));
    // The lead that moves from then on is dated, the other one stays as it was.
    let moved = rows.replace("Aberto", "Fechado");
    let (found, _) = reported(&room, "deals.csv", &moved, 18);
    assert_eq!((&found["actual"], &found["possible"]["high"]), (&1.into(), &2.into()), "{found}");
    // The column is empty on the first day, and there on the second.
    for empty in ["", "  "] {
        let room = self::room("en", &stage("'Fechado' = 'won'\n"));
        let blank = rows.replace("Fechado", empty).replace("Aberto", empty);
        reported(&room, "deals.csv", &blank, 16);
        let (found, _) = reported(&room, "deals.csv", rows, 17);
        assert_eq!(found["why_not"], "no-dates", "{found}");
    }
}

/// Sales of an unknown day are no reason to judge nothing for ever: where they were seen before the period, they are none of it.
#[test]
fn what_was_won_before_the_period_is_none_of_it() {
    let status = format!("{DEALS}status = 'status'\n");
    let room = room("en", &status);
    let rows = |last: &str| {
        format!(
            "id,lead,created,status\n11,1,2026-10-05 12:00,won\n12,2,2026-10-06 12:00,won\n14,4,2026-11-04 12:00,{last}\n"
        )
    };
    let first = rows("open").replacen("12,2,2026-10-06 12:00,won", "12,2,2026-10-06 12:00,open", 1);
    reported(&room, "deals.csv", &first, 2);
    let (found, _) = reported(&room, "deals.csv", &rows("won"), 17);
    assert_eq!((&found["actual"], &found["possible"]["high"]), (&2.into(), &3.into()), "{found}");
    // In the month after, what was seen before is none of it.
    export(&room, "leads.csv", LEADS, 32);
    export(&room, "deals.csv", &rows("won"), 32);
    room.acordo_at("2026-12-02T08:00:00-03:00", "run --no-mail");
    let found = room.json("out/acordo.json")["commitments"][0].clone();
    assert_eq!((&found["actual"], &found["possible"]), (&0.into(), &Value::Null), "{found}");
}

/// Rows dated after their own file was written count nowhere; they are counted and named, whatever the table.
#[test]
fn rows_later_than_their_own_file_are_counted_and_named() {
    let deals = format!("{DEALS}status = 'status'\nwon = 'won'\n");
    let header = "id,lead,created,status,won";
    let late = |own: [&str; 5]| {
        let all = [ROWS[0], own];
        table(header, &[0, 1, 2, 3, 4], ",", &all)
    };
    let cases: [([&str; 5], u64); 5] = [
        (["13", "3", "2026-11-03 12:00", "won", "2026-11-10 15:00"], 0),
        (["13", "3", "2026-11-03 12:00", "won", "2026-11-14 15:00"], 1),
        (["13", "3", "2026-11-15 12:00", "open", ""], 1),
        (["13", "3", "2026-11-15 12:00", "won", "2026-11-15 15:00"], 1),
        // What an open deal names as its end is what its owner expects.
        (["13", "3", "2026-11-03 12:00", "open", "2026-11-15 15:00"], 0),
    ];
    for (own, n) in cases {
        let room = room("pt-BR", &deals);
        export(&room, "leads.csv", LEADS, 16);
        export(&room, "deals.csv", &late(own), 12);
        let told = room.acordo_at("2026-11-16T08:00:00-03:00", "run --no-mail");
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let json = room.json("out/acordo.json");
        let files: u64 = json["intake"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|source| source["files"].as_array().unwrap())
            .map(|file| file["future"].as_u64().unwrap_or(0))
            .sum();
        assert_eq!(files, n, "{own:?}");
        let said =
            json["warnings"].as_array().unwrap().iter().any(|own| own["code"] == "future-rows");
        assert_eq!(said, n > 0, "{own:?}");
    }
}
