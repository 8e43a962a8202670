//! Hand-off episodes: re-entry, merged rows, rows without delivery, and whose date is the hand-off.

use super::{Story, World, tell};

const DAY: &str = "2026-11-25T12:00";

/// Within 90 d (wall clock) of the episode's first delivery: 05/08 10:00 + 90 d = 03/11 10:00 (26 days of August, 30, 31, 3).
#[test]
fn the_same_person_again() {
    let rows =
        |second: &str| format!("id,email,delivered\nA,ana@x.com,08-05 10:00\nB,ana@x.com,{second}");
    let (at, after, late) = (rows("11-03 10:00"), rows("11-03 10:01"), rows("11-24 10:00"));
    // 75 d and 105 d after the first: the third is counted from the first, not from the second.
    let thrice = "id,email,delivered\nA,ana@x.com,06-01 10:00\nB,ana@x.com,08-15 10:00\nC,ana@x.com,09-14 10:00";
    let twice = "id,email,delivered\nA,ana@x.com,11-03 10:00\nA,ana@x.com,11-03 10:00";
    tell(
        DAY,
        &[
            Story {
                case: "at 90 d",
                top: "",
                sources: &[("leads", "", &at)],
                says: &["leads=1", "/intake/0/files/0/merged=1", "A.delivered=08-05 10:00"],
            },
            Story {
                case: "after 90 d",
                top: "",
                sources: &[("leads", "", &after)],
                says: &["leads=2", "/intake/0/files/0/merged=0", "leads-delivered:actual=1"],
            },
            Story {
                case: "from the first delivery",
                top: "",
                sources: &[("leads", "", thrice)],
                says: &["leads=2", "A.delivered=06-01 10:00", "C.delivered=09-14 10:00"],
            },
            Story {
                case: "forever",
                top: "re-entry = 'forever'",
                sources: &[("leads", "", &late)],
                says: &["leads=1", "leads-delivered:actual=0"],
            },
            Story {
                case: "0d",
                top: "re-entry = '0d'",
                sources: &[("leads", "", twice)],
                says: &["leads=2", "leads-delivered:actual=2", "/intake/0/files/0/merged=0"],
            },
            Story {
                case: "30d",
                top: "re-entry = '30d'",
                sources: &[("leads", "", &rows("09-05 10:00"))],
                says: &["leads=2"],
            },
        ],
    );
}

/// 90 calendar days by the local clock: from Sat 1/12/2018 10:00 to Fri 1/3/2019 10:00, though the clocks went back an hour in February.
#[test]
fn re_entry_goes_by_the_local_clock() {
    let rows = |last: &str| {
        format!("id,email,delivered\nA,ana@x.com,2018-12-01 10:00\nB,ana@x.com,2019-03-01 {last}")
    };
    for (last, leads) in [("10:00", "leads=1"), ("10:00:30", "leads=1"), ("10:01", "leads=2")] {
        tell(
            "2019-03-02",
            &[Story {
                case: last,
                top: "",
                sources: &[("leads", "", &rows(last))],
                says: &[leads],
            }],
        );
    }
}

/// Merged: earliest date per milestone; source, campaign, type from the first row; owner, stage, value, reasons from the latest.
#[test]
fn what_a_merged_episode_says() {
    let rows = "id,email,delivered,source,campaign,owner,sql,rejected\n\
                B,ana@x.com,11-05 10:00,Site,Two,Bia,11-06 10:00,\n\
                A,ana@x.com,11-03 10:00,Ads,One,Ana,11-09 10:00,11-04 09:00";
    // Of accepted and rejected the later counts: accepted 05/11 after rejected 04/11; decision is not shown here.
    let decided = "id,delivered,accepted,rejected,rejection-reason\nA,11-03 10:00,11-05 10:00,11-04 10:00,bad number\nB,11-03 10:00,11-04 10:00,11-05 10:00,bad number";
    tell(
        DAY,
        &[
            Story {
                case: "merged",
                top: "",
                sources: &[("leads", "", rows)],
                says: &[
                    "leads=1",
                    "A.delivered=11-03 10:00",
                    "A.sql=11-06 10:00",
                    "A.rejected=11-04 09:00",
                    "A.source=Ads",
                    "A.campaign=One",
                    "A.owner=Bia",
                ],
            },
            Story {
                case: "the later decision",
                top: "",
                sources: &[("leads", "", decided)],
                says: &["/delivery/days/1/accepted=1", "/delivery/days/1/rejected=1"],
            },
        ],
    );
}

/// A row without `delivered` joins the episode open at its `created`, else the person's first.
#[test]
fn rows_without_a_delivery() {
    let rows = |created: &str| {
        format!(
            "id,email,created,delivered,sql\nA,a@x.com,,06-01 10:00,\nB,a@x.com,,10-01 10:00,\nC,a@x.com,{created},,10-20 10:00"
        )
    };
    let (open, earlier, between, unknown) =
        (rows("10-10 10:00"), rows("05-10 10:00"), rows("09-20 10:00"), rows(""));
    let alone = "id,email,created,delivered,sql\nA,a@x.com,10-10 10:00,,";
    tell(
        DAY,
        &[
            Story {
                case: "open at its creation",
                top: "",
                sources: &[("leads", "", &open)],
                says: &["leads=2", "B.sql=10-20 10:00", "A.sql="],
            },
            Story {
                case: "before all",
                top: "",
                sources: &[("leads", "", &earlier)],
                says: &["leads=2", "/intake/0/files/0/merged=1", "leads-delivered:actual=0"],
            },
            // 20/09 is 111 d after the first delivery and before the second: no episode is open, so the first.
            Story {
                case: "between",
                top: "",
                sources: &[("leads", "", &between)],
                says: &["leads=2", "A.sql=10-20 10:00", "B.sql="],
            },
            Story {
                case: "no creation",
                top: "",
                sources: &[("leads", "", &unknown)],
                says: &["leads=2", "A.sql=10-20 10:00"],
            },
            Story {
                case: "never delivered",
                top: "",
                sources: &[("leads", "", alone)],
                says: &["leads=1", "A.delivered=", "leads-delivered:why_not=no-dates"],
            },
        ],
    );
}

/// `delivered-by`: the first of delivered, deal, mql, created that a source maps, or the one named.
#[test]
fn whose_date_is_the_hand_off() {
    let all = "id,email,created,mql,delivered\nA,a@x.com,11-02 10:00,11-03 10:00,11-04 10:00\nB,b@x.com,11-02 11:00,,11-04 11:00";
    let (mql, created) =
        ("id,created,mql\nA,11-02 10:00,11-03 10:00\nB,11-02 11:00,", "id,created\nA,11-02 10:00");
    let deals = "id,email,created\nD1,a@x.com,11-05 10:00";
    tell(
        DAY,
        &[
            Story {
                case: "delivered",
                top: "",
                sources: &[("leads", "", all), ("deals", "", deals)],
                says: &["A.delivered=11-04 10:00", "leads-delivered:actual=2"],
            },
            Story {
                case: "mql",
                top: "",
                sources: &[("leads", "", mql)],
                says: &["A.delivered=11-03 10:00", "B.delivered=", "leads-delivered:actual=1"],
            },
            Story {
                case: "created",
                top: "",
                sources: &[("leads", "", created)],
                says: &["A.delivered=11-02 10:00"],
            },
            Story {
                case: "the deal comes before mql",
                top: "",
                sources: &[
                    ("leads", "", "id,email,mql\nA,a@x.com,11-03 10:00\nB,b@x.com,11-03 10:00"),
                    ("deals", "", deals),
                ],
                says: &["A.delivered=11-05 10:00", "B.delivered=", "leads-delivered:actual=1"],
            },
            Story {
                case: "mql named",
                top: "delivered-by = 'mql'",
                sources: &[("leads", "", all)],
                says: &["A.delivered=11-03 10:00", "B.delivered=", "leads-delivered:actual=1"],
            },
            Story {
                case: "created named",
                top: "delivered-by = 'created'",
                sources: &[("leads", "", all)],
                says: &["A.delivered=11-02 10:00", "B.delivered=11-02 11:00"],
            },
        ],
    );
}

/// `each-source`: a sheet with dates of its own goes by them, the leads of the others by their deals; dates that do not count are said.
#[test]
fn each_source_by_its_own_hand_off() {
    let fair = "id,email,delivered\nF1,f1@x.com,11-04 10:00\nF2,f2@x.com,\nF3,f3@x.com,11-06 10:00";
    let web = "id,email,created,delivered\nW1,w1@x.com,11-02 10:00,\nW2,w2@x.com,11-02 10:00,";
    let deals = "id,email,created\nD1,w1@x.com,11-05 10:00\nD2,f2@x.com,11-05 10:00\nD3,f1@x.com,11-09 10:00";
    let sources = &[("leads", "", fair), ("leads", "", web), ("deals", "", deals)];
    let each = &[
        "F1.delivered=11-04 10:00",
        "F2.delivered=",
        "F3.delivered=11-06 10:00",
        "W1.delivered=11-05 10:00",
        "W2.delivered=",
        "leads-delivered:actual=3",
    ];
    let deal = &[
        "F1.delivered=11-09 10:00",
        "F2.delivered=11-05 10:00",
        "F3.delivered=",
        "W1.delivered=11-05 10:00",
        "leads-delivered:actual=3",
    ];
    let none = &[
        "F1.delivered=11-04 10:00",
        "F2.delivered=",
        "W1.delivered=11-02 10:00",
        "leads-delivered:actual=4",
    ];
    tell(
        DAY,
        &[
            Story { case: "each", top: "delivered-by = 'each-source'", sources, says: each },
            Story {
                case: "in words",
                top: "delivered-by = 'cada fonte a sua'",
                sources,
                says: each,
            },
            Story { case: "deal", top: "delivered-by = 'deal'", sources, says: deal },
            Story {
                case: "no deals",
                top: "delivered-by = 'each-source'",
                sources: &sources[..2],
                says: none,
            },
        ],
    );
    for (by, n) in
        [("each-source", None), ("deal", Some("2")), ("created", Some("2")), ("delivered", None)]
    {
        let world =
            sources.iter().fold(World::default(), |world, own| world.source(own.0, own.1, own.2));
        let run = world
            .top(&format!("delivered-by = '{by}'"))
            .promise("leads-delivered", "target = 10")
            .run(DAY);
        let warnings = run.json["warnings"].as_array().unwrap().clone();
        let said: Vec<_> = warnings.iter().filter(|own| own["code"] == "handoff-unused").collect();
        assert_eq!(said.len(), usize::from(n.is_some()), "{by}: {said:?}");
        let holds = |own: &&serde_json::Value| {
            own.to_string().contains("delivered") && own.to_string().contains(n.unwrap())
        };
        assert!(said.iter().all(holds), "{by}: {said:?}");
    }
}

/// A lead made from a deal has created = delivered = the deal's creation; a deal of somebody known makes none.
#[test]
fn leads_made_from_deals() {
    let deals = "id,email,created,won\nD1,a@x.com,11-03 10:00,11-10 10:00\nD2,b@x.com,11-04 10:00,";
    let leads = "id,email,delivered\nA,a@x.com,11-02 10:00";
    let (makes, apart) = ("creates-leads = true", "");
    tell(
        DAY,
        &[
            Story {
                case: "deals alone",
                top: "",
                sources: &[("deals", makes, deals)],
                says: &[
                    "leads=2",
                    "D1.created=11-03 10:00",
                    "D1.delivered=11-03 10:00",
                    "D1.won=11-10 10:00",
                    "sales-won:actual=1",
                    "leads-delivered:actual=2",
                ],
            },
            Story {
                case: "one is known",
                top: "",
                sources: &[("leads", "", leads), ("deals", makes, deals)],
                says: &[
                    "leads=2",
                    "A.won=11-10 10:00",
                    "A.opportunity=11-03 10:00",
                    "D2.delivered=11-04 10:00",
                    "leads-delivered:actual=2",
                ],
            },
            Story {
                case: "not allowed to",
                top: "",
                sources: &[("leads", "", leads), ("deals", apart, deals)],
                says: &["leads=1", "/intake/1/files/0/orphans=1", "/intake/1/files/0/used=2"],
            },
        ],
    );
}

/// A deal that names a lead which no file of leads has makes no second one, however the name is written: it is an orphan, and counted. One that names
/// none makes one, as does any where no file of leads is in use.
#[test]
fn a_deal_that_names_a_lead_makes_no_second_one() {
    let leads = "id,email,delivered\n1001,a@x.com,11-02 10:00\n1002,b@x.com,11-02 11:00";
    for (case, lead, email, made, orphans) in [
        ("a thousands point", "1.001", "", 0, 1),
        ("zeros in front", "001001", "", 0, 1),
        ("another id", "L-9", "c@x.com", 0, 1),
        ("a list of unknown ones", "L-8; L-9", "", 0, 1),
        ("words", "Ana Reis", "", 0, 1),
        ("a known one", "1001", "", 0, 0),
        ("an unknown one and a known address", "L-9", "b@x.com", 0, 0),
        ("none, and nobody's address", "", "c@x.com", 1, 0),
        ("none, and a known address", "", "a@x.com", 0, 0),
        ("what stands for none", "-", "c@x.com", 1, 0),
    ] {
        let deals = format!("id,lead,email,created\nD1,{lead},{email},11-03 10:00");
        let world = |with: bool| {
            let world = World::default().promise("leads-delivered", "target = 9");
            let world = if with { world.source("leads", "", leads) } else { world };
            world.source("deals", "creates-leads = true", &deals).run(DAY)
        };
        let (run, alone) = (world(true), world(false));
        let wanted = [
            format!("leads-delivered:actual={}", 2 + made),
            format!("/intake/1/files/0/orphans={orphans}"),
        ];
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        assert_eq!(run.lies(&wanted), [""; 0], "{case}");
        assert_eq!(alone.lies(&["leads-delivered:actual=1"]), [""; 0], "{case}");
    }
}

/// How a lead made from deals ended all its deals tell together: one that is open or won undoes the loss of another, whichever is newer and whatever
/// the tool calls the end; the furthest step of any of them was passed.
#[test]
fn leads_made_from_several_deals() {
    let (makes, head) = ("creates-leads = true", "id,email,created,status,won,lost,lost-reason");
    let staged = "creates-leads = true\n[source.values.stage]\n'Entrada' = 'delivered'\n'Proposta' = 'opportunity'\n'Aceito' = 'accepted'\n\
                  'Perdido' = 'lost'\n'Ganho' = 'won'";
    let of = |rows: [&str; 2]| format!("{head}\nD1,a@x.com,{}\nD2,a@x.com,{}", rows[0], rows[1]);
    let open = ["11-03 10:00,open,,,", "11-09 10:00,lost,,11-13 10:00,bad number"];
    let in_stages = |rows: [&str; 2]| {
        format!("id,email,created,stage\nD1,a@x.com,{}\nD2,a@x.com,{}", rows[0], rows[1])
    };
    let alive: &[&str] = &["leads=1", "D1.lost=", "D1.lost_origin=", "D1.rejected_origin="];
    for (case, options, deals, says) in [
        ("open, then lost", makes, of(open), alive),
        ("lost, then open", makes, of([open[1], "11-14 10:00,open,,,"]), alive),
        (
            "won, then lost",
            makes,
            of(["11-03 10:00,won,11-05 10:00,,", open[1]]),
            &["D1.won=11-05 10:00", "D1.lost_origin="],
        ),
        (
            "both lost",
            makes,
            of(["11-03 10:00,lost,,11-14 10:00,competitor", open[1]]),
            &["D1.lost=11-14 10:00", "D1.rejected_origin="],
        ),
        (
            "by stages, the lost one newer",
            staged,
            in_stages(["11-03 10:00,Proposta", "11-09 10:00,Perdido"]),
            &["D1.lost_origin=", "D1.opportunity_origin=inferred"],
        ),
        (
            "by stages, the nearer one newer",
            staged,
            in_stages(["11-03 10:00,Proposta", "11-09 10:00,Entrada"]),
            &["D1.lost_origin=", "D1.opportunity_origin=inferred"],
        ),
        (
            "by stages, both lost",
            staged,
            in_stages(["11-03 10:00,Perdido", "11-09 10:00,Perdido"]),
            &["D1.lost_origin=inferred"],
        ),
        (
            "by stages, one won",
            staged,
            in_stages(["11-03 10:00,Ganho", "11-09 10:00,Perdido"]),
            &["D1.lost_origin=", "D1.won_origin=inferred"],
        ),
    ] {
        let sources = &[("deals", options, deals.as_str())];
        tell(DAY, &[Story { case, top: "", sources, says }]);
    }
}

/// A later milestone says that the earlier mapped ones were passed, never when; it makes no lead delivered.
#[test]
fn what_is_inferred_is_only_passed() {
    let rows = "id,created,delivered,sql,won\nA,11-02 10:00,11-03 10:00,,11-09 10:00\nB,11-02 10:00,,,11-10 10:00";
    tell(
        DAY,
        &[Story {
            case: "inferred",
            top: "",
            sources: &[("leads", "", rows)],
            says: &[
                "A.sql=",
                "A.sql_origin=inferred",
                "A.won_origin=dated",
                "A.mql_origin=",
                "B.delivered=",
                "leads-delivered:actual=1",
                "sales-won:actual=2",
            ],
        }],
    );
}
