//! The final account of the ended period, on the first report of a new one (`DEFINITIONS.md` §1, *Periods*), worked by hand.

use std::fs;

use super::World;

const LEADS: &str = "id,delivered,accepted,won\nA,10-05 10:00,10-06 10:00,11-02 10:00\nB,10-30 17:30,,\nC,10-30 17:50,,\nD,11-03 09:00,11-03 10:00,11-03 11:00";
const TRIES: &str = "at,lead,channel\n10-05 10:30,A,call\n11-03 09:20,B,call\n11-03 09:30,C,call";

fn world() -> World {
    World::default()
        .promise("leads-delivered", "from = 2026-01-01\ncounting = 'gross'\ntarget = 3")
        .promise("first-attempt", "from = 2026-01-01\nwithin = '1h'\nmin-sample = 1")
        .promise("sales-won", "from = 2026-01-01\ntarget = 1")
        .promise("steady-delivery", "from = 2026-01-01\ntarget = '50%'\nmin-sample = 1")
        .source("leads", "", LEADS)
        .source("activities", "", TRIES)
}

/// October had three leads of three promised: met. A was tried after 30 min; B is due on Monday 2/11 at 09:30 (30 min of Friday are left), C on
/// Monday at 09:50: both were tried on Tuesday, so 1 of 3 in time: missed. Nothing was won in October: missed. The fullest day, the 30th, had 2 of
/// 3 leads, 67 % where 50 % is the most: missed.
#[test]
fn the_first_report_of_a_period_carries_the_ended_one() {
    let folder = tempfile::tempdir().unwrap();
    let run = world().run_at(folder.path(), "2026-11-03T18:00");
    let wrong = run.lies(&[
        "/previous/period/from=2026-10-01",
        "/previous/period/to=2026-10-31",
        "/previous/period/over=true",
        "/previous/period/share=1",
        "/previous/commitments/0/actual=3",
        "/previous/commitments/0/status=met",
        "/previous/commitments/1/numerator=1",
        "/previous/commitments/1/denominator=3",
        "/previous/commitments/1/status=missed",
        "/previous/commitments/2/actual=0",
        "/previous/commitments/2/status=missed",
        "/previous/commitments/3/actual=0.667",
        "/previous/commitments/3/status=missed",
        // The new period's own: D delivered, A and D won in it.
        "leads-delivered:actual=1",
        "sales-won:actual=2",
    ]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let next = world().run_at(folder.path(), "2026-11-04T18:00");
    assert_eq!(next.lies(&["/previous=null", "leads-delivered:previous/actual=1"]), [""; 0]);
}

#[test]
fn a_period_asked_for_or_without_leads_before_it_stands_alone() {
    assert_eq!(
        world().period("2026-11").run("2026-11-03T18:00").lies(&["/previous=null"]),
        [""; 0]
    );
    assert_eq!(world().run("2026-10-30T18:00").lies(&["/previous=null"]), [""; 0]);
    let fixed = world().objective(
        "period = { from = 2026-11-01, to = 2026-11-30 }\nsales = 1\nleads-per-sale = 1",
    );
    assert_eq!(fixed.run("2026-11-03T18:00").lies(&["/previous=null"]), [""; 0]);
}

/// Before the first report nothing shows what was agreed: what says since when it holds is judged, the rest measured.
#[test]
fn what_was_agreed_before_the_first_report_is_not_judged() {
    for (from, is_judged, is_there) in [
        ("", false, true),
        ("until = 2027-01-01\n", false, true),
        ("from = 2026-01-01\n", true, true),
        ("from = 2026-10-01\n", true, true),
        ("from = 2026-10-15\n", true, true),
        ("from = 2026-10-01\nuntil = 2027-01-01\n", true, true),
        ("from = 2026-11-01\n", false, false),
    ] {
        let world = |target: &str| {
            World::default()
                .promise("sales-won", &format!("{from}{target}"))
                .promise("leads-delivered", "from = 2026-01-01\ncounting = 'gross'\ntarget = 1")
                .source("leads", "", LEADS)
        };
        let folder = tempfile::tempdir().unwrap();
        let run = world("target = 1").run_at(folder.path(), "2026-11-03T18:00");
        let previous = run.json["previous"]["commitments"].as_array().unwrap();
        let sales = previous.iter().find(|own| own["id"] == "sales-won");
        assert_eq!(sales.is_some(), is_there, "{from}");
        let Some(sales) = sales else { continue };
        let wanted = if is_judged { ("missed", false) } else { ("not-assessed", true) };
        let found = (sales["status"].as_str().unwrap(), sales["target"].is_null());
        assert_eq!(found, wanted, "{from}: {sales}");
        assert_eq!(sales["actual"], 0, "{from}");
        // The month in which it was recorded is judged when it has ended.
        let later = world("target = 1").run_at(folder.path(), "2026-12-01T18:00");
        let says = ["/previous/period/from=2026-11-01", "/previous/commitments/0/status=met"];
        assert_eq!(later.lies(&says), [""; 0], "{from}");
    }
}

/// The account says in words that it judges nothing; of what was only measured anyway there is none.
#[test]
fn an_account_of_what_nobody_agreed_says_so() {
    let en = "Account of October 2026: measured, not judged, for the agreement was first seen on 3 Nov 2026 (if it held already: from in [[commitment]] and in [objective])";
    let pt = "Conta de outubro de 2026: medida, não avaliada, pois o acordo foi visto pela primeira vez em 03/11/2026 (se já valia: from em [[commitment]] e em [objective])";
    for (language, lines, is_said) in [
        ("en", "target = 5", true),
        ("pt-BR", "target = 5", true),
        ("pt-BR", "target = 5\nuntil = 2027-01-01", true),
        ("en", "# no target", false),
        ("en", "from = 2026-01-01\ntarget = 5", false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let world = World::default().language(language).promise("sales-won", lines);
        world.source("leads", "", LEADS).run_at(folder.path(), "2026-11-03T18:00");
        let told = fs::read_to_string(folder.path().join("out/resumo.txt")).unwrap();
        let said = if language == "en" { en } else { pt };
        assert_eq!(told.contains(said), is_said, "{language} {lines}: {told}");
        let account = if language == "en" { "Final account" } else { "Conta final" };
        assert_eq!(told.contains(account), lines.starts_with("from"), "{language} {lines}: {told}");
    }
}
