//! The forecast of a count, worked from the daily counts of its complete working days.

use super::World;

/// So many leads delivered (and won, where wished) at each time.
fn leads(times: &[(&str, usize)]) -> String {
    let row = |time: &str, n: usize| format!("\n{}-{n},{time},{time}", time.replace(' ', "-"));
    let rows = times
        .iter()
        .flat_map(|(time, count)| (0..*count).map(|n| row(time, n)).collect::<Vec<_>>());
    format!("id,delivered,won{}", rows.collect::<String>())
}

fn says(times: &[(&str, usize)], as_of: &str, statements: &[&str]) {
    let world = World::default()
        .promise("leads-delivered", "id = 'gross'\ncounting = 'gross'\ntarget = 100")
        .promise("leads-delivered", "id = 'net'\ntarget = 100")
        .promise("sales-won", "target = 100");
    assert_eq!(
        world.source("leads", "", &leads(times)).run(as_of).lies(statements),
        [""; 0],
        "as of {as_of}"
    );
}

const THREE: [(&str, usize); 3] = [("11-02 10:00", 4), ("11-03 10:00", 6), ("11-04 10:00", 8)];

/// Three complete days of 4, 6 and 8: D = 18, m = 6, s² = (4 + 0 + 4) ÷ 2 = 4, r = 20 − 3 = 17.
/// 18 + 17 · 6 = 120; 1.2816 · √(17 · 4 · (1 + 17 ÷ 3)) = 1.2816 · √453.33 = 1.2816 · 21.2916 = 27.2873: 92.7127 to 147.2873.
#[test]
fn three_complete_days() {
    let wednesday =
        ["gross:forecast/mid=120", "gross:forecast/low=92.7127", "gross:forecast/high=147.2873"];
    says(&THREE, "2026-11-04T18:00", &wednesday);
    // The same for sales; net deliveries have none, since what is provisional may be taken off.
    says(
        &THREE,
        "2026-11-04T18:00",
        &["sales-won:forecast/mid=120", "sales-won:forecast/low=92.7127", "net:forecast=null"],
    );
}

/// At 17:59 only two days are complete: no forecast.
#[test]
fn two_complete_days() {
    says(&THREE, "2026-11-04T17:59", &["gross:forecast=null", "sales-won:forecast=null"]);
}

/// Four complete days by Fri 6/11 12:00, and Sunday's lead adds to Monday: 3, 5, 4, 8: m = 5, s² = (4 + 0 + 1 + 9) ÷ 3 = 4.6667. What came on Thursday
/// evening and on Friday is in D = 22 and in no mean; of Friday 6 of 9 hours are left: r = 15.6667. 22 + 78.3333 = 100.3333;
/// 1.2816 · √(15.6667 · 4.6667 · (1 + 15.6667 ÷ 4)) = 1.2816 · √359.46 = 24.2986.
#[test]
fn four_complete_days_and_a_sunday() {
    let times = [
        ("11-01 12:00", 1),
        ("11-02 10:00", 2),
        ("11-03 10:00", 5),
        ("11-04 10:00", 4),
        ("11-05 10:00", 8),
        ("11-05 18:30", 1),
        ("11-06 10:00", 1),
    ];
    let friday = [
        "gross:actual=22",
        "gross:forecast/mid=100.3333",
        "gross:forecast/low=76.035",
        "gross:forecast/high=124.632",
    ];
    says(&times, "2026-11-06T12:00", &friday);
}

/// 0, 0 and 1, and six on the day that runs: D = 7, m = 0.3333, s² = 0.3333, r = 16.4444 at 14:00. 7 + 5.4815 = 12.4815: more than there is by now,
/// and a band with a width, for the month is open: 1.2816 · √(16.4444 · 0.3333 · (1 + 5.4815)) = 1.2816 · √35.53 = 7.639, not below 7.
#[test]
fn what_happened_today_is_there_already() {
    let times = [("11-04 10:00", 1), ("11-05 10:00", 6)];
    let thursday =
        ["gross:forecast/mid=12.4815", "gross:forecast/low=7", "gross:forecast/high=20.1205"];
    says(&times, "2026-11-05T14:00", &thursday);
    says(&times, "2026-11-05T14:00", &["sales-won:forecast/mid=12.4815", "sales-won:actual=7"]);
}

/// A week of 4, 6, 8 and 6, and 3 on its Friday by 13:30, half of the day: D = 27, m = 6, s² = 8 ÷ 3, r = 0.5. 27 + 3 = 30;
/// 1.2816 · √(0.5 · 2.6667 · 1.125) = 1.5696. At its last closing the week is over, though its Sunday is to come; so is one that is asked for later.
#[test]
fn a_period_that_ends() {
    let of = |as_of: &str, period: &str| {
        let times = [
            ("11-02 10:00", 4),
            ("11-03 10:00", 6),
            ("11-04 10:00", 8),
            ("11-05 10:00", 6),
            ("11-06 10:00", 3),
        ];
        let world = World::default()
            .objective("period = 'week'\nsales = 10\nleads-per-sale = 6")
            .promise("leads-delivered", "counting = 'gross'\ntarget = 100")
            .promise("sales-won", "target = 100")
            .source("leads", "", &leads(&times));
        let world = if period.is_empty() { world } else { world.period(period) };
        ["leads-delivered", "sales-won"].map(|id| {
            let said = |field: &str| world.run(as_of).find(&format!("{id}:forecast{field}"));
            (said("/mid"), said("/low"), said(""))
        })
    };
    for (mid, low, _) in of("2026-11-06T13:30", "") {
        assert_eq!((mid.as_str(), low.get(..5)), ("30", Some("28.43")), "{low}");
    }
    for (as_of, period) in [
        ("2026-11-06T18:00", ""),
        ("2026-11-08T12:00", ""),
        ("2026-11-11T18:00", "2026-11-02..2026-11-08"),
    ] {
        for (.., forecast) in of(as_of, period) {
            assert_eq!(forecast, "null", "{as_of} {period}");
        }
    }
}

/// 20, 0 and 0: m = 6.6667, s² = (177.78 + 44.44 + 44.44) ÷ 2 = 133.33; 20 + 113.33 = 133.33; 1.2816 · √(17 · 133.33 · 6.6667) = 157.5436:
/// −24.2 is floored at the 20 there are; the upper end is 290.8769.
#[test]
fn floored_at_the_actual() {
    let statements =
        ["gross:forecast/mid=133.3333", "gross:forecast/low=20", "gross:forecast/high=290.8769"];
    says(&[("11-02 10:00", 20)], "2026-11-04T18:00", &statements);
}

/// Mon 30/11 open for 4.5 of 9 h is half a day: r = 16.5. 18 + 99 = 117; 1.2816 · √(16.5 · 4 · (1 + 5.5)) = 1.2816 · 20.7123 = 26.5449.
#[test]
fn a_short_day_by_its_share() {
    let world = World::default()
        .hours("weekdays = ['09:00-18:00']\n[working-time.special]\n'2026-11-20' = []\n'2026-11-30' = ['09:00-13:30']")
        .promise("leads-delivered", "counting = 'gross'\ntarget = 100")
        .source("leads", "", &leads(&THREE));
    let statements = [
        "leads-delivered:forecast/mid=117",
        "leads-delivered:forecast/low=90.4551",
        "leads-delivered:forecast/high=143.5449",
    ];
    assert_eq!(world.run("2026-11-04T18:00").lies(&statements), [""; 0]);
}

/// Every day alike, with leads or without any: nothing tells how far other days may differ, and a band of no width is no forecast.
#[test]
fn days_that_are_all_alike() {
    let alike = [("11-02 10:00", 2), ("11-03 10:00", 2), ("11-04 10:00", 2)];
    says(&alike, "2026-11-04T18:00", &["gross:forecast=null", "sales-won:forecast=null"]);
    says(&[("11-05 10:00", 6)], "2026-11-05T12:00", &["gross:actual=6", "gross:forecast=null"]);
}

/// 1, 3, 2, 2, 2: m = 2, s² = 0.5, r = 15, 10 + 30 = 40; 1.2816 · √(15 · 0.5 · 4) = 7.0196. Over the weekend nothing changes: Fri 6/11 18:00 and
/// Sun 8/11 12:00.
#[test]
fn over_a_weekend() {
    let days = [(2, 1), (3, 3), (4, 2), (5, 2), (6, 2)];
    let week = days.map(|(day, count)| (format!("11-{day:02} 10:00"), count));
    let week = week.each_ref().map(|(time, count)| (time.as_str(), *count));
    for as_of in ["2026-11-06T18:00", "2026-11-08T12:00"] {
        says(&week, as_of, &["gross:forecast/mid=40", "gross:forecast/low=32.9804"]);
    }
}
