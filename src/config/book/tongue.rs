//! The language that an agreement's workbook is written in.

use crate::intake::{Held, WholeCell, WholeSheet};
use crate::model::agreement::Language;
use crate::model::fold::fold;

use super::layout::{layout, of};

/// The language that the first form says, however wrong the rest is; where that form is gone, that of most sheets' names.
pub fn language(sheets: &[WholeSheet]) -> Option<Language> {
    said_language(sheets).or_else(|| {
        let named = |language: Language| {
            let is_named = |sheet: &&WholeSheet| {
                let mut parts = layout().parts.iter();
                parts.any(|part| fold(of(&part.sheet, language)) == fold(&sheet.name))
            };
            (sheets.iter().filter(is_named).count(), language)
        };
        let (most, language) =
            Language::ALL.map(named).into_iter().max_by_key(|(count, _)| *count)?;
        (most > 0).then_some(language)
    })
}

fn said_language(sheets: &[WholeSheet]) -> Option<Language> {
    let (part, line) = layout().parts.iter().find_map(|part| {
        part.lines.iter().find(|line| line.key == "language").map(|line| (part, line))
    })?;
    let sheet = sheets.iter().find(|sheet| part.is_of(&sheet.name))?;
    let is_label = |cell: &&WholeCell| matches!(&cell.held, Held::Text(text) if line.label.iter().any(|own| fold(own) == fold(text)));
    let label = sheet.cells.iter().find(is_label)?;
    let value =
        sheet.cells.iter().find(|cell| cell.row == label.row && cell.column > label.column)?;
    let Held::Text(tag) = &value.held else { return None };
    Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
}
