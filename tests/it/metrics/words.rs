//! What is told beside the numbers: words nobody knows, activities of nobody, calls to return, and what stands in for what.

use super::{Run, World};

const NOON: &str = "2026-11-23T12:00";

fn has(run: &Run, wanted: &[(&str, &str)]) -> bool {
    run.rows("warnings")
        .any(|warning| wanted.iter().all(|(field, value)| warning[*field] == *value))
}

fn world(activities: &str) -> World {
    World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("first-connection", "within = '1h'")
        .source("leads", "", "id,delivered\nA,11-03 10:00\nB,11-03 10:00")
        .source("activities", "", activities)
}

/// An unknown channel is another one, an unknown outcome an attempt of which nobody knows whether it was a connection; both are listed. No channel column: another one.
#[test]
fn words_nobody_knows() {
    let run = world("at,lead,channel,outcome\n11-03 10:10,A,pombo,\n11-03 10:20,B,call,engraçado")
        .run(NOON);
    assert!(
        has(&run, &[("code", "unknown-word"), ("field", "channel"), ("word", "pombo")]),
        "{}",
        run.json["warnings"]
    );
    assert!(
        has(&run, &[("code", "unknown-word"), ("field", "outcome"), ("word", "engraçado")]),
        "{}",
        run.json["warnings"]
    );
    // No word that is understood says who was reached: nothing is judged by it.
    let unseen = ["first-attempt:met=2", "first-connection:why_not=no-conversations"];
    assert_eq!(run.lies(&unseen), [""; 0]);
    let run = world("at,lead\n11-03 10:10,A\n11-03 10:20,B").run(NOON);
    assert_eq!(run.lies(&unseen), [""; 0]);
    let known =
        "at,lead,channel,outcome\n11-03 10:10,A,call,engraçado\n11-03 10:20,B,call,no-answer";
    let says = [
        "first-attempt:met=2",
        "first-connection:met=0",
        "first-connection:breached=1",
        "first-connection:indeterminate=1",
    ];
    assert_eq!(world(known).run(NOON).lies(&says), [""; 0]);
    assert!(!has(&run, &[("code", "unknown-word")]));
}

/// Orphans are counted; above 5 % the report warns: 1 of 20 is 5 %, 1 of 19 more.
#[test]
fn activities_of_nobody() {
    for (all, warns) in [(20, false), (19, true)] {
        let known: String = (1..all).map(|n| format!("\n11-03 10:{n:02},A,call")).collect();
        let run = world(&format!("at,lead,channel{known}\n11-03 10:10,Z,call")).run(NOON);
        assert_eq!(has(&run, &[("code", "orphans-many")]), warns, "1 of {all}");
        assert_eq!(
            run.lies(&["/intake/1/files/0/orphans=1", &format!("/intake/1/files/0/used={all}")]),
            [""; 0]
        );
    }
}

/// A share of activities of nobody is told of one base: that of what must find a lead, tasks apart.
#[test]
fn orphans_are_one_share_wherever_they_are_told() {
    for (tasks, known, lost) in [(0, 8, 2), (6, 8, 2), (9, 17, 3), (3, 9, 1), (12, 4, 3)] {
        let row = |n: u32, lead: &str, channel: &str| format!("\n11-03 10:{n:02},{lead},{channel}");
        let rows: String = (0..tasks)
            .map(|n| row(n, "A", "task"))
            .chain((0..known).map(|n| row(n + 20, "A", "call")))
            .chain((0..lost).map(|n| row(n + 40, "Z", "call")))
            .collect();
        let run = world(&format!("at,lead,channel{rows}")).run(NOON);
        let share = format!("{:.4}", f64::from(lost) / f64::from(known + lost));
        let own = run.rows("warnings").find(|own| own["code"] == "orphans-many").unwrap();
        assert_eq!(
            (own["n"].as_str(), own["share"].as_str()),
            (Some(&*lost.to_string()), Some(&*share))
        );
    }
}

/// Rates of connections are of the attempts that tell their outcome; the others are said and stand in none.
#[test]
fn a_rate_of_connections_is_of_what_tells() {
    let run = world("at,lead,channel,outcome\n11-03 10:10,A,call,no-answer\n11-03 10:40,A,call,\n11-03 11:10,B,call,connected\n11-03 11:40,B,call,").run(NOON);
    let says = [
        "/cadence/channels/0/channel=call",
        "/cadence/channels/0/attempts=4",
        "/cadence/channels/0/told=2",
        "/cadence/channels/0/connected=1",
        // The first tries tell; of the second only that of B, who had been reached before it.
        "/cadence/tries/0/told=2",
        "/cadence/tries/1/made=2",
        "/cadence/tries/1/told=1",
        // A may have been reached or not, B was.
        "/cadence/bands/0/leads=1",
        "/cadence/bands/0/told=0",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    let all = world(
        "at,lead,channel,outcome\n11-03 10:10,A,call,no-answer\n11-03 11:10,B,call,connected",
    )
    .run(NOON);
    assert_eq!(all.lies(&["/cadence/channels/0/told=2", "/cadence/bands/0/told=1"]), [""; 0]);
}

/// A missed inbound call is neither attempt nor connection, and a call to return; one that lasted is a connection and none.
#[test]
fn missed_calls_are_actions() {
    let run = world("at,lead,channel,direction,outcome,duration\n11-03 10:10,A,call,inbound,no-answer,0\n11-03 10:10,B,call,inbound,,30")
        .run(NOON);
    let missed: Vec<&str> = run
        .rows("actions")
        .filter(|own| own["kind"] == "missed-call")
        .map(|own| own["lead"].as_str().unwrap())
        .collect();
    assert_eq!(missed, ["A"]);
    // Without a column of channels a row with a duration is a call: one of no length was missed.
    let bare =
        world("at,lead,direction,duration\n11-03 10:10,A,inbound,0\n11-03 10:10,B,inbound,30")
            .run(NOON);
    assert_eq!(
        bare.lies(&["A.first-attempt_verdict=breached", "B.first-attempt_verdict=met"]),
        [""; 0]
    );
    assert_eq!(
        run.lies(&[
            "A.first-attempt_verdict=breached",
            "B.first-attempt_verdict=met",
            "B.first-connection_verdict=met"
        ]),
        [""; 0]
    );
}

/// A call of the lead without outcome and duration was taken or missed, nobody knows which: neither an answer nor a call to return, and its lead is
/// neither kept, broken nor untried. Words that say missed, or a length of nothing, make it a missed one; a message stays a message.
#[test]
fn calls_that_nobody_noted_as_taken_are_left_open() {
    let sheet = "preset = 'activities'";
    let (open, missed, met) = ("indeterminate", "breached", "met");
    let cases: [(&str, &str, &str, &str); 12] = [
        ("", "channel,direction,outcome", "call,inbound,", open),
        ("", "channel,direction,outcome,duration", "call,inbound,,", open),
        ("", "channel,direction,outcome", "call,inbound,talvez", open),
        (sheet, "direction,channel", "Recebida,Ligação", open),
        (sheet, "channel,direction,outcome", "Call,Incoming,", open),
        (sheet, "channel,outcome", "Chamada recebida,", open),
        (sheet, "channel,direction,outcome", "Call,Inbound,Missed", missed),
        (sheet, "channel,direction,outcome", "Ligação,Recebida,Não atendida", missed),
        ("", "channel,direction,outcome,duration", "call,inbound,,0", missed),
        ("", "channel,direction,outcome,duration", "call,inbound,,30", met),
        ("", "channel,direction,outcome", "call,inbound,connected", met),
        ("", "channel,direction,outcome", "whatsapp,inbound,", met),
    ];
    for (options, columns, row, wanted) in cases {
        let run = World::default()
            .promise("first-attempt", "within = '1h'")
            .promise("attempts", "attempts = 2\nwithin = '2h'")
            .source("leads", "", "id,delivered\nA,11-03 10:00\nB,11-03 10:00")
            .source(
                "activities",
                options,
                &format!(
                    "lead,at,{columns}\nA,11-03 10:10,{row}\nB,11-03 10:10,{}",
                    columns
                        .replace("channel", "call")
                        .replace("direction", "")
                        .replace("outcome", "connected")
                        .replace("duration", "9")
                ),
            )
            .run(NOON);
        let is_open = wanted == open;
        let of =
            |kind: &str| run.rows("actions").any(|own| own["kind"] == kind && own["lead"] == "A");
        let told = (
            run.find("A.first-attempt_verdict"),
            of("first-attempt"),
            of("missed-call"),
            run.find("/cadence/apart/untold_calls"),
        );
        let calls = if is_open { "1" } else { "0" };
        let is_missed = wanted == missed;
        assert_eq!(
            told,
            (wanted.to_owned(), is_missed, is_missed, calls.to_owned()),
            "{columns}: {row}"
        );
        // Without any outcome nothing tells of conversations, and the cadence is not judged.
        if columns.contains("outcome") {
            let is_open_too = run.find("A.attempts_verdict") == open;
            assert_eq!(is_open_too, is_open, "{columns}: {row}");
        }
    }
}

/// Each stand-in that a lead has is named; where the milestone is mapped nothing stands in.
#[test]
fn what_stands_in_is_named() {
    let named = |header: &str, rows: &str, milestone: &str| {
        let world = World::default()
            .promise("leads-delivered", "target = 10")
            .promise("acceptance", "min-sample = 1");
        has(
            &world.source("leads", "", &format!("{header}\n{rows}")).run(NOON),
            &[("code", "stand-in"), ("milestone", milestone)],
        )
    };
    let lost = (
        "id,delivered,sql,lost,lost-reason",
        "A,11-03 10:00,11-04 10:00,,\nB,11-03 10:00,,11-04 10:00,bad number",
    );
    assert!(named(lost.0, lost.1, "accepted") && named(lost.0, lost.1, "rejected"));
    let mapped = (
        "id,delivered,accepted,rejected,sql,lost,lost-reason",
        "A,11-03 10:00,11-04 10:00,,,,\nB,11-03 10:00,,,,11-04 10:00,bad number",
    );
    assert!(!named(mapped.0, mapped.1, "accepted") && !named(mapped.0, mapped.1, "rejected"));
}

/// In the order of verdicts exempt comes before not-assessable, not-assessable before what happened: delivered before the history of activities.
#[test]
fn the_order_of_verdicts() {
    let world = World::default()
        .promise("first-attempt", "within = '1h'")
        .source("leads", "", "id,delivered\nfree,11-03 10:00\nold,11-03 10:00\nnew,11-09 10:00\nnew-free,11-09 10:00")
        .source(
            "activities",
            "covers-from = 2026-11-06",
            "lead,at\nold,11-06 10:00\nnew,11-09 10:30\nnew-free,11-09 10:30\nfree,11-06 10:00",
        )
        .source("exemptions", "", "lead,from,until,why\nfree,11-03,11-03,x\nnew-free,11-09,11-09,x");
    let statements = [
        "free.first-attempt_verdict=exempt",
        "old.first-attempt_verdict=not-assessable",
        "new.first-attempt_verdict=met",
        "new-free.first-attempt_verdict=exempt",
        "first-attempt:cohort/size=4",
        "first-attempt:exempt=2",
        "first-attempt:not_assessable=1",
        "first-attempt:met=1",
    ];
    assert_eq!(world.run(NOON).lies(&statements), [""; 0]);
}

/// Without an id column and without keys a row is known by its name and company: the same pair is one person, another company is another.
#[test]
fn ids_from_name_and_company() {
    let world = World::default().promise("leads-delivered", "target = 10\ncounting = 'gross'");
    let rows =
        "name,company,delivered\nAna,Acme,11-03 10:00\nAna,Acme,11-04 10:00\nAna,Beta,11-05 10:00";
    assert_eq!(
        world.source("leads", "", rows).run(NOON).lies(&[
            "leads=2",
            "/intake/0/files/0/merged=1",
            "leads-delivered:actual=2"
        ]),
        [""; 0]
    );
}

/// A commitment whose milestones nobody maps is an error of `check`.
#[test]
fn check_refuses_what_nobody_maps() {
    let checked = |columns: &str| {
        let folder = tempfile::tempdir().unwrap();
        let config = World::default()
            .promise("sales-won", "target = 10")
            .source("leads", "", columns)
            .write(folder.path());
        let done = crate::room::program().arg("check").arg("-c").arg(config).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    assert_eq!(checked("id,delivered,won\nA,2026-11-03 10:00,2026-11-04 10:00").0, Some(0));
    let (code, told) = checked("id,delivered\nA,2026-11-03 10:00");
    assert_ne!(code, Some(0), "{told}");
}

/// Activities of three leads, `at` apart: what each adds to the first connection, and the missed calls to act on.
fn reached(options: &str, columns: &str, rows: [&str; 3]) -> (String, Vec<String>) {
    let rows: String = ["A", "B", "C"]
        .iter()
        .zip(rows)
        .map(|(lead, row)| format!("\n11-03 10:10,{lead},{row}"))
        .collect();
    let run = World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("first-connection", "within = '1h'")
        .source("leads", "", "id,delivered\nA,11-03 10:00\nB,11-03 10:00\nC,11-03 10:00")
        .source("activities", options, &format!("at,lead,{columns}{rows}"))
        .run(NOON);
    let verdict = |lead: &str| {
        // Where nothing tells of a conversation there is no verdict on it.
        let is_judged = |metric: &str| run.find(&format!("{metric}:why_not")) != "no-conversations";
        let of = |metric: &str| {
            is_judged(metric) && run.find(&format!("{lead}.{metric}_verdict")) == "met"
        };
        match (of("first-attempt"), of("first-connection")) {
            (_, true) => 'c',
            (true, false) => 'a',
            _ => '-',
        }
    };
    let missed = run.rows("actions").filter(|own| own["kind"] == "missed-call");
    let missed = missed.map(|own| own["lead"].as_str().unwrap().to_owned()).collect();
    (["A", "B", "C"].iter().map(|lead| verdict(lead)).collect(), missed)
}

/// An outcome that says that nobody was reached beats channel, direction and duration: `c` a connection, `a` an attempt alone, `-` neither.
#[test]
fn nobody_reached_is_no_connection() {
    let sheet = "preset = 'activities'";
    let cases: [(&str, &str, [&str; 3], &str, &[&str]); 8] = [
        (
            sheet,
            "channel,direction,outcome,duration",
            [
                "Ligação,Recebida,Não atendeu,12",
                "Ligação,Recebida,Atendeu,12",
                "Ligação,Enviada,Não atendeu,12",
            ],
            "-ca",
            &["A"],
        ),
        (
            "",
            "direction,outcome",
            ["inbound,no-answer", "outbound,no-answer", "inbound,connected"],
            "-ac",
            &["A"],
        ),
        (
            "",
            "channel,direction,outcome",
            // Nobody calls back a message, nor a meeting.
            ["whatsapp,inbound,no-answer", "meeting,inbound,no-answer", "whatsapp,inbound,"],
            "--c",
            &[],
        ),
        (
            sheet,
            "channel,direction,outcome,duration",
            ["Call,Inbound,Missed,25", "Call,Inbound,Voicemail,40", "Call,Inbound,Answered,40"],
            "--c",
            &["A", "B"],
        ),
        // The call's own type says it, whatever the outcome's words.
        (
            sheet,
            "direction,duration",
            ["Missed call,30", "Chamada perdida,9", "Incoming call,9"],
            "--c",
            &["A", "B"],
        ),
        // A preset's words stand by themselves, also where the agreement names its own.
        (
            "[source.values.outcome]\nfalou = 'connected'",
            "channel,direction,outcome,duration",
            [
                "call,inbound,Não atendeu,20",
                "call,outbound,Caixa postal,20",
                "call,outbound,falou,20",
            ],
            "-ac",
            &["A"],
        ),
        // What is planned, put off or called off was not done.
        (
            sheet,
            "channel,outcome",
            ["Call,Planned", "Ligação,Cancelada", "Ligação,Reagendada"],
            "---",
            &[],
        ),
        (
            "",
            "channel,done,duration",
            ["call,Not Started,60", "call,Em andamento,60", "call,Concluída,60"],
            "--a",
            &[],
        ),
    ];
    for (options, columns, rows, wanted, missed) in cases {
        let (verdicts, calls) = reached(options, columns, rows);
        assert_eq!(
            (verdicts.as_str(), calls),
            (wanted, missed.iter().map(|lead| (*lead).to_owned()).collect()),
            "{rows:?}"
        );
    }
}
