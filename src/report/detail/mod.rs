//! The leads in detail: which are listed, what is told of each, and the counts that can be made of them.

mod cells;
mod columns;

use std::cmp::Reverse;
use std::sync::Arc;

use super::book::Cell;
use super::listed;
use super::recount::{Rows, Tallied};
pub use columns::{DetailColumn, Field};

use crate::model::moment::Moment;
use crate::model::words::Milestone;
use crate::texts::story::Story;

/// Rows beyond which a list of leads helps nobody.
const MOST_ROWS: usize = 100_000;

/// The table of the Leads sheet.
pub struct Detail {
    /// Its name in the book.
    pub table: String,
    /// Its columns.
    pub columns: Vec<DetailColumn>,
    /// Its rows: those of the period first, then newest delivery first.
    pub rows: Arc<Vec<Vec<Cell>>>,
    tallied: Tallied,
    /// Leads there are to list; more than the rows when it was cut.
    pub all: usize,
    /// Listed leads delivered in the period.
    pub in_period: usize,
}

impl Detail {
    /// The detail of a story.
    pub fn of(story: &Story) -> Self {
        let mut leads = every(story);
        let all = leads.len();
        let limit = story.agreement.report.detail_limit.min(MOST_ROWS);
        if all > limit {
            leads.sort_by_key(|lead| !story.book.is_open(*lead));
            leads.truncate(limit);
        }
        newest_first(story, &mut leads);
        let columns = columns::of(story);
        let in_period = leads.iter().filter(|lead| story.book.is_in_period(**lead)).count();
        let rows = Arc::new(cells::rows(story, &columns, &leads));
        Self {
            table: super::written::word(story, "table-leads"),
            columns,
            tallied: Tallied::of(&rows),
            rows,
            all,
            in_period,
        }
    }

    /// Some leads are not listed: nothing can be recounted.
    pub fn is_cut(&self) -> bool {
        self.rows.len() < self.all
    }

    /// The rows for counting; none when some leads are not listed.
    pub fn counted(&self) -> Rows<'_, Field> {
        let columns =
            self.columns.iter().map(|column| (column.field, column.head.as_str())).collect();
        Rows { table: &self.table, columns, listed: (!self.is_cut()).then_some(&self.tallied) }
    }
}

/// The leads that the report speaks of, and those that are still open; newest first.
fn every(story: &Story) -> Vec<usize> {
    let concerned = listed::concerned(story).into_iter().enumerate();
    let mut leads: Vec<usize> = concerned
        .filter(|(lead, is_concerned)| *is_concerned || story.book.is_open(*lead))
        .map(|(lead, _)| lead)
        .collect();
    newest_first(story, &mut leads);
    leads
}

fn newest_first(story: &Story, leads: &mut [usize]) {
    leads.sort_by_cached_key(|lead| {
        (
            !story.book.is_in_period(*lead),
            Reverse(story.book.date(*lead, Milestone::Delivered).map(Moment::at)),
            *lead,
        )
    });
}
