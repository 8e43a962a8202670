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

/// Four complete days by Fri 6/11 12:00, and Sunday's lead adds to Monday: 3, 5, 4, 8: D = 20, m = 5, s² = (4 + 0 + 1 + 9) ÷ 3 = 4.6667, r = 16
/// (today whole). 20 + 80 = 100; 1.2816 · √(16 · 4.6667 · (1 + 16 ÷ 4)) = 1.2816 · √373.33 = 24.7629. What came on Thursday evening and on
/// Friday is not in D.
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
        "gross:forecast/mid=100",
        "gross:forecast/low=75.2371",
        "gross:forecast/high=124.7629",
    ];
    says(&times, "2026-11-06T12:00", &friday);
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

/// Every day alike: no variance, no width. 2 a day: 6 + 17 · 2 = 40.
#[test]
fn without_variance() {
    let statements = ["gross:forecast/mid=40", "gross:forecast/low=40", "gross:forecast/high=40"];
    says(
        &[("11-02 10:00", 2), ("11-03 10:00", 2), ("11-04 10:00", 2)],
        "2026-11-04T18:00",
        &statements,
    );
    // Over the weekend nothing changes: Fri 6/11 18:00 and Sun 8/11 12:00. 2, 2, 2, 2, 2: 10 + 15 · 2.
    let week: Vec<(String, usize)> = (2..7).map(|day| (format!("11-{day:02} 10:00"), 2)).collect();
    let week: Vec<(&str, usize)> =
        week.iter().map(|(time, count)| (time.as_str(), *count)).collect();
    for as_of in ["2026-11-06T18:00", "2026-11-08T12:00"] {
        says(&week, as_of, &["gross:forecast/mid=40", "gross:forecast/low=40"]);
    }
}
