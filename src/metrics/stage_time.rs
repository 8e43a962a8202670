//! `stage-time`.
//!
//! *What it says*: how long leads take from one stage to another: lower is better.
//! *Formula*: the nearest-rank percentile of the working (or wall-clock) time between the two, over leads that reached `to-stage` in the period and have both dates, in order.
//! Two days without time of day are counted from the beginning of the one to that of the other; a day and a time of day tell no duration and are left out.
//! *Absent when* one of the two milestones is given by no source, or no lead tells a duration.

use crate::model::agreement::{Clock, Commitment};
use crate::model::moment::Moment;
use crate::model::words::Table;

use super::measure::{Entry, Measurement, Rule};
use super::world::{Scope, World, version_at};

/// `stage-time`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    let Some(last) = versions.last() else { return Measurement::absent(cut_off, "no-milestone") };
    let stages = last.from_stage.zip(last.to_stage);
    let Some((from, to)) = stages.filter(|(from, to)| world.maps(*from) && world.maps(*to)) else {
        return Measurement::absent(cut_off, "no-milestone");
    };
    let scopes = Scope::of(world, versions);
    let entries = world.in_period(to, cut_off).filter_map(|(lead, end)| {
        let start = world.date(lead, from, cut_off)?;
        let version = version_at(&scopes, lead, world.zone().day(start))?;
        let clock = scopes.get(usize::from(version))?.commitment.clock;
        let is_disordered = world.zone().before(end, start);
        let seconds = (!is_disordered).then(|| between(world, clock, start, end)).flatten();
        Some(Entry {
            lead: u32::try_from(lead).ok()?,
            version,
            seconds,
            counts: u32::from(seconds.is_some()),
            is_disordered,
            ..Entry::default()
        })
    });
    Measurement { rule: Rule::Percentile(last.percentile), ..Measurement::of_period(world, cut_off, entries.collect()) }
}

fn between(world: World, clock: Clock, start: Moment, end: Moment) -> Option<i64> {
    let end_at = end.at().max(start.at());
    (start.is_date_only() == end.is_date_only()).then(|| match clock {
        Clock::Working => world.calendar.elapsed(start.at(), end_at),
        Clock::Elapsed => end_at - start.at(),
    })
}
