//! The instant of the due itself: an answer in it is in time, so what is kept and what is not yet answered wait alike.

use super::World;

/// A was answered an hour before the due, B never; what the promise says one second before the due, at it, and one second after it.
#[test]
fn kept_and_unanswered_leads_wait_alike() {
    let calls =
        "at,lead,channel,outcome\n11-10 10:30,A,call,connected\n11-03 10:30,C,call,no-answer";
    let leads = "id,delivered,accepted,rejected\nA,11-10 10:00,11-10 10:40,\nB,11-10 10:00,,";
    let said_no = "at,lead,channel,outcome\n11-10 10:00,A,call,not-now\n11-10 10:00,B,call,not-now";
    let nurtured = "id,delivered,recycled\nA,11-09 10:00,11-10 10:40\nB,11-09 10:00,";
    for (metric, lines, due, leads, calls) in [
        ("first-attempt", "within = '1h'", "2026-11-10T11:00:0", leads, calls),
        ("first-attempt", "within = '1d'", "2026-11-11T18:00:0", leads, calls),
        ("first-attempt", "within = '90m'\nclock = 'elapsed'", "2026-11-10T11:30:0", leads, calls),
        ("first-connection", "within = '2h'", "2026-11-10T12:00:0", leads, calls),
        ("attempts", "within = '1h'\nattempts = 1", "2026-11-10T11:00:0", leads, calls),
        ("attempts", "within = '2d'\nattempts = 3", "2026-11-12T18:00:0", leads, calls),
        ("decision", "within = '1h'", "2026-11-10T11:00:0", leads, calls),
        ("decision", "within = '2d'", "2026-11-12T18:00:0", leads, calls),
        ("routing", "within = '1h'", "2026-11-10T11:00:0", nurtured, said_no),
        ("routing", "within = '1d'", "2026-11-11T18:00:0", nurtured, said_no),
    ] {
        let world = World::default().promise(metric, lines);
        let world = world.source("leads", "", leads).source("activities", "", calls);
        let says = |second: &str, numbers: [&str; 5]| {
            let names = ["met", "breached", "pending", "early", "denominator"];
            let says: Vec<String> = names
                .iter()
                .zip(numbers)
                .map(|(name, own)| format!("{metric}:{name}={own}"))
                .collect();
            let says: Vec<&str> = says.iter().map(String::as_str).collect();
            let as_of = match second.strip_prefix('-') {
                Some(_) => before(due),
                None => format!("{due}{second}"),
            };
            assert_eq!(world.run(&as_of).lies(&says), [""; 0], "{metric} {lines} {as_of}");
        };
        says("-1", ["1", "0", "1", "1", "0"]);
        says("0", ["1", "0", "1", "1", "0"]);
        says("1", ["1", "1", "0", "0", "2"]);
    }
}

/// The last second of the minute before.
fn before(due: &str) -> String {
    let (head, minute) = due.trim_end_matches(":0").rsplit_once(':').unwrap();
    let (day, hour) = head.split_once('T').unwrap();
    let minutes = hour.parse::<u32>().unwrap() * 60 + minute.parse::<u32>().unwrap() - 1;
    format!("{day}T{:02}:{:02}:59", minutes / 60, minutes % 60)
}

/// A rejection in the last second of the window takes its lead off, so until then the delivery is provisional.
#[test]
fn a_delivery_is_provisional_to_the_last_second_of_its_window() {
    let world = World::default()
        .promise("leads-delivered", "target = 10")
        .more("[handoff]\nrejection-window = '3d'\nrequired = ['email']")
        .source(
            "leads",
            "",
            "id,email,delivered,rejected,rejection-reason\nA,a@x.com,11-10 10:00,,",
        );
    for (as_of, open) in [
        ("2026-11-13T17:59:59", "/commitments/0/provisional=1"),
        ("2026-11-13T18:00:00", "/commitments/0/provisional=1"),
        ("2026-11-13T18:00:01", "/commitments/0/provisional=0"),
    ] {
        assert_eq!(world.run(as_of).lies(&[open]), [""; 0], "{as_of}");
    }
}
