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
    /// Some source of leads has dates of hand-off of its own, and another has none.
    is_split: bool,
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
        let leads = || groups.iter().filter(|group| group.source.table == Table::Leads);
        let owns = |group: &Group| {
            let mut columns = group.preview.columns.iter();
            columns.any(|own| own.field == "delivered" && own.filled > 0)
        };
        let is_split = leads().any(owns) && !leads().all(owns);
        let columns = ORDER.iter().filter_map(column).collect();
        Self { columns, taken: 0, doubts: Vec::new(), is_split }
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
        let mut there: Vec<&str> = self.columns.iter().map(|own| own.milestone).collect();
        let own = self.columns.first().filter(|_| self.is_split && there.len() > 1);
        there.extend(own.map(|_| "each-source"));
        let allowed = draft::said(texts, &there);
        let mut values = self.values(texts);
        values.push(("allowed", allowed.clone()));
        let mut text = phrase(texts, "draft.ask-hand-off", &values);
        for (other, why) in self.columns.iter().zip(&self.doubts) {
            let values =
                [("header", other.header.as_str()), ("source", &other.source), ("why", why)];
            text = format!("{text} {}", texts.phrase("draft.hand-off-doubt", &values));
        }
        if let Some(own) = own {
            let values = [("header", own.header.as_str()), ("source", &own.source)];
            text = format!("{text} {}", texts.phrase("draft.hand-off-each", &values));
        }
        let likely = first::spoken(texts, column.milestone);
        Some(Question { key: "hand-off".to_owned(), text, likely, expects: allowed })
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Column};
    use crate::model::agreement::Language;
    use crate::texts::Texts;

    fn column(milestone: &'static str, source: &str) -> Column {
        Column { milestone, header: "Created Time".to_owned(), source: source.to_owned() }
    }

    /// Two columns of one name are told apart by their source, and the last that may be is gone back from when none is better.
    #[test]
    fn the_question_says_why_the_first_columns_are_passed_over() {
        for (language, likely, passed) in [
            (
                Language::PtBr,
                "criado",
                "A coluna “Created Time”, da fonte Deals, não parece ser: why.",
            ),
            (
                Language::En,
                "created",
                "Column “Created Time” of source Deals does not seem to be it: why.",
            ),
        ] {
            let texts = Texts::of(language);
            let columns = vec![column("deal", "Deals"), column("created", "Leads")];
            let mut choice = Choice { columns, taken: 0, doubts: Vec::new(), is_split: false };
            assert_eq!(choice.unusual(), None);
            assert!(!choice.question(&texts).unwrap().text.contains(passed));
            assert!(choice.next("why".to_owned()));
            let question = choice.question(&texts).unwrap();
            assert!(question.text.ends_with(passed), "{}", question.text);
            assert_eq!((question.likely.as_str(), choice.unusual()), (likely, Some("created")));
            assert!(!choice.next("why".to_owned()));
            choice.first();
            assert_eq!(choice.unusual(), None);
        }
        let mut none =
            Choice { columns: Vec::new(), taken: 0, doubts: Vec::new(), is_split: false };
        assert!(!none.next(String::new()) && none.question(&Texts::of(Language::En)).is_none());
    }
}
