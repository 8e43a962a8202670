//! What a metric finds out: an entry for each lead it speaks of, and what the entries of any group come to.

use std::collections::BTreeMap;

use super::entries::Entries;
use super::world::World;
use crate::model::words::Verdict;
use crate::model::zone::Day;

use super::verdicts::Ground;

/// What kind of number a metric is (`metrics.md` §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A paced count.
    Count,
    /// A paced amount of money.
    Amount,
    /// A share of leads.
    Share,
    /// A share judged with its interval.
    Conversion,
    /// A rate of verdicts.
    Verdict,
    /// A level such as leads per hour.
    Level,
}

impl Kind {
    /// The word of the summary document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Amount => "amount",
            Self::Share => "share",
            Self::Conversion => "conversion",
            Self::Verdict => "verdict",
            Self::Level => "level",
        }
    }

    /// Paced kinds grow over the period and have an expected value to date.
    pub fn is_paced(self) -> bool {
        matches!(self, Self::Count | Self::Amount)
    }

    /// Kinds whose actual is a fraction.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Share | Self::Conversion | Self::Verdict)
    }
}

/// How the entries of a metric come to its number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Rule {
    /// What they add; for shares over what they count.
    #[default]
    Sum,
    /// What they add, over this (working hours, people).
    Over(f64),
    /// What they count over what they add: leads for a sale.
    Inverse,
    /// The nearest-rank percentile of their seconds.
    Percentile(u8),
    /// What the fullest day adds, over all days or this, whichever is more.
    Peak(f64),
}

/// How many leads of a cohort got which verdict; together the cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Kept.
    pub met: u64,
    /// Not kept.
    pub breached: u64,
    /// Still within the allowance.
    pub pending: u64,
    /// Dates too coarse to tell.
    pub indeterminate: u64,
    /// Exempt by the register or the metric.
    pub exempt: u64,
    /// Nothing in use can show the answer.
    pub not_assessable: u64,
    /// Met before their due, which is after the cut-off: not in the rate yet.
    pub early: u64,
}

impl Tally {
    /// All leads of the cohort.
    #[cfg(test)]
    pub fn size(&self) -> u64 {
        self.met + self.breached + self.pending + self.indeterminate + self.exempt + self.not_assessable
    }

    fn add(&mut self, verdict: Verdict, is_early: bool) {
        match verdict {
            Verdict::Met => self.met += 1,
            Verdict::Breached => self.breached += 1,
            Verdict::Pending => self.pending += 1,
            Verdict::Indeterminate => self.indeterminate += 1,
            Verdict::Exempt => self.exempt += 1,
            Verdict::NotAssessable => self.not_assessable += 1,
        }
        self.early += u64::from(is_early);
    }
}

/// A range with its middle: a forecast or an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Lower end.
    pub low: f64,
    /// Middle, where there is one.
    pub mid: Option<f64>,
    /// Upper end.
    pub high: f64,
}

impl Range {
    /// One over each end: the interval of the inverse.
    fn inverse(self) -> Self {
        Self { low: 1.0 / self.high, mid: None, high: 1.0 / self.low }
    }
}

/// The leads a commitment speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// First local day.
    pub first: Day,
    /// Last local day.
    pub last: Day,
    /// Leads in it.
    pub size: u64,
}

/// One lead in a metric.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entry {
    /// Row of the lead.
    pub lead: u32,
    /// Position of the version it belongs to.
    pub version: u16,
    /// Its verdict (verdict metrics).
    pub verdict: Option<Verdict>,
    /// End of its allowance.
    pub due: Option<i64>,
    /// The day an entry of the register contains that frees it; nothing when none does.
    pub freed_on: Option<Day>,
    /// What decided its verdict besides the clock.
    pub ground: Option<Ground>,
    /// The allowance is over at the cut-off.
    pub is_over: bool,
    /// Working seconds from its clock's start to the answer.
    pub seconds: Option<i64>,
    /// What it adds to the numerator, or to the count.
    pub adds: f64,
    /// What it counts for in the denominator (shares, and levels that divide by leads): 1, or its lead-days.
    pub counts: u32,
    /// The day it adds to, where the fullest day matters.
    pub day: Option<Day>,
    /// Too young for a cohort rate.
    pub is_maturing: bool,
    /// Neither accepted nor rejected.
    pub is_undecided: bool,
    /// Its rejection window is open.
    pub is_provisional: bool,
    /// Its dates contradict each other.
    pub is_disordered: bool,
    /// Counted through an inferred milestone.
    pub is_inferred: bool,
}

impl Entry {
    /// What it adds to the numerator and to the denominator: of verdicts those met or breached whose allowance is over.
    pub fn weighs(&self) -> (f64, f64) {
        let Some(verdict) = self.verdict else { return (self.adds, f64::from(self.counts)) };
        let counts = self.is_over && matches!(verdict, Verdict::Met | Verdict::Breached);
        (f64::from(u8::from(counts && verdict == Verdict::Met)), f64::from(u8::from(counts)))
    }
}

/// The numbers of one commitment, for all leads or for one group of them. Absent is not zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// What is compared with the target.
    pub actual: Option<f64>,
    /// Numerator of a share or rate.
    pub numerator: Option<f64>,
    /// Denominator of a share or rate.
    pub denominator: Option<f64>,
    /// Verdicts of the cohort (verdict metrics).
    pub tally: Option<Tally>,
    /// Leads too young for a cohort rate.
    pub maturing: Option<u64>,
    /// Leads neither accepted nor rejected.
    pub undecided: Option<u64>,
    /// Deliveries whose rejection window is open.
    pub provisional: Option<u64>,
    /// Leads whose dates contradict each other.
    pub out_of_order: Option<u64>,
    /// Leads counted through an inferred milestone.
    pub inferred: Option<u64>,
    /// Median of the time behind a verdict metric, working seconds.
    pub p50: Option<i64>,
    /// Nine in ten of it.
    pub p90: Option<i64>,
    /// 95 % interval of a share.
    pub interval: Option<Range>,
}

/// Everything a metric found out about a commitment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// One entry a lead of the cohort.
    pub entries: Entries,
    /// First and last local day of the cohort's window.
    pub window: Option<(Day, Day)>,
    /// Where it was judged.
    pub cut_off: i64,
    /// How its entries come to its number.
    pub rule: Rule,
    /// What could have been reached at most by now (levels).
    pub ready: Option<f64>,
    /// Overdue leads of earlier periods.
    pub carried_over: Option<u64>,
    /// Nothing in use can show it: why (`no-activities`, `no-milestone`, `no-leads`).
    pub why_not: Option<&'static str>,
}

impl Measurement {
    /// The entries of a cohort that is the period's.
    pub fn of_period(world: World, cut_off: i64, entries: Entries) -> Self {
        Self { entries, window: Some((world.period.first, world.period.last)), cut_off, ..Self::default() }
    }

    /// A commitment that nothing in use can show.
    pub fn absent(cut_off: i64, why: &'static str) -> Self {
        Self { cut_off, why_not: Some(why), ..Self::default() }
    }
}

/// What entries come to, all of a measurement or those of one group of leads.
pub fn sum(kind: Kind, rule: Rule, entries: impl Iterator<Item = Entry>) -> Numbers {
    let mut totals = Totals::default();
    entries.for_each(|entry| totals.add(&entry));
    totals.numbers(kind, rule)
}

/// Sums entries one by one.
#[derive(Default)]
pub struct Totals {
    /// Entries added.
    pub leads: u64,
    tally: Tally,
    adds: f64,
    counts: f64,
    maturing: u64,
    undecided: u64,
    provisional: u64,
    disordered: u64,
    inferred: u64,
    seconds: Vec<i64>,
    by_day: BTreeMap<Day, f64>,
}

impl Totals {
    /// Adds an entry.
    pub fn add(&mut self, entry: &Entry) {
        self.leads += 1;
        self.maturing += u64::from(entry.is_maturing);
        self.undecided += u64::from(entry.is_undecided);
        self.provisional += u64::from(entry.is_provisional);
        self.disordered += u64::from(entry.is_disordered);
        self.inferred += u64::from(entry.is_inferred);
        self.seconds.extend(entry.seconds);
        if let Some(verdict) = entry.verdict {
            self.tally.add(verdict, verdict == Verdict::Met && !entry.is_over);
        }
        let (adds, counts) = entry.weighs();
        self.adds += adds;
        self.counts += counts;
        if let Some(day) = entry.day {
            *self.by_day.entry(day).or_default() += entry.adds;
        }
    }

    /// What is shown over what, and the number they make. Absent is not zero.
    fn quotient(&self, kind: Kind, rule: Rule) -> (Option<f64>, Option<f64>, Option<f64>) {
        let over = |above: f64, below: f64| (below > 0.0).then(|| above / below);
        match rule {
            Rule::Sum if kind.is_paced() => (Some(self.adds), Some(self.adds), None),
            Rule::Sum if kind == Kind::Level => (over(self.adds, self.counts), Some(self.adds), Some(self.counts).filter(|n| *n > 0.0)),
            Rule::Sum => (over(self.adds, self.counts), Some(self.adds), Some(self.counts)),
            Rule::Over(divisor) => (over(self.adds, divisor), Some(self.adds), Some(divisor).filter(|divisor| *divisor > 0.0)),
            Rule::Inverse => (over(self.counts, self.adds), Some(self.counts), Some(self.adds)),
            Rule::Percentile(percent) => {
                let at = percentile(&self.seconds, usize::from(percent)).map(|seconds| seconds as f64);
                (at, None, Some(self.seconds.len() as f64))
            }
            Rule::Peak(least) => {
                let fullest = self.by_day.values().copied().fold(0.0, f64::max);
                let all = self.adds.max(least);
                (over(fullest, all), Some(fullest), Some(all))
            }
        }
    }

    fn interval(&self, kind: Kind, rule: Rule) -> Option<Range> {
        match rule {
            Rule::Sum if kind.is_share() => wilson(self.adds, self.counts),
            Rule::Inverse => wilson(self.adds, self.counts).filter(|_| self.adds > 0.0).map(Range::inverse),
            _ => None,
        }
    }

    /// What they come to.
    pub fn numbers(mut self, kind: Kind, rule: Rule) -> Numbers {
        self.seconds.sort_unstable();
        let (actual, numerator, denominator) = self.quotient(kind, rule);
        let is_cohort = kind == Kind::Conversion || rule == Rule::Inverse;
        Numbers {
            actual,
            numerator,
            denominator,
            tally: (kind == Kind::Verdict).then_some(self.tally),
            maturing: is_cohort.then_some(self.maturing),
            undecided: Some(self.undecided).filter(|n| *n > 0),
            provisional: (kind == Kind::Count).then_some(self.provisional),
            out_of_order: (is_cohort || kind.is_share() || matches!(rule, Rule::Percentile(_))).then_some(self.disordered),
            inferred: (kind.is_share() || is_cohort).then_some(self.inferred),
            p50: percentile(&self.seconds, 50),
            p90: percentile(&self.seconds, 90),
            interval: self.interval(kind, rule),
        }
    }
}

/// Nearest rank: the smallest value with at least `percent` % of the values at or below it (`metrics.md` §5). The values are sorted.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

/// Wilson's 95 % interval of a share; nothing without a denominator.
pub fn wilson(hits: f64, all: f64) -> Option<Range> {
    const Z: f64 = 1.959_963_984_540_054;
    if all <= 0.0 {
        return None;
    }
    let share = hits / all;
    let scale = 1.0 + Z * Z / all;
    let middle = (share + Z * Z / (2.0 * all)) / scale;
    let half = Z / scale * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    Some(Range { low: (middle - half).max(0.0), mid: None, high: (middle + half).min(1.0) })
}

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_rank_takes_a_value_that_is_there() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 90), Some(7));
        assert_eq!(percentile(&[1, 2, 3, 4], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
    }

    #[test]
    fn wilson_for_ten_of_a_hundred() {
        let range = wilson(10.0, 100.0).unwrap();
        assert!((range.low - 0.0552).abs() < 1e-3 && (range.high - 0.1744).abs() < 1e-3);
        assert_eq!(wilson(0.0, 0.0), None);
    }

    #[test]
    fn early_ones_are_met_but_not_in_the_rate() {
        let entry = |verdict, is_over| Entry { verdict: Some(verdict), is_over, ..Entry::default() };
        let entries =
            [entry(Verdict::Met, true), entry(Verdict::Met, false), entry(Verdict::Breached, true), entry(Verdict::Pending, false)];
        let numbers = sum(Kind::Verdict, Rule::Sum, entries.into_iter());
        assert_eq!((numbers.numerator, numbers.denominator, numbers.actual), (Some(1.0), Some(2.0), Some(0.5)));
        assert_eq!(numbers.tally.map(|t| (t.met, t.early, t.size())), Some((2, 1, 4)));
    }
}
