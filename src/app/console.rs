//! The only printer: answers on standard output, everything about the work on standard error.

use std::io::Write;

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
        drop(writeln!(std::io::stdout(), "{text}"));
    }

    /// What is being done or was noticed: standard error, unless quiet.
    pub fn note(self, text: &str) {
        if !self.is_quiet {
            drop(writeln!(std::io::stderr(), "{text}"));
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
        drop(write!(std::io::stderr(), "{question} "));
        let mut answer = String::new();
        // An answer that cannot be read is none.
        drop(std::io::stdin().read_line(&mut answer));
        answer
    }

    /// What went wrong: standard error, always.
    #[allow(clippy::unused_self)] // as above
    pub fn error(self, text: &str) {
        drop(writeln!(std::io::stderr(), "{text}"));
    }
}
