//! What nothing can show is no breach: leads that no activity can name, contacts of an unknown date or person.

use super::{Story, World, tell};

const DAY: &str = "2026-11-25T12:00";

/// Delivered 03/11 10:00, due 11:00, long gone. Whoever could have been named and was not is a breach; whoever could not is none.
#[test]
fn leads_that_no_activity_can_name() {
    let phones = "id,name,phone,delivered\nA,Ana,11 98765-0001,11-03 10:00\nB,Bia,11 98765-0002,11-03 10:00\n\
                  C,Caio,,11-03 10:00\nD,Davi,98765-0004,11-03 10:00";
    let calls = "at,phone,channel\n11-03 10:20,(11) 98765-0001,call";
    let turned = "delivered,email,id\n11-03 10:00,ana@x.com,A\n11-03 10:00,bia@x.com,B\n11-03 10:00,não tem,C";
    let mails = "channel,email,at\nemail,ANA@x.com,11-03 10:59";
    let plain = "id,email,delivered\nA,ana@x.com,11-03 10:00\nB,bia@x.com,11-03 10:00\nC,caio@x.com,11-03 10:00";
    let deals = "id,email,created\nN1,ana@x.com,11-03 10:00\nN2,bia@x.com,11-03 10:00";
    let by_deal = "deal,at,channel\nN1,11-03 10:20,call";
    let with_ids = "id,delivered\nA,11-03 10:00\nB,11-03 10:00";
    let without = "email,delivered\nc@x.com,11-03 10:00";
    let by_id = "lead,at,channel\nA,11-03 10:20,call";
    let people = "id,person,delivered\nA,p1,11-03 10:00\nB,p2,11-03 10:00\nC,,11-03 10:00";
    let by_person = "person,at,channel\np1,11-03 10:20,call";
    let says = &[
        "A.first-attempt_verdict=met",
        "B.first-attempt_verdict=breached",
        "C.first-attempt_verdict=not-assessable",
        "first-attempt:numerator=1",
        "first-attempt:denominator=2",
    ];
    let made = [&says[..2], &["c@x.com.first-attempt_verdict=not-assessable"], &says[3..]].concat();
    let story = |case, sources, says| Story { case, top: "", sources, says };
    tell(
        DAY,
        &[
            story("by phone", &[("leads", "", phones), ("activities", "", calls)], says),
            story(
                "half a number",
                &[("leads", "", phones), ("activities", "", calls)],
                &["D.first-attempt_verdict=not-assessable", "C.first-attempt_reason=no-key"],
            ),
            story("by e-mail", &[("leads", "", turned), ("activities", "", mails)], says),
            story(
                "by deal",
                &[("leads", "", plain), ("deals", "", deals), ("activities", "", by_deal)],
                says,
            ),
            story(
                "by id, and a file has none",
                &[("leads", "", with_ids), ("leads", "", without), ("activities", "", by_id)],
                &made,
            ),
            story("by person", &[("leads", "", people), ("activities", "", by_person)], says),
        ],
    );
}

/// More than half of the leads without a phone: nothing is judged by calls that name phones.
#[test]
fn most_leads_without_a_key() {
    let leads = "id,phone,delivered\nA,11 98765-0001,11-03 10:00\nB,,11-03 10:00\nC,,11-03 10:00";
    let calls = "at,phone,channel\n11-03 10:20,11 98765-0001,call";
    let sources = &[("leads", "", leads), ("activities", "", calls)];
    let says = &["first-attempt:why_not=leads-without-key", "first-attempt:actual=null"];
    tell(DAY, &[Story { case: "two of three", top: "", sources, says }]);
}

/// Deals alone tell of a first contact. One lead of twenty without a deal is unseen and the others are judged; two of twenty
/// are too many, for a deal is opened for a lead that somebody works on.
#[test]
fn leads_without_a_deal() {
    let row = |n: usize| format!("L{n},l{n}@x.com,11-03 10:00\n");
    let leads: String = (1..=20).map(row).collect();
    let leads = format!("id,email,delivered\n{leads}");
    let deals = |of: std::ops::RangeInclusive<usize>| -> String {
        let deal = |n: usize| {
            let first = if n == 1 { "" } else { "11-03 10:30" };
            format!("N{n},l{n}@x.com,11-03 10:00,{first}\n")
        };
        format!("id,email,created,first-contact\n{}", of.map(deal).collect::<String>())
    };
    let (one, two) = (deals(1..=19), deals(1..=18));
    let judged = [
        "L1.first-attempt_verdict=breached",
        "L2.first-attempt_verdict=met",
        "L20.first-attempt_verdict=not-assessable",
        "first-attempt:numerator=18",
        "first-attempt:denominator=19",
    ];
    let none = ["first-attempt:why_not=leads-without-deal", "first-attempt:actual=null"];
    let without = |deals, says| {
        let sources = &[("leads", "", leads.as_str()), ("deals", "", deals)];
        tell(DAY, &[Story { case: "first contact", top: "", sources, says }]);
    };
    without(&one, &judged);
    without(&two, &none);
}

/// An attempt on a day that nobody can read may have been in time, unless one that was is there anyway.
#[test]
fn contacts_of_an_unreadable_date() {
    let leads = "id,phone,delivered\nA,11 98765-0001,11-03 10:00\nB,11 98765-0002,11-03 10:00\nC,11 98765-0003,11-03 10:00\nD,11 98765-0004,11-03 10:00";
    let calls = "at,phone,channel,outcome\n11-03 10:20,11 98765-0001,call,\nontem,11 98765-0001,call,\nyesterday,11 98765-0002,call,\n\
                 11-03 15:00,11 98765-0002,call,\nontem,11 98765-0004,call,not-done";
    let sources = &[("leads", "", leads), ("activities", "", calls)];
    let says = &[
        "A.first-attempt_verdict=met",
        "B.first-attempt_verdict=not-assessable",
        "B.first-attempt_reason=contact-in-doubt",
        "C.first-attempt_verdict=breached",
        // What was not done is no attempt, whenever it was not.
        "D.first-attempt_verdict=breached",
        "first-attempt:denominator=3",
    ];
    tell(DAY, &[Story { case: "unreadable", top: "", sources, says }]);
}

/// Every promise that reads activities: nobody is asked to try a lead of which nothing shows that it was not tried.
#[test]
fn no_promise_and_no_action_speaks_of_them() {
    let leads = "id,phone,delivered,lost,lost-reason\nA,11 98765-0001,11-24 10:00,,\nB,,11-24 10:00,,\n\
                 C,11 98765-0003,11-03 10:00,11-10 10:00,no reply\nD,,11-03 10:00,11-10 10:00,no reply\n\
                 E,11 98765-0005,01-05 10:00,01-06 10:00,no reply";
    let mut calls = String::from(
        "at,phone,channel,outcome\n11-03 10:20,11 98765-0003,call,no-answer\n10-03 10:20,11 98765-0001,call,no-answer",
    );
    // Of all tries so few lie before a hand-off that the hand-offs are believed.
    for minute in 10..50 {
        calls += &format!("\n01-05 11:{minute},11 98765-0005,call,no-answer");
    }
    let run = World::default()
        .promise("first-attempt", "within = '1h'")
        .promise("attempts", "within = '1d'\nattempts = 2")
        .promise("give-up", "attempts = 3\ndays = 2")
        .promise("attempts-per-day", "within = '3d'\nattempts = 1")
        .source("leads", "", leads)
        .source("activities", "", &calls)
        .run(DAY);
    let lies = run.lies(&[
        "A.first-attempt_verdict=breached",
        "B.first-attempt_verdict=not-assessable",
        "B.attempts_verdict=not-assessable",
        "C.attempts_verdict=breached",
        // Closed before the tries were made, as far as anything shows.
        "D.attempts_verdict=not-assessable",
        "C.give-up_verdict=breached",
        "D.give-up_verdict=not-assessable",
        // Lead-days: A 25/11 is not over; C 04, 05 and 06/11; B and D have none.
        "attempts-per-day:denominator=3",
        "/actions/0/lead=A",
    ]);
    assert!(lies.is_empty(), "\n{}", lies.join("\n"));
    let asked = run.json["actions"].as_array().unwrap();
    assert!(asked.iter().all(|action| action["lead"] != "B" && action["lead"] != "D"), "{asked:?}");
    let said = run.json["warnings"].as_array().unwrap().iter();
    let said: Vec<_> = said.filter(|own| own["code"] == "leads-without-key").collect();
    assert_eq!(said.len(), 1, "{:?}", run.json["warnings"]);
    assert_eq!((&said[0]["n"], &said[0]["all"]), (&"2".into(), &"5".into()));
    assert_eq!(said[0]["rows"], "s0.csv 3, 5");
}

/// Tasks are planned work: files of nothing else show no try, whoever did what. Nor do files without a row in the channels that count.
#[test]
fn files_without_a_channel_that_counts_show_no_try() {
    let leads = "id,email,delivered\nA,ana@x.com,11-03 10:00\nB,bia@x.com,11-03 10:00";
    let tasks = "lead,at,channel,done\nA,11-03 10:20,task,yes\nB,11-03 10:20,task,no";
    let turned =
        "done,channel,at,email\nyes,task,11-03 10:20,ANA@x.com\nno,task,11-03 10:20,bia@x.com";
    let and_a_call = "lead,at,channel\nA,11-03 10:20,call\nB,11-03 10:20,task";
    let missed = "lead,at,channel,direction,outcome\nA,11-03 10:20,call,inbound,no-answer\nB,11-03 10:20,task,,";
    let mails =
        "lead,at,channel,outcome\nA,11-03 10:20,email,no-answer\nB,11-03 10:20,whatsapp,connected";
    let no_channel = "lead,at,outcome\nA,11-03 10:20,no-answer\nB,11-03 10:20,connected";
    let calls = "channels = ['call']";
    let (unseen, breach) = ("no-activities", "too-few");
    for (activities, channels, why) in [
        (tasks, "", unseen),
        (turned, "", unseen),
        (tasks, "channels = ['call', 'task']", unseen),
        (mails, calls, unseen),
        (no_channel, calls, unseen),
        (mails, "channels = ['email', 'call']", breach),
        (and_a_call, "", breach),
        (and_a_call, calls, breach),
        // What came in is no try, and shows that calls are recorded.
        (missed, calls, breach),
        (no_channel, "", breach),
    ] {
        for metric in ["first-attempt", "attempts"] {
            let tries = if metric == "attempts" { "attempts = 2\n" } else { "" };
            let terms = format!("within = '1h'\ntarget = '90%'\n{tries}{channels}");
            let run = World::default()
                .promise(metric, &terms)
                .source("leads", "", leads)
                .source("activities", "", activities)
                .run(DAY);
            let told = format!("{metric}:why_not={}", if why == breach { why } else { unseen });
            let silent = [format!("{metric}:actual=null"), format!("{metric}:breached=null")];
            let silent = silent.iter().filter(|_| why == unseen).map(String::as_str);
            let all: Vec<&str> = silent.chain([told.as_str()]).collect();
            let is_mute = metric == "attempts" && why == breach;
            assert!(
                is_mute || run.lies(&all).is_empty(),
                "{channels} {activities}: {:?}",
                run.lies(&all)
            );
        }
    }
}

/// A phone or an address that stands on a deal alone names the lead of that deal, in whichever way it is written: its calls are the lead's, and the
/// lead can be named. Of two leads, or of a stranger too, it names nobody, and what the call was is open.
#[test]
fn keys_that_only_deals_carry() {
    let leads = "id,email,phone,delivered\nA,a@x.com,,11-03 10:00\nB,b@x.com,11 98765-0012,11-03 10:00\nC,c@x.com,11 98765-0003,11-03 10:00\n\
                 D,d@x.com,11 98765-0014,11-03 10:00\nE,e@x.com,11 98765-0015,11-03 10:00\nF,f@x.com,11 98765-0016,11-03 10:00";
    let deals = "id,email,phone,created\nN1,a@x.com,+55 (11) 98765-0001,11-04 10:00\nN2,b@x.com,11987650002,11-03 09:00\nN3,d@x.com,11 98765 0002,11-03 10:00\n\
                 N4,e@x.com,11 98765-0005,11-03 10:00\nN5,z@x.com,11 98765-0005,11-03 10:00\nN6,,11 98765-0001,11-03 10:00\nN7,f@x.com,11 98765-0003,11-03 10:00";
    let calls = "at,phone,channel\n11-03 10:20,(11) 98765-0001,call\n11-03 10:20,011 98765-0002,call\n11-03 10:20,11 98765-0005,call\n\
                 11-03 15:00,11 98765-0003,call\n11-03 15:00,11 98765-0003,call\n11-03 15:00,11 98765-0003,call";
    let says = &[
        "A.first-attempt_verdict=met",
        "B.first-attempt_reason=contact-in-doubt",
        // A number that a lead carries is that lead's, whatever deals say.
        "C.first-attempt_verdict=breached",
        "D.first-attempt_reason=contact-in-doubt",
        "E.first-attempt_reason=contact-in-doubt",
        "F.first-attempt_verdict=breached",
        "first-attempt:numerator=1",
        "first-attempt:denominator=3",
    ];
    let sources = &[("leads", "", leads), ("deals", "", deals), ("activities", "", calls)];
    let by_mail = "lead,delivered\nA,11-03 10:00\nB,11-03 10:00".replacen("lead", "id", 1);
    let named = "id,lead,email,created\nN1,A,ana@x.com,11-03 10:00";
    let mails = "at,email,channel\n11-03 10:20,ANA@x.com,email";
    let mailed = &[("leads", "", &*by_mail), ("deals", "", named), ("activities", "", mails)];
    let first = ["A.first-attempt_verdict=met", "B.first-attempt_reason=no-key"];
    tell(
        DAY,
        &[
            Story { case: "phones", top: "", sources, says },
            Story { case: "an address", top: "", sources: mailed, says: &first },
        ],
    );
    let world =
        sources.iter().fold(World::default(), |world, own| world.source(own.0, own.1, own.2));
    let warned =
        world.promise("first-attempt", "within = '1h'").run(DAY).json["warnings"].to_string();
    for said in ["through-deals", "of-several-deals"] {
        assert!(warned.contains(said), "{said}: {warned}");
    }
}

/// What the deal holds was handed over where the deal is the hand-off, and nowhere else.
#[test]
fn fields_that_only_the_deal_holds() {
    let leads = "id,email,phone,created,delivered\nA,a@x.com,,11-02 10:00,11-03 10:00\nB,b@x.com,,11-02 10:00,11-03 10:00\n\
                 C,c@x.com,11 98765-0003,11-02 10:00,11-03 10:00";
    let deals = "id,email,phone,created\nN1,a@x.com,11 98765-0001,11-03 10:00\nN2,b@x.com,,11-03 10:00\nN3,c@x.com,,11-03 10:00";
    for (by, complete) in [("deal", 2), ("delivered", 1)] {
        let run = World::default()
            .top(&format!("delivered-by = '{by}'"))
            .promise("handoff-complete", "target = 1.0")
            .source("leads", "", leads)
            .source("deals", "", deals)
            .run(DAY);
        let own = &run.json["commitments"][0];
        assert_eq!((&own["numerator"], &own["denominator"]), (&complete.into(), &3.into()), "{by}");
    }
}
