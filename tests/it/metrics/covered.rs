//! Time that no file covers is in no target, pace, forecast or hour, worked by hand.

use super::World;

/// `covers-from = 'none'` leaves the world without the beginning that others are given: the first row begins it.
const FIRST_ROW: &str = "covers-from = 'none'\n";

fn sales(options: &str, first: &str) -> World {
    let rows: String = (0..9).map(|n| format!("\n{n},11-16 10:00")).collect();
    World::default().promise("sales-won", "target = 40").source(
        "leads",
        options,
        &format!("id,won\nfirst,{first}{rows}"),
    )
}

/// November 2026 has 20 working days (20/11 is a holiday), ten of them from 16/11 on: half of 40 is asked,
/// and by the closing of 20/11, when four of the ten are gone, 8.
#[test]
fn a_file_that_begins_in_the_middle_is_asked_for_its_own_part() {
    for world in
        [sales(FIRST_ROW, "11-16 09:00"), sales("covers-from = 2026-11-16\n", "11-16 09:00")]
    {
        let run = world.run("2026-11-20");
        assert_eq!(run.find("sales-won:target"), "20");
        assert_eq!(run.find("sales-won:expected"), "8");
        assert_eq!(run.find("sales-won:actual"), "10");
        assert_eq!(run.find("sales-won:status"), "on-track");
        assert_eq!(run.find("sales-won:needed_per_day"), format!("{:?}", 10.0 / 6.0));
        let codes = run.json["warnings"].to_string();
        assert!(codes.contains("period-uncovered"), "{codes}");
    }
}

/// The same sales in a file that reaches back are asked for the whole month: 14 of 20 days gone, 28 of 40.
#[test]
fn a_file_that_reaches_back_is_asked_for_all_of_it() {
    let run = sales(FIRST_ROW, "10-05 09:00").run("2026-11-20");
    assert_eq!(run.find("sales-won:target"), "40");
    assert_eq!(run.find("sales-won:expected"), "28");
    assert_eq!(run.find("sales-won:status"), "off-track");
    assert!(!run.json["warnings"].to_string().contains("period-uncovered"));
}

/// A year judged on files that begin in July forecasts what the second half-year does.
#[test]
fn a_year_forecasts_as_the_half_year_that_its_files_cover() {
    let world = |kind: &str| {
        let days = ["07-01", "08-03", "09-01", "10-05", "11-03", "11-04", "11-05"];
        let rows: String = days.iter().map(|day| format!("\n{day},{day} 10:00")).collect();
        World::default()
            .objective(&format!("period = '{kind}'\nsales = 100\nleads-per-sale = 6"))
            .promise("sales-won", "target = 'plan'")
            .source("leads", FIRST_ROW, &format!("id,won{rows}"))
            .run("2026-11-23T08:00")
    };
    let (year, half) = (world("year"), world("half-year"));
    assert_eq!(year.find("sales-won:forecast"), half.find("sales-won:forecast"));
    let share = |run: &super::Run| run.json["commitments"][0]["expected"].as_f64().unwrap();
    assert!(
        share(&year) < share(&half),
        "the year asks the half its part of 100, the half-year all"
    );
}

/// Leads and activities are both seen from Monday 16/11 on, whichever file begins then. Two leads are tried for the
/// first time in the month, one of them since: one ÷ the 18 hours of the 16th and 17th. Of `old`, tried before, nothing
/// was left to do; `new` and `last` were: 2 ÷ 18.
#[test]
fn leads_an_hour_are_those_of_the_hours_that_both_files_cover() {
    let late = "covers-from = 2026-11-16\n";
    for (leads, activities) in [(late, ""), ("", late), (late, late)] {
        let run = World::default()
            .promise("leads-per-hour", "target = 1")
            .source(
                "leads",
                leads,
                "id,delivered\nold,11-12 10:00\nnew,11-16 10:00\nlast,11-17 10:00",
            )
            .source(
                "activities",
                activities,
                "at,lead,channel\n11-02 09:00,x,call\n11-13 10:00,old,call\n11-16 11:00,new,call",
            )
            .run("2026-11-17");
        let said = ["numerator=1", "denominator=18", "actual=0.0556", "expected=0.1111"];
        let said = said.map(|text| format!("leads-per-hour:{text}"));
        assert_eq!(run.lies(&said.each_ref().map(String::as_str)), [""; 0], "{leads} {activities}");
    }
}

/// Sales are seen all month, leads from 16/11 on: the sale of the 10th has no leads to be measured by.
/// Since then two leads were delivered and one was won.
#[test]
fn a_ratio_of_a_period_is_of_the_days_that_all_files_cover() {
    let run = World::default()
        .promise("period-ratio", "from-stage = 'delivered'\nto-stage = 'won'\ntarget = 0.2")
        .source(
            "leads",
            "covers-from = 2026-11-16\n",
            "id,delivered\nA,11-05 10:00\nB,11-17 10:00\nC,11-18 10:00",
        )
        .source("deals", "", "id,lead,created,status,won\n1,A,11-05,won,11-10\n2,B,11-17,won,11-18")
        .run("2026-11-19");
    let said = ["numerator=1", "denominator=2", "actual=0.5"];
    let said = said.map(|text| format!("period-ratio:{text}"));
    assert_eq!(run.lies(&said.each_ref().map(String::as_str)), [""; 0]);
}

/// October as asked in November, of files of which one begins in November: what needs it is not judged and has no
/// number, what does not is.
#[test]
fn a_period_before_a_file_begins_is_not_judged() {
    let world = |table: &str, late: &str| {
        let options = |own: &str| if own == table { late } else { "" };
        World::default()
            .promise("leads-delivered", "target = 2\ncounting = 'gross'")
            .promise("first-attempt", "within = '1h'")
            .promise("sales-won", "target = 2")
            .source("leads", options("leads"), "id,delivered\nA,10-05 10:00\nB,10-06 10:00")
            .source("deals", options("deals"), "id,lead,created,won\n1,A,10-05,10-20\n2,B,11-03,")
            .source("activities", options("activities"), "at,lead,channel\n11-03 10:00,B,call")
            .period("2026-10")
            .run("2026-11-19")
    };
    let late = "covers-from = 2026-11-01\n";
    for (table, options, unseen) in [
        ("leads", late, &["leads-delivered", "first-attempt", "sales-won"][..]),
        ("deals", late, &["sales-won"]),
        ("activities", late, &["first-attempt"]),
        // Without a word about it the first row tells.
        ("activities", "", &["first-attempt"]),
    ] {
        let run = world(table, options);
        for metric in ["leads-delivered", "first-attempt", "sales-won"] {
            // The activities' first row is of November in each of these worlds.
            let is_unseen = unseen.contains(&metric) || metric == "first-attempt";
            let of = |field: &str| run.find(&format!("{metric}:{field}"));
            let why = of("why_not");
            assert_eq!(why == "not-covered", is_unseen, "{table}: {metric} {why}");
            let has_number = of("actual") != "null" && !of("actual").is_empty();
            assert!(!(is_unseen && has_number), "{table}: {metric} {}", of("actual"));
        }
    }
}

/// Tries are seen and nobody knows whether somebody answered: no table tells of none, it tells of nothing.
#[test]
fn nobody_is_counted_as_never_reached_where_no_file_tells() {
    let connected = |outcome: &str| {
        let rows: String = (0..30)
            .map(|n| format!("\n11-03 {:02}:{:02},{n},call,{outcome}", 10 + n / 20, n % 20))
            .collect();
        let leads: String = (0..30).map(|n| format!("\n{n},11-03 09:00,Ana")).collect();
        let run = World::default()
            .promise("first-attempt", "within = '2h'")
            .source("leads", "", &format!("id,delivered,owner{leads}"))
            .source("activities", "", &format!("at,lead,channel,outcome{rows}"))
            .run("2026-11-25T12:00");
        let cadence = &run.json["cadence"];
        let lists = ["bands", "owners", "tries", "channels", "hours"].map(|list| &cadence[list]);
        let rows = lists.into_iter().flat_map(|list| list.as_array().unwrap().clone());
        let all: Vec<Option<u64>> = rows.map(|row| row["connected"].as_u64()).collect();
        assert!(all.len() > 10, "{cadence}");
        all
    };
    assert!(connected("").iter().all(Option::is_none));
    let told = connected("no-answer");
    assert!(told.iter().all(|count| *count == Some(0)), "{told:?}");
}
