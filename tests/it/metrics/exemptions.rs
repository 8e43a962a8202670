//! The register of exemptions: whom it frees, from when to when, and what it never touches.

use super::{Run, World};

const NOON: &str = "2026-11-23T12:00";

/// A hour for the first attempt of each lead, a day for the decision; the register and the leads' owners vary.
fn world(register: &str) -> World {
    let leads = "id,delivered,owner,person,accepted,rejected
         early,11-09 10:00,Ana Conceição,p1,,
         first,11-10 10:00,Ana Conceição,p2,,
         last,11-12 17:59,Ana Conceição,p3,,
         after,11-13 09:00,Ana Conceição,p4,,
         kept,11-11 10:00,Bruno,p5,11-11 11:00,
         slow,11-11 10:00,Bruno,p6,,";
    let activities = "lead,at,channel\nkept,11-11 10:30,call\nslow,11-12 10:00,call";
    World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("decision", "within = '1d'")
        .source("leads", "", leads)
        .source("activities", "", activities)
        .source("exemptions", "", register)
}

fn assert_says(run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), Vec::<String>::new());
}

/// Without the register: of six leads `kept` is tried within the hour, `slow` a day later, the other four never: 1 met, 5 breached.
#[test]
fn nothing_is_exempt_without_an_entry() {
    let run = world("lead,from,until,why").run(NOON);
    assert_says(
        &run,
        &[
            "first-attempt:met=1",
            "first-attempt:breached=5",
            "first-attempt:exempt=0",
            "first-attempt:actual=0.1667",
        ],
    );
}

/// An entry for one lead and no commitment frees it from both; breached or met before, exempt now: 0 met, 4 breached, the rate is 0 ÷ 4.
#[test]
fn a_lead_is_free_of_everything_whatever_happened() {
    let run =
        world("lead,from,until,why\nslow,11-11,11-11,moved\nkept,11-01,11-30,pilot").run(NOON);
    assert_says(
        &run,
        &[
            "slow.first-attempt_verdict=exempt",
            "slow.first-attempt_reason=exempt-by-register",
            "slow.decision_verdict=exempt",
            "kept.first-attempt_verdict=exempt",
            "kept.decision_verdict=exempt",
            "first-attempt:met=0",
            "first-attempt:breached=4",
            "first-attempt:exempt=2",
            "first-attempt:denominator=4",
            "decision:exempt=2",
            // The only time measured belonged to exempt leads.
            "first-attempt:p50=null",
        ],
    );
}

/// The entry names the decision (in another spelling of its id): the first attempt is owed as before.
#[test]
fn a_commitment_named_is_the_only_one_excused() {
    let run = world("lead,from,until,why,commitment\nslow,11-11,11-11,moved,DECISION").run(NOON);
    assert_says(
        &run,
        &[
            "slow.first-attempt_verdict=breached",
            "slow.decision_verdict=exempt",
            "first-attempt:exempt=0",
        ],
    );
}

/// Ana is away Tue 10/11 to Thu 12/11, both inclusive: of her leads that of Tue 10:00 and that of Thu 17:59 are free, Mon 9 and Fri 13 are not.
/// Her name is written without its accents, in other letters and blanks.
#[test]
fn an_owner_is_away_from_the_first_day_to_the_last() {
    for name in ["Ana Conceição", "ana  CONCEICAO"] {
        let run = world(&format!("owner,from,until,why\n{name},11-10,11-12,holiday")).run(NOON);
        assert_says(
            &run,
            &[
                "early.first-attempt_verdict=breached",
                "first.first-attempt_verdict=exempt",
                "last.first-attempt_verdict=exempt",
                "after.first-attempt_verdict=breached",
                "kept.first-attempt_verdict=met",
                "first-attempt:exempt=2",
                "first-attempt:breached=3",
            ],
        );
    }
}

/// No last day: open-ended, so the lead of Fri 13 is free as well; that of Mon 9 is not.
#[test]
fn without_a_last_day_it_has_no_end() {
    let run = world("owner,from,until,why\nAna Conceição,11-10,,left").run(NOON);
    assert_says(
        &run,
        &[
            "early.first-attempt_verdict=breached",
            "after.first-attempt_verdict=exempt",
            "first-attempt:exempt=3",
        ],
    );
}

/// An entry that names a lead and an owner speaks of that lead alone.
#[test]
fn a_lead_named_with_its_owner_is_still_one_lead() {
    let run =
        world("lead,owner,from,until,why\nfirst,Ana Conceição,11-01,11-30,duplicate").run(NOON);
    assert_says(
        &run,
        &[
            "first.first-attempt_verdict=exempt",
            "last.first-attempt_verdict=breached",
            "first-attempt:exempt=1",
        ],
    );
}

/// Every hand-off that carries the id is meant, each by its own day: A came in May and, 90 days and more later, in November.
#[test]
fn each_hand_off_by_its_own_day() {
    let leads = "id,delivered\nA,05-04 10:00\nA,11-11 10:00\nB,11-11 10:00";
    let world = |register: &str| {
        let world =
            World::default().promise("first-attempt", "within = '1h'").source("leads", "", leads);
        world
            .source("activities", "", "lead,at\nB,11-11 10:30")
            .source("exemptions", "", register)
            .run(NOON)
    };
    assert_says(
        &world("lead,from,until,why\nA,11-11,11-11,x"),
        &["first-attempt:exempt=1", "first-attempt:carried_over=1"],
    );
    assert_says(
        &world("lead,from,until,why\nA,05-04,05-04,x"),
        &["first-attempt:exempt=0", "first-attempt:carried_over=0"],
    );
    assert_says(
        &world("lead,from,until,why\nA,01-01,,x"),
        &["first-attempt:exempt=1", "first-attempt:carried_over=0"],
    );
}

/// Of four leads nobody ever tried, one is free of the first attempt: three are on the list of actions; the decision is still asked of all five open ones.
#[test]
fn what_is_excused_is_no_action() {
    let kinds = |register: &str, kind: &str| {
        let run = world(register).run(NOON);
        let actions = run.json["actions"].as_array().unwrap().clone();
        actions.iter().filter(|action| action["kind"] == kind).count()
    };
    let register = "lead,from,until,why,commitment\nfirst,11-10,11-10,x,first-attempt";
    assert_eq!(
        (kinds("lead,from,until,why", "first-attempt"), kinds(register, "first-attempt")),
        (4, 3)
    );
    assert_eq!((kinds("lead,from,until,why", "decision"), kinds(register, "decision")), (5, 5));
}

/// Rejected untouched within the hour is exempt by the metric; the register's reason is told apart.
#[test]
fn the_metrics_own_exemption_keeps_its_reason() {
    let leads = "id,delivered,rejected\nA,11-11 10:00,11-11 10:20\nB,11-11 10:00,11-11 10:20\nC,10-01 10:00,";
    let world =
        World::default().promise("first-attempt", "within = '1h'").source("leads", "", leads);
    let run = world
        .source("activities", "", "lead,at\nC,11-11 10:30")
        .source("exemptions", "", "lead,from,until,why\nB,11-11,,x")
        .run(NOON);
    assert_says(
        &run,
        &[
            "A.first-attempt_reason=closed-before-any-attempt",
            "B.first-attempt_reason=exempt-by-register",
            "first-attempt:exempt=2",
        ],
    );
}

/// Five rows: two name a lead or an owner nobody knows, one a promise nobody made; they free nobody, and each is told. One row is good.
#[test]
fn names_nobody_knows_are_listed() {
    let run = world("lead,owner,from,until,why,commitment\nslow,,11-11,,x,\nghost,,11-01,,x,\n,Carla,11-01,,x,\nkept,,11-01,,x,no-promise")
        .run(NOON);
    assert_says(&run, &["first-attempt:exempt=1", "kept.first-attempt_verdict=met"]);
    let told = run.json["warnings"].to_string();
    for name in ["ghost", "Carla", "no-promise"] {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(!told.contains("slow"), "{told}");
}

/// Eight rows: an unreadable first day, an unreadable last day, no first day, nobody named, an end before the beginning: five set aside, three used.
/// What cannot be read is never taken for an open end.
#[test]
fn rows_that_say_nothing_are_set_aside_and_the_account_closes() {
    let rows = "slow,11-11,11-11,x\nkept,31/02/2026,,x\nearly,11-01,99/99/9999,x\nfirst,,,x\n,11-01,,x\nlast,11-13,11-12,x\nafter,12-01,,x\nkept,10-01,10-31,x";
    let rows: String = (0..9)
        .map(|n| format!("\nslow,10-{:02},10-31,x", n + 1))
        .chain([format!("\n{rows}")])
        .collect();
    let run = world(&format!("lead,from,until,why{rows}")).run(NOON);
    assert_says(
        &run,
        &[
            "first-attempt:exempt=1",
            "early.first-attempt_verdict=breached",
            "last.first-attempt_verdict=breached",
        ],
    );
    let file = run.json["intake"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|source| source["files"].as_array().unwrap())
        .next_back()
        .unwrap();
    assert_eq!((file["rows"].as_u64(), file["used"].as_u64()), (Some(17), Some(12)), "{file}");
    let aside = &file["set_aside"];
    assert_eq!(
        aside.to_string(),
        r#"{"bad-date":2,"ends-before-start":1,"names-nobody":1,"no-date":1}"#
    );
}

/// The register is newer than the leads or older than them: the report speaks of the leads' instant either way.
#[test]
fn the_register_never_sets_the_cut_off() {
    let leads = "id,delivered\nA,11-11 10:00";
    let world =
        World::default().promise("leads-delivered", "target = 10").source("leads", "", leads);
    let run = world
        .source(
            "exemptions",
            "cut-off = 'file-time'\nmtime = 1700000000",
            "lead,from,until,why\nA,11-11,,x",
        )
        .run(NOON);
    assert_says(&run, &["/cut_off=11-23 12:00"]);
}

/// A register of which no row can be used may have freed anybody: neither promise has a verdict. One without rows frees nobody.
#[test]
fn a_register_that_cannot_be_used_leaves_its_promises_open() {
    let of = |register: &str| {
        let run = world(register).run(NOON);
        ["first-attempt", "decision"].map(|id| run.find(&format!("{id}:evidence/why")))
    };
    let refused = ["sources-refused", "sources-refused"].map(str::to_owned);
    for register in [
        "lead,from,until,why\nslow,11-11,11-11,\"moved".to_owned(),
        format!("lead,from,until,why\nslow,11-11,11-11,moved{}", "\0".repeat(64)),
    ] {
        assert_eq!(of(&register), refused, "{register}");
    }
    assert_eq!(of("lead,from,until,why"), ["null", "null"]);
}
