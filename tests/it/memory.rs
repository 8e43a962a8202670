//! Exports that carry only the present stage: from the second day on the ledger's memory gives what dated exports give.

use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::room::Room;
use crate::support::dice::Dice;

const DAYS: u32 = 30;
const LEADS: usize = 60;
const AGREEMENT: &str = r#"
[agreement]
name = "Memória"
language = "en"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 30
leads-per-sale = 6
[working-time]
weekdays = ["09:00-18:00"]
[[commitment]]
team = "both"
metric = "conversion"
from-stage = "delivered"
to-stage = "sql"
within = "5d"
target = "50%"
[[commitment]]
team = "both"
metric = "conversion"
id = "to-won"
from-stage = "delivered"
to-stage = "won"
within = "10d"
target = "15%"
[[commitment]]
team = "both"
metric = "sales-won"
target = 9
[[commitment]]
team = "both"
metric = "stage-time"
from-stage = "delivered"
to-stage = "sql"
target = "3d"
[report]
folder = "reports"
leads = "all"
[[source]]
name = "crm"
table = "leads"
files = ["leads.csv"]
[source.columns]
id = "id"
delivered = "entregue"
"#;
const STAGES: &str = r#"stage = "etapa"
[source.values.stage]
"Qualificado" = "sql"
"Cliente" = "won"
"#;

/// Who was through before November shows that the stages are in use.
const OLDER: [&str; 2] = [
    "X,2026-08-03,2026-08-04,2026-08-05\nY,2026-08-03,2026-08-04,\n",
    "X,2026-08-03,Cliente\nY,2026-08-03,Qualificado\n",
];

/// Day of delivery, of qualification and of sale, in November; a stage that comes and goes between two exports is never seen.
struct Lead {
    delivered: u32,
    sql: Option<u32>,
    won: Option<u32>,
}

fn leads() -> Vec<Lead> {
    let mut dice = Dice::new(30);
    let mut day = |from: u32, most: i64| from + u32::try_from(dice.between(0, most)).unwrap();
    let mut chance = Dice::new(31);
    let lead = |_: usize| {
        let delivered = day(1, 24);
        let sql = chance.chance(600).then(|| day(delivered.max(2), 7));
        let won = sql.filter(|_| chance.chance(400)).map(|sql| day(sql + 1, 5));
        Lead { delivered, sql, won }
    };
    (0..LEADS).map(lead).collect()
}

fn dated(leads: &[Lead], today: u32) -> String {
    let written = |day: Option<u32>| {
        day.filter(|day| *day <= today).map(|day| format!("2026-11-{day:02}")).unwrap_or_default()
    };
    let line = |(n, lead): (usize, &Lead)| {
        format!("L{n},2026-11-{:02},{},{}\n", lead.delivered, written(lead.sql), written(lead.won))
    };
    format!("id,entregue,sql,won\n{}", OLDER[0])
        + &known(leads, today).map(line).collect::<String>()
}

fn present(leads: &[Lead], today: u32) -> String {
    let is_past = |day: Option<u32>| day.is_some_and(|day| day <= today);
    let stage = |lead: &Lead| match lead {
        lead if is_past(lead.won) => "Cliente",
        lead if is_past(lead.sql) => "Qualificado",
        _ => "",
    };
    let line =
        |(n, lead): (usize, &Lead)| format!("L{n},2026-11-{:02},{}\n", lead.delivered, stage(lead));
    format!("id,entregue,etapa\n{}", OLDER[1]) + &known(leads, today).map(line).collect::<String>()
}

fn known(leads: &[Lead], today: u32) -> impl Iterator<Item = (usize, &Lead)> {
    leads.iter().enumerate().filter(move |(_, lead)| lead.delivered <= today)
}

fn room(columns: &str) -> Room {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), format!("{AGREEMENT}{columns}")).unwrap();
    room
}

/// The export of an evening of November, or of the one before it (day 0), and the report of it.
fn evening(room: &Room, text: &str, day: u32) -> Value {
    export(room, text, day);
    let date = if day == 0 { "2026-10-31".to_owned() } else { format!("2026-11-{day:02}") };
    room.done(&format!("run --as-of {date}T23:30 --no-mail"));
    room.json("reports/acordo.json")["commitments"].clone()
}

/// The report that is due on an evening: what the next one is compared with.
fn reported(room: &Room, text: &str, day: u32) {
    export(room, text, day);
    let told = room.acordo_at(&format!("2026-11-{day:02}T23:30:00-03:00"), "run --no-mail");
    assert_eq!(told.exit, 0, "{}", told.stderr);
}

fn export(room: &Room, text: &str, day: u32) {
    fs::write(room.path("leads.csv"), text).unwrap();
    // 23:00 in São Paulo; 2026-11-01 is day 20,758 since 1970.
    let at = u64::from(20_757 + day) * 86_400 + 26 * 3_600;
    File::options()
        .write(true)
        .open(room.path("leads.csv"))
        .unwrap()
        .set_modified(UNIX_EPOCH + Duration::from_secs(at))
        .unwrap();
}

#[test]
fn daily_exports_of_the_present_stage_give_the_dated_truth() {
    let leads = leads();
    let truth = room("sql = \"sql\"\nwon = \"won\"\n");
    let stages = room(STAGES);
    evening(&stages, &present(&leads, 0), 0);
    evening(&stages, &present(&leads, 1), 1);
    for day in 2..=DAYS {
        let found = evening(&stages, &present(&leads, day), day);
        if day % 4 == 2 || day == DAYS {
            let wanted = evening(&truth, &dated(&leads, day), day);
            for (found, wanted) in found.as_array().unwrap().iter().zip(wanted.as_array().unwrap())
            {
                // Before the first day that a stage is seen to change nothing dates it.
                if found["why_not"] == "no-dates" {
                    assert_eq!(day, 2);
                    continue;
                }
                for number in ["actual", "numerator", "denominator", "maturing", "p50", "status"] {
                    assert_eq!(
                        found[number], wanted[number],
                        "{} of {} on day {day}",
                        number, found["id"]
                    );
                }
            }
        }
    }
    let won = leads.iter().filter(|lead| lead.won.is_some_and(|day| day <= DAYS)).count();
    assert!(won >= 5, "a world with sales: {won}");
    let origins = stages.text("reports/acordo-leads.csv");
    assert!(
        origins.contains("observed")
            && !truth.text("reports/acordo-leads.csv").contains("observed")
    );
    let told = stages.done(&format!(
        "explain L{} --as-of 2026-11-30T23:30",
        leads.iter().position(|lead| lead.won.is_some()).unwrap()
    ));
    assert!(told.stdout.contains("first seen in this stage"), "{}", told.stdout);
}

#[test]
fn what_was_there_at_the_first_run_has_no_date() {
    let stages = room(STAGES);
    let first = evening(&stages, "id,entregue,etapa\nA,2026-11-02,Cliente\nB,2026-11-02,\n", 10);
    assert_eq!(
        (&first[2]["actual"], &first[2]["why_not"]),
        (&Value::Null, &Value::from("no-dates")),
        "won some day before: nobody knows of which period"
    );
    let second =
        evening(&stages, "id,entregue,etapa\nA,2026-11-02,Cliente\nB,2026-11-02,Cliente\n", 11);
    assert_eq!(second[2]["actual"], 1, "only B was seen becoming a customer");
    let back =
        evening(&stages, "id,entregue,etapa\nA,2026-11-02,Cliente\nB,2026-11-02,Qualificado\n", 12);
    assert_eq!(back[2]["actual"], 0, "who is a step back is no customer");
    let older = evening(
        &stages,
        "id,entregue,etapa\nA,2026-11-02,\nB,2026-11-02,Cliente\nC,2026-11-02,Cliente\n",
        9,
    );
    assert_eq!(older[2]["actual"], 0, "an older look adds nothing");
    let again = evening(
        &stages,
        "id,entregue,etapa\nA,2026-11-02,Cliente\nB,2026-11-02,Cliente\nC,2026-11-02,Cliente\n",
        13,
    );
    assert_eq!(again[2]["actual"], 1, "B on its first day; nobody saw C come");
    assert_eq!(again[2]["possible"]["high"], 3.0, "A and C on some day before");
}

#[test]
fn leads_that_vanish_and_dates_that_change_are_told() {
    let truth = room("sql = \"sql\"\nwon = \"won\"\n");
    reported(&truth, "id,entregue,sql,won\nA,2026-11-02,,\nB,2026-11-03,,\nC,2026-11-04,,\n", 10);
    reported(&truth, "id,entregue,sql,won\nA,2026-11-05,,\nC,2026-11-04,,\nD,2026-11-04,,\n", 11);
    let warnings = truth.json("reports/acordo.json")["warnings"].clone();
    let told: Vec<(&str, &str)> = warnings
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| Some((one["code"].as_str()?, one["n"].as_str()?)))
        .collect();
    assert!(told.contains(&("vanished", "1")) && told.contains(&("restated", "1")), "{told:?}");
}
