//! Whose date a first agreement takes for the hand-off: that of the first column that the agreement believes, unless the exports speak against it.

use crate::model::words::Table;
use crate::texts::Texts;

use super::draft::{self, Group, has};
use super::first::{self, Question};
use super::open::phrase;

/// Milestones whose date may be the hand-off, in the order in which the agreement believes them.
const ORDER: [(Table, &str, &str); 4] = [
    (Table::Leads, "delivered", "delivered"),
    (Table::Deals, "created", "deal"),
    (Table::Leads, "mql", "mql"),
    (Table::Leads, "created", "created"),
];

/// A column whose date may be the hand-off.
struct Column {
    milestone: &'static str,
    header: String,
    source: String,
}

/// The columns that may be the hand-off, which of them is taken, and why those before it are not.
pub struct Choice {
    columns: Vec<Column>,
    taken: usize,
    doubts: Vec<String>,
}

impl Choice {
    /// The first column that may be.
    pub fn of(groups: &[Group]) -> Self {
        let column = |(table, field, milestone): &(Table, &str, &'static str)| {
            let is_it = |group: &&Group| group.source.table == *table && has(group, field);
            let group = groups.iter().find(is_it)?;
            let column = group.preview.columns.iter().find(|column| column.field == *field)?;
            let (header, source) = (column.header.clone(), group.name.clone());
            Some(Column { milestone, header, source })
        };
        Self { columns: ORDER.iter().filter_map(column).collect(), taken: 0, doubts: Vec::new() }
    }

    /// The next column, where there is one; `why` the one taken so far is none.
    pub fn next(&mut self, why: String) -> bool {
        let has_next = self.taken + 1 < self.columns.len();
        if has_next {
            self.doubts.push(why);
            self.taken += 1;
        }
        has_next
    }

    /// Back to the first, where none is better.
    pub fn first(&mut self) {
        self.taken = 0;
        self.doubts.clear();
    }

    /// The milestone to name in the agreement: one that it would not take of itself.
    pub fn unusual(&self) -> Option<&'static str> {
        self.column().filter(|_| self.taken > 0).map(|column| column.milestone)
    }

    fn column(&self) -> Option<&Column> {
        self.columns.get(self.taken)
    }

    /// Its column and source, for a sentence.
    pub fn values(&self, texts: &Texts) -> Vec<(&'static str, String)> {
        let nothing = || texts.word("draft.nothing").to_owned();
        let column = self.column();
        vec![
            ("header", column.map_or_else(nothing, |own| own.header.clone())),
            ("source", column.map_or_else(nothing, |own| own.source.clone())),
        ]
    }

    /// The question, with why the columns are none that a reader would think of first.
    pub fn question(&self, texts: &Texts) -> Option<Question> {
        let column = self.column()?;
        let allowed = draft::said(texts, &ORDER.map(|(.., milestone)| milestone));
        let mut values = self.values(texts);
        values.push(("allowed", allowed.clone()));
        let mut text = phrase(texts, "draft.ask-hand-off", &values);
        for (other, why) in self.columns.iter().zip(&self.doubts) {
            let values = [("header", other.header.as_str()), ("why", why)];
            text = format!("{text} {}", texts.phrase("draft.hand-off-doubt", &values));
        }
        let likely = first::spoken(texts, column.milestone);
        Some(Question { key: "hand-off".to_owned(), text, likely, expects: allowed })
    }
}
