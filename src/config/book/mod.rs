//! The agreement as a workbook: its sheets as the TOML that the rest of this room checks, and an agreement as sheets.

mod above;
mod cell;
mod draw;
mod items;
mod layout;
mod mark;
mod node;
mod sheets;
#[cfg(test)]
mod tests;
mod told;
mod tongue;
mod write;

use super::place::Place;
use crate::config::problem::Problem;
use crate::intake::WholeSheet;
use crate::model::agreement::{Language, Undecided};
pub use draw::Asked;
pub use layout::{Kind, Line, Part, Pattern, WORD_FIELDS, field_name, key_of, layout, of};
pub use mark::book as marked;
use node::Written;
pub use node::{Node, bare};
use sheets::{Cells, Head};
pub use tongue::language;
pub use write::book;

/// A workbook as TOML, and where each line of it comes from.
pub struct Document {
    /// The TOML.
    pub text: String,
    places: Vec<Place>,
    pages: Vec<(&'static str, Place)>,
    heads: Vec<Head>,
    absent: Vec<&'static str>,
    language: Language,
    /// Cells that could not be read.
    pub problems: Vec<Problem>,
}

/// Reads the sheets of a workbook.
pub fn document(sheets: &[WholeSheet]) -> Document {
    let Cells { tree, pages, heads, absent, problems, language, asked, .. } = sheets::read(sheets);
    let mut written = tree.toml();
    for (place, text) in asked {
        written.line("", &Place::default());
        text.lines().for_each(|line| written.line(&format!("# {}", line.trim()), &place));
    }
    let Written { text, places } = written;
    Document { text, places, pages, heads, absent, language, problems }
}

impl Document {
    /// Problems of its cells and of its text, each at its cell, in the order of the sheets.
    pub fn placed(mut self, found: Vec<Problem>) -> Vec<Problem> {
        let is_lost = |problem: &Problem| {
            problem.code == "missing"
                && self.absent.iter().any(|into| root_of(into) == root_of(&problem.path))
        };
        let found: Vec<Problem> = found.into_iter().filter(|problem| !is_lost(problem)).collect();
        let unread: Vec<Place> = self.problems.iter().filter_map(|own| own.cell.clone()).collect();
        let mut problems = std::mem::take(&mut self.problems);
        let told = found.into_iter().map(|problem| self.at_cell(&problem));
        // What could not be read is not missing.
        problems.extend(told.filter(|problem| {
            problem.code != "missing"
                || !problem.cell.as_ref().is_some_and(|cell| unread.contains(cell))
        }));
        problems.sort_by(|one, other| one.cell.cmp(&other.cell));
        problems
    }

    /// Puts what is still to be decided at its cell, a value by what its cell is called.
    pub fn place(&self, own: &mut Undecided) {
        let place = self.place_of(own.line).filter(|_| own.file.is_empty());
        let Some(place) = place else { return };
        own.cell = place.to_string();
        let head = self.head(&place, &own.path).filter(|_| !own.path.is_empty());
        if let Some((_, line)) = head {
            of(&line.label, self.language).clone_into(&mut own.path);
        }
    }

    fn at_cell(&self, problem: &Problem) -> Problem {
        let line = self.place_of(problem.line);
        let cell = match problem.code {
            "missing" => self.of_missing(problem, line.as_ref()),
            "duplicate-id" => line.map(|place| self.of_key(place)),
            _ => line,
        };
        let found =
            match (problem.code, problem.found.parse().ok().and_then(|line| self.place_of(line))) {
                ("overlap", Some(place)) => place.to_string(),
                _ => problem.found.clone(),
            };
        let code = match problem.code {
            "overlap" => "overlap-cell",
            "foreign-domain" => "foreign-domain-cell",
            code => code,
        };
        let head = cell.as_ref().and_then(|place| self.head(place, &problem.path));
        let path = head.map_or(&*problem.path, |(_, line)| of(&line.label, self.language));
        // A line of the text that was made of the sheets is nobody's.
        let told = Problem { line: 0, cell, found, code, path: path.to_owned(), ..problem.clone() };
        match head {
            Some((part, line)) => told::retold(told, part, line, self.language),
            None => told,
        }
    }

    /// The cell of the key in the row of its value: what stands there twice is the key.
    fn of_key(&self, place: Place) -> Place {
        let key = |head: &&Head| {
            head.sheet == place.sheet
                && head.column.is_some()
                && part_of(head).and_then(Part::key_piece) == Some(head.line)
        };
        let column = self.heads.iter().find(key).and_then(|head| head.column);
        Place { column: column.unwrap_or(place.column), ..place }
    }

    /// The cell that a line of the text comes from.
    pub fn cell(&self, line: u32) -> Option<Place> {
        self.place_of(line)
    }

    fn place_of(&self, line: u32) -> Option<Place> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        self.places.get(at).filter(|place| !place.sheet.is_empty()).cloned()
    }

    /// Where a key would stand that is missing: in its row or column, as far as the workbook has both, else on its sheet.
    fn of_missing(&self, problem: &Problem, line: Option<&Place>) -> Option<Place> {
        let root = root_of(&problem.path);
        let is_own = |head: &&Head| root_of(head.into) == root;
        let heads: Vec<&Head> = self.heads.iter().filter(is_own).collect();
        let named = |head: &&&Head| problem.path.ends_with(&format!(".{}", head.line.key));
        let page = self.pages.iter().find(|(into, _)| root_of(into) == root);
        let own = line.filter(|place| heads.iter().any(|head| head.sheet == place.sheet));
        let place = own.or(page.map(|(_, place)| place))?;
        let Some(head) = heads.iter().find(named) else { return Some(place.clone()) };
        // A form's line has its value beside its label.
        let row = head.row.unwrap_or(place.row);
        let column = head.column.unwrap_or_else(|| place.column.max(1));
        Some(Place { row, column, ..place.clone() })
    }

    /// The line of the layout at a cell.
    fn head(&self, place: &Place, path: &str) -> Option<(&'static Part, &'static Line)> {
        let is_there = |head: &&Head| {
            head.sheet == place.sheet
                && (head.row == Some(place.row) || head.column == Some(place.column))
                && (head.line.key.is_empty() || head.line.is_piece || path.contains(&head.line.key))
        };
        let head = self.heads.iter().find(is_there)?;
        Some((part_of(head)?, head.line))
    }
}

/// The key that a path begins with.
fn root_of(path: &str) -> &str {
    path.split(['.', '[', ' ']).next().unwrap_or_default()
}

fn part_of(head: &Head) -> Option<&'static Part> {
    layout().parts.iter().find(|part| part.into == head.into)
}
