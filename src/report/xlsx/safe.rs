//! Text as a spreadsheet may hold it: no control characters, no more letters than a cell takes.

use std::borrow::Cow;

use crate::texts::names::shortened;

/// Most UTF-16 units of a cell.
const LONGEST: usize = 32_767;
/// Most letters of the words that stand for a picture.
const LONGEST_ALT: usize = 255;
const ELLIPSIS: char = '…';

/// A text without control characters, cut to what a cell takes.
pub fn text(text: &str) -> Cow<'_, str> {
    let clean =
        if text.chars().any(is_unwanted) { Cow::Owned(cleaned(text)) } else { Cow::Borrowed(text) };
    if clean.len() <= LONGEST || clean.encode_utf16().count() <= LONGEST {
        clean
    } else {
        Cow::Owned(cut(&clean))
    }
}

/// The same of a text whose line ends are kept.
pub fn lines(words: &str) -> String {
    words.lines().map(text).collect::<Vec<_>>().join("\n")
}

/// A text of a chart: one that begins as a formula does would be read as the place of its words.
pub fn drawn(words: &str) -> Cow<'_, str> {
    let words = text(words);
    if words.trim_start().starts_with('=') { format!("\u{a0}{words}").into() } else { words }
}

/// A text for a header or footer, where `&` begins a code.
pub fn footer(words: &str) -> String {
    shortened(&text(words), 60).replace('&', "&&")
}

/// The words that stand for a picture, cut after the last whole fact that they have room for.
pub fn alt(words: &str) -> Cow<'_, str> {
    let words = text(words);
    if words.chars().count() <= LONGEST_ALT {
        return words;
    }
    let room: String = words.chars().take(LONGEST_ALT - 3).collect();
    let whole = room.rsplit_once("; ").or_else(|| room.rsplit_once(' '));
    Cow::Owned(format!("{}; {ELLIPSIS}", whole.map_or(&*room, |(whole, _)| whole)))
}

/// Control characters and what XML does not know.
fn is_unwanted(c: char) -> bool {
    c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Line ends and tabs become a blank, the rest nothing.
fn cleaned(text: &str) -> String {
    text.chars()
        .filter_map(|c| {
            if matches!(c, '\n' | '\r' | '\t') { Some(' ') } else { (!is_unwanted(c)).then_some(c) }
        })
        .collect()
}

fn cut(text: &str) -> String {
    let mut units = 1;
    let mut out: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= LONGEST
        })
        .collect();
    out.push(ELLIPSIS);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_long_texts_are_cut() {
        assert_eq!(text("a\u{0}b\u{7}c\td\u{85}"), "abc d");
        assert_eq!(text("=1+1"), "=1+1");
        let long = "😀".repeat(40_000);
        assert!(text(&long).encode_utf16().count() <= LONGEST);
        assert!(text(&long).ends_with(ELLIPSIS));
        assert_eq!([drawn("=a!$A$1"), drawn("a=b")], ["\u{a0}=a!$A$1", "a=b"]);
        assert_eq!(footer("P&D"), "P&&D");
        assert_eq!(alt("a; b"), "a; b");
        let facts = ["Vendas no mês −18%"; 20].join("; ");
        let told = alt(&facts);
        assert!(told.chars().count() <= LONGEST_ALT && told.ends_with("−18%; …"), "{told}");
        assert_eq!(alt(&"á".repeat(300)).chars().count(), LONGEST_ALT);
    }
}
