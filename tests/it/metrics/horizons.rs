//! Exports of different instants: every output knows the same of a lead, each fact up to the cut-off of its tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use calamine::Data;

use super::{Run, World};
use crate::workbook::sheets;

const NOON: &str = "2026-11-25T12:00";
/// File times in São Paulo.
const A_WEEK_BEFORE: &str = "cut-off = 'file-time'\nmtime = 1795006800";
const AT_TEN: &str = "cut-off = 'file-time'\nmtime = 1795611600";
const AT_ELEVEN: &str = "cut-off = 'file-time'\nmtime = 1795615200";

/// What the three outputs tell of leads.
struct Told {
    run: Run,
    /// The sheet Leads: rows by column, by id.
    sheet: BTreeMap<String, BTreeMap<String, Data>>,
    explained: BTreeMap<String, String>,
    /// `resumo.txt` and the letters, by name.
    texts: BTreeMap<String, String>,
    /// The sheet Plan: the number as agreed, by its row's words.
    plan: BTreeMap<String, f64>,
}

fn tell(world: &World, leads: &[&str]) -> Told {
    let room = tempfile::tempdir().unwrap();
    let run = world.run_in(room.path(), NOON);
    let explain = |lead: &&str| ((*lead).to_owned(), explained(room.path(), lead));
    let book = fs::read(room.path().join("out/acordo_2026-11-25.xlsx")).unwrap();
    Told {
        run,
        sheet: listed(&book),
        explained: leads.iter().map(explain).collect(),
        texts: texts(room.path()),
        plan: plan(&book),
    }
}

/// What people are sent, of letters those that speak of marketing.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut command = crate::room::program();
    command.args(["preview", "--as-of", NOON, "--to"]).arg(folder.join("letters"));
    assert!(command.arg("-c").arg(folder.join("acordo.toml")).output().unwrap().status.success());
    let files = ["out/resumo.txt", "letters/marketing.txt", "letters/both.txt"];
    files.map(|name| (name.to_owned(), fs::read_to_string(folder.join(name)).unwrap())).into()
}

fn plan(book: &[u8]) -> BTreeMap<String, f64> {
    let (_, plan) = sheets(book).into_iter().find(|(name, _)| name == "Plan").unwrap();
    let number = |row: &[Data]| {
        let words = row.iter().find(|cell| matches!(cell, Data::String(_)))?;
        let number = row.iter().find_map(|cell| match cell {
            Data::Float(number) => Some(*number),
            Data::Int(number) => Some(*number as f64),
            _ => None,
        });
        Some((words.to_string(), number?))
    };
    plan.rows().filter_map(number).collect()
}

fn explained(folder: &Path, what: &str) -> String {
    let mut command = crate::room::program();
    command.args(["explain", what, "--as-of", NOON, "-c"]).arg(folder.join("acordo.toml"));
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn listed(book: &[u8]) -> BTreeMap<String, BTreeMap<String, Data>> {
    let (_, leads) = sheets(book).into_iter().find(|(name, _)| name == "Leads").unwrap();
    let is_head = |row: &&[Data]| row.iter().any(|cell| *cell == "First attempt");
    let mut rows = leads.rows().skip_while(|row| !is_head(row));
    let heads: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let row = |row: &[Data]| heads.iter().cloned().zip(row.iter().cloned()).collect();
    let rows = rows.map(row);
    rows.map(|row: BTreeMap<String, Data>| (row["Lead"].to_string(), row)).collect()
}

impl Told {
    fn plan(&self, words: &str) -> f64 {
        *self.plan.get(words).unwrap_or_else(|| panic!("{words}: {:?}", self.plan))
    }

    fn cell(&self, lead: &str, head: &str) -> String {
        let row = self.sheet.get(lead).unwrap_or_else(|| panic!("{lead}: {:?}", self.sheet));
        row.get(head).unwrap_or_else(|| panic!("{head}: {:?}", row.keys())).to_string()
    }
}

/// Leads exported at 10:00, activities at noon, due at 11:00. A: tried at 09:30. B: tried at 10:30, after what is known of
/// leads: pending, so nobody has tried it yet. C: delivered at 10:15, which nobody knows yet.
#[test]
fn no_contact_after_the_cut_off_stands_beside_a_pending_verdict() {
    let world = World::default()
        .promise("first-attempt", "within = '2h'")
        .promise("attempts", "attempts = 1\nwithin = '2h'")
        .source("leads", AT_TEN, "id,delivered\nA,11-25 09:00\nB,11-25 09:00\nC,11-25 10:15")
        .source(
            "activities",
            "",
            "at,lead,channel,outcome\n11-25 09:30,A,call,no-answer\n11-25 10:30,B,call,connected\n11-25 10:40,C,call,no-answer",
        );
    let told = tell(&world, &["A", "B", "C"]);
    let says = [
        "A.first_attempt=11-25 09:30",
        "A.tries=1",
        "A.first-attempt_verdict=met",
        "B.first_attempt=",
        "B.first_connection=",
        "B.tries=0",
        "B.first-attempt_verdict=pending",
        "B.attempts_verdict=pending",
        "C.delivered=",
        "C.tries=0",
        "C.first-attempt_verdict=",
        "first-attempt:cut_off=11-25 10:00",
        "first-attempt:pending=1",
    ];
    assert_eq!(told.run.lies(&says), [""; 0]);
    let blank = ["First attempt", "First connection"].map(|head| told.cell("B", head));
    assert_eq!(
        (blank, told.cell("B", "Attempts")),
        ([String::new(), String::new()], "0".to_owned())
    );
    assert_eq!(
        ["A", "B"].map(|lead| told.cell(lead, "State")),
        ["in cadence", "no attempt"].map(str::to_owned)
    );
    assert!(!told.cell("A", "First attempt").is_empty());
    assert!(!told.sheet.contains_key("C"), "{:?}", told.sheet.get("C"));
    let (of_b, of_c) = (&told.explained["B"], &told.explained["C"]);
    assert!(of_b.contains("10:30 call → after the cut-off of 25 Nov 2026 10:00"), "{of_b}");
    assert!(
        of_b.contains("due 25 Nov 2026 11:00 → pending") && !of_b.contains("attempt 1"),
        "{of_b}"
    );
    assert!(of_c.contains("delivered: 25 Nov 2026 10:15 → after the cut-off"), "{of_c}");
}

/// Deals exported at 10:00, leads and activities at 11:00: what the deals decided by 10:00 is told, and the deliveries and
/// contacts of the hour after it all the same.
#[test]
fn old_deals_hide_no_delivery() {
    let leads = "id,email,delivered,accepted,rejected\nA,a@x.com,11-25 09:00,,\nB,b@x.com,11-25 10:30,11-25 10:45,";
    let deals = "id,email,created,won\nD,a@x.com,11-25 09:10,11-25 09:50";
    let world = World::default()
        .promise("leads-delivered", "target = 10\ncounting = 'gross'")
        .promise("first-attempt", "within = '2h'")
        .promise("decision", "within = '2h'")
        .source("leads", AT_ELEVEN, leads)
        .source("activities", AT_ELEVEN, "at,lead,channel\n11-25 10:50,B,call")
        .source("deals", AT_TEN, deals);
    let told = tell(&world, &["B"]);
    let says = [
        "leads-delivered:actual=2",
        "A.won=11-25 09:50",
        "B.delivered=11-25 10:30",
        "B.first_attempt=11-25 10:50",
        "B.first-attempt_verdict=met",
        "B.accepted=",
        "B.decision_verdict=",
    ];
    assert_eq!(told.run.lies(&says), [""; 0]);
    let shown = ["In the period", "Attempts", "Decision"].map(|head| told.cell("B", head));
    assert_eq!(shown, ["1", "1", "undecided"].map(str::to_owned));
    let of_b = &told.explained["B"];
    assert!(
        of_b.contains("accepted: 25 Nov 2026 10:45 → after the cut-off of 25 Nov 2026 10:00"),
        "{of_b}"
    );
}

/// What a deal says of a day after its own file was written (18/11 10:00) counts in no promise, whatever tables that reads, and is said; the same day
/// in deals that are known for good, or in the file of leads, counts. A is due by 23/11 18:00.
#[test]
fn what_a_deal_dates_after_its_own_file_counts_nowhere() {
    const LEADS: &str = "id,delivered\nA,11-17 09:30\nB,11-17 09:30";
    let world = |leads: &str, until: &str, deal: &str| {
        World::default()
            .promise("leads-delivered", "target = 10")
            .promise("first-attempt", "within = '3d'")
            .promise("attempts", "attempts = 2\nwithin = '3d'")
            .promise("sales-won", "target = 10")
            .promise("acceptance", "target = '80%'")
            .source("leads", AT_ELEVEN, leads)
            .source(
                "activities",
                AT_ELEVEN,
                "at,lead,channel,outcome\n11-17 09:40,B,call,no-answer\n11-18 09:40,B,call,connected",
            )
            .source(
                "deals",
                until,
                &format!("id,lead,created,won,lost,lost-reason\nX,A,11-17 10:00,{deal}"),
            )
            .run(NOON)
    };
    let unknown = [
        "leads-delivered:actual=2",
        "A.first-attempt_verdict=breached",
        "A.attempts_verdict=breached",
        "A.won=",
        "A.lost=",
        "sales-won:actual=0",
    ];
    for (deal, known) in [
        (",11-19 10:00,bad number", ["leads-delivered:actual=1", "A.first-attempt_verdict=exempt"]),
        (",11-18 10:01,bad number", ["leads-delivered:actual=1", "A.attempts_verdict=met"]),
        (",11-19 10:00,closed down", ["leads-delivered:actual=2", "A.attempts_verdict=met"]),
        (",11-19 10:00,competitor", ["leads-delivered:actual=2", "A.lost=11-19 10:00"]),
        ("11-19 10:00,,", ["sales-won:actual=1", "A.attempts_verdict=met"]),
        ("11-23 10:00,,", ["sales-won:actual=1", "A.won=11-23 10:00"]),
    ] {
        let hidden = world(LEADS, A_WEEK_BEFORE, deal);
        assert_eq!(hidden.lies(&unknown), [""; 0], "{deal}");
        let codes = hidden.json["warnings"].to_string();
        assert!(codes.contains("future-rows"), "{deal}: {codes}");
        assert_eq!(world(LEADS, "", deal).lies(&known), [""; 0], "{deal}");
    }
    let own = "id,delivered,rejected,rejection-reason\nA,11-17 09:30,11-19 10:00,bad number\nB,11-17 09:30,,";
    let told = world(own, A_WEEK_BEFORE, ",,");
    let says = ["leads-delivered:actual=1", "A.first-attempt_verdict=exempt"];
    assert_eq!(told.lies(&says), [""; 0], "in the file of leads");
}

/// Deals a week old, the rest of 11:00 today. Six deliveries, one taken off: 60 − 5 = 55 are left. Of the working days 25/11 has seven
/// hours of nine, then come 26, 27 and 30/11: 3.78 days, 14.56 a day; the deals' cut-off would leave 7.89.
#[test]
fn every_output_counts_the_same_days_left() {
    let leads = "id,company,owner,source,delivered,accepted,rejected,rejection-reason
        A,Aço,Ana,Ads,11-03 09:30,11-04 09:30,,\nB,Aço,Bia,Ads,11-10 09:30,,11-10 10:00,bad number
        C,,Bia,Fair,11-17 09:30,11-18 09:30,,\nD,Aço,Ana,Fair,11-19 09:30,11-19 10:00,,
        E,Aço,Ana,Ads,11-24 09:30,,11-24 11:00,competitor\nF,Aço,Bia,,11-25 09:30,,,";
    let tries = "at,lead,channel\n11-03 10:05,A,call\n11-10 11:30,B,call\n11-24 10:00,E,call";
    let world = World::default()
        .more("[[commitment]]\nteam = 'marketing'\nmetric = 'leads-delivered'\ntarget = 'plan'")
        .promise("acceptance", "target = '80%'")
        .promise("handoff-complete", "")
        .promise("first-attempt", "within = '1h'")
        .promise("sales-won", "target = 10")
        .more("[handoff]\nrequired = ['company']")
        .source("leads", AT_ELEVEN, leads)
        .source("activities", AT_ELEVEN, tries)
        .source("deals", A_WEEK_BEFORE, "id,lead,created,won\nX,A,11-04 10:00,11-09 10:00");
    let told = tell(&world, &[]);
    let says = [
        "leads-delivered:actual=5",
        "leads-delivered:cut_off=11-25 11:00",
        "leads-delivered:needed_per_day=14.5588",
        "acceptance:cut_off=11-18 10:00",
        "acceptance:numerator=2",
        "acceptance:denominator=3",
    ];
    assert_eq!(told.run.lies(&says), [""; 0]);
    let go = "55 leads to go in 3.8 working days: 14.6 a day";
    for (name, text) in &told.texts {
        assert!(
            text.split_whitespace().collect::<Vec<_>>().join(" ").contains(go),
            "{name}: {text}"
        );
    }
    assert!((told.plan("Leads still to go for the plan") - 55.0).abs() < 1e-9);
    assert!((told.plan("Working days left") - 34.0 / 9.0).abs() < 1e-9);
    assert!((told.plan("per working day left") - 55.0 / (34.0 / 9.0)).abs() < 1e-9);
    let listed = |head: &str| told.sheet.keys().filter(|lead| told.cell(lead, head) == "1").count();
    assert_eq!((listed("In the period"), listed("Counts off")), (6, 1));
}

/// Why a promise does not speak of a lead, from what made its cohort. A is in scope and of October, B is of another company, C was
/// never delivered, D comes before the promise was made, E is judged.
#[test]
fn a_lead_outside_is_told_what_keeps_it_out() {
    let leads = "id,created,delivered,company\nA,10-19 09:00,10-20 10:00,Aço
        B,11-16 09:00,11-17 10:00,Mar\nC,11-17 09:00,,Aço\nD,11-02 09:00,11-03 10:00,Aço\nE,11-16 09:00,11-17 10:00,Aço";
    let scope = "where = { company = 'Aço' }\nfrom = 2026-10-01\nuntil = 2026-11-01
        [[commitment]]\nteam = 'both'\nmetric = 'METRIC'\ntarget = '90%'\nwithin = '1h'\nwhere = { company = 'Aço' }\nfrom = 2026-11-10";
    let promised = |world: World, metric: &str| {
        let lines = format!("target = '90%'\nwithin = '1h'\n{scope}");
        world.promise(metric, &lines.replace("METRIC", metric))
    };
    let world = promised(World::default(), "first-attempt")
        .promise("handoff-complete", "where = { company = 'Aço' }\nfrom = 2026-10-01")
        .more("[handoff]\nrequired = ['company']")
        .source("leads", "", leads)
        .source("activities", "", "at,lead,channel\n10-20 10:10,A,call\n11-17 10:10,E,call");
    let told = tell(&world, &["A", "B", "C", "D", "E"]);
    let line = |lead: &str, promise: &str| {
        let is_own = |line: &&str| line.to_lowercase().contains(promise);
        let lines = told.explained[lead].lines().filter(is_own);
        lines.collect::<Vec<_>>().join("\n")
    };
    for promise in ["first attempt", "hand-off"] {
        let (a, b, c) = (line("A", promise), line("B", promise), line("C", promise));
        // A lead of an earlier period is told by that one.
        assert!(a.contains("→ met") || a.contains("counts in favour"), "{a}");
        assert!(
            told.explained["A"].contains("the verdicts above are of 1 Oct"),
            "{}",
            told.explained["A"]
        );
        assert!(b.contains("out of scope (Aço)"), "{b}");
        assert!(c.contains("never delivered"), "{c}");
    }
    assert!(line("D", "first attempt").contains("no version"), "{}", line("D", "first attempt"));
    assert!(line("E", "first attempt").contains("→ met"), "{}", line("E", "first attempt"));
    let verdicts = ["A", "B", "C", "D"].map(|lead| format!("{lead}.first-attempt_verdict="));
    let verdicts: Vec<&str> = verdicts.iter().map(String::as_str).collect();
    assert_eq!(told.run.lies(&verdicts), [""; 0]);
}

/// Activities were exported at 10:00 on the 25th, leads at noon. Ana came back at 11:00: the try that is dated the 25th,
/// without a time of day, was made before 10:00, so it is of the lead that she was then; one made on the 24th too, and
/// one that an export of noon holds may be of either and is of the latest.
#[test]
fn a_try_of_a_day_is_not_of_a_lead_delivered_after_its_export() {
    let first = |options: &str, day: &str| {
        let run = World::default()
            .top("re-entry = '0d'\n")
            .promise("first-attempt", "within = '3d'")
            .source(
                "leads",
                "",
                "id,email,delivered\nold,ana@x.com,11-24 09:00\nnew,ana@x.com,11-25 11:00",
            )
            .source("activities", options, &format!("at,email,channel\n{day},ana@x.com,call"))
            .run(NOON);
        let tried = |row: &BTreeMap<String, String>| !row["first_attempt"].is_empty();
        let ids = run.leads.iter().filter(|row| tried(row)).map(|row| row["id"].clone());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(first(AT_TEN, "11-25"), "old");
    assert_eq!(first(AT_TEN, "11-24"), "old");
    assert_eq!(first("", "11-25"), "new");
    assert_eq!(first("", "11-25 10:30"), "old");
}

/// Deals of a week ago that carry an end of the day after, the rest of 11:00 today: that end has not happened for any promise, also for those that
/// read no deals. In deals of today it has.
#[test]
fn what_is_later_than_its_own_source_counts_in_no_promise() {
    let leads = "id,delivered\nA,11-17 09:30\nB,11-17 09:30";
    let made = |promise: (&str, &str), cut_off: &str, deals: &str| {
        let world = World::default()
            .more("[handoff]\nrejection-window = '3d'")
            .promise(promise.0, promise.1)
            .source("leads", AT_ELEVEN, leads)
            .source(
                "activities",
                AT_ELEVEN,
                "at,lead,channel,outcome\n11-24 10:00,B,call,connected",
            )
            .source("deals", cut_off, deals);
        world.run(NOON)
    };
    let net = ("leads-delivered", "target = 10");
    let first = ("first-attempt", "within = '3d'");
    let spoken = ("first-connection", "within = '3d'");
    let tries = ("attempts", "within = '3d'\nattempts = 3");
    let lost = "id,lead,created,lost,lost-reason\nD,A,11-17 11:00,11-19 10:00,bad number";
    let closed = lost.replace("bad number", "closed down");
    let won = "id,lead,created,won,status\nD,A,11-17 11:00,11-19 10:00,won";
    let opened = "id,lead,created,sql,status\nD,A,11-17 11:00,11-19 10:00,open";
    for (promise, deals, says, today) in [
        (net, lost, "leads-delivered:actual=2", "leads-delivered:actual=1"),
        (first, lost, "first-attempt:exempt=0", "first-attempt:exempt=1"),
        (spoken, lost, "first-connection:exempt=0", "first-connection:exempt=1"),
        (tries, &closed, "attempts:met=0", "attempts:met=1"),
        (tries, won, "attempts:met=0", "attempts:met=1"),
        (tries, opened, "attempts:met=0", "attempts:met=1"),
    ] {
        let old = made(promise, A_WEEK_BEFORE, deals);
        let ends = ["A.lost=", "A.rejected=", "A.won=", "A.lost_origin=", "A.won_origin=", says];
        assert_eq!(old.lies(&ends), [""; 0], "{promise:?} {deals}");
        assert!(old.json["warnings"].to_string().contains("future-rows"), "{deals}");
        let new = made(promise, AT_ELEVEN, deals);
        assert_eq!(new.lies(&[today]), [""; 0], "{promise:?} {deals}");
        assert!(!new.json["warnings"].to_string().contains("future-rows"), "{deals}");
    }
}

/// A lead that reached sales first keeps the promise of a first attempt, in whatever channel, and is told so; an attempt, and a call nobody took, are not.
#[test]
fn a_lead_that_comes_first_is_told_so() {
    for (contact, is_told) in [
        ("whatsapp,inbound,", true),
        ("call,inbound,connected", true),
        ("email,inbound,", true),
        ("call,outbound,connected", false),
        ("call,outbound,no-answer", false),
        ("call,inbound,no-answer", false),
    ] {
        let calls = format!("at,lead,channel,direction,outcome\n11-25 09:10,A,{contact}");
        let world = World::default()
            .promise("first-attempt", "within = '1h'")
            .source("leads", "", "id,delivered\nA,11-25 09:00")
            .source("activities", "", &calls);
        let room = tempfile::tempdir().unwrap();
        world.run_in(room.path(), NOON);
        let told = explained(room.path(), "A");
        assert_eq!(told.contains("the lead got in touch first"), is_told, "{contact}: {told}");
    }
}

/// Where versions that allow different times count in one number, its name tells each in its turn, in both languages' words.
#[test]
fn versions_of_different_times_are_told_in_their_turn() {
    let version = |lines: &str| {
        format!(
            "[[commitment]]\nid = 'fa'\nteam = 'sales'\nmetric = 'first-attempt'\ntarget = '50%'\n{lines}"
        )
    };
    for (first, next, name) in [
        (
            "within = '1h'\nuntil = 2026-11-11",
            "within = '4h'\nfrom = 2026-11-11",
            "First attempt within 1 working hour, then 4 working hours",
        ),
        (
            "within = '15m'\nuntil = 2026-11-11",
            "within = '1d'\nfrom = 2026-11-11",
            "First attempt within 15 min, then 1 working day",
        ),
        (
            "within = '4h'\nuntil = 2026-11-11",
            "within = '4h'\nfrom = 2026-11-11",
            "First attempt within 4 working hours",
        ),
        (
            "within = '1h'\nuntil = 2026-10-11",
            "within = '4h'\nfrom = 2026-10-11",
            "First attempt within 4 working hours",
        ),
        (
            "within = '1h'\nuntil = 2026-12-11",
            "within = '4h'\nfrom = 2026-12-11",
            "First attempt within 1 working hour",
        ),
    ] {
        let run = World::default()
            .more(&version(first))
            .more(&version(next))
            .source("leads", "", "id,delivered\nA,11-03 10:00\nB,11-17 10:00")
            .source("activities", "", "at,lead,channel\n11-03 10:30,A,call\n11-17 13:00,B,call")
            .run(NOON);
        assert_eq!(run.json["commitments"][0]["name"], name, "{first} {next}");
    }
}
