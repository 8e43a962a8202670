//! The workbook made for the review meeting: values first, then a file.

mod actions;
mod blocks;
pub mod book;
mod cell;
pub mod chart;
mod desk;
mod detail;
pub mod document;
pub mod fleet;
mod listed;
pub mod page;
mod palette;
mod recount;
mod registers;
mod sheets;
pub mod style;
pub mod tidy;
mod written;
pub mod xlsx;

#[cfg(test)]
mod tests;

use book::Book;
use desk::Desk;
use document::statement::Seal;

use crate::issue::{Code, Issue};
use crate::texts::format;
use crate::texts::story::Story;

/// The workbook without the list of leads, for a letter that cannot carry the whole one: its numbers are values.
pub fn build_brief(story: &Story) -> Book {
    let mut agreement = story.agreement.clone();
    agreement.report.detail_limit = 0;
    build(&Story { agreement: &agreement, ..*story })
}

/// What a statement of a story holds: JSON in one line, the bytes that are hashed.
pub fn statement(story: &Story, seal: &Seal) -> String {
    bare(story, |desk| document::statement::content(desk, seal).to_string())
}

/// The workbook of a statement: one sheet, to be printed and filed.
pub fn build_statement(story: &Story, seal: &Seal, sha256: &str) -> Book {
    bare(story, |desk| {
        let title = sheets::statement::title(desk);
        Book {
            created: seal.sealed_at,
            sheets: vec![sheets::statement::sheet(desk, seal, sha256)],
            ..book(desk, title)
        }
    })
}

/// Writes something from a story without the list of its leads.
fn bare<T>(story: &Story, write: impl FnOnce(&Desk) -> T) -> T {
    let mut agreement = story.agreement.clone();
    agreement.report.detail_limit = 0;
    write(&Desk::new(&Story { agreement: &agreement, ..*story }))
}

/// The workbook of a story, as values.
pub fn build(story: &Story) -> Book {
    let desk = Desk::new(story);
    let title = desk
        .phrase("document-title", &[("name", &story.agreement.name), ("period", &story.period())]);
    Book { sheets: sheets::SHEETS.iter().map(|sheet| sheet(&desk)).collect(), ..book(&desk, title) }
}

/// The workbook of a story. Where its rows do not give a number of it, that is trouble, and the workbook tells it.
pub fn build_told(story: &Story) -> (Book, Option<Issue>) {
    let book = build(story);
    let cells = book.unproven();
    let Some(first) = cells.first() else { return (book, None) };
    let n = cells.len().to_string();
    let issue = Issue::warning(Code::Unproven, vec![("n", n), ("cell", first.clone())]);
    let issues = [story.issues, std::slice::from_ref(&issue)].concat();
    (build(&Story { issues: &issues, ..*story }), Some(issue))
}

/// A workbook without sheets yet.
fn book(desk: &Desk, title: String) -> Book {
    let (story, cut_off) = (desk.story, desk.card().cut_off);
    let brand = &story.agreement.report.brand;
    Book {
        language: story.texts.language,
        title,
        subject: desk.word("document-subject"),
        comment: format!(
            "{} · {}",
            desk.agreement_mark(),
            desk.phrase("footer-data", &[("cut-off", &story.cut_off())])
        ),
        created: cut_off.at(),
        cut_off_time: format::time(story.calendar.zone(), cut_off.at()),
        money: story.money_pattern(),
        company: brand.name.clone().unwrap_or_default(),
        brand: brand.colour,
        sheets: Vec::new(),
    }
}
