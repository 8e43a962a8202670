//! One commitment judged: its target over its versions, what was expected by now, and how it stands (`metrics.md` §4, §7).

use crate::metrics::Definition;
use crate::metrics::measure::{self, Measurement, Numbers};
use crate::metrics::world::World;
use crate::model::agreement::{Commitment, Counting, InForce, Target};
use crate::model::words::{Metric, Milestone, Status, Verdict};

use super::card::{Cohort, Judged, Kind, Plan};
use super::forecast::forecast;
use super::plan;

/// Below this share of what was expected a paced promise is off track.
const RISK_FLOOR: f64 = 0.80;
/// Fewer expected events than this say nothing yet.
const FEWEST_EVENTS: f64 = 5.0;

/// A commitment's versions and what its metric found out.
pub struct Case<'a> {
    /// What is measured.
    pub definition: &'static Definition,
    /// The versions, in the file's order.
    pub versions: Vec<&'a Commitment>,
    /// What was found out.
    pub measurement: Measurement,
}

/// Judges a commitment; nothing when none of its versions is in force in the period.
pub fn judge(world: World, plan: Option<&Plan>, case: &Case) -> Option<Judged> {
    let version = in_force(world, case)?;
    let kind = case.definition.kind;
    let found = &case.measurement;
    let numbers = if found.why_not.is_some() { Numbers::default() } else { measure::sum(kind, found.entries.iter(), found.divisor) };
    let targets = Targets::of(world, plan, case);
    let target = targets.target(kind, version);
    let expected = targets.expected(kind, found, target);
    let is_over = world.calendar.is_over(world.period, found.cut_off);
    let (status, why_not) = status(kind, version, found, &numbers, target, expected, is_over);
    let gap = numbers.actual.zip(expected).map(|(actual, expected)| actual - expected);
    let pace = numbers.actual.zip(expected.filter(|expected| *expected > 0.0)).map(|(actual, expected)| actual / expected);
    let judged = Judged {
        id: version.id.clone(),
        team: version.team,
        metric: version.metric,
        kind,
        unit: case.definition.unit,
        lower_is_better: case.definition.lower_is_better,
        target,
        expected,
        carried_over: found.carried_over,
        gap,
        pace,
        needed_per_day: needed_per_day(world, kind, &numbers, target, found.cut_off),
        status,
        forecast: forecast_of(world, case, version, is_over),
        within: version.within,
        clock: version.clock,
        attempts: version.attempts,
        conditions: version.conditions.clone(),
        channels: version.channels.clone(),
        from_stage: version.from_stage,
        to_stage: version.to_stage,
        net: version.metric == Metric::LeadsDelivered && version.counting == Counting::Net,
        version: InForce { ..version.in_force },
        cohort: found.window.map(|(first, last)| Cohort { first, last, size: found.entries.len() as u64 }),
        cut_off: found.cut_off,
        why_not,
        numbers,
    };
    Some(judged)
}

/// The version in force where the judgement stands, else the last one that meets the period.
fn in_force<'a>(world: World, case: &Case<'a>) -> Option<&'a Commitment> {
    let period = InForce { from: Some(world.period.first), until: Some(world.period.last.plus(1)) };
    let today = world.zone().day_of(case.measurement.cut_off).min(world.period.last);
    let now = case.versions.iter().copied().find(|version| version.in_force.contains(today));
    now.or_else(|| case.versions.iter().copied().rfind(|version| version.in_force.overlaps(period)))
}

/// The targets of all versions with what weighs them.
struct Targets {
    /// Target, leads judged, share of the period's working time in force, share of it gone.
    versions: Vec<(f64, f64, f64, f64)>,
}

impl Targets {
    fn of(world: World, plan: Option<&Plan>, case: &Case) -> Self {
        let whole = world.calendar.working_seconds(world.period) as f64;
        let one = |(number, version): (usize, &&Commitment)| {
            let target = value(world, plan, version)?;
            let judged = case.measurement.entries.iter().filter(|entry| usize::from(entry.version) == number && is_judged(entry)).count();
            let span = |end: i64| if whole > 0.0 { working(world, version.in_force, end) as f64 / whole } else { 0.0 };
            Some((target, judged as f64, span(world.period.end), span(case.measurement.cut_off.min(world.period.end))))
        };
        Self { versions: case.versions.iter().enumerate().filter_map(one).collect() }
    }

    fn target(&self, kind: Kind, version: &Commitment) -> Option<f64> {
        if kind.is_paced() {
            return (!self.versions.is_empty()).then(|| self.versions.iter().map(|(target, _, whole, _)| target * whole).sum());
        }
        let judged: f64 = self.versions.iter().map(|(_, judged, ..)| judged).sum();
        if judged > 0.0 && self.versions.len() > 1 {
            return Some(self.versions.iter().map(|(target, own, ..)| target * own).sum::<f64>() / judged);
        }
        match version.target {
            Target::Number(value) | Target::Share(value) => Some(value),
            Target::Plan | Target::Time(_) => self.versions.first().map(|(target, ..)| *target),
        }
    }

    fn expected(&self, kind: Kind, found: &Measurement, target: Option<f64>) -> Option<f64> {
        if kind.is_paced() {
            return (!self.versions.is_empty()).then(|| self.versions.iter().map(|(target, _, _, gone)| target * gone).sum());
        }
        match (target, found.ready) {
            (Some(target), Some(ready)) => Some(target.min(ready)),
            _ => target,
        }
    }
}

fn is_judged(entry: &measure::Entry) -> bool {
    entry.is_judged || (entry.is_over && matches!(entry.verdict, Some(Verdict::Met | Verdict::Breached)))
}

/// A version's target as a number.
fn value(world: World, plan: Option<&Plan>, version: &Commitment) -> Option<f64> {
    match version.target {
        Target::Number(value) | Target::Share(value) => Some(value),
        Target::Time(within) => Some(within.elapsed_seconds() as f64),
        Target::Plan => plan::target(plan, plan::objective(world.agreement, world.period), version.metric, version.counting),
    }
}

/// Working seconds of the period up to `end` in which a version is in force.
fn working(world: World, version: InForce, end: i64) -> i64 {
    let from = version.from.map_or(world.period.start, |day| world.zone().start_of(day).max(world.period.start));
    let until = version.until.map_or(end, |day| world.zone().start_of(day).min(end));
    if from < until { world.calendar.elapsed(from, until) } else { 0 }
}

type Standing = (Status, Option<&'static str>);

fn status(
    kind: Kind,
    version: &Commitment,
    found: &Measurement,
    numbers: &Numbers,
    target: Option<f64>,
    expected: Option<f64>,
    is_over: bool,
) -> Standing {
    let not_assessed = |why| (Status::NotAssessed, Some(why));
    if let Some(why) = found.why_not {
        return not_assessed(why);
    }
    let Some(target) = target else { return not_assessed("no-target") };
    if kind.is_share() {
        let judged = numbers.denominator.unwrap_or(0.0);
        let Some(actual) = numbers.actual.filter(|_| judged >= version.min_sample as f64) else { return not_assessed("too-few") };
        return (of_share(kind, version, numbers, actual, target, is_over), None);
    }
    let Some(actual) = numbers.actual else { return not_assessed("too-early") };
    if is_over {
        return (if actual >= target { Status::Met } else { Status::Missed }, None);
    }
    let expected = expected.unwrap_or(0.0);
    let events = expected * if kind == Kind::Level { numbers.denominator.unwrap_or(0.0) } else { 1.0 };
    if kind != Kind::Amount && events < FEWEST_EVENTS {
        return not_assessed("too-early");
    }
    (of_pace(actual / expected, version.tolerance), None)
}

fn of_pace(pace: f64, tolerance: f64) -> Status {
    match pace {
        pace if pace >= 1.0 - tolerance => Status::OnTrack,
        pace if pace >= RISK_FLOOR => Status::AtRisk,
        _ => Status::OffTrack,
    }
}

/// A conversion below its target is missed only when its interval excludes the target, also once the period is over; until then it is at risk.
fn of_share(kind: Kind, version: &Commitment, numbers: &Numbers, actual: f64, target: f64, is_over: bool) -> Status {
    let floor = if kind == Kind::Conversion {
        numbers.interval.map_or(0.0, |interval| if target <= interval.high { 0.0 } else { f64::INFINITY })
    } else {
        target - version.tolerance
    };
    match (actual >= target, is_over) {
        (true, true) => Status::Met,
        (true, false) => Status::OnTrack,
        (false, true) if kind != Kind::Conversion || floor > actual => Status::Missed,
        (false, _) if actual >= floor => Status::AtRisk,
        (false, _) => Status::OffTrack,
    }
}

/// (target − actual) ÷ working days left, today by its share left; 0 when reached, absent when no day is left.
fn needed_per_day(world: World, kind: Kind, numbers: &Numbers, target: Option<f64>, cut_off: i64) -> Option<f64> {
    if !kind.is_paced() {
        return None;
    }
    let missing = (target? - numbers.actual?).max(0.0);
    let left = days_left(world, cut_off);
    if missing > 0.0 && left <= 0.0 { None } else { Some(if missing > 0.0 { missing / left } else { 0.0 }) }
}

/// Working days of the period after an instant, its own day by the share of it that is left.
pub fn days_left(world: World, at: i64) -> f64 {
    let today = world.zone().day_of(at);
    let of_day = |day: crate::model::zone::Day| {
        let whole: i64 = world.calendar.hours(day).iter().map(|(open, close)| close - open).sum();
        let end = world.zone().start_of(day.plus(1));
        let left = world.calendar.elapsed(at.min(end), end) as f64 / whole.max(1) as f64;
        world.calendar.day_share(day) * if day == today { left } else { 1.0 }
    };
    world.calendar.days(world.period).into_iter().filter(|day| *day >= today).map(of_day).sum()
}

fn forecast_of(world: World, case: &Case, version: &Commitment, is_over: bool) -> Option<super::card::Range> {
    let milestone = match (version.metric, version.counting) {
        (Metric::LeadsDelivered, Counting::Gross) => Milestone::Delivered,
        (Metric::SalesWon, _) => Milestone::Won,
        _ => return None,
    };
    if is_over {
        return None;
    }
    let at = |entry: &measure::Entry| world.data.leads.date(entry.lead as usize, milestone).map(crate::model::moment::Moment::at);
    let events: Vec<i64> = case.measurement.entries.iter().filter_map(at).collect();
    forecast(world.calendar, world.period, case.measurement.cut_off, &events)
}
