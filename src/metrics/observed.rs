//! What the plan takes from what happened (`DEFINITIONS.md` §6): leads per sale, and how often a try reaches a lead.
//!
//! *Leads per sale*: 1 ÷ cohort conversion delivered → won within `conversion-within` (N) days, by the rules of `conversion`, over the leads in
//! the objective's `where`. As known at an instant, the cohort is the latest `observed-over` local calendar days whose N-th day after is over
//! then: at the start of a period, the days that end N days before its first day. Dates after that instant are not looked at, so exports with
//! dates give the same ratio later. A sale of an unknown day counts as made in time; where these are more than 5 % of the sales it is no ratio, and
//! its interval holds both ends. *Absent when* no source gives the two milestones.
//!
//! *Connecting*: first connections made by a try ÷ tries made up to it, over the leads in the objective's `where` delivered in the
//! `observed-over` local calendar days up to the cut-off, and not before the activities sources begin. A connecting try is the one that holds
//! the lead's first connection; later tries do not count. A connection that the lead began ends the count and is made by no try.
//! *Absent when* no activities source is in use, or nothing gives the delivery.

use crate::model::agreement::{Commitment, Objective};
use crate::model::evidence::Join;
use crate::model::moment::{Horizon, Moment};
use crate::model::words::Milestone;
use crate::model::zone::Day;

use super::cohort::Cohort;
use super::contacts::Contacts;
use super::conversion::Step;
use super::evidence::evidence;
use super::measure::wilson;
use super::world::{Reads, World};
use super::{attempts, leads_per_sale};

/// Leads per sale of a mature cohort. Absent is not zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SaleRatio {
    /// Mature leads.
    pub leads: u64,
    /// Those of them won in time, those won on a day that nothing tells among them.
    pub sales: u64,
    /// Sales of which nothing tells the day: in time, or not.
    pub undated: u64,
    /// Lower end of the 95 % interval, from the upper bound of the conversion with all these sales; absent without leads.
    pub low: Option<f64>,
    /// Upper end, without the sales of an unknown day; absent without a sale, when nothing bounds it.
    pub high: Option<f64>,
    /// First local day of the cohort.
    pub first: Day,
    /// Last local day of the cohort.
    pub last: Day,
    /// The sources reach the instant it was asked for: it will not change with newer ones.
    pub is_final: bool,
}

impl SaleRatio {
    /// More than a few of its sales have no date: it lies anywhere between two ends.
    pub fn is_open(&self) -> bool {
        Join { rows: self.sales, lost: self.undated }.leaks()
    }

    /// Leads for each sale, as seen; nothing without a sale, since a division by zero is no ratio, nor of one that is open.
    pub fn value(&self) -> Option<f64> {
        (self.sales > 0 && !self.is_open()).then(|| self.leads as f64 / self.sales as f64)
    }
}

/// How often a try reaches a lead that no try had reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connecting {
    /// Tries made up to the first connection.
    pub tries: u64,
    /// First connections made by a try.
    pub connections: u64,
}

/// The ratio as far as it was known at an instant.
pub fn leads_per_sale(world: World, objective: &Objective, known: Horizon) -> Option<SaleRatio> {
    if evidence(world, leads_per_sale::SPEC.needs, &[]).unseen.is_some() {
        return None;
    }
    let sources = world.cut_off(Reads::Sales);
    let cut_off = known.min(sources);
    let days = i32::try_from(objective.conversion_within).ok()?;
    let step = Step { from: Milestone::Delivered, to: Milestone::Won, days };
    let last = world.zone().day_of(cut_off.at() + 1).plus(-days - 1);
    // Days before the files begin are in no cohort, so no cohort is said to hold them.
    let begins = world.begins_at(Reads::Sales).map(|at| world.zone().day_of(at));
    let asked = last.plus(1 - i32::try_from(objective.observed_over).ok()?);
    let first = begins.map_or(asked, |begins| asked.max(begins));
    let cohort = step.cohort(world, (first, last), cut_off).among(&objective.conditions);
    let won = step.mature(&cohort).and(&step.reached(&cohort));
    let (leads, sales) = (cohort.lead.len() as u64, won.count() as u64);
    let undated = step.perhaps_late(&cohort).count() as u64;
    let share = |sales: u64| wilson(sales as f64, leads as f64);
    let dated = sales - undated;
    Some(SaleRatio {
        leads,
        sales,
        undated,
        low: share(sales).map(|share| 1.0 / share.high),
        high: share(dated).filter(|_| dated > 0).map(|share| 1.0 / share.low),
        first: first.min(last),
        last,
        is_final: sources >= known,
    })
}

/// How often tries connect, through the channels of a commitment.
pub fn connecting(
    world: World,
    objective: &Objective,
    commitment: &Commitment,
) -> Option<Connecting> {
    if evidence(world, attempts::SPEC.needs, &[commitment]).unseen.is_some() {
        return None;
    }
    let cut_off = world.cut_off(Reads::Cadence);
    let last = world.zone().day_of(cut_off.at());
    let first = last.plus(1 - i32::try_from(objective.observed_over).ok()?);
    let is_asked = |at: Moment| world.zone().day(at) >= first && at.at() >= world.activities_from();
    let delivered = Cohort::reached(world, Milestone::Delivered, cut_off, is_asked)
        .among(&objective.conditions);
    let versions = [commitment];
    let cohort = Cohort { versions: &versions, ..delivered };
    let found = cohort.contacts(&cohort.lead, |_, own| until_connected(own));
    Some(Connecting {
        tries: found.map(|(tries, _)| tries).sum(),
        connections: found.map(|(_, connects)| u64::from(connects)).sum(),
    })
}

/// Tries made up to a lead's first connection, and whether one of them made it; up to the first of which nobody wrote what came of it.
fn until_connected(own: Contacts) -> (u64, bool) {
    let (mut tries, mut last) = (0, 0);
    for touch in own.take_while(|touch| !touch.contact.is_untold()) {
        if touch.contact.is_attempt() && touch.number > last {
            (tries, last) = (tries + 1, touch.number);
        }
        if touch.contact.is_connection() {
            return (tries, touch.contact.is_attempt());
        }
    }
    (tries, false)
}
