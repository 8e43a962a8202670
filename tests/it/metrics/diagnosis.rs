//! Why the sales are short, and who explains the breaches: November 2026 as of Friday 13/11 18:00, 10 of its 20 working days gone (20/11 is free).

use super::{Run, World};

const MIDDLE: &str = "2026-11-13T18:00:00";
const CHAIN: &str = "period = 'month'\nsales = 10\nleads-per-sale = 6\nchain = [{ to-stage = 'sql', rate = '50%' }, { to-stage = 'won', rate = '1:3' }]";

/// `delivered`, `sql` and `won` dates of so many leads each, one id a lead.
fn leads(delivered: usize, sql: usize, won: usize) -> String {
    let date = |is: bool, day: &str| if is { format!("11-{day} 10:00") } else { String::new() };
    let row =
        |n: usize| format!("L{n},11-03 10:00,{},{}\n", date(n < sql, "04"), date(n < won, "05"));
    "id,delivered,sql,won\n".to_owned() + &(0..delivered).map(row).collect::<String>()
}

fn split(objective: &str, csv: &str, as_of: &str) -> Run {
    World::default()
        .objective(objective)
        .promise("sales-won", "target = 10")
        .source("leads", "", csv)
        .run(as_of)
}

/// Expected: 60 × 10/20 = 30 leads, half of them SQL, a third of those sales: 5. Actual: 24 leads, 6 SQL (25 %), 3 sales (50 %).
/// L = (3 − 5) ÷ ln(3/5) = 3.915; volume L·ln(24/30) = −0.874, SQL L·ln(0.25/0.5) = −2.714, sales L·ln(0.5 ÷ 1/3) = +1.587; sum −2.
#[test]
fn the_gap_is_split_exactly() {
    let run = split(CHAIN, &leads(24, 6, 3), MIDDLE);
    let says = [
        "/diagnosis/sales/expected=5",
        "/diagnosis/sales/actual=3",
        "/diagnosis/sales/gap=-2",
        "/diagnosis/sales/factors/0/to=delivered",
        "/diagnosis/sales/factors/0/expected=30",
        "/diagnosis/sales/factors/0/actual=24",
        "/diagnosis/sales/factors/0/effect=-0.874",
        "/diagnosis/sales/factors/1/from=delivered",
        "/diagnosis/sales/factors/1/to=sql",
        "/diagnosis/sales/factors/1/expected=0.5",
        "/diagnosis/sales/factors/1/actual=0.25",
        "/diagnosis/sales/factors/1/events=6",
        "/diagnosis/sales/factors/1/effect=-2.714",
        "/diagnosis/sales/factors/2/effect=1.587",
        "/diagnosis/sales/lever=sql",
        "/diagnosis/sales/why_not=null",
        "sales-won:actual=3",
        "sales-won:expected=5",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
}

/// Without a chain the leads per sale are the one step; a stage nobody gives is joined to the next: 50 % × 1/3 of the leads become sales.
#[test]
fn steps_that_no_source_gives_are_joined() {
    let plain = split("", &leads(24, 6, 3), MIDDLE);
    let says = [
        "/diagnosis/sales/factors/1/from=delivered",
        "/diagnosis/sales/factors/1/to=won",
        "/diagnosis/sales/factors/1/expected=0.166667",
    ];
    assert_eq!(plain.lies(&says), [""; 0]);
    let without_sql = |row: &str| {
        let cells: Vec<&str> = row.split(',').collect();
        format!("{},{},{}\n", cells[0], cells[1], cells[3])
    };
    let joined =
        split(CHAIN, &leads(24, 6, 3).lines().map(without_sql).collect::<String>(), MIDDLE);
    assert_eq!(joined.lies(&says), [""; 0]);
}

/// A factor of zero has no logarithm: the first one is named. Before the first hour nothing is due; with one stage there is no chain.
#[test]
fn where_there_is_no_split_it_says_why() {
    let says = |run: &Run, why: &str, zero: &str| {
        run.lies(&[
            &format!("/diagnosis/sales/why_not={why}"),
            &format!("/diagnosis/sales/zero={zero}"),
            "/diagnosis/sales/gap=null",
        ])
    };
    assert_eq!(says(&split(CHAIN, &leads(24, 0, 0), MIDDLE), "zero", "sql"), [""; 0]);
    assert_eq!(says(&split(CHAIN, &leads(24, 6, 0), MIDDLE), "zero", "won"), [""; 0]);
    assert_eq!(
        says(&split(CHAIN, "id,delivered,sql,won\nL1,10-03 10:00,,", MIDDLE), "zero", "delivered"),
        [""; 0]
    );
    assert_eq!(
        says(
            &split(CHAIN, "id,delivered,sql,won\nL1,10-03 10:00,,", "2026-11-02T08:00:00"),
            "not-begun",
            "null"
        ),
        [""; 0]
    );
    assert_eq!(
        says(&split("period = 'month'\nsales = 10", &leads(24, 6, 3), MIDDLE), "no-plan", "null"),
        [""; 0]
    );
    assert_eq!(
        says(
            &split(CHAIN, "id,delivered,sql\nL1,11-03 10:00,11-04 10:00", MIDDLE),
            "few-stages",
            "null"
        ),
        [""; 0]
    );
}

/// Sales or deliveries of an unknown day, deals that found no lead, rejections that perhaps take a lead off: while the steps stand in one order at all
/// ends, the split of what is certain is told with these; else there is none.
#[test]
fn a_gap_that_the_files_leave_open_is_split_where_nothing_turns_it() {
    const WORDS: &str =
        "[source.values.stage]\n'Sold' = 'won'\n'Junk' = 'rejected'\n'Out' = 'lost'\n";
    const FOUND: &str = "id,lead,created,won,status\nD1,L1,11-03 10:00,11-05 10:00,won\n";
    const NOBODYS: &str = "D2,gone,11-03 10:00,11-05 10:00,won\n";
    for (gross, extra, deals, wanted) in [
        ("", "X,11-03 10:00,,,New,", "", "null"),
        ("", "X,11-03 10:00,,,Sold,", "", "open"),
        ("", "X,11-03 10:00,,11-06 10:00,Sold,", "", "null"),
        ("", "X,yesterday,,,New,", "", "open"),
        ("", "X,11-03 10:00,,,Junk,", "", "open"),
        ("", "X,11-03 10:00,,,Junk,competitor", "", "null"),
        ("", "X,11-03 10:00,,,Out,", "", "open"),
        ("", "X,11-03 10:00,,,Out,competitor", "", "null"),
        ("counting = 'gross'", "X,11-03 10:00,,,Junk,", "", "null"),
        ("counting = 'gross'", "X,11-03 10:00,,,Sold,", "", "open"),
        ("", "X,11-03 10:00,,,New,", FOUND, "null"),
        ("", "X,11-03 10:00,,,New,", &(FOUND.to_owned() + NOBODYS), "open"),
    ] {
        let plain = leads(24, 6, 3);
        let (head, rows) = plain.split_once('\n').unwrap();
        let rows: String = rows.lines().map(|row| format!("{row},New,\n")).collect();
        let world = World::default()
            .objective(CHAIN)
            .promise("sales-won", "target = 10")
            .promise("leads-delivered", &format!("target = 60\n{gross}"));
        let csv = format!("{head},stage,lost-reason\n{rows}{extra}");
        let world = if deals.is_empty() {
            world.source("leads", WORDS, &csv)
        } else {
            // Only where no lead tells of its sale do deals tell more.
            let without_won = |row: &str| {
                let cells: Vec<&str> = row.split(',').collect();
                [&cells[..3], &cells[4..]].concat().join(",")
            };
            let csv: Vec<String> = csv.lines().map(without_won).collect();
            world.source("leads", WORDS, &csv.join("\n")).source("deals", "", deals)
        };
        let run = world.run(MIDDLE);
        let found = &run.json["diagnosis"]["sales"];
        let (is_open, is_told) = (found["open"].is_object(), found["why_not"].is_null());
        assert_eq!(is_open || found["why_not"] == "open", wanted == "open", "{gross} {extra}");
        assert_eq!(is_told, found["actual"].is_number(), "{gross} {extra} {deals}");
    }
    let sold = |more: usize| {
        let plain = leads(24, 6, 3);
        let (head, rows) = plain.split_once('\n').unwrap();
        let rows: String = rows.lines().map(|row| format!("{row},New\n")).collect();
        let undated: String = (0..more).map(|n| format!("X{n},10-03 10:00,,,Sold\n")).collect();
        World::default()
            .objective(CHAIN)
            .promise("sales-won", "target = 10")
            .promise("leads-delivered", "target = 60")
            .source("leads", WORDS, &format!("{head},stage\n{rows}{undated}"))
            .run(MIDDLE)
    };
    let ends = ["/diagnosis/sales/actual=3", "/diagnosis/sales/open/sales/low=3"];
    let high = "/diagnosis/sales/open/sales/high=4";
    assert_eq!(sold(1).lies(&[ends[0], ends[1], high]), [""; 0]);
    let none = ["/diagnosis/sales/why_not=open", "/diagnosis/sales/actual=null"];
    assert_eq!(sold(60).lies(&none), [""; 0]);
}

/// 40 leads delivered Tuesday 10:00 (Ana) and 40 at 11:00 (Bia); Ana's first attempts come after two hours for 30 of hers, Bia's for 6.
/// All: 36 of 80 late. Ana: 30 of 40, 30 − 40 × 36/80 = 12 beyond; with Bia's rate 34/40 = 85 % would be in time instead of 55 %.
#[test]
fn the_owner_who_explains_the_breaches_is_named() {
    let run = attempted(|n| n < 30 || (40..46).contains(&n));
    let says = [
        "/diagnosis/breaches/0/commitment=first-attempt",
        "/diagnosis/breaches/0/cases=80",
        "/diagnosis/breaches/0/breaches=36",
        "/diagnosis/breaches/0/slices/0/by=owner",
        "/diagnosis/breaches/0/slices/0/value=Ana",
        "/diagnosis/breaches/0/slices/0/cases=40",
        "/diagnosis/breaches/0/slices/0/breaches=30",
        "/diagnosis/breaches/0/slices/0/beyond=12",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    assert_eq!(
        attempted(|_| false).lies(&["/diagnosis/breaches/0=absent"]),
        [""; 0],
        "without a breach nothing is listed"
    );
}

/// 40 leads of Ana and 40 of Bia, each tried after ten minutes, the late ones two hours later.
fn attempted(is_late: impl Fn(usize) -> bool) -> Run {
    let row = |n: usize| {
        format!(
            "L{n},11-03 {}:00,{}\n",
            if n < 40 { 10 } else { 11 },
            if n < 40 { "Ana" } else { "Bia" }
        )
    };
    let attempt = |n: usize| {
        format!(
            "L{n},11-03 {}:10,no-answer\n",
            (if n < 40 { 10 } else { 11 }) + if is_late(n) { 2 } else { 0 }
        )
    };
    World::default()
        .promise("first-attempt", "within = '1h'")
        .source(
            "leads",
            "",
            &("id,delivered,owner\n".to_owned() + &(0..80).map(row).collect::<String>()),
        )
        .source(
            "activities",
            "",
            &("lead,at,outcome\n".to_owned() + &(0..80).map(attempt).collect::<String>()),
        )
        .run(MIDDLE)
}

/// A part is a place to begin only where it moves a quarter of the gap or more. 200 leads of web break 10 times, 20 of fair twice: 12 of 220, 94.55 %
/// where 99 % were agreed. Fair has 17 % of the breaches with 9 % of the cases, and at the rate of web all would keep 95 %: a tenth of the gap.
/// With 10 breaches of 20 fair has half of them, and all at the rate of web (95 %) from 90.91 % on would close half of the gap.
#[test]
fn a_part_that_cannot_move_the_gap_is_no_place_to_begin() {
    let world = |fair: usize| {
        let row = |source: &str, n: usize, broken: usize| {
            let email = if n < broken { String::new() } else { format!("{source}{n}@b.co") };
            format!("{source}{n},11-03 10:00,{email},{source}\n")
        };
        let rows: String = (0..200)
            .map(|n| row("web", n, 10))
            .chain((0..20).map(|n| row("fair", n, fair)))
            .collect();
        World::default()
            .more("[handoff]\nrequired = ['email']\n[[commitment]]\nid = 'whole'\nteam = 'marketing'\nmetric = 'handoff-complete'\ntarget = '99%'")
            .source("leads", "", &format!("id,delivered,email,source\n{rows}"))
            .run(MIDDLE)
    };
    let small = world(2);
    let says = ["/diagnosis/levers/0/commitment=whole", "/diagnosis/levers/0/slice=null"];
    assert_eq!(small.lies(&says), [""; 0]);
    let large = world(10);
    let says = [
        "/diagnosis/levers/0/slice/value=fair",
        "/diagnosis/levers/0/without=0.95",
        "/diagnosis/levers/0/closes=0.506",
    ];
    assert_eq!(large.lies(&says), [""; 0]);
}
