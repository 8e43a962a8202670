//! One commitment judged: its target over its versions, what was expected by now, and how it stands (`DEFINITIONS.md` §4, §7).

use crate::calendar::periods::Period;
use crate::calendar::progress::Progress;
use crate::metrics::column::Keys;
use crate::metrics::measure::{Cohort, Kind, Measurement, Numbers, Range, Rule};
use crate::metrics::spec::Spec;
use crate::metrics::world::World;
use crate::metrics::{self, leads_per_hour, totals, verdicts};
use crate::model::agreement::{
    Allowance, Clock, Commitment, Counting, DurationUnit, InForce, Target,
};
use crate::model::evidence::{Evidence, Part, WhyNot};
use crate::model::moment::{Instant, Moment};
use crate::model::words::{Metric, Milestone, Status};
use crate::model::zone::Day;

use super::forecast::forecast;
use super::judged::Judged;
use super::plan;
use super::spans::{self, Span};
use super::tables::Plan;

/// Below this share of what was expected a paced promise is off track.
pub const RISK_FLOOR: f64 = 0.80;
/// Less than this is the trace of a division: 17 of 20 is not below 90 % − 5 points.
const TRACE: f64 = 1e-9;
/// So many of the cases of a rate may be open before it is told by both its ends.
const FEW_OPEN: f64 = 0.05 + TRACE;
/// Fewer expected events than this say nothing yet.
const FEWEST_EVENTS: f64 = 5.0;

/// A commitment's versions and what its metric found out.
#[derive(Clone)]
pub struct Case<'a> {
    /// What is measured.
    pub spec: &'static Spec,
    /// The versions, in the file's order.
    pub versions: Vec<&'a Commitment>,
    /// Whether the files show it.
    pub evidence: Evidence,
    /// What was found out.
    pub measurement: Measurement,
}

impl Case<'_> {
    /// A conversion whose last step is the sale.
    pub fn ends_in_sales(&self) -> bool {
        let to = self.versions.last().and_then(|version| version.to_stage);
        self.spec.metric == Metric::Conversion && to == Some(Milestone::Won)
    }
}

/// Judges a commitment; nothing when none of its versions is in force in the period.
pub fn judge(world: World, plan: Option<&Plan>, case: &Case) -> Option<Judged> {
    let version = in_force(world, case)?;
    let kind = case.spec.kind;
    let found = &case.measurement;
    let numbers =
        if case.evidence.unseen.is_some() { Numbers::default() } else { totals::sum(kind, found) };
    let targets = Targets::of(world, plan, case);
    let is_asked = version.is_asked();
    let covered = world.covered(case.spec.reads);
    // A span of its own asks nothing of the days outside it, a version nothing of days on which it does not hold or that no file shows.
    let has_time = || world.calendar.working_seconds(&covered) > 0;
    let is_within = || !kind.is_paced() || !(spans::own_periods(world).is_empty() || has_time());
    let other = || value(world, plan, version).filter(|_| is_within());
    let target = targets.target(kind).or_else(other).filter(|_| is_asked);
    let expected = targets.expected(kind, found, target).filter(|_| is_asked);
    let progress = world.calendar.progress(&covered, found.cut_off);
    let stand = Stand {
        spec: case.spec,
        version,
        evidence: &case.evidence,
        found,
        numbers: &numbers,
        target,
        expected,
        progress,
    };
    let ends = totals::ends(kind, found).filter(|_| case.evidence.unseen.is_none());
    let (status, why_not) = stand.status_within(ends.as_ref());
    let possible = ends
        .as_ref()
        .and_then(possible)
        .filter(|own| kind != Kind::Verdict || is_wide(own, &numbers, why_not, &case.evidence));
    // What follows from a number follows only from one that is told as one.
    let is_fixed = possible.is_none_or(|ends| ends.low >= ends.high);
    let settled = Some(&numbers).filter(|_| is_fixed && why_not != Some(WhyNot::Open));
    let actual = settled.and_then(|numbers| numbers.actual);
    let paced = actual.zip(expected.filter(|expected| *expected > 0.0));
    let ahead = settled.filter(|_| goes_on(world, case));
    Some(Judged {
        id: version.id.clone(),
        team: version.team,
        metric: version.metric,
        kind,
        unit: case.spec.unit,
        lower_is_better: case.spec.lower_is_better,
        is_measured: !is_asked,
        target,
        agreed: agreed(world, plan, case, target),
        expected,
        carried_over: None,
        possible,
        evidence: case.evidence.clone(),
        undelivered: (version.metric == Metric::SalesWon && case.evidence.unseen.is_none())
            .then(|| undelivered(world, found)),
        gap: actual.zip(expected).map(|(actual, expected)| actual - expected),
        pace: paced.map(|(actual, expected)| actual / expected),
        needed_per_day: ahead
            .and_then(|numbers| needed_per_day(kind, numbers, target, progress.left)),
        status,
        forecast: ahead.and_then(|_| forecast_of(world, case, version, &covered)),
        within: version.within,
        clock: version.clock,
        attempts: version.attempts,
        conditions: version.conditions.clone(),
        channels: version.channels.clone(),
        from_stage: version.from_stage,
        to_stage: version.to_stage,
        net: version.metric == Metric::LeadsDelivered && version.counting == Counting::Net,
        version: InForce { ..version.in_force },
        cohort: found.window.map(|(first, last)| Cohort {
            first,
            last,
            size: found.entries.len() as u64,
        }),
        cut_off: found.cut_off,
        covered,
        progress,
        why_not,
        is_few: stand.is_few(),
        past: Vec::new(),
        proposal: None,
        numbers,
    })
}

/// The same with the overdue leads of earlier periods, which a report tells of a period and its history does not.
pub fn told(world: World, plan: Option<&Plan>, case: &Case) -> Option<Judged> {
    let judged = judge(world, plan, case)?;
    let is_seen = case.evidence.unseen.is_none();
    let carried = || verdicts::carried_over(world, case.spec, &case.versions);
    Some(Judged { carried_over: is_seen.then(carried).flatten(), ..judged })
}

/// Some version holds to the period's end: else what its rest brings is none of the promise's.
fn goes_on(world: World, case: &Case) -> bool {
    let mut ends = case.versions.iter().map(|version| version.in_force.until);
    ends.any(|until| until.is_none_or(|until| until > world.period.last))
}

/// What was agreed for the whole period, where less than that is asked because the files cover only a part of it.
fn agreed(world: World, plan: Option<&Plan>, case: &Case, target: Option<f64>) -> Option<f64> {
    let kind = case.spec.kind;
    let whole = Targets::over(world, plan, case, world.period).target(kind)?;
    (kind.is_paced() && (whole - target?).abs() > TRACE).then_some(whole)
}

/// A rate of verdicts leaves out by what it is what nobody can tell; both its ends are told where several cases are open and they lie further apart
/// than [`FEW_OPEN`] (one case of a week of ten says little), where they would turn the status, or where the hand-offs are in doubt.
fn is_wide(ends: &Range, numbers: &Numbers, why_not: Option<WhyNot>, evidence: &Evidence) -> bool {
    // One open case beside n others moves the rate by 1 / (n + 1).
    let width = ends.high - ends.low;
    let are_several = width * (numbers.denominator.unwrap_or_default() + 1.0) > 1.0 + TRACE;
    let is_in_doubt = evidence.parts.iter().any(|part| matches!(part, Part::BeforeHandoff(_)));
    (are_several && width > FEW_OPEN) || why_not == Some(WhyNot::Open) || is_in_doubt
}

/// The actual value at both ends, the lower one first.
fn possible(ends: &[Numbers; 2]) -> Option<Range> {
    let [one, two] = ends.each_ref().map(|end| end.actual);
    let (one, two) = one.zip(two)?;
    Some(Range { low: one.min(two), mid: None, high: one.max(two) })
}

/// Of the leads that a count has, those never handed over by its cut-off: sales that marketing's
/// deliveries do not explain.
fn undelivered(world: World, found: &Measurement) -> u64 {
    let is_apart = |lead: u32| {
        let delivered = world.data.leads.date(lead as usize, Milestone::Delivered);
        delivered.is_none_or(|at| !found.cut_off.includes(at)).then_some(())
    };
    found.entries.lead.flat_map(is_apart).len() as u64
}

/// The version in force where the judgement stands, else the last one that meets the period.
fn in_force<'a>(world: World, case: &Case<'a>) -> Option<&'a Commitment> {
    let period = InForce { from: Some(world.period.first), until: Some(world.period.last.plus(1)) };
    let today = world.zone().day_of(case.measurement.cut_off.at()).min(world.period.last);
    let now = case.versions.iter().copied().find(|version| version.in_force.contains(today));
    now.or_else(|| case.versions.iter().copied().rfind(|version| version.in_force.overlaps(period)))
}

/// What the versions of a paced promise come to over the whole period; nothing without a target.
pub fn paced_target(world: World, plan: Option<&Plan>, versions: &[&Commitment]) -> Option<f64> {
    let covered = world.covered(metrics::spec(versions.first()?.metric)?.reads);
    let own = spans::own_periods(world);
    let parts: Vec<Weighed> = versions
        .iter()
        .flat_map(|version| weighed(world, plan, version, &covered, (covered.end, &own)))
        .collect();
    (world.calendar.working_seconds(&covered) > 0 && !parts.is_empty())
        .then(|| parts.iter().map(|part| part.target * part.whole).sum())
}

/// A target and the working time it counts for.
struct Weighed {
    target: f64,
    /// Share of the time that the target is for: of the period, or of the objective's own period.
    whole: f64,
    /// The part of that share that is gone.
    gone: f64,
}

/// A version's target in as many parts as the period has stretches (`scorecard::spans`): from the plan those of the
/// objective, else the periods of the objective's kind that `own` names. What is agreed for a month asks a week for its
/// share of it, whether the number stands in the agreement or comes from the plan.
fn weighed(
    world: World,
    plan: Option<&Plan>,
    version: &Commitment,
    covered: &Period,
    (until, own): (Instant, &[Span]),
) -> Vec<Weighed> {
    let asked = plan.filter(|_| version.target == Target::Plan);
    let parts = asked
        .map(|plan| plan::asked_of(plan, version.metric, version.counting))
        .filter(|parts| !parts.is_empty());
    let parts = parts.unwrap_or_else(|| {
        let target = value(world, plan, version);
        target.map(|target| own.iter().map(|span| (*span, target)).collect()).unwrap_or_default()
    });
    let (from, end) = span(world, version.in_force, covered);
    let part = |(span, target): (Span, f64)| {
        let share = |until: Instant| span.share(world.calendar, from, until);
        Some(Weighed { target, whole: share(end)?, gone: share(end.min(until))? })
    };
    parts.into_iter().filter_map(part).collect()
}

/// The targets of all versions with what weighs them.
struct Targets {
    /// Each with the leads judged by it.
    versions: Vec<(f64, Weighed)>,
}

impl Targets {
    /// Those of the part of the period that the files cover.
    fn of(world: World, plan: Option<&Plan>, case: &Case) -> Self {
        Self::over(world, plan, case, &world.covered(case.spec.reads))
    }

    /// Those of a part of the period.
    fn over(world: World, plan: Option<&Plan>, case: &Case, covered: &Period) -> Self {
        let entries = &case.measurement.entries;
        let is_judged = entries.weights().1.map(|counts| counts > 0.0);
        let judged = Keys { of: entries.version.map(u32::from), groups: case.versions.len() }
            .count(&is_judged);
        // A rate's target is no amount of a period: it is the same in each part of one.
        let own = if case.spec.kind.is_paced() {
            spans::own_periods(world)
        } else {
            vec![Span::of(world.period)]
        };
        let one = |(number, version): (usize, &&Commitment)| {
            let judged = judged.get(number).copied().unwrap_or(0);
            weighed(world, plan, version, covered, (case.measurement.cut_off.at(), &own))
                .into_iter()
                .map(move |part| (judged as f64, part))
        };
        Self { versions: case.versions.iter().enumerate().flat_map(one).collect() }
    }

    /// The target over all versions; of rates only where more than one was judged by.
    fn target(&self, kind: Kind) -> Option<f64> {
        if kind.is_paced() {
            // Without working time there is nothing to weigh versions by.
            let weighed: f64 = self.versions.iter().map(|(_, part)| part.whole).sum();
            return (weighed > 0.0)
                .then(|| self.versions.iter().map(|(_, part)| part.target * part.whole).sum());
        }
        let judged: f64 = self.versions.iter().map(|(judged, _)| judged).sum();
        let is_mean = judged > 0.0 && self.versions.len() > 1;
        is_mean.then(|| {
            self.versions.iter().map(|(own, part)| part.target * own).sum::<f64>() / judged
        })
    }

    fn expected(&self, kind: Kind, found: &Measurement, target: Option<f64>) -> Option<f64> {
        if kind.is_paced() {
            let weighed: f64 = self.versions.iter().map(|(_, part)| part.whole).sum();
            return (weighed > 0.0)
                .then(|| self.versions.iter().map(|(_, part)| part.target * part.gone).sum());
        }
        match (target, found.ready) {
            (Some(target), Some(ready)) => Some(target.min(ready)),
            _ => target,
        }
    }
}

/// A version's target as a number to compare with: times in seconds, `plan` as what the plan asks
/// of the metric.
fn value(world: World, plan: Option<&Plan>, version: &Commitment) -> Option<f64> {
    match version.target {
        Target::Number(value) | Target::Share(value) => Some(value),
        Target::Time(within) => Some(seconds(world, version, within)),
        // The plan speaks of the team: what is promised a person asks each for a part.
        Target::Plan => plan::target(plan, version.metric, version.counting)
            .map(|target| target / leads_per_hour::people(world, version).max(1.0)),
        Target::Open => None,
    }
}

/// An agreed time in the seconds that the clock counts: a day of working time has the hours of the agreed week's average working day.
fn seconds(world: World, version: &Commitment, within: Allowance) -> f64 {
    let weeks = &world.agreement.working_time;
    let week = weeks
        .iter()
        .find(|week| week.in_force.contains(world.period.last))
        .or_else(|| weeks.last());
    let days: Vec<u32> = week
        .map_or(&[][..], |week| &week.week)
        .iter()
        .map(|day| day.iter().map(|(open, close)| close - open).sum())
        .collect();
    let open = days.iter().filter(|seconds| **seconds > 0).count();
    if version.clock == Clock::Elapsed || within.unit != DurationUnit::Days || open == 0 {
        return within.elapsed_seconds() as f64;
    }
    f64::from(within.count) * f64::from(days.iter().sum::<u32>()) / open as f64
}

/// The part of the period in which a version is in force and the files cover.
fn span(world: World, version: InForce, covered: &Period) -> (Instant, Instant) {
    let start =
        |day: Option<Day>, open: Instant| day.map_or(open, |day| world.zone().start_of(day));
    (
        start(version.from, covered.start).max(covered.start),
        start(version.until, covered.end).min(covered.end),
    )
}

type Standing = (Status, Option<WhyNot>);

/// What a status is decided from.
#[derive(Clone, Copy)]
struct Stand<'a> {
    spec: &'static Spec,
    version: &'a Commitment,
    evidence: &'a Evidence,
    found: &'a Measurement,
    numbers: &'a Numbers,
    target: Option<f64>,
    expected: Option<f64>,
    progress: Progress,
}

impl Stand<'_> {
    /// The status, unless what the files leave open would turn it: whether the promise is kept while the period runs, any of it once it is over.
    fn status_within(&self, ends: Option<&[Numbers; 2]>) -> Standing {
        let own = self.status();
        let Some(ends) = ends.filter(|_| own.0 != Status::NotAssessed) else { return own };
        let is_kept = |status: Status| matches!(status, Status::Met | Status::OnTrack);
        let is_other = |end: &Numbers| {
            let (status, _) = Stand { numbers: end, ..*self }.status();
            is_kept(status) != is_kept(own.0) || (self.progress.is_over && status != own.0)
        };
        if ends.iter().any(is_other) { (Status::NotAssessed, Some(WhyNot::Open)) } else { own }
    }

    fn status(&self) -> Standing {
        let not_assessed = |why| (Status::NotAssessed, Some(why));
        if let Some(unseen) = self.evidence.unseen {
            return not_assessed(WhyNot::Unseen(unseen));
        }
        if !self.version.is_asked() {
            return not_assessed(WhyNot::Measured);
        }
        let Some(target) = self.target else { return not_assessed(WhyNot::NoTarget) };
        let kind = self.spec.kind;
        if kind.is_share() {
            let actual = self.numbers.actual.filter(|_| !self.is_few());
            return actual.map_or(not_assessed(WhyNot::TooFew), |actual| {
                (self.of_share(actual, target), None)
            });
        }
        let Some(actual) = self.numbers.actual else { return not_assessed(WhyNot::TooEarly) };
        // A ratio of leads to sales is also held to the fewest mature leads agreed.
        if self.found.rule == Rule::Inverse && self.is_few() {
            return not_assessed(WhyNot::TooFew);
        }
        if self.progress.is_over {
            // Of a level that needs leads no more is asked than there was to do, as while the period ran.
            let asked = self.found.ready.map_or(target, |ready| target.min(ready));
            let status = if self.reaches(actual, asked) { Status::Met } else { Status::Missed };
            let has_any = self.found.ready.is_none_or(|ready| ready > 0.0);
            return if has_any { (status, None) } else { not_assessed(WhyNot::TooFew) };
        }
        if kind.is_paced() && target > 0.0 && self.reaches(actual, target) {
            return (Status::OnTrack, None);
        }
        let Some(expected) = self.expected.filter(|expected| self.is_telling(*expected)) else {
            return not_assessed(WhyNot::TooEarly);
        };
        (
            of_pace(
                if self.spec.lower_is_better { expected / actual } else { actual / expected },
                self.version.tolerance,
            ),
            None,
        )
    }

    /// Its number rests on fewer cases than the agreement judges: of a rate, of what divides it; of a ratio of leads to sales, mature leads;
    /// of a percentile, durations. A sum, and what is divided by hours, rests on no cases.
    fn is_few(&self) -> bool {
        let numbers = self.numbers;
        let cases = match self.found.rule {
            Rule::Inverse => numbers.numerator,
            Rule::Over(_) => return false,
            _ if self.spec.kind.is_paced() => return false,
            _ => numbers.denominator,
        };
        cases.unwrap_or(0.0) < self.version.min_sample as f64
    }

    /// Enough was expected by now to judge by it. Before the first opening, and in a period without working time, nothing is; nobody knows
    /// how many events an amount stands for, so it is judged from the first complete working day on.
    fn is_telling(&self, expected: f64) -> bool {
        let is_enough = if self.spec.kind == Kind::Amount {
            self.progress.gone > 0.0
        } else {
            self.events(expected) >= FEWEST_EVENTS - TRACE
        };
        expected > 0.0 && is_enough
    }

    fn reaches(&self, actual: f64, target: f64) -> bool {
        if self.spec.lower_is_better { actual <= target + TRACE } else { actual >= target - TRACE }
    }

    /// How many events an expectation stands for, to tell whether it is too early to judge: a count
    /// itself; of a level what its divisor makes of it, or the durations seen.
    fn events(&self, expected: f64) -> f64 {
        match self.found.rule {
            Rule::Percentile(_) => self.numbers.denominator.unwrap_or(0.0),
            Rule::Inverse => self.numbers.numerator.map_or(0.0, |leads| leads / expected),
            _ if self.spec.kind == Kind::Level => {
                expected * self.numbers.denominator.unwrap_or(0.0)
            }
            _ => expected,
        }
    }

    /// A conversion below its target is missed only when its interval excludes the target, also once the period is over; until then it is at risk.
    fn of_share(&self, actual: f64, target: f64) -> Status {
        let is_near = if self.spec.kind == Kind::Conversion {
            self.numbers.interval.is_none_or(|interval| target <= interval.high)
        } else {
            let slack = if self.spec.lower_is_better {
                self.version.tolerance
            } else {
                -self.version.tolerance
            };
            self.reaches(actual, target + slack)
        };
        match (self.reaches(actual, target), self.progress.is_over) {
            (true, true) => Status::Met,
            (true, false) => Status::OnTrack,
            (false, true) if self.spec.kind != Kind::Conversion || !is_near => Status::Missed,
            (false, _) if is_near => Status::AtRisk,
            (false, _) => Status::OffTrack,
        }
    }
}

fn of_pace(pace: f64, tolerance: f64) -> Status {
    match pace {
        pace if pace >= 1.0 - tolerance - TRACE => Status::OnTrack,
        pace if pace >= RISK_FLOOR - TRACE => Status::AtRisk,
        _ => Status::OffTrack,
    }
}

/// (target − actual) ÷ working days left, today by its share left; 0 when reached, absent when no day is left.
fn needed_per_day(kind: Kind, numbers: &Numbers, target: Option<f64>, left: f64) -> Option<f64> {
    if !kind.is_paced() {
        return None;
    }
    let missing = (target? - numbers.actual?).max(0.0);
    if missing > 0.0 && left <= 0.0 {
        None
    } else {
        Some(if missing > 0.0 { missing / left } else { 0.0 })
    }
}

fn forecast_of(world: World, case: &Case, version: &Commitment, covered: &Period) -> Option<Range> {
    let milestone = match (version.metric, version.counting) {
        (Metric::LeadsDelivered, Counting::Gross) => Milestone::Delivered,
        (Metric::SalesWon, _) => Milestone::Won,
        _ => return None,
    };
    if world.calendar.is_over(covered, case.measurement.cut_off) {
        return None;
    }
    let dates = world.data.leads.dates(milestone);
    let events = case
        .measurement
        .entries
        .lead
        .flat_map(|lead| dates.get(lead as usize).copied().flatten().map(Moment::at));
    forecast(world.calendar, covered, case.measurement.cut_off, &events)
}
