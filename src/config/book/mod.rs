//! The agreement as a workbook: its sheets as the TOML that the rest of this room checks, and an agreement as sheets.

mod cell;
mod draw;
mod layout;
mod mark;
mod node;
mod place;
mod sheets;
#[cfg(test)]
mod tests;
mod write;

use crate::config::problem::Problem;
use crate::intake::WholeSheet;
use crate::model::agreement::Language;

use layout::of;
pub use mark::book as marked;
pub use place::Place;
pub use sheets::language;
use sheets::{Cells, Head};
pub use write::book;

/// A workbook as TOML, and where each line of it comes from.
pub struct Document {
    /// The TOML.
    pub text: String,
    places: Vec<Place>,
    pages: Vec<(&'static str, Place)>,
    heads: Vec<Head>,
    language: Language,
    /// Cells that could not be read.
    pub problems: Vec<Problem>,
}

/// Reads the sheets of a workbook.
pub fn document(sheets: &[WholeSheet]) -> Document {
    let Cells { tree, pages, heads, problems, language, .. } = sheets::read(sheets);
    let written = tree.toml();
    Document { text: written.text, places: written.places, pages, heads, language, problems }
}

impl Document {
    /// Problems of its cells and of its text, each at its cell, in the order of the sheets.
    pub fn placed(mut self, found: Vec<Problem>) -> Vec<Problem> {
        let unread: Vec<Place> = self.problems.iter().filter_map(|own| own.cell.clone()).collect();
        let mut problems = std::mem::take(&mut self.problems);
        let told = found.into_iter().map(|problem| self.at_cell(problem));
        // What could not be read is not missing.
        problems.extend(told.filter(|problem| {
            problem.code != "missing"
                || !problem.cell.as_ref().is_some_and(|cell| unread.contains(cell))
        }));
        problems.sort_by(|one, other| one.cell.cmp(&other.cell));
        problems
    }

    fn at_cell(&self, problem: Problem) -> Problem {
        let line = self.place_of(problem.line);
        let cell =
            if problem.code == "missing" { self.of_missing(&problem, line.as_ref()) } else { line };
        let found =
            match (problem.code, problem.found.parse().ok().and_then(|line| self.place_of(line))) {
                ("overlap", Some(place)) => place.to_string(),
                _ => problem.found.clone(),
            };
        let code = if problem.code == "overlap" { "overlap-cell" } else { problem.code };
        let label = cell.as_ref().and_then(|place| self.label(place, &problem.path));
        Problem {
            cell,
            found,
            code,
            path: label.unwrap_or_else(|| problem.path.clone()),
            ..problem
        }
    }

    fn place_of(&self, line: u32) -> Option<Place> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        self.places.get(at).filter(|place| !place.sheet.is_empty()).cloned()
    }

    /// Where a key would stand that is missing: in its row or column, as far as the workbook has both, else on its sheet.
    fn of_missing(&self, problem: &Problem, line: Option<&Place>) -> Option<Place> {
        let root_of =
            |path: &str| path.split(['.', '[', ' ']).next().unwrap_or_default().to_owned();
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

    /// What the key at a cell is called there.
    fn label(&self, place: &Place, path: &str) -> Option<String> {
        let is_there = |head: &&Head| {
            head.sheet == place.sheet
                && (head.row == Some(place.row) || head.column == Some(place.column))
                && (head.line.key.is_empty() || path.contains(&head.line.key))
        };
        let head = self.heads.iter().find(is_there)?;
        Some(of(&head.line.label, self.language).to_owned())
    }
}
