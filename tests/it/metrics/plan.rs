//! From the objective back to the hour: every row of the plan worked by hand.

use std::path::Path;
use std::process::Output;

use super::plan_observed::{COHORT, observed};
use super::{Run, World};

/// Every statement holds.
pub fn says(run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), [""; 0]);
}

/// A lead that makes the sources usable and takes no part in any ratio.
pub fn with_a_lead(world: World) -> World {
    world.source("leads", "", "id,delivered,won\nA,11-02 10:00,")
}

/// `acordo plan` in a folder.
pub fn plan(world: &World, folder: &Path, arguments: &[&str]) -> Output {
    let config = world.write(folder);
    crate::room::program().arg("plan").args(arguments).arg("-c").arg(config).output().unwrap()
}

/// What the command prints in a folder of its own, where it leaves nothing.
pub fn printed(world: &World, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let done = plan(world, folder.path(), arguments);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1 + world.sources.len(),
        "the command leaves nothing behind"
    );
    String::from_utf8(done.stdout).unwrap()
}

/// November 2026 in São Paulo: 21 weekdays without Mon 2/11 (Finados) and Fri 20/11 (Consciência Negra), 8 h each.
const EIGHT_HOURS: &str = "weekdays = ['09:00-12:00', '13:00-18:00']\nholidays = ['br', 'br-sp']";

/// 100 × 6 = 600; 19 days × 8 h = 152 h; 600 ÷ 152 = 3.947 → 4; 600 ÷ 19 = 31.58; ⌈600 ÷ 0.85⌉ = ⌈705.88⌉ = 706.
#[test]
fn six_hundred_leads_are_four_an_hour() {
    let world = World::default()
        .hours(EIGHT_HOURS)
        .objective("period = 'month'\nsales = 100\nleads-per-sale = '6:1'\nacceptance = '85%'");
    let net = with_a_lead(world)
        .promise("leads-delivered", "target = 'plan'")
        .promise("leads-per-hour", "target = 'plan'")
        .run("2026-11-13");
    says(
        &net,
        &[
            "/plan/leads_needed=600",
            "/plan/to_deliver=706",
            "/plan/working_days=19",
            "/plan/working_hours=152",
            "/plan/per_day=31.5789",
            "/plan/per_hour=3.947368",
            "/plan/per_hour_rounded=4",
            "/plan/ratio_source=agreed",
            "/plan/interval=null",
            "leads-delivered:target=600",
            "leads-per-hour:target=3.947368",
        ],
    );
    // Gross asks for all that must be delivered: 706 ÷ 152 = 4.645 → 5, 706 ÷ 19 = 37.158.
    let world = World::default()
        .hours(EIGHT_HOURS)
        .objective("period = 'month'\nsales = 100\nleads-per-sale = '6:1'\nacceptance = '85%'");
    let gross = with_a_lead(world)
        .promise("leads-delivered", "target = 'plan'\ncounting = 'gross'")
        .run("2026-11-13");
    says(
        &gross,
        &[
            "leads-delivered:target=706",
            "/plan/leads_needed=600",
            "/plan/per_day=37.1579",
            "/plan/per_hour=4.6447",
            "/plan/per_hour_rounded=5",
        ],
    );
}

/// 600 → 50 % → 300 → 1:3 → 100, exactly. With 5.5 leads a sale, 3 sales take 16.5 → 17 leads; the chain goes on from 16.5: 8.25 → 9, 2.75 → 3.
#[test]
fn the_chain_is_rounded_only_where_it_is_shown() {
    let chain =
        "chain = [ { to-stage = 'sql', rate = '50%' }, { to-stage = 'won', rate = '1:3' } ]";
    let of = |ratio: &str, sales: u32| {
        let lines = format!("period = 'month'\nsales = {sales}\nleads-per-sale = {ratio}\n{chain}");
        with_a_lead(World::default().objective(&lines))
            .promise("sales-won", "target = 'plan'")
            .run("2026-11-13")
    };
    says(
        &of("'6:1'", 100),
        &[
            "/plan/chain/0/to_stage=sql",
            "/plan/chain/0/rate=0.5",
            "/plan/chain/0/count=300",
            "/plan/chain/1/to_stage=won",
            "/plan/chain/1/count=100",
        ],
    );
    says(
        &of("5.5", 3),
        &[
            "/plan/leads_needed=17",
            "/plan/leads_per_sale=5.5",
            "/plan/chain/0/count=9",
            "/plan/chain/1/count=3",
        ],
    );
}

/// A ratio is kept as two numbers: 30 × 10 ÷ 3 = 100 and not 101; 7 × 11 ÷ 2 = 38.5 → 39; 3 × 20 ÷ 3 = 20.
#[test]
fn ratios_are_exact() {
    for (sales, ratio, needed) in [(30, "10:3", 100), (7, "11:2", 39), (3, "20:3", 20)] {
        let world = World::default()
            .objective(&format!("period = 'month'\nsales = {sales}\nleads-per-sale = '{ratio}'"));
        let run =
            with_a_lead(world).promise("leads-delivered", "target = 'plan'").run("2026-11-13");
        says(
            &run,
            &[&format!("/plan/leads_needed={needed}"), &format!("leads-delivered:target={needed}")],
        );
    }
}

/// December 2026 has 23 weekdays of 9 h; Thu 24/12 is open 4.5 h = half a day: 22.5 days, 22 × 9 + 4.5 = 202.5 h; 60 ÷ 22.5, 60 ÷ 202.5.
#[test]
fn a_short_day_counts_by_its_share() {
    let world = World::default().hours(
        "weekdays = ['09:00-18:00']\n[working-time.special]\n'2026-12-24' = ['09:00-13:30']",
    );
    let run = with_a_lead(world).promise("leads-delivered", "target = 'plan'").run("2026-12-10");
    says(
        &run,
        &[
            "/plan/working_days=22.5",
            "/plan/working_hours=202.5",
            "/plan/per_day=2.6667",
            "/plan/per_hour=0.2963",
            "/plan/leads_needed=60",
        ],
    );
}

/// An objective of revenue alone has no leads to plan, and says why.
#[test]
fn revenue_alone() {
    let world = with_a_lead(World::default().objective("period = 'month'\nrevenue = 500000"))
        .promise("revenue-won", "target = 'plan'");
    let run = world.run("2026-11-13");
    says(
        &run,
        &[
            "/plan/revenue=500000",
            "revenue-won:target=500000",
            "/plan/sales=null",
            "/plan/leads_needed=null",
            "/plan/per_hour=null",
            "/plan/absent/sales=no-sales",
            "/plan/absent/leads_per_sale=no-leads-per-sale",
            "/plan/absent/leads_needed=no-sales",
            "/plan/absent/per_hour_rounded=no-sales",
        ],
    );
    let told = printed(&world, &["--as-of", "2026-11-13"]);
    assert!(
        told.contains("500,000")
            && told.contains("leads needed; ")
            && told.contains(": the objective does not say how many sales"),
        "{told}"
    );
}

/// 10 sales × 6 = 60 leads in whatever period is agreed, of 9 h a day: 5 days a week; October to December without 20/11 22 + 20 + 23 = 65;
/// with July to September 23 + 21 + 22 more = 131; with January to June 22 + 20 + 22 + 22 + 21 + 22 more = 260.
#[test]
fn every_kind_of_period_follows_the_objective() {
    for (period, days) in [
        ("'week'", 5),
        ("'quarter'", 65),
        ("'half-year'", 131),
        ("'year'", 260),
        ("{ from = 2026-11-09, to = 2026-11-10 }", 2),
    ] {
        let world = World::default().objective(&format!(
            "period = {period}\nsales = 10\nleads-per-sale = 6\nrevenue = 900"
        ));
        let promise = |world: World, metric: &str| world.promise(metric, "target = 'plan'");
        let metrics = ["leads-delivered", "sales-won", "revenue-won", "leads-per-hour"];
        let run = metrics.into_iter().fold(with_a_lead(world), promise).run("2026-11-13");
        says(
            &run,
            &[
                &format!("/plan/working_days={days}"),
                &format!("/plan/per_day={:.4}", 60.0 / f64::from(days)),
                &format!("leads-per-hour:target={:.4}", 60.0 / f64::from(days * 9)),
                "leads-delivered:target=60",
                "sales-won:target=10",
                "revenue-won:target=900",
            ],
        );
    }
}

/// `--sales` and `--leads-per-sale` ask what if: 100 × 6.5 = 650; the observed ratio may be asked for too. Nonsense is refused.
#[test]
fn what_if() {
    let world = observed(COHORT);
    let asked =
        |arguments: &[&str]| printed(&world, &[arguments, &["--as-of", "2026-11-13"]].concat());
    let told = asked(&["--sales", "100", "--leads-per-sale", "13:2"]);
    assert!(
        told.contains("650  leads needed") && told.contains("6.5  leads per sale, as asked"),
        "{told}"
    );
    let told = asked(&["--sales", "100"]);
    assert!(
        told.contains("250  leads needed")
            && told.contains("4 sales among 10 leads delivered from 2 Oct 2026 to 21 Oct 2026"),
        "{told}"
    );
    assert!(told.contains("1.45 to 5.95  95% interval"), "{told}");
    let agreed = with_a_lead(World::default().promise("sales-won", "target = 'plan'"));
    assert!(
        printed(&agreed, &["--leads-per-sale", "observed", "--as-of", "2026-11-13"])
            .contains("no lead was delivered long enough ago")
    );
    let folder = tempfile::tempdir().unwrap();
    for wrong in [
        ["--sales", "0"],
        ["--leads-per-sale", "1:6"],
        ["--leads-per-sale", "six"],
        ["--sales", "inf"],
    ] {
        assert_eq!(plan(&world, folder.path(), &wrong).status.code(), Some(2), "{wrong:?}");
    }
}

/// Without an export the agreed plan stands; an observed one says what it lacks, and that a source could not be used.
#[test]
fn without_exports() {
    let folder = tempfile::tempdir().unwrap();
    let told = |objective: &str| {
        let world = with_a_lead(World::default().objective(objective))
            .promise("sales-won", "target = 'plan'");
        world.write(folder.path());
        std::fs::remove_file(folder.path().join("s0.csv")).unwrap();
        let done = crate::room::program()
            .args(["plan", "--as-of", "2026-11-13", "-c"])
            .arg(folder.path().join("acordo.toml"))
            .output();
        let done = done.unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let (code, agreed) = told("period = 'month'\nsales = 10\nleads-per-sale = 6");
    assert!(code == Some(0) && agreed.contains("60  leads needed"), "{agreed}");
    let (code, observed) = told("period = 'month'\nsales = 10\nleads-per-sale = 'observed'");
    assert!(
        code == Some(6)
            && observed.contains("leads needed; ")
            && observed.contains(": no file gives the date of “delivered”"),
        "{code:?} {observed}"
    );
}

/// Week 21/12–27/12/2026 with every weekday taken off: 0 h. Leads are needed all the same, 3 × 6 = 18; by the day and the hour there is no number,
/// and the command says why.
#[test]
fn a_period_without_working_time_has_no_pace() {
    let special: String = (21..=25).map(|day| format!("'2026-12-{day}' = []\n")).collect();
    let hours = format!("weekdays = ['09:00-18:00']\n[working-time.special]\n{special}");
    let world = with_a_lead(
        World::default().hours(&hours).objective("period = 'week'\nsales = 3\nleads-per-sale = 6"),
    );
    let world = world.promise("leads-delivered", "target = 'plan'");
    let run = world.run("2026-12-23T10:00:00");
    let rows = [
        "leads_needed=18",
        "working_days=0",
        "working_hours=0",
        "per_day=null",
        "per_hour=null",
        "per_hour_rounded=null",
    ];
    says(&run, &rows.map(|row| format!("/plan/{row}")).each_ref().map(String::as_str));
    let told = printed(&world, &["--as-of", "2026-12-23"]);
    assert!(told.contains("the period has no working time"), "{told}");
}
