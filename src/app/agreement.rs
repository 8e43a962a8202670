//! `acordo agreement`: the agreement on one page, for whoever is new or for the wall; nothing is written.

use std::path::Path;

use crate::casebook::Casebook;
use crate::model::moment::Instant;
use crate::report::page::page;
use crate::texts::paper;
use crate::texts::story::Story;
use crate::{mapping, scorecard};

use super::command::AgreementArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::{asked, memory, open, ratio};

/// Prints the page. The sources are read for what is observed; without them the rest stands.
pub fn agreement(
    console: Console,
    config: Option<&Path>,
    asked: &AgreementArgs,
    now: Instant,
) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let (agreement, calendar) = (&opened.agreement, &opened.calendar);
    let period = asked::period(&opened, None, now)?;
    let frozen = opened.recorded(ratio::peek(agreement, &period))?;
    let mapped = mapping::map(agreement, &memory::peek(&opened, now)?, now);
    let card =
        scorecard::judge_all(agreement, calendar, &mapped.dataset, &period, now, frozen.as_ref());
    let story = Story {
        card: &card,
        book: Casebook::new(&mapped.dataset, &card.facts),
        agreement,
        calendar,
        texts: &opened.texts,
        issues: &mapped.issues,
    };
    let page = page(&story);
    let written = if asked.html { paper::html(&page) } else { paper::text(&page) };
    let failed = |error: &dyn std::fmt::Display| {
        let values = [("reason", &*error.to_string())];
        Failure::new(Exit::Other, opened.texts.phrase("app.report-failed", &values))
    };
    console.answer(written.map_err(|error| failed(&error))?.trim_end());
    Ok(Exit::Done)
}
