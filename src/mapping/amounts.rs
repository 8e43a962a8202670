//! The number columns of a file: what is no number, what fits two readings, and amounts in other currencies are said.

use crate::issue::{Code, Issue};
use crate::model::table::RawColumn;

use super::cells;
use super::currency::{DOLLAR, Purse, Worn};
use super::fields::{self, FieldKind};
use super::numbers::{self, Marked, NumberRules, Numbers, Odd};
use super::read::{FileRows, RECURRING, Reader};

impl Reader<'_> {
    /// Reads a number field; the first filled column counts.
    pub(super) fn number_field(
        &self,
        field: &str,
        positions: &[usize],
        file: &mut FileRows,
    ) -> (String, u64) {
        let columns = self.columns(positions);
        let filled = (columns.len() > 1).then(|| cells::first_filled(&columns));
        let Some(column) = filled.as_ref().or(columns.first().copied()) else {
            return (String::new(), 0);
        };
        let header = self.header(positions);
        let is_money = matches!(field, "value" | "cost");
        let worn = is_money.then(|| Worn::of(self.table, positions)).flatten();
        let rules = NumberRules {
            is_count: field == "visits",
            purse: is_money.then(|| self.purse(&header, worn.as_ref())),
            ..self.number_rules(column)
        };
        let read = numbers::read(column, rules);
        self.note_odd(Code::BadNumbers, field, &header, &read.bad, &read, file);
        self.note_odd(Code::AmbiguousNumbers, field, &header, &read.doubtful, &read, file);
        self.note_odd(Code::NumbersByAgreement, field, &header, &read.assumed, &read, file);
        self.note_foreign(field, &header, &read, file);
        let style = read.style.to_owned();
        file.frame.numbers.insert(field.to_owned(), read.values);
        (style, read.filled)
    }

    /// How the numbers of a column are read: as the source says, as the column proves, as another number column of the file does, else as
    /// the agreement's language has it.
    fn number_rules(&self, column: &RawColumn) -> NumberRules<'_> {
        let said = self.source.read.decimal;
        NumberRules {
            decimal: said,
            shown: if said.is_none() { self.decimal_beside(column) } else { None },
            locale: self.agreement.numbers,
            is_count: false,
            purse: None,
        }
    }

    /// Where a column's numbers fit two readings, the decimal mark that the file's columns of numbers prove together: those of fields,
    /// else those that nobody asked for.
    fn decimal_beside(&self, open: &RawColumn) -> Option<char> {
        if !Marked::of(open).is_open() {
            return None;
        }
        let columns = self.layout.columns.iter();
        let is_number = |field: &str| {
            field == RECURRING || fields::kind(self.source.table, field) == FieldKind::Number
        };
        let named = columns.filter(|(field, _)| is_number(field)).flat_map(|(_, at)| at);
        let named = named.filter_map(|at| self.table.columns.get(*at)).map(Marked::of);
        let others = self.table.columns.iter().filter(|column| numbers::holds_amounts(column));
        named
            .reduce(Marked::and)
            .and_then(Marked::decimal)
            .or_else(|| others.map(Marked::of).reduce(Marked::and).and_then(Marked::decimal))
    }

    fn purse<'a>(&'a self, header: &str, worn: Option<&'a Worn<'a>>) -> Purse<'a> {
        let (own, said) = (&self.agreement.currency, self.source.read.currency.as_deref());
        Purse { worn, ..Purse::of(own, said, header, self.table) }
    }

    /// What is earned each month is in no revenue, which adds up what is sold once: it is said, each currency by itself.
    pub(super) fn note_recurring(&self, positions: &[usize], file: &mut FileRows) {
        let columns = self.columns(positions);
        let Some(column) = columns.first() else { return };
        let header = self.header(positions);
        let worn = Worn::of(self.table, positions);
        let purse = Some(self.purse(&header, worn.as_ref()));
        let read = numbers::read(column, NumberRules { purse, ..self.number_rules(column) });
        let amounts: Vec<f64> =
            read.values.iter().flatten().copied().filter(|v| *v > 0.0).collect();
        let own = (amounts.len() as u64, amounts.iter().sum::<f64>());
        let own = (self.agreement.currency.clone(), own);
        let all = std::iter::once(own).chain(read.foreign.clone());
        for (currency, (count, sum)) in all.filter(|(_, (count, _))| *count > 0) {
            let mut values = self.cell_values(RECURRING, &header, count);
            values.extend([("currency", currency), ("sum", format!("{sum:.2}"))]);
            file.issues.push(Issue::warning(Code::RecurringValue, values));
        }
        self.note_odd(Code::BadNumbers, RECURRING, &header, &read.bad, &read, file);
        self.note_odd(Code::AmbiguousNumbers, RECURRING, &header, &read.doubtful, &read, file);
        self.note_odd(Code::NumbersByAgreement, RECURRING, &header, &read.assumed, &read, file);
    }

    fn note_odd(
        &self,
        code: Code,
        field: &str,
        header: &str,
        odd: &Odd,
        read: &Numbers,
        file: &mut FileRows,
    ) {
        let Some((row, value)) = &odd.first else { return };
        let row = self.table.rows.get(*row).copied().unwrap_or(0);
        let mut values = self.cell_values(field, header, odd.count);
        values.push(("of", read.filled.to_string()));
        values.push(("row", row.to_string()));
        values.push(("value", value.clone()));
        if code == Code::NumbersByAgreement {
            values.push(("locale", self.agreement.numbers.word().to_owned()));
        }
        file.issues.push(Issue::warning(code, values));
    }

    fn note_foreign(&self, field: &str, header: &str, read: &Numbers, file: &mut FileRows) {
        for (currency, (count, sum)) in &read.foreign {
            let code = if currency == DOLLAR { Code::UnclearCurrency } else { Code::OtherCurrency };
            let mut values = self.cell_values(field, header, *count);
            values.push(("currency", currency.clone()));
            values.push(("sum", format!("{sum:.2}")));
            values.push(("own", self.agreement.currency.clone()));
            file.issues.push(Issue::warning(code, values));
        }
    }

    fn cell_values(&self, field: &str, header: &str, count: u64) -> Vec<(&'static str, String)> {
        self.about([
            ("field", field.to_owned()),
            ("column", header.to_owned()),
            ("n", count.to_string()),
        ])
    }
}
