//! What a metric finds out, and the numbers it comes to.

use super::column::Mask;
use super::entries::Entries;
use super::world::World;
use crate::model::evidence::{Exits, Join, Part};
use crate::model::moment::Horizon;
use crate::model::words::{Verdict, words};
use crate::model::zone::Day;

words! {
    /// What kind of number a metric is (`DEFINITIONS.md` §5).
    Kind {
        /// A paced count.
        Count = "count",
        /// A paced amount of money.
        Amount = "amount",
        /// A share of leads.
        Share = "share",
        /// A share judged with its interval.
        Conversion = "conversion",
        /// A rate of verdicts.
        Verdict = "verdict",
        /// A level such as leads per hour.
        Level = "level",
    }
}

impl Kind {
    /// Paced kinds grow over the period and have an expected value to date.
    pub fn is_paced(self) -> bool {
        matches!(self, Self::Count | Self::Amount)
    }

    /// True where the actual value is a fraction of leads, to be shown in per cent.
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
    /// Counts one more lead under its verdict.
    pub fn add(&mut self, verdict: Verdict) {
        let count = match verdict {
            Verdict::Met => &mut self.met,
            Verdict::Breached => &mut self.breached,
            Verdict::Pending => &mut self.pending,
            Verdict::Indeterminate => &mut self.indeterminate,
            Verdict::Exempt => &mut self.exempt,
            Verdict::NotAssessable => &mut self.not_assessable,
        };
        *count += 1;
    }

    /// Adds the counts of two parts of a cohort.
    pub fn and(self, other: Self) -> Self {
        Self {
            met: self.met + other.met,
            breached: self.breached + other.breached,
            pending: self.pending + other.pending,
            indeterminate: self.indeterminate + other.indeterminate,
            exempt: self.exempt + other.exempt,
            not_assessable: self.not_assessable + other.not_assessable,
            early: self.early + other.early,
        }
    }

    /// Leads of the cohort: every one has exactly one verdict.
    pub fn size(&self) -> u64 {
        self.met
            + self.breached
            + self.pending
            + self.indeterminate
            + self.exempt
            + self.not_assessable
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
    /// The interval of one over the value, its ends turned round.
    pub fn inverse(self) -> Self {
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

/// What the files leave open of a number: what may be missing of, or too much in, its numerator and its denominator.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Leeway {
    /// What is added to both at the low end.
    pub low: (f64, f64),
    /// What is added to both at the high end.
    pub high: (f64, f64),
}

impl Leeway {
    /// Cases that were counted and perhaps do not belong there.
    pub fn less(cases: usize) -> Self {
        Self { low: (-(cases as f64), 0.0), ..Self::default() }
    }

    /// Cases that were not counted and perhaps belong there.
    pub fn more(cases: usize) -> Self {
        Self { high: (cases as f64, 0.0), ..Self::default() }
    }

    /// Amounts that were not counted and perhaps belong there; what takes something off lies at the low end.
    pub fn amounts(perhaps: impl IntoIterator<Item = f64>) -> Self {
        perhaps.into_iter().fold(Self::default(), |Self { low, high }, amount| Self {
            low: (low.0 + amount.min(0.0), low.1),
            high: (high.0 + amount.max(0.0), high.1),
        })
    }

    /// One for each case that perhaps belongs there.
    pub fn further(self) -> impl Iterator<Item = u32> {
        (0..).take_while(move |case| f64::from(*case) < self.high.0)
    }

    /// Cases of a share that were kept or not, nobody knows.
    pub fn either(cases: usize) -> Self {
        let cases = cases as f64;
        Self { low: (0.0, cases), high: (cases, cases) }
    }

    /// Cases that perhaps belong to a share, each kept or not; those of which nothing tells it belong to none.
    pub fn of_cases(kept: &[Option<bool>]) -> Self {
        let count = |wanted: bool| kept.iter().filter(|own| **own == Some(wanted)).count() as f64;
        Self { low: (0.0, count(false)), high: (count(true), count(true)) }
    }

    /// The same with its signs turned: to take it off another.
    pub fn turned(self) -> Self {
        let turned = |(one, two): (f64, f64)| (-one, -two);
        Self { low: turned(self.low), high: turned(self.high) }
    }

    /// What two parts of a number leave open together.
    pub fn and(self, other: Self) -> Self {
        let both = |one: (f64, f64), two: (f64, f64)| (one.0 + two.0, one.1 + two.1);
        Self { low: both(self.low, other.low), high: both(self.high, other.high) }
    }
}

/// Everything a metric found out about a commitment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// The leads of the cohort.
    pub entries: Entries,
    /// First and last local day of the cohort's window.
    pub window: Option<(Day, Day)>,
    /// Where it was judged.
    pub cut_off: Horizon,
    /// How its entries come to its number.
    pub rule: Rule,
    /// What could have been reached at most by now (levels).
    pub ready: Option<f64>,
    /// What the files leave open of its number, besides verdicts that nobody can tell.
    pub leeway: Leeway,
    /// The leads of the cohort that some of this comes from, as it is said.
    pub part: Option<Part>,
}

/// Of leads that sales gave back, `rejected` ones and `lost` ones that may be such, those in `open` are said to leave a number open; nothing
/// where there are none.
pub fn open_part(
    part: fn(Exits, Join) -> Part,
    (rejected, lost): (&Mask, &Mask),
    open: &Mask,
) -> Option<Part> {
    let join = Join { rows: rejected.or(lost).count() as u64, lost: open.count() as u64 };
    let exits = if lost.and(open).count() > 0 { Exits::Losses } else { Exits::Rejections };
    (join.lost > 0).then(|| part(exits, join))
}

impl Measurement {
    /// The entries of a cohort that is the period's.
    pub fn of_period(world: World, cut_off: Horizon, entries: Entries) -> Self {
        Self {
            entries,
            window: Some((world.period.first, world.period.last)),
            cut_off,
            ..Self::default()
        }
    }
}

/// Nearest rank: the smallest value with at least `percent` % of the values at or below it (`DEFINITIONS.md` §5). The values are sorted.
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.max(1) - 1).copied()
}

/// The 97.5 % point of the normal distribution: 95 % lie between it and its negative.
pub const Z: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval of a share; nothing without a denominator.
pub fn wilson(hits: f64, all: f64) -> Option<Range> {
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
}
