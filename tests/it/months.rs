//! Workbooks with a sheet a month: all are read where the agreement says so, and said where it does not.

use std::fs;

use serde_json::Value;

use crate::made::{Made, ods, xlsb, xlsx};
use crate::room::{Room, Told};
use crate::support::agreement::with_revenue;

use Made::Text;

const RUN: &str = "run --as-of 2026-11-30T08:00 --no-mail";
const SOURCES: &str = r#"
[[source]]
name = "leads"
table = "leads"
files = ["leads*"]
cut-off = "none"
max-set-aside = "50%"
[source.columns]
id = "id"
delivered = "entrega"
won = "venda"
value = "valor"
[source.read]
dates = "dmy"
"#;

fn texts(row: &[&'static str]) -> Vec<Made> {
    row.iter().map(|cell| Text(cell)).collect()
}

/// October, November with its columns in another order and one lead of October again, a list that is none of them, and an empty sheet.
fn months() -> Vec<(&'static str, Vec<Vec<Made>>)> {
    let october = [
        ["id", "entrega", "venda", "valor"],
        ["L-1", "13/10/2026", "20/10/2026", "100"],
        ["L-2", "14/10/2026", "", ""],
    ];
    let november = [
        ["valor", "venda", "entrega", "id"],
        ["50", "20/11/2026", "13/11/2026", "L-3"],
        ["", "", "14/11/2026", "L-4"],
        ["200", "20/10/2026", "13/10/2026", "L-1"],
    ];
    let sums = [["Mês", "Total"], ["Outubro", "2"], ["Novembro", "2"]];
    vec![
        ("Outubro", october.iter().map(|row| texts(row)).collect()),
        ("Novembro", november.iter().map(|row| texts(row)).collect()),
        ("Resumo", sums.iter().map(|row| texts(row)).collect()),
        ("Plan4", Vec::new()),
    ]
}

fn as_xlsx(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<u8> {
    let sheets = sheets.iter().map(|(name, rows)| (*name, "visible", xlsx::rows(rows, 1, true)));
    xlsx::Book { sheets: sheets.collect(), ..xlsx::Book::default() }.bytes()
}

/// The same as the program writes it that most others follow.
fn written(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(rows) {
            for (column, made) in (0_u16..).zip(cells) {
                if let Text(words) = made {
                    sheet.write(row, column, *words).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn as_xlsb(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<u8> {
    let sheets: Vec<xlsb::Sheet> =
        sheets.iter().map(|(name, rows)| (*name, 0, "worksheets", rows.as_slice())).collect();
    xlsb::book(&sheets)
}

fn as_ods(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<u8> {
    let tables: Vec<String> = sheets.iter().map(|(_, rows)| ods::rows(rows)).collect();
    let names = sheets.iter().skip(1).map(|(name, _)| *name);
    let joined = names.zip(&tables[1..]).fold(tables[0].clone(), |all, (name, rows)| {
        format!("{all}</table:table><table:table table:name=\"{name}\">{rows}")
    });
    ods::book(&joined)
}

/// The file in every format that has sheets.
fn books(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("leads.xlsx", as_xlsx(sheets)),
        ("leads-written.xlsx", written(sheets)),
        ("leads.xlsb", as_xlsb(sheets)),
        ("leads.ods", as_ods(sheets)),
    ]
}

fn run(name: &str, bytes: &[u8], language: &str, sheet: &str) -> (Room, Told, Value) {
    let room = Room::empty();
    let text = with_revenue(language, SOURCES)
        .replace("period = \"month\"", "period = { from = 2026-10-01, to = 2026-11-30 }");
    fs::write(room.path("acordo.toml"), format!("{text}{sheet}\n")).unwrap();
    fs::write(room.path(name), bytes).unwrap();
    let told = room.acordo(RUN);
    let summary = if room.path("reports/acordo.json").exists() {
        room.json("reports/acordo.json")
    } else {
        Value::Null
    };
    (room, told, summary)
}

fn actual(summary: &Value) -> [Option<f64>; 2] {
    [0, 1].map(|at| summary["commitments"][at]["actual"].as_f64())
}

fn warning<'a>(summary: &'a Value, code: &str) -> Vec<&'a Value> {
    let all = summary["warnings"].as_array().into_iter().flatten();
    all.filter(|warning| warning["code"] == code).collect()
}

#[test]
fn all_months_are_read_where_the_agreement_says_so() {
    for (name, bytes) in books(&months()) {
        let bytes = if name.ends_with("ods") { as_ods_named(&months()) } else { bytes };
        for language in ["pt-BR", "en"] {
            let (room, told, summary) = run(name, &bytes, language, "sheet = \"*\"");
            assert_eq!(told.exit, 0, "{name}: {told:?}");
            // L-1 stands in both: November's row, which comes later in the workbook, says what it sold for.
            assert_eq!(actual(&summary), [Some(4.0), Some(250.0)], "{name} {language}");
            let unread = warning(&summary, "sheet-unread");
            assert_eq!(unread.len(), 1, "{name}: {summary:#}");
            assert!(unread[0]["text"].as_str().unwrap().contains("Resumo"), "{name}");
            let story = room.acordo("explain L-3").stdout;
            assert!(story.contains(&format!("{name} › Novembro")), "{name}: {story}");
        }
        let listed = "sheet = [\"outubro\", \"Novembro\"]";
        for sheet in [listed, "sheet = \"*bro\""] {
            let (_, _, summary) = run(name, &bytes, "pt-BR", sheet);
            assert_eq!(actual(&summary), [Some(4.0), Some(250.0)], "{name} {sheet}");
            assert!(warning(&summary, "sheet-unread").is_empty(), "{name} {sheet}");
        }
        let (_, told, _) = run(name, &bytes, "pt-BR", "sheet = \"2027-*\"");
        assert!(told.stderr.contains("Outubro, Novembro, Resumo"), "{name}: {told:?}");
    }
}

/// The first table has the name of its month too.
fn as_ods_named(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<u8> {
    let parts: Vec<(String, Vec<u8>)> = crate::made::mutate::unpacked(&as_ods(sheets))
        .into_iter()
        .map(|(name, bytes)| {
            let text = String::from_utf8(bytes).unwrap().replace("Plan1", sheets[0].0);
            (name, text.into_bytes())
        })
        .collect();
    crate::made::zipped(
        &parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect::<Vec<_>>(),
    )
}

#[test]
fn months_that_are_not_read_are_said_with_the_remedy() {
    for (name, bytes) in books(&months()) {
        for (language, words) in [("pt-BR", "escreva sheet = \"*\""), ("en", "write sheet = \"*\"")]
        {
            let (room, told, summary) = run(name, &bytes, language, "");
            // November's leads and sales lie in the sheet that nobody read: absent is not zero.
            assert_eq!(actual(&summary), [None, None], "{name}: {told:?}");
            for own in summary["commitments"].as_array().unwrap() {
                let standing = [&own["status"], &own["why_not"]];
                assert_eq!(standing, ["not-assessed", "sheets-unread"], "{name}: {own:#}");
            }
            assert!(warning(&summary, "stale").is_empty(), "{name}: {summary:#}");
            let said = warning(&summary, "sheets-alike");
            let text =
                said.first().unwrap_or_else(|| panic!("{name}: {summary:#}"))["text"].as_str();
            assert!(text.is_some_and(|text| text.contains(words)), "{name}: {text:?}");
            assert!(text.is_some_and(|text| text.contains("Novembro")), "{name}: {text:?}");
            assert!(room.text("reports/resumo.txt").contains(text.unwrap()), "{name}");
            assert!(!text.unwrap().contains("Resumo"), "{name}: {text:?}");
        }
    }
}

#[test]
fn a_sheet_named_is_a_choice_and_is_judged() {
    for (name, bytes) in books(&months()) {
        let sheet = if name.ends_with("ods") { "Plan1" } else { "Outubro" };
        let (_, _, summary) = run(name, &bytes, "en", &format!("sheet = \"{sheet}\""));
        assert_eq!(actual(&summary), [Some(2.0), Some(100.0)], "{name}");
    }
}

#[test]
fn a_bad_date_names_its_sheet() {
    let mut sheets = months();
    sheets[1].1[2][2] = Text("31/02/2026");
    for (name, bytes) in books(&sheets) {
        for (language, place) in [("pt-BR", "linha 3"), ("en", "row 3")] {
            let (_, told, summary) = run(name, &bytes, language, "sheet = \"*\"");
            assert_eq!(told.exit, 0, "{name}: {told:?}");
            let said = warning(&summary, "bad-dates");
            let text = said.iter().map(|own| own["text"].to_string()).collect::<String>();
            let place = [&format!("{name} › Novembro"), "31/02/2026", place];
            assert!(place.iter().all(|part| text.contains(*part)), "{name}: {text}");
        }
    }
}

/// The same workbooks with October hidden.
fn hidden(sheets: &[(&'static str, Vec<Vec<Made>>)]) -> Vec<(&'static str, Vec<u8>)> {
    let of = |state: &'static str| {
        let all = sheets.iter().map(|(name, rows)| {
            let own = if *name == "Outubro" { state } else { "visible" };
            (*name, own, xlsx::rows(rows, 1, true))
        });
        xlsx::Book { sheets: all.collect(), ..xlsx::Book::default() }.bytes()
    };
    let binary: Vec<xlsb::Sheet> = sheets
        .iter()
        .map(|(name, rows)| (*name, u32::from(*name == "Outubro"), "worksheets", rows.as_slice()))
        .collect();
    vec![
        ("leads.xlsx", of("hidden")),
        ("leads-very.xlsx", of("veryHidden")),
        ("leads.xlsb", xlsb::book(&binary)),
    ]
}

#[test]
fn a_hidden_month_is_said_and_nothing_is_judged_without_it() {
    for (name, bytes) in hidden(&months()) {
        for (language, word, sheet) in [
            ("pt-BR", "2 linhas", "sheet = \"*\""),
            ("en", "2 rows", "sheet = \"*bro\""),
            ("pt-BR", "2 linhas", ""),
        ] {
            let (room, told, summary) = run(name, &bytes, language, sheet);
            assert_eq!(told.exit, 0, "{name}: {told:?}");
            for own in summary["commitments"].as_array().unwrap() {
                let standing = [&own["status"], &own["why_not"]];
                assert_eq!(standing, ["not-assessed", "sheets-unread"], "{name} {sheet}: {own:#}");
            }
            let said = warning(&summary, "sheets-hidden");
            assert_eq!(said.len(), 1, "{name} {sheet}: {summary:#}");
            let text = said[0]["text"].as_str().unwrap();
            assert!(text.contains("“Outubro”") && text.contains(word), "{name}: {text}");
            assert!(room.acordo("check").stdout.contains("Outubro") || told.stderr.contains(text));
        }
        // Whoever names it reads it, and whoever names the others leaves it out.
        for (sheet, numbers) in [
            ("sheet = [\"*\", \"Outubro\"]", [Some(4.0), Some(250.0)]),
            ("sheet = \"Novembro\"", [Some(3.0), Some(250.0)]),
        ] {
            let (_, _, summary) = run(name, &bytes, "en", sheet);
            assert_eq!(actual(&summary), numbers, "{name} {sheet}");
            assert!(warning(&summary, "sheets-hidden").is_empty(), "{name} {sheet}");
        }
    }
    // A hidden list of something else is nobody's month.
    let mut sheets = months();
    sheets[0].1 =
        [["Motivo", "Categoria"], ["Preço", "vendas"]].iter().map(|row| texts(row)).collect();
    for (name, bytes) in hidden(&sheets) {
        let (_, _, summary) = run(name, &bytes, "en", "sheet = \"*\"");
        assert!(warning(&summary, "sheets-hidden").is_empty(), "{name}: {summary:#}");
        assert_eq!(actual(&summary), [Some(3.0), Some(250.0)], "{name}");
    }
}

#[test]
fn a_column_that_one_month_lacks_is_named_with_its_sheet() {
    let mut sheets = months();
    for row in &mut sheets[0].1 {
        row.pop();
    }
    for (name, bytes) in books(&sheets).into_iter().take(3) {
        let (_, told, summary) = run(name, &bytes, "pt-BR", "sheet = \"*\"");
        assert_eq!(told.exit, 0, "{name}: {told:?}");
        let said = warning(&summary, "sheet-lacks");
        let text =
            said.first().unwrap_or_else(|| panic!("{name}: {summary:#}"))["text"].to_string();
        assert!(text.contains("› Outubro") && text.contains("valor"), "{name}: {text}");
    }
}

/// October's sheet, or file, as somebody has it who calls a column otherwise.
const OCTOBER: &str = "id;entrega;venda;valor\nL-1;13/10/2026;20/10/2026;100\nL-2;14/10/2026;;\n";
const NOVEMBER: &str = "id;entrega;venda;valor\nL-3;13/11/2026;20/11/2026;50\nL-4;14/11/2026;;\n";

#[test]
fn what_reads_a_column_that_one_month_lacks_is_not_judged() {
    // Of the leads delivered and what they sold for.
    let standing = |summary: &Value| {
        let own = |at: usize| summary["commitments"][at]["why_not"].clone();
        [own(0), own(1)]
    };
    let lacking = Value::from("column-lacking");
    for (from, to, judged) in [
        (";entrega;", ";data da entrega;", [false, true]),
        (";venda;", ";Data venda;", [true, false]),
        (";valor\n", ";preço\n", [true, false]),
        (";valor\n", ";;valor\n", [true, true]),
        ("id;", "ID;", [true, true]),
    ] {
        for language in ["pt-BR", "en"] {
            let october = OCTOBER.replacen(from, to, 1);
            let october = if to.contains(";;") { OCTOBER.to_owned() } else { october };
            let sheet = |text: &str| -> Vec<Vec<Made>> {
                let leak = |cell: &str| Text(Box::leak(cell.to_owned().into_boxed_str()));
                text.lines().map(|line| line.split(';').map(leak).collect()).collect()
            };
            let sheets = vec![("Outubro", sheet(&october)), ("Novembro", sheet(NOVEMBER))];
            let (_, _, of_sheets) = run("leads.xlsx", &as_xlsx(&sheets), language, "sheet = \"*\"");
            let room = Room::empty();
            let text = with_revenue(language, SOURCES)
                .replace("period = \"month\"", "period = { from = 2026-10-01, to = 2026-11-30 }")
                .replace("table = \"leads\"", "table = \"leads\"\ntake = \"all\"");
            fs::write(room.path("acordo.toml"), text).unwrap();
            fs::write(room.path("leads-10.csv"), &october).unwrap();
            fs::write(room.path("leads-11.csv"), NOVEMBER).unwrap();
            let told = room.acordo(RUN);
            assert_eq!(told.exit, 0, "{from} {told:?}");
            let of_files = room.json("reports/acordo.json");
            for summary in [&of_sheets, &of_files] {
                let own = standing(summary);
                assert_eq!([own[0] != lacking, own[1] != lacking], judged, "{from}: {summary:#}");
                let said = warning(summary, "sheet-lacks").len();
                assert_eq!(said, usize::from(judged != [true, true]), "{from}: {summary:#}");
            }
            assert_eq!(standing(&of_sheets), standing(&of_files), "{from}");
        }
    }
}

#[test]
fn a_month_without_its_row_of_headers_is_not_passed_over() {
    let rows = |from: usize, head: bool| -> Vec<Vec<Made>> {
        let leak = |cell: String| Text(Box::leak(cell.into_boxed_str()));
        let header = head
            .then(|| ["id", "entrega", "venda", "valor", "email"].map(|own| leak(own.to_owned())));
        let row = |n: usize| {
            [
                format!("L-{n}"),
                format!("{:02}/11/2026", n % 20 + 1),
                String::new(),
                String::new(),
                format!("p{n}@x.com"),
            ]
            .map(leak)
            .into_iter()
            .collect::<Vec<_>>()
        };
        header
            .into_iter()
            .map(|own| own.into_iter().collect())
            .chain((from..from + 6).map(row))
            .collect()
    };
    for (language, headless) in [("pt-BR", true), ("en", true), ("en", false)] {
        let sheets = vec![("Outubro", rows(1, true)), ("Novembro", rows(11, !headless))];
        for (name, bytes) in books(&sheets).into_iter().take(3) {
            let (_, told, summary) = run(name, &bytes, language, "sheet = \"*\"");
            assert_eq!(told.exit, 0, "{name}: {told:?}");
            let why = &summary["commitments"][0]["why_not"];
            assert_eq!(*why == "sheets-unread", headless, "{name}: {summary:#}");
            assert_eq!(warning(&summary, "sheet-unread").len(), usize::from(headless), "{name}");
        }
    }
}

#[test]
fn init_proposes_all_months() {
    for (language, folder) in [("pt-BR", "relatorios"), ("en", "reports")] {
        let room = Room::empty();
        let head = ["Data do lead", "Nome", "Telefone", "E-mail"];
        let october = [head, ["25/10/2026", "Ana", "11987651000", "a@x.com"]];
        let november = [head, ["13/11/2026", "Rui", "11987651100", "b@x.com"]];
        let sheets = [("Outubro", october), ("Novembro", november)]
            .map(|(name, rows)| (name, rows.iter().map(|row| texts(row)).collect::<Vec<_>>()));
        fs::write(room.path("leads.xlsx"), as_xlsx(&sheets)).unwrap();
        room.done(&format!("init --toml . --language {language} --from leads.xlsx"));
        assert!(room.text("acordo.toml").contains("[source.read]\nsheet = \"*\""), "{language}");
        room.acordo("run --no-mail --as-of 2026-11-30T08:00");
        let summary = room.json(&format!("{folder}/acordo.json"));
        let files = summary["intake"][0]["files"].as_array().unwrap();
        assert_eq!(files.len(), 2, "{files:?}");
        assert!(files.iter().all(|file| file["used"] == 1), "{files:?}");
    }
}
