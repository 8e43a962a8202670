//! Text files without a line end at their end: half a number there looks like a whole one, so that only earlier files tell whether it is odd.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::intake::{IntakeError, Trouble, may_grow};
use crate::issue::{Code, Issue};
use crate::model::agreement::Agreement;

use super::{Outcome, Read, Task, file_issue};

/// What was read of a file whose source always had a line end at the end is refused where there is none and the file may still be written, and said
/// where it lies there as it is: most editors leave a last line without one. Of the first file of a source that may be half of one is said; where
/// earlier ones ended so too, nothing is odd.
pub(super) fn checked(task: &Task, (mut tables, mut said): Read, known: Option<bool>) -> Outcome {
    let is_open = tables.iter().any(|rows| rows.is_ended == Some(false));
    if known == Some(true) && is_open {
        let path = task.path.clone();
        let error = IntakeError { path, trouble: Trouble::Unended, found: String::new() };
        let issue = file_issue(task.source, &error);
        if may_grow(&task.path) {
            return Err(vec![issue]);
        }
        said.push(Issue { code: Code::LineEndLost, serious: false, ..issue });
    }
    if known.is_some() {
        let issues = tables.iter_mut().map(|rows| &mut rows.issues);
        issues.for_each(|all| all.retain(|issue| issue.code != Code::LastCellBare));
    }
    Ok((tables, said))
}

/// Whether all text files of each source end with a line end, to be kept for the next run.
pub(super) fn all(
    agreement: &Agreement,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
) -> Vec<(String, bool)> {
    let mut all: BTreeMap<u16, bool> = BTreeMap::new();
    for (task, slot) in tasks.iter().zip(outcomes) {
        let Ok(slot) = slot.lock() else { continue };
        let tables = slot.iter().flatten().flat_map(|(tables, _)| tables);
        for is_ended in tables.filter_map(|rows| rows.is_ended) {
            *all.entry(task.number).or_insert(true) &= is_ended;
        }
    }
    let name = |number: u16| agreement.sources.get(usize::from(number)).map(|own| own.name.clone());
    all.into_iter().filter_map(|(number, own)| Some((name(number)?, own))).collect()
}
