//! Does speed pay here: connections and sales of mature leads by how long their first attempt took.
//!
//! The leads are all mature ones, of whatever period: each delivered N local days or longer ago (`conversion-within`) and followed for N days, so
//! that all had the same time to answer and to buy; those delivered before the history of activities begins are left out.
//! *Connected*, *won*: by the N-th day. A lead whose delivery or attempt has no time of day tells no duration: counted apart, as are those never tried.
//! *Quick* is within the allowance agreed for the first attempt (in minutes or hours, by its clock), else within one working hour; the difference to the later
//! ones has Newcombe's interval, and is absent below 20 leads on a side. Nothing says that speed is the cause: good leads may be tried sooner.

use crate::casebook::Facts;
use crate::metrics::cohort::Cohort;
use crate::metrics::column::{Column, Moments};
use crate::metrics::conversion::Step;
use crate::metrics::spec::Need;
use crate::metrics::world::{Reads, World};
use crate::model::agreement::Clock;
use crate::model::dataset::Contact;
use crate::model::words::{Metric, Milestone};
use crate::model::zone::Day;

use super::cadence::{BANDS, allowed_seconds};
use super::conversion::followed;
use super::difference::of_shares;
use super::judged::Judged;
use super::tables::{Speed, SpeedBand};

/// Quick where no allowance is agreed, in seconds.
const USUAL: i64 = 3_600;
/// Leads on each side below which nothing is said.
const FEWEST: u64 = 20;

/// A mature lead and what became of it.
#[derive(Clone, Copy)]
struct Followed {
    /// Seconds to the first attempt; `Err`: it has no time of day. Nothing when never tried.
    waited: Option<Result<i64, ()>>,
    /// Nothing where no file tells who was reached.
    is_connected: Option<bool>,
    /// Connected, or without a contact of which nobody wrote whether it was a connection.
    is_told: bool,
    is_won: bool,
}

/// How connections and sales go with the time to the first attempt; nothing without activities, deliveries, or mature leads.
pub fn speed(world: World, facts: &Facts, commitments: &[Judged]) -> Option<Speed> {
    if !world.sees(Need::FirstTry) || !world.sees(Need::Dates(Milestone::Delivered)) {
        return None;
    }
    let days = followed(world);
    let cut_off = world.cut_off(Reads::Everything);
    let step = Step { from: Milestone::Delivered, to: Milestone::Won, days };
    let all = Cohort::reached(world, Milestone::Delivered, cut_off, |at| {
        at.at() >= world.activities_from()
    });
    let mature = all.filter(&step.mature(&all));
    let day = mature.day(&mature.at);
    let (first, last) = day.iter().min().copied().zip(day.iter().max().copied())?;
    let promise = commitments
        .iter()
        .find(|judged| judged.metric == Metric::FirstAttempt && judged.conditions.is_empty());
    let clock = promise.map_or(Clock::Working, |judged| judged.clock);
    Some(of(world, promise, (first, last, days), &follow(facts, &mature, &step, clock)))
}

/// What became of each lead by its last day.
fn follow(facts: &Facts, cohort: &Cohort, step: &Step, clock: Clock) -> Column<Followed> {
    let (world, zone) = (cohort.world, cohort.world.zone());
    let end = cohort.day(&cohort.at).map(|day| zone.start_of(day.plus(step.days + 1)) - 1);
    let by_end = |moments: &Moments| moments.with(&end, |at, end| at.filter(|at| at.at() <= end));
    let first = by_end(&cohort.known(&facts.attempt));
    let waited = first
        .with(&cohort.at, |first, at| first.map(|first| world.waited(at, first, clock).ok_or(())));
    let tells = world.sees(Need::Conversations);
    let is_connected = by_end(&cohort.known(&facts.connection)).is_some();
    let is_told = is_connected.or(&by_end(&cohort.first(Contact::is_untold)).is(None));
    let is_connected = is_connected.map(|is| tells.then_some(is));
    let ends = is_connected.with(&step.reached(cohort), |connected, won| (connected, won));
    let ends = ends.with(&is_told, |ends, is_told| (ends, is_told));
    waited.with(&ends, |waited, ((is_connected, is_won), is_told)| Followed {
        waited,
        is_connected,
        is_told,
        is_won,
    })
}

fn of(
    world: World,
    promise: Option<&Judged>,
    (first, last, days): (Day, Day, i32),
    followed: &[Followed],
) -> Speed {
    let lower = std::iter::once(0).chain(BANDS);
    let upper = BANDS.into_iter().map(Some).chain([None]);
    let is_in = |waited: i64, from: i64, to: Option<i64>| {
        (from == 0 || waited > from) && to.is_none_or(|to| waited <= to)
    };
    let timed = |lead: &Followed| lead.waited.and_then(Result::ok);
    let bands = lower.zip(upper).map(|(from, to)| {
        band(followed, from, to, |lead| timed(lead).is_some_and(|own| is_in(own, from, to)))
    });
    let clock = promise.map_or(Clock::Working, |judged| judged.clock);
    let within = promise.and_then(allowed_seconds).unwrap_or(USUAL);
    let fast = band(followed, 0, Some(within), |lead| timed(lead).is_some_and(|own| own <= within));
    let slow = band(followed, within, None, |lead| timed(lead).is_some_and(|own| own > within));
    let has_sales = world.sees(Need::Dates(Milestone::Won));
    let is_enough = fast.leads.min(slow.leads) >= FEWEST && has_sales;
    Speed {
        first,
        last,
        days,
        has_sales,
        clock,
        bands: bands.collect(),
        untimed: followed.iter().filter(|lead| lead.waited == Some(Err(()))).count() as u64,
        untried: band(followed, 0, None, |lead| lead.waited.is_none()),
        within,
        difference: is_enough.then(|| of_shares(share(&slow), share(&fast))).flatten(),
        fast,
        slow,
    }
}

fn share(band: &SpeedBand) -> (f64, f64) {
    (band.won as f64, band.leads as f64)
}

fn band(
    followed: &[Followed],
    from: i64,
    to: Option<i64>,
    is_in: impl Fn(&Followed) -> bool,
) -> SpeedBand {
    let own: Vec<&Followed> = followed.iter().filter(|lead| is_in(lead)).collect();
    let count = |is: fn(&Followed) -> bool| own.iter().filter(|lead| is(lead)).count() as u64;
    SpeedBand {
        from,
        to,
        leads: own.len() as u64,
        connected: own.iter().map(|lead| lead.is_connected.map(u64::from)).sum(),
        told: count(|lead| lead.is_told),
        won: count(|lead| lead.is_won),
    }
}
