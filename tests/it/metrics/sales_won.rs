//! `sales-won`: leads with a sale in the period, whoever was delivered and however many deals they have.

use super::World;

/// One lead a row of `leads` (`id,email,delivered,won,lost,stage`), deals `id,email,created,status,won`.
fn sales(top: &str, leads: &str, deals: &str) -> World {
    World::default()
        .top(top)
        .promise("sales-won", "target = 20")
        .source(
            "leads",
            "[source.values.stage]\nwon = 'won'",
            &format!("id,email,delivered,won,lost,stage\n{leads}"),
        )
        .source(
            "deals",
            "",
            &format!("id,email,created,status,won\n0,nobody@x.com,11-02 10:00,open,\n{deals}"),
        )
}

/// T is Fri 13/11 12:00; each case is a world of its own.
#[test]
fn what_is_a_sale_of_november() {
    let cases = [
        ("won in November", "A,a@x.com,11-03 10:00,11-05 10:00,,", "", 1),
        ("not won", "A,a@x.com,11-03 10:00,,,", "", 0),
        ("on the first minute", "A,a@x.com,10-20 10:00,11-01 00:00,,", "", 1),
        ("a minute before", "A,a@x.com,10-20 10:00,10-31 23:59,,", "", 0),
        ("at T", "A,a@x.com,11-03 10:00,11-13 12:00,,", "", 1),
        ("a minute after T", "A,a@x.com,11-03 10:00,11-13 12:01,,", "", 0),
        // A day has happened once it has begun.
        ("on the day of T", "A,a@x.com,11-03 10:00,11-13,,", "", 1),
        ("on the day after", "A,a@x.com,11-03 10:00,11-14,,", "", 0),
        ("never delivered", "A,a@x.com,,11-05 10:00,,", "", 1),
        ("lost afterwards", "A,a@x.com,11-03 10:00,11-05 10:00,11-09 10:00,", "", 1),
        // A stage without a date says that it was won, not when: it enters no period's count.
        (
            "won on no known day",
            "A,a@x.com,11-03 10:00,,,won\nB,b@x.com,10-03 10:00,10-20 10:00,,won",
            "",
            0,
        ),
        // Two rows of one person within 90 d are one lead; its win is the earliest.
        (
            "one person twice",
            "A,a@x.com,11-02 10:00,11-05 10:00,,\nB,a@x.com,11-03 10:00,11-06 10:00,,",
            "",
            1,
        ),
        (
            "first won in October",
            "A,a@x.com,10-02 10:00,10-20 10:00,,\nB,a@x.com,11-03 10:00,11-06 10:00,,",
            "",
            0,
        ),
        // Wed 01/07 to Tue 03/11 are 125 d: two leads.
        (
            "again after 90 days",
            "A,a@x.com,07-01 10:00,11-05 10:00,,\nB,a@x.com,11-03 10:00,11-06 10:00,,",
            "",
            2,
        ),
        ("by its deal", "A,a@x.com,11-03 10:00,,,", "1,a@x.com,11-04 10:00,won,11-09 10:00", 1),
        (
            "two deals",
            "A,a@x.com,11-03 10:00,,,",
            "1,a@x.com,11-04 10:00,won,11-09 10:00\n2,a@x.com,11-05 10:00,won,11-10 10:00",
            1,
        ),
        (
            "a deal of nobody known",
            "A,a@x.com,11-03 10:00,,,",
            "1,z@x.com,11-04 10:00,won,11-09 10:00\n2,a@x.com,11-05 10:00,open,\n3,a@x.com,11-06 10:00,open,",
            0,
        ),
        ("a test", "A,teste@x.com,11-03 10:00,11-05 10:00,,\nB,b@x.com,11-03 10:00,,,", "", 0),
    ];
    for (case, leads, deals, won) in cases {
        let run = sales("ignore = ['teste@*']\n", leads, deals).run("2026-11-13T12:00");
        assert_eq!(
            run.lies(&[&format!("sales-won:actual={won}"), "sales-won:kind=count"]),
            [""; 0],
            "{case}"
        );
    }
}

/// Three sales of Ana (one never delivered) and one of nobody, of two sources: groups add up to the whole. Of 20 by Fri 13/11 18:00 ten are expected.
#[test]
fn sales_by_group_and_pace() {
    let rows = "id,owner,source,delivered,won
        A,Ana,Ads,11-03 10:00,11-05 10:00\nB,ana,Site,11-03 10:00,11-06 10:00\nC,Ana,Ads,,11-09 10:00\nD,,Ads,11-03 10:00,11-10 10:00\nE,Bia,Ads,11-03 10:00,";
    let run = World::default()
        .promise("sales-won", "target = 20")
        .source("leads", "", rows)
        .run("2026-11-13");
    let says = [
        "sales-won:actual=4",
        "sales-won:undelivered=1",
        "sales-won:expected=10",
        "sales-won:pace=0.4",
        "sales-won:status=off-track",
        "sales-won@Ana:actual=3",
        "sales-won@none:actual=1",
        "sales-won@Ads:actual=3",
        "sales-won@Site:actual=1",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
}
