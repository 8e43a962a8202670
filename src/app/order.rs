//! What a run was asked for, settled before anything is read.

use crate::app::command::RunArgs;
use crate::app::open::Opened;
use crate::calendar::periods::Period;
use crate::ledger::DeliveryKey;
use crate::model::letter::Reader;
use crate::model::moment::Instant;
use crate::model::zone::Day;

/// What a run was asked for, settled before anything is read.
pub struct Order<'a> {
    /// The command line.
    pub wish: &'a RunArgs,
    /// The present.
    pub now: Instant,
    /// The instant the report is asked for.
    pub as_of: Instant,
    /// Its local day.
    pub day: Day,
    /// The slot it fills, seconds after midnight.
    pub slot: Option<u32>,
    /// The period judged.
    pub period: Period,
}

impl Order<'_> {
    /// Whether this run delivers: into a folder always, by a server only what is live.
    pub fn delivers(&self, opened: &Opened) -> bool {
        !self.wish.no_mail && (opened.agreement.mail.server.is_none() || self.is_live())
    }

    /// The last of some times of day that has begun.
    pub fn begun(&self, opened: &Opened, slots: &[u32]) -> Option<u32> {
        begun(opened, slots, (self.day, self.as_of))
    }

    /// Whether its day is one on which nothing goes out.
    pub fn is_free(&self, opened: &Opened) -> bool {
        !opened.agreement.mail.all_days && !opened.calendar.is_working_day(self.day)
    }

    /// Whether letters go out: not for another instant or period unless asked for.
    pub fn is_live(&self) -> bool {
        !self.wish.no_mail && self.is_of_now()
    }

    /// Whether the report is the one that is due, not a look at another instant or period.
    pub fn is_of_now(&self) -> bool {
        self.wish.send || (self.wish.as_of.is_none() && self.wish.period.is_none())
    }
}

/// What makes a letter of this run the same one.
pub fn key(name: &str, order: &Order, reader: Reader, revision: u32) -> DeliveryKey {
    DeliveryKey {
        agreement: name.to_owned(),
        reader,
        day: order.day,
        slot: order.slot,
        period: (order.period.first, order.period.last),
        revision,
    }
}

pub fn begun(opened: &Opened, slots: &[u32], (day, at): (Day, Instant)) -> Option<u32> {
    let zone = &opened.agreement.zone;
    slots.iter().copied().filter(|slot| zone.instant(day, *slot) <= at).max()
}
