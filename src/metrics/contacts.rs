//! What the activities of each lead come to, as columns.

use std::ops::Range;

use crate::model::dataset::{Activities, Contact};
use crate::model::moment::{Horizon, Moment};
use crate::model::words::{Channel, Outcome};

use super::answers::{Answer, Answers};
use super::cohort::Cohort;
use super::column::{Column, Mask, Moments};
use super::entries::Made;
use super::world::World;

/// One activity of a lead.
#[derive(Clone, Copy)]
pub struct Touch {
    /// Its row among all activities.
    pub row: usize,
    /// When.
    pub at: Moment,
    /// What it counts as.
    pub contact: Contact,
    /// Number of its try, from 1; 0 when it belongs to none.
    pub number: u32,
}

/// The activities of one lead after its delivery up to the cut-off, through the channels that count (none named: all), in order of time.
pub struct Contacts<'a> {
    activities: &'a Activities,
    rows: Range<usize>,
    channels: &'a [Channel],
    cut_off: Horizon,
}

impl Iterator for Contacts<'_> {
    type Item = Touch;

    fn next(&mut self) -> Option<Touch> {
        let (own, channels, cut_off) = (self.activities, self.channels, self.cut_off);
        self.rows.find_map(|row| {
            let at = own.at.get(row).copied().flatten().filter(|at| cut_off.includes(*at))?;
            let is_through = channels.is_empty()
                || own.channel.get(row).is_some_and(|channel| channels.contains(channel));
            let counts = is_through && own.before_delivery.get(row) == Some(&false);
            counts.then_some(Touch {
                row,
                at,
                contact: *own.contact.get(row)?,
                number: own.try_number.get(row).copied().unwrap_or(0),
            })
        })
    }
}

impl<'a> Contacts<'a> {
    /// What the contacts before the hand-off count as.
    fn before_handoff(self) -> impl Iterator<Item = Contact> + 'a {
        let Self { activities, rows, channels, cut_off } = self;
        let is_own = move |row: &usize| {
            let at = activities.at.get(*row).copied().flatten();
            let channel = activities.channel.get(*row);
            at.is_some_and(|at| cut_off.includes(at))
                && (channels.is_empty() || channel.is_some_and(|own| channels.contains(own)))
                && activities.before_delivery.get(*row) == Some(&true)
        };
        rows.filter(is_own).filter_map(|row| activities.contact.get(row).copied())
    }

    /// Of the attempts that make one try (a burst of them within minutes) only the first.
    pub fn tries(self) -> impl Iterator<Item = Touch> {
        let mut last = 0;
        self.filter(move |touch| {
            let is_new = touch.contact.is_attempt() && touch.number > last;
            last = if is_new { touch.number } else { last };
            is_new
        })
    }
}

impl<'a> Cohort<'a> {
    /// For each lead what `of` makes of its contacts; `beside` hands it a value of the lead, such
    /// as its due.
    pub fn contacts<T: Copy, V>(
        &self,
        beside: &Column<T>,
        of: impl Fn(T, Contacts<'a>) -> V,
    ) -> Column<V> {
        beside.iter().zip(self.each()).map(|(value, own)| of(*value, own)).collect()
    }

    /// The contacts that `picked` takes from each lead's, as one long column.
    pub fn touches<I: Iterator>(&self, picked: impl Fn(Contacts<'a>) -> I) -> Column<I::Item> {
        self.each().flat_map(picked).collect()
    }

    fn each(&self) -> impl Iterator<Item = Contacts<'a>> {
        let (data, cut_off) = (self.world.data, self.cut_off);
        let channels = |version: u16| {
            self.versions.get(usize::from(version)).map_or(&[][..], |version| &version.channels)
        };
        self.lead.iter().zip(self.version.iter()).map(move |(lead, version)| {
            let rows = data.leads.activities(*lead as usize);
            Contacts { activities: &data.activities, rows, channels: channels(*version), cut_off }
        })
    }

    /// For each lead its first contact of the kind that `counts` says, such as an attempt or a
    /// connection.
    pub fn first(&self, counts: fn(Contact) -> bool) -> Moments {
        self.contacts(&self.lead, |_, mut own| {
            own.find(|touch| counts(touch.contact)).map(|touch| touch.at)
        })
    }

    /// For each lead how many contacts of a kind lie before its hand-off, up to the cut-off and through the channels that count; none where few attempts
    /// of all leads do: then the dates of the hand-offs are no matter of doubt.
    pub fn before_handoff(&self, counts: fn(Contact) -> bool) -> Column<u32> {
        if !self.doubts_handoffs() {
            return Column::repeat(0, self.lead.len());
        }
        let number = |own: Contacts<'a>| {
            own.before_handoff().fold(0, |made, contact| made + u32::from(counts(contact)))
        };
        self.contacts(&self.lead, |_, own| number(own))
    }

    /// More than a few attempts lie before the hand-off of their lead: its date may be wrong.
    pub fn doubts_handoffs(&self) -> bool {
        self.world.data.sight.attempts.leaks()
    }

    /// How the best of the contacts that count stands to the due: of a date-only one and a timed one of the same day either may have been the first.
    pub fn best(&self, counts: fn(Contact) -> bool) -> Answers {
        let allowances = self.start.with(&self.due, |start, due| (start, due));
        self.contacts(&allowances, |(start, due), own| {
            let stand = own
                .filter(|touch| counts(touch.contact))
                .map(|touch| self.world.contacted(start, due, touch.at));
            stand.min_by_key(|answer| answer.rank())
        })
    }

    /// Leads with a contact of a kind that came, or may have come, by the due.
    pub fn by_due(&self, counts: fn(Contact) -> bool) -> Mask {
        self.best(counts).map(|answer| matches!(answer, Some(Answer::InTime | Answer::Unclear)))
    }

    /// Leads of which some attempt that counts surely lies after the due: nobody tries what has ended.
    pub fn tried_late(&self) -> Mask {
        let allowances = self.start.with(&self.due, |start, due| (start, due));
        self.contacts(&allowances, |(start, due), mut own| {
            own.any(|touch| {
                touch.contact.is_attempt()
                    && self.world.contacted(start, due, touch.at) == Answer::Late
            })
        })
    }

    /// How many tries each lead got; attempts within one burst of minutes are one try.
    pub fn tries(&self) -> Column<u32> {
        self.contacts(&self.lead, |_, own| own.tries().fold(0, |made, _| made + 1))
    }

    /// Tries made by an instant of each lead, as far as its precision tells, and on how many local days.
    pub fn made(&self, by: &Column<Moment>) -> Column<Made> {
        let zone = self.world.zone();
        self.contacts(by, |end, own| {
            let own = own.tries().filter(|touch| !zone.before(end, touch.at));
            own.fold((Made::default(), None), |(made, last), touch| {
                let day = Some(zone.day(touch.at));
                let days = made.days + u32::from(day != last);
                (Made { tries: made.tries + 1, days }, day)
            })
            .0
        })
    }

    /// How the tries promised stand to the due, if those that each lead had besides are taken in: in time once so many surely are, unclear once so
    /// many may be, nothing while fewer were made.
    pub fn tries_promised(&self, besides: &Column<u32>) -> Answers {
        let allowances = self.start.with(&self.due, |start, due| (start, due));
        let promised = self.agreed(|version| version.attempts.unwrap_or(1).max(1));
        let promised = promised.with(besides, u32::saturating_sub);
        self.contacts(
            &allowances.with(&promised, |allowance, promised| (allowance, promised)),
            |((start, due), promised), own| {
                let (sure, may, made) = own.tries().fold((0, 0, 0), |(sure, may, made), touch| {
                    let answer = self.world.contacted(start, due, touch.at);
                    (
                        sure + u32::from(answer == Answer::InTime),
                        may + u32::from(answer != Answer::Late),
                        made + 1,
                    )
                });
                let stands = [(sure, Answer::InTime), (may, Answer::Unclear), (made, Answer::Late)];
                stands.into_iter().find(|(count, _)| *count >= promised).map(|(_, answer)| answer)
            },
        )
    }

    /// The first contact at which the lead was not interested, or not now.
    pub fn refusal(&self) -> Moments {
        let outcomes = &self.world.data.activities.outcome;
        let is_no = |row: usize| {
            matches!(outcomes.get(row), Some(Some(Outcome::NotInterested | Outcome::NotNow)))
        };
        self.contacts(&self.lead, |_, mut own| {
            own.find(|touch| touch.contact.is_connection() && is_no(touch.row))
                .map(|touch| touch.at)
        })
    }
}

impl World<'_> {
    /// Of all activities the attempts of the period, through the channels that count.
    pub fn attempts_of_period(self, channels: &[Channel], cut_off: Horizon) -> Mask {
        let own = &self.data.activities;
        let kinds = own.contact.iter().zip(&own.channel).zip(&own.before_delivery).zip(&own.at);
        let is_own = kinds.map(|(((contact, channel), before), at)| {
            let counts = contact.is_attempt()
                && !before
                && (channels.is_empty() || channels.contains(channel));
            counts && at.is_some_and(|at| self.is_in_period(at, cut_off))
        });
        is_own.collect()
    }
}
