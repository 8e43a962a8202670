//! What stands in several places: files that overlap, rows that repeat, headers that look alike, files that are none yet.

use std::fs;

use crate::room::Room;
use crate::support::agreement::head;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

fn room(source: &str, files: &[(&str, &str)]) -> Room {
    let room = Room::empty();
    fs::write(
        room.path("acordo.toml"),
        head("en", "reports") + "[[source]]\nname = \"s\"\ncut-off = \"none\"\n" + source,
    )
    .unwrap();
    files.iter().for_each(|(name, text)| fs::write(room.path(name), text).unwrap());
    room
}

/// Name, rows, used, merged, superseded of each file.
fn files(room: &Room) -> Vec<String> {
    let summary = room.json("reports/acordo.json");
    let files = summary["intake"][0]["files"].as_array().unwrap();
    let one = |file: &serde_json::Value| {
        let name = file["path"].as_str().unwrap().rsplit(['/', '\\']).next().unwrap();
        let [rows, used, merged, superseded] =
            ["rows", "used", "merged", "superseded"].map(|part| file[part].as_u64().unwrap());
        format!("{name} {rows} = {used} + {merged} + {superseded}")
    };
    files.iter().map(one).collect()
}

/// Id, source, day and hour of delivery of each lead.
fn leads(room: &Room) -> Vec<String> {
    let mut rows = csv::Reader::from_path(room.path("reports/acordo-leads.csv")).unwrap();
    let header = rows.headers().unwrap().clone();
    let at = ["id", "source", "delivered"]
        .map(|name| header.iter().position(|column| column == name).unwrap());
    let mut leads: Vec<String> = rows
        .records()
        .map(|row| row.unwrap())
        .map(|row| at.map(|at| row[at].chars().take(14).collect::<String>()).join(" "))
        .collect();
    leads.sort_unstable();
    leads
}

fn codes(room: &Room) -> Vec<String> {
    let summary = room.json("reports/acordo.json");
    summary["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| warning["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn of_overlapping_files_the_newest_row_wins() {
    let source = "table = \"leads\"\nfiles = [\"leads-*.csv\"]\ntake = \"all\"\n[source.columns]\nid = \"id\"\nsource = \"origem\"\ndelivered = \"entregue\"\n";
    let room = room(
        source,
        &[
            (
                "leads-2026-11-05.csv",
                "id;origem;entregue\nL2;Feira;2026-11-04\nL3;Site;2026-11-05\n",
            ),
            (
                "leads-2026-11-03.csv",
                "id;origem;entregue\nL1;Site;2026-11-02\nL2;Site;2026-11-03\n",
            ),
        ],
    );
    room.done(RUN);
    assert_eq!(
        files(&room),
        ["leads-2026-11-03.csv 2 = 1 + 0 + 1", "leads-2026-11-05.csv 2 = 2 + 0 + 0"]
    );
    assert_eq!(
        leads(&room),
        ["L1 Site 2026-11-02T00:", "L2 Feira 2026-11-04T00:", "L3 Site 2026-11-05T00:"]
    );
}

#[test]
fn a_deal_repeated_for_each_contact_is_one_deal() {
    let source = "table = \"deals\"\nfiles = [\"negocios.csv\"]\ncreates-leads = true\n[source.columns]\nid = \"Id\"\nemail = \"Email\"\nsource = \"Fonte\"\ncreated = { date = \"Data\", time = \"Hora\" }\n";
    let text = "Id;Email;Fonte;Data;Hora\nD1;ana@x.com;Site;13/11/2026;10:30\nD1;beto@x.com;Site;13/11/2026;10:30\nD2;eva@x.com;Feira;14/11/2026;09:00\n";
    let room = room(source, &[("negocios.csv", text)]);
    room.done(RUN);
    assert_eq!(files(&room), ["negocios.csv 3 = 2 + 1 + 0"]);
    assert_eq!(leads(&room), ["D1 Site 2026-11-13T10:", "D2 Feira 2026-11-14T09:"]);
}

#[test]
fn headers_that_look_alike_are_told_apart_as_written() {
    let text = "id;Email;E-MAIL;entregue\nL1;Novo;Velho;2026-11-02\n";
    let source = |header: &str| {
        format!(
            "table = \"leads\"\nfiles = [\"leads.csv\"]\n[source.columns]\nid = \"id\"\nsource = \"{header}\"\ndelivered = \"entregue\"\n"
        )
    };
    for (header, word) in [("Email", "Novo"), ("E-MAIL", "Velho")] {
        let room = room(&source(header), &[("leads.csv", text)]);
        room.done(RUN);
        assert_eq!(leads(&room), [format!("L1 {word} 2026-11-02T00:")]);
    }
    let told = room(&source("e-mail"), &[("leads.csv", text)]).acordo("check");
    assert!(told.stdout.contains("the column “e-mail” is missing"), "{}", told.stdout);
}

#[test]
fn files_that_are_none_yet_are_named_and_passed() {
    let source = "table = \"leads\"\nfiles = [\"leads*\"]\n[source.columns]\nid = \"id\"\nsource = \"id\"\ndelivered = \"entregue\"\n";
    let text = "id;entregue\nL1;2026-11-02\n";
    let room = room(
        source,
        &[
            ("leads.csv", text),
            ("leads (1).csv.crdownload", "id;entr"),
            ("~$leads.xlsx", "x"),
            ("leads.csv.part", ""),
        ],
    );
    room.done(RUN);
    assert_eq!(files(&room), ["leads.csv 1 = 1 + 0 + 0"]);
    assert_eq!(codes(&room).iter().filter(|code| *code == "file-locked").count(), 2);
}

#[test]
fn what_a_source_says_of_its_file_is_obeyed() {
    let source = "table = \"leads\"\nfiles = [\"leads.csv\"]\n[source.columns]\nid = \"id\"\nsource = \"origem\"\ndelivered = \"entregue\"\n";
    let twice =
        "id;origem;entregue\nL8;modelo;2026-11-01\nid;origem;entregue\nL1;Site;2026-11-02\n";
    let cases = [
        ("header-row = 3", twice, "L1 Site 2026-11-02T00:"),
        ("delimiter = \",\"", "id,origem;a;b,entregue\nL1,Site;1;2,2026-11-02\n", ""),
        (
            "delimiter = \"|\"",
            "id|origem|entregue\nL1|a;b;c;d|2026-11-02\n",
            "L1 a;b;c;d 2026-11-02T00:",
        ),
        (
            "encoding = \"windows-1252\"",
            "id;origem;entregue\nL1;é;2026-11-02\n",
            "L1 Ã© 2026-11-02T00:",
        ),
        ("dates = \"mdy\"", "id;origem;entregue\nL1;Site;02/11/2026\n", "L1 Site 2026-02-11T00:"),
    ];
    for (read, text, lead) in cases {
        let room = room(&format!("{source}[source.read]\n{read}\n"), &[("leads.csv", text)]);
        if lead.is_empty() {
            let told = room.acordo("check");
            assert!(
                told.stdout.contains("There are: id, origem;a;b, entregue"),
                "{read}: {}",
                told.stdout
            );
            continue;
        }
        room.done(RUN);
        assert_eq!(leads(&room), [lead], "{read}");
    }
}

#[test]
fn a_source_that_loses_too_many_rows_is_refused() {
    let source = |most: &str| {
        format!(
            "table = \"leads\"\nfiles = [\"leads.csv\"]\nmax-set-aside = \"{most}\"\n[source.columns]\nid = \"id\"\nsource = \"id\"\ndelivered = \"entregue\"\n"
        )
    };
    let rows: String = (1..=10)
        .map(|n| if n > 7 { ";2026-11-02\n".to_owned() } else { format!("L{n};2026-11-02\n") })
        .collect();
    let text = format!("id;entregue\n{rows}");
    let told = room(&source("20%"), &[("leads.csv", &text)]).acordo(RUN);
    assert_eq!(told.exit, 4);
    assert!(
        told.stderr.contains("s was refused: 3 of its rows (30%) could not be used"),
        "{}",
        told.stderr
    );
    let room = room(&source("30%"), &[("leads.csv", &text)]);
    room.done(RUN);
    assert_eq!(leads(&room).len(), 7);
}

#[test]
fn a_workbook_that_is_only_open_elsewhere_is_said_to_be() {
    let source = "table = \"leads\"\nfiles = [\"*.xlsx\"]\n[source.columns]\nid = \"id\"\ndelivered = \"entregue\"\n";
    let told = room(source, &[("~$leads.xlsx", "x")]).acordo(RUN);
    assert_eq!(told.exit, 4);
    assert!(
        told.stderr.contains("matches only ~$leads.xlsx, which is still open"),
        "{}",
        told.stderr
    );
}
