//! Who explains the breaches: each part's share of them against its share of the cases.
//!
//! Cases are those in the commitment's rate. Owner and source are the lead's; weekday and hour are those of its delivery (no hour where the
//! delivery has no time of day). *Beyond* = breaches − cases × the rate of all.

use chrono::{Datelike, Timelike};

use crate::metrics::column::{Column, Keys};
use crate::metrics::world::World;
use crate::model::evidence::WhyNot;
use crate::model::words::{Grouping, Metric, Milestone};
use crate::scorecard::judge::Case;
use crate::scorecard::judged::Judged;

use super::{Breaches, Slice};

/// The breaches of every commitment whose cases are kept or not.
pub fn breaches(world: World, commitments: &[Judged], cases: &[&Case]) -> Vec<Breaches> {
    let all = commitments.iter().zip(cases).enumerate();
    let own = all.filter(|(_, (judged, _))| {
        is_of_cases(judged) && judged.why_not.is_none_or(|why| why == WhyNot::TooFew)
    });
    own.filter_map(|(number, (_, case))| of(world, number, case)).collect()
}

/// A rate of cases, each kept or not, that should be high. A conversion counts leads that made it, not breaches.
fn is_of_cases(judged: &Judged) -> bool {
    judged.kind.is_share() && !judged.lower_is_better && judged.metric != Metric::Conversion
}

fn of(world: World, commitment: usize, case: &Case) -> Option<Breaches> {
    let entries = &case.measurement.entries;
    let (kept, counts) = entries.weights();
    let weights = counts.with(&kept, |counts, kept| (counts, counts - kept));
    let is_case = counts.map(|counts| counts > 0.0);
    let (lead, weights) = (entries.lead.filter(&is_case), weights.filter(&is_case));
    let (cases, broken) =
        weights.iter().fold((0.0, 0.0), |(cases, broken), own| (cases + own.0, broken + own.1));
    (broken > 0.0).then(|| {
        let slices = partings(world, &lead).into_iter().flat_map(|part| {
            let mut sums = vec![None; part.keys.groups];
            part.keys.reduce(&weights, &mut sums, |sum: &mut Option<(f64, f64)>, own| {
                let (cases, broken) = sum.unwrap_or_default();
                *sum = Some((cases + own.0, broken + own.1));
            });
            let named = sums.into_iter().zip(part.names);
            named.filter_map(move |(sum, value)| {
                sum.map(|(cases, breaches)| (part.by, value, cases, breaches))
            })
        });
        let slice = |(by, value, own, breaches)| Slice {
            by,
            value,
            cases: own,
            breaches,
            beyond: breaches - own * broken / cases,
        };
        let mut slices: Vec<Slice> = slices.map(slice).collect();
        slices.sort_by(|a, b| b.beyond.total_cmp(&a.beyond));
        Breaches { commitment, cases, broken, slices }
    })
}

/// One way to part the cases.
struct Parting {
    by: Grouping,
    keys: Keys,
    names: Vec<Option<String>>,
}

/// Every way to part cases: by the words of the leads, and by the local time of their delivery.
fn partings(world: World, lead: &Column<u32>) -> Vec<Parting> {
    let words = [Grouping::Owner, Grouping::Source]
        .into_iter()
        .filter_map(|by| Some((by, world.data.leads.words.get(by.word())?)));
    let words = words.map(|(by, words)| {
        let names = (0..words.words.len())
            .map(|code| words.words.get(code).filter(|word| !word.is_empty()).cloned());
        Parting { by, keys: Keys::by(words, lead), names: names.collect() }
    });
    let dates = world.data.leads.dates(Milestone::Delivered);
    let local = lead.map(|lead| {
        let at = dates.get(lead as usize).copied().flatten()?;
        let local = world.zone().local(at.at());
        Some((local.weekday().num_days_from_monday(), (!at.is_date_only()).then(|| local.hour())))
    });
    let weekday =
        numbered(Grouping::Weekday, 7, &local.map(|local| local.map(|(weekday, _)| weekday)));
    let hour = numbered(Grouping::Hour, 24, &local.map(|local| local.and_then(|(_, hour)| hour)));
    words.chain([weekday, hour]).collect()
}

/// Parts that are numbers; those without one are in none of them.
fn numbered(by: Grouping, groups: usize, number: &Column<Option<u32>>) -> Parting {
    let of = number.map(|number| number.unwrap_or(u32::MAX));
    Parting {
        by,
        keys: Keys { of, groups },
        names: (0..groups).map(|number| Some(number.to_string())).collect(),
    }
}
