//! Who is the same person: ids, addresses, phones, what is shared by many, and rows that are tests.

use super::{Story, tell};

const DAY: &str = "2026-11-25T12:00";

/// E-mail trimmed and lower-cased; phone: drop 00 or 0 + carrier, 55, insert the 9; `+` and not 55 as it is. One delivery each day, all within 90 d.
#[test]
fn keys_that_join() {
    let with = |field: &str, a: &str, b: &str| {
        format!("id,{field},delivered\nA,{a},11-03 10:00\nB,{b},11-04 10:00")
    };
    let one = [
        ("email", " Ana@X.com ", "ana@x.COM"),
        ("email", "other@x.com;ana@x.com", "ana@x.com"),
        ("phone", "(11) 98765-4321", "+55 11 98765-4321"),
        ("phone", "11 98765-4321", "55 11 8765-4321"),
        ("phone", "11987654321", "0 15 11 98765-4321"),
        ("phone", "11 3333-4444", "0055 11 3333-4444"),
        ("phone", "+1 (212) 555-0100", "12125550100"),
        ("phone", "11 3333-4444;11 98765-4321", "11 98765-4321"),
        ("person", "p1", "p1"),
    ];
    let two = [
        ("email", "ana@x.com", "bia@x.com"),
        ("phone", "11 3333-4444", "21 3333-4444"),
        ("phone", "98765-4321", "98765-4321"),
        ("phone", "11 3765-4321", "11 93765-4321"),
    ];
    for (cases, says) in [(&one[..], &["leads=1"]), (&two[..], &["leads=2"])] {
        for (field, a, b) in cases {
            let rows = with(field, a, b);
            tell(
                DAY,
                &[Story {
                    case: &format!("{a} and {b}"),
                    top: "",
                    sources: &[("leads", "", &rows)],
                    says,
                }],
            );
        }
    }
}

#[test]
fn what_joins_is_agreed() {
    let rows = "id,email,phone,delivered\nA,a@x.com,11 98765-4321,11-03 10:00\nB,b@x.com,11 98765-4321,11-04 10:00\nC,b@x.com,,11-05 10:00";
    let same_id = "id,email,delivered\nA,a@x.com,11-03 10:00\nA,b@x.com,11-04 10:00";
    let nameless =
        "email,phone,delivered\nAna@x.com,11 98765-4321,11-03 10:00\n,(11) 3333-4444,11-04 10:00";
    let no_id = "id,email,delivered\nA,a@x.com,11-03 10:00\n,b@x.com,11-04 10:00";
    tell(
        DAY,
        &[
            Story {
                case: "transitively",
                top: "",
                sources: &[("leads", "", rows)],
                says: &["leads=1"],
            },
            Story {
                case: "e-mail only",
                top: "match = ['email']",
                sources: &[("leads", "", rows)],
                says: &["leads=2"],
            },
            Story {
                case: "the id always",
                top: "match = ['phone']",
                sources: &[("leads", "", same_id)],
                says: &["leads=1"],
            },
            // Without an id column the id is the first e-mail, else the phone's digits.
            Story {
                case: "ids made",
                top: "",
                sources: &[("leads", "", nameless)],
                says: &[
                    "leads=2",
                    "ana@x.com.delivered=11-03 10:00",
                    "1133334444.delivered=11-04 10:00",
                ],
            },
            Story {
                case: "no id",
                top: "",
                sources: &[("leads", "", no_id)],
                says: &[
                    "leads=1",
                    "/intake/0/files/0/set_aside/no-id=1",
                    "/intake/0/files/0/used=1",
                ],
            },
        ],
    );
}

/// Shared addresses and phones with more than 3 distinct e-mails never join; an activity goes to the lead if exactly one carries the key.
#[test]
fn keys_of_many_join_nobody() {
    let shared = "id,email,delivered\nA,contato@x.com,11-03 10:00\nB,contato@x.com,11-04 10:00\nC,contato@y.com,11-05 10:00";
    let activities =
        "at,email,channel\n11-05 10:10,contato@y.com,call\n11-05 10:20,contato@x.com,call";
    let phones = |count: usize| {
        let row = |n: usize| format!("\n{n},e{n}@x.com,11 98765-4321,11-03 10:0{n}");
        "id,email,phone,delivered".to_owned() + &(0..count).map(row).collect::<String>()
    };
    let (three, four) = (phones(3), phones(4));
    let by_phone = "at,phone,channel\n11-03 10:30,11 98765-4321,call";
    let top = "shared-addresses = ['contato@*']";
    tell(
        DAY,
        &[
            Story {
                case: "shared address",
                top,
                sources: &[("leads", "", shared), ("activities", "", activities)],
                says: &[
                    "leads=3",
                    "C.first_attempt=11-05 10:10",
                    "A.first_attempt=",
                    "B.first_attempt=",
                    "/intake/1/files/0/orphans=1",
                    "/intake/1/files/0/used=2",
                ],
            },
            Story {
                case: "not shared",
                top: "shared-addresses = []",
                sources: &[("leads", "", shared)],
                says: &["leads=2"],
            },
            Story {
                case: "phone of three",
                top: "",
                sources: &[("leads", "", &three), ("activities", "", by_phone)],
                says: &["leads=1", "0.first_attempt=11-03 10:30"],
            },
            Story {
                case: "phone of four",
                top: "",
                sources: &[("leads", "", &four), ("activities", "", by_phone)],
                says: &["leads=4", "/intake/1/files/0/orphans=1"],
            },
        ],
    );
}

/// Rows whose whole e-mail, name or company matches are set aside and counted.
#[test]
fn tests_are_set_aside() {
    let rows = "id,email,name,company,delivered\nA,ana@Firma.com,Ana,X,11-03 10:00\nB,b@x.com,TESTE João,X,11-03 10:00\n\
                C,c@x.com,Testemunha,X,11-03 10:00\nD,d@x.com,Davi,Ácme,11-03 10:00\nE,e@firma.com.br,Eva,X,11-03 10:00";
    tell(
        DAY,
        &[Story {
            case: "ignored",
            top: "ignore = ['*@firma.com', 'teste *', 'acme']",
            sources: &[("leads", "", rows)],
            says: &[
                "leads=2",
                "/intake/0/files/0/set_aside/test=3",
                "/intake/0/files/0/rows=5",
                "C.delivered=11-03 10:00",
                "E.delivered=11-03 10:00",
            ],
        }],
    );
}

/// Ids of different sources are compared only where a source says they are shared.
#[test]
fn ids_of_two_sources() {
    let (a, b) = ("id,delivered\n7,11-03 10:00", "id,delivered\n7,11-04 10:00");
    tell(
        DAY,
        &[
            Story {
                case: "own",
                top: "",
                sources: &[("leads", "", a), ("leads", "", b)],
                says: &["leads=2"],
            },
            Story {
                case: "shared",
                top: "",
                sources: &[("leads", "ids = 'shared'", a), ("leads", "ids = 'shared'", b)],
                says: &["leads=1", "7.delivered=11-03 10:00"],
            },
        ],
    );
}
