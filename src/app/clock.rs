//! Dates that cannot be right: a clock that jumped, an instant far from everything known, one before the data begin, a period to come.

use crate::app::Console;
use crate::calendar::periods::Period;
use crate::issue::{Code, Issue};
use crate::ledger::{Ledger, LedgerError, standing};
use crate::mapping::Mapped;
use crate::model::dataset::Dataset;
use crate::model::moment::Instant;
use crate::texts::format;

use super::failure::{Exit, Failure};
use super::open::Opened;
use super::order::Order;

/// A clock may differ from the one that wrote a file, or from the last run's, by no more than this many seconds.
const FILE_SLACK: i64 = 300;
const RUN_SLACK: i64 = 86_400;
/// A clock that is set right by less than this is no other clock: zones and summer time differ by more.
const BACK_SLACK: i64 = 1_800;
/// Whoever makes reports makes one a year, and exports newer rows: what lies further ahead is confirmed by a person first.
const FAR: i64 = 366 * 86_400;

impl Opened {
    /// Opens the ledger to send or record for good, and tells what was noticed of it; a copy of one that is still at work is refused, and a
    /// clock that is far ahead.
    pub fn ledger(&self, console: Console, now: Instant) -> Result<Ledger, Failure> {
        refuse_ahead(self, now)?;
        let ledger = self.recorded(self.open_ledger(now))?;
        self.recorded(ledger.refuse_copied())?;
        self.noticed(console, &ledger);
        Ok(ledger)
    }
}

/// A warning when the clock is behind the newest file, or a day behind the last report: a run that was refused for its clock is no witness.
pub fn behind(
    opened: &Opened,
    data: &Dataset,
    last_report: Option<Instant>,
    now: Instant,
) -> Option<Issue> {
    let files = data
        .intake
        .iter()
        .flat_map(|account| &account.files)
        .map(|file| file.modified)
        .filter(|at| *at > now + FILE_SLACK);
    let known = files.chain(last_report.filter(|at| *at > now + RUN_SLACK)).max()?;
    let instant = |at: Instant| format::instant(opened.texts.language, &opened.agreement.zone, at);
    Some(Issue::warning(Code::ClockBehind, vec![("now", instant(now)), ("known", instant(known))]))
}

/// Refuses a clock far ahead of the last report, before the record is touched: letters would expire, and what is kept for a time would go.
/// A record that cannot be looked into is told by whoever opens it.
pub fn refuse_ahead(opened: &Opened, now: Instant) -> Result<(), Failure> {
    let last = match standing::last_report(&opened.agreement.ledger.file) {
        Err(LedgerError::Held) => return opened.recorded(Err(LedgerError::Held)),
        found => found.ok().flatten(),
    };
    let Some(last) = last.filter(|last| now - *last > FAR) else { return Ok(()) };
    Err(refused(opened, Exit::Other, "app.clock-ahead", (now, last)))
}

/// Refuses an instant before the last report that was due: the clock jumped back, and that report's letters are out.
pub fn refuse_closed_day(opened: &Opened, order: &Order, ledger: &Ledger) -> Result<(), Failure> {
    if order.wish.as_of.is_some() || order.wish.confirm_date {
        return Ok(());
    }
    let last = opened.recorded(ledger.last_due_report(&opened.agreement.name))?;
    last.filter(|last| *last > order.now + BACK_SLACK).map_or(Ok(()), |last| {
        Err(refused(opened, Exit::Other, "app.clock-jumped-back", (order.now, last)))
    })
}

/// Refuses to look for somebody by a clock behind the last report: leads of the time between would not be found.
pub fn refuse_behind(opened: &Opened, ledger: &Ledger, now: Instant) -> Result<(), Failure> {
    let last = opened.recorded(ledger.last_due_report(&opened.agreement.name))?;
    last.filter(|last| *last > now + BACK_SLACK).map_or(Ok(()), |last| {
        Err(refused(opened, Exit::Other, "forget.clock-behind", (now, last)))
    })
}

/// Refuses an instant before everything the files tell of, and one far after it and after the last report.
pub fn refuse_strange(
    opened: &Opened,
    mapped: &Mapped,
    order: &Order,
    ledger: &Ledger,
) -> Result<(), Failure> {
    refuse_before(opened, mapped, order.as_of, order.wish.as_of.is_some())?;
    let files = mapped.dataset.intake.iter().flat_map(|account| &account.files);
    let Some(newest) = files.filter_map(|file| file.newest_row).max() else { return Ok(()) };
    let last = opened.recorded(ledger.last_report())?;
    let known = last.unwrap_or(newest).max(newest);
    if order.as_of - known <= FAR || order.wish.confirm_date {
        return Ok(());
    }
    let (exit, key) = if order.wish.as_of.is_some() {
        (Exit::Usage, "app.as-of-ahead")
    } else {
        (Exit::Other, "app.clock-ahead-of-data")
    };
    Err(refused(opened, exit, key, (order.as_of, newest)))
}

/// Refuses an instant before everything the files tell of: no lead would be no finding.
pub fn refuse_before(
    opened: &Opened,
    mapped: &Mapped,
    at: Instant,
    is_asked: bool,
) -> Result<(), Failure> {
    let (exit, key) = if is_asked {
        (Exit::Usage, "app.as-of-before-data")
    } else {
        (Exit::NoInput, "app.clock-before-data")
    };
    let begins = mapped.begins.filter(|begins| *begins > at);
    begins.map_or(Ok(()), |begins| Err(refused(opened, exit, key, (at, begins))))
}

/// Refuses a period that has not begun: nothing of it can have been kept or broken.
pub fn refuse_to_come(opened: &Opened, period: &Period, at: Instant) -> Result<(), Failure> {
    if period.start <= at {
        return Ok(());
    }
    let values = [
        ("period", &*opened.texts.period_name(period)),
        ("at", &format::instant(opened.texts.language, &opened.agreement.zone, at)),
    ];
    Err(Failure::new(Exit::Usage, opened.texts.phrase("app.period-to-come", &values)))
}

fn refused(opened: &Opened, exit: Exit, key: &str, (at, known): (Instant, Instant)) -> Failure {
    let instant = |at: Instant| format::instant(opened.texts.language, &opened.agreement.zone, at);
    let values = [("at", &*instant(at)), ("known", &*instant(known))];
    Failure::new(exit, opened.texts.phrase(key, &values))
}
