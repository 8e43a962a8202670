//! A commitment judged: what was promised, what the numbers are, and how it stands.

use crate::calendar::Calendar;
use crate::calendar::periods::Period;
use crate::calendar::progress::Progress;
use crate::metrics::measure::{Cohort, Kind, Numbers, Range};
use crate::metrics::spec::Unit;
use crate::model::agreement::{Allowance, Clock, Condition, DurationUnit, InForce};
use crate::model::decimal;
use crate::model::evidence::{Evidence, Seen, WhyNot};
use crate::model::moment::Horizon;
use crate::model::words::{Channel, Metric, Milestone, Status, Team};

/// One commitment judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its id.
    pub id: String,
    /// Who promised.
    pub team: Team,
    /// What is measured.
    pub metric: Metric,
    /// What kind of number it is.
    pub kind: Kind,
    /// What the number counts.
    pub unit: Unit,
    /// Lower is better.
    pub lower_is_better: bool,
    /// No target was agreed: it is measured without being judged, neither kept nor broken nor short of a verdict.
    pub is_measured: bool,
    /// The target (shares as fractions); absent when the plan gives none, or none was agreed.
    pub target: Option<f64>,
    /// The promise for its whole period, where the files cover less of it and the target is the share of what they cover.
    pub agreed: Option<f64>,
    /// What was due to date (counts) or the target (rates).
    pub expected: Option<f64>,
    /// The numbers.
    pub numbers: Numbers,
    /// From where to where the number may lie by what the files leave open of it; of a rate of verdicts only where that is no matter of single cases.
    /// Whatever shows the number shows both ends where they lie apart.
    pub possible: Option<Range>,
    /// Overdue leads of earlier periods; nothing in a history, which does not tell them.
    pub carried_over: Option<u64>,
    /// Sales of leads that were never delivered (`sales-won`): counted, and shown apart.
    pub undelivered: Option<u64>,
    /// actual − expected, in the unit (shares: fraction).
    pub gap: Option<f64>,
    /// actual ÷ expected.
    pub pace: Option<f64>,
    /// What each remaining working day must bring.
    pub needed_per_day: Option<f64>,
    /// The verdict on the commitment.
    pub status: Status,
    /// 80 % forecast of the period's end.
    pub forecast: Option<Range>,
    /// The allowance.
    pub within: Option<Allowance>,
    /// Its clock.
    pub clock: Clock,
    /// Tries promised.
    pub attempts: Option<u32>,
    /// Its scope.
    pub conditions: Vec<Condition>,
    /// The channels that count.
    pub channels: Vec<Channel>,
    /// Start of a conversion.
    pub from_stage: Option<Milestone>,
    /// End of a conversion.
    pub to_stage: Option<Milestone>,
    /// Net counting.
    pub net: bool,
    /// The version in force at the end of what is judged.
    pub version: InForce,
    /// First and last day of the cohort's window and its size.
    pub cohort: Option<Cohort>,
    /// The instant up to which the tables that it reads reach: nothing later is known of it.
    pub cut_off: Horizon,
    /// The part of the period that the files of those tables cover.
    pub covered: Period,
    /// How far that part has come at that instant.
    pub progress: Progress,
    /// What the files show of it.
    pub evidence: Evidence,
    /// Why it is not assessed; nothing when it is.
    pub why_not: Option<WhyNot>,
    /// It rests on fewer cases than the agreement judges.
    pub is_few: bool,
    /// Without a target: what it came to in each earlier period that compares with this one, oldest first ([`Scorecard::remember`]).
    ///
    /// [`Scorecard::remember`]: super::card::Scorecard::remember
    pub past: Vec<f64>,
    /// The target that this past would carry.
    pub proposal: Option<Proposal>,
}

/// Decimals that no number needs more of to be told from another.
const MOST_DECIMALS: usize = 4;

impl Judged {
    /// Its number is that of a whole period under one version: the files cover all its working time, and the version holds on each of its days.
    pub fn is_of_all(&self, period: &Period, calendar: &Calendar) -> bool {
        let last = period.last;
        let holds = self.version.contains(period.first) && self.version.contains(last);
        holds && calendar.working_seconds(&self.covered) == calendar.working_seconds(period)
    }

    /// Something of its number may still change: allowances and windows run, leads are too young, or the files leave it between two ends.
    pub fn is_open(&self) -> bool {
        let numbers = &self.numbers;
        let pending = numbers.tally.as_ref().map(|tally| tally.pending);
        let counts = [pending, numbers.maturing, numbers.provisional];
        let is_between = self.kind != Kind::Verdict && self.ends().is_some();
        is_between || counts.into_iter().flatten().any(|count| count > 0)
    }

    /// Between which ends its number lies; nothing where the files leave nothing of it open.
    pub fn ends(&self) -> Option<Range> {
        self.possible.filter(|ends| ends.low < ends.high)
    }

    /// The files leave cases open that its number turns on: it lies between two ends, or the open cases could turn the verdict.
    pub fn has_open_cases(&self) -> bool {
        let is_open = self.ends().is_some() || self.why_not == Some(WhyNot::Open);
        self.evidence.unseen.is_none() && is_open
    }

    /// How far the files show its number; one with open cases is seen in part.
    pub fn seen(&self) -> Seen {
        match self.evidence.seen() {
            Seen::Whole if self.has_open_cases() => Seen::Partly,
            seen => seen,
        }
    }

    /// What a count still lacks to its target; nothing once it is reached or the period is over, nor where the files leave the count open.
    pub fn left(&self) -> Option<f64> {
        let left = self.target? - self.numbers.actual?;
        let is_fixed = self.ends().is_none();
        (self.kind.is_paced() && is_fixed && !self.progress.is_over && left > 0.0).then_some(left)
    }

    /// Decimals its number, its target and what was due are shown with, shares in percent: one, or as many as tell a number that
    /// falls short from what it falls short of. Here alone it is decided, so that no output calls two equal figures off.
    pub fn decimals(&self) -> usize {
        let is_short = matches!(self.status, Status::AtRisk | Status::OffTrack | Status::Missed);
        let is_rate = self.kind.is_share() || self.kind == Kind::Level;
        let scale = if self.kind.is_share() { 100.0 } else { 1.0 };
        let Some(actual) = self.numbers.actual.filter(|_| is_short && is_rate) else { return 1 };
        let shown = |value: f64, decimals: usize| decimal::digits(value * scale, decimals);
        let differs = |wanted: &f64, decimals: usize| {
            let is_off = decimal::is_shown((wanted - actual) * scale, decimals);
            is_off && shown(*wanted, decimals) != shown(actual, decimals)
        };
        // What no digits tell from it, it does not fall short of.
        let against = [self.target, self.due_by_now()].into_iter().flatten();
        let against: Vec<f64> = against.filter(|wanted| differs(wanted, MOST_DECIMALS)).collect();
        let tells = |decimals: &usize| against.iter().all(|wanted| differs(wanted, *decimals));
        (1..MOST_DECIMALS).find(tells).unwrap_or(MOST_DECIMALS)
    }

    /// In how many parts of one the last digit shown of such a value counts: 1000 of a share, shown as `81.9%`.
    pub fn parts(&self, value: f64) -> f64 {
        match (self.kind, self.metric) {
            (kind, _) if kind.is_share() => 1_000.0,
            (_, Metric::PeriodRatio) => 1_000.0,
            (Kind::Amount, _) => 1.0,
            (_, Metric::StageTime) => {
                let unit = Allowance { count: 1, unit: shown_in(value, self.clock) };
                10.0 / unit.elapsed_seconds() as f64
            }
            _ => 10.0,
        }
    }

    /// What was due by now, where that is not the target itself: paced kinds, and a level that the leads there were kept below it.
    pub fn due_by_now(&self) -> Option<f64> {
        self.expected
            .filter(|due| self.kind.is_paced() || self.target.is_some_and(|target| *due < target))
    }
}

/// The unit that a duration is shown in: minutes below an hour, hours above; days of wall-clock time above two.
pub fn shown_in(seconds: f64, clock: Clock) -> DurationUnit {
    match seconds {
        s if s < 3_600.0 => DurationUnit::Minutes,
        s if s >= 172_800.0 && clock == Clock::Elapsed => DurationUnit::Days,
        _ => DurationUnit::Hours,
    }
}

/// A target for a promise without one: what at least half of its ended periods reached, rounded to the easier side, so that the figure
/// that is shown, and may be agreed, is the one that was reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    /// The target.
    pub target: f64,
    /// How many of the ended periods reached it.
    pub reached: usize,
    /// How many there are.
    pub all: usize,
}
