//! Text that a spreadsheet would run as a formula when it opens a file of plain text, and the mark that keeps it from that.

use std::borrow::Cow;

use super::fold::is_hidden;

/// What spreadsheets put before a text to say that it is one.
const MARK: char = '\'';

/// How a formula begins, also in the wide signs that some programs take for the narrow ones; a tab or a line end is passed over by them.
const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// What a spreadsheet may take for the end of a cell where it reads the file by another list's rules than it was written by: a Brazilian one
/// parts a text of commas at its semicolons, and knows no quotes that do not stand first.
const ENDS: [char; 5] = [';', '|', '\t', '\n', '\r'];

/// What may stand before a formula in a cell and is passed over, beside what nobody sees.
const BEFORE: [char; 4] = [MARK, '"', ' ', '\u{a0}'];

fn is_runnable(cell: &str) -> bool {
    cell.trim_start_matches(|sign| BEFORE.contains(&sign) || is_hidden(sign)).starts_with(STARTS)
}

/// The text as it may stand in a file that a spreadsheet opens: each part that would be run has the mark before it, and so has one that already
/// looks marked, so that the mark can be taken off again.
pub fn marked(text: &str) -> Cow<'_, str> {
    changed(text, |cell| is_runnable(cell).then(|| format!("{MARK}{cell}")))
}

/// The same without the signs that a terminal obeys where the file is shown on one; line ends and tabs stay.
pub fn plainly_marked(text: &str) -> Cow<'_, str> {
    let is_order = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.contains(is_order) {
        let plain: String = text.chars().filter(|c| !is_order(*c)).collect();
        return Cow::Owned(marked(&plain).into_owned());
    }
    marked(text)
}

/// The text without the mark at its beginning.
pub fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).filter(|rest| is_runnable(rest)).unwrap_or(text)
}

/// The text without any of the marks that [`marked`] puts into it.
pub fn restored(text: &str) -> Cow<'_, str> {
    changed(text, |cell| Some(unmarked(cell)).filter(|own| *own != cell).map(str::to_owned))
}

/// A text with other words for those of its cells, as a spreadsheet may part it, for which there are any.
fn changed(text: &str, cell: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let is_start = |byte: u8| b"=+-@\t\r".contains(&byte) || !byte.is_ascii();
    if !text.bytes().any(is_start) {
        return Cow::Borrowed(text);
    }
    let mut made: Option<String> = None;
    let mut done = 0;
    for own in text.split_inclusive(ENDS) {
        if let Some(other) = cell(own) {
            let made = made.get_or_insert_with(|| text.get(..done).unwrap_or_default().to_owned());
            made.push_str(&other);
        } else if let Some(made) = &mut made {
            made.push_str(own);
        }
        done += own.len();
    }
    made.map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_run_is_marked_and_comes_back() {
        for text in [
            "=1+1",
            "+55 11 98765-4321",
            "-2+3",
            "@SUM(1)",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            "'=1",
            "''@x",
            " =1",
            "\"=1",
            "=cmd|x",
            "\u{2060}=1",
            "\u{202e}=1",
            "\u{ad}+1",
            "\u{200b}-1",
            "\u{feff}@x",
            " \u{fe0f}=1",
        ] {
            assert_eq!(marked(text), format!("'{text}"));
            assert_eq!(restored(&marked(text)), text);
        }
        for (text, guarded) in [
            ("Ana;=1+1;", "Ana;'=1+1;"),
            ("a;-1;'@x;b", "a;'-1;''@x;b"),
            ("a\n+1", "a\n'+1"),
            ("a|＝1", "a|'＝1"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("=a;=cmd|'/C calc'!A0", "'=a;'=cmd|'/C calc'!A0"),
            ("x;\"=1\"", "x;'\"=1\""),
        ] {
            assert_eq!(marked(text), guarded);
            assert_eq!(restored(&marked(text)), text);
        }
        for text in [
            "",
            "Ana",
            "a=1",
            "'Ana",
            "1-2",
            "'s-Hertogenbosch",
            "d'Ávila",
            "'",
            "a; b",
            "a|b",
            "a, -b",
        ] {
            assert_eq!((marked(text).as_ref(), restored(text).as_ref()), (text, text));
        }
    }

    /// Whatever signs stand together, the marks come off again.
    #[test]
    fn every_mark_comes_off() {
        let signs = ["'", "=", ";", "\"", " ", "\t", "a", "+", "|", "＠"];
        let count = signs.len().pow(5);
        for number in 0..count {
            let text: String =
                (0..5).map(|at| signs[number / signs.len().pow(at) % signs.len()]).collect();
            let guarded = marked(&text);
            assert_eq!(restored(&guarded), text, "{guarded}");
            let cells =
                guarded.split(ENDS).map(|cell| cell.trim_start_matches([' ', '\u{a0}', '"']));
            assert!(cells.clone().all(|cell| !cell.starts_with(STARTS)), "{text}: {guarded}");
        }
    }
}
