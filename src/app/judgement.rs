//! The exports read and judged for a command that only looks: nothing is written, locked or sent.

use crate::calendar::Calendar;
use crate::casebook::Casebook;
use crate::issue::Issue;
use crate::ledger::record::ReportedPeriods;
use crate::ledger::statements::peek_reported;
use crate::mapping::Mapped;
use crate::mapping::places::Asked;
use crate::model::agreement::Agreement;
use crate::model::moment::Instant;
use crate::scorecard::card::Scorecard;
use crate::texts::story::Story;
use crate::{ledger, scorecard};

use super::command::LookArgs;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::Opened;
use super::past::Recall;
use super::terms::Terms;
use super::{asked, clock, exports, pending, ratio, stale};

/// What the data say, and how the agreement stands by them.
pub struct Judgement {
    /// The data.
    pub mapped: Mapped,
    /// The numbers.
    pub card: Scorecard,
    /// The text the period was judged by, where it is not the present one.
    earlier: Option<(Agreement, Calendar)>,
}

/// Judges the period asked for, else the one the data speak of, as a run would at the first of two instants; by the second a period that is
/// over is judged by the text in force at its end.
pub fn judgement(
    opened: &Opened,
    period: Option<&str>,
    instants: (Instant, Instant),
) -> Result<Judgement, Failure> {
    judgement_of(opened, period, instants, &Asked::NOBODY)
}

/// The same, and of the leads asked for also where they come from.
pub fn judgement_of(
    opened: &Opened,
    period: Option<&str>,
    (at, now): (Instant, Instant),
    asked: &Asked,
) -> Result<Judgement, Failure> {
    let terms = Terms::of(opened, at.max(now), at)?;
    let mut mapped = terms.map(&opened.agreement, at, asked)?;
    let asked_for = period;
    let period = asked::period_judged(opened, period, at, mapped.dataset.cut_off)?;
    asked::refuse_uncovered(opened, &mapped.dataset, &period, at, asked_for)?;
    clock::refuse_before(opened, &mapped, at, at != now)?;
    let own = terms.at(period.end, now);
    let frozen = opened.recorded(ratio::peek(own.agreement, &period))?;
    if terms.reads_anew(own) {
        mapped = terms.map(own.agreement, at, asked)?;
    }
    let mut card = scorecard::judge_all(
        own.agreement,
        own.calendar,
        &mapped.dataset,
        &period,
        at,
        frozen.as_ref(),
    );
    let zone = &opened.agreement.zone;
    card.amended = terms.told(own, zone.start_of(zone.day_of(at)), now);
    terms.curb(own, &mut card);
    let earlier = terms.is_other(own).then(|| (own.agreement.clone(), own.calendar.clone()));
    let agreement = &opened.agreement;
    let since = card.cut_off.at() - exports::REMEMBERED;
    let before =
        ledger::inputs::peek(&agreement.ledger.file, &agreement.name, since, card.cut_off.at());
    mapped.issues.extend(exports::issues(opened, &mapped.dataset, &opened.recorded(before)?));
    mapped.issues.extend(terms.unshown_issue(&period, now));
    mapped.issues.sort_by_key(Issue::harm);
    Ok(Judgement { mapped, card, earlier })
}

/// What is written to be looked at: a judgement with its warnings and its history, at an instant; and what was reported of each period.
pub struct Shown {
    /// The judgement.
    pub found: Judgement,
    /// What was reported.
    pub reported: ReportedPeriods,
    /// The instant it speaks of.
    pub at: Instant,
}

/// Judges for a command that writes what it shows; the warnings are told, and without a lead there is nothing to show.
pub fn shown(
    console: Console,
    opened: &Opened,
    asked: &LookArgs,
    now: Instant,
) -> Result<Shown, Failure> {
    let at = asked.as_of.as_deref().map_or(Ok(now), |text| asked::instant(opened, text))?;
    let mut found = judgement(opened, asked.period.as_deref(), (at, now))?;
    found.warn(opened, at);
    let Agreement { ledger, name, .. } = &opened.agreement;
    let reported = opened.recorded(peek_reported(&ledger.file, name))?;
    let terms = Terms::of(opened, now, at)?;
    let recall = Recall { opened, terms: &terms, reported: &reported, now, as_of: at };
    recall.history(&found.mapped.dataset, &mut found.card)?;
    console.issues(&found.story(opened));
    if found.mapped.dataset.leads.len() == 0 {
        return Err(Failure::new(Exit::NoInput, opened.texts.word("app.no-input")));
    }
    Ok(Shown { found, reported, at })
}

impl Judgement {
    /// Adds the warnings that a report would carry beside those of the files, old data among them: the most harmful first.
    pub fn warn(&mut self, opened: &Opened, at: Instant) {
        self.mapped.issues.extend(self.card.issues.iter().cloned());
        stale::tell(opened, &mut self.mapped, &mut self.card, at);
        pending::tell(opened, &mut self.mapped);
        self.mapped.issues.sort_by_key(Issue::harm);
    }

    /// What every output reads: numbers, leads, words, and the agreement that was in force in the
    /// judged period.
    pub fn story<'a>(&'a self, opened: &'a Opened) -> Story<'a> {
        let present = (&opened.agreement, &opened.calendar);
        let (agreement, calendar) =
            self.earlier.as_ref().map_or(present, |(agreement, calendar)| (agreement, calendar));
        Story {
            card: &self.card,
            book: Casebook::new(&self.mapped.dataset, &self.card.facts),
            agreement,
            calendar,
            texts: &opened.texts,
            issues: &self.mapped.issues,
        }
    }
}
