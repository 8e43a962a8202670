//! Who explains the breaches: each part's share of them against its share of the cases.
//!
//! Cases are those in the commitment's rate. Owner and source are the lead's; weekday and hour are those of its delivery (no hour where the
//! delivery has no time of day). *Beyond* = breaches − cases × the rate of all.

use std::collections::BTreeMap;

use crate::metrics::measure::Entry;
use crate::metrics::world::World;
use crate::model::column::Coded;
use crate::model::words::{Metric, Milestone};
use crate::scorecard::card::Judged;
use crate::scorecard::judge::Case;

use super::{Breaches, Slice};

/// A part of the cases, before it has a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Owner(u32),
    Source(u32),
    Weekday(u32),
    Hour(u32),
}

/// The breaches of every commitment whose cases are kept or not.
pub fn breaches(world: World, commitments: &[Judged], cases: &[&Case]) -> Vec<Breaches> {
    let all = commitments.iter().zip(cases).enumerate();
    let own = all.filter(|(_, (judged, _))| is_of_cases(judged) && judged.why_not.is_none_or(|why| why == "too-few"));
    own.filter_map(|(number, (_, case))| of(world, number, case)).collect()
}

/// A rate of cases, each kept or not, that should be high. A conversion counts leads that made it, not breaches.
fn is_of_cases(judged: &Judged) -> bool {
    judged.kind.is_share() && !judged.lower_is_better && judged.metric != Metric::Conversion
}

fn of(world: World, commitment: usize, case: &Case) -> Option<Breaches> {
    let words = Words { owner: world.data.leads.words.get("owner"), source: world.data.leads.words.get("source") };
    let mut parts: BTreeMap<Part, (f64, f64)> = BTreeMap::new();
    let (mut cases, mut kept) = (0.0, 0.0);
    for entry in case.measurement.entries.iter() {
        let (adds, counts) = entry.weighs();
        cases += counts;
        kept += adds;
        if counts > 0.0 {
            words.parts(world, &entry).into_iter().flatten().for_each(|part| {
                let sums = parts.entry(part).or_default();
                *sums = (sums.0 + counts, sums.1 + counts - adds);
            });
        }
    }
    let broken = cases - kept;
    (broken > 0.0).then(|| {
        let slice = |(part, (own, own_breaches)): (Part, (f64, f64))| {
            let (by, value) = words.named(part);
            Slice { by, value, cases: own, breaches: own_breaches, beyond: own_breaches - own * broken / cases }
        };
        let mut slices: Vec<Slice> = parts.into_iter().map(slice).collect();
        slices.sort_by(|a, b| b.beyond.total_cmp(&a.beyond));
        Breaches { commitment, cases, broken, slices }
    })
}

/// The words that leads are grouped by.
struct Words<'a> {
    owner: Option<&'a Coded>,
    source: Option<&'a Coded>,
}

impl Words<'_> {
    fn parts(&self, world: World, entry: &Entry) -> [Option<Part>; 4] {
        let lead = entry.lead as usize;
        let code = |words: Option<&Coded>| Some(words?.codes.get(lead).copied().unwrap_or(0));
        let delivered = world.data.leads.date(lead, Milestone::Delivered);
        let local = delivered.map(|at| world.zone().local(at.at()));
        let timed = local.filter(|_| delivered.is_some_and(|at| !at.is_date_only()));
        [
            code(self.owner).map(Part::Owner),
            code(self.source).map(Part::Source),
            local.map(|local| Part::Weekday(chrono::Datelike::weekday(&local).num_days_from_monday())),
            timed.map(|local| Part::Hour(chrono::Timelike::hour(&local))),
        ]
    }

    fn named(&self, part: Part) -> (&'static str, Option<String>) {
        let name = |words: Option<&Coded>, code| words.and_then(|words| words.name(code)).map(str::to_owned);
        match part {
            Part::Owner(code) => ("owner", name(self.owner, code)),
            Part::Source(code) => ("source", name(self.source, code)),
            Part::Weekday(day) => ("weekday", Some(day.to_string())),
            Part::Hour(hour) => ("hour", Some(hour.to_string())),
        }
    }
}
