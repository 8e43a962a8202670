//! What stands above a list's headings: title, sentence and example say nothing; an entry that somebody wrote there would be lost unseen.

use crate::intake::WholeCell;
use crate::model::agreement::Language;
use crate::model::fold::fold;

use super::cell::{example, shown, words};
use super::layout::{EXAMPLE, Line, Part, TO_DECIDE};

/// How headings and sheets begin that are people's own.
const OWN: [&str; 4] = ["nota", "note", "obs", "coment"];

/// A sheet or column of people's own.
pub fn is_own(name: &str) -> bool {
    let said = fold(name);
    name.starts_with('_')
        || OWN.iter().any(|own| said.starts_with(own))
        || TO_DECIDE.iter().any(|own| fold(own) == said)
}

/// The first cell above the headings that is an entry's: one of several in its row, and not the example of its column.
pub fn entry<'a>(
    part: &'static Part,
    heads: &[&WholeCell],
    above: &[(u32, Vec<&'a WholeCell>)],
) -> Option<&'a WholeCell> {
    let line = |cell: &WholeCell| {
        let head = heads.iter().find(|head| head.column == cell.column)?;
        part.line(words(&head.held)).map(|(_, line)| line)
    };
    let is_entry =
        |cell: &&&WholeCell| line(cell).is_some_and(|line| !is_example(&shown(&cell.held), line));
    let is_note = |cells: &[&WholeCell]| cells.iter().any(|cell| is_own(words(&cell.held)));
    let rows = above.iter().filter(|(_, cells)| cells.len() > 1 && !is_note(cells));
    rows.flat_map(|(_, cells)| cells).find(is_entry).copied()
}

fn is_example(text: &str, line: &Line) -> bool {
    let bare = EXAMPLE.iter().find_map(|begins| text.strip_prefix(begins)).unwrap_or(text);
    Language::ALL.into_iter().any(|language| example(line, language) == bare.trim())
}
