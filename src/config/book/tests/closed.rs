//! Every closed choice of the agreement refuses a word that is none of its own, and says which are.

use std::collections::BTreeSet;

use super::*;
use crate::config::book::layout::Line;

/// Misspelt words: strange, nearly right, in part, of another choice, an empty sign.
const WRONG: [&str; 5] = ["zz", "zzz-todos", "dmyy", "marketin", "?"];

/// Lines of the layout whose value is one of a few words, or some of them.
fn closed() -> Vec<&'static Line> {
    let lines = layout().parts.iter().flat_map(|part| &part.lines);
    lines.filter(|line| matches!(line.kind, Kind::One(_) | Kind::Many(_))).collect()
}

fn words(line: &Line) -> Vec<String> {
    layout().words(&line.kind).into_iter().map(|(word, _)| word).collect()
}

#[test]
fn a_wrong_word_in_a_text_is_refused_with_the_right_ones() {
    let text = EVERY_KEY.replace(", \"feriados.csv\"]", "]");
    let is_key = |line: &&&Line| !line.is_piece && !line.key.is_empty();
    let closed: Vec<&Line> = closed();
    let mut met = BTreeSet::new();
    for (number, written) in text.lines().enumerate() {
        let Some((key, value)) = written.split_once('=') else { continue };
        let value = value.split('#').next().unwrap();
        let own = closed.iter().filter(is_key);
        let own = own.filter(|line| line.key.rsplit('.').next() == Some(key.trim()));
        let own = own.flat_map(|line| words(line).into_iter().map(|word| (line.key.clone(), word)));
        let own: BTreeSet<(String, String)> = own.collect();
        let found = own.iter().find(|(_, word)| value.contains(&format!("\"{word}\"")));
        let Some((name, word)) = found else { continue };
        met.insert(name.clone());
        for wrong in WRONG {
            let changed = written.replacen(&format!("\"{word}\""), &format!("\"{wrong}\""), 1);
            let mut lines: Vec<&str> = text.lines().collect();
            lines[number] = &changed;
            let told = understand(&lines.join("\n"), Path::new("/acordo.toml")).unwrap_err();
            let is_named = |problem: &&Problem| {
                let is_here = problem.line as usize == number + 1 && problem.found.contains(wrong);
                is_here && (problem.allowed.contains(word) || problem.allowed.starts_with('@'))
            };
            assert!(told.iter().any(|problem| is_named(&problem)), "{changed}: {told:#?}");
        }
    }
    let missing: Vec<&String> = closed
        .iter()
        .filter(is_key)
        .map(|line| &line.key)
        .filter(|key| !met.contains(*key))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_wrong_word_in_a_workbook_is_refused_with_the_right_ones() {
    let closed = closed();
    for own in [every_key(), agreement(starter(Language::En)), agreement(starter(Language::PtBr))] {
        let book = sheets(&own);
        let mut met = 0;
        for part in &layout().parts {
            let name = of(&part.sheet, own.language);
            let Some(sheet) = book.iter().find(|sheet| sheet.name == name) else { continue };
            for line in
                part.lines.iter().filter(|line| closed.iter().any(|own| own.key == line.key))
            {
                let (label, shown) = (of(&line.label, own.language), layout().words(&line.kind));
                let is_word = |text: &str| shown.iter().any(|word| says(text, word));
                let is_label = |cell: &&WholeCell| cell.held == text(label);
                for head in sheet.cells.iter().filter(is_label) {
                    let is_of = |cell: &&WholeCell| {
                        let is_beside = cell.row == head.row && cell.column == head.column + 1;
                        let is_below = cell.column == head.column && cell.row > head.row;
                        is_beside || is_below
                    };
                    for cell in sheet.cells.iter().filter(is_of) {
                        let Held::Text(word) = &cell.held else { continue };
                        if !is_word(word) {
                            continue;
                        }
                        for wrong in WRONG.into_iter().take(1) {
                            let mut changed = book.clone();
                            set(&mut changed, name, (cell.row, cell.column), text(wrong));
                            let told = told(&changed);
                            assert!(
                                told.iter().any(|line| line.contains(wrong)),
                                "{name} {label}: {word} as {wrong}: {told:?}"
                            );
                        }
                        met += 1;
                    }
                }
            }
        }
        assert!(met >= 15, "{met}");
    }
}
