//! What an agreement still asks to be decided: values that begin with `DECIDA` or `DECIDE`, and comments that do.

use toml::Spanned;
use toml::de::DeValue;

use crate::model::agreement::{Language, Undecided};
use crate::model::fold::fold;

/// The two words that ask.
const MARKS: [&str; 2] = ["DECIDA", "DECIDE"];

/// The words behind the mark; nothing of a text that asks nothing. `Decide em 3 dias` is a sentence like any other.
pub fn asked(text: &str) -> Option<&str> {
    let text = text.trim();
    let end = text.find([':', ' ']).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let is_mark = MARKS.contains(&word)
        || !rest.starts_with(' ') && MARKS.iter().any(|mark| fold(mark) == fold(word));
    is_mark.then(|| rest.trim_start_matches([':', ' ']))
}

/// The word that asks, in a language.
pub fn mark(language: Language) -> &'static str {
    let [portuguese, english] = MARKS;
    if language == Language::PtBr { portuguese } else { english }
}

/// The words of a value that stands for a decision.
pub fn of_value<'a>(raw: &'a Spanned<DeValue<'_>>) -> Option<&'a str> {
    asked(raw.get_ref().as_str()?)
}

/// The comments of a text that ask, each with the commented lines it speaks of; whoever decides takes the comment away.
pub fn comments(text: &str) -> Vec<Undecided> {
    let lines: Vec<&str> = text.lines().collect();
    let marked = lines.iter().enumerate().filter(|(_, line)| is_marked(line));
    let told = |(at, line): (usize, &&str)| Undecided {
        line: u32::try_from(at + 1).unwrap_or(u32::MAX),
        cell: String::new(),
        path: String::new(),
        text: whole(line, lines.get(at + 1..).unwrap_or_default()),
    };
    marked.map(told).collect()
}

fn is_marked(line: &str) -> bool {
    line.strip_prefix("# ").is_some_and(|rest| {
        MARKS.iter().any(|mark| rest.starts_with(mark)) && asked(rest).is_some()
    })
}

/// A question with the comments below it; a line that goes on is set in by two blanks.
fn whole(line: &str, below: &[&str]) -> String {
    let mut told = asked(line.trim_start_matches("# ")).unwrap_or_default().to_owned();
    for line in below.iter().take_while(|line| line.starts_with('#') && !is_marked(line)) {
        told.push_str(if line.starts_with("#  ") { " " } else { "\n" });
        told.push_str(line.trim_start_matches('#').trim());
    }
    told
}
