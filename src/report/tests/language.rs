//! No word of the book is written outside the catalogue: a test with a language whose texts are all marked.

use std::collections::BTreeSet;

use super::super::book::{Book, Sheet, Value};
use super::super::build;
use super::super::chart::Labels;
use super::fixture::{empty, month};
use crate::model::agreement::{Language, PersonalData};
use crate::model::zone::Day;
use crate::texts::tests::fixture::World;
use crate::texts::{Texts, format};

/// Every text a sheet shows, with the sheet's name. Heads of the list of leads are left out: formulas name them, so they keep letters only.
fn said(book: &Book) -> Vec<(String, String)> {
    let shown = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Link(link) => Some(link.text.clone()),
        _ => None,
    };
    let of_sheet = |sheet: &Sheet| {
        let mut all: Vec<String> =
            sheet.cells.iter().filter_map(|cell| shown(&cell.value)).collect();
        all.extend(sheet.merges.iter().filter_map(|(_, value, _)| shown(value)));
        all.extend(
            sheet
                .tables
                .iter()
                .flat_map(|table| table.rows.iter().flatten())
                .filter_map(|cell| shown(&cell.value)),
        );
        let plain =
            sheet.tables.iter().filter(|table| !table.name.to_lowercase().contains("leads"));
        all.extend(plain.flat_map(|table| table.columns.iter().map(|column| column.head.clone())));
        all.extend(sheet.inputs.iter().flat_map(|input| input.words.clone()));
        all.extend(sheet.print.footer.iter().chain(&sheet.print.page_words).cloned());
        for chart in &sheet.charts {
            all.extend([chart.title.clone(), chart.alt.clone()]);
            for series in &chart.series {
                all.push(series.name.clone());
                if let Labels::Words(_, words) = &series.labels {
                    all.extend(words.iter().flatten().cloned());
                }
            }
        }
        all.into_iter().map(|text| (sheet.name.clone(), text)).collect::<Vec<_>>()
    };
    let about = [&book.title, &book.subject, &book.comment]
        .map(|text| ("properties".to_owned(), text.clone()));
    book.sheets.iter().flat_map(of_sheet).chain(about).collect()
}

/// What stands outside the marks; a text cut in the middle of a mark ends inside it.
fn outside(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => {
                depth += 1;
                out.push(' ');
            }
            '⟧' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

/// Words of the agreement, of the exports and of the lists of holidays.
fn data(world: &World) -> BTreeSet<String> {
    let (leads, agreement) = (&world.data.leads, &world.agreement);
    let written = format!(
        "{agreement:?} {:?} {:?} {:?}",
        world.data.intake, world.data.set_aside, world.data.cut_offs
    );
    // What stands in quotes is a text of theirs; the rest are names of fields.
    let mut all: Vec<String> = written.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    all.push(agreement.zone.name().to_owned());
    all.extend(
        leads
            .words
            .values()
            .flat_map(|words| words.words.iter().map(|word| word.as_str().to_owned())),
    );
    let days = (world.card.period.first.0..=world.card.period.last.0).map(crate::model::zone::Day);
    all.extend(days.filter_map(|day| world.calendar.holiday(day)).map(str::to_owned));
    // The months of English dates are written like numbers, by no text of the catalogue.
    let months = (1..=12).filter_map(|month| chrono::NaiveDate::from_ymd_opt(2026, month, 1));
    all.extend(months.map(|day| format::short_date(Language::En, Day::of(day))));
    for lead in 0..leads.len() {
        all.extend(
            [leads.id.get(lead), leads.name.get(lead), leads.company.get(lead)]
                .into_iter()
                .flatten()
                .map(str::to_owned),
        );
    }
    all.iter()
        .flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()))
        .map(str::to_lowercase)
        .collect()
}

/// Letters outside the marks that are not the data's: initials and hashes aside.
fn unmarked(data: &BTreeSet<String>, text: &str) -> Vec<String> {
    let rest = outside(text);
    let words = rest.split(|letter: char| !letter.is_alphanumeric());
    let is_word = |word: &&str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    words
        .filter(is_word)
        .filter(|word| !data.contains(&word.to_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_word_outside_the_marks_is_found() {
    let data = BTreeSet::from(["rafael".to_owned()]);
    assert_eq!(unmarked(&data, "⟦⟧Rafael⟦: ⟧31⟦ falhas⟧ · 9f2c · 23/11"), [""; 0]);
    assert_eq!(unmarked(&data, "⟦⟧Rafael⟦ tem ⟧31 falhas"), ["falhas"]);
}

#[test]
fn no_word_is_written_outside_the_catalogue() {
    for language in Language::ALL {
        for mut world in [month(language, 260), empty(language)] {
            world.texts = Texts::marked(language);
            // Masked names are none of the data's words.
            world.agreement.report.personal_data = PersonalData::Full;
            let data = data(&world);
            let book = build(&world.story());
            let texts = said(&book);
            assert!(
                texts.len() > 400
                    && texts.iter().filter(|(_, text)| text.contains('⟦')).count() > 300
            );
            let wrong: BTreeSet<(String, String, Vec<String>)> = texts
                .into_iter()
                .map(|(sheet, text)| (sheet, unmarked(&data, &text), text))
                .filter(|(_, words, _)| !words.is_empty())
                .map(|(sheet, words, text)| (sheet, text, words))
                .collect();
            assert!(wrong.is_empty(), "{}: {wrong:#?}", language.tag());
        }
    }
}
