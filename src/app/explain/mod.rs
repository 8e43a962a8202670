//! `acordo explain`: a promise with today's numbers, or a lead's whole story.

mod lead;
mod metric;
mod rule;

use std::path::Path;

use crate::model::words::Metric;

use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement;
use super::open;

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
    let found = judgement(&opened, asked.period.as_deref(), at)?;
    let story = found.story(&opened);
    let known = Metric::of(asked.what);
    let is_promise = found.card.commitments.iter().any(|judged| judged.id == asked.what);
    let lines = if known.is_some() || is_promise { metric::lines(&story, known, asked.what) } else { lead::lines(&story, asked.what)? };
    console.answer(&lines.join("\n"));
    Ok(if found.mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}
