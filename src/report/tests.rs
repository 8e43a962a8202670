//! The book as a whole: its numbers agree with the scorecard, its file is legal, the same, and safe.

mod fixture;
mod language;

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use fixture::{empty, month};

use super::book::{Book, Sheet, Value};
use super::{build, xlsx};
use crate::model::agreement::{Language, PersonalData};

fn texts(sheet: &Sheet) -> Vec<String> {
    let placed = sheet.cells.iter().map(|cell| &cell.value);
    let tabled =
        sheet.tables.iter().flat_map(|table| table.rows.iter().flatten().map(|cell| &cell.value));
    placed
        .chain(tabled)
        .filter_map(|value| match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        })
        .collect()
}

fn formulas(book: &Book) -> Vec<(String, Option<f64>)> {
    let cells = |sheet: &Sheet| {
        let placed = sheet.cells.iter().map(|cell| cell.value.clone()).collect::<Vec<_>>();
        let tabled = sheet
            .tables
            .iter()
            .flat_map(|table| table.rows.iter().flatten().map(|cell| cell.value.clone()))
            .collect::<Vec<_>>();
        placed.into_iter().chain(tabled)
    };
    book.sheets
        .iter()
        .flat_map(cells)
        .filter_map(|value| match value {
            Value::Formula(formula) => Some((formula.text, formula.result)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_month_becomes_a_file_in_both_languages() {
    for language in Language::ALL {
        let world = month(language, 260);
        let book = build(&world.story());
        let bytes = xlsx::bytes(&book).unwrap();
        assert_eq!(bytes.get(..2), Some(&b"PK"[..]));
        assert_eq!(
            bytes,
            xlsx::bytes(&build(&month(language, 260).story())).unwrap(),
            "the same input gives the same bytes"
        );
        if let Ok(folder) = std::env::var("ACORDO_TEST_WORKBOOKS") {
            std::fs::write(format!("{folder}/acordo.{}.xlsx", language.tag()), bytes).unwrap();
        }
    }
}

/// The cells of every sheet of a file, each with its place and its text or value, whatever its look; and the heights of rows.
fn cells(bytes: &[u8]) -> Vec<[String; 3]> {
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        file.by_name(name).ok()?.read_to_string(&mut text).unwrap();
        Some(text)
    };
    let between = |text: &str, from: &str, to: &str| {
        let rest = text.split_once(from)?.1;
        Some(rest.split_once(to)?.0.to_owned())
    };
    let strings = part("xl/sharedStrings.xml").unwrap();
    let strings: Vec<&str> = strings.split("<si>").skip(1).collect();
    let mut found = Vec::new();
    for xml in (1..).map_while(|sheet| part(&format!("xl/worksheets/sheet{sheet}.xml"))) {
        for cell in xml.split("<c ").skip(1) {
            let value = between(cell, "<v>", "</v>").unwrap_or_default();
            let is_text = between(cell, " t=\"", "\"").as_deref() == Some("s");
            let text = is_text.then(|| strings[value.parse::<usize>().unwrap()].to_owned());
            found.push([
                between(cell, "r=\"", "\"").unwrap(),
                text.unwrap_or(value),
                String::new(),
            ]);
        }
        for row in xml.split("<row ").skip(1) {
            let height = between(row.split('>').next().unwrap(), "ht=\"", "\"");
            let number = between(row, "r=\"", "\"").unwrap();
            found.push(["row".to_owned(), number, height.unwrap_or_default()]);
        }
    }
    found
}

#[test]
fn a_long_list_is_the_same_by_the_disk_and_by_memory() {
    let world = month(Language::PtBr, 260);
    let mut book = build(&world.story());
    let tables = book.sheets.iter_mut().flat_map(|sheet| &mut sheet.tables);
    let list = tables.max_by_key(|table| table.rows.len()).unwrap();
    list.rows = Arc::new(list.rows.iter().cycle().take(20_001).cloned().collect());
    let [disk, memory] = [true, false].map(|by_disk| xlsx::written(&book, by_disk).unwrap());
    assert_ne!(disk, memory, "a list so long goes by the disk");
    assert_eq!(disk, xlsx::bytes(&book).unwrap());
    let (disk, memory) = (cells(&disk), cells(&memory));
    assert!(memory.len() > 10 * 20_001 && disk == memory);
}

#[test]
fn an_empty_month_says_so() {
    for language in Language::ALL {
        let world = empty(language);
        let book = build(&world.story());
        let bytes = xlsx::bytes(&book).unwrap();
        if let Ok(folder) = std::env::var("ACORDO_TEST_WORKBOOKS") {
            std::fs::write(format!("{folder}/empty.{}.xlsx", language.tag()), bytes).unwrap();
        }
        let none = world.texts.word("workbook.leads-none");
        assert!(book.sheets.iter().any(|sheet| texts(sheet).iter().any(|text| text == none)));
        assert!(
            book.sheets.iter().flat_map(|sheet| &sheet.tables).all(|table| !table.rows.is_empty()),
            "no table without rows"
        );
        // Bars on the board stay: nothing delivered is a gap to see.
        assert!(
            book.sheets.iter().flat_map(|sheet| &sheet.charts).all(|chart| chart.is_bare),
            "no empty chart"
        );
    }
}

#[test]
fn every_word_of_the_book_is_in_the_catalogue() {
    for language in Language::ALL {
        for world in [month(language, 260), empty(language)] {
            let book = build(&world.story());
            let words = book.sheets.iter().flat_map(texts).chain(
                book.sheets
                    .iter()
                    .flat_map(|sheet| sheet.charts.iter().map(|chart| chart.title.clone())),
            );
            let missing: BTreeSet<String> = words
                .filter(|word| word.contains("workbook.") || word.contains("lead-verdict."))
                .collect();
            assert!(missing.is_empty(), "{}: {missing:?}", language.tag());
        }
    }
}

#[test]
fn names_of_tables_sheets_and_cells_are_unique() {
    let world = month(Language::PtBr, 260);
    let book = build(&world.story());
    let tables: Vec<String> = book
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.tables)
        .map(|table| table.name.to_lowercase())
        .collect();
    let names: Vec<String> = book
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.names)
        .map(|name| name.words.to_lowercase())
        .collect();
    let all: BTreeSet<&String> = tables.iter().chain(&names).collect();
    assert_eq!(all.len(), tables.len() + names.len());
    for table in book.sheets.iter().flat_map(|sheet| &sheet.tables) {
        let heads: BTreeSet<String> =
            table.columns.iter().map(|column| column.head.to_lowercase()).collect();
        assert_eq!(heads.len(), table.columns.len(), "{}", table.name);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", table.name);
        assert!(table.name.chars().all(|c| c.is_ascii_alphanumeric()), "{}", table.name);
    }
    assert!(book.sheets.iter().all(|sheet| sheet.name.chars().count() <= 31));
}

#[test]
fn headlines_are_live_and_agree_with_the_scorecard() {
    let world = month(Language::PtBr, 260);
    let book = build(&world.story());
    let formulas = formulas(&book);
    let counted: Vec<_> =
        formulas.iter().filter(|(text, _)| text.contains("COUNTIFS(Leads[")).collect();
    assert!(counted.len() > 60, "only {} counts are live", counted.len());
    let first = world.card.commitments.iter().find(|judged| judged.id == "first").unwrap();
    let met = counted
        .iter()
        .find(|(text, _)| {
            text.contains("\"cumprido\"") && !text.contains("violado") && text.contains("Corte")
        })
        .unwrap();
    assert_eq!(met.1, first.numbers.numerator);
    let delivered = world.card.commitments.iter().find(|judged| judged.id == "leads").unwrap();
    let net =
        ("=COUNTIFS(Leads[No período],1,Leads[Desconta],0)".to_owned(), delivered.numbers.actual);
    assert!(formulas.contains(&net));
    assert!(formulas.iter().all(|(text, _)| text.len() < 8_192 && text.starts_with('=')));
}

#[test]
fn a_cut_detail_leaves_no_live_count() {
    let mut world = month(Language::PtBr, 260);
    world.agreement.report.detail_limit = 50;
    let book = build(&world.story());
    assert!(formulas(&book).iter().all(|(text, _)| !text.contains("Leads[")));
    let leads = book
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.tables)
        .find(|table| table.name == "Leads")
        .unwrap();
    assert_eq!(leads.rows.len(), 50);
    assert!(xlsx::bytes(&book).is_ok());
}

/// Above the limit the open leads stay, then the period's, newest first; the sheet says how many there are.
#[test]
fn a_cut_detail_keeps_what_is_still_open_and_the_newest() {
    let mut world = month(Language::En, 260);
    let leads_of = |world: &crate::texts::tests::fixture::World| {
        let book = build(&world.story());
        let sheet = book.sheets.iter().find(|sheet| sheet.name == "Leads").unwrap();
        let says = texts(sheet)
            .iter()
            .any(|text| text.contains("The list was cut: there are 233 in all."));
        (sheet.tables.iter().find(|table| table.name == "Leads").unwrap().rows.clone(), says)
    };
    let state = |row: &Vec<super::book::Cell>, words: &[&str]| {
        row.iter().any(|cell| matches!(&cell.value, Value::Text(text) if words.contains(&&**text)))
    };
    let is_open =
        |row: &Vec<super::book::Cell>| !state(row, &["sale", "lost", "recycled", "rejected"]);
    let (all, says) = leads_of(&world);
    let open = all.iter().filter(|row| is_open(row)).count();
    assert!(!says && all.len() == 233 && (1..233).contains(&open), "{open} of {}", all.len());
    world.agreement.report.detail_limit = open + 7;
    let (cut, says) = leads_of(&world);
    assert!(says && cut.len() == open + 7);
    assert_eq!(cut.iter().filter(|row| is_open(row)).count(), open, "the open ones stay");
    let closed: Vec<_> = all.iter().filter(|row| !is_open(row)).take(7).collect();
    assert!(closed.iter().all(|row| cut.contains(row)), "then the newest of the period");
    world.agreement.report.detail_limit = open - 1;
    assert!(leads_of(&world).0.iter().all(is_open));
}

/// The headlines have names to refer to, in the language of the book.
#[test]
fn headlines_are_named() {
    let names = |language: Language| {
        let mut world = month(language, 260);
        world
            .agreement
            .commitments
            .iter_mut()
            .for_each(|promise| promise.counting = crate::model::agreement::Counting::Gross);
        fixture::judge(&mut world);
        let book = build(&world.story());
        book.sheets
            .iter()
            .flat_map(|sheet| &sheet.names)
            .map(|name| name.words.clone())
            .collect::<BTreeSet<String>>()
    };
    let wanted = "Corte Tempo_decorrido Dias_uteis Dias_restantes Meta_leads Meta_vendas Meta_conversao Leads_entregues Vendas Conversao \
                  Primeira_tentativa Previsao_leads Previsao_vendas";
    let found = names(Language::PtBr);
    assert!(wanted.split_whitespace().all(|name| found.contains(name)), "{found:?}");
    assert_eq!(names(Language::En).len(), found.len());
}

#[test]
fn texts_from_exports_stay_texts() {
    let mut world = month(Language::PtBr, 260);
    world.agreement.report.personal_data = PersonalData::Full;
    let book = build(&world.story());
    let all: Vec<String> = book.sheets.iter().flat_map(texts).collect();
    assert!(
        all.iter().any(|text| text.starts_with("=HYPERLINK"))
            && all.iter().any(|text| text.starts_with("@SUM"))
    );
    assert!(
        formulas(&book)
            .iter()
            .all(|(text, _)| !text.contains("HYPERLINK") && !text.contains("@SUM"))
    );
}

#[test]
fn personal_data_is_shown_as_agreed() {
    let mut world = month(Language::PtBr, 60);
    let shown = |world: &crate::texts::tests::fixture::World, name: &str| {
        build(&world.story()).sheets.iter().flat_map(texts).any(|text| text == name)
    };
    assert!(shown(&world, "Natália N.") && !shown(&world, "Natália Nogueira"));
    world.agreement.report.personal_data = PersonalData::None;
    assert!(!shown(&world, "Natália N.") && !shown(&world, "Natália Nogueira"));
}

/// The register and the log stand on the sheet of the agreement, no more than it has room for, and are absent where there are none.
#[test]
fn exemptions_and_log_are_shown_where_there_are_any() {
    use crate::model::records::{Exemption, LogEntry, Register};
    let mut world = month(Language::En, 20);
    let told = |world: &crate::texts::tests::fixture::World| {
        let book = build(&world.story());
        let sheet = book.sheets.iter().find(|sheet| sheet.name == "Agreement").unwrap();
        texts(sheet)
    };
    let plain = told(&world);
    assert!(!plain.iter().any(|text| text.contains("Exemptions") || text.contains("wrote down")));
    let first = world.card.period.first;
    let entry = |lead: &str, from| Exemption {
        from,
        lead: Some(lead.to_owned()),
        why: Some("Pilot".to_owned()),
        ..Exemption::default()
    };
    let old = Exemption { until: Some(first.plus(-1)), ..entry("old", first.plus(-9)) };
    let mut entries = vec![old, entry("ana@x.com", first.plus(-3))];
    entries.extend((0..22).map(|day| entry("4711", first.plus(day))));
    world.data.exemptions = Register::of(entries);
    let at = crate::model::moment::Moment::new(
        world.card.period.start,
        crate::model::moment::Precision::Day,
    );
    let kind = crate::model::words::LogKind::Decision;
    world.data.log = vec![LogEntry {
        at,
        kind,
        text: "Fairs in two hours".to_owned(),
        by: None,
        about: None,
        lead: None,
    }];
    let shown = told(&world);
    let has = |text: &str| shown.iter().filter(|shown| *shown == text).count();
    assert_eq!(
        (has("old"), has("ana@x.com"), has("4711"), has("no end") >= 20),
        (0, 0, 19, true),
        "{shown:?}"
    );
    assert_eq!(
        has("And 3 more entries, in the sheet it comes from."),
        1,
        "24 entries, one over before the period, 20 listed"
    );
    assert_eq!((has("Decision"), has("Fairs in two hours")), (1, 1));
    world.agreement.report.personal_data = PersonalData::None;
    assert!(!told(&world).iter().any(|text| text == "Pilot" || text == "Fairs in two hours"));
}

#[test]
fn a_count_that_its_rows_do_not_give_is_told_with_its_place() {
    let mut world = month(Language::PtBr, 60);
    assert!(super::build_told(&world.story()).1.is_none());
    let first = world.card.delivery.sources.first_mut().unwrap();
    first.delivered += 1;
    let story = world.story();
    let (book, issue) = super::build_told(&story);
    let issue = issue.unwrap();
    let sentence = story.issue(&issue);
    let cells = book.unproven();
    assert!(cells.first().is_some_and(|cell| cell.starts_with("Entrega!")), "{cells:?}");
    assert!(sentence.contains(&cells[0]), "{sentence}");
    let data = book.sheets.iter().find(|sheet| sheet.name == "Dados").unwrap();
    assert!(texts(data).contains(&sentence), "{sentence}");
}
