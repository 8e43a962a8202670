//! `acordo run`: read, judge, write, deliver, remember.

mod deliver;
mod output;
mod remember;

use std::path::Path;

use crate::calendar::periods::Period;
use crate::issue::Issue;
use crate::ledger::{Ledger, LedgerError};
use crate::mapping::{self, Mapped};
use crate::model::agreement::Agreement;
use crate::model::zone::Day;
use crate::scorecard;
use crate::scorecard::card::{Ended, Judged, Scorecard};
use crate::texts::Texts;
use crate::texts::story::Story;

use super::RunWish;
use super::console::Console;
use super::failure::{Exit, Failure};
use super::open::{self, Opened};
use super::{ratio, stale};

/// What a run was asked for, settled before anything is read.
pub struct Order<'a> {
    /// The command line.
    pub wish: &'a RunWish,
    /// The present, UTC seconds.
    pub now: i64,
    /// The instant the report is asked for.
    pub as_of: i64,
    /// Its local day.
    pub day: Day,
    /// The slot it fills, seconds after midnight.
    pub slot: Option<u32>,
    /// The period judged.
    pub period: Period,
}

/// Carries a run through; a source that cannot be used hides nothing of what the others say.
pub fn run(console: Console, config: Option<&Path>, wish: &RunWish, now: i64) -> Result<Exit, Failure> {
    let opened = open::agreement(config)?;
    let mut order = order(&opened, wish, now)?;
    let unusable = |error: LedgerError| ledger_failure(&opened.agreement, &opened.texts, &error);
    let mut ledger = Ledger::open(&opened.agreement.ledger).map_err(unusable)?;
    if wish.scheduled && !opened.agreement.mail.all_days && !opened.calendar.is_working_day(order.day) {
        remember::holiday(&mut ledger, &opened, &order).map_err(unusable)?;
        console.note(opened.texts.word("app.free-day"));
        return Ok(Exit::Done);
    }
    let mut mapped = mapping::map(&opened.agreement, order.as_of);
    mapped.issues.extend(stale::issues(&opened, &mapped.dataset, order.as_of));
    order.period = open::period_judged(&opened, wish.period.as_deref(), order.as_of, mapped.dataset.cut_off)?;
    let frozen = ratio::frozen(&opened, &order.period, &ledger).map_err(unusable)?;
    let mut card = scorecard::judge_all(&opened.agreement, &opened.calendar, &mapped.dataset, &order.period, order.as_of, frozen.as_ref());
    card.ended = ended(&opened, &order, &mapped, &ledger).map_err(unusable)?;
    mapped.issues.extend(card.issues.iter().cloned());
    let without = without(&card, &mapped);
    mapped.issues.extend(without);
    let story = Story {
        card: &card,
        data: &mapped.dataset,
        agreement: &opened.agreement,
        calendar: &opened.calendar,
        texts: &opened.texts,
        issues: &mapped.issues,
    };
    read_files(console, &story);
    mapped.issues.iter().for_each(|issue| console.note(&format!("! {}", story.issue(issue))));
    refuse_nothing(&opened, &mapped)?;
    ratio::freeze(&opened, &card, &mapped, &mut ledger, order.now).map_err(unusable)?;
    let report = output::report(&story, &order, &ledger)?;
    let written = output::write(&story, &report)?;
    console.note(&opened.texts.phrase("app.report-written", &[("path", &written.to_string_lossy())]));
    let undelivered = deliver::deliver(console, &story, &order, &report, &mut ledger)?;
    if wish.json {
        console.answer(&report.summary);
    }
    Ok(exit(&mapped, wish, undelivered))
}

/// The ended period's final account, on the first report of a new one; a period asked for by name stands alone.
fn ended(opened: &Opened, order: &Order, mapped: &Mapped, ledger: &Ledger) -> Result<Option<Ended>, LedgerError> {
    let days = (order.period.first, order.period.last);
    let is_first = ledger.previous_actuals(&opened.agreement.name, days, mapped.dataset.cut_off)?.is_none();
    let Some(period) = open::period_before(opened, &order.period).filter(|_| is_first && order.wish.period.is_none()) else {
        return Ok(None);
    };
    let frozen = ratio::frozen(opened, &period, ledger)?;
    Ok(scorecard::ended(&opened.agreement, &opened.calendar, &mapped.dataset, &period, order.as_of, frozen.as_ref()))
}

/// What the sources that could not be used mean for the report: commitments that nothing shows, and numbers without them.
fn without(card: &Scorecard, mapped: &Mapped) -> Vec<Issue> {
    if mapped.refused.is_empty() || mapped.dataset.leads.len() == 0 {
        return Vec::new();
    }
    let sources = mapped.refused.join(", ");
    let is_blind = |judged: &&Judged| matches!(judged.why_not, Some("no-activities" | "no-milestone"));
    let blind = card.commitments.iter().filter(is_blind).map(|judged| judged.id.clone());
    let unmeasured = blind.map(|id| Issue::warning("unmeasured", vec![("commitment", id), ("sources", sources.clone())]));
    unmeasured.chain([Issue::warning("judged-without", vec![("sources", sources.clone())])]).collect()
}

/// Each file read, for those who want to know more.
fn read_files(console: Console, story: &Story) {
    for account in &story.data.intake {
        for file in &account.files {
            let rows = crate::texts::format::whole(story.texts.language, file.rows);
            console.detail(&story.texts.phrase("app.source-read", &[("source", &account.source), ("file", &file.path), ("rows", &rows)]));
        }
    }
}

fn order<'a>(opened: &Opened, wish: &'a RunWish, now: i64) -> Result<Order<'a>, Failure> {
    let as_of = wish.as_of.as_deref().map_or(Ok(now), |text| open::instant(opened, text))?;
    let zone = &opened.agreement.zone;
    let day = zone.day_of(as_of);
    let slot = opened.agreement.mail.slots.iter().copied().filter(|slot| zone.instant(day, *slot) <= as_of).max();
    Ok(Order { wish, now, as_of, day, slot, period: open::period(opened, wish.period.as_deref(), as_of)? })
}

/// Nobody is sent a report computed from no data, or one whose rows do not add up.
fn refuse_nothing(opened: &Opened, mapped: &Mapped) -> Result<(), Failure> {
    if let Some(path) = mapped.unbalanced.first() {
        return Err(Failure::new(Exit::Other, opened.texts.phrase("app.rows-do-not-add-up", &[("file", path)])));
    }
    if mapped.dataset.leads.len() == 0 {
        return Err(Failure::new(Exit::NoInput, opened.texts.word("app.no-input")));
    }
    Ok(())
}

fn exit(mapped: &Mapped, wish: &RunWish, undelivered: usize) -> Exit {
    let has_problems = !mapped.refused.is_empty() || (wish.strict && !mapped.issues.is_empty());
    match (undelivered, has_problems) {
        (1.., _) => Exit::Mail,
        (_, true) => Exit::Data,
        _ => Exit::Done,
    }
}

/// A ledger that cannot be used, in words and as an exit code.
pub fn ledger_failure(agreement: &Agreement, texts: &Texts, error: &LedgerError) -> Failure {
    let (exit, key) = match error {
        LedgerError::Busy(_) => (Exit::Busy, "app.ledger-busy"),
        LedgerError::SyncedFolder { .. } => (Exit::Agreement, "app.ledger-synced"),
        LedgerError::TooNew { .. } => (Exit::Other, "app.ledger-too-new"),
        LedgerError::Damaged(_) => (Exit::Other, "app.ledger-damaged"),
        _ => (Exit::Write, "app.ledger-unusable"),
    };
    let path = agreement.ledger.to_string_lossy();
    Failure::new(exit, texts.phrase(key, &[("path", &path), ("reason", &error.to_string())]))
}
