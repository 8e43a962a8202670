//! The workbook made for the review meeting: values first, then a file (`workbook.md`, `LOOK.md`).

mod actions;
mod blocks;
pub mod book;
mod cell;
pub mod chart;
mod desk;
mod detail;
pub mod document;
mod palette;
mod recount;
mod sheets;
pub mod style;
pub mod xlsx;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod language;
#[cfg(test)]
mod tests;

use book::Book;
use desk::Desk;

use crate::texts::format;
use crate::texts::story::Story;

/// The workbook without the list of leads, for a letter that cannot carry the whole one: its numbers are values.
pub fn build_brief(story: &Story) -> Book {
    let mut agreement = story.agreement.clone();
    agreement.report.detail_limit = 0;
    build(&Story { agreement: &agreement, ..*story })
}

/// The workbook of a story, as values.
pub fn build(story: &Story) -> Book {
    let desk = Desk::new(story);
    let cut_off = story.card.cut_off;
    Book {
        language: story.texts.language,
        title: desk.phrase("document-title", &[("name", &story.agreement.name), ("period", &story.period())]),
        subject: desk.word("document-subject"),
        comment: format!("{} · {}", desk.agreement_mark(), desk.phrase("footer-data", &[("cut-off", &story.cut_off())])),
        created: cut_off,
        cut_off_time: format::time(story.calendar.zone(), cut_off),
        sheets: sheets::SHEETS.iter().map(|sheet| sheet(&desk)).collect(),
    }
}
