//! The columns of a file by which people are known: addresses, numbers and ids, and the cells of them that name nobody.

use std::collections::BTreeMap;

use crate::issue::{Code, Issue};
use crate::model::account::SetAside;
use crate::model::table::RawColumn;
use crate::model::words::Table;

use super::cells;
use super::keys::Fault;
use super::plain_keys::Kind;
use super::read::{FileRows, MOST_LISTED, Reader};

impl Reader<'_> {
    /// Reads a column of addresses or of numbers; gives the number of rows with a key.
    pub(super) fn keys(
        &self,
        field: &str,
        positions: &[usize],
        kind: Kind,
        file: &mut FileRows,
    ) -> u64 {
        let keys = cells::keys(&self.columns(positions), kind);
        let filled = keys.texts.iter().flatten().count() as u64;
        file.frame.texts.insert(field.to_owned(), keys.texts);
        if let Some(fillers) = keys.fillers {
            file.frame.texts.insert(format!("{field}-filler"), fillers);
        }
        // What a switchboard notes of who called is often no number; of a lead it is a key that is lacking. Where the row goes by the number
        // of another column instead, it may be another person's.
        let mut faults = keys.faults;
        if self.source.table == Table::Activities {
            faults.retain(|(_, _, fault)| *fault != Fault::Other);
        } else {
            let beside = faults.iter_mut().filter(|(_, _, fault)| *fault == Fault::Beside);
            beside.for_each(|(_, _, fault)| *fault = Fault::Other);
        }
        self.note_faults(field, positions, faults, file);
        filled
    }

    /// Reads a column of ids; gives the number of rows with one.
    pub(super) fn ids(
        &self,
        field: &str,
        positions: &[usize],
        columns: &[&RawColumn],
        is_choice: bool,
        file: &mut FileRows,
    ) -> u64 {
        let (ids, without) = cells::ids(columns, is_choice, field == "id");
        let filled = ids.iter().flatten().count() as u64;
        file.frame.texts.insert(field.to_owned(), ids);
        if field == "id" {
            file.lost_ids.extend(without.iter().map(|(row, value, _)| (*row, value.clone())));
        }
        self.note_faults(field, positions, without, file);
        filled
    }

    /// One warning a kind of fault with its first row, and every cell in the list of the Data sheet.
    fn note_faults(
        &self,
        field: &str,
        positions: &[usize],
        faults: Vec<(usize, String, Fault)>,
        file: &mut FileRows,
    ) {
        let mut kinds: BTreeMap<Fault, (usize, u32)> = BTreeMap::new();
        let header = self.header(positions);
        let is_id = !matches!(field, "email" | "phone");
        for (row, value, fault) in faults {
            let row = self.table.rows.get(row).copied().unwrap_or(0);
            kinds.entry(fault).or_insert((0, row)).0 += 1;
            if file.unkeyed.len() < MOST_LISTED {
                file.unkeyed.push(self.aside(row, Some(&header), value, fault.reason()));
            }
        }
        for (fault, (count, row)) in kinds {
            let code = match fault {
                Fault::Filler if is_id => Code::IdFiller,
                Fault::LostDigits if is_id => Code::LongId,
                fault => fault.code(),
            };
            file.issues.push(warning(
                code,
                &self.source.name,
                &self.file_name(),
                (&header, row),
                count,
            ));
        }
    }
}

/// Cells of a column that name nobody: how many, and where the first one stands.
pub fn warning(
    code: Code,
    source: &str,
    file: &str,
    (column, row): (&str, u32),
    count: usize,
) -> Issue {
    Issue::warning(
        code,
        vec![
            ("source", source.to_owned()),
            ("file", file.to_owned()),
            ("column", column.to_owned()),
            ("row", row.to_string()),
            ("n", count.to_string()),
        ],
    )
}

/// A key that too many people carry, as it stands in one row.
pub struct OfMany {
    /// Position of its source in the agreement, and of its file among the source's.
    pub place: (u16, u16),
    /// Row in the file.
    pub row: u32,
    /// The field.
    pub field: &'static str,
    /// The key.
    pub key: String,
    /// Why it identifies nobody, as an issue's code.
    pub code: Code,
}

/// The same for keys that only all files together show to be of nobody: warnings, and the list for the Data sheet. `named` gives source, file and
/// header of a field in a file.
pub fn of_many(
    cells: Vec<OfMany>,
    named: impl Fn((u16, u16), &str) -> Option<(String, String, String)>,
) -> (Vec<Issue>, Vec<SetAside>) {
    let mut counts: BTreeMap<(String, String, String, Code), (usize, u32)> = BTreeMap::new();
    let mut listed = Vec::new();
    for OfMany { place, row, field, key, code } in cells {
        let Some((source, file, column)) = named(place, field) else { continue };
        let at = (source.clone(), file.clone(), column.clone(), code);
        counts.entry(at).or_insert((0, row)).0 += 1;
        // Of a column that only numbers its rows every cell would be listed.
        if code != Code::IdRunning && listed.len() < MOST_LISTED {
            let reason = Fault::Many.reason();
            listed.push(SetAside {
                source,
                file,
                sheet: None,
                row,
                column: Some(column),
                value: key,
                reason,
            });
        }
    }
    let issues = counts.iter().map(|((source, file, column, code), (count, row))| {
        warning(*code, source, file, (column, *row), *count)
    });
    (issues.collect(), listed)
}
