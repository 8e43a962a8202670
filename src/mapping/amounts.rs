//! The number columns of a file: what is no number, what fits two readings, and amounts in other currencies are said.

use crate::issue::Issue;

use super::cells;
use super::currency::{DOLLAR, Purse, Worn};
use super::numbers::{self, NumberRules, Numbers, Odd};
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
        let (own, said) = (&self.agreement.currency, self.source.read.currency.as_deref());
        let is_money = matches!(field, "value" | "cost");
        let worn = is_money.then(|| Worn::of(self.table, positions)).flatten();
        let rules = NumberRules {
            decimal: self.source.read.decimal,
            locale: self.agreement.numbers,
            is_count: field == "visits",
            purse: is_money.then(|| Purse {
                worn: worn.as_ref(),
                ..Purse::of(own, said, &header, self.table)
            }),
        };
        let read = numbers::read(column, rules);
        self.note_odd("bad-numbers", field, &header, &read.bad, &read, file);
        self.note_odd("ambiguous-numbers", field, &header, &read.doubtful, &read, file);
        self.note_foreign(field, &header, &read, file);
        let style = read.style.to_owned();
        file.frame.numbers.insert(field.to_owned(), read.values);
        (style, read.filled)
    }

    /// What is earned each month is in no revenue, which adds up what is sold once: it is said.
    pub(super) fn note_recurring(&self, positions: &[usize], file: &mut FileRows) {
        let columns = self.columns(positions);
        let Some(column) = columns.first() else { return };
        let rules = NumberRules {
            decimal: self.source.read.decimal,
            locale: self.agreement.numbers,
            is_count: false,
            purse: None,
        };
        let read = numbers::read(column, rules);
        let amounts: Vec<f64> =
            read.values.iter().flatten().copied().filter(|v| *v > 0.0).collect();
        if !amounts.is_empty() {
            let header = self.header(positions);
            let mut values = self.cell_values(RECURRING, &header, amounts.len() as u64);
            values.push(("sum", format!("{:.2}", amounts.iter().sum::<f64>())));
            file.issues.push(Issue::warning("recurring-value", values));
        }
    }

    fn note_odd(
        &self,
        code: &'static str,
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
        file.issues.push(Issue::warning(code, values));
    }

    fn note_foreign(&self, field: &str, header: &str, read: &Numbers, file: &mut FileRows) {
        for (currency, (count, sum)) in &read.foreign {
            let code = if currency == DOLLAR { "unclear-currency" } else { "other-currency" };
            let mut values = self.cell_values(field, header, *count);
            values.push(("currency", currency.clone()));
            values.push(("sum", format!("{sum:.2}")));
            values.push(("own", self.agreement.currency.clone()));
            file.issues.push(Issue::warning(code, values));
        }
    }

    fn cell_values(&self, field: &str, header: &str, count: u64) -> Vec<(&'static str, String)> {
        vec![
            ("source", self.source.name.clone()),
            ("file", self.file_name()),
            ("field", field.to_owned()),
            ("column", header.to_owned()),
            ("n", count.to_string()),
        ]
    }
}
