//! `period-ratio`.
//!
//! *What it says*: how many leads reached one stage in the period for each that reached another. Not a cohort: it may exceed 1.
//! *Formula*: events of `to-stage` in the period ÷ events of `from-stage` in the period.
//! *Absent when* one of the two milestones is given by no source, or nothing reached `from-stage`.

use crate::model::agreement::Commitment;
use crate::model::words::Table;
use crate::model::zone::Day;

use super::measure::{Entry, Measurement};
use super::world::{Scope, World, version_at};

/// `period-ratio`.
pub fn measure(world: World, versions: &[&Commitment]) -> Measurement {
    let cut_off = world.cut_off(&[Table::Leads, Table::Deals]);
    let stages = versions.last().and_then(|version| version.from_stage.zip(version.to_stage));
    let Some((from, to)) = stages.filter(|(from, to)| world.maps(*from) && world.maps(*to)) else {
        return Measurement::absent(cut_off, "no-milestone");
    };
    let scopes = Scope::of(world, versions);
    let events = |milestone, is_start: bool| {
        world.in_period(milestone, cut_off).filter_map(move |(lead, at)| Some((u32::try_from(lead).ok()?, world.zone().day(at), is_start)))
    };
    let entry = |(lead, day, is_start): (u32, Day, bool)| {
        let version = version_at(&scopes, lead as usize, day)?;
        Some(Entry { lead, version, adds: f64::from(u8::from(!is_start)), counts: u32::from(is_start), ..Entry::default() })
    };
    let entries = events(from, true).chain(events(to, false)).filter_map(entry).collect();
    Measurement::of_period(world, cut_off, entries)
}
