//! What happened on a day that nothing tells: no case of it is judged, and whatever it may have been is said.

use super::{Run, World};

const AFTER: &str = "2026-12-09T12:00";

fn says(case: &str, run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), [""; 0], "{case}");
}

/// Sales open the deal half an hour after the hand-off. Where no column tells when, its sale says only that it was opened before: no decision was late.
#[test]
fn a_deal_of_an_unknown_day_is_no_late_decision() {
    let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let leads: String = names.map(|name| format!("{name},11-03 10:00\n")).concat();
    let opened: String =
        names[..5].iter().map(|name| format!("{name}1,{name},11-03 10:30,open,\n")).collect();
    // F was sold long after the hour, of G the deal is open, H has none.
    let dark = "F1,F,,won,11-20 10:00\nG1,G,,open,\n";
    let world = |deals: &str| {
        World::default()
            .promise("decision", "within = '1h'\nmin-sample = 1")
            .promise("acceptance", "min-sample = 1")
            .source("leads", "", &format!("id,delivered\n{leads}"))
            .source("deals", "", &format!("id,lead,created,status,won\n{deals}"))
            .period("2026-11")
            .run(AFTER)
    };
    let turned: String = dark.lines().rev().map(|line| format!("{line}\n")).collect();
    for own in [dark, &turned] {
        says(
            own,
            &world(&format!("{opened}{own}")),
            &[
                "decision:met=5",
                "decision:breached=1",
                "decision:not_assessable=2",
                r#"decision:evidence/unseen_parts=["undated-decisions"]"#,
                "F.decision_verdict=not-assessable",
                "H.decision_verdict=breached",
                // The sale is an acceptance all the same.
                "acceptance:numerator=6",
            ],
        );
    }
    // A sale within the hour was decided on in time, whatever the deal says; with a day of its own a late deal is late.
    let dated = dark.replace("F1,F,,", "F1,F,11-20 09:00,").replace("G1,G,,", "G1,G,11-19 09:00,");
    says("dated", &world(&format!("{opened}{dated}")), &["decision:met=5", "decision:breached=3"]);
    // Where that is so of most, nothing is judged.
    let none = opened.replace("11-03 10:30", "");
    says("none", &world(&format!("{none}{dark}")), &["decision:evidence/why=undated-decisions"]);
}

/// A column that nobody fills shows nothing; the deals' own serves where it is filled.
#[test]
fn an_empty_column_of_first_contacts_is_no_row_of_breaches() {
    let leads = "id,delivered,first-contact\nA,11-03 10:00,\nB,11-03 11:00,\n";
    let filled = leads.replace("A,11-03 10:00,", "A,11-03 10:00,11-03 10:20");
    let deals = "id,lead,created,first-contact\n1,A,11-03 10:30,11-03 10:40\n2,B,11-03 11:30,";
    let empty = deals.replace("11-03 10:40", "");
    for (case, leads, deals, why, met) in [
        ("empty", leads, None, "blank-contacts", "null"),
        ("both empty", leads, Some(empty.as_str()), "blank-contacts", "null"),
        ("filled", &filled, None, "null", "1"),
        ("the deals' own", leads, Some(deals), "null", "1"),
    ] {
        let world = World::default()
            .promise("first-attempt", "within = '1h'\nmin-sample = 1")
            .promise("attempts", "within = '9d'\nattempts = 2\nmin-sample = 1")
            .source("leads", "", leads);
        let world = deals.into_iter().fold(world, |world, own| world.source("deals", "", own));
        let run = world.period("2026-11").run(AFTER);
        let why = format!("first-attempt:evidence/why={why}");
        says(case, &run, &[&why, &format!("first-attempt:met={met}")]);
    }
}

const STAGES: &str = "[source.values.stage]\n'Entregue' = 'delivered'\n'Aceito' = 'accepted'\n";

/// One delivery has a day. B and C stand in a stage that means handed over: perhaps in November, and their promise was kept or not. D went further in
/// October, E came in December, F is not handed over.
#[test]
fn deliveries_of_an_unknown_day_are_counted_and_leave_both_ends() {
    let leads = "id,created,delivered,accepted,stage,source\nA,11-03 09:00,11-03 10:00,,Entregue,Ads\n\
                 B,11-03 09:00,,,Entregue,Ads\nC,10-02 09:00,,,Aceito,Ads\nD,10-02 09:00,,10-20 09:00,Aceito,Ads\n\
                 E,12-02 09:00,,,Entregue,Ads\nF,11-03 09:00,,,,Ads\nG,11-03 09:00,,,Entregue,Fair";
    let world = |rows: &str| {
        World::default()
            .promise(
                "leads-delivered",
                "target = 3\ncounting = 'gross'\nwhere = { source = 'Ads' }",
            )
            .promise(
                "first-attempt",
                "within = '1h'\nmin-sample = 1\ntarget = '50%'\nwhere = { source = 'Ads' }",
            )
            .source("leads", STAGES, rows)
            .source("activities", "", "at,lead,channel\n11-03 10:20,A,call")
            .period("2026-11")
    };
    let open = [
        "leads-delivered:actual=1",
        "leads-delivered:possible/high=3",
        "leads-delivered:status=not-assessed",
        r#"leads-delivered:evidence/unseen_parts=["undated-deliveries","open-cases"]"#,
        "first-attempt:met=1",
        "first-attempt:possible/low=0.3333",
        "first-attempt:possible/high=1",
        "first-attempt:why_not=open",
    ];
    says("no record", &world(leads).run(AFTER), &open);
    let (head, rows) = leads.split_once('\n').unwrap();
    let turned: Vec<&str> = rows.lines().rev().collect();
    says("turned", &world(&format!("{head}\n{}", turned.join("\n"))).run(AFTER), &open);
    // A look of October saw B and C where they stand: they are of no later month.
    let room = tempfile::tempdir().unwrap();
    let before: String = leads
        .lines()
        .filter(|line| !line.starts_with(['A', 'E', 'G']))
        .map(|line| format!("{line}\n"))
        .collect();
    let before = before.replace("B,11-03", "B,10-03").replace("F,11-03", "F,10-03");
    world(&before).period("2026-10").run_at(room.path(), "2026-10-28T12:00");
    let since = leads
        .replace("B,11-03", "B,10-03")
        .replace("F,11-03", "F,10-03")
        .replace("E,12-02 09:00,,,Entregue", "E,12-02 09:00,,,");
    let run = world(&since).run_at(room.path(), "2026-12-09T12:00");
    says(
        "seen",
        &run,
        &["leads-delivered:actual=1", "leads-delivered:possible=null", "first-attempt:met=1"],
    );
}

/// A was tried in the period, B not as far as is known, C in it though handed over before. A call of nobody may have been the first of B; an earlier
/// one that of C. While they are few, nothing is open.
#[test]
fn first_attempts_among_calls_of_nobody() {
    let leads = "id,delivered\nA,11-03 10:00\nB,11-03 10:00\nC,10-28 10:00";
    let further: String = (0..6).map(|n| format!("11-03 16:0{n},A,call\n")).collect();
    let calls = format!("at,lead,channel\n11-03 10:20,A,call\n11-03 11:00,C,call\n{further}");
    let lost = "11-03 15:00,X,call\n11-03 15:30,Y,email\n10-29 10:00,Z,call\n";
    let per_hour = |own: &str, more: &str| {
        World::default()
            .promise("leads-per-hour", &format!("target = 0.2{own}"))
            .source("leads", "", leads)
            .source("activities", "covers-from = 2026-10-01\n", &format!("{calls}{more}"))
            .run("2026-11-03T18:00")
    };
    // Monday was All Souls: nine hours of Tuesday and nine of Monday are gone.
    let (low, actual, high) = (1.0 / 18.0, 2.0 / 18.0, 3.0 / 18.0);
    let ends = |low: f64, high: f64| {
        [
            format!("leads-per-hour:actual={actual:.4}"),
            format!("leads-per-hour:possible/low={low:.4}"),
            format!("leads-per-hour:possible/high={high:.4}"),
        ]
    };
    for (case, own, more, wanted) in [
        ("all", "", lost.to_owned(), ends(low, high)),
        ("calls", "\nchannels = ['call']", lost.replace("X,call", "X,email"), ends(low, actual)),
        (
            "messages",
            "\nchannels = ['call', 'email']",
            lost.replace("Z,call", "Z,sms"),
            ends(actual, high),
        ),
    ] {
        says(case, &per_hour(own, &more), &wanted.each_ref().map(String::as_str));
    }
    says("none", &per_hour("", ""), &["leads-per-hour:possible=null"]);
}

/// Of two sales of one source one has no day, and perhaps came too late: the group tells the other, as the sheet does.
#[test]
fn groups_of_a_conversion_leave_out_sales_of_an_unknown_day() {
    let leads = "id,delivered,won,stage,source\nA,10-03 10:00,10-10 10:00,Cliente,Ads\nB,10-03 10:00,,Cliente,Ads\n\
                 C,10-03 10:00,,,Fair\nD,10-03 10:00,,,Ads";
    let run = World::default()
        .promise(
            "conversion",
            "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '30d'\nmin-sample = 1",
        )
        .source("leads", "[source.values.stage]\n'Cliente' = 'won'\n", leads)
        .period("2026-11")
        .run(AFTER);
    says(
        "groups",
        &run,
        &[
            "conversion:numerator=2",
            "conversion:possible/low=0.25",
            "conversion@Ads:numerator=1",
            "conversion@Ads:denominator=3",
            "conversion@Ads:actual=0.3333",
            "conversion@Ads:inferred=1",
            "conversion@Fair:numerator=0",
        ],
    );
}
