//! Exports as pages of HTML: every table that goes on with the first is read, and one as wide that does not is said.

use std::fs;

use serde_json::Value;

use crate::room::Room;
use crate::support::agreement::{SOLD as SOURCE, with_revenue};

const HEAD: &str = "<tr><th>id<th>email<th>entrega<th>venda<th>valor</tr>";

fn row(n: u32) -> String {
    format!(
        "<tr><td>N-{n}</td><td>l{n}@bom.test</td><td>03/11/2026 09:{n:02}</td><td>04/11/2026</td><td>10,50</td></tr>"
    )
}

fn rows(from: u32, to: u32) -> String {
    (from..=to).map(row).collect()
}

fn run(page: &str, language: &str) -> Value {
    let room = Room::empty();
    fs::write(room.path("acordo.toml"), with_revenue(language, SOURCE)).unwrap();
    fs::write(room.path("leads.xls"), page).unwrap();
    let told = room.acordo("run --as-of 2026-11-23T08:00 --no-mail");
    assert_eq!(told.exit, 0, "{page}: {told:?}");
    room.json("reports/acordo.json")
}

/// What is said of tables that are not read: rows, and the first of them.
fn unread(summary: &Value) -> Option<[&str; 2]> {
    let mut all = summary["warnings"].as_array().into_iter().flatten();
    let own = all.find(|own| own["code"] == "other-tables")?;
    Some(["n", "row"].map(|key| own[key].as_str().unwrap()))
}

/// Forty leads of 10.50 each, however the page parts them.
#[test]
fn the_rows_of_a_table_in_parts_are_all_read() {
    let (first, second, last) = (rows(1, 20), rows(21, 40), rows(36, 40));
    let more = rows(6, 40);
    let t = |rows: &str| format!("<table>{rows}</table>");
    let pages: [(&str, String); 12] = [
        ("one", t(&[HEAD, &first, &second].concat())),
        ("two with the header", t(&[HEAD, &first].concat()) + &t(&[HEAD, &second].concat())),
        ("two with one header", t(&[HEAD, &first].concat()) + &t(&second)),
        ("the second is longer", t(&[HEAD, &rows(1, 5)].concat()) + &t(&[HEAD, &more].concat())),
        ("longer, without a header", t(&[HEAD, &rows(1, 5)].concat()) + &t(&more)),
        (
            "three with titles",
            [&first, &rows(21, 35), &last]
                .map(|rows| t(&format!("<tr><td colspan=5>Página</td></tr>{HEAD}{rows}")))
                .concat(),
        ),
        (
            "within a cell",
            t(&format!("{HEAD}{first}<tr><td colspan=5>{}</td></tr>{last}", t(&rows(21, 35)))),
        ),
        ("within a layout", t(&format!("<tr><td>{}{}", t(&format!("{HEAD}{first}")), t(&second)))),
        ("ended too early", t(&format!("{HEAD}{first}</table>{second}"))),
        ("ended twice", t(&format!("{HEAD}{first}</table></table>{second}"))),
        ("never ended", format!("<table>{HEAD}{first}<table>{second}</table>")),
        ("with headings between", t(&format!("{HEAD}{first}")) + "<h2>Página 2</h2>" + &t(&second)),
    ];
    for (what, page) in pages {
        for language in ["pt-BR", "en"] {
            let summary = run(&format!("<html><body>{page}</body></html>"), language);
            let actual = [0, 1].map(|at| summary["commitments"][at]["actual"].as_f64().unwrap());
            assert_eq!(actual.map(|n| n.to_string()), ["40", "420"], "{what}");
            assert_eq!(unread(&summary), None, "{what}");
        }
    }
}

/// A table as wide under other names may hold leads: nobody reads it unasked, and nobody passes over it in silence.
#[test]
fn a_table_as_wide_under_another_header_is_said() {
    let own = format!("<table>{HEAD}{}</table>", rows(1, 20));
    let moved = HEAD.replace("<th>entrega<th>venda", "<th>venda<th>entrega");
    let words = "<tr><td>Origem<td>Canal<td>Dono<td>Etapa<td>Nota</tr>";
    let menu = "<table><tr><td>Início<td>Sair</tr></table>";
    let of_words = "<tr><td>Site<td>Meta<td>Ana<td>Novo<td>boa</tr>";
    for (what, other, expected) in [
        ("columns in another order", format!("{moved}{}", rows(21, 23)), Some(["4", "22"])),
        ("other columns", words.to_owned() + of_words, Some(["2", "22"])),
        ("words alone", of_words.repeat(3), Some(["3", "22"])),
        ("one row", words.to_owned(), Some(["1", "22"])),
        ("a narrow one", "<tr><td>Total<td>20</tr>".to_owned(), None),
        ("one of no cell", "<tr></tr>".to_owned(), None),
    ] {
        let summary = run(&format!("{own}<table>{other}</table>"), "pt-BR");
        assert_eq!(unread(&summary), expected, "{what}");
        assert_eq!(summary["commitments"][0]["actual"], 20.0, "{what}");
    }
    let above = format!("{menu}<table>{words}{of_words}</table>{own}");
    let summary = run(&above, "en");
    assert_eq!(unread(&summary), Some(["2", "2"]), "above the table that is read");
    assert_eq!(summary["commitments"][0]["actual"], 20.0);
}

/// Leads, revenue and the codes of what is said of a page's rows, in both languages.
fn came_to(rows: &str, what: &str) -> Vec<(f64, f64, Vec<String>)> {
    ["pt-BR", "en"]
        .map(|language| {
            let page = format!("<html><body><table>{rows}</table></body></html>");
            let summary = run(&page, language);
            let actual = |at: usize| summary["commitments"][at]["actual"].as_f64().expect(what);
            let codes = summary["warnings"].as_array().into_iter().flatten();
            let codes = codes.map(|own| own["code"].as_str().unwrap().to_owned()).collect();
            (actual(0), actual(1), codes)
        })
        .into()
}

#[test]
fn whole_lines_in_the_cells_of_a_page_are_its_rows() {
    let lines = [
        ["id", "email", "entrega", "venda", "valor"],
        ["N-1", "l1@bom.test", "13/11/2026 10:00", "14/11/2026", "10"],
        ["N-2", "l2@bom.test", "13/11/2026 10:05", "14/11/2026", "20"],
        ["N-3", "l3@bom.test", "16/11/2026", "17/11/2026", "30"],
    ];
    for (what, delimiter, start) in [
        ("semicolons", ";", "<tr><td>"),
        ("commas", ",", "<tr><td>"),
        ("bars", "|", "<tr><td>"),
        (
            "as LibreOffice writes them",
            ";",
            "<tr>\n<td height=\"17\" align=\"left\"><font face=\"Arial\">",
        ),
        ("over columns", ";", "<tr><td colspan=4>"),
    ] {
        let row = |(at, cells): (usize, &[&str; 5])| {
            let start =
                if at == 0 { start } else { start.rsplit_once("<tr>").map_or(start, |own| own.1) };
            format!(
                "{}{start}{}</td></tr>",
                if at == 0 { "" } else { "<tr>" },
                cells.join(delimiter)
            )
        };
        let rows: String = lines.iter().enumerate().map(row).collect();
        for (leads, revenue, _) in came_to(&rows, what) {
            assert_eq!((leads, revenue), (3.0, 60.0), "{what}");
        }
    }
}

/// `LibreOffice` writes the number that a cell was made of beside what its format shows; what is no plain number is read as it is shown.
#[test]
fn the_number_behind_a_cell_counts_where_its_format_hides_digits() {
    for (number, format, shown, revenue) in [
        ("1500.5", "#,##0", "1,501", 1_500.5),
        ("1500.5", "", "1500.5", 1_500.5),
        ("2000123", "0.00E+00", "2.00E+06", 2_000_123.0),
        ("1234", "#,##0", "1.234", 1_234.0),
        ("99.9", "0", "100", 99.9),
        ("250", "[$R$-416] #,##0.00", "R$ 250,00", 250.0),
        ("46340", "DD", "13", 13.0),
        ("0.5", "0%", "50", 50.0),
        ("7", "", "0007", 7.0),
        ("x", "", "12", 12.0),
    ] {
        let value = format!("<td sdval=\"{number}\" sdnum=\"1046;0;{format}\">{shown}");
        let rows =
            format!("{HEAD}<tr><td>N-1<td>l1@bom.test<td>13/11/2026<td>14/11/2026{value}</tr>");
        for (leads, found, codes) in came_to(&rows, shown) {
            assert_eq!((leads, found), (1.0, revenue), "{number} {format} {shown} {codes:?}");
        }
    }
}

/// A cell that reaches down over a total says nothing of it; over a row of its group it does.
#[test]
fn a_total_below_a_cell_that_spans_rows_is_none() {
    let lead = |n: u32, last: &str| {
        format!("<tr><td>N-{n}<td>l{n}@bom.test<td>13/11/2026<td>14/11/2026{last}</tr>")
    };
    for (what, rows) in [
        (
            "at the end",
            lead(1, "<td rowspan=3>30") + &lead(2, "") + "<tr><td>Total<td><td>2<td>2</tr>",
        ),
        (
            "beyond the table",
            lead(1, "<td rowspan=9>30") + &lead(2, "") + "<tr><td>Total<td>2</tr>",
        ),
        (
            "within",
            lead(1, "<td rowspan=2>30") + "<tr><td>Subtotal<td><td>1</tr>" + &lead(2, "<td>30"),
        ),
        (
            "in words",
            lead(1, "<td rowspan=3>30") + &lead(2, "") + "<tr><td>Grand total<td><td>2</tr>",
        ),
        (
            "under two",
            "<tr><td>N-1<td>l1@bom.test<td>13/11/2026<td rowspan=3>14/11/2026<td rowspan=3>30</tr>\
             <tr><td>N-2<td>l2@bom.test<td>13/11/2026</tr><tr><td>Soma do mês<td><td>2</tr>"
                .to_owned(),
        ),
    ] {
        for (leads, revenue, codes) in came_to(&(HEAD.to_owned() + &rows), what) {
            assert_eq!((leads, revenue), (2.0, 60.0), "{what} {codes:?}");
            assert!(!codes.contains(&"bad-dates".to_owned()), "{what} {codes:?}");
        }
    }
    let company = lead(1, "<td rowspan=2>30")
        + "<tr><td>Total Express<td>l2@bom.test<td>13/11/2026<td>14/11/2026</tr>";
    for (leads, revenue, _) in came_to(&(HEAD.to_owned() + &company), "a company") {
        assert_eq!((leads, revenue), (2.0, 60.0));
    }
}
