//! Metrics that are no plain count, share or verdict.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::activities::{attempts, connections, tries, untold};
use super::calendar::Precision;
use super::episodes::{Episode, State};
use super::metrics::{Asked, Numbers};
use super::world::{Promise, World, cell, fold};

/// Whether a lead meets the checkable part of the definition; nothing when a field is missing.
pub fn qualified(world: &World, state: &State, episode: &Episode) -> Option<bool> {
    let row = &state.leads.rows[episode.rows[0]];
    let value = |field: &str| cell(row, field).to_owned();
    if world.terms.require.iter().any(|(field, _)| value(field).is_empty()) {
        return None;
    }
    let fits = |(field, wanted): &(String, Vec<String>)| match wanted[0].strip_prefix(">= ") {
        Some(least) => {
            value(field).parse::<f64>().is_ok_and(|number| number >= least.parse().unwrap())
        }
        None => wanted.iter().any(|word| fold(word) == fold(&value(field))),
    };
    Some(world.terms.require.iter().all(fits))
}

/// Deliveries of the fullest day against all so far or the target.
pub fn steady(asked: &Asked<'_>, delivered: &[&Episode]) -> Numbers {
    let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    delivered
        .iter()
        .for_each(|episode| *days.entry(episode.delivered().unwrap().day()).or_default() += 1);
    let covers = |promise: &&Promise| {
        promise.metric == "leads-delivered"
            && (promise.place.is_empty() || promise.place == asked.versions[0].place)
    };
    let promises = &asked.world.terms.promises;
    let deliveries = promises.iter().find(covers).map(|promise| &promise.id);
    let versions: Vec<&Promise> = promises
        .iter()
        .filter(|promise| Some(&promise.id) == deliveries && promise.is_asked())
        .collect();
    let own = Asked { versions, member: asked.member, ..*asked };
    let target = deliveries.filter(|_| !own.versions.is_empty());
    let target = target.and_then(|_| super::standing::paced(&own, i64::MAX)).unwrap_or(0.0);
    let below = f64::max(delivered.len() as f64, target);
    let most = days.values().max().copied().unwrap_or(0) as f64;
    Numbers::from([
        ("actual", (below > 0.0).then(|| most / below)),
        ("numerator", Some(most)),
        ("denominator", Some(below)),
    ])
}

/// Owners who made at least a twentieth of the period's attempts.
pub fn people(asked: &Asked<'_>) -> f64 {
    let (from, to) = asked.covered();
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for touch in asked
        .state
        .episodes
        .iter()
        .flat_map(|episode| attempts(episode, &asked.versions[0].channels))
    {
        if (from..=to).contains(&touch.at.day()) {
            *made.entry(fold(&touch.owner)).or_default() += 1;
        }
    }
    let all: usize = made.values().sum();
    made.iter().filter(|(owner, count)| !owner.is_empty() && **count * 20 >= all).count() as f64
}

pub fn leads_per_sale(conversion: &Numbers) -> Numbers {
    let (sales, leads) = (conversion["numerator"].unwrap(), conversion["denominator"].unwrap());
    Numbers::from([("actual", (sales > 0.0).then(|| leads / sales))])
}

/// The percentile of time between two stages.
pub fn stage_time(asked: &Asked<'_>, leads: &[&Episode]) -> Numbers {
    let times = times(asked, leads);
    let rank = (asked.versions[0].percentile * i64::try_from(times.len()).unwrap() + 99) / 100;
    Numbers::from([(
        "actual",
        usize::try_from(rank - 1).ok().and_then(|rank| times.get(rank)).map(|time| *time as f64),
    )])
}

/// Sales of an unknown day may be those of the percentile: then nothing tells it.
pub fn unbounded(asked: &Asked<'_>) -> Option<&'static str> {
    let promise = asked.versions[0];
    promise.stages.filter(|(_, to)| *to == "won")?;
    let known = times(asked, &asked.leads()).len();
    let all = known + super::strays::perhaps_won(asked);
    let rank = (usize::try_from(promise.percentile).unwrap() * all).div_ceil(100);
    (all > known && rank > known).then_some("undated-arrivals")
}

fn times(asked: &Asked<'_>, leads: &[&Episode]) -> Vec<i64> {
    let (world, promise) = (asked.world, asked.versions[0]);
    let (from, to) = promise.stages.unwrap();
    let (first, last) = world.terms.period;
    let mut times: Vec<i64> = Vec::new();
    for episode in leads {
        let (Some(begin), Some(end)) = (episode.date(from), episode.date(to)) else { continue };
        if !(first..=last).contains(&end.day())
            || asked.version(begin.day()).is_none()
            || end.before(&begin)
            || (begin.precision == Precision::Day) != (end.precision == Precision::Day)
        {
            continue;
        }
        times.push(if promise.elapsed {
            (end.at - begin.at).max(0)
        } else {
            world.terms.calendar.worked(begin.at, end.at)
        });
    }
    times.sort_unstable();
    times
}

/// Lead-days on which a lead was open from opening to closing, and those with enough tries.
pub fn per_day<'a>(
    asked: &Asked<'_>,
    leads: &[&Episode],
    version: &dyn Fn(NaiveDate) -> Option<&'a Promise>,
) -> Numbers {
    let calendar = &asked.world.terms.calendar;
    let (first, last) = asked.world.terms.period;
    let mut found = Vec::new();
    for episode in leads {
        let Some(delivered) = episode.delivered() else { continue };
        let Some(promise) = version(delivered.day()) else { continue };
        // What came before the activities began to be kept may have ended the obligation: nobody knows.
        if !super::verdicts::can_show(asked.world, promise, episode) {
            continue;
        }
        let until = calendar.due(&delivered, promise.within.unwrap(), promise.elapsed).latest;
        if episode.unseen_by(until.min(asked.state.until)) {
            continue;
        }
        let reached = [connections, untold].map(|own| own(episode, &promise.channels)).concat();
        let ends: Vec<i64> = reached
            .iter()
            .map(|touch| touch.at.at)
            .chain(
                ["accepted", "rejected", "lost", "recycled", "won"]
                    .iter()
                    .filter_map(|name| episode.date(name))
                    .map(|stamp| stamp.at),
            )
            .collect();
        let tries = tries(asked.world, episode, &promise.channels);
        let mut day = first;
        while day <= last {
            if let Some(close) = calendar.closing(day).filter(|close| *close <= asked.state.until) {
                let is_open =
                    day > delivered.day() && close <= until && ends.iter().all(|end| *end >= close);
                let made = tries
                    .iter()
                    .filter(|touch| calendar.next_working(touch.at.day()) == day)
                    .count();
                found.extend(is_open.then_some(Some(made >= promise.attempts)));
            }
            day = day + Days::new(1);
        }
    }
    super::metrics::share(found.into_iter())
}
