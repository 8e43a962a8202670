//! One file being read: its text, its lines, and the problems found in it so far.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::DeTable;

use super::problem::Problem;
use super::{syntax, undecided};
use crate::model::agreement::Undecided;

const LONGEST_FOUND: usize = 60;

/// A file being read and the problems found in it so far.
pub struct File<'a> {
    text: &'a str,
    prefix: String,
    problems: RefCell<Vec<Problem>>,
    undecided: RefCell<Vec<Undecided>>,
}

impl<'a> File<'a> {
    /// A file of this text; `prefix` goes before every key path (presets name themselves there).
    pub fn new(text: &'a str, prefix: &str) -> Self {
        let (problems, undecided) = (RefCell::default(), RefCell::default());
        Self { text, prefix: prefix.to_owned(), problems, undecided }
    }

    /// The file's table; nothing when it is no TOML, each fault being a problem.
    pub fn parse(&self) -> Option<Spanned<DeTable<'a>>> {
        let (table, faults) = DeTable::parse_recoverable(self.text);
        let mut last = 0;
        for fault in &faults {
            let line = self.line(fault.span().map_or(0, |span| span.start));
            // The parser goes on in the middle of a line it does not understand: one fault a line is enough.
            if std::mem::replace(&mut last, line) != line {
                let text = self.text.lines().nth(line as usize - 1).unwrap_or_default();
                let (code, hint) = syntax::fault(text, fault.message());
                let key = syntax::secretive(text);
                let hint = hint.filter(|_| key.is_none());
                let found =
                    key.map_or_else(|| shortened(text.trim()), |key| format!("{key} = •••"));
                self.add(Problem { hint, ..Problem::at(line, "", code, (&found, "")) });
            }
        }
        faults.is_empty().then_some(table)
    }

    /// Adds a problem as it is.
    pub fn add(&self, mut problem: Problem) {
        problem.path = format!("{}{}", self.prefix, problem.path);
        self.problems.borrow_mut().push(problem);
    }

    /// Notes a value that stands for a decision.
    pub fn ask(&self, line: u32, path: &str, words: &str) {
        let (file, cell) = (String::new(), String::new());
        self.add_undecided(Undecided {
            file,
            line,
            cell,
            path: path.to_owned(),
            text: words.to_owned(),
        });
    }

    /// Adds what is to be decided as it is.
    pub fn add_undecided(&self, own: Undecided) {
        let mut asked = self.undecided.borrow_mut();
        if !asked.contains(&own) {
            asked.push(own);
        }
    }

    /// Every value and comment that stands for a decision, by line, those of other files last.
    pub fn take_undecided(&self) -> Vec<Undecided> {
        let mut asked = self.undecided.take();
        asked.extend(undecided::comments(self.text));
        asked.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        asked
    }

    /// How many problems were found so far.
    pub fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// Every problem, by line; the file is as before but for them.
    pub fn take_problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.take();
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    /// Line of a byte, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        let before =
            self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count();
        u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The source text of a value: its first line, shortened.
    pub fn snippet(&self, span: std::ops::Range<usize>) -> String {
        shortened(self.text.get(span).unwrap_or_default())
    }
}

/// The first line of a text, as far as a message quotes it.
fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONGEST_FOUND).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

/// Something of the file with the place it stands at, for checks that come later.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// Line, from 1.
    pub line: u32,
    /// Key path.
    pub path: String,
    /// The thing.
    pub it: T,
}

impl<T> At<T> {
    /// Reports a problem at this place.
    pub fn refuse(&self, file: &File<'_>, code: &'static str, found: &str, allowed: &str) {
        file.add(self.problem(code, found, allowed));
    }

    /// A problem at this place.
    pub fn problem(&self, code: &'static str, found: &str, allowed: &str) -> Problem {
        Problem::at(self.line, &self.path, code, (found, allowed))
    }
}
