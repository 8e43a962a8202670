//! Cells as people and programs leave them: read right, or named and left out, never guessed in silence.

use std::fs;

use serde_json::Value;

use crate::made::text::{page, western};
use crate::made::xlsx::Book;
use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::{Room, Told};
use crate::support::agreement::with_revenue;

use Made::{Day, Number, Shown, Text};

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const SOURCES: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
take = "all"
cut-off = "none"
[source.columns]
id = "id"
delivered = "entrega"
won = "venda"
value = "valor"
name = "nome"
"#;

/// What came of a file: exit code, leads of November, revenue, and the codes of what was said.
#[derive(Debug)]
struct Found {
    exit: i32,
    leads: Option<f64>,
    revenue: Option<f64>,
    codes: Vec<String>,
    summary: Value,
    told: String,
}

fn outcome(room: &Room, told: Told) -> Found {
    let summary = if room.path("reports/acordo.json").exists() {
        room.json("reports/acordo.json")
    } else {
        Value::Null
    };
    let actual = |at: usize| summary["commitments"][at]["actual"].as_f64();
    let codes = summary["warnings"].as_array().into_iter().flatten();
    Found {
        exit: told.exit,
        leads: actual(0),
        revenue: actual(1),
        codes: codes.map(|warning| warning["code"].as_str().unwrap().to_owned()).collect(),
        told: told.stderr,
        summary,
    }
}

fn room(language: &str, read: &str) -> Room {
    let room = Room::empty();
    let text = with_revenue(language, SOURCES)
        .replace("timezone =", &format!("numbers = \"{language}\"\ntimezone ="))
        .replace("[mail]", "personal-data = \"none\"\n[mail]");
    fs::write(room.path("acordo.toml"), format!("{text}[source.read]\n{read}\n")).unwrap();
    room
}

fn of_file(name: &str, bytes: &[u8], language: &str, read: &str) -> Found {
    let room = room(language, read);
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo(RUN);
    assert!(!told.stderr.contains("panicked"), "{}", told.stderr);
    outcome(&room, told)
}

/// A csv of leads: date of delivery, date of sale, value.
fn csv(rows: &[[&str; 3]]) -> String {
    let line = |(id, row): (usize, &[&str; 3])| format!("{id};{};Ana\n", row.join(";"));
    "id;entrega;venda;valor;nome\n".to_owned() + &(1..).zip(rows).map(line).collect::<String>()
}

fn of_rows(rows: &[[&str; 3]]) -> Found {
    of_file("leads.csv", csv(rows).as_bytes(), "pt-BR", "")
}

impl Found {
    fn says(&self, code: &str) -> bool {
        self.codes.iter().any(|own| own == code)
    }
}

/// The table of a workbook: header, then a lead a date.
fn dated(dates: &[Made]) -> Vec<Vec<Made>> {
    let names =
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"];
    let header = ["id", "entrega", "venda", "valor", "nome"].map(Text).to_vec();
    let row =
        |(id, date): (&&'static str, &Made)| vec![Text(id), *date, Text(""), Text(""), Text("Ana")];
    std::iter::once(header).chain(names.iter().zip(dates).map(row)).collect()
}

/// The same table in three kinds of workbook.
fn workbooks(table: &[Vec<Made>]) -> [(&'static str, Vec<u8>); 3] {
    [
        ("leads.xlsx", Book::of(&xlsx::rows(table, 1, true)).bytes()),
        ("leads.ods", ods::book(&ods::rows(table))),
        ("leads.xls", xls::book("Workbook", table)),
    ]
}

/// 11 March, 11 April and 11 May 2026: 3, 4 and 5 November with day and month changed over.
const TURNED: [Made; 3] = [Day(46_092.0), Day(46_123.0), Day(46_153.0)];

#[test]
fn a_file_opened_with_the_other_order_is_refused_by_name() {
    let mixed = [TURNED.as_slice(), &["11/13/2026", "11/14/2026"].map(Text)].concat();
    for (name, bytes) in workbooks(&dated(&mixed)) {
        for language in ["pt-BR", "en"] {
            let found = of_file(name, &bytes, language, "");
            assert_eq!(found.exit, 4, "{name}: {}", found.told);
            assert!(found.told.contains("“11/13/2026”"), "{name}: {}", found.told);
            assert!(found.told.contains("2026-03-11"), "{name}: {}", found.told);
        }
    }
    // A real date after the 12th: texts beside real dates, nothing changed over.
    let sound = [Day(46_329.0), Day(46_346.0), Text("13/11/2026"), Text("14/11/2026")];
    for (name, bytes) in workbooks(&dated(&sound)) {
        let found = of_file(name, &bytes, "pt-BR", "");
        assert_eq!((found.exit, found.leads), (0, Some(4.0)), "{name}: {}", found.told);
    }
}

#[test]
fn a_workbook_that_counts_from_1904_counts_so_in_every_cell() {
    let early = 46_329.0 - 1_462.0;
    let table = dated(&[Number(early), Day(early), Text("44867"), Text("03/11/2026")]);
    let book = Book { is_1904: true, ..Book::of(&xlsx::rows(&table, 1, true)) };
    // In an `.ods` a date is written out, whatever day the others are counted from.
    let written = dated(&[Number(early), Day(46_329.0), Text("44867"), Text("03/11/2026")]);
    let ods = |day: &str| ods::counted_from(day, &ods::rows(&written));
    let files = [("leads.xlsx", book.bytes()), ("leads.ods", ods("1904-01-01"))];
    for (name, bytes) in files {
        for language in ["pt-BR", "en"] {
            let found = of_file(name, &bytes, language, "dates = \"dmy\"\n");
            assert_eq!((found.exit, found.leads), (0, Some(4.0)), "{name}: {}", found.told);
        }
    }
    let found = of_file("leads.ods", &ods("1899-12-30"), "pt-BR", "");
    assert_eq!((found.exit, found.leads), (0, Some(2.0)), "{}", found.told);
}

/// The three days that `LibreOffice` may count from, in each kind of cell and in each row of the table.
#[test]
fn an_ods_is_counted_from_its_own_day() {
    for (day, early) in [("1899-12-30", 0.0), ("1904-01-01", 1_462.0), ("1900-01-01", 2.0)] {
        let own = 46_329.0 - early;
        let text = Text(if early == 0.0 {
            "46329"
        } else if early > 2.0 {
            "44867"
        } else {
            "46327"
        });
        for (what, dates) in [
            ("numbers", [Number(own), Number(own + 1.0), Number(own + 2.0)]),
            ("with a time of day", [Number(own + 0.5), Number(own), Number(own + 0.25)]),
            ("texts", [text, text, text]),
            ("a date first", [Day(46_329.0), Number(own), text]),
            ("a date last", [text, Number(own), Day(46_329.0)]),
            ("a text between", [Number(own), Text("03/11/2026"), Number(own)]),
        ] {
            let rows = ods::rows(&dated(&dates));
            for language in ["pt-BR", "en"] {
                let bytes = ods::counted_from(day, &rows);
                let found = of_file("leads.ods", &bytes, language, "dates = \"dmy\"\n");
                assert_eq!(
                    (found.exit, found.leads),
                    (0, Some(3.0)),
                    "{day} {what}: {}",
                    found.told
                );
            }
        }
    }
}

/// A hole is told with the row from which on rows may lack, wherever the records lie.
#[test]
fn a_hole_in_an_old_workbook_is_told_with_its_row() {
    let table = dated(&[Text("13/11/2026"); 9]);
    for (bytes, records) in [(xls::short(&table), 2_048), (xls::book("Workbook", &table), 1_536)] {
        for (language, says) in [("pt-BR", "bytes vazios na linha"), ("en", "empty bytes at row")] {
            let mut spoilt = bytes.clone();
            spoilt[records + 1_000..records + 1_084].fill(0);
            let found = of_file("leads.xls", &spoilt, language, "");
            assert!(found.exit != 0 && found.leads.is_none(), "{records}: {}", found.told);
            assert!(found.told.contains(says), "{records}: {}", found.told);
            let found = of_file("leads.xls", &bytes, language, "");
            assert_eq!((found.exit, found.leads), (0, Some(9.0)), "{records}: {}", found.told);
        }
    }
}

#[test]
fn one_order_a_file_proved_by_any_column() {
    // The first column alone would be read month first in English: the second proves the day first, whichever comes first.
    let rows = [["05/11/2026", "25/11/2025", ""], ["06/11/2026", "", ""]];
    let swapped = [["25/11/2026", "05/11/2026", "10"], ["13/11/2026", "06/11/2026", "10"]];
    let found = of_file("leads.csv", csv(&rows).as_bytes(), "en", "");
    assert_eq!((found.exit, found.leads), (0, Some(2.0)), "{}", found.told);
    assert!(!found.says("ambiguous-dates"), "{}", found.told);
    let found = of_file("leads.csv", csv(&swapped).as_bytes(), "en", "");
    assert_eq!(found.revenue, Some(20.0), "{}", found.told);
    // Two columns that prove both orders are named, both of them.
    let both = [["13/11/2026", "11/14/2026", "10"]];
    let found = of_file("leads.csv", csv(&both).as_bytes(), "pt-BR", "");
    assert_eq!(found.exit, 4);
    assert!(found.told.contains("“entrega”") && found.told.contains("“venda”"), "{}", found.told);
    let four = [
        both[0],
        ["14/11/2026", "", ""],
        ["14/11/2026", "", ""],
        ["14/11/2026", "", ""],
        ["", "", ""],
    ];
    let found = of_file("leads.csv", csv(&four).as_bytes(), "pt-BR", "dates = \"dmy\"\n");
    assert_eq!((found.exit, found.leads), (0, Some(4.0)), "{}", found.told);
    assert!(found.says("bad-dates"), "{}", found.told);
}

#[test]
fn one_file_of_a_source_proves_the_order_of_the_others() {
    let room = room("en", "");
    fs::write(room.path("leads-1.csv"), csv(&[["05/11/2026", "", ""], ["06/11/2026", "", ""]]))
        .unwrap();
    let later = csv(&[["17/11/2026", "", ""]]).replace("\n1;", "\n17;");
    fs::write(room.path("leads-2.csv"), later).unwrap();
    let found = outcome(&room, room.acordo(RUN));
    assert_eq!((found.exit, found.leads), (0, Some(3.0)), "{}", found.told);
    assert!(!found.says("ambiguous-dates"), "{}", found.told);
}

#[test]
fn the_order_does_not_turn_by_itself_on_the_13th() {
    let room = room("pt-BR", "");
    let day = |number: u32| format!("2026-11-{number:02}T08:00:00-03:00");
    let write = |rows: &[[&str; 3]]| fs::write(room.path("leads.csv"), csv(rows)).unwrap();
    write(&[["11/03/2026", "", ""], ["11/12/2026", "", ""]]);
    let told = room.acordo_at(&day(12), "run --no-mail");
    assert_eq!(told.exit, 0, "{}", told.stderr);
    // Month first after all: until now the days were read as months.
    write(&[["11/03/2026", "", ""], ["11/12/2026", "", ""], ["11/13/2026", "", ""]]);
    let told = room.acordo_at(&day(13), "run --no-mail");
    assert_eq!(told.exit, 4, "{}", told.stderr);
    assert!(told.stderr.contains("“11/13/2026”") && told.stderr.contains("dmy"), "{}", told.stderr);
    let text = room.text("acordo.toml");
    fs::write(
        room.path("acordo.toml"),
        text.replace("[source.read]", "[source.read]\ndates = \"mdy\""),
    )
    .unwrap();
    let told = room.acordo_at(&day(16), "run --no-mail");
    assert_eq!((told.exit, outcome(&room, told).leads), (0, Some(3.0)));
    // What the agreement says is remembered too: a file that leaves it open is read the same way, and nothing is asked.
    fs::write(room.path("acordo.toml"), text).unwrap();
    write(&[["11/03/2026", "", ""], ["11/12/2026", "", ""]]);
    let told = room.acordo_at(&day(17), "run --no-mail");
    let found = outcome(&room, told);
    assert_eq!((found.exit, found.leads), (0, Some(2.0)), "{}", found.told);
    assert!(!found.says("ambiguous-dates"), "{}", found.told);
}

#[test]
fn what_cannot_be_read_is_counted_and_a_source_goes_only_above_the_agreed_share() {
    let many = |bad: &[&'static str]| {
        let good = std::iter::repeat_n("14/11/2026", 20 - bad.len());
        let rows: Vec<[&str; 3]> =
            bad.iter().copied().chain(good).map(|date| [date, "", ""]).collect();
        of_rows(&rows)
    };
    let found = many(&["31/02/2026", "ontem às 10:00", "a combinar"]);
    assert_eq!((found.exit, found.leads), (0, Some(17.0)), "{}", found.told);
    let warning = |code: &str| {
        let all = found.summary["warnings"].as_array().unwrap();
        all.iter().find(|warning| warning["code"] == code).unwrap().clone()
    };
    let (bad, relative) = (warning("bad-dates"), warning("relative-dates"));
    assert_eq!((&bad["n"], &bad["of"], &bad["row"]), (&"2".into(), &"20".into(), &"2".into()));
    assert_eq!((&relative["n"], &relative["row"]), (&"1".into(), &"3".into()));
    assert!(found.told.contains("“31/02/2026”") && found.told.contains("“ontem às 10:00”"));
    let found = many(&["x", "x", "x", "x", "x"]);
    assert_eq!(found.exit, 4, "{}", found.told);
    assert!(found.told.contains("5 de 20"), "{}", found.told);
    let found = of_rows(&[["x", "", ""], ["14/11/2026", "", ""], ["15/11/2026", "", ""]]);
    assert!(found.exit == 4 && found.told.contains("1 de 3"), "{}", found.told);
}

/// The values of three sales of November among four of nothing, so that most sales have a value that can be read; the codes said.
fn money(values: [&str; 3], language: &str, read: &str) -> Found {
    let all = values.into_iter().chain(["0"; 4]);
    let rows: Vec<_> = all.map(|value| ["13/11/2026", "14/11/2026", value]).collect();
    of_file("leads.csv", csv(&rows).as_bytes(), language, read)
}

#[test]
fn signs_and_marks_of_money_stand_anywhere() {
    let found = money(["R$ 3.500,00", "-R$ 100,00", "R$ 1,2 mil"], "pt-BR", "");
    assert_eq!(found.revenue, Some(4_600.0), "{}", found.told);
    let found = money(["3.500,00 BRL", "100,00-", "(50,00)"], "pt-BR", "");
    assert_eq!(found.revenue, Some(3_350.0), "{}", found.told);
    let found = money(["BRL 3,500.00", "-100.00", "1.2k"], "en", "");
    assert_eq!(found.revenue, Some(4_600.0), "{}", found.told);
}

#[test]
fn numbers_that_fit_two_readings_are_said_and_not_added() {
    let found = money(["1,234", "12,500", "900"], "pt-BR", "");
    assert_eq!(found.revenue, Some(900.0), "{}", found.told);
    assert!(found.says("ambiguous-numbers") && found.told.contains("“1,234”"), "{}", found.told);
    let found = money(["1.234", "12.500", "900"], "en", "");
    assert!(found.says("ambiguous-numbers") && found.revenue == Some(900.0), "{}", found.told);
    let found = money(["1,234", "12,500", "900"], "pt-BR", "decimal = \".\"\n");
    assert_eq!(found.revenue, Some(14_634.0), "{}", found.told);
    let found = money(["1.234", "12.500", "900"], "pt-BR", "");
    assert!(!found.says("ambiguous-numbers") && found.revenue == Some(14_634.0), "{}", found.told);
}

#[test]
fn only_the_agreements_currency_is_added() {
    let found = money(["1000", "US$ 500.00", "€ 20,00"], "pt-BR", "");
    assert_eq!(found.revenue, Some(1_000.0), "{}", found.told);
    let codes: Vec<&str> = found.summary["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|warning| warning["code"] == "other-currency")
        .map(|warning| warning["currency"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["EUR", "USD"]);
    // By a column beside it, whatever the table's tool calls it, and by the header.
    for header in ["Moeda", "Negócio - Moeda", "Deal Currency"] {
        let text = format!(
            "id;entrega;venda;valor;nome;{header}\n1;13/11/2026;14/11/2026;1000;A;USD\n2;13/11/2026;14/11/2026;700;B;BRL\n3;13/11/2026;14/11/2026;50;C;\n"
        );
        let found = of_file("leads.csv", text.as_bytes(), "pt-BR", "");
        assert_eq!(found.revenue, Some(750.0), "{}", found.told);
        assert!(found.says("other-currency"), "{}", found.told);
    }
    let text = csv(&[["13/11/2026", "14/11/2026", "1000"]]).replace(";valor;", ";Valor (US$);");
    let room = room("pt-BR", "");
    let agreement = room.text("acordo.toml").replace("\"valor\"", "\"Valor (US$)\"");
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    fs::write(room.path("leads.csv"), text).unwrap();
    let of_header = outcome(&room, room.acordo(RUN));
    assert!(of_header.says("other-currency"), "{}", of_header.told);
    // A bare dollar is of many currencies, until the source says which.
    let found = money(["$ 10.00", "5", "5"], "en", "");
    assert!(found.says("unclear-currency") && found.revenue == Some(10.0), "{}", found.told);
    let found = money(["$ 10.00", "5", "5"], "en", "currency = \"BRL\"\n");
    assert!(found.revenue == Some(10.0) && found.says("unclear-currency"), "{}", found.told);
}

/// A lead for each amount, all delivered and sold in November.
fn sold(amounts: &[Made]) -> Vec<Vec<Made>> {
    let ids =
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16"];
    let head = ["id", "entrega", "venda", "nome", "valor"].map(Text).to_vec();
    let row = |(id, amount): (&'static str, &Made)| {
        vec![Text(id), Day(46_339.0), Day(46_340.0), Text("Ana"), *amount]
    };
    std::iter::once(head).chain(ids.into_iter().zip(amounts).map(row)).collect()
}

#[test]
fn a_currency_may_stand_in_the_number_format_alone() {
    let amounts = [
        Shown(1_000.0, 0),
        Shown(500.0, 1),
        Shown(20.0, 2),
        Shown(30.0, 2),
        Shown(7.0, 3),
        Number(900.0),
        Shown(3.0, 5),
        Shown(40.0, 4),
    ];
    // Most sales have a value that can be read.
    let amounts = [amounts, [Number(0.0); 8]].concat();
    let table = sold(&amounts);
    let rows = xlsx::rows(&table, 1, true);
    // An attribute in single quotes is what the scanner leaves to the library.
    let unusual = rows.replacen("r=\"1\"", "r='1'", 1);
    let files = [
        ("leads.xlsx", xlsx::Book::of(&rows).bytes()),
        ("leads.xlsx", xlsx::Book::of(&unusual).bytes()),
        ("leads.xlsx", xlsx::Book::of(&xlsx::rows(&table, 1, false)).bytes()),
        ("leads.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &table)])),
        ("leads.xls", xls::book("Workbook", &table)),
        ("leads.xls", xls::short(&table)),
        ("leads.ods", ods::book(&ods::rows(&table))),
    ];
    let apart = |found: &Found, code: &str| {
        let warnings = found.summary["warnings"].as_array().unwrap().iter();
        let own = warnings.filter(|warning| warning["code"] == code);
        own.map(|warning| {
            ["currency", "n", "sum"].map(|key| warning[key].to_string().replace('"', ""))
        })
        .collect::<Vec<_>>()
    };
    for (name, bytes) in files {
        for language in ["pt-BR", "en"] {
            let found = of_file(name, &bytes, language, "");
            assert_eq!(found.revenue, Some(910.0), "{name}: {}", found.told);
            assert_eq!(
                apart(&found, "other-currency"),
                [["EUR", "2", "50.00"], ["USD", "2", "1500.00"]],
                "{name}: {}",
                found.told
            );
            let dollars = apart(&found, "unclear-currency");
            assert_eq!(dollars, [["$", "1", "40.00"]], "{name}: {}", found.told);
        }
    }
    // In an agreement whose currency it is, it is added, and what is the other's is not.
    let amounts = [Shown(1_000.0, 3), Shown(2_000.0, 3), Shown(5.0, 0)];
    for (name, bytes) in workbooks(&sold(&amounts)) {
        let found = of_file(name, &bytes, "en", "");
        assert_eq!(found.revenue, Some(3_000.0), "{name}: {}", found.told);
    }
}

#[test]
fn text_in_two_encodings_and_text_encoded_twice() {
    let head = "id;entrega;venda;valor;nome\n";
    let wide: String =
        (1..=20).map(|n| format!("{n};14/11/2026;;;Conceição {n}\n")).collect::<String>();
    let odd = western("21;14/11/2026;;;José\n");
    let file = [head.as_bytes(), wide.as_bytes(), odd.as_slice()].concat();
    let marked = [b"\xEF\xBB\xBF".as_slice(), file.as_slice()].concat();
    for bytes in [&file, &marked] {
        let found = of_file("leads.csv", bytes, "pt-BR", "");
        assert_eq!((found.exit, found.leads), (0, Some(21.0)), "{}", found.told);
        assert!(found.says("mixed-encodings") && found.told.contains("linha 22"), "{}", found.told);
    }
    let twice = format!("{head}1;14/11/2026;;;JosÃ©\n2;14/11/2026;;;João\n");
    let found = of_file("leads.csv", twice.as_bytes(), "en", "");
    assert!(found.says("doubled-text") && found.told.contains("line 2"), "{}", found.told);
    let whole = of_file("leads.csv", page().as_bytes(), "pt-BR", "");
    assert_eq!(whole.exit, 4, "another table's page has none of the columns");
}

#[test]
fn lines_in_quotes_as_a_whole_are_lines() {
    let plain = csv(&[["13/11/2026", "14/11/2026", "10"], ["14/11/2026", "", ""]]);
    let wrapped: String = plain.lines().map(|line| format!("\"{line}\"\r\n")).collect();
    let body: String = plain
        .lines()
        .enumerate()
        .map(|(n, line)| if n == 0 { format!("{line}\n") } else { format!("\"{line}\"\n") })
        .collect();
    let macintosh = plain.replace('\n', "\r");
    for text in [wrapped, body, macintosh, plain.replace("Ana", "A\0na")] {
        let found = of_file("leads.csv", text.as_bytes(), "pt-BR", "");
        assert_eq!((found.leads, found.revenue), (Some(2.0), Some(10.0)), "{}", found.told);
    }
}

#[test]
fn a_bad_cell_is_quoted_at_the_level_of_personal_data() {
    let text = csv(&[["canary@mail.test", "", ""], ["13/11/2026", "Canary Silva", "canary 1"]]);
    let good: String = (3..30).map(|n| format!("{n};14/11/2026;;;Ana\n")).collect();
    let found = of_file("leads.csv", (text + &good).as_bytes(), "pt-BR", "");
    assert!(found.says("bad-dates") && found.says("bad-numbers"), "{}", found.told);
    assert!(!found.told.to_lowercase().contains("canary"), "{}", found.told);
    assert!(!found.summary.to_string().to_lowercase().contains("canary"));
}

#[test]
fn the_end_that_an_open_deal_expects_is_none() {
    let source = r#"
[[source]]
name = "deals"
table = "deals"
files = ["deals.csv"]
cut-off = "none"
[source.columns]
id = "id"
lead = "lead"
status = "status"
created = "criado"
won = "fim"
lost = "fim"
"#;
    let room = room("pt-BR", "");
    let text = room.text("acordo.toml");
    fs::write(room.path("acordo.toml"), format!("{text}{source}")).unwrap();
    fs::write(room.path("leads.csv"), csv(&[["13/11/2026", "", ""]])).unwrap();
    let deals = |end: &str| {
        format!(
            "id;lead;status;criado;fim\n1;1;open;14/11/2026;15/12/2026\n2;1;won;14/11/2026;{end}\n"
        )
    };
    fs::write(room.path("deals.csv"), deals("20/11/2026")).unwrap();
    let expected = outcome(&room, room.acordo(RUN));
    assert!(expected.exit == 0 && !expected.says("future-rows"), "{}", expected.told);
    // A sale to come is no plan: somebody's clock or hand is wrong.
    fs::write(room.path("deals.csv"), deals("20/12/2026")).unwrap();
    let file = fs::File::options().write(true).open(room.path("deals.csv")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_hours(498_660)).unwrap();
    let found = outcome(&room, room.acordo(RUN));
    assert!(found.says("future-rows"), "{}", found.told);
}

#[test]
fn numbers_of_the_agreement_have_no_point_between_thousands() {
    for (line, right) in [
        ("sales = 1.000", "1000"),
        ("revenue = 500.000", "500000"),
        ("target = 1.200", "1200"),
        ("people = 2.500", "2500"),
    ] {
        for language in ["pt-BR", "en"] {
            let room = room(language, "");
            let text = room.text("acordo.toml");
            let text = match line.split(' ').next().unwrap() {
                "sales" => text.replace("sales = 3", line),
                "target" => text.replace("target = 10\n", &format!("{line}\n")),
                _ => text.replace("sales = 3", &format!("sales = 3\n{line}")),
            };
            fs::write(room.path("acordo.toml"), text).unwrap();
            let told = room.acordo("check");
            assert_eq!(told.exit, 3, "{line}: {}", told.stderr);
            assert!(told.stderr.contains(right), "{line}: {}", told.stderr);
        }
    }
    let room = room("pt-BR", "");
    let text = room.text("acordo.toml").replace("09:00-18:00", "22:00-06:00");
    fs::write(room.path("acordo.toml"), text).unwrap();
    let told = room.acordo("check");
    assert!(told.exit == 3 && told.stderr.contains("00:00-06:00"), "{}", told.stderr);
}
