//! `value-delivered` and `qualified`: what a hand-off is worth and whether it fits the definition of an MQL.

use super::World;

const DAY: &str = "2026-11-13";

fn says(world: &World, as_of: &str, statements: &[&str]) {
    assert_eq!(world.run(as_of).lies(statements), [""; 0]);
}

fn valued(rows: &str) -> World {
    World::default()
        .more("[lead-values]\n'Demonstração' = 120.0\n'Material rico' = 15.5")
        .promise("value-delivered", "target = 1000")
        .source("leads", "", &format!("id,type,delivered,rejected,rejection-reason,email\n{rows}"))
}

/// Σ agreed value of the type over the leads delivered in the period up to T; a type without value adds nothing.
#[test]
fn what_each_hand_off_adds() {
    let cases = [
        ("a demonstration", "A,Demonstração,11-03 10:00,,,", "120"),
        ("two of one type", "A,Demonstração,11-03 10:00,,,\nB,Demonstração,11-04 10:00,,,", "240"),
        // 120 + 15.50.
        ("one of each", "A,Demonstração,11-03 10:00,,,\nB,Material rico,11-04 10:00,,,", "135.5"),
        // Case, accents and blanks do not count.
        (
            "in another spelling",
            "A,demonstracao,11-03 10:00,,,\nB, MATERIAL  RICO ,11-04 10:00,,,",
            "135.5",
        ),
        ("a type without value", "A,Demonstração,11-03 10:00,,,\nB,Webinar,11-04 10:00,,,", "120"),
        ("no type", "A,Demonstração,11-03 10:00,,,\nB,,11-04 10:00,,,", "120"),
        (
            "before the period",
            "A,Demonstração,11-03 10:00,,,\nB,Demonstração,10-31 23:59,,,",
            "120",
        ),
        ("on its first minute", "A,Demonstração,11-01 00:00,,,", "120"),
        // T is the end of 13/11.
        ("after T", "A,Demonstração,11-03 10:00,,,\nB,Demonstração,11-14 00:00,,,", "120"),
        ("never delivered", "A,Demonstração,11-03 10:00,,,\nB,Demonstração,,,,", "120"),
        // Only `leads-delivered` counts net: a rejection takes nothing off.
        ("given back", "A,Demonstração,11-03 10:00,11-04 10:00,bad number,", "120"),
        // One episode: its type is that of the first row.
        (
            "the same person twice",
            "B,Material rico,11-04 10:00,,,a@x.com\nA,Demonstração,11-03 10:00,,,a@x.com",
            "120",
        ),
    ];
    for (case, rows, value) in cases {
        let run = valued(rows).run(DAY);
        assert_eq!(run.lies(&[&format!("value-delivered:actual={value}")]), [""; 0], "{case}");
    }
}

/// An amount, paced: by Fri 13/11 10 of 20 working days are gone, so 500 of 1000 are expected; 4 × 120 = 480 is 0.96 of that, and 520 ÷ 10 days are left.
#[test]
fn value_is_paced() {
    let rows: String = (0..4).map(|n| format!("{n},Demonstração,11-03 10:00,,,\n")).collect();
    let statements = [
        "value-delivered:kind=amount",
        "value-delivered:unit=money",
        "value-delivered:actual=480",
        "value-delivered:expected=500",
        "value-delivered:pace=0.96",
        "value-delivered:gap=-20",
        "value-delivered:needed_per_day=52",
        "value-delivered:status=on-track",
    ];
    says(&valued(&rows), DAY, &statements);
    // 3 × 120 + 2 × 15.50 = 391: 0.782 of what is expected. Over: 480 of 1000.
    let fewer = "A,Demonstração,11-03 10:00,,,\nB,Demonstração,11-03 10:00,,,\nC,Demonstração,11-03 10:00,,,\nD,Material rico,11-03 10:00,,,\nE,Material rico,11-03 10:00,,,";
    says(
        &valued(fewer),
        DAY,
        &[
            "value-delivered:actual=391",
            "value-delivered:pace=0.782",
            "value-delivered:status=off-track",
        ],
    );
    says(
        &valued(&rows).period("2026-11"),
        "2026-12-02",
        &["value-delivered:status=missed", "value-delivered:expected=1000"],
    );
}

/// Types without a value are listed by name.
#[test]
fn types_without_value_are_listed() {
    let run =
        valued("A,Demonstração,11-03 10:00,,,\nB,Webinar,11-04 10:00,,,\nC,Webinar,11-04 10:00,,,")
            .run(DAY);
    let told = run.json["warnings"].to_string();
    assert!(told.contains("Webinar") && !told.contains("Demonstração"), "{told}");
}

fn defined(require: &str, rows: &str) -> World {
    World::default()
        .more(&format!(
            "[definitions]\nmql = {{ text = 'A or B with 50 points', require = {{ {require} }} }}"
        ))
        .promise("qualified", "min-sample = 1")
        .source(
            "leads",
            "extra = ['score', 'profile']",
            &format!("id,score,profile,delivered,source\n{rows}"),
        )
}

/// Delivered leads that meet the definition ÷ delivered ones with the fields present: at least 50 points and profile A or B.
#[test]
fn qualified_leads() {
    let rows = "exactly,50,A,11-03 10:00,exactly
        above,75.5,B,11-03 10:00,above
        below,49.9,A,11-03 10:00,below
        folded,60, b ,11-03 10:00,folded
        other-profile,60,C,11-03 10:00,other-profile
        nothing-fits,10,D,11-03 10:00,nothing-fits
        no-score,,A,11-03 10:00,no-score
        no-profile,60,,11-03 10:00,no-profile
        october,60,A,10-30 10:00,october
        tomorrow,60,A,11-14 10:00,tomorrow
        undelivered,60,A,,undelivered";
    let world = defined("score = '>= 50', profile = ['A', 'B']", rows);
    // Both fields present and delivered in November by the 13th: exactly, above, below, folded, other-profile, nothing-fits = 6; of them three fit.
    let statements = [
        "qualified:kind=share",
        "qualified:numerator=3",
        "qualified:denominator=6",
        "qualified:actual=0.5",
        "qualified@exactly:numerator=1",
        "qualified@above:numerator=1",
        "qualified@below:numerator=0",
        "qualified@below:denominator=1",
        "qualified@folded:numerator=1",
        "qualified@other-profile:numerator=0",
        "qualified@nothing-fits:denominator=1",
    ];
    says(&world, DAY, &statements);
    says(&world, "2026-11-14", &["qualified:numerator=4", "qualified:denominator=7"]);
}

/// Of 49, 50 and 51 points: at least 50 have two, more than 50 one, at most 50 two, less than 50 one, just 50 one.
#[test]
fn every_comparison_at_its_border() {
    let rows = "A,49,A,11-03 10:00,\nB,50,A,11-03 10:00,\nC,51,A,11-03 10:00,";
    for (comparison, fits) in [
        (">= 50", 2),
        ("> 50", 1),
        ("<= 50", 2),
        ("< 50", 1),
        ("= 50", 1),
        (">= 49.5", 2),
        ("> 51", 0),
    ] {
        let numerator = format!("qualified:numerator={fits}");
        says(
            &defined(&format!("score = '{comparison}'"), rows),
            DAY,
            &[&numerator, "qualified:denominator=3"],
        );
    }
    // A list alone: any of its words; the score does not matter then, present or not.
    let rows = "A,,A,11-03 10:00,\nB,50,b,11-03 10:00,\nC,51,C,11-03 10:00,";
    says(
        &defined("profile = ['A', 'B']", rows),
        DAY,
        &["qualified:numerator=2", "qualified:denominator=3"],
    );
}

/// A share: 9 of 10 fit, so 90 % is reached; 5 points below is the border of at-risk: 17 of 20 = 85 %. Below 10 leads nothing is judged.
#[test]
fn a_share_against_its_target() {
    let world = |fit: usize, all: usize| {
        let row = |n: usize| format!("{n},{},A,11-03 10:00,\n", if n < fit { 60 } else { 40 });
        let rows: String = (0..all).map(row).collect();
        World::default()
            .more("[definitions]\nmql = { text = 'Fifty points', require = { score = '>= 50' } }")
            .promise("qualified", "")
            .source(
                "leads",
                "extra = ['score', 'profile']",
                &format!("id,score,profile,delivered,source\n{rows}"),
            )
    };
    for (fit, all, status) in
        [(9, 10, "on-track"), (17, 20, "at-risk"), (16, 20, "off-track"), (9, 9, "not-assessed")]
    {
        says(&world(fit, all), DAY, &[&format!("qualified:status={status}")]);
    }
    // No lead with the fields: absent, not zero.
    says(
        &defined("score = '>= 50'", "A,,A,11-03 10:00,"),
        DAY,
        &["qualified:actual=null", "qualified:status=not-assessed"],
    );
}
