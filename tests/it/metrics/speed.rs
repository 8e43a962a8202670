//! Does speed pay: mature leads by the time to their first attempt, worked by hand.

use std::fmt::Write as _;

use super::{Run, World};

/// Leads of Tuesday 08/09 10:00, whose 60 days were over on 07/11: `quick` tried after 20 minutes, `slow` after two hours, one never, one with a
/// delivery without time of day; so many of each are won on 20/09. One is connected after 61 days, one lead is too young.
fn run(quick: (usize, usize), slow: (usize, usize), as_of: &str) -> Run {
    let (mut leads, mut tries) =
        (String::from("id,delivered,won\n"), String::from("lead,at,outcome\n"));
    for (name, (all, won), at) in [("q", quick, "10:20"), ("s", slow, "12:00")] {
        for number in 0..all {
            let sale = if number < won { "2026-09-20 11:00" } else { "" };
            let _ = writeln!(leads, "{name}{number},2026-09-08 10:00,{sale}");
            let outcome = if number < 20 { "connected" } else { "no-answer" };
            let _ = writeln!(tries, "{name}{number},2026-09-08 {at},{outcome}");
        }
    }
    leads +=
        "never,2026-09-08 10:00,\ncoarse,2026-09-09,\nyoung,2026-09-30 10:00,2026-10-01 10:00\n";
    tries += "coarse,2026-09-09 10:00,connected\nq24,2026-11-09 10:00,connected\nyoung,2026-09-30 10:05,connected\n";
    let world = World::default().promise("first-attempt", "within = '30m'");
    world.source("leads", "", &leads).source("activities", "", &tries).run(as_of)
}

/// 5 of 25 quick ones and 1 of 25 later ones were won: +16 points, −3.1 to +35.4 by Newcombe. 20 of 25 connected: Wilson 0.6087 to 0.9114.
#[test]
fn mature_leads_by_the_time_they_waited() {
    let run = run((25, 5), (25, 1), "2026-11-17T08:00:00");
    let says = [
        "/cadence/speed/from=2026-09-08",
        "/cadence/speed/to=2026-09-09",
        "/cadence/speed/days=60",
        "/cadence/speed/bands/1/to_seconds=1800",
        "/cadence/speed/bands/1/group/leads=25",
        "/cadence/speed/bands/1/group/won=5",
        "/cadence/speed/bands/1/group/connected=20",
        "/cadence/speed/bands/1/group/connected_interval/low=0.6087",
        "/cadence/speed/bands/1/group/connected_interval/high=0.9114",
        "/cadence/speed/bands/3/group/leads=25",
        "/cadence/speed/bands/3/group/won=1",
        "/cadence/speed/bands/0/group/leads=0",
        "/cadence/speed/bands/0/group/won_interval=null",
        "/cadence/speed/untried/leads=1",
        "/cadence/speed/untimed=1",
        "/cadence/speed/within_seconds=1800",
        "/cadence/speed/fast/leads=25",
        "/cadence/speed/slow/won=1",
        "/cadence/speed/difference=0.16",
        "/cadence/speed/interval/low=-0.0312",
        "/cadence/speed/interval/high=0.3541",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
}

#[test]
fn with_few_leads_nothing_is_said() {
    let few = run((25, 5), (19, 1), "2026-11-17T08:00:00");
    assert_eq!(
        few.lies(&[
            "/cadence/speed/slow/leads=19",
            "/cadence/speed/difference=null",
            "/cadence/speed/interval=null"
        ]),
        [""; 0]
    );
    let young = run((25, 5), (25, 1), "2026-11-06T08:00:00");
    assert_eq!(young.lies(&["/cadence/speed=null"]), [""; 0]);
}
