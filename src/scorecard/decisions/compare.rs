//! A commitment measured in both windows of a decision, and the difference.

use crate::metrics;
use crate::metrics::measure::{Measurement, Range};
use crate::metrics::spec::Spec;
use crate::metrics::world::World;
use crate::model::agreement::InForce;
use crate::model::zone::Day;
use crate::scorecard::difference::{of_days, of_shares};
use crate::scorecard::judged::Judged;

use super::windows::{Ruler, Windows, windows};
use super::{About, Comparison, Decision, Incomparable, Measure, Side};

/// Working days of a window of daily numbers at least.
const FEWEST_DAYS: usize = 5;
/// Events in both windows of a count at least.
const FEWEST_EVENTS: f64 = 5.0;
const HOUR: f64 = 3_600.0;

/// Every commitment that the decision `own` of `all` speaks of; of all commitments those that can be compared.
pub fn comparisons(
    world: World,
    commitments: &[Judged],
    all: &[Decision],
    own: usize,
) -> Vec<Comparison> {
    let Some(decision) = all.get(own) else { return Vec::new() };
    let about = |(place, judged): (usize, &Judged)| {
        let comparison = comparison(world, (place, judged), all, decision)?;
        let is_asked =
            decision.about != About::All || comparison.why_not != Some(Incomparable::NotComparable);
        is_asked.then_some(comparison)
    };
    commitments
        .iter()
        .enumerate()
        .filter(|(place, _)| decision.is_about(*place))
        .filter_map(about)
        .collect()
}

fn comparison(
    world: World,
    (commitment, judged): (usize, &Judged),
    all: &[Decision],
    decision: &Decision,
) -> Option<Comparison> {
    let spec = metrics::spec(judged.metric)?;
    let empty = |measure, why| Comparison {
        commitment,
        measure,
        before: None,
        after: None,
        difference: None,
        why_not: Some(why),
        full_at: None,
    };
    let Some(measure) = spec.compared else {
        return Some(empty(Measure::Share, Incomparable::NotComparable));
    };
    if judged.evidence.unseen.is_some() {
        return Some(empty(measure, Incomparable::NoData));
    }
    let ruler = ruler(world, commitment, judged, decision.day)?;
    Some(match windows(world, &ruler, all, decision.day) {
        Err(why) => empty(measure, why),
        Ok(found) => compared(world, &ruler, (spec, measure), &found, decision.day),
    })
}

/// The version in force on the day after the decision, else the last one; on both sides it speaks of all days.
fn ruler(world: World, commitment: usize, judged: &Judged, day: Day) -> Option<Ruler> {
    let versions = || world.agreement.commitments.iter().filter(|version| version.id == judged.id);
    let own = versions()
        .find(|version| version.in_force.contains(day.plus(1)))
        .or_else(|| versions().next_back())?;
    let mut version = own.clone();
    version.in_force = InForce::default();
    Some(Ruler { version, commitment, cut_off: judged.cut_off })
}

/// A window with what the difference is made of.
struct Measured {
    side: Side,
    /// Hits among the cases of a share.
    hits: f64,
    /// What each working day came to.
    days: Vec<f64>,
}

fn compared(
    world: World,
    ruler: &Ruler,
    (spec, measure): (&Spec, Measure),
    found: &Windows,
    decided: Day,
) -> Comparison {
    let side = |first: Day, days: &[Day]| {
        let period = ruler.period(world, first, days.last().copied().unwrap_or(first));
        let measurement = (spec.measure)(World { period: &period, ..world }, &[&ruler.version]);
        if measure == Measure::Share {
            share(first, days, &measurement)
        } else {
            daily(world, first, days, measure, &measurement)
        }
    };
    let (before, after) = (side(found.first, &found.before), side(decided.plus(1), &found.after));
    let difference = difference(measure, &before, &after, ruler.version.min_sample as f64);
    Comparison {
        commitment: ruler.commitment,
        measure,
        before: Some(before.side),
        after: Some(after.side),
        why_not: difference.is_none().then_some(Incomparable::TooFew),
        difference,
        full_at: found.full_at,
    }
}

/// Hits and cases; a lead's days are one case: they are alike.
fn share(first: Day, days: &[Day], measurement: &Measurement) -> Measured {
    let (adds, counts) = measurement.entries.weights();
    let leads = counts.iter().filter(|counts| **counts > 0.0).count() as f64;
    let (mut hits, mut cases) = (adds.iter().sum::<f64>(), counts.iter().sum::<f64>());
    if cases > leads {
        (hits, cases) = (hits / cases * leads, leads);
    }
    Measured {
        side: side_of(first, days, (cases > 0.0).then(|| hits / cases), cases),
        hits,
        days: Vec::new(),
    }
}

fn side_of(first: Day, days: &[Day], value: Option<f64>, cases: f64) -> Side {
    Side { first, last: days.last().copied().unwrap_or(first), days: days.len(), value, cases }
}

/// What each working day came to; what happens between two belongs to the later one.
fn daily(
    world: World,
    first: Day,
    days: &[Day],
    measure: Measure,
    measurement: &Measurement,
) -> Measured {
    let mut sums = vec![0.0; days.len()];
    for (own, adds) in measurement.entries.day.iter().zip(measurement.entries.adds.iter()) {
        sums.get_mut(days.partition_point(|day| day < own))
            .into_iter()
            .for_each(|sum| *sum += adds);
    }
    let all: f64 = sums.iter().sum();
    let hours = |day: Day| {
        world.calendar.hours(day).iter().map(|(open, close)| (*close - *open) as f64).sum::<f64>()
            / HOUR
    };
    if measure == Measure::PerHour {
        sums.iter_mut().zip(days).for_each(|(sum, day)| *sum /= hours(*day));
    }
    let value = (!sums.is_empty()).then(|| sums.iter().sum::<f64>() / sums.len() as f64);
    Measured { side: side_of(first, days, value, all), hits: all, days: sums }
}

fn difference(measure: Measure, before: &Measured, after: &Measured, fewest: f64) -> Option<Range> {
    if measure == Measure::Share {
        let is_enough = before.side.cases.min(after.side.cases) >= fewest.max(1.0);
        return is_enough
            .then(|| of_shares((before.hits, before.side.cases), (after.hits, after.side.cases)))
            .flatten();
    }
    let is_count = measure == Measure::PerDay;
    let is_enough = before.days.len() >= FEWEST_DAYS
        && (!is_count || before.side.cases + after.side.cases >= FEWEST_EVENTS);
    is_enough.then(|| of_days(&before.days, &after.days, is_count)).flatten()
}
