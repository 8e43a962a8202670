//! Text that a spreadsheet would run as a formula when it opens a file of plain text, and the mark that keeps it from that.

use std::borrow::Cow;

/// What spreadsheets put before a text to say that it is one.
const MARK: char = '\'';

/// How a formula begins, also in the wide signs that some programs take for the narrow ones; a tab or a line end is passed over by them.
const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

fn is_runnable(text: &str) -> bool {
    text.starts_with(STARTS)
}

/// The text as it may stand in a file that a spreadsheet opens: one that would be run has the mark before it, and so has one that already
/// looks marked, so that the mark can be taken off again.
pub fn marked(text: &str) -> Cow<'_, str> {
    if is_runnable(text.trim_start_matches(MARK)) {
        format!("{MARK}{text}").into()
    } else {
        text.into()
    }
}

/// The text without the mark that [`marked`] puts before it.
pub fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK)
        .filter(|rest| is_runnable(rest.trim_start_matches(MARK)))
        .unwrap_or(text)
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
            "\t=1",
            "\r=1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            "'=1",
            "''@x",
        ] {
            assert_eq!(marked(text), format!("'{text}"));
            assert_eq!(unmarked(&marked(text)), text);
        }
        for text in ["", "Ana", "a=1", "'Ana", "1-2", "'s-Hertogenbosch", "d'Ávila", "'"] {
            assert_eq!((marked(text).as_ref(), unmarked(text)), (text, text));
        }
    }
}
