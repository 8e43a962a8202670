//! Columns that one sheet or file of a source lacks and others have: its rows are read, and what reads the column is told of the rest alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::intake;
use crate::issue::{Code, Issue};
use crate::model::account::FileAccount;
use crate::model::agreement::{Agreement, Source};
use crate::model::memory::StageMemory;
use crate::model::table::RawTable;

use super::super::read::FileRows;
use super::{Outcome, Task, name_shown, orders, read_one};

/// Reads the files anew that were refused for a column alone which other files of their source have: as a sheet among others would be. One with no
/// more than half of the others' columns is another table.
pub(super) fn read_beside(
    agreement: &Agreement,
    tasks: &[Task],
    outcomes: &[Mutex<Option<Outcome>>],
    memory: &StageMemory,
) {
    for (task, slot) in tasks.iter().zip(outcomes).filter(|(_, slot)| lacks_columns(slot)) {
        let beside = tasks.iter().zip(outcomes).filter(|(other, _)| other.number == task.number);
        let fields: BTreeSet<String> = beside.flat_map(|(_, other)| fields_of(other)).collect();
        let fields: Vec<String> = fields.into_iter().collect();
        let proved = orders::proved(task, tasks, outcomes);
        let read = read_one(agreement, task, memory, proved, &fields);
        let is_of_them = |rows: &FileRows| rows.mapped.len() * 2 > fields.len();
        let tells_more = match &read {
            Ok((tables, _)) => tables.iter().all(is_of_them),
            Err(issues) => issues.iter().any(|own| intake::may_pass(own.code)),
        };
        if tells_more && let Ok(mut slot) = slot.lock() {
            *slot = Some(read);
        }
    }
}

fn lacks_columns(slot: &Mutex<Option<Outcome>>) -> bool {
    slot.lock().is_ok_and(|slot| {
        let is_lack = |own: &Issue| matches!(own.code, Code::ColumnMissing | Code::KeyMissing);
        matches!(&*slot, Some(Err(issues)) if issues.iter().all(is_lack))
    })
}

fn fields_of(slot: &Mutex<Option<Outcome>>) -> Vec<String> {
    let Ok(slot) = slot.lock() else { return Vec::new() };
    let tables = slot.iter().flatten().flat_map(|(tables, _)| tables);
    tables.flat_map(|rows| rows.mapped.iter().cloned()).collect()
}

/// Notes of each sheet or file the fields that it has no column of, and others of its source have; says so where it has rows that count. Fields of a
/// preset, too, which no file must have.
pub(super) fn note(agreement: &Agreement, accounts: &mut [(u16, u16, FileAccount)]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for (number, source) in agreement.sources.iter().enumerate() {
        let is_own = |(owner, ..): &(u16, u16, FileAccount)| usize::from(*owner) == number;
        let headers = headers(source, accounts.iter().filter(|own| is_own(own)).map(|own| &own.2));
        for (.., file) in accounts.iter_mut().filter(|own| is_own(own)) {
            let has = |field: &String| file.columns.iter().any(|own| own.field == *field);
            file.lacking = headers.keys().filter(|field| !has(field)).cloned().collect();
            let said = file.lacking.iter().filter(|_| file.live() > 0);
            issues.extend(said.map(|field| lacks(source, file, (field, &headers))));
        }
    }
    issues
}

/// The fields of a source's columns, those of a preset only where a file has them, each with its header there.
fn headers<'a>(
    source: &Source,
    files: impl Iterator<Item = &'a FileAccount>,
) -> BTreeMap<String, String> {
    let named = source.columns.iter().filter(|(field, _)| !source.preset_fields.contains(field));
    let named = named.map(|(field, column)| (field.clone(), column.headers().join(" + ")));
    let found = files.flat_map(|file| &file.columns);
    named.chain(found.map(|own| (own.field.clone(), own.header.clone()))).collect()
}

/// That a file lacks the column of a field.
fn lacks(
    source: &Source,
    file: &FileAccount,
    (field, headers): (&String, &BTreeMap<String, String>),
) -> Issue {
    let values = [
        ("source", source.name.clone()),
        ("file", name_shown(file)),
        ("column", headers.get(field).cloned().unwrap_or_default()),
        ("field", field.clone()),
        ("n", file.live().to_string()),
    ];
    Issue::warning(Code::SheetLacks, values.into())
}

/// A sheet whose row of headers is gone: the row that was taken for it has an address or a number that could be dialled.
pub(super) fn is_headless(table: &RawTable) -> bool {
    let digits = |header: &String| header.bytes().filter(u8::is_ascii_digit).count();
    let is_data = |header: &String| header.contains('@') || (10..=13).contains(&digits(header));
    table.headers.iter().any(is_data)
}
