//! The day of the first contact that a sheet of leads keeps beside each of them: it answers the first attempt, and nothing else.

use std::fs;

use serde_json::Value;

use crate::room::Room;
use crate::support::agreement::{head, over_tables};

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const OWN: &str =
    "[[commitment]]\nteam = \"marketing\"\nmetric = \"leads-delivered\"\ntarget = 10\n";
const PROMISES: &str = "[[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\nmin-sample = 1\nwithin = '1d'\ntarget = '90%'\n\
    [[commitment]]\nteam = 'sales'\nmetric = 'first-connection'\nmin-sample = 1\nwithin = '2d'\ntarget = '90%'\n\
    [[commitment]]\nteam = 'sales'\nmetric = 'attempts'\nmin-sample = 1\nwithin = '9d'\nattempts = 3\ntarget = '90%'\n";

fn ran(tables: &[(&str, &str)]) -> Room {
    let room = over_tables(head("en", "reports").replace(OWN, "") + PROMISES, tables);
    let told = room.acordo(RUN);
    assert!(told.exit == 0 || told.exit == 6, "{}{}", told.stdout, told.stderr);
    room
}

fn commitment(room: &Room, id: &str) -> Value {
    let all = room.json("reports/acordo.json")["commitments"].as_array().unwrap().clone();
    all.into_iter().find(|own| own["id"] == id).unwrap()
}

/// In words: how many were tried in time, late, may be either; or why nobody can tell.
fn told(room: &Room) -> String {
    let own = commitment(room, "first-attempt");
    if let Some(why) = own["why_not"].as_str().filter(|_| own["evidence"]["state"] == "not") {
        return why.to_owned();
    }
    ["met", "breached", "indeterminate", "not_assessable"]
        .map(|kind| own[kind].to_string())
        .join(" ")
}

/// Four leads: tried in time, late, never, and before the hand-off.
const LEADS: &str = "id,delivered,owner,first-contact\n\
    1,2026-11-03 09:00,Ana,2026-11-03 10:00\n2,2026-11-03 09:00,Bia,2026-11-09 10:00\n\
    3,2026-11-04 09:00,Ana,\n4,2026-11-04 09:00,Bia,2026-11-04 09:00\n";

#[test]
fn a_lead_s_own_first_contact_answers_the_first_attempt_alone() {
    let days = LEADS.replace(" 10:00", "").replace(" 09:00", "");
    let early = LEADS.replace("Bia,2026-11-04 09:00", "Bia,2026-11-02 09:00");
    let deals = "id,lead,created,first-contact\nD,3,2026-11-04 09:30,2026-11-04 10:00\n";
    let calls = "lead,at,outcome\n3,2026-11-04 10:00,connected\n";
    for (tables, expected) in [
        (vec![("leads", LEADS)], "2 2 0 0"),
        (vec![("leads", days.as_str())], "2 2 0 0"),
        // The lead's own date stands before a deal's, and activities before both.
        (vec![("leads", LEADS), ("deals", deals)], "2 2 0 0"),
        (vec![("leads", LEADS), ("activities", calls)], "1 3 0 0"),
        // One of three contacts lies before its hand-off: whether it was the answer nobody knows.
        (vec![("leads", early.as_str())], "1 2 1 0"),
    ] {
        let room = ran(&tables);
        assert_eq!(told(&room), expected, "{tables:?}");
        if tables.iter().all(|(name, _)| *name != "activities") {
            let why =
                ["first-connection", "attempts"].map(|id| commitment(&room, id)["why_not"].clone());
            assert_eq!(why, ["no-conversations", "no-activities"], "{tables:?}");
        }
    }
}

/// The attempt is the owner's of the row, and stands where its date stands.
#[test]
fn it_is_the_owner_s_and_has_its_place() {
    let room = ran(&[("leads", LEADS)]);
    let owners = room.json("reports/acordo.json")["cadence"]["owners"].to_string();
    assert!(owners.contains("Ana") && owners.contains("Bia"), "{owners}");
    let explained = room.acordo("explain 2 --as-of 2026-11-23T08:00").stdout;
    assert!(explained.contains("first-contact"), "{explained}");
    assert!(explained.contains("9 Nov 2026"), "{explained}");
}

/// Leads of a file without that column cannot show it: a few are left out, and where they are most nobody is judged.
#[test]
fn leads_of_files_without_the_column_are_not_accused() {
    let other = |n: u32| {
        (0..n).fold("id,delivered\n".to_owned(), |all, id| format!("{all}9{id},2026-11-05 09:00\n"))
    };
    for (n, expected) in
        [(1, "2 2 0 1"), (3, "2 2 0 3"), (4, "2 2 0 4"), (5, "leads-without-column")]
    {
        let room =
            over_tables(head("en", "reports").replace(OWN, "") + PROMISES, &[("leads", LEADS)]);
        fs::write(room.path("other.csv"), other(n)).unwrap();
        let text = room.text("acordo.toml")
            + "\n[[source]]\nname = \"other\"\ntable = \"leads\"\nfiles = \"other.csv\"\n[source.columns]\nid = \"id\"\ndelivered = \"delivered\"\n";
        fs::write(room.path("acordo.toml"), text).unwrap();
        let run = room.acordo(RUN);
        assert!(run.exit == 0 || run.exit == 6, "{}", run.stderr);
        assert_eq!(told(&room), expected, "{n}");
        assert!(run.stderr.contains("without a date of first contact"), "{}", run.stderr);
    }
}

/// Nor those of one file of a source that lacks the column, nor one whose date nobody can read.
#[test]
fn what_a_row_cannot_tell_is_not_held_against_it() {
    let lacking = |n: u32| {
        (0..n).fold("id,delivered,owner\n".to_owned(), |all, id| {
            format!("{all}9{id},2026-11-05 09:00,Ana\n")
        })
    };
    for (n, expected) in [(1, "2 2 0 1"), (4, "2 2 0 4"), (5, "leads-without-column")] {
        let room =
            over_tables(head("en", "reports").replace(OWN, "") + PROMISES, &[("leads", LEADS)]);
        fs::write(room.path("leads-b.csv"), lacking(n)).unwrap();
        let (one, all) = ("files = ['leads.csv']", "files = ['leads*.csv']\ntake = 'all'");
        let text = room.text("acordo.toml").replace(one, all);
        fs::write(room.path("acordo.toml"), text).unwrap();
        room.acordo(RUN);
        assert_eq!(told(&room), expected, "{n}");
    }
    let unread = |cell: &str| LEADS.replace("Ana,\n", &format!("Ana,{cell}\n"));
    for (cell, expected) in [
        ("ontem", "2 1 0 1"),
        ("04/11 as 10", "2 1 0 1"),
        ("yesterday", "2 1 0 1"),
        ("-", "2 2 0 0"),
    ] {
        let rows = unread(cell);
        let room =
            over_tables(head("en", "reports").replace(OWN, "") + PROMISES, &[("leads", &rows)]);
        let text = room.text("acordo.toml").replace("cut-off", "max-set-aside = '100%'\ncut-off");
        fs::write(room.path("acordo.toml"), text).unwrap();
        room.acordo(RUN);
        assert_eq!(told(&room), expected, "{cell}");
    }
}

/// Deals that were exported before the leads cannot show the contacts of the days since.
#[test]
fn a_first_contact_of_older_deals_is_judged_as_far_as_they_reach() {
    let leads = "id,delivered\n1,2026-11-03 09:00\n2,2026-11-17 09:00\n";
    let deals = "id,lead,created,first-contact\nA,1,2026-11-03 09:00,2026-11-03 10:00\nB,2,2026-11-17 09:00,\n";
    for (newest, expected) in [("2026-11-17 18:00", 0), ("2026-11-20 18:00", 1)] {
        let deals = format!("{deals}C,1,{newest},\n");
        let room = over_tables(
            head("en", "reports").replace(OWN, "") + PROMISES,
            &[("leads", leads), ("deals", &deals)],
        );
        let (all, newest) =
            ("['deals.csv']\ncut-off = 'none'", "['deals.csv']\ncut-off = 'newest-row'");
        let text = room.text("acordo.toml").replace(all, newest);
        fs::write(room.path("acordo.toml"), text).unwrap();
        let run = room.acordo(RUN);
        assert!(run.exit == 0 || run.exit == 6, "{}", run.stderr);
        let own = commitment(&room, "first-attempt");
        assert_eq!(own["breached"], expected, "{own}");
    }
}

/// `Data 1º contato` beside the day a lead came is that date; alone it may be that day itself; and tries in several columns are tries.
#[test]
fn a_sheet_s_column_of_first_contacts_is_recognised() {
    let field = |headers: [&str; 4], last: [&str; 4]| {
        let room = Room::empty();
        let row = |n: usize| {
            let cells = ["2026-11-0", "Ana Lima ", "(11) 98888-111", last[n]];
            let own = |at: usize| match (headers[at], at) {
                ("", _) => String::new(),
                (_, 0) => format!("{}{} 09:00", cells[0], n + 2),
                (_, 3) => last[n].to_owned(),
                _ => format!("{}{n}", cells[at]),
            };
            (0..4).filter(|at| !headers[*at].is_empty()).map(own).collect::<Vec<_>>().join(";")
        };
        let head: Vec<&str> = headers.into_iter().filter(|own| !own.is_empty()).collect();
        let rows: Vec<String> = (0..4).map(row).collect();
        fs::write(room.path("leads.csv"), format!("{}\n{}\n", head.join(";"), rows.join("\n")))
            .unwrap();
        let seen: Value =
            serde_json::from_str(&room.done("inspect --json leads.csv").stdout).unwrap();
        let columns = seen["files"][0]["columns"].as_array().unwrap().clone();
        let own = columns.iter().find(|own| own["header"] == headers[3]).unwrap();
        own["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| own.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let days = ["2026-11-02 10:00", "2026-11-04 10:00", "2026-11-04 11:00", ""];
    for header in [
        "Data 1º contato",
        "Primeiro contato em",
        "1ª ligação",
        "1o CONTATO DIA",
        "1º retorno",
        "First contact",
        "1st call",
        "First touch date",
    ] {
        assert_eq!(
            field(["Data de entrada", "Nome", "Telefone", header], days),
            ["first-contact"],
            "{header}"
        );
        assert!(field(["", "Nome", "Telefone", header], days).is_empty(), "{header} alone");
    }
    let words = ["não atendeu", "atendeu", "caixa postal", ""];
    assert_ne!(
        field(["Data de entrada", "Nome", "Telefone", "1º contato"], words),
        ["first-contact"]
    );
}
