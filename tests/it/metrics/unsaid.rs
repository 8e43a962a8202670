//! What the files leave unsaid is open or not judged, and what a sentence says is true of the promise it speaks of.

use super::World;

const DAY: &str = "2026-11-18T12:00";

/// A reason is all that tells of a refusal: the leads with one were refused on an unknown day. The third never is one of them.
#[test]
fn a_reason_alone_is_a_refusal_of_an_unknown_day() {
    let head = "id,delivered,rejection-reason";
    let two = "A,11-03 10:00,bad number\nB,11-04 10:00,closed down\nC,11-05 10:00,";
    let staged = "[source.values.stage]\n'Novo' = 'delivered'\n'Devolvido' = 'rejected'\n'Aceito' = 'accepted'";
    for (case, options, csv, low, told) in [
        ("a reason alone", "", format!("{head}\n{two}"), "2", true),
        ("words for none", "", format!("{head}\n{}", two.replace(",\n", ",Nada\n") + "none"), "2", true),
        ("another order", "", "rejection-reason,delivered,id\nbad number,11-03 10:00,A\n,11-04 10:00,B\n,11-05 10:00,C".to_owned(), "2", true),
        ("stages that tell no refusal", "[source.values.stage]\n'Novo' = 'delivered'", "id,delivered,stage,rejection-reason\nA,11-03 10:00,Novo,bad number\nB,11-04 10:00,Novo,\nC,11-05 10:00,Novo,".to_owned(), "2", true),
        ("taken up all the same", "", "id,delivered,accepted,rejection-reason\nA,11-03 10:00,11-04 10:00,bad number\nB,11-03 10:00,,\nC,11-03 10:00,,".to_owned(), "null", false),
        ("stages that tell refusals", staged, "id,delivered,stage,rejection-reason\nA,11-03 10:00,Novo,bad number\nB,11-04 10:00,Novo,\nC,11-05 10:00,Aceito,".to_owned(), "null", false),
        ("a column of dates", "", "id,delivered,rejected,rejection-reason\nA,11-03 10:00,,bad number\nB,11-04 10:00,,\nC,11-05 10:00,,".to_owned(), "null", false),
        ("no reason", "", format!("{head}\nA,11-03 10:00,\nB,11-04 10:00,\nC,11-05 10:00,"), "null", false),
    ] {
        let run = World::default()
            .promise("leads-delivered", "target = 10")
            .source("leads", options, &csv)
            .run(DAY);
        let low = if low == "null" { "possible=null".to_owned() } else { format!("possible/low={low}") };
        let low = format!("leads-delivered:{low}");
        assert_eq!(run.lies(&["leads-delivered:actual=3", &low]), [""; 0], "{case}");
        let warnings = run.json["warnings"].to_string();
        assert_eq!(warnings.contains("refused-by-reason"), told, "{case}: {warnings}");
    }
}

/// Of eight leads accepted and three refused for a reason alone, two of them marketing's, ten were decided by the promise.
#[test]
fn a_refusal_by_its_reason_is_a_decision() {
    let accepted: String = (0..8).map(|n| format!("\n{n},11-03 10:00,11-04 10:00,")).collect();
    let rows = format!(
        "id,delivered,accepted,rejection-reason{accepted}\nx,11-03 10:00,,bad number\ny,11-03 10:00,,bad number\nz,11-03 10:00,,closed down"
    );
    let run = World::default()
        .promise("acceptance", "min-sample = 1")
        .source("leads", "", &rows)
        .run(DAY);
    assert_eq!(run.lies(&["acceptance:numerator=8", "acceptance:denominator=10"]), [""; 0]);
}

/// Leads were lost and nobody can see why: whether they were given up, or ended by marketing's fault, is not judged as if it were seen.
#[test]
fn losses_without_reasons() {
    let calls =
        "at,lead,channel,outcome\n11-03 11:00,A,call,no-answer\n11-03 11:30,B,call,connected";
    let (lost, reasons) = (
        "id,delivered,lost\nA,11-03 10:00,11-05 10:00\nB,11-03 10:00,",
        "id,delivered,lost,lost-reason\nA,11-03 10:00,11-05 10:00,competitor\nB,11-03 10:00,,",
    );
    let nobody = "id,delivered,lost\nA,11-03 10:00,\nB,11-03 10:00,";
    let (plain, of_deal) = (
        "id,delivered\nA,11-03 10:00\nB,11-03 10:00",
        "id,lead,created,lost\nD,A,11-04 10:00,11-05 10:00",
    );
    let told_deal = "id,lead,created,lost,lost-reason\nD,A,11-04 10:00,11-05 10:00,competitor";
    for (case, leads, deals, why) in [
        ("of leads", lost, None, "no-loss-reasons"),
        ("of leads, told", reasons, None, "null"),
        ("of deals", plain, Some(of_deal), "no-loss-reasons"),
        ("of deals, told", plain, Some(told_deal), "null"),
        ("nobody lost", nobody, None, "null"),
    ] {
        let world = World::default()
            .promise("give-up", "attempts = 3\ndays = 2")
            .promise("attempts", "attempts = 3\nwithin = '5d'")
            .source("leads", "", leads)
            .source("activities", "", calls);
        let run = deals.iter().fold(world, |world, own| world.source("deals", "", own)).run(DAY);
        let (state, own) = if why == "null" { ("assessable", "1") } else { ("partly", "1") };
        let says = [
            format!("give-up:evidence/why={why}"),
            format!("attempts:evidence/state={state}"),
            format!("attempts:breached={own}"),
        ];
        let says: Vec<&str> = says.iter().map(String::as_str).collect();
        assert_eq!(run.lies(&says), [""; 0], "{case}");
    }
}

/// The plan asks 60 leads of 19 working days of 9 hours of the team: of each of two people half of it, and of a team the whole.
#[test]
fn what_the_plan_asks_of_a_team_it_asks_of_nobody_alone() {
    let leads = "id,delivered\nA,11-03 10:00\nB,11-03 10:00";
    let calls = |owners: [&str; 2]| {
        format!(
            "at,lead,channel,owner\n11-03 11:00,A,call,{}\n11-03 11:30,B,call,{}",
            owners[0], owners[1]
        )
    };
    let whole = 60.0 / (20.0 * 9.0);
    for (lines, owners, target) in [
        ("target = 'plan'", ["Ana", "Beto"], whole),
        ("target = 'plan'\nper = 'team'", ["Ana", "Beto"], whole),
        ("target = 'plan'\nper = 'person'", ["Ana", "Beto"], whole / 2.0),
        ("target = 'plan'\nper = 'person'", ["Ana", "Ana"], whole),
        ("target = 'plan'\nper = 'person'", ["", ""], whole),
        ("target = 0.2\nper = 'person'", ["Ana", "Beto"], 0.2),
    ] {
        let run = World::default()
            .promise("leads-per-hour", lines)
            .source("leads", "", leads)
            .source("activities", "covers-from = 2000-01-01", &calls(owners))
            .run(DAY);
        let says = format!("leads-per-hour:target={target:.4}");
        assert_eq!(run.lies(&[&says]), [""; 0], "{lines} {owners:?}");
    }
}

/// A promise of which no version holds any more has no forecast, and nothing is asked of the days left.
#[test]
fn what_is_agreed_no_more_asks_nothing_of_the_days_left() {
    let rows: String = (2..18)
        .filter(|day| ![7, 8, 14, 15].contains(day))
        .map(|day| format!("\n{day},11-{day:02} 10:00{}", ""))
        .collect();
    let leads = format!("id,delivered{rows}");
    for (lines, goes_on) in [
        ("target = 30\ncounting = 'gross'", true),
        ("target = 30\ncounting = 'gross'\nuntil = 2026-12-01", true),
        ("target = 30\ncounting = 'gross'\nuntil = 2026-11-16", false),
        ("target = 30\ncounting = 'gross'\nuntil = 2026-11-30", false),
    ] {
        let run =
            World::default().promise("leads-delivered", lines).source("leads", "", &leads).run(DAY);
        let found = run.find("leads-delivered:needed_per_day");
        assert_eq!(found != "null", goes_on, "{lines}: {found}");
    }
}
