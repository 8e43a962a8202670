//! `steady-delivery`: how much of the period's hand-offs comes on one day.

use super::World;

const DAY: &str = "2026-11-13";

/// Leads of the given days, so many each, at the given time.
fn leads(days: &[(&str, usize)]) -> String {
    let row = |day: &str, n: usize| {
        format!(
            "\n{}-{n},{day},{}",
            day.replace(' ', "-"),
            if n.is_multiple_of(2) { "Ads" } else { "Site" }
        )
    };
    days.iter()
        .flat_map(|(day, count)| (0..*count).map(|n| row(day, n)).collect::<Vec<_>>())
        .collect()
}

fn world(promises: &[(&str, &str)], rows: &str) -> World {
    let world = World::default().promise("steady-delivery", "target = '20%'\nmin-sample = 1");
    let world = promises.iter().fold(world, |world, (metric, lines)| world.promise(metric, lines));
    world.source("leads", "", &format!("id,delivered,source{rows}"))
}

fn says(world: &World, as_of: &str, statements: &[&str]) {
    assert_eq!(world.run(as_of).lies(statements), [""; 0]);
}

const TWENTY: (&str, &str) = ("leads-delivered", "target = 20");

/// 3 + 5 + 1 = 9 so far are fewer than the 20 promised: 5 of the fullest day ÷ 20.
#[test]
fn the_fullest_day_of_what_is_promised() {
    let rows = leads(&[("11-03 10:00", 3), ("11-05 10:00", 5), ("11-10 10:00", 1)]);
    let statements = [
        "steady-delivery:kind=share",
        "steady-delivery:better=lower",
        "steady-delivery:numerator=5",
        "steady-delivery:denominator=20",
        "steady-delivery:actual=0.25",
    ];
    says(&world(&[TWENTY], &rows), DAY, &statements);
}

/// 6 + 6 + 6 + 8 = 26 are more than the 20 promised: 8 ÷ 26.
#[test]
fn the_fullest_day_of_all_so_far() {
    let rows =
        leads(&[("11-03 10:00", 6), ("11-04 10:00", 6), ("11-05 10:00", 6), ("11-06 10:00", 8)]);
    says(
        &world(&[TWENTY], &rows),
        DAY,
        &[
            "steady-delivery:numerator=8",
            "steady-delivery:denominator=26",
            "steady-delivery:actual=0.3077",
        ],
    );
}

/// Without a promise of deliveries: 5 ÷ 9.
#[test]
fn without_a_promise_of_deliveries() {
    let rows = leads(&[("11-03 10:00", 3), ("11-05 10:00", 5), ("11-10 10:00", 1)]);
    says(
        &world(&[], &rows),
        DAY,
        &[
            "steady-delivery:numerator=5",
            "steady-delivery:denominator=9",
            "steady-delivery:actual=0.5556",
        ],
    );
}

/// The plan's target: 10 sales × 6 = 60; 5 ÷ 60.
#[test]
fn against_the_plan() {
    let rows = leads(&[("11-03 10:00", 3), ("11-05 10:00", 5)]);
    let world = world(&[("leads-delivered", "target = 'plan'")], &rows);
    says(
        &world,
        DAY,
        &[
            "steady-delivery:denominator=60",
            "steady-delivery:actual=0.0833",
            "steady-delivery:status=on-track",
        ],
    );
}

/// Calendar days of the agreement's zone: 23:59 and 00:00 are two days; Saturday counts; what is after T or in October does not.
#[test]
fn days_are_local_calendar_days() {
    let rows = leads(&[
        ("11-05 23:59", 2),
        ("11-06 00:00", 3),
        ("11-07 10:00", 4),
        ("10-31 23:59", 9),
        ("11-14 00:00", 9),
    ]);
    says(
        &world(&[TWENTY], &rows),
        DAY,
        &["steady-delivery:numerator=4", "steady-delivery:denominator=20"],
    );
    // 03:30 UTC on the 6th is 00:30 of the 6th in São Paulo, 02:30 UTC is 23:30 of the 5th: two and three are two days, not one of five.
    let rows = leads(&[("11-06 02:30", 2), ("11-06 03:30", 3)]);
    let world = World::default().promise("steady-delivery", "target = '20%'").source(
        "leads",
        "timezone = 'UTC'",
        &format!("id,delivered,source{rows}"),
    );
    says(&world, DAY, &["steady-delivery:numerator=3", "steady-delivery:denominator=5"]);
}

/// Gross: what sales gave back for a marketing reason was delivered all the same.
#[test]
fn rejections_take_nothing_off() {
    let rows = "id,delivered,rejected,rejection-reason\nA,11-03 10:00,11-03 11:00,bad number\nB,11-03 10:00,,\nC,11-04 10:00,,";
    let world = World::default()
        .promise("steady-delivery", "target = '20%'")
        .promise("leads-delivered", "target = 10")
        .source("leads", "", rows);
    says(&world, DAY, &["steady-delivery:numerator=2", "steady-delivery:denominator=10"]);
}

/// In its own scope, against the promise of the same scope, else the first without one. Of 6 leads a day half are of Ads: 3.
#[test]
fn the_promise_of_the_same_scope() {
    let rows = leads(&[("11-03 10:00", 6), ("11-04 10:00", 2)]);
    let scope = "where = { source = ['Ads'] }";
    let own = World::default()
        .promise("steady-delivery", &format!("target = '20%'\n{scope}"))
        .promise("leads-delivered", "id = 'all'\ntarget = 40")
        .promise("leads-delivered", &format!("id = 'ads'\ntarget = 12\n{scope}"))
        .source("leads", "", &format!("id,delivered,source{rows}"));
    says(
        &own,
        DAY,
        &[
            "steady-delivery:numerator=3",
            "steady-delivery:denominator=12",
            "steady-delivery:actual=0.25",
        ],
    );
    let first = World::default()
        .promise("steady-delivery", &format!("target = '20%'\n{scope}"))
        .promise("leads-delivered", "id = 'site'\ntarget = 12\nwhere = { source = ['Site'] }")
        .promise("leads-delivered", "id = 'all'\ntarget = 40")
        .source("leads", "", &format!("id,delivered,source{rows}"));
    says(
        &first,
        DAY,
        &[
            "steady-delivery:numerator=3",
            "steady-delivery:denominator=40",
            "steady-delivery:actual=0.075",
        ],
    );
}

/// ≤ target keeps it, up to 5 points more is at-risk: 4, 5 and 6 of 20 against 20 %; over, only 4 of 20 is met.
#[test]
fn lower_is_better() {
    let days = ["11-09 10:00", "11-10 10:00", "11-11 10:00", "11-12 10:00", "11-13 10:00"];
    let months = [
        ([4, 4, 4, 4, 4], "on-track", "met"),
        ([3, 5, 5, 4, 3], "at-risk", "missed"),
        ([6, 4, 4, 3, 3], "off-track", "missed"),
    ];
    for (counts, running, over) in months {
        let rows = leads(&days.into_iter().zip(counts).collect::<Vec<_>>());
        says(
            &world(&[TWENTY], &rows),
            DAY,
            &["steady-delivery:denominator=20", &format!("steady-delivery:status={running}")],
        );
        says(
            &world(&[TWENTY], &rows).period("2026-11"),
            "2026-12-02",
            &[&format!("steady-delivery:status={over}")],
        );
    }
}
