//! The exports read and judged for a command that only looks: nothing is written, locked or sent.

use crate::casebook::Casebook;
use crate::issue::Issue;
use crate::ledger;
use crate::mapping::places::Asked;
use crate::mapping::{self, Mapped};
use crate::scorecard;
use crate::scorecard::card::Scorecard;
use crate::texts::story::Story;

use super::failure::Failure;
use super::open::{self, Opened};
use super::{exports, log, memory, ratio};

/// What the data say, and how the agreement stands by them.
pub struct Judgement {
    /// The data.
    pub mapped: Mapped,
    /// The numbers.
    pub card: Scorecard,
}

/// Judges the period asked for, else the one the data speak of, as a run at `at` would.
pub fn judgement(opened: &Opened, period: Option<&str>, at: i64) -> Result<Judgement, Failure> {
    judgement_of(opened, period, at, &Asked::NOBODY)
}

/// The same, and of the leads asked for also where they come from.
pub fn judgement_of(
    opened: &Opened,
    period: Option<&str>,
    at: i64,
    asked: &Asked,
) -> Result<Judgement, Failure> {
    let mut mapped = mapping::map_and_trace(&opened.agreement, &memory::peek(opened)?, at, asked);
    log::join(
        &mut mapped.dataset,
        opened
            .recorded(ledger::log::peek(&opened.agreement.ledger.file, &opened.agreement.name))?,
        at,
    );
    let asked_for = period;
    let period = open::period_judged(opened, period, at, mapped.dataset.cut_off)?;
    open::refuse_uncovered(opened, &mapped.dataset, &period, asked_for)?;
    let frozen = opened.recorded(ratio::peek(opened, &period))?;
    let card = scorecard::judge_all(
        &opened.agreement,
        &opened.calendar,
        &mapped.dataset,
        &period,
        at,
        frozen.as_ref(),
    );
    let agreement = &opened.agreement;
    let since = card.cut_off - exports::REMEMBERED;
    let before = ledger::inputs::peek(&agreement.ledger.file, &agreement.name, since, card.cut_off);
    mapped.issues.extend(exports::issues(opened, &mapped.dataset, &opened.recorded(before)?));
    mapped.issues.sort_by_key(Issue::harm);
    Ok(Judgement { mapped, card })
}

impl Judgement {
    /// All there is to tell.
    pub fn story<'a>(&'a self, opened: &'a Opened) -> Story<'a> {
        Story {
            card: &self.card,
            book: Casebook::new(&self.mapped.dataset, &self.card.facts),
            agreement: &opened.agreement,
            calendar: &opened.calendar,
            texts: &opened.texts,
            issues: &self.mapped.issues,
        }
    }
}
