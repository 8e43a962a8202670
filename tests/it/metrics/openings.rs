//! What the opening of a deal tells: a decision of sales where they open it, nothing where the tool opens it with the hand-off.

use super::{Run, World};

const DAY: &str = "2026-11-25T12:00";
const STAGES: &str = "[source.values.stage]\n'Entrada' = 'delivered'\n'Aceito' = 'accepted'\n\
                      'Proposta' = 'opportunity'\n'Pausa' = 'ignore'\n";

fn says(run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), [""; 0]);
}

fn of_deals(options: &str, leads: &str, deals: &str) -> Run {
    let world = World::default()
        .promise("acceptance", "min-sample = 1")
        .promise("decision", "min-sample = 1\nwithin = '2d'");
    world.source("leads", "", leads).source("deals", options, deals).run(DAY)
}

fn why(run: &Run) -> [String; 2] {
    ["acceptance", "decision"].map(|id| run.find(&format!("{id}:evidence/why")))
}

const LEADS: &str = "id,delivered\nA,11-03 10:00\nB,11-04 10:00\nC,11-05 10:00\nD,11-06 10:00";

/// Sales open deals hours after the hand-off: three of four leads are accepted, two of them within two days (by Thu 05/11 18:00, Fri 06/11 18:00).
#[test]
fn a_deal_that_sales_open_is_an_acceptance() {
    let run = of_deals(
        "",
        LEADS,
        "id,lead,created,status\n1,A,11-03 15:00,open\n2,B,11-05 09:00,open\n3,C,11-12 09:00,open",
    );
    says(
        &run,
        &[
            "acceptance:numerator=3",
            "acceptance:undecided=1",
            "A.accepted=11-03 15:00",
            "decision:met=2",
            "decision:breached=2",
        ],
    );
}

/// Two of three deals stand there by the time of the hand-off, five minutes later at most, or on its day where only days are told: nothing tells who
/// was accepted. One of three is no rule, and nor are five minutes and a second.
#[test]
fn a_deal_that_comes_with_the_hand_off_tells_nothing_of_a_decision() {
    let told = |times: [&str; 3]| {
        let rows: String = ["A", "B", "C"]
            .iter()
            .zip(times)
            .map(|(lead, at)| format!("\n{lead}1,{lead},{at},open"))
            .collect();
        why(&of_deals("", LEADS, &format!("id,lead,created,status{rows}")))
    };
    for times in [
        ["11-03 10:00:20", "11-04 10:05:00", "11-09 10:00:00"],
        ["11-02 18:00:00", "11-04 09:00:00", "11-09 10:00:00"],
        ["11-03", "11-04", "11-09"],
    ] {
        assert_eq!(told(times), ["opened-at-handoff"; 2].map(str::to_owned), "{times:?}");
    }
    for times in
        [["11-03 10:00:20", "11-04 10:05:01", "11-09 10:00:00"], ["11-04", "11-05", "11-09"]]
    {
        assert_eq!(told(times)[0], "null", "{times:?}");
    }
}

/// Leads handed over at all hours, each with its deal so many seconds later, with the rows of further leads and deals: why nothing tells of decisions.
fn at_distances(count: i64, lags: impl Fn(i64) -> i64, leads: &str, deals: &str) -> String {
    let moment = |day: i64, seconds: i64| {
        let seconds = seconds + 3600 * (7 * day % 24);
        let (day, rest) = (day + seconds / 86400, seconds % 86400);
        format!("11-{day:02} {:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
    };
    let lead = |day: i64| format!("\nL{day},{},,", moment(day, 0));
    let deal = |day: i64| format!("\n{day},L{day},{},open,", moment(day, lags(day)));
    let all = (1..=count).map(lead).collect::<String>();
    let leads = format!("id,delivered,rejected,rejection-reason{all}{leads}");
    let all = (1..=count).map(deal).collect::<String>();
    let found = why(&of_deals("", &leads, &format!("id,lead,created,status,lost{all}{deals}")));
    assert_eq!(found[0], found[1]);
    found[0].clone()
}

/// Deals that come at one distance, at night as by day, are a rule of the tool's: twelve minutes, each time a little later, two hours, a day.
/// Leads that have no deal yet and deals that were lost show nobody who decides.
#[test]
fn deals_at_one_distance_are_opened_by_a_rule() {
    for (case, lags) in [
        ("minutes", (|_| 720) as fn(i64) -> i64),
        ("what a timer looks at each half hour", |day| 400 + 170 * day),
        ("a delay of two hours", |day| 7200 + 30 * day),
        ("a delay of a day", |day| 86400 + 300 * day),
    ] {
        assert_eq!(at_distances(10, lags, "", ""), "opened-at-handoff", "{case}");
        let without = "\nM1,11-03 10:00:00,,\nM2,11-04 10:00:00,,";
        assert_eq!(at_distances(10, lags, without, ""), "opened-at-handoff", "{case}: no deal");
        let lost = "\n11,L1,11-12 10:00:00,lost,11-13 10:00:00";
        assert_eq!(at_distances(10, lags, "", lost), "opened-at-handoff", "{case}: lost later");
        assert_eq!(at_distances(9, lags, "", ""), "null", "{case}: nine leads are too few");
    }
}

/// Why nothing tells of decisions where ten leads come on ten working days, at such a minute of the day, each with its deal so many seconds later.
fn on_working_days(hours: &str, minute: impl Fn(i64) -> i64, lag: impl Fn(i64) -> i64) -> String {
    let moment = |n: i64, seconds: i64| {
        let at = 60 * minute(n) + seconds;
        let day = 2 + n + 2 * (n / 5) + at / 86400;
        format!("11-{day:02} {:02}:{:02}:{:02}", at / 3600 % 24, at / 60 % 60, at % 60)
    };
    let leads: String = (0..10).map(|n| format!("\nL{n},{}", moment(n, 0))).collect();
    let deals: String = (0..10).map(|n| format!("\n{n},L{n},{},open", moment(n, lag(n)))).collect();
    let world = World::default().hours(hours).promise("acceptance", "min-sample = 1");
    let world = world.source("leads", "", &format!("id,delivered{leads}"));
    let run = world.source("deals", "", &format!("id,lead,created,status{deals}")).run(DAY);
    run.find("acceptance:evidence/why")
}

/// A team that opens every deal within its hour is no rule of the tool: the better it keeps the hour, the more is seen. A rule keeps the minute,
/// or opens deals when nobody works.
#[test]
fn a_team_that_keeps_its_hour_is_no_rule() {
    let team = |n: i64| 360 + 320 * n;
    let by_day = |n: i64| 9 * 60 + 45 * n;
    let late = |n: i64| if n == 6 { 17 * 60 + 50 } else { by_day(n) };
    let night = |n: i64| if n == 6 { 2 * 60 } else { by_day(n) };
    let (always, shifts) =
        ("weekdays = ['00:00-24:00']", "weekdays = ['01:00-12:00', '13:00-18:00']");
    assert_eq!(on_working_days("", by_day, team), "null", "6 to 54 minutes");
    assert_eq!(on_working_days("", late, team), "null", "once after closing");
    assert_eq!(on_working_days(always, |n| 140 * n, team), "null", "a team that never closes");
    assert_eq!(on_working_days(shifts, night, team), "null", "a shift at night");
    assert_eq!(on_working_days("", by_day, |n| 720 + 61 * (n % 2)), "null", "two minutes");
    assert_eq!(on_working_days("", by_day, |n| 720 + 6 * n), "opened-at-handoff", "one minute");
    assert_eq!(on_working_days("", by_day, |_| 7200), "opened-at-handoff", "two hours");
    assert_eq!(on_working_days("", night, team), "opened-at-handoff", "once at night");
    assert_eq!(on_working_days("", |n| 60 * n + 7, team), "opened-at-handoff", "mostly at night");
}

/// People are sometimes busy, and open no deal for a lead that they refuse.
#[test]
fn distances_that_differ_and_leads_refused_without_a_deal_are_decisions() {
    let of = |lags: fn(i64) -> i64, leads: &str| at_distances(10, lags, leads, "");
    assert_eq!(of(|day| 600 * day * day, ""), "null", "of many lengths");
    assert_eq!(of(|day| if day == 4 { 9000 } else { 720 }, ""), "null", "one in ten is late");
    let refused = "\nM1,11-03 10:00:00,11-03 11:00:00,competitor";
    assert_eq!(of(|_| 720, refused), "null", "refused without a deal");
    assert_eq!(of(|_| 240, refused), "opened-at-handoff", "no person is as fast");
}

/// One file gives both: every deal is its own hand-off, whatever its stages mean, until some stage means that it waits.
#[test]
fn one_file_of_deals_tells_of_no_decision() {
    let made = |stages: &str| {
        let rows = "id,created,status,stage\n1,11-03 10:00,open,Proposta\n2,11-04 10:00,open,Entrada\n\
                    3,11-05 10:00,won,Proposta\n4,11-06 10:00,open,Aceito";
        let options = format!("creates-leads = true\n[source.values.stage]\n{stages}");
        let promised = World::default()
            .promise("acceptance", "min-sample = 1")
            .promise("decision", "min-sample = 1\nwithin = '2d'")
            .promise(
                "conversion",
                "from-stage = 'delivered'\nto-stage = 'opportunity'\nwithin = '5d'",
            );
        promised.source("deals", &options, rows).run(DAY)
    };
    let run = made("'Proposta' = 'opportunity'\n'Aceito' = 'accepted'\n");
    assert_eq!(why(&run), ["opened-at-handoff"; 2].map(str::to_owned));
    says(&run, &["conversion:evidence/why=no-dates", "1.accepted_origin="]);
    let told = run.json["warnings"].to_string();
    assert!(told.contains("opened-at-handoff") && !told.contains("sql, opportunity"), "{told}");
    // Waiting in Entrada: 1, 3 and 4 were accepted, 2 is undecided; nobody knows when.
    let run = made("'Proposta' = 'opportunity'\n'Aceito' = 'accepted'\n'Entrada' = 'delivered'\n");
    says(
        &run,
        &[
            "acceptance:numerator=3",
            "acceptance:denominator=3",
            "acceptance:undecided=1",
            "decision:evidence/why=undated-decisions",
            "2.accepted_origin=",
            "4.accepted_origin=inferred",
        ],
    );
}

/// Deals opened hours after the hand-off, with a stage in which they wait: who moved is accepted (A, and C whose sale says so), who waits is not
/// (B), nor who stands in a stage that is no step (D). A rejection after the acceptance counts: E, opened, moved and lost for a bad number.
#[test]
fn stages_in_which_deals_wait_tell_the_decision() {
    let leads = format!("{LEADS}\nE,11-06 11:00");
    let run = of_deals(
        STAGES,
        &leads,
        "id,lead,created,status,won,lost,lost-reason,stage\n\
         1,A,11-03 15:00,open,,,,Proposta\n\
         2,B,11-04 15:00,open,,,,Entrada\n\
         3,C,11-05 15:00,won,11-09 10:00,,,Entrada\n\
         4,D,11-06 15:00,open,,,,Pausa\n\
         5,E,11-06 15:00,lost,,11-10 10:00,bad number,Aceito",
    );
    says(
        &run,
        &[
            "acceptance:numerator=2",
            "acceptance:denominator=3",
            "acceptance:undecided=2",
            "A.opportunity_origin=inferred",
            "B.accepted_origin=",
            "B.opportunity_origin=",
            "C.accepted_origin=inferred",
            "D.accepted_origin=",
        ],
    );
    // Of three decided leads only E has a day.
    assert_eq!(why(&run)[1], "undated-decisions");
}

/// A date of acceptance that deals have is the acceptance, whenever they were opened.
#[test]
fn an_own_date_of_acceptance_is_believed() {
    let run = of_deals(
        "",
        LEADS,
        "id,lead,created,status,accepted\n1,A,11-03 10:00,open,11-03 16:00\n2,B,11-04 10:00,open,\n3,C,11-05 10:00,open,11-12 09:00",
    );
    says(
        &run,
        &[
            "acceptance:numerator=2",
            "acceptance:undecided=2",
            "A.accepted=11-03 16:00",
            "decision:met=1",
            "decision:breached=3",
        ],
    );
}

/// Stages that nobody explained say nothing of their leads: one of four is said, three are too many.
#[test]
fn stages_without_a_meaning_are_no_refusal() {
    let of = |stages: [&str; 4]| {
        let rows: String = ["A", "B", "C", "D"]
            .iter()
            .zip(stages)
            .map(|(lead, stage)| format!("\n{lead}1,{lead},11-10 10:00,open,{stage}"))
            .collect();
        let run = of_deals(STAGES, LEADS, &format!("id,lead,created,status,stage{rows}"));
        run.json["commitments"][0]["evidence"].to_string()
    };
    let one = of(["Entrada", "Aceito", "Proposta", "Visita"]);
    assert!(one.contains("partly") && one.contains("unknown-stages"), "{one}");
    let three = of(["Entrada", "Visita", "Visita", "Visita"]);
    assert!(three.contains("\"not\"") && three.contains("unknown-stages"), "{three}");
}

/// What was in a stage at the first look has no day; what moves later has the day on which it was seen there, and that decides.
#[test]
fn the_day_a_deal_was_seen_in_a_stage_is_that_of_its_acceptance() {
    let folder = tempfile::tempdir().unwrap();
    let seen = |stages: [&str; 3], day: &str| {
        let rows: String = ["A", "B", "C"]
            .iter()
            .zip(stages)
            .map(|(lead, stage)| format!("\n{lead}1,{lead},11-10 10:00,open,{stage}"))
            .collect();
        let leads = "id,delivered\nA,11-10 09:00\nB,11-10 09:00\nC,11-10 09:00";
        let world = World::default().promise("decision", "min-sample = 1\nwithin = '2d'");
        world
            .source("leads", "", leads)
            .source("deals", STAGES, &format!("id,lead,created,status,stage{rows}"))
            .run_at(folder.path(), day)
    };
    let first = seen(["Aceito", "Entrada", "Entrada"], "2026-11-10T20:00");
    says(&first, &["decision:evidence/why=undated-decisions", "A.accepted_origin=inferred"]);
    seen(["Aceito", "Proposta", "Entrada"], "2026-11-11T20:00");
    let last = seen(["Aceito", "Proposta", "Aceito"], "2026-11-16T20:00");
    // B by Thu 12/11 18:00, C too late, A on a day that nobody saw.
    says(
        &last,
        &[
            "decision:met=1",
            "decision:breached=1",
            "decision:not_assessable=1",
            "A.accepted_origin=inferred",
        ],
    );
    assert!(last.find("B.accepted").starts_with("11-11"), "{}", last.find("B.accepted"));
    assert!(last.find("C.accepted").starts_with("11-16"), "{}", last.find("C.accepted"));
}
