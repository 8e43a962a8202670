//! Before and after a decision: the windows by hand, the share and the count of each, and what is left out.

use super::{Run, World};

const LOG: &str = "at,kind,text,about,by\n11-10 14:00,decision,Call at once,First Attempt,Ana\n11-12 09:00,incident,CRM down,first-attempt,\n";

/// Leads of a day, the first `met` of them tried ten minutes later, the others never; ids by the day.
fn day(day: &str, leads: usize, met: usize, rows: &mut (String, String)) {
    for number in 0..leads {
        rows.0 += &format!("{day}-{number},{day} 10:00\n");
        if number < met {
            rows.1 += &format!("{day}-{number},{day} 10:10,no-answer\n");
        }
    }
}

fn world(days: &[(&str, usize, usize)]) -> World {
    let mut rows = ("id,delivered\n".to_owned(), "lead,at,outcome\n".to_owned());
    days.iter().for_each(|(name, leads, met)| day(name, *leads, *met, &mut rows));
    World::default().source("leads", "", &rows.0).source("activities", "", &rows.1)
}

/// The decision of Tuesday 10/11 as of Tuesday 17/11 08:00. Settled after it: Wednesday 11 to Friday 13; a lead of Monday's last minute is due on
/// Tuesday 10:00. As many before it: Thursday 5, Friday 6, Monday 9. Its own day and Wednesday 4 belong to neither.
/// 6 of 12 before, 9 of 12 after: +25 points; Wilson 0.2538–0.7462 and 0.4677–0.9111, so −0.1246 to +0.5442 by Newcombe.
const DAYS: [(&str, usize, usize); 9] = [
    ("11-04", 4, 0),
    ("11-05", 4, 2),
    ("11-06", 4, 2),
    ("11-09", 4, 2),
    ("11-10", 5, 0),
    ("11-11", 4, 3),
    ("11-12", 4, 3),
    ("11-13", 4, 3),
    ("11-16", 4, 0),
];

fn decided(log: &str, promise: &str, as_of: &str) -> Run {
    world(&DAYS).promise("first-attempt", promise).source("log", "", log).run(as_of)
}

#[test]
fn a_share_before_and_after() {
    let run = decided(LOG, "within = '1h'", "2026-11-17T08:00:00");
    let says = [
        "/decisions/0/number=1",
        "/decisions/0/date=2026-11-10",
        "/decisions/0/text=Call at once",
        "/decisions/0/by=Ana",
        "/decisions/0/commitments/0=first-attempt",
        "/decisions/0/comparisons/0/measure=share",
        "/decisions/0/comparisons/0/before/from=2026-11-05",
        "/decisions/0/comparisons/0/before/to=2026-11-09",
        "/decisions/0/comparisons/0/before/working_days=3",
        "/decisions/0/comparisons/0/before/value=0.5",
        "/decisions/0/comparisons/0/before/cases=12",
        "/decisions/0/comparisons/0/after/from=2026-11-11",
        "/decisions/0/comparisons/0/after/to=2026-11-13",
        "/decisions/0/comparisons/0/after/working_days=3",
        "/decisions/0/comparisons/0/after/value=0.75",
        "/decisions/0/comparisons/0/after/cases=12",
        "/decisions/0/comparisons/0/difference=0.25",
        "/decisions/0/comparisons/0/interval/low=-0.1246",
        "/decisions/0/comparisons/0/interval/high=0.5442",
        "/decisions/0/comparisons/0/why_not=null",
        // Monday 16 will lengthen both.
        "/decisions/0/comparisons/0/full_at=null",
        // The incident is no decision.
        "/decisions/1=absent",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
}

#[test]
fn too_few_too_early_and_about_nothing_known() {
    let why = "/decisions/0/comparisons/0/why_not";
    let few = decided(LOG, "within = '1h'\nmin-sample = 13", "2026-11-17T08:00:00");
    assert_eq!(
        few.lies(&[&format!("{why}=too-few"), "/decisions/0/comparisons/0/before/cases=12"]),
        [""; 0]
    );
    let early = decided(LOG, "within = '1h'", "2026-11-11T12:00:00");
    assert_eq!(
        early.lies(&[&format!("{why}=too-early"), "/decisions/0/comparisons/0/before=null"]),
        [""; 0]
    );
    let first = decided(
        "at,kind,text\n11-03 10:00,decision,Begin\n",
        "within = '1h'",
        "2026-11-17T08:00:00",
    );
    assert_eq!(
        first.lies(&[&format!("{why}=no-before"), "/decisions/0/commitments=null"]),
        [""; 0]
    );
    let unknown = decided(
        "at,kind,text,about\n11-10 14:00,decision,New site,open rate\n",
        "within = '1h'",
        "2026-11-17T08:00:00",
    );
    assert_eq!(
        unknown.lies(&[
            "/decisions/0/about=open rate",
            "/decisions/0/commitments=[]",
            "/decisions/0/comparisons=[]"
        ]),
        [""; 0]
    );
    let later = decided(
        "at,kind,text\n11-18 10:00,decision,Later\n",
        "within = '1h'",
        "2026-11-17T08:00:00",
    );
    assert_eq!(later.lies(&["/decisions=[]"]), [""; 0]);
}

/// A decision of Friday 06/11 about everything ends the window before the one of Tuesday 10/11: only Monday 9 is left, and both are full.
/// The one of the 6th ends before Tuesday: Monday 9 alone on both sides, Thursday 5 before it.
#[test]
fn a_neighbour_ends_the_windows() {
    let log = format!("{LOG}11-06 08:00,decision,Other hours,,\n");
    let run = decided(&log, "within = '1h'\nmin-sample = 4", "2026-11-17T08:00:00");
    let says = [
        "/decisions/0/date=2026-11-06",
        "/decisions/0/comparisons/0/before/from=2026-11-05",
        "/decisions/0/comparisons/0/before/working_days=1",
        "/decisions/0/comparisons/0/after/from=2026-11-07",
        "/decisions/0/comparisons/0/after/to=2026-11-09",
        // Ended by the decision of Tuesday; Monday's last lead was due on Tuesday 10:00.
        "/decisions/0/comparisons/0/full_at=11-10 10:00",
        "/decisions/1/comparisons/0/before/from=2026-11-07",
        "/decisions/1/comparisons/0/before/to=2026-11-09",
        "/decisions/1/comparisons/0/after/to=2026-11-11",
        "/decisions/1/comparisons/0/difference=0.25",
        "/decisions/1/comparisons/0/full_at=11-12 10:00",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
}

/// Deliveries of the five working days on each side of Tuesday 10/11 as of Wednesday 18/11: 1 to 5 and 6 to 10, two of Monday's five on Saturday 7.
/// The means are 3 and 8; days of a count spread at least by their mean, 5.5: ± 2.306 · √(5.5 ÷ 5 · 2) = 3.4204.
#[test]
fn a_count_before_and_after() {
    let days = [
        ("11-03", 1, 0),
        ("11-04", 2, 0),
        ("11-05", 3, 0),
        ("11-06", 4, 0),
        ("11-07", 2, 0),
        ("11-09", 3, 0),
        ("11-10", 20, 0),
        ("11-11", 6, 0),
        ("11-12", 7, 0),
        ("11-13", 8, 0),
        ("11-16", 9, 0),
        ("11-17", 10, 0),
    ];
    let log = "at,kind,text,about\n11-10,decision,Campaign,leads-delivered\n";
    let world = |counting: &str| {
        let promise = format!("counting = '{counting}'\ntarget = 100");
        world(&days).top("").promise("leads-delivered", &promise).source("log", "", log)
    };
    let says = [
        "/decisions/0/comparisons/0/measure=per-day",
        "/decisions/0/comparisons/0/before/from=2026-11-03",
        "/decisions/0/comparisons/0/before/working_days=5",
        "/decisions/0/comparisons/0/before/value=3",
        "/decisions/0/comparisons/0/before/cases=15",
        "/decisions/0/comparisons/0/after/to=2026-11-17",
        "/decisions/0/comparisons/0/after/value=8",
        "/decisions/0/comparisons/0/difference=5",
        "/decisions/0/comparisons/0/interval/low=1.580",
        "/decisions/0/comparisons/0/interval/high=8.420",
    ];
    assert_eq!(world("gross").run("2026-11-18T08:00:00").lies(&says), [""; 0]);
    // Net, a day is settled when its rejection window of three working days is over: of the days after only Wednesday 11.
    // What came on Thursday after closing may be rejected until Wednesday 18 at 18:00.
    let net = world("net").run("2026-11-18T08:00:00");
    assert_eq!(
        net.lies(&[
            "/decisions/0/comparisons/0/after/working_days=1",
            "/decisions/0/comparisons/0/why_not=too-few"
        ]),
        [""; 0]
    );
}
