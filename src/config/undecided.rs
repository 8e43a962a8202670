//! What an agreement still asks to be decided: values that begin with `DECIDA` or `DECIDE`, and comments that do.

use toml::Spanned;
use toml::de::DeValue;

use crate::model::agreement::{Language, Undecided};

/// The two words that ask.
pub const MARKS: [&str; 2] = ["DECIDA", "DECIDE"];

/// The words behind the mark; nothing of a text that asks nothing. The mark stands alone, before a colon or before a blank, and in capitals:
/// `decide` may be a name, `Decide: vendas` a sentence like any other.
pub fn asked(text: &str) -> Option<&str> {
    let text = text.trim();
    let end = text.find([':', ' ']).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    MARKS.contains(&word).then(|| rest.trim_start_matches([':', ' ']))
}

/// The word that asks, in a language.
pub fn mark(language: Language) -> &'static str {
    let [portuguese, english] = MARKS;
    if language == Language::PtBr { portuguese } else { english }
}

/// The words of a value that stands for a decision: a text that asks, or a list in which every text does. Where people call things as they
/// like (a promise's `id`, the words of a `where`) the mark alone is such a name, and only a question asks.
pub fn of_value_at<'a>(place: &str, raw: &'a Spanned<DeValue<'_>>) -> Option<Vec<&'a str>> {
    let words = |raw: &'a Spanned<DeValue<'_>>| asked(raw.get_ref().as_str()?);
    let items = raw.get_ref().as_array().filter(|items| !items.is_empty());
    let asked: Vec<&str> =
        items.map_or_else(|| Some(vec![words(raw)?]), |items| items.iter().map(words).collect())?;
    let is_name = place == "commitment.id" || place.split('.').any(|key| key == "where");
    let is_question = asked.iter().any(|words| !words.is_empty());
    (is_question || !is_name).then_some(asked)
}

/// The comments of a text that ask; whoever decides takes the comment away.
pub fn comments(text: &str) -> Vec<Undecided> {
    let lines: Vec<Option<Comment>> = of_lines(text);
    let told = |(at, line): (usize, &Option<Comment>)| {
        let comment = line.as_ref()?;
        let below = if comment.is_alone { lines.get(at + 1..) } else { None };
        Some(Undecided {
            file: String::new(),
            line: u32::try_from(at + 1).unwrap_or(u32::MAX),
            cell: String::new(),
            path: String::new(),
            text: whole(asked(comment.words)?, below.unwrap_or_default()),
        })
    };
    lines.iter().enumerate().filter_map(told).collect()
}

/// A question with the comments below it; a line that goes on is set in by two blanks.
fn whole(question: &str, below: &[Option<Comment>]) -> String {
    let mut told = question.to_owned();
    let own = below.iter().map_while(Option::as_ref).take_while(|comment| comment.is_alone);
    for comment in own.take_while(|comment| asked(comment.words).is_none()) {
        told.push_str(if comment.words.starts_with("  ") { " " } else { "\n" });
        told.push_str(comment.words.trim());
    }
    told
}

/// A comment of a line.
struct Comment<'a> {
    /// What stands behind its signs.
    words: &'a str,
    /// Nothing stands before it.
    is_alone: bool,
}

/// The comment of each line, where it has one: a sign within a text, also one of several lines, begins none.
fn of_lines(text: &str) -> Vec<Option<Comment<'_>>> {
    let mut open: Option<&'static str> = None;
    text.lines().map(|line| of_line(line, &mut open)).collect()
}

/// The comment of a line; `open` holds the quotes of a text that is open at its beginning, then at its end.
fn of_line<'a>(line: &'a str, open: &mut Option<&'static str>) -> Option<Comment<'a>> {
    const QUOTES: [&str; 4] = ["\"\"\"", "'''", "\"", "'"];
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let begun = QUOTES.into_iter().find(|quotes| rest.starts_with(quotes));
        at += match *open {
            Some(quotes) if rest.starts_with(quotes) => {
                *open = None;
                quotes.len()
            }
            Some(quotes) if quotes.starts_with('"') && rest.starts_with('\\') => {
                1 + rest.chars().nth(1).map_or(0, char::len_utf8)
            }
            None if rest.starts_with('#') => {
                let is_alone = line.get(..at).is_some_and(|before| before.trim().is_empty());
                return Some(Comment { words: rest.trim_start_matches('#'), is_alone });
            }
            None if begun.is_some() => {
                *open = begun;
                begun.map_or(first, str::len)
            }
            _ => first,
        };
    }
    // A text of one line ends with it.
    *open = open.filter(|quotes| quotes.len() > 1);
    None
}
