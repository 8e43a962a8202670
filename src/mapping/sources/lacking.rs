//! Columns that one file of a source lacks and others have: its rows are read, and what reads the column is told of the rest alone.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::intake;
use crate::issue::{Code, Issue};
use crate::model::agreement::{Agreement, Source};
use crate::model::table::RawTable;

use super::super::read::FileRows;
use super::{Outcome, Task, read_as, read_one};

/// Reads the files anew that were refused for a column alone which other files of their source have: as a sheet among others would be. One with no
/// more than half of the others' columns is another table.
pub(super) fn read_beside(
    agreement: &Agreement,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
) {
    for (task, slot) in tasks.iter().zip(outcomes).filter(|(_, slot)| lacks_columns(slot)) {
        let all = || tasks.iter().zip(outcomes);
        let beside = || all().filter(|(other, _)| other.number == task.number);
        let fields: BTreeSet<String> = beside().flat_map(|(_, other)| fields_of(other)).collect();
        let fields: Vec<String> = fields.into_iter().collect();
        let known = beside().flat_map(|(_, other)| read_as(other)).find(|own| own.is_sure);
        let read = intake::guarded(|| read_one(agreement, task, known, &fields));
        let is_of_them = |rows: &FileRows| rows.mapped.len() * 2 > fields.len();
        if let Some(Ok((rows, said))) = read
            && rows.iter().all(is_of_them)
            && let Ok(mut slot) = slot.lock()
        {
            *slot = Some(Ok((rows, said)));
        }
    }
}

fn lacks_columns(slot: &Mutex<Option<Outcome>>) -> bool {
    slot.lock().is_ok_and(|slot| {
        matches!(&*slot, Some(Err(issues)) if issues.iter().all(|own| own.code == Code::ColumnMissing))
    })
}

fn fields_of(slot: &Mutex<Option<Outcome>>) -> Vec<String> {
    let Ok(slot) = slot.lock() else { return Vec::new() };
    let tables = slot.iter().flatten().flat_map(|(tables, _)| tables);
    tables.flat_map(|rows| rows.mapped.iter().cloned()).collect()
}

/// Notes of each file the fields that others of its source have a column of: those of a preset, too, which no file must have.
pub(super) fn note(source: &Source, mut files: Vec<&mut FileRows>) {
    let all: BTreeSet<String> = files.iter().flat_map(|file| file.mapped.iter().cloned()).collect();
    for file in &mut files {
        let is_new =
            |field: &&String| !file.mapped.contains(field) && !file.account.lacking.contains(field);
        let lacking: Vec<String> = all.iter().filter(is_new).cloned().collect();
        for field in lacking {
            let column = source.columns.get(&field).map(|own| own.headers().join(" + "));
            let values = [
                ("source", source.name.clone()),
                ("file", file.account.path.clone()),
                ("column", column.unwrap_or_default()),
                ("field", field.clone()),
                ("n", file.frame.len().to_string()),
            ];
            file.issues.push(Issue::warning(Code::SheetLacks, values.into()));
            file.account.lacking.push(field);
        }
    }
}

/// A sheet whose row of headers is gone: the row that was taken for it has an address or a number that could be dialled.
pub(super) fn is_headless(table: &RawTable) -> bool {
    let digits = |header: &String| header.bytes().filter(u8::is_ascii_digit).count();
    let is_data = |header: &String| header.contains('@') || (10..=13).contains(&digits(header));
    table.headers.iter().any(is_data)
}
