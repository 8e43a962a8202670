//! What is said of something that is not there: only where the files would show it, and the same in every output.

use std::fs;

use serde_json::Value;

use crate::room::Room;
use crate::support::agreement::{head, over_tables};
use crate::support::grid;

/// The promise that the head brings.
const OWN: &str =
    "[[commitment]]\nteam = \"marketing\"\nmetric = \"leads-delivered\"\ntarget = 10\n";
const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";

/// A room with these promises over these tables, each with its header.
fn room(language: &str, promises: &str, tables: &[(&str, &str)]) -> Room {
    over_tables(head(language, "reports").replace(OWN, "") + promises, tables)
}

fn ran(room: &Room, command: &str) -> String {
    let told = room.acordo(command);
    assert!(told.exit == 0 || told.exit == 6, "{}{}", told.stdout, told.stderr);
    told.stdout
}

fn workbook(room: &Room) -> String {
    ran(room, RUN);
    let name = room.names("reports").into_iter().find(|name| name.ends_with(".xlsx")).unwrap();
    grid::of(&room.bytes(&format!("reports/{name}"))).join("\n")
}

fn commitment(room: &Room, id: &str) -> Value {
    let all = room.json("reports/acordo.json")["commitments"].as_array().unwrap().clone();
    all.into_iter().find(|own| own["id"] == id).unwrap()
}

fn promise(team: &str, metric: &str, rest: &str) -> String {
    format!("[[commitment]]\nteam = '{team}'\nmetric = '{metric}'\nmin-sample = 1\n{rest}\n")
}

const LEADS: &str = "id,delivered\n1,2026-09-03 09:00\n2,2026-11-03 09:00\n3,2026-11-04 09:00\n";
const LATE: &str = "lead,at,outcome\n1,2026-09-03 09:05,connected\n2,2026-11-03 15:00,no-answer\n3,2026-11-04 09:05,connected\n";
const QUICK: &str = "lead,at,outcome\n1,2026-09-03 09:05,connected\n2,2026-11-03 09:10,connected\n3,2026-11-04 09:05,connected\n";

/// No breach, and nothing to change: of promises with a target alone.
#[test]
fn without_a_target_nothing_is_said_to_be_kept() {
    let none = [
        ("pt-BR", ["Nenhuma falha até o corte.", "nada a mudar agora"]),
        ("en", ["No breach up to the cut-off.", "nothing to change now"]),
    ];
    for (language, kept) in none {
        for (target, activities, is_said) in [
            ("within = '1h'", LATE, false),
            ("within = '1h'", QUICK, false),
            ("within = '1d'", QUICK, false),
            ("within = '1h'\ntarget = '90%'", QUICK, true),
            ("within = '1h'\ntarget = '50%'", QUICK, true),
        ] {
            let tables = [("leads", LEADS), ("activities", activities)];
            let told =
                workbook(&room(language, &promise("sales", "first-attempt", target), &tables));
            for sentence in kept {
                assert_eq!(told.contains(sentence), is_said, "{language} {target}: {sentence}");
            }
        }
    }
}

/// No sale, no loss and no step: only where a date of theirs would show.
#[test]
fn what_has_no_date_is_not_said_not_to_have_happened() {
    let promises = promise("both", "sales-won", "target = 5")
        + &promise("sales", "first-attempt", "within = '1h'\ntarget = '90%'");
    let words = "id,delivered,status\n1,2026-09-03 09:00,won\n2,2026-11-03 09:00,lost\n3,2026-11-04 09:00,\n";
    let undated = "id,delivered,won,lost,status\n1,2026-09-03 09:00,,,won\n2,2026-11-03 09:00,,,lost\n3,2026-11-04 09:00,,,\n";
    let dated = "id,delivered,won,lost\n1,2026-09-03 09:00,2026-09-09 09:00,\n2,2026-09-03 09:00,,2026-09-10 09:00\n";
    let deals = "id,lead,created,status\nA,1,2026-09-04 09:00,won\nB,2,2026-11-04 09:00,lost\n";
    let (portuguese, english) = (
        ["Nenhuma fonte informa vendas", "Nenhum lead perdido no período"],
        ["No source tells of sales", "No lead lost in the period"],
    );
    for (language, false_ones) in [("pt-BR", portuguese), ("en", english)] {
        for tables in [
            &[("leads", LEADS)][..],
            &[("leads", words)],
            &[("leads", undated)],
            &[("leads", LEADS), ("deals", deals)],
            &[("leads", words), ("activities", LATE)],
        ] {
            let told = workbook(&room(language, &promises, tables));
            for sentence in false_ones {
                assert!(!told.contains(sentence), "{language} {tables:?}: {sentence}");
            }
        }
        // Where dates tell of losses, and none lies in the period, there was none.
        let told = workbook(&room(language, &promises, &[("leads", dated)]));
        assert!(told.contains(false_ones[1]), "{language}");
    }
}

/// A date of first contact tells of the first attempt alone.
#[test]
fn a_first_contact_is_no_record_of_tries() {
    let deals = |contact: &str| {
        let row = |id: u32| format!("D{id},{id},2026-11-0{id} 09:00,2026-11-0{id} {contact}\n");
        let rows: String = (2..5).map(row).collect();
        format!("id,lead,created,first-contact\n{rows}")
    };
    let leads = "id,delivered\n2,2026-11-02 08:00\n3,2026-11-03 08:00\n4,2026-11-04 08:00\n";
    let calls = "lead,at,outcome\n2,2026-11-02 09:05,connected\n3,2026-11-03 10:00,no-answer\n4,2026-11-04 09:05,connected\n";
    for (language, second, each) in [("pt-BR", "2ª", "Por canal"), ("en", "2nd", "By channel")] {
        let promises = promise("sales", "first-attempt", "within = '1d'\ntarget = '90%'");
        for contact in ["09:00", "10:00", "18:00"] {
            let tables = [("leads", leads), ("deals", &deals(contact))];
            let room = room(language, &promises, &tables);
            let told = workbook(&room);
            assert!(!told.contains(each), "{language} {contact}");
            let cadence = &room.json("reports/acordo.json")["cadence"];
            assert_eq!(cadence["tries"].as_array().unwrap().len(), 0, "{contact}");
            assert_eq!(commitment(&room, "first-attempt")["denominator"], 3, "{contact}");
        }
        let told = workbook(&room(language, &promises, &[("leads", leads), ("activities", calls)]));
        assert!(told.contains(each) && told.contains(second), "{language}");
    }
}

/// How many tries a lead got, and that it got none, stands in the lists of leads only where some file would show each try.
#[test]
fn tries_nobody_sees_are_not_counted() {
    let deals = "id,lead,created,first-contact\nD2,2,2026-11-03 09:30,2026-11-03 10:00\nD3,3,2026-11-04 09:30,\n";
    let leads = "id,email,delivered\n2,b@x.com,2026-11-03 09:00\n3,c@x.com,2026-11-04 09:00\n";
    let no_key = "id,email,delivered\n2,b@x.com,2026-11-03 09:00\n3,,2026-11-04 09:00\n";
    let calls = "email,at,channel\nb@x.com,2026-11-03 10:00,call\nb@x.com,2026-11-05 10:00,call\n";
    let tasks = "email,at,channel\nb@x.com,2026-11-03 10:00,task\n";
    let lost = "email,at,channel\nb@x.com,2026-11-03 10:00,call\ny@x.com,2026-11-05 10:00,call\nz@x.com,2026-11-05 10:00,call\n";
    let head = |language: &str| ["Tentativas", "Attempts"][usize::from(language == "en")];
    for (language, untried) in [("pt-BR", "sem tentativa"), ("en", "no attempt")] {
        for (tables, tries, is_untried) in [
            (vec![("leads", leads)], ["", ""], false),
            (vec![("leads", leads), ("deals", deals)], ["", ""], false),
            (vec![("leads", leads), ("activities", calls)], ["2", "0"], true),
            (vec![("leads", leads), ("deals", deals), ("activities", calls)], ["2", "0"], false),
            (vec![("leads", no_key), ("activities", calls)], ["2", ""], false),
            (vec![("leads", leads), ("activities", tasks)], ["", ""], false),
            (vec![("leads", leads), ("activities", lost)], ["1", ""], false),
        ] {
            let room = room(
                language,
                &promise("sales", "first-attempt", "within = '1d'\ntarget = '90%'"),
                &tables,
            );
            let told = workbook(&room);
            let mut rows = csv::Reader::from_path(room.path("reports/acordo-leads.csv")).unwrap();
            let at = rows.headers().unwrap().iter().position(|own| own == "tries").unwrap();
            let found: Vec<String> =
                rows.records().map(|row| row.unwrap()[at].to_owned()).collect();
            assert_eq!(found, tries, "{language} {tables:?}");
            assert_eq!(
                told.contains(&format!("String(\"{untried}\")")),
                is_untried,
                "{language} {tables:?}"
            );
            assert!(told.contains(head(language)), "{language} {tables:?}");
        }
    }
}

/// The cohort of an observed ratio is that of the days that its sentence names.
#[test]
fn a_cohort_holds_the_days_it_names() {
    for first_deal in ["06-01", "06-03", "06-05", "06-12", "08-20", "10-30"] {
        let leads: String = (1..29).fold("id,delivered\n".to_owned(), |all, day| {
            format!("{all}{day},2026-06-{day:02} 09:00\n")
        });
        let deals = format!(
            "id,lead,created,won\nA,20,2026-{first_deal} 09:00,2026-{first_deal} 10:00\nB,28,2026-11-02 09:00,2026-11-03 09:00\n"
        );
        let promises = promise("marketing", "leads-delivered", "target = 'plan'");
        let room = room("en", &promises, &[("leads", &leads), ("deals", &deals)]);
        let text = room.text("acordo.toml");
        assert!(text.contains("sales = 3\n"));
        let text = text.replace("sales = 3\n", "sales = 3\nleads-per-sale = 'observed'\n");
        fs::write(room.path("acordo.toml"), text).unwrap();
        ran(&room, RUN);
        let plan = &room.json("reports/acordo.json")["plan"];
        for cohort in [&plan["cohort"], &plan["drift"]] {
            let (from, to) = (cohort["from"].as_str().unwrap(), cohort["to"].as_str().unwrap());
            let day = |day: u32| format!("2026-06-{day:02}");
            let own = (1..29).filter(|n| (from..=to).contains(&day(*n).as_str())).count();
            assert_eq!(cohort["leads"], own, "{first_deal}: {cohort}");
        }
    }
}

/// A promise stays as it was agreed where the files cover a part of the period; the share they cover stands beside it.
#[test]
fn a_promise_is_shown_as_agreed() {
    let leads: String = (2..21).fold("id,delivered\n".to_owned(), |all, day| {
        format!("{all}{day},2026-11-{day:02} 09:00\n")
    });
    let deals = |first: u32| {
        let row =
            |day: u32| format!("D{day},{day},2026-11-{day:02} 10:00,2026-11-{day:02} 12:00\n");
        format!("id,lead,created,won\n{}", (first..first + 3).map(row).collect::<String>())
    };
    for (language, words) in [("pt-BR", "no tempo coberto)"), ("en", "in the time covered)")] {
        for (first, is_part) in [(2, false), (4, true), (6, true), (11, true)] {
            let promises = promise("both", "sales-won", "target = 20");
            let room = room(language, &promises, &[("leads", &leads), ("deals", &deals(first))]);
            let told = workbook(&room);
            let own = commitment(&room, "sales-won");
            let (agreed, target) = (own["agreed"].as_f64(), own["target"].as_f64().unwrap());
            assert_eq!((agreed, target < 20.0), (is_part.then_some(20.0), is_part), "{first}");
            let brief = room.text("reports/resumo.txt");
            let explained = ran(&room, "explain sales-won --as-of 2026-11-23T08:00");
            for output in [&told, &brief, &explained] {
                assert_eq!(output.contains("20 ("), is_part, "{language} {first}: {output}");
                assert_eq!(output.contains(words), is_part, "{language} {first}");
            }
        }
    }
}

/// How far a number is seen is one classification: of `check`, of the summary document and of the brief.
#[test]
fn a_sum_between_two_ends_is_seen_in_part() {
    let reasons = "[reasons]\nmarketing = ['Wrong']\nneutral = ['Closed']\n";
    let lead = |reason: &str| {
        format!(
            "id,delivered,lost,lost-reason\n1,2026-11-03 09:00,,\n2,2026-11-03 09:00,2026-11-04 09:00,{reason}\n3,2026-11-04 09:00,,\n"
        )
    };
    for (language, part) in [("pt-BR", "em parte"), ("en", "in part")] {
        let mut between = 0;
        for reason in ["Unheard of", "Wrong", "Closed", "", "Price"] {
            let promises =
                format!("{reasons}{}", promise("marketing", "leads-delivered", "target = 5"));
            let room = room(language, &promises, &[("leads", &lead(reason))]);
            ran(&room, RUN);
            let own = commitment(&room, "leads-delivered");
            let is_between = own["possible"]["low"] != own["possible"]["high"];
            assert!(!is_between || own["evidence"]["state"] == "partly", "{reason}: {own}");
            between += u32::from(is_between);
            let check = room.acordo_at("2026-11-23T08:00:00-03:00", "check").stdout;
            let line = check.lines().find(|line| line.contains("leads-delivered")).unwrap();
            assert_eq!(line.contains(part), own["evidence"]["state"] == "partly", "{line}");
            let brief = room.text("reports/resumo.txt").to_lowercase();
            assert_eq!(brief.contains(part), own["evidence"]["state"] == "partly", "{brief}");
        }
        assert!(between > 0);
    }
}
