//! From the visit to the lead, worked by hand: names folded, days of both sides alike, absent is not zero.

use super::{Run, World};

const LEADS: &str = "id,created,delivered,won,source,campaign\n\
    a,11-02 09:00,11-03 10:00,,Google Ads,Brand\n\
    b,11-03 09:00,11-03 10:00,11-05 10:00,google ads,\n\
    c,11-06 23:00,11-09 10:00,,GOOGLE ADS,brand\n\
    d,11-04 09:00,11-04 10:00,,Indicação,\n\
    e,11-10 09:00,11-10 10:00,,Google Ads,Brand\n\
    f,10-30 09:00,11-03 10:00,,Google Ads,Brand\n";

fn run(traffic: &str) -> Run {
    let world =
        World::default().promise("leads-delivered", "target = 10").source("leads", "", LEADS);
    world.source("traffic", "", traffic).run("2026-11-17T08:00:00")
}

/// Visits of 02/11 to 06/11. Leads created on those days: a, b, c of Google Ads (c late in the evening of the last), d of Indicação. e came on a day
/// without visits, f before. Google Ads: 3 leads of 60 visits = 5 %, 30 of cost = 10 a lead, one sale = 30. The radio: nobody ever had it.
#[test]
fn visits_leads_and_cost_of_the_same_days() {
    let run = run("date,source,campaign,visits,cost\n\
        11-02,Google  ads,BRAND,40,20\n11-06,google ads,,20,10\n11-03,Organic,,100,\n11-03,Radio,,7,5\n10-31,Google Ads,,500,100\n11-18,Radio,,1,1\n");
    let says = [
        "/traffic/from=2026-11-02",
        "/traffic/to=2026-11-06",
        "/traffic/leads_by=created",
        "/traffic/sources/0/source=Organic",
        "/traffic/sources/0/visits=100",
        "/traffic/sources/0/leads=null",
        "/traffic/sources/0/rate=null",
        "/traffic/sources/0/cost=null",
        "/traffic/sources/1/visits=60",
        "/traffic/sources/1/leads=3",
        "/traffic/sources/1/rate=0.05",
        "/traffic/sources/1/cost=30",
        "/traffic/sources/1/cost_per_lead=10",
        "/traffic/sources/1/mqls=null",
        "/traffic/sources/1/sales=1",
        "/traffic/sources/1/cost_per_sale=30",
        "/traffic/sources/2/source=Radio",
        "/traffic/sources/2/leads=null",
        // A source of leads of which the file says nothing has no visits, not none.
        "/traffic/sources/3/source=Indicação",
        "/traffic/sources/3/visits=null",
        "/traffic/sources/3/leads=1",
        "/traffic/sources/3/rate=null",
        "/traffic/campaigns/0/visits=40",
        "/traffic/campaigns/0/leads=2",
        "/traffic/campaigns/0/cost_per_lead=10",
        "/traffic/total/visits=60",
        "/traffic/total/leads=3",
        "/traffic/unmatched/0=Organic",
        "/traffic/unmatched/1=Radio",
        "/traffic/unmatched/2=absent",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    assert!(
        run.json["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|warning| warning["code"] == "traffic-unmatched" && warning["n"] == "2")
    );
}

/// A cost that is written for some rows only is no cost of the whole.
#[test]
fn half_a_cost_is_none_and_visits_without_a_source_are_of_everybody() {
    let half = run("date,source,visits,cost\n11-02,Google Ads,40,20\n11-03,Google Ads,20,\n");
    assert_eq!(
        half.lies(&[
            "/traffic/sources/0/cost=null",
            "/traffic/sources/0/cost_per_lead=null",
            "/traffic/sources/0/leads=2"
        ]),
        [""; 0]
    );
    let all = run("date,visits,cost\n11-02,40,20\n11-04,40,10\n");
    let says = [
        "/traffic/sources/0/source=null",
        "/traffic/sources/0/leads=3",
        "/traffic/sources/0/rate=0.0375",
        "/traffic/sources/1=absent",
    ];
    assert_eq!(all.lies(&says), [""; 0]);
    let none = run("date,source,visits\n10-02,Google Ads,40\n");
    assert_eq!(none.lies(&["/traffic=null"]), [""; 0]);
}
