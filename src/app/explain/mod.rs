//! `acordo explain`: a promise with today's numbers, or a lead's whole story.

mod adds;
mod lead;
mod metric;
mod rule;
mod verdict;

use std::path::Path;

use crate::casebook::called::episodes_of;
use crate::mapping::places;
use crate::model::moment::Moment;
use crate::model::words::Metric;
use crate::texts::format;
use crate::texts::story::Story;

use super::command::ExplainArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement_of;
use super::open;

/// Prints the explanation; nothing is written and nothing sent.
pub fn explain(
    console: Console,
    config: Option<&Path>,
    asked: &ExplainArgs,
    now: i64,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| open::instant(&opened, text))?;
    let known = Metric::of(&asked.what);
    let is_promise = known.is_some()
        || opened.agreement.commitments.iter().any(|promise| promise.id == asked.what);
    let called = |leads: &_, of_rows: &[usize]| episodes_of(leads, &asked.what, of_rows);
    let wanted = if is_promise {
        places::Asked::NOBODY
    } else {
        places::Asked { word: &asked.what, leads: &called }
    };
    let mut found = judgement_of(&opened, asked.period.as_deref(), (at, now), &wanted)?;
    let places = std::mem::take(&mut found.mapped.places);
    let story = found.story(&opened);
    let lines = if is_promise {
        metric::lines(&story, known, &asked.what)
    } else {
        lead::lines(&story, &places, &asked.what)?
    };
    console.answer(&lines.join("\n"));
    Ok(if found.mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}

/// A moment with its time of day, where it has one.
fn moment(story: &Story, at: Moment) -> String {
    let zone = &story.agreement.zone;
    if at.is_date_only() {
        format::date(zone.day_of(at.at()))
    } else {
        format::instant(zone, at.at())
    }
}
