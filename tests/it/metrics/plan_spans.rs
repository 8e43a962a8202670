//! What the plan asks of a period under objectives that change inside it, or whose own periods are others (`DEFINITIONS.md` §4 *Versions*, §6).
//!
//! Working days of 9 h: October 2026 has 22, November 20 (10 before Mon 16/11, 10 from then on), December 23.

use super::World;
use super::plan::{printed, says, with_a_lead};

/// Two objectives: ten sales at six leads each until Sun 15/11, twenty at five from Mon 16/11 on.
const CHANGE: &str = "period = 'month'\nsales = 10\nleads-per-sale = 6\nuntil = 2026-11-16\n\
    [[objective]]\nperiod = 'month'\nsales = 20\nleads-per-sale = 5\nfrom = 2026-11-16\nuntil = 2027-01-01";

fn planned(objective: &str) -> World {
    let metrics = ["leads-delivered", "sales-won", "leads-per-hour"];
    let world = with_a_lead(World::default().objective(objective));
    metrics.into_iter().fold(world, |world, metric| world.promise(metric, "target = 'plan'"))
}

/// November under both: 60 · 10 ÷ 20 + 100 · 10 ÷ 20 = 80 leads, 10 · ½ + 20 · ½ = 15 sales, 80 ÷ 15 = 5.33 leads each; 80 ÷ 20 days = 4, 80 ÷ 180 h.
/// Expected by Wed 18/11 18:00: 60 · 10 ÷ 20 + 100 · 3 ÷ 20 = 45. October knows the first alone, December the second; what ended last goes on.
#[test]
fn an_objective_that_changes_in_the_middle() {
    let changed = [
        "/plan/sales=15",
        "/plan/leads_needed=80",
        "/plan/leads_per_sale=5.3333",
        "/plan/per_day=4",
        "/plan/per_hour=0.4444",
        "leads-delivered:target=80",
        "leads-delivered:expected=45",
        "sales-won:target=15",
        "leads-per-hour:target=0.4444",
    ];
    says(&planned(CHANGE).run("2026-11-18"), &changed);
    says(
        &planned(CHANGE).run("2026-11-06"),
        &["leads-delivered:target=80", "leads-delivered:expected=15"],
    );
    says(
        &planned(CHANGE)
            .source("leads", "", "id,delivered\nold,10-05 10:00")
            .period("2026-10")
            .run("2026-11-13"),
        &["/plan/leads_needed=60", "leads-delivered:target=60", "sales-won:target=10"],
    );
    says(
        &planned(CHANGE).period("2026-12").run("2026-12-02"),
        &["/plan/leads_needed=100", "sales-won:target=20"],
    );
    says(
        &planned(CHANGE).period("2027-02").run("2027-02-02"),
        &["/plan/leads_needed=100", "sales-won:target=20"],
    );
}

/// From Thu 12/11 on: 8 days before, 12 after: 60 · 8 ÷ 20 + 100 · 12 ÷ 20 = 84; three days later the weights are 11 and 9: 33 + 45 = 78.
#[test]
fn the_day_of_the_change_weighs() {
    for (day, leads, sales) in [
        ("2026-11-12", "84", "16"),
        ("2026-11-17", "78", "14.5"),
        ("2026-11-02", "100", "20"),
        ("2026-12-01", "60", "10"),
    ] {
        let run = planned(&CHANGE.replace("2026-11-16", day)).run("2026-11-13");
        says(
            &run,
            &[&format!("leads-delivered:target={leads}"), &format!("sales-won:target={sales}")],
        );
    }
}

/// A month's objective over other periods. The quarter: 3 · 60 = 180, by Fri 13/11 18:00 60 + 60 · 10 ÷ 20 = 90. Mon 9 to Fri 13/11 has 5 of 20 days:
/// 15. Mon 26/10 to Fri 6/11: 60 · 5 ÷ 22 + 60 · 5 ÷ 20 = 28.636. The half-year: 6 · 60.
#[test]
fn a_month_over_other_periods() {
    let monthly = "period = 'month'\nsales = 10\nleads-per-sale = 6";
    let quarter = [
        "/plan/sales=30",
        "/plan/per_day=2.7692",
        "leads-delivered:target=180",
        "leads-delivered:expected=90",
        "sales-won:target=30",
    ];
    says(&planned(monthly).period("2026-Q4").run("2026-11-13"), &quarter);
    says(
        &planned(monthly).period("2026-H2").run("2026-11-13"),
        &["leads-delivered:target=360", "sales-won:target=60"],
    );
    says(
        &planned(monthly).period("2026-W46").run("2026-11-13"),
        &["leads-delivered:target=15", "sales-won:target=2.5", "/plan/per_day=3"],
    );
    says(
        &planned(monthly).period("2026-11-09..2026-11-13").run("2026-11-13"),
        &["leads-delivered:target=15", "leads-delivered:expected=15"],
    );
    says(
        &planned(monthly).period("2026-10-26..2026-11-06").run("2026-11-13"),
        &["leads-delivered:target=28.636", "/plan/leads_needed=28.636"],
    );
}

/// Ten sales at 5.83 leads are ⌈58.3⌉ = 59 a month, and 3 · 59 = 177 a quarter: what the three months' own reports ask.
#[test]
fn each_month_is_rounded_as_in_its_own_report() {
    let world = planned("period = 'month'\nsales = 10\nleads-per-sale = 5.83");
    says(&world.run("2026-11-13"), &["leads-delivered:target=59", "/plan/leads_per_sale=5.83"]);
    says(
        &planned("period = 'month'\nsales = 10\nleads-per-sale = 5.83")
            .period("2026-Q4")
            .run("2026-11-13"),
        &["leads-delivered:target=177"],
    );
}

/// A week's objective over November: four whole weeks (that of 20/11 has four days, all in it) and Mon 30/11, one day of five: 4 · 60 + 12 = 252.
#[test]
fn a_week_over_a_month() {
    let run = planned("period = 'week'\nsales = 10\nleads-per-sale = 6")
        .period("2026-11")
        .run("2026-11-13");
    says(&run, &["leads-delivered:target=252", "sales-won:target=42"]);
}

/// A span of its own asks its sales of every period that holds it, half of them of a period that holds half, and nothing of others.
#[test]
fn a_span_of_its_own_over_other_periods() {
    let of = |period: &str, day: &str| {
        planned("period = { from = 2026-11-09, to = 2026-11-10 }\nsales = 10\nleads-per-sale = 6")
            .period(period)
            .run(day)
    };
    says(
        &of("2026-11", "2026-11-13"),
        &["leads-delivered:target=60", "leads-delivered:expected=60"],
    );
    says(&of("2026-11-10..2026-11-12", "2026-11-13"), &["leads-delivered:target=30"]);
    let nothing = [
        "/plan/sales=null",
        "/plan/absent/sales=no-objective",
        "leads-delivered:target=null",
        "leads-delivered:why_not=no-target",
    ];
    says(&of("2026-12", "2026-12-02"), &nothing);
    let told = printed(
        &planned("period = { from = 2026-11-09, to = 2026-11-10 }\nsales = 10\nleads-per-sale = 6"),
        &["--period", "2026-12", "--as-of", "2026-11-13"],
    );
    assert!(
        told.contains("–  sales; ") && told.contains(": no objective counts in this period"),
        "{told}"
    );
}

/// Versions of the objective and of the promise together: the plan counts for the 6 days up to Mon 9/11, 60 · 6 ÷ 20 = 18, and 50 for the other 14: 35.
/// Gross asks for what acceptance makes of each: ⌈60 ÷ 0.6⌉ · ½ + ⌈100 ÷ 0.8⌉ · ½ = 112.5 to deliver for the 80 needed.
#[test]
fn versions_of_both() {
    let monthly =
        with_a_lead(World::default().objective("period = 'month'\nsales = 10\nleads-per-sale = 6"));
    let world = monthly
        .promise("leads-delivered", "target = 'plan'\nuntil = 2026-11-10")
        .promise("leads-delivered", "target = 50\nfrom = 2026-11-10");
    says(&world.run("2026-11-13"), &["leads-delivered:target=53", "leads-delivered:expected=28"]);
    let accepted = CHANGE
        .replace("leads-per-sale = 6", "leads-per-sale = 6\nacceptance = '60%'")
        .replace("leads-per-sale = 5", "leads-per-sale = 5\nacceptance = '80%'");
    let gross = with_a_lead(World::default().objective(&accepted))
        .promise("leads-delivered", "target = 'plan'\ncounting = 'gross'");
    says(
        &gross.run("2026-11-13"),
        &[
            "leads-delivered:target=112.5",
            "/plan/leads_needed=80",
            "/plan/to_deliver=112.5",
            "/plan/per_day=5.625",
        ],
    );
}

/// Two days off at the end of November change what each part weighs: 60 · 10 ÷ 18 + 100 · 8 ÷ 18 = 77.78. Revenue goes the same way: 900 · 10 ÷ 18.
#[test]
fn holidays_weigh_too() {
    let hours = "weekdays = ['09:00-18:00']\n[working-time.special]\n'2026-11-20' = []\n'2026-11-26' = []\n'2026-11-27' = []";
    let world = || World::default().objective(CHANGE).hours(hours);
    says(
        &with_a_lead(world()).promise("leads-delivered", "target = 'plan'").run("2026-11-13"),
        &["leads-delivered:target=77.7778"],
    );
    let revenue = "period = 'month'\nrevenue = 900\nuntil = 2026-11-16";
    let run = with_a_lead(World::default().objective(revenue).hours(hours))
        .promise("revenue-won", "target = 'plan'")
        .run("2026-11-13");
    says(&run, &["revenue-won:target=500", "revenue-won:expected=500"]);
}

/// A number agreed for a month asks of other periods what the same number from the plan asks: sixty leads and ten sales a month are fifteen and
/// two and a half for a week of 5 of 20 days, 180 for a quarter, and for a week in two months its share of both: 60 · 5 ÷ 22 + 60 · 5 ÷ 20.
#[test]
fn a_number_is_for_its_own_period_too() {
    let written = || {
        with_a_lead(World::default())
            .promise("leads-delivered", "target = 60")
            .promise("sales-won", "target = 10")
    };
    let by_plan = || planned("period = 'month'\nsales = 10\nleads-per-sale = 6");
    let asked = [
        ("2026-11", "60", "10"),
        ("2026-W46", "15", "2.5"),
        ("2026-W47", "12", "2"),
        ("2026-Q4", "180", "30"),
        ("2026-H2", "360", "60"),
        ("2026-10-26..2026-11-06", "28.636", "4.7727"),
    ];
    for (period, leads, sales) in asked {
        let wanted =
            [format!("leads-delivered:target={leads}"), format!("sales-won:target={sales}")];
        let wanted = wanted.each_ref().map(String::as_str);
        for world in [written(), by_plan()] {
            says(&world.period(period).run("2026-11-18"), &wanted);
        }
    }
    // A rate is no amount of a period, and a span of its own asks nothing of the days outside it.
    let rate = with_a_lead(World::default()).promise("first-attempt", "within = '1h'");
    says(&rate.period("2026-W46").run("2026-11-13"), &["first-attempt:target=0.9"]);
    let fixed = "period = { from = 2026-11-09, to = 2026-11-10 }\nsales = 10\nleads-per-sale = 6";
    let fixed =
        || with_a_lead(World::default().objective(fixed)).promise("leads-delivered", "target = 60");
    says(&fixed().run("2026-11-10"), &["leads-delivered:target=60"]);
    says(
        &fixed().period("2026-11-10..2026-11-12").run("2026-11-13"),
        &["leads-delivered:target=30"],
    );
    says(
        &fixed().period("2026-12").run("2026-12-02"),
        &["leads-delivered:target=null", "leads-delivered:why_not=no-target"],
    );
}
