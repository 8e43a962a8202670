//! `acordo explain`: a promise with today's numbers, or a lead's whole story.

mod adds;
mod lead;
mod metric;
mod rule;
mod verdict;

use std::path::Path;

use crate::casebook::called::episodes_of;
use crate::mapping::places;
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Metric, Milestone};
use crate::texts::format;
use crate::texts::story::Story;

use super::command::ExplainArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::judgement::judgement_of;
use super::open::{self, Opened};
use super::{asked, past};

/// Prints the explanation; nothing is written and nothing sent.
pub fn explain(
    console: Console,
    config: Option<&Path>,
    asked: &ExplainArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| asked::instant(&opened, text))?;
    let known = Metric::of(&asked.what);
    let is_promise = known.is_some()
        || opened.agreement.commitments.iter().any(|promise| promise.id == asked.what);
    let called = |leads: &_, of_rows: &[usize]| episodes_of(leads, &asked.what, of_rows);
    let wanted = if is_promise {
        places::Asked::NOBODY
    } else {
        places::Asked { word: &asked.what, leads: &called, rows: None }
    };
    let mut found = judgement_of(&opened, asked.period.as_deref(), (at, now), &wanted)?;
    let mut places = std::mem::take(&mut found.mapped.places);
    let other = own_period(&opened, &found.story(&opened), &places);
    let other = other.filter(|_| asked.period.is_none() && !is_promise);
    if let Some(period) = &other {
        found = judgement_of(&opened, Some(period), (at, now), &wanted)?;
        places = std::mem::take(&mut found.mapped.places);
    }
    if is_promise {
        past::recall(&opened, &found.mapped.dataset, &mut found.card, (now, at))?;
    }
    let story = found.story(&opened);
    let mut lines = if is_promise {
        metric::lines(&story, known, &asked.what)
    } else {
        lead::lines(&story, &places, &asked.what)?
    };
    if other.is_some() {
        let period = opened.texts.period_name(&story.card.period);
        lines.push(opened.texts.phrase("explain.own-period", &[("period", &period)]));
    }
    console.answer(&lines.join("\n"));
    Ok(if found.mapped.refused.is_empty() { Exit::Done } else { Exit::Data })
}

/// The period of the last hand-off of the leads asked for, where none of theirs is in the period judged: what is overdue since then has its
/// verdict there.
fn own_period(opened: &Opened, story: &Story, places: &lead::Traced) -> Option<String> {
    let book = story.book;
    if places.keys().any(|lead| book.is_in_period(*lead)) {
        return None;
    }
    let dates = places.keys().filter_map(|lead| book.date(*lead, Milestone::Delivered));
    let period = asked::period(opened, None, dates.map(Moment::at).max()?).ok()?;
    Some(format!("{}..{}", format::iso_date(period.first), format::iso_date(period.last)))
}

/// A moment with its time of day, where it has one.
fn moment(story: &Story, at: Moment) -> String {
    let zone = &story.agreement.zone;
    if at.is_date_only() {
        format::date(story.texts.language, zone.day_of(at.at()))
    } else {
        format::instant(story.texts.language, zone, at.at())
    }
}
