//! Whose lead an activity or a deal is.

use super::{Story, tell};

const DAY: &str = "2026-11-25T12:00";

/// Two episodes of Ana: A from 01/06, B from 03/11 (155 d later).
const TWICE: &str = "id,email,delivered\nA,ana@x.com,06-01 10:00\nB,ana@x.com,11-03 10:00";

#[test]
fn activities_find_their_lead() {
    let by = |key: &str, at: &str| format!("at,{key},channel\n{at},ana@x.com,call");
    let (between, exactly, before) =
        (by("email", "10-20 10:00"), by("email", "11-03 10:00"), by("email", "05-20 10:00"));
    let named = "at,lead,channel\n11-05 10:00,A,call";
    let unknown = "at,email,channel\n11-05 10:00,who@x.com,call\n11-05 10:00,ana@x.com,call";
    // Equal instants: the greater id in text order, "9" > "10".
    let equal = "id,email,delivered\n10,ana@x.com,11-03 10:00\n9,ana@x.com,11-03 10:00";
    tell(
        DAY,
        &[
            Story {
                case: "the latest delivered by then",
                top: "",
                sources: &[("leads", "", TWICE), ("activities", "", &between)],
                says: &["A.first_attempt=10-20 10:00", "B.first_attempt="],
            },
            Story {
                case: "at the hand-off",
                top: "",
                sources: &[("leads", "", TWICE), ("activities", "", &exactly)],
                says: &["B.first_attempt=11-03 10:00", "A.first_attempt="],
            },
            Story {
                case: "before all",
                top: "",
                sources: &[("leads", "", TWICE), ("activities", "", &before)],
                says: &[
                    "A.first_attempt=",
                    "B.first_attempt=",
                    "A.tries=",
                    "/intake/1/files/0/orphans=0",
                ],
            },
            Story {
                case: "it names a lead",
                top: "",
                sources: &[("leads", "", TWICE), ("activities", "", named)],
                says: &["A.first_attempt=11-05 10:00", "B.first_attempt="],
            },
            Story {
                case: "of nobody known",
                top: "",
                sources: &[("leads", "", TWICE), ("activities", "", unknown)],
                says: &[
                    "B.tries=1",
                    "/intake/1/files/0/orphans=1",
                    "/intake/1/files/0/used=2",
                    "/warnings/2/code=orphans-many",
                ],
            },
            Story {
                case: "equal instants",
                top: "re-entry = '0d'",
                sources: &[("leads", "", equal), ("activities", "", &exactly)],
                says: &["9.tries=1", "10.tries=0"],
            },
        ],
    );
}

/// An activity that names a deal belongs to the deal's lead; without an activities source `first-contact` is one attempt.
#[test]
fn activities_of_a_deal() {
    let deals = "id,email,created,first-contact\nD1,ana@x.com,11-04 10:00,11-03 10:40";
    let activities = "at,deal,channel\n11-04 11:00,D1,call\n11-04 12:00,D9,call";
    tell(
        DAY,
        &[
            Story {
                case: "by deal",
                top: "",
                sources: &[
                    ("leads", "", TWICE),
                    ("deals", "", deals),
                    ("activities", "", activities),
                ],
                says: &["B.first_attempt=11-04 11:00", "B.tries=1", "/intake/2/files/0/orphans=1"],
            },
            Story {
                case: "first contact",
                top: "",
                sources: &[("leads", "", TWICE), ("deals", "", deals)],
                says: &[
                    "B.first_attempt=11-03 10:40",
                    "B.first_connection=",
                    "B.tries=",
                    // The person's first hand-off, in June, has no deal: whether it was tried nothing shows.
                    "first-attempt:why_not=leads-without-deal",
                ],
            },
        ],
    );
}

/// Opportunity = first creation, won = first win, lost = last loss when no deal of the lead is open or won.
#[test]
fn what_deals_say_of_a_lead() {
    let lead = "id,email,delivered\nA,ana@x.com,11-03 10:00";
    let head = "id,email,created,status,won,lost,lost-reason\n";
    let won = format!(
        "{head}D2,ana@x.com,11-06 10:00,won,11-12 10:00,,\nD1,ana@x.com,11-05 10:00,won,11-16 10:00,,\nD3,ana@x.com,11-04 10:00,lost,,11-11 10:00,competitor"
    );
    let lost = format!(
        "{head}D1,ana@x.com,11-05 10:00,lost,,11-12 10:00,competitor\nD2,ana@x.com,11-06 10:00,lost,,11-10 10:00,bad number"
    );
    let open = format!(
        "{head}D1,ana@x.com,11-05 10:00,lost,,11-12 10:00,bad number\nD2,ana@x.com,11-06 10:00,open,,,"
    );
    let named = "id,lead,created,won\nD1,A,11-05 10:00,11-09 10:00";
    for (case, deals, says) in [
        (
            "won",
            won.as_str(),
            &["A.opportunity=11-04 10:00", "A.won=11-12 10:00", "A.lost=", "sales-won:actual=1"][..],
        ),
        (
            "lost",
            &lost,
            &["A.lost=11-12 10:00", "A.won=", "A.rejected=", "A.opportunity=11-05 10:00"],
        ),
        ("still open", &open, &["A.lost=", "A.rejected=", "A.accepted=11-05 10:00"]),
        ("named", named, &["A.won=11-09 10:00", "sales-won:actual=1"]),
    ] {
        tell(
            DAY,
            &[Story { case, top: "", sources: &[("leads", "", lead), ("deals", "", deals)], says }],
        );
    }
}

/// The reason is that of the loss that counts: of the deal lost last, else, where that deal or its table says none, the lead's own. A lead's own
/// loss keeps its reason while a deal is open. Rejected stands for a loss of category marketing.
#[test]
fn the_reason_of_a_loss() {
    let own = "id,email,delivered,lost-reason\nA,ana@x.com,11-03 10:00,bad number";
    let dated =
        "id,email,delivered,lost,lost-reason\nA,ana@x.com,11-03 10:00,11-05 10:00,bad number";
    let deals = |rest: &str| {
        format!("id,email,created,status,lost,lost-reason\nD1,ana@x.com,11-04 10:00,{rest}")
    };
    for (case, lead, deals, says) in [
        (
            "the deal's own",
            own,
            deals("lost,11-12 10:00,competitor"),
            ["A.lost=11-12 10:00", "A.rejected="],
        ),
        (
            "the lead's, whose deal says none",
            own,
            deals("lost,11-12 10:00,"),
            ["A.lost=11-12 10:00", "A.rejected=11-12 10:00"],
        ),
        (
            "the lead's, whose loss has no date elsewhere",
            dated,
            deals("open,,"),
            ["A.lost=11-05 10:00", "A.rejected=11-05 10:00"],
        ),
        (
            "the deal's, lost after the lead's row",
            dated,
            deals("lost,11-12 10:00,competitor"),
            ["A.lost=11-12 10:00", "A.rejected="],
        ),
    ] {
        tell(
            DAY,
            &[Story {
                case,
                top: "",
                sources: &[("leads", "", lead), ("deals", "", &deals)],
                says: &says,
            }],
        );
    }
}

/// A deal that is to be created the day after T has made no lead yet, though its first contact lies before.
#[test]
fn a_deal_to_come_makes_no_lead() {
    let deals = "id,email,created,first-contact\nD1,new@x.com,11-26 10:00,11-20 10:00\nD2,neo@x.com,11-24 10:00,11-24 11:00";
    let sources = [("leads", "", TWICE), ("deals", "creates-leads = true", deals)];
    tell(
        DAY,
        &[Story {
            case: "before",
            top: "",
            sources: &sources,
            says: &["leads=3", "D2.delivered=11-24 10:00", "D1.tries="],
        }],
    );
    tell(
        "2026-11-27",
        &[Story {
            case: "after",
            top: "",
            sources: &sources,
            says: &["leads=4", "D1.delivered=11-26 10:00"],
        }],
    );
}

/// Rows of one time stand in the order of their other dates: the one that qualified first was first, and names the source.
#[test]
fn rows_of_one_time_stand_by_their_other_dates() {
    let leads = "email,created,mql,delivered,source\nana@x.com,11-02 10:00,11-04 10:00,,Ads\nana@x.com,11-02 10:00,11-03 10:00,,Web";
    let says = ["leads=1", "ana@x.com.source=Web", "ana@x.com.mql=11-03 10:00"];
    tell(
        DAY,
        &[Story { case: "equal creation", top: "", sources: &[("leads", "", leads)], says: &says }],
    );
}

/// A deal goes to the latest episode delivered at or before its creation, else to the person's first.
#[test]
fn deals_find_their_episode() {
    let deals = |created: &str| format!("id,email,created,won\nD1,ana@x.com,{created},11-12 10:00");
    for (created, says) in [
        ("11-03 10:00", ["B.won=11-12 10:00", "A.won="]),
        ("11-02 10:00", ["A.won=11-12 10:00", "B.won="]),
        ("05-01 10:00", ["A.won=11-12 10:00", "B.won="]),
    ] {
        tell(
            DAY,
            &[Story {
                case: created,
                top: "",
                sources: &[("leads", "", TWICE), ("deals", "", &deals(created))],
                says: &says,
            }],
        );
    }
}

/// Whatever is dated after T has not happened: the deals won or lost on 24/11 are still open on the 20th.
#[test]
fn a_past_day_knows_nothing_of_later_ones() {
    let leads = "id,email,delivered,sql,won,stage\nA,ana@x.com,11-03 10:00,,,\nB,bia@x.com,11-03 10:00,,,\nC,cai@x.com,11-03 10:00,,11-24 10:00,won";
    let deals = "id,email,created,status,won,lost,lost-reason\nD1,ana@x.com,11-04 10:00,won,11-24 10:00,,\n\
                 D2,bia@x.com,11-04 10:00,lost,,11-05 10:00,competitor\nD3,bia@x.com,11-06 10:00,lost,,11-24 10:00,competitor";
    let sources = [("leads", "", leads), ("deals", "", deals)];
    let before = [
        "A.won=",
        "A.won_origin=",
        "A.sql_origin=inferred",
        "B.lost=",
        "C.won_origin=",
        "C.sql_origin=",
        "sales-won:actual=0",
        "/intake/1/files/0/future=2",
    ];
    let after = [
        "A.won=11-24 10:00",
        "A.sql_origin=inferred",
        "B.lost=11-24 10:00",
        "sales-won:actual=2",
        "/intake/1/files/0/future=0",
    ];
    tell(
        "2026-11-20",
        &[Story { case: "as of the 20th", top: "", sources: &sources, says: &before }],
    );
    tell(
        "2026-11-25",
        &[Story { case: "as of the 25th", top: "", sources: &sources, says: &after }],
    );
}

/// A deal that an export repeats once per contact is the lead's that any of its rows names, whichever row comes first.
#[test]
fn a_deal_of_several_rows_finds_its_lead_by_any_of_them() {
    let leads = "id,person,email,delivered\nA,p1,ana@x.com,11-03 10:00";
    let rows = ["D,,,who@x.com,11-04", "D,A,,,11-04", "D,,p1,,11-04", "D,,,ana@x.com,11-04"];
    for other in &rows[1..] {
        for deal in [[rows[0], other], [other, rows[0]]] {
            let deals = format!("id,lead,person,email,created\n{}", deal.join("\n"));
            tell(
                DAY,
                &[Story {
                    case: other,
                    top: "",
                    sources: &[("leads", "", leads), ("deals", "", &deals)],
                    says: &["A.opportunity=11-04 00:00"],
                }],
            );
        }
    }
}
