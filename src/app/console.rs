//! The only printer: answers on standard output, everything about the work on standard error.

use std::borrow::Cow;
use std::io::Write;

use crate::texts::story::Story;

/// How much is said.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    /// Only errors.
    pub is_quiet: bool,
    /// More is said.
    pub is_verbose: bool,
}

impl Console {
    /// What was asked for: standard output, however quiet.
    #[allow(clippy::unused_self)] // the printer is one thing, passed around
    pub fn answer(self, text: &str) {
        // A reader that went away (`acordo … | head`) is no failure of ours.
        drop(writeln!(std::io::stdout(), "{}", shown(text)));
    }

    /// What is being done or was noticed: standard error, unless quiet.
    pub fn note(self, text: &str) {
        if !self.is_quiet {
            drop(writeln!(std::io::stderr(), "{}", shown(text)));
        }
    }

    /// The warnings of a report: standard error; of a quiet one only what could not be used.
    pub fn issues(self, story: &Story) {
        for issue in story.issues {
            let told = format!("! {}", story.issue(issue));
            if issue.serious { self.error(&told) } else { self.note(&told) }
        }
    }

    /// More about what is done: standard error, when asked for.
    pub fn detail(self, text: &str) {
        if self.is_verbose {
            self.note(text);
        }
    }

    /// Asks a person a question and gives the line answered; empty when none comes.
    #[allow(clippy::unused_self)] // as above
    pub fn ask(self, question: &str) -> String {
        drop(write!(std::io::stderr(), "{} ", shown(question)));
        let mut answer = String::new();
        // An answer that cannot be read is none.
        drop(std::io::stdin().read_line(&mut answer));
        answer
    }

    /// What went wrong: standard error, always.
    #[allow(clippy::unused_self)] // as above
    pub fn error(self, text: &str) {
        drop(writeln!(std::io::stderr(), "{}", shown(text)));
    }
}

/// A text as a terminal may be given it: a cell of a file may hold the signs by which a terminal clears its screen or changes what stands
/// there, and those are shown as their pictures (`␛`). Line ends and tabs stay.
fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_order) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_order(c) { picture(c) } else { c }).collect())
}

/// Signs that a terminal obeys and does not show; those that turn the direction of writing hide what stands before them.
fn is_order(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control() && !matches!(c, '\n' | '\t')
}

/// Each of the first 32 signs has a picture of its own, and so has the last of the 128.
fn picture(c: char) -> char {
    match u32::from(c) {
        own @ 0..=0x1f => char::from_u32(0x2400 + own).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Words that agree, in either language.
const AGREED: [&str; 4] = ["s", "sim", "y", "yes"];

/// True of a clear yes.
pub fn is_agreed(answer: &str) -> bool {
    AGREED.contains(&answer.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        for (text, expected) in [
            ("Ação\tQuente\n2", "Ação\tQuente\n2"),
            ("\u{1b}[2J\u{1b}[31mok", "␛[2J␛[31mok"),
            ("\u{1b}]0;x\u{7}", "␛]0;x␇"),
            ("aviso\rnada", "aviso␍nada"),
            ("a\u{8}\u{7f}\u{0}", "a␈␡␀"),
            ("\u{9b}2J\u{9d}", "\u{fffd}2J\u{fffd}"),
            ("a\u{202e}b\u{2066}", "a\u{fffd}b\u{fffd}"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}
