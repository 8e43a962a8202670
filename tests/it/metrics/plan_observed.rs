//! What the plan takes from what happened: leads per sale on mature cohorts, and how often a try connects.

use super::World;
use super::plan::{plan, printed, says};

const OBSERVED: &str = "period = 'month'\nsales = 10\nleads-per-sale = 'observed'\nobserved-over = '20d'\nconversion-within = '10d'\nwhere = { product = 'X' }";

/// With N = 10 and 20 days, November's cohort are the leads of 2/10 to 21/10: 1/11 − 10 − 20 = 2/10, and 21/10 + 10 = 31/10 is over on 1/11.
pub const COHORT: &str = "id,product,stage,delivered,won
    early,X,,10-01 10:00,10-02 10:00
    tenth-day,X,,10-02 10:00,10-12 23:00
    eleventh-day,X,,10-02 10:00,10-13 00:10
    last-day,X,,10-21 23:30,10-31 12:00
    before-delivery,X,,10-10 10:00,10-09 10:00
    by-the-day,X,,10-12,10-15
    open-1,X,,10-05 10:00,
    open-2,X,,10-06 10:00,
    open-3,X,,10-07 10:00,
    open-4,X,,10-08 10:00,
    open-5,X,,10-09 10:00,
    young,X,,10-22 10:00,10-23 10:00
    elsewhere,Y,,10-05 10:00,10-06 10:00";

/// A world with that objective and these leads.
pub fn observed(csv: &str) -> World {
    let source = "extra = ['product']\n[source.values.stage]\nwon = 'won'";
    World::default()
        .objective(OBSERVED)
        .promise("leads-delivered", "target = 'plan'")
        .source("leads", source, csv)
}

/// 10 mature leads of product X, 4 of them won within 10 local days (one before its delivery, one by dates without time): 10 ÷ 4 = 2.5, 10 sales take 25.
/// Wilson for 4 of 10: 0.16818 to 0.68733; inverted 1.4549 to 5.9460. As of 13/11 the mature leads are those of 14/10 to 2/11: last-day and
/// young, both won: 1.
#[test]
fn leads_per_sale_as_observed() {
    says(
        &observed(COHORT).run("2026-11-13T12:00"),
        &[
            "/plan/ratio_source=observed",
            "/plan/cohort/from=2026-10-02",
            "/plan/cohort/to=2026-10-21",
            "/plan/cohort/leads=10",
            "/plan/cohort/sales=4",
            "/plan/leads_per_sale=2.5",
            "/plan/interval/low=1.4549",
            "/plan/interval/high=5.9460",
            "/plan/leads_needed=25",
            "leads-delivered:target=25",
            "/plan/drift/from=2026-10-14",
            "/plan/drift/to=2026-11-02",
            "/plan/drift/leads=2",
            "/plan/drift/leads_per_sale=1",
        ],
    );
}

/// With dates in the exports and no ledger, the ratio is the same on any day of the period: a sale dated in November is not looked at.
#[test]
fn the_observed_ratio_does_not_depend_on_the_day() {
    for as_of in ["2026-11-01T00:00", "2026-11-03T08:00", "2026-11-30"] {
        says(&observed(COHORT).run(as_of), &["/plan/leads_per_sale=2.5", "/plan/leads_needed=25"]);
    }
    says(
        &observed(COHORT).period("2026-11").run("2026-12-15"),
        &["/plan/leads_per_sale=2.5", "/plan/leads_needed=25"],
    );
}

/// The first report of the period freezes the ratio; an export that changes the past moves the drift alone. Another definition is another ratio.
#[test]
fn the_observed_ratio_is_frozen_for_the_period() {
    let folder = tempfile::tempdir().unwrap();
    let changed = || {
        let late = "\nlate-1,X,,10-15 10:00,10-16 10:00\nlate-2,X,,10-16 10:00,\nlate-3,X,,10-16 10:00,\nlate-4,X,,10-17 10:00,";
        observed(&(COHORT.to_owned() + late))
    };
    says(
        &observed(COHORT).run_in(folder.path(), "2026-11-03T08:00"),
        &["/plan/leads_needed=25", "/plan/drift/leads=9"],
    );
    // As of 3/11 the mature leads were the nine of 4/10 to 23/10. 14 ÷ 5 = 2.8 by the new file; as of 13/11 6 leads of 14/10 to 2/11, 3 of them won: 2.
    let frozen = [
        "/plan/leads_per_sale=2.5",
        "/plan/cohort/leads=10",
        "/plan/leads_needed=25",
        "leads-delivered:target=25",
    ];
    let again = changed().run_in(folder.path(), "2026-11-13T12:00");
    says(&again, &frozen);
    says(&again, &["/plan/drift/leads=6", "/plan/drift/sales=3", "/plan/drift/leads_per_sale=2"]);
    let told = plan(&changed(), folder.path(), &["--json", "--as-of", "2026-11-13T12:00"]);
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told, again.json["plan"], "the command and the report tell the same plan");
    // Where nobody has reported on the period, the new file counts: 14 ÷ 5 × 10 = 28.
    says(
        &changed().run("2026-11-13T12:00"),
        &["/plan/leads_per_sale=2.8", "/plan/leads_needed=28"],
    );
    let other = changed().objective(&OBSERVED.replace("'10d'", "'11d'"));
    says(&other.run_in(folder.path(), "2026-11-13T12:00"), &["/plan/cohort/to=2026-10-20"]);
}

/// A few sales without a date count as made in time. Where they are more than one in twenty the ratio lies anywhere between its two ends: nothing is
/// planned by it, and its interval holds both.
#[test]
fn a_ratio_of_undated_sales_is_none() {
    let csv = |dated: usize, undated: usize| {
        let end = |n: usize| match n {
            n if n < dated => ",10-06 10:00",
            n if n < dated + undated => "won,",
            _ => ",",
        };
        let rows: String = (0..200).map(|n| format!("\nL{n},X,{},10-05 10:00", end(n))).collect();
        format!("id,product,stage,won,delivered{rows}")
    };
    for (dated, undated, ratio, why) in [
        (40, 0, "5", "null"),
        (40, 2, "4.761905", "null"),
        (38, 2, "5", "null"),
        (36, 2, "null", "undated-sales"),
        (20, 20, "null", "undated-sales"),
    ] {
        let run = observed(&csv(dated, undated)).run("2026-11-13T12:00");
        let mut told = vec![
            format!("/plan/leads_per_sale={ratio}"),
            format!("/plan/cohort/sales={}", dated + undated),
        ];
        if why != "null" {
            told.push(format!("/plan/absent/leads_per_sale={why}"));
            told.push("leads-delivered:why_not=no-target".to_owned());
        }
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        assert_eq!(run.lies(&told), [""; 0], "{dated} {undated}");
    }
    // Six leads a sale were agreed: 20 of 200 exclude that, 35 of 200 do not, and so nothing does where 15 of 35 have no date.
    for (dated, undated, why) in [(20, 0, "ratio"), (20, 15, "absent"), (35, 0, "absent")] {
        let world = observed(&csv(dated, undated)).objective(&OBSERVED.replace("'observed'", "6"));
        let says = format!("/diagnosis/reviews/0/why={why}");
        let run = world.run("2026-11-01T12:00");
        assert_eq!(run.lies(&[&says]), [""; 0], "{dated} {undated}");
    }
}

/// No sale among the mature leads is no ratio: nothing is planned, the promise is not assessed, and a lower bound is all that is known.
/// Wilson for 0 of 5: upper bound z² ÷ (5 + z²) = 3.8415 ÷ 8.8415 = 0.43448; inverted 2.3016.
#[test]
fn no_sale_is_no_ratio() {
    let open: String = COHORT
        .lines()
        .filter(|line| line.contains("id,") || line.contains("open-"))
        .map(|line| format!("{line}\n"))
        .collect();
    let world = observed(&open);
    let none = [
        "/plan/ratio_source=observed",
        "/plan/leads_per_sale=null",
        "/plan/leads_needed=null",
        "/plan/interval/low=2.3016",
        "/plan/interval/high=null",
        "/plan/cohort/leads=5",
        "/plan/absent/leads_needed=no-sale",
        "leads-delivered:status=not-assessed",
        "leads-delivered:why_not=no-target",
    ];
    says(&world.run("2026-11-13"), &none);
    let told = printed(&world, &["--as-of", "2026-11-13"]);
    assert!(
        told.contains("leads needed; ") && told.contains(": no sale among 5 mature leads"),
        "{told}"
    );
    let nobody = observed("id,product,delivered,won\nA,X,11-02 10:00,");
    says(
        &nobody.run("2026-11-13"),
        &["/plan/absent/leads_per_sale=no-mature-lead", "/plan/interval/low=null"],
    );
}

/// Exports of before the period do not settle its ratio: it is computed from what they know, and frozen only once they reach the period's start.
#[test]
fn old_exports_freeze_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // 2026-10-30T12:00:00Z: the 10th day after 19/10 is over on 29/10, so the cohort is 30/9 to 19/10.
    let source = "mtime = 1793361600\ncut-off = 'file-time'\nextra = ['product']\n[source.values.stage]\nwon = 'won'";
    let old = World::default()
        .period("2026-11")
        .objective(OBSERVED)
        .promise("leads-delivered", "target = 'plan'")
        .source("leads", source, COHORT);
    says(
        &old.run_in(folder.path(), "2026-11-03T08:00"),
        &["/plan/cohort/from=2026-09-30", "/plan/cohort/to=2026-10-19"],
    );
    says(
        &observed(COHORT).run_in(folder.path(), "2026-11-04T08:00"),
        &["/plan/cohort/from=2026-10-02", "/plan/leads_needed=25"],
    );
}

/// `leads` leads of 2/11, each tried once a day from 3/11 on: `tries` times, the last one answered.
fn tried(leads: usize, tries: usize) -> (String, String) {
    let rows: String = (0..leads).map(|lead| format!("\nL{lead},11-02 10:00,")).collect();
    let outcome = |day: usize| if day == tries { "connected" } else { "no-answer" };
    let one = |lead: usize| {
        (1..=tries).map(move |day| {
            format!("\n11-{:02} 10:00,L{lead},call,{},outbound", day + 2, outcome(day))
        })
    };
    let activities: String = (0..leads).flat_map(one).collect();
    (format!("id,delivered,won{rows}"), format!("at,lead,channel,outcome,direction{activities}"))
}

const EFFORT: &str =
    "period = 'month'\nsales = 10\nleads-per-sale = 6\npeople = 1\ntries-per-person-hour = 0.5";

fn effort(leads: &str, activities: &str) -> World {
    let world =
        World::default().objective(EFFORT).promise("attempts", "attempts = 6\nwithin = '10d'");
    world.source("leads", "", leads).source("activities", "", activities)
}

/// 25 leads, 4 tries each, the fourth answered: 100 tries, 25 first connections, p = 0.25. A lead takes 1 + 0.75 + 0.5625 + 0.421875 + 0.31640625
/// + 0.2373046875 = 3.2880859 tries; 60 ÷ 180 h × 3.2880859 = 1.0960286 an hour; ÷ 0.5 = 2.192 people, where 1 is agreed.
#[test]
fn tries_per_hour_and_people() {
    let (leads, mut activities) = tried(25, 4);
    // Of no weight: tries after the connection, and a second call within the burst of one that is counted.
    activities.push_str(
        "\n11-07 10:00,L0,call,no-answer,outbound\n11-08 10:00,L0,call,connected,outbound\n11-03 10:05,L1,call,no-answer,outbound",
    );
    let world = effort(&leads, &activities);
    says(
        &world.run("2026-11-13"),
        &[
            "/plan/attempts=6",
            "/plan/connecting/tries=100",
            "/plan/connecting/connections=25",
            "/plan/per_hour=0.3333",
            "/plan/tries_per_hour=1.096029",
            "/plan/people=2.192057",
            "/plan/people_agreed=1",
        ],
    );
    let told = printed(&world, &["--as-of", "2026-11-13"]);
    assert!(
        told.contains("2.19  people needed, 3 rounded up; 1 agreed")
            && told.contains("25% of 100 attempts connected"),
        "{told}"
    );
    // Close to a year later nothing was delivered in the 180 days before.
    says(
        &world.run("2027-11-05"),
        &["/plan/connecting/tries=0", "/plan/absent/tries_per_hour=few-tries"],
    );
}

/// 99 tries say nothing: a lead that wrote back before its fourth try counts three, made no connection by a try, and is followed no further.
#[test]
fn fewer_than_a_hundred_tries_say_nothing() {
    let (leads, activities) = tried(25, 4);
    let activities = activities.replace(
        "\n11-06 10:00,L0,call,connected,outbound",
        "\n11-06 09:00,L0,email,,inbound\n11-06 10:00,L0,call,connected,outbound",
    );
    let world = effort(&leads, &activities);
    says(
        &world.run("2026-11-13"),
        &[
            "/plan/connecting/tries=99",
            "/plan/connecting/connections=24",
            "/plan/tries_per_hour=null",
            "/plan/people=null",
            "/plan/absent/tries_per_hour=few-tries",
            "/plan/absent/people=few-tries",
        ],
    );
    let told = printed(&world, &["--as-of", "2026-11-13"]);
    assert!(told.contains("people needed: fewer than 100 attempts to learn from"), "{told}");
}

/// Only the channels of the commitment are tries: the calls are as before, the answered e-mails neither tries nor connections.
#[test]
fn only_agreed_channels_are_tries() {
    let (leads, mut activities) = tried(25, 4);
    activities.push_str(
        &(0..25)
            .map(|lead| format!("\n11-02 11:00,L{lead},email,connected,outbound"))
            .collect::<String>(),
    );
    let calls = World::default()
        .objective(EFFORT)
        .promise("attempts", "attempts = 6\nwithin = '10d'\nchannels = ['call']");
    let run =
        calls.source("leads", "", &leads).source("activities", "", &activities).run("2026-11-13");
    says(&run, &["/plan/connecting/tries=100", "/plan/connecting/connections=25"]);
    // By all channels each lead is reached by its first try: 25 of 25.
    says(
        &effort(&leads, &activities).run("2026-11-13"),
        &["/plan/connecting/tries=25", "/plan/connecting/connections=25"],
    );
}
