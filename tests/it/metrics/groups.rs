//! Every metric by source, campaign, owner and team: spellings, those without, and what adds up.

use super::{Run, World};

const NOON: &str = "2026-11-23T12:00";

/// Google Ads in four spellings, Orgânico in two, one lead without a source; campaigns and owners likewise.
const LEADS: &str = "id,delivered,source,campaign,owner,won,team
    A,11-03 10:00,Google Ads,Black Friday,Ana,11-10 10:00,Inbound
    B,11-03 10:00,GOOGLE ADS,Black Friday,ana,,inbound
    C,11-04 10:00,google  ads,,Bia,11-11 10:00,Inbound
    D,11-04 10:00,Google Ads,black friday,Ana,,
    E,11-05 10:00,Orgânico,,,11-12 10:00,
    F,11-05 10:00,organico,Natal,Bia,,Outbound
    G,11-06 10:00,,,Ana,,";

fn run() -> Run {
    let activities = "lead,at,channel,owner\nA,11-03 10:30,call,Bia\nB,11-03 10:40,call,Bia\nB,11-03 15:00,call,Ana\nE,11-05 12:00,call,Ana";
    World::default()
        .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
        .promise("sales-won", "target = 10")
        .promise("first-attempt", "within = '1h'")
        .promise(
            "conversion",
            "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'\nmin-sample = 1",
        )
        .source("leads", "", LEADS)
        .source("activities", "", activities)
        .run(NOON)
}

/// `value field …` of each group, in the order of values.
fn by(run: &Run, commitment: &str, by: &str, fields: &[&str]) -> Vec<String> {
    let own = run.rows("groups").filter(|own| own["commitment"] == commitment && own["by"] == by);
    let told = |own: &serde_json::Value| {
        let numbers = fields.iter().map(|field| format!(" {}", own[*field]));
        own["value"].as_str().unwrap_or("none").to_owned() + &numbers.collect::<String>()
    };
    let mut told: Vec<String> = own.map(told).collect();
    told.sort();
    told
}

/// Compared folded, shown in the commonest spelling: Google Ads stands twice so, Ana three times; of Orgânico each spelling stands once.
#[test]
fn spellings_are_one_group_and_none_is_one() {
    let run = run();
    let sources = by(&run, "leads-delivered", "source", &["actual"]);
    assert!(
        sources == ["Google Ads 4", "Orgânico 2", "none 1"]
            || sources == ["Google Ads 4", "none 1", "organico 2"],
        "{sources:?}"
    );
    assert_eq!(
        by(&run, "leads-delivered", "campaign", &["actual"]),
        ["Black Friday 3", "Natal 1", "none 3"]
    );
    assert_eq!(by(&run, "leads-delivered", "owner", &["actual"]), ["Ana 4", "Bia 2", "none 1"]);
    assert_eq!(
        by(&run, "leads-delivered", "team", &["actual"]),
        ["Inbound 3", "Outbound 1", "none 3"]
    );
}

/// Counts and verdicts of groups add up to the whole. A (30 min) and B (40 min) were tried within the hour; E after two hours, the others never.
#[test]
fn counts_of_groups_add_up() {
    let run = run();
    assert_eq!(
        by(&run, "first-attempt", "owner", &["met", "breached"]),
        ["Ana 2 2", "Bia 0 2", "none 0 1"]
    );
    assert_eq!(
        by(&run, "first-attempt", "campaign", &["met", "breached"]),
        ["Black Friday 2 1", "Natal 0 1", "none 0 3"]
    );
    assert_eq!(
        run.lies(&[
            "first-attempt:met=2",
            "first-attempt:breached=5",
            "leads-delivered:actual=7",
            "sales-won:actual=3"
        ]),
        [""; 0]
    );
    // Won: A of Ana, C of Bia, E of nobody.
    assert_eq!(by(&run, "sales-won", "owner", &["actual"]), ["Ana 1", "Bia 1", "none 1"]);
    for of in ["source", "campaign", "owner", "team"] {
        for (commitment, field) in [
            ("leads-delivered", "actual"),
            ("sales-won", "actual"),
            ("first-attempt", "met"),
            ("first-attempt", "breached"),
            ("conversion", "denominator"),
        ] {
            let own =
                run.rows("groups").filter(|own| own["commitment"] == commitment && own["by"] == of);
            let sum: u64 = own.map(|own| own[field].as_u64().unwrap()).sum();
            assert_eq!(
                run.find(&format!("{commitment}:{field}")),
                sum.to_string(),
                "{commitment} {field} by {of}"
            );
        }
    }
}

/// Quotients do not: won within 10 days 1 of 4, 1 of 2 and 1 of 1, and 3 of 7 in all.
#[test]
fn quotients_do_not_add_up() {
    let run = run();
    assert_eq!(
        by(&run, "conversion", "owner", &["numerator", "denominator", "actual"]),
        ["Ana 1 4 0.25", "Bia 1 2 0.5", "none 1 1 1"]
    );
    assert_eq!(
        run.lies(&[
            "conversion:numerator=3",
            "conversion:denominator=7",
            "conversion:actual=0.428571"
        ]),
        [""; 0]
    );
}

/// The owner is who works the lead now, its newest deal's, else the lead's as exported: A's deals are Ana's of the 4th and Bia's of the 6th; B was
/// Cai's until Ana's deal, D's deal has no owner, so that it is still Cai's.
#[test]
fn the_owner_of_a_lead() {
    let leads = "id,email,delivered,owner\nA,a@x.com,11-03 10:00,\nB,b@x.com,11-03 10:00,Cai\nC,c@x.com,11-03 10:00,\nD,d@x.com,11-03 10:00,Cai";
    let deals = "id,email,created,owner\n2,a@x.com,11-06 10:00,Bia\n1,a@x.com,11-04 10:00,Ana\n3,b@x.com,11-04 10:00,Ana\n4,d@x.com,11-04 10:00,";
    let run = World::default()
        .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
        .source("leads", "", leads)
        .source("deals", "", deals)
        .run(NOON);
    assert_eq!(run.lies(&["A.owner=Bia", "B.owner=Ana", "C.owner=", "D.owner=Cai"]), [""; 0]);
    assert_eq!(
        by(&run, "leads-delivered", "owner", &["actual"]),
        ["Ana 1", "Bia 1", "Cai 1", "none 1"]
    );
}

/// Tables of tries by person use the activity's owner: Bia made the tries of A and B (10:40), Ana those of B (15:00) and E, whoever owns the leads.
#[test]
fn tries_are_of_who_made_them() {
    let run = run();
    let owners = run.json["cadence"]["owners"].as_array().unwrap();
    let tries = |name: &str| {
        owners.iter().find(|own| own["owner"] == name).map(|own| own["tries"].to_string())
    };
    assert_eq!((tries("Ana"), tries("Bia")), (Some("2".to_owned()), Some("2".to_owned())));
}

/// A column of ids is no source: 700 leads name 600 sources, Feira 101 times. The 500 largest stay, the whole counts all, and the question is asked.
#[test]
fn of_more_names_than_a_reader_looks_through_the_largest_stay_and_the_column_is_asked_about() {
    let row = |n: usize| {
        let source = if n <= 599 { format!("Origem {n}") } else { "Feira".to_owned() };
        format!("{n},11-03 10:00,{source}\n")
    };
    let csv = "id,delivered,source\n".to_owned() + &(1..=700).map(row).collect::<String>();
    let run = World::default()
        .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
        .source("leads", "", &csv)
        .source("traffic", "", "date,source,visits\n11-03,Feira,900\n11-03,Blog,10")
        .run(NOON);
    let told = by(&run, "leads-delivered", "source", &["actual"]);
    assert_eq!((told.len(), &*told[0]), (500, "Feira 101"));
    assert_eq!(run.lies(&["leads-delivered:actual=700"]), [""; 0]);
    let others: Vec<_> = run.rows("other_groups").collect();
    let told = ["by", "groups", "size", "actual"].map(|field| others[0][field].to_string());
    assert_eq!((others.len(), told), (1, ["\"source\"", "100", "100", "100"].map(str::to_owned)));
    let asked: Vec<_> =
        run.rows("warnings").filter(|warning| warning["code"] == "groups-many").collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((&asked[0]["n"], &asked[0]["of"]), (&"600".into(), &"500".into()));
}
