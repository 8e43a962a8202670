//! What the objectives ask of a period, by the stretches of it in which each counts (`DEFINITIONS.md` §4 *Versions*, §6).
//!
//! *Formula*: Σ what a version asks of a whole period of its own kind × working time of the stretch ÷ working time of that whole period. A stretch is
//! the part of one such period that lies in the period judged and in which the version is in force. So a version that begins in the middle of the
//! month asks its share of it; a quarter under a monthly objective asks the three months' sums, each rounded as in its own report; and a week its
//! share of the month. A span of its own (`period = { from, to }`) asks nothing of the days outside it: nobody agreed on those.
//! Where no version is in force anywhere in the period judged, the one that `Agreement::objective` names goes on.

use crate::calendar::Calendar;
use crate::calendar::periods::{self, Period};
use crate::metrics::world::World;
use crate::model::agreement::{InForce, Objective, PeriodKind};
use crate::model::moment::Instant;

/// A stretch of the period judged under one objective.
pub struct Stretch<'a> {
    /// The objective.
    pub objective: &'a Objective,
    /// Where it lies.
    pub span: Span,
}

/// From where to where a stretch lasts, and the objective's own period that it is part of (ends excluded).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its first instant.
    pub from: Instant,
    /// The first instant no longer in it.
    pub until: Instant,
    /// First instant of the objective's own period.
    pub start: Instant,
    /// The first instant no longer in that period.
    pub end: Instant,
}

impl Span {
    /// All of a period, as a part of itself.
    pub fn of(period: &Period) -> Self {
        Self { from: period.start, until: period.end, start: period.start, end: period.end }
    }

    /// The part of the objective's own period that the stretch holds, from one instant to another, by working time; nothing without any.
    pub fn share(&self, calendar: &Calendar, from: Instant, until: Instant) -> Option<f64> {
        let whole = calendar.elapsed(self.start, self.end);
        let (from, until) = (self.from.max(from), self.until.min(until));
        (whole > 0).then(|| calendar.elapsed(from, until.max(from)) as f64 / whole as f64)
    }

    /// The same of all of it; by days where the objective's own period has no working time.
    pub fn weight(&self, calendar: &Calendar) -> f64 {
        let by_days = || (self.until - self.from) as f64 / (self.end - self.start).max(1) as f64;
        self.share(calendar, self.from, self.until).unwrap_or_else(by_days)
    }
}

/// The stretches of the period judged, version by version; nothing without an objective.
pub fn stretches<'a>(world: World<'a>) -> Vec<Stretch<'a>> {
    let in_force = |objective: &'a Objective| of_version(world, objective, objective.in_force);
    let all: Vec<Stretch> = world.agreement.objectives.iter().flat_map(in_force).collect();
    if !all.is_empty() {
        return all;
    }
    let Some(objective) = world.agreement.objective(world.period.last) else { return Vec::new() };
    of_version(world, objective, InForce::default())
}

/// The periods that a target written as a number is for, where they meet the period judged: months under a monthly
/// objective, whatever is judged. All of the period where no objective says for how long a promise is.
pub fn own_periods(world: World) -> Vec<Span> {
    let Some(objective) = world.agreement.objective(world.period.last) else {
        return vec![Span::of(world.period)];
    };
    of_version(world, objective, InForce::default()).iter().map(|own| own.span).collect()
}

/// The stretches of one version, one for each of its own periods.
fn of_version<'a>(world: World<'a>, objective: &'a Objective, force: InForce) -> Vec<Stretch<'a>> {
    let zone = world.zone();
    let from = force.from.map_or(Instant::EARLIEST, |day| zone.start_of(day));
    let until = force.until.map_or(Instant::LATEST, |day| zone.start_of(day));
    let stretch = |own: Period| {
        let span = Span {
            from: own.start.max(world.period.start).max(from),
            until: own.end.min(world.period.end).min(until),
            start: own.start,
            end: own.end,
        };
        (span.from < span.until).then_some(Stretch { objective, span })
    };
    let next = |own: &Period| match objective.period {
        PeriodKind::Fixed(..) => None,
        kind => Some(periods::containing(zone, kind, own.end))
            .filter(|next| next.start < world.period.end),
    };
    let first = periods::containing(zone, objective.period, world.period.start);
    std::iter::successors(Some(first), next).filter_map(stretch).collect()
}
