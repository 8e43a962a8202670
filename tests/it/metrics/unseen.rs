//! What no file can show is not judged as if nothing had happened: scopes without a lead, columns that are there and empty.

use super::World;

const LEADS: &str =
    "L1,Google,11-03 10:00,\nL2,Site,11-03 10:00,\nL3,Google,11-04 10:00,\nL4,Site,11-04 10:00,\n";

fn state(world: &World, metric: &str) -> [String; 3] {
    let run = world.run("2026-11-16T08:00");
    ["status", "actual", "evidence/why"].map(|field| run.find(&format!("{metric}:{field}")))
}

#[test]
fn a_scope_of_no_lead_is_not_judged_as_none() {
    let of = |metric: &str, header: &str, scope: &str| {
        let promise = format!("target = 10\nwhere = {scope}");
        let world = World::default().promise(metric, &promise);
        state(&world.source("leads", "", &format!("{header}\n{LEADS}")), metric)
    };
    let none = ["not-assessed", "null", "scope-empty"];
    let header = "id,source,delivered,won";
    for metric in ["leads-delivered", "sales-won"] {
        for scope in [
            "{ source = ['Gogle'] }",
            "{ campaign = ['X'] }",
            "{ owner = ['Ana'] }",
            "{ source = ['google / cpc', 'Bing'] }",
            "{ source = ['Google'], owner = ['Ana'] }",
        ] {
            assert_ne!(of(metric, header, scope)[0], "off-track", "{metric} {scope}");
        }
        // The word is right and the column another today.
        let renamed = of(metric, "id,campaign,delivered,won", "{ source = ['Google'] }");
        assert_ne!(renamed[0], "off-track", "{metric}");
    }
    assert_eq!(of("leads-delivered", header, "{ source = ['Gogle'] }"), none);
    let seen = of("leads-delivered", header, "{ source = ['  GOOGLE '] }");
    assert_eq!(seen, ["off-track", "2", "null"]);
    // Some lead of the scope is there, before the period: then none in it is none.
    let world =
        World::default().promise("leads-delivered", "target = 10\nwhere = { source = ['Bing'] }");
    let leads = format!("{header}\n{LEADS}L5,Bing,10-04 10:00,\n");
    assert_eq!(
        state(&world.source("leads", "", &leads), "leads-delivered"),
        ["off-track", "0", "null"]
    );
}

#[test]
fn a_column_of_sales_that_leads_leave_empty_is_no_reason_to_count_on_it() {
    let of = |leads: &str, key: fn(usize) -> String| {
        let deals: String =
            (1..=4).map(|n| format!("D{n},{},11-04 10:00,11-05 10:00\n", key(n))).collect();
        let world = World::default().promise("sales-won", "target = 2");
        let world = world.source("leads", "", &format!("id,source,delivered,won\n{leads}"));
        state(&world.source("deals", "", &format!("id,lead,created,won\n{deals}")), "sales-won")
    };
    let unjoined = ["not-assessed", "null", "unjoined-deals"];
    assert_eq!(of(LEADS, |n| format!("1.00{n}")), unjoined);
    // Where leads date some, they are counted, and the deals of nobody leave open whether there were more.
    let some = LEADS.replace("10:00,\nL2", "10:00,11-06 10:00\nL2");
    assert_eq!(of(&some, |n| format!("1.00{n}")), ["not-assessed", "1", "null"]);
    let all = LEADS.replace("10:00,\n", "10:00,11-06 10:00\n");
    assert_eq!(of(&all, |n| format!("1.00{n}"))[1], "4");
    assert_eq!(of(LEADS, |n| format!("L{n}"))[1], "4");
}
