//! Sheets as people lay them out: merged cells, hidden rows, heads of two rows.

use std::fs;

use serde_json::Value;

use crate::made::{Made, ods, xls, xlsb, xlsx};
use crate::room::Room;

use Made::{Number, Text};

/// What `inspect` sees of a file.
fn seen(room: &Room, name: &str, bytes: &[u8]) -> Value {
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo(&format!("inspect --rows 9 --json {name}"));
    serde_json::from_str::<Value>(&told.stdout).unwrap_or_else(|_| panic!("{name}: {told:?}"))["files"]
        [0]
        .take()
}

/// A canonical field of the first rows.
fn field(seen: &Value, field: &str) -> Vec<String> {
    let rows = seen["first_rows"].as_array().unwrap_or_else(|| panic!("{seen:#}"));
    rows.iter().map(|row| row[field].as_str().unwrap_or("").to_owned()).collect()
}

fn doubts(seen: &Value, code: &str) -> usize {
    seen["doubts"].as_array().unwrap().iter().filter(|doubt| doubt["code"] == code).count()
}

/// A title over all columns, the head, five leads: a source over the first three, another over the last two, amounts over two of them.
fn table() -> Vec<Vec<Made>> {
    let row = |cells: [Made; 5]| cells.to_vec();
    vec![
        row(["Leads de novembro", "", "", "", ""].map(Text)),
        row(["ID", "E-mail", "Origem do lead", "Criado em", "Valor"].map(Text)),
        row([Number(1.0), Text("a@x.com"), Text("Google"), Text("13/11/2026"), Number(10.0)]),
        row([Number(2.0), Text("b@x.com"), Text(""), Text("14/11/2026"), Text("")]),
        row([Number(3.0), Text("c@x.com"), Text(""), Text("15/11/2026"), Number(7.0)]),
        row([Number(4.0), Text("d@x.com"), Text("Site"), Text("16/11/2026"), Number(8.0)]),
        row([Number(5.0), Text("e@x.com"), Text(""), Text("17/11/2026"), Number(9.0)]),
    ]
}

/// First and last row, first and last column.
const MERGED: [[u32; 4]; 4] = [[0, 0, 0, 4], [2, 4, 2, 2], [5, 6, 2, 2], [2, 3, 4, 4]];

fn page() -> Vec<u8> {
    let cells = [
        "<td colspan=5>Leads de novembro",
        "<td>ID<td>E-mail<td>Origem do lead<td>Criado em<td>Valor",
        "<td>1<td>a@x.com<td rowspan=3>Google<td>13/11/2026<td rowspan=2>10",
        "<td>2<td>b@x.com<td>14/11/2026",
        "<td>3<td>c@x.com<td>15/11/2026<td>7",
        "<td>4<td>d@x.com<td rowspan=2>Site<td>16/11/2026<td>8",
        "<td>5<td>e@x.com<td>17/11/2026<td>9",
    ];
    format!("<html><table><tr>{}</table></html>", cells.join("<tr>")).into_bytes()
}

fn sheet_of_xlsx(rows: &str) -> Vec<u8> {
    let merged = "<mergeCells count=\"4\"><mergeCell ref=\"A1:E1\"/><mergeCell ref=\"C3:C5\"/><mergeCell ref=\"C6:C7\"/><mergeCell ref=\"E3:E4\"/></mergeCells>";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let sheet =
        format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData>{merged}</worksheet>");
    xlsx::Book::of(&sheet).bytes()
}

/// The same as the program writes it that most others follow; the rows from `hidden` on are hidden.
fn written(hidden: &[u32]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let (sheet, plain) = (book.add_worksheet(), rust_xlsxwriter::Format::new());
    for (row, cells) in (0_u32..).zip(table()) {
        for (column, made) in (0_u16..).zip(cells) {
            match made {
                Text(words) => sheet.write(row, column, words),
                Number(number) | Made::Day(number) | Made::Shown(number, _) => {
                    sheet.write(row, column, number)
                }
            }
            .unwrap();
        }
    }
    sheet.merge_range(2, 2, 4, 2, "Google", &plain).unwrap();
    sheet.merge_range(5, 2, 6, 2, "Site", &plain).unwrap();
    sheet.merge_range(2, 4, 3, 4, "", &plain).unwrap().write(2, 4, 10.0).unwrap();
    for row in hidden {
        sheet.set_row_hidden(*row).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn sheet_of_ods() -> Vec<u8> {
    let spanned = |word: &str, rows: u32, columns: u32| {
        format!(
            "<table:table-cell table:number-rows-spanned=\"{rows}\" table:number-columns-spanned=\"{columns}\" office:value-type=\"string\"><text:p>{word}</text:p></table:table-cell>"
        )
    };
    let covered = || "<table:covered-table-cell/>".to_owned();
    let row = |cells: [&str; 5]| {
        let cell = |(at, word): (usize, &str)| match (at, word) {
            (_, "") => covered(),
            (2, "Google") => spanned(word, 3, 1),
            (2, "Site") | (4, "10") => spanned(word, 2, 1),
            (_, word) => ods::text(word),
        };
        ods::row(&cells.into_iter().enumerate().map(cell).collect::<Vec<_>>())
    };
    let title = ods::row(&[spanned("Leads de novembro", 1, 5), covered(), covered()]);
    let rows = [
        ["ID", "E-mail", "Origem do lead", "Criado em", "Valor"],
        ["1", "a@x.com", "Google", "13/11/2026", "10"],
        ["2", "b@x.com", "", "14/11/2026", ""],
        ["3", "c@x.com", "", "15/11/2026", "7"],
        ["4", "d@x.com", "Site", "16/11/2026", "8"],
        ["5", "e@x.com", "", "17/11/2026", "9"],
    ];
    ods::book(&format!("{title}{}", rows.map(row).concat()))
}

#[test]
fn a_cell_merged_over_rows_counts_for_each() {
    let room = Room::empty();
    let rows = xlsx::rows(&table(), 1, true);
    let rich =
        rows.replace("<is><t>Google</t></is>", "<is><r><t>Goo</t></r><r><t>gle</t></r></is>");
    let narrow = MERGED.map(|region| region.map(|at| u16::try_from(at).unwrap()));
    let files = [
        ("a.xlsx", sheet_of_xlsx(&rows)),
        ("rich.xlsx", sheet_of_xlsx(&rich)),
        ("written.xlsx", written(&[])),
        ("a.xls", xls::merged(&table(), &narrow)),
        ("a.xlsb", xlsb::shaped(&table(), &MERGED, &[])),
        ("a.ods", sheet_of_ods()),
        ("page.xls", page()),
    ];
    for (name, bytes) in files {
        let seen = seen(&room, name, &bytes);
        assert_eq!(
            (&seen["header_row"], &seen["rows"]),
            (&2.into(), &5.into()),
            "{name}: {seen:#}"
        );
        assert_eq!(
            field(&seen, "source"),
            ["Google", "Google", "Google", "Site", "Site"],
            "{name}"
        );
        assert_eq!(field(&seen, "value"), ["10", "10", "7", "8", "9"], "{name}");
        let said = doubts(&seen, "merged-amounts");
        assert_eq!(said, usize::from(name != "page.xls"), "{name}: {seen:#}");
    }
}

#[test]
fn hidden_rows_are_read_and_said() {
    let room = Room::empty();
    let rows = xlsx::rows(&table(), 1, true);
    let hide = |row: u32| (format!("<row r=\"{row}\">"), format!("<row r=\"{row}\" hidden=\"1\">"));
    let hidden =
        [1, 4, 5].map(hide).iter().fold(rows, |rows, (open, shut)| rows.replace(open, shut));
    let rich = hidden.replace("<is><t>Google</t></is>", "<is><r><t>Google</t></r></is>");
    let ods_row = |cells: [&str; 3], look: &str| {
        ods::row(&cells.map(ods::text))
            .replace("table-row>", &format!("table-row{look}>"))
            .replace(&format!("</table:table-row{look}>"), "</table:table-row>")
    };
    let ods = [
        ods_row(["ID", "E-mail", "Criado em"], ""),
        ods_row(["1", "a@x.com", "13/11/2026"], " table:visibility=\"collapse\""),
        ods_row(["2", "b@x.com", "14/11/2026"], ""),
        ods_row(["3", "c@x.com", "15/11/2026"], " table:visibility=\"filter\""),
    ];
    let files = [
        ("a.xlsx", xlsx::Book::of(&hidden).bytes(), 4),
        ("rich.xlsx", xlsx::Book::of(&rich).bytes(), 4),
        ("written.xlsx", written(&[0, 3, 4]), 4),
        ("a.xlsb", xlsb::shaped(&table(), &[], &[0, 3, 4]), 4),
        ("a.ods", ods::book(&ods.concat()), 2),
    ];
    for (name, bytes, first) in files {
        let seen = seen(&room, name, &bytes);
        let doubt =
            seen["doubts"].as_array().unwrap().iter().find(|doubt| doubt["code"] == "hidden-rows");
        let doubt = doubt.unwrap_or_else(|| panic!("{name}: {seen:#}"));
        assert_eq!(doubt["n"], "2", "{name}: {doubt}");
        assert_eq!(doubt["row"], first.to_string(), "{name}: {doubt}");
    }
}

#[test]
fn of_a_head_of_two_rows_the_upper_one_names_what_the_lower_one_leaves_empty() {
    let room = Room::empty();
    let rows = [
        ["ID", "Lead", "", "Venda", ""],
        ["", "Nome", "E-mail", "Criado em", "Valor"],
        ["1", "Ana", "a@x.com", "13/11/2026", "10"],
        ["2", "Rui", "b@x.com", "14/11/2026", "20"],
    ];
    let made: Vec<Vec<Made>> = rows.iter().map(|row| row.map(Text).to_vec()).collect();
    let text = rows.map(|row| row.join(";")).join("\n");
    let cell = |cell: &str| format!("<td>{cell}");
    let page = rows.map(|row| format!("<tr>{}", row.map(cell).concat())).concat();
    let files = [
        ("a.csv", text.into_bytes()),
        ("a.xlsx", xlsx::Book::of(&xlsx::rows(&made, 1, true)).bytes()),
        ("a.xls", xls::book("Workbook", &made)),
        ("a.xlsb", xlsb::book(&[("Plan1", 0, "worksheets", &made)])),
        ("a.ods", ods::book(&ods::rows(&made))),
        ("page.xls", format!("<html><table>{page}</table></html>").into_bytes()),
    ];
    for (name, bytes) in files {
        let seen = seen(&room, name, &bytes);
        let headers: Vec<&str> = seen["columns"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|c| c["header"].as_str())
            .collect();
        assert_eq!(headers, ["ID", "Nome", "E-mail", "Criado em", "Valor"], "{name}");
        assert_eq!(field(&seen, "id"), ["1", "2"], "{name}");
    }
}

/// Leads among totals of months, and companies whose names begin as totals do.
fn with_totals() -> Vec<Vec<Made>> {
    let row = |cells: [&'static str; 3], value: Made| {
        let mut row = cells.map(Text).to_vec();
        row.push(value);
        row
    };
    vec![
        row(["Empresa", "E-mail", "Criado em"], Text("Valor")),
        row(["Ana Ltda", "a@x.com", "13/11/2026"], Number(10.0)),
        row(["November total", "", ""], Number(10.0)),
        row(["TotalEnergies", "b@x.com", "14/11/2026"], Number(7.0)),
        row(["Total novembro", "", ""], Number(17.0)),
        row(["Total Express", "c@x.com", "15/11/2026"], Number(8.0)),
        row(["Monthly total", "", ""], Number(25.0)),
        row(["May Total Ltda", "d@x.com", "16/11/2026"], Number(9.0)),
        row(["Soma do mês", "", ""], Number(34.0)),
        row(["Rui Ltda", "e@x.com", "17/11/2026"], Number(6.0)),
        row(["Subtotal Ana", "", ""], Number(40.0)),
        row(["Somar Ltda", "f@x.com", "18/11/2026"], Number(5.0)),
    ]
}

#[test]
fn totals_among_the_rows_are_left_out_and_companies_called_so_stay() {
    let room = Room::empty();
    let table = with_totals();
    let plain = |cell: &Made| match cell {
        Number(number) | Made::Shown(number, _) => number.to_string(),
        Text(text) => (*text).to_owned(),
        Made::Day(_) => String::new(),
    };
    let joined = |start: &str, between: &str| {
        let lines = table.iter().map(|row| {
            format!("{start}{}", row.iter().map(plain).collect::<Vec<_>>().join(between))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let files = [
        ("t.csv", joined("", ";").into_bytes()),
        ("t.xlsx", xlsx::Book::of(&xlsx::rows(&table, 1, true)).bytes()),
        ("t.xls", xls::book("Workbook", &table)),
        ("t.xlsb", xlsb::shaped(&table, &[], &[])),
        ("t.ods", ods::book(&ods::rows(&table))),
        ("page.xls", format!("<html><table>{}</table></html>", joined("<tr><td>", "<td>")).into()),
    ];
    for (name, bytes) in files {
        let seen = seen(&room, name, &bytes);
        assert_eq!(field(&seen, "value"), ["10", "7", "8", "9", "6", "5"], "{name}: {seen:#}");
        let said = seen["left_out"].as_array().unwrap().len();
        assert_eq!(said, 5, "{name}: {seen:#}");
    }
}

/// A report in pages is one table; another table of the page stays one of its own.
#[test]
fn tables_of_a_page_with_one_header_are_one() {
    let room = Room::empty();
    let table = |rows: &[&str]| {
        let lines = rows.iter().map(|row| format!("<tr><td>{}", row.replace(';', "<td>")));
        format!("<table>{}</table>", lines.collect::<String>())
    };
    let head = "id;nome;valor";
    let first = table(&[head, "N-1;Ana;10", "N-2;Rui;7"]);
    let second = ["N-3;Eva;8", "N-4;Ivo;9"];
    let with = |head: &'static str| table(&[head, second[0], second[1]]);
    for (page, values) in [
        (first.clone() + &with(head), &["10", "7", "8", "9"][..]),
        (first.clone() + "<p>Página 2</p>" + &with("ID;Nome;VALOR"), &["10", "7", "8", "9"]),
        (table(&["Relatório"]) + &first + &with(head), &["10", "7", "8", "9"]),
        (first.clone() + &table(&["Página 2", head, second[0]]), &["10", "7", "8"]),
        (first.clone() + &table(&["id;nome;custo", second[0]]), &["10", "7"]),
        (first.clone() + &table(&["nome;id;valor", "Eva;N-3;8"]), &["10", "7"]),
        (first.clone() + &table(&[head]), &["10", "7"]),
        (format!("<table><tr><td>menu{first}</table>") + &with(head), &["10", "7", "8", "9"]),
    ] {
        for name in ["page.html", "page.xls"] {
            let seen = seen(&room, name, format!("<html>{page}</html>").as_bytes());
            assert_eq!(field(&seen, "value"), values, "{name}: {page} {seen:#}");
        }
    }
}
