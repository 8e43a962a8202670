//! Each kind of what people and tools write into exports, in every format: the same cells give the same numbers.

use std::fs;

use crate::made::{FORMATS, Made, ods, xls, xlsb, xlsx};
use crate::room::Room;
use crate::support::agreement::with_revenue;

use Made::{Day, Number, Shown, Text};

const RUN: &str = "run --as-of 2026-11-23T08:00 --no-mail";
const HEAD: [&str; 7] = ["Código", "E-mail", "Fone", "Entrega", "Venda", "Valor", "Campanha"];
const COLUMNS: &str = r#"
cut-off = "none"
max-set-aside = "90%"
[source.columns]
id = "Código"
email = "E-mail"
phone = "Fone"
delivered = "Entrega"
won = "Venda"
value = "Valor"
campaign = "Campanha"
"#;

/// What a kind must come to: leads handed over in the month, their revenue, and the code of what is said. Its rows are a source of their own, told apart by
/// the campaign: all kinds are read in one run a format.
struct Kind {
    name: &'static str,
    rows: Vec<[Made; 6]>,
    leads: f64,
    revenue: f64,
    says: &'static str,
}

const NO: Made = Text("");
const DAY: Made = Text("13/11/2026");

fn keyed(emails: &[&'static str], phones: &[Made]) -> Vec<[Made; 6]> {
    const IDS: [&str; 4] = ["N-1", "N-2", "N-3", "N-4"];
    let cells = emails.iter().map(|own| (Text(own), NO)).chain(phones.iter().map(|own| (NO, *own)));
    IDS.iter()
        .zip(cells)
        .map(|(id, (email, phone))| [Text(id), email, phone, DAY, NO, NO])
        .collect()
}

fn dated(days: &[Made]) -> Vec<[Made; 6]> {
    let row = |(id, day): (u32, &Made)| [Number(f64::from(id)), NO, NO, *day, NO, NO];
    (1..).zip(days).map(row).collect()
}

fn sold(values: &[Made]) -> Vec<[Made; 6]> {
    let row = |(id, value): (u32, &Made)| {
        [Number(f64::from(id)), NO, NO, DAY, Text("14/11/2026"), *value]
    };
    (1..).zip(values).map(row).collect()
}

fn row(cells: [&'static str; 6]) -> [Made; 6] {
    cells.map(Text)
}

fn kinds() -> Vec<Kind> {
    let of = |name, rows, leads, revenue, says| Kind { name, rows, leads, revenue, says };
    let broken = ["naotem@x.com", "nao@tem.com", "sem@email.com"];
    let ids = vec![
        [Text("7"), NO, NO, DAY, NO, NO],
        [Number(7.0), NO, NO, DAY, NO, NO],
        [Text("007"), NO, NO, DAY, NO, NO],
    ];
    let cells = vec![
        of(
            "addresses in texts",
            keyed(&["Ana <a@x.com>", "mailto:A@X.com", "b@x.com / a@x.com"], &[]),
            1.0,
            0.0,
            "",
        ),
        of("addresses of two", keyed(&["c@x.com", "d@x.com"], &[]), 2.0, 0.0, ""),
        of("addresses of nobody", keyed(&broken, &[]), 3.0, 0.0, ""),
        of(
            "phones",
            keyed(
                &[],
                &[
                    Text("(11) 98765-4321"),
                    Number(11_987_654_321.0),
                    Text("+55 11 98765-4321 (zap)"),
                ],
            ),
            1.0,
            0.0,
            "",
        ),
        of(
            "phones with decimals",
            keyed(&[], &[Text("11987654322.0"), Text("5511987654322")]),
            1.0,
            0.0,
            "",
        ),
        of(
            "phones that were rounded",
            keyed(&[], &[Text("5,5E+12"), Text("5,5E+12")]),
            2.0,
            0.0,
            "key-lost-digits",
        ),
        of("ids", ids, 2.0, 0.0, ""),
        of("days, the day first", dated(&["13/11/2026", "05/11/2026"].map(Text)), 2.0, 0.0, ""),
        of("days, the month first", dated(&["11/13/2026", "11/05/2026"].map(Text)), 2.0, 0.0, ""),
        of("days of a workbook", dated(&[Day(46_329.0), Day(46_339.0)]), 2.0, 0.0, ""),
        of("days as numbers", dated(&[Number(46_329.0), Text("46339")]), 2.0, 0.0, ""),
        of(
            "days in words",
            dated(&[
                Text("3 de novembro de 2026"),
                Text("04/11/2026 às 14h30"),
                Text("Nov 5, 2026 2:30 PM"),
            ]),
            3.0,
            0.0,
            "",
        ),
        of("days that are none", dated(&[DAY, Text("ontem")]), 1.0, 0.0, "relative-dates"),
        of(
            "amounts",
            sold(&[Text("R$ 1.234,56"), Number(100.0), Text("1,2 mil")]),
            3.0,
            2534.56,
            "",
        ),
        of(
            "amounts of elsewhere",
            sold(&[Number(100.0), Shown(50.0, 0), Shown(5.0, 3)]),
            3.0,
            105.0,
            "other-currency",
        ),
    ];
    cells.into_iter().chain(shapes()).collect()
}

/// Rows that are none, among those that are.
fn shapes() -> [Kind; 2] {
    let among = vec![
        row(["N-1", "", "", "13/11/2026", "14/11/2026", "10"]),
        [HEAD[0], HEAD[1], HEAD[2], HEAD[3], HEAD[4], HEAD[5]].map(Text),
        row(["Novembro", "", "", "", "", ""]),
        row(["N-2", "", "", "13/11/2026", "14/11/2026", "20"]),
        row(["Total", "", "", "", "", "30"]),
    ];
    let below = vec![
        row(["N-1", "", "", "13/11/2026", "14/11/2026", "10"]),
        row(["N-2", "", "", "13/11/2026", "14/11/2026", "20"]),
        row([""; 6]),
        row(["Origem", "Leads", "Custo", "Meta", "", ""]),
        row(["Google", "3", "100", "5", "", ""]),
        row(["Facebook", "1", "50", "2", "", ""]),
    ];
    let of = |name, rows| Kind { name, rows, leads: 2.0, revenue: 30.0, says: "" };
    [of("rows among rows", among), of("a table below", below)]
}

/// A cell as text writes it.
fn written(cell: &Made) -> String {
    match cell {
        Text(text) => (*text).to_owned(),
        Number(number) => number.to_string(),
        Shown(number, format) => {
            format!("{} {number},00", FORMATS[usize::from(*format)].1.unwrap_or_default())
        }
        Day(day) => (chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap()
            + chrono::Duration::days(day.to_string().parse().unwrap()))
        .format("%d/%m/%Y")
        .to_string(),
    }
}

/// How many formats there are: two of them are pages, two each of `.xlsx` and `.xls`.
const FORMS: usize = 9;

/// A table in one of the formats, with its ending.
fn file(table: &[Vec<Made>], form: usize) -> (&'static str, Vec<u8>) {
    let line = |cells: &Vec<Made>, between: &str| {
        cells.iter().map(written).collect::<Vec<_>>().join(between)
    };
    let lines: Vec<String> = table.iter().map(|cells| line(cells, ";")).collect();
    let plain = |text: String| text.replace('<', "&lt;").replace('\u{0}', "<td>");
    let rows = table.iter().map(|cells| format!("<tr><td>{}", plain(line(cells, "\u{0}"))));
    let page = format!("<html><meta charset=utf-8><table>{}</table>", rows.collect::<String>());
    let xml = |rows: String| rows.replace("Ana <a@x.com>", "Ana &lt;a@x.com&gt;");
    match form {
        0 => ("csv", lines.join("\n").into_bytes()),
        1 => ("xlsx", xlsx::Book::of(&xml(xlsx::rows(table, 1, true))).bytes()),
        2 => ("xlsx", xlsx::Book::of(&xml(xlsx::rows(table, 1, false))).bytes()),
        3 => ("xlsb", xlsb::book(&[("Plan1", 0, "worksheets", table)])),
        4 => ("xls", xls::book("Workbook", table)),
        5 => ("xls", xls::short(table)),
        6 => ("ods", ods::book(&xml(ods::rows(table)))),
        7 => ("html", page.into_bytes()),
        _ => ("xls", page.into_bytes()),
    }
}

/// The promises and sources of all kinds, with the ending of their files.
fn agreement(kinds: &[Kind], ending: &str) -> String {
    let (mut promises, mut sources) = (String::new(), String::new());
    for (at, Kind { name, .. }) in kinds.iter().enumerate() {
        for (team, metric) in [("marketing", "leads-delivered"), ("both", "revenue-won")] {
            promises += &format!(
                "[[commitment]]\nid = \"k{at}-{metric}\"\nteam = \"{team}\"\nmetric = \"{metric}\"\ntarget = 10\nwhere = {{ campaign = \"{name}\" }}\n"
            );
        }
        sources += &format!(
            "[[source]]\nname = \"k{at}\"\ntable = \"leads\"\nfiles = [\"k{at}.{ending}\"]{COLUMNS}"
        );
    }
    with_revenue("pt-BR", &(promises + &sources))
}

/// The table of a kind: a row that says anything of a lead says its campaign.
fn table(kind: &Kind) -> Vec<Vec<Made>> {
    let row = |cells: &[Made; 6]| {
        let is_head = matches!(cells, [Text("Código"), ..]);
        let is_stray = matches!(
            cells,
            [Text("Total" | "Novembro" | "Origem" | "Google" | "Facebook" | ""), ..]
        );
        let campaign = match () {
            () if is_head => HEAD[6],
            () if is_stray => "",
            () => kind.name,
        };
        cells.iter().copied().chain([Text(campaign)]).collect()
    };
    [HEAD.map(Text).to_vec()].into_iter().chain(kind.rows.iter().map(row)).collect()
}

#[test]
fn every_kind_of_cell_and_sheet_says_the_same_in_every_format() {
    let (kinds, mut wrong) = (kinds(), Vec::new());
    for form in 0..FORMS {
        let room = Room::empty();
        let mut ending = "";
        for (at, kind) in kinds.iter().enumerate() {
            let (own, bytes) = file(&table(kind), form);
            fs::write(room.path(&format!("k{at}.{own}")), bytes).unwrap();
            ending = own;
        }
        fs::write(room.path("acordo.toml"), agreement(&kinds, ending)).unwrap();
        let told = room.acordo(RUN);
        assert_eq!(told.exit, 0, "{ending} {form}: {}", told.stderr);
        let summary = room.json("reports/acordo.json");
        let said = summary["warnings"].as_array().unwrap();
        for (at, kind) in kinds.iter().enumerate() {
            let actual = |own: usize| summary["commitments"][2 + 2 * at + own]["actual"].as_f64();
            let own = said.iter().filter(|own| own["source"] == format!("k{at}"));
            let codes: Vec<&str> = own.filter_map(|own| own["code"].as_str()).collect();
            let is_said = kind.says.is_empty() || codes.contains(&kind.says);
            let found = (actual(0), actual(1).unwrap_or_default());
            if found != (Some(kind.leads), kind.revenue) || !is_said {
                wrong.push(format!("{} in {ending} ({form}): {found:?} {codes:?}", kind.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
