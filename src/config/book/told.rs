//! A problem of the agreement's text in the words of the workbook it came from: labels for keys, shown words for fixed ones.

use crate::config::problem::Problem;
use crate::model::agreement::Language;

use super::layout::{Kind, Line, Part, Shown, fields, layout, of};

/// The problem as whoever reads the sheet has its words.
pub fn retold(problem: Problem, part: &Part, line: &Line, language: Language) -> Problem {
    let words = match &line.kind {
        Kind::Field | Kind::Fields | Kind::Where | Kind::Require => fields().to_vec(),
        kind => layout().words(kind),
    };
    let said = |text: &str| told(text, part, &words, language);
    let is_words = !problem.allowed.is_empty() && !problem.allowed.starts_with(['@', '!']);
    let allowed = if is_words {
        problem.allowed.split(", ").map(said).collect::<Vec<_>>().join(", ")
    } else {
        problem.allowed.clone()
    };
    let found = match problem.code {
        "forbidden-combination" => said(&problem.found),
        _ => problem.found.clone(),
    };
    let hint = problem.hint.as_deref().map(said);
    Problem { found, allowed, hint, ..problem }
}

/// A word, a key, or a key with its value, as the sheet shows it.
fn told(text: &str, part: &Part, words: &[Shown], language: Language) -> String {
    let own = |line: &&Line| line.key == text;
    if let Some((_, shown)) = words.iter().find(|(word, _)| word == text) {
        return of(shown, language).to_owned();
    }
    if let Some(line) = part.lines.iter().find(own) {
        return of(&line.label, language).to_owned();
    }
    let Some((key, value)) = text.split_once(" = ") else { return text.to_owned() };
    let Some(line) = part.lines.iter().find(|line| line.key == key) else {
        return text.to_owned();
    };
    let value = value.trim_matches('"');
    let shown = layout().words(&line.kind).into_iter().find(|(word, _)| word == value);
    let value = shown.map_or_else(|| value.to_owned(), |(_, both)| of(&both, language).to_owned());
    format!("{} “{value}”", of(&line.label, language))
}
