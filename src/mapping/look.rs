//! What is said of a table beside its cells: rows in one cell, sheets that are not read, hidden rows, merged amounts.

use crate::issue::{Code, Issue};
use crate::model::account::Reason;
use crate::model::table::Lines;

use super::fields::{self, FieldKind};
use super::read::{FileRows, Reader};

impl Reader<'_> {
    /// Rows that stand whole in one cell: they are somebody's, and were not read.
    pub(super) fn say_one_cell(&self, file: &mut FileRows) {
        let mut rows = Lines::default();
        let whole = self.table.left_out.iter().filter(|(_, why, _)| *why == Reason::OneCell);
        whole.for_each(|(row, ..)| rows.add(*row));
        if rows.count > 0 {
            let values =
                self.about([("n", rows.count.to_string()), ("row", rows.first.to_string())]);
            file.issues.push(Issue::warning(Code::RowsInOneCell, values));
        }
    }

    /// Sheets that are not read though none is named.
    pub(super) fn say_sheets(&self, file: &mut FileRows) {
        let (alike, others) = (&self.table.alike_sheets, &self.table.other_sheets);
        let (code, names) = if alike.is_empty() {
            (Code::SeveralSheets, others)
        } else {
            (Code::SheetsAlike, alike)
        };
        if !names.is_empty() && self.source.read.sheets.is_empty() {
            let values = self.about([
                ("sheet", self.table.sheet.clone().unwrap_or_default()),
                ("others", names.join(", ")),
            ]);
            file.issues.push(Issue::warning(code, values));
        }
        if !self.table.hidden_alike.is_empty() {
            let sheets = self.table.hidden_alike.iter().map(|own| format!("“{own}”"));
            let own = [
                ("source", self.source.name.clone()),
                ("file", self.table.file_name()),
                ("sheets", sheets.collect::<Vec<_>>().join(", ")),
                ("n", self.table.hidden_alike_rows.to_string()),
            ];
            file.issues.push(Issue::warning(Code::SheetsHidden, own.into()));
        }
    }

    /// The source and the file that something is said of, and what more there is to say.
    pub(super) fn about<const N: usize>(
        &self,
        more: [(&'static str, String); N],
    ) -> Vec<(&'static str, String)> {
        let own = [("source", self.source.name.clone()), ("file", self.file_name())];
        own.into_iter().chain(more).collect()
    }

    /// A sheet whose cells held whole rows of a csv.
    pub(super) fn say_one_column(&self, file: &mut FileRows) {
        if let (Some(_), Some(delimiter)) = (&self.table.sheet, self.table.delimiter) {
            let values = self.about([("delimiter", delimiter.to_string())]);
            file.issues.push(Issue::warning(Code::OneColumn, values));
        }
    }

    /// Rows that nobody sees in the sheet and yet are read, and amounts that a merged cell gives to several rows.
    pub(super) fn say_look(&self, file: &mut FileRows) {
        let look = &self.table.look;
        let said = |code: Code, lines: Lines, column: Option<&String>| {
            let mut values =
                self.about([("n", lines.count.to_string()), ("row", lines.first.to_string())]);
            values.extend(column.map(|column| ("column", column.clone())));
            Issue::warning(code, values)
        };
        if look.hidden.count > 0 {
            file.issues.push(said(Code::HiddenRows, look.hidden, None));
        }
        let is_number = |at: &usize| {
            let mut fields = self.layout.columns.iter().filter(|(_, own)| own.contains(at));
            fields.any(|(field, _)| fields::kind(self.source.table, field) == FieldKind::Number)
        };
        for (at, lines) in look.merged.iter().filter(|(at, _)| is_number(at)) {
            file.issues.push(said(Code::MergedAmounts, *lines, self.table.headers.get(*at)));
        }
    }
}
