//! Rejections of which nothing tells the day or the reason: counted, said, and never taken for none.

use super::{Run, World};

const DAY: &str = "2026-11-25T12:00";
const STAGES: &str =
    "[source.values.stage]\n'Novo' = 'delivered'\n'Junk' = 'rejected'\n'Perdido' = 'lost'\n";

fn says(run: &Run, statements: &[&str]) {
    assert_eq!(run.lies(statements), [""; 0]);
}

fn of_leads(promise: &str, rows: &str) -> Run {
    World::default()
        .promise("acceptance", &format!("min-sample = 1\n{promise}"))
        .promise("leads-delivered", "target = 10\ncounting = 'net'")
        .promise("decision", "min-sample = 1\nwithin = '2d'")
        .source("leads", STAGES, rows)
        .run(DAY)
}

/// Two accepted, two rejected by their word alone, one of them after an acceptance: the word is of now.
const JUNK: &str = "id,delivered,accepted,stage\nA,11-03 10:00,11-03 12:00,Novo\nB,11-03 10:00,11-03 12:00,Novo\n\
                    C,11-03 10:00,,Junk\nD,11-03 10:00,11-03 12:00,Junk\nE,11-03 10:00,,Novo";

#[test]
fn a_rejection_without_a_day_is_a_rejection() {
    let run = of_leads("reasons = 'all'", JUNK);
    says(
        &run,
        &[
            "acceptance:numerator=2",
            "acceptance:denominator=4",
            "acceptance:undecided=1",
            "leads-delivered:actual=5",
            "leads-delivered:evidence/unseen_parts=[\"rejections-undeducted\",\"open-cases\"]",
            "C.rejected_origin=inferred",
            // A, B and D were decided in two hours, E never, C some day.
            "decision:met=3",
            "decision:breached=1",
            "decision:not_assessable=1",
        ],
    );
}

/// Where only marketing's reasons count, rejections without a reason may be such: two of two are too many, two of four are said.
#[test]
fn a_rejection_without_a_reason_may_be_of_marketing() {
    let run = of_leads("", JUNK);
    says(&run, &["acceptance:evidence/why=rejections-without-reason", "acceptance:actual=null"]);
    let reasons = "id,delivered,accepted,stage,lost-reason\nA,11-03 10:00,11-03 12:00,Novo,\n\
                   C,11-03 10:00,,Junk,\nD,11-03 10:00,,Junk,bad number\nE,11-03 10:00,,Junk,competitor";
    let run = of_leads("", reasons);
    says(
        &run,
        &[
            "acceptance:numerator=1",
            "acceptance:denominator=2",
            "acceptance:evidence/unseen_parts=[\"rejections-without-reason\",\"open-cases\"]",
        ],
    );
}

/// A loss for a reason of marketing stands in for the rejection also where nothing dates it.
#[test]
fn an_undated_loss_for_a_reason_of_marketing_is_a_rejection() {
    let rows = "id,delivered,sql,stage,lost-reason\nA,11-03 10:00,11-03 12:00,Novo,\n\
                B,11-03 10:00,,Perdido,bad number\nC,11-03 10:00,,Perdido,competitor";
    let run = of_leads("", rows);
    says(&run, &["acceptance:numerator=1", "acceptance:denominator=2", "acceptance:undecided=1"]);
}

/// Deals that are lost on no known day are lost: one for a bad number, one to a competitor.
#[test]
fn lost_deals_without_a_day_are_lost() {
    let run = World::default()
        .promise("acceptance", "min-sample = 1")
        .source("leads", "", "id,delivered\nA,11-03 10:00\nB,11-03 10:00\nC,11-03 10:00")
        .source(
            "deals",
            "",
            "id,lead,created,status,lost-reason\n1,A,11-05 10:00,open,\n2,B,11-05 10:00,lost,bad number\n3,C,11-05 10:00,lost,competitor",
        )
        .run(DAY);
    says(
        &run,
        &[
            "acceptance:numerator=2",
            "acceptance:denominator=3",
            "B.lost_origin=inferred",
            "B.rejected_origin=inferred",
            "C.rejected_origin=",
        ],
    );
}

/// A rejection on some day may have been by the due: no breach. A loss to a competitor ends nothing and leaves one.
#[test]
fn who_was_rejected_someday_is_no_breach() {
    let run = World::default()
        .promise("first-attempt", "min-sample = 1\nwithin = '1h'")
        .source(
            "leads",
            STAGES,
            "id,delivered,stage,lost-reason\nA,11-03 10:00,Junk,\nB,11-03 10:00,Novo,\nC,11-03 10:00,Junk,\nD,11-03 10:00,Perdido,competitor",
        )
        .source("activities", "", "lead,at,channel\nC,11-03 10:30,call")
        .run(DAY);
    says(
        &run,
        &["first-attempt:met=1", "first-attempt:breached=2", "first-attempt:not_assessable=1"],
    );
}

/// Sales tried B after its due, so it was open then: too late, whatever its word says now. C was tried before its due for a connection, and D never.
#[test]
fn who_was_tried_after_the_due_was_open_at_it() {
    let run = World::default()
        .promise("first-attempt", "min-sample = 1\nwithin = '1h'")
        .promise("first-connection", "min-sample = 1\nwithin = '1d'")
        .promise("attempts", "min-sample = 1\nattempts = 3\nwithin = '1d'")
        .source(
            "leads",
            STAGES,
            "id,delivered,stage\nA,11-03 10:00,Novo\nB,11-03 10:00,Junk\nC,11-03 10:00,Junk\nD,11-03 10:00,Junk",
        )
        .source(
            "activities",
            "",
            "lead,at,channel,outcome\nA,11-03 10:30,call,answered\nB,11-05 10:30,call,answered\nC,11-03 10:30,call,no-answer",
        )
        .run(DAY);
    says(
        &run,
        &[
            "first-attempt:met=2",
            "first-attempt:breached=1",
            "first-attempt:not_assessable=1",
            "first-connection:met=1",
            "first-connection:breached=1",
            "first-connection:not_assessable=2",
            "attempts:met=1",
            "attempts:breached=1",
            "attempts:not_assessable=2",
        ],
    );
}

/// A deal lost after the due was open at it: so was its lead, whatever day its own word is of. Due 11:00.
#[test]
fn whose_deal_was_lost_after_the_due_was_open_at_it() {
    let late = "D1,A,11-03 12:00,lost,11-06 10:00";
    for (case, deals, verdict) in [
        ("after the due", late, "breached"),
        ("on a later day", "D1,A,11-03,lost,11-06", "breached"),
        (
            "the last of two",
            "D1,A,11-03 10:10,lost,11-03 10:20\nD2,A,11-03 12:00,lost,11-06 10:00",
            "breached",
        ),
        ("by the due", "D1,A,11-03 10:10,lost,11-03 10:30", "not-assessable"),
        ("on its day", "D1,A,11-03,lost,11-03", "not-assessable"),
        ("still open", "D1,A,11-03 12:00,open,", "not-assessable"),
        (
            "another is open",
            "D1,A,11-03 12:00,lost,11-06 10:00\nD2,A,11-03 12:00,open,",
            "not-assessable",
        ),
        ("of another lead", "D1,B,11-03 12:00,lost,11-06 10:00", "not-assessable"),
    ] {
        let run = World::default()
            .promise("first-attempt", "min-sample = 1\nwithin = '1h'")
            .promise("first-connection", "min-sample = 1\nwithin = '1h'")
            .source("leads", STAGES, "id,delivered,stage\nA,11-03 10:00,Junk\nB,11-03 10:00,Novo")
            .source("deals", "", &format!("id,lead,created,status,lost\n{deals}"))
            .source(
                "activities",
                "",
                "lead,at,channel,outcome\nB,11-03 10:30,call,answered\nB,11-03 10:40,call,no-answer",
            )
            .run(DAY);
        let found =
            ["first-attempt", "first-connection"].map(|id| run.find(&format!("A.{id}_verdict")));
        assert_eq!(found, [verdict; 2], "{case}");
    }
}

/// A report about the 12th, from files of the 20th: what is dated in between is "not yet", in the tables of leads and of deals, and what a word of the
/// leads says of it is of a later day, too. No sale is without a date for it, and no clock is wrong; a row later than its own file is.
#[test]
fn what_came_after_the_day_asked_about_is_not_yet() {
    const STAGES: &str = "mtime = 1795176000\n[source.values.stage]\n'Novo' = 'delivered'\n\
                          'Cliente' = 'won'\n'Perdido' = 'lost'\n";
    const LATER: &str = "mtime = 1795176000";
    let words =
        "id,delivered,stage\nA,11-03 10:00,Cliente\nB,11-03 10:00,Cliente\nC,11-03 10:00,Perdido";
    let dated = "id,delivered,stage,won,lost\nA,11-03 10:00,Cliente,11-10 09:00,\nB,11-03 10:00,Cliente,11-18 09:00,\nC,11-03 10:00,Perdido,,11-18 09:00";
    let header = "id,lead,created,status,won,lost";
    let ends = "B,11-05 10:00,won,11-18 09:00,\n3,C,11-05 10:00,lost,,11-18 09:00";
    let later = ends.replace("11-05", "11-14");
    let bare = "id,lead,created,won,lost\n1,A,11-04 10:00,11-10 09:00,\n2,B,11-05 10:00,11-18 09:00,\n3,C,11-05 10:00,,11-18 09:00";
    let deals = |ends: &str| format!("{header}\n1,A,11-04 10:00,won,11-10 09:00,\n2,{ends}");
    for (case, leads, deals) in [
        ("deals opened before", words, Some(deals(ends))),
        ("deals opened after", words, Some(deals(&later))),
        ("leads alone", dated, None),
        (
            "dates alone",
            "id,delivered\nA,11-03 10:00\nB,11-03 10:00\nC,11-03 10:00",
            Some(bare.to_owned()),
        ),
    ] {
        let options = if leads.contains("stage") { STAGES } else { LATER };
        let world = World::default()
            .promise("sales-won", "target = 1")
            .promise("conversion", "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '5d'")
            .source("leads", options, leads);
        let world = deals.iter().fold(world, |world, own| world.source("deals", LATER, own));
        let run = world.run("2026-11-12T12:00");
        let told = run.json["warnings"].to_string();
        assert!(told.contains("later-rows"), "{case}: {told}");
        for code in ["undated-wins", "future-rows", "won-but-deals-lost"] {
            assert!(!told.contains(code), "{case}: {told}");
        }
        assert_eq!(
            run.lies(&[
                "sales-won:actual=1",
                "sales-won:possible=null",
                "sales-won:evidence/unseen_parts=[]",
                "B.won_origin=",
                "C.lost_origin=",
            ]),
            [""; 0],
            "{case}"
        );
        // Of the 20th both ends are there, and nothing is told of later rows.
        let run = world.run("2026-11-20T12:00");
        let told = run.json["warnings"].to_string();
        assert!(!told.contains("later-rows") && !told.contains("future-rows"), "{case}: {told}");
        assert_eq!(run.lies(&["sales-won:actual=2", "C.lost=11-18 09:00"]), [""; 0], "{case}");
    }
    let early = "mtime = 1794500000";
    let run = World::default()
        .promise("sales-won", "target = 1")
        .source(
            "leads",
            early,
            "id,delivered,won\nA,11-03 10:00,11-18 09:00\nB,11-03 10:00,11-10 09:00",
        )
        .run("2026-11-12T12:00");
    let told = run.json["warnings"].to_string();
    assert!(told.contains("future-rows") && !told.contains("later-rows"), "{told}");
}
