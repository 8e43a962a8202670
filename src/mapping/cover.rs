//! What the outputs are not given to see, unless all may be shown: addresses, phones and documents in places where words are expected, such
//! as the source of a lead, a header or the name of a file. Whom a cell names in its own column (name, e-mail) every output covers itself.

use crate::issue::Issue;
use crate::model::agreement::PersonalData;
use crate::model::column::Coded;
use crate::model::dataset::Dataset;
use crate::model::hash::short_sha256;
use crate::model::records::LogEntry;

use super::personal;

/// Words of the teams' own people, which the agreement shows or hides by another setting.
const STAFF: [&str; 2] = ["owner", "team"];
/// Values of issues that stay as they are until they are told: cells and names are covered there.
const TOLD_LATER: [&str; 3] = ["value", "other-value", "names"];

/// Covers them in what was read, after everything is joined.
pub(super) fn cover(level: PersonalData, data: &mut Dataset, issues: &mut [Issue]) {
    if level == PersonalData::Full {
        return;
    }
    let words = data.leads.words.iter_mut().filter(|(field, _)| !STAFF.contains(&field.as_str()));
    words.for_each(|(_, words)| code_words(words));
    for visit in &mut data.traffic {
        [&mut visit.source, &mut visit.campaign].into_iter().flatten().for_each(code_word);
    }
    let quote = |text: &mut String| {
        if personal::is_personal(text) {
            *text = personal::quoted(level, text);
        }
    };
    data.log.iter_mut().for_each(|entry| cover_entry(level, entry));
    data.exemptions.texts_mut().for_each(quote);
    for row in data.set_aside.iter_mut().chain(&mut data.unkeyed) {
        quote(&mut row.file);
        row.column.iter_mut().chain(&mut row.sheet).for_each(quote);
    }
    for file in data.intake.iter_mut().flat_map(|source| &mut source.files) {
        file.columns.iter_mut().for_each(|column| quote(&mut column.header));
        file.unread.iter_mut().chain(&mut file.sheet).for_each(quote);
    }
    let values = issues.iter_mut().flat_map(|issue| &mut issue.values);
    values.filter(|(name, _)| !TOLD_LATER.contains(name)).for_each(|(_, value)| quote(value));
}

/// Covers an entry of the teams' log, wherever it was written down. Its lead is covered where it is shown: by it the lead is found.
pub fn cover_entry(level: PersonalData, entry: &mut LogEntry) {
    if level == PersonalData::Full {
        return;
    }
    let words = entry.by.iter_mut().chain(&mut entry.about).chain([&mut entry.text]);
    words.for_each(|text| *text = personal::quoted(level, text));
}

fn code_words(words: &mut Coded) {
    words.words.iter_mut().for_each(code_word);
}

/// A word that holds something personal becomes a short stable code: two such words stay two.
fn code_word(word: &mut String) {
    if personal::is_personal(word) {
        *word = code(word);
    }
}

/// A short stable code in the place of a text.
pub fn code(text: &str) -> String {
    format!("L-{}", short_sha256([text.as_bytes()], 8))
}
