//! What every metric looks at: the leads in scope, their dates up to the cut-off, and answers against allowances.

use crate::calendar::Calendar;
use crate::calendar::due::Due;
use crate::calendar::periods::Period;
use crate::model::agreement::{Agreement, Commitment, Condition};
use crate::model::dataset::{Contact, Dataset};
use crate::model::fold::fold_words;
use crate::model::moment::{Moment, Precision};
use crate::model::words::{Category, Channel, Milestone, Table};
use crate::model::zone::{Day, Zone};

/// The data and the agreement at one instant.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The contract.
    pub agreement: &'a Agreement,
    /// Its working time.
    pub calendar: &'a Calendar,
    /// The leads, activities and deals.
    pub data: &'a Dataset,
    /// The period judged.
    pub period: &'a Period,
    /// The run's time.
    pub now: i64,
    /// What `leads-delivered` promises for the whole period, scope by scope.
    pub promised: &'a [Promised],
}

/// The deliveries promised for a period.
pub struct Promised {
    /// The leads they speak of.
    pub conditions: Vec<Condition>,
    /// How many.
    pub leads: f64,
}

/// How an answer stands to an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// In time, whatever its exact moment.
    InTime,
    /// Too late, whatever its exact moment.
    Late,
    /// The dates are too coarse to tell.
    Unclear,
}

impl Answer {
    /// Which of several answers decides: the best one.
    pub fn rank(self) -> u8 {
        match self {
            Self::InTime => 0,
            Self::Unclear => 1,
            Self::Late => 2,
        }
    }
}

impl<'a> World<'a> {
    /// The agreement's zone.
    pub fn zone(self) -> &'a Zone {
        &self.agreement.zone
    }

    /// The deliveries promised for the period in a scope; of all leads where nothing is promised for that scope alone.
    pub fn promised(self, conditions: &[Condition]) -> Option<f64> {
        let same = self.promised.iter().find(|promised| promised.conditions == conditions);
        same.or_else(|| self.promised.iter().find(|promised| promised.conditions.is_empty())).map(|promised| promised.leads)
    }

    /// The earliest cut-off among the sources of the tables, at most the run's time.
    pub fn cut_off(self, tables: &[Table]) -> i64 {
        let own = self.data.cut_offs.iter().filter(|cut| tables.contains(&cut.table)).filter_map(|cut| cut.at);
        own.min().unwrap_or(self.now).min(self.now)
    }

    /// Tables that a delivery date comes from.
    pub fn delivery_tables(self) -> Vec<Table> {
        let by_deal = self.data.delivered_by == Some(Milestone::Opportunity) || !self.data.tables.contains(&Table::Leads);
        if by_deal { vec![Table::Leads, Table::Deals] } else { vec![Table::Leads] }
    }

    /// True when some source gives the milestone.
    pub fn maps(self, milestone: Milestone) -> bool {
        self.data.mapped.contains(&milestone)
    }

    /// True when sources give the delivery and what sales decided on it.
    pub fn has_decisions(self) -> bool {
        self.maps(Milestone::Delivered) && (self.maps(Milestone::Accepted) || self.maps(Milestone::Rejected))
    }

    /// A lead's date of a milestone, if it lies at or before the cut-off.
    pub fn date(self, lead: usize, milestone: Milestone, cut_off: i64) -> Option<Moment> {
        self.data.leads.date(lead, milestone).filter(|at| at.at() <= cut_off)
    }

    /// True when a milestone without date up to the cut-off was passed, as far as the cut-off shows: not by later milestones that all lie after it.
    pub fn has_inferred(self, lead: usize, milestone: Milestone, cut_off: i64) -> bool {
        let leads = &self.data.leads;
        let later = Milestone::LADDER.iter().skip_while(|step| **step != milestone).skip(1).filter_map(|step| leads.date(lead, *step));
        let (is_dated, is_known) = later.fold((false, false), |(_, known), at| (true, known || at.at() <= cut_off));
        match leads.date(lead, milestone) {
            None => leads.has_passed(lead, milestone) && (is_known || !is_dated),
            Some(at) => at.at() > cut_off && is_known,
        }
    }

    /// True when a moment lies in the period, up to the cut-off.
    pub fn is_in_period(self, at: Moment, cut_off: i64) -> bool {
        self.period.start <= at.at() && at.at() < self.period.end && at.at() <= cut_off
    }

    /// Leads with the milestone in the period up to the cut-off, with its moment.
    pub fn in_period(self, milestone: Milestone, cut_off: i64) -> impl Iterator<Item = (usize, Moment)> {
        let dates = self.data.leads.dates(milestone).iter().enumerate();
        dates.filter_map(|(lead, date)| date.map(|date| (lead, date))).filter(move |(_, at)| self.is_in_period(*at, cut_off))
    }

    /// Where an answer stands to an allowance that began at `start` (`metrics.md` §1, *Date-only values*).
    pub fn answer(self, start: Moment, due: Due, answer: Moment) -> Answer {
        let zone = self.zone();
        if due.by_day {
            let in_time =
                if answer.is_date_only() { zone.day(answer) <= zone.day_of(due.latest) } else { self.is_by(answer, due.latest, start) };
            return if in_time { Answer::InTime } else { Answer::Late };
        }
        if !start.is_date_only() && !answer.is_date_only() {
            return if self.is_by(answer, due.latest, start) { Answer::InTime } else { Answer::Late };
        }
        if zone.latest(answer) <= due.earliest {
            Answer::InTime
        } else if answer.at() > due.latest {
            Answer::Late
        } else {
            Answer::Unclear
        }
    }

    /// At or before an instant that is as exact as the start it was counted from.
    fn is_by(self, answer: Moment, due: i64, start: Moment) -> bool {
        let precision = if start.is_date_only() { Precision::Second } else { start.precision() };
        !self.zone().before(Moment::new(due, precision), answer)
    }

    /// Working seconds between two moments with a time of day.
    pub fn elapsed(self, start: Moment, end: Moment) -> Option<i64> {
        (!start.is_date_only() && !end.is_date_only()).then(|| self.calendar.elapsed(start.at(), end.at().max(start.at())))
    }

    /// Activities of a lead after its delivery up to the cut-off, through the channels that count.
    pub fn contacts(self, lead: usize, channels: &'a [Channel], cut_off: i64) -> impl Iterator<Item = (Moment, Contact, u32)> {
        let activities = &self.data.activities;
        let rows = self.data.leads.activities(lead);
        let is_after = move |row: &usize| activities.before_delivery.get(*row) == Some(&false);
        let counts =
            move |row: &usize| channels.is_empty() || activities.channel.get(*row).is_some_and(|channel| channels.contains(channel));
        rows.filter(is_after).filter(counts).filter_map(move |row| {
            let at = activities.at.get(row).copied().flatten().filter(|at| at.at() <= cut_off)?;
            Some((at, *activities.contact.get(row)?, activities.try_number.get(row).copied().unwrap_or(0)))
        })
    }

    /// Channel and kind of a lead's activities after its delivery up to the cut-off.
    pub fn channels(self, lead: usize, cut_off: i64) -> impl Iterator<Item = (Channel, Contact)> {
        let activities = &self.data.activities;
        let is_known = move |row: &usize| {
            activities.before_delivery.get(*row) == Some(&false)
                && activities.at.get(*row).is_some_and(|at| at.is_some_and(|at| at.at() <= cut_off))
        };
        let rows = self.data.leads.activities(lead).filter(is_known);
        rows.filter_map(|row| Some((*activities.channel.get(row)?, *activities.contact.get(row)?)))
    }

    /// Row and number of the try of each attempt after the delivery, up to the cut-off.
    pub fn try_rows(self, lead: usize, cut_off: i64) -> impl Iterator<Item = (usize, u32)> {
        let activities = &self.data.activities;
        let is_known = move |row: &usize| activities.at.get(*row).is_some_and(|at| at.is_some_and(|at| at.at() <= cut_off));
        let rows = self.data.leads.activities(lead).filter(is_known);
        rows.filter_map(|row| activities.try_number.get(row).copied().filter(|number| *number > 0).map(|number| (row, number)))
    }

    /// The first attempt at or after delivery.
    pub fn first_attempt(self, lead: usize, channels: &'a [Channel], cut_off: i64) -> Option<Moment> {
        self.contacts(lead, channels, cut_off).find(|(_, contact, _)| contact.is_attempt()).map(|(at, ..)| at)
    }

    /// The first attempt or connection at or after delivery.
    pub fn first_answer(self, lead: usize, channels: &'a [Channel], cut_off: i64) -> Option<Moment> {
        self.contacts(lead, channels, cut_off).find(|(_, contact, _)| contact.is_answer()).map(|(at, ..)| at)
    }

    /// The first connection at or after delivery.
    pub fn first_connection(self, lead: usize, channels: &'a [Channel], cut_off: i64) -> Option<Moment> {
        self.contacts(lead, channels, cut_off).find(|(_, contact, _)| contact.is_connection()).map(|(at, ..)| at)
    }

    /// The first attempt of each try, in order.
    pub fn tries(self, lead: usize, channels: &'a [Channel], cut_off: i64) -> impl Iterator<Item = Moment> {
        let mut last = 0;
        self.contacts(lead, channels, cut_off).filter(|(_, contact, _)| contact.is_attempt()).filter_map(move |(at, _, number)| {
            let is_new = number > last;
            last = last.max(number);
            is_new.then_some(at)
        })
    }

    /// True when activities can show answers at all: an activities source, or deals that tell of a first contact.
    pub fn has_activities(self) -> bool {
        self.data.tables.contains(&Table::Activities) || self.data.activities.len() > 0
    }

    /// The first instant the activities sources know of.
    pub fn activities_from(self) -> i64 {
        let own = self.data.cut_offs.iter().filter(|cut| cut.table == Table::Activities);
        own.filter_map(|cut| cut.covers_from).max().unwrap_or(i64::MIN)
    }

    /// A rejection that still stands (the later of accepted and rejected counts), with its category.
    pub fn rejection(self, lead: usize, cut_off: i64) -> Option<(Moment, Option<Category>)> {
        let rejected = self.date(lead, Milestone::Rejected, cut_off)?;
        let accepted = self.date(lead, Milestone::Accepted, cut_off);
        let stands = accepted.is_none_or(|accepted| !self.zone().before(rejected, accepted));
        stands.then(|| (rejected, self.data.leads.rejection.get(lead).copied().flatten()))
    }

    /// Accepted, dated or inferred, and not rejected since.
    pub fn is_accepted(self, lead: usize, cut_off: i64) -> bool {
        let is_passed = self.date(lead, Milestone::Accepted, cut_off).is_some() || self.has_inferred(lead, Milestone::Accepted, cut_off);
        is_passed && self.rejection(lead, cut_off).is_none()
    }

    /// Each close (lost, recycled, rejected) with its category; `won` is no loss.
    pub fn closes(self, lead: usize, cut_off: i64) -> impl Iterator<Item = (Moment, Milestone, Option<Category>)> {
        let loss = self.data.leads.loss.get(lead).copied().flatten();
        let rejection = self.data.leads.rejection.get(lead).copied().flatten();
        [(Milestone::Lost, loss), (Milestone::Recycled, loss), (Milestone::Rejected, rejection)]
            .into_iter()
            .filter_map(move |(milestone, category)| self.date(lead, milestone, cut_off).map(|at| (at, milestone, category)))
    }

    /// Nobody owes this lead anything any more: it was closed, rejected, recycled or won.
    pub fn is_closed(self, lead: usize, cut_off: i64) -> bool {
        let exits = [Milestone::Lost, Milestone::Recycled, Milestone::Rejected, Milestone::Won];
        exits.iter().any(|exit| self.date(lead, *exit, cut_off).is_some() || self.is_passed_undated(lead, *exit))
    }

    fn is_passed_undated(self, lead: usize, milestone: Milestone) -> bool {
        self.data.leads.has_passed(lead, milestone) && self.data.leads.date(lead, milestone).is_none()
    }
}

/// The version of a commitment that a lead whose clock starts on `day` belongs to, if the lead is in its scope.
pub fn version_at(scopes: &[Scope], lead: usize, day: Day) -> Option<u16> {
    let at = scopes.iter().position(|scope| scope.commitment.in_force.contains(day))?;
    scopes.get(at).filter(|scope| scope.has(lead))?;
    u16::try_from(at).ok()
}

/// One version of a commitment and the leads it speaks of.
pub struct Scope<'a> {
    /// The version.
    pub commitment: &'a Commitment,
    mask: Option<Vec<bool>>,
}

impl<'a> Scope<'a> {
    /// The scopes of all versions of a commitment.
    pub fn of(world: World<'a>, versions: &[&'a Commitment]) -> Vec<Self> {
        versions.iter().map(|commitment| Scope { commitment, mask: mask(world.data, &commitment.conditions) }).collect()
    }

    /// True when the lead passes every condition.
    pub fn has(&self, lead: usize) -> bool {
        self.mask.as_ref().is_none_or(|mask| mask.get(lead).copied().unwrap_or(false))
    }
}

/// The leads that pass all conditions; nothing when there is no condition.
pub fn mask(data: &Dataset, conditions: &[Condition]) -> Option<Vec<bool>> {
    let mut mask = (!conditions.is_empty()).then(|| vec![true; data.leads.len()])?;
    for condition in conditions {
        let wanted: Vec<String> = condition.any_of.iter().map(|value| fold_words(value)).collect();
        let passes = |text: Option<&str>| text.is_some_and(|text| wanted.contains(&fold_words(text)));
        match data.leads.words.get(&condition.field) {
            Some(words) => {
                let by_code: Vec<bool> =
                    words.words.iter().map(|word| passes(Some(word.as_str()).filter(|word| !word.is_empty()))).collect();
                let own = words.codes.iter().map(|code| by_code.get(*code as usize).copied().unwrap_or(false));
                mask.iter_mut().zip(own).for_each(|(slot, passes)| *slot &= passes);
            }
            None => mask.iter_mut().enumerate().for_each(|(lead, slot)| *slot &= passes(text(data, &condition.field, lead))),
        }
    }
    Some(mask)
}

fn text<'a>(data: &'a Dataset, field: &str, lead: usize) -> Option<&'a str> {
    match field {
        "id" => data.leads.id.get(lead),
        "name" => data.leads.name.get(lead),
        "email" => data.leads.email.get(lead),
        "phone" => data.leads.phone.get(lead),
        "company" => data.leads.company.get(lead),
        _ => None,
    }
}
