//! What a report speaks of, as its files' names say it: today's report needs no word, every other carries its period and its instant.

use crate::app::asked::period_word;
use crate::app::order::Order;
use crate::ledger::{Ledger, LedgerError};
use crate::texts::format;

use super::super::open::Opened;

/// What stands in the names of a report's files beside the day it was made for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// `_2026-10` for a period that is not the running one.
    period: String,
    /// `_refeito-0800` for an instant that is not the one of the newest report, or is only looked at beside reports that are due: their files
    /// stay.
    at: String,
}

impl Subject {
    /// The subject of a run: its period, and with `--as-of` the time where it would stand in the
    /// way of today's report.
    pub fn of(opened: &Opened, order: &Order, ledger: &Ledger) -> Result<Self, LedgerError> {
        let name = &opened.agreement.name;
        let is_older = ledger.newest_as_of(name)?.is_some_and(|newest| newest > order.as_of);
        let is_look = !order.wish.send && ledger.has_live_report(name)?;
        let at = (order.wish.as_of.is_some() && (is_older || is_look)).then(|| {
            let time = format::time(&opened.agreement.zone, order.as_of).replace(':', "");
            format!("_{}-{time}", opened.texts.word("app.file-as-of"))
        });
        let asked = order.wish.period.as_deref();
        Ok(Self {
            period: period_word(opened, asked, &order.period, order.as_of),
            at: at.unwrap_or_default(),
        })
    }

    /// What follows the day in names of files: the period where one was asked for, and the time of
    /// an `--as-of`.
    pub fn text(&self) -> String {
        format!("{}{}", self.period, self.at)
    }

    /// `acordo.json` of today's report, `acordo_2026-10.json` of a period, `acordo_2026-11-20_refeito-0800.json` of an earlier instant.
    pub fn named(&self, order: &Order, stem: &str, ending: &str) -> String {
        let day = if self.at.is_empty() {
            String::new()
        } else {
            format!("_{}", format::iso_date(order.day))
        };
        format!("{stem}{day}{}.{ending}", self.text())
    }
}
