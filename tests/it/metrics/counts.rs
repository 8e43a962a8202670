//! `leads-delivered`, `handoff-complete`, `conversion`, `leads-per-hour` and `sales-won`: what each counts.

use super::World;

const DAY: &str = "2026-11-25T12:00";

fn says(world: &World, as_of: &str, statements: &[&str]) {
    assert_eq!(world.run(as_of).lies(statements), [""; 0]);
}

fn delivered(rows: &str) -> World {
    World::default()
        .more("[handoff]\nrejection-window = '3d'")
        .promise("leads-delivered", "id = 'net'\ntarget = 10")
        .promise("leads-delivered", "id = 'gross'\ncounting = 'gross'\ntarget = 10")
        .source("leads", "", rows)
}

/// Net takes off rejections for a marketing reason within 3 d: delivered Tue 3/11 → Fri 6/11 18:00.
#[test]
fn net_takes_off_what_was_given_back_in_time() {
    let rows = "id,delivered,accepted,rejected,rejection-reason
        at-the-end,11-03 10:00,,11-06 18:00,bad number
        too-late,11-03 10:00,,11-06 18:01,bad number
        other-reason,11-03 10:00,,11-04 10:00,competitor
        no-reason,11-03 10:00,,11-04 10:00,
        kept,11-03 10:00,11-04 10:00,,
        taken-back,11-03 10:00,11-05 10:00,11-04 10:00,bad number
        window-open,11-24 10:00,,,
        window-closed,11-16 10:00,,,
        tomorrow,11-25 14:00,,,
        october,10-30 10:00,,,
        undelivered,,,,";
    // Delivered in November up to T: 8; given back in time: the first. Window of Tue 24/11: Fri 27/11 18:00; of Mon 16/11: Thu 19/11 18:00.
    says(
        &delivered(rows),
        DAY,
        &["gross:actual=8", "net:actual=7", "net:provisional=1", "gross:provisional=0"],
    );
}

/// Also when the rejection comes after the period's end: Mon 30/11 10:00 + 3 d → Thu 3/12 18:00. On Mon 30/11 it is still provisional.
#[test]
fn a_rejection_after_the_end_still_takes_off() {
    let rows = "id,delivered,rejected,rejection-reason\nA,11-30 10:00,12-01 10:00,bad number\nB,11-30 10:00,,";
    says(
        &delivered(rows).period("2026-11"),
        "2026-12-05",
        &["net:actual=1", "gross:actual=2", "net:provisional=0", "net:status=missed"],
    );
    says(&delivered(rows), "2026-11-30", &["net:actual=2", "net:provisional=2"]);
}

/// Where no source maps `rejected`, a loss for a marketing reason is one.
#[test]
fn a_loss_for_a_marketing_reason_stands_in_for_a_rejection() {
    let rows = "id,delivered,lost,lost-reason\nA,11-03 10:00,11-04 10:00,Bad Number\nB,11-03 10:00,11-04 10:00,competitor\nC,11-03 10:00,11-09 09:00,bad number";
    says(
        &delivered(rows),
        DAY,
        &[
            "gross:actual=3",
            "net:actual=2",
            "A.rejected=11-04 10:00",
            "B.rejected=",
            "C.rejected=11-09 09:00",
        ],
    );
}

fn complete(rows: &str) -> World {
    let rows = format!("id,email,phone,company,delivered\n{rows}");
    World::default()
        .more("[handoff]\nrequired = ['email', 'phone', 'company']")
        .promise("handoff-complete", "")
        .source("leads", "", &rows)
}

/// Every required field present and well-formed, from the episode's first row.
#[test]
fn complete_hand_offs() {
    let good = [
        "a@x.co,11 98765-4321,Acme",
        "a.b@c.d.ef,1134567890,Testemunha Ltda",
        "A@X.COM,+1 212 555 0100,Semear",
        "e@x.com,123456789012345,Naomi Informática",
        "Ana <a@x.co> / b@x.co,11 98765-4321 ramal 22,Acme",
    ];
    let bad = [
        ",11 98765-4321,Acme",
        "a@x,11 98765-4321,Acme",
        "a@x.c,11 98765-4321,Acme",
        "a@@x.com,11 98765-4321,Acme",
        "a@x.com,98765-4321,Acme",
        "a@x.com,1234567890123456,Acme",
        "a@x.com,1111111111,Acme",
        "a@x.com,11 98765-4321,",
        "a@x.com,11 98765-4321,N/A",
        "a@x.com,11 98765-4321,Não informado",
        "a@x.com,11 98765-4321,Teste",
        "a@x.com,11 98765-4321,–",
        "a@x.com,11 98765-4321,SEM",
        "a@x.com,11 98765-4321,select",
        "a@x.com,11 98765-4321,Nao informada",
        "a@x.com,11 98765-4321,-",
        "a@x.com,11 98765-4321,não tem",
    ];
    let world = |rows: &[&str]| {
        complete(
            &rows
                .iter()
                .enumerate()
                .map(|(n, row)| format!("{n},{row},11-03 10:00\n"))
                .collect::<String>(),
        )
        .top("match = ['id']\nre-entry = '0d'")
    };
    says(&world(&good), DAY, &["handoff-complete:numerator=5", "handoff-complete:denominator=5"]);
    says(&world(&bad), DAY, &["handoff-complete:numerator=0", "handoff-complete:denominator=17"]);
    let twice = "B,a@x.com,11 98765-4321,Acme,11-04 10:00\nA,a@x.com,,Acme,11-03 10:00";
    says(
        &complete(twice),
        DAY,
        &["leads=1", "handoff-complete:numerator=0", "handoff-complete:denominator=1"],
    );
}

/// November shifted back by 10 days: 22/10–20/11. On 25/11 the tenth day after 14/11 is over, that after 15/11 (today) is not.
#[test]
fn conversion_of_a_cohort() {
    let rows = "id,delivered,won
        on-the-tenth-day,10-22 10:00,11-01 23:00
        on-the-eleventh,10-22 10:00,11-02 00:30
        before-the-window,10-21 10:00,10-22 10:00
        not-won,11-14 10:00,
        young-and-won,11-15 10:00,11-16 10:00
        young,11-20 23:00,
        after-the-window,11-21 10:00,11-22 10:00
        won-first,11-05 10:00,11-03 10:00
        undelivered,,11-05 10:00";
    let world = World::default()
        .promise("conversion", "from-stage = 'delivered'\nto-stage = 'won'\nwithin = '10d'\ntarget = '60%'\nmin-sample = 4")
        .source("leads", "", rows);
    // Mature: tenth, eleventh, not-won, won-first (reached, out of order): 2 ÷ 4. Wilson for 2 of 4: 0.5 ± 1.96 ÷ 1.9604 · √(0.0625 + 3.8415 ÷ 64).
    let statements = [
        "conversion:numerator=2",
        "conversion:denominator=4",
        "conversion:actual=0.5",
        "conversion:maturing=2",
        "conversion:out_of_order=1",
        "conversion:cohort/from=2026-10-22",
        "conversion:cohort/to=2026-11-20",
        "conversion:cohort/size=6",
        "conversion:interval/low=0.1500",
        "conversion:interval/high=0.8500",
        "conversion:status=at-risk",
    ];
    says(&world, DAY, &statements);
    // At the end of 25/11 the tenth day after 15/11 is over as well: 3 ÷ 5.
    says(
        &world,
        "2026-11-25",
        &["conversion:numerator=3", "conversion:denominator=5", "conversion:maturing=1"],
    );
}

/// A missing earlier date is inferred and counts as reached; what happened after T implies nothing.
#[test]
fn conversion_through_an_inferred_stage() {
    let rows = "id,delivered,sql,won\nA,11-03 10:00,,11-06 10:00\nB,11-03 10:00,11-05 10:00,\nC,11-03 10:00,,\nD,11-03 10:00,,11-24 10:00\nE,,11-03 10:00,";
    let world = World::default()
        .promise(
            "conversion",
            "from-stage = 'delivered'\nto-stage = 'sql'\nwithin = '5d'\nmin-sample = 1",
        )
        .source("leads", "", rows);
    says(
        &world,
        "2026-11-20",
        &["conversion:numerator=2", "conversion:denominator=4", "conversion:inferred=1"],
    );
    // The export of leads ends on the 20th: the deal won on the 24th is not yet part of what the commitment knows.
    let rows = "id,email,delivered,sql\nA,a@x.com,11-03 10:00,\nB,b@x.com,11-03 10:00,11-05 10:00";
    let deals = "id,email,created,status,won\nD,a@x.com,11-24 09:00,won,11-24 10:00";
    let world = World::default()
        .promise(
            "conversion",
            "from-stage = 'delivered'\nto-stage = 'sql'\nwithin = '5d'\nmin-sample = 1",
        )
        .source("leads", "cut-off = 'file-time'\nmtime = 1795186800", rows)
        .source("deals", "", deals);
    says(
        &world,
        DAY,
        &[
            "conversion:cut_off=11-20 12:00",
            "conversion:numerator=1",
            "conversion:denominator=2",
            "conversion:inferred=0",
        ],
    );
}

fn per_hour(promise: &str, activities: &str) -> World {
    let leads = "id,delivered\nnew,11-02 10:00\nold,10-30 10:00\ntried,10-29 10:00\nuntried,11-03 10:00\ninbound,11-03 10:00\nlater,11-04 10:00";
    World::default().promise("leads-per-hour", promise).source("leads", "", leads).source(
        "activities",
        "",
        activities,
    )
}

/// Monday and Tuesday are gone: 18 h. First attempts in the period: new, old. Ready: new, untried, inbound and old (unattempted at the start).
#[test]
fn leads_taken_up_an_hour() {
    let activities = "at,lead,channel,direction,owner
        11-02 11:00,new,call,,Ana
        11-02 12:00,new,call,,Ana
        11-02 09:30,old,email,,Ana
        10-29 11:00,tried,call,,Ana
        11-02 10:00,tried,call,,Ana
        11-03 10:10,inbound,email,inbound,
        11-02 11:00,untried,call,,Ana";
    let all = [
        "leads-per-hour:numerator=2",
        "leads-per-hour:actual=0.1111",
        "leads-per-hour:expected=0.2222",
    ];
    says(&per_hour("target = 1", activities), "2026-11-03", &all);
    says(&per_hour("target = 0.2", activities), "2026-11-03", &["leads-per-hour:expected=0.2"]);
    says(
        &per_hour("target = 1\nchannels = ['call']", activities),
        "2026-11-03",
        &["leads-per-hour:numerator=1"],
    );
}

/// ÷ activity owners with at least 5 % of the period's attempts; one lead ÷ 18 h ÷ people.
#[test]
fn leads_taken_up_an_hour_and_person() {
    let rows = |attempts: &[(&str, usize, &str)]| {
        let row = |(owner, count, cells): &(&str, usize, &str)| {
            format!("{cells},{owner}\n").repeat(*count)
        };
        "at,lead,channel,outcome,owner\n".to_owned() + &attempts.iter().map(row).collect::<String>()
    };
    let call = "11-02 11:00,new,call,";
    let cases = [
        ("1 of 20 is 5 %", "", rows(&[("Ana", 19, call), ("Bia", 1, call)]), 2.0),
        ("1 of 21 is less", "", rows(&[("Ana", 20, call), ("Bia", 1, call)]), 1.0),
        (
            "of all attempts, also nobody's",
            "",
            rows(&[("Ana", 15, call), ("Bia", 1, call), ("", 5, call)]),
            1.0,
        ),
        (
            "not before the period",
            "",
            rows(&[("Ana", 3, call), ("Bia", 1, "10-29 11:00,tried,call,")]),
            1.0,
        ),
        (
            "not before the hand-off",
            "",
            rows(&[("Ana", 3, call), ("Bia", 1, "11-02 09:00,new,call,")]),
            1.0,
        ),
        (
            "attempts only",
            "",
            rows(&[("Ana", 3, call), ("Bia", 1, "11-02 12:00,new,call,not-done")]),
            1.0,
        ),
        (
            "the channels named",
            "\nchannels = ['call']",
            rows(&[("Ana", 3, call), ("Bia", 1, "11-02 12:00,new,email,")]),
            1.0,
        ),
    ];
    for (case, channels, activities, people) in &cases {
        let run = per_hour(&format!("target = 1\nper = 'person'{channels}"), activities)
            .run("2026-11-03");
        let wanted = format!("leads-per-hour:actual={:.4}", 1.0 / 18.0 / people);
        assert_eq!(run.lies(&["leads-per-hour:numerator=1", &wanted]), [""; 0], "{case}");
    }
}

/// Without activities a deal's first contact is an attempt of the deal's owner: two leads ÷ 18 h ÷ Ana and Bia.
#[test]
fn first_contacts_are_the_deal_owners() {
    let deals = "id,lead,owner,created,first-contact\nD1,A,Ana,11-02 10:30,11-02 11:00\nD2,B,Bia,11-02 10:30,11-02 12:00";
    let world = World::default()
        .promise("leads-per-hour", "target = 1\nper = 'person'")
        .source("leads", "", "id,delivered\nA,11-02 10:00\nB,11-02 10:00")
        .source("deals", "", deals);
    says(&world, "2026-11-03", &["leads-per-hour:numerator=2", "leads-per-hour:actual=0.0556"]);
}

/// Leads with `won` in the period, also those never delivered; `where` compares folded, a list is any of, several fields are all.
#[test]
fn sales_won_and_scopes() {
    let rows = "id,delivered,won,source,region
        A,10-05 10:00,11-02 00:30,Google Ads,Sul
        B,,11-30 23:00,google  ads,Norte
        C,11-03 10:00,11-10 10:00,Orgânico,Sul
        D,11-03 10:00,10-31 23:00,Google Ads,Sul
        E,11-03 10:00,12-01 00:30,Google Ads,Sul
        F,11-03 10:00,11-12 10:00,,Sul";
    let world = World::default()
        .promise("sales-won", "target = 5")
        .promise("sales-won", "id = 'ads'\ntarget = 5\nwhere = { source = ['GOOGLE ADS'] }")
        .promise("sales-won", "id = 'two'\ntarget = 5\nwhere = { source = ['google ads', 'organico'], region = ['sul'] }")
        .source("leads", "extra = ['region']", rows)
        .period("2026-11");
    // In November: A, B (never delivered), C, F; D was won in October, E in December.
    says(
        &world,
        "2026-12-05",
        &[
            "sales-won:actual=4",
            "sales-won:undelivered=1",
            "ads:undelivered=1",
            "two:undelivered=0",
            "ads:actual=2",
            "two:actual=2",
            "sales-won:status=missed",
        ],
    );
    says(&world, "2026-11-11", &["sales-won:actual=2", "ads:actual=1", "two:actual=2"]);
}
