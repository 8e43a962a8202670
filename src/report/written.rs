//! How words, moments, names and ids of a story are written in cells.

use super::book::{Goal, Link, Value};
use crate::model::moment::{Instant, Moment};
use crate::model::zone::Day;
use crate::texts::person;
use crate::texts::story::Story;

const DAY_SECONDS: f64 = 86_400.0;
/// 1970-01-01 counted from 1899-12-30, as spreadsheets do.
const EPOCH: f64 = 25_569.0;

/// The words of a key of the workbook.
pub fn word(story: &Story, key: &str) -> String {
    story.texts.word(&format!("workbook.{key}")).to_owned()
}

/// A day as a serial number.
pub fn day_serial(day: Day) -> f64 {
    f64::from(day.0) + EPOCH
}

/// An instant as a serial number of local time.
pub fn serial(story: &Story, at: Instant) -> f64 {
    let local = story.calendar.zone().local(at).and_utc().timestamp();
    local as f64 / DAY_SECONDS + EPOCH
}

/// A moment as a serial number: its day when no time is known.
pub fn moment_serial(story: &Story, moment: Moment) -> f64 {
    if moment.is_date_only() {
        day_serial(story.calendar.zone().day(moment))
    } else {
        serial(story, moment.at())
    }
}

/// A contact's name at the level of personal data agreed.
pub fn contact(story: &Story, lead: usize) -> Option<String> {
    let shown = person::contact(story.agreement.report.personal_data, story.book.name(lead)?);
    (!shown.is_empty()).then_some(shown)
}

/// A contact's company at the level of personal data agreed.
pub fn company(story: &Story, lead: usize) -> Option<String> {
    let level = story.agreement.report.personal_data;
    let shown = person::company(level, story.book.company(lead)?);
    (!shown.is_empty()).then_some(shown)
}

/// A lead's id at the level of personal data agreed, which leads to where the lead stands in the company's tool if the agreement names that place and
/// `may_link`: a sheet holds only so many links.
pub fn lead_cell(story: &Story, lead: usize, may_link: bool) -> Value {
    let shown = story.lead(story.book.id(lead).unwrap_or_default());
    match story.lead_link(lead).filter(|_| may_link && !shown.is_empty()) {
        Some(address) => Value::Link(Box::new(Link { to: Goal::Web(address), text: shown })),
        None => Value::text(shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_keeps_a_letter_and_a_domain() {
        assert_eq!(person::beginning("ana@x.com.br"), "a•••@x.com.br");
    }
}
