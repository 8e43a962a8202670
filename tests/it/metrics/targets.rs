//! Targets in versions, what was expected by now, pace, and what each remaining day must bring.

use super::World;

fn says(world: &World, as_of: &str, statements: &[&str]) {
    assert_eq!(world.run(as_of).lies(statements), [""; 0], "as of {as_of}");
}

/// A world in which `count` leads were won on Mon 2/11.
fn won(count: usize, promise: &str) -> World {
    let rows: String = (0..count).map(|n| format!("\n{n},11-02 10:00")).collect();
    World::default().promise("sales-won", promise).source("leads", "", &format!("id,won{rows}"))
}

/// 20 working days of 9 h: 10 before Mon 16/11 and 10 from then on. Target 100 · ½ + 200 · ½; by Wed 18/11 18:00: 100 · 10 ÷ 20 + 200 · 3 ÷ 20.
#[test]
fn a_count_in_two_versions() {
    let world = won(3, "target = 100\nuntil = 2026-11-16")
        .promise("sales-won", "target = 200\nfrom = 2026-11-16");
    says(
        &world,
        "2026-11-18",
        &[
            "sales-won:target=150",
            "sales-won:expected=80",
            "sales-won:actual=3",
            "sales-won:version/from=2026-11-16",
        ],
    );
    says(
        &world,
        "2026-11-06",
        &["sales-won:target=150", "sales-won:expected=25", "sales-won:version/until=2026-11-16"],
    );
}

/// A version that holds on no working time of the period that the files cover asks nothing of it, however much it asks of other days.
#[test]
fn a_version_on_days_that_nobody_sees_asks_nothing() {
    let rows = "id,won\nA,11-10 10:00\nB,11-11 10:00";
    let world = |promises: [&str; 2], options: &str| {
        let world = promises.iter().filter(|own| !own.is_empty());
        let world = world.fold(World::default(), |world, own| world.promise("sales-won", own));
        world.source("leads", options, rows)
    };
    let seen = "covers-from = 2026-11-09";
    for (promises, options, target) in [
        // Only before what the files cover.
        (["target = 100\nuntil = 2026-11-09", ""], seen, "null"),
        (["target = 100\nuntil = 2026-11-07", ""], seen, "null"),
        // Only on a weekend, and on a weekend at the period's end.
        (["target = 100\nfrom = 2026-11-14\nuntil = 2026-11-16", ""], "", "null"),
        (
            [
                "target = 100\nuntil = 2026-11-09",
                "target = 40\nfrom = 2026-11-28\nuntil = 2026-11-30",
            ],
            seen,
            "null",
        ),
        // On the holiday.
        (["target = 100\nfrom = 2026-11-20\nuntil = 2026-11-21", ""], "", "null"),
        // The same that holds on one working day more: 1 of 20.
        (["target = 100\nuntil = 2026-11-10", ""], seen, "5"),
        (["target = 100\nfrom = 2026-11-14\nuntil = 2026-11-17", ""], "", "5"),
    ] {
        let target = format!("sales-won:target={target}");
        let mut wanted = vec![target.as_str()];
        if target.ends_with("null") {
            wanted.extend([
                "sales-won:expected=null",
                "sales-won:gap=null",
                "sales-won:needed_per_day=null",
                "sales-won:status=not-assessed",
            ]);
        }
        says(&world(promises, options), "2026-11-25", &wanted);
    }
}

/// A rate's target is the mean weighted by the leads each version judged: (0.8 · 2 + 0.9 · 1) ÷ 3. Exempt, pending and early leads weigh nothing.
#[test]
fn a_rate_in_two_versions() {
    let leads = "id,delivered,rejected
        A,11-10 10:00,
        B,11-10 10:00,
        C,11-16 10:00,
        D,11-17 10:00,11-17 10:30
        E,11-17 10:00,11-17 10:30
        F,11-23 11:00,
        G,11-23 11:00,
        old,11-13 17:30,";
    // 90 minutes: late in the version of 1 h, in time in that of 2 h. `old` belongs to the first: Fri 17:30 + 1 h → Mon 16/11 09:30.
    let activities = "at,lead,channel\n11-10 10:10,A,call\n11-16 11:30,C,call\n11-23 11:10,F,call\n11-16 10:00,old,call";
    let world = World::default()
        .promise("first-attempt", "target = '80%'\nwithin = '1h'\nuntil = 2026-11-16")
        .promise("first-attempt", "target = '90%'\nwithin = '2h'\nfrom = 2026-11-16")
        .source("leads", "", leads)
        .source("activities", "", activities);
    // First version: A met, B and old breached (3 judged); second: C met (1), F early, G pending. (0.8 · 3 + 0.9) ÷ 4.
    let counts = [
        "first-attempt:met=3",
        "first-attempt:breached=2",
        "first-attempt:exempt=2",
        "first-attempt:early=1",
        "first-attempt:pending=1",
    ];
    says(&world, "2026-11-23T12:00", &counts);
    says(&world, "2026-11-23T12:00", &["first-attempt:target=0.825", "first-attempt:actual=0.5"]);
}

/// Net target: ⌈10 × 6⌉; share(T) by Fri 13/11 18:00 = 10 ÷ 20.
#[test]
fn a_target_from_the_plan() {
    let world = World::default().promise("leads-delivered", "target = 'plan'").source(
        "leads",
        "",
        "id,delivered\nA,11-02 10:00",
    );
    says(
        &world,
        "2026-11-13",
        &[
            "/plan/leads_needed=60",
            "leads-delivered:target=60",
            "leads-delivered:expected=30",
            "/plan/working_hours=180",
            "/plan/per_day=3",
        ],
    );
    let gross = World::default()
        .objective("period = 'month'\nsales = 10\nleads-per-sale = '6:1'\nacceptance = '80%'")
        .promise("leads-delivered", "target = 'plan'\ncounting = 'gross'")
        .promise("sales-won", "target = 'plan'")
        .promise("leads-per-hour", "target = 'plan'")
        .source("leads", "", "id,delivered,won\nA,11-02 10:00,");
    // 60 ÷ 0.8 = 75; 75 ÷ 180 h.
    says(
        &gross,
        "2026-11-13",
        &[
            "/plan/to_deliver=75",
            "leads-delivered:target=75",
            "sales-won:target=10",
            "/plan/per_hour=0.4167",
            "/plan/per_hour_rounded=1",
        ],
    );
}

/// expected = target × share, pace = actual ÷ expected, needed = (target − actual) ÷ working days left, today by its share left.
#[test]
fn pace_and_what_a_day_must_bring() {
    // By Fri 13/11 18:00 half of the month is gone and 10 days are left.
    says(
        &won(8, "target = 20"),
        "2026-11-13",
        &[
            "sales-won:expected=10",
            "sales-won:pace=0.8",
            "sales-won:gap=-2",
            "sales-won:needed_per_day=1.2",
        ],
    );
    // At 13:30 half of Friday is left: 12 ÷ 10.5, and 9.5 days of 20 are gone.
    says(
        &won(8, "target = 20"),
        "2026-11-13T13:30",
        &["sales-won:expected=9.5", "sales-won:needed_per_day=1.142857"],
    );
    // On Saturday nothing more is gone; on the holiday neither: 14 days gone.
    says(
        &won(8, "target = 20"),
        "2026-11-14T12:00",
        &["sales-won:expected=10", "sales-won:needed_per_day=1.2"],
    );
    says(
        &won(8, "target = 20"),
        "2026-11-20T12:00",
        &["sales-won:expected=14", "sales-won:needed_per_day=2"],
    );
    says(
        &won(25, "target = 20"),
        "2026-11-13",
        &["sales-won:needed_per_day=0", "sales-won:pace=2.5"],
    );
    says(
        &won(8, "target = 20"),
        "2026-11-30T18:00",
        &["sales-won:needed_per_day=null", "/period/over=true", "/period/share=1"],
    );
    says(&won(8, "target = 20"), "2026-11-30T17:59", &["/period/over=false"]);
}

/// Every period is half-open in local time; `to` is the last day.
#[test]
fn periods() {
    let rows = "id,won\nA,11-08 23:00\nB,11-09 00:30\nC,11-15 23:30\nD,11-16 00:30\nE,10-01 00:30\nF,09-30 23:30";
    let of = |period: &str| {
        World::default()
            .objective(&format!("period = {period}\nsales = 10"))
            .promise("sales-won", "target = 10")
            .source("leads", "", rows)
    };
    says(
        &of("'week'"),
        "2026-11-15",
        &["/period/from=2026-11-09", "/period/to=2026-11-15", "sales-won:actual=2"],
    );
    says(
        &of("'quarter'"),
        "2026-11-20",
        &["/period/from=2026-10-01", "/period/to=2026-12-31", "sales-won:actual=5"],
    );
    says(
        &of("{ from = 2026-11-09, to = 2026-11-15 }"),
        "2026-11-20",
        &["sales-won:actual=2", "/period/over=true"],
    );
    says(&of("'month'").period("2026-09"), "2026-11-20", &["sales-won:actual=1"]);
    // A date alone means the end of that day.
    says(&of("'month'"), "2026-11-15", &["sales-won:actual=3"]);
    says(&of("'month'"), "2026-11-15T23:00", &["sales-won:actual=2"]);
}
