//! `acordo explain`: a promise with today's numbers, or a lead's whole story.

mod lead;
mod metric;
mod rule;

use std::path::Path;

use crate::mapping;
use crate::model::words::Metric;
use crate::scorecard;
use crate::texts::story::Story;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::open;
use super::run::ledger_failure;
use super::{memory, ratio};

/// What is to be explained, and as of when.
pub struct Asked<'a> {
    /// A metric's word, a commitment's id or a lead's id, e-mail or phone.
    pub what: &'a str,
    /// Period.
    pub period: &'a Option<String>,
    /// Instant.
    pub as_of: &'a Option<String>,
}

/// Prints the explanation; nothing is written and nothing sent.
pub fn explain(console: Console, config: Option<&Path>, asked: &Asked, now: i64) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| open::instant(&opened, text))?;
    let mapped = mapping::map(&opened.agreement, &memory::peek(&opened)?, at);
    let period = open::period_judged(&opened, asked.period.as_deref(), at, mapped.dataset.cut_off)?;
    let frozen = ratio::peek(&opened, &period).map_err(|error| ledger_failure(&opened.agreement, &opened.texts, &error))?;
    let card = scorecard::judge_all(&opened.agreement, &opened.calendar, &mapped.dataset, &period, at, frozen.as_ref());
    let story = Story {
        card: &card,
        data: &mapped.dataset,
        agreement: &opened.agreement,
        calendar: &opened.calendar,
        texts: &opened.texts,
        issues: &mapped.issues,
    };
    let known = Metric::of(asked.what);
    let is_promise = card.commitments.iter().any(|judged| judged.id == asked.what);
    let lines = if known.is_some() || is_promise { metric::lines(&story, known, asked.what) } else { lead::lines(&story, asked.what)? };
    console.answer(&lines.join("\n"));
    Ok(if mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}
