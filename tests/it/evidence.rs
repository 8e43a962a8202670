//! What the files show decides what is judged: joins that fail, hand-offs after the work, silent channels, wins without a date.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::combined::{promised, word};
use crate::room::Room;

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

/// The leads could not be read: that nothing else finds its lead is no fault of the keys, in no output; and no number follows from a part of them.
#[test]
fn rows_of_nobody_are_no_failed_join_where_leads_could_not_be_read() {
    let deals =
        "id,lead,created,status,won\n901,1,2026-11-05,won,2026-11-20\n902,2,2026-11-05,open,\n";
    let calls = "lead,at,outcome\n1,2026-11-03 09:10,connected\n2,2026-11-03 09:10,no-answer\n";
    let absent = |_: &Room| {};
    let empty = |room: &Room| fs::write(room.path("leads.csv"), "id,delivered\n").unwrap();
    let torn = |room: &Room| fs::write(room.path("leads.csv"), b"PK\x03\x04 and no more").unwrap();
    let undated = |room: &Room| {
        fs::write(room.path("leads.csv"), "id,delivered\n1,one\n2,two\n").unwrap();
    };
    let half =
        |room: &Room| fs::write(room.path("others.csv"), "id,delivered\n7,2026-11-03\n").unwrap();
    for (language, words) in [
        ("pt-BR", ["não puderam ser lidos", "confira as chaves", "encontraram o seu lead"]),
        ("en", ["could not be read", "check the keys", "found no lead"]),
    ] {
        for (case, write) in [
            ("absent", &absent as &dyn Fn(&Room)),
            ("without rows", &empty),
            ("torn", &torn),
            ("without a date", &undated),
            ("one of two sources", &half),
        ] {
            let room = Room::empty();
            let others = source("leads", &["id", "delivered"])
                .replace("name = 'leads'", "name = 'others'")
                .replace("leads.csv", "others.csv");
            let mut sources = source("leads", &["id", "delivered"]);
            if case == "one of two sources" {
                sources += &others;
            }
            for (table, text) in [("deals", deals), ("activities", calls)] {
                let columns: Vec<&str> = text.lines().next().unwrap().split(',').collect();
                sources += &source(table, &columns);
                fs::write(room.path(&format!("{table}.csv")), text).unwrap();
            }
            fs::write(room.path("acordo.toml"), agreed(language, &sources)).unwrap();
            write(&room);
            let told = room.acordo("check");
            let said = format!("{}{}", told.stdout, told.stderr).to_lowercase();
            assert!(said.contains(words[0]), "{case}: {said}");
            assert!(!said.contains(words[1]) && !said.contains(words[2]), "{case}: {said}");
            let run = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
            let said = run.stderr.to_lowercase();
            assert!(!said.contains(words[1]) && !said.contains(words[2]), "{case}: {said}");
            if case == "one of two sources" {
                let summary = room.json("out/acordo.json");
                for own in summary["commitments"].as_array().unwrap() {
                    assert_eq!(own["why_not"], "sources-refused", "{own}");
                }
            }
        }
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
    let now = "2026-11-23T08:00:00-03:00";
    let said = room.acordo_at(now, "check").stdout;
    for sentence in [
        "Leads: 4 found, 4 handed over in November 2026.",
        "Joins: there are neither deals nor activities to join to leads.",
        "The rows found are dated from 3 Nov 2026 to 10 Nov 2026.",
        "Commitments: 1 measured, 0 in part, 2 not assessed.",
        "To decide: nothing.",
        "Next: `acordo run`.",
    ] {
        assert!(said.contains(sentence), "{sentence} is not in\n{said}");
    }
    let told = room.acordo_at(now, "check --json");
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
    let ids = ["first-attempt", "first-connection", "attempts", "attempts-per-day"];
    // That a rate of three is told by both ends is another matter.
    ids.map(|id| of(id).replace(",open-cases", "")).into()
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
        ("Channel,Outcome", ["call,connected", "call,", "call,no-answer"], partly),
        (
            "Canal,Resultado",
            ["Ligação,Atendeu", "Ligação,Bati um papo", "Ligação,Não atendeu"],
            partly,
        ),
        ("Resultado", ["Não atendeu", "", "Não atendeu"], partly),
        ("Call outcome", ["Connected", "", ""], mute),
        ("Canal,Resultado", ["Reunião,", "Reunião,Compareceu", "Reunião,"], mute),
    ] {
        for language in ["pt-BR", "en"] {
            assert_eq!(conversations(language, columns, cells), right, "{columns} {cells:?}");
        }
    }
}

/// Leads 1 to 20, handed over at 9:00 and tried at 9:10; the first ones as `early` says, each a row of activities without its lead.
fn tried_early(early: &[&[&str]]) -> Value {
    let (mut leads, mut rows) = (String::from("id,delivered\n"), String::from("lead,at,outcome\n"));
    for lead in 1..=20_usize {
        let _ = writeln!(leads, "{lead},2026-11-03 09:00");
        let own = early.get(lead - 1).copied().unwrap_or(&["2026-11-03 09:10,connected"]);
        own.iter().for_each(|row| writeln!(rows, "{lead},{row}").unwrap());
    }
    ran("en", &[("leads", &leads), ("activities", &rows)]).1
}

/// Above 5 % of the attempts before their hand-off its date is in doubt: who was called before it is not accused, whatever came later; who
/// never was is.
#[test]
fn a_lead_called_before_its_hand_off_is_open_where_many_were() {
    let early: &[&str] = &["2026-11-02 09:10,connected"];
    let silent: &[&str] = &["2026-11-02 09:10,no-answer"];
    let again: &[&str] = &["2026-11-02 09:10,connected", "2026-11-09 09:10,connected"];
    let (late, never): (&[&str], &[&str]) = (&["2026-11-09 09:10,connected"], &[]);
    // Indeterminate and breached of first-attempt, then of first-connection.
    let cases: [(&[&[&str]], [u64; 4]); 7] = [
        (&[early], [0, 1, 0, 1]),
        (&[early, early], [2, 0, 2, 0]),
        (&[early, early, never], [2, 1, 2, 1]),
        (&[early, early, late], [2, 1, 2, 1]),
        (&[early, again], [2, 0, 2, 0]),
        (&[silent, silent, silent], [3, 0, 0, 3]),
        (&[early, silent, again, never], [3, 1, 2, 2]),
    ];
    for (rows, [open, broken, unheard, unreached]) in cases {
        let summary = tried_early(rows);
        let count = |id: &str, verdict: &str| commitment(&summary, id)[verdict].as_u64().unwrap();
        let found = ["first-attempt", "first-connection"]
            .map(|id| (count(id, "indeterminate"), count(id, "breached")));
        assert_eq!(found, [(open, broken), (unheard, unreached)], "{rows:?}");
        let evidence = &commitment(&summary, "first-attempt")["evidence"];
        let is_said =
            evidence["unseen_parts"].as_array().unwrap().contains(&"before-handoff".into());
        assert_eq!(is_said, open > 0, "{rows:?}: {evidence}");
    }
}

/// Between a date and itself no time passes: a promise whose two ends one column gives is not kept by it.
#[test]
fn two_ends_of_one_column_are_no_promise() {
    let promise = |metric: &str, rest: &str| {
        format!("[[commitment]]\nteam = 'marketing'\nmetric = '{metric}'\nmin-sample = 1\n{rest}\n")
    };
    let handoff = promise("handoff-time", "within = '1d'\ntarget = '80%'");
    let stages = promise("stage-time", "from-stage = 'mql'\nto-stage = 'delivered'\ntarget = '1d'");
    let share = promise(
        "conversion",
        "from-stage = 'mql'\nto-stage = 'delivered'\nwithin = '5d'\ntarget = '80%'",
    );
    let other =
        promise("stage-time", "from-stage = 'created'\nto-stage = 'delivered'\ntarget = '1d'");
    let (same, apart) = ("mql = 'a'\ndelivered = 'a'", "mql = 'a'\ndelivered = 'b'");
    let stand_in = "mql = 'a'\ncreated = 'b'";
    let cases = [
        ("en", &handoff, same, true),
        ("pt-BR", &stages, same, true),
        ("en", &share, same, true),
        ("en", &handoff, apart, false),
        ("pt-BR", &stages, apart, false),
        ("en", &handoff, stand_in, true),
        ("en", &other, stand_in, false),
        ("pt-BR", &other, "created = 'a'\nmql = 'b'\ndelivered = 'a'", true),
    ];
    for (language, promised, columns, is_one) in cases {
        let room = Room::empty();
        fs::write(
            room.path("l.csv"),
            "id,a,b\n1,2026-11-03 09:00,2026-11-03 11:00\n2,2026-11-04 09:00,2026-11-04 11:00\n",
        )
        .unwrap();
        let head = agreed(language, "").replace("[[commitment]]", "[[left-out]]");
        let head = head.split("[[left-out]]").next().unwrap();
        let source = format!(
            "[[source]]\nname = 'l'\ntable = 'leads'\nfiles = ['l.csv']\n[source.columns]\nid = 'id'\n{columns}\n"
        );
        fs::write(room.path("acordo.toml"), format!("{head}{promised}{source}")).unwrap();
        let told = room.acordo("run --as-of 2026-11-23T08:00 --send");
        assert!(told.exit == 0 || told.exit == 6, "{}", told.stderr);
        let own = room.json("out/acordo.json")["commitments"][0].clone();
        assert_eq!(own["why_not"] == "one-column", is_one, "{promised}{columns}: {own}");
    }
}

/// Sales are asked for no more leads than there were, while the period runs and once it is over.
#[test]
fn a_level_asks_for_no_more_leads_than_there_were() {
    for (language, delivered, tried, target, status) in [
        ("en", 20, 20, "5", "met"),
        ("pt-BR", 20, 18, "5", "missed"),
        ("en", 20, 20, "0.05", "met"),
        ("pt-BR", 20, 9, "0.05", "met"),
        ("en", 20, 8, "0.05", "missed"),
        ("en", 1, 1, "5", "met"),
    ] {
        let room = Room::empty();
        let (mut leads, mut rows) = (
            String::from("id,delivered\n"),
            String::from("lead,at,outcome\nx,2026-10-01 09:00,\nx,2026-10-30 17:00,\n"),
        );
        let _ = writeln!(leads, "x,2026-09-30 17:00");
        for lead in 1..=delivered {
            let _ = writeln!(leads, "{lead},2026-10-{:02} 10:00", lead % 20 + 5);
        }
        (1..=tried).for_each(|lead| {
            writeln!(rows, "{lead},2026-10-{:02} 16:00,connected", lead % 20 + 5).unwrap()
        });
        fs::write(room.path("leads.csv"), leads).unwrap();
        fs::write(room.path("activities.csv"), rows).unwrap();
        let head = agreed(language, "");
        let head = head.split("[[commitment]]").next().unwrap();
        let promise = format!(
            "[[commitment]]\nteam = 'sales'\nmetric = 'leads-per-hour'\nfrom = 2026-01-01\ntarget = {target}\n"
        );
        let sources = source("leads", &["id", "delivered"])
            + &source("activities", &["lead", "at", "outcome"]);
        fs::write(room.path("acordo.toml"), format!("{head}{promise}{sources}")).unwrap();
        let told = room.acordo("run --as-of 2026-11-23T08:00 --period 2026-10 --no-mail");
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let name = room.names("out").into_iter().find(|name| name.ends_with(".json")).unwrap();
        let own = room.json(&format!("out/{name}"))["commitments"][0].clone();
        assert_eq!(own["status"], status, "{delivered} {tried} {target}: {own}");
    }
}

/// What is only measured and open shows both its ends wherever its number stands.
#[test]
fn both_ends_of_what_is_measured_are_shown() {
    let rows = "id,delivered,accepted,rejected,rejection-reason\n1,2026-11-03 09:00,2026-11-04 09:00,,\n2,2026-11-03 09:00,2026-11-04 09:00,,\n3,2026-11-03 09:00,,2026-11-04 09:00,preço\n4,2026-11-03 09:00,,2026-11-04 09:00,spam\n";
    for (language, reason, wanted) in [
        ("pt-BR", "", "50,0%–66,7%"),
        ("en", "", "50.0%–66.7%"),
        ("en", "'sales' = ['preço']\n", "2 of 3"),
        ("pt-BR", "'marketing' = ['preço', 'spam']\n", "2 de 4"),
        ("pt-BR", "'marketing' = ['preço']\n", "50,0%–66,7%"),
    ] {
        let room = Room::empty();
        fs::write(room.path("leads.csv"), rows).unwrap();
        let head = agreed(language, "");
        let head = head.split("[[commitment]]").next().unwrap();
        let spam = if reason.contains("marketing") { "" } else { "'marketing' = ['spam']\n" };
        let sources =
            source("leads", &["id", "delivered", "accepted", "rejected", "rejection-reason"]);
        let text = format!(
            "{head}[reasons]\n{reason}{spam}[[commitment]]\nteam = 'sales'\nmetric = 'acceptance'\nmin-sample = 1\n{sources}"
        );
        fs::write(room.path("acordo.toml"), text).unwrap();
        let told = room.acordo("run --as-of 2026-11-23T08:00 --send");
        assert!(told.exit == 0 || told.exit == 6, "{}", told.stderr);
        let is_open = wanted.contains('–');
        let summary = room.text("out/resumo.txt");
        assert!(summary.contains(wanted), "{reason}: {summary}");
        let book = room.names("out").into_iter().find(|name| name.ends_with(".xlsx")).unwrap();
        let sheets = crate::workbook::sheets(&room.bytes(&format!("out/{book}")));
        assert!(!is_open || format!("{sheets:?}").contains(wanted), "{reason}");
        let letters = room.names("outbox");
        assert!(!letters.is_empty());
    }
}
