//! `revenue-won` and `period-ratio`: what the period's own events add up to.

use super::{Run, World};

const DAY: &str = "2026-11-13";

fn says(run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), [""; 0]);
}

fn revenue(rows: &str) -> World {
    World::default()
        .promise("revenue-won", "target = 10000")
        .promise("sales-won", "target = 20")
        .source("leads", "", "id,email,delivered\nA,a@x.com,11-02 10:00\nB,b@x.com,11-02 10:00\nC,c@x.com,10-02 10:00")
        .source("deals", "", &format!("id,email,created,status,won,lost,value\n{rows}"))
}

/// Minutes after the opening an amount would be short by a few coins: it is judged once the first working day is over.
#[test]
fn an_amount_is_judged_from_the_first_complete_working_day_on() {
    let none = "1,c@x.com,10-20 11:00,won,10-21 10:00,,1000";
    let some = "1,c@x.com,10-20 11:00,won,11-02 09:02,,9000";
    for (rows, at, status) in [
        // The month opens on Mon 2/11 at 9:00 and that day closes at 18:00.
        (none, "2026-11-01T12:00", "not-assessed"),
        (none, "2026-11-02T08:59", "not-assessed"),
        (none, "2026-11-02T09:03", "not-assessed"),
        (none, "2026-11-02T17:59", "not-assessed"),
        (none, "2026-11-02T18:00", "off-track"),
        (none, "2026-11-03T08:00", "off-track"),
        (some, "2026-11-02T09:03", "not-assessed"),
        (some, "2026-11-02T18:00", "on-track"),
    ] {
        let run = revenue(rows).run(at);
        let wanted = [
            format!("revenue-won:status={status}"),
            format!(
                "revenue-won:why_not={}",
                if status == "not-assessed" { "too-early" } else { "null" }
            ),
        ];
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        assert_eq!(run.lies(&wanted), [""; 0], "{rows} at {at}");
    }
    // In a period that the files cover from its second week on the first day is the first that they cover.
    for (at, status) in [("2026-11-09T09:30", "not-assessed"), ("2026-11-09T18:00", "off-track")] {
        let world = World::default()
            .promise("value-delivered", "target = 500")
            .more("[lead-values]\ndemo = 100")
            .source("leads", "covers-from = 2026-11-09", "id,delivered,type\nA,11-09 09:10,outro");
        let run = world.run(at);
        assert_eq!(run.lies(&[&format!("value-delivered:status={status}")]), [""; 0], "{at}");
    }
}

/// Σ value of the deals won in the period, each on its own date; sales count leads.
#[test]
fn value_of_what_was_won() {
    let cases = [
        ("one", "1,a@x.com,11-02 11:00,won,11-04 10:00,,1000.50", "1000.5", 1),
        (
            "two leads",
            "1,a@x.com,11-02 11:00,won,11-04 10:00,,1000\n2,b@x.com,11-02 11:00,won,11-05 10:00,,500",
            "1500",
            2,
        ),
        // Two deals of one lead are one sale.
        (
            "two of one lead",
            "1,a@x.com,11-02 11:00,won,11-04 10:00,,1000\n2,a@x.com,11-03 11:00,won,11-05 10:00,,500",
            "1500",
            1,
        ),
        // The first win of the lead lies in October: no sale of November, though its second deal is.
        (
            "the second in November",
            "1,c@x.com,10-05 11:00,won,10-20 10:00,,1000\n2,c@x.com,10-06 11:00,won,11-05 10:00,,500",
            "500",
            0,
        ),
        ("won in October", "1,c@x.com,10-05 11:00,won,10-31 23:59,,1000", "0", 0),
        ("on the first minute", "1,c@x.com,10-05 11:00,won,11-01 00:00,,1000", "1000", 1),
        ("after T", "1,a@x.com,11-02 11:00,won,11-14 00:00,,1000", "0", 0),
        ("lost", "1,a@x.com,11-02 11:00,lost,,11-05 10:00,1000", "0", 0),
        ("still open", "1,a@x.com,11-02 11:00,open,,,1000", "0", 0),
        // Without a value: a sale that adds nothing.
        (
            "without a value",
            "1,a@x.com,11-02 11:00,won,11-04 10:00,,\n2,b@x.com,11-02 11:00,won,11-05 10:00,,500",
            "500",
            2,
        ),
        ("worth nothing", "1,a@x.com,11-02 11:00,won,11-04 10:00,,0", "0", 1),
    ];
    for (case, rows, value, sales) in cases {
        let run = revenue(rows).run(DAY);
        assert_eq!(
            run.lies(&[
                &format!("revenue-won:actual={value}"),
                &format!("sales-won:actual={sales}")
            ]),
            [""; 0],
            "{case}"
        );
    }
}

/// Rows of one id in one file that differ in value or date of sale: one counts, and the revenue is open up to their sum; in whatever order they stand.
/// What is the same in each row, or blank in some, is one sale as before.
#[test]
fn rows_of_one_sale_that_differ_leave_the_revenue_open() {
    let open = |low: &str, high: &str| format!("{{\"low\":{low},\"high\":{high}}}");
    let of = |value: &str| ("11-04 10:00".to_owned(), value.to_owned());
    let on = |day: &str| (format!("{day} 10:00"), "100".to_owned());
    let cases: [(&str, Vec<(String, String)>, &str, String); 13] = [
        ("three products", vec![of("100"), of("50"), of("25")], "100", open("100", "175")),
        ("the dearest last", vec![of("25"), of("50"), of("100")], "100", open("100", "175")),
        ("two of one price", vec![of("100"), of("100"), of("50")], "100", open("100", "250")),
        ("a discount", vec![of("100"), of("-10")], "100", open("90", "100")),
        ("instalments", vec![on("11-04"), on("11-06"), on("11-09")], "100", open("100", "300")),
        ("the last first", vec![on("11-09"), on("11-06")], "100", open("100", "200")),
        ("one of October", vec![on("10-20"), on("11-06")], "0", open("0", "100")),
        ("one of after T", vec![on("11-04"), on("11-20")], "100", "null".into()),
        ("everything twice", vec![of("50"), of("70"), of("70"), of("50")], "70", open("70", "120")),
        ("a share each", vec![of("60"), of("40")], "60", open("60", "100")),
        ("once per contact", vec![of("100"), of("100"), of("100")], "100", "null".into()),
        ("a value once", vec![of("100"), of(""), of("")], "100", "null".into()),
        ("one row", vec![of("100")], "100", "null".into()),
    ];
    for (case, rows, actual, possible) in cases {
        for at_leads in [false, true] {
            let lines = |before: &str| {
                let line = |(number, (won, value)): (usize, &(String, String))| {
                    format!("\n1,{before},{won},{value},o{number}")
                };
                rows.iter().enumerate().map(line).collect::<String>()
            };
            let world = World::default()
                .promise("revenue-won", "target = 1")
                .promise("sales-won", "target = 1")
                .period("2026-11");
            let world = if at_leads {
                let rows = lines("10-02 10:00");
                world.source("leads", "", &format!("id,delivered,won,value,owner{rows}"))
            } else {
                let rows = lines("A,10-03 11:00");
                world.source("leads", "", "id,delivered\nA,10-02 10:00").source(
                    "deals",
                    "",
                    &format!("id,lead,created,won,value,owner{rows}"),
                )
            };
            let run = world.run(DAY);
            let sales = usize::from(case != "one of October");
            let is_open = possible != "null";
            let part = if is_open { "[\"sales-in-several-rows\",\"open-cases\"]" } else { "[]" };
            let wanted = [
                format!("revenue-won:actual={actual}"),
                format!("revenue-won:possible={possible}"),
                format!("revenue-won:evidence/unseen_parts={part}"),
                format!("sales-won:actual={sales}"),
            ];
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            assert_eq!(run.lies(&wanted), [""; 0], "{case} {at_leads}");
            let is_said = run.json["warnings"].to_string().contains("sales-in-several-rows");
            assert_eq!(is_said, is_open, "{case} {at_leads}");
        }
    }
}

/// A deal without a value is listed; the deal of value 500 is not.
#[test]
fn deals_without_value_are_listed() {
    let told = |value: &str| {
        revenue(&format!("1,a@x.com,11-02 11:00,won,11-04 10:00,,{value}")).run(DAY).json["warnings"].to_string()
    };
    assert_ne!(told(""), told("500"), "nothing is said of a deal without a value");
}

/// Of most sales of the period no value can be read, whatever stands in their cells: nobody knows what was sold, and 0 is not it. Of one of three it is
/// said; sales of another month and a sale that is worth nothing leave a 0 as it is.
#[test]
fn a_revenue_of_which_no_value_can_be_read_is_not_judged() {
    let of = |values: [&str; 3], won: &str, at_leads: bool| {
        let row = |(number, value): (usize, &str)| {
            format!("\n{number},L{number},11-02 11:00,{won} 10:00,{value}")
        };
        let rows: String = values.into_iter().enumerate().map(row).collect();
        let leads: String = (0..3).map(|number| format!("\nL{number},11-02 10:00")).collect();
        let world = World::default().promise("revenue-won", "target = 1000").period("2026-11");
        let world = if at_leads {
            world.source("leads", "", &format!("person,id,delivered,won,value{rows}"))
        } else {
            world.source("leads", "", &format!("id,delivered{leads}")).source(
                "deals",
                "",
                &format!("id,lead,created,won,value{rows}"),
            )
        };
        let run = world.run("2026-12-09T12:00");
        ["status", "actual", "evidence/why", "evidence/unseen_parts"]
            .map(|field| run.find(&format!("revenue-won:{field}")))
    };
    let unseen = ["not-assessed", "null", "no-values", "[]"].map(str::to_owned);
    for at_leads in [false, true] {
        for values in [
            ["a combinar", "a combinar", "?"],
            ["1.234", "2.500", "9.000"],
            ["US$ 500", "€ 10", "£ 70"],
            ["", "", ""],
            ["a combinar", "", "US$ 500"],
            ["a combinar", "US$ 500", "700"],
            ["", "", "5000"],
        ] {
            assert_eq!(of(values, "11-04", at_leads), unseen, "{values:?} {at_leads}");
        }
        let part = of(["a combinar", "500", "700"], "11-04", at_leads);
        assert_eq!(part, ["met", "1200", "null", "[\"sales-without-value\"]"].map(str::to_owned));
        let nothing = ["missed", "0", "null", "[]"].map(str::to_owned);
        assert_eq!(of(["0", "0", "0"], "11-04", at_leads), nothing);
        assert_eq!(of(["a combinar", "", "US$ 500"], "10-04", at_leads), nothing);
    }
}

/// By Fri 13/11 half of the month is gone: 5,000 of 10,000 expected. 4,750 is 0.95, 4,749 less; 4,000 is 0.8, 3,999 less.
#[test]
fn revenue_is_paced() {
    for (value, status) in
        [("4750", "on-track"), ("4749", "at-risk"), ("4000", "at-risk"), ("3999", "off-track")]
    {
        let run = revenue(&format!("1,a@x.com,11-02 11:00,won,11-04 10:00,,{value}")).run(DAY);
        says(
            &run,
            &[
                "revenue-won:expected=5000",
                "revenue-won:kind=amount",
                &format!("revenue-won:status={status}"),
            ],
        );
    }
    // 10,000 − 4,750 in 10 days.
    let run = revenue("1,a@x.com,11-02 11:00,won,11-04 10:00,,4750").run(DAY);
    says(
        &run,
        &["revenue-won:pace=0.95", "revenue-won:gap=-250", "revenue-won:needed_per_day=525"],
    );
}

fn ratio(promise: &str, rows: &str) -> World {
    World::default()
        .promise("period-ratio", &format!("from-stage = 'delivered'\nto-stage = 'won'\n{promise}"))
        .source("leads", "", &format!("id,delivered,won\n{rows}"))
}

/// Events of `won` in the period ÷ events of `delivered` in it, whoever they are of.
#[test]
fn events_of_the_period() {
    let cases = [
        ("of the same leads", "A,11-03 10:00,11-04 10:00\nB,11-03 10:00,", "1", "2", "0.5"),
        (
            "of other leads",
            "A,10-03 10:00,11-04 10:00\nB,11-03 10:00,\nC,11-03 10:00,",
            "1",
            "2",
            "0.5",
        ),
        (
            "more than one",
            "A,10-03 10:00,11-04 10:00\nB,10-03 10:00,11-05 10:00\nC,11-03 10:00,11-06 10:00",
            "3",
            "1",
            "3",
        ),
        ("won in October", "A,10-03 10:00,10-31 23:59\nB,11-03 10:00,", "0", "1", "0"),
        ("won after T", "A,11-03 10:00,11-14 00:00\nB,11-03 10:00,11-04 10:00", "1", "2", "0.5"),
        ("delivered after T", "A,11-14 10:00,\nB,11-03 10:00,11-04 10:00", "1", "1", "1"),
        ("never delivered", "A,,11-04 10:00\nB,11-03 10:00,11-05 10:00", "2", "1", "2"),
        ("won before", "A,11-04 10:00,11-03 10:00", "1", "1", "1"),
    ];
    for (case, rows, won, delivered, actual) in cases {
        let run = ratio("target = 0.5", rows).run(DAY);
        let statements = [
            "period-ratio:kind=level".to_owned(),
            format!("period-ratio:actual={actual}"),
            format!("period-ratio:numerator={won}"),
            format!("period-ratio:denominator={delivered}"),
        ];
        assert_eq!(run.lies(&statements.each_ref().map(String::as_str)), [""; 0], "{case}");
    }
}

/// Nothing delivered in the period: absent, not infinity.
#[test]
fn without_events_to_divide_by() {
    says(
        &ratio("target = 0.5", "A,10-03 10:00,11-04 10:00").run(DAY),
        &["period-ratio:actual=null", "period-ratio:status=not-assessed"],
    );
}

/// A level, actual ÷ target: 20 delivered, target 0.5. 10 is reached; 19 of 40 is 0.95 of it; 18 of 40 0.9; 8 of 20 just 0.8; 7 of 20 less. Over: 10 alone.
#[test]
fn a_level_against_its_target() {
    for (won, all, running, over) in [
        (10, 20, "on-track", "met"),
        (19, 40, "on-track", "missed"),
        (18, 40, "at-risk", "missed"),
        (8, 20, "at-risk", "missed"),
        (7, 20, "off-track", "missed"),
    ] {
        let rows: String = (0..all)
            .map(|n| format!("{n},11-03 10:00,{}\n", if n < won { "11-04 10:00" } else { "" }))
            .collect();
        says(&ratio("target = 0.5", &rows).run(DAY), &[&format!("period-ratio:status={running}")]);
        says(
            &ratio("target = 0.5", &rows).period("2026-11").run("2026-12-02"),
            &[&format!("period-ratio:status={over}")],
        );
    }
}
