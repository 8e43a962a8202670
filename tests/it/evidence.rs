//! What the files show decides what is judged: for every tool, and for the pairs people combine, which promises can be measured.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::room::Room;

/// Every metric once, over the sources that `init` wrote.
pub const PROMISES: &[(&str, &str)] = &[
    ("leads-delivered", "target = 10\ncounting = 'gross'"),
    ("value-delivered", "target = 10"),
    ("handoff-complete", "target = '90%'"),
    ("qualified", "target = '90%'"),
    ("handoff-time", "target = '90%'\nwithin = '1d'"),
    ("acceptance", "target = '90%'"),
    ("steady-delivery", "target = '90%'"),
    ("first-attempt", "target = '90%'\nwithin = '1h'"),
    ("first-connection", "target = '90%'\nwithin = '2d'"),
    ("attempts", "target = '90%'\nwithin = '5d'\nattempts = 3"),
    ("attempts-per-day", "target = '90%'\nwithin = '5d'\nattempts = 1"),
    ("decision", "target = '90%'\nwithin = '5d'"),
    ("give-up", "target = '90%'\nattempts = 3\ndays = 2"),
    ("routing", "target = '90%'\nwithin = '2d'"),
    ("leads-per-hour", "target = 1"),
    ("conversion", "target = '10%'\nfrom-stage = 'delivered'\nto-stage = 'won'\nwithin = '30d'"),
    ("period-ratio", "target = 0.1\nfrom-stage = 'delivered'\nto-stage = 'won'"),
    ("leads-per-sale", "target = 6"),
    ("stage-time", "target = '5d'\nfrom-stage = 'delivered'\nto-stage = 'won'"),
    ("sales-won", "target = 10"),
    ("revenue-won", "target = 1000"),
];

/// The proposal of `init` with these promises in the place of its own.
pub fn promised(text: &str) -> String {
    let mut out = String::new();
    let mut is_in = false;
    for line in text.lines() {
        let bare = line.trim_start_matches("# ");
        is_in =
            (is_in && !line.is_empty() && !line.starts_with("# ──")) || bare == "[[commitment]]";
        if !is_in {
            let _ = writeln!(out, "{line}");
        }
    }
    let first = out.find("[[source]]").unwrap();
    let own = PROMISES.iter().fold(String::new(), |mut own, (metric, terms)| {
        let _ = write!(own, "[[commitment]]\nteam = 'sales'\nmetric = '{metric}'\n{terms}\n\n");
        own
    });
    out.insert_str(first, &own);
    let out = out.replace("\n[reasons]", "\n[lead-values]\nx = 1.0\n\n[reasons]");
    out.replace(
        "[definitions]",
        "[definitions]\nmql = { text = 'x', require = { source = ['x'] } }",
    )
    .lines()
    .filter(|line| !line.starts_with("mql = \""))
    .map(|line| format!("{line}\n"))
    .collect()
}

/// `all` or what is missing, promise by promise, of a run on what `init` makes of these files.
fn answered(files: &[&str]) -> Vec<(String, String)> {
    let room = Room::copy_of("sample-data/presets");
    room.done(&format!("init --toml . --from {}", files.join(" ")));
    let text = promised(&room.text("acordo.toml"));
    fs::write(room.path("acordo.toml"), text).unwrap();
    room.done("run --no-mail --as-of 2026-11-30T08:00");
    let summary = room.json("relatorios/acordo.json");
    let commitments = summary["commitments"].as_array().unwrap();
    commitments.iter().map(|own| (own["id"].as_str().unwrap().to_owned(), word(own))).collect()
}

/// What is said of a promise; one that cannot be seen has no number, no status and no action.
fn word(own: &Value) -> String {
    let evidence = &own["evidence"];
    match evidence["state"].as_str().unwrap() {
        "not" => {
            assert_eq!(
                (&own["actual"], &own["status"]),
                (&Value::Null, &Value::from("not-assessed"))
            );
            assert_eq!(own["why_not"], evidence["why"]);
            evidence["why"].as_str().unwrap().to_owned()
        }
        "partly" => format!("partly:{}", evidence["unseen_parts"][0].as_str().unwrap()),
        state => state.to_owned(),
    }
}

/// What a promise comes to, and the promises that come to it.
type Limits = &'static [(&'static str, &'static [&'static str])];

/// What needs attempts.
const CADENCE: &[&str] = &[
    "first-attempt",
    "first-connection",
    "attempts",
    "attempts-per-day",
    "give-up",
    "leads-per-hour",
];

/// Files that people combine, and what each promise comes to; promises not named are assessable.
const TABLE: &[(&str, &[&str], Limits)] = &[
    (
        "RD Station Marketing",
        &["rd-station-marketing/leads-utf8.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["acceptance", "decision", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "RD Station CRM",
        &["rd-station-crm/negociacoes.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-conversations", &["first-connection"]),
            ("no-activities", &["attempts", "attempts-per-day", "give-up"]),
        ],
    ),
    (
        "RD Station Marketing and CRM",
        &["rd-station-marketing/leads-utf8.csv", "rd-station-crm/negociacoes.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("before-handoff", &["first-attempt", "leads-per-hour"]),
            ("no-conversations", &["first-connection"]),
            ("no-activities", &["attempts", "attempts-per-day", "give-up"]),
            ("no-milestone", &["routing"]),
        ],
    ),
    (
        "RD Station CRM and a sheet of activities",
        &["rd-station-crm/negociacoes.csv", "activities/atividades.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-milestone", &["handoff-time", "routing"]),
            (
                "partly:silent-attempts",
                &["first-connection", "attempts", "attempts-per-day", "give-up"],
            ),
        ],
    ),
    (
        "Pipedrive deals",
        &["pipedrive-deals/deals.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Pipedrive deals and activities",
        &["pipedrive-deals/deals.csv", "pipedrive-activities/activities.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
        ],
    ),
    (
        "HubSpot contacts",
        &["hubspot-contacts/contacts.csv"],
        &[
            ("no-field", &["value-delivered", "revenue-won"]),
            ("no-milestone", &["acceptance", "decision", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "HubSpot contacts and deals",
        &["hubspot-contacts/contacts.csv", "hubspot-deals/deals.csv"],
        &[
            ("no-field", &["value-delivered"]),
            ("unjoined-deals", &["acceptance", "decision", "revenue-won"]),
            ("no-activities", CADENCE),
            ("no-milestone", &["routing"]),
        ],
    ),
    (
        "Kommo",
        &["kommo-leads/leads.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("no-field", &["value-delivered"]),
            ("no-definition-fields", &["qualified"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Salesforce",
        &["salesforce-opportunities/opportunities.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("partly:required-fields", &["handoff-complete"]),
            ("no-milestone", &["handoff-time", "routing"]),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Zoho leads",
        &["zoho-leads/leads.csv"],
        &[
            ("no-field", &["value-delivered"]),
            (
                "no-milestone",
                &[
                    "acceptance",
                    "decision",
                    "routing",
                    "conversion",
                    "period-ratio",
                    "leads-per-sale",
                    "stage-time",
                    "sales-won",
                    "revenue-won",
                ],
            ),
            ("no-activities", CADENCE),
        ],
    ),
    (
        "Zoho leads and deals",
        &["zoho-leads/leads.csv", "zoho-deals/deals.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("untimed-stages", &["stage-time"]),
            (
                "partly:orphan-deals",
                &["conversion", "period-ratio", "leads-per-sale", "sales-won", "revenue-won"],
            ),
            ("no-activities", CADENCE),
            ("no-milestone", &["routing"]),
        ],
    ),
    (
        "Zoho leads, deals and calls",
        &["zoho-leads/leads.csv", "zoho-deals/deals.csv", "zoho-calls/calls.csv"],
        &[
            ("opened-at-handoff", &["acceptance", "decision"]),
            ("untimed-stages", &["stage-time"]),
            (
                "partly:orphan-deals",
                &["conversion", "period-ratio", "leads-per-sale", "sales-won", "revenue-won"],
            ),
            ("no-milestone", &["routing"]),
            ("no-conversations", &["first-connection", "attempts", "attempts-per-day", "give-up"]),
        ],
    ),
];

#[test]
fn what_each_tool_can_show() {
    let mut told = String::new();
    for (name, files, wanted) in TABLE {
        for (promise, found) in answered(files) {
            let wanted = wanted.iter().find(|(_, all)| all.contains(&promise.as_str()));
            let wanted = wanted.map_or("assessable", |(word, _)| *word);
            if found != wanted {
                let _ = writeln!(told, "{name}: {promise} is {found}, expected {wanted}");
            }
        }
    }
    assert!(told.is_empty(), "\n{told}");
}

/// An agreement over `leads.csv` and what else is named, with promises of both teams.
fn agreed(language: &str, sources: &str) -> String {
    format!(
        "[agreement]\nname = 'A'\nlanguage = '{language}'\ntimezone = 'America/Sao_Paulo'\n\
         [objective]\nperiod = 'month'\nsales = 10\nleads-per-sale = 2\n\
         [working-time]\nweekdays = ['09:00-18:00']\n\
         [mail]\nfrom = 'A <a@x.com.br>'\nsales = ['v@x.com.br']\nboth = ['d@x.com.br']\noperator = ['o@x.com.br']\n\
         [mail.deliver]\nfolder = 'outbox'\n\
         [report]\nfolder = 'out'\n\
         [[commitment]]\nteam = 'sales'\nmetric = 'first-attempt'\nwithin = '1h'\ntarget = '90%'\nmin-sample = 1\n\
         [[commitment]]\nteam = 'sales'\nmetric = 'first-connection'\nwithin = '2d'\ntarget = '50%'\nmin-sample = 1\n\
         [[commitment]]\nteam = 'both'\nmetric = 'sales-won'\ntarget = 'plan'\n{sources}"
    )
}

fn source(table: &str, columns: &[&str]) -> String {
    let columns: String =
        columns.iter().fold(String::new(), |all, own| format!("{all}{own} = '{own}'\n"));
    format!(
        "[[source]]\nname = '{table}'\ntable = '{table}'\nfiles = ['{table}.csv']\n[source.columns]\n{columns}"
    )
}

/// A run in a room of its own over these tables, each with its header; the moment is a little after the files were written.
fn ran(language: &str, tables: &[(&str, &str)]) -> (Room, Value) {
    let room = Room::empty();
    let mut sources = String::new();
    for (table, text) in tables {
        let columns: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        sources += &source(table, &columns);
        fs::write(room.path(&format!("{table}.csv")), text).unwrap();
    }
    fs::write(room.path("acordo.toml"), agreed(language, &sources)).unwrap();
    let told = room.acordo("run --as-of 2026-11-23T08:00 --send");
    assert!(told.exit == 0 || told.exit == 6, "{}", told.stderr);
    let summary = room.json("out/acordo.json");
    (room, summary)
}

fn commitment<'a>(summary: &'a Value, id: &str) -> &'a Value {
    let all = summary["commitments"].as_array().unwrap();
    all.iter().find(|own| own["id"] == id).unwrap()
}

const LEADS: &str = "id,delivered,won
1,2026-11-03 09:00,2026-11-10
2,2026-11-03 09:00,
3,2026-11-04 09:00,
4,2026-11-04 09:00,
";

/// Activities that name leads by other ids than the leads have: a join that fails as a whole is never a breach, and is what is said.
#[test]
fn files_that_do_not_meet_are_said_instead_of_a_breach() {
    for (language, words) in [("pt-BR", "não encontraram o seu lead"), ("en", "found no lead")] {
        let strangers = "lead,at,outcome\nx1,2026-11-03 09:10,connected\nx2,2026-11-03 09:10,no-answer\n3,2026-11-04 09:10,connected\n";
        let (room, summary) = ran(language, &[("leads", LEADS), ("activities", strangers)]);
        for id in ["first-attempt", "first-connection"] {
            let own = commitment(&summary, id);
            assert_eq!(own["why_not"], "unjoined-activities", "{id}");
            assert_eq!((&own["actual"], &own["breached"]), (&Value::Null, &Value::Null), "{id}");
        }
        assert_eq!(commitment(&summary, "sales-won")["actual"], 1);
        let sales = |action: &&Value| action["team"] == "sales" && action["kind"] != "no-owner";
        assert_eq!(summary["actions"].as_array().unwrap().iter().filter(sales).count(), 0);
        let steps = summary["tables"]["funnel"].as_array().or_else(|| summary["funnel"].as_array());
        let has_tried = |step: &Value| step["step"] == "attempted" || step["step"] == "connected";
        assert!(!steps.into_iter().flatten().any(has_tried), "a step nobody can see");
        let chat = room.names("out").into_iter().find(|name| name.ends_with("resumo.txt"));
        let chat = room.text(&format!("out/{}", chat.unwrap()));
        assert!(chat.contains(words), "{chat}");
        let check = room.acordo("check");
        assert!(check.stdout.contains(words) && check.exit == 6, "{}", check.stdout);
    }
}

/// Neighbours: one more activity that finds its lead than those that do not, and activities older than every lead, leave the join as it is.
#[test]
fn a_join_that_holds_is_judged() {
    let mut rows = String::from("lead,at,outcome\n");
    for lead in 1..=4 {
        let _ = writeln!(rows, "{lead},2026-11-04 09:10,connected");
        let _ = writeln!(rows, "x{lead},2026-11-04 09:10,connected");
        let _ =
            writeln!(rows, "old{lead},2026-10-01 09:10,connected\nolder{lead},2026-10-01 09:10,");
    }
    let (_, summary) = ran("en", &[("leads", LEADS), ("activities", &rows)]);
    assert_eq!(commitment(&summary, "first-attempt")["evidence"]["state"], "partly");
    assert_eq!(commitment(&summary, "first-attempt")["met"], 2);
    rows += "x5,2026-11-04 09:10,connected\n";
    let (_, summary) = ran("en", &[("leads", LEADS), ("activities", &rows)]);
    assert_eq!(commitment(&summary, "first-attempt")["why_not"], "unjoined-activities");
}

/// The hand-off is dated later than the work (a conversion date): most attempts lie before it.
#[test]
fn a_hand_off_dated_after_the_work_is_no_breach() {
    let early = "lead,at,outcome\n1,2026-11-02 09:10,connected\n2,2026-11-02 09:10,no-answer\n3,2026-11-04 09:10,connected\n";
    let (_, summary) = ran("en", &[("leads", LEADS), ("activities", early)]);
    assert_eq!(commitment(&summary, "first-attempt")["why_not"], "before-handoff");
    assert_eq!(commitment(&summary, "first-connection")["why_not"], "before-handoff");
}

/// What tells of a conversation: an outcome, or a message of theirs; attempts alone do not.
#[test]
fn a_connection_needs_something_that_tells_of_it() {
    let rows = |cells: &str| {
        format!(
            "lead,at,channel,direction,outcome\n1,2026-11-03 09:10,{cells}\n2,2026-11-03 09:10,call,,\n"
        )
    };
    for (cells, why) in [
        ("call,,", Value::from("no-conversations")),
        ("call,,whatever", Value::from("no-conversations")),
        ("call,,no-answer", Value::Null),
        ("call,,connected", Value::Null),
        ("whatsapp,outbound,connected", Value::Null),
        // A message of theirs tells nothing of the only attempt, a call.
        ("whatsapp,inbound,", Value::from("no-conversations")),
        ("call,,automatic", Value::from("no-conversations")),
    ] {
        let (_, summary) = ran("en", &[("leads", LEADS), ("activities", &rows(cells))]);
        assert_eq!(commitment(&summary, "first-connection")["evidence"]["why"], why, "{cells}");
        assert_eq!(
            commitment(&summary, "first-attempt")["evidence"]["why"],
            Value::Null,
            "{cells}"
        );
    }
}

/// Deals of several contacts name them in one cell: the first that is known is the lead. Ids of nobody are not joined.
#[test]
fn a_deal_of_several_contacts_finds_its_lead() {
    for (cell, why) in [
        ("1", Value::Null),
        ("1;2", Value::Null),
        ("77; 1", Value::Null),
        ("77|1", Value::Null),
        ("77;78", Value::from("unjoined-deals")),
        ("", Value::from("unjoined-deals")),
    ] {
        let deals = format!("id,lead,created,status,won\n901,{cell},2026-11-05,won,2026-11-20\n");
        let leads = LEADS.replace(",won", "").replace(",2026-11-10\n", "\n").replace(",\n", "\n");
        let (_, summary) = ran("pt-BR", &[("leads", &leads), ("deals", &deals)]);
        assert_eq!(commitment(&summary, "sales-won")["evidence"]["why"], why, "{cell}");
    }
}

/// Wins without a date are counted and said where sales stand; where none has one, sales are not judged.
#[test]
fn wins_without_a_date_are_said() {
    let deals = |won: &str| {
        format!(
            "id,lead,created,status,won\n901,1,2026-11-05,won,{won}\n902,2,2026-11-05,won,\n903,3,2026-11-05,won,\n"
        )
    };
    let leads = LEADS.replace(",won", "").replace(",2026-11-10\n", "\n").replace(",\n", "\n");
    let (room, summary) = ran("en", &[("leads", &leads), ("deals", &deals("2026-11-10"))]);
    let own = commitment(&summary, "sales-won");
    assert_eq!(
        (&own["actual"], &own["evidence"]["undated_wins"]),
        (&Value::from(1), &Value::from(2))
    );
    assert!(room.acordo("check").stdout.contains("2 sales without a date"));
    let (_, summary) = ran("en", &[("leads", &leads), ("deals", &deals(""))]);
    assert_eq!(commitment(&summary, "sales-won")["why_not"], "no-dates");
}

/// A check ends with what was found, how the files meet, what they cover, each promise, what is to decide and the next command; for programs too.
#[test]
fn a_check_ends_with_a_verdict() {
    let (room, _) = ran("en", &[("leads", LEADS)]);
    let said = room.acordo("check").stdout;
    for sentence in [
        "Leads: 4 found, 4 handed over in November 2026.",
        "Joins: there are neither deals nor activities to join to leads.",
        "Span the files cover: 3 Nov 2026 to 10 Nov 2026.",
        "Commitments: 1 measured, 0 in part, 2 not assessed.",
        "To decide: nothing.",
        "Next: `acordo run`.",
    ] {
        assert!(said.contains(sentence), "{sentence} is not in\n{said}");
    }
    let told = room.acordo("check --json");
    let document: Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!(document["leads"]["in_period"], 4);
    assert_eq!(document["next"], "run");
    assert_eq!(document["promises"][0]["evidence"]["why"], "no-activities");
}

/// The promises about conversations, over calls that sales made; `columns` and `cells` are further ones of each call.
fn conversations(language: &str, columns: &str, cells: [&str; 3]) -> Vec<String> {
    let room = Room::empty();
    let head = "Lead ID,Email,Delivered\n";
    let leads: String = (1..=3).map(|n| format!("{n},lead{n}@x.com,2026-11-10 10:00\n")).collect();
    let rows: String = (1..)
        .zip(cells)
        .map(|(n, own)| format!("{n},2026-11-10 10:05:00,Ana,{n},{own}\n"))
        .collect();
    fs::write(room.path("leads.csv"), format!("{head}{leads}")).unwrap();
    let header = "Activity ID,Date and time,Owner,Lead ID";
    fs::write(room.path("calls.csv"), format!("{header},{columns}\n{rows}")).unwrap();
    room.done(&format!("init --toml . --language {language} --from leads.csv calls.csv"));
    let text = promised(&room.text("acordo.toml"));
    fs::write(room.path("acordo.toml"), text).unwrap();
    room.done("run --no-mail --as-of 2026-11-30T08:00");
    let folder = if language == "en" { "reports" } else { "relatorios" };
    let summary = room.json(&format!("{folder}/acordo.json"));
    let all = summary["commitments"].as_array().unwrap();
    let of = |id: &str| word(all.iter().find(|own| own["id"] == id).unwrap());
    ["first-attempt", "first-connection", "attempts", "attempts-per-day"].map(of).into()
}

/// A phone also counts ringing: how long a call took that sales made tells nothing of a conversation, nor does a call of the lead's own; what came
/// of the calls, or messages that come in, does.
#[test]
fn the_duration_of_a_call_that_sales_made_tells_of_no_conversation() {
    let mute = ["assessable", "no-conversations", "no-conversations", "no-conversations"];
    let told = ["assessable"; 4];
    let partly = [
        "assessable",
        "partly:silent-attempts",
        "partly:silent-attempts",
        "partly:silent-attempts",
    ];
    for (columns, cells, right) in [
        ("Call type,Duration", ["Outbound,412", "Outbound,0", "Inbound,95"], mute),
        ("Direção,Duração", ["Saída,00:06:52", "Saída,00:00:00", "Entrada,00:01:35"], mute),
        ("Duration,Direction", ["412,Outbound", "0,Outbound", "30,Outbound"], mute),
        ("Channel,Direction", ["call,outbound", "call,outbound", "whatsapp,inbound"], mute),
        ("Duration,Outcome", ["412,connected", "0,no-answer", "9,no-answer"], told),
        ("Channel,Direction", ["whatsapp,outbound", "email,inbound", "whatsapp,inbound"], told),
        ("Channel,Outcome", ["call,connected", "email,", "call,no-answer"], partly),
    ] {
        for language in ["pt-BR", "en"] {
            assert_eq!(conversations(language, columns, cells), right, "{columns} {cells:?}");
        }
    }
}
