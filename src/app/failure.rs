//! Why a command stops: the words for a person and the exit code for a timer.

use std::process::ExitCode;

/// Exit codes, as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Anything not below.
    Other = 1,
    /// Wrong usage.
    Usage = 2,
    /// The agreement file is wrong.
    Agreement = 3,
    /// No usable input.
    NoInput = 4,
    /// Report written, some mail not delivered.
    Mail = 5,
    /// A source could not be used, or `--strict` and the data has problems.
    Data = 6,
    /// Another run is in progress.
    Busy = 7,
    /// Cannot write.
    Write = 8,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A command that cannot go on.
#[derive(Debug)]
pub struct Failure {
    /// Its exit code.
    pub exit: Exit,
    /// What to tell the person, complete sentences.
    pub text: String,
}

impl Failure {
    /// A failure with its words.
    pub fn new(exit: Exit, text: impl Into<String>) -> Self {
        Self { exit, text: text.into() }
    }
}

/// What needs a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What makes it the same trouble tomorrow.
    pub cause: String,
    /// What to tell, with what to do.
    pub text: String,
}
