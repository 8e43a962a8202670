//! `routing`: leads who said no or not now, and whether somebody took them on in time.

use super::{World, judged};

const NOON: &str = "2026-11-23T12:00";
const NOT_NOW: &str = "11-10 11:00,call,not-now";

/// Not now on Tue 10/11 at 11:00, 4 h: until 15:00. Cells: delivered,rejected,rejection-reason,lost,lost-reason,accepted,sql,won,recycled.
#[test]
fn four_hours_to_route() {
    let run = judged(
        "routing",
        "within = '4h'",
        "",
        NOON,
        &[
            ("recycled at due", "11-10 10:00,,,,,,,,11-10 15:00", &[NOT_NOW], "met"),
            ("recycled late", "11-10 10:00,,,,,,,,11-10 15:01", &[NOT_NOW], "breached"),
            ("an sql after all", "11-10 10:00,,,,,,11-10 14:00", &[NOT_NOW], "met"),
            ("won after all", "11-10 10:00,,,,,,,11-10 14:00", &[NOT_NOW], "met"),
            ("accepted only", "11-10 10:00,,,,,11-10 14:00", &[NOT_NOW], "breached"),
            ("left alone", "11-10 10:00", &[NOT_NOW], "breached"),
            (
                "not interested",
                "11-10 10:00,,,,,,,,11-10 15:00",
                &["11-10 11:00,call,not-interested"],
                "met",
            ),
            // The earliest no counts, not a later one.
            (
                "said twice",
                "11-10 10:00,,,,,,,,11-10 16:00",
                &[NOT_NOW, "11-10 14:00,call,not-interested"],
                "breached",
            ),
            // Fri 13/11 17:00 + 4 h: one hour on Friday, three on Monday → 12:00.
            (
                "over the weekend",
                "11-13 10:00,,,,,,,,11-16 12:00",
                &["11-13 17:00,call,not-now"],
                "met",
            ),
            (
                "over it late",
                "11-13 10:00,,,,,,,,11-16 12:01",
                &["11-13 17:00,call,not-now"],
                "breached",
            ),
            // Mon 23/11 09:30 + 4 h = 13:30, after T.
            ("still time", "11-23 09:00", &["11-23 09:30,call,not-now"], "pending"),
            ("done early", "11-23 09:00,,,,,,,,11-23 10:00", &["11-23 09:30,call,not-now"], "met"),
        ],
    );
    // Met: at due, sql, won, not interested, weekend, early = 6; breached: late, accepted, alone, twice, weekend late = 5. Rate 5 ÷ (5 + 5).
    let says = [
        "routing:met=6",
        "routing:breached=5",
        "routing:pending=1",
        "routing:early=1",
        "routing:actual=0.5",
        "routing:denominator=10",
    ];
    assert_eq!(run.lies(&says), [""; 0]);
    // Asked for today: what nobody sent on yet, overdue or due at 13:30.
    let asked: Vec<&str> = run
        .rows("actions")
        .filter(|own| own["kind"] == "routing")
        .map(|own| own["lead"].as_str().unwrap())
        .collect();
    assert_eq!(asked, ["accepted only", "left alone", "still time"]);
}

/// From the earliest of such an outcome, a loss and a rejection of such a category.
#[test]
fn where_the_clock_starts() {
    judged(
        "routing",
        "within = '4h'",
        "",
        NOON,
        &[
            // Lost at 11:00: until 15:00.
            ("lost not now", "11-10 10:00,,,11-10 11:00,no budget,,,,11-10 15:00", &[], "met"),
            (
                "lost not now and late",
                "11-10 10:00,,,11-10 11:00,no budget,,,,11-10 15:01",
                &[],
                "breached",
            ),
            ("lost not interested", "11-10 10:00,,,11-10 11:00,no interest", &[], "breached"),
            (
                "rejected not interested",
                "11-10 10:00,11-10 11:00,no interest,,,,,,11-10 15:00",
                &[],
                "met",
            ),
            ("rejected not now", "11-10 10:00,11-10 11:00,no budget", &[], "breached"),
            // The call at 11:00 is earlier than the loss at 13:00, whose due would be 17:00.
            (
                "call before the loss",
                "11-10 10:00,,,11-10 13:00,no budget,,,,11-10 16:00",
                &[NOT_NOW],
                "breached",
            ),
            // The loss at 10:30 is earlier than the call: until 14:30.
            (
                "loss before the call",
                "11-10 10:00,,,11-10 10:30,no budget,,,,11-10 14:45",
                &[NOT_NOW],
                "breached",
            ),
            // Recycled as it was lost.
            (
                "at the same instant",
                "11-10 10:00,,,11-10 11:00,no budget,,,,11-10 11:00",
                &[],
                "met",
            ),
            // Already routed when it was said once more.
            ("routed before", "11-10 10:00,,,,,,,,11-10 10:30", &[NOT_NOW], "met"),
            ("said before the hand-off", "11-10 11:30", &[NOT_NOW], ""),
        ],
    );
}

/// Cohort: that instant lies in the period, whenever the lead was delivered.
#[test]
fn the_leads_asked_for() {
    let run = judged(
        "routing",
        "within = '2d'",
        "",
        NOON,
        &[
            ("reached and interested", "11-10 10:00", &["11-10 11:00,call,connected"], ""),
            ("lost for another reason", "11-10 10:00,,,11-10 11:00,competitor", &[], ""),
            ("lost to marketing", "11-10 10:00,,,11-10 11:00,bad number", &[], ""),
            ("rejected otherwise", "11-10 10:00,11-10 11:00,competitor", &[], ""),
            ("delivered in October", "10-28 10:00", &["11-02 11:00,call,not-now"], "breached"),
            ("said in October", "10-28 10:00", &["10-30 11:00,call,not-now"], ""),
            ("said after T", "11-20 10:00", &["11-23 12:30,call,not-now"], ""),
            // Tue 10/11 + 2 d → Thu 12/11 18:00.
            ("on the second day", "11-10 10:00,,,,,,,,11-12 18:00", &[NOT_NOW], "met"),
            ("a minute later", "11-10 10:00,,,,,,,,11-12 18:01", &[NOT_NOW], "breached"),
            // Thu 19/11 + 2 d: Mon 23 and Tue 24/11 18:00, after T.
            ("over the holiday", "11-19 10:00", &["11-19 11:00,call,not-now"], "pending"),
        ],
    );
    assert_eq!(
        run.lies(&[
            "routing:cohort/size=4",
            "routing:met=1",
            "routing:breached=2",
            "routing:pending=1"
        ]),
        [""; 0]
    );
}

/// Versions by the day of delivery: 1 h until 15/11, 4 h from Mon 16/11. Both said no on Tue 17/11 at 10:00 and were recycled at 12:00.
#[test]
fn versions_by_the_day_of_delivery() {
    let leads = "id,delivered,recycled\nA,11-10 10:00,11-17 12:00\nB,11-16 10:00,11-17 12:00";
    let activities =
        "lead,at,channel,outcome\nA,11-17 10:00,call,not-now\nB,11-17 10:00,call,not-now";
    let world = World::default()
        .promise("routing", "within = '1h'\ntarget = '80%'\nuntil = 2026-11-16")
        .promise("routing", "within = '4h'\ntarget = '90%'\nfrom = 2026-11-16")
        .source("leads", "", leads)
        .source("activities", "", activities);
    let says = [
        "A.routing_verdict=breached",
        "B.routing_verdict=met",
        "routing:actual=0.5",
        "routing:target=0.85",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
}

/// A day without a time: the outcome of 10/11 is read 00:00 (due 13:00) to 23:59:59 (due 11/11 13:00).
#[test]
fn days_without_a_time() {
    judged(
        "routing",
        "within = '4h'",
        "",
        NOON,
        &[
            (
                "by the earliest due",
                "11-09 10:00,,,,,,,,11-10 13:00",
                &["11-10,call,not-now"],
                "met",
            ),
            (
                "after the earliest due",
                "11-09 10:00,,,,,,,,11-10 13:01",
                &["11-10,call,not-now"],
                "indeterminate",
            ),
            (
                "at the latest due",
                "11-09 10:00,,,,,,,,11-11 13:00",
                &["11-10,call,not-now"],
                "indeterminate",
            ),
            (
                "after the latest due",
                "11-09 10:00,,,,,,,,11-11 13:01",
                &["11-10,call,not-now"],
                "breached",
            ),
        ],
    );
}

/// An entry of the register that contains the day of the no (Tue 10/11) frees; a lead of another source is none of the promise's. A recycling that is
/// only implied has no date: nothing shows whether it was in time.
#[test]
fn exempt_out_of_scope_and_undated() {
    let leads = "id,source,delivered,sql,won,recycled
        free,Ads,11-09 10:00,,,
        late,Ads,11-09 10:00,,,11-10 16:00
        elsewhere,Site,11-09 10:00,,,
        implied,Ads,11-09 10:00,,11-20 10:00,";
    let activities = ["free", "late", "elsewhere", "implied"]
        .map(|lead| format!("\n{lead},11-10 11:00,call,not-now"))
        .concat();
    let world = World::default()
        .promise("routing", "within = '4h'\nwhere = { source = ['Ads'] }")
        .source("leads", "", leads)
        .source("activities", "", &format!("lead,at,channel,outcome{activities}"))
        .source(
            "exemptions",
            "",
            "lead,from,until,why\nfree,11-10,11-10,holiday\nlate,11-09,11-09,delivered that day",
        );
    let says = [
        "free.routing_verdict=exempt",
        "late.routing_verdict=breached",
        "elsewhere.routing_verdict=",
        "implied.routing_verdict=not-assessable",
        "routing:cohort/size=3",
        "routing:denominator=1",
    ];
    assert_eq!(world.run(NOON).lies(&says), [""; 0]);
}
