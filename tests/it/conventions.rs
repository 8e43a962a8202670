//! How a file writes its numbers and dates is read from the file, whatever language anybody asked for; where nothing tells, it is said.

use std::fs;

use serde_json::Value;

use crate::room::Room;
use crate::support::agreement::with_revenue;

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const SOURCE: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
cut-off = "none"
[source.columns]
id = "id"
delivered = "entrega"
won = "venda"
value = "valor"
"#;

/// Revenue and warnings of a file in which the column of values stands before another one.
fn read(text: &str, language: &str) -> (Option<f64>, Vec<Value>) {
    let room = Room::empty();
    let agreement = with_revenue(language, SOURCE)
        .replace("timezone =", &format!("numbers = \"{language}\"\ntimezone ="));
    fs::write(room.path("acordo.toml"), agreement).unwrap();
    fs::write(room.path("leads.csv"), text).unwrap();
    let told = room.acordo(RUN);
    assert_eq!(told.exit, 0, "{}", told.stderr);
    let summary = room.json("reports/acordo.json");
    let warnings = summary["warnings"].as_array().unwrap().clone();
    (summary["commitments"][1]["actual"].as_f64(), warnings)
}

fn coded<'a>(warnings: &'a [Value], code: &str) -> Vec<&'a Value> {
    warnings.iter().filter(|warning| warning["code"] == code).collect()
}

fn sales(other: &str, rows: &[[&str; 2]]) -> String {
    let line = |(id, [value, beside]): (usize, &[&str; 2])| {
        format!("{id};2026-11-13;2026-11-14;{value};{beside}\n")
    };
    format!("id;entrega;venda;valor;{other}\n") + &(1..).zip(rows).map(line).collect::<String>()
}

#[test]
fn another_column_of_the_file_shows_which_mark_parts_decimals() {
    let cases = [
        ("Comissão", [["1.234", "12,50"], ["900", "3,00"]], 2_134.0),
        ("Comissão", [["1.234", "R$ 1.012,50"], ["900", ""]], 2_134.0),
        ("Score", [["1,234", "12.5"], ["900", "3.25"]], 2_134.0),
        ("Fee", [["1,234", "US$ 1,012.50"], ["900", ""]], 2_134.0),
        ("Fee", [["1,234", "12.5"], ["0.50", "3"]], 1_234.5),
    ];
    for (other, rows, sum) in cases {
        for language in ["pt-BR", "en"] {
            let (revenue, warnings) = read(&sales(other, &rows), language);
            assert_eq!(revenue, Some(sum), "{other} {rows:?} {language}");
            let said = coded(&warnings, "numbers-by-agreement").len()
                + coded(&warnings, "ambiguous-numbers").len();
            assert_eq!(said, 0, "{other} {rows:?} {language}: {warnings:?}");
        }
    }
}

/// Where the cents are shown, an amount with three decimals may be thousands of who writes otherwise.
#[test]
fn an_amount_of_money_has_no_three_decimals_unless_others_have() {
    for (other, rows, sum, is_said) in [
        ("Fee", [["12.500", "1,012.50"], ["900", "3"]], 900.0, true),
        ("Fee", [["12.500", ""], ["4,997.50", ""]], 4_997.5, true),
        ("Taxa", [["12,500", ""], ["R$ 4.997,50", ""]], 4_997.5, true),
        ("Taxa", [["1.234", "1.012,50"], ["12,500", "3"]], 1_234.0, true),
        ("Fee", [["12.500", ""], ["0.250", ""]], 12.75, false),
        ("Taxa", [["12,500", ""], ["1234,120", ""]], 1_246.62, false),
    ] {
        for language in ["pt-BR", "en"] {
            let (revenue, warnings) = read(&sales(other, &rows), language);
            assert_eq!(revenue, Some(sum), "{rows:?} {language}");
            let said = coded(&warnings, "ambiguous-numbers").len();
            assert_eq!(said > 0, is_said, "{rows:?} {language}: {warnings:?}");
        }
    }
}

/// Dates, phones, versions and ids are no amounts, whatever marks they have.
#[test]
fn what_is_no_amount_shows_nothing() {
    for [first, second] in [
        ["13.11.2026", "14.11.2026"],
        ["11.98765.4321", "11.98765.4322"],
        ["v1,5", "v1,6"],
        ["ana, 12,5", "bia, 13,5"],
        ["", ""],
        ["1.234", "2.345"],
    ] {
        let rows = [["1.234", first], ["900", second]];
        let (revenue, warnings) = read(&sales("Outra", &rows), "pt-BR");
        assert_eq!(revenue, Some(2_134.0), "{first}");
        let said = coded(&warnings, "numbers-by-agreement");
        assert_eq!(said.len(), 1, "{first}: {warnings:?}");
        assert_eq!((&said[0]["value"], &said[0]["n"]), (&"1.234".into(), &"1".into()), "{first}");
        let (revenue, warnings) = read(&sales("Outra", &rows), "en");
        assert_eq!(revenue, Some(900.0), "{first}");
        assert_eq!(coded(&warnings, "ambiguous-numbers").len(), 1, "{first}: {warnings:?}");
    }
}

/// What a proposal makes of exports: the agreement's way of numbers, and the marks its sources are read with.
fn proposed(files: &[(&str, &str)], language: &str) -> (String, Vec<String>) {
    let room = Room::empty();
    files.iter().for_each(|(name, text)| fs::write(room.path(name), text).unwrap());
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    room.done(&format!("init --toml . --language {language} --from {}", names.join(" ")));
    let text = room.text("acordo.toml");
    let value = |line: &str| line.split('"').nth(1).unwrap().to_owned();
    let numbers = text.lines().find(|line| line.starts_with("numbers ")).map(value).unwrap();
    let read =
        text.lines().filter(|line| line.starts_with("dates = ") || line.starts_with("decimal = "));
    (numbers, read.map(|line| line.split("  ").next().unwrap().to_owned()).collect())
}

#[test]
fn the_language_of_the_proposal_does_not_change_how_exports_are_read() {
    let day_first = "Código;E-mail;Entregue em;Vendido em;Valor\n1;a@x.com;13/11/2026;14/11/2026;1.234\n2;b@x.com;03/11/2026;;900\n";
    let comma = "Código;E-mail;Entregue em;Vendido em;Valor\n1;a@x.com;03/11/2026;04/11/2026;1.234,50\n2;b@x.com;03/11/2026;;900\n";
    let month_first = "Id;Email;Delivered on;Sold on;Amount\n1;a@x.com;11/13/2026;11/14/2026;1,234\n2;b@x.com;11/03/2026;;900\n";
    let open = "Código;E-mail;Entregue em\n1;a@x.com;03/11/2026\n2;b@x.com;04/11/2026\n";
    for (name, text, numbers, read) in [
        ("a.csv", day_first, "pt-BR", vec!["decimal = \",\""]),
        ("b.csv", comma, "pt-BR", vec!["dates = \"dmy\""]),
        ("c.csv", month_first, "en", vec!["decimal = \".\""]),
    ] {
        for language in ["pt-BR", "en"] {
            let found = proposed(&[(name, text)], language);
            let expected = read.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
            assert_eq!(found, (numbers.to_owned(), expected), "{name} {language}");
        }
    }
    // One export that proves it stands for those beside it.
    let both = [("open.csv", open), ("proof.csv", day_first)];
    assert_eq!(proposed(&both, "en").0, "pt-BR");
    // Where none does, the language is all there is: it is asked.
    assert_eq!(
        proposed(&[("open.csv", open)], "en"),
        ("en".into(), vec!["dates = \"mdy\"".into()])
    );
    assert_eq!(proposed(&[("open.csv", open)], "pt-BR").1, ["dates = \"dmy\""]);
}

#[test]
fn a_recurring_value_is_told_in_its_own_currency() {
    let told = |header: &str, currency: &str, values: [&str; 2]| {
        let room = Room::empty();
        let source =
            SOURCE.replace("[source.columns]", "extra = [\"recurring-value\"]\n[source.columns]");
        let source = format!("{source}recurring-value = \"{header}\"\n");
        fs::write(room.path("acordo.toml"), with_revenue("pt-BR", &source)).unwrap();
        let rows: String = (1..)
            .zip(values)
            .map(|(id, value)| format!("{id};2026-11-13;2026-11-14;10;{value};{currency}\n"))
            .collect();
        let text = format!("id;entrega;venda;valor;{header};Moeda\n{rows}");
        fs::write(room.path("leads.csv"), text).unwrap();
        let told = room.acordo(RUN);
        assert_eq!(told.exit, 0, "{}", told.stderr);
        let summary = room.json("reports/acordo.json");
        let warnings = summary["warnings"].as_array().unwrap().clone();
        coded(&warnings, "recurring-value")
            .iter()
            .map(|warning| {
                ["n", "sum", "currency"]
                    .map(|key| warning[key].as_str().unwrap().to_owned())
                    .join(" ")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(told("Mensal", "", ["100,50", "0"]), ["1 100.50 BRL"]);
    assert_eq!(told("Mensal", "USD", ["100,50", "20"]), ["2 120.50 USD"]);
    assert_eq!(told("Mensal", "", ["US$ 100,50", "20"]), ["1 20.00 BRL", "1 100.50 USD"]);
    assert_eq!(told("Mensal (EUR)", "", ["100,50", "20"]), ["2 120.50 EUR"]);
    assert_eq!(told("Mensal", "", ["$ 100,50", "0"]), ["1 100.50 $"]);
    assert_eq!(told("Mensal", "", ["0,00", "0"]), [""; 0]);
}
