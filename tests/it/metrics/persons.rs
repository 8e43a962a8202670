//! Who is the same person: ids, addresses, phones, what is shared by many, and rows that are tests.

use super::{Story, World, tell};

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

/// Cells as people leave them, in leads of three people: only whole addresses and whole numbers join, and what names nobody is said with its place.
/// `1` is the number of leads, then the warnings.
#[test]
fn keys_of_cells_as_people_leave_them() {
    let cases: [(&str, [&str; 3], &str, &[&str]); 14] = [
        ("email", ["a@x.com / b@x.com", "c@x.com / d@x.com", "e@x.com / f@x.com"], "3", &[]),
        ("email", ["a@x.com e b@x.com", "Bia <b@x.com>", "mailto:a@x.com"], "1", &[]),
        (
            "email",
            ["a@x.com ::: b@x.com", "c@x.com ou d@x.com", "<a href=mailto:d@x.com>d</a>"],
            "2",
            &[],
        ),
        ("email", ["naotem@gmail.com", "naotem@gmail.com", "sem@email"], "3", &["key-filler"]),
        ("email", ["ana@x", "ana@x", "a@x.com@y.com"], "3", &["key-partial"]),
        (
            "phone",
            ["(11) 98765-0001 / (11) 3333-4444", "11 98765-0001", "1133334444 ramal 2"],
            "1",
            &[],
        ),
        ("phone", ["5511987650001@c.us", "tel:+5511987650001", "11987650001.0"], "1", &[]),
        ("phone", ["5.51198765E+12", "5.51198765E+12", "11 98765-0001"], "3", &["key-lost-digits"]),
        ("phone", ["(11) 99999-9999", "11 99999-9999", "0000000000"], "3", &["key-filler"]),
        ("phone", ["98765-0001", "98765-0001", "+1 212 555 0100"], "3", &["key-partial"]),
        ("person", ["7.0", "7", "8.0"], "2", &[]),
        ("person", ["5.8E+18", "5.8E+18", "5.8E+18"], "3", &["long-id"]),
        ("person", ["1.0", "1.2", "1.0"], "2", &[]),
        ("phone", ["-", "não informado", "sem"], "3", &[]),
    ];
    for (field, cells, leads, codes) in cases {
        let rows: String =
            (1..).zip(cells).map(|(n, cell)| format!("L{n},{cell},11-0{n} 10:00\n")).collect();
        let run = World::default()
            .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
            .source("leads", "", &format!("id,{field},delivered\n{rows}"))
            .run("2026-11-10T08:00");
        let warnings = run.json["warnings"].as_array().unwrap();
        let told: Vec<&str> = warnings
            .iter()
            .filter_map(|own| own["code"].as_str())
            .filter(|code| code.starts_with("key-") || *code == "long-id")
            .collect();
        assert_eq!(
            (run.find("leads-delivered:actual").as_str(), told.as_slice()),
            (leads, codes),
            "{field} {cells:?}"
        );
        let is_placed = |own: &&serde_json::Value| own["row"].is_string() && own["column"] == field;
        assert!(
            warnings
                .iter()
                .filter(|own| codes.contains(&own["code"].as_str().unwrap()))
                .all(|own| is_placed(&own))
        );
    }
}

/// A key that more than three different people carry joins nobody, an address like a number; the same person's rows are one person however many.
#[test]
fn a_key_of_too_many_people_joins_nobody() {
    let delivered = |rows: Vec<String>| {
        let rows: String =
            (1..).zip(rows).map(|(n, keys)| format!("L{n},{keys},11-0{n} 10:00\n")).collect();
        let run = World::default()
            .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
            .source("leads", "", &format!("id,email,phone,delivered\n{rows}"))
            .run("2026-11-16T08:00");
        let told =
            run.json["warnings"].as_array().unwrap().iter().any(|own| own["code"] == "key-of-many");
        (run.find("leads-delivered:actual"), told)
    };
    let one = |told: bool, leads: &str| (leads.to_owned(), told);
    let address = |count: usize| {
        (0..count).map(|n| format!("geral@agencia.com.br,1198765000{n}")).collect::<Vec<_>>()
    };
    assert_eq!(delivered(address(3)), one(false, "1"));
    assert_eq!(delivered(address(4)), one(true, "4"));
    let number =
        |count: usize| (0..count).map(|n| format!("p{n}@x.com,1133334444")).collect::<Vec<_>>();
    assert_eq!(delivered(number(3)), one(false, "1"));
    assert_eq!(delivered(number(4)), one(true, "4"));
    // One person with four numbers in each row, or who came back four times with the same two.
    assert_eq!(
        delivered(vec!["a@x.com,11987650001; 11987650002; 11987650003; 11987650004".to_owned(); 5]),
        one(false, "1")
    );
    assert_eq!(
        delivered(vec![
            "a@x.com,11987650001".to_owned(),
            "a@x.com,11987650001; 11987650002".to_owned(),
            "a@x.com,11987650002; 11987650003".to_owned(),
            "a@x.com,11987650003; 11987650004".to_owned(),
            "a@x.com,11987650004".to_owned()
        ]),
        one(false, "1")
    );
    // An address alone, as often as it likes, is one person: nothing says that it is of several.
    assert_eq!(delivered(vec!["a@x.com,".to_owned(); 6]), one(false, "1"));
}

/// Whatever stands in cells, rows are one person only if both hold a key whole: made texts of addresses, numbers and marks between them.
#[test]
fn no_key_joins_rows_that_do_not_both_hold_it() {
    let marks = [
        " / ",
        "; ",
        " e ",
        " ou ",
        " or ",
        " ::: ",
        "<br>",
        " (",
        ") ",
        ": ",
        " - ",
        " ramal 22 ",
    ];
    let mut dice = crate::support::dice::Dice::new(16);
    for _ in 0..12 {
        let (mut rows, mut held) = (String::from("id;email;phone;delivered\n"), Vec::new());
        for n in 0..6 {
            let text = |of: &dyn Fn(usize) -> String, dice: &mut crate::support::dice::Dice| {
                let own: Vec<usize> = (0..=dice.below(2)).map(|_| dice.below(9)).collect();
                let parts: Vec<String> = own.iter().map(|n| of(*n)).collect();
                let mark = dice.pick(&marks);
                (
                    own,
                    format!(
                        "{}\"\"{}\"\"{}",
                        dice.pick(&["", "Ana ", "x: "]),
                        parts.join(mark),
                        dice.pick(&["", " fim", "."])
                    ),
                )
            };
            let (mails, mail) = text(&|n| format!("p{n}@x.com"), &mut dice);
            let (numbers, number) = text(&|n| format!("(11) 9876{n}-100{n}"), &mut dice);
            rows += &format!("{n};\"{mail}\";\"{number}\";2026-11-0{} 10:00\n", n + 1);
            held.push((mails, numbers));
        }
        let mut of: Vec<usize> = (0..held.len()).collect();
        for a in 0..held.len() {
            for b in 0..a {
                let is_one = held[a].0.iter().any(|n| held[b].0.contains(n))
                    || held[a].1.iter().any(|n| held[b].1.contains(n));
                if is_one {
                    let (from, to) = (of[a], of[b]);
                    of.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
                }
            }
        }
        of.sort_unstable();
        of.dedup();
        let run = World::default()
            .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
            .source("leads", "", "id,email,phone,delivered");
        let room = tempfile::tempdir().unwrap();
        let config = run.write(room.path());
        std::fs::write(room.path().join("s0.csv"), &rows).unwrap();
        let done = crate::room::program()
            .args(["run", "--json", "--no-mail", "--as-of", "2026-11-16T08:00", "-c"])
            .arg(config)
            .output()
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        let found = json["commitments"][0]["actual"].as_f64().unwrap();
        assert!(
            (found - of.len() as f64).abs() < 0.5,
            "{found} leads of {} people\n{rows}",
            of.len()
        );
    }
}

/// Two names behind one number may be one person or two: they count as one, which is said with the rows. Whatever else joins them, or
/// keeps them apart, leaves nothing to say.
#[test]
fn rows_that_only_a_number_joins_are_said_where_their_names_differ() {
    let head = "name,email,phone,delivered\n";
    let one = "Iara Teixeira,,(11) 98765-1001,11-03 10:00\n";
    for (case, other, leads, is_said) in [
        ("two names", "João Uchoa,,(11) 98765-1001,11-04 10:00\n", "1", true),
        ("one without address", "João Uchoa,joao@x.com,(11) 98765-1001,11-04 10:00\n", "1", true),
        ("a shorter name", "Iara,,(11) 98765-1001,11-04 10:00\n", "1", false),
        ("initials", "I. Teixeira,,(11) 98765-1001,11-04 10:00\n", "1", false),
        ("no name", ",,(11) 98765-1001,11-04 10:00\n", "1", false),
        ("another number", "João Uchoa,,(11) 98765-1002,11-04 10:00\n", "2", false),
    ] {
        let run = World::default()
            .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
            .source("leads", "", &format!("{head}{one}{other}"))
            .run("2026-11-16T08:00");
        assert_eq!(run.lies(&[&format!("leads-delivered:actual={leads}")]), [""; 0], "{case}");
        let told = run.json["warnings"].to_string();
        assert_eq!(told.contains("one-phone-two-names"), is_said, "{case}: {told}");
        assert!(!is_said || told.contains("s0.csv 2, 3"), "{case}: {told}");
    }
    let own = "Iara Teixeira,i@x.com,(11) 98765-1001,11-03 10:00\n";
    for other in [
        "João Uchoa,i@x.com,(11) 98765-1001,11-04 10:00\n",
        "João Uchoa,j@x.com,(11) 98765-1001,11-04 10:00\n",
    ] {
        let run = World::default()
            .promise("leads-delivered", "counting = 'gross'\ntarget = 10")
            .source("leads", "", &format!("{head}{own}{other}"))
            .run("2026-11-16T08:00");
        assert!(!run.json["warnings"].to_string().contains("one-phone-two-names"), "{other}");
    }
}
