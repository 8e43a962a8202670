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
